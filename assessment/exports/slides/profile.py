"""The categories as shapes: in each, a bar from today to wanted for every voice."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.charts.canvas import Look
from assessment.charts.canvas import Shape as MarkShape
from assessment.charts.planogram_data import LEVELS
from assessment.charts.profile_data import Block, Line, Profile
from assessment.charts.theme import REGULAR, SEMIBOLD
from assessment.charts.words import Block as Lines
from assessment.charts.words import balanced, fit
from assessment.exports.slides.keys import described
from assessment.exports.slides.nodes import Group
from assessment.exports.slides.sketch import PX, Room, Sketch, units

MARKS: dict[str, tuple[MarkShape, float]] = {
    "you": ("diamond", 7.6),
    "peers": ("square", 5.4),
    "team": ("circle", 6.4),
}
LEVEL_1 = 170.0  # px
RIGHT = 110.0  # px from level 5 to the right end: a mark's number, and the gap
HEAD, KEY, NOTE, LEADING = 40.0, 26.0, 17.0, 13.0
LOWEST, COMFORTABLE, HIGHEST = 17.0, 21.0, 30.0
BAR, FAINT = 7.0, 0.18


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
    """Filled is today, hollow is wanted, whatever the shape."""
    with sketch.group(_("Key"), f"{p.today_word}, {p.wanted_word}") as key:
        at = 0.0
        for name, look, words in (
            ("key today", Look("ink"), p.today_word), ("key wanted", Look("paper", "ink", 2), p.wanted_word),
        ):  # fmt: skip
            block = fit(words, 200, 12.5, most=1)
            key.mark(name, "circle", look, at + 7, 7, 6 if look.stroke else 6.4)
            key.words(_("Words"), block, at + 21, 7)
            at += 21 + block.width + 21


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
        name = fit(line.name, LEVEL_1 - 24, 13.5, most=1)
        inner.words(_("Voice"), name, 0, y, line.hue)
        if line.today is None or line.wanted is None:
            inner.words(_("Why"), fit(line.missing, lay.width - LEVEL_1, 12, most=1), LEVEL_1 + 8, y, "muted")
            return
        _draw_ends(inner, line, lay, line.today, line.wanted, y)
        gap = fit(line.gap_text, 60, 13.5, SEMIBOLD, most=1)
        inner.words(_("Gap"), gap, lay.width, y, "gap" if line.wanted > line.today else "muted", "r")


def _draw_ends(sketch: Sketch, line: Line, lay: Lay, today: float, wanted: float, y: float) -> None:
    """The bar and both marks, each with its number on its outer side."""
    shape, radius = MARKS[line.hue]
    size = min(1.0, lay.pitch / 26)
    radius *= size
    left, right = sorted((lay.x(today), lay.x(wanted)))
    high = BAR * size
    sketch.box(_("Bar"), Look(line.hue, opacity=FAINT), left, y - high / 2, right - left, high, 0)
    sketch.mark(_("Wanted"), shape, Look("paper", line.hue, 2.0), lay.x(wanted), y, radius - 0.4)
    sketch.mark(_("Today"), shape, Look(line.hue), lay.x(today), y, radius if today != wanted else radius / 2)
    air = radius + 8
    lower = fit(line.today_text, 90, 13, SEMIBOLD, most=1)
    upper = fit(line.wanted_text, 90, 13, REGULAR, most=1)
    if wanted < today:
        sketch.words(_("Wanted’s number"), upper, lay.x(wanted) - air, y, line.hue, "r")
        sketch.words(_("Today’s number"), lower, lay.x(today) + air, y, line.hue)
    else:
        sketch.words(_("Today’s number"), lower, lay.x(today) - air, y, line.hue, "r")
        sketch.words(_("Wanted’s number"), upper, lay.x(wanted) + air, y, line.hue)
