"""Who appears in the account tests, and how they come in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from threading import Barrier, Thread
from typing import Any

from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from surveys.actions.surveys import latest_questionnaire
from surveys.links import COOKIE_PREFIX, Purpose, hash_token, make_token, sign_cookie
from surveys.models import Draft, Organisation, Survey, User

CODE = re.compile(r"^[A-Z]{4}-[A-Z]{4}$", re.MULTILINE)


def survey_by_link(name: str = "") -> Draft:
    """A survey that nobody has kept; its executive's draft."""
    organisation = Organisation.objects.create(name=name)
    survey = Survey(
        organisation=organisation, questionnaire=latest_questionnaire(), wanted_by=date(2028, 11, 30)
    )
    survey.link_hash = hash_token(make_token(Purpose.EXECUTIVE, survey.code, 1))
    survey.save()
    return Draft.objects.create(survey=survey, saved_at=timezone.now())


def account(email: str, organisations: Sequence[str] = ()) -> User:
    """Somebody who has signed in before."""
    user = User.objects.create_user(email, last_login=timezone.now())
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    for name in organisations:
        Organisation.objects.create(name=name).members.add(user)
    return user


def let_in(client: Client, draft: Draft) -> None:
    """Give the browser the draft's cookie."""
    client.cookies[COOKIE_PREFIX + draft.code] = sign_cookie(draft.code, draft.survey.link_issue)


def knock(client: Client, email: str, **extra: Any) -> HttpResponse:
    return client.post("/account/", {"email": email}, **extra)


def code_in(message: EmailMessage) -> str:
    found = CODE.search(str(message.body))
    assert found
    return found[0]


def type_code(client: Client, code: str = "", **fields: str) -> HttpResponse:
    """Type the last mailed code, or this one."""
    return client.post("/account/code/", {"code": code or code_in(mail.outbox[-1]), **fields})


def sign_in(client: Client, email: str) -> User:
    knock(client, email)
    assert type_code(client).status_code == 302
    return User.objects.get(email=email)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned or raised, all begun at the same moment in threads of their own."""
    together, results = Barrier(len(calls)), [None] * len(calls)

    def run(number: int) -> None:
        together.wait()
        try:
            results[number] = calls[number]()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
