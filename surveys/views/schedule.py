"""What the page of the mails says of days to come, and of addresses whose mail came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db.models import Max, Min
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from surveys import emails, participation, waiting
from surveys.actions import correcting, delivering, planning, reminding
from surveys.choices import REMINDERS_AT_MOST, Mail
from surveys.models import Panel, Reminder
from surveys.views.organising import address

ADDRESSES_SHOWN = 100
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Planned:
    """One reminder on the page: when it goes or went, and what may be done about it."""

    number: int
    name: str
    went_on: str
    due_on: str
    value: str  # of the field, as browsers take it
    earliest: str
    latest: str
    movable: bool
    now: bool
    url: str
    mail: EmailMultiAlternatives


def said(day: date) -> str:
    """With its weekday: nobody means to remind people on a Sunday."""
    return formats.date_format(day, "WEEKDAY_FORMAT")


def reminders(panel: Panel, *, held: bool) -> dict[str, Any]:
    """The voice's reminders; `held` where somebody objects. One statement."""
    if not reminding.can_be_reminded(panel) and panel.mailed_on is None:
        return {"reminders": []}
    planned = reminding.planned_for(panel)
    numbers = range(1, REMINDERS_AT_MOST + 1)
    rows = [row(panel, number, planned, held=held) for number in numbers]
    return {"reminders": rows, "held": held, "can_remind": panel.takes_answers}


def row(panel: Panel, number: int, planned: dict[int, Reminder], *, held: bool) -> Planned:
    today = timezone.localdate()
    reminder = planned.get(number)
    open_to = reminding.window(panel, number, planned)
    earliest = max(open_to.first, today + DAY)
    begun_on = reminder.begun_on if reminder is not None else None
    can_go = panel.takes_answers and begun_on is None
    due_on = reminder.due_on if reminder is not None and begun_on is None else None
    return Planned(
        number=number,
        name=_("First reminder") if number == planning.FIRST else _("Last reminder, before the close"),
        went_on=said(begun_on) if begun_on is not None else "",
        due_on=said(due_on) if due_on is not None else "",
        value=(due_on if due_on is not None and due_on >= earliest else earliest).isoformat(),
        earliest=earliest.isoformat(),
        latest=open_to.last.isoformat(),
        movable=can_go and earliest <= open_to.last,
        now=can_go and open_to.holds(today) and not held,
        url=reverse("ask-reminder", args=[panel.survey.code, panel.voice, number]),
        mail=emails.preview(panel, reminding.letter_of(number)),
    )


def has_fields(context: Mapping[str, Any]) -> bool:
    """Whether somebody can type into the page: a new address, or a reminder's day."""
    corrects = bool(context["came_back"]) and context["can_correct"]
    return corrects or any(one.movable for one in context["reminders"])


def of_asking(panel: Panel) -> dict[str, Any]:
    """Whether people were asked, and the day on which they are to be; one statement, where one was chosen."""
    day = waiting.day_ahead(panel)
    return {"starts": said(day) if day is not None else "", "sent": day is None and waiting.has_begun(panel)}


def waiting_for_their_day(panel: Panel) -> int:
    """How many mails wait for the day that was chosen, as long as it is still to come."""
    if panel.starts_on is None or panel.starts_on <= timezone.localdate():
        return 0
    return delivering.waiting_for(panel, panel.starts_on).count()


def start(panel: Panel, unsent: int, total: int) -> dict[str, Any]:
    """When mails go out that wait for their day, and whether some wait because people had one today.

    Of `total` so many are `unsent`; they can be called off where none of them was tried.
    """
    today = timezone.localdate()
    later = panel.starts_on if panel.starts_on is not None and panel.starts_on > today else None
    tomorrow = planning.morning(today + DAY)
    next_due = tries = None
    if unsent:
        queued = delivering.invitations_of(panel).filter(state=Mail.QUEUED)
        found = queued.aggregate(at=Min("due_at"), tries=Max("tries"))
        next_due, tries = found["at"], found["tries"]
    for_tomorrow = next_due is not None and next_due >= tomorrow
    return {
        "next_due": next_due,
        "starts": said(later) if later is not None and for_tomorrow else "",
        "untried": tries == 0 and unsent == total and panel.takes_answers and waiting.nobody_left(panel),
        "start_url": address("ask-start", panel),
        "start_now_url": address("ask-start-now", panel),
        "call_off_url": address("ask-call-off", panel),
        "start_value": later.isoformat() if later is not None else "",
        "start_first": (today + DAY).isoformat(),
        "start_last": (panel.closes_on - DAY).isoformat() if panel.closes_on is not None else "",
        "one_a_day": for_tomorrow and later is None,
    }


def came_back(panel: Panel, number: int) -> dict[str, Any]:
    """The addresses that no mail reached, why, and where to put it right. It knows of mails alone."""
    if not number:
        return {"came_back": []}
    found = correcting.came_back(panel)[:ADDRESSES_SHOWN]
    rows = [
        {
            "code": mail.invitation.code,
            "email": mail.invitation.email,
            "why": _("not delivered") if mail.state == Mail.REFUSED else _("came back"),
            "url": reverse("ask-address", args=[panel.survey.code, panel.voice, mail.invitation.code]),
            "withdraw_url": reverse(
                "ask-address-withdraw", args=[panel.survey.code, panel.voice, mail.invitation.code]
            ),
        }
        for mail in found
        if mail.invitation is not None
    ]
    return {
        "came_back": rows,
        "came_back_number": number,
        "came_back_more": max(0, number - ADDRESSES_SHOWN),
        "can_correct": panel.takes_answers,
        "ends_shares": participation.is_told(panel),
        "withdraw_all_url": address("ask-addresses-withdraw", panel) if number > 1 else "",
    }
