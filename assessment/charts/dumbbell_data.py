"""What a dumbbell picture is told: levels to place marks by, and every word and number ready to print."""

from dataclasses import dataclass

from assessment.charts.marks import KeyEntry
from assessment.charts.planogram_data import LEVELS

Span = tuple[float, float]


@dataclass(frozen=True)
class Row:
    """One practice. Levels and both ends of the 95 % intervals run from 1 to 5; None is: not drawn.

    The team's two levels are given together, or `hidden` says in a word why they are not; then no number of
    the team may come along. `you` and `peers` are levels of today.
    """

    code: str
    name: str
    today: float | None
    wanted: float | None
    gap_text: str  # "2.6"
    half_text: str = ""  # "± 0.1"
    today_interval: Span | None = None
    wanted_interval: Span | None = None
    you: float | None = None
    peers: float | None = None
    emphasised: bool = False  # named in the finding
    hidden: str = ""

    def __post_init__(self) -> None:
        for level in (self.today, self.wanted, self.you, self.peers):
            if level is not None and not 1 <= level <= LEVELS:
                raise ValueError(f"{self.code}: level {level} is not within 1 to {LEVELS}")
        for span in (self.today_interval, self.wanted_interval):
            if span is not None and not span[0] <= span[1]:
                raise ValueError(f"{self.code}: interval {span} ends before it begins")
        numbers = (self.today, self.wanted, self.today_interval, self.wanted_interval)
        if self.hidden and (self.gap_text or self.half_text or any(n is not None for n in numbers)):
            raise ValueError(f"{self.code}: a hidden row brings numbers")
        if not self.hidden and (self.today is None or self.wanted is None):
            raise ValueError(f"{self.code}: a level is missing and no word says why")


@dataclass(frozen=True)
class Dumbbell:
    """The team's gaps, in the order given. `heading` and `subtitle` are drawn only when not empty.

    `tie` names the first and the last of neighbouring rows that a bracket with `tie_words` holds together.
    """

    id: str
    title: str
    desc: str
    level_names: tuple[str, str, str, str, str]
    rows: tuple[Row, ...]
    key: tuple[KeyEntry, ...]
    gap_head: str  # over the column of gaps
    tie: tuple[int, int] | None = None
    tie_words: str = ""
    heading: str = ""
    subtitle: str = ""

    def __post_init__(self) -> None:
        if self.tie is None:
            return
        first, last = self.tie
        if not 0 <= first < last < len(self.rows):
            raise ValueError(f"rows {first} to {last} of {len(self.rows)} are no tie")
        if any(row.hidden for row in self.rows[first : last + 1]):
            raise ValueError("a hidden row has no rank to be tied on")
