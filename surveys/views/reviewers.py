"""The organiser's side of a review: what goes out, who reads it first, where each of them stands."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from surveys import access, tasks
from surveys.actions import allowances, inviting, reviewers
from surveys.models import Panel, Review
from surveys.review_forms import ReviewerForm
from surveys.views import schedule
from surveys.views.organising import (
    LOOK,
    SEND,
    address,
    asked_panel,
    is_closed,
    known_voice,
    problems_of,
    signed_in,
    user_of,
    words_for,
)
from surveys.views.sharing import too_many_to_one
from surveys.views.standing import Row, said, standing_of


@signed_in(*LOOK, *SEND)
def overview(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Where each reviewer stands; a form asks one more."""
    panel = asked_panel(request, code, voice)
    if request.method == "POST" and panel.closed_at is not None:
        return is_closed(request, panel)
    form = ReviewerForm(*((request.POST,) if request.method == "POST" else ()))
    if not form.is_valid():
        return render_overview(request, panel, form, 422 if form.errors else 200)
    status = ask(request, panel, form)
    if status:
        return render_overview(request, panel, form, status)
    return redirect("ask-review", panel.survey.code, panel.voice)


def ask(request: HttpRequest, panel: Panel, form: ReviewerForm) -> int:
    """Ask whom the form names; the status of a page that says why not, 0 where it was done."""
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    try:
        reviewers.ask(panel=panel, email=email, role=role, by=user_of(request))
    except reviewers.AlreadyReviewer:
        form.add_error("email", _("This address reviews it already. You can mail the link again below"))
        return 422
    except reviewers.TooManyReviewers:
        problem = _("That’s more than %(n)d reviewers. Withdraw one first")
        form.add_error("email", problem % {"n": reviewers.REVIEWERS_AT_MOST})
        return 422
    except (reviewers.TooManyMails, allowances.TooManyToOne) as limit:
        form.add_error("email", too_many(limit))
        return 429
    transaction.on_commit(tasks.deliver.enqueue)
    messages.info(request, _("A link is on its way to %(email)s.") % {"email": email})
    return 0


def too_many(limit: Exception) -> str:
    """Which limit it is: of the account, or of the address."""
    if isinstance(limit, allowances.TooManyToOne):
        return too_many_to_one()
    problem = _("That’s more than %(n)d mails to reviewers in a day. Try again tomorrow")
    return problem % {"n": reviewers.REVIEWS_PER_DAY}


def render_overview(request: HttpRequest, panel: Panel, form: ReviewerForm, status: int) -> HttpResponse:
    pack = reviewers.pack_of(panel)
    context = {
        "panel": panel,
        "words": words_for(panel.voice),
        "form": form,
        "problems": problems_of(form),
        "pack": pack,
        "standing": standing_of(panel, pack.version),
        "withdrawn": withdrawn_of(panel, pack.version),
        "closed": panel.closed_at is not None,
        **schedule.of_asking(panel),
        "notice_url": address("ask-notice", panel),
        "pack_url": address("ask-pack", panel),
        "pdf_url": address("ask-pack-pdf", panel),
        "back_url": address("ask-check" if panel.frozen_at is None else "ask-sent", panel),
    }
    return render(request, "surveys/reviewing/reviewers.html", context, status=status)


def withdrawn_of(panel: Panel, version: str) -> list[Row]:
    found = Review.objects.filter(panel=panel, withdrawn_at__isnull=False).order_by("withdrawn_at")
    return [Row(one, said(one, version), current=False) for one in found]


@signed_in(*LOOK)
def pack(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """What reviewers see, but for their buttons."""
    panel = asked_panel(request, code, voice)
    context = {
        "pack": reviewers.pack_of(panel),
        "panel": panel,
        "pdf_url": address("ask-pack-pdf", panel),
        "back_url": address("ask-review", panel),
    }
    return render(request, "surveys/reviewing/pack.html", context)


@signed_in(*SEND)
def again(request: HttpRequest, code: UUID, voice: str, review: UUID) -> HttpResponse:
    """Mail a reviewer the link once more."""
    found = access.review_of_executive(user_of(request), code, known_voice(voice), review)
    try:
        reviewers.ask_again(review=found, by=user_of(request))
    except (reviewers.TooManyMails, allowances.TooManyToOne) as limit:
        form = ReviewerForm({"email": found.email, "role": found.role})
        form.is_valid()
        form.add_error("email", too_many(limit))
        return render_overview(request, found.panel, form, 429)
    except inviting.Closed:
        return is_closed(request, found.panel)
    except reviewers.Withdrawn:
        pass  # in another window; the list says so
    else:
        transaction.on_commit(tasks.deliver.enqueue)
        messages.info(request, _("A link is on its way to %(email)s.") % {"email": found.email})
    return redirect("ask-review", code, voice)


@signed_in(*LOOK, *SEND)
def withdraw(request: HttpRequest, code: UUID, voice: str, review: UUID) -> HttpResponse:
    """Asks first, then withdraws a reviewer. Twice is harmless."""
    found = access.review_of_executive(user_of(request), code, known_voice(voice), review)
    if request.method == "POST":
        reviewers.withdraw(review=found, by=user_of(request))
        messages.info(request, _("Withdrawn: the link to %(email)s is spent.") % {"email": found.email})
        transaction.on_commit(tasks.deliver.enqueue)  # what an objection held goes on
    if request.method == "POST" or found.withdrawn_at is not None:
        return redirect("ask-review", code, voice)
    context = {"review": found, "back_url": address("ask-review", found.panel)}
    return render(request, "surveys/reviewing/withdraw.html", context)
