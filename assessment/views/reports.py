"""The result: the page, its pictures and its files.

Everything that needs pandas or matplotlib is imported when a report is asked for, so that a worker
which only serves questions never loads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from surveys import access
from surveys.choices import DEEPER, Form, Voice
from surveys.instruments import of_survey
from surveys.models import Draft

if TYPE_CHECKING:
    from assessment.rows import Report, VoiceView


def executive_report(draft: Draft) -> Report:
    from assessment import report

    return report.build(draft.survey, report.Executive(draft))


def finished_report(request: HttpRequest, code: UUID) -> Report:
    """The report behind a file. Raises Http404 before Finish: there is nothing to download."""
    draft = access.executive_draft(request, code)
    if draft.finished_at is None:
        raise Http404
    return executive_report(draft)


def shown_view(report: Report, voice: str) -> VoiceView:
    """The voice's part of the report. Raises Http404 for a voice that was not asked."""
    view = report.view(voice)
    if view is None:
        raise Http404
    return view


@require_safe
def result(request: HttpRequest, code: UUID, voice: str = Voice.EXECUTIVE) -> HttpResponse:
    """What one voice says: finding, planogram, table, next steps."""
    draft = access.executive_draft(request, code)
    if draft.finished_at is None:
        return access.let_browser_in(request, redirect("resume", draft.survey.code, draft.code), draft)
    report = executive_report(draft)
    view = shown_view(report, voice)
    context = page_context(report, view, draft)
    context["kept"] = context["owned"] and "kept" in request.GET
    response = render(request, f"assessment/report/{'own' if view.own else 'group'}.html", context)
    # an account that came without the cookie may go on answering from here
    return access.let_browser_in(request, response, draft)


def page_context(report: Report, view: VoiceView, draft: Draft) -> dict[str, Any]:
    from assessment import pictures, wording

    survey = draft.survey
    context: dict[str, Any] = {
        "report": report,
        "view": view,
        "heading": wording.heading(view),
        "tabs": [
            {"name": other.name, "url": voice_address(survey.code, other.voice), "current": other is view}
            for other in report.views
        ],
        "changed": draft.finished_at is not None and draft.saved_at > draft.finished_at,
        "owned": survey.executive_id is not None,
        "check_url": reverse("check", args=[survey.code, draft.code]),
        "leave_url": reverse("leave", args=[survey.code, draft.code]),
        "keep_url": reverse("keep", args=[survey.code]),
        "deeper_url": "" if view.deeper else reverse("deeper", args=[survey.code, draft.code]),
        "deeper_begun": draft.form == Form.FULL,
        "deeper_count": len(of_survey(survey).of_form(DEEPER)),
        "csv_url": reverse("result-file", args=[survey.code, "csv"]),
        "json_url": reverse("result-file", args=[survey.code, "json"]),
        "svg_url": reverse("result-picture", args=[survey.code, "wide", "svg"]),
        "png_url": reverse("result-picture", args=[survey.code, "wide", "png"]),
    }
    if view.own:
        assert view.overall is not None
        question, answer = wording.is_it_good(view.overall, of_survey(survey))
        context |= {
            "wide": pictures.planogram_svg(report, view, "wide"),
            "phone": pictures.planogram_svg(report, view, "phone"),
            "good_question": question,
            "good_answer": answer,
            "levels": of_survey(survey).levels,
        }
    return context


def voice_address(code: UUID, voice: str) -> str:
    return (
        reverse("result", args=[code]) if voice == Voice.EXECUTIVE else reverse("result", args=[code, voice])
    )


@require_safe
def result_file(request: HttpRequest, code: UUID, kind: str) -> HttpResponse:
    """The whole report as CSV or JSON."""
    from assessment.exports import csv, json

    writers = {"csv": (csv.write, "text/csv; charset=utf-8"), "json": (json.write, "application/json")}
    if kind not in writers:
        raise Http404
    write, content_type = writers[kind]
    report = finished_report(request, code)
    return download(write(report), content_type, f"{file_name(report)}.{kind}")


@require_safe
def result_picture(request: HttpRequest, code: UUID, shape: str, kind: str) -> HttpResponse:
    """The executive's planogram as a file."""
    from assessment import pictures

    types = {"svg": "image/svg+xml", "png": "image/png"}
    if shape not in ("wide", "phone") or kind not in types:
        raise Http404
    report = finished_report(request, code)
    view = shown_view(report, Voice.EXECUTIVE)
    drawing = pictures.planogram_file(report, view, shape, kind)  # type: ignore[arg-type]
    return download(drawing, types[kind], f"{file_name(report)}-planogram-{shape}.{kind}")


def file_name(report: Report) -> str:
    """A file name made of letters, digits and hyphens only, whatever the organisation is called."""
    return "-".join(
        filter(None, ("closer", slugify(report.organisation)[:60].strip("-_"), f"round-{report.round}"))
    )


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
