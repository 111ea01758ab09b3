"""An account's own list."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.access import drafts_of_browser, surveys_of
from surveys.forms import labels_of
from surveys.models import User
from surveys.views.pages import answers_of, counted

PER_PAGE = 50


@require_safe
@login_required
@never_cache
def my_surveys(request: HttpRequest) -> HttpResponse:
    """The surveys whose executive I am, newest first; and what this browser holds that nobody has kept."""
    assert isinstance(request.user, User)
    page = Paginator(surveys_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    labels = labels_of({one.organisation_id: (one.organisation.name, one.since) for one in page})
    context = {
        "page": page,
        "rows": [{"survey": survey, "name": labels[survey.organisation_id]} for survey in page],
        "unkept": unkept_of(request),
        "kept": request.GET.get("kept") == "1",
    }
    return render(request, "account/my_surveys.html", context)


def unkept_of(request: HttpRequest) -> list[dict[str, Any]]:
    """A row for each draft that this browser was let in to and no account keeps. Two statements at most."""
    drafts = [draft for draft in drafts_of_browser(request) if draft.survey.executive_id is None]
    prefetch_related_objects(drafts, "answers")
    surveys = [draft.survey for draft in drafts]
    labels = labels_of({one.organisation_id: (one.organisation.name, one.created_at) for one in surveys})
    rows = []
    for draft in drafts:
        done, total = counted(draft, answers_of(draft))
        name = labels[draft.survey.organisation_id]
        rows.append({"draft": draft, "name": name, "done": done, "total": total})
    return rows
