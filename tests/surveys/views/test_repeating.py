"""Ask again, and throw away, as pages."""

from __future__ import annotations

import pytest
from django.test import Client

from surveys.actions import completing, repeating, reviewers
from surveys.choices import Mail, Voice
from surveys.models import Delivery, Survey
from tests import reviews, voices
from tests.factories import MARKS, sign_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_asking_again_says_what_comes_along_and_begins_with_ones_own_answers(
    jana: Client, survey: Survey
) -> None:
    voices.by_list(survey, Voice.PEER, 6)
    voices.by_link(survey, Voice.TEAM, 40)
    overview = jana.get(f"/ask/{survey.code}/").content.decode()
    assert f'href="/again/{survey.code}/"' in overview
    page = text(jana.get(f"/again/{survey.code}/"))
    assert "Ask again: round 2" in page
    assert "Peers: by mail, as before. Team: by one link, as before." in page
    assert Survey.objects.count() == 1  # looking begins nothing
    begun = jana.post(f"/again/{survey.code}/", follow=True)
    assert begun.status_code == 200
    assert "Save and continue" in text(begun)  # the first practice
    assert "Save and continue" in text(begun)  # the first practice
    following = Survey.objects.get(round=2)
    assert begun.redirect_chain[0][0] == f"/continue/{following.code}/"
    assert "It is begun already." in text(jana.get(f"/again/{survey.code}/"))


def test_a_voice_that_was_taken_over_is_asked_after_its_page_was_filled_in(
    jana: Client, survey: Survey
) -> None:
    voices.by_link(survey, Voice.TEAM, 40)
    draft = repeating.ask_again(survey=survey, by=voices.executive_of(survey))
    voices.fill(draft, MARKS)
    completing.finish(draft=draft)
    home = f"/ask/{draft.survey.code}/"
    page = text(jana.get(home))
    assert "Prepared as in the round before. Say until when, and whom." in page
    assert jana.get(f"{home}team/check/")["Location"] == f"{home}team/"
    assert jana.post(f"{home}team/link/").status_code == 409
    form = jana.get(f"{home}team/").content.decode()
    assert 'value="40"' in form
    assert 'value="Jana Berg"' in form


def test_my_surveys_offers_the_one_or_the_other(jana: Client, survey: Survey) -> None:
    listed = jana.get("/surveys/").content.decode()
    assert f'href="/throw-away/{survey.code}/"' in listed
    assert "Ask again" not in listed
    voices.by_list(survey, Voice.PEER, 6)
    listed = jana.get("/surveys/").content.decode()
    assert f'href="/again/{survey.code}/"' in listed
    assert "Throw away" not in listed


def test_throwing_away_says_what_goes_and_deletes_it(jana: Client, survey: Survey) -> None:
    page = text(jana.get(f"/throw-away/{survey.code}/"))
    assert "Throw round 1 away" in page
    assert "Your own answers are deleted, and the result made of them." in page
    assert Survey.objects.exists()
    gone = jana.post(f"/throw-away/{survey.code}/", follow=True)
    assert "Round 1 is deleted." in text(gone)
    assert not Survey.objects.exists()


def test_a_round_in_which_somebody_was_asked_stays(jana: Client, survey: Survey) -> None:
    voices.by_link(survey, Voice.PEER)
    looked = jana.get(f"/throw-away/{survey.code}/")
    pressed = jana.post(f"/throw-away/{survey.code}/")
    assert (looked.status_code, pressed.status_code) == (200, 409)
    assert "People were asked in it" in text(pressed)
    assert Survey.objects.exists()


def test_a_round_that_a_reviewer_reads_stays_and_says_what_comes_first(jana: Client, survey: Survey) -> None:
    review = reviews.reviewer(voices.prepared(survey, Voice.PEER, 6))
    Delivery.objects.update(state=Mail.SENT, due_at=None)
    place = f"/throw-away/{survey.code}/"
    looked, pressed = jana.get(place), jana.post(place)
    assert (looked.status_code, pressed.status_code) == (200, 409)
    for page in (looked, pressed):
        assert "Withdraw them first, so that a mail tells them. Nothing was deleted." in text(page)
        assert f'href="/ask/{survey.code}/peer/review/"' in page.content.decode()
    reviewers.withdraw(review=review, by=voices.executive_of(survey))
    looked, pressed = jana.get(place), jana.post(place)
    assert (looked.status_code, pressed.status_code) == (200, 409)
    assert "The mail that tells a reviewer so is still waiting." in text(pressed)
    Delivery.objects.update(state=Mail.SENT, due_at=None)
    assert "Throw round 1 away" in text(jana.get(place))
    assert jana.post(place).status_code == 302
    assert not Survey.objects.exists()


def test_a_stranger_finds_neither(survey: Survey, stranger: Client) -> None:
    sign_in(stranger, voices.account("tom@example.com"))
    for page in ("again", "throw-away"):
        assert stranger.get(f"/{page}/{survey.code}/").status_code == 404
        assert stranger.post(f"/{page}/{survey.code}/").status_code == 404
    assert Survey.objects.count() == 1
