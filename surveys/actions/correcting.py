"""Addresses whose mail came back: put right, or withdrawn.

Nothing here looks at whether somebody has answered: it does the same for everybody, so that it tells nothing.
What came back later was asked, may have been answered, and goes on counting as asked; what was refused at
once reached nobody.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from surveys.actions import declining
from surveys.actions.allowances import mails_of_account
from surveys.actions.delivering import CAME_BACK, invitations_of
from surveys.actions.inviting import (
    DAY,
    TooManyMails,
    give_links,
    locked_panel,
    may_still_ask,
    must_be_executive,
)
from surveys.choices import Mail, Way
from surveys.models import Bucket, Delivery, Invitation, Panel, User


class NotComeBack(Exception):
    """No mail to this address came back, or it was put right meanwhile."""


class OthersHaveComeBack(Exception):
    """Other mails have come back than somebody saw: more did meanwhile, or some were put right."""


class AskedAlready(Exception):
    """The address is asked in this round already."""


def came_back(panel: Panel) -> QuerySet[Delivery]:
    """The mails of this voice that were refused at once or came back later, by address."""
    found = invitations_of(panel).filter(state__in=CAME_BACK)
    return found.select_related("invitation").order_by("invitation__email")


@transaction.atomic
def correct(*, panel: Panel, code: UUID, email: str, by: User) -> None:
    """Ask at this address instead: the old link dies, what was begun by it goes, and a new mail is queued.

    It is a new invitation, whatever has become of the old one, of which nothing is looked at: neither
    whether it was answered nor its department. Whoever asked not to be asked by the old address is written
    nothing in this round at the new one either, and nobody is told; the new one may be somebody else's, so
    later rounds may ask there. `email` as lists hold it.
    Raises NotComeBack, AskedAlready, TooManyMails, DatePassed, Closed, PermissionDenied.
    """
    panel, mail = held(panel, code, by)
    # of lists alone: whoever corrects addresses is not to learn who had a link mailed to themselves
    listed = Invitation.objects.filter(panel__survey=panel.survey_id, panel__way=Way.LIST)
    if listed.filter(email=email).exists():
        raise AskedAlready
    if not Bucket.take(*mails_of_account(panel.survey), DAY):
        raise TooManyMails
    new = Invitation(panel=panel, email=email)
    give_links(new)
    assert mail.invitation is not None
    new.declined = declining.has_stopped(mail.invitation)  # so that its mails end like everybody's, unsent
    new.save()
    mail.invitation.delete()
    Panel.objects.filter(pk=panel.pk).update(
        classes=with_one_of_nothing(panel.classes),
        head_count=F("head_count") + int(mail.state == Mail.BOUNCED),
        addresses_changed=True,
    )
    Delivery.objects.create(invitation=new, due_at=timezone.now())


def with_one_of_nothing(classes: list[list[Any]]) -> list[list[Any]]:
    """Those asked by what their list said of them, and one more of whom it says nothing."""
    people = Counter({tuple(segments): n for *segments, n in classes})
    people["", "", ""] += 1
    return [[*segments, n] for segments, n in sorted(people.items())]


@transaction.atomic
def withdraw(*, panel: Panel, code: UUID, by: User) -> None:
    """Ask at this address no more: it goes, and so does what was begun by its link.

    Raises NotComeBack, DatePassed, Closed, PermissionDenied.
    """
    panel, mail = held(panel, code, by)
    assert mail.invitation is not None
    mail.invitation.delete()
    count_fewer(panel, int(mail.state == Mail.REFUSED))


@transaction.atomic
def withdraw_all(*, panel: Panel, seen: str, by: User) -> int:
    """Ask at none of the addresses any more that no mail reached, as by `withdraw`; how many those were.

    `seen` is the digest of the ones that the question named.
    Raises OthersHaveComeBack, DatePassed, Closed, PermissionDenied.
    """
    panel = held_panel(panel, by)
    # read once: a mail service may report another one at any moment, and asks for no lock
    gone = list(came_back(panel).values_list("invitation", "invitation__code", "state"))
    if digest_of(code for _pk, code, _state in gone) != seen:
        raise OthersHaveComeBack
    Invitation.objects.filter(pk__in=[pk for pk, _code, _state in gone]).delete()
    count_fewer(panel, sum(state == Mail.REFUSED for _pk, _code, state in gone))
    return len(gone)


def digest_of(codes: Iterable[UUID]) -> str:
    """What a question's form carries, so that what is withdrawn is what it named, in whatever order."""
    return hashlib.sha256(b"".join(sorted(code.bytes for code in codes))).hexdigest()


def count_fewer(panel: Panel, refused: int) -> None:
    """So many of those withdrawn were never asked, because their mails were refused at once."""
    left = F("head_count") - refused
    Panel.objects.filter(pk=panel.pk).update(head_count=left, addresses_changed=True)


def held(panel: Panel, code: UUID, by: User) -> tuple[Panel, Delivery]:
    """The voice, locked, and the mail to the invitation of this code, which came back."""
    panel = held_panel(panel, by)
    try:
        found = came_back(panel).get(invitation__code=code)
    except ObjectDoesNotExist:
        raise NotComeBack from None
    assert found.invitation is not None
    found.invitation.panel = panel
    return panel, found


def held_panel(panel: Panel, by: User) -> Panel:
    must_be_executive(panel.survey, by)
    panel = locked_panel(panel)
    may_still_ask(panel)
    return panel
