"""How data are used: what people read who are asked, cookie or not, and where an organisation says it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveys import access, languages, notices
from surveys.actions import foreseeing, noticing
from surveys.choices import Way
from surveys.instruments import words_of
from surveys.models import Draft, Invitation, Panel
from surveys.review_forms import NoticeForm
from surveys.views import joining
from surveys.views.organising import LOOK, SEND, address, asked_panel, problems_of, signed_in, user_of


@require_safe
def data(request: HttpRequest, token: str) -> HttpResponse:
    """What the GDPR asks to be told; it stays when somebody has answered or the round has closed."""
    try:
        panel = panel_of(access.asked_by_link(token))
    except Http404:
        return joining.notice(request, 404, "unknown")
    languages.speak(request, panel.survey)
    context = {
        "by_list": panel.way == Way.LIST,  # else nobody's address came from somebody else
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


@signed_in(*LOOK, *SEND)
def notice(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """What an organisation says of how it uses data, for all voices that are asked from now on."""
    panel = asked_panel(request, code, voice)
    given = (request.POST,) if request.method == "POST" else ()
    form = NoticeForm(*given, organisation=panel.survey.organisation, contact=panel.contact)
    if form.is_valid():
        noticing.say(
            survey=panel.survey,
            words=form.words(),
            needs_sign_off=form.cleaned_data["needs_sign_off"],
            by=user_of(request),
        )
        messages.info(request, _("Saved."))
        return redirect("ask-notice", panel.survey.code, panel.voice)
    if panel.frozen_at is None and panel.way == Way.LIST:
        foreseeing.foresee(panel)  # what would be kept of departments stands in it
    context = {
        "panel": panel,
        "form": form,
        "problems": problems_of(form),
        "points": notices.points(panel),
        "told": panel.frozen_at is not None,
        "review_url": address("ask-review", panel),
        "back_url": address("ask-check" if panel.frozen_at is None else "ask-sent", panel),
    }
    return render(request, "surveys/reviewing/notice.html", context, status=422 if form.errors else 200)
