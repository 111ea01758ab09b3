"""What the client strips are told: levels to place marks by, and every word and number ready to print."""

from dataclasses import dataclass
from typing import NamedTuple

from assessment.charts.marks import KeyEntry
from assessment.charts.planogram_data import LEVELS, Hue


class Strip(NamedTuple):
    """One category of one client: levels from 1 to 5."""

    today: float
    wanted: float


@dataclass(frozen=True)
class Row:
    """One client. Either three strips, of which one without a level is None, or a sentence why there are
    none."""

    name: str
    note: str  # "Banking · Team, 412 of 600"
    next: str  # what is next
    hue: Hue
    strips: tuple[Strip | None, Strip | None, Strip | None] | None = None
    gap_text: str = ""
    missing: str = ""

    def __post_init__(self) -> None:
        if (self.strips is None) != bool(self.missing):
            raise ValueError(f"{self.name}: strips and a word why there are none exclude each other")
        for level in (level for strip in self.strips or () for level in strip or ()):
            if not 1 <= level <= LEVELS:
                raise ValueError(f"{self.name}: level {level} is not within 1 to {LEVELS}")


@dataclass(frozen=True)
class Group:
    """Clients under one name: "Needs you, 3". What is next for those who are `urgent` stands out."""

    name: str
    rows: tuple[Row, ...]
    urgent: bool = False


@dataclass(frozen=True)
class Clients:
    """All clients, in groups as given; groups without clients are left out. `heading` and `subtitle` are
    drawn only when not empty."""

    id: str
    title: str
    desc: str
    groups: tuple[Group, ...]
    client_head: str
    next_head: str
    strip_heads: tuple[str, str, str]  # the categories
    gap_head: str
    key: tuple[KeyEntry, ...] = ()
    no_level: str = ""  # in the place of a strip that has none: "–"
    notes: tuple[str, ...] = ()
    heading: str = ""
    subtitle: str = ""

    @property
    def filled(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.rows)
