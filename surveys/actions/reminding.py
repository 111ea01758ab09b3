"""Reminders: a batch leaves the same trace on everybody asked, whoever is written to.

Each invitation gets a mail of its own in the queue. The worker settles those of people who have answered,
declined, or asked for no reminders like all the others, without sending anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from surveys.actions import reviewing
from surveys.actions.inviting import Closed, locked_panel, must_be_executive
from surveys.actions.planning import APART, FIRST, LAST
from surveys.choices import REMINDERS, Mail, Way
from surveys.models import Delivery, Invitation, Panel, Reminder, User

DAY = timedelta(days=1)


class HasBegun(Exception):
    """This reminder went out already: nobody gets it twice."""


class DoesNotFit(Exception):
    """Too soon after other mails, too soon before the last reminder, or after the close."""


class Held(Exception):
    """A reviewer objects, so nothing more is sent."""


class Window(NamedTuple):
    """The days on which a reminder may go out, both included; none where the first is after the last."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def letter_of(number: int) -> str:
    return REMINDERS[number - 1]


def window(panel: Panel, number: int, planned: Mapping[int, Reminder]) -> Window:
    """When the reminder of this number may go out, as the voice's other mails lie. `planned` by number."""
    assert panel.mailed_on is not None
    assert panel.closes_on is not None
    first, last = panel.mailed_on + APART, panel.closes_on
    other = planned.get(FIRST if number == LAST else LAST)
    if other is not None and number == LAST:
        first = max(first, (other.begun_on or other.due_on) + APART)
    elif other is not None:
        last = min(last, other.due_on - APART) if other.begun_on is None else first - DAY
    return Window(first, last)


def planned_for(panel: Panel) -> dict[int, Reminder]:
    """The voice's reminders by number. One statement."""
    return {reminder.number: reminder for reminder in panel.reminders.order_by("number")}


@transaction.atomic
def move(*, panel: Panel, number: int, day: date, by: User) -> None:
    """Let a reminder go out on another day, from tomorrow on; one that was switched off comes back.

    Raises HasBegun, DoesNotFit, Closed, PermissionDenied.
    """
    panel = held_open(panel, by)
    planned = planned_for(panel)
    must_not_have_begun(planned, number)
    if day <= timezone.localdate() or not window(panel, number, planned).holds(day):
        raise DoesNotFit
    Reminder.objects.update_or_create(panel=panel, number=number, defaults={"due_on": day})


@transaction.atomic
def switch_off(*, panel: Panel, number: int, by: User) -> None:
    """Leave this reminder out. Twice is harmless. Raises HasBegun, Closed, PermissionDenied."""
    panel = held_open(panel, by)
    must_not_have_begun(planned_for(panel), number)
    panel.reminders.filter(number=number).delete()


@transaction.atomic
def send_now(*, panel: Panel, number: int, by: User) -> int:
    """Remind today, if it is three days since the last mails; of how many people.

    Raises HasBegun, DoesNotFit, Held, Closed, PermissionDenied.
    """
    panel = held_open(panel, by)
    if reviewing.is_held(panel):
        raise Held
    planned = planned_for(panel)
    must_not_have_begun(planned, number)
    today = timezone.localdate()
    if not window(panel, number, planned).holds(today):
        raise DoesNotFit
    Reminder.objects.update_or_create(panel=panel, number=number, defaults={"due_on": today})
    return begin(panel, number, today)


def held_open(panel: Panel, by: User) -> Panel:
    """The panel, locked, if it was asked by mail and is still open."""
    must_be_executive(panel.survey, by)
    locked = locked_panel(panel)
    if not can_be_reminded(locked):
        raise Closed
    return locked


def can_be_reminded(panel: Panel) -> bool:
    by_mail = panel.way == Way.LIST and panel.mailed_on is not None and panel.closes_on is not None
    return by_mail and panel.takes_answers


def must_not_have_begun(planned: Mapping[int, Reminder], number: int) -> None:
    if number in planned and planned[number].begun_on is not None:
        raise HasBegun


def begin_due(*, now: datetime | None = None) -> int:
    """Begin every reminder whose day has come, in the morning; how many.

    One that couldn't begin on its day, because no worker ran or somebody objected, goes out later if it
    still fits.
    """
    local = timezone.localtime(now or timezone.now())
    if local.hour < settings.OPENING_HOUR:
        return 0
    today = local.date()
    due = Reminder.objects.filter(
        begun_on__isnull=True,
        due_on__lte=today,
        panel__closed_at__isnull=True,
        panel__closes_on__gte=today,
    )
    return sum(begin_if_due(pk, today) for pk in due.order_by("number").values_list("pk", flat=True))


@transaction.atomic
def begin_if_due(pk: int, today: date) -> int:
    """1 if this worker began it: the panel's lock decides which one of two does."""
    found = Reminder.objects.select_related("panel").filter(pk=pk).first()
    if found is None:
        return 0
    panel = locked_panel(found.panel)
    planned = planned_for(panel)  # read anew, now that nobody else can begin it
    reminder = planned.get(found.number)
    if reminder is None or reminder.begun_on is not None or reminder.due_on > today:
        return 0
    if not can_be_reminded(panel) or reviewing.is_held(panel):
        return 0
    if not window(panel, reminder.number, planned).holds(today):
        return 0
    begin(panel, reminder.number, today)
    return 1


def begin(panel: Panel, number: int, today: date) -> int:
    """Put a mail for everybody asked into the queue; how many. The panel is locked."""
    panel.reminders.filter(number=number).update(begun_on=today)
    panel.reminders.filter(number__lt=number, begun_on__isnull=True).delete()  # its day has passed
    letter = letter_of(number)
    asked = Invitation.objects.filter(panel=panel, answer_hash__isnull=False)
    fresh = asked.exclude(deliveries__letter=letter).values_list("pk", flat=True)
    of_the_panel = Delivery.objects.filter(invitation__panel=panel)
    busy = set(
        of_the_panel.filter(state__in=(Mail.QUEUED, Mail.SENDING)).values_list("invitation_id", flat=True)
    )
    now = timezone.now()
    mails = [
        Delivery(invitation_id=pk, letter=letter, **(AS_IF_SENT if pk in busy else {"due_at": now}))
        for pk in fresh
    ]
    Delivery.objects.bulk_create(mails, batch_size=500)
    return len(mails)


# Whoever still waits for an earlier mail needs no reminder of it, and looks like all the others.
AS_IF_SENT: dict[str, Any] = {"state": Mail.SENT, "tries": 1}


def spare(invitation: Invitation, today: date) -> None:
    """Somebody is written to for the first time today: no reminder of the next three days is for them."""
    planned = Reminder.objects.filter(panel=invitation.panel_id, begun_on__isnull=True)
    soon = {letter_of(one.number) for one in planned.filter(due_on__lt=today + APART)}
    had = set(Delivery.objects.filter(invitation=invitation).values_list("letter", flat=True))
    Delivery.objects.bulk_create(
        Delivery(invitation=invitation, letter=letter, **AS_IF_SENT) for letter in sorted(soon - had)
    )
