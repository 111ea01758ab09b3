"""The category profile's rows: where each word finds its place beside its mark."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from assessment.charts.canvas import HATCH_WIDTH, Anchor, Canvas
from assessment.charts.marks import draw_centred, name_block
from assessment.charts.planogram_data import LEVELS
from assessment.charts.profile_data import Block, Line
from assessment.charts.profile_marks import REACH, draw_pair
from assessment.charts.theme import MEDIUM, REGULAR, SEMIBOLD
from assessment.charts.words import Block as Words
from assessment.charts.words import balanced, fit, settle

AIR, BESIDE = 6.0, 4.0  # px between two things on one line, between a mark and its value
CLEAR = 3.0  # px that a line of the grid keeps from words
NARROW = 0.7  # of the name's room, where a value would else lose its place
HIDDEN_ROOM = 240.0  # words stay near their hatch
HEADING = 19.0  # px from a category's upper edge to the middle of its name


class Measures(NamedTuple):
    """A variant's measures, px."""

    width: float
    level_1: float
    step: float
    name_room: float
    gap_room: float
    size: float  # of a value
    leading: float
    mark: float  # factor
    pitch: float
    heading: float  # size of a category's name
    foot: float  # under a category's last row

    def x(self, level: float) -> float:
        return self.level_1 + (level - 1) * self.step

    @property
    def out(self) -> float:
        """From a mark's middle to its value."""
        return REACH * self.mark + BESIDE


class Rect(NamedTuple):
    """What words cover."""

    left: float
    right: float
    top: float
    bottom: float

    @classmethod
    def of(cls, words: Words, x: float, y: float, anchor: Anchor, leading: float) -> "Rect":
        """Of lines centred on y."""
        left = x - words.width * {"left": 0.0, "center": 0.5, "right": 1.0}[anchor]
        half = (words.more * leading + words.size) / 2
        return cls(left, left + words.width, y - half, y + half)


class End(NamedTuple):
    """One level with its printed value."""

    x: float
    text: str
    weight: int


@dataclass(frozen=True)
class Row:
    """A line with its words already laid out."""

    line: Line
    m: Measures

    @cached_property
    def ends(self) -> tuple[End, End]:
        """The lower level and the higher one; of equal ones, today is the lower."""
        today = End(self.m.x(self.line.today or 1), self.line.today_text, SEMIBOLD)
        wanted = End(self.m.x(self.line.wanted or 1), self.line.wanted_text, REGULAR)
        return (today, wanted) if today.x <= wanted.x else (wanted, today)

    @cached_property
    def names(self) -> tuple[Words, Words | None]:
        """The voice's name, and the lower value if it has its place beside it."""
        name = name_block(self.line.name, self.m.name_room, self.m.size + 0.5, MEDIUM)
        value = self._left_of_mark(name)
        if value is None:
            narrow = name_block(self.line.name, self.m.name_room * NARROW, self.m.size + 0.5, MEDIUM)
            value = self._left_of_mark(narrow)
            name = name if value is None else narrow
        return name, value

    def _left_of_mark(self, name: Words) -> Words | None:
        return self._settled(self.ends[0], self.ends[0].x - self.m.out - name.width - AIR)

    @cached_property
    def gap(self) -> Words:
        return fit(self.line.gap_text, self.m.gap_room, self.m.size, SEMIBOLD, most=2)

    @cached_property
    def higher(self) -> Words | None:
        """The higher value if it has its place between its mark and the gap."""
        left = self.ends[1].x + self.m.out
        return self._settled(self.ends[1], self.m.width - self.gap.width - AIR - left)

    def _settled(self, end: End, room: float) -> Words | None:
        if room <= 0:
            return None
        size = self.m.size
        return settle(end.text, room, size, end.weight, most=1, least=size - 1) or settle(
            end.text, room, size, end.weight, most=2
        )

    @cached_property
    def below(self) -> list[tuple[float, Words]]:
        """Values that have no place beside their marks: each in a line of its own, from an x on."""
        if self.line.missing:
            return []
        left = self.m.name_room + AIR
        placed = zip(self.ends, (self.names[1], self.higher), strict=True)
        loose = [
            (end.x, fit(end.text, self.m.width - left, self.m.size, end.weight, most=1))
            for end, words in placed
            if words is None
        ]
        return [
            (min(max(x - words.width / 2, left), self.m.width - words.width), words)
            for x, words in loose
            if words.lines
        ]

    @property
    def height(self) -> float:
        return self.m.pitch + len(self.below) * self.m.leading

    def draw(self, canvas: Canvas, top: float) -> Iterator[Rect]:
        """The row from `top` on; yields what its words cover on the scale."""
        m, line, y = self.m, self.line, top + self.m.pitch / 2
        draw_centred(canvas, 0, y, self.names[0], m.leading, line.hue)
        if line.missing:
            yield self._draw_missing(canvas, y)
            return
        draw_pair(canvas, line, m.x(line.today or 1), m.x(line.wanted or 1), y, m.mark)
        muted = (line.wanted or 1) <= (line.today or 1) or line.today_text == line.wanted_text
        draw_centred(canvas, m.width, y, self.gap, m.leading, "muted" if muted else "gap", "right")
        lower, higher = self.ends
        if self.names[1]:
            yield self._draw_words(canvas, lower.x - m.out, y, self.names[1], "right")
        if self.higher:
            yield self._draw_words(canvas, higher.x + m.out, y, self.higher, "left")
        for i, (x, words) in enumerate(self.below):
            yield self._draw_words(canvas, x, top + m.pitch + (i + 0.5) * m.leading - 2, words, "left")

    def _draw_words(
        self, canvas: Canvas, x: float, y: float, words: Words, anchor: Anchor, colour: str = ""
    ) -> Rect:
        draw_centred(canvas, x, y, words, self.m.leading, colour or self.line.hue, anchor)
        return Rect.of(words, x, y, anchor, self.m.leading)

    def _draw_missing(self, canvas: Canvas, y: float) -> Rect:
        """The hatch where the gap would stand, and the word why."""
        canvas.hatch("hidden", self.m.width - HATCH_WIDTH / 2, y)
        x = self.m.width - HATCH_WIDTH - AIR
        room = min(x - self.names[0].width - AIR, HIDDEN_ROOM)
        words = balanced(self.line.missing, room, self.m.size - 0.5, most=2)
        return self._draw_words(canvas, x, y, words, "right", "muted")


def draw_block(canvas: Canvas, m: Measures, block: Block, top: float) -> float:
    """A category with its voices from `top` on; returns its lower edge."""
    name = name_block(block.name, m.width, m.heading, SEMIBOLD)
    leading = m.heading * 1.25
    centre = top + HEADING + name.more * leading / 2
    draw_centred(canvas, 0, centre, name, leading)
    covered = [Rect.of(name, 0, centre, "left", leading)]
    y = top + HEADING + name.more * leading + 14
    for row in (Row(line, m) for line in block.lines):
        covered += row.draw(canvas, y)
        y += row.height
    _draw_grid(canvas, m, top, y + m.foot, covered)
    return y + m.foot


def _draw_grid(canvas: Canvas, m: Measures, top: float, bottom: float, covered: list[Rect]) -> None:
    """A line at each level that makes way for words."""
    for level in range(1, LEVELS + 1):
        x, at = m.x(level), top
        crossed = [rect for rect in covered if rect.left - CLEAR < x < rect.right + CLEAR]
        for rect in sorted(crossed, key=lambda rect: rect.top):
            if rect.top - CLEAR > at:
                canvas.upright("line", 1, x, at, rect.top - CLEAR)
            at = rect.bottom + CLEAR
        if bottom > at:
            canvas.upright("line", 1, x, at, bottom)
