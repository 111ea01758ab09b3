"""Ways in: the start page, the first practice, and the secret link."""

from __future__ import annotations

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from surveys import access, languages
from surveys.actions import responses
from surveys.actions.surveys import (
    NoQuestionnaire,
    TooManyStarts,
    allow_start,
    default_wanted_by,
    latest_questionnaire,
    start,
)
from surveys.choices import Form, Voice
from surveys.forms import labels_of
from surveys.instruments import of_survey, words_of
from surveys.limits import network_of
from surveys.models import Draft, Organisation, Survey, User
from surveys.views import answering, pages
from surveys.views.pages import Problem

ORGANISATIONS_OFFERED = 300
DRAFTS_OFFERED = 5


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """The start page, with a way back to what this browser began."""
    user = request.user
    begun = access.begun_here(request)
    context = {
        "start_url": reverse("start"),
        "door_url": reverse("my-surveys") if user.is_authenticated else reverse("door"),
        "operator": settings.OPERATOR,
        "user_signed_in": user.is_authenticated,
        "organisations": organisation_rows(user) if isinstance(user, User) else [],
        "resume": resume_rows([draft for draft in begun if draft.is_executive][:DRAFTS_OFFERED]),
        "asked": [asked_row(draft) for draft in begun if not draft.is_executive][:DRAFTS_OFFERED],
        "unowned_days": settings.UNOWNED_DAYS,
    }
    return render(request, "surveys/landing.html", context)


def organisation_rows(user: User) -> list[dict[str, object]]:
    """The organisations an account may start for, each by a name that tells it from the others."""
    rows = access.organisations_of(user)[:ORGANISATIONS_OFFERED]
    labels = labels_of({row.pk: (row.name, row.since) for row in rows})
    return [{"code": row.code, "name": labels[row.pk]} for row in rows]


def resume_rows(drafts: list[Draft]) -> list[dict[str, object]]:
    """What each of these drafts has come to. One statement for all of their answers."""
    prefetch_related_objects(drafts, "answers")
    return [resume_row(draft) for draft in drafts]


def resume_row(draft: Draft) -> dict[str, object]:
    done, total = pages.counted(draft, pages.answers_of(draft))
    key = {"survey": draft.survey.code, "draft": draft.code}
    return {
        "url": reverse("resume", kwargs=key),
        "done": done,
        "total": total,
        "finished": draft.finished_at is not None,
        "result_url": reverse("result", args=[draft.survey.code]) if draft.finished_at else "",
    }


def asked_row(draft: Draft) -> dict[str, str]:
    """Where somebody goes on who was asked by a colleague and looks for it on the start page."""
    key = {"survey": draft.survey.code, "draft": draft.code}
    return {"organisation": words_of(draft.survey).organisation, "url": reverse("resume", kwargs=key)}


# --- the first answer ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest, practice: str = "") -> HttpResponse:
    """A practice before anything is saved: the first answer makes the survey, the draft and the link."""
    try:
        draft = unsaved_draft()
    except NoQuestionnaire:
        return render(request, "surveys/no_questionnaire.html", status=503)
    instrument = of_survey(draft.survey)
    core = instrument.of_form(Form.CORE)
    asked = answering.find_practice(instrument, practice or core[0].code)
    if not asked.core:
        raise Http404
    if request.method == "POST":
        return save_first(request, draft, asked.code)
    return render_first(request, draft, asked.code, [])


def unsaved_draft() -> Draft:
    """A draft that is nowhere but in memory, so that the first page looks like all the others."""
    survey = Survey(
        organisation=Organisation(),
        questionnaire=latest_questionnaire(),
        wanted_by=default_wanted_by(timezone.localdate()),
    )
    return Draft(survey=survey, voice=Voice.EXECUTIVE, saved_at=timezone.now())


def save_first(request: HttpRequest, unsaved: Draft, code: str) -> HttpResponse:
    """Make the survey with its first answer, let this browser in and go on."""
    instrument = of_survey(unsaved.survey)
    try:
        current, desired = answering.read_sides(request.POST)
    except answering.Unreadable as problem:
        if answering.is_background(request):
            return JsonResponse({"message": str(problem)}, status=422)
        return render_first(request, unsaved, code, [Problem(str(problem), "today-1")])
    if current is None and desired is None:
        problems = [
            Problem(_("Choose the level that describes you today, or Don’t know"), "today-1"),
            Problem(_("Choose where you’d like to be, or No view"), "wanted-1"),
        ]
        if answering.is_background(request):  # what was marked has been taken back
            return JsonResponse({"message": problems[0].message}, status=422)
        return render_first(request, unsaved, code, problems)
    try:
        allow_start(address=network_of(get_adapter(request).get_client_ip(request)))
    except TooManyStarts:
        return answering.refusal(request, 429, "often")
    by = request.user if request.user.is_authenticated else None
    draft = start(by=by, organisation=chosen(request), language=languages.spoken())
    asked = instrument.by_code[code]
    background = answering.is_background(request)
    complete = current is not None and desired is not None
    after = pages.place_after(instrument, asked, draft) if complete and not background else code
    responses.save_answer(draft=draft, practice=code, current=current, desired=desired, place=after)
    if background:
        return access.let_browser_in(
            request, JsonResponse(answering.saved_note(draft, pages.address(draft, code))), draft
        )
    if not complete:
        return access.let_browser_in(request, answering.missing_side(request, draft, asked), draft)
    return access.let_browser_in(request, redirect(pages.address(draft, after)), draft)


def chosen(request: HttpRequest) -> Organisation | None:
    """The organisation a signed-in account starts for; None for a new one."""
    code = request.GET.get("organisation", "")
    if not code or not isinstance(request.user, User):
        return None
    try:
        return access.organisations_of(request.user).filter(code=UUID(code)).first()
    except ValueError:
        return None


def render_first(request: HttpRequest, draft: Draft, code: str, problems: list[Problem]) -> HttpResponse:
    instrument = of_survey(draft.survey)
    asked = instrument.by_code[code]
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    before, after = pages.place_before(instrument, asked), pages.place_after(instrument, asked, draft)
    errors = {problem.anchor: problem.message for problem in problems}
    context = answering.practice_context(instrument, draft, asked, {}) | {
        "current": pages.Rail("", errors.get("today-1", "")),
        "desired": pages.Rail("", errors.get("wanted-1", "")),
        "problems": problems,
        "back": reverse("start", args=[before]) + query if before else reverse("landing"),
        "skip": reverse("start", args=[after]) + query if after in instrument.by_code else reverse("landing"),
        "leave": "",
        "action": reverse("start", args=[code]) + query,
        "saved_at": None,
        "resumed": "",
        "looked_at": reverse("start", args=[code]) + query if problems else "",
    }
    return render(request, "surveys/answering/practice.html", context, status=422 if problems else 200)


# --- the secret link -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link somebody copied: looking changes nothing, Continue lets the browser in."""
    try:
        survey = access.survey_of_link(token)
    except access.LinkReplaced:
        return render(request, "surveys/answering/link_dead.html", {"door_url": reverse("door")}, status=410)
    languages.speak(request, survey)
    draft = survey.drafts.select_related("survey__organisation").get(voice=Voice.EXECUTIVE)
    if request.method == "POST":
        to_result = request.POST.get("go") == "result" and draft.finished_at is not None
        resumed = pages.address(draft, pages.resume_place(draft)) + "?back=1"
        where = reverse("result", args=[survey.code]) if to_result else resumed
        return access.let_browser_in(request, redirect(where), draft)
    done, total = pages.counted(draft, pages.answers_of(draft))
    context = {
        "done": done,
        "total": total,
        "finished": draft.finished_at is not None,
        "finished_at": draft.finished_at,
        "saved_at": draft.saved_at,
        "organisation": survey.organisation.name,
        "action": request.path,
    }
    return render(request, "surveys/answering/link.html", context)


@require_safe
def continue_owned(request: HttpRequest, code: UUID) -> HttpResponse:
    """Somebody signed in goes on with a survey that their account keeps."""
    draft = access.executive_draft(request, code)
    return access.let_browser_in(
        request, redirect(pages.address(draft, pages.resume_place(draft)) + "?back=1"), draft
    )
