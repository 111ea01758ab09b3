"""Every route of results × everybody who may come by: what they get, and that looking changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.test import Client

from assessment import remembered, tasks
from surveys.actions import opening, sharing
from surveys.choices import Voice
from surveys.links import COOKIE_PREFIX, sign_cookie
from surveys.models import Panel, Share, Survey
from tests import voices
from tests.assessment.views.test_reports import words
from tests.factories import CORE, levels_of, sign_in

pytestmark = pytest.mark.django_db

OWN = ("executive/", "planogram-wide.svg", "planogram-phone.png", "team/perception-wide.svg?own=1")
SHARED = (
    "",
    "peer/",
    "team/",
    "parts/department/",
    "parts/region/",
    "parts/department-region/",
    "result.csv",
    "result.csv?own=1",
    "result.json",
    "result.json?own=1",
    "team/planogram-wide.svg",
    "team/planogram-phone.svg",
    "team/gaps-wide.png",
    "team/gaps-phone.svg",
    "team/parts-department-wide.svg",
    "team/parts-department-wide.png",
)
DOOR = "/account/?next="


class Round(NamedTuple):
    survey: Survey
    peers: Panel
    share: Share

    def at(self, rest: str) -> str:
        return f"/r/{self.survey.code}/{rest}"


@pytest.fixture
def a_round() -> Round:
    """The team is open, two departments in two regions; three of six peers have answered."""
    survey = voices.survey_of()
    segments = {"department": ("Sales", "Kitchen"), "region": ("North", "South")}
    team = voices.by_link(survey, Voice.TEAM, 30, segments)
    for person in range(24):
        said = {"department": segments["department"][person % 2], "region": segments["region"][person // 12]}
        marks = {code: tuple(map(str, levels_of(person, at))) for at, code in enumerate(CORE)}
        voices.answer(team, person, marks, said)
    peers = voices.asked_peers(6, 3, survey)
    opening.close(panel=team, by=voices.executive_of(survey))
    assert tasks.open_results.call(team.pk)
    share = sharing.share(
        survey=survey, email="rahel@example.org", own_marks=False, by=voices.executive_of(survey)
    )
    return Round(survey, peers, share)


def signed_in(email: str) -> Client:
    client = Client()
    sign_in(client, voices.account(email))
    return client


def executive(_found: Round) -> Client:
    return signed_in(voices.EXECUTIVE)


def executive_of_another_client(_found: Round) -> Client:
    voices.survey_of("omar@example.org", "Vesta Travel")
    return signed_in("omar@example.org")


def consultant(found: Round) -> Client:
    return signed_in(found.share.email)


def consultant_with_a_tick(found: Round) -> Client:
    Share.objects.filter(pk=found.share.pk).update(own_marks=True)
    return signed_in(found.share.email)


def consultant_whose_share_was_withdrawn(found: Round) -> Client:
    client = signed_in(found.share.email)
    assert client.get(found.at("")).status_code == 200
    sharing.withdraw(share=found.share, by=voices.executive_of(found.survey))
    return client


def consultant_of_another_round(found: Round) -> Client:
    other = voices.survey_of("omar@example.org", "Vesta Travel")
    sharing.share(survey=other, email="kim@example.org", own_marks=True, by=voices.executive_of(other))
    return signed_in("kim@example.org")


def stranger(_found: Round) -> Client:
    return signed_in("somebody@example.org")


def nobody(_found: Round) -> Client:
    return Client()


def peer(found: Round) -> Client:
    """A peer in the middle of answering: the browser holds the cookie of a genuine draft."""
    client = Client()
    draft = voices.begin(voices.invitations(found.peers)[5])
    client.cookies[COOKIE_PREFIX + draft.code] = sign_cookie(draft.code, draft.issue)
    return client


def old_browser_of_the_executive(found: Round) -> Client:
    """It holds the draft's cookie from before, and nobody is signed in there."""
    client = Client()
    draft = found.survey.drafts.get(voice=Voice.EXECUTIVE)
    client.cookies[COOKIE_PREFIX + draft.code] = sign_cookie(draft.code, found.survey.link_issue)
    return client


def answers(client: Client, found: Round, routes: tuple[str, ...], method: str = "get") -> dict[str, int]:
    remembered.pages.forget()
    return {route: getattr(client, method)(found.at(route)).status_code for route in routes}


Comes = Callable[[Round], Client]
ALL = (*SHARED, *OWN)
SHUT_OUT: list[Comes] = [
    executive_of_another_client,
    consultant_whose_share_was_withdrawn,
    consultant_of_another_round,
    stranger,
    nobody,
    peer,
    old_browser_of_the_executive,
]


@pytest.mark.parametrize("comes", [executive, consultant_with_a_tick])
def test_who_sees_everything(a_round: Round, comes: Comes) -> None:
    client = comes(a_round)
    assert answers(client, a_round, ALL) == dict.fromkeys(ALL, 200)
    assert answers(client, a_round, ALL, "head") == dict.fromkeys(ALL, 200)
    assert client.get("/clients/").status_code == 200


def test_a_consultant_sees_the_groups_and_not_the_executive(a_round: Round) -> None:
    client = consultant(a_round)
    expected = dict.fromkeys(SHARED, 200) | dict.fromkeys(OWN, 404)
    assert answers(client, a_round, ALL) == expected
    assert answers(client, a_round, ALL, "head") == expected
    assert b"Lindenhof Hotels" in client.get("/clients/").content


@pytest.mark.one_database
@pytest.mark.parametrize("comes", SHUT_OUT)
def test_everybody_else_finds_nothing_at_any_address(a_round: Round, comes: Comes) -> None:
    client = comes(a_round)
    assert answers(client, a_round, ALL) == dict.fromkeys(ALL, 404)
    assert answers(client, a_round, ALL, "head") == dict.fromkeys(ALL, 404)
    listed = client.get("/clients/")
    if comes in (nobody, peer, old_browser_of_the_executive):
        assert (listed.status_code, listed["Location"]) == (302, DOOR + "/clients/")
    else:
        assert listed.status_code == 200
        assert b"Lindenhof" not in listed.content


@pytest.mark.one_database
@pytest.mark.parametrize("comes", SHUT_OUT)
def test_a_page_kept_in_memory_is_shown_to_nobody_else(a_round: Round, comes: Comes) -> None:
    """The executive has looked at everything, so every page lies there finished."""
    mine = executive(a_round)
    client = comes(a_round)
    assert {mine.get(a_round.at(route)).status_code for route in ALL} == {200}
    assert {client.get(a_round.at(route)).status_code for route in ALL} == {404}


def test_a_consultant_is_never_given_the_executives_page(a_round: Round) -> None:
    mine, theirs = executive(a_round), consultant(a_round)
    pages = {}
    for _ in range(2):
        for name, client in (("mine", mine), ("theirs", theirs)):
            pages[name] = client.get(a_round.at("team/")).content.decode()
        assert "(yours: 3.1)" in pages["mine"]
        assert "3.1" not in pages["theirs"].split("<main")[1].split("</h1>")[0]
        assert "yours" not in pages["theirs"]
        assert "Your assessments" not in pages["theirs"]


@pytest.mark.parametrize("comes", [executive, consultant, stranger, nobody, peer])
def test_looking_changes_no_row(a_round: Round, comes: Comes) -> None:
    client = comes(a_round)
    before = rows()
    for method in ("get", "head"):
        answers(client, a_round, (*ALL, "team/open/", "peer/open/"), method)
        for address in ("/clients/", "/mine/"):
            getattr(client, method)(address)
    assert rows() == before


def rows() -> dict[str, list[Any]]:
    """Every row of every table of ours, and whose sessions there are."""
    models = [*apps.get_app_config("surveys").get_models(), apps.get_model("usersessions", "UserSession")]
    return {model.__name__: sorted(map(repr, model._base_manager.values_list())) for model in models}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_results_are_only_looked_at(a_round: Round, method: str) -> None:
    client = executive(a_round)
    before = rows()
    assert answers(client, a_round, ALL, method) == dict.fromkeys(ALL, 405)
    assert rows() == before


# --- the button that opens --------------------------------------------------------------------------------


def test_only_the_executive_finds_the_button_that_opens(a_round: Round) -> None:
    for comes in (*SHUT_OUT, consultant, consultant_with_a_tick):
        client = comes(a_round)
        for method in ("get", "head", "post"):
            response = getattr(client, method)(a_round.at("peer/open/"))
            if comes in (nobody, peer, old_browser_of_the_executive):
                assert (response.status_code, response["Location"]) == (302, DOOR + a_round.at("peer/open/"))
            else:
                assert response.status_code == 404, comes.__name__
    assert Panel.objects.get(pk=a_round.peers.pk).closed_at is None


def test_an_executive_who_shares_with_their_own_address_stays_the_executive(a_round: Round) -> None:
    by = voices.executive_of(a_round.survey)
    sharing.share(survey=a_round.survey, email=voices.EXECUTIVE, own_marks=False, by=by)
    client = executive(a_round)
    assert answers(client, a_round, ALL) == dict.fromkeys(ALL, 200)
    assert b"Your planogram" in client.get(a_round.at("")).content


# --- the house rules ----------------------------------------------------------------------------------------

NEVER_SAID = re.compile(
    r"anonym|\bwish|\btarget|\bdesired|\bscores?\b|\breleased|\bitems?\b|!|\bNone\b|\bnan\b|%\(|\{", re.I
)


@pytest.mark.one_database
def test_no_page_has_anything_inline_twice_or_in_words_we_avoid(a_round: Round) -> None:
    clients = {"executive": executive(a_round), "ticked": consultant_with_a_tick(a_round)}
    pages = {
        (name, route): client.get(a_round.at(route)).content.decode()
        for name, client in clients.items()
        for route in (*SHARED[:6], "executive/")
    }
    for name, client in clients.items():
        pages[name, "/clients/"] = client.get("/clients/").content.decode()
    pages["nobody", "/mine/"] = Client().get("/mine/").content.decode()
    for at, html in pages.items():
        assert re.findall(r"<[^>]* style=|<style|<[^>]* on\w+=|<script(?![^>]* src=)", html) == [], at
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), at
        assert html.count("<h1") == 1, at
        title = html.split("<title>")[1].split("</title>")[0]
        assert title.startswith(html.split("<h1>")[1].split("</h1>")[0]) or at[1].startswith("/"), at
        levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), (at, levels)
        found = words(re.sub(r"<head>.*?</head>", "", html, flags=re.DOTALL))
        assert NEVER_SAID.findall(found) == [], at
        for heading_of in re.findall(r'aria-labelledby="([^"]+)"', html):
            assert set(heading_of.split()) <= set(ids), at


# --- bad paths ----------------------------------------------------------------------------------------------

NOWHERE = (
    "boards/",
    "peers/",
    "TEAM/",
    "parts/",
    "parts/nothing/",
    "parts/region-department/",
    "parts/department-department/",
    "parts/department-region-level/",
    "parts/level/",
    "parts/..%2F..%2Fetc/",
    "parts/%00/",
    "result.xlsx",
    "result.csv.json",
    "result.",
    "team/result.csv",
    "team/planogram-tall.svg",
    "team/planogram-wide.pdf",
    "team/planogram-wide.",
    "team/distribution-wide.svg",
    "team/parts-wide.svg",
    "team/parts-nothing-wide.svg",
    "team/parts-department-region-wide.svg",
    "team/parts-..%2F-wide.svg",
    "team/..%2F..%2Fsettings-wide.svg",
    "peer/planogram-wide.svg",
    "peer/gaps-wide.svg",
    "peer/parts-department-wide.svg",
    "executive/gaps-wide.svg",
    "executive/perception-wide.svg",
    "nobody/planogram-wide.svg",
    "executive/open/",
    "board/open/",
    "../../healthz/",
    "team/open/x",
)


def test_addresses_that_do_not_exist_are_nowhere(a_round: Round) -> None:
    client = executive(a_round)
    found = {rest: client.get(a_round.at(rest), follow=True).status_code for rest in NOWHERE}
    assert found == dict.fromkeys(NOWHERE, 404)
    assert client.get(a_round.at("team"), follow=True).status_code == 200  # a slash left off is put there
    assert {client.post(a_round.at(rest)).status_code for rest in ("executive/open/", "board/open/")} == {404}
    assert client.get("/r/not-a-code/").status_code == 404
