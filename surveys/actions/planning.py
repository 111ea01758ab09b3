"""On which days a voice is reminded: twice at most, three days apart from each other and from every batch.

All of it is called under the panel's lock.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from surveys.choices import REMINDERS_AT_MOST
from surveys.models import Panel, Reminder

APART = timedelta(days=3)
FIRST_AFTER = timedelta(days=5)  # since the mails went out
BEFORE_CLOSE = timedelta(days=2)  # the last one, which says so
FIRST, LAST = 1, REMINDERS_AT_MOST


def morning(day: date) -> datetime:
    """When mails of that day begin to go out."""
    return timezone.make_aware(datetime.combine(day, time(settings.OPENING_HOUR)))


def proposed(mailed_on: date, closes_on: date) -> dict[int, date]:
    """The day of each reminder, by its number; what doesn't fit is left out, the first before the last.

    No reminder is proposed for a Saturday or a Sunday: whoever asks may choose one.
    """
    first, last = monday_after(mailed_on + FIRST_AFTER), friday_before(closes_on - BEFORE_CLOSE)
    found = {}
    if last - first >= APART:
        found[FIRST] = first
    if last - mailed_on >= APART:
        found[LAST] = last
    return found


def monday_after(day: date) -> date:
    """The day itself, unless it is at a weekend."""
    return day + timedelta(days=8 - day.isoweekday() if is_weekend(day) else 0)


def friday_before(day: date) -> date:
    """The day itself, unless it is at a weekend."""
    return day - timedelta(days=day.isoweekday() - 5 if is_weekend(day) else 0)


def is_weekend(day: date) -> bool:
    return day.isoweekday() > 5


def after_mailing(panel: Panel, day: date) -> None:
    """Note a batch of mails on this day, and plan: after the first batch anew, later only what must move."""
    first_batch = panel.mailed_on is None
    panel.mailed_on = max(panel.mailed_on or day, day)
    panel.save(update_fields=["mailed_on", "starts_on"])
    if panel.closes_on is None:
        return
    if first_batch:
        days = proposed(panel.mailed_on, panel.closes_on)
        Reminder.objects.bulk_create(
            Reminder(panel=panel, number=number, due_on=due_on) for number, due_on in days.items()
        )
    else:
        make_room(panel)


def make_room(panel: Panel) -> None:
    """Later mails push away the reminders that would follow too soon; what no longer fits is dropped."""
    assert panel.mailed_on is not None
    assert panel.closes_on is not None
    earliest, after_it = panel.mailed_on + APART, None
    for reminder in panel.reminders.filter(begun_on__isnull=True).order_by("-number"):  # the last counts more
        day = max(reminder.due_on, earliest)
        if day > panel.closes_on or (after_it is not None and after_it - day < APART):
            reminder.delete()
            continue
        after_it = day
        Reminder.objects.filter(pk=reminder.pk).update(due_on=day)


def after_extending(panel: Panel, closed_on: date | None) -> None:
    """A last reminder that hasn't begun moves along with the closing date."""
    if panel.closes_on is None or closed_on is None:
        return
    last = panel.reminders.filter(number=LAST, begun_on__isnull=True).first()
    if last is not None:
        due_on = friday_before(last.due_on + (panel.closes_on - closed_on))
        Reminder.objects.filter(pk=last.pk).update(due_on=due_on)
