"""The gaps as shapes: a line from today to wanted for each practice, everybody's marks on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from assessment.charts.dumbbell_data import Dumbbell, Row, Span
from assessment.charts.dumbbell_track import CAPSULE, OFF, SAME, Track, gap_ink
from assessment.charts.dumbbell_wide import (
    HATCH_AFTER,
    HEAD,
    HEAD_LEADING,
    LEVEL_1,
    NAME_ROOM,
    Columns,
    hidden_words,
)
from assessment.charts.marks import GAP, GAP_FAINT, GAP_NAMED, INTERVAL, TODAY, name_block
from assessment.charts.planogram_data import LEVELS
from assessment.charts.theme import REGULAR, SEMIBOLD
from assessment.charts.words import Block, balanced, fit
from assessment.exports.slides.keys import described, draw_key, draw_mark
from assessment.exports.slides.nodes import Group
from assessment.exports.slides.sketch import LARGE, PX, Room, Sketch

PICTURE = 1000.0  # px, what `Columns` was made for
LOWEST, HIGHEST = 21.0, 40.0  # px between rows
FULL = 36.0  # px a row needs for marks of full size
UNDER_KEY = 14.0
TWO_LINES = 2.42  # times the size of their words is how high they are


@dataclass(frozen=True)
class Lay:
    """Where things stand, px: the sheet's width, its columns, and the rows' pitch."""

    width: float
    columns: Columns
    pitch: float

    @property
    def track(self) -> Track:
        return self.columns.track

    @property
    def size(self) -> float:
        """Of marks, as a factor."""
        return min(1.0, self.pitch / FULL)


def unit_for(room: Room) -> float:
    """Units in a px: as large as the columns allow."""
    return min(max(room.width / PICTURE, PX), LARGE)


def split(d: Dumbbell, room: Room) -> list[tuple[int, int]]:
    """First and last row of each slide that the rows need, about as many on each."""
    unit = unit_for(room)
    most = max(int((room.height / unit - _top(d, room.width / unit)) / LOWEST), 1)
    slides = -(-len(d.rows) // most)
    if not slides:
        return []
    ends = [round(i * len(d.rows) / slides) for i in range(slides + 1)]
    return [(first, after - 1) for first, after in pairwise(ends)]


def draw(d: Dumbbell, room: Room, rows: tuple[int, int] | None = None) -> Group:
    """The rows from the first to the last given, or all."""
    first, last = rows or (0, len(d.rows) - 1)
    unit = unit_for(room)
    width = room.width / unit
    columns = Columns(width - PICTURE + (0 if d.tie else 40))
    pitch = (room.height / unit - _top(d, width)) / max(last - first + 1, 1)
    lay = Lay(width, columns, min(max(pitch, LOWEST), HIGHEST))
    sketch = Sketch(room.x, room.y, unit)
    y = 0.0
    if d.key:
        with sketch.group(_("Key"), ", ".join(entry.words for entry in d.key)) as key:
            y = draw_key(key, d.key, width) + UNDER_KEY
    shown = d.rows[first : last + 1]
    with sketch.group(_("Levels"), ", ".join(f"{i} {n}" for i, n in enumerate(d.level_names, 1))) as head:
        top = _draw_head(head, d, lay, y)
        for level in range(1, LEVELS + 1):
            x = lay.track.x(level)
            name = _("Level %(level)d") % {"level": level}
            head.line(name, "line", 1, x, top, x, top + len(shown) * lay.pitch)
    _draw_rows(sketch, d, lay, shown, top)
    if d.tie and d.tie[0] <= last and d.tie[1] >= first:
        _draw_tie(sketch, d, lay, top, max(d.tie[0], first) - first, min(d.tie[1], last) - first)
    return Group(d.title, described(d.title, d.desc), tuple(sketch.nodes))


def _top(d: Dumbbell, width: float) -> float:
    """Px over the first row."""
    trial = Sketch(0, 0, 1)
    lay = Lay(width, Columns(width - PICTURE), HIGHEST)
    key = draw_key(trial, d.key, width) + UNDER_KEY if d.key else 0.0
    return _draw_head(trial, d, lay, key) + 4


def _draw_head(sketch: Sketch, d: Dumbbell, lay: Lay, y: float) -> float:
    """Levels by number and name; returns the upper edge of the first row."""
    track, right = lay.track, lay.columns.half_right
    names = [balanced(name, track.step - 10, 11.5, most=2) for name in d.level_names]
    head_room = right - track.x(5) - names[-1].width / 2 - 8
    head = fit(d.gap_head, max(min(head_room, 110), 40), 11.5, most=2)
    for level, name in enumerate(names, start=1):
        x = track.x(level)
        sketch.line_of_words(_("Level"), Block([str(level)], 12.5, SEMIBOLD), x, y + 12, "ink", "ctr")
        _draw_lines(sketch, _("Level name"), name, x, y + 26, "ctr")
    _draw_lines(sketch, _("Heading"), head, right, y + 26, "r")
    return y + HEAD + max(block.more for block in (*names, head)) * HEAD_LEADING


def _draw_lines(sketch: Sketch, name: str, block: Block, x: float, first: float, align: str) -> None:
    centre = first - 0.36 * block.size + block.more * HEAD_LEADING / 2
    sketch.words(name, block, x, centre, "muted", "ctr" if align == "ctr" else "r")


def _draw_rows(sketch: Sketch, d: Dumbbell, lay: Lay, rows: Sequence[Row], top: float) -> None:
    for i, row in enumerate(rows):
        y = top + (i + 0.5) * lay.pitch
        with sketch.group(row.name, said(d, row)) as inner:
            if i:
                inner.line(
                    _("Line"), "line", 1, 0, y - lay.pitch / 2, lay.columns.half_right, y - lay.pitch / 2
                )
            _draw_row(inner, lay, row, y)


def said(d: Dumbbell, row: Row) -> str:
    """The row in words, with the numbers that are printed."""
    if row.hidden:
        return f"{row.name}: {row.hidden}"
    return " ".join(filter(None, (f"{row.name}: {d.gap_head}", row.gap_text, row.half_text)))


def _draw_row(sketch: Sketch, lay: Lay, row: Row, y: float) -> None:
    columns, weight = lay.columns, SEMIBOLD if row.emphasised else REGULAR
    name = name_block(row.name, NAME_ROOM, 13.5, weight)
    if len(name.lines) * 15.5 > lay.pitch:
        name = fit(row.name, NAME_ROOM, 13.5, weight, most=1)
    sketch.words(_("Practice"), name, 0, y, "ink", "l", LEVEL_1 - 12)
    _draw_marks(sketch, lay, row, y)
    if row.hidden:
        word, left = hidden_words(row, columns, lay.width, min(12.0, lay.pitch / TWO_LINES))
        sketch.hatch(_("Hidden"), left - HATCH_AFTER, y)
        sketch.words(_("Why"), word, left, y, "muted")
        return
    gap = fit(row.gap_text, 46, 15, SEMIBOLD, most=1)
    sketch.words(_("Gap"), gap, columns.gap_right, y, gap_ink(row), "r")
    half = fit(row.half_text, columns.half_right - columns.half_left, 12, most=1)
    sketch.words(_("Uncertainty"), half, columns.half_left, y, "muted")


def _draw_marks(sketch: Sketch, lay: Lay, row: Row, y: float) -> None:
    size, off = lay.size, OFF * lay.size
    if row.today is not None and row.wanted is not None:
        _draw_interval(sketch, _("Today, interval"), lay, row.today_interval, y)
        _draw_interval(sketch, _("Wanted, interval"), lay, row.wanted_interval, y)
        _draw_gap(sketch, lay, row, lay.track.x(row.today), lay.track.x(row.wanted), y)
    if row.peers is not None:
        draw_mark(sketch, _("Peers today"), "peers", lay.track.x(row.peers), y + off, size)
    if row.you is not None:
        draw_mark(sketch, _("Executive today"), "you", lay.track.x(row.you), y - off, size)


def _draw_interval(sketch: Sketch, name: str, lay: Lay, span: Span | None, y: float) -> None:
    if span is not None:
        left, right = lay.track.x(span[0]), lay.track.x(span[1])
        high = CAPSULE * lay.size
        sketch.box(name, INTERVAL, left, y - high / 2, right - left, high)


def _draw_gap(sketch: Sketch, lay: Lay, row: Row, today: float, wanted: float, y: float) -> None:
    """Line and ends. Orange is what is still to go: a level above the wanted one has a grey line."""
    colour = "gap" if wanted >= today else "rule"
    thick, opacity = (GAP_NAMED, 1.0) if row.emphasised else (GAP, GAP_FAINT)
    sketch.line(_("Gap line"), colour, thick, today, y, wanted, y, opacity)
    draw_mark(sketch, _("Wanted"), "wanted", wanted, y, lay.size)
    if abs(wanted - today) < SAME:
        sketch.mark(_("Today"), "circle", TODAY, wanted, y, 3.4 * lay.size)
    else:
        draw_mark(sketch, _("Today"), "today", today, y, lay.size)


def _draw_tie(sketch: Sketch, d: Dumbbell, lay: Lay, top: float, first: int, last: int) -> None:
    """A bracket over the rows that can't be told apart, with its words beside it."""
    x, reach = lay.columns.half_right + 11, min(11.0, lay.pitch / 2 - 2)
    upper, lower = top + (first + 0.5) * lay.pitch - reach, top + (last + 0.5) * lay.pitch + reach
    sketch.bracket(_("Too close to rank"), "rule", x, upper, lower)
    most = max(int((lower - upper) // 14), 1)
    words = fit(d.tie_words, lay.width - x - 8, 12, most=most)
    sketch.words(_("Words"), words, x + 8, (upper + lower) / 2, "muted", "l", lay.width - x - 8)
