"""What the chief executive reads before the start: every date, number and promise is the round's own."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from surveys import promise
from surveys.actions import inviting, opening, sharing
from surveys.choices import Form, Voice, Way
from surveys.models import Panel, Survey
from tests import imports, voices
from tests.factories import sign_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TEXTS = ("", "peer.txt", "team.txt")
BEFORE = time_machine.travel("2026-11-02 12:00Z", tick=False)
CLOSES = date(2026, 12, 4)
HOSTILE = "<b>O’Neil & “Co”</b>\u202e{{ x }}%(n)s"


def at(survey: Survey, rest: str = "") -> str:
    return f"/ask/{survey.code}/expect/{rest}"


def seen(response: HttpResponse) -> str:
    """The page as it is read; what stands after a name stands close to it."""
    return re.sub(r" ([,.])", r"\1", text(response))


def words(browser: Client, survey: Survey, voice: str) -> str:
    """The text to announce it with, from its file."""
    return browser.get(at(survey, f"{voice}.txt")).content.decode()


def on_page(response: HttpResponse, voice: str) -> str:
    """The same text as it stands on the page."""
    return html.unescape(
        re.search(rf'<textarea[^>]*id="text-{voice}"[^>]*>(.*?)</textarea>', response.content.decode(), re.S)[
            1
        ]
    )


def landing_points(address: str) -> list[str]:
    """What somebody asked reads under "What happens to your answers", a line for each promise."""
    page = Client().get(address).content.decode()
    block = re.search(r'<ul class="points">(.*?)</ul>', page, re.S)[1]
    return [plain(item) for item in re.findall(r"<li>(.*?)</li>", block, re.S)]


def plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


# --- who may ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", TEXTS)
def test_somebody_elses_round_is_nowhere(survey: Survey, rest: str) -> None:
    voices.by_list(survey, Voice.PEER, 4)
    other = voices.survey_of("omar@example.com", "Southgate")
    tenant = Client()
    sign_in(tenant, voices.executive_of(other))
    assert tenant.get(at(survey, rest)).status_code == 404
    member = voices.account("mia@example.com")
    survey.organisation.members.add(member)
    colleague = Client()
    sign_in(colleague, member)
    assert colleague.get(at(survey, rest)).status_code == 404


@pytest.mark.parametrize("rest", TEXTS)
def test_whoever_is_not_signed_in_is_sent_to_the_door(survey: Survey, rest: str) -> None:
    response = Client().get(at(survey, rest))
    assert (response.status_code, response.url) == (302, f"/account/?next={at(survey, rest)}")


@pytest.mark.parametrize("rest", TEXTS)
def test_a_consultant_reads_it_as_long_as_the_round_is_shared(survey: Survey, rest: str) -> None:
    by = voices.executive_of(survey)
    share = sharing.share(survey=survey, email="pat@firm.example", own_marks=False, by=by)
    pat = Client()
    sign_in(pat, voices.account("pat@firm.example"))
    response = pat.get(at(survey, rest))
    assert response.status_code == 200
    if not rest:
        assert f"/ask/{survey.code}/" not in re.findall(r'href="([^"]*)"', response.content.decode())
        assert 'href="/clients/"' in response.content.decode()
    sharing.withdraw(share=share, by=by)
    assert pat.get(at(survey, rest)).status_code == 404


@pytest.mark.parametrize("rest", TEXTS)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_looked_at(jana: Client, survey: Survey, rest: str, method: str) -> None:
    voices.prepared(survey, Voice.TEAM, 6)
    before = [*Panel.objects.values(), *Survey.objects.values()]
    assert getattr(jana, method)(at(survey, rest)).status_code == 405
    assert jana.get(at(survey, rest)).status_code == jana.head(at(survey, rest)).status_code == 200
    assert [*Panel.objects.values(), *Survey.objects.values()] == before


def test_an_imported_round_asks_nobody(jana: Client, survey: Survey) -> None:
    earlier = imports.kept(survey)
    for rest in TEXTS:
        assert jana.get(at(earlier, rest)).status_code == 404


@pytest.mark.parametrize("voice", ["executive", "board", "peers"])
def test_there_are_texts_for_two_voices(jana: Client, survey: Survey, voice: str) -> None:
    assert jana.get(at(survey, f"{voice}.txt")).status_code == 404


def test_it_is_linked_where_colleagues_are_asked(jana: Client, survey: Survey) -> None:
    page = jana.get(f"/ask/{survey.code}/")
    assert f'<a href="{at(survey)}">A page for your chief executive</a>' in page.content.decode()
    assert f'href="/ask/{survey.code}/"' in jana.get(at(survey)).content.decode()


# --- what it says ----------------------------------------------------------------------------------------


def test_before_anybody_is_asked_it_says_what_would_be(jana: Client, survey: Survey) -> None:
    page = seen(jana.get(at(survey)))
    for said in (
        "Lindenhof Hotels, round 1. For the chief executive.",
        "Colleagues rate 12 practices twice: where Lindenhof Hotels is today",
        "Knowing each customer, One system of engagement, and People and partners.",
        "Three voices are asked apart and never mixed: the executive who asks, peers, and the team.",
        "Nobody is asked yet. What stands here is planned, and can change until they are.",
        "12 practices, about 7 minutes. All 24 take about 14.",
        "Up to 12 people, by mail or by one link.",
        "Everybody who works here or a part of it, by mail or by one link.",
        "They may also say where they mostly meet customers.",
        "Each practice gets two levels from 1 (not yet) to 5 (second nature).",
        "Nobody has to answer, and any question can be skipped.",
        "Peers’ results: the day after the closing date, or before if the executive who asks opens them. "
        "That takes 4 answers.",
        "The team’s results: the day after the closing date, or before if the executive who asks opens "
        "them. That takes 5 answers.",
        "A debrief of 60 minutes:",
        "“What we heard”, back to those asked: within 30 days of closing.",
        "Structured opinion of our own people, not a measurement of customers.",
        "It rates no department and no person.",
        "Name at most three actions, each with an owner and a date.",
        "Still to fill in: [who asks], [who answers questions], [date], [your name].",
    ):
        assert said in page, said


@pytest.mark.parametrize("voice", [Voice.PEER, Voice.TEAM])
@BEFORE
def test_once_a_voice_is_asked_it_says_what_holds(jana: Client, survey: Survey, voice: str) -> None:
    voices.by_list(survey, voice, 9, closes_on=CLOSES)
    page = seen(jana.get(at(survey)))
    name, other = ("Peers", "Team") if voice == Voice.PEER else ("Team", "Peers")
    assert f"{other}: nobody is asked yet. What stands here of them is planned" in page
    assert "9 people, each by a mail of their own." in page
    assert "Asked. Open until 4 December 2026." in page
    heading = "Peers’ results:" if voice == Voice.PEER else "The team’s results:"
    assert f"{heading} on 5 December 2026, or before if Jana Berg opens them." in page
    assert f"within 30 days of closing. {name}: by 3 January 2027." in page
    assert "Answers first, and can’t change them once a group’s results are open." in page
    told = words(jana, survey, voice)
    assert told.startswith("How close is Lindenhof Hotels to its customers?\n\nHello,\n\nJana Berg asks how")
    assert "It’s 12 practices and takes about 7 minutes." in told
    assert "Closer sends you a mail with a link of your own. Please answer by 4 December 2026." in told
    assert "Questions? Ask jana@example.com." in told
    assert re.findall(r"\[.*?\]", told) == ["[your name]"]
    assert "Still to fill in: [your name]. The first line is the subject." in page
    others = voices.people(6, name="other")
    voices.by_list(survey, Voice.TEAM if voice == Voice.PEER else Voice.PEER, others, closes_on=CLOSES)
    assert "planned" not in seen(jana.get(at(survey)))


@BEFORE
def test_what_changes_in_the_round_changes_on_the_page(jana: Client, survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.TEAM, 9, closes_on=CLOSES)
    inviting.extend(panel=panel, closes_on=date(2026, 12, 11), by=voices.executive_of(survey))
    Panel.objects.filter(pk=panel.pk).update(form=Form.FULL, threshold=7, contact="Ben, ben@example.com")
    Survey.objects.filter(pk=survey.pk).update(customers="guests", customer="guest", scope="the city hotels")
    page, told = seen(jana.get(at(survey))), words(jana, survey, Voice.TEAM)
    assert "on 12 December 2026" in page
    assert "That takes 7 answers." in page
    assert "24 practices, about 14 minutes." in page
    assert "“We” means the city hotels" in page
    assert "mostly meet guests" in page
    assert "How close is Lindenhof Hotels to its guests?" in told
    assert "It’s 24 practices and takes about 14 minutes." in told
    assert "Please answer by 11 December 2026." in told
    assert "Ask Ben, ben@example.com." in told


def test_by_a_link_it_is_about_so_many_and_says_what_they_may_say(jana: Client, survey: Survey) -> None:
    voices.by_link(survey, Voice.PEER, 8)
    voices.by_link(survey, Voice.TEAM, 2000, {"department": ("Sales", "Kitchen"), "region": ("N", "S")})
    page = seen(jana.get(at(survey)))
    assert "About 8 people, by one link." in page
    assert "About 2,000 people, by one link." in page
    assert "They may also say where they mostly meet customers, and: department, region." in page
    assert "That takes 5 answers." in page, "peers by link take one more"
    assert "You’ll get the link from Jana Berg. Please answer by" in words(jana, survey, Voice.PEER)
    assert "Anyone with the link can answer, whoever sent it to you too." in words(jana, survey, Voice.TEAM)


def test_a_prepared_list_is_planned_with_its_number_and_departments(jana: Client, survey: Survey) -> None:
    rows = voices.people(6, "Sales") + voices.people(7, "Kitchen", name="more")
    voices.prepared(survey, Voice.TEAM, rows)
    page = seen(jana.get(at(survey)))
    assert "Prepared. Nobody was asked yet." in page
    assert "13 people, each by a mail of their own." in page
    assert "Your department came with the list of addresses." in page
    assert "Nobody is asked yet. What stands here is planned" in page


def test_a_prepared_date_that_has_passed_is_no_date(jana: Client, survey: Survey) -> None:
    panel = voices.prepared(survey, Voice.PEER, 6)
    Panel.objects.filter(pk=panel.pk).update(closes_on=timezone.localdate() - timedelta(days=1))
    assert "Please answer by [date]." in words(jana, survey, Voice.PEER)
    assert "Peers’ results: the day after the closing date" in seen(jana.get(at(survey)))


def test_a_closed_voice_has_nothing_to_announce(jana: Client, survey: Survey) -> None:
    with time_machine.travel("2026-11-02 12:00Z"):
        panel = voices.asked_peers(6, 4, survey)
        opening.close(panel=panel, by=voices.executive_of(survey))
    page = seen(jana.get(at(survey)))
    assert "Peers’ results: closed, and not open yet. That takes 4 answers." in page
    assert "Peers: by 2 December 2026." in page, "counted from the day it closed, not from its closing date"
    assert "To the peers This voice has closed, so there’s nothing left to announce." in page
    assert jana.get(at(survey, "peer.txt")).status_code == 404
    assert jana.get(at(survey, "team.txt")).status_code == 200
    assert "Announce it." in page, "the team is still to be asked"
    Panel.objects.filter(pk=voices.asked_team(6, 0, survey).pk).update(closed_at=timezone.now())
    nothing_left = seen(jana.get(at(survey)))
    assert "Announce it." not in nothing_left
    assert "Words to announce it with" not in nothing_left
    with time_machine.travel("2026-11-03 12:00Z"):
        opening.open_results(panel_id=panel.pk, results={"made": "up"}, people=4)
    page = seen(jana.get(at(survey)))
    assert "Peers’ results: open since 3 November 2026." in page
    assert "Results are open." in page


# --- what people are promised ----------------------------------------------------------------------------


@pytest.mark.parametrize("voice", [Voice.PEER, Voice.TEAM])
@pytest.mark.parametrize("way", [Way.LIST, Way.LINK])
def test_the_promises_are_those_that_people_read_themselves(
    jana: Client, survey: Survey, voice: str, way: str
) -> None:
    if way == Way.LIST:
        rows = voices.people(8, "Sales") if voice == Voice.TEAM else 8
        panel = voices.by_list(survey, voice, rows)
        asked: Any = voices.invitations(panel)[0]
    else:
        asked = panel = voices.by_link(
            survey, voice, 8, {"department": ["A", "B"]} if voice == "team" else {}
        )
    read = landing_points(f"/i/{voices.token(asked)}/")
    assert len(read) >= 7
    told = words(jana, survey, voice)
    assert [line[2:] for line in told.splitlines() if line.startswith("* ")] == read
    page = jana.get(at(survey))
    section = page.content.decode().partition('id="sees"')[2].partition("</section>")[0]
    listed = [plain(item) for item in re.findall(r"<li>(.*?)</li>", section, re.S)]
    assert set(read) <= set(listed)
    assert len(listed) == len(set(listed)), "what both voices are told is said once"


def test_what_was_promised_stands_whatever_the_settings_say_later(
    jana: Client, survey: Survey, settings: Any
) -> None:
    panel = voices.by_list(survey, Voice.PEER, 8)
    settings.OPERATOR = "Another Ltd"
    told = words(jana, survey, Voice.PEER)
    assert "Another Ltd" not in told
    assert all(f"* {point.head} {point.rest}\n" in told for point in promise.points(panel))
    assert "Another Ltd runs this server." in words(jana, survey, Voice.TEAM), "nobody was told yet"


def test_the_page_shows_no_address_of_anybody_asked(jana: Client, survey: Survey) -> None:
    voices.by_list(survey, Voice.PEER, 6)
    voices.prepared(survey, Voice.TEAM, 6)
    for rest in TEXTS:
        assert "person0" not in jana.get(at(survey, rest)).content.decode()


# --- the texts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("voice", [Voice.PEER, Voice.TEAM])
def test_the_file_is_plain_text_and_the_same_as_on_the_page(jana: Client, survey: Survey, voice: str) -> None:
    voices.by_list(survey, voice, 8)
    response = jana.get(at(survey, f"{voice}.txt"))
    name = "announcement-peers.txt" if voice == Voice.PEER else "announcement-team.txt"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    told = response.content.decode()
    assert told == on_page(jana.get(at(survey)), voice) + "\n"
    assert "\n\n\n" not in told
    assert told.endswith("Thank you,\n[your name]\n")


def test_typed_names_are_text_everywhere(jana: Client, survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.TEAM, 8)
    two_lines = HOSTILE + "\r\nBcc: x@example.com"
    type(survey.organisation).objects.filter(pk=survey.organisation.pk).update(name=two_lines)
    Survey.objects.filter(pk=survey.pk).update(asker=two_lines, customers="</textarea><i>", scope=HOSTILE)
    Panel.objects.filter(pk=panel.pk).update(contact=two_lines)
    page = jana.get(at(survey))
    body = page.content.decode()
    assert "<b>O’Neil" not in body
    assert "</textarea><i>" not in body
    assert body.count("<textarea") == body.count("</textarea>") == 2
    assert "<bdi>&lt;b&gt;O’Neil &amp; “Co”" in body
    told = words(jana, survey, Voice.TEAM)
    clean = "<b>O’Neil & “Co”</b>{{ x }}%(n)s Bcc: x@example.com"
    assert told.splitlines()[0] == f"How close is {clean} to its </textarea><i>?"
    assert f"Questions? Ask {clean}." in told.splitlines()
    assert "\u202e" not in told
    assert not [line for line in words(jana, survey, Voice.PEER).splitlines() if line.startswith("Bcc")]
    assert on_page(page, Voice.TEAM) + "\n" == told


def test_nothing_on_it_needs_a_script(jana: Client, survey: Survey) -> None:
    body = jana.get(at(survey)).content.decode()
    buttons = re.findall(r"<button[^>]*>", body)
    assert len(buttons) == 2
    assert all("with-js" in button for button in buttons)
    assert body.count(" readonly>") == 2
    assert body.count(" download>") == 2


# --- what it costs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [0, 8, 300])
def test_it_takes_as_many_statements_for_three_hundred(
    jana: Client, survey: Survey, count_statements: Callable[..., list[str]], people: int
) -> None:
    if people:
        voices.by_list(survey, Voice.TEAM, people)
    jana.get(at(survey))  # the questionnaire's words stay in memory
    for rest in TEXTS:
        statements = count_statements(lambda rest=rest: jana.get(at(survey, rest)))
        assert len(statements) == 4, rest  # session, account, survey, voices


def test_a_prepared_list_takes_one_statement_more(
    jana: Client, survey: Survey, count_statements: Callable[..., list[str]]
) -> None:
    voices.prepared(survey, Voice.TEAM, settings.ROWS_PER_LIST)
    jana.get(at(survey))
    assert len(count_statements(lambda: jana.get(at(survey)))) == 5
