"""What a reviewer sees by a link, without an account: all that goes out, and two buttons."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from surveys import access, languages, packs, tasks
from surveys.actions import inviting, reviewers, reviewing
from surveys.choices import Verdict, Way
from surveys.models import Review
from surveys.views import schedule
from surveys.views.pages import Problem, day_of
from surveys.views.standing import spoken_of, waived_on

WORDS = "words"  # the field of an objection, and its place in the page


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def review(request: HttpRequest, token: str) -> HttpResponse:
    """All of it to read; a form signs off or objects. Looking changes nothing."""
    try:
        found = access.review_of_link(token)
    except Http404:
        return ended(request, 404, "unknown")
    languages.speak(request, found.panel.survey)
    if found.withdrawn_at is not None:
        return ended(request, 410, "withdrawn")
    if request.method != "POST":
        return render_review(request, found, token)
    return decide(request, found, token)


def decide(request: HttpRequest, found: Review, token: str) -> HttpResponse:
    typed = request.POST.get(WORDS, "").replace("\0", "")
    verdict = request.POST.get("verdict", "")
    if verdict not in Verdict.values:
        return render_review(request, found, token, typed, [Problem(_("Sign off, or object"), "decide")], 422)
    try:
        reviewers.decide(review=found, verdict=verdict, words=typed, seen=request.POST.get("version", ""))
    except reviewers.Withdrawn:
        return ended(request, 410, "withdrawn")
    except reviewers.WithoutWords:
        problem = Problem(
            _("An objection without a reason can’t be settled. Write it into this field"), WORDS
        )
        heading = _("Please say what stands in the way")
        return render_review(request, found, token, typed, [problem], 422, heading)
    except reviewers.TooLong:
        limit = {"n": reviewers.WORDS_AT_MOST, "have": len(typed.replace("\r\n", "\n").strip())}
        problem = Problem(_("Use %(n)d characters at most; these are %(have)d") % limit, WORDS)
        return render_review(request, found, token, typed, [problem], 422)
    except reviewers.Changed:
        problem = Problem(
            _("It was changed while you read. Nothing was noted: look again, then decide"), "decide"
        )
        return render_review(request, found, token, typed, [problem], 409)
    except inviting.Closed:
        problem = Problem(_("The round has closed meanwhile, so nothing was noted"), "standing")
        return render_review(request, found, token, typed, [problem], 409)
    transaction.on_commit(tasks.deliver.enqueue)  # what an objection held goes on, where it was taken back
    return redirect("review", token)


def render_review(
    request: HttpRequest,
    found: Review,
    token: str,
    typed: str | None = None,
    problems: list[Problem] | None = None,
    status: int = 200,
    heading: str = "",
) -> HttpResponse:
    found.refresh_from_db(fields=["verdict", "words", "version", "parts", "decided_at"])
    pack = reviewers.pack_of(found.panel)
    context = {
        "review": found,
        "pack": pack,
        "panel": found.panel,
        "problems": problems or [],
        "heading": heading or _("Nothing was noted yet"),
        "words": found.words if typed is None else typed,
        "longest": reviewers.WORDS_AT_MOST,
        "closed": found.panel.closed_at is not None,
        "by_link": found.panel.way == Way.LINK,
        "agreed": found.verdict == Verdict.AGREED,
        "objected": found.verdict == Verdict.OBJECTED,
        "current": found.version == pack.version,
        "changed": packs.changed_since(found.parts, pack),
        "others": spoken_of(found.panel, pack.version, but=found),
        "held": reviewing.is_held(found.panel),
        **schedule.of_asking(found.panel),
        "decided_on": day_of(found.decided_at) if found.decided_at is not None else "",
        "waived_on": waived_on(found.panel),
        "decided_number": found.version[: len(pack.number)],
        "action": reverse("review", args=[token]),
        "pdf_url": reverse("review-pdf", args=[token]),
    }
    return render(request, "surveys/reviewing/review.html", context, status=status)


def ended(request: HttpRequest, status: int, cause: str) -> HttpResponse:
    """One sentence of what is the matter with a link."""
    return render(request, "surveys/reviewing/ended.html", {"cause": cause}, status=status)
