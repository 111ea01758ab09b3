"""Answering: one practice a page.

Nothing here reads the session or the account, and nothing here loads pandas or matplotlib: these are
the pages that many people open at once, on a phone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from surveys import access, languages, promise
from surveys.actions import joining, responses
from surveys.actions.responses import NOT_APPLICABLE, Side
from surveys.actions.surveys import secret_link
from surveys.choices import CHECK, CURRENT_REASONS, DESIRED_REASONS, Form, Reason
from surveys.instruments import of_survey
from surveys.limits import MemoryLimit
from surveys.links import short_code
from surveys.models import Draft, DraftAnswer, Panel
from surveys.questionnaires.texts import Instrument, Practice
from surveys.sealing import KeyGone
from surveys.views import pages
from surveys.views.pages import Answers, Problem, Rail
from surveys.views.resuming import code_note

LEAVE, BACK = "leave", "back"
save_limit = MemoryLimit(settings.SAVES_PER_MINUTE, 60)


class Unreadable(Exception):
    """A form field with a value that our page never offers."""


# why nobody gets to a draft, or nothing is done with it: the status of a form, that of a page, and the cause
SHUT_OUT: dict[type[Exception], tuple[int, int, str]] = {
    access.ForeignDraft: (409, 404, "foreign"),
    access.LinkRenewed: (410, 410, "renewed"),
    access.LinkReplaced: (410, 410, "replaced"),
    access.ResultsOpen: (409, 409, "locked"),
    Http404: (404, 404, "gone"),
}
TOO_LATE: dict[type[Exception], tuple[int, int, str]] = {
    responses.TooOften: (429, 429, "often"),
    responses.Locked: (409, 409, "locked"),
    responses.RoundClosed: (409, 409, "over"),
    responses.LinkFull: (409, 409, "full"),
    KeyGone: (410, 410, "unreadable"),
}


def with_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Pass the draft that the address names and this browser was let in to; otherwise say why not."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, survey: UUID, draft: str, **kwargs: Any) -> HttpResponse:
        try:
            found = access.draft_of_cookie(request, survey, draft)
        except access.DraftSpent:
            return gone(request, survey, draft)
        except access.RoundOver as closed:
            languages.speak(request, closed.panel.survey)
            return refused(request, 409, 200, "over", closed.panel)
        except tuple(SHUT_OUT) as problem:
            return refused(request, *SHUT_OUT[type(problem)])
        languages.speak(request, found.survey)
        request.of_executive = found.is_executive  # type: ignore[attr-defined]  # read by the wordmark
        try:
            if request.method == "POST" and not save_limit.take(draft):
                raise responses.TooOften
            return view(request, found, *args, **kwargs)
        except responses.DraftGone:
            return gone(request, survey, draft)
        except tuple(TOO_LATE) as problem:
            return refused(request, *TOO_LATE[type(problem)], found.panel)

    return inner


def gone(request: HttpRequest, survey: UUID, draft: str) -> HttpResponse:
    """What was begun here isn't there any more, most often because results were opened meanwhile."""
    panel = access.opened_meanwhile(request, survey, draft)
    if panel is None:
        return refused(request, 409, 410, "gone")
    languages.speak(request, panel.survey)
    return refused(request, 409, 410, "opened", panel)


def refused(
    request: HttpRequest, of_form: int, of_page: int, cause: str, panel: Panel | None = None
) -> HttpResponse:
    return refusal(request, of_form if request.method == "POST" else of_page, cause, panel)


def refusal(request: HttpRequest, status: int, cause: str, panel: Panel | None = None) -> HttpResponse:
    """A page, or the same sentence as JSON for a save in the background.

    `panel` is the voice that somebody answers in, whose contact is named; "opened" needs it.
    """
    opened = panel if cause == "opened" else None
    heading, message = pages.results_opened(opened) if opened is not None else pages.refused(cause)
    if is_background(request):
        return JsonResponse({"message": message}, status=status)
    context = {"heading": heading, "message": message, "cause": cause}
    if panel is not None:
        context |= pages.contact_of(panel)
    return render(request, "surveys/answering/refusal.html", context, status=status)


def is_background(request: HttpRequest) -> bool:
    return request.headers.get("X-Background") == "1"


# --- one practice --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def practice(request: HttpRequest, draft: Draft, practice: str) -> HttpResponse:
    """Show one practice; save what is posted of it."""
    asked = find_practice(of_survey(draft.survey), practice)
    if not may_be_asked(draft, asked):
        raise Http404
    if request.method == "POST":
        return save_practice(request, draft, asked)
    answers = pages.answers_of(draft)
    return render_practice(request, draft, asked, answers)


def may_be_asked(draft: Draft, practice: Practice) -> bool:
    """The core always; the rest of a group that is given the full form, of the executive after the core."""
    if draft.is_executive:
        return practice.core or draft.finished_at is not None
    return practice.core or draft.form == Form.FULL


def find_practice(instrument: Instrument, code: str) -> Practice:
    if code not in instrument.by_code:
        raise Http404
    return instrument.by_code[code]


def save_practice(request: HttpRequest, draft: Draft, asked: Practice) -> HttpResponse:
    """Save both sides and go on; save one side and ask for the other; save nothing unreadable."""
    try:
        current, desired = read_sides(request.POST)
    except Unreadable as problem:
        return unreadable(request, draft, asked, str(problem))
    complete = current is not None and desired is not None
    after = pages.place_after(of_survey(draft.survey), asked, draft)
    before = pages.place_before(of_survey(draft.survey), asked, draft.voice)
    elsewhere = "" if is_background(request) else way_of_button(request, draft, asked.code, before)
    if elsewhere and current is None and desired is None:
        return redirect(elsewhere)
    place = after if complete and not (is_background(request) or elsewhere) else None
    responses.save_answer(draft=draft, practice=asked.code, current=current, desired=desired, place=place)
    if is_background(request):
        return JsonResponse(saved_note(draft))
    if elsewhere:
        return redirect(elsewhere)
    if not complete:
        return missing_side(request, draft, asked)
    return redirect(next_address(request, draft, after))


def way_of_button(request: HttpRequest, draft: Draft, here: str, before: str) -> str:
    """Where a button leads that saves first and doesn't go on: out, to the place before, or here in another
    language; "" for Save and continue.
    """
    go = request.POST.get("go", "")
    if go == LEAVE:
        return leave_address(draft)
    if go == BACK and before:
        return pages.address(draft, before)
    if languages.known(go):
        query = {name: value for name, value in request.GET.items() if name == "from"} | {languages.QUERY: go}
        return f"{pages.address(draft, here)}?{urlencode(query)}"
    return ""


def next_address(request: HttpRequest, draft: Draft, after: str) -> str:
    """The next page; back to the check page for whoever came from there to change one answer."""
    return pages.address(draft, CHECK if from_check(request) else after)


def from_check(request: HttpRequest) -> str:
    """Carried along while somebody changes one answer, so that Save leads back to the check page."""
    return f"?from={CHECK}" if request.GET.get("from") == CHECK else ""


def saved_note(draft: Draft, address: str = "") -> dict[str, str]:
    """What the script is told after a save in the background."""
    return {"saved_at": draft.saved_at.isoformat(), "address": address, "leave": leave_address(draft)}


def leave_address(draft: Draft) -> str:
    if draft.is_trial:
        return pages.trial_address(draft, LEAVE)
    return reverse("leave", kwargs={"survey": draft.survey.code, "draft": draft.code})


def read_sides(post: QueryDict) -> tuple[Side | None, Side | None]:
    """Both sides as posted; None for one that was left empty. Raises Unreadable."""
    if post.get("not_applicable"):
        return NOT_APPLICABLE, NOT_APPLICABLE
    current = read_side(post.get("current", ""), CURRENT_REASONS)
    return current, read_side(post.get("desired", ""), DESIRED_REASONS)


def read_side(value: str, reasons: tuple[Reason, ...]) -> Side | None:
    """A rail's value: a digit from 1 to 5 or the one reason that its rail offers."""
    if not value:
        return None
    if value == reasons[0]:
        return Side(reason=value)
    if value in ("1", "2", "3", "4", "5"):
        return Side(level=int(value))
    raise Unreadable(_("Choose one of the five levels. What came in was none of them, so nothing was saved."))


def missing_side(request: HttpRequest, draft: Draft, asked: Practice) -> HttpResponse:
    """One rail was left empty, here and before: keep the other, ask once, offer Skip."""
    answers = pages.answers_of(draft)
    answer = answers.get(asked.code) or DraftAnswer()
    current, desired = rails(answer)
    if not current.value:
        current = Rail("", _("Choose the level that describes you today, or Don’t know"))
    if not desired.value:
        desired = Rail("", _("Choose where you’d like to be, or No view"))
    if current.value and desired.value:  # the other side had been saved before
        return redirect(pages.address(draft, pages.place_after(of_survey(draft.survey), asked, draft)))
    problems = [
        Problem(rail.error, anchor)
        for rail, anchor in ((current, "today-1"), (desired, "wanted-1"))
        if rail.error
    ]
    return render_practice(request, draft, asked, answers, current, desired, problems)


def unreadable(request: HttpRequest, draft: Draft, asked: Practice, message: str) -> HttpResponse:
    if is_background(request):
        return JsonResponse({"message": message}, status=422)
    answers = pages.answers_of(draft)
    problems = [Problem(message, "today-1")]
    return render_practice(request, draft, asked, answers, problems=problems)


def rails(answer: DraftAnswer | None) -> tuple[Rail, Rail]:
    if answer is None or pages.is_not_applicable(answer):
        return Rail(), Rail()
    return (
        Rail(pages.side_value(answer.current, answer.current_reason)),
        Rail(pages.side_value(answer.desired, answer.desired_reason)),
    )


def render_practice(
    request: HttpRequest,
    draft: Draft,
    asked: Practice,
    answers: Answers,
    current: Rail | None = None,
    desired: Rail | None = None,
    problems: list[Problem] | None = None,
) -> HttpResponse:
    """The practice page, with 422 where something has to be mended."""
    instrument = of_survey(draft.survey)
    stored = rails(answers.get(asked.code))
    before = pages.place_before(instrument, asked, draft.voice)
    after = pages.place_after(instrument, asked, draft)
    context = practice_context(instrument, draft, asked, answers) | {
        "current": current or stored[0],
        "desired": desired or stored[1],
        "problems": problems or [],
        "back": pages.address(draft, before) if before else "",
        "skip": next_address(request, draft, after),
        "leave": leave_address(draft),
        "action": pages.address(draft, asked.code) + from_check(request),
        "saved_at": draft.saved_at if answers else None,
        "saves_first": True,  # without a script by buttons, in place of links that would lose a mark
        "resumed": resumed(request, draft, answers),
        **code_note(draft, answers.values()),
    }
    if problems:  # what was given of it is saved
        context["looked_at"] = context["action"]
    return render(request, "surveys/answering/practice.html", context, status=422 if problems else 200)


def practice_context(
    instrument: Instrument, draft: Draft, asked: Practice, answers: Answers
) -> dict[str, Any]:
    """What a practice page shows whether or not anything has been saved yet."""
    stage = instrument.of_form(pages.stage_of(asked))
    return {
        "practice": pages.asked(draft.survey, asked, draft.voice),
        "opener": pages.opener(instrument, asked),
        "progress": pages.progress(instrument, asked, answers),
        "position": stage.index(asked) + 1,
        "total": len(stage),
        "not_applicable": pages.is_not_applicable(answers.get(asked.code)),
        "not_applicable_prominent": asked.code in ("P7", "P8"),
        "wanted_by": draft.survey.wanted_by,
        "stage": pages.stage_of(asked),
    }


def resumed(request: HttpRequest, draft: Draft, answers: Answers) -> str:
    if "back" not in request.GET:
        return ""
    done, total = pages.counted(draft, answers)
    if not done:  # a next round, which somebody has prepared and comes to for the first time
        return ""
    return _("Welcome back. %(done)d of %(total)d done.") % {"done": done, "total": total}


@require_safe
@with_draft
def resume(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Go on where the last save left off."""
    return redirect(pages.address(draft, pages.resume_place(draft)) + "?back=1")


@require_safe
@with_draft
def leave(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Save and leave: the secret link to copy, or how whoever was asked comes back."""
    if draft.panel is not None:
        return render(request, "surveys/asked/leave.html", leave_context(draft, draft.panel))
    token = secret_link(draft.survey)
    context = {
        "link": settings.SITE_URL + reverse("link", kwargs={"token": token}) if token else "",
        "continue_url": pages.address(draft, pages.resume_place(draft)),
        "keep_url": reverse("keep", kwargs={"code": draft.survey.code}),
        "saved_at": draft.saved_at,
        "days": None if draft.survey.executive_id else settings.UNOWNED_DAYS,
    }
    return render(request, "surveys/answering/leave.html", context)


def leave_context(draft: Draft, panel: Panel) -> dict[str, Any]:
    """For peers and team: a link of their own, unless the one in their mail brings them back."""
    token = joining.link_to_continue(draft)
    return {
        "link": settings.SITE_URL + reverse("answer", kwargs={"token": token}) if token else "",
        "by_mail": draft.invitation_id is not None,
        "short_code": short_code(draft.code),
        "continue_url": pages.address(draft, pages.resume_place(draft)),
        "saved_at": draft.saved_at,
        "days": panel.draft_days,
        "closes": promise.closing(panel),
    }
