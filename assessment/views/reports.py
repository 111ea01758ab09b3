"""The results: who may see them, the page of each voice, and the files.

Everything that needs pandas or matplotlib is imported when a report is asked for, so that a worker
which only serves questions never loads them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from assessment import remembered
from assessment.views import contexts, shown
from surveys import access, waiting
from surveys.choices import Voice
from surveys.instruments import of_survey
from surveys.models import Draft, Panel, Pool, Share, Survey

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assessment.exhibits import Exhibit
    from assessment.pictures import Chart
    from assessment.report import Reader
    from assessment.rows import Report, VoiceView


LOOK_AGAIN = "2"  # seconds, while results are being worked out


@dataclass(frozen=True)
class Seen:
    """A survey and by which right somebody sees it: as its executive, or because it is shared with them.

    Neither is so of a round that was imported into the reader's own survey.
    """

    survey: Survey
    draft: Draft | None
    share: Share | None

    @property
    def is_yours(self) -> bool:
        return self.draft is not None

    def made_from(self) -> tuple[Any, ...]:
        """Everything that the pages of this survey say something about, for this reader.

        Two statements; another where somebody else is shown the executive's marks, and one for a pool.
        """
        survey, draft, share = self.survey, self.draft, self.share
        panels = (
            access.panels_of(survey)
            .annotate(begun=waiting.has_asked("pk"))
            .values_list(
                *("voice", "way", "frozen_at", "closed_at", "opened_at", "opening_step", "closes_on"),
                *("head_count", "threshold", "answered", "starts_on", "begun", "addresses_changed"),
            )
        )
        home = survey.organisation
        pool = (
            Pool.objects.filter(slug=of_survey(survey).slug).values_list("made_at") if home.compares else ()
        )
        said = (home.name, survey.customers, survey.customer, survey.asker, survey.wanted_by, *pool)
        whose: tuple[Any, ...] = ()
        if share is not None:
            whose = (share.pk, share.own_marks, self.marks_since() if share.own_marks else None)
        if draft is not None:
            whose = (draft.code, draft.finished_at, draft.saved_at, draft.form)
        rounds = tuple(self.other_rounds().order_by("pk").values_list("pk", "opened_at"))
        return (
            *(survey.pk, survey.executive_id, survey.language, survey.answered_on),
            *(said, home.compares, whose, tuple(panels), rounds, get_language()),
        )

    def other_rounds(self) -> QuerySet[Panel]:
        """The open teams of other rounds that a page may compare with."""
        from assessment import report

        return report.other_rounds(self.survey, self.reader())

    def marks_since(self) -> Any:
        """When the executive last finished, which may have changed the marks."""
        drafts = self.survey.drafts.filter(voice=Voice.EXECUTIVE)
        return drafts.values_list("finished_at", flat=True).first()

    def report(self, *, own_marks: bool = True) -> Report:
        """Everything this reader may be told; without anybody's own marks where that is asked."""
        from assessment import report

        made = report.build(self.survey, self.reader())
        return made if own_marks else report.without_own_marks(made)

    def reader(self) -> Reader:
        from assessment import report

        if self.draft is not None:
            return report.Executive(self.draft)
        return report.Consultant(self.share) if self.share is not None else report.Organiser()


def seen(request: HttpRequest, code: UUID) -> Seen:
    """The survey, for its executive or for whoever it is shared with; Http404 for anybody else."""
    try:
        draft = access.executive_draft(request, code)
    except Http404:
        share = access.share_with(request, code)
        return Seen(share.survey, None, share) if share is not None else seen_imported(request, code)
    return Seen(draft.survey, draft, None)  # also where somebody shares a round with their own address


def seen_imported(request: HttpRequest, code: UUID) -> Seen:
    """A round that was imported, for whoever sees the survey it is in; Http404 for anybody else."""
    survey = access.imported_seen(request, code)
    assert survey.earlier_of is not None
    if survey.earlier_of.executive_id == request.user.pk:
        return Seen(survey, None, None)
    return Seen(survey, None, access.share_with(request, survey.earlier_of.code))


def finished(request: HttpRequest, code: UUID) -> Seen:
    """The same behind a file. Raises Http404 before Finish: there is nothing to download."""
    found = seen(request, code)
    if found.draft is not None and found.draft.finished_at is None:
        raise Http404
    return found


def shown_view(report: Report, voice: str) -> VoiceView:
    """The voice's part of the report. Raises Http404 for a voice that this reader doesn't see."""
    view = report.view(voice)
    if view is None:
        raise Http404
    return view


def once(request: HttpRequest, found: Seen, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page as it was made before from the same things; else made now, and remembered.

    A page with a form of its own holds this browser's token, so it is made each time.
    """
    if request.GET:
        return make()
    name = remembered.name_of(request.path, *found.made_from())
    page = remembered.pages.find(name)
    if page is not None:
        return remembered.served(page, request.headers.get("Accept-Encoding", ""))
    response = make()
    if response.status_code != 200:  # a redirect holds nothing to be shown again
        return response
    if b"csrfmiddlewaretoken" not in response.content and "Refresh" not in response.headers:
        remembered.pages.keep(name, response.content)
    return response


@require_safe
def result(request: HttpRequest, code: UUID, voice: str = "") -> HttpResponse:
    """What one voice says: finding, pictures, tables; or why there is nothing to see yet."""
    found = seen(request, code)
    draft = found.draft
    if draft is not None and draft.finished_at is None:
        return access.let_browser_in(request, redirect("resume", draft.survey.code, draft.code), draft)
    response = once(request, found, lambda: result_page(request, found, voice))
    # an account that came without the cookie may go on answering from here
    return access.let_browser_in(request, response, draft) if draft is not None else response


def result_page(request: HttpRequest, found: Seen, voice: str) -> HttpResponse:
    report = found.report()
    view = shown_view(report, voice or contexts.first_voice(report))
    if found.survey.earlier_of is not None and view.state != "open":
        return redirect("import-round", found.survey.earlier_of.code, found.survey.code)
    if view.own:
        context = contexts.own_page(report, view, found)
        context["kept"] = context["owned"] and "kept" in request.GET
    else:
        context = contexts.group_page(report, view, found)
    response = render(request, f"assessment/report/{'own' if view.own else 'group'}.html", context)
    if view.state == "opening":
        response.headers["Refresh"] = LOOK_AGAIN
    return response


@require_safe
def parts(request: HttpRequest, code: UUID, by: str) -> HttpResponse:
    """The team by department, region, level, by where people meet customers, or by two of them."""
    found = finished(request, code)
    return once(request, found, lambda: parts_page(request, found, by))


def parts_page(request: HttpRequest, found: Seen, by: str) -> HttpResponse:
    report = found.report()
    view = shown_view(report, Voice.TEAM)
    split = next((split for split in view.splits if split.key == by), None)
    if split is None:
        raise Http404
    context = contexts.parts_page(report, view, split, found, request.GET.get("part", ""))
    return render(request, "assessment/report/parts.html", context)


# --- files ----------------------------------------------------------------------------------------------


def with_own_marks(request: HttpRequest) -> bool:
    """Own marks leave the page only by a tick."""
    return request.GET.get("own") == "1"


@require_safe
def result_file(request: HttpRequest, code: UUID, kind: str) -> HttpResponse:
    """The whole report as CSV or JSON."""
    from assessment.exports import csv, json

    writers = {"csv": (csv.write, "text/csv; charset=utf-8"), "json": (json.write, "application/json")}
    if kind not in writers:
        raise Http404
    write, content_type = writers[kind]
    report = finished(request, code).report(own_marks=with_own_marks(request))
    return download(write(report), content_type, f"{named(request, report)}.{kind}")


PICTURE_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@require_safe
def result_picture(
    request: HttpRequest, code: UUID, shape: str, kind: str, picture: str = "planogram", voice: str = ""
) -> HttpResponse:
    """One of a voice's pictures as a file, with its finding as a heading."""
    from assessment import pictures

    if shape not in ("wide", "phone") or kind not in PICTURE_TYPES:
        raise Http404
    report = finished(request, code).report(own_marks=not voice or with_own_marks(request))
    view = shown_view(report, voice or Voice.EXECUTIVE)
    chart = headed(report, view, picture, shape, request.GET.get("part", ""))
    drawing = pictures.kept(chart, shape, kind)  # type: ignore[arg-type]
    name = "-".join(filter(None, (named(request, report), voice, picture, shape)))
    return download(drawing, PICTURE_TYPES[kind], f"{name}.{kind}")


def headed(report: Report, view: VoiceView, key: str, shape: str, part: str) -> Chart:
    """A picture under its finding. Http404 where this voice has none, or nothing to draw in it."""
    from assessment import comparisons, exhibits, pictures

    if key.startswith(exhibits.PARTS) and shape == "phone":
        split = next((split for split in view.splits if exhibits.PARTS + split.key == key), None)
        if split is None or len(split.by) > 1 or not split.shown:
            raise Http404
        one = shown.chosen_part(split, part)
        chart = comparisons.part_of(report, view, one)
        return pictures.headed(chart, comparisons.part_name(one), comparisons.part_subtitle(), report, view)
    made = exhibit_at(report, view, key)
    if made.chart is None or not made.drawn_for(shape):
        raise Http404
    return pictures.headed(made.chart, made.finding, made.subtitle, report, view)


def exhibit_at(report: Report, view: VoiceView, key: str) -> Exhibit:
    """The exhibit of this name. Raises Http404 where this voice has none."""
    from assessment import exhibits, one_practice

    found = exhibits.exhibit(report, view, key) or one_practice.exhibit(report, key)
    if found is None or found.voice != view.voice:  # a practice's picture stands under one voice
        raise Http404
    return found


@require_safe
def result_table(request: HttpRequest, code: UUID, voice: str, picture: str) -> HttpResponse:
    """The numbers behind one picture as CSV."""
    from assessment import findings
    from assessment.exports import table

    report = finished(request, code).report(own_marks=with_own_marks(request))
    view = shown_view(report, voice)
    found = exhibit_at(report, view, picture)
    name = "-".join((named(request, report), voice, picture))
    content = table.write(found.table, findings.small_print(report, view, ""))
    return download(content, "text/csv; charset=utf-8", f"{name}.csv")


def named(request: HttpRequest, report: Report) -> str:
    """The file's name, which says so where somebody's own marks were ticked and are in it."""
    ticked = with_own_marks(request) and any(view.own for view in report.views)
    name = file_name(report.organisation, report.round, report.answered_on)
    return name + ("-with-own-marks" if ticked else "")


def file_name(organisation: str, number: int, answered_on: date | None) -> str:
    """A file name made of letters, digits and hyphens only, whatever the organisation is called."""
    when = answered_on.strftime("imported-%Y-%m") if answered_on else f"round-{number}"
    return "-".join(filter(None, ("closer", slugify(organisation)[:60].strip("-_"), when)))


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=content_type, headers=as_file(name))


def as_file(name: str) -> dict[str, str]:
    """What says that it is to be kept under this name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}
