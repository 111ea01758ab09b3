"""A voice's averages on the wide planogram's shelves: filled up to today, outlined up to wanted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from assessment.charts.canvas import Canvas, Look
from assessment.charts.planogram_data import LEVELS, Column, printed
from assessment.charts.planogram_marks import gap_ink, look
from assessment.charts.planogram_shelves import ABOVE, LIFT, WIDEST_BOX, Grid, Run
from assessment.charts.planogram_spans import NOTCH, OUTLINE, Spans, spans
from assessment.charts.theme import ASCENT, DESCENT, MEDIUM, SEMIBOLD, middle
from assessment.charts.words import Block, fit, settle

MORE_ABOVE = 16.0  # px the bays are higher than without numbers on top
LEAST_ABOVE = 5.0  # px between the highest number and the bay's upper edge
DROP = 5.0  # px from a number's baseline down to what it stands on
LEAST_GAP_ROOM = 17.0  # px an outline must be high to hold the gap
LEADING, TOP_LEADING = 12.5, 14.0
PATCH = 3.0  # px the ground of a number reaches beyond it
PATCH_STEP = 8.0  # px; grounds of few widths are few artists


class Numbers(NamedTuple):
    """Where a practice's numbers go: at the foot, on top, and the gap in the outline if it has room."""

    foot: Block
    top: Block
    inside: Block
    top_ink: str


def numbers(column: Column, reach: Spans, grid: Grid, cell: float) -> Numbers:
    """The numbers of a practice that has them, in lines no wider than its column of `cell` px."""
    today, wanted, gap = printed(column)
    box = min(cell - grid.between, WIDEST_BOX)
    foot_lines = max(1, int((grid.pitch - LIFT - NOTCH / 2) / LEADING))
    foot = _fewest(today, box - 6, grid.number_size, SEMIBOLD, foot_lines)
    inside = None
    if reach.room >= LEAST_GAP_ROOM:
        inside = settle(gap, box - 8, grid.gap_size, SEMIBOLD, most=1)
    if inside:
        ink = "gap" if column.emphasis == "widest" else "ink"
        return Numbers(foot, _fewest(wanted, cell - 4, grid.number_size, MEDIUM, 2), inside, ink)
    both = " ".join(filter(None, (wanted, f"({gap})" if gap else "")))
    top = _fewest(both, cell - 4, grid.number_size, MEDIUM, 2)
    return Numbers(foot, top, Block([], grid.gap_size, SEMIBOLD), gap_ink(column, "ink"))


def _fewest(text: str, room: float, size: float, weight: int, most: int) -> Block:
    """On one line, smaller if need be, before it takes a second."""
    return settle(text, room, size, weight, most=1) or fit(text, room, size, weight, most=most)


def raised(grid: Grid, columns: Iterable[tuple[Column, float]]) -> Grid:
    """The grid with room for the highest number; columns come with their width, px."""
    above = ABOVE + MORE_ABOVE
    for column, cell in columns:
        if column.today is not None:
            reach = spans(column.today, column.wanted, grid.pitch)
            top = numbers(column, reach, grid, cell).top
            if top.lines:
                highest = reach.end + DROP + top.more * TOP_LEADING + ASCENT * top.size
                above = max(above, highest - LEVELS * grid.pitch + LEAST_ABOVE)
    return replace(grid, above=above)


@dataclass(frozen=True)
class AverageRun(Run):
    """Columns of averages side by side."""

    def _draw_shelves(self, canvas: Canvas) -> None:
        """The shelves as areas: so they lie under today's area, which lies under the notches."""
        right = self.left + self.width
        canvas.area("wash", self.left, self.base - self.grid.height, self.width, self.grid.height + 2, 6, 2)
        for level in range(1, LEVELS):
            canvas.area("shelf", self.left, self.base - level * self.grid.pitch - 0.5, self.width, 1, 0, 0)
        canvas.line("shelf", 2, self.left, right, self.base)

    def _draw_column(self, canvas: Canvas, column: Column, x: float) -> None:
        if column.today is None:
            self._draw_hidden(canvas, column, x)
            return
        reach = spans(column.today, column.wanted, self.grid.pitch)
        self._draw_reach(canvas, column, reach, x)
        said = numbers(column, reach, self.grid, self.cell)
        at_foot = self.base - (LIFT + self.grid.pitch - NOTCH / 2) / 2
        self._draw_block(canvas, said.foot, x, at_foot, "paper")
        if reach.to_go and said.inside.lines:
            centre = self.base - sum(reach.to_go) / 2
            self._draw_block(canvas, said.inside, x, centre, gap_ink(column, self.hue))
        self._draw_top(canvas, said, x, reach.end)

    def _draw_reach(self, canvas: Canvas, column: Column, reach: Spans, x: float) -> None:
        """Today's area, its notches, what lies above wanted, and what is still to go."""
        left, across = x - self.box_width / 2, self.box_width
        more = reach.pale - reach.solid
        top = 0 if more else 3
        canvas.area(self.hue, left, self.base - reach.solid, across, reach.solid - LIFT, top, 3)
        for notch in reach.notches:
            canvas.line("wash", NOTCH, left, left + across, self.base - notch)
        if more:
            radius = min(3.0, more / 2)
            top_edge = self.base - reach.pale
            canvas.box("surplus", look("surplus", self.hue), left, top_edge, across, more, radius)
        if reach.to_go:
            start, end = reach.to_go
            drawn = look(column.emphasis or "to_go", self.hue)
            if reach.is_line:
                drawn, radius = Look(drawn.stroke), 1.0
            else:
                drawn, radius = drawn._replace(stroke_width=OUTLINE), 3.0
            mark = column.emphasis or "to_go"
            canvas.box(mark, drawn, left, self.base - end, across, end - start, radius)

    def _draw_top(self, canvas: Canvas, said: Numbers, x: float, end: float) -> None:
        """Wanted's number over the outline, on a ground of its own where a shelf would cross it."""
        block = said.top
        if not block.lines:
            return
        last = self.base - end - DROP
        upper = last - block.more * TOP_LEADING - ASCENT * block.size
        lower = last + DESCENT * block.size
        crossed = (self.base - level * self.grid.pitch for level in range(1, LEVELS))
        if any(upper - 1 <= y <= lower + 1 for y in crossed):
            across = min(-(-(block.width + 2 * PATCH) // PATCH_STEP) * PATCH_STEP, self.cell)
            canvas.box("patch", Look("wash"), x - across / 2, upper, across, lower - upper, 2)
        canvas.block(x, last - block.more * TOP_LEADING, block, TOP_LEADING, said.top_ink, "center")

    def _draw_hidden(self, canvas: Canvas, column: Column, x: float) -> None:
        """No shelves and no number: dashed ground over all five levels, its words in the middle.

        Words at the foot, where today's number stands elsewhere, would look like a very low today.
        """
        height = LEVELS * self.grid.pitch - LIFT
        drawn = look("missing", self.hue)._replace(fill="wash")
        left, top = x - self.box_width / 2, self.base - LIFT - height
        canvas.box("missing", drawn, left, top, self.box_width, height)
        words = settle(column.missing, self.box_width - 6, 11.5) or self._missing_words(column)
        self._draw_block(canvas, words, x, top + height / 2, "muted")

    def _draw_block(self, canvas: Canvas, block: Block, x: float, centre: float, colour: str) -> None:
        first = middle(centre - block.more * LEADING / 2, block.size)
        canvas.block(x, first, block, LEADING, colour, "center")
