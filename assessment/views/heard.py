"""What a voice gets back: its own averages, and what whoever asked says was heard and happens by when."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveys import access, emails, languages
from surveys.choices import Voice
from surveys.instruments import words_of
from surveys.models import Panel
from surveys.views import joining


@require_safe
def heard(request: HttpRequest, token: str) -> HttpResponse:
    """For everybody who was asked in this voice, by the link of their mail; nothing of any other voice."""
    try:
        panel = access.panel_told(token)
    except Http404:
        return joining.notice(request, 404, "unknown")
    languages.speak(request, panel.survey)
    return render(request, "assessment/heard.html", context_of(panel))


def context_of(panel: Panel) -> dict[str, Any]:
    from assessment import findings, pictures, report

    made = report.build(panel.survey, report.Everybody(panel.voice))
    view = made.view(panel.voice)
    assert view is not None
    return {
        "view": view,
        "panel": panel,
        "asker": panel.survey.asker or _("whoever asked you"),
        "organisation": panel.survey.organisation.name,
        "customers": words_of(panel.survey).customers,
        "who_answered": findings.who_answered(panel.voice, view.answered or 0),
        "group_name": findings.group_name(panel.voice, yours=False),
        "is_team": panel.voice == Voice.TEAM,
        "day": emails.telling_day(panel),
        "wide": pictures.drawn_once(pictures.spec(made, view), "wide") if view.averaged else "",
        "phone": pictures.drawn_once(pictures.spec(made, view), "phone") if view.averaged else "",
    }
