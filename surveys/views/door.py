"""The one door: an address, a mailed code, in. Known and unknown addresses can't be told apart.

Every valid address that knocks has an account from then on (surveys.actions.accounts), so that both
take the same way through allauth's login by code, which confirms the address when the code is typed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView, ConfirmLoginCodeView, RequestLoginCodeView
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from surveys.actions.accounts import account_for
from surveys.forms import CodeForm, DoorForm
from surveys.limits import network_of
from surveys.models import Bucket, User
from surveys.signals import forget

log = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]
HOUR = timedelta(hours=1)
CONFIRM_KEY = "code_to_confirm"  # in the session: code, when it was sent, wrong tries


def may_mail_code(request: HttpRequest, email: str) -> bool:
    """Count one mailed code, for the network address and for the e-mail address."""
    ip = network_of(get_adapter(request).get_client_ip(request))
    return Bucket.take("code-ip", ip, settings.CODES_PER_IP, HOUR) and Bucket.take(
        "code-address", email.lower(), settings.CODES_PER_ADDRESS, HOUR
    )


def minutes() -> int:
    """How long a mailed code works."""
    return int(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT) // 60


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "account/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS)


@method_decorator(never_cache, name="dispatch")
class Door(RequestLoginCodeView):
    """One field, for signing in and for coming in the first time."""

    form_class = DoorForm
    template_name = "account/door.html"

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: object) -> None:
        """Whoever comes back to the door has another address in mind, so it never leads to the old code."""

    def form_valid(self, form: DoorForm) -> HttpResponse:
        email = form.cleaned_data["email"]
        if not may_mail_code(self.request, email):
            return too_many(self.request)
        forget(self.request)  # whoever knocks for another reason is not given what waits here
        if not self.request.user.is_authenticated:
            self.request.session.set_expiry(settings.KNOCK_SECONDS)
        user = account_for(email=email)
        form._user = user
        form.cleaned_data["email"] = user.email  # the code goes to the stored address
        try:
            response: HttpResponse = super().form_valid(form)
        except (SMTPException, OSError) as error:
            log.error("a sign-in code could not be mailed: %s", type(error).__name__)
            form.add_error(None, _("We couldn’t send the mail just now. Try again in a minute."))
            return self.again(form, HTTPStatus.SERVICE_UNAVAILABLE)
        return response

    def form_invalid(self, form: DoorForm) -> HttpResponse:
        if form.has_error("email", "too_many_login_attempts"):
            return too_many(self.request)
        return self.again(form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def again(self, form: DoorForm, status: HTTPStatus) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=status)
        return response


class ConfirmCode(ConfirmLoginCodeView):
    """The mailed code, three tries."""

    form_class = CodeForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # the three tries are counted in the session, which guesses sent all at once would overtake
        if not Bucket.take("code-try", str(request.session.session_key), settings.CODE_TRIES, HOUR):
            return too_many(request)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "minutes": minutes()}

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if response.status_code == HTTPStatus.OK:
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response


@method_decorator(login_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class Reauthenticate(BaseReauthenticateView):
    """It's still you: a mailed code, for accounts that have neither passkey nor authenticator app."""

    form_class = CodeForm
    template_name = "account/reauthenticate.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        sent, at, _tries = self.request.session.get(CONFIRM_KEY, ["", 0.0, 0])
        fresh = time.time() - at <= settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
        return {**super().get_form_kwargs(), "code": sent if fresh else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = {"is_sent": CONFIRM_KEY in self.request.session, "minutes": minutes()}
        return {**super().get_context_data(**kwargs), **said}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "code" in request.POST and CONFIRM_KEY in request.session:
            return super().post(request, *args, **kwargs)
        return self.send_code(request)

    def send_code(self, request: HttpRequest) -> HttpResponse:
        email = request.user.email  # type: ignore[union-attr]
        if not may_mail_code(request, email):
            return too_many(request)
        adapter = get_adapter(request)
        code = adapter.generate_login_code()
        adapter.send_mail("account/email/login_code", email, {"code": code})
        request.session[CONFIRM_KEY] = [code, time.time(), 0]
        return redirect(request.get_full_path())

    def form_valid(self, form: CodeForm) -> HttpResponse:
        del self.request.session[CONFIRM_KEY]
        assert isinstance(self.request.user, User)
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: CodeForm) -> HttpResponse:
        code, at, tries = self.request.session.pop(CONFIRM_KEY)
        if tries + 1 < settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS:
            self.request.session[CONFIRM_KEY] = [code, at, tries + 1]
        context = self.get_context_data(form=form)
        response: HttpResponse = self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return response


def recently_confirmed(view: View) -> View:
    """A first key is added only soon after signing in, so that an unlocked screen isn't enough.

    allauth asks accounts that have a key; one that has none would be let through.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if isinstance(user, User) and not is_mfa_enabled(user):
            oldest = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
            if not any(record["at"] > oldest for record in get_authentication_records(request, user)):
                raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return asked
