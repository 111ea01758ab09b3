"""Mails: each is taken once, tried once, and whatever happens to the worker, never sent twice.

A delivery is marked as on its way in a transaction of its own before a mail server hears of it. Only what
certainly reached nobody goes back into the queue; what may have gone out is said to be unknown, and only
a person repeats it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from surveys.actions import declining, planning, reminding, reviewing
from surveys.actions.inviting import Closed, locked_panel, must_be_executive
from surveys.choices import AFTERWARDS, QUIET, REMINDERS, Letter, Mail, Way
from surveys.models import Bucket, Delivery, Invitation, Panel, User

LOST_AFTER = timedelta(minutes=10)  # a mail server answers sooner
SHORTEST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)
TRIES = 50  # with that pause, half a day
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CAME_BACK = (Mail.REFUSED, Mail.BOUNCED)
NOT_TO_ALL = (*QUIET, *AFTERWARDS)  # some are passed over, and it mustn't show who


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
        "review__panel__survey__executive",
        "panel__survey__organisation",
        "panel__survey__executive",
    )
    return related.get(pk=pk)


def is_wanted(delivery: Delivery) -> bool:
    """Whether the mail still makes sense: nobody is written to who has declined, stopped or is too late."""
    if delivery.share is not None:
        return delivery.share.withdrawn_at is None
    if delivery.review is not None:
        if delivery.letter == Letter.WITHDRAWN:
            return reviewing.was_written_to(delivery.review)
        return delivery.review.withdrawn_at is None
    if delivery.panel is not None:
        return delivery.panel.told_at is None and delivery.panel.survey.executive is not None
    invitation = delivery.invitation
    assert invitation is not None
    if delivery.letter in AFTERWARDS:
        gone = invitation.declined or has_come_back(invitation)
        return not gone and not declining.has_stopped(invitation)
    if invitation.declined or invitation.answered or invitation.panel.closed_at is not None:
        return False
    if delivery.letter in REMINDERS and (invitation.no_reminders or has_come_back(invitation)):
        return False
    return not declining.has_stopped(invitation)


def has_come_back(invitation: Invitation) -> bool:
    """Whether the invitation reached nobody: then a reminder wouldn't either."""
    sent = Delivery.objects.filter(invitation=invitation, letter=Letter.INVITATION)
    return sent.filter(state__in=CAME_BACK).exists()


# --- never too many -------------------------------------------------------------------------------------


def may_send_another() -> bool:
    """Whether the server may send one more mail now; counted across all workers."""
    most = settings.MAILS_PER_MINUTE
    return Bucket.take("mails of all", "", most, MINUTE)


def is_one_a_day(delivery: Delivery) -> bool:
    """Whether it counts as the one mail that a person gets in a day, of all surveys on this server.

    What somebody asked for a moment ago, by a link of the whole voice, doesn't.
    """
    invitation = delivery.invitation
    if invitation is None:
        return False
    return invitation.panel.way == Way.LIST or delivery.letter != Letter.INVITATION


def take_day(delivery: Delivery) -> bool:
    """Whether this address gets no other mail today; from now on it has had its one.

    It is taken for those too who are not to be written to, so that it tells nothing. No address is stored.
    """
    if not is_one_a_day(delivery) or has_its_day(delivery):
        return True
    return Bucket.take(*day_of_address(delivery), 1, 2 * DAY)


def give_day_back(delivery: Delivery) -> None:
    """The attempt reached nobody, for certain.

    Of a mail that some are passed over with the day stays taken: else another survey's mail to the same
    person would go out today, and tell that this one was really tried.
    """
    if is_one_a_day(delivery) and delivery.letter not in NOT_TO_ALL:
        Bucket.give_back(*day_of_address(delivery))


def has_its_day(delivery: Delivery) -> bool:
    """Whether it was tried before and kept its day. Such a mail takes no other one, whatever becomes of it:
    with those it passes over it takes one, too.
    """
    return delivery.letter in NOT_TO_ALL and delivery.tries > 1


def keep_day(delivery: Delivery) -> None:
    """The mail is tried again, today: its day is its own."""
    Bucket.take(*own_day(delivery), 1, 2 * DAY)


def own_day(delivery: Delivery) -> tuple[str, str]:
    """The bucket of a mail and a day, by action and name."""
    return "mail again", f"{day_of(delivery)} {delivery.pk}"


def is_too_late(delivery: Delivery) -> bool:
    """Whether the day has passed on which a reminder was tried before."""
    if delivery.letter not in QUIET or not has_its_day(delivery):
        return False
    return not Bucket.was_taken(*own_day(delivery))


def day_of(delivery: Delivery) -> date:
    """The day on which a worker took it."""
    return timezone.localdate(delivery.taken_at)


def day_of_address(delivery: Delivery) -> tuple[str, str]:
    """The bucket of an address and a day, by action and name."""
    assert delivery.invitation is not None
    return "mail", f"{day_of(delivery)} {delivery.invitation.email}"


def wait_for_tomorrow(delivery: Delivery) -> None:
    """Somebody had a mail of ours today: this one goes in the morning, and was no try."""
    Delivery.objects.filter(pk=delivery.pk, state=Mail.SENDING).update(
        state=Mail.QUEUED,
        due_at=planning.morning(day_of(delivery) + DAY),
        taken_at=None,
        tries=delivery.tries - 1,
    )


# --- what becomes of a mail ------------------------------------------------------------------------------


def settle(delivery: Delivery, state: str) -> None:
    """Note what became of a mail that this worker took.

    Of a reminder only that it is over: anything else would tell who hadn't answered by then.
    """
    if state == Mail.REFUSED:
        give_day_back(delivery)
    changes = over(delivery.letter, state)
    Delivery.objects.filter(pk=delivery.pk, state=Mail.SENDING).update(taken_at=None, **changes)
    if state == Mail.SENT and delivery.letter == Letter.INVITATION:
        spare_latecomer(delivery)


def spare_latecomer(delivery: Delivery) -> None:
    """Whoever is asked later than the others, for whatever reason, is not reminded in the next three days."""
    invitation, today = delivery.invitation, timezone.localdate()
    assert invitation is not None
    mailed_on = invitation.panel.mailed_on
    if mailed_on is not None and mailed_on < today:
        reminding.spare(invitation, today)


def over(letter: str, state: str) -> dict[str, Any]:
    if letter in AFTERWARDS:  # one that wasn't wanted had no try, and would differ from all others
        return {"state": state, "tries": 1}
    return {"state": Mail.SENT, "tries": 1} if letter in QUIET else {"state": state}


def later(delivery: Delivery) -> None:
    """Back into the queue, after a longer pause each time: this attempt reached nobody, for certain.

    A reminder is tried on its one day alone, everything else half a day long. That results are open is
    told to everybody: after midnight it goes on without taking another day.
    """
    pause = min(LONGEST_PAUSE, SHORTEST_PAUSE * 2 ** min(delivery.tries - 1, 8))
    due_at = timezone.now() + pause
    quiet = delivery.letter in QUIET
    if delivery.tries >= TRIES or (quiet and timezone.localdate(due_at) > day_of(delivery)):
        settle(delivery, Mail.REFUSED)
        return
    if quiet:
        keep_day(delivery)
    else:
        give_day_back(delivery)
    Delivery.objects.filter(pk=delivery.pk, state=Mail.SENDING).update(
        state=Mail.QUEUED, due_at=due_at, taken_at=None
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
    reminders = lost.filter(letter__in=QUIET).update(taken_at=None, **over(Letter.REMINDER, Mail.UNKNOWN))
    return reminders + lost.update(state=Mail.UNKNOWN, taken_at=None)


def note_bounce(delivery: Delivery, tries: int) -> None:
    """A mail service says that this try came back.

    That changes an invitation alone: of a reminder it would tell who hadn't answered by then.
    """
    sent = Delivery.objects.filter(pk=delivery.pk, letter=Letter.INVITATION, tries=tries)
    on_its_way = (Mail.SENDING, Mail.SENT, Mail.UNKNOWN)
    sent.filter(state__in=on_its_way).update(state=Mail.BOUNCED, taken_at=None)


# --- what the organiser sees and does --------------------------------------------------------------------


def invitations_of(panel: Panel) -> QuerySet[Delivery]:
    """The mails that ask somebody of this voice; of reminders nothing is told but their day."""
    return Delivery.objects.filter(invitation__panel=panel, letter=Letter.INVITATION)


def counts(panel: Panel) -> dict[str, int]:
    """How many mails of this voice's invitations are in each state. One statement."""
    rows = invitations_of(panel).values("state").annotate(n=Count("pk"))
    found = {str(row["state"]): int(row["n"]) for row in rows}
    return {state: found.get(state, 0) for state in Mail.values}


@transaction.atomic
def send_again(*, panel: Panel, perhaps: bool, by: User) -> int:
    """Try the mails once more that were refused, or those that were `perhaps` sent; how many.

    A person says so, for each kind on its own: whoever got the mail already gets another one.
    Raises Closed: nobody is written to by then, and a mail that isn't wanted would count as sent.
    """
    must_be_executive(panel.survey, by)
    if locked_panel(panel).closed_at is not None:
        raise Closed
    wanted = invitations_of(panel).filter(state=Mail.UNKNOWN if perhaps else Mail.REFUSED)
    found = wanted.exclude(invitation__deliveries__state=Mail.SENDING)
    mails = list(found.values_list("pk", "invitation"))
    people = [invitation for _pk, invitation in mails]
    Delivery.objects.filter(invitation__in=people, state=Mail.QUEUED).update(
        state=Mail.SENT, tries=1, due_at=None
    )
    before = Delivery.objects.filter(pk__in=[pk for pk, _who in mails])
    if perhaps:  # one that arrived may have been answered: what becomes of another one is shown to nobody
        before.update(state=Mail.SENT)
    else:  # rows of their own: what a mail service says later of the old ones is not about these
        before.delete()
    letter, now = Letter.AGAIN if perhaps else Letter.INVITATION, timezone.now()
    Delivery.objects.bulk_create(Delivery(invitation_id=who, letter=letter, due_at=now) for who in people)
    return len(people)


@transaction.atomic
def send_now(*, panel: Panel, by: User) -> int:
    """Let mails that wait for their day go out at once, because a person says so; how many.

    Raises Objected: they would leave the moment the objection is taken back.
    """
    must_be_executive(panel.survey, by)
    panel = locked_panel(panel)
    if reviewing.is_held(panel):
        raise reviewing.Objected
    now, today = timezone.now(), timezone.localdate()
    if panel.starts_on is None or panel.starts_on <= today:
        return 0
    begun = waiting_for(panel, panel.starts_on).update(due_at=now)
    Panel.objects.filter(pk=panel.pk).update(starts_on=None, mailed_on=today)
    return begun


def waiting_for(panel: Panel, day: date) -> QuerySet[Delivery]:
    """The mails of this voice that wait for that day."""
    return invitations_of(panel).filter(state=Mail.QUEUED, due_at__gte=planning.morning(day))


@transaction.atomic
def move_start(*, panel: Panel, day: date, by: User) -> int:
    """Let mails that wait for their day wait for another one, and reminders move along; how many.

    Raises ValueError for a day that isn't between today and the closing date.
    """
    must_be_executive(panel.survey, by)
    panel = locked_panel(panel)
    today = timezone.localdate()
    if panel.starts_on is None or panel.starts_on <= today:
        return 0
    if not today < day < (panel.closes_on or date.max):
        raise ValueError("a day between today and the closing date")
    moved = waiting_for(panel, panel.starts_on).update(due_at=planning.morning(day))
    panel.starts_on = panel.mailed_on = day
    panel.save(update_fields=["starts_on", "mailed_on"])
    planning.make_room(panel)
    return moved
