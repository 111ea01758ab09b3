"""Opening a voice's results: a button with its warning, once."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessment.tasks import open_results
from surveys import access
from surveys.actions import opening
from surveys.choices import GROUPS
from surveys.models import Panel, User


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def open_voice(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Close the voice and have its results worked out by the worker; pressed twice, it is the same.

    Whoever had to sign in before the button worked comes back by GET, and finds the button again.
    """
    assert isinstance(request.user, User)
    if voice not in GROUPS:
        raise Http404
    panel = access.panel_to_open(request.user, code, voice)
    if request.method != "POST":
        return redirect("result", code, voice)
    try:
        closed = opening.close(panel=panel, by=request.user)
    except opening.TooFewAnswers as few:
        return refused(request, code, voice, too_few(few))
    except (opening.ExecutiveFirst, opening.NotAsked):
        return refused(request, code, voice, _("Finish your own answers and ask somebody first."))
    except Panel.DoesNotExist as undone:  # an import, just now
        raise Http404 from undone
    if not closed.is_open:
        transaction.on_commit(lambda: open_results.enqueue(closed.pk))
    return redirect("result", code, voice)


def too_few(few: opening.TooFewAnswers) -> str:
    words = _(
        "%(have)d people have answered so far. "
        "Results open from %(needed)d, so that nobody can be picked out."
    )
    return words % {"have": few.have, "needed": few.needed}


def refused(request: HttpRequest, code: UUID, voice: str, message: str) -> HttpResponse:
    context = {"message": message, "code": code, "voice": voice}
    return render(request, "assessment/report/not_opened.html", context, status=409)
