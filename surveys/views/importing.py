"""Bringing earlier results into a survey: the file, its preview, and what can be done with it then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys import access, import_files, promise
from surveys.actions import importing
from surveys.answer_files import NotAnswers
from surveys.choices import LEVELS, MEETS, SEGMENTS, Form, Meets, Voice
from surveys.import_forms import ASKED, ImportForm
from surveys.instruments import of_survey
from surveys.long_answers import BadLines, Problem, TooLong
from surveys.models import Answer, Panel, Response, Survey, User
from surveys.views.organising import (
    LOOK,
    SEND,
    Onward,
    problems_of,
    refusal,
    result_of,
    signed_in,
    user_of,
    words_for,
)

PROBLEMS_SHOWN = 1_000  # causes, each with all its lines
COLUMNS_NAMED = 20  # of those that were left out
LABELS_NAMED = 10  # of each kind
EXAMPLE = """\
respondent,item,current,desired,voice,department
a1,{0},2,4,team,Sales
a1,{1},,5,team,Sales
b7,{0},3,3,peer,"""
LEFT_OUT = "left-out-{}"  # in the session, by round: the columns of the file that were not imported


# --- the file -----------------------------------------------------------------------------------------------


@signed_in(*LOOK, *SEND)
def overview(request: HttpRequest, code: UUID) -> HttpResponse:
    """What can be imported and how, and the rounds that were; a file that is sent leads to its preview."""
    user = user_of(request)
    survey = access.survey_to_import_into(user, code)
    if request.method != "POST":
        return render_import(request, survey, ImportForm(began=began(survey)))
    form = ImportForm(request.POST, request.FILES, began=began(survey))
    if not form.is_valid():
        return render_import(request, survey, form, status=422)
    return take_in(request, survey, form, user)


def began(survey: Survey) -> date:
    return timezone.localdate(survey.created_at)


def take_in(request: HttpRequest, survey: Survey, form: ImportForm, user: User) -> HttpResponse:
    """Read the file and store all of it, or say what is wrong with it and store nothing."""
    given = form.cleaned_data
    try:
        answers = importing.read_file(survey=survey, file=given["file"].file, by=user)
        made = importing.store(
            survey=survey,
            answers=answers,
            answered_on=given["answered_on"],
            by=user,
            head_counts=form.head_counts(),
        )
    except importing.FewerAsked as few:
        form.add_error(ASKED[few.voice], fewer_asked(few))
        return render_import(request, survey, form, status=422)
    except importing.TooManyImports:
        problem = _("That’s more than the %(n)d files that one account may send in a day. Try again tomorrow")
        form.add_error("file", problem % {"n": settings.IMPORTS_PER_DAY})
        return render_import(request, survey, form, status=429)
    except BadLines as bad:
        form.add_error("file", too_many_bad(bad.lines))
        return render_import(request, survey, form, bad.problems, status=422)
    except NotAnswers as none:
        form.add_error("file", str(none))
        return render_import(request, survey, form, status=413 if isinstance(none, TooLong) else 422)
    left_out = import_files.left_out(answers)
    request.session[LEFT_OUT.format(made.pk)] = [left_out[:COLUMNS_NAMED], len(left_out[COLUMNS_NAMED:])]
    return redirect("import-round", survey.code, made.code)


def fewer_asked(few: importing.FewerAsked) -> str:
    if not few.answered:
        return _("Nobody in the file is one of these, so leave this empty")
    return _("The file has answers of %(n)d of them, so no fewer were asked") % {"n": few.answered}


def too_many_bad(lines: int) -> str:
    words = ngettext(
        "%(n)d line can’t be used, so nothing was imported",
        "%(n)d lines can’t be used, so nothing was imported",
        lines,
    )
    return words % {"n": lines}


def render_import(
    request: HttpRequest,
    survey: Survey,
    form: ImportForm,
    bad: Sequence[Problem] = (),
    status: int = 200,
) -> HttpResponse:
    own = survey.executive_id == user_of(request).pk
    context = {
        "survey": survey,
        "form": form,
        "problems": problems_of(form),
        "bad": bad[:PROBLEMS_SHOWN],
        "bad_more": sum(len(problem.lines) for problem in bad[PROBLEMS_SHOWN:]),
        "practices": of_survey(survey).practices,
        "example": EXAMPLE.format(*(practice.code for practice in of_survey(survey).of_form(Form.CORE))),
        "columns": columns_said(),
        "most": settings.LINES_PER_IMPORT,
        "megabytes": settings.IMPORT_BYTES // 1_000_000,
        "days": settings.UNOPENED_IMPORT_DAYS,
        "rounds": [(one, when(one), standing(one)) for one in access.imports_of(survey)],
        "own": own,
        "back_url": reverse("my-surveys") if own else reverse("clients"),
    }
    return render(request, "surveys/importing/import.html", context, status=status)


def columns_said() -> list[tuple[str, str]]:
    """What the columns are called, and what each is for."""
    labels = _("what somebody of the team is part of, if you like: up to %(n)d names each")
    meets = _("where they mostly meet customers: %(places)s")
    return [
        ("respondent", _("tells one person from another; it isn’t stored")),
        ("item", _("the code of a practice, as listed below")),
        ("current, desired", _("whole levels from 1 to 5, today and wanted; empty is don’t know")),
        ("voice", _("executive, peer or team; without it everybody is of the team")),
        (", ".join(SEGMENTS), labels % {"n": import_files.LABELS_AT_MOST}),
        (MEETS, meets % {"places": ", ".join(str(place.label).lower() for place in Meets)}),
    ]


def when(imported: Survey) -> str:
    """The month in which the answers were given, as it is read."""
    assert imported.answered_on is not None
    return formats.date_format(imported.answered_on, "YEAR_MONTH_FORMAT")


def standing(imported: Any) -> str:
    if imported.results_open:
        return _("results open")
    return _("imported, results not open yet") if imported.kept_at else _("not imported yet, only a preview")


# --- the round ----------------------------------------------------------------------------------------------


@signed_in(*LOOK, *SEND)
def imported(request: HttpRequest, code: UUID, round_code: UUID) -> HttpResponse:
    """What a file holds, as a preview and as a round; a form keeps it or undoes it."""
    user = user_of(request)
    try:
        found = access.imported_round(user, code, round_code)
    except Http404:
        if request.POST.get("do") not in ("undo", "remove"):
            raise
        return redirect("import", access.survey_to_import_into(user, code).code)  # pressed twice
    if request.method != "POST":
        return render_round(request, found, code)
    if request.POST.get("do") == "undo":
        return undo(request, found, code)
    if request.POST.get("do") == "remove":
        importing.remove(imported=found, by=user)
        return gone(request, found, code, _("Removed: nothing of that round is left here."))
    importing.keep(imported=found, by=user)
    return redirect("import-round", code, round_code)


def undo(request: HttpRequest, found: Survey, code: UUID) -> HttpResponse:
    try:
        importing.undo(imported=found, by=user_of(request))
    except importing.ResultsOpen:
        opened = found.panels.filter(opened_at__isnull=False).order_by("voice")
        ways = [
            Onward(result_of(found, panel.voice), _("See the results: %(name)s") % words_for(panel.voice))
            for panel in opened
        ]
        message = _("Results of this round are open, so it stays. Nothing was changed.")
        return refusal(request, 409, _("It’s too late to undo this"), message, ways)
    return gone(request, found, code, _("Undone: nothing of that file is left here."))


def gone(request: HttpRequest, found: Survey, code: UUID, said: str) -> HttpResponse:
    request.session.pop(LEFT_OUT.format(found.pk), None)
    messages.info(request, said)
    return redirect("import", code)


@dataclass(frozen=True)
class Group:
    """A voice in the file: how many people, and what can be done with its results."""

    name: str
    voice: str
    people: str
    state: str  # open, opening, ready, too_few; "" for the executive
    smallest: int
    url: str


def groups_of(found: Survey, panels: Sequence[Any]) -> list[Group]:
    """Who answered, the groups before the executive. One statement."""
    groups = [group_of(found, panel) for panel in panels]
    if Response.objects.filter(survey=found, voice=Voice.EXECUTIVE).exists():
        groups.append(Group(_("The executive"), Voice.EXECUTIVE, counted(1), "", 0, ""))
    return groups


def group_of(found: Survey, panel: Any) -> Group:
    """One voice. Opening is asked for by a form, results are looked at by a link."""
    people = panel.release.answered if panel.is_open else panel.answered  # answers go before results do
    if panel.is_open:
        state = "open"
    elif panel.closed_at is not None:
        state = "opening"
    else:
        state = "ready" if people >= panel.smallest else "too_few"
    said = counted(people)
    if panel.head_count is not None:
        said = _("%(n)d of %(of)d people asked") % {"n": people, "of": panel.head_count}
    result = result_of(found, panel.voice)
    url = reverse("open-results", args=[found.code, panel.voice]) if state == "ready" else result
    return Group(words_for(panel.voice)["name"], panel.voice, said, state, panel.smallest, url)


def counted(people: int) -> str:
    return ngettext("%(n)d person", "%(n)d people", people) % {"n": people}


@dataclass(frozen=True)
class Split:
    """By what the team can be split: what it is called, its labels as far as they are named, and how many."""

    name: str
    labels: Sequence[str]
    number: int


def splits_of(found: Survey, panels: Sequence[Panel]) -> list[Split]:
    """What the file says of the team. One statement."""
    team = next((panel for panel in panels if panel.voice == Voice.TEAM), None)
    if team is None:
        return []
    said = [(str(promise.WORDS[name]), team.segments.get(name, [])) for name in SEGMENTS]
    meets = set(
        Response.objects.filter(survey=found).exclude(meets="").order_by().values_list(MEETS, flat=True)
    )
    places = [str(place.label) for place in Meets if place.value in meets]
    said.append((_("where people meet customers"), places))
    return [Split(name, labels[:LABELS_NAMED], len(labels)) for name, labels in said if labels]


def render_round(request: HttpRequest, found: Survey, code: UUID) -> HttpResponse:
    lines = dict(
        Answer.objects.filter(response__survey=found)
        .order_by()
        .values_list("practice__code")
        .annotate(Count("pk"))
    )
    practices = of_survey(found).practices
    panels = list(access.panels_of(found).select_related("release"))  # in the order of GROUPS
    groups = groups_of(found, panels)
    left_out, left_out_more = request.session.get(LEFT_OUT.format(found.pk), [[], 0])
    context = {
        "round": found,
        "when": when(found),
        "groups": groups,
        "may_open": any(group.state == "ready" for group in groups),
        "can_open": any(group.state in ("ready", "opening") for group in groups),
        "is_open": any(group.state == "open" for group in groups),
        "lines": sum(lines.values()),
        "practices": [practice for practice in practices if practice.code in lines],
        "missing": [one for one in practices if one.core and one.code not in lines],
        "splits": splits_of(found, panels),
        "left_out": left_out,
        "left_out_more": left_out_more,
        "until": formats.date_format(
            timezone.localdate(found.created_at) + timedelta(days=settings.UNOPENED_IMPORT_DAYS)
        ),
        "back_url": reverse("import", args=[code]),
        "own": found.executive_id == user_of(request).pk,
        "levels": levels_of(found) if found.imported_by == user_of(request) and not found.kept_at else [],
    }
    return render(request, "surveys/importing/round.html", context)


def levels_of(found: Survey) -> list[tuple[str, int, int]]:
    """How often each level stands in the file, today and wanted: for whoever brought it, to see a mistake.

    Two statements.
    """
    counted = [
        dict(Answer.objects.filter(response__survey=found).order_by().values_list(side).annotate(Count("pk")))
        for side in ("current", "desired")
    ]
    named = [(str(level), level) for level in LEVELS]
    return [
        (name, *(counts.get(level, 0) for counts in counted)) for name, level in [*named, (_("empty"), None)]
    ]
