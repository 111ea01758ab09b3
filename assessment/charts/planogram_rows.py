"""The phone's rows: a practice's name, and its five boxes from left to right."""

from dataclasses import dataclass
from typing import Self

from assessment.charts.canvas import Canvas
from assessment.charts.planogram_data import LEVELS, Column, boxes, whole
from assessment.charts.planogram_marks import gap_ink, look, name_ink
from assessment.charts.theme import REGULAR, SEMIBOLD, middle, width
from assessment.charts.words import Block, fit

WIDTH = 328.0
BOX_HEIGHT = 22.0
PITCH, LEADING = 38.0, 15.0
BESIDE = 5.0  # px of ground left of the first place


@dataclass(frozen=True)
class Ground:
    """The five places in px: the first one’s left edge, their step and width; the right end of the ground."""

    left: float
    step: float
    box: float
    right: float

    @property
    def start(self) -> float:
        return self.left - BESIDE

    @property
    def width(self) -> float:
        return self.right - self.start

    @property
    def name_room(self) -> float:
        return self.start - 6

    def place(self, level: int) -> float:
        """Left edge of a level's place."""
        return self.left + (level - 1) * self.step


BOXES = Ground(157, 29, 26, 304)


@dataclass(frozen=True)
class Row:
    """One practice with its name already in lines."""

    column: Column
    ground: Ground
    name: Block

    @classmethod
    def of(cls, column: Column, ground: Ground) -> Self:
        _, weight = name_ink(column)
        return cls(column, ground, fit(column.name, ground.name_room, 12.5, weight, most=4))

    @property
    def height(self) -> float:
        return max(PITCH, len(self.name.lines) * LEADING + 8)

    def draw(self, canvas: Canvas, y: float, hue: str) -> None:
        """The row centred on y."""
        first = middle(y - self.name.more * LEADING / 2, self.name.size)
        colour, _ = name_ink(self.column)
        canvas.block(0, first, self.name, LEADING, colour)
        self._draw_levels(canvas, y, hue)

    def _draw_levels(self, canvas: Canvas, y: float, hue: str) -> None:
        for level, mark in boxes(self.column):
            left = self.ground.place(level)
            canvas.box(mark, look(mark, hue), left, y - BOX_HEIGHT / 2, self.ground.box, BOX_HEIGHT)
        if self.column.today is None:
            self._draw_missing(canvas, y, hue, *missing_span(whole(self.column.wanted)))
        else:
            self._draw_gap(canvas, y)

    def _draw_missing(
        self, canvas: Canvas, y: float, hue: str, first: int, last: int, fill: str = "paper"
    ) -> None:
        left = self.ground.place(first)
        across = self.ground.place(last) + self.ground.box - left
        canvas.box(
            "missing", look("missing", hue)._replace(fill=fill), left, y - BOX_HEIGHT / 2, across, BOX_HEIGHT
        )
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
