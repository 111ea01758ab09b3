"""Taking part in the comparison with other organisations: what it means, and a button."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assessment.tasks import renew_pool
from surveys import access
from surveys.actions import pooling
from surveys.views.organising import LOOK, SEND, signed_in, user_of


@signed_in(*LOOK, *SEND)
def compare(request: HttpRequest, code: UUID) -> HttpResponse:
    """What taking part shows to whom; joining and leaving are posted."""
    survey = access.survey_of_executive(user_of(request), code)
    if request.method != "POST":
        return show(request, code, survey.organisation.compares, 200)
    wanted = request.POST.get("do") == "join"
    try:
        pooling.take_part(survey=survey, wanted=wanted, by=user_of(request))
    except pooling.NotApproved:
        return show(request, code, compares=False, status=409)
    questionnaire = survey.questionnaire_id
    transaction.on_commit(lambda: renew_pool.enqueue(questionnaire))
    return redirect("compare", code)


def show(request: HttpRequest, code: UUID, compares: bool, status: int) -> HttpResponse:
    context = {"code": code, "compares": compares, "refused": status != 200}
    return render(request, "assessment/comparing/compare.html", context, status=status)
