"""The links of those who are asked: what looking shows, what Start does, declining and being left alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from surveys import promise
from surveys.actions import admitting, declining, responses
from surveys.choices import CHECK, PEERS_AT_MOST, Form, Mail, Voice
from surveys.links import Purpose
from surveys.lists import Row
from surveys.models import Delivery, Draft, Invitation, OptOut, Panel, Response, Survey
from surveys.sheets import sheet_of
from tests import voices
from tests.factories import DEEPER, Executive, sign_in
from tests.surveys.actions.test_admitting import by_link

pytestmark = pytest.mark.django_db
Counted = Callable[[Callable[[], object]], list[str]]
SEGMENTS = {"department": ["Sales", "Kitchen"], "region": [], "level": ["Leads a team", "Neither"]}
NAME_FROM_THE_RIGHT = "شركة الفنادق"


def answer_url(asked: Invitation | Panel | Draft) -> str:
    return reverse("answer", kwargs={"token": voices.token(asked)})


def url_of(purpose: Purpose, invitation: Invitation) -> str:
    return reverse(str(purpose), kwargs={"token": voices.token(invitation, purpose)})


def quiet_url(invitation: Invitation, purpose: Purpose = Purpose.STOP) -> str:
    return reverse("quiet", args=[voices.token(invitation, purpose)])


def page_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()
    return " ".join(response.content.decode().split())


def words_in(page: str) -> str:
    """What is read on the page."""
    return " ".join(re.sub(r"<[^>]*>", "", page[page.index("<body") :]).split())


@pytest.fixture
def peer(db: None) -> Invitation:
    return voices.invitations(voices.asked_peers(6))[0]


@pytest.fixture
def team_link(db: None) -> Panel:
    return voices.by_link(voices.survey_of(), Voice.TEAM, 380, SEGMENTS)


def close(panel: Panel) -> None:
    Panel.objects.filter(pk=panel.pk).update(closed_at=timezone.now())


# --- looking ------------------------------------------------------------------------------------------------


def test_the_landing_page_says_who_asks_what_and_what_is_promised(client: Client, peer: Invitation) -> None:
    Survey.objects.update(customers="guests", scope="the hotels in town", wanted_by="2028-11-30")
    page = page_of(client, answer_url(peer))
    text = words_in(page)
    assert "Jana Berg asks how close Lindenhof Hotels is to its guests" in text
    assert (
        "12 practices, about 7 minutes: where you are today, and where you’d like to be by November 2028."
        in text
    )
    assert "You’re one of six peers asked." in text
    closes = timezone.localdate() + timedelta(days=14)
    assert f"Open until {closes.day} {closes:%B %Y}." in text
    assert "“We” means the hotels in town." in text
    assert (
        "<b>Small groups stay hidden.</b> Jana Berg, and whoever is shown the results, see peers only" in page
    )
    assert page.count("<li>") == len(promise.read(peer.panel.promise)) == 7
    assert 'href="mailto:jana@example.com"' in page
    assert "Your list entry" not in page


def test_start_and_decline_are_equally_large_and_lead_to_addresses_of_their_own(
    client: Client, peer: Invitation
) -> None:
    page = page_of(client, answer_url(peer))
    assert '<button class="button">Start</button>' in page
    assert f'<a class="button secondary" href="{url_of(Purpose.DECLINE, peer)}">Decline</a>' in page
    assert f'<a href="{url_of(Purpose.STOP, peer)}">Don’t ask me again</a>' in page


def test_the_team_is_told_what_the_list_says_of_this_person(client: Client) -> None:
    rows = [*voices.people(6, "Sales", "North", ""), *voices.people(6, "Kitchen", "", "", name="other")]
    panel = voices.by_list(voices.survey_of(), Voice.TEAM, rows)
    sales = Invitation.objects.filter(panel=panel, department="Sales").first()
    kitchen = Invitation.objects.filter(panel=panel, department="Kitchen").first()
    text = words_in(page_of(client, answer_url(sales)))
    assert "From the list, your answers keep: Sales, North" in text
    assert "You’re one of 12 people asked." in text
    assert "From the list, your answers keep: Kitchen Questions?" in words_in(
        page_of(client, answer_url(kitchen))
    )


@pytest.mark.parametrize(
    ("voice", "count", "sentence"),
    [
        (Voice.PEER, 8, "You’re one of about eight peers asked."),
        (Voice.TEAM, 380, "You’re one of about 380 people asked."),
        (Voice.TEAM, 4200, "You’re one of about 4,200 people asked."),
    ],
)
def test_an_open_link_says_about_how_many_and_offers_neither_decline_nor_stop(
    client: Client, voice: str, count: int, sentence: str
) -> None:
    panel = voices.by_link(voices.survey_of(), voice, count)
    page = page_of(client, answer_url(panel))
    assert sentence in words_in(page)
    assert "Anyone with the link can answer, whoever sent it to you too." in words_in(page)
    assert "Decline" not in page
    assert "Don’t ask me again" not in page


def test_whoever_is_asked_alone_is_not_one_of_one(client: Client) -> None:
    panel = voices.asked_peers(4)
    Panel.objects.filter(pk=panel.pk).update(head_count=1)  # asked before fewer than four were refused
    asked = voices.invitations(panel)[0]
    assert "You’re one of" not in page_of(client, answer_url(asked))


def test_names_of_others_are_never_markup_and_keep_their_own_direction(client: Client) -> None:
    panel = voices.by_list(
        voices.survey_of(), Voice.TEAM, 6, asker=NAME_FROM_THE_RIGHT, organisation="<b>O'Neill</b> " * 8
    )
    page = page_of(client, answer_url(voices.invitations(panel)[0]))
    assert f"<h1><bdi>{NAME_FROM_THE_RIGHT}</bdi> asks how close <bdi>&lt;b&gt;O&#x27;Neill" in page
    assert "<b>O'" not in page


def test_a_contact_that_is_no_address_is_shown_as_it_is(client: Client, peer: Invitation) -> None:
    Panel.objects.update(contact='Reception, <script>"1"</script>')
    page = page_of(client, answer_url(peer))
    assert "mailto:" not in page
    assert "Reception, &lt;script&gt;" in page


@pytest.mark.parametrize("cut", ["", "x", "the-link-is-made-when-it-is-sent", "%00", "Ä" * 300])
@pytest.mark.parametrize("name", ["i", "decline", "stop"])
def test_an_unknown_link_opens_nothing(client: Client, peer: Invitation, name: str, cut: str) -> None:
    whole = voices.token(peer)
    for token in (cut or whole[:-1], whole[:-1] + ("A" if whole[-1] != "A" else "B")):
        for method in (client.get, client.post):
            response = method(f"/{name}/{token}/")
            assert response.status_code == 404
    assert "This link opens nothing" in client.get(f"/{name}/{whole[:-1]}/").content.decode()
    assert not Draft.objects.filter(invitation__isnull=False).exists()
    assert not OptOut.objects.exists()


def test_a_token_is_good_for_its_own_purpose_alone(client: Client, peer: Invitation) -> None:
    tokens = {
        purpose: voices.token(peer, purpose) for purpose in (Purpose.ANSWER, Purpose.DECLINE, Purpose.STOP)
    }
    for name in tokens:
        for other, token in tokens.items():
            expected = 200 if name == other else 404
            assert client.get(reverse(str(name), kwargs={"token": token})).status_code == expected


def whole_database() -> dict[str, list[Any]]:
    with connection.cursor() as cursor:
        rows = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


def test_a_scanner_that_fetches_every_link_changes_no_row(client: Client, peer: Invitation) -> None:
    panel = voices.by_link(voices.survey_of("other@example.com"), Voice.TEAM)
    draft = voices.begin(panel)
    links = [answer_url(asked) for asked in (peer, panel, draft)]
    links += [url_of(purpose, peer) for purpose in (Purpose.DECLINE, Purpose.STOP)]
    before = whole_database()
    assert sum(map(len, before.values())) > 50
    for link in links:
        for method in (client.get, client.head):
            response = method(link)
            assert response.status_code == 200
            assert not [name for name in response.cookies if name.startswith("closer_")]
    assert whole_database() == before


def test_looking_is_cheap(client: Client, peer: Invitation, count_statements: Counted) -> None:
    panel = voices.by_link(voices.survey_of("other@example.com"), Voice.TEAM)
    draft = voices.begin(panel)

    def cost(address: str) -> int:
        client.get(address)
        return len(count_statements(lambda: client.get(address)))

    assert cost(answer_url(peer)) == 3  # the invitation, its draft, whether the address wants mails
    voices.begin(peer)
    assert cost(answer_url(peer)) == 3
    assert cost(answer_url(panel)) == 2
    assert cost(answer_url(draft)) == 3
    for _ in range(3):
        client.post(answer_url(panel))
    assert cost(answer_url(panel)) == 3  # however many drafts this browser holds
    assert [cost(url_of(purpose, peer)) for purpose in (Purpose.DECLINE, Purpose.STOP)] == [1, 2]
    assert cost(quiet_url(peer)) == 2


# --- Start and Continue -------------------------------------------------------------------------------------


def test_start_lets_the_browser_in_and_opens_the_first_practice(client: Client, peer: Invitation) -> None:
    response = client.post(answer_url(peer))
    draft = Draft.objects.get(invitation=peer)
    assert response["Location"] == f"/a/{draft.survey.code}/{draft.code}/C2/"
    cookie = response.cookies[f"closer_{draft.code}"]
    assert cookie["httponly"]
    assert client.get(response["Location"]).status_code == 200
    assert (draft.voice, draft.form, draft.panel_id) == ("peer", "core", peer.panel_id)


def test_the_same_link_in_two_tabs_and_two_browsers_is_one_draft(
    client: Client, stranger: Client, peer: Invitation
) -> None:
    first, second, third = (
        client.post(answer_url(peer)),
        client.post(answer_url(peer)),
        stranger.post(answer_url(peer)),
    )
    assert first["Location"] == second["Location"] == third["Location"]
    save = {"current": "2", "desired": "4"}
    assert client.post(first["Location"], save).status_code == 302
    assert stranger.post(first["Location"], {**save, "current": "3"}).status_code == 302
    assert sheet_of(Draft.objects.get(invitation=peer)).answers["C2"][0] == "3"


def test_a_begun_draft_is_continued_where_it_was_left(client: Client, peer: Invitation) -> None:
    place = client.post(answer_url(peer))["Location"]
    for _ in range(5):
        place = client.post(place, {"current": "2", "desired": "4"})["Location"]
    page = page_of(client, answer_url(peer))
    assert "Welcome back. What you answered is saved." in page
    assert "Continue, 5 of 12 done" in page
    assert ">Start<" not in page
    assert "Decline" in page
    assert client.post(answer_url(peer))["Location"] == place + "?back=1"
    assert "Welcome back. 5 of 12 done." in client.get(place + "?back=1").content.decode()


def test_of_a_draft_without_an_answer_nothing_is_said_to_be_saved(client: Client, peer: Invitation) -> None:
    client.post(answer_url(peer))
    page = page_of(client, answer_url(peer))
    assert "Welcome back. Nothing is answered yet." in page
    assert "What you answered is saved" not in page


def test_an_answered_link_is_spent(client: Client, peer: Invitation) -> None:
    voices.answer(peer)
    for response in (client.get(answer_url(peer)), client.post(answer_url(peer))):
        page = response.content.decode()
        assert response.status_code == 410
        assert "You’ve answered, thank you" in page
        assert f'href="{reverse("mine")}"' in page
        assert "Nobody using Closer can trace your answers to you." in page
        assert f'href="{answer_url(peer)}data/"' in page  # their rights stay theirs
        assert "mailto:jana@example.com" in page
        assert "Start" not in page
        assert "Lindenhof" not in page
    assert not Draft.objects.filter(invitation=peer).exists()


def test_a_start_that_comes_with_a_finish_makes_no_second_draft(
    client: Client, peer: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The landing page was read just before Finish in another tab: the action looks again, under its lock."""
    from surveys.views import joining

    found = joining.access.asked_by_link(voices.token(peer))
    voices.answer(peer)
    monkeypatch.setattr(joining.access, "asked_by_link", lambda token: found)
    assert found.answered is False
    assert client.post(answer_url(peer)).status_code == 410
    assert not Draft.objects.filter(invitation=peer).exists()


def test_a_closed_round_is_a_page_to_look_at_and_a_refusal_to_post(client: Client, team_link: Panel) -> None:
    peers = voices.asked_peers(6, survey=team_link.survey)
    asked, draft = voices.invitations(peers)[0], voices.begin(team_link)
    close(peers)
    close(team_link)
    for address in (answer_url(asked), answer_url(team_link), answer_url(draft)):
        page = page_of(client, address)
        assert "This round has closed" in page
        assert "what isn’t finished is deleted when results open" in page
        assert "mailto:jana@example.com" in page
        assert client.post(address).status_code == 409
    assert Draft.objects.exclude(voice=Voice.EXECUTIVE).count() == 1


def test_a_round_that_closes_between_looking_and_start(
    client: Client, peer: Invitation, team_link: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    from surveys.views import joining

    for asked in (peer, team_link):
        found = joining.access.asked_by_link(voices.token(asked))
        close(asked if isinstance(asked, Panel) else asked.panel)
        with monkeypatch.context() as patched:
            patched.setattr(joining.access, "asked_by_link", lambda token, found=found: found)
            assert client.post(answer_url(asked)).status_code == 409
    assert not Draft.objects.exclude(voice=Voice.EXECUTIVE).exists()


def test_everybody_who_starts_by_the_open_link_gets_a_draft_of_their_own(
    client: Client, stranger: Client, team_link: Panel
) -> None:
    first, second = client.post(answer_url(team_link)), stranger.post(answer_url(team_link))
    assert first["Location"] != second["Location"]
    assert stranger.get(first["Location"]).status_code == 404
    assert team_link.drafts.count() == 2


def test_a_browser_that_holds_a_draft_is_offered_that_first(
    client: Client, stranger: Client, team_link: Panel
) -> None:
    place = client.post(answer_url(team_link))["Location"]
    client.post(place, {"current": "2", "desired": "4"})
    page = page_of(client, answer_url(team_link))
    mine = team_link.drafts.get()
    assert f'<button class="button" name="draft" value="{mine.code}">Continue, 1 of 12 done</button>' in page
    assert page.index("Continue, 1 of 12") < page.index("Start for somebody else")
    assert client.post(answer_url(team_link), {"draft": mine.code})["Location"].endswith("/C4/?back=1")
    client.post(answer_url(team_link))
    assert team_link.drafts.count() == 2
    assert page_of(client, answer_url(team_link)).count('name="draft"') == 2
    for draft in team_link.drafts.all():  # on a shared machine each finds the own one
        assert f"/{draft.code}/" in client.post(answer_url(team_link), {"draft": draft.code})["Location"]
    assert "Continue" not in page_of(stranger, answer_url(team_link))


@pytest.mark.parametrize("code", ["another person's", "x", "\0", "9" * 500])
def test_a_draft_that_this_browser_does_not_hold_is_refused(
    client: Client, stranger: Client, team_link: Panel, code: str
) -> None:
    stranger.post(answer_url(team_link))
    wanted = team_link.drafts.get().code if code == "another person's" else code
    response = client.post(answer_url(team_link), {"draft": wanted})
    assert response.status_code == 409
    assert not response.cookies
    assert team_link.drafts.count() == 1


def test_a_draft_of_another_survey_is_not_offered(client: Client, team_link: Panel) -> None:
    other = voices.by_link(voices.survey_of("other@example.com"), Voice.TEAM)
    client.post(answer_url(other))
    page = page_of(client, answer_url(team_link))
    assert "Continue" not in page
    assert client.post(answer_url(team_link), {"draft": other.drafts.get().code}).status_code == 409


def test_the_link_to_continue_opens_the_draft_on_another_device(
    client: Client, stranger: Client, team_link: Panel
) -> None:
    place = client.post(answer_url(team_link))["Location"]
    client.post(place, {"current": "2", "desired": "4"})
    own = answer_url(team_link.drafts.get())
    page = page_of(stranger, own)
    assert "Continue, 1 of 12 done" in page
    assert "Start" not in words_in(page)
    where = stranger.post(own)["Location"]
    assert where.endswith("/C4/?back=1")
    assert stranger.get(where).status_code == 200
    voices.finish(team_link.drafts.get())
    assert stranger.get(own).status_code == 404


def test_a_link_for_peers_is_used_up(client: Client) -> None:
    panel = voices.by_link(voices.survey_of(), Voice.PEER, 12)
    voices.answers_of(panel, PEERS_AT_MOST)
    response = client.post(answer_url(panel))
    assert response.status_code == 409
    assert "This link is used up" in response.content.decode()
    assert not panel.drafts.exists()


def test_a_link_that_is_used_up_says_so_before_anybody_presses_start(client: Client) -> None:
    panel = voices.by_link(voices.survey_of(), Voice.PEER, 12)
    begun = Client()
    begun.post(answer_url(panel))
    own = panel.drafts.get()
    assert ">Start</button>" in page_of(client, answer_url(panel))
    voices.answers_of(panel, PEERS_AT_MOST)
    page = page_of(client, answer_url(panel))
    assert "It has brought as many answers as it was made for, so nothing was begun." in page
    assert "<form" not in page
    for address in (answer_url(panel), answer_url(own)):
        page = page_of(begun, address)
        assert "so no more are taken by it." in page
        assert "Continue, 0 of 12 done" in page
        assert "Start for somebody else" not in page


def test_starts_by_an_open_link_are_limited_per_network_address(
    client: Client, team_link: Panel, settings: Settings
) -> None:
    settings.STARTS_PER_HOUR = 3
    statuses = [client.post(answer_url(team_link)).status_code for _ in range(5)]
    assert statuses == [302] * 3 + [429] * 2
    assert team_link.drafts.count() == 3
    held = team_link.drafts.first()
    assert client.post(answer_url(team_link), {"draft": held.code}).status_code == 302  # going on is no start


def test_invited_people_behind_one_address_are_not_limited(client: Client, settings: Settings) -> None:
    settings.STARTS_PER_HOUR = 1
    panel = voices.asked_peers(4)
    assert [client.post(answer_url(asked)).status_code for asked in voices.invitations(panel)] == [302] * 4


def test_start_needs_its_csrf_token(peer: Invitation) -> None:
    assert Client(enforce_csrf_checks=True).post(answer_url(peer)).status_code == 403


def test_an_executive_who_is_signed_in_here_changes_nothing_of_it(client: Client, peer: Invitation) -> None:
    """The one who asks opens a peer's link in the same browser: no more is shown, and two drafts stay two."""
    stranger_sees = page_of(Client(), answer_url(peer))
    sign_in(client, voices.executive_of(peer.panel.survey))
    csrf = re.compile(r'value="\w{64}"')
    assert csrf.sub("", page_of(client, answer_url(peer))) == csrf.sub("", stranger_sees)
    own = peer.panel.survey.drafts.get(voice=Voice.EXECUTIVE)
    place = client.post(answer_url(peer))["Location"]
    client.post(place, {"current": "1", "desired": "1"})
    assert own.answers.get(practice__code="C2").current == 3
    assert "Welcome back" not in client.get("/").content.decode()


def test_a_full_form_is_counted_as_such(client: Client, peer: Invitation) -> None:
    Panel.objects.update(form=Form.FULL)
    assert "24 practices, about 14 minutes" in page_of(client, answer_url(peer))
    place = client.post(answer_url(peer))["Location"]
    assert client.get(place.replace("/C2/", f"/{DEEPER[0]}/")).status_code == 200
    client.post(place, {"current": "1", "desired": "1"})
    assert "Continue, 1 of 24 done" in page_of(client, answer_url(peer))


# --- declining ----------------------------------------------------------------------------------------------


def test_declining_takes_a_look_and_a_press(client: Client, peer: Invitation) -> None:
    voices.fill(voices.begin(peer))
    address = url_of(Purpose.DECLINE, peer)
    page = page_of(client, address)
    assert "Nobody is told. What you have begun is deleted." in words_in(page)
    assert page.count("<button") == 2  # the other one: no reminders
    response = Client(enforce_csrf_checks=True).post(address)  # no cookie, no token
    assert (response.status_code, response["Location"]) == (302, address)
    assert "You’ve declined" in page_of(client, address)
    peer.refresh_from_db()
    assert peer.declined
    assert not Draft.objects.filter(invitation=peer).exists()
    assert Delivery.objects.get(invitation=peer).state == Mail.QUEUED  # the worker passes it over
    assert client.post(address).status_code == 302  # twice is harmless


def test_a_decline_is_taken_back_by_start(client: Client, peer: Invitation) -> None:
    declining.decline(invitation=peer)
    page = page_of(client, answer_url(peer))
    assert "You declined, and nobody is told. Changed your mind? Press Start." in page
    assert ">Decline<" not in page
    assert client.post(answer_url(peer)).status_code == 302
    peer.refresh_from_db()
    assert not peer.declined


def test_declining_after_finish_or_after_closing_is_harmless(client: Client, peer: Invitation) -> None:
    voices.answer(peer)
    address = url_of(Purpose.DECLINE, peer)
    assert client.post(address)["Location"] == address
    page = page_of(client, address)
    assert "You’ve answered already" in page
    assert "<button" not in page
    peer.refresh_from_db()
    assert (peer.answered, peer.declined, Response.objects.filter(voice=Voice.PEER).count()) == (
        True,
        False,
        1,
    )
    other = voices.invitations(peer.panel)[1]
    close(peer.panel)
    assert client.post(url_of(Purpose.DECLINE, other)).status_code == 302
    assert "Changed your mind?" not in page_of(client, url_of(Purpose.DECLINE, other))


# --- being left alone ---------------------------------------------------------------------------------------


def test_a_mail_program_stops_by_one_click_without_a_cookie(peer: Invitation) -> None:
    """RFC 8058: a POST with this body, no cookie and no redirect."""
    response = Client(enforce_csrf_checks=True).post(
        url_of(Purpose.STOP, peer),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 200
    assert not response.cookies
    assert OptOut.objects.get().organisation == peer.panel.survey.organisation
    assert Delivery.objects.get(invitation=peer).state == Mail.QUEUED  # the worker passes it over


def test_stopping_says_what_it_does_and_that_it_happened(client: Client, peer: Invitation) -> None:
    address = url_of(Purpose.STOP, peer)
    page = page_of(client, address)
    assert "No more mails about Lindenhof Hotels will go to your address" in words_in(page)
    assert page.count("<button") == 2  # the other one: no reminders
    assert peer.email not in page
    for _ in range(2):
        done = client.post(address)
        assert "You won’t be asked again" in done.content.decode()
    assert OptOut.objects.count() == 1
    assert client.post(answer_url(peer)).status_code == 302  # the link still works


def test_stopping_works_after_finish_and_after_closing(client: Client, peer: Invitation) -> None:
    voices.answer(peer)
    close(peer.panel)
    response = client.post(url_of(Purpose.STOP, peer))
    assert response.status_code == 200
    assert "still works" not in response.content.decode()
    assert OptOut.objects.count() == 1


def test_stopping_can_be_taken_back_by_the_same_link(client: Client, peer: Invitation) -> None:
    address = url_of(Purpose.STOP, peer)
    client.post(address)
    assert "Ask me again" in page_of(client, address)  # looking tells how it stands
    response = Client(enforce_csrf_checks=True).post(address, {"again": "1"})
    assert "It’s taken back" in response.content.decode()
    assert not OptOut.objects.exists()
    assert "Ask me again" not in page_of(client, address)


def test_an_opt_out_by_an_older_key_is_known_and_taken_back(
    client: Client, peer: Invitation, settings: Settings
) -> None:
    client.post(url_of(Purpose.STOP, peer))
    address = url_of(Purpose.STOP, peer)
    settings.LINK_KEY, settings.OLD_LINK_KEYS = "another long random text, made today", [settings.LINK_KEY]
    assert "Ask me again" in page_of(client, address)
    client.post(address, {"again": "1"})
    assert not OptOut.objects.exists()


# --- after the round ----------------------------------------------------------------------------------------


def test_after_closing_there_is_nothing_left_to_decline(client: Client, peer: Invitation) -> None:
    close(peer.panel)
    page = page_of(client, url_of(Purpose.DECLINE, peer))
    assert "<h1>This round has closed</h1>" in page
    assert "So there is nothing left to decline." in page
    assert f'<a href="{url_of(Purpose.STOP, peer)}">Don’t ask me again</a>' in page
    assert "change your mind" not in page
    assert "<form" not in page
    client.post(url_of(Purpose.DECLINE, peer))
    page = page_of(client, url_of(Purpose.DECLINE, peer))
    assert "You’ve declined" in page
    assert f'<a href="{url_of(Purpose.STOP, peer)}">Don’t ask me again</a>' in page


def test_after_closing_nobody_says_that_they_will_answer_yet(client: Client, peer: Invitation) -> None:
    close(peer.panel)
    page = page_of(client, quiet_url(peer))
    assert "<h1>This round has closed</h1>" in page
    assert "No more answers are taken, and nobody is reminded of it." in page
    assert f'<a href="{url_of(Purpose.STOP, peer)}">Don’t ask me again</a>' in page
    assert "I will answer" not in page
    assert "<form" not in page


# --- where the name of the site leads -----------------------------------------------------------------------


def leads_to_start(page: str) -> bool:
    return '<a class="wordmark" href="/">' in page or "Go to the start" in page


def test_pages_of_those_who_are_asked_lead_nobody_to_a_survey_of_their_own(
    client: Client, peer: Invitation
) -> None:
    links = [url_of(purpose, peer) for purpose in (Purpose.ANSWER, Purpose.DECLINE, Purpose.STOP)]
    draft = client.post(links[0])["Location"]
    strange = ["/i/nothing/", "/review/nothing/", "/heard/nothing/", "/quiet/nothing/", "/i/x/y/"]
    for address in (*links, quiet_url(peer), draft, draft.replace("/C2/", "/nothing/"), *strange):
        page = client.get(address).content.decode()
        assert '<span class="wordmark">closer' in page, address
        assert not leads_to_start(page), address
    refused = client.get(f"/finish/{peer.panel.survey.code}/x/")
    assert (refused.status_code, leads_to_start(refused.content.decode())) == (405, False)
    stranger = Client().get(draft)
    assert (stranger.status_code, leads_to_start(stranger.content.decode())) == (404, False)


def test_the_executives_pages_lead_to_the_start(client: Client, executive: Executive) -> None:
    executive.start()
    for address in ("/", "/nowhere/", executive.address("C4"), executive.address("check")):
        assert '<a class="wordmark" href="/">' in executive.client.get(address).content.decode()


def test_the_start_page_leads_back_to_answers_that_a_colleague_asked_for(
    client: Client, peer: Invitation, count_statements: Counted
) -> None:
    assert "You have begun answering" not in page_of(client, "/")
    client.post(answer_url(peer))
    draft = Draft.objects.get(voice=Voice.PEER)
    link = f'<a href="/a/{draft.survey.code}/{draft.code}/">Go on</a>'
    said = f"You have begun answering for <bdi>Lindenhof Hotels</bdi>. {link}"
    assert said in page_of(client, "/")
    assert len(count_statements(lambda: client.get("/"))) == 1
    Invitation.objects.update(issue=2)
    assert said not in page_of(client, "/")
    Invitation.objects.update(issue=1)
    close(peer.panel)
    assert said not in page_of(client, "/")


# --- no reminders, but I will answer ------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", [Purpose.ANSWER, Purpose.DECLINE, Purpose.STOP])
def test_no_reminders_works_by_each_link_without_a_cookie_and_can_be_taken_back(
    client: Client, peer: Invitation, purpose: Purpose
) -> None:
    address = quiet_url(peer, purpose)
    assert "No reminders, but I will answer" in page_of(client, address)
    bare = Client(enforce_csrf_checks=True)
    for given, quiet in (({}, True), ({}, True), ({"remind": "1"}, False)):
        response = bare.post(address, given)
        back = address if quiet else f"{address}?again=1"
        assert (response.status_code, response["Location"]) == (302, back)
        peer.refresh_from_db()
        assert peer.no_reminders is quiet
        assert ("It’s taken back: you may be reminded." in page_of(bare, back)) is not quiet
    assert not bare.cookies


def test_a_page_that_was_only_looked_at_says_that_it_takes_a_press(client: Client, peer: Invitation) -> None:
    page = words_in(page_of(client, quiet_url(peer)))
    assert "Press the button, and you get no reminders about this round of Lindenhof Hotels." in page
    assert "You get no reminders" not in page


def test_whoever_gets_no_mails_is_offered_no_reminders(client: Client, peer: Invitation) -> None:
    client.post(url_of(Purpose.DECLINE, peer))
    landing, quiet = (words_in(page_of(client, url)) for url in (answer_url(peer), quiet_url(peer)))
    assert "You’ve declined, so no more mails about this round come." in quiet
    for page in (landing, quiet):
        assert "Don’t ask me again" in page
        assert "No reminders, but I will answer" not in page
        assert "Remind me after all" not in page
    client.post(url_of(Purpose.STOP, peer))
    for page in (words_in(page_of(client, url)) for url in (answer_url(peer), quiet_url(peer))):
        assert "You asked for no more mails, so none come." in page
        assert "Take it back" in page
        assert "Don’t ask me again" not in page
        assert "No reminders, but I will answer" not in page


def test_whoever_had_a_link_mailed_is_never_reminded_and_not_asked_about_it(client: Client) -> None:
    panel = by_link(voices.survey_of(), mail_domain="example.com")
    admitting.mail_link(panel=panel, typed="zoe@example.com", network="192.0.2.1")
    mailed = Invitation.objects.get(email="zoe@example.com")
    for address in (answer_url(mailed), url_of(Purpose.STOP, mailed), url_of(Purpose.DECLINE, mailed)):
        page = words_in(page_of(client, address))
        assert "Don’t ask me again" in page or "Decline" in page
        assert "reminders" not in page.replace("Two reminders at most", "")


def test_no_reminders_is_offered_beside_start_decline_and_stop(client: Client, peer: Invitation) -> None:
    pages = [answer_url(peer), url_of(Purpose.DECLINE, peer), url_of(Purpose.STOP, peer)]
    for address in pages:
        page = page_of(client, address)
        assert f'action="{quiet_url(peer)}"' in page
        assert "No reminders, but I will answer" in page
    client.post(quiet_url(peer))
    for address in pages:
        assert "Remind me after all" in page_of(client, address)
    page = words_in(page_of(client, quiet_url(peer)))
    assert "You get no reminders" in page
    assert "Nobody is told. The link in your mail works until" in page
    assert client.post(answer_url(peer)).status_code == 302  # and it does


def test_no_reminders_by_a_forged_link_is_nowhere(client: Client, peer: Invitation) -> None:
    address = quiet_url(peer)
    assert client.post(address[:-3] + "x/").status_code == 404
    assert client.get(address[:-3] + "x/").status_code == 404


# --- no page of theirs speaks of accounts -------------------------------------------------------------------


@pytest.mark.parametrize("way", ["list", "link"])
def test_nobody_who_is_asked_is_told_of_accounts(client: Client, way: str) -> None:
    survey = voices.survey_of()
    row = Row("one@example.com")
    panel = (
        voices.by_list(survey, Voice.TEAM, [row, *voices.people(9)])
        if way == "list"
        else voices.by_link(survey, Voice.TEAM, 12, SEGMENTS)
    )
    asked = panel if way == "link" else voices.invitations(panel)[0]
    seen = [client.get(answer_url(asked))]
    place = client.post(answer_url(asked))["Location"]
    base = place.removesuffix("C2/")
    seen += [client.get(base + page) for page in ("C2/", "first/", "about/", "check/", "leave/")]
    seen += [client.post(place, {"current": "9"}), client.post(place, {})]
    draft = Draft.objects.get(panel=panel)
    responses.save_picks(draft=draft, practices=["C2"], place=CHECK)
    if way == "list":
        invitation = voices.invitations(panel)[0]
        seen += [client.get(url_of(purpose, invitation)) for purpose in (Purpose.DECLINE, Purpose.STOP)]
        Invitation.objects.filter(pk=invitation.pk).update(issue=2)
        seen += [client.get(place), client.post(place, {"current": "2", "desired": "3"})]
        assert [response.status_code for response in seen[-2:]] == [410, 410]
        Invitation.objects.filter(pk=invitation.pk).update(issue=1)
    close(panel)
    seen += [
        client.get(place),
        client.post(place, {"current": "2", "desired": "3"}),
        client.get(answer_url(asked)),
    ]
    Panel.objects.filter(pk=panel.pk).update(closed_at=None)
    draft.delete()
    seen += [client.get(place), client.post(place, {"current": "2", "desired": "3"})]
    seen += [client.get(answer_url(asked)[:-2] + "/")]
    for response in seen:
        text = words_in(response.content.decode())
        said = re.findall(r"(?i)\bsign in|accounts?\b|e-mail address|90 days|keep \w+ with|assessments", text)
        assert said == [], (response.request["PATH_INFO"], text)


def test_a_draft_that_cannot_be_read_any_more_is_said_to_be_and_breaks_nothing(
    client: Client, settings: Any
) -> None:
    panel = voices.by_link(voices.survey_of(), Voice.TEAM)
    client.post(answer_url(panel))
    draft = voices.fill(Draft.objects.get(panel=panel))
    own = f"/i/{voices.token(draft)}/"
    opened, theirs = answer_url(panel), own
    settings.LINK_KEY = "another key, and the old one was not kept" * 2
    for address in (theirs, opened):
        assert client.get(address).status_code == 200
    page = client.post(theirs, follow=True)
    assert page.status_code == 410
    assert "The key they were sealed with is gone from this server." in page.content.decode()
    assert Draft.objects.filter(pk=draft.pk).exists()
