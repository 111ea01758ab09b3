"""The dates under a panel: the first and the last always, those between where they have room."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessment.charts.canvas import Canvas
from assessment.charts.trend_data import Round
from assessment.charts.words import Block, fit

SIZE, DATE_LEADING = 12.0, 16.0
ROOM = 96.0  # px of one date
AIR = 9.0  # px between neighbours
SHIFT = 12.0  # px that a date between others may stand beside its dot
UNDER, LAST = 19.0, 8.0  # px from the plot to the first baseline, from the last one to the edge


class Date(NamedTuple):
    """A date and its people, centred on x."""

    x: float
    blocks: tuple[Block, Block]
    level: int = 0

    @property
    def half(self) -> float:
        return max(block.width for block in self.blocks) / 2

    @property
    def lines(self) -> int:
        return sum(bool(block.lines) for block in self.blocks)

    def meets(self, other: "Date") -> bool:
        return self.level == other.level and abs(self.x - other.x) < self.half + other.half + AIR


@dataclass(frozen=True)
class Dates:
    """What is written, on one level or on two."""

    dates: Sequence[Date]

    @classmethod
    def of(cls, rounds: Sequence[Round], xs: Sequence[float], left: float, right: float) -> "Dates":
        found = [_date(one, x, left, right) for one, x in zip(rounds, xs, strict=True)]
        if len(found) < 2:
            return cls(found)
        first, last, kept = found[0], found[-1], [found[0]]
        if first.meets(last):
            last = last._replace(level=1)
        for date in found[1:-1]:
            shifted = _shifted(date, kept[-1], last, left, right)
            if not any(shifted.meets(other) for other in (*kept, last)):
                kept.append(shifted)
        return cls([*kept, last])

    def draw(self, canvas: Canvas, bottom: float) -> float:
        """The dates under a plot that ends at `bottom`; returns their lower edge."""
        lines = max((date.lines for date in self.dates), default=0)
        for date in self.dates:
            y = bottom + UNDER + date.level * (lines * DATE_LEADING + 2)
            for block in date.blocks:
                canvas.block(date.x, y, block, 0, "muted", "center")
                y += DATE_LEADING if block.lines else 0
        levels = 1 + max((date.level for date in self.dates), default=0)
        return bottom + UNDER + levels * lines * DATE_LEADING - (DATE_LEADING - LAST if lines else 0)


def _date(one: Round, x: float, left: float, right: float) -> Date:
    date = Date(x, (fit(one.date, ROOM, SIZE, most=1), fit(one.people, ROOM, SIZE, most=1)))
    return date._replace(x=min(max(x, left + date.half), right - date.half))


def _shifted(date: Date, before: Date, last: Date, left: float, right: float) -> Date:
    """A little to the side, where that clears its neighbours."""
    low = before.x + before.half + date.half + AIR
    high = last.x - last.half - date.half - AIR if last.level == 0 else right - date.half
    x = max(date.x, low) if date.x < low else min(date.x, high)
    near = abs(x - date.x) <= SHIFT and left + date.half <= x
    return date._replace(x=x) if near else date
