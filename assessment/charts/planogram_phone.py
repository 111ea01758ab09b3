"""The planogram for phones: a row per practice, five boxes from left to right."""

from dataclasses import dataclass

from matplotlib.figure import Figure

from assessment.charts.canvas import Canvas
from assessment.charts.planogram_data import LEVELS, Bay, Column, Planogram, boxes
from assessment.charts.planogram_marks import (
    BELOW,
    draw_heading,
    draw_key,
    gap_ink,
    key_items,
    look,
    name_ink,
)
from assessment.charts.theme import REGULAR, SEMIBOLD, middle, width
from assessment.charts.words import Block, fit

WIDTH = 328.0
LEFT = 157.0  # of the first box
BOX, BOX_HEIGHT, STEP = 26.0, 22.0, 29.0
WASH_LEFT, WASH_WIDTH = LEFT - 5, LEVELS * STEP - 3 + 10
NAME_ROOM = WASH_LEFT - 6
PITCH, LEADING = 38.0, 15.0


def phone(p: Planogram) -> Figure:
    """328 px wide, practices in order, core before deeper."""
    canvas = Canvas(WIDTH)
    y = draw_heading(canvas, p, 18, 28)
    bottom = y - 12
    for bay in p.stocked:
        bottom = _draw_bay(canvas, bay, bottom + 12, p.hue)
    if not p.phone_key:
        return canvas.figure(bottom + BELOW)
    items = key_items(p.phone_key, WIDTH, 11.5, 18, 22.5, 8)
    return canvas.figure(draw_key(canvas, items, bottom + 15.5, p.hue))


def _draw_bay(canvas: Canvas, bay: Bay, y: float, hue: str) -> float:
    """A category from y on; returns the lower edge of its ground."""
    top = y + _draw_header(canvas, bay, y)
    rows = [Row.of(column) for column in bay.columns]
    height = sum(row.height for row in rows)
    canvas.area("wash", WASH_LEFT, top - 2, WASH_WIDTH, height + 4, 6, 6)
    at = top
    for row in rows:
        if at > top:
            canvas.line("line", 1, 0, WASH_LEFT, at)
            canvas.line("shelf", 1, WASH_LEFT, WASH_LEFT + WASH_WIDTH, at)
        row.draw(canvas, at + row.height / 2, hue)
        at += row.height
    return at + 2


def _draw_header(canvas: Canvas, bay: Bay, y: float) -> float:
    """Name, gap, averages and level numbers; returns the px they took."""
    gap = fit(bay.gap_text, 120, 12.5, SEMIBOLD, most=1)
    name = fit(bay.name, WIDTH - gap.width - 12, 14, SEMIBOLD)
    summary = fit(bay.summary or bay.note, NAME_ROOM, 12, most=3)
    canvas.block(0, y + 14, name, 18)
    canvas.block(WIDTH, y + 14, gap, 0, "gap", "right")
    below = y + 14 + name.more * 18 + 17.5
    canvas.block(0, below, summary, LEADING, "muted")
    last = below + summary.more * LEADING
    for level in range(1, LEVELS + 1):
        canvas.text(_left(level) + BOX / 2, last, str(level), 11.5, "muted", SEMIBOLD, "center")
    return last + 8.5 - y


def _left(level: int) -> float:
    return LEFT + (level - 1) * STEP


@dataclass(frozen=True)
class Row:
    """One practice with its name already in lines."""

    column: Column
    name: Block

    @classmethod
    def of(cls, column: Column) -> "Row":
        _, weight = name_ink(column)
        return cls(column, fit(column.name, NAME_ROOM, 12.5, weight, most=4))

    @property
    def height(self) -> float:
        return max(PITCH, len(self.name.lines) * LEADING + 8)

    def draw(self, canvas: Canvas, y: float, hue: str) -> None:
        """The row centred on y."""
        first = middle(y - self.name.more * LEADING / 2, self.name.size)
        colour, _ = name_ink(self.column)
        canvas.block(0, first, self.name, LEADING, colour)
        for level, mark in boxes(self.column):
            canvas.box(mark, look(mark, hue), _left(level), y - BOX_HEIGHT / 2, BOX, BOX_HEIGHT)
        if self.column.today is None:
            self._draw_missing(canvas, y, hue)
        else:
            self._draw_gap(canvas, y)

    def _draw_missing(self, canvas: Canvas, y: float, hue: str) -> None:
        first, last = missing_span(self.column.wanted)
        left, across = _left(first), _left(last) + BOX - _left(first)
        canvas.box("missing", look("missing", hue), left, y - BOX_HEIGHT / 2, across, BOX_HEIGHT)
        sign = self.column.missing_mark
        if width(sign, 12, SEMIBOLD) <= across - 4:
            canvas.text(left + across / 2, middle(y, 12), sign, 12, "muted", SEMIBOLD, "center")

    def _draw_gap(self, canvas: Canvas, y: float) -> None:
        weight = SEMIBOLD if self.column.emphasis else REGULAR
        colour = gap_ink(self.column, "muted")
        canvas.text(WIDTH, middle(y, 12.5), self.column.gap_text, 12.5, colour, weight, "right")


def missing_span(wanted: int | None) -> tuple[int, int]:
    """First and last place of the dashed box: two, beside the wanted box; all five when nothing is known."""
    if wanted is None:
        return 1, LEVELS
    return {1: (2, 3), 2: (1, 1)}.get(wanted, (1, 2))
