"""What a priority map is told: where each practice stands, and every word and number ready to print."""

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

Corner = Literal["first", "wide", "popular", "later"]
CORNERS: tuple[Corner, ...] = ("first", "wide", "popular", "later")
QUARTER = 0.25  # of everybody: the step of the scale of shares
MOST = 4  # levels a gap can have
EPSILON = 1e-9  # what sums of floats may be off


class Corners(NamedTuple):
    """The corners' names."""

    first: str  # many would start here, and the gap is wide
    wide: str  # a wide gap, but few would start here
    popular: str  # many would start here, but the gap is small
    later: str


@dataclass(frozen=True)
class Point:
    """One practice: the share of people who would move it first (0 to 1) and its gap in levels, each with
    its 95 % interval. `on_line`: an interval touches one of the two lines, so the corner is not sure."""

    code: str
    name: str
    share: float
    share_low: float
    share_high: float
    gap: float
    gap_low: float
    gap_high: float
    share_text: str  # "65%"
    gap_text: str  # "2.6"
    corner: Corner
    on_line: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError(f"{self.code}: share {self.share} is not within 0 to 1")
        if not -EPSILON <= self.share_low <= self.share + EPSILON:
            raise ValueError(f"{self.code}: share {self.share} is not within its interval")
        if not self.share - EPSILON <= self.share_high <= 1 + EPSILON:
            raise ValueError(f"{self.code}: share {self.share} is not within its interval")
        if not -MOST <= self.gap <= MOST:
            raise ValueError(f"{self.code}: gap {self.gap} is not within {-MOST} to {MOST} levels")
        if not self.gap_low - EPSILON <= self.gap <= self.gap_high + EPSILON:
            raise ValueError(f"{self.code}: gap {self.gap} is not within its interval")
        if self.corner not in CORNERS:
            raise ValueError(f"{self.code}: no such corner: {self.corner!r}")

    @property
    def clear(self) -> bool:
        """Whether to start with this practice can be said."""
        return self.corner == "first" and not self.on_line


@dataclass(frozen=True)
class Priorities:
    """Practices by share and gap. `heading` and `subtitle` are drawn only when not empty.

    `share_ticks` name 0, 25, 50, 75 and 100 %; `gap_ticks` name −4 to 4 levels.
    """

    id: str
    title: str
    desc: str
    points: tuple[Point, ...]
    share_line: float  # what an even spread of all picks would give: 3 / practices offered
    gap_line: float  # levels
    share_line_words: str  # "25%: an even spread, 3 of 12"
    gap_line_words: str  # "half a level"
    corners: Corners
    share_axis: str  # "would move it first, share of the team"
    gap_axis: str  # "gap, levels"
    share_ticks: tuple[str, str, str, str, str]
    gap_ticks: tuple[str, str, str, str, str, str, str, str, str]
    clear_words: str = ""  # what an orange dot means, for the key
    on_line_words: str = ""  # what a hollow dot means
    on_line_head: str = ""  # over those practices on a phone: "Too close to say"
    notes: tuple[str, ...] = ()
    heading: str = ""
    subtitle: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.share_line <= 1:
            raise ValueError(f"a line at a share of {self.share_line} has no two sides")
        if not 0 < self.gap_line < MOST:
            raise ValueError(f"a line at {self.gap_line} levels has no two sides")

    @property
    def ranked(self) -> tuple[Point, ...]:
        """What to start with, by share, then gap; then the other corners in the same way."""
        return tuple(sorted(self.points, key=_rank))

    @property
    def most_share(self) -> float:
        """Where the scale of shares ends: with a quarter that has room for all intervals and both sides."""
        reach = max((point.share_high for point in self.points), default=0.0)
        quarters = max(
            math.ceil(reach / QUARTER - EPSILON), math.floor(self.share_line / QUARTER + EPSILON) + 1
        )
        return min(quarters * QUARTER, 1.0)

    @property
    def least_gap(self) -> int:
        """Where the scale of gaps begins: at zero, or where the lowest needs it to."""
        ends = [point.gap_low if point.clear else point.gap for point in self.points]
        return max(min(math.floor(min(ends, default=0.0) + EPSILON), 0), -MOST)

    @property
    def most_gap(self) -> int:
        """Where it ends: every dot and every interval that is drawn has room."""
        ends = [point.gap_high if point.clear else point.gap for point in self.points]
        reach = max([self.gap_line, *ends])
        return min(max(math.ceil(reach - EPSILON), math.floor(self.gap_line) + 1), MOST)


def _rank(point: Point) -> tuple[bool, int, float, float, str]:
    return not point.clear, CORNERS.index(point.corner), -point.share, -point.gap, point.code
