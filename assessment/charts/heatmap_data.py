"""What a heat map is told: rounded gaps to colour tiles by, and everything that is printed."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

EDGES = (0.8, 1.3, 1.8, 2.3, 2.8)  # levels; a gap on an edge belongs to the wider step
MOST_SEGMENTS = 8


class Tile(NamedTuple):
    """A gap as printed, the same rounded number in levels, and whether its interval is narrow enough."""

    text: str
    gap: float
    sure: bool = True


@dataclass(frozen=True)
class Segment:
    """One column: a department, a region. `note` says how many people, or in a word that it is hidden."""

    name: str
    note: str
    hidden: bool = False


@dataclass(frozen=True)
class Row:
    """One practice: a tile for each segment in order, None where nothing is shown; everyone's gap as text."""

    code: str
    name: str
    tiles: tuple[Tile | None, ...]
    everyone_text: str  # "" where it is hidden
    emphasised: bool = False


@dataclass(frozen=True)
class Group:
    """A category with its practices."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Key:
    """Words of the key: the ramp's name, its six ranges, and the two other signs ("" leaves one out)."""

    ramp: str
    ranges: tuple[str, str, str, str, str, str]
    unsure: str = ""
    hidden: str = ""


@dataclass(frozen=True)
class HeatMap:
    """Gaps by practice and segment. `heading` and `subtitle` are drawn only when not empty."""

    id: str
    title: str
    desc: str
    segments: tuple[Segment, ...]
    everyone: Segment
    groups: tuple[Group, ...]
    key: Key | None
    heading: str = ""
    subtitle: str = ""

    def __post_init__(self) -> None:
        if len(self.segments) > MOST_SEGMENTS:
            raise ValueError(f"{len(self.segments)} segments are more than {MOST_SEGMENTS}")
        for row in (row for group in self.groups for row in group.rows):
            if len(row.tiles) != len(self.segments):
                raise ValueError(f"{row.code}: {len(row.tiles)} tiles for {len(self.segments)} segments")
            if any(s.hidden and t is not None for s, t in zip(self.segments, row.tiles, strict=True)):
                raise ValueError(f"{row.code}: a hidden segment brings a number")

    @property
    def filled(self) -> tuple[Group, ...]:
        """The categories that have a practice left."""
        return tuple(group for group in self.groups if group.rows)


def step(gap: float) -> int:
    """Which of the ramp's six steps, 0 to 5, a rounded gap has; one below nought has the lowest."""
    return bisect_right(EDGES, gap + 1e-6)  # 4.1 − 2.8 is 1.2999999999999998
