"""What a report is made of: printed numbers and finished sentences, already safe to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

State = Literal["open", "opening", "ready", "waiting", "too_few", "not_asked"]
"""Of a group: open; being worked out; enough answers to open; fewer; closed with fewer; nobody asked yet."""

Band = tuple[Decimal, Decimal]
Levels = tuple[int, int, int]  # lowest, highest, and how many people are at them
Emphasis = Literal["widest", "wide", ""]
Value = str | int | Decimal | None
"""A cell of a table: words as they are, a number as it is printed, None for one that is missing."""


@dataclass(frozen=True)
class Table:
    """The numbers behind a picture, in its order. The first cell of a line is its header.

    A line of one cell alone is a heading over those that follow, a category say.
    """

    caption: str
    head: tuple[str, ...]
    lines: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Percent:
    """A share of people in whole per cent, with its 95 % interval."""

    share: int
    low: int
    high: int


@dataclass(frozen=True)
class Plan:
    """How many answers would tell a gap to ± `half` level, and whether as many people were asked."""

    half: Decimal
    needed: int
    enough: bool  # there are as many already
    reachable: bool


@dataclass(frozen=True)
class Tipping:
    """The average gap of the others asked that would bring a practice's to half a level; None: none could."""

    asked: int
    others: int
    needed: Decimal | None


@dataclass(frozen=True)
class Evidence:
    """How far one practice's average carries, of a team. Words are those of `analysis`, "" for none."""

    verdict: str  # large, small, gap, above, open
    more: Percent  # who want a higher level than today's
    less: Percent
    high_today: int  # per cent at level 4 or 5
    high_wanted: int
    levels_today: tuple[Levels, ...]
    levels_wanted: tuple[Levels, ...]
    ceiling: bool
    agree_today: str  # broad, mixed, divided
    agree_wanted: str
    spread_today: Decimal | None = None  # standard deviation of today's levels
    standing: str = ""  # among the widest: almost_certain, likely, contender
    corner: str = ""  # first, wide, popular, later
    on_line: bool = False
    move_first: Percent | None = None  # who picked it
    plan: Plan | None = None
    tipping: Tipping | None = None


@dataclass(frozen=True)
class Standing:
    """Where a team's average of today stands among other organisations' (see `analysis.benchmark`)."""

    name: str
    today: Decimal
    organisations: int
    kind: str  # half, quarter, percentile
    place: str | int | float | None


@dataclass(frozen=True)
class Change:
    """One practice since an earlier round: the change today, and how far it is towards what was wanted."""

    code: str
    today_before: Decimal
    wanted_before: Decimal
    today_now: Decimal
    change: Decimal
    half: Decimal | None
    clear: bool
    progress: int | None  # per cent of the way to what was wanted then


@dataclass(frozen=True)
class Since:
    """What changed since an earlier round, named as readers know it."""

    round: str
    imported: bool
    missing: int  # practices of which one of the rounds has too few answers
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Moment:
    """A category, or the whole, in one round. Missing where it may not be shown."""

    today: Decimal | None
    wanted: Decimal | None
    half: Decimal | None  # half the width of today's 95 % interval


@dataclass(frozen=True)
class Round:
    """One round of a team's: when, how many, and its scores by category ("" is the whole)."""

    name: str
    on: date
    people: int
    asked_with: int  # which questionnaire: another one is another wording
    imported: bool
    scores: Mapping[str, Moment]


@dataclass(frozen=True)
class Moved:
    """A score's change of today from the first round to the last, from what is printed of both."""

    change: Decimal
    clear: bool  # more than chance


@dataclass(frozen=True)
class Trend:
    """All rounds that a reader sees, the earliest first, and what has moved by category ("" is the whole)."""

    rounds: tuple[Round, ...]
    moved: Mapping[str, Moved]


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
    half_today: Decimal | None = None  # half the width of the 95 % interval, as printed
    half_wanted: Decimal | None = None
    half_gap: Decimal | None = None
    today_band: Band | None = None  # in place of an average that would be what nearly everybody said
    wanted_band: Band | None = None
    evidence: Evidence | None = None
    cannot_tell: int | None = None  # per cent of the team who don't know today's level; None: not told

    @property
    def alike(self) -> bool:
        """Whether numbers are held back because nearly everybody gave the same answer."""
        return self.today_band is not None or self.wanted_band is not None


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
    half_gap: Decimal | None = None
    half_today: Decimal | None = None  # to a hundredth, for whoever compares


@dataclass(frozen=True)
class Cell:
    """One practice (or score) of one part of the team; its gap is `sure` to half a level, or not."""

    today: Decimal
    wanted: Decimal
    gap: Decimal
    half_gap: Decimal | None
    sure: bool


@dataclass(frozen=True)
class Part:
    """One part of the team in a table: what tells it apart, about how many people, and its cells by code.

    A code that is missing is hidden; a part without cells is hidden as a whole, and says no number.
    """

    at: tuple[str, ...]  # a label for each dimension of its table
    about: int | None
    cells: Mapping[str, Cell]

    @property
    def hidden(self) -> bool:
        return not self.cells


@dataclass(frozen=True)
class Split:
    """The team by one dimension, or by two crossed; the parts in the order in which they are listed."""

    by: tuple[str, ...]  # department, meets, region, level
    names: tuple[str, ...]
    parts: tuple[Part, ...]
    finding: str = ""

    @property
    def key(self) -> str:
        """What the split is called in an address: "department", "department-region"."""
        return "-".join(self.by)

    @property
    def shown(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if not part.hidden)

    @property
    def hidden(self) -> int:
        return len(self.parts) - len(self.shown)


@dataclass(frozen=True)
class Compared:
    """One practice as the voices see it. `off` is own minus theirs; `clear` when it is named a difference."""

    code: str
    name: str
    category: str
    own_today: Decimal | None
    own_wanted: Decimal | None
    peers_today: Decimal | None
    peers_wanted: Decimal | None
    team_today: Decimal | None
    team_wanted: Decimal | None
    team_half: Decimal | None = None
    off_team: Decimal | None = None
    clear_team: bool = False
    off_peers: Decimal | None = None
    clear_peers: bool = False


@dataclass(frozen=True)
class Profile:
    """How the executive's ratings of today resemble the team's averages, over n practices."""

    n: int
    shape: Decimal | None  # correlation; None where one of the two is the same throughout
    elevation: Decimal  # own minus theirs, in levels


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
    facts: str = ""  # of a group: its averages, and how many would start there
    code: str = ""


@dataclass(frozen=True)
class CareCount:
    """How many people, None where too few to tell; and the most their answers can change, in levels."""

    n: int | None
    change: Decimal | None


@dataclass(frozen=True)
class Care:
    """Who marked one level throughout, and who finished unusually quickly; None where nobody counted."""

    flat: CareCount | None
    quick: CareCount | None


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
    asked: int | None = None
    averages_alone: bool = False  # nothing else was promised to be shown
    by_link: bool = False  # then `asked` is what the organiser says, and anybody with the link may answer
    closes_on: date | None = None
    opened_on: date | None = None
    step: tuple[int, int] = (0, 0)  # of the job that works the results out: done, of
    few_left_out: bool = False  # a few who answered are in no average; how many is not told
    used: int | None = None  # of those who answered, how many are in the averages, as far as that is told
    care: Care | None = None
    ranked: tuple[str, ...] = ()  # practices with an average, widest gap first
    top: tuple[str, ...] = ()  # the practices whose gap can't be told from the widest
    tie: tuple[str, ...] = ()  # too close to rank: `top` where it is several, else the longest run of them
    competing: tuple[str, ...] = ()  # more practices than there are places among the widest
    start_with: tuple[str, ...] = ()  # clearly to be moved first
    appendix: Mapping[str, Any] | None = None  # for statisticians, as it was kept
    since: Since | None = None
    trend: Trend | None = None
    standings: tuple[Standing, ...] = ()
    splits: tuple[Split, ...] = ()
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
    def averaged(self) -> bool:
        """Whether any practice has an average that may be shown, today's or the wanted one."""
        return any(row.today is not None or row.wanted is not None for row in self.practices)

    @property
    def compared(self) -> int:
        """Practices with a gap to speak of, be it 0."""
        return sum(row.gap is not None for row in self.practices)

    @property
    def short(self) -> int:
        """Practices two or more levels short."""
        return sum(row.gap is not None and row.gap >= 2 for row in self.practices)

    def by_codes(self, codes: Sequence[str]) -> list[PracticeRow]:
        """Those of these practices that are shown, in this order."""
        rows = {row.code: row for row in self.practices}
        return [rows[code] for code in codes if code in rows]

    @property
    def ranked_first(self) -> list[PracticeRow]:
        """The practices as they are ranked, then those without a rank."""
        rest = [row.code for row in self.practices if row.code not in self.ranked]
        return self.by_codes([*self.ranked, *rest])

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
    compared: tuple[Compared, ...] = ()
    yours: bool = True  # whether it speaks to the executive: "your team", or to somebody else: "the team"
    profile: Profile | None = None
    answered_on: date | None = None  # of a round that was imported

    def view(self, voice: str) -> VoiceView | None:
        return next((view for view in self.views if view.voice == voice), None)
