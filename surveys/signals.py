"""What follows a sign-in: a result that somebody wanted to keep is kept. And what follows a new key.

The survey waits in the session while its executive types the mailed code. Only a browser that held
the draft's cookie can put it there, and it waits no longer than a sign-in may take, so that nobody
who signs in later on the same machine is given it.
"""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from surveys.access import organisations_of
from surveys.actions.keeping import AlreadyKept, keep
from surveys.models import Survey, User

SESSION_KEY = "survey_to_keep"
WAITS = 60 * 15


def remember(request: HttpRequest, survey: Survey, email: str) -> None:
    """Let the survey wait until its executive has confirmed this address, and no other."""
    request.session[SESSION_KEY] = [survey.code.hex, survey.link_issue, email.lower(), time.time()]


def remembered(request: HttpRequest, user: User, code: UUID | None = None) -> Survey | None:
    """The survey that waits for this account (this one, if one is named) while its link is the same.

    A survey that somebody has kept meanwhile is returned too: its executive says who.
    """
    waiting = request.session.get(SESSION_KEY)
    if not waiting:
        return None
    waiting_code, issue, email, since = waiting
    if email != user.email.lower() or time.time() - since > WAITS:
        return None
    if code is not None and code.hex != waiting_code:
        return None
    survey = Survey.objects.select_related("organisation").filter(code=waiting_code).first()
    if survey is None or (survey.executive_id is None and survey.link_issue != issue):
        return None
    return survey


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


@receiver(user_logged_in, dispatch_uid="surveys.keep_what_waits")
def keep_what_waits(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Keep at once; an account with organisations is first asked which (the page `keep-where`)."""
    request.session.set_expiry(None)  # the door's short one was for somebody who might never come in
    survey = remembered(request, user)
    if survey is None or organisations_of(user).exists():
        return
    try:
        keep(survey=survey, by=user)
    except (AlreadyKept, Survey.DoesNotExist):
        return  # the next page says so


@receiver(authenticator_added, dispatch_uid="surveys.a_new_key_is_proof")
def a_new_key_is_proof(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Whoever has just made a key isn't asked for it on the next page, where the recovery codes are."""
    record_authentication(request, user, method="mfa", reauthenticated=True)
