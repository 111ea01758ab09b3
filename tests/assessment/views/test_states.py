"""The tabs of peers and team in every state they go through, for the executive and for a consultant."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.contrib.staticfiles.finders import find
from django.test import Client
from django.utils import timezone

from assessment import tasks
from surveys.actions import completing, declining, inviting, opening, sharing
from surveys.choices import Mail, Voice
from surveys.models import Delivery, Panel, Survey
from tests import voices
from tests.assessment.surveyed import finished
from tests.assessment.views.test_reports import heading, tabs, words
from tests.factories import CORE, levels_of, sign_in
from tests.surveys.people import let_in, type_code

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def rahel(survey: Survey, stranger: Client) -> Client:
    """A consultant's browser; the executive's own marks are not shared with her."""
    by = voices.executive_of(survey)
    sharing.share(survey=survey, email="rahel@example.org", own_marks=False, by=by)
    sign_in(stranger, voices.account("rahel@example.org"))
    return stranger


def at(survey: Survey, voice: str = "peer", rest: str = "") -> str:
    return f"/r/{survey.code}/{voice}/{rest}"


def look(client: Client, survey: Survey, voice: str = "peer") -> str:
    response = client.get(at(survey, voice))
    assert response.status_code == 200
    return response.content.decode()


def main(html: str) -> str:
    """What stands between the heading and the footer, as read."""
    return words(html.split("</nav>", 1)[1].split("<footer")[0])


def links(html: str) -> list[str]:
    return re.findall(r'<a class="button[^"]*" href="([^"]+)"', html.split("<main")[1])


def figures(html: str) -> list[str]:
    """The pictures of a page, in order."""
    return re.findall(r'<figure class="chart[^"]*" id="c-([\w-]+)"', html)


def squares(html: str) -> tuple[int, int, str]:
    """Waiting squares: how many, how many are filled, and what they are called."""
    found = re.search(r'<p class="squares[^"]*" role="img" aria-label="([^"]*)">(.*?)</p>', html)
    if found is None:
        return 0, 0, ""
    return found[2].count("<i"), found[2].count('class="in"'), found[1]


def mixed(person: int) -> dict[str, tuple[str, str]]:
    """What somebody answers, today and their gaps different from their neighbours'."""
    return {code: tuple(map(str, levels_of(person, at))) for at, code in enumerate(CORE)}


def must_speak_to_somebody_else(html: str) -> None:
    """No button, no form and no "your" for a consultant."""
    inside = html.split("<main")[1].split("<footer")[0]
    assert 'method="post"' not in inside
    assert [link for link in links(html) if "/ask/" in link or "/share/" in link] == []
    assert re.findall(r"\b[Yy]our?s?\b", words(inside).replace("Take it with you", "")) == []


# --- before anything opens ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voice", "words_of_button"), [("peer", "Ask your peers"), ("team", "Ask your team")]
)
def test_nobody_has_been_asked(
    jana: Client, rahel: Client, survey: Survey, voice: str, words_of_button: str
) -> None:
    html = look(jana, survey, voice)
    assert heading(html) == "Nobody has been asked yet"
    assert 'class="shelves"' in html
    assert links(html) == [f"/ask/{survey.code}/{voice}/"]
    assert words_of_button in main(html)
    html = look(rahel, survey, voice)
    assert heading(html) == "Nobody has been asked yet"
    assert words_of_button not in html
    assert links(html) == []


@pytest.mark.parametrize("voice", ["peer", "team"])
def test_whoever_has_not_kept_the_result_keeps_it_on_the_way_to_asking(client: Client, voice: str) -> None:
    draft = finished()
    let_in(client, draft)
    (keep,) = links(look(client, draft.survey, voice))
    assert keep == f"/keep/{draft.survey.code}/?ask={voice}"
    assert f'action="{keep}"' in client.get(keep).content.decode()
    asked = client.post(keep, {"email": "jana@example.org"}).url
    where = f"/keep/{draft.survey.code}/where/?ask={voice}"
    assert parse_qs(urlsplit(asked).query) == {"next": [where]}
    after = type_code(client, next=where).url
    assert after == where
    asking = f"/ask/{draft.survey.code}/{voice}/"
    assert client.get(after).url == asking
    assert client.get(asking).status_code == 200
    assert client.get(keep).url == asking
    assert links(look(client, draft.survey, voice)) == [asking]


def test_the_voice_to_ask_is_not_forgotten_while_an_organisation_is_chosen(client: Client) -> None:
    draft = finished()
    let_in(client, draft)
    voices.survey_of("jana@example.org")
    sign_in(client, voices.account("jana@example.org"))
    where = client.get(f"/keep/{draft.survey.code}/?ask=team").url
    assert where == f"/keep/{draft.survey.code}/where/?ask=team"
    assert f'action="{where}"' in client.get(where).content.decode()
    assert client.post(where, {"where": "new"}).url == f"/ask/{draft.survey.code}/team/"


@pytest.mark.parametrize("odd", ["executive", "nobody", "//evil.example", ""])
def test_after_keeping_nothing_but_a_voice_can_be_asked(client: Client, odd: str) -> None:
    draft = finished()
    let_in(client, draft)
    sign_in(client, voices.account("jana@example.org"))
    keep = f"/keep/{draft.survey.code}/"
    assert f'action="{keep}"' in client.get(keep, {"ask": odd}).content.decode()
    kept = client.post(f"{keep}?{urlencode({'ask': odd})}")
    assert kept.url == f"/r/{draft.survey.code}/?kept=1"


def test_on_a_phone_a_tab_is_as_short_as_its_name(jana: Client, survey: Survey) -> None:
    """The words stay for whoever hears the page; what hides them on narrow screens is in report.css."""
    html = look(jana, survey)
    assert '>Peers<span class="tab-state">, not asked</span></a>' in html
    css = Path(str(find("assessment/report.css"))).read_text()
    narrow = css.index(".tab-state{position:absolute")
    assert css.rindex("@media", 0, narrow) == css.index("@media (max-width:599px){\n  .tabs")


def test_a_voice_that_is_only_prepared_counts_as_not_asked(jana: Client, survey: Survey) -> None:
    voices.prepared(survey, Voice.PEER, 6)
    assert heading(look(jana, survey)) == "Nobody has been asked yet"


def test_nobody_has_answered(jana: Client, survey: Survey) -> None:
    voices.asked_peers(6, 0, survey)
    html = look(jana, survey)
    assert heading(html) == "No answers yet"
    assert squares(html) == (6, 0, "0 of 6 answers in")
    assert "Results open from 4 answers" in main(html)
    assert at(survey, rest="open/") not in html


def test_three_of_six_have_answered(jana: Client, rahel: Client, survey: Survey) -> None:
    panel = voices.asked_peers(6, 3, survey)
    html = look(jana, survey)
    assert heading(html) == "3 of 6 answered"
    assert squares(html) == (6, 3, "3 of 6 answers in")
    assert ("Peers, 3 of 6" in [name for _url, _current, name in tabs(html)]) is True
    assert panel.closes_on is not None
    day = f"{panel.closes_on.day} {panel.closes_on:%B %Y}"
    assert f"Open until {day}." in main(html)
    assert links(html) == [f"/ask/{survey.code}/peer/"]
    assert at(survey, rest="open/") not in html
    html = look(rahel, survey)
    assert heading(html) == "3 of 6 answered"
    must_speak_to_somebody_else(html)


def test_enough_have_answered(jana: Client, rahel: Client, survey: Survey) -> None:
    voices.asked_peers(6, 5, survey)
    html = look(jana, survey)
    assert heading(html) == "5 of 6 answered: the results can be opened"
    assert "Open now, or wait for the other one" in main(html)
    assert "Answers that come in later don’t join this round" in main(html)
    assert f'<a class="button" href="{at(survey, rest="open/")}">' in html
    must_speak_to_somebody_else(look(rahel, survey))


def test_nobody_is_told_that_all_have_answered(jana: Client, survey: Survey) -> None:
    voices.asked_peers(6, 6, survey)
    text = main(look(jana, survey))
    assert "The results can be opened" in text
    assert "everybody" not in text.lower()


def test_declines_are_counted_nowhere(jana: Client, survey: Survey) -> None:
    panel = voices.asked_peers(6, 3, survey)
    before = look(jana, survey)
    declining.decline(invitation=voices.invitations(panel)[5])
    assert look(jana, survey) == before


def test_a_link_says_about_how_many(jana: Client, survey: Survey) -> None:
    panel = voices.by_link(survey, Voice.TEAM, 40)
    voices.answers_of(panel, 2)
    html = look(jana, survey, "team")
    assert heading(html) == "2 of about 40 answered"
    assert squares(html) == (0, 0, "")
    assert links(html) == [f"/ask/{survey.code}/team/sent/"]
    assert "Only you know whom you sent it to" in main(html)


def test_peers_by_link_open_from_five(jana: Client, survey: Survey) -> None:
    panel = voices.by_link(survey, Voice.PEER, 8)
    voices.answers_of(panel, 4)
    assert "Results open from 5 answers" in main(look(jana, survey))
    voices.answers_of(panel, 1)
    assert "the results can be opened" in heading(look(jana, survey))


# --- opening --------------------------------------------------------------------------------------------


def test_the_button_closes_the_voice_and_hands_it_to_the_worker(
    jana: Client, survey: Survey, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    panel = voices.asked_peers(6, 5, survey)
    with django_capture_on_commit_callbacks() as waiting:
        response = jana.post(at(survey, rest="open/"))
    assert (response.status_code, response["Location"]) == (302, at(survey))
    assert len(waiting) == 1
    panel.refresh_from_db()
    assert panel.closed_at is not None
    assert panel.opened_at is None
    opening.note_step(panel.pk, 7)
    response = jana.get(at(survey))
    html = response.content.decode()
    assert heading(html) == "Working out the results"
    assert '<progress max="12" value="7"' in html
    assert response["Refresh"] == "2"
    assert "This page looks again by itself." in main(html)
    assert tasks.open_results.call(panel.pk)
    response = jana.get(at(survey))
    assert "Refresh" not in response
    assert heading(response.content.decode()).startswith("Peers: ")


def test_the_button_pressed_twice_is_pressed_once(
    jana: Client, survey: Survey, django_capture_on_commit_callbacks: Any
) -> None:
    panel = voices.asked_peers(6, 5, survey)
    for _ in range(2):
        with django_capture_on_commit_callbacks():
            assert jana.post(at(survey, rest="open/")).status_code == 302
    closed = Panel.objects.get(pk=panel.pk).closed_at
    assert tasks.open_results.call(panel.pk)
    page = look(jana, survey)
    with django_capture_on_commit_callbacks() as waiting:
        assert jana.post(at(survey, rest="open/")).status_code == 302
    assert waiting == []
    assert Panel.objects.get(pk=panel.pk).closed_at == closed
    assert look(jana, survey) == page


def test_too_few_answers_open_nothing_and_both_numbers_are_said(jana: Client, survey: Survey) -> None:
    panel = voices.asked_peers(6, 3, survey)
    response = jana.post(at(survey, rest="open/"))
    assert response.status_code == 409
    text = words(response.content.decode())
    assert "3 people have answered so far. Results open from 4" in text
    assert Panel.objects.get(pk=panel.pk).closed_at is None


def test_nothing_opens_before_anybody_was_asked(jana: Client, survey: Survey) -> None:
    assert jana.post(at(survey, rest="open/")).status_code == 404
    voices.prepared(survey, Voice.PEER, 6)
    response = jana.post(at(survey, rest="open/"))
    assert response.status_code == 409
    assert "ask somebody first" in words(response.content.decode())


def test_without_the_key_nothing_closes_and_the_page_says_who_can_help(
    jana: Client, survey: Survey, settings: Any
) -> None:
    panel = voices.asked_team(6, answered=5, survey=survey)
    settings.LINK_KEY = "another key, and the old one was not kept" * 2
    response = jana.post(at(survey, "team", "open/"))
    assert response.status_code == 409
    assert "The key that sealed the answers is missing on this server" in words(response.content.decode())
    assert Panel.objects.get(pk=panel.pk).closed_at is None


@pytest.mark.parametrize(("answered", "said"), [(9, True), (10, False)])
def test_few_answers_may_show_little_and_that_is_said_before(
    jana: Client, survey: Survey, answered: int, said: bool
) -> None:
    voices.asked_team(12, answered=answered, survey=survey)
    assert ("With so few answers" in words(jana.get(at(survey, "team", "open/")).content.decode())) is said


def test_opening_is_asked_for_once_more_and_looking_opens_nothing(jana: Client, survey: Survey) -> None:
    panel = voices.asked_peers(6, 5, survey)
    html = jana.get(at(survey, rest="open/")).content.decode()
    assert heading(html) == "Open results with 5 of 6 answers?"
    assert "The other one can’t join this round any more." in words(html)
    assert "6 mails go out, to everybody" in words(html)
    assert Panel.objects.get(pk=panel.pk).closed_at is None
    assert jana.post(at(survey, rest="open/"))["Location"] == at(survey)
    assert Panel.objects.get(pk=panel.pk).closed_at is not None
    assert jana.get(at(survey, rest="open/"))["Location"] == at(survey)  # there is nothing left to ask


def test_too_few_answers_are_no_question(jana: Client, survey: Survey) -> None:
    voices.asked_peers(6, 3, survey)
    assert jana.get(at(survey, rest="open/"))["Location"] == at(survey)


def test_a_round_that_closed_with_too_few_may_be_opened_for_longer(
    jana: Client, rahel: Client, survey: Survey
) -> None:
    panel = voices.asked_peers(6, 3, survey)
    opening.close_due(now=timezone.now() + timedelta(days=30))
    html = look(jana, survey)
    assert heading(html) == "This round closed with 3 answers, too few to show"
    assert links(html) == [f"/ask/{survey.code}/peer/extend/"], "nobody can be asked while it is closed"
    assert jana.post(at(survey, rest="open/")).status_code == 409
    assert not tasks.open_results.call(panel.pk)
    html = look(rahel, survey)
    assert heading(html) == "This round closed with 3 answers, too few to show"
    must_speak_to_somebody_else(html)


def test_results_open_by_themselves_on_the_morning_after(jana: Client, survey: Survey) -> None:
    panel = voices.asked_peers(6, 4, survey)
    assert panel.closes_on is not None
    after = timezone.make_aware(
        timezone.datetime.combine(panel.closes_on + timedelta(days=1), timezone.datetime.min.time())
    )
    with time_machine.travel(after + timedelta(hours=12), tick=False):
        assert opening.close_due() == 1
    assert heading(look(jana, survey)) == "Working out the results"


# --- open -----------------------------------------------------------------------------------------------


def test_an_open_team_shows_its_pictures_tables_and_files(
    jana: Client, rahel: Client, survey: Survey
) -> None:
    panel = voices.by_link(survey, Voice.TEAM, 20)
    for person in range(9):
        voices.answer(panel, person, mixed(person))
    opening.close(panel=panel, by=voices.executive_of(survey))
    assert tasks.open_results.call(panel.pk)
    html = look(jana, survey, "team")
    assert figures(html) == ["planogram", "gaps"]
    assert "Only 9 people: read this as an indication." in main(html)
    assert "With my own marks" in main(html)
    assert html.count('class="button button-full"') == 1
    html = jana.get(f"/r/{survey.code}/voices/").content.decode()
    assert figures(html) == ["profile", "perception"]
    assert "The voices side by side" in main(html)
    html = look(rahel, survey, "team")
    assert figures(html) == ["planogram", "gaps"]
    assert "own marks" not in main(html)
    must_speak_to_somebody_else(html)
    html = rahel.get(f"/r/{survey.code}/voices/").content.decode()
    assert figures(html) == []
    assert "There’s only one voice so far." in main(html)
    must_speak_to_somebody_else(html)


def test_once_something_is_open_the_own_page_is_locked(jana: Client, survey: Survey) -> None:
    home = f"/r/{survey.code}/"
    before = jana.get(home).content.decode()
    assert "Look at your answers or change them" in words(before)
    panel = voices.asked_peers(6, 5, survey)
    opening.close(panel=panel, by=voices.executive_of(survey))
    assert tasks.open_results.call(panel.pk)
    after = words(jana.get(home).content.decode())
    assert "Look at your answers or change them" not in after
    assert "Go deeper" not in after
    assert "your own answers are locked" in after


def test_a_consultant_with_the_tick_sees_nothing_of_the_executive_before_finish(rahel: Client) -> None:
    draft = voices.begun_survey("omar@example.org", "Vesta Travel")
    by = voices.account("omar@example.org")
    sharing.share(survey=draft.survey, email="rahel@example.org", own_marks=True, by=by)
    response = rahel.get(f"/r/{draft.survey.code}/")
    assert response.status_code == 200
    assert heading(response.content.decode()) == "Nobody has been asked yet"
    assert rahel.get(f"/r/{draft.survey.code}/executive/").status_code == 404
    assert b"executive" not in rahel.get(f"/r/{draft.survey.code}/result.csv").content


def test_a_consultant_with_the_tick_sees_the_marks_of_the_last_finish(rahel: Client, survey: Survey) -> None:
    by = voices.executive_of(survey)
    sharing.share(survey=survey, email="rahel@example.org", own_marks=True, by=by)
    page = f"/r/{survey.code}/executive/"
    first = heading(rahel.get(page).content.decode())
    draft = survey.drafts.get(voice=Voice.EXECUTIVE)
    voices.fill(draft, {"C2": ("1", "5"), "E5": ("4", "4")})
    assert heading(rahel.get(page).content.decode()) == first, "only Finish counts"
    completing.finish(draft=draft)
    second = heading(rahel.get(page).content.decode())
    assert "The customer’s whole path" in first
    assert "The person, not the segment" in second


# --- names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ['<script>alert("1")</script>', "=HYPERLINK(1)", "שלום עולם", "x" * 120, "A & B's “Hotel”"]
)
def test_whatever_the_organisation_and_its_parts_are_called_it_is_text(jana: Client, name: str) -> None:
    survey = voices.survey_of("eve@example.org", name)
    label = name[:80]
    panel = voices.by_link(survey, Voice.TEAM, 30, {"department": (label, "Rest")}, organisation=name)
    for person in range(24):
        voices.answer(panel, person, mixed(person), {"department": (label, "Rest")[person % 2]})
    opening.close(panel=panel, by=voices.executive_of(survey))
    assert tasks.open_results.call(panel.pk)
    eve = Client()
    sign_in(eve, voices.executive_of(survey))
    home = f"/r/{survey.code}/"
    for page in ("", "team/", "parts/department/", "team/parts-department-wide.svg"):
        response = eve.get(home + page)
        assert response.status_code == 200, page
        assert "<script>alert" not in response.content.decode()
    assert label in words(eve.get(home + "parts/department/").content.decode())
    lines = eve.get(home + "result.csv").content.decode("utf-8-sig")
    assert not re.search(r'(^|,)"?=', lines, re.MULTILINE)
    assert eve.get(home + "result.json").json()["organisation"] == name


@pytest.mark.parametrize("voice", [Voice.PEER, Voice.TEAM])
def test_mails_that_wait_for_a_day_are_said_before_results(jana: Client, survey: Survey, voice: str) -> None:
    with time_machine.travel("2027-09-01 09:00Z", tick=False):
        panel = voices.prepared(survey, voice, 6)
        sign_in(jana, voices.executive_of(survey))
        inviting.send(panel=panel, by=voices.executive_of(survey), starts_on=date(2027, 9, 4))
        said = "Nobody was asked yet: the mails wait for Saturday, 4 September 2027."
        assert said in main(look(jana, survey, voice))
        Delivery.objects.update(state=Mail.SENT, due_at=None, tries=1)
        assert "Nobody was asked yet" not in main(look(jana, survey, voice))
