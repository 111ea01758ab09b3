"""How many have answered, part by part of a team that was asked by a list: rounded, and of large parts only.

It says who answers more, not who has answered: parts of fewer than TEN people asked are left out, shares
are rounded to five per cent, and "everybody" is never said.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count

from surveys.choices import SEGMENTS, Voice, Way
from surveys.models import Panel

TEN = 10  # people asked, of whom a share is told
STEP = 5  # per cent
MOST = 95  # per cent, or more


@dataclass(frozen=True)
class Share:
    """A department, how many of it were asked, and about how many per cent have answered."""

    label: str
    asked: int
    per_cent: int

    @property
    def is_most(self) -> bool:
        return self.per_cent >= MOST


def by_department(panel: Panel) -> list[Share]:
    """The departments of a team before its results open, by name. At most one statement."""
    if panel.voice != Voice.TEAM or panel.way != Way.LIST or panel.frozen_at is None or panel.is_open:
        return []
    at = SEGMENTS.index("department")
    asked: Counter[str] = Counter()
    for *segments, n in panel.classes:
        asked[segments[at]] += n
    large = {label: n for label, n in asked.items() if label and n >= TEN}
    if len(large) < 2:  # one alone would tell of the others what they aren't large enough for
        return []
    waiting = panel.invitations.filter(answered=False, answer_hash__isnull=False, department__in=large)
    open_ones = dict(waiting.values_list("department").annotate(n=Count("pk")))
    return [Share(label, n, rounded(n - open_ones.get(label, 0), n)) for label, n in sorted(large.items())]


def rounded(answered: int, asked: int) -> int:
    """Per cent to the next five, halves up, and never more than MOST."""
    exact = Decimal(max(0, answered) * 100) / asked / STEP
    return min(MOST, int(exact.quantize(Decimal(1), ROUND_HALF_UP)) * STEP)
