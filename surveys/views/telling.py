"""Telling those who were asked what was heard and what happens by when."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import emails, tasks
from surveys.actions import telling
from surveys.choices import Letter, Way
from surveys.links import Purpose
from surveys.models import Panel
from surveys.telling_form import TellForm
from surveys.views.organising import (
    LOOK,
    SEND,
    Onward,
    asked_panel,
    problems_of,
    refusal,
    result_of,
    signed_in,
    user_of,
    words_for,
)


@signed_in(*LOOK, *SEND)
def tell(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """What was heard, and what happens by when: shown to the voice on its own page, and mailed once.

    No mail goes out whose very words weren't looked at before.
    """
    panel = asked_panel(request, code, voice)
    if not panel.is_open:
        return not_yet(request, panel)
    first, mailed_before = panel.told_at is None, was_mailed(panel)
    mails = 0 if mailed_before else may_mail(panel)
    form = TellForm(*((request.POST,) if request.method == "POST" else ()), panel=panel)
    looks = form.is_valid() and bool(mails) and looks_first(request, form.cleaned_data)
    if form.is_valid() and not looks:
        said = form.cleaned_data
        mailed = telling.tell(
            panel=panel,
            heard=said["heard"],
            by_when=said["by_when"],
            mail=bool(mails) and "mail" in request.POST,
            by=user_of(request),
        )
        if mailed:
            transaction.on_commit(tasks.deliver.enqueue)
        messages.info(request, told(first, mailed))
        return redirect("ask-tell", panel.survey.code, panel.voice)
    mail = mail_of(panel, form.cleaned_data) if looks else None
    context = {
        "panel": panel,
        "form": form,
        "problems": problems_of(form),
        "words": words_for(panel.voice),
        "told": not first,
        "mailed": mailed_before,
        "mail": mail,
        "sender": emails.readable(mail.from_email) if mail is not None else "",
        "looked_at": digest_of(form.cleaned_data) if looks else "",
        "day": emails.telling_day(panel),
        "late": first and emails.telling_day(panel) < timezone.localdate(),
        "mails": mails,
        "page_url": page_of(panel),
        "back_url": reverse("ask", args=[panel.survey.code]),
    }
    return render(request, "surveys/asking/tell.html", context, status=422 if form.errors else 200)


def was_mailed(panel: Panel) -> bool:
    return panel.told_at is not None and panel.way == Way.LIST and telling.was_mailed(panel)


def may_mail(panel: Panel) -> int:
    """How many people can be mailed: those of a list, as long as their addresses are there."""
    return panel.invitations.count() if panel.way == Way.LIST else 0


def looks_first(request: HttpRequest, said: Mapping[str, str]) -> bool:
    """Whether the mail is shown before anything is kept: it wasn't yet, or its words were changed since."""
    unseen = request.POST.get("looked_at") != digest_of(said)
    return "look" in request.POST or ("mail" in request.POST and unseen)


def digest_of(said: Mapping[str, str]) -> str:
    """What the preview's form carries, so that what goes out is what was looked at."""
    return hashlib.sha256(f"{said['heard']}\0{said['by_when']}".encode()).hexdigest()


def mail_of(panel: Panel, said: Mapping[str, str]) -> EmailMessage:
    """The very mail that they get, but for the link that ends all mails, which is each one's own."""
    told = telling.link_of(panel) or emails.SAMPLE
    return emails.afterwards_written(panel, Letter.TOLD, said, told, emails.SAMPLE, "")


def told(first: bool, mailed: bool) -> str:
    if mailed:
        return _(
            "It’s on their page. The mails go out now, and tomorrow morning to whoever had one from here "
            "today."
        )
    return _("It’s on their page now.") if first else _("Changed on their page.")


def page_of(panel: Panel) -> str:
    """Where this voice reads it; "" when the key that made its link is gone."""
    token = telling.link_of(panel)
    return emails.site_address(Purpose.TOLD, token) if token else ""


def not_yet(request: HttpRequest, panel: Panel) -> HttpResponse:
    message = _("There is nothing to tell before results are open.")
    ways = [Onward(result_of(panel.survey, panel.voice), _("See where it stands"))]
    status = 409 if request.method == "POST" else 200
    return refusal(request, status, _("Results aren’t open yet"), message, ways)
