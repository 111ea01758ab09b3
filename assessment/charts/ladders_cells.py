"""One practice's ladder in its cell: levels in the middle, today to the left, wanted to the right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from assessment.charts.canvas import Anchor, Canvas, Look
from assessment.charts.ladders_data import Ladder, Ladders, Rung, modal
from assessment.charts.marks import draw_centred, name_block
from assessment.charts.planogram_data import LEVELS
from assessment.charts.theme import MEDIUM, REGULAR, SEMIBOLD, middle
from assessment.charts.words import Block, fit

FILLED = Look("team")
HOLLOW = Look("paper", "team", 1.5)
LEAST = 1.5  # px; one person in many is still to be seen
BESIDE = 6.0  # px between a bar and its number
SHORTEST = 0.2  # share; the scale grows no further than for bars of this length


class Measures(NamedTuple):
    """A variant's measures, px."""

    cell: float
    between: float
    per_row: int
    numbers: float  # width of the column of levels
    pitch: float
    bar: float
    name_size: float
    size: float  # of a level and of a share
    small: float  # of words under and over the bars
    row_gap: float

    @property
    def side(self) -> float:
        """Room for a bar and its number."""
        return (self.cell - self.numbers) / 2

    def left(self, column: int) -> float:
        return column * (self.cell + self.between)

    def across(self, columns: int) -> float:
        return self.left(columns) - self.between if columns else self.cell

    @property
    def first(self) -> float:
        """From the rule under a name to the middle of the highest level."""
        return self.small + 26

    def body(self, foot_lines: int) -> float:
        """From the rule to where the words under a ladder end."""
        ladder = self.first + (LEVELS - 0.5) * self.pitch
        return ladder + (foot_lines * (self.small + 3) + 4 if foot_lines else 0)

    @property
    def name_leading(self) -> float:
        return round(self.name_size * 1.2, 1)


class Bar(NamedTuple):
    """One rung with its number, if it carries one: the most frequent does, and each that spans levels."""

    rung: Rung
    number: Block | None

    @property
    def number_room(self) -> float:
        return self.number.width + BESIDE if self.number and self.number.lines else 0


def bars(rungs: Sequence[Rung], m: Measures) -> list[Bar]:
    most = modal(rungs)
    return [Bar(rung, _number(rung, rung == most, m)) for rung in rungs if rung.share > 0]


def _number(rung: Rung, most: bool, m: Measures) -> Block | None:
    if not most and rung.span == 1:
        return None
    return fit(rung.text, m.side / 2, m.size, SEMIBOLD if most else REGULAR, most=1)


def common_scale(ladders: Sequence[Ladder], m: Measures) -> float:
    """Px that all people would be: as much as the longest bar allows, with its number beside it."""
    drawn = [bar for ladder in ladders for side in (ladder.today, ladder.wanted) for bar in bars(side, m)]
    rooms = [(m.side - bar.number_room) / bar.rung.length for bar in drawn]
    return min([*rooms, m.side / SHORTEST])


@dataclass(frozen=True)
class Cell:
    """A ladder in its cell, with the words around it already in lines."""

    ladder: Ladder
    spec: Ladders
    m: Measures
    scale: float
    left: float

    @cached_property
    def name(self) -> Block:
        return name_block(self.ladder.name, self.m.cell, self.m.name_size, SEMIBOLD)

    @cached_property
    def foot(self) -> Block:
        return fit(self.ladder.foot, self.m.cell, self.m.small, most=2)

    @property
    def centre(self) -> float:
        return self.left + self.m.cell / 2

    def level(self, rule: float, level: float) -> float:
        """Where the middle of a level stands."""
        return rule + self.m.first + (LEVELS - level) * self.m.pitch

    def draw(self, canvas: Canvas, rule: float) -> None:
        """The cell with the rule under its name at `rule`."""
        m, thick = self.m, self.ladder.emphasised
        baseline = rule - 10 - self.name.more * m.name_leading
        canvas.block(self.left, baseline, self.name, m.name_leading)
        canvas.line("ink" if thick else "line", 2 if thick else 1, self.left, self.left + m.cell, rule)
        if self.ladder.missing:
            self._draw_missing(canvas, self.level(rule, 3))
            return
        for level in range(1, LEVELS + 1):
            y = middle(self.level(rule, level), m.size)
            canvas.text(self.centre, y, str(level), m.size, weight=SEMIBOLD, anchor="center")
        self._draw_side(canvas, rule, self.ladder.today, self.spec.today_word, -1)
        self._draw_side(canvas, rule, self.ladder.wanted, self.spec.wanted_word, 1)
        foot = self.level(rule, 0.5) + m.small + 4
        canvas.block(self.centre, foot, self.foot, m.small + 3, "muted", "center")

    def _draw_missing(self, canvas: Canvas, y: float) -> None:
        canvas.hatch("hidden", self.centre, y - 12)
        words = fit(self.ladder.missing, self.m.cell - 24, self.m.small, most=3)
        canvas.block(self.centre, y + self.m.small + 2, words, self.m.small + 3, "muted", "center")

    def _draw_side(self, canvas: Canvas, rule: float, rungs: Sequence[Rung], word: str, way: int) -> None:
        """Bars away from the levels: today's to the left (`way` −1), wanted's to the right (1)."""
        m, foot = self.m, self.centre + way * self.m.numbers / 2
        anchor: Anchor = "right" if way < 0 else "left"
        head = fit(word, m.side, m.small, MEDIUM, most=1)
        canvas.block(foot, rule + m.small + 7, head, 0, "team", anchor)
        if not rungs:
            canvas.hatch("hidden", foot + way * m.side / 2, self.level(rule, 3))
        for bar in bars(rungs, m):
            end = foot + way * max(bar.rung.length * self.scale, LEAST)
            y = self.level(rule, (bar.rung.lowest + bar.rung.highest) / 2)
            height = m.bar + (bar.rung.span - 1) * m.pitch
            draw_bar(canvas, "today" if way < 0 else "wanted", foot, end, y, height)
            if bar.number:
                draw_centred(canvas, end + way * BESIDE, y, bar.number, 0, "team", anchor)


def draw_bar(canvas: Canvas, part: str, foot: float, end: float, y: float, height: float) -> None:
    """A bar from `foot` to `end`, its outline inside; one too short for an outline is filled."""
    stroke = HOLLOW.stroke_width
    if part == "today" or abs(end - foot) < 2 * stroke + 0.5:
        canvas.capsule(part, FILLED, foot, end, y, height, 0)
        return
    left, right = min(foot, end) + stroke / 2, max(foot, end) - stroke / 2
    canvas.capsule(part, HOLLOW, left, right, y, height - stroke, 0)


def draw_cells(canvas: Canvas, spec: Ladders, m: Measures, y: float) -> float:
    """All ladders on one scale, row by row; returns where they end."""
    scale = common_scale(spec.ladders, m)
    for i, row in enumerate(_rows(spec.ladders, m.per_row)):
        y += m.row_gap if i else 0
        cells = [Cell(ladder, spec, m, scale, m.left(column)) for column, ladder in enumerate(row)]
        rule = y + m.name_size + 10 + max(cell.name.more for cell in cells) * m.name_leading
        for cell in cells:
            cell.draw(canvas, rule)
        y = rule + m.body(max(len(cell.foot.lines) for cell in cells))
    return y


def _rows(ladders: Sequence[Ladder], count: int) -> Iterator[Sequence[Ladder]]:
    return (ladders[start : start + count] for start in range(0, len(ladders), count))
