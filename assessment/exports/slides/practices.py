"""One practice of a planogram as shapes: its boxes or its areas, its numbers, its label."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessment.charts.canvas import Look
from assessment.charts.planogram_averages import DROP, TOP_LEADING, Numbers, numbers
from assessment.charts.planogram_data import LEVELS, Column, Mark, boxes, whole
from assessment.charts.planogram_marks import gap_ink, look, name_ink
from assessment.charts.planogram_shelves import WIDEST_BOX, Grid
from assessment.charts.planogram_spans import OUTLINE, Spans, spans
from assessment.charts.theme import ASCENT, CAP_MIDDLE, DESCENT, REGULAR, SEMIBOLD, SMALLEST
from assessment.charts.words import Block, fit, settle
from assessment.exports.slides.sketch import Sketch


@dataclass(frozen=True)
class Place:
    """Where a practice stands: its middle, its lowest shelf and its column's width, px."""

    grid: Grid
    x: float
    base: float
    cell: float
    hue: str

    @property
    def across(self) -> float:
        return min(self.cell - self.grid.between, WIDEST_BOX)

    @property
    def left(self) -> float:
        return self.x - self.across / 2

    def middle(self, level: int) -> float:
        """Middle of a level's place."""
        return self.base - (level - 0.5) * self.grid.pitch


def said(column: Column) -> str:
    """The practice in a sentence."""
    if column.today is None:
        return f"{column.name}: {column.missing}"
    today = column.today_text or str(whole(column.today))
    if column.wanted is None:
        return _("%(name)s: today %(today)s") % {"name": column.name, "today": today}
    wanted = column.wanted_text or str(whole(column.wanted))
    words = _("%(name)s: today %(today)s, wanted %(wanted)s, gap %(gap)s")
    return words % {"name": column.name, "today": today, "wanted": wanted, "gap": column.gap_text or "0"}


def mark_name(mark: Mark | str) -> str:
    """What a shape is called in the list of shapes."""
    return {
        "today": _("Today"),
        "to_go": _("Still to go"),
        "wide": _("Still to go, wide gap"),
        "widest": _("Still to go, widest gap"),
        "surplus": _("Above what’s wanted"),
        "missing": _("Not shown"),
    }[mark]


def draw(sketch: Sketch, column: Column, place: Place, *, averages: bool) -> None:
    """What stands on the shelves for one practice."""
    if averages:
        _draw_average(sketch, column, place)
    else:
        _draw_levels(sketch, column, place)


def draw_label(sketch: Sketch, column: Column, label: Block, place: Place) -> None:
    colour, _weight = name_ink(column)
    top = place.base + place.grid.label_drop - label.size
    sketch.words(_("Practice"), label, place.x, top, colour, "ctr", place.cell - 2, "t")


# --- whole levels -----------------------------------------------------------------------------------------


def _draw_levels(sketch: Sketch, column: Column, place: Place) -> None:
    """A box for each level; the gap is written in the highest."""
    today, wanted = whole(column.today), whole(column.wanted)
    told = None if today is None or wanted is None or wanted == today else max(today, wanted)
    for level, mark in boxes(column):
        _draw_box(sketch, mark, look(mark, place.hue), place, level, level)
        if level == told and column.gap_text:
            # on the pale box of what lies above wanted, muted words would be too faint
            ink = "ink" if mark == "surplus" else gap_ink(column, "ink")
            sketch.written(Block([column.gap_text], place.grid.gap_size, SEMIBOLD), ink)
    if today is None:
        lowest = 2 if wanted == 1 else 1
        highest = LEVELS if wanted is None else lowest
        drawn = look("missing", place.hue)._replace(fill="paper" if wanted is not None else "wash")
        _draw_box(sketch, "missing", drawn, place, lowest, highest)
        sketch.written(_missing(column, place), "muted")


def _draw_box(sketch: Sketch, mark: Mark, drawn: Look, place: Place, lowest: int, highest: int) -> None:
    """A box over the places of one or several levels, with a little air to the shelves."""
    pitch, air = place.grid.pitch, (place.grid.pitch - place.grid.box) / 2
    top = place.base - highest * pitch + air
    high = (highest - lowest + 1) * pitch - 2 * air
    sketch.box(mark_name(mark), drawn, place.left, top, place.across, high)


def _missing(column: Column, place: Place) -> Block:
    """The words where they fit, else the sign."""
    whole_words = settle(column.missing, place.across - 6, 11.5, most=place.grid.missing_lines)
    if whole_words:
        return whole_words
    if column.wanted is None:  # a tall box
        return fit(column.missing, place.across - 6, SMALLEST, most=4)
    return Block([column.missing_mark], SMALLEST, REGULAR)


# --- averages ---------------------------------------------------------------------------------------------


def _draw_average(sketch: Sketch, column: Column, place: Place) -> None:
    """Filled up to today, outlined up to wanted; heights are shares of the five shelves, to the px."""
    if column.today is None:
        drawn = look("missing", place.hue)._replace(fill="wash")
        high = LEVELS * place.grid.pitch
        sketch.box(mark_name("missing"), drawn, place.left, place.base - high, place.across, high)
        sketch.written(_missing(column, place), "muted")
        return
    reach = spans(column.today, column.wanted, place.grid.pitch)
    told = numbers(column, reach, place.grid, place.cell)
    _draw_today(sketch, column, place, reach, told)
    if reach.to_go:
        start, end = reach.to_go
        mark: Mark = column.emphasis or "to_go"
        drawn, radius = look(mark, place.hue), 3.0
        if reach.is_line:
            drawn, radius = Look(drawn.stroke), 1.0
        else:
            drawn = drawn._replace(stroke_width=OUTLINE)
        sketch.box(mark_name(mark), drawn, place.left, place.base - end, place.across, end - start, radius)
        sketch.written(told.inside, gap_ink(column, place.hue))
    _draw_top(sketch, told, place, reach)


def _draw_today(sketch: Sketch, column: Column, place: Place, reach: Spans, told: Numbers) -> None:
    """Today's area with its number in the lowest level's place; what lies above wanted is paler."""
    top = place.base - reach.solid
    sketch.box(mark_name("today"), Look(place.hue), place.left, top, place.across, reach.solid, 0)
    if reach.pale > reach.solid:
        more = reach.pale - reach.solid
        pale = look("surplus", place.hue)
        sketch.box(mark_name("surplus"), pale, place.left, place.base - reach.pale, place.across, more, 0)
    sketch.words(_("Today’s number"), told.foot, place.x, place.middle(1), "paper", "ctr")


def _draw_top(sketch: Sketch, told: Numbers, place: Place, reach: Spans) -> None:
    """Wanted's number over the outline, on a ground of its own where a shelf would cross it."""
    block = told.top
    if not block.lines:
        return
    last = place.base - reach.end - DROP
    upper = last - block.more * TOP_LEADING - ASCENT * block.size
    lower = last + DESCENT * block.size
    shelves = (place.base - level * place.grid.pitch for level in range(1, LEVELS))
    if any(upper - 1 <= y <= lower + 1 for y in shelves):
        across = min(block.width + 8, place.cell)
        sketch.box(_("Ground"), Look("wash"), place.x - across / 2, upper, across, lower - upper, 0)
    centre = last - CAP_MIDDLE * block.size - block.more * TOP_LEADING / 2
    sketch.words(_("Wanted’s number"), block, place.x, centre, told.top_ink, "ctr")
