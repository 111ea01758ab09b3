"""What keeps strangers out of a link that went round: its access code, and how many answers it takes."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from surveys.actions import guarding, inviting
from surveys.choices import Way
from surveys.link_forms import GuardForm
from surveys.views.organising import (
    LOOK,
    SEND,
    address,
    asked_panel,
    is_closed,
    problems_of,
    signed_in,
    user_of,
    words_for,
)


@signed_in(*LOOK, *SEND)
def guard(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Ask for a code or another one, and for fewer answers, at a link that was shown."""
    panel = asked_panel(request, code, voice)
    if panel.way != Way.LINK or panel.link_hash is None:
        raise Http404
    if panel.closed_at is not None:
        return is_closed(request, panel)
    form = GuardForm(*((request.POST,) if request.method == "POST" else ()), panel=panel)
    if form.is_valid():
        try:
            guarding.guard(
                panel=panel, access_code=form.code(), answers_at_most=form.most(), by=user_of(request)
            )
        except inviting.Closed:
            return is_closed(request, panel)
        except guarding.Loosened:  # another window was quicker: by what it kept, the form says what is wrong
            form = GuardForm(request.POST, panel=asked_panel(request, code, voice))
        else:
            messages.info(request, _("Saved."))
            return redirect("ask-sent", panel.survey.code, panel.voice)
    context = {
        "panel": panel,
        "form": form,
        "problems": problems_of(form),
        "words": words_for(panel.voice),
        "back_url": address("ask-sent", panel),
    }
    return render(request, "surveys/asking/guard.html", context, status=422 if form.errors else 200)
