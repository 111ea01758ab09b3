"""How the data of somebody who is asked are used: for whoever has the link, cookie or not."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from surveys import access, languages, notices
from surveys.instruments import words_of
from surveys.models import Draft, Invitation, Panel
from surveys.views import joining


@require_safe
def data(request: HttpRequest, token: str) -> HttpResponse:
    """What Art. 14 GDPR asks to be told; it stays when somebody has answered or the round has closed."""
    try:
        panel = panel_of(access.asked_by_link(token))
    except Http404:
        return joining.notice(request, 404, "unknown")
    languages.speak(request, panel.survey)
    context = {
        "organisation": words_of(panel.survey).organisation,
        "points": notices.points(panel),
        "back_url": reverse("answer", args=[token]),
    }
    return render(request, "surveys/asked/data.html", context)


def panel_of(found: Invitation | Panel | Draft) -> Panel:
    if isinstance(found, Panel):
        return found
    panel = found.panel
    assert panel is not None  # the executive's own draft has no link of this kind
    if isinstance(found, Draft):
        panel.survey = found.survey
    return panel
