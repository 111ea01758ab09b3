"""What a member of the team is asked about themselves, why, and what can be chosen."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from surveys.choices import MEETS, SEGMENTS, Meets, Way
from surveys.models import Panel


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
    """What each question offers: (value, label). On an invitation the list has said all but one."""
    lists: dict[str, list[tuple[str, str]]] = {MEETS: [(value, str(label)) for value, label in Meets.choices]}
    if panel.way == Way.LINK:
        for name in SEGMENTS:
            if panel.segments.get(name):
                lists[name] = [(label, label) for label in panel.segments[name]]
    return lists
