"""A link that went round further than it should: a code before Start, a number of answers, from now on."""

from __future__ import annotations

import pytest
from django.test import Client

from surveys.actions import guarding, inviting, opening
from surveys.choices import Voice
from surveys.models import Draft, Panel, Survey
from tests import voices
from tests.factories import sign_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def panel(survey: Survey) -> Panel:
    return voices.by_link(survey, Voice.TEAM, 20)


def at(panel: Panel, rest: str = "link/guard/") -> str:
    return f"/ask/{panel.survey.code}/{panel.voice}/{rest}"


def link(panel: Panel) -> str:
    return f"/i/{voices.token(panel)}/"


def test_from_then_on_who_comes_is_asked_for_the_code_and_who_has_begun_goes_on(
    jana: Client, panel: Panel, stranger: Client
) -> None:
    stranger.post(link(panel))
    begun = Draft.objects.get(panel=panel)
    assert "Did it get into the wrong hands? Ask for a code" in text(jana.get(at(panel, "sent/")))
    before = voices.fresh(panel).promise
    response = jana.post(at(panel), {"access_code": "Kiel 26", "answers_at_most": "30"}, follow=True)
    assert "Saved." in text(response)
    assert "Access code: Kiel 26" in text(response)
    panel = voices.fresh(panel)
    assert (panel.access_code, panel.answers_at_most, panel.promise) == ("Kiel 26", 30, before)
    assert stranger.post(link(panel), {"draft": begun.code}).status_code == 302
    other = Client()
    assert other.post(link(panel)).status_code == 422
    assert other.post(link(panel), {"access_code": "kiel26"}).status_code == 302


def test_a_code_is_drawn_and_taken_away_again(jana: Client, panel: Panel) -> None:
    jana.post(at(panel), {"draw_code": "on"})
    drawn = voices.fresh(panel).access_code
    assert len(drawn.replace(" ", "")) == 6
    assert f'value="{drawn}"' in jana.get(at(panel)).content.decode()
    jana.post(at(panel), {"access_code": ""})
    assert voices.fresh(panel).access_code == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"access_code": "a1"}, "Use at least 4 letters or digits"),
        ({"answers_at_most": "4"}, "Type a number from 5 on"),
        ({"answers_at_most": "many"}, "Type a whole number"),
        ({"access_code": "x" * 21}, "20"),
    ],
)
def test_what_guards_nothing_is_refused(jana: Client, panel: Panel, given: dict[str, str], said: str) -> None:
    response = jana.post(at(panel), given)
    assert response.status_code == 422
    assert said in text(response)
    assert voices.fresh(panel).access_code == ""


def test_lists_unseen_links_and_strangers_have_no_such_page(jana: Client, panel: Panel) -> None:
    survey = voices.survey_of("omar@example.com", "Southgate")
    stranger = Client()
    sign_in(stranger, voices.executive_of(survey))
    assert stranger.post(at(panel), {"access_code": "12345"}).status_code == 404
    listed = voices.by_list(panel.survey, Voice.PEER, 6)
    assert jana.get(at(listed)).status_code == 404
    with pytest.raises(inviting.Frozen):
        guarding.guard(
            panel=listed, access_code="1234", answers_at_most=None, by=voices.executive_of(panel.survey)
        )


def test_a_closed_round_has_nothing_left_to_guard(jana: Client, panel: Panel) -> None:
    voices.answers_of(panel, 5)
    opening.close(panel=panel, by=voices.executive_of(panel.survey))
    assert jana.get(at(panel)).status_code == 200
    assert jana.post(at(panel), {"access_code": "12345"}).status_code == 409
    assert voices.fresh(panel).access_code == ""
    assert "Change the code" not in text(jana.get(at(panel, "sent/")))
