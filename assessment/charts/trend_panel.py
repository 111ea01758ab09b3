"""One category over time: two lines, the band of today's interval, dates to scale below."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from assessment.charts.boxes import Box
from assessment.charts.canvas import Canvas, Look, Point
from assessment.charts.planogram_data import LEVELS
from assessment.charts.profile_marks import DOT, FILLED, SAME, SHAPES, draw_mark
from assessment.charts.theme import REGULAR, SEMIBOLD, middle
from assessment.charts.trend_data import Panel, Round, Trend
from assessment.charts.trend_dates import Dates
from assessment.charts.trend_ends import BEFORE_END, GAP, end_words, parted
from assessment.charts.words import Block, balanced, fit

NUMBERS, INSET = 18.0, 22.0  # px left of the plot; from its edges to the first and the last dot
STEP = 58.0  # px between two levels
NAME_LEADING, CHANGE, UNDER_NAME = 18.0, 20.0, 24.0
BREAK_WORDS = 18.0  # px over the plot
SOLID, DASHED, BAND = 2.4, 1.8, 0.18  # stroke widths, opacity
LONE = 10.0  # px; width of the band of a round without neighbours
HALF_LINE = 8.0  # px over and under the middle of a line of words
NO_PLACE = 10_000  # what a place costs that is none
SIZE = 0.82  # of the profile's marks

Level = Callable[[Round], float | None]


@dataclass(frozen=True)
class Place:
    """A panel `width` px wide with its left edge at `left`."""

    t: Trend
    panel: Panel
    left: float
    width: float
    room: float  # for the words at the lines' right ends
    start: float = 0.0  # upper edge of the words over the plot
    top: float = 0.0  # of the plot

    @property
    def plot_left(self) -> float:
        return self.left + NUMBERS

    @property
    def plot_right(self) -> float:
        return self.left + self.width - self.room

    @property
    def bottom(self) -> float:
        return self.top + (LEVELS - 1) * STEP

    def x(self, at: float) -> float:
        first, last = self.t.span
        share = (at - first) / (last - first) if last > first else 1.0
        inner = self.plot_right - self.plot_left - INSET - 6
        return self.plot_left + INSET + share * inner

    def y(self, level: float) -> float:
        return self.bottom - (min(max(level, 1), LEVELS) - 1) * STEP

    @cached_property
    def name(self) -> Block:
        return balanced(self.panel.name, self.width, 14, SEMIBOLD, most=2)

    @cached_property
    def change(self) -> Block:
        return fit(self.panel.change, self.width, 12.5, SEMIBOLD if self.panel.clear else REGULAR, most=2)

    @cached_property
    def dates(self) -> Dates:
        rounds = self.panel.rounds
        return Dates.of(rounds, [self.x(one.at) for one in rounds], self.left, self.left + self.width)

    @property
    def head(self) -> float:
        """Px over the plot."""
        head = 14 + self.name.more * NAME_LEADING
        if self.change.lines:
            head += CHANGE + self.change.more * NAME_LEADING
        broken = any(words for _, words in self.panel.breaks_within())
        return head + UNDER_NAME + (BREAK_WORDS if broken else 0)

    def at(self, start: float, top: float) -> "Place":
        """The same, moved down."""
        return replace(self, start=start, top=top)

    def draw(self, canvas: Canvas) -> float:
        """The panel; returns its lower edge."""
        y = self.start + 14
        canvas.block(self.left, y, self.name, NAME_LEADING)
        y += self.name.more * NAME_LEADING + CHANGE
        canvas.block(self.left, y, self.change, NAME_LEADING, "ink" if self.panel.clear else "muted")
        self._draw_ground(canvas)
        self._draw_breaks(canvas)
        self._draw_band(canvas)
        for level, dashed in ((_wanted, True), (_today, False)):
            self._draw_line(canvas, level, dashed=dashed)
        for one in self.panel.rounds:
            self._draw_dots(canvas, one)
        self._draw_first(canvas, self._draw_ends(canvas))
        return self.dates.draw(canvas, self.bottom)

    def _draw_ground(self, canvas: Canvas) -> None:
        for level in range(1, LEVELS + 1):
            y = self.y(level)
            canvas.line("line", 1, self.plot_left, self.plot_right, y)
            canvas.text(self.plot_left - 6, middle(y, 12), str(level), 12, "muted", anchor="right")
        for one in self.panel.rounds:
            canvas.upright("rule", 1, self.x(one.at), self.bottom, self.bottom + 4)

    def _draw_breaks(self, canvas: Canvas) -> None:
        """A marker for each change of wording; words that would meet the last ones are left out."""
        edge = self.left - 8
        for at, text in self.panel.breaks_within():
            x = self.x(at)
            canvas.upright("rule", 1, x, self.top - 4, self.bottom)
            words = fit(text, self.width * 0.6, 11, most=1)
            left = min(max(x - words.width / 2, self.left), self.left + self.width - words.width)
            if left >= edge + 8:
                canvas.block(left, self.top - 9, words, 0, "muted")
                edge = left + words.width

    def _draw_band(self, canvas: Canvas) -> None:
        look = Look(self.t.hue, opacity=BAND)
        for run in self._runs(_interval):
            ends = [(self.x(one.at), *one.interval) for one in run if one.interval]
            if len(ends) == 1:
                x, low, high = ends[0]
                ends = [(x - LONE / 2, low, high), (x + LONE / 2, low, high)]
            upper = [(x, self.y(high)) for x, _, high in ends]
            lower = [(x, self.y(low)) for x, low, _ in reversed(ends)]
            canvas.polygon("band", look, [*upper, *lower])

    def _draw_line(self, canvas: Canvas, level: Level, *, dashed: bool) -> None:
        part, thick = ("wanted-line", DASHED) if dashed else ("today-line", SOLID)
        for run in self._runs(level):
            points = [(self.x(one.at), self.y(at)) for one in run if (at := level(one)) is not None]
            if len(points) > 1:
                canvas.stroke(part, self.t.hue, thick, points, dashed=dashed)

    def _runs(self, level: Callable[[Round], object]) -> Iterator[list[Round]]:
        """Neighbouring rounds that have a value and no break between them."""
        run: list[Round] = []
        for one in self.panel.rounds:
            if run and (level(one) is None or not self.panel.joined(run[-1], one)):
                yield run
                run = []
            if level(one) is not None:
                run.append(one)
        if run:
            yield run

    def _draw_dots(self, canvas: Canvas, one: Round) -> None:
        hue, x = self.t.hue, self.x(one.at)
        today, wanted = (None if level is None else self.y(level) for level in (one.today, one.wanted))
        if wanted is not None:
            draw_mark(canvas, hue, x, wanted, SIZE, filled=False)
        if today is not None and wanted is not None and abs(today - wanted) < SAME:
            radius = round(FILLED[hue] * DOT * SIZE, 2)
            canvas.mark(f"{hue}-today", SHAPES[hue], Look(hue), x, wanted, radius)
        elif today is not None:
            draw_mark(canvas, hue, x, today, SIZE, filled=True)

    def _draw_ends(self, canvas: Canvas) -> list[Box]:
        """The last levels with their words, kept apart where they nearly coincide; returns what they take."""
        words, taken = end_words(self.t, self.panel), []
        if not words:
            return []
        last = self.panel.rounds[-1]
        levels = {"today": last.today, "wanted": last.wanted}
        heights = {line: self.y(levels[line] or 1) for line in words}
        x = self.x(last.at) + BEFORE_END
        for line, y in parted(heights, self.top, self.bottom).items():
            value, word = words[line]
            across = value.width + (GAP + word.width if word.lines else 0)
            if x < self.plot_right:
                canvas.box("patch", Look("paper"), x - 2, y - 8, across + 4, 16, 2)
            canvas.block(x, middle(y, value.size), value, 0, self.t.hue)
            canvas.block(x + value.width + GAP, middle(y, value.size), word, 0, "muted")
            taken.append(Box(x, y - HALF_LINE, x + across, y + HALF_LINE))
        return taken

    def _draw_first(self, canvas: Canvas, taken: list[Box]) -> None:
        """The first level of today, and the last one of a line that ends early, beside its dot."""
        said = [one for one in self.panel.rounds if one.today is not None]
        for one in dict.fromkeys((*said[:1], *said[-1:])):
            if one is not self.panel.rounds[-1]:
                taken += self._draw_beside(canvas, one, taken)

    def _draw_beside(self, canvas: Canvas, one: Round, taken: list[Box]) -> list[Box]:
        """Under the dot and its interval, over them, left or right: where it covers the least."""
        words = fit(one.today_text, 44, 12.5, SEMIBOLD, most=1)
        today = one.today or 1
        low, high = one.interval or (today, today)
        x, y, side, half = self.x(one.at), self.y(today), 11 + words.width / 2, words.width / 2
        under, over = max(y + 16, self.y(low) + 10), min(y - 16, self.y(high) - 10)
        places = [(x, under), (x, over), (x + side, y), (x - side, y)]
        boxes = [Box(x - half, y - HALF_LINE, x + half, y + HALF_LINE) for x, y in places]
        cost, at = min((self._covered(box, taken), i) for i, box in enumerate(boxes))
        if cost >= NO_PLACE:
            return []
        x, y = places[at]
        canvas.box("patch", Look("paper"), x - half - 2, y - 7, words.width + 4, 14, 2)
        canvas.block(x, middle(y, words.size), words, 0, self.t.hue, "center")
        return [boxes[at]]

    def _covered(self, box: Box, taken: list[Box]) -> int:
        """How much of both lines lies within words there; very much, if they stand on others or outside."""
        frame = Box(self.plot_left, self.top - 14, self.left + self.width, self.bottom)
        if not box.within(frame) or any(box.touches(other, 2) for other in taken):
            return NO_PLACE
        wider = Box(box.left - 5, box.top - 5, box.right + 5, box.bottom + 5)
        return sum(wider.left < x < wider.right and wider.top < y < wider.bottom for x, y in self._trace)

    @cached_property
    def _trace(self) -> list[Point]:
        """Points along both lines, close to each other."""
        found: list[Point] = []
        for level in (_today, _wanted):
            for run in self._runs(level):
                points = [(self.x(one.at), self.y(level(one) or 1)) for one in run]
                found += points
                for (x0, y0), (x1, y1) in itertools.pairwise(points):
                    found += [(x0 + (x1 - x0) * i / 40, y0 + (y1 - y0) * i / 40) for i in range(1, 40)]
        return found


def _today(one: Round) -> float | None:
    return one.today


def _wanted(one: Round) -> float | None:
    return one.wanted


def _interval(one: Round) -> tuple[float, float] | None:
    return one.interval
