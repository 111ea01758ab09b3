"""Who may open the executive's draft and result: the link's browsers, then the account's sessions alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from surveys.actions.keeping import keep
from surveys.models import Draft, User
from tests.factories import Executive, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(executive: Executive) -> Draft:
    """A finished survey that ada keeps, signed in in a browser that has been to the result."""
    draft = executive.finish()
    ada = User.objects.create_user("ada@example.com")
    keep(survey=draft.survey, by=ada)
    sign_in(executive.client, ada)
    assert executive.client.get(f"/r/{draft.survey.code}/").status_code == 200
    return Draft.objects.select_related("survey").get(pk=draft.pk)


def faces(draft: Draft) -> list[str]:
    result, answers = f"/r/{draft.survey.code}/", f"/a/{draft.survey.code}/{draft.code}/"
    pages = [result, f"{result}result.csv", f"{result}result.json", f"{result}planogram-wide.svg"]
    return [*pages, answers, f"{answers}check/", f"{answers}first/", f"{answers}leave/", f"{answers}C2/"]


def opened(client: Client, draft: Draft) -> set[int]:
    statuses = {client.get(address).status_code for address in faces(draft)}
    posted = client.post(f"/a/{draft.survey.code}/{draft.code}/C2/", {"current": "1", "desired": "1"})
    return statuses | {posted.status_code}


def test_the_account_opens_everything(executive: Executive, kept: Draft) -> None:
    assert opened(executive.client, kept) == {200, 302}


def end_the_session(client: Client) -> None:
    Session.objects.all().delete()


def let_it_run_out(client: Client) -> None:
    Session.objects.update(expire_date=timezone.now())


def sign_out_elsewhere(client: Client) -> None:
    UserSession.objects.get().end()


def close_the_account(client: Client) -> None:
    User.objects.update(is_active=False)


def delete_the_account(client: Client) -> None:
    User.objects.all().delete()


def lose_the_session_cookie(client: Client) -> None:
    del client.cookies["sessionid"]


def sign_in_as_somebody_else(client: Client) -> None:
    client.logout()
    sign_in(client, User.objects.create_user("eve@example.com"))


ENDS = (
    end_the_session,
    let_it_run_out,
    sign_out_elsewhere,
    close_the_account,
    delete_the_account,
    lose_the_session_cookie,
    sign_in_as_somebody_else,
)


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_once_kept_a_browser_without_the_accounts_session_opens_nothing(
    executive: Executive, kept: Draft, end: Callable[[Client], None]
) -> None:
    drafts_cookie = executive.client.cookies[f"closer_{kept.code}"].value
    end(executive.client)
    executive.client.cookies[f"closer_{kept.code}"] = drafts_cookie
    assert opened(executive.client, kept) <= {404, 410}
    assert "Welcome back" not in executive.client.get("/").content.decode()


def test_another_accounts_session_with_a_copied_draft_cookie_opens_nothing(
    executive: Executive, kept: Draft
) -> None:
    thief = Client()
    sign_in(thief, User.objects.create_user("eve@example.com"))
    thief.cookies[f"closer_{kept.code}"] = executive.client.cookies[f"closer_{kept.code}"].value
    assert opened(thief, kept) <= {404, 410}


def test_the_browser_keeps_the_ten_newest_drafts(executive: Executive) -> None:
    codes = [executive.start().code for _ in range(13)]
    held = {
        name
        for name, cookie in executive.client.cookies.items()
        if name.startswith("closer_") and cookie.value
    }
    assert len(held) == 10
    assert f"closer_{codes[-1]}" in held
    assert executive.client.get(executive.address("C2")).status_code == 200
