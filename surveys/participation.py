"""How many have answered, part by part of a team that was asked by a list: in steps of five people.

It says where answers are missing, not who has answered: of a part it is only told that five, ten, fifteen
or more have answered, never that fewer than five are still to come, and nothing of parts of fewer than TEN.
Once an address was withdrawn or put right nothing is told any more, because who was taken away would be seen.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from surveys.choices import SEGMENTS, Voice, Way
from surveys.models import Panel

TEN = 10  # people asked, of whom something is told
STEP = 5  # people


@dataclass(frozen=True)
class Share:
    """A department, how many of it were asked, and how many at least have answered; 0 is fewer than five."""

    label: str
    asked: int
    at_least: int


def by_department(panel: Panel) -> list[Share]:
    """The departments of a team before its results open, by name. At most one statement."""
    asked = asked_in(panel)
    large = large_ones(asked)
    if not large or panel.addresses_changed:
        return []
    sent = panel.invitations.filter(answer_hash__isnull=False).values_list("department", "answered")
    counted = list(sent.annotate(n=Count("pk")))
    if asked.total() != sum(n for _label, _answered, n in counted):  # deleted by now
        return []
    open_ones = {label: n for label, answered, n in counted if not answered}
    return [Share(label, n, at_least(n - open_ones.get(label, 0), n)) for label, n in sorted(large.items())]


def is_told(panel: Panel) -> bool:
    """Whether there are departments to tell of now; no statement."""
    return bool(large_ones(asked_in(panel))) and not panel.addresses_changed


def is_over(panel: Panel) -> bool:
    """Whether departments were told, until an address was withdrawn or put right; no statement."""
    return bool(large_ones(asked_in(panel))) and panel.addresses_changed


def asked_in(panel: Panel) -> Counter[str]:
    """How many were asked in each department; none in a voice that is told nothing of them."""
    asked: Counter[str] = Counter()
    if panel.voice != Voice.TEAM or panel.way != Way.LIST or panel.frozen_at is None or panel.is_open:
        return asked
    at = SEGMENTS.index("department")
    for *segments, n in panel.classes:
        asked[segments[at]] += n
    return asked


def large_ones(asked: Counter[str]) -> dict[str, int]:
    return {label: n for label, n in asked.items() if label and n >= TEN}


def asked_of(panel: Panel, answered: int) -> int | None:
    """How many were asked, in a sentence beside how many have answered: of a list never fewer.

    A mail server may refuse a mail and deliver it all the same; an address that was withdrawn since counts no
    more, its answer does. The number of answers is told anyway, so that this tells nothing besides.
    """
    heads = panel.head_count
    return max(heads, answered) if heads is not None and panel.way == Way.LIST else heads


def at_least(answered: int, asked: int) -> int:
    """In steps of five, and never so many that fewer than five are left."""
    return max(0, min(answered, asked - STEP) // STEP * STEP)
