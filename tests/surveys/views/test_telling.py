"""The page on which whoever asked says what was heard."""

from __future__ import annotations

import re

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse

from surveys.actions import telling
from surveys.choices import Letter, Voice
from surveys.models import Delivery, Panel
from tests import voices
from tests.factories import sign_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SAID = {"heard": "You want one record.\nAnd sooner.", "by_when": "Anna, by May: a pilot."}


def address(panel: Panel) -> str:
    return reverse("ask-tell", args=[panel.survey.code, panel.voice])


def looked_at(client: Client, panel: Panel, said: dict[str, str]) -> str:
    """What the page carries once these words were looked at as a mail."""
    page = client.post(address(panel), {**said, "look": "1"}).content.decode()
    found = re.search(r'name="looked_at" value="(\w{64})"', page)
    assert found is not None
    return found[1]


def mail(client: Client, panel: Panel, said: dict[str, str]) -> None:
    seen = looked_at(client, panel, said)
    assert client.post(address(panel), {**said, "looked_at": seen, "mail": "1"}).status_code == 302


@pytest.fixture
def panel(client: Client) -> Panel:
    opened = voices.opened(voices.asked_team(8, answered=6))
    sign_in(client, voices.executive_of(opened.survey))
    return opened


def test_it_says_until_when_and_shows_their_page(client: Client, panel: Panel) -> None:
    page = client.get(address(panel))
    assert page.status_code == 200
    assert "They were told that they hear from you by" in text(page)
    assert "/heard/" in page.content.decode()


def test_it_is_kept_mailed_and_may_be_changed(client: Client, panel: Panel) -> None:
    mail(client, panel, SAID)
    page = text(client.get(address(panel)))
    assert "The mails go out now, and tomorrow morning to whoever had one from here today." in page
    assert "It’s on their page, and it was mailed. You can change it there; nobody is mailed again." in page
    assert "See the mail before it goes" not in page
    assert Delivery.objects.filter(letter=Letter.TOLD).count() == 8
    client.post(address(panel), {**SAID, "heard": "More.", "mail": "1"})
    stored = voices.fresh(panel)
    assert (stored.heard, stored.by_when) == ("More.", SAID["by_when"])
    assert Delivery.objects.filter(letter=Letter.TOLD).count() == 8
    assert "nobody is mailed again" in text(client.get(address(panel)))
    assert outbox.outbox == []


def test_the_very_mail_is_seen_before_it_goes(client: Client, panel: Panel) -> None:
    first = client.get(address(panel)).content.decode()
    assert 'name="mail"' not in first
    assert "See the mail before it goes" in first
    response = client.post(address(panel), {**SAID, "look": "1"})
    page = text(response)
    assert response.status_code == 200
    assert "What Jana Berg heard, and what happens by when" in page
    assert "You want one record. And sooner. What happens by when Anna, by May: a pilot." in page
    assert f"/heard/{telling.link_of(panel)}/" in page
    assert "Put it on their page and mail 8 people" in page
    assert "tomorrow morning to whoever had one from here today" in page
    assert voices.fresh(panel).told_at is None
    assert not Delivery.objects.filter(letter=Letter.TOLD).exists()


def test_words_that_nobody_looked_at_are_shown_and_not_mailed(client: Client, panel: Panel) -> None:
    seen = looked_at(client, panel, SAID)
    changed = {**SAID, "heard": "Something else.", "mail": "1"}
    for given in ({**SAID, "mail": "1"}, {**changed, "looked_at": seen}):
        response = client.post(address(panel), given)
        assert response.status_code == 200
        assert "Nothing was kept or sent yet." in text(response)
        assert voices.fresh(panel).told_at is None
    assert not Delivery.objects.filter(letter=Letter.TOLD).exists()


def test_what_was_put_on_their_page_without_a_mail_can_still_be_mailed_once(
    client: Client, panel: Panel
) -> None:
    client.post(address(panel), SAID)
    page = text(client.get(address(panel)))
    assert "It’s on their page, and nobody was mailed. You can change it, and still mail it once." in page
    assert "nobody is mailed again" not in page
    mail(client, panel, SAID)
    assert Delivery.objects.filter(letter=Letter.TOLD).count() == 8
    assert "nobody is mailed again" in text(client.get(address(panel)))


def test_without_addresses_nothing_is_said_of_mails(client: Client, panel: Panel) -> None:
    client.post(address(panel), SAID)
    panel.invitations.all().delete()
    page = text(client.get(address(panel)))
    assert "It’s on their page. You can change it there." in page
    assert "without a mail" not in page
    assert "See the mail before it goes" not in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"heard": "", "by_when": "x"}, "Say in a sentence or two what you heard"),
        ({"heard": "x", "by_when": " "}, "Say what happens by when, or that nothing does, and why"),
        ({"heard": "x" * 1501, "by_when": "x"}, "1500"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    client: Client, panel: Panel, given: dict[str, str], said: str
) -> None:
    response = client.post(address(panel), given)
    assert response.status_code == 422
    assert said in text(response)
    assert voices.fresh(panel).told_at is None
    if given["heard"]:
        assert given["heard"][:20] in response.content.decode()


def test_before_results_open_there_is_nothing_to_tell(client: Client) -> None:
    waiting = voices.asked_team(8, answered=6)
    sign_in(client, voices.executive_of(waiting.survey))
    assert client.get(address(waiting)).status_code == 200
    assert "Results aren’t open yet" in text(client.get(address(waiting)))
    assert client.post(address(waiting), SAID).status_code == 409


def test_strangers_find_nothing(stranger: Client, panel: Panel) -> None:
    other = Client()
    sign_in(other, voices.account("tom@example.com"))
    assert other.get(address(panel)).status_code == 404
    assert other.post(address(panel), SAID).status_code == 404
    assert stranger.get(address(panel)).status_code in (302, 404)
    assert voices.fresh(panel).told_at is None


def test_the_card_says_until_when_and_then_that_it_was_told(client: Client, panel: Panel) -> None:
    overview = reverse("ask", args=[panel.survey.code])
    assert "Results are open. They hear from you by" in text(client.get(overview))
    client.post(address(panel), SAID)
    assert "Results are open, and you told them what you heard." in text(client.get(overview))


def test_by_a_link_nobody_can_be_mailed_and_the_form_does_not_offer_it(client: Client) -> None:
    linked = voices.by_link(voices.survey_of(), Voice.TEAM)
    voices.answers_of(linked, 6)
    linked = voices.opened(linked)
    sign_in(client, voices.executive_of(linked.survey))
    assert 'name="mail"' not in client.get(address(linked)).content.decode()
    client.post(address(linked), {**SAID, "mail": "1"})
    assert voices.fresh(linked).told_at is not None
    assert not Delivery.objects.filter(letter=Letter.TOLD).exists()
