"""What a report is made of: printed numbers and finished sentences, already safe to show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

State = Literal["open", "too_few", "waiting"]
Emphasis = Literal["widest", "wide", ""]


@dataclass(frozen=True)
class PracticeRow:
    """One practice of one voice. `None` is a number that is missing or may not be shown."""

    code: str
    name: str
    label: str
    category: str
    core: bool
    n: int | None
    today: Decimal | None
    wanted: Decimal | None
    gap: Decimal | None
    today_reason: str = ""  # a person's own reason for giving no level
    wanted_reason: str = ""
    picked: int | None = None
    emphasis: Emphasis = ""
    hidden: bool = False


@dataclass(frozen=True)
class ScoreRow:
    """A category, or the whole: unweighted means over its core practices."""

    code: str
    name: str
    today: Decimal | None
    wanted: Decimal | None
    gap: Decimal | None
    used: int = 0
    offered: int = 0


@dataclass(frozen=True)
class Step:
    """What the next level of one practice looks like, and how to get there."""

    practice: str
    way: str  # "From level 2 (here and there) to level 3 (agreed way)"
    level_text: str
    action: str
    why: str
    source: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class VoiceView:
    """What one voice says: open, or empty with a state that says why."""

    voice: str
    name: str
    own: bool
    state: State
    smallest: int
    coarse: bool = False  # to the nearest half level, the ends as "1.5 or less" and "4.5 or more"
    answered: int | None = None
    finished_on: date | None = None
    practices: tuple[PracticeRow, ...] = ()
    categories: tuple[ScoreRow, ...] = ()
    overall: ScoreRow | None = None
    finding: str = ""
    headline: str = ""
    sentences: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    chart_title: str = ""
    chart_desc: str = ""
    footer: str = ""

    @property
    def deeper(self) -> bool:
        """Whether practices beyond the core were asked."""
        return any(not row.core for row in self.practices)

    @property
    def compared(self) -> int:
        """Practices with a gap to speak of, be it 0."""
        return sum(row.gap is not None for row in self.practices)

    @property
    def short(self) -> int:
        """Practices two or more levels short."""
        return sum(row.gap is not None and row.gap >= 2 for row in self.practices)

    @property
    def widest_first(self) -> tuple[PracticeRow, ...]:
        """The gap list: practices with a gap from the widest, then those without."""
        return tuple(sorted(self.practices, key=lambda row: (row.gap is None, -(row.gap or Decimal(0)))))


@dataclass(frozen=True)
class Report:
    """Everything a survey may tell one reader."""

    organisation: str
    questionnaire: str
    round: int
    wanted_by: date
    horizon: str
    views: tuple[VoiceView, ...] = field(default_factory=tuple)
    level_names: tuple[str, ...] = ()

    def view(self, voice: str) -> VoiceView | None:
        return next((view for view in self.views if view.voice == voice), None)
