"""How allauth speaks and behaves here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

SITE_NAME = "Closer"
WAYS = {  # to show that it's still you, the best first
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
    "mfa_reauthenticate": _("Type a code from your app, or a recovery code"),
    "reauthenticate": _("Use your password"),
}


class AccountAdapter(DefaultAccountAdapter):
    """One door: addresses come in through it, not through a public sign-up page."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("That isn’t the code we sent. Check it and try again."),
        "too_many_login_attempts": _("That was the last try with this code. Ask for a new one."),
        "rate_limited": _("That was too often. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """The site is the one in the settings: a forged Host can't put an address into a mail."""
        ours = {
            **context,
            "current_site": {"name": SITE_NAME, "domain": urlsplit(settings.SITE_URL).netloc},
            "site_url": settings.SITE_URL,
            "operator": settings.OPERATOR,
            "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        }
        automatic = {"Auto-Submitted": "auto-generated", **(headers or {})}
        message: EmailMessage = super().render_mail(template_prefix, email, ours, automatic)
        return message

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """A passkey or an authenticator app where there is one, else a mailed code."""
        methods = {method["id"]: method for method in super().get_reauthentication_methods(user)}
        if not methods and user.is_authenticated:
            return [{"id": "code", "url": reverse("account_reauthenticate")}]
        for name, words in WAYS.items():
            if name in methods:
                methods[name]["description"] = words
        return sorted(methods.values(), key=lambda method: list(WAYS).index(method["id"]))


class MFAAdapter(DefaultMFAAdapter):
    """Passkeys and authenticator apps know the site by its settings, not by the request's Host."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That didn’t match. Check it and try again."),
    }

    def get_totp_issuer(self) -> str:
        return SITE_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": SITE_NAME}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        keys = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return str(_("Passkey {number}")).format(number=keys + 1)
