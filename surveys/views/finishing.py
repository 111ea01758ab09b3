"""After the practices: the picks, the check page, Finish, and going deeper."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.actions import completing, responses
from surveys.choices import ABOUT, CHECK, FIRST, PICKS_AT_MOST, Form
from surveys.instruments import of_survey
from surveys.links import CODE_COOKIE, COOKIE_AGE, draw_result_code, read_result_code, sign_result_code
from surveys.models import Draft, DraftAnswer, Panel
from surveys.questionnaires.texts import Instrument, Practice
from surveys.views import about, answering, pages
from surveys.views.pages import Answers

DONE = "done"  # where Finish leads in a dry run


@require_http_methods(["GET", "HEAD", "POST"])
@answering.with_draft
def picks(request: HttpRequest, draft: Draft) -> HttpResponse:
    return pick(request, draft)


def pick(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Which up to three would you move first?"""
    if request.method == "POST":
        chosen = request.POST.getlist("picked")
        elsewhere = answering.way_of_button(request, draft, FIRST, before_picks(draft))
        place = None if elsewhere else pages.place_after_picks(draft)
        try:
            responses.save_picks(draft=draft, practices=chosen, place=place)
        except responses.TooManyPicks:
            return render_picks(request, draft, chosen, 422)
        return redirect(elsewhere or after_picks(request, draft))
    return render_picks(request, draft, None, 200)


def before_picks(draft: Draft) -> str:
    return of_survey(draft.survey).of_form(Form.CORE)[-1].code


def after_picks(request: HttpRequest, draft: Draft) -> str:
    return answering.next_address(request, draft, pages.place_after_picks(draft))


def render_picks(request: HttpRequest, draft: Draft, chosen: list[str] | None, status: int) -> HttpResponse:
    instrument, answers = of_survey(draft.survey), pages.answers_of(draft)
    core = instrument.of_form(Form.CORE)
    if chosen is None:
        chosen = [code for code, answer in answers.items() if answer.picked]
    groups = [
        {
            "name": category.name,
            "practices": [
                {
                    "code": other.code,
                    "name": other.name,
                    "checked": other.code in chosen,
                    "marks": marks_of(answers.get(other.code)),
                }
                for other in core
                if other.category == category.code and may_be_picked(other.code, answers, chosen)
            ],
        }
        for category in instrument.categories
    ]
    too_many = _("Choose up to %(most)d. You chose %(chosen)d.") % {
        "most": PICKS_AT_MOST,
        "chosen": len(chosen),
    }
    context = {
        "groups": groups,
        "error": too_many if status != 200 else "",
        "action": pages.address(draft, FIRST) + answering.from_check(request),
        "skip": after_picks(request, draft),
        "saved_at": draft.saved_at,
        "ceiling_note": ceiling_note(answers),
    }
    return render(request, "surveys/answering/picks.html", context, status=status)


def marks_of(answer: DraftAnswer | None) -> str:
    """Both levels of a practice, for whoever chooses what to move first; "" without both."""
    if answer is None or not (answer.current and answer.desired):
        return ""
    return _("%(today)d today, %(wanted)d wanted") % {"today": answer.current, "wanted": answer.desired}


def may_be_picked(code: str, answers: Answers, chosen: list[str]) -> bool:
    """What doesn't apply can't be moved first; what was picked before can be unpicked."""
    return code in chosen or not pages.is_not_applicable(answers.get(code))


def ceiling_note(answers: Answers) -> str:
    """Said to whoever wants the highest level for most practices."""
    wanted = [answer.desired for answer in answers.values() if answer.desired]
    if sum(level == 5 for level in wanted) * 2 <= len(wanted):
        return ""
    return _("You’d like level 5 for most of them. If only a third could be reached, what would come first?")


@require_safe
@answering.with_draft
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Everything given so far, what is open, and Finish."""
    return show_check(request, draft)


def show_check(request: HttpRequest, draft: Draft, error: str = "", result_code: str = "") -> HttpResponse:
    """The check page. Whoever was asked sees a result code there, which this browser alone keeps until
    Finish: the one that is given, else the one shown before, else a new one.
    """
    kept = read_result_code(request.COOKIES.get(CODE_COOKIE, ""), draft.code)
    context = check_context(draft, error, result_code or kept)
    response = render(request, "surveys/answering/check.html", context, status=422 if error else 200)
    if draft.panel is not None:
        response.set_cookie(
            CODE_COOKIE,
            sign_result_code(context["result_code"], draft.code),
            max_age=None if draft.is_trial else COOKIE_AGE,
            path=pages.home(draft),
            httponly=True,
            secure=settings.HTTPS,
            samesite="Lax",
        )
    return response


def forget_result_code(response: HttpResponse, path: str) -> HttpResponse:
    """After Finish the code is in no cookie of this browser any more."""
    response.delete_cookie(CODE_COOKIE, path=path, samesite="Lax")
    return response


def check_context(draft: Draft, error: str = "", result_code: str = "") -> dict[str, Any]:
    """What the check page shows, to the executive and to whoever was asked."""
    instrument, answers = of_survey(draft.survey), pages.answers_of(draft)
    practices = instrument.of_form(draft.form)
    done, total = pages.counted(draft, answers)
    return {
        "groups": [
            {
                "name": category.name,
                "rows": [
                    check_row(draft, instrument, other, answers[other.code])
                    for other in practices
                    if other.category == category.code and pages.is_done(answers.get(other.code))
                ],
            }
            for category in instrument.categories
        ],
        "open_rows": [
            open_row(draft, other, answers)
            for other in practices
            if not pages.is_done(answers.get(other.code))
        ],
        "picks": [other.name for other in practices if other.code in answers and answers[other.code].picked],
        "answered": done,
        "total": total,
        "leave": answering.leave_address(draft),
        "looked_at": pages.address(draft, CHECK) if error else "",
        "saved_at": draft.saved_at,
        "error": error,
        **(end_of_executive(draft) if draft.panel is None else end_for_good(draft, draft.panel, result_code)),
    }


def end_of_executive(draft: Draft) -> dict[str, Any]:
    """Finish as often as one likes, until a group's results are open."""
    return {
        "picks_url": pages.address(draft, FIRST),
        "finish_action": reverse("finish", kwargs={"survey": draft.survey.code, "draft": draft.code}),
        "finish_label": _("See your result"),
        "back": pages.address(draft, FIRST),
        "finished": draft.finished_at is not None,
        "draft_days": None if draft.survey.executive_id else settings.UNOWNED_DAYS,
        "locked": getattr(draft, "results_open", False),  # told by the statement that found the draft
        "result_url": reverse("result", args=[draft.survey.code]),
    }


def end_for_good(draft: Draft, panel: Panel, result_code: str) -> dict[str, Any]:
    """Finish once; what brings the own picture back afterwards is the code shown here."""
    key = {"survey": draft.survey.code, "draft": draft.code}
    finish = pages.trial_address(draft, DONE) if draft.is_trial else reverse("finish-for-good", kwargs=key)
    return {
        "picks_url": f"{pages.address(draft, FIRST)}?from={CHECK}",
        "finish_action": finish,
        "finish_label": _("Finish"),
        "back": pages.address(draft, before_check(draft)),
        "draft_days": panel.draft_days,
        "for_good": True,
        "result_code": result_code or draw_result_code(),
        "about_rows": about.rows(draft, panel),
        "about_url": pages.address(draft, ABOUT),
    }


def before_check(draft: Draft) -> str:
    return ABOUT if pages.is_asked_about_itself(draft) else pages.place_before_end(draft)


def check_row(draft: Draft, instrument: Instrument, asked: Practice, answer: DraftAnswer) -> dict[str, str]:
    lower = answer.current and answer.desired and answer.desired < answer.current
    return {
        "name": asked.name,
        "today": pages.said(instrument, answer.current, answer.current_reason),
        "wanted": pages.said(instrument, answer.desired, answer.desired_reason),
        "change_url": f"{pages.address(draft, asked.code)}?from={CHECK}",
        "note": _("You chose a lower level than today. Is that right?") if lower else "",
    }


def open_row(draft: Draft, asked: Practice, answers: Answers) -> dict[str, str]:
    answer = answers.get(asked.code)
    missing = ""
    if answer is not None and (answer.current or answer.current_reason):
        missing = _("where you’d like to be")
    elif answer is not None and (answer.desired or answer.desired_reason):
        missing = _("today")
    return {
        "name": asked.name,
        "url": f"{pages.address(draft, asked.code)}?from={CHECK}",
        "missing": missing,
    }


@require_POST
@answering.with_draft
def finish(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Only Finish counts. Posted twice, it shows the same result."""
    must_be_executive(draft)
    try:
        completing.finish(draft=draft)
    except responses.NothingAnswered:
        return show_check(request, draft, _("Rate at least one practice, then finish."))
    return redirect("result", draft.survey.code)


@require_POST
@answering.with_draft
def deeper(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Go on to the other practices, after the core is finished."""
    must_be_executive(draft)
    if draft.finished_at is None:
        return redirect(pages.address(draft, CHECK))
    responses.go_deeper(draft=draft)
    return redirect(pages.address(draft, draft.place))


def must_be_executive(draft: Draft) -> None:
    """Whoever was asked finishes once and for good, at another address. Raises Http404."""
    if not draft.is_executive:
        raise Http404
