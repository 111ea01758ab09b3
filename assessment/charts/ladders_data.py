"""What ladders are told: the share of people at each level, and every word and number ready to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessment.charts.planogram_data import LEVELS


class Rung(NamedTuple):
    """The people at one level, or at neighbouring levels that are told together."""

    lowest: int
    highest: int
    share: float  # 0 to 1, of all levels of its side
    text: str  # "56%"

    @property
    def span(self) -> int:
        """Levels it stands for."""
        return self.highest - self.lowest + 1

    @property
    def length(self) -> float:
        """As a share: a bar over two levels is half as long, so that its area tells the share."""
        return self.share / self.span


@dataclass(frozen=True)
class Ladder:
    """One practice. A side without rungs is hatched; when nothing can be shown, `missing` says why."""

    code: str
    name: str
    today: tuple[Rung, ...]
    wanted: tuple[Rung, ...]
    emphasised: bool = False  # named in the finding
    foot: str = ""  # "19 don't know today"
    missing: str = ""

    def __post_init__(self) -> None:
        for rungs in (self.today, self.wanted):
            _check(self.code, rungs)
        if self.missing and (self.today or self.wanted or self.foot):
            raise ValueError(f"{self.code}: a hidden practice brings numbers")
        if not (self.missing or self.today or self.wanted):
            raise ValueError(f"{self.code}: no rung on either side and no word says why")


def _check(code: str, rungs: Sequence[Rung]) -> None:
    taken: set[int] = set()
    for rung in rungs:
        if not 1 <= rung.lowest <= rung.highest <= LEVELS:
            raise ValueError(f"{code}: levels {rung.lowest} to {rung.highest} are not within 1 to {LEVELS}")
        if not 0 <= rung.share <= 1:
            raise ValueError(f"{code}: share {rung.share} is not within 0 to 1")
        levels = set(range(rung.lowest, rung.highest + 1))
        if levels & taken:
            raise ValueError(f"{code}: two rungs share level {min(levels & taken)}")
        taken |= levels


def modal(rungs: Sequence[Rung]) -> Rung | None:
    """The rung of the most people, the lowest of several; None where nobody stands anywhere."""
    peopled = [rung for rung in rungs if rung.share > 0]
    return min(peopled, key=lambda rung: (-rung.share, rung.lowest), default=None)


@dataclass(frozen=True)
class Ladders:
    """A group's practices in the order given. `heading` and `subtitle` are drawn only when not empty."""

    id: str
    title: str
    desc: str
    ladders: tuple[Ladder, ...]
    today_word: str  # over the filled bars on the left
    wanted_word: str  # over the hollow ones on the right
    notes: tuple[str, ...] = ()
    heading: str = ""
    subtitle: str = ""
