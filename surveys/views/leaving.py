"""Signing out: also of the drafts that this account keeps, which the browser held a cookie for."""

from __future__ import annotations

from allauth.account.views import LogoutView
from django.http import HttpRequest, HttpResponse

from surveys.access import let_in
from surveys.links import COOKIE_PREFIX
from surveys.models import Draft, User


class SignOut(LogoutView):
    """A shared computer must not show the result to whoever sits down next."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        codes = kept_drafts(request)
        response: HttpResponse = super().post(request, *args, **kwargs)
        for code in codes:
            response.delete_cookie(COOKIE_PREFIX + code, samesite="Lax")
        return response


def kept_drafts(request: HttpRequest) -> list[str]:
    """The drafts of surveys this account keeps that this browser was let in to."""
    if not isinstance(request.user, User):
        return []
    held = list(let_in(request))
    return list(
        Draft.objects.filter(code__in=held, survey__executive=request.user).values_list("code", flat=True)
    )
