"""What the pages of somebody who asks colleagues have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from surveys import access, waiting
from surveys.actions import inviting
from surveys.choices import GROUPS, Voice
from surveys.models import Panel, Survey, User
from surveys.views.pages import Problem

View = Callable[..., HttpResponse]
LOOK, SEND = ("GET", "HEAD"), ("POST",)
NOTE = "asking-{}"  # in the session: what a list left behind, by panel


class Onward(NamedTuple):
    """Somewhere to go on from a page."""

    url: str
    label: str


def signed_in(*methods: str) -> Callable[[View], View]:
    """A page for whoever is signed in; it is kept in no cache."""

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            if request.method not in LOOK:
                messages.info(request, _("You weren’t signed in any more, so nothing was done."))
            return redirect_to_login(request.get_full_path() if "GET" in methods else page_of_form(request))

        return require_http_methods(methods)(never_cache(page))

    return decorate


def page_of_form(request: HttpRequest) -> str:
    """The page to come back to after signing in, where a form stood whose own address is no page."""
    came_from = request.headers.get("Referer", "")
    ours = came_from.startswith(f"{request.scheme}://{request.get_host()}/")
    path = urlsplit(came_from).path if ours else ""
    return reverse("my-surveys") if path.startswith("//") or not path else path


def user_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # said by `signed_in`
    return request.user


def known_voice(voice: str) -> str:
    if voice not in GROUPS:
        raise Http404
    return voice


def asked_panel(request: HttpRequest, code: UUID, voice: str) -> Panel:
    """The voice, prepared or asked, of the survey that this account keeps; 404 otherwise."""
    return access.panel_of_executive(user_of(request), code, known_voice(voice))


def address(name: str, panel: Panel) -> str:
    return reverse(name, args=[panel.survey.code, panel.voice])


def result_of(survey: Survey, voice: str) -> str:
    return reverse("result", args=[survey.code, voice])


def words_for(voice: str) -> dict[str, str]:
    """What the voice is called in sentences and on buttons."""
    if voice == Voice.PEER:
        return {
            "yours": _("your peers"),
            "everybody": _("all of your peers"),
            "heading": _("Ask your peers"),
            "name": _("Peers"),
        }
    return {
        "yours": _("your team"),
        "everybody": _("all of your team"),
        "heading": _("Ask your team"),
        "name": _("Team"),
    }


def problems_of(form: Any) -> list[Problem]:
    """Each error of a form in the order of the page, with the place where it is mended."""
    places = {"way": "div_id_way"}
    return [
        Problem(str(error), places.get(name, f"id_{name}"))
        for name in form.fields
        for error in form.errors.get(name, ())
    ]


def seen(panel: Panel) -> str:
    """What a preview's form carries, so that what goes out is what was looked at."""
    return panel.prepared_at.isoformat() if panel.prepared_at is not None else ""


def changed_meanwhile(request: HttpRequest, panel: Panel) -> bool:
    """Whether another window has prepared something else since the page was shown."""
    return request.POST.get("seen", seen(panel)) != seen(panel)


def refusal(
    request: HttpRequest, status: int, heading: str, message: str, ways: Sequence[Onward]
) -> HttpResponse:
    """A page that says why nothing was done, and where to go from there."""
    context = {"heading": heading, "message": message, "ways": ways}
    return render(request, "surveys/asking/refusal.html", context, status=status)


def is_closed(request: HttpRequest, panel: Panel) -> HttpResponse:
    """Too late for this round: a page to look at, 409 for a form."""
    ways = [Onward(result_of(panel.survey, panel.voice), _("See the result"))]
    if not panel.is_open and not inviting.addresses_are_gone(panel):
        ways.append(Onward(address("ask-extend", panel), _("Leave it open longer")))
    message = _("This round takes no more answers, so nobody else can be asked. Nothing was sent or changed.")
    status = 409 if request.method == "POST" else 200
    return refusal(request, status, _("This round has closed"), message, ways)


def asked_meanwhile(request: HttpRequest, panel: Panel) -> HttpResponse:
    """What people were told stands; a form from before that changes nothing."""
    if request.method != "POST":
        return redirect("ask-sent", panel.survey.code, panel.voice)
    message = _("People were asked already, so what they were told stands. Nothing was changed.")
    if waiting.asks_nobody_yet(panel):
        message = _("The mails wait for their day. Call them off first. Nothing was changed.")
    ways = [Onward(address("ask-sent", panel), _("See what was sent"))]
    return refusal(request, 409, _("This can’t be changed any more"), message, ways)
