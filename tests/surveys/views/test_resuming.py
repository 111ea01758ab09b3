"""Somebody's own link on another device: what the page asks for, and what it tells whoever reads the mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from surveys.actions import joining, resuming
from surveys.choices import Voice
from surveys.links import short_code, sign_cookie
from surveys.models import Draft, Invitation
from surveys.sheets import sheet_of
from tests import voices

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SAVE = {"current": "2", "desired": "4"}


@pytest.fixture
def invited(db: None) -> Invitation:
    return voices.invitations(voices.asked_peers(6))[0]


def link(invited: Invitation) -> str:
    return reverse("answer", kwargs={"token": voices.token(invited)})


def begun(client: Client, invited: Invitation, practices: int = 5) -> str:
    """Where a browser is that has answered so many."""
    place = client.post(link(invited))["Location"]
    for _number in range(practices):
        place = client.post(place, SAVE)["Location"]
    return place


def the_code() -> str:
    return short_code(Draft.objects.get(voice=Voice.PEER).code)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_the_first_save_says_the_code_and_later_pages_do_not(client: Client, invited: Invitation) -> None:
    first = client.post(link(invited))["Location"]
    before = client.get(first).content.decode()
    assert re.search(rf'data-code hidden>[^<]*<b class="short">{the_code()}</b>', before)  # for the script
    second = client.post(first, SAVE)["Location"]
    shown = client.get(second).content.decode()
    assert re.search(rf'data-code>[^<]*<b class="short">{the_code()}</b>', shown)
    third = client.post(second, SAVE)["Location"]
    assert the_code() not in client.get(third).content.decode()
    leave = reverse("leave", kwargs=dict(zip(("survey", "draft"), third.split("/")[2:4], strict=True)))
    assert the_code() in client.get(leave).content.decode()


def test_neither_mail_nor_link_page_says_it(client: Client, stranger: Client, invited: Invitation) -> None:
    begun(client, invited)
    for browser in (client, stranger):
        assert the_code() not in browser.get(link(invited)).content.decode()


def test_another_device_is_asked_for_the_code_and_told_nothing(stranger: Client, invited: Invitation) -> None:
    begun(Client(), invited)
    response = stranger.get(link(invited))
    assert response.status_code == 200
    page = text_of(response.content.decode())
    assert "You’ve begun on another device" in page
    assert "5 of 12" not in page
    assert not stranger.cookies.get(f"closer_{Draft.objects.get(voice=Voice.PEER).code}")


def test_with_the_code_it_goes_on_where_it_was_left(stranger: Client, invited: Invitation) -> None:
    place = begun(Client(), invited)
    response = stranger.post(link(invited), {"code": the_code().lower()})
    assert response["Location"] == place + "?back=1"
    assert "Welcome back. 5 of 12 done." in stranger.get(response["Location"]).content.decode()
    assert "Continue, 5 of 12 done" in text_of(stranger.get(link(invited)).content.decode())


def test_wrong_codes_are_counted_aloud_and_then_it_rests(stranger: Client, invited: Invitation) -> None:
    begun(Client(), invited)
    codes = ["22X-22X"] * 6
    answers = [stranger.post(link(invited), {"code": code}) for code in codes]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 429, 429]
    first, last = (text_of(answer.content.decode()) for answer in (answers[0], answers[-1]))
    assert "That isn’t the code that was shown when you began. 4 more tries." in first
    assert re.search(r"Too many wrong codes. Try again after \d\d:\d\d, or start afresh.", last)
    assert stranger.post(link(invited), {"code": the_code()}).status_code == 429


def test_start_on_a_page_that_lay_open_asks_for_the_code(stranger: Client, invited: Invitation) -> None:
    stranger.get(link(invited))
    begun(Client(), invited)
    response = stranger.post(link(invited))
    assert response.status_code == 409
    assert "You’ve begun on another device" in response.content.decode()


def test_without_it_one_starts_afresh_and_the_other_device_is_told(
    stranger: Client, invited: Invitation
) -> None:
    first = Client()
    place = begun(first, invited)
    response = stranger.post(link(invited), {"go": "afresh"})
    assert response["Location"].endswith("/C2/")
    assert sheet_of(Draft.objects.get(voice=Voice.PEER)).answers == {}
    late = first.post(place, SAVE)
    assert late.status_code == 409
    assert "These answers are finished or were deleted" in text_of(late.content.decode())
    assert "Welcome back. Nothing is answered yet." in text_of(first.get(link(invited)).content.decode())
    begun(stranger, invited)
    told = "Did you begin in this browser? That is deleted: somebody with your link started afresh"
    assert told in text_of(first.get(link(invited)).content.decode())
    assert told not in text_of(Client().get(link(invited)).content.decode())


def test_what_is_still_empty_opens_by_the_link_alone(
    client: Client, stranger: Client, invited: Invitation
) -> None:
    place = client.post(link(invited))["Location"]
    assert stranger.post(link(invited))["Location"] == place


def test_an_open_links_draft_has_a_link_of_its_own_instead(client: Client) -> None:
    panel = voices.by_link(voices.survey_of(), Voice.TEAM)
    place = client.post(reverse("answer", kwargs={"token": voices.token(panel)}))["Location"]
    after = client.post(place, SAVE)["Location"]
    assert "data-code" not in client.get(after).content.decode()


def test_a_practice_sent_empty_and_a_choice_taken_back_leave_the_draft_empty(
    client: Client, stranger: Client, invited: Invitation
) -> None:
    place = client.post(link(invited))["Location"]
    assert client.post(place, {}).status_code == 422
    assert stranger.post(link(invited))["Location"] == place


def test_without_its_key_a_draft_can_be_begun_afresh_and_is_no_error(
    client: Client, stranger: Client, invited: Invitation, settings: Settings
) -> None:
    place = begun(client, invited)
    leave = place.replace(place.split("/")[-2], "leave")
    old, new = settings.LINK_KEY, "another long random text, and the old one is gone"
    address = link(invited)
    settings.OLD_LINK_KEYS = [old]
    settings.LINK_KEY = new
    assert client.get(place).status_code == 200  # an earlier key goes on counting
    settings.OLD_LINK_KEYS = []
    draft = Draft.objects.get(voice=Voice.PEER)
    client.cookies[f"closer_{draft.code}"] = sign_cookie(draft.code, draft.issue)
    for page in (place, leave.replace("leave", "check")):
        assert client.get(page).status_code == 410
        assert "can’t be opened any more" in client.get(page).content.decode()
    assert client.post(place, SAVE).status_code == 410
    assert "You’ve begun on another device" in stranger.get(address).content.decode()
    assert stranger.post(address, {"go": "afresh"}).status_code == 302


# --- at the same moment ------------------------------------------------------------------------------------


def before(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, happens: Callable[[], object]) -> None:
    """Somebody else is a moment quicker than this action."""
    real = getattr(module, name)

    def late(**given: Any) -> Any:
        happens()
        return real(**given)

    monkeypatch.setattr(module, name, late)


@pytest.mark.parametrize(
    ("module", "name", "given"),
    [
        (joining, "join", {}),
        (resuming, "start_afresh", {"go": "afresh"}),
        (resuming, "resume", {"code": "2"}),
    ],
)
def test_an_address_withdrawn_at_that_moment_is_a_dead_link(
    stranger: Client,
    invited: Invitation,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
    given: dict[str, str],
) -> None:
    if name != "join":
        begun(Client(), invited)
    before(monkeypatch, module, name, lambda: Invitation.objects.filter(pk=invited.pk).delete())
    response = stranger.post(link(invited), given, follow=True)
    assert response.status_code == 404
    assert "This link opens nothing" in text_of(response.content.decode())
    assert not Draft.objects.filter(voice=Voice.PEER).exists()


def test_a_code_that_comes_after_finish_is_told_that_it_was_answered(
    stranger: Client, invited: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(Client(), invited)
    code, draft = the_code(), Draft.objects.get(voice=Voice.PEER)
    before(monkeypatch, resuming, "resume", lambda: voices.finish(draft))
    assert stranger.post(link(invited), {"code": code}, follow=True).status_code == 410
