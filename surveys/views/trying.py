"""A dry run: whoever asks walks through exactly what a peer or a member of the team sees.

The pages are the real ones, with a draft that is in memory for one request. What was typed comes along in
a signed cookie of the dry run's own, which lies at its addresses alone and ends with the browser. Nothing is
written to the database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from surveys import languages, notices, promise
from surveys.actions import foreseeing, responses
from surveys.actions.joining import new_draft
from surveys.choices import ABOUT, CHECK, FIRST, SEGMENTS, Way
from surveys.instruments import of_survey, words_of
from surveys.links import Purpose, hash_token, make_token
from surveys.models import Draft, Invitation, Panel
from surveys.sheets import Sheet, seal_draft, sheet_of
from surveys.views import about, answering, entering, finishing, joining, pages
from surveys.views.organising import LOOK, SEND, address, asked_panel, signed_in

COOKIE, SALT = "dry_run", "surveys.trial"
MAILED, MINE, DATA, DECLINE, STOP, QUIET = "mailed", "mine", "data", "decline", "stop", "quiet"


@dataclass(frozen=True)
class Trial:
    """What every page of a dry run says: whose view it is, and the way out."""

    voice: str
    url: str


@signed_in(*LOOK, *SEND)
def landing(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """The page that the link leads to, in a mail or passed on."""
    panel = panel_to_try(request, code, voice)
    if panel.way == Way.LIST:
        return own_link(request, panel)
    if request.method != "POST":
        return shown(request, panel, None, entering.gate_of(panel))
    gate = entering.shut(request, panel, None)
    if gate is not None:
        return shown(request, panel, None, gate)
    return redirect(at(panel, MAILED)) if panel.mail_domain else begin(request, panel)


@signed_in(*LOOK, *SEND)
def page(request: HttpRequest, code: UUID, voice: str, place: str) -> HttpResponse:
    """Any page after that."""
    panel = panel_to_try(request, code, voice)
    if place in BESIDE:
        return BESIDE[place](request, panel)
    draft = draft_of(request, panel)
    response = PLACES[place](request, draft) if place in PLACES else practice(request, draft, place)
    if place == finishing.DONE and response.status_code == 200:
        response.delete_cookie(COOKIE, path=path_of(panel), samesite="Lax")
        return finishing.forget_result_code(response, path_of(panel))
    return kept(response, draft) if request.method == "POST" else response


def panel_to_try(request: HttpRequest, code: UUID, voice: str) -> Panel:
    """The voice as it would be sent now, in memory, and the strip above all of its pages."""
    panel = asked_panel(request, code, voice)
    languages.speak(request, panel.survey)
    if panel.frozen_at is None and panel.way == Way.LIST:
        foreseeing.foresee(panel)
    out = address("ask-check" if panel.frozen_at is None else "ask-sent", panel)
    request.trial = Trial(panel.voice, out)  # type: ignore[attr-defined]  # read by base.html
    return panel


def at(panel: Panel, place: str = "") -> str:
    key = {"code": panel.survey.code, "voice": panel.voice}
    return reverse("try-page", kwargs={**key, "place": place}) if place else reverse("try", kwargs=key)


def path_of(panel: Panel) -> str:
    return at(panel)


# --- the draft that is nowhere --------------------------------------------------------------------------


def draft_of(request: HttpRequest, panel: Panel) -> Draft:
    """What was typed so far, as a draft in memory; an empty one without the cookie."""
    draft = new_draft(panel, invitation_for(panel) if panel.by_mail else None)
    draft.is_trial = True
    try:
        held = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
        draft.code, draft.place, sheet = held["code"], held["place"], Sheet(**held["sheet"])
    except (signing.BadSignature, KeyError, TypeError):
        sheet = Sheet()
    draft.sealed = seal_draft(sheet, draft.code)
    if draft.invitation is None:
        draft.link_hash = hash_token(make_token(Purpose.DRAFT, draft.code, draft.issue))
    return draft


def invitation_for(panel: Panel) -> Invitation:
    """Somebody of the largest group that the list has, whom nobody invited."""
    invitation = Invitation(panel=panel)
    if panel.classes:
        *labels, _people = max(panel.classes, key=lambda one: one[-1])
        for name, label in zip(SEGMENTS, labels, strict=True):
            setattr(invitation, name, label)
    return invitation


def kept(response: HttpResponse, draft: Draft) -> HttpResponse:
    """What was typed goes along to the next page, in this browser alone."""
    assert draft.panel is not None
    held = {"code": draft.code, "place": draft.place, "sheet": asdict(sheet_of(draft))}
    response.set_cookie(
        COOKIE,
        signing.dumps(held, salt=SALT, compress=True),
        path=path_of(draft.panel),
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return response


# --- before Start ------------------------------------------------------------------------------------------


def shown(
    request: HttpRequest, panel: Panel, invitation: Invitation | None, gate: entering.Gate | None
) -> HttpResponse:
    """The landing page, whose ways lead to pages of the dry run."""
    context = joining.landing_context(request, panel, [], invitation) | joining.of_gate(gate)
    context["data_url"] = at(panel, DATA)
    if invitation is not None:
        context |= ways(panel)
    status = gate.status if gate is not None else 200
    return render(request, "surveys/asked/landing.html", context, status=status)


def ways(panel: Panel) -> dict[str, object]:
    offered = (DECLINE, STOP, QUIET) if panel.way == Way.LIST else (DECLINE, STOP)
    return {f"{name}_url": at(panel, name) for name in offered}


def begin(request: HttpRequest, panel: Panel) -> HttpResponse:
    """Start: always from the first practice, whatever was tried before."""
    request.COOKIES.pop(COOKIE, None)
    draft = draft_of(request, panel)
    return kept(redirect(pages.address(draft, pages.resume_place(draft))), draft)


def own_link(request: HttpRequest, panel: Panel) -> HttpResponse:
    """Where the link in somebody's mail leads."""
    if not panel.by_mail:
        raise Http404
    return (
        begin(request, panel)
        if request.method == "POST"
        else shown(request, panel, invitation_for(panel), None)
    )


def mailed(request: HttpRequest, panel: Panel) -> HttpResponse:
    if not panel.mail_domain:
        raise Http404
    return joining.mailed(request, panel, onward=at(panel, MINE), back=at(panel))


def data(request: HttpRequest, panel: Panel) -> HttpResponse:
    context = {
        "organisation": words_of(panel.survey).organisation,
        "points": notices.points(panel),
        "back_url": at(panel),
    }
    return render(request, "surveys/asked/data.html", context)


def say_no(name: str, done: str) -> Callable[[HttpRequest, Panel], HttpResponse]:
    """A page on which somebody declines or is left alone; a press of its button shows what follows."""

    def shown_page(request: HttpRequest, panel: Panel) -> HttpResponse:
        if not panel.by_mail:
            raise Http404
        pressed = request.method == "POST" and not request.POST.keys() & {"again", "remind"}
        context = joining.asked_context(request, Invitation(panel=panel)) | ways(panel)
        context |= {done: pressed, "closed": False, "closes": promise.closing(panel)}
        return render(request, f"surveys/asked/{name}.html", context)

    return shown_page


BESIDE: dict[str, Callable[[HttpRequest, Panel], HttpResponse]] = {
    MAILED: mailed,
    MINE: own_link,
    DATA: data,
    DECLINE: say_no(DECLINE, "declined"),
    STOP: say_no(STOP, "stopped"),
    QUIET: say_no(QUIET, "quiet"),
}


# --- after Start -------------------------------------------------------------------------------------------


def practice(request: HttpRequest, draft: Draft, code: str) -> HttpResponse:
    asked = answering.find_practice(of_survey(draft.survey), code)
    if not answering.may_be_asked(draft, asked):
        raise Http404
    if request.method == "POST":
        return answering.save_practice(request, draft, asked)
    return answering.render_practice(request, draft, asked, pages.answers_of(draft))


def leave(request: HttpRequest, draft: Draft) -> HttpResponse:
    assert draft.panel is not None
    return render(request, "surveys/asked/leave.html", answering.leave_context(draft, draft.panel))


def done(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Finish, which wants an answer here too; what follows has no answers to show."""
    assert draft.panel is not None
    if request.method != "POST":
        return redirect(pages.address(draft, CHECK))
    code = request.POST.get("result_code", "")[:40]
    if not any(responses.has_answer(answer) for answer in pages.answers_of(draft).values()):
        return finishing.show_check(request, draft, _("Rate at least one practice, then finish."), code)
    return render(request, "surveys/asked/tried.html", {"code": code, "again_url": at(draft.panel)})


PLACES: dict[str, Callable[[HttpRequest, Draft], HttpResponse]] = {
    FIRST: finishing.pick,
    ABOUT: about.tell,
    CHECK: finishing.show_check,
    answering.LEAVE: leave,
    finishing.DONE: done,
}
