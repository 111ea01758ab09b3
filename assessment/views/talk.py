"""What a result is talked about with: one page for a board, and an hour with those who answered."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessment.views import contexts, reports, shown

if TYPE_CHECKING:
    from assessment.rows import Table, Value


@require_safe
def board(request: HttpRequest, code: UUID) -> HttpResponse:
    """One A4: picture, three sentences, three actions; own marks only by a tick."""
    found = reports.finished(request, code)
    return reports.once(request, found, lambda: board_page(request, found))


def board_page(request: HttpRequest, found: reports.Seen) -> HttpResponse:
    from assessment import report as reporting
    from assessment import story

    whole, own = found.report(), reports.with_own_marks(request)
    told = whole if own else reporting.without_own_marks(whole)
    sheet = story.board_of(told) if told.views else None
    context = contexts.of_the_whole(whole, found) | {
        "heading": sheet.title if sheet is not None else "",
        "sheet": sheet,
        "own_ticked": own,
        "subtitle": story.subtitle(whole),
        "shown": shown.exhibit(found.survey.code, sheet.exhibit) if sheet and sheet.exhibit else None,
        "action_lines": labelled(sheet.table) if sheet and sheet.table else [],
    }
    return render(request, "assessment/report/board.html", context)


def labelled(table: Table) -> list[list[tuple[str, Value]]]:
    """Each cell with the name of its column, which stands beside it where there is no room for a head."""
    return [list(zip(table.head, line, strict=True)) for line in table.lines]


@require_safe
def debrief(request: HttpRequest, code: UUID) -> HttpResponse:
    """An hour with those who answered: what to talk about, in which order, and what to say."""
    found = reports.finished(request, code)
    return reports.once(request, found, lambda: debrief_page(request, found))


def debrief_page(request: HttpRequest, found: reports.Seen) -> HttpResponse:
    from assessment import debrief as debriefing
    from assessment import story

    report = found.report()
    agenda = debriefing.agenda(report)
    context = contexts.of_the_whole(report, found) | {
        "heading": agenda.title if agenda is not None else "",
        "agenda": agenda,
        "subtitle": story.subtitle(report),
    }
    return render(request, "assessment/report/debrief.html", context)
