"""An account's own list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import OuterRef, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys import waiting
from surveys.access import count_of, drafts_of_browser, shares_with, surveys_of
from surveys.actions import reviewing
from surveys.choices import GROUPS, Voice, Way
from surveys.forms import labels_of
from surveys.models import Panel, Response, Survey, User
from surveys.participation import asked_of
from surveys.views.pages import answers_of, counted
from surveys.views.schedule import said as day_said

PER_PAGE = 50


@require_safe
@login_required
@never_cache
def my_surveys(request: HttpRequest) -> HttpResponse:
    """The surveys whose executive I am, newest first; and what this browser holds that nobody has kept."""
    assert isinstance(request.user, User)
    page = Paginator(surveys_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    labels = labels_of({one.organisation_id: (one.organisation.name, one.since) for one in page})
    asked = colleagues_of(list(page))
    context = {
        "page": page,
        "rows": [
            {
                "survey": survey,
                "name": labels[survey.organisation_id],
                "asked": asked.get(survey.pk, []),
            }
            for survey in page
        ],
        "unkept": unkept_of(request),
        "clients": shares_with(request.user).count(),
        "kept": request.GET.get("kept") == "1",
    }
    return render(request, "account/my_surveys.html", context)


def colleagues_of(surveys: Sequence[Survey]) -> dict[int, list[str]]:
    """How far each asked voice of these surveys has come, in words; one statement for all of them."""
    if not surveys:
        return {}
    answers = Response.objects.filter(survey=OuterRef("survey"), voice=OuterRef("voice"))
    asked = Panel.objects.filter(survey__in=surveys, frozen_at__isnull=False).annotate(
        have=count_of(answers), begun=waiting.has_asked("pk"), held=reviewing.objection_to("pk")
    )
    found: dict[int, list[str]] = {}
    for panel in sorted(asked, key=lambda panel: GROUPS.index(Voice(panel.voice))):
        found.setdefault(panel.survey_id, []).append(how_far(panel))
    return found


def how_far(panel: Any) -> str:
    """ "Peers: 4 of 6 answered"; how many people an open link went to is only known about.

    As long as mails wait for the day that was chosen, nobody was asked who could answer.
    """
    words = {"name": Voice(panel.voice).label, "have": panel.have, "of": asked_of(panel, panel.have) or 0}
    if panel.is_open:
        return _("%(name)s: results open") % words
    if panel.starts_on is not None and not panel.begun and panel.closed_at is None:
        words["day"] = day_said(panel.starts_on)
        said = _("%(name)s: the mails are held") if panel.held else _("%(name)s: the mails go out on %(day)s")
        return said % words
    if panel.way == Way.LINK:
        said = ngettext(
            "%(name)s: %(have)d of about %(of)d answered",
            "%(name)s: %(have)d of about %(of)d answered",
            panel.have,
        )
    else:
        said = ngettext(
            "%(name)s: %(have)d of %(of)d answered", "%(name)s: %(have)d of %(of)d answered", panel.have
        )
    return said % words


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
