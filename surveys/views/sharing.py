"""Showing a round to somebody outside, and withdrawing that."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from surveys import access, tasks
from surveys.actions import allowances, sharing
from surveys.asking_forms import ShareForm
from surveys.models import Share, Survey
from surveys.views.organising import LOOK, SEND, problems_of, signed_in, user_of


@signed_in(*LOOK, *SEND)
def share(request: HttpRequest, code: UUID) -> HttpResponse:
    """With whom this round is shared; one more, or another tick for one of them."""
    user = user_of(request)
    survey = access.survey_of_executive(user, code)
    form = ShareForm(*((request.POST,) if request.method == "POST" else ()), by=user)
    if not form.is_valid():
        return render_share(request, survey, form, 422 if form.errors else 200)
    email, own_marks = form.cleaned_data["email"], form.cleaned_data["own_marks"]
    try:
        sharing.share(survey=survey, email=email, own_marks=own_marks, by=user)
    except sharing.TooManyShares:
        form.add_error("email", _("That’s more than anybody shares in a day. Try again tomorrow"))
        return render_share(request, survey, form, 429)
    except allowances.TooManyToOne:
        form.add_error("email", too_many_to_one())
        return render_share(request, survey, form, 429)
    transaction.on_commit(tasks.deliver.enqueue)
    messages.info(request, _("Shared with %(email)s.") % {"email": email})
    return redirect("share", survey.code)


def too_many_to_one() -> str:
    problem = _("An address gets %(n)d such mails a day at most. Try again tomorrow")
    return problem % {"n": allowances.OUTSIDE_PER_DAY}


def render_share(request: HttpRequest, survey: Survey, form: ShareForm, status: int) -> HttpResponse:
    context = {
        "survey": survey,
        "form": form,
        "problems": problems_of(form),
        "shares": survey.shares.filter(withdrawn_at__isnull=True).order_by("created_at", "pk"),
        "ask_url": reverse("ask", args=[survey.code]),
    }
    return render(request, "surveys/asking/share.html", context, status=status)


@signed_in(*LOOK, *SEND)
def withdraw(request: HttpRequest, code: UUID, share: UUID) -> HttpResponse:
    """Asks first, then withdraws it. Twice is harmless."""
    survey = access.survey_of_executive(user_of(request), code)
    found = Share.objects.filter(code=share, survey=survey).first()
    if found is None:
        raise Http404
    found.survey = survey
    if request.method == "POST":
        sharing.withdraw(share=found, by=user_of(request))
        messages.info(request, _("Withdrawn: %(email)s sees nothing of it now.") % {"email": found.email})
        return redirect("share", survey.code)
    if found.withdrawn_at is not None:
        return redirect("share", survey.code)
    back = reverse("share", args=[survey.code])
    return render(request, "surveys/asking/withdraw.html", {"share": found, "back_url": back})
