"""Sentences about where those who meet customers see today otherwise than those who hardly ever do."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from assessment.analysis.constants import MATTERS
from assessment.findings import label
from assessment.observations import name_of
from assessment.rows import Cell, PracticeRow, VoiceView
from assessment.wording import number
from surveys.choices import MEETS, Meets

APART = Decimal(str(MATTERS))
AT_MOST = 3


class Apart(NamedTuple):
    """A practice that a group which meets customers places otherwise than those who hardly ever do."""

    group: str
    row: PracticeRow
    here: Decimal
    there: Decimal

    @property
    def off(self) -> Decimal:
        return self.here - self.there


def front_line(view: VoiceView) -> list[str]:
    """Where those who meet customers see today otherwise than those who hardly do, the widest first.

    A practice is told once, of the group that lies furthest from them; at most three are.
    """
    told: dict[str, Apart] = {}
    for one in sorted(apart(view), key=lambda found: -abs(found.off)):
        told.setdefault(one.row.code, one)
    return [placed_otherwise(one) for one in list(told.values())[:AT_MOST]]


def placed_otherwise(one: Apart) -> str:
    words = (
        _(
            "%(group)s tend to place %(practice)s higher today (%(here)s) "
            "than those who hardly meet any (%(there)s)."
        )
        if one.off > 0
        else _(
            "%(group)s tend to place %(practice)s lower today (%(here)s) "
            "than those who hardly meet any (%(there)s)."
        )
    )
    return words % {
        "group": who_meets(one.group),
        "practice": name_of(one.row),
        "here": number(one.here),
        "there": number(one.there),
    }


def apart(view: VoiceView) -> list[Apart]:
    """Every practice and group that lie half a level apart, and by more than chance would."""
    split = next((split for split in view.splits if split.by == (MEETS,)), None)
    parts = {} if split is None else {part.at[0]: part for part in split.shown}
    hardly = parts.pop(label(MEETS, Meets.HARDLY), None)
    if hardly is None:
        return []
    return [
        Apart(group, row, part.cells[row.code].today, hardly.cells[row.code].today)
        for group, part in parts.items()
        for row in view.practices
        if row.today is not None and lie_apart(part.cells.get(row.code), hardly.cells.get(row.code))
    ]


def lie_apart(here: Cell | None, there: Cell | None) -> bool:
    """Whether both are shown and sure, and differ by more than the half-widths of both together."""
    if here is None or there is None or not (here.sure and there.sure):
        return False
    if here.half_gap is None or there.half_gap is None:
        return False
    off = abs(here.today - there.today)
    return off >= APART and off > here.half_gap + there.half_gap


def who_meets(group: str) -> str:
    return {
        label(MEETS, Meets.IN_PERSON): _("Those who meet customers in person"),
        label(MEETS, Meets.PHONE): _("Those who meet customers by phone or chat"),
        label(MEETS, Meets.ONLINE): _("Those who meet customers online"),
        label(MEETS, Meets.PARTNERS): _("Those who meet customers through partners"),
    }[group]
