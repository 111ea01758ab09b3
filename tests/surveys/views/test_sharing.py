"""Showing a round to somebody outside, and withdrawing it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from surveys import tasks
from surveys.access import shares_with
from surveys.actions import sharing
from surveys.models import Delivery, Share, Survey
from tests import voices
from tests.factories import sign_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def at(survey: Survey, share: Share | None = None) -> str:
    return f"/share/{survey.code}/" + (f"{share.code}/withdraw/" if share is not None else "")


def shared(survey: Survey, email: str = "pat@firm.example", own_marks: bool = False) -> Share:
    return sharing.share(survey=survey, email=email, own_marks=own_marks, by=voices.executive_of(survey))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("withdrawing", [True, False])
def test_somebody_elses_round_is_nowhere(survey: Survey, method: str, withdrawing: bool) -> None:
    share = shared(survey)
    address = at(survey, share if withdrawing else None)
    assert getattr(Client(), method)(address).url == f"/account/?next={address}"
    other = voices.survey_of("omar@example.com", "Southgate")
    for email in ("omar@example.com", "pat@firm.example"):  # whom it is shared with shares it no further
        stranger = Client()
        sign_in(stranger, voices.account(email))
        assert getattr(stranger, method)(address, {"email": "x@example.com"}).status_code == 404
    mine = Client()
    sign_in(mine, voices.executive_of(other))
    assert getattr(mine, method)(at(other, share)).status_code == 404  # a share of another round
    assert Share.objects.get().withdrawn_at is None


def test_the_page_says_exactly_what_is_shared(jana: Client, survey: Survey) -> None:
    page = jana.get(at(survey))
    for said in (
        "Peers and team, once their results are open: as you see them, never one by one.",
        "report, slides, sheets and pictures among them.",
        "Your own marks only if you tick that below.",
        "You can withdraw it at any time. What they have downloaded by then stays with them.",
        "Nobody so far.",
    ):
        assert said in text(page), said
    box = re.search(r'<input[^>]*name="own_marks"[^>]*>', page.content.decode())[0]
    assert "checked" not in box


@pytest.mark.parametrize("own_marks", [True, False])
def test_sharing_writes_to_them_and_says_so(
    jana: Client,
    survey: Survey,
    own_marks: bool,
    mailbox: Any,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    given = {"email": " Pat@Firm.example ", **({"own_marks": "on"} if own_marks else {})}
    with (
        time_machine.travel("2026-11-02 12:00Z"),
        django_capture_on_commit_callbacks(execute=True) as callbacks,
    ):
        response = jana.post(at(survey), given)
        assert (response.status_code, response.url) == (302, at(survey))
        page = text(jana.get(response.url))
    assert len(callbacks) == 1
    share = Share.objects.get()
    assert (share.email, share.own_marks) == ("pat@firm.example", own_marks)
    assert "Shared with pat@firm.example." in page
    with_or_without = "with" if own_marks else "without"
    assert f"pat@firm.example since 2 November 2026, {with_or_without} your own marks Withdraw" in page
    assert tasks.deliver.call() == {"sent": 1}
    assert mailbox.next_mail()["To"] == "pat@firm.example"
    assert shares_with(voices.account("pat@firm.example")).get() == share


def test_the_same_address_again_changes_the_tick_and_writes_nothing(jana: Client, survey: Survey) -> None:
    shared(survey)
    jana.post(at(survey), {"email": "pat@firm.example", "own_marks": "on"})
    assert Share.objects.get().own_marks
    jana.post(at(survey), {"email": "pat@firm.example"})
    assert not Share.objects.get().own_marks
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Type an e-mail address"),
        ("pat", "Type an address like name@example.com"),
        ("pat@firm.example\r\nBcc: x@example.com", "Type an address like name@example.com"),
        (f"{'x' * 250}@firm.example", "Type an address like name@example.com"),
        ("JANA@example.com", "That’s your own address"),
    ],
)
def test_what_is_no_address_is_said_and_kept(jana: Client, survey: Survey, email: str, said: str) -> None:
    response = jana.post(at(survey), {"email": email, "own_marks": "on"})
    assert response.status_code == 422
    assert text(response).count(said) == 2
    box = re.search(r'<input[^>]*name="own_marks"[^>]*>', response.content.decode())[0]
    assert "checked" in box
    assert not Share.objects.exists()


def test_a_day_has_its_limit(jana: Client, survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "SHARES_PER_DAY", 2)
    for n in range(2):
        assert jana.post(at(survey), {"email": f"pat{n}@firm.example"}).status_code == 302
    response = jana.post(at(survey), {"email": "pat2@firm.example"})
    assert response.status_code == 429
    assert "more than anybody shares in a day" in text(response)
    assert 'value="pat2@firm.example"' in response.content.decode()
    assert Share.objects.count() == 2


def test_an_address_has_its_limit_too_and_is_told_so(jana: Client, survey: Survey) -> None:
    for _time in range(3):
        assert jana.post(at(survey), {"email": "pat@firm.example"}).status_code == 302
        assert jana.post(at(survey, Share.objects.get(withdrawn_at=None))).status_code == 302
    response = jana.post(at(survey), {"email": "pat@firm.example"})
    assert response.status_code == 429
    assert "An address gets 3 such mails a day at most. Try again tomorrow" in text(response)
    assert 'value="pat@firm.example"' in response.content.decode()
    assert Share.objects.count() == 3


def test_withdrawing_is_asked_first_and_works_at_once(jana: Client, survey: Survey) -> None:
    share = shared(survey)
    pat = voices.account("pat@firm.example")
    page = jana.get(at(survey, share))
    assert "Withdraw it from pat@firm.example?" in text(page)
    assert "What they have downloaded stays with them." in text(page)
    assert shares_with(pat).exists()
    response = jana.post(at(survey, share))
    assert (response.status_code, response.url) == (302, at(survey))
    assert not shares_with(pat).exists()
    page = text(jana.get(response.url))
    assert "Withdrawn: pat@firm.example sees nothing of it now." in page
    assert "Nobody so far." in page
    gone = Share.objects.get().withdrawn_at
    assert jana.post(at(survey, share)).status_code == 302  # twice is harmless
    assert Share.objects.get().withdrawn_at == gone
    assert jana.get(at(survey, share)).url == at(survey)
    assert jana.post(at(survey), {"email": "pat@firm.example"}).status_code == 302  # and again from new
    assert shares_with(pat).exists()


def test_a_share_that_never_was_is_nowhere(jana: Client, survey: Survey) -> None:
    assert jana.get(f"/share/{survey.code}/{uuid.uuid4()}/withdraw/").status_code == 404


@pytest.mark.parametrize("people", [0, 1, 3, 300])
def test_the_page_takes_as_many_statements_for_three_hundred(
    jana: Client, survey: Survey, count_statements: Callable[..., list[str]], people: int
) -> None:
    Share.objects.bulk_create(
        Share(survey=survey, email=f"pat{n}@firm.example", own_marks=n % 2 == 0) for n in range(people)
    )
    found: list[HttpResponse] = []
    statements = count_statements(lambda: found.append(jana.get(at(survey))))
    assert len(statements) == 4  # session, account, survey, shares
    assert found[0].content.decode().count("/withdraw/") == people
