"""A link that went round further than it should: a code before Start, a number of answers, from now on."""

from __future__ import annotations

from typing import Any

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
    assert 'value="Kiel 26"' in response.content.decode()
    panel = voices.fresh(panel)
    assert (panel.access_code, panel.answers_at_most, panel.promise) == ("Kiel 26", 30, before)
    assert stranger.post(link(panel), {"draft": begun.code}).status_code == 302
    other = Client()
    assert other.post(link(panel)).status_code == 422
    assert other.post(link(panel), {"access_code": "kiel26"}).status_code == 302


def test_a_code_is_drawn_and_another_one_after_it(jana: Client, panel: Panel) -> None:
    jana.post(at(panel), {"draw_code": "on"})
    drawn = voices.fresh(panel).access_code
    assert len(drawn.replace(" ", "")) == 6
    assert f'value="{drawn}"' in jana.get(at(panel)).content.decode()
    jana.post(at(panel), {"access_code": drawn, "draw_code": "on"})
    other = voices.fresh(panel).access_code
    assert len(other.replace(" ", "")) == 6
    assert other != drawn
    jana.post(at(panel), {"access_code": "Kiel 26", "draw_code": "on"})
    assert voices.fresh(panel).access_code == "Kiel 26"


@pytest.fixture
def guarded(panel: Panel) -> Panel:
    """A link of which people were told that it asks for a code, and reviewers that it takes 60 answers."""
    Panel.objects.filter(pk=panel.pk).update(access_code="472 915", answers_at_most=60)
    return voices.fresh(panel)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"access_code": "", "answers_at_most": "60"}, "People were told of a code. Change it, but keep one"),
        (
            {"access_code": "  ", "answers_at_most": "60"},
            "People were told of a code. Change it, but keep one",
        ),
        (
            {"access_code": "472 915", "answers_at_most": "61"},
            "Type 60 or less: you can lower it, not raise it",
        ),
        (
            {"access_code": "472 915", "answers_at_most": ""},
            "Type 60 or less: you can lower it, not raise it",
        ),
    ],
)
def test_neither_the_code_nor_the_number_is_taken_back(
    jana: Client, guarded: Panel, given: dict[str, str], said: str
) -> None:
    response = jana.post(at(guarded), given)
    assert response.status_code == 422
    assert said in text(response)
    kept = voices.fresh(guarded)
    assert (kept.access_code, kept.answers_at_most) == ("472 915", 60)


def test_both_may_become_stricter_and_the_page_says_what_may_not(jana: Client, guarded: Panel) -> None:
    page = text(jana.get(at(guarded)))
    assert "You can change it, not take it away." in page
    assert "You can lower it from 60, never raise it" in page
    assert jana.post(at(guarded), {"access_code": "Kiel 26", "answers_at_most": "30"}).status_code == 302
    kept = voices.fresh(guarded)
    assert (kept.access_code, kept.answers_at_most) == ("Kiel 26", 30)


@pytest.mark.parametrize(("code", "most"), [("", 60), ("472 915", 61), ("472 915", None)])
def test_what_is_looser_is_refused_without_the_form_too(guarded: Panel, code: str, most: int | None) -> None:
    by = voices.executive_of(guarded.survey)
    with pytest.raises(guarding.Loosened):
        guarding.guard(panel=guarded, access_code=code, answers_at_most=most, by=by)
    kept = voices.fresh(guarded)
    assert (kept.access_code, kept.answers_at_most) == ("472 915", 60)


def test_a_code_that_another_window_has_put_there_meanwhile_stays(
    jana: Client, panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = guarding.guard

    def later(**given: Any) -> None:
        Panel.objects.filter(pk=panel.pk).update(access_code="472 915")
        guard(**given)

    monkeypatch.setattr(guarding, "guard", later)
    response = jana.post(at(panel), {"access_code": "", "answers_at_most": "30"})
    assert response.status_code == 422
    assert "People were told of a code. Change it, but keep one" in text(response)
    kept = voices.fresh(panel)
    assert (kept.access_code, kept.answers_at_most) == ("472 915", None)


def test_peers_links_have_no_number_and_keep_their_code(jana: Client, survey: Survey) -> None:
    peers = voices.by_link(survey, Voice.PEER, 6)
    Panel.objects.filter(pk=peers.pk).update(access_code="472 915")
    assert jana.post(at(peers), {"access_code": ""}).status_code == 422
    assert jana.post(at(peers), {"access_code": "Kiel 26"}).status_code == 302
    assert voices.fresh(peers).access_code == "Kiel 26"


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
