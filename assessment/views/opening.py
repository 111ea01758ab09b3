"""Opening a voice's results: a button with its warning, once."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessment.tasks import open_results
from surveys import access
from surveys.actions import opening
from surveys.actions.inviting import answered
from surveys.choices import GROUPS, Way
from surveys.models import Panel, User
from surveys.participation import asked_of
from surveys.sealing import KeyGone

FEW = 10  # answers, of which an average often is what single people said


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def open_voice(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Ask whether it is meant, then close the voice and have its results worked out by the worker.

    Pressed twice, it is the same.
    """
    assert isinstance(request.user, User)
    if voice not in GROUPS:
        raise Http404
    panel = access.panel_to_open(request.user, code, voice)
    if request.method != "POST":
        return ask_first(request, panel)
    try:
        closed = opening.close(panel=panel, by=request.user)
    except opening.TooFewAnswers as few:
        return refused(request, code, voice, too_few(few))
    except (opening.ExecutiveFirst, opening.NotAsked):
        return refused(request, code, voice, _("Finish your own answers and ask somebody first."))
    except KeyGone:
        return refused(request, code, voice, key_gone())
    except Panel.DoesNotExist as undone:  # an import, just now
        raise Http404 from undone
    if not closed.is_open:
        transaction.on_commit(lambda: open_results.enqueue(closed.pk))
    return redirect("result", code, voice)


def ask_first(request: HttpRequest, panel: Panel) -> HttpResponse:
    """What can't be undone: how many are in, who can't join any more, who gets a mail."""
    have = answered(panel)
    if panel.closed_at is not None or have < panel.smallest:
        return redirect("result", panel.survey.code, panel.voice)
    asked = asked_of(panel, have) or 0
    context = {
        "have": have,
        "asked": asked,
        "others": max(0, asked - have),
        "mails": 0 if panel.survey.is_imported or panel.way == Way.LINK else panel.invitations.count(),
        "few": have < FEW,
        "is_imported": panel.survey.is_imported,
        "by_link": panel.way == Way.LINK,
        "back_url": reverse("result", args=[panel.survey.code, panel.voice]),
    }
    return render(request, "assessment/report/open_first.html", context)


def too_few(few: opening.TooFewAnswers) -> str:
    words = _(
        "%(have)d people have answered so far. "
        "Results open from %(needed)d, so that nobody can be picked out."
    )
    return words % {"have": few.have, "needed": few.needed}


def key_gone() -> str:
    words = _(
        "The key that sealed the answers is missing on this server, so they can’t be read. "
        "Nothing was closed and nothing is lost. Ask %(operator)s to put it back."
    )
    return words % {"operator": settings.OPERATOR}


def refused(request: HttpRequest, code: UUID, voice: str, message: str) -> HttpResponse:
    context = {"message": message, "code": code, "voice": voice}
    return render(request, "assessment/report/not_opened.html", context, status=409)
