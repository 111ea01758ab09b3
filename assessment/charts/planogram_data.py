"""What a planogram is told: levels, and every word and number as it is to be printed."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

LEVELS = 5
Mark = Literal["today", "to_go", "wide", "widest", "missing", "surplus"]
Hue = Literal["you", "peers", "team"]


class KeyEntry(NamedTuple):
    """One entry of the key; `sign` stands inside the mark, as the phone's "?" does."""

    mark: Mark
    words: str
    sign: str = ""


@dataclass(frozen=True)
class Column:
    """One practice. Levels are 1..5 or None for no level given."""

    code: str
    name: str
    label: str  # short, with "\n" where its author would break it
    core: bool
    today: int | None
    wanted: int | None
    gap_text: str  # "+2", "0", "−1", ""
    missing: str  # words in the dashed box when today is None
    missing_mark: str  # the same in one sign, for narrow places
    emphasis: Literal["widest", "wide", ""]

    def __post_init__(self) -> None:
        for level in (self.today, self.wanted):
            if level is not None and not 1 <= level <= LEVELS:
                raise ValueError(f"{self.code}: level {level} is not within 1 to {LEVELS}")


@dataclass(frozen=True)
class Bay:
    """One category: its averages as words ("" when there are none), and its practices in order."""

    name: str
    today_text: str
    wanted_text: str
    gap_text: str
    note: str  # muted words in place of the averages
    summary: str  # today and wanted in one line, for the phone
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Planogram:
    """One voice's practices on five shelves. `heading` and `subtitle` are drawn only when not empty."""

    id: str
    title: str
    desc: str
    hue: Hue
    level_names: tuple[str, str, str, str, str]
    bays: tuple[Bay, ...]
    key: tuple[KeyEntry, ...]
    phone_key: tuple[KeyEntry, ...]
    core_word: str
    deeper_word: str
    core_prefix: str
    heading: str = ""
    subtitle: str = ""

    @property
    def stocked(self) -> tuple[Bay, ...]:
        """The categories that have a practice left after switching off."""
        return tuple(bay for bay in self.bays if bay.columns)


def boxes(column: Column) -> list[tuple[int, Mark]]:
    """Each full box of a practice, as (level, mark); the dashed box for a missing level is not among them."""
    today, wanted = column.today, column.wanted
    if today is None:
        return [(wanted, "to_go")] if wanted else []
    wanted = wanted or today
    filled: list[tuple[int, Mark]] = [(level, "today") for level in range(1, min(today, wanted) + 1)]
    above: list[tuple[int, Mark]] = [(level, "surplus") for level in range(wanted + 1, today + 1)]
    mark: Mark = column.emphasis or "to_go"
    return filled + above + [(level, mark) for level in range(today + 1, wanted + 1)]
