"""What a category profile is told: three voices in each category, and everything that is printed."""

from dataclasses import dataclass

from assessment.charts.planogram_data import LEVELS, Hue


@dataclass(frozen=True)
class Line:
    """One voice in one category. Both levels are given together, or `missing` says in a word why not."""

    hue: Hue
    name: str  # "Team (214)"
    today: float | None
    wanted: float | None
    today_text: str = ""
    wanted_text: str = ""
    gap_text: str = ""
    missing: str = ""

    def __post_init__(self) -> None:
        for level in (self.today, self.wanted):
            if level is not None and not 1 <= level <= LEVELS:
                raise ValueError(f"{self.name}: level {level} is not within 1 to {LEVELS}")
        if (self.today is None or self.wanted is None) != bool(self.missing):
            raise ValueError(f"{self.name}: a level and a word why there is none exclude each other")


@dataclass(frozen=True)
class Block:
    """One category with a line for each voice that has something to say, or says why not."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Profile:
    """Categories one under the other. `heading` and `subtitle` are drawn only when not empty."""

    id: str
    title: str
    desc: str
    level_names: tuple[str, str, str, str, str]
    blocks: tuple[Block, ...]
    gap_head: str  # over the column of gaps
    today_word: str  # for the key: "today"
    wanted_word: str
    notes: tuple[str, ...] = ()
    heading: str = ""
    subtitle: str = ""
