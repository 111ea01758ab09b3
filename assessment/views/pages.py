"""The pages behind the team's results: voices, spread, what to move first, over time; one practice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessment.analysis.constants import PICKS_FROM, SPREAD_FROM
from assessment.views import contexts, reports, shown
from surveys.choices import Voice

if TYPE_CHECKING:
    from assessment.rows import Report, VoiceView

Context = dict[str, Any]


@require_safe
def page(request: HttpRequest, code: UUID, page: str) -> HttpResponse:
    """One of the pages about the team; where its results aren't open yet, a page that says so."""
    found = reports.finished(request, code)
    return reports.once(request, found, lambda: made(request, found, page))


def made(request: HttpRequest, found: reports.Seen, page: str) -> HttpResponse:
    from assessment import findings

    report = found.report()
    view = view_of(report, page)
    context = contexts.shared(report, view, found, page=page)
    context |= {"page_name": NAMES[page](), "dateline": findings.dateline(view)}
    if view.state == "open":
        context |= PAGES[page](report, view, found)
    return render(request, "assessment/report/page.html", context)


def view_of(report: Report, page: str) -> VoiceView:
    """Whose page it is: the team's; voices are compared as soon as the peers' results are open."""
    team, peers = report.view(Voice.TEAM), report.view(Voice.PEER)
    if page == "voices" and peers is not None and peers.state == "open":
        return team if team is not None and team.state == "open" else peers
    return reports.shown_view(report, Voice.TEAM)


def exhibits(report: Report, view: VoiceView, found: reports.Seen, *keys: str) -> list[Context]:
    from assessment.exhibits import exhibit

    made = [exhibit(report, view, key) for key in keys]
    return [shown.exhibit(found.survey.code, one) for one in made if one is not None]


def voices(report: Report, view: VoiceView, found: reports.Seen) -> Context:
    """Where the voices agree, and where they don't."""
    from assessment import findings

    compared = report.compared
    return {
        "heading": findings.perception_finding(compared, yours=report.yours)
        if any(row.off_team is not None for row in compared)
        else _("Voice by voice"),
        "exhibits": exhibits(report, view, found, "profile", "perception"),
        "compared": compared,
        "own": report.view(Voice.EXECUTIVE),
        "has_peers": any(row.peers_today is not None for row in compared),
        "has_team": any(row.team_today is not None for row in compared),
        "nothing": _("There’s only one voice so far. With two, they stand side by side here."),
    }


def spread(report: Report, view: VoiceView, found: reports.Seen) -> Context:
    """How far people agree, and who can't tell."""
    made = exhibits(report, view, found, "spread")
    return {
        "heading": finding_of(made) or _("How answers spread isn’t shown"),
        "exhibits": made,
        "nothing": why_no_spread(view),
    }


def priorities(report: Report, view: VoiceView, found: reports.Seen) -> Context:
    """What to move first."""
    from assessment import priorities

    made = exhibits(report, view, found, "priorities")
    return {
        "heading": finding_of(made) or _("What to move first isn’t shown"),
        "exhibits": made,
        "sentences": priorities.sentences(view) if made else [],
        "steps": shown.steps(found.survey.code, view.steps) if made else [],
        "nothing": why_no_picks(report, view),
    }


def over_time(report: Report, view: VoiceView, found: reports.Seen) -> Context:
    """Every round the reader sees, and what changed since the one before."""
    made = exhibits(report, view, found, "trend")
    alone = view.trend is None or len(view.trend.rounds) < 2
    return {
        "heading": finding_of(made) or _("One round so far"),
        "exhibits": made,
        "nothing": _("One round so far. The next one will show change.") if alone else "",
    } | since(report, view)


def since(report: Report, view: VoiceView) -> Context:
    """What changed since the round before, practice by practice."""
    from assessment import beside, wording

    if view.since is None:
        return {}
    names = {row.code: row.name for row in view.practices}
    rows = [{"name": names[one.code], "change": one} for one in view.since.changes if one.code in names]
    return {
        "since_finding": beside.since_finding(view.since),
        "this_round": wording.round_name(report.round, report.answered_on),
        "since_reading": beside.since_reading(view.since),
        "since_rows": rows,
    }


def finding_of(made: list[Context]) -> str:
    return str(made[0]["exhibit"].finding) if made else ""


def why_no_spread(view: VoiceView) -> str:
    """Why there is no picture of how answers spread."""
    if view.averages_alone:
        return _(
            "When these people were asked they were told of averages alone, so how they spread isn’t shown."
        )
    return _(
        "How answers spread is shown from %(n)d people on who rated a practice, where they don’t nearly all "
        "say the same."
    ) % {"n": SPREAD_FROM}


def why_no_picks(report: Report, view: VoiceView) -> str:
    """Why there is no map."""
    if report.answered_on is not None:
        return _("These answers were imported, and nobody was asked what to move first.")
    if view.averages_alone:
        return _("When these people were asked they were told of averages alone, so picks aren’t shown.")
    return _("What people would move first is shown from %(n)d answers on.") % {"n": PICKS_FROM}


PAGES: dict[str, Callable[[Report, VoiceView, reports.Seen], Context]] = {
    "voices": voices,
    "spread": spread,
    "priorities": priorities,
    "over-time": over_time,
}
NAMES: dict[str, Callable[[], str]] = {
    "voices": lambda: _("Voice by voice"),
    "spread": lambda: _("Spread of answers"),
    "priorities": lambda: _("What to move first"),
    "over-time": lambda: _("Over time"),
}


# --- one practice -----------------------------------------------------------------------------------------


@require_safe
def practice(request: HttpRequest, code: UUID, practice: str) -> HttpResponse:
    """One practice of the survey: its levels with everybody's marks, the spread, and what comes next."""
    found = reports.finished(request, code)
    return reports.once(request, found, lambda: practice_page(request, found, practice))


def practice_page(request: HttpRequest, found: reports.Seen, code: str) -> HttpResponse:
    from assessment import one_practice

    report = found.report()
    made = one_practice.practice_of(found.survey, report, code)
    if made is None:
        raise Http404
    context = contexts.of_the_whole(report, found) | {
        "heading": made.name,
        "practice": made,
        "exhibits": [shown.exhibit(found.survey.code, one) for one in made.exhibits],
        "steps": shown.steps(found.survey.code, [made.step]) if made.step else [],
    }
    return render(request, "assessment/report/practice.html", context)
