"""The phone's rows for averages: a bar from level 0 to today, an outline on to wanted."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from assessment.charts.canvas import Canvas, Look
from assessment.charts.planogram_data import LEVELS, Column, printed
from assessment.charts.planogram_marks import gap_ink, look
from assessment.charts.planogram_rows import BOX_HEIGHT, WIDTH, Ground, Row
from assessment.charts.planogram_spans import NOTCH, OUTLINE, Spans, spans
from assessment.charts.theme import ASCENT, DESCENT, MEDIUM, REGULAR, SEMIBOLD, SMALLEST, middle
from assessment.charts.words import Block, fit, settle

BARS = Ground(147, 25, 25, 298)  # right of level 5 there is room for wanted's number
AFTER = 5.0  # px between a bar's end and wanted's number
PATCH = 2.0  # px the ground of a number reaches beyond it
LEADING, DROP = 12.5, 3.0  # of numbers under the bar, and the air above them, px
APART = 8.0  # px between two numbers under the bar
AIR = 4.0  # px a row with numbers under the bar keeps above and below
NOTHING = Block([], SMALLEST, REGULAR)


class Numbers(NamedTuple):
    """Today's number in the bar or, where it is too long, under it; wanted's after the bar or under it."""

    inside: Block = NOTHING
    after: Block = NOTHING
    today_under: Block = NOTHING
    wanted_under: Block = NOTHING

    @property
    def lines_under(self) -> int:
        return max(len(self.today_under.lines), len(self.wanted_under.lines))


@dataclass(frozen=True)
class AverageRow(Row):
    """One practice of averages."""

    @cached_property
    def reach(self) -> Spans | None:
        """The bar's lengths; None for a hidden practice."""
        if self.column.today is None:
            return None
        return spans(self.column.today, self.column.wanted, self.ground.step)

    @cached_property
    def numbers(self) -> Numbers:
        """The practice's numbers in lines."""
        if self.reach is None:
            return Numbers()
        today, wanted, _ = printed(self.column)
        free = self.ground.right - 1 - (self.ground.left + self.reach.end + AFTER)
        inside = settle(today, self.ground.step - 4, 12, SEMIBOLD, most=1)
        after = settle(wanted, free, 12.5, MEDIUM, most=1)
        whole = self.ground.right - 1 - self.ground.left
        room = whole if inside or after else (whole - APART) / 2
        return Numbers(
            inside or NOTHING,
            after or NOTHING,
            NOTHING if inside else fit(today, room, SMALLEST, SEMIBOLD, most=2),
            NOTHING if after else fit(wanted, room, SMALLEST, MEDIUM, most=2),
        )

    @property
    def under(self) -> float:
        """Px that numbers under the bar take."""
        lines = self.numbers.lines_under
        return DROP + lines * LEADING if lines else 0.0

    @property
    def height(self) -> float:
        return max(super().height, BOX_HEIGHT + self.under + 2 * AIR)

    def _draw_levels(self, canvas: Canvas, y: float, hue: str) -> None:
        y -= self.under / 2  # the bar's middle
        if self.reach is None:
            self._draw_missing(canvas, y, hue, 1, LEVELS, "wash")
            return
        self._draw_bar(canvas, self.reach, y, hue)
        self._draw_in_line(canvas, self.reach, y)
        self._draw_under(canvas, self.reach, y, hue)
        self._draw_gap(canvas, y)

    def _draw_bar(self, canvas: Canvas, reach: Spans, y: float, hue: str) -> None:
        left, top = self.ground.left, y - BOX_HEIGHT / 2
        more = reach.pale - reach.solid
        canvas.area(hue, left, top, reach.solid, BOX_HEIGHT, 3, 3)
        for notch in reach.notches:
            canvas.box("notch", Look("wash"), left + notch - NOTCH / 2, top, NOTCH, BOX_HEIGHT, 0)
        if more:
            pale, radius = look("surplus", hue), min(3.0, more / 2)
            canvas.box("surplus", pale, left + reach.solid, top, more, BOX_HEIGHT, radius)
        if reach.to_go:
            start, end = reach.to_go
            mark = self.column.emphasis or "to_go"
            outline = look(mark, hue)
            if reach.is_line:
                canvas.box(mark, Look(outline.stroke), left + start, top, end - start, BOX_HEIGHT, 1)
            else:
                outline = outline._replace(stroke_width=OUTLINE)
                canvas.box(mark, outline, left + start, top, end - start, BOX_HEIGHT)

    def _draw_in_line(self, canvas: Canvas, reach: Spans, y: float) -> None:
        """Today in level 1's place, wanted after the end."""
        inside, after = self.numbers.inside, self.numbers.after
        centre = self.ground.left + (self.ground.step - NOTCH / 2) / 2
        canvas.block(centre, middle(y, inside.size), inside, 0, "paper", "center")
        x = self.ground.left + reach.end + AFTER
        height = (ASCENT + DESCENT) * after.size
        self._draw_patch(canvas, after, x, y - height / 2, height)
        canvas.block(x, middle(y, after.size), after, 0, wanted_ink(self.column))

    def _draw_under(self, canvas: Canvas, reach: Spans, y: float, hue: str) -> None:
        """Today at the foot of the bar, wanted as near to its own end as there is room."""
        _, _, today, wanted = self.numbers
        left, top = self.ground.left, y + BOX_HEIGHT / 2 + DROP
        first = top + ASCENT * SMALLEST
        self._draw_patch(canvas, today, left, top, len(today.lines) * LEADING)
        canvas.block(left, first, today, LEADING, hue)
        nearest = left + today.width + APART if today.lines else left
        x = max(nearest, min(left + reach.end, self.ground.right - 1) - wanted.width)
        self._draw_patch(canvas, wanted, x, top, len(wanted.lines) * LEADING)
        canvas.block(x, first, wanted, LEADING, wanted_ink(self.column))

    def _draw_patch(self, canvas: Canvas, block: Block, x: float, top: float, height: float) -> None:
        """Ground for a number where a level's line would cross it."""
        left, right = x - PATCH, x + block.width + PATCH
        ends = (self.ground.place(level) + self.ground.step for level in range(1, LEVELS + 1))
        if block.lines and any(left <= end <= right for end in ends):
            canvas.box("patch", Look("wash"), left, top, right - left, height, 0)

    def _draw_gap(self, canvas: Canvas, y: float) -> None:
        weight = SEMIBOLD if self.column.emphasis else REGULAR
        block = fit(printed(self.column)[2], WIDTH - self.ground.right - 1, 12.5, weight, most=2)
        first = middle(y - block.more * LEADING / 2, block.size)
        canvas.block(WIDTH, first, block, LEADING, gap_ink(self.column, "muted"), "right")


def wanted_ink(column: Column) -> str:
    """Colour of wanted's number: the gap's for the widest alone, quiet where today is above it."""
    if column.emphasis == "widest":
        return "gap"
    return "muted" if (column.wanted or 0) < (column.today or 0) else "ink"


def draw_level_ends(canvas: Canvas, ground: Ground, top: float, height: float) -> None:
    """A line down the ground where each level ends. Areas, so that bars lie over them."""
    for level in range(1, LEVELS + 1):
        canvas.area("shelf", ground.place(level) + ground.step - 0.5, top, 1, height, 0, 0)
