"""The clients of a consultant: every round that somebody shares with the signed-in address."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys import access
from surveys.choices import Voice
from surveys.models import User

PER_PAGE = 50


@require_safe
@login_required
@never_cache
def clients(request: HttpRequest) -> HttpResponse:
    """Who needs somebody first, then the others by name."""
    from assessment import portfolio

    assert isinstance(request.user, User)
    rows = portfolio.clients(list(access.shares_with(request.user)))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = [row_of(row) for row in portfolio.with_scores(list(page))]
    context = {
        "page": page,
        "needs_you": [row for row in shown if row["needs_you"]],
        "others": [row for row in shown if not row["needs_you"]],
        "waiting": sum(row.needs_you for row in rows),
        "total": len(rows),
        "categories": next((row["strips"] for row in shown if row["strips"]), []),
    }
    return render(request, "assessment/portfolio/clients.html", context)


MARKS = {Voice.TEAM: "circle", Voice.PEER: "square", Voice.EXECUTIVE: "diamond"}


def row_of(row: Any) -> dict[str, Any]:
    from assessment import findings, portfolio, wording

    coarse = row.voice == Voice.PEER
    level = wording.half_level if coarse else wording.number
    strips = [
        {
            "name": score.name,
            "today": portfolio.place(score.today),
            "wanted": portfolio.place(score.wanted),
            "words": findings.today_and_wanted(level(score.today), level(score.wanted)),
        }
        if score.today is not None and score.wanted is not None
        else {"name": score.name}
        for score in row.categories
    ]
    return {
        "name": row.name,
        "round": row.survey.round,
        "url": reverse("result", args=[row.survey.code]),
        "about": row.about,
        "next": row.next,
        "needs_you": row.needs_you,
        "mark": MARKS.get(row.voice, ""),
        "voice": row.voice,
        "strips": strips,
        "gap": row.overall.gap if row.overall is not None else None,
        "nothing": row.nothing,
    }
