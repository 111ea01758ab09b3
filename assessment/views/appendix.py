"""The appendix for statisticians: what was kept beside a team's averages, as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.views import contexts, reports
from surveys.choices import Voice

if TYPE_CHECKING:
    from assessment.rows import VoiceView


@require_safe
def appendix(request: HttpRequest, code: UUID) -> HttpResponse:
    """Spread, agreement, effect sizes, reliability and shares of variance of an open team."""
    found = reports.finished(request, code)
    return reports.once(request, found, lambda: page(request, found))


def page(request: HttpRequest, found: reports.Seen) -> HttpResponse:
    from assessment import beside, care

    report = found.report()
    view = reports.shown_view(report, Voice.TEAM)
    if not view.appendix:
        raise Http404
    context = contexts.shared(report, view, found) | tables(view)
    context |= {"code": found.survey.code, "similarity": beside.profile(report)}
    context["care"] = care.sentences(view)
    return render(request, "assessment/report/appendix.html", context)


def tables(view: VoiceView) -> dict[str, Any]:
    """The kept numbers by practice, category and dimension, with their names."""
    from assessment import findings

    kept = view.appendix or {}
    names = {row.code: row.name for row in view.practices}
    scores = {score.code: score.name for score in view.categories}
    practices = [
        {"name": names[code], **numbers} for code, numbers in kept["practices"].items() if code in names
    ]
    return {
        "practices": practices,
        "contradicted": any(row["contradicts"] for row in practices),
        "categories": [
            {"name": scores.get(code, code), **numbers} for code, numbers in kept["categories"].items()
        ],
        "parts": [
            {
                "name": findings.dimension(dimension),
                "rows": [
                    {"name": names[code], **numbers} for code, numbers in shares.items() if code in names
                ],
            }
            for dimension, shares in kept["parts"].items()
            if shares
        ],
    }
