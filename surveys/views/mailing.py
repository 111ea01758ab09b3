"""What somebody does about mails after Send: begin now or never, move a reminder, put addresses right."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys import participation, tasks
from surveys.actions import allowances, calling_off, correcting, delivering, inviting, reminding, reviewing
from surveys.choices import REMINDERS_AT_MOST, Mail, Voice, Way
from surveys.lists import clean_address
from surveys.models import Delivery, Panel
from surveys.views import schedule
from surveys.views.organising import LOOK, SEND, asked_panel, is_closed, signed_in, user_of
from surveys.views.organising import address as address_of
from surveys.views.schedule import ADDRESSES_SHOWN
from surveys.views.sending import progress


def mailed_panel(request: HttpRequest, code: UUID, voice: str) -> Panel:
    """A voice that was asked by mail; 404 otherwise."""
    panel = asked_panel(request, code, voice)
    if panel.way != Way.LIST or panel.frozen_at is None:
        raise Http404
    return panel


def back(panel: Panel) -> HttpResponse:
    return redirect("ask-sent", panel.survey.code, panel.voice)


@signed_in(*SEND)
def start(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Let the mails that wait for their day go out on another day."""
    panel = mailed_panel(request, code, voice)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
        delivering.move_start(panel=panel, day=day, by=user_of(request))
    except ValueError:
        problem = _("Choose a day after today and before the closing date. Nothing was changed.")
        return progress(request, panel, problem, 422)
    return back(panel)


@signed_in(*LOOK, *SEND)
def start_now(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Asks first, then lets the mails that wait for their day go out at once."""
    panel = mailed_panel(request, code, voice)
    waiting = schedule.waiting_for_their_day(panel)
    if not waiting:
        return back(panel)
    if request.method == "POST":
        try:
            delivering.send_now(panel=panel, by=user_of(request))
        except reviewing.Objected:
            return progress(request, panel, _("A reviewer objects, so nothing more is sent."), 409)
        transaction.on_commit(tasks.deliver.enqueue)
        return back(panel)
    if reviewing.is_held(panel):
        return back(panel)  # whose page says who objects
    context = {"number": waiting, "back_url": address_of("ask-sent", panel)}
    return render(request, "surveys/asking/start_now.html", context)


@signed_in(*LOOK, *SEND)
def call_off(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Asks first, then drops mails of which none has left: the voice is only prepared again."""
    panel = asked_panel(request, code, voice)
    if panel.frozen_at is None:
        return redirect("ask-check", panel.survey.code, panel.voice)
    panel = mailed_panel(request, code, voice)
    try:
        if request.method == "POST":
            calling_off.call_off(panel=panel, by=user_of(request))
            messages.info(request, _("The mails are called off. Nobody was asked."))
            return redirect("ask-check", panel.survey.code, panel.voice)
        number = calling_off.waiting_in(panel)
    except calling_off.HasBegun:
        problem = _("A mail has gone out already, so they can’t be called off. Nothing was changed.")
        return progress(request, panel, problem, 409 if request.method == "POST" else 200)
    except inviting.Closed:
        return is_closed(request, panel)
    context = {
        "number": number,
        "coarse": panel.voice == Voice.TEAM,
        "back_url": address_of("ask-sent", panel),
    }
    return render(request, "surveys/asking/call_off.html", context)


@signed_in(*SEND)
def reminder(request: HttpRequest, code: UUID, voice: str, number: int) -> HttpResponse:
    """Move a reminder, leave it out, or send it today."""
    panel = mailed_panel(request, code, voice)
    if not 1 <= number <= REMINDERS_AT_MOST:
        raise Http404
    try:
        return change(request, panel, number)
    except reminding.HasBegun:
        return progress(request, panel, _("This reminder went out already. Nothing was changed."), 409)
    except reminding.DoesNotFit:
        problem = _(
            "That day doesn’t fit. Reminders need three days between them and other mails, and end with "
            "the closing date."
        )
        return progress(request, panel, problem, 422)
    except reminding.Held:
        return progress(request, panel, _("A reviewer objects, so nothing more is sent."), 409)
    except inviting.Closed:
        return is_closed(request, panel)


def change(request: HttpRequest, panel: Panel, number: int) -> HttpResponse:
    by = user_of(request)
    if "off" in request.POST:
        reminding.switch_off(panel=panel, number=number, by=by)
    elif "now" in request.POST:
        reminding.send_now(panel=panel, number=number, by=by)
        transaction.on_commit(tasks.deliver.enqueue)
    else:
        reminding.move(panel=panel, number=number, day=day_in(request.POST.get("day", "")), by=by)
    return back(panel)


def day_in(typed: str) -> date:
    """Raises DoesNotFit for what is no day."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise reminding.DoesNotFit from None


@signed_in(*SEND)
def address(request: HttpRequest, code: UUID, voice: str, invitation: UUID) -> HttpResponse:
    """Put an address right whose mail came back."""
    panel = mailed_panel(request, code, voice)
    by = user_of(request)
    try:
        email = clean_address(request.POST.get("email", ""))
        if not email or email == by.email.lower():
            problem = not_an_address(own=bool(email))
            return progress(request, panel, problem, 422, wrong=invitation)
        correcting.correct(panel=panel, code=invitation, email=email, by=by)
    except correcting.NotComeBack:
        return gone_already(request, panel)
    except correcting.AskedAlready:
        problem = _("%(email)s is asked in this round already. Nothing was changed.") % {"email": email}
        return progress(request, panel, problem, 422, wrong=invitation)
    except inviting.TooManyMails:
        problem = _("That would be more than %(n)d mails in a day. Try again tomorrow.")
        return progress(request, panel, problem % {"n": allowances.mails_per_day(panel.survey)}, 429)
    except (inviting.Closed, inviting.DatePassed):
        return is_closed(request, panel)
    messages.info(request, _("%(email)s is asked instead. The old link is dead.") % {"email": email})
    transaction.on_commit(tasks.deliver.enqueue)
    return back(panel)


def gone_already(request: HttpRequest, panel: Panel) -> HttpResponse:
    problem = _("This address was put right or withdrawn already. Nothing was changed.")
    return progress(request, panel, problem, 409 if request.method == "POST" else 200)


@signed_in(*LOOK, *SEND)
def withdraw(request: HttpRequest, code: UUID, voice: str, invitation: UUID) -> HttpResponse:
    """Asks first, then withdraws an address that no mail reached."""
    panel = mailed_panel(request, code, voice)
    if request.method != "POST":
        found = correcting.came_back(panel).filter(invitation__code=invitation)
        return before_withdrawing(request, panel, found) if found else gone_already(request, panel)
    try:
        correcting.withdraw(panel=panel, code=invitation, by=user_of(request))
    except correcting.NotComeBack:
        return gone_already(request, panel)
    except (inviting.Closed, inviting.DatePassed):
        return is_closed(request, panel)
    return withdrawn(request, panel, 1)


@signed_in(*LOOK, *SEND)
def withdraw_all(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Asks first, then withdraws all addresses that no mail reached, the ones that the question named."""
    panel = mailed_panel(request, code, voice)
    problem, status = "", 200
    try:
        if request.method == "POST":
            seen = request.POST.get("seen", "")
            number = correcting.withdraw_all(panel=panel, seen=seen, by=user_of(request))
            return withdrawn(request, panel, number)
    except correcting.OthersHaveComeBack:
        problem = _("More mails came back meanwhile, or some were put right. Nothing was changed.")
        status = 409
    except (inviting.Closed, inviting.DatePassed):
        return is_closed(request, panel)
    found = correcting.came_back(panel)
    return before_withdrawing(request, panel, found, problem, status) if found else back(panel)


def before_withdrawing(
    request: HttpRequest, panel: Panel, found: QuerySet[Delivery], problem: str = "", status: int = 200
) -> HttpResponse:
    """The question, which names whom it is about."""
    if not panel.takes_answers:
        return is_closed(request, panel)
    number = len(found)
    context = {
        "problem": problem,
        "number": number,
        "seen": correcting.digest_of(mail.invitation.code for mail in found if mail.invitation),
        "addresses": [mail.invitation.email for mail in found[:ADDRESSES_SHOWN] if mail.invitation],
        "more": max(0, number - ADDRESSES_SHOWN),
        "ends_shares": participation.is_told(panel),
        "still_counts": any(mail.state == Mail.BOUNCED for mail in found),
        "back_url": address_of("ask-sent", panel),
    }
    return render(request, "surveys/asking/came_back_withdraw.html", context, status=status)


def withdrawn(request: HttpRequest, panel: Panel, number: int) -> HttpResponse:
    said = ngettext("The address is withdrawn.", "%(n)d addresses are withdrawn.", number) % {"n": number}
    messages.info(request, said)
    return back(panel)


def not_an_address(*, own: bool) -> str:
    if own:
        return _("That’s your own address, and you’ve answered already.")
    return _("Type an address like name@example.com")
