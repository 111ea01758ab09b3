"""What a perception picture is told: levels of today to place marks by, and everything that is printed."""

import math
from dataclasses import dataclass

from assessment.charts.marks import KeyEntry
from assessment.charts.planogram_data import LEVELS

LEAST_REACH, MOST_REACH = 2, 4  # levels to either side of the team average
IN_STEP = 0.5  # levels; half the width of the band


@dataclass(frozen=True)
class Row:
    """One practice. All levels are of today, 1 to 5: your own, the team's mean and its 95 % interval."""

    code: str
    name: str
    you: float
    team: float
    you_text: str
    team_text: str
    interval: tuple[float, float] | None = None
    peers: float | None = None
    peers_text: str = ""
    clear: bool = False  # whether the difference between you and the team is named one

    def __post_init__(self) -> None:
        for level in (self.you, self.team, self.peers):
            if level is not None and not 1 <= level <= LEVELS:
                raise ValueError(f"{self.code}: level {level} is not within 1 to {LEVELS}")
        if self.interval is not None and not self.interval[0] <= self.interval[1]:
            raise ValueError(f"{self.code}: interval {self.interval} ends before it begins")

    @property
    def off(self) -> float:
        """You minus the team average, levels."""
        return self.you - self.team

    @property
    def peers_off(self) -> float | None:
        """Peers minus the team average, levels."""
        return None if self.peers is None else self.peers - self.team


@dataclass(frozen=True)
class Perception:
    """Your ratings of today against the team's average, in rows already chosen and sorted.

    `lower_ticks` and `higher_ticks` name one to four levels below and above. An empty `peers_head` leaves the
    peers' column out. `heading` and `subtitle` are drawn only when not empty.
    """

    id: str
    title: str
    desc: str
    rows: tuple[Row, ...]
    lower_words: str  # "lower than the team"
    higher_words: str
    lower_ticks: tuple[str, str, str, str]  # "−1" to "−4"
    higher_ticks: tuple[str, str, str, str]
    average_words: str  # over the middle: "team average"
    band_words: str  # "within half a level: in step"
    you_head: str
    peers_head: str
    team_head: str
    key: tuple[KeyEntry, ...]
    notes: tuple[str, ...] = ()
    heading: str = ""
    subtitle: str = ""

    @property
    def reach(self) -> int:
        """Levels the scale runs to either side: two, or as many as the farthest mark needs."""
        marks = [off for row in self.rows for off in (row.off, row.peers_off) if off is not None]
        farthest = max((abs(off) for off in marks), default=0)
        return min(max(math.ceil(farthest - 1e-9), LEAST_REACH), MOST_REACH)
