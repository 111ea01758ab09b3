"""The preview: the very mail and whom it goes to, what can't be undone, and Send."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import emails, lists, notices, promise, tasks
from surveys.actions import allowances, foreseeing, inviting, labelling, reviewing
from surveys.choices import Voice, Way
from surveys.models import Panel
from surveys.views import entering
from surveys.views.labelling import FEW_NAMES, kinds_on, too_many
from surveys.views.organising import (
    LOOK,
    NOTE,
    SEND,
    address,
    asked_meanwhile,
    asked_panel,
    changed_meanwhile,
    is_closed,
    seen,
    signed_in,
    user_of,
    words_for,
)
from surveys.views.standing import standing_of

ADDRESSES_SHOWN = 50


@signed_in(*LOOK, *SEND)
def check(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """The very mail and whom it goes to, before anything is sent."""
    panel = asked_panel(request, code, voice)
    if panel.closed_at is not None:
        return is_closed(request, panel)
    if panel.frozen_at is None and panel.closes_on is None:  # taken over from the round before
        return redirect("ask-voice", code, voice)
    if panel.way == Way.LINK and (panel.frozen_at is not None or request.method == "POST"):
        return asked_meanwhile(request, panel)
    if request.method == "POST":
        return changed(request, panel) if changed_meanwhile(request, panel) else send(request, panel)
    return render_check(request, panel)


def changed(request: HttpRequest, panel: Panel) -> HttpResponse:
    return render_check(
        request, panel, _("It was changed in another window. Look again before it goes out."), 409
    )


def send(request: HttpRequest, panel: Panel) -> HttpResponse:
    typed = request.POST.get("starts_on", "")
    try:
        starts_on = date.fromisoformat(typed) if typed else None
        inviting.send(panel=panel, by=user_of(request), starts_on=starts_on)
    except ValueError:
        problem = _("Choose a day after today and before the closing date, or none. Nothing was sent.")
        return render_check(request, panel, problem, 422)
    except inviting.TooManyLabels:
        return render_check(request, panel, status=422)  # it says so by itself
    except inviting.NobodyToAsk:
        problem = _("There is nobody new to ask: everybody on the list was asked. Nothing more was sent.")
        return render_check(request, panel, problem, 409)
    except inviting.NotApproved:
        return render_check(request, panel, _("Nothing was sent."), 409)
    except inviting.TooFewAsked:
        return render_check(request, panel, too_few_asked(panel), 409)
    except inviting.TooManyMails:
        problem = _("That would be more than %(n)d mails in a day. Nothing was sent. Try again tomorrow.")
        return render_check(request, panel, problem % {"n": allowances.mails_per_day(panel.survey)}, 429)
    except inviting.DatePassed:
        return render_check(request, panel, date_passed(), 409)
    except reviewing.NotSignedOff as waits:
        return render_check(request, panel, not_let(waits), 409)
    except inviting.Closed:
        return is_closed(request, panel)
    request.session.pop(NOTE.format(panel.pk), None)
    transaction.on_commit(tasks.deliver.enqueue)
    return redirect("ask-sent", panel.survey.code, panel.voice)


def too_few_asked(panel: Panel) -> str:
    words = _("Results open from %(n)d answers, so ask at least %(n)d people at once. Nothing was sent.")
    return words % {"n": panel.smallest}


def not_let(waits: reviewing.NotSignedOff) -> str:
    if isinstance(waits, reviewing.Objected):
        return _("A reviewer objects, so nothing was sent.")
    return _("Nobody has signed off this version yet, so nothing was sent.")


def date_passed() -> str:
    return _("The closing date has passed meanwhile, so nothing was sent. Choose a later one first.")


def render_check(request: HttpRequest, panel: Panel, problem: str = "", status: int = 200) -> HttpResponse:
    by_list = panel.way == Way.LIST
    of_a_team = by_list and panel.voice == Voice.TEAM
    found = labelling.brought(panel) if of_a_team else {}
    stored = copy.copy(panel)  # foreseeing changes it
    waiting = foreseeing.foresee(panel) if by_list else []
    kinds = kinds_on(panel, stored, waiting, found)
    asked = panel.head_count or 0  # those asked before among them
    context = {
        "panel": panel,
        "words": words_for(panel.voice),
        "problem": problem,
        "points": promise.points(panel),
        "closing": promise.closing(panel),
        "waiting": len(waiting),
        "addresses": sorted(one.email for one in waiting)[:ADDRESSES_SHOWN],
        "addresses_more": max(0, len(waiting) - ADDRESSES_SHOWN),
        "kinds": kinds,
        "splits": [kind for kind in kinds if kind.kept],
        "few_names": sum(kind.all_names for kind in kinds) <= FEW_NAMES,
        "small_names": any(name.people < panel.threshold for kind in kinds for name in kind.names),
        "suggested": sum(len(kind.suggestions) for kind in kinds),
        "labels_url": address("ask-labels", panel),
        "too_many": too_many(panel) if of_a_team else "",
        **days_to_start(panel),
        "note": note_of(request, panel),
        "too_few": asked < panel.smallest and bool(waiting or not by_list),
        "asked": asked,
        "seen": seen(panel),
        "standing": standing_of(panel),
        "review_url": address("ask-review", panel),
        "notice_url": address("ask-notice", panel),
        "notice": notices.points(panel),
        "needs_approval": by_list and allowances.needs_approval(panel),
        "operator": settings.OPERATOR,
        "change_url": address("ask-voice", panel),
        "sent_url": address("ask-sent", panel) if panel.frozen_at is not None else "",
        "send_url": address("ask-check", panel),
        "link_url": address("ask-link", panel),
        "back_url": reverse("ask", args=[panel.survey.code]),
        "try_url": address("try", panel),
        **entering.for_organiser(panel),
    }
    if by_list:
        context["mail"], *context["reminders"] = emails.previews(panel)
        context["sender"] = emails.readable(context["mail"].from_email)
    return render(request, "surveys/asking/check.html", context, status=status)


def note_of(request: HttpRequest, panel: Panel) -> dict[str, Any]:
    """What a list left behind, with the reasons in the language in which the page is read."""
    note: dict[str, Any] = request.session.get(NOTE.format(panel.pk), {})
    return note | {"bad": [(line, text, lists.why(wrong)) for line, text, wrong in note.get("bad", [])]}


def days_to_start(panel: Panel) -> dict[str, str]:
    """The first and the last day on which mails may go out later than now; "" where there is none."""
    first = timezone.localdate() + timedelta(days=1)
    last = panel.closes_on - timedelta(days=1) if panel.closes_on is not None else first
    if last < first:
        return {"start_first": "", "start_last": ""}
    return {"start_first": first.isoformat(), "start_last": last.isoformat()}
