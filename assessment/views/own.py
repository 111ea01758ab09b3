"""What peers and the team get back: their own picture at once, and by result code against the group's.

Own pictures are drawn anew each time: a kept drawing would carry the time at which somebody finished.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from surveys import access, languages
from surveys.actions import completing, responses
from surveys.choices import Voice
from surveys.limits import network_of
from surveys.links import draw_result_code, result_code_hashes
from surveys.models import Bucket, Draft, Response
from surveys.views import answering, finishing

CODES_PER_HOUR = 300  # from one network: an office behind one router
HOUR = timedelta(hours=1)


@require_POST
def finish(request: HttpRequest, survey: UUID, draft: str) -> HttpResponse:
    """Finish for good and show the own picture; posted twice with the same code, show it again."""
    code = request.POST.get("result_code", "")
    shown = response_of(code)
    home = reverse("resume", args=[survey, draft])
    if shown is not None and shown.survey.code == survey:
        if not may_look(request):
            return answering.refusal(request, 429, "often")
        return finishing.forget_result_code(done(request, shown), home)
    answer: HttpResponse = finish_draft(request, survey=survey, draft=draft)
    if answer.status_code in (404, 409):  # pressed twice at once, and the other press came first
        shown = response_of(code)
        if shown is not None and shown.survey.code == survey:
            answer = done(request, shown)
    return finishing.forget_result_code(answer, home) if answer.status_code == 200 else answer


@answering.with_draft
def finish_draft(request: HttpRequest, draft: Draft) -> HttpResponse:
    if draft.is_executive:
        raise Http404
    code = request.POST.get("result_code", "")
    try:
        response = completing.finish_for_good(draft=draft, result_code=code)
    except responses.NothingAnswered:
        return finishing.show_check(request, draft, _("Rate at least one practice, then finish."), code)
    except responses.RoundClosed:
        return answering.refusal(request, 409, "over")
    except responses.LinkFull:
        return answering.refusal(request, 409, "full")
    except ValueError:  # no code, or one that opens somebody else's answers
        error = _("Your result code didn’t come through. Here is a new one.")
        return finishing.show_check(request, draft, error, draw_result_code())
    return done(request, response)


def done(request: HttpRequest, response: Response) -> HttpResponse:
    """That's everything: the result code, what happens next, and the own picture."""
    languages.speak(request, response.survey)
    context = own_context(response) | {"code": request.POST.get("result_code", "").upper()}
    return render(request, "assessment/own/done.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The own picture again, for whoever has the result code; against the group's once that is open."""
    if request.method != "POST":
        return render(request, "assessment/own/code.html", {})
    if not may_look(request):
        return render(
            request,
            "assessment/own/code.html",
            {"error": _("That was too often. Try again later.")},
            status=429,
        )
    typed = request.POST.get("result_code", "")
    response = response_of(typed)
    if response is None:
        error = _("No answers have this code. Check each letter and digit, and try again.")
        return render(request, "assessment/own/code.html", {"error": error, "typed": typed[:40]}, status=422)
    languages.speak(request, response.survey)
    return render(request, "assessment/own/mine.html", own_context(response))


def may_look(request: HttpRequest) -> bool:
    """Count one look by a result code, for the network it comes from: each draws two pictures."""
    network = network_of(get_adapter(request).get_client_ip(request))
    return Bucket.take("result-code", network, CODES_PER_HOUR, HOUR)


def response_of(typed: str) -> Response | None:
    """The answers that a result code opens, made with today's key or an earlier one."""
    try:
        return access.response_of_code(*result_code_hashes(typed))
    except ValueError:
        return None


def own_context(response: Response) -> dict[str, Any]:
    """The own marks as a picture and a table, and the own group's averages where they may be shown."""
    from assessment import findings, pictures, report, wording

    made = report.build(response.survey, report.Member(response))
    view = made.views[0]
    group = made.views[1] if len(made.views) > 1 else None
    panel = response.survey.panels.filter(voice=response.voice).first()
    return {
        "report": made,
        "view": view,
        "group": group,
        "compared": {row.code: row for row in group.practices} if group is not None else {},
        "rows": rows_of(view, group),
        "wide": pictures.drawn_once(pictures.spec(made, view), "wide"),
        "phone": pictures.drawn_once(pictures.spec(made, view), "phone"),
        "finding": wording.sentence(view.finding),
        "who_answered": findings.who_answered(response.voice, group.answered or 0) if group else "",
        "group_name": findings.group_name(response.voice, yours=False),
        "is_team": response.voice == Voice.TEAM,
        "panel": panel,
        "contact": panel.contact if panel is not None else "",
    }


def rows_of(view: Any, group: Any) -> list[dict[str, Any]]:
    """Each practice: own levels beside the group's."""
    theirs = {row.code: row for row in group.practices} if group is not None else {}
    return [{"own": row, "group": theirs.get(row.code)} for row in view.practices]
