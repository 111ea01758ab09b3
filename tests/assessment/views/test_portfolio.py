"""The page of a consultant's clients: nothing, one, three and three hundred of them."""

from __future__ import annotations

import html as html_module
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from surveys.actions import sharing
from surveys.models import Share
from tests import voices
from tests.assessment import clients
from tests.assessment.views.test_reports import heading, words
from tests.factories import sign_in

pytestmark = pytest.mark.django_db
Counter = Callable[[Callable[[], object]], list[str]]


@pytest.fixture
def rahel(client: Client) -> Client:
    """The consultant's browser, signed in."""
    sign_in(client, voices.account(clients.CONSULTANT))
    return client


def look(client: Client, page: str = "") -> str:
    response = client.get(f"/clients/{page}")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def names(html: str) -> list[str]:
    return [
        html_module.unescape(name)
        for name in re.findall(r'<th scope="row"><a href="[^"]+"><bdi>([^<]+)</bdi>', html)
    ]


def row(html: str, name: str) -> str:
    """One client's row."""
    return next(found for found in re.findall(r"<tr.*?</tr>", html, re.DOTALL) if f">{name}</bdi>" in found)


def many(number: int, results: dict[str, Any]) -> None:
    """So many clients in every state there is."""
    for at in range(number):
        share = clients.shared(f"Client {at:03}", own_marks=at % 2 == 0)
        if at % 5 == 1:
            clients.asked(share, answered=1, days=2)
        elif at % 5 == 2:
            clients.open_like(clients.asked(share), results)
        elif at % 5 == 3:
            clients.asked(share, "peer", answered=3)


def test_nobody_shares_anything(rahel: Client) -> None:
    html = look(rahel)
    assert heading(html) == "Nobody shares a round with you yet"
    assert clients.CONSULTANT in words(html)
    assert "<table" not in html


def test_one_client_that_needs_nobody(rahel: Client) -> None:
    clients.shared("Vesta Travel")
    html = look(rahel)
    assert heading(html) == "Your 1 client doesn’t need you today"
    assert names(html) == ["Vesta Travel"]
    assert "Needs you" not in words(html)
    assert "The executive’s own marks are not shared with you" in row(html, "Vesta Travel")


def test_three_clients_one_of_which_needs_somebody(rahel: Client) -> None:
    panel = clients.opened_team(name="Northgate Retail")
    clients.share_of(panel)
    clients.shared("Alpha")
    clients.asked(clients.shared("Beta"), answered=9)
    html = look(rahel)
    assert heading(html) == "1 of your 3 clients needs you"
    assert names(html) == ["Northgate Retail", "Alpha", "Beta"]
    assert re.findall(r'scope="rowgroup">([^<]+)<', html) == ["Needs you, 1", "The others, by name"]
    assert "Team: results opened" in row(html, "Northgate Retail")
    assert "Team, 9 of 20 answered" in row(html, "Beta")
    assert f'href="/r/{panel.survey.code}/"' in row(html, "Northgate Retail")


def test_a_strip_says_in_words_what_it_draws(rahel: Client) -> None:
    panel = clients.opened_team(name="Northgate Retail")
    clients.share_of(panel)
    found = row(look(rahel), "Northgate Retail")
    kept = panel.release.results
    said = [
        f"{name}: {kept['categories'][code]['today']} today, {kept['categories'][code]['wanted']} wanted"
        for code, name in (
            ("C", "Knowing each customer"),
            ("E", "One system of engagement"),
            ("P", "People and partners"),
        )
    ]
    assert re.findall(r'role="img" aria-label="([^"]+)"', found) == said
    places = [float(x) for x in re.findall(r'<circle class="strip-today" cx="([\d.]+)"', found)]
    assert places == [
        round(8 + (float(kept["categories"][code]["today"]) - 1) / 4 * 152, 1) for code in ("C", "E", "P")
    ]
    gap = float(kept["overall"]["wanted"]) - float(kept["overall"]["today"])
    assert words(found.rsplit("<td", 1)[1]).endswith(f"+{gap:.1f}")


def test_peers_are_drawn_as_squares_and_said_in_half_levels(rahel: Client) -> None:
    clients.share_of(clients.opened_peers(name="Northgate Retail"))
    found = row(look(rahel), "Northgate Retail")
    assert found.count('d="M-5-5H5V5H-5z"') == 6
    said = re.findall(r"(\S+(?: or (?:less|more))?) today, (\S+(?: or (?:less|more))?) wanted", found)
    assert len(said) == 3
    assert all(re.fullmatch(r"\d\.[05]( or less| or more)?", one) for pair in said for one in pair)


def test_own_marks_are_drawn_by_a_tick_alone(rahel: Client) -> None:
    survey = voices.survey_of(organisation="Northgate Retail")
    share = Share.objects.create(survey=survey, email=clients.CONSULTANT, own_marks=False)
    before = row(look(rahel), "Northgate Retail")
    assert "<svg" not in before
    Share.objects.filter(pk=share.pk).update(own_marks=True)
    assert row(look(rahel), "Northgate Retail").count('d="M0-7 7 0 0 7-7 0z"') == 6


@pytest.mark.parametrize(("number", "statements"), [(0, 3), (1, 6), (3, 7), (300, 6)])
def test_statements_are_few_whatever_the_number(
    rahel: Client, count_statements: Counter, number: int, statements: int
) -> None:
    panel = clients.opened_team(name="Northgate Retail")
    if number:
        clients.share_of(panel, own_marks=True)
    many(number - 1, panel.release.results)
    look(rahel)
    found = count_statements(lambda: look(rahel))
    assert len(found) == statements <= 12, found


def test_three_hundred_come_in_pages_of_fifty(rahel: Client) -> None:
    panel = clients.opened_team(name="Northgate Retail")
    clients.share_of(panel)
    many(299, panel.release.results)
    pages = [look(rahel, f"?page={number}") for number in range(1, 7)]
    listed = [name for page in pages for name in names(page)]
    assert [len(names(page)) for page in pages] == [50] * 6
    assert len(set(listed)) == 300
    assert {heading(page) for page in pages} == {"61 of your 300 clients need you"}
    needing = [f"Client {at:03}" for at in range(299) if at % 5 == 1] + ["Northgate Retail"]
    assert listed[:61] == needing
    assert listed[61:] == sorted(listed[61:])
    assert "Page 2 of 6" in words(pages[1])
    assert 'href="?page=1"' in pages[1]
    assert 'href="?page=3"' in pages[1]
    assert "Needs you, 61" in words(pages[1])


@pytest.mark.parametrize(
    ("asked_for", "shown"), [("0", 3), ("-1", 3), ("7", 3), ("abc", 1), ("", 1), ("9" * 40, 3)]
)
def test_a_page_that_is_none_leads_to_one(rahel: Client, asked_for: str, shown: int) -> None:
    for at in range(101):
        clients.shared(f"Client {at:03}")
    assert f"Page {shown} of 3" in words(look(rahel, f"?page={asked_for}"))


def test_what_is_withdrawn_or_shared_with_others_is_not_listed(rahel: Client) -> None:
    gone = clients.shared("Gone")
    clients.shared("Foreign", email="kim@example.org")
    clients.shared("Vesta Travel")
    assert names(look(rahel)) == ["Gone", "Vesta Travel"]
    Share.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())
    assert names(look(rahel)) == ["Vesta Travel"]


def test_an_address_is_known_whatever_its_case(rahel: Client) -> None:
    survey = voices.survey_of(organisation="Vesta Travel")
    sharing.share(survey=survey, email="Rahel@Example.ORG", own_marks=False, by=voices.executive_of(survey))
    assert names(look(rahel)) == ["Vesta Travel"]


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "שלום", "x" * 120, "", '"><img src=x>'])
def test_a_clients_name_is_text(rahel: Client, name: str) -> None:
    clients.shared(name)
    html = look(rahel)
    assert names(html) == [name or "Organisation without a name"]
    assert "<script>alert" not in html
    assert "<img" not in html


def test_the_list_is_only_looked_at(rahel: Client) -> None:
    assert rahel.post("/clients/").status_code == 405
    assert rahel.head("/clients/").status_code == 200
