"""The links of those who are asked: look, start or go on, decline, and be left alone.

Looking changes nothing, because mail programs open every link in a mail before anybody reads it. What
declines and what stops work without a cookie: whoever has the link may use it.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib.humanize.templatetags.humanize import apnumber
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from surveys import access, emails, languages, notices, promise, tasks
from surveys.actions import admitting, declining, inviting, joining, responses, telling
from surveys.actions.responses import LinkFull, RoundClosed
from surveys.actions.surveys import TooManyStarts, allow_start
from surveys.choices import SEGMENTS, Voice, Way
from surveys.instruments import words_of
from surveys.limits import network_of
from surveys.links import Purpose, recall_token
from surveys.models import Draft, Invitation, Panel
from surveys.sealing import KeyGone
from surveys.views import answering, entering, pages, resuming


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Whatever a link to answer leads to: what is asked and promised, and Start or Continue."""
    try:
        found = access.asked_by_link(token)
    except Http404:
        return notice(request, 404, "unknown")
    languages.speak(request, found.panel.survey if isinstance(found, Invitation) else found.survey)
    if isinstance(found, Invitation):
        return invited(request, found)
    if isinstance(found, Panel):
        return by_link(request, found)
    return begun(request, found)


# --- the three kinds of link -----------------------------------------------------------------------------


def invited(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Somebody's own link from a mail; spent once they have answered."""
    panel = invitation.panel
    if panel.is_open:
        return came_of_it(request, panel)
    if invitation.answered:
        return spent(request, panel)
    if panel.closed_at is not None:
        return over(request, panel)
    draft = panel.drafts.filter(invitation=invitation).select_related("invitation").first()
    if request.method == "POST":
        return start_by_mail(request, invitation, draft)
    used_up = responses.is_full(panel)
    if used_up and draft is None:
        return full(request, panel)
    if resuming.is_elsewhere(request, draft):
        return render_landing(request, panel, [], invitation, elsewhere=resuming.NeedsCode(200))
    begun = [draft] if draft is not None else []
    return render_landing(request, panel, begun, invitation, used_up=used_up)


def start_by_mail(request: HttpRequest, invitation: Invitation, draft: Draft | None) -> HttpResponse:
    """Start or Continue by somebody's own link, with the code where it was begun on another device."""
    try:
        return go_on(request, resuming.draft_to_open(request, invitation, draft))
    except RoundClosed:
        return over(request, invitation.panel)
    except LinkFull:
        return full(request, invitation.panel)
    except joining.AlreadyAnswered:
        return spent(request, invitation.panel)
    except joining.InvitationGone:  # while the page lay open
        return notice(request, 404, "unknown")
    except responses.DraftGone:  # as its code was sent: the link says what is left of it
        return redirect(request.path)
    except resuming.NeedsCode as needed:
        return render_landing(request, invitation.panel, [], invitation, elsewhere=needed)


def by_link(request: HttpRequest, panel: Panel) -> HttpResponse:
    """One link for a whole voice: everybody who presses Start gets a draft of their own."""
    if panel.is_open:
        return came_of_it(request, panel)
    if panel.closed_at is not None:
        return over(request, panel)
    held = drafts_held(request, panel)
    if request.method != "POST":
        if panel.mail_domain and "mailed" in request.GET:
            return mailed(request, panel)
        used_up = responses.is_full(panel)
        if used_up and not held:
            return full(request, panel)
        gate = None if used_up else entering.gate_of(panel)
        return render_landing(request, panel, held, gate=gate, used_up=used_up)
    wanted = request.POST.get("draft", "")
    if wanted:
        chosen = next((draft for draft in held if draft.code == wanted), None)
        return go_on(request, chosen) if chosen else answering.refusal(request, 409, "foreign")
    try:
        return start(request, panel, held)
    except (TooManyStarts, admitting.TooManyTries, inviting.TooManyMails) as limit:
        return notice(request, 429, TOO_MANY[type(limit)], panel)
    except RoundClosed:
        return over(request, panel)
    except LinkFull:
        return full(request, panel)


TOO_MANY: dict[type[Exception], str] = {
    TooManyStarts: "often",
    admitting.TooManyTries: "tries",
    inviting.TooManyMails: "mails",
}


def start(request: HttpRequest, panel: Panel, held: list[Draft]) -> HttpResponse:
    """Start at an open link: a new draft, or a mail with a link of one's own where it takes an address.

    Raises TooManyTries, TooManyStarts, TooManyMails, RoundClosed, LinkFull.
    """
    network = network_of(get_adapter(request).get_client_ip(request))
    gate = entering.shut(request, panel, network)
    if gate is not None:
        return render_landing(request, panel, held, gate=gate)
    allow_start(address=network)
    if not panel.mail_domain:
        return go_on(request, joining.join_by_link(panel=panel))
    admitting.mail_link(panel=panel, typed=request.POST.get("address", ""), network=network)
    transaction.on_commit(tasks.deliver.enqueue)
    return redirect(f"{request.path}?mailed=1")


def mailed(request: HttpRequest, panel: Panel, onward: str = "", back: str = "") -> HttpResponse:
    """Look into your mail: in the same words, whatever has become of the address."""
    context = {
        "mail_domain": panel.mail_domain,
        "contact": panel.contact,
        "onward": onward,
        "back_url": back or request.path,
    }
    return render(request, "surveys/asked/mailed.html", context)


def begun(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The link to continue of somebody who came by an open link; it goes with the draft."""
    assert draft.panel is not None
    draft.panel.survey = draft.survey
    if draft.panel.closed_at is not None:
        return over(request, draft.panel)
    if request.method == "POST":
        return go_on(request, draft)
    used_up = responses.is_full(draft.panel)
    return render_landing(request, draft.panel, [draft], own_link=True, used_up=used_up)


def drafts_held(request: HttpRequest, panel: Panel) -> list[Draft]:
    """The drafts by this panel's link that this browser was let in to, the last used first."""
    proofs = access.let_in(request)
    if not proofs:
        return []
    found = panel.drafts.filter(code__in=list(proofs)).order_by("-saved_at", "-pk")
    return [draft for draft in found if proofs[draft.code].issue == draft.issue]


def go_on(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Let this browser in, and open the first practice or where the draft was left."""
    resumed = "?back=1" if draft.place else ""
    where = pages.address(draft, pages.resume_place(draft)) + resumed
    return access.let_browser_in(request, redirect(where), draft)


# --- the landing page --------------------------------------------------------------------------------------


def render_landing(
    request: HttpRequest,
    panel: Panel,
    drafts: list[Draft],
    invitation: Invitation | None = None,
    own_link: bool = False,
    elsewhere: resuming.NeedsCode | None = None,
    gate: entering.Gate | None = None,
    used_up: bool = False,
) -> HttpResponse:
    """`used_up`: the link has brought as many answers as it may, so nobody starts any more."""
    context = landing_context(request, panel, drafts, invitation, own_link)
    context |= {"elsewhere": elsewhere, "used_up": used_up, **of_gate(gate)}
    if used_up:
        context["may_start"] = False
    if elsewhere is not None or (gate is not None and gate.problems):
        context["looked_at"] = request.path
    if elsewhere is not None:
        context["deleted_here"] = access.held_one_that_is_gone(request, panel)
    status = gate.status if gate is not None else elsewhere.status if elsewhere is not None else 200
    return render(request, "surveys/asked/landing.html", context, status=status)


def of_gate(gate: entering.Gate | None) -> dict[str, object]:
    return {"gate": gate, "problems": gate.problems if gate is not None else []}


def landing_context(
    request: HttpRequest,
    panel: Panel,
    drafts: list[Draft],
    invitation: Invitation | None = None,
    own_link: bool = False,
) -> dict[str, object]:
    """What the page says of the survey, and what can be done on it."""
    survey = panel.survey
    words = words_of(survey)
    rows = [draft_row(draft, panel) for draft in drafts]
    context: dict[str, object] = {
        "asker": survey.asker,
        "organisation": words.organisation,
        "customers": words.customers,
        "scope": survey.scope,
        **emails.length_of(panel),
        "wanted_by": words.horizon,
        "among": among(panel),
        "closes": promise.closing(panel),
        "points": promise.points(panel),
        "voluntary": notices.voluntary(),
        "data_url": f"{request.path}data/",
        "entry": [],
        **pages.contact_of(panel),
        "drafts": rows,
        "begun": any(row["done"] for row in rows),
        "may_start": not drafts if invitation is not None or own_link else True,
        "action": request.path,
    }
    if invitation is not None:
        context |= {
            "entry": [value for name in SEGMENTS if (value := getattr(invitation, name))],
            "declined": invitation.declined,
            "quiet": invitation.no_reminders,
            "stopped": declining.has_stopped(invitation),
            **choices_of(invitation),
        }
    return context


def draft_row(draft: Draft, panel: Panel) -> dict[str, object]:
    """How far a draft has come; it is counted with the survey that is at hand already."""
    draft.survey = panel.survey
    try:
        done, total = pages.counted(draft, pages.answers_of(draft))
    except KeyGone:  # its own pages say so
        done, total = 0, 0
    return {"code": draft.code, "done": done, "total": total, "saved_at": draft.saved_at}


def address_of(purpose: Purpose, invitation: Invitation, page: str = "") -> str:
    """Another link of the same invitation; "" when the key that made it is gone."""
    stored = getattr(invitation, f"{purpose}_hash") or ""
    try:
        token = recall_token(purpose, invitation.code, invitation.issue, stored)
    except LookupError:
        return ""
    return reverse(page or str(purpose), kwargs={"token": token})


def among(panel: Panel) -> str:
    """How many are asked, in a sentence; for a link it is what the organiser said, and so "about"."""
    count = panel.head_count or 0
    if count < 2:
        return ""
    number = {"n": apnumber(count) if count < 10 else formats.number_format(count, force_grouping=True)}
    if panel.voice == Voice.PEER:
        exact, about = _("You’re one of %(n)s peers asked."), _("You’re one of about %(n)s peers asked.")
    else:
        exact, about = _("You’re one of %(n)s people asked."), _("You’re one of about %(n)s people asked.")
    return (exact if panel.way == Way.LIST else about) % number


# --- no, thank you -----------------------------------------------------------------------------------------


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Say that one would rather not; the link in the mail takes it back."""
    try:
        invitation = access.invitation_to_decline(token)
    except Http404:
        return notice(request, 404, "unknown")
    languages.speak(request, invitation.panel.survey)
    if request.method == "POST":
        declining.decline(invitation=invitation)
        return redirect("decline", token)
    return render(request, "surveys/asked/decline.html", asked_context(request, invitation))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """No more mails: a page with a button, and what a mail program posts by itself (RFC 8058)."""
    try:
        invitation = access.invitation_to_stop(token)
    except Http404:
        return notice(request, 404, "unknown")
    languages.speak(request, invitation.panel.survey)
    again = request.method == "POST" and "again" in request.POST
    if again:
        declining.ask_again(invitation=invitation)
    elif request.method == "POST":
        declining.stop(invitation=invitation)
    stopped = declining.has_stopped(invitation)
    context = asked_context(request, invitation) | {"stopped": stopped, "again": again}
    context["looked_at"] = request.path
    return render(request, "surveys/asked/stop.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def quiet(request: HttpRequest, token: str) -> HttpResponse:
    """No reminders, but I will answer: by any of the invitation's links; the same page takes it back."""
    try:
        invitation = access.invitation_to_leave_alone(token)
    except Http404:
        return notice(request, 404, "unknown")
    languages.speak(request, invitation.panel.survey)
    if request.method == "POST":
        again = "remind" in request.POST
        declining.keep_quiet(invitation=invitation, quiet=not again)
        return redirect(f"{request.path}?again=1" if again else request.path)
    context = asked_context(request, invitation) | {
        "stopped": declining.has_stopped(invitation),
        "closes": promise.closing(invitation.panel),
        "again": "again" in request.GET,
    }
    return render(request, "surveys/asked/quiet.html", context)


def asked_context(request: HttpRequest, invitation: Invitation) -> dict[str, object]:
    survey = invitation.panel.survey
    return {
        "asker": survey.asker,
        "organisation": words_of(survey).organisation,
        "answered": invitation.answered,
        "declined": invitation.declined,
        "closed": invitation.panel.closed_at is not None,
        "quiet": invitation.no_reminders,
        "action": request.path,
        **choices_of(invitation),
    }


def choices_of(invitation: Invitation) -> dict[str, str]:
    """Where to say that one would rather get fewer mails, or none, or not answer.

    By an open link nobody is reminded, so nobody is asked about it.
    """
    reminded = invitation.panel.way == Way.LIST
    return {
        "decline_url": address_of(Purpose.DECLINE, invitation),
        "stop_url": address_of(Purpose.STOP, invitation),
        "quiet_url": address_of(Purpose.STOP, invitation, page="quiet") if reminded else "",
    }


# --- pages that end here -----------------------------------------------------------------------------------


def came_of_it(request: HttpRequest, panel: Panel) -> HttpResponse:
    """Once results are open, a link to answer leads to what came of it; a late form is refused."""
    token = telling.link_of(panel)
    return redirect(Purpose.TOLD, token) if token and request.method != "POST" else over(request, panel)


def spent(request: HttpRequest, panel: Panel) -> HttpResponse:
    """Somebody's own link after Finish."""
    return notice(request, 410, "answered", panel)


def over(request: HttpRequest, panel: Panel) -> HttpResponse:
    """The round has closed: a page for whoever looks, a refusal for whoever presses Start."""
    return notice(request, 409 if request.method == "POST" else 200, "over", panel)


def full(request: HttpRequest, panel: Panel) -> HttpResponse:
    """A link that is used up: it says so to whoever looks, before they press Start in vain."""
    return notice(request, 409 if request.method == "POST" else 200, "full", panel)


def notice(request: HttpRequest, status: int, cause: str, panel: Panel | None = None) -> HttpResponse:
    """One sentence of what is the matter with a link, what can be done, and whom to ask."""
    context: dict[str, object] = {"cause": cause}
    if panel is not None:
        context |= {"data_url": f"{request.path}data/", **pages.contact_of(panel)}
    return render(request, "surveys/asked/notice.html", context, status=status)
