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
    """One practice. Levels are 1..5 or None for no level given; averages may lie between two levels.

    `today_text` and `wanted_text` are the averages as they are printed; whole levels need no number.
    """

    code: str
    name: str
    label: str  # short, with "\n" where its author would break it
    core: bool
    today: float | None
    wanted: float | None
    gap_text: str  # "+2", "0", "−1", ""
    missing: str  # words in the dashed box when today is None
    missing_mark: str  # the same in one sign, for narrow places
    emphasis: Literal["widest", "wide", ""]
    today_text: str = ""
    wanted_text: str = ""

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
    """One voice's practices on five shelves. `heading` and `subtitle` are drawn only when not empty.

    With `averages`, today and wanted are drawn as heights with their numbers, without as a box per level.
    """

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
    averages: bool = False

    def __post_init__(self) -> None:
        if self.averages:
            return
        for column in (column for bay in self.bays for column in bay.columns):
            if any(level is not None and level != int(level) for level in (column.today, column.wanted)):
                raise ValueError(f"{column.code}: only averages may lie between two levels")

    @property
    def stocked(self) -> tuple[Bay, ...]:
        """The categories that have a practice left after switching off."""
        return tuple(bay for bay in self.bays if bay.columns)


def whole(level: float | None) -> int | None:
    """A level that is known to lie on a shelf, as its number."""
    return None if level is None else int(level)


def printed(column: Column) -> tuple[str, str, str]:
    """Numbers of today, wanted and the gap as they are printed; "" where there is none to print."""
    if column.today is None:
        return "", "", ""
    if column.wanted is None:
        return column.today_text, "", ""
    return column.today_text, column.wanted_text, column.gap_text


def boxes(column: Column) -> list[tuple[int, Mark]]:
    """Each full box of a practice, as (level, mark); the dashed box for a missing level is not among them."""
    today, wanted = whole(column.today), whole(column.wanted)
    if today is None:
        return [(wanted, "to_go")] if wanted else []
    wanted = wanted or today
    filled: list[tuple[int, Mark]] = [(level, "today") for level in range(1, min(today, wanted) + 1)]
    above: list[tuple[int, Mark]] = [(level, "surplus") for level in range(wanted + 1, today + 1)]
    mark: Mark = column.emphasis or "to_go"
    return filled + above + [(level, mark) for level in range(today + 1, wanted + 1)]
