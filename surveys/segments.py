"""What a member of the team is asked about themselves, why, and what can be chosen."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from surveys.choices import MEETS, SEGMENTS, Meets, Voice, Way, position
from surveys.models import Panel

GROUPS_AT_LEAST = 2  # one group alone is everybody, or gives away who isn't in it


class Asked(NamedTuple):
    """A question about the person, the same in few words, and the reason why it is asked."""

    text: str
    short: str
    reason: str


def questions(customers: str) -> dict[str, Asked]:
    """Every question that may be asked, by its name."""
    return {
        MEETS: Asked(
            _("Where do you mostly meet %(customers)s?") % {"customers": customers},
            _("Where you meet %(customers)s") % {"customers": customers},
            _("What is seen at the counter and what is seen on the phone may differ."),
        ),
        "department": Asked(
            _("Which department do you work in?"), _("Department"), _("Departments may see different things.")
        ),
        "region": Asked(_("Which region do you work in?"), _("Region"), _("Regions may differ.")),
        "level": Asked(
            _("Which of these describes you?"),
            _("Level"),
            _("Those who lead and those who don’t may see things differently."),
        ),
    }


def offered(panel: Panel) -> dict[str, list[tuple[str, str]]]:
    """What each question offers: (value, label). On an invitation the list has said all but one.

    Nothing where no two groups could ever be shown: what can't be used isn't asked.
    """
    if panel.voice != Voice.TEAM or not may_be_split(panel):
        return {}
    lists: dict[str, list[tuple[str, str]]] = {MEETS: [(value, str(label)) for value, label in Meets.choices]}
    if panel.way == Way.LINK:
        for name in SEGMENTS:
            if len(panel.segments.get(name, [])) >= GROUPS_AT_LEAST:
                said = position if name == "level" else str
                lists[name] = [(label, said(label)) for label in panel.segments[name]]
    return lists


def may_be_split(panel: Panel) -> bool:
    """Whether two groups of the smallest size are possible among those asked so far."""
    return (panel.head_count or 0) >= heads_to_split(panel)


def heads_to_split(panel: Panel) -> int:
    """How many people must be asked before anything is asked of them about themselves."""
    return GROUPS_AT_LEAST * panel.smallest
