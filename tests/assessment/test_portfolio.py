"""A consultant's clients: whose scores, what is next, and who needs somebody now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from assessment import portfolio
from assessment.portfolio import Client
from surveys.choices import Voice
from surveys.models import Panel, Response, Share
from surveys.models.responses import random_response_id
from tests import voices
from tests.assessment import clients
from tests.factories import MARKS

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Counter = Callable[[Callable[[], object]], list[str]]


def one(share: Share) -> Client:
    """The client as the list shows it, with scores."""
    fresh = Share.objects.select_related("survey__organisation", "survey__executive").get(pk=share.pk)
    (found,) = portfolio.with_scores(portfolio.clients([fresh]))
    return found


def finished(share: Share) -> None:
    """The executive has finished, and gave no level anywhere."""
    Response.objects.create(pk=random_response_id(), survey=share.survey, voice=Voice.EXECUTIVE)


# --- what is next -------------------------------------------------------------------------------------------


def test_nobody_asked_needs_nobody() -> None:
    client = one(clients.shared("Vesta Travel"))
    assert (client.about, client.next, client.needs_you) == ("Executive", "Nobody has been asked yet", False)
    assert client.nothing == "The executive’s own marks are not shared with you"
    assert (client.voice, client.categories, client.overall) == ("", (), None)


@pytest.mark.parametrize(
    ("days", "answered", "needs"),
    [(4, 4, False), (3, 4, True), (3, 5, False), (0, 0, True), (-1, 4, True), (14, 0, False)],
)
def test_a_voice_that_closes_soon_with_few_answers_needs_somebody(
    days: int, answered: int, needs: bool
) -> None:
    share = clients.shared("Vesta Travel")
    panel = clients.asked(share, answered=answered, days=days)
    client = one(share)
    assert client.needs_you is needs
    assert panel.closes_on is not None
    assert client.next == f"Team: asking until {panel.closes_on.day} {panel.closes_on:%B %Y}"
    assert client.about == f"Team, {answered} of 20 answered"
    assert client.nothing == "Nothing to show yet: results open from 5 answers"


def test_a_voice_that_closed_with_too_few_needs_somebody() -> None:
    share = clients.shared("Vesta Travel")
    clients.asked(share, answered=4, closed_at=timezone.now())
    client = one(share)
    assert (client.next, client.needs_you) == ("Team: closed with too few answers", True)


def test_results_that_are_being_worked_out_need_nobody() -> None:
    share = clients.shared("Vesta Travel")
    clients.asked(share, answered=5, closed_at=timezone.now())
    client = one(share)
    assert (client.next, client.needs_you) == ("Team: results are being worked out", False)


@pytest.mark.parametrize(("days", "needs"), [(0, True), (7, True), (8, False), (400, False)])
def test_results_opened_within_a_week_need_somebody(days: int, needs: bool) -> None:
    panel = clients.opened_team()
    share = clients.share_of(panel)
    assert panel.opened_at is not None
    opened = timezone.localdate(panel.opened_at)
    with time_machine.travel(panel.opened_at + timedelta(days=days), tick=False):
        client = one(share)
    assert client.next == f"Team: results opened {opened.day} {opened:%B %Y}"
    assert client.needs_you is needs


def test_peers_by_link_are_few_below_five() -> None:
    share = clients.shared("Vesta Travel")
    clients.asked(share, Voice.PEER, answered=4, days=1, way="link")
    client = one(share)
    assert client.needs_you
    assert client.about == "Peers, 4 of about 20 answered"
    assert client.nothing == "Nothing to show yet: results open from 5 answers"


def test_the_team_speaks_before_the_peers_once_it_is_asked() -> None:
    share = clients.shared("Vesta Travel")
    clients.asked(share, Voice.PEER, answered=3)
    team = clients.asked(share, frozen_at=None, closes_on=None)
    assert one(share).about == "Peers, 3 of 20 answered", "a list that was only prepared says nothing yet"
    Panel.objects.filter(pk=team.pk).update(frozen_at=timezone.now(), closes_on=timezone.localdate())
    assert one(share).about == "Team, 0 of 20 answered"


def test_who_needs_somebody_stands_first_then_names_whatever_their_case_then_rounds() -> None:
    names = ["beta", "Alpha", "Zeta", "alpha two", "Ökonom"]
    shares = {name: clients.shared(name) for name in names}
    again = clients.shared("Alpha", round_number=2)
    clients.asked(shares["Zeta"], answered=1, days=1)
    clients.asked(shares["beta"], answered=1, days=2)
    rows = portfolio.clients([again, *shares.values()])
    assert [(row.name, row.survey.round) for row in rows] == [
        ("beta", 1), ("Zeta", 1), ("Alpha", 1), ("Alpha", 2), ("alpha two", 1), ("Ökonom", 1),
    ]  # fmt: skip


# --- whose scores -------------------------------------------------------------------------------------------


def test_the_teams_scores_are_those_that_were_kept() -> None:
    panel = clients.opened_team()
    kept = panel.release.results
    client = one(clients.share_of(panel, own_marks=True))
    assert client.voice == Voice.TEAM
    assert client.overall is not None
    assert (str(client.overall.today), str(client.overall.wanted)) == (
        kept["overall"]["today"],
        kept["overall"]["wanted"],
    )
    assert client.overall.gap == client.overall.wanted - client.overall.today  # type: ignore[operator]
    found = {score.code: (str(score.today), str(score.wanted)) for score in client.categories}
    assert found == {code: (row["today"], row["wanted"]) for code, row in kept["categories"].items()}
    assert [score.name for score in client.categories] == [
        "Knowing each customer", "One system of engagement", "People and partners",
    ]  # fmt: skip


def test_peers_are_shown_where_the_team_is_not_open_and_to_half_levels() -> None:
    panel = clients.opened_peers()
    share = clients.share_of(panel, own_marks=True)
    clients.asked(share, answered=2)
    client = one(share)
    assert client.voice == Voice.PEER
    assert client.about == "Team, 2 of 20 answered"
    assert len(client.categories) == 3
    assert all((score.today or Decimal(0)) * 2 % 1 == 0 for score in client.categories)


def test_own_marks_are_shown_by_a_tick_and_where_nothing_else_is_open() -> None:
    survey = voices.survey_of()
    share = Share.objects.create(survey=survey, email=clients.CONSULTANT, own_marks=False)
    assert one(share).voice == ""
    share.own_marks = True
    share.save()
    client = one(share)
    assert client.voice == Voice.EXECUTIVE
    levels = {code: [int(mark) for mark in marks if mark.isdigit()] for code, marks in MARKS.items()}
    pairs = {code: pair for code, pair in levels.items() if len(pair) == 2}
    by_category = {
        category: [pair for code, pair in pairs.items() if code[0] == category]
        for category in ("C", "E", "P")
    }
    means = {
        code: [sum(side) / len(rows) for side in zip(*rows, strict=True)]
        for code, rows in by_category.items()
    }
    means[""] = [sum(side) / 3 for side in zip(*means.values(), strict=True)]
    assert client.overall is not None
    for score in (*client.categories, client.overall):
        today, wanted = means[score.code]
        assert float(score.today or 0) == pytest.approx(today, abs=0.051)
        assert float(score.wanted or 0) == pytest.approx(wanted, abs=0.051)
        assert score.gap == (score.wanted or 0) - (score.today or 0)


def test_before_finish_a_tick_shows_nothing() -> None:
    draft = voices.begun_survey()
    share = Share.objects.create(survey=draft.survey, email=clients.CONSULTANT, own_marks=True)
    client = one(share)
    assert (client.voice, client.categories) == ("", ())
    assert client.nothing == "The executive hasn’t finished yet"


def test_a_strip_begins_at_level_one_and_ends_at_five() -> None:
    assert [portfolio.place(Decimal(level)) for level in ("1", "3", "5")] == [8.0, 84.0, 160.0]
    assert portfolio.place(Decimal("2.5")) == 65.0


def test_marks_without_a_single_level_are_results_without_averages() -> None:
    share = clients.shared("Vesta Travel", own_marks=True)
    finished(share)
    client = one(share)
    assert (client.voice, len(client.categories)) == (Voice.EXECUTIVE, 3)
    assert all(portfolio.score_in(client, code) is None for code in "CEP")


def test_without_own_marks_a_client_says_so_and_the_voices_stay() -> None:
    survey = voices.survey_of(organisation="Alpha")
    Share.objects.create(survey=survey, email=clients.CONSULTANT, own_marks=True)
    clients.share_of(clients.opened_team("team@example.org", "Beta"), own_marks=True)
    clients.shared("Gamma")
    shares = list(Share.objects.select_related("survey__organisation").order_by("pk"))
    rows = portfolio.with_scores(portfolio.without_own_marks(portfolio.clients(shares)))
    told = {row.name: (row.voice, len(row.categories), row.nothing) for row in rows}
    assert told["Alpha"] == ("", 0, "The executive’s own marks are left out here")
    assert told["Beta"][:2] == (Voice.TEAM, 3)
    assert told["Gamma"] == ("", 0, "The executive’s own marks are not shared with you")


# --- which of them ------------------------------------------------------------------------------------------


def test_a_client_is_chosen_by_need_by_team_results_and_by_having_none() -> None:
    shares = {name: clients.shared(name, own_marks=True) for name in ("Ann", "Bob", "Cai", "Dee", "Eve")}
    panel = clients.opened_team(name="Fay")
    shares["Fay"] = clients.share_of(panel)
    clients.asked(shares["Ann"], answered=1, days=1)
    clients.open_like(clients.asked(shares["Bob"]), panel.release.results)
    clients.open_like(clients.asked(shares["Cai"], Voice.PEER), panel.release.results)
    finished(shares["Dee"])
    rows = portfolio.clients(list(shares.values()))
    names = {show: [row.name for row in portfolio.chosen(rows, show)] for show in portfolio.SHOWS}
    assert names == {
        "": ["Ann", "Fay", "Bob", "Cai", "Dee", "Eve"],
        "needs": ["Ann", "Fay"],
        "team": ["Fay", "Bob"],
        "none": ["Ann", "Eve"],
    }


def test_a_client_who_needs_somebody_is_told_from_many() -> None:
    said = {(total, n): portfolio.heading(total, n) for total, n in ((1, 0), (4, 0), (1, 1), (9, 1), (9, 2))}
    assert said == {
        (1, 0): "Your 1 client doesn’t need you today",
        (4, 0): "None of your 4 clients needs you today",
        (1, 1): "Your 1 client needs you",
        (9, 1): "1 of your 9 clients needs you",
        (9, 2): "2 of your 9 clients need you",
    }


# --- what it costs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1, 3, 60])
def test_statements_do_not_grow_with_the_clients(count_statements: Counter, number: int) -> None:
    panel = clients.opened_team()
    shares = [clients.share_of(panel, own_marks=True)][:number]
    for at in range(number - 1):
        share = clients.shared(f"Client {at}", own_marks=at % 2 == 0)
        finished(share)
        if at % 3 == 1:
            clients.open_like(clients.asked(share), panel.release.results)
        shares.append(share)
    loaded = list(
        Share.objects.filter(pk__in=[share.pk for share in shares]).select_related("survey__organisation")
    )
    portfolio.clients(loaded)
    assert len(count_statements(lambda: portfolio.clients(loaded))) == (2 if number else 0)
    rows = portfolio.clients(loaded)
    assert len(rows) == number
    expected = {0: 0, 1: 1, 3: 2, 60: 2}
    assert len(count_statements(lambda: portfolio.with_scores(rows))) == expected[number]
    without = portfolio.without_own_marks(rows)
    found = count_statements(lambda: portfolio.with_scores(without))
    assert len(found) == (1 if number else 0)
    assert "surveys_answer" not in "".join(found)
