"""The categories as shapes: in each, a bar from today to wanted for every voice."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.charts.canvas import HATCH_WIDTH, Look
from assessment.charts.planogram_data import LEVELS, Hue
from assessment.charts.profile_data import Block, Line, Profile
from assessment.charts.profile_marks import BAR, DOT, FAINT, FILLED, HOLLOW, KEY_SIZE, KEY_STEP, SAME, SHAPES
from assessment.charts.theme import MEDIUM, REGULAR, SEMIBOLD
from assessment.charts.words import Block as Lines
from assessment.charts.words import balanced, fit
from assessment.exports.slides.keys import described
from assessment.exports.slides.nodes import Align, Group
from assessment.exports.slides.sketch import PX, Room, Sketch, units

LEVEL_1 = 250.0  # px; a name, and the value of a mark at level 1
NAME_ROOM = 150.0
RIGHT = 150.0  # px from level 5 to the right end: a mark's value, and the gap
HEAD, KEY, NOTE, LEADING = 40.0, 26.0, 17.0, 13.0
LOWEST, COMFORTABLE, HIGHEST = 17.0, 21.0, 30.0


@dataclass(frozen=True)
class Lay:
    """Measures in px."""

    width: float
    pitch: float

    @property
    def step(self) -> float:
        return (self.width - RIGHT - LEVEL_1) / (LEVELS - 1)

    @property
    def heading(self) -> float:
        return self.pitch * 1.15

    @property
    def between(self) -> float:
        return self.pitch * 0.4

    def x(self, level: float) -> float:
        return LEVEL_1 + (level - 1) * self.step

    def block(self, block: Block) -> float:
        """Px that a category takes."""
        return self.heading + len(block.lines) * self.pitch + self.between


def draw(p: Profile, room: Room) -> Group:
    """Categories one under the other, over the whole room."""
    for unit in units():
        width = room.width / unit
        notes = [fit(note, width, 12, most=3) for note in p.notes]
        fixed = KEY + HEAD + sum(len(note.lines) * NOTE for note in notes) + (6 if notes else 0)
        rows = sum(1.15 + 0.4 + len(block.lines) for block in p.blocks)
        pitch = (room.height / unit - fixed) / max(rows, 1)
        if pitch >= (COMFORTABLE if unit > PX else LOWEST):
            break
    lay = Lay(width, min(max(pitch, LOWEST), HIGHEST))
    sketch = Sketch(room.x, room.y, unit)
    _draw_key(sketch, p)
    _draw_head(sketch, p, lay, KEY)
    y = KEY + HEAD
    for i, block in enumerate(p.blocks):
        _draw_block(sketch, block, lay, y, last=i == len(p.blocks) - 1)
        y += lay.block(block)
    for note in notes:
        sketch.words(_("Note"), note, 0, y + 6 + len(note.lines) * NOTE / 2, "muted", "l", width)
        y += len(note.lines) * NOTE
    return Group(p.title, described(p.title, p.desc), tuple(sketch.nodes))


def _draw_key(sketch: Sketch, p: Profile) -> None:
    """What filled and hollow mean, in the shapes of those who speak."""
    speaking = {line.hue for block in p.blocks for line in block.lines if not line.missing}
    hues = [hue for hue in SHAPES if hue in speaking]
    at = 0.0
    with sketch.group(_("Key"), f"{p.today_word}, {p.wanted_word}") as key:
        for name, word, filled in (("key today", p.today_word, True), ("key wanted", p.wanted_word, False)):
            for i, hue in enumerate(hues):
                _draw_mark(key, name, hue, at + (i + 0.5) * KEY_STEP, 7, KEY_SIZE, filled=filled)
            block = fit(word, 200, 12.5, most=1)
            at += len(hues) * KEY_STEP + 4
            key.words(_("Words"), block, at, 7)
            at += block.width + 24


def _draw_mark(sketch: Sketch, name: str, hue: Hue, x: float, y: float, size: float, *, filled: bool) -> None:
    look = Look(hue, "paper", 1.2) if filled else Look("paper", hue, 2.0)
    sketch.mark(name, SHAPES[hue], look, x, y, (FILLED if filled else HOLLOW)[hue] * size)


def _draw_head(sketch: Sketch, p: Profile, lay: Lay, y: float) -> None:
    with sketch.group(_("Levels"), ", ".join(f"{i} {n}" for i, n in enumerate(p.level_names, 1))) as head:
        for level, name in enumerate(p.level_names, start=1):
            x = lay.x(level)
            number = Lines([str(level)], 12.5, SEMIBOLD)
            block = balanced(name, lay.step - 10, 11.5, most=1)
            head.line_of_words(_("Level"), number, x, y + 12, "ink", "ctr")
            head.line_of_words(_("Level name"), block, x, y + 27, "muted", "ctr")
        gap = fit(p.gap_head, 60, 11.5, most=1)
        head.line_of_words(_("Heading"), gap, lay.width, y + 27, "muted", "r")
        head.line(_("Line"), "rule", 1, 0, y + HEAD - 4, lay.width, y + HEAD - 4)


def _draw_block(sketch: Sketch, block: Block, lay: Lay, y: float, *, last: bool) -> None:
    with sketch.group(block.name, "; ".join(said(line) for line in block.lines)) as inner:
        bottom = y + lay.block(block)
        for level in range(1, LEVELS + 1):
            name = _("Level %(level)d") % {"level": level}
            inner.line(name, "line", 1, lay.x(level), y + lay.heading, lay.x(level), bottom - lay.between / 2)
        heading = fit(block.name, lay.width - RIGHT, 14, SEMIBOLD, most=1)
        inner.words(_("Category"), heading, 0, y + lay.heading / 2)
        for i, line in enumerate(block.lines):
            _draw_line(inner, line, lay, y + lay.heading + (i + 0.5) * lay.pitch)
        if not last:
            inner.line(_("Line"), "line", 1, 0, bottom, lay.width, bottom)


def said(line: Line) -> str:
    """A voice's line in words."""
    if line.missing:
        return f"{line.name}: {line.missing}"
    words = _("%(name)s: today %(today)s, wanted %(wanted)s, gap %(gap)s")
    return words % {
        "name": line.name, "today": line.today_text, "wanted": line.wanted_text, "gap": line.gap_text,
    }  # fmt: skip


def _draw_line(sketch: Sketch, line: Line, lay: Lay, y: float) -> None:
    with sketch.group(line.name, said(line)) as inner:
        name = fit(line.name, NAME_ROOM, 13.5, MEDIUM, most=1)
        inner.words(_("Voice"), name, 0, y, line.hue)
        if line.today is None or line.wanted is None:
            inner.hatch(_("Hidden"), lay.width - HATCH_WIDTH / 2, y)
            right = lay.width - HATCH_WIDTH - 6
            why = fit(line.missing, right - LEVEL_1, 12.5, most=1)
            _draw_value(inner, _("Why"), why, right, y, "muted", lay, "r")
            return
        _draw_ends(inner, line, lay, line.today, line.wanted, y)
        gap = fit(line.gap_text, 60, 13.5, SEMIBOLD, most=1)
        muted = line.wanted <= line.today or line.today_text == line.wanted_text
        inner.words(_("Gap"), gap, lay.width, y, "muted" if muted else "gap", "r")


def _draw_ends(sketch: Sketch, line: Line, lay: Lay, today: float, wanted: float, y: float) -> None:
    """The bar and both marks, each with its value on its outer side."""
    size = min(1.0, lay.pitch / 26)
    at, to, hue = lay.x(today), lay.x(wanted), line.hue
    if abs(to - at) < SAME:
        _draw_mark(sketch, _("Wanted"), hue, to, y, size, filled=False)
        sketch.mark(_("Today"), SHAPES[hue], Look(hue), to, y, FILLED[hue] * DOT * size)
    else:
        high = BAR * size
        bar = Look(hue, opacity=FAINT)
        sketch.box(_("Bar"), bar, min(at, to), y - high / 2, abs(to - at), high, 0)
        _draw_mark(sketch, _("Wanted"), hue, to, y, size, filled=False)
        _draw_mark(sketch, _("Today"), hue, at, y, size, filled=True)
    air = 9 * size + 4
    now = (_("Today’s number"), fit(line.today_text, 90, 13, SEMIBOLD, most=1), at)
    then = (_("Wanted’s number"), fit(line.wanted_text, 90, 13, REGULAR, most=1), to)
    (name, block, x), (other, others, end) = (now, then) if at <= to else (then, now)
    _draw_value(sketch, name, block, x - air, y, hue, lay, "r")
    _draw_value(sketch, other, others, end + air, y, hue, lay, "l")


def _draw_value(
    sketch: Sketch, name: str, block: Lines, x: float, y: float, colour: str, lay: Lay, align: Align
) -> None:
    """Words, on a ground of their own where a level's line would cross them."""
    left = x - block.width if align == "r" else x
    if block.lines and any(
        left - 2 < lay.x(level) < left + block.width + 2 for level in range(1, LEVELS + 1)
    ):
        across, high = block.width + 6, min(lay.pitch - 2, block.size * 1.2)
        sketch.box(_("Ground"), Look("paper"), left - 3, y - high / 2, across, high, 0)
    sketch.words(name, block, x, y, colour, align)
