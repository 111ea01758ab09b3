"""After Send: how the mails are doing, the one link to pass on, and a later closing date."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys import emails, promise, tasks
from surveys.actions import delivering, inviting, reviewing
from surveys.asking_forms import ExtendForm
from surveys.choices import Mail, Way
from surveys.models import Panel
from surveys.views import posters, schedule
from surveys.views.checking import changed, date_passed, not_let, render_check
from surveys.views.organising import (
    LOOK,
    SEND,
    Onward,
    address,
    asked_panel,
    changed_meanwhile,
    is_closed,
    problems_of,
    refusal,
    result_of,
    signed_in,
    user_of,
    words_for,
)
from surveys.views.pages import day_of
from surveys.views.standing import standing_of

SOON, LATER = 3, 30  # seconds after which a page that waits looks again


@signed_in(*LOOK)
def sent(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """What was asked: mails on their way, or the link."""
    panel = asked_panel(request, code, voice)
    if panel.frozen_at is None:
        return redirect("ask-check", panel.survey.code, panel.voice)
    if panel.way == Way.LINK:
        return render(request, "surveys/asking/link.html", about(panel) | link_context(request, panel))
    return progress(request, panel)


def about(panel: Panel) -> dict[str, Any]:
    return {
        "panel": panel,
        "words": words_for(panel.voice),
        "closing": promise.closing(panel),
        "closed": when_closed(panel),
        "points": promise.points(panel),
        "operator": settings.OPERATOR,
        "back_url": reverse("ask", args=[panel.survey.code]),
        "standing": standing_of(panel),
        "review_url": address("ask-review", panel),
        "try_url": address("try", panel),
        "result_url": result_of(panel.survey, panel.voice),
    }


def when_closed(panel: Panel) -> str:
    """That it is over, and since when; "" as long as it takes answers."""
    if panel.opened_at is not None:
        return _("Closed. Results opened on %(day)s.") % {"day": day_of(panel.opened_at)}
    return _("Closed. Results aren’t open yet.") if panel.closed_at is not None else ""


# --- mails -----------------------------------------------------------------------------------------------


def progress(
    request: HttpRequest, panel: Panel, problem: str = "", status: int = 200, wrong: UUID | None = None
) -> HttpResponse:
    """How many mails went out. While some wait the page looks again by itself, unless it is held still.

    Where there are fields to type into it is never loaded anew: a script takes the parts about mails alone.
    `wrong` is the invitation whose new address the problem is about: what was typed stays in its row.
    """
    counts = delivering.counts(panel)
    waiting = counts[Mail.QUEUED] + counts[Mail.SENDING]
    total = sum(counts.values())
    start = schedule.start(panel, waiting, total)
    for_a_day = bool(start["starts"] or start["one_a_day"])
    due = start["next_due"] is not None and start["next_due"] <= timezone.now()
    stuck = bool(waiting) and not counts[Mail.SENDING] and not due and not for_a_day
    still = "still" in request.GET or bool(problem)
    looks_again = waiting and not for_a_day
    found = counts[Mail.REFUSED] + counts[Mail.BOUNCED]
    context = about(panel)
    context |= start | schedule.came_back(panel, found)
    context["still_counts"] = bool(counts[Mail.BOUNCED])
    for row in context["came_back"]:
        if row["code"] == wrong:
            row |= {"problem": problem, "typed": request.POST.get("email", "")[:254]}
    context |= schedule.reminders(panel, held=bool(context["standing"].objections))
    has_fields = schedule.has_fields(context)
    looks_in = (LATER if stuck else SOON) if looks_again and not still else 0
    context |= {
        "problem": problem,
        "waiting": looks_again,
        "stuck": stuck,
        "still": still,
        "looks_in": looks_in,
        "by_script": bool(looks_in) and has_fields,
        "total": total,
        "done": total - waiting,
        "went_out": counts[Mail.SENT],
        "lines": lines(counts),
        "refused": 0 if panel.closed_at is not None else counts[Mail.REFUSED],
        "perhaps": 0 if panel.closed_at is not None else counts[Mail.UNKNOWN],
        "again_url": address("ask-again", panel),
        "here": address("ask-sent", panel),
        "add_url": address("ask-voice", panel) if panel.takes_answers else "",
    }
    response = render(request, "surveys/asking/sent.html", context, status=status)
    if looks_in and not has_fields:  # a header, so that it works without a script
        response.headers["Refresh"] = f"{looks_in}; url={address('ask-sent', panel)}"
    return response


def lines(counts: dict[str, int]) -> list[dict[str, Any]]:
    """A line for each thing that became of mails."""
    waiting = counts[Mail.QUEUED] + counts[Mail.SENDING]
    found = [
        (counts[Mail.SENT], _("sent"), ""),
        (waiting, _("waiting"), ""),
        (counts[Mail.REFUSED], _("not delivered"), _("The mail server turned these addresses down.")),
        (
            counts[Mail.UNKNOWN],
            _("perhaps sent"),
            _("We were interrupted while sending. They may have arrived, so we don’t repeat them unasked."),
        ),
        (
            counts[Mail.BOUNCED],
            _("came back"),
            _("A mail service reported it later."),
        ),
    ]
    return [{"n": n, "what": what, "note": note} for n, what, note in found if n]


@signed_in(*SEND)
def again(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Try once more what was refused, or with `perhaps` what was perhaps sent, because a person says so."""
    panel = asked_panel(request, code, voice)
    try:
        tried = delivering.send_again(panel=panel, perhaps="perhaps" in request.POST, by=user_of(request))
    except inviting.Closed:
        return is_closed(request, panel)
    if tried:
        transaction.on_commit(tasks.deliver.enqueue)
    return redirect("ask-sent", panel.survey.code, panel.voice)


# --- one link for everybody ------------------------------------------------------------------------------


@signed_in(*SEND)
def link(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Show the link: from now on what is promised stands."""
    panel = asked_panel(request, code, voice)
    if panel.frozen_at is None and changed_meanwhile(request, panel):
        return changed(request, panel)
    try:
        inviting.show_link(panel=panel, by=user_of(request))
    except LookupError:  # the key that made it is gone: the page says so
        return redirect("ask-sent", panel.survey.code, panel.voice)
    except inviting.Frozen:
        message = _(
            "They are asked by mail, each with a link of their own. There is no link for all of them."
        )
        ways = [Onward(address("ask-check", panel), _("See the mail"))]
        return refusal(request, 409, _("There is no link"), message, ways)
    except inviting.DatePassed:
        return render_check(request, panel, date_passed(), 409)
    except inviting.NotApproved:
        return render_check(request, panel, _("The link wasn’t shown."), 409)
    except reviewing.NotSignedOff as waits:
        return render_check(request, panel, not_let(waits), 409)
    return redirect("ask-sent", panel.survey.code, panel.voice)


def link_context(request: HttpRequest, panel: Panel) -> dict[str, Any]:
    """The link, words to pass on with it, and a mail that has them in it already."""
    shown = posters.shown_of(request, panel)
    if not shown.link:  # the key that made it is gone
        return {"link": ""}
    subject, _line, text = emails.link_words(panel, shown.link, shown.language).partition("\n\n")
    return {
        "link": shown.link,
        "guard_url": address("ask-guard", panel),
        "subject": subject,
        "text": text,
        **posters.of_link(shown),
        "mailto": f"mailto:?subject={quote(subject)}&body={quote(text.replace(chr(10), chr(13) + chr(10)))}",
    }


# --- a later closing date --------------------------------------------------------------------------------


@signed_in(*LOOK, *SEND)
def extend(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Leave a voice open for longer; one that closed with too few answers takes answers again."""
    panel = asked_panel(request, code, voice)
    if panel.frozen_at is None:
        return redirect("ask-voice", panel.survey.code, panel.voice)
    if panel.is_open or (panel.closed_at is not None and inviting.has_enough(panel)):
        return too_late(request, panel)
    if inviting.addresses_are_gone(panel):
        return addresses_gone(request, panel)
    form = ExtendForm(*((request.POST,) if request.method == "POST" else ()), panel=panel)
    if form.is_valid():
        closes_on = form.cleaned_data["closes_on"]
        try:
            inviting.extend(panel=panel, closes_on=closes_on, by=user_of(request))
        except inviting.Closed:
            return too_late(request, panel)
        except inviting.AddressesGone:
            return addresses_gone(request, panel)
        except ValueError:  # another window was quicker, with a later date
            form.add_error("closes_on", _("It’s open for longer than that already"))
        else:
            panel.closes_on = closes_on
            messages.info(request, _("Open until %(day)s now.") % {"day": promise.closing(panel)})
            return redirect("ask", panel.survey.code)
    context = about(panel) | {"form": form, "problems": problems_of(form)}
    context["closed"] = panel.closed_at is not None
    context["have"] = have(panel)
    return render(request, "surveys/asking/extend.html", context, status=422 if form.errors else 200)


def have(panel: Panel) -> str:
    n = inviting.answered(panel)
    numbers = {"n": n, "needed": panel.smallest}
    return (
        ngettext(
            "%(n)d person has answered so far. Results open from %(needed)d answers.",
            "%(n)d people have answered so far. Results open from %(needed)d answers.",
            n,
        )
        % numbers
    )


def addresses_gone(request: HttpRequest, panel: Panel) -> HttpResponse:
    message = _(
        "The addresses were deleted %(n)d days after the closing date, as people were promised. Nobody knows "
        "any more who has answered or declined, so it stays closed. Ask in the next round."
    ) % {"n": panel.address_days}
    ways = [Onward(reverse("next-round", args=[panel.survey.code]), _("Ask again"))]
    status = 409 if request.method == "POST" else 200
    return refusal(request, status, _("This round has closed"), message, ways)


def too_late(request: HttpRequest, panel: Panel) -> HttpResponse:
    message = _("It has closed with enough answers, and late ones don’t join. They belong to the next round.")
    ways = [Onward(result_of(panel.survey, panel.voice), _("See the result"))]
    status = 409 if request.method == "POST" else 200
    return refusal(request, status, _("This round has closed"), message, ways)
