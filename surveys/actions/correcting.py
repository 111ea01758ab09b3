"""Addresses whose mail came back: put right, or withdrawn.

Nothing here looks at whether somebody has answered: it does the same for everybody, so that it tells nothing.
To whoever has answered or declined the worker sends no mail, and settles it like all the others.
"""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from surveys.actions import declining
from surveys.actions.delivering import CAME_BACK, invitations_of
from surveys.actions.inviting import (
    DAY,
    TooManyMails,
    give_links,
    locked_panel,
    mails_of_account,
    may_still_ask,
    must_be_executive,
)
from surveys.choices import Way
from surveys.models import Bucket, Delivery, Draft, Invitation, Panel, User


class NotComeBack(Exception):
    """No mail to this address came back, or it was put right meanwhile."""


class AskedAlready(Exception):
    """The address is asked in this round already."""


class AskedNotToBe(Exception):
    """Whoever reads there asked not to be asked."""


def came_back(panel: Panel) -> QuerySet[Delivery]:
    """The mails of this voice that were refused at once or came back later, by address."""
    found = invitations_of(panel).filter(state__in=CAME_BACK)
    return found.select_related("invitation").order_by("invitation__email")


@transaction.atomic
def correct(*, panel: Panel, code: UUID, email: str, by: User) -> None:
    """Ask at this address instead: the old link dies, what was begun by it goes, and a new mail is queued.

    `email` as lists hold it. Raises NotComeBack, AskedAlready, AskedNotToBe, TooManyMails, DatePassed,
    Closed, PermissionDenied.
    """
    panel, invitation = held(panel, code, by)
    # of lists alone: whoever corrects addresses is not to learn who had a link mailed to themselves
    listed = Invitation.objects.filter(panel__survey=panel.survey_id, panel__way=Way.LIST)
    if listed.filter(email=email).exists():
        raise AskedAlready
    invitation.email = email
    if declining.has_stopped(invitation):
        raise AskedNotToBe
    if not Bucket.take(*mails_of_account(panel.survey), DAY):
        raise TooManyMails
    invitation.issue += 1
    give_links(invitation)
    invitation.save(update_fields=["email", "issue", "answer_hash", "decline_hash", "stop_hash"])
    Draft.objects.filter(invitation=invitation).delete()
    invitations_of(panel).filter(invitation=invitation).delete()
    Delivery.objects.create(invitation=invitation, due_at=timezone.now())


@transaction.atomic
def withdraw(*, panel: Panel, code: UUID, by: User) -> None:
    """Ask at this address no more: it goes, and so does what was begun by its link.

    Raises NotComeBack, DatePassed, Closed, PermissionDenied.
    """
    panel, invitation = held(panel, code, by)
    invitation.delete()
    Panel.objects.filter(pk=panel.pk, head_count__gt=0).update(head_count=F("head_count") - 1)


def held(panel: Panel, code: UUID, by: User) -> tuple[Panel, Invitation]:
    """The voice, locked, and the invitation of this code whose mail came back."""
    must_be_executive(panel.survey, by)
    panel = locked_panel(panel)
    may_still_ask(panel)
    try:
        found = came_back(panel).get(invitation__code=code)
    except ObjectDoesNotExist:
        raise NotComeBack from None
    assert found.invitation is not None
    found.invitation.panel = panel
    return panel, found.invitation
