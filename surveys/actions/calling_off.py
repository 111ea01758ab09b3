"""Mails that were to go out and don't: the voice is only prepared again, as if nobody had pressed Send.

Only as long as none of them was tried. Then nobody was asked or promised anything, nobody knows a link, and
nothing is left that would tell these people from others: no hash of a link, no mail, no reminder, no number.
What was dropped of departments, regions and levels stays dropped, because it is kept nowhere.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from surveys import waiting
from surveys.actions.inviting import Closed, locked_panel, must_be_executive
from surveys.choices import Mail
from surveys.models import Delivery, Panel, User

UNTRIED = (str(Mail.QUEUED), 0)
# as they are of a list that was put and never sent
AS_PREPARED: dict[str, Any] = {
    "frozen_at": None,
    "promise": "",
    "notice": "",
    "head_count": None,
    "segments": {},
    "classes": [],
    "starts_on": None,
    "mailed_on": None,
}


class HasBegun(Exception):
    """A mail was tried already: somebody may have been asked."""


@transaction.atomic
def call_off(*, panel: Panel, by: User) -> int:
    """Drop the mails that wait and thaw what was promised; how many mails. Twice is harmless.

    What they took of the day's mails isn't given back: it would let an account send twice as many on another
    day. Raises HasBegun, Closed, PermissionDenied.
    """
    must_be_executive(panel.survey, by)
    panel = locked_panel(panel)
    if panel.frozen_at is None:
        return 0
    # held row by row, so that no worker takes one of them meanwhile: it holds no panel, and skips these
    number = untried(panel, mails_of(panel).select_for_update())
    mails_of(panel).delete()
    panel.reminders.all().delete()
    panel.invitations.update(answer_hash=None, decline_hash=None, stop_hash=None)
    # a page that was looked at before the first Send sends nothing any more
    Panel.objects.filter(pk=panel.pk).update(prepared_at=timezone.now(), **AS_PREPARED)
    return number


def waiting_in(panel: Panel) -> int:
    """How many mails calling off would drop now. Raises HasBegun, Closed."""
    return untried(panel, mails_of(panel))


def mails_of(panel: Panel) -> QuerySet[Delivery]:
    return Delivery.objects.filter(invitation__in=panel.invitations.all())


def untried(panel: Panel, mails: QuerySet[Delivery]) -> int:
    """How many there are. Raises Closed, and HasBegun where one was tried."""
    if panel.closed_at is not None:
        raise Closed
    found = list(mails.values_list("state", "tries"))
    if not waiting.nobody_left(panel) or any(one != UNTRIED for one in found):
        raise HasBegun
    return len(found)
