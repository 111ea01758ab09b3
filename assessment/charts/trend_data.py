"""What a trend is told: levels at moments in time, and every word and number ready to print."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from assessment.charts.planogram_data import LEVELS, Hue


@dataclass(frozen=True)
class Round:
    """One round of a category. `at` counts days from any one day; a level that is None leaves a gap in its
    line. The interval is today's, from low to high."""

    at: float
    date: str  # "Mar 2025"
    people: str = ""  # "41 people"
    today: float | None = None
    wanted: float | None = None
    interval: tuple[float, float] | None = None
    today_text: str = ""
    wanted_text: str = ""

    def __post_init__(self) -> None:
        if not math.isfinite(self.at):
            raise ValueError(f"{self.date}: {self.at} is no moment")
        for level in (self.today, self.wanted):
            if level is not None and not 1 <= level <= LEVELS:
                raise ValueError(f"{self.date}: level {level} is not within 1 to {LEVELS}")
        if self.interval is None:
            return
        if self.today is None:
            raise ValueError(f"{self.date}: an interval of no level")
        if not self.interval[0] <= self.interval[1]:
            raise ValueError(f"{self.date}: interval {self.interval} ends before it begins")


class Break(NamedTuple):
    """When the wording changed. No line is drawn across, and a round at that moment has the new wording."""

    at: float
    words: str


@dataclass(frozen=True)
class Panel:
    """One category, its rounds from the first to the last."""

    name: str
    rounds: tuple[Round, ...]
    change: str = ""  # "+0.5 since March 2025" or "no clear change"
    clear: bool = False  # whether there is a change
    breaks: tuple[Break, ...] = ()

    def __post_init__(self) -> None:
        for before, after in itertools.pairwise(self.rounds):
            if not before.at < after.at:
                raise ValueError(f"{self.name}: {after.date} does not come after {before.date}")

    def breaks_within(self) -> Iterator[tuple[float, str]]:
        """Breaks between the first and the last round; one at a round stands half way before it."""
        for before, after in itertools.pairwise(self.rounds):
            for at, words in sorted(self.breaks):
                if before.at < at <= after.at:
                    yield (at if at < after.at else (before.at + after.at) / 2), words

    def joined(self, before: Round, after: Round) -> bool:
        """Whether a line may lead from one round to the next."""
        return not any(before.at < one.at <= after.at for one in self.breaks)


@dataclass(frozen=True)
class Trend:
    """Categories side by side, all on one scale of time. `heading` and `subtitle` are drawn only when not
    empty."""

    id: str
    title: str
    desc: str
    panels: tuple[Panel, ...]
    today_word: str  # after the last level: "today"
    wanted_word: str
    hue: Hue = "team"
    notes: tuple[str, ...] = ()
    heading: str = ""
    subtitle: str = ""

    @property
    def span(self) -> tuple[float, float]:
        """The first and the last moment of all."""
        moments = [one.at for panel in self.panels for one in panel.rounds]
        return (min(moments), max(moments)) if moments else (0.0, 0.0)
