"""Keeping a result: a confirmed address owns it from then on, and the secret link stops working."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from surveys.access import executive_draft, organisations_of
from surveys.actions.keeping import AlreadyKept
from surveys.actions.keeping import keep as keep_survey
from surveys.choices import GROUPS, Voice
from surveys.forms import WhereForm
from surveys.models import Draft, Organisation, Survey, User
from surveys.signals import forget, remember, remembered

from .door import Door


@method_decorator(never_cache, name="dispatch")
class Keep(Door):
    """What keeping means, and the door for whoever isn't signed in. Draft's cookie holders only."""

    template_name = "account/keep.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        draft = executive_draft(request, kwargs["code"])
        self.survey, self.finished = draft.survey, draft.finished_at is not None
        if self.survey.executive_id is not None:
            return redirect(asking(request, self.survey) or reverse("result", args=[self.survey.code]))
        if isinstance(request.user, User):
            return self.signed_in(request, request.user)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def signed_in(self, request: HttpRequest, user: User) -> HttpResponseBase:
        """One button; or the question, for an account that has organisations."""
        if organisations_of(user).exists():
            return redirect(reverse("keep-where", args=[self.survey.code]) + onward(request))
        if request.method == "POST":
            return keep_and_show(request, self.survey, user, None)
        return render(request, self.template_name, self.said())

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        remember(self.request, self.survey, form.cleaned_data["email"])
        return response

    def get_success_url(self) -> str:
        where = reverse("keep-where", args=[self.survey.code]) + onward(self.request)
        return f"{reverse('account_confirm_login_code')}?next={quote(where)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **self.said()}

    def said(self) -> dict[str, Any]:
        return {"survey": self.survey, "finished": self.finished, "onward": onward(self.request)}


@login_required
@never_cache
def where(request: HttpRequest, code: UUID) -> HttpResponse:
    """The same organisation or a new one? Asked once the address is confirmed."""
    assert isinstance(request.user, User)
    survey = remembered(request, request.user, code) or executive_draft(request, code).survey
    if survey.executive_id is not None:
        return shown(request, survey, request.user)
    said = {"survey": survey, "finished": is_finished(survey), "onward": onward(request)}
    form = WhereForm(request.POST if request.method == "POST" else None, user=request.user)
    if not form.organisations:
        if request.method == "POST":
            return keep_and_show(request, survey, request.user, None)
        return render(request, "account/keep.html", said)
    if form.is_valid():
        return keep_and_show(request, survey, request.user, form.organisation())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "account/keep_where.html", {**said, "form": form}, status=status)


def keep_and_show(
    request: HttpRequest, survey: Survey, user: User, organisation: Organisation | None
) -> HttpResponse:
    try:
        keep_survey(survey=survey, by=user, organisation=organisation)
    except AlreadyKept:
        return already_kept(request)
    except Survey.DoesNotExist:
        raise Http404 from None
    forget(request)
    return to_kept(request, survey)


def shown(request: HttpRequest, survey: Survey, user: User) -> HttpResponse:
    """Somebody has it: this account, or another that was first."""
    if survey.executive_id != user.pk:
        return already_kept(request)
    forget(request)
    return to_kept(request, survey)


def to_kept(request: HttpRequest, survey: Survey) -> HttpResponse:
    """On to the voice that was to be asked, else to the result; for answers that aren't finished, to the
    list they are found in. The last two say it's kept.
    """
    if not is_finished(survey):
        return redirect(f"{reverse('my-surveys')}?kept=1")
    return redirect(asking(request, survey) or f"{reverse('result', args=[survey.code])}?kept=1")


def asking(request: HttpRequest, survey: Survey) -> str:
    """The page of the voice that somebody was about to ask when the result had to be kept first."""
    voice = request.GET.get("ask", "")
    return reverse("ask-voice", args=[survey.code, voice]) if voice in GROUPS else ""


def onward(request: HttpRequest) -> str:
    """What carries that voice along through the pages of keeping."""
    voice = request.GET.get("ask", "")
    return f"?ask={voice}" if voice in GROUPS else ""


def is_finished(survey: Survey) -> bool:
    return Draft.objects.filter(survey=survey, voice=Voice.EXECUTIVE, finished_at__isnull=False).exists()


def already_kept(request: HttpRequest) -> HttpResponse:
    return render(request, "account/already_kept.html", status=HTTPStatus.CONFLICT)
