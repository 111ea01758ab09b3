"""The board's page and the hour to talk: what each reader finds in each state, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.test import Client

from assessment import remembered
from surveys.actions import sharing
from surveys.choices import Voice
from surveys.models import Response, Survey
from tests import imports, voices
from tests.assessment.surveyed import finished, reply
from tests.assessment.test_story import asked, marks, peers, team, three_voices
from tests.assessment.views.test_reports import heading, words
from tests.factories import CORE, Executive, group, open_group, sign_in
from tests.surveys.people import let_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Counter = Callable[[Callable[[], object]], list[str]]
BOARD, DEBRIEF = "board/", "debrief/"
PAGES = (BOARD, BOARD + "?own=1", DEBRIEF)
NOTHING = "No results are open yet that this page could show."
OWN = re.compile(r"\byour own\b(?! marks)|\bYou (place|rate|can’t)|\bexecutive", re.IGNORECASE)


def client_of(email: str) -> Client:
    client = Client()
    sign_in(client, voices.account(email))
    return client


def consultant(survey: Survey, *, own_marks: bool) -> Client:
    email = "tick@example.org" if own_marks else "rahel@example.org"
    sharing.share(survey=survey, email=email, own_marks=own_marks, by=voices.executive_of(survey))
    return client_of(email)


def look(client: Client, survey: Survey, page: str) -> str:
    response = client.get(f"/r/{survey.code}/{page}")
    assert response.status_code == 200
    return response.content.decode()


def main(html: str) -> str:
    """What stands on the page, as read."""
    return words(html.split("<main")[1].split("</footer>")[0])


def points(html: str) -> list[str]:
    """The sentences of a board's page."""
    found = re.search(r'<ul class="plain board-points">(.*?)</ul>', html, re.DOTALL)
    return [] if found is None else [words(one) for one in re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL)]


def minutes(html: str) -> list[int]:
    return [int(one) for one in re.findall(r'<p class="agenda-minutes">(\d+) minutes</p>', html)]


def actions(html: str) -> int:
    return (
        html.count('<th scope="row"', html.index('<table class="words-table">'))
        if "words-table" in html
        else 0
    )


# --- every state ------------------------------------------------------------------------------------------


def test_of_an_executive_alone_a_board_sees_something_only_by_a_tick(jana: Client, survey: Survey) -> None:
    html = look(jana, survey, BOARD)
    assert heading(html) == NOTHING
    assert "Your own marks are on it only where you tick that." in main(html)
    assert (points(html), actions(html), "<figure" in html) == ([], 0, False)
    assert 'name="own" value="1">' in html
    html = look(jana, survey, BOARD + "?own=1")
    assert heading(html).startswith("Biggest gap: The customer’s whole path.")
    assert len(points(html)) == 4
    assert points(html)[3].startswith("Expect three actions")
    assert actions(html) == 3
    assert 'name="own" value="1" checked>' in html
    assert html.count("<figure") == 1


def test_of_an_executive_alone_the_hour_prepares_the_talk_with_peers(jana: Client, survey: Survey) -> None:
    html = look(jana, survey, DEBRIEF)
    assert heading(html) == "Preparing the talk with your peers"
    assert sum(minutes(html)) == 60
    assert "So far this is one person’s view." in main(html)


def test_while_peers_are_awaited_nothing_of_theirs_is_told(jana: Client, survey: Survey) -> None:
    panel = asked(survey, Voice.PEER, 8)
    for person in range(3):
        reply(survey, Voice.PEER, marks(person))
    assert heading(look(jana, survey, BOARD)) == NOTHING
    assert heading(look(jana, survey, DEBRIEF)) == "Preparing the talk with your peers"
    assert open_group(panel).opened_at is None
    assert heading(look(jana, survey, BOARD)) == NOTHING  # closed with too few
    assert "3 of 8 answered" in look(jana, survey, BOARD).split("<footer")[1]


def test_with_peers_alone_both_pages_are_about_them(jana: Client, survey: Survey) -> None:
    peers(survey)
    html = look(jana, survey, BOARD)
    assert heading(html).startswith("Peers: ")
    assert "your peers place Lindenhof Hotels at" in points(html)[0]
    assert "to the nearest half level" in main(html)
    assert "Peers · 6 of 8 answered" in main(html)
    assert not OWN.search(" ".join(points(html)))
    html = look(jana, survey, DEBRIEF)
    assert heading(html) == "Talking about the results"
    assert sum(minutes(html)) == 60
    assert "read this as voices, not as a measurement" in main(html)


def test_with_an_open_team_both_pages_are_about_it(jana: Client, survey: Survey) -> None:
    three_voices(survey)
    html = look(jana, survey, BOARD)
    assert heading(html) == "Widest gap in your team’s eyes: The customer’s whole path, 2.6 levels"
    assert [line.partition(" ")[0] for line in points(html)] == ["On", "“The", "People", "Expect"]
    assert 1 <= actions(html) <= 3
    assert html.count("_____") >= 2 * actions(html)
    assert html.count('role="img"') == 2  # for a desk, and for a phone
    assert "Team · 24 of about 30 answered" in main(html)
    html = look(jana, survey, DEBRIEF)
    assert sum(minutes(html)) == 60
    assert html.count('<p class="question">') == len(minutes(html)) == 5
    assert "Don’t ask who answered what, and don’t guess names." in main(html)


def test_only_the_tick_puts_the_executives_difference_on_the_boards_page(
    jana: Client, survey: Survey
) -> None:
    """Nothing is disputed among the team, so the third sentence may be about the executive."""
    panel = asked(survey, Voice.TEAM, 30)
    for person in range(12):
        said = {code: (str(1 + (person + at) % 2), str(3 + person // 2 % 2)) for at, code in enumerate(CORE)}
        reply(survey, Voice.TEAM, said)
    open_group(panel)
    with_tick, without = points(look(jana, survey, BOARD + "?own=1")), points(look(jana, survey, BOARD))
    assert with_tick[2].startswith("You place ")
    assert "12 of 30 answered" in without[2]
    assert (with_tick[:2], with_tick[3]) == (without[:2], without[3])
    assert not OWN.search(" ".join(without))


def test_an_imported_round_is_told_as_somebody_elses(jana: Client, survey: Survey) -> None:
    made = imports.kept(survey, imports.lines_of(team=12, executives=1))
    open_group(made.panels.get(voice=Voice.TEAM))
    for page in PAGES:
        html = look(jana, made, page)
        assert "Imported, March 2024 · 15 March 2024" in main(html)
        assert "your team" not in main(html)
        assert "Your own" not in main(html)
    assert "With the executive’s own marks" in look(jana, made, BOARD)
    assert sum(minutes(look(jana, made, DEBRIEF))) == 60


# --- other readers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["alone", "peers", "all"])
def test_a_consultant_without_the_tick_finds_nothing_of_the_executives_by_any_address(
    survey: Survey, state: str
) -> None:
    if state == "peers":
        peers(survey)
    if state == "all":
        three_voices(survey)
    rahel = consultant(survey, own_marks=False)
    assert main(look(rahel, survey, BOARD)) == main(look(rahel, survey, BOARD + "?own=1"))
    for page in PAGES:
        html = look(rahel, survey, page)
        assert 'name="own"' not in html
        assert not OWN.search(main(html)), page
        assert "executive/" not in html
    if state == "alone":
        assert heading(look(rahel, survey, BOARD + "?own=1")) == NOTHING
        assert heading(look(rahel, survey, DEBRIEF)) == "Nothing to talk about yet"
        assert minutes(look(rahel, survey, DEBRIEF)) == []


def test_a_consultant_with_the_tick_is_told_of_the_executive_and_ticks_too(survey: Survey) -> None:
    tick = consultant(survey, own_marks=True)
    html = look(tick, survey, BOARD)
    assert heading(html) == NOTHING
    assert "The executive’s own marks are on it only where you tick that." in main(html)
    html = look(tick, survey, BOARD + "?own=1")
    assert "The customer’s whole path" in heading(html)
    assert "the executive places Lindenhof Hotels at 3.1 today" in points(html)[0]
    assert not re.search(r"\byou (place|can’t|rate)|\byour own", main(html), re.IGNORECASE)
    assert heading(look(tick, survey, DEBRIEF)) == "Preparing the talk with the peers"


@pytest.mark.parametrize("page", PAGES)
def test_strangers_find_nothing(survey: Survey, stranger: Client, page: str) -> None:
    three_voices(survey)
    address = f"/r/{survey.code}/{page}"
    assert stranger.get(address).status_code == 404
    sign_in(stranger, voices.account("somebody@example.org"))
    assert stranger.get(address).status_code == 404
    let_in(stranger, finished())
    assert stranger.get(address).status_code == 404
    share = sharing.share(
        survey=survey, email="somebody@example.org", own_marks=True, by=voices.executive_of(survey)
    )
    assert stranger.get(address).status_code == 200
    sharing.withdraw(share=share, by=voices.executive_of(survey))
    assert stranger.get(address).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_before_finish_there_is_nothing(executive: Executive, page: str) -> None:
    executive.answer()
    assert executive.client.get(executive.result + page).status_code == 404
    executive.post(executive.address("finish"))
    assert executive.client.get(executive.result + page).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_they_are_only_looked_at(jana: Client, survey: Survey, method: str) -> None:
    for page in PAGES:
        assert getattr(jana, method)(f"/r/{survey.code}/{page}").status_code == 405


# --- what it costs ----------------------------------------------------------------------------------------

COSTS = {  # who: the first time, and again from memory; a page that was ticked is made each time
    "the cookie": {BOARD: (5, 2), BOARD + "?own=1": (4, 4), DEBRIEF: (5, 2)},
    "the account": {BOARD: (9, 5), BOARD + "?own=1": (7, 7), DEBRIEF: (9, 5)},
    "a consultant": {BOARD: (9, 6), BOARD + "?own=1": (7, 7), DEBRIEF: (9, 6)},
}


@pytest.mark.parametrize("who", COSTS)
def test_they_cost_as_many_statements_whatever_the_number_of_people(
    survey: Survey, count_statements: Counter, who: str
) -> None:
    if who == "the cookie":
        draft = finished()
        survey, client = draft.survey, Client()
        let_in(client, draft)
    elif who == "the account":
        client = client_of(voices.EXECUTIVE)
    else:
        client = consultant(survey, own_marks=False)
    client.get(f"/r/{survey.code}/")  # what is read once a process is read

    def cost(page: str) -> int:
        return len(count_statements(lambda: client.get(f"/r/{survey.code}/{page}")))

    for people in (6, 200):
        Response.objects.filter(survey=survey).exclude(voice=Voice.EXECUTIVE).delete()
        survey.panels.all().delete()
        group(survey, people)
        group(survey, 3, Voice.PEER, opened=False)
        remembered.pages.forget()
        assert {page: (cost(page), cost(page)) for page in COSTS[who]} == COSTS[who], people


# --- what people typed, and the house rules ---------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ['<script>alert("1")</script>', "שלום עולם", "x" * 120, "A & B's “Hotel” {{ 1 }}"]
)
def test_whatever_the_organisation_is_called_it_is_text(name: str) -> None:
    survey = voices.survey_of("eve@example.org", name)
    team(survey)
    eve = client_of("eve@example.org")
    for page in PAGES:
        html = look(eve, survey, page)
        assert "<script>alert" not in html
        assert name in words(html)
        assert f"places {name} at" in main(html)


def test_pages_keep_the_rules_of_the_house(jana: Client, survey: Survey) -> None:
    three_voices(survey)
    for page in PAGES:
        html = look(jana, survey, page)
        assert re.findall(r"<[^>]* style=|<style|<[^>]* on\w+=|<script(?![^>]* src=)", html) == []
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert "aria-current" not in html  # they are about the whole: none of the voices' tabs is theirs
