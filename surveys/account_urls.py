"""Addresses of the account: the door, the code, sign-out, sessions, passkeys and authenticator apps.

Only these of allauth's pages exist: no separate sign-up, no passwords, no change of address. The door
also answers to the names under which allauth's own pages look for sign-in and sign-up.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.urls import path

from surveys.views.door import ConfirmCode, Door, Reauthenticate, recently_confirmed
from surveys.views.leaving import SignOut

door = Door.as_view()
DOORS = ("door", "account_login", "account_signup", "account_request_login_code")

urlpatterns = [
    *(path("", door, name=name) for name in (*DOORS, "account_email_verification_sent")),
    path("code/", ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("sign-out/", SignOut.as_view(), name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("confirm/", Reauthenticate.as_view(), name="account_reauthenticate"),
    path("sessions/", usersessions.list_usersessions, name="usersessions_list"),
    path("keys/", mfa.index, name="mfa_index"),
    path("keys/sign-in/", mfa.authenticate, name="mfa_authenticate"),
    path("keys/confirm/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("keys/app/add/", recently_confirmed(totp.activate_totp), name="mfa_activate_totp"),
    path("keys/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("keys/recovery/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("keys/recovery/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("keys/recovery/file/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("keys/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("keys/passkeys/add/", recently_confirmed(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("keys/passkeys/sign-in/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("keys/passkeys/confirm/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("keys/passkeys/<int:pk>/name/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("keys/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]
