"""Mails: each is taken once, tried once, and whatever happens to the worker, never sent twice.

A delivery is marked as on its way in a transaction of its own before a mail server hears of it. Only what
certainly reached nobody goes back into the queue; what may have gone out is said to be unknown, and only
a person repeats it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from surveys.actions import reviewing
from surveys.actions.inviting import must_be_executive
from surveys.choices import Mail
from surveys.links import address_hashes
from surveys.models import Delivery, OptOut, Panel, User

LOST_AFTER = timedelta(minutes=10)  # a mail server answers sooner
SHORTEST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)
TRIES = 50  # with that pause, half a day


def due(now: datetime | None = None) -> bool:
    """Whether a mail waits for a worker."""
    return free().filter(due_at__lte=now or timezone.now()).exists()


def free() -> QuerySet[Delivery]:
    """The mails that wait, but for those of a voice that somebody objects to: they wait as long as that."""
    return Delivery.objects.filter(~reviewing.objection_to("invitation__panel"), state=Mail.QUEUED)


@transaction.atomic
def take() -> Delivery | None:
    """The next mail that is due, marked as on its way; None when there is none."""
    now = timezone.now()
    skip = connection.features.has_select_for_update_skip_locked
    waiting = free().select_for_update(skip_locked=skip, of=("self",))
    found = waiting.filter(due_at__lte=now).order_by("due_at", "pk").first()
    if found is None:
        return None
    changed = Delivery.objects.filter(pk=found.pk, state=Mail.QUEUED).update(
        state=Mail.SENDING, tries=found.tries + 1, due_at=None, taken_at=now
    )
    return whole(found.pk) if changed else None


def whole(pk: int) -> Delivery:
    """A delivery with everything its mail is made from."""
    related = Delivery.objects.select_related(
        "invitation__panel__survey__organisation",
        "share__survey__organisation",
        "review__panel__survey__organisation",
    )
    return related.get(pk=pk)


def is_wanted(delivery: Delivery) -> bool:
    """Whether the mail still makes sense: nobody is written to who has declined, stopped or is too late."""
    if delivery.share is not None:
        return delivery.share.withdrawn_at is None
    if delivery.review is not None:
        return delivery.review.withdrawn_at is None
    invitation = delivery.invitation
    assert invitation is not None
    if invitation.declined or invitation.answered or invitation.panel.closed_at is not None:
        return False
    organisation = invitation.panel.survey.organisation
    stopped = OptOut.objects.filter(
        organisation=organisation,
        address_hash__in=address_hashes(invitation.email, organisation.code),
    )
    return not stopped.exists()


def settle(delivery: Delivery, state: str) -> None:
    """Note what became of a mail that this worker took."""
    Delivery.objects.filter(pk=delivery.pk, state=Mail.SENDING).update(state=state, taken_at=None)


def later(delivery: Delivery) -> None:
    """Back into the queue, after a longer pause each time: this attempt reached nobody, for certain."""
    if delivery.tries >= TRIES:
        settle(delivery, Mail.REFUSED)
        return
    pause = min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** min(delivery.tries - 1, 8))
    Delivery.objects.filter(pk=delivery.pk, state=Mail.SENDING).update(
        state=Mail.QUEUED, due_at=timezone.now() + pause, taken_at=None
    )


def postpone() -> int:
    """Nobody answers at the mail server: everything that is due waits a little; how much."""
    now = timezone.now()
    waiting = Delivery.objects.filter(state=Mail.QUEUED, due_at__lte=now)
    return waiting.update(due_at=now + SHORTEST_PAUSE)


def give_up_lost(now: datetime | None = None) -> int:
    """Mails whose worker died in the middle: nobody knows whether they went out. How many."""
    before = (now or timezone.now()) - LOST_AFTER
    lost = Delivery.objects.filter(state=Mail.SENDING, taken_at__lt=before)
    return lost.update(state=Mail.UNKNOWN, taken_at=None)


def counts(panel: Panel) -> dict[str, int]:
    """How many mails of this voice's invitations are in each state. One statement."""
    rows = Delivery.objects.filter(invitation__panel=panel).values("state").annotate(n=Count("pk"))
    found = {str(row["state"]): int(row["n"]) for row in rows}
    return {state: found.get(state, 0) for state in Mail.values}


@transaction.atomic
def send_again(*, panel: Panel, by: User) -> int:
    """Try the mails once more whose outcome is unknown or that were refused, because a person says so."""
    must_be_executive(panel.survey, by)
    again = Delivery.objects.filter(Q(state=Mail.UNKNOWN) | Q(state=Mail.REFUSED), invitation__panel=panel)
    return again.update(state=Mail.QUEUED, tries=0, due_at=timezone.now(), taken_at=None)
