"""Asking again: the next round of the same, and a round that is thrown away before anybody was asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from surveys import access, waiting
from surveys.actions import repeating
from surveys.actions.surveys import next_round
from surveys.choices import Voice, Way
from surveys.models import Panel, Survey
from surveys.views import schedule
from surveys.views.organising import LOOK, SEND, Onward, address, refusal, signed_in, user_of


@signed_in(*LOOK, *SEND)
def again(request: HttpRequest, code: UUID) -> HttpResponse:
    """What the next round takes along and what not; the button begins it."""
    user = user_of(request)
    survey = access.survey_of_executive(user, code)
    if request.method == "POST":
        draft = repeating.ask_again(survey=survey, by=user)
        return redirect("continue", draft.survey.code)
    begun = repeating.unfinished_after(survey, user)
    context = {
        "survey": survey,
        "round": begun.survey.round if begun is not None else next_round(survey.organisation),
        "begun": begun is not None,
        "voices": [as_before(panel) for panel in survey.panels.order_by("voice")],
        "back_url": reverse("my-surveys"),
    }
    return render(request, "surveys/asking/again.html", context)


def as_before(panel: Panel) -> dict[str, Any]:
    return {"name": Voice(panel.voice).label, "by_link": panel.way == Way.LINK, "domain": panel.mail_domain}


@signed_in(*LOOK, *SEND)
def throw_away(request: HttpRequest, code: UUID) -> HttpResponse:
    """What goes with a round in which nobody was asked; the button deletes it."""
    user = user_of(request)
    survey = access.survey_of_executive(user, code)
    if request.method == "POST":
        try:
            repeating.throw_away(survey=survey, by=user)
        except repeating.AlreadyAsked:
            return asked_already(request, survey)
        except repeating.HoldsEarlierResults:
            return kept(request, survey, holds_earlier())
        except (repeating.StillReviewed, repeating.NotToldYet) as read:
            return has_readers(request, survey, read)
        messages.info(request, _("Round %(n)d is deleted.") % {"n": survey.round})
        return redirect("my-surveys")
    if survey.panels.filter(frozen_at__isnull=False).exists():
        return asked_already(request, survey)
    if survey.imports.exists():
        return kept(request, survey, holds_earlier())
    try:
        repeating.must_have_no_reader(survey)
    except (repeating.StillReviewed, repeating.NotToldYet) as read:
        return has_readers(request, survey, read)
    context = {
        "survey": survey,
        "finished": survey.responses.filter(voice=Voice.EXECUTIVE).exists(),
        "shared": survey.shares.filter(withdrawn_at__isnull=True).count(),
        "back_url": reverse("my-surveys"),
    }
    return render(request, "surveys/asking/throw_away.html", context)


def asked_already(request: HttpRequest, survey: Survey) -> HttpResponse:
    """People were asked, or are to be on a day that was chosen: that can still be called off."""
    message = _(
        "People were asked in it, and were promised what becomes of their answers. Nothing was deleted."
    )
    asked = list(survey.panels.filter(frozen_at__isnull=False).order_by("voice"))
    if not asked or not all(map(waiting.asks_nobody_yet, asked)):  # called off, just now
        return kept(request, survey, message)
    first = asked[0]
    assert first.starts_on is not None
    message = _("Nobody was asked yet: its mails wait for %(day)s. Call them off first. Nothing was deleted.")
    mails = Onward(address("ask-sent", first), _("The mails"))
    return kept(request, survey, message % {"day": schedule.said(first.starts_on)}, mails)


def holds_earlier() -> str:
    return _(
        "Earlier results were brought into it, and would go along. Undo those first. Nothing was deleted."
    )


def has_readers(request: HttpRequest, survey: Survey, read: Exception) -> HttpResponse:
    """Reviewers are told that they are asked no more, before what they read goes."""
    if isinstance(read, repeating.NotToldYet):
        message = _(
            "The mail that tells a reviewer so is still waiting. Try again in a few minutes. "
            "Nothing was deleted."
        )
        return kept(request, survey, message)
    message = _(
        "Reviewers were asked to read it. Withdraw them first, so that a mail tells them. "
        "Nothing was deleted."
    )
    ways = [
        Onward(
            reverse("ask-review", args=[survey.code, panel.voice]),
            _("Reviewers: %(voice)s") % {"voice": Voice(panel.voice).label},
        )
        for panel in survey.panels.filter(reviews__withdrawn_at__isnull=True, reviews__isnull=False)
        .distinct()
        .order_by("voice")
    ]
    return kept(request, survey, message, *ways)


def kept(request: HttpRequest, survey: Survey, message: str, *first: Onward) -> HttpResponse:
    ways = [*first, Onward(reverse("my-surveys"), _("Your assessments"))]
    status = 409 if request.method == "POST" else 200
    return refusal(request, status, _("This round stays"), message, ways)
