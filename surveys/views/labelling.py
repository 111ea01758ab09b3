"""Names of departments, regions and levels on the page that checks a list: all of them, and likely slips."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from surveys import promise
from surveys.actions import inviting, labelling
from surveys.choices import LABELS_AT_MOST, SEGMENTS
from surveys.coarsening import most_frequent_first
from surveys.models import Panel
from surveys.views.organising import SEND, asked_panel, is_closed, signed_in, user_of

NAMES_SHOWN = 100  # of one kind


def names_on(panel: Panel, found: dict[str, Counter[str]]) -> list[dict[str, Any]]:
    """Of each kind the names that were brought, and what may be slips; `panel` as it is stored."""
    suggested = labelling.suggestions(panel, found)
    return [
        {
            "kind": kind,
            "name": str(promise.WORDS[kind]),
            "labels": [f"{name} ({found[kind][name]})" for name in listed(found[kind])],
            "more": max(0, len(found[kind]) - NAMES_SHOWN),
            "suggestions": suggested[kind],
        }
        for kind in SEGMENTS
        if found.get(kind)
    ]


def listed(people: Counter[str]) -> list[str]:
    return most_frequent_first(people)[:NAMES_SHOWN]


def too_many(panel: Panel) -> str:
    """A sentence where results would be split by more names than anybody reads; `panel` as foreseen."""
    for kind in SEGMENTS:
        number = len(panel.segments.get(kind) or [])
        if number > LABELS_AT_MOST:
            words = _(
                "The list splits people by %(n)d names of one kind (%(kind)s), and results have room for "
                "%(most)d. Put small ones together, or leave that column out."
            )
            return words % {"n": number, "kind": promise.WORDS[kind], "most": LABELS_AT_MOST}
    return ""


@signed_in(*SEND)
def labels(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Put names together, one suggestion or all of them."""
    panel = asked_panel(request, code, voice)
    by = user_of(request)
    try:
        if "all" in request.POST:
            labelling.merge_all(panel=panel, by=by)
        else:
            given = {name: request.POST.get(name, "") for name in ("kind", "name", "instead")}
            labelling.merge(panel=panel, by=by, **given)
    except inviting.Closed:
        return is_closed(request, panel)
    except ValueError:  # it was accepted in another window: the page says how the names are now
        pass
    return redirect("ask-check", panel.survey.code, panel.voice)
