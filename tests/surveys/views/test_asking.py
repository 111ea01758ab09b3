"""Asking colleagues: what is typed, what is shown before anything goes out, and who may do it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from surveys import tasks
from surveys.actions import inviting
from surveys.choices import Mail, Voice, Way
from surveys.links import Purpose, hash_address
from surveys.models import Delivery, Invitation, OptOut, Panel, Survey
from tests import voices
from tests.factories import sign_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ON_COMMIT = Callable[..., Any]
ROUTES = {  # the page and the methods it takes
    "": ("get",),
    "peer/": ("get", "post"),
    "team/": ("get", "post"),
    "peer/check/": ("get", "post"),
    "peer/sent/": ("get",),
    "peer/again/": ("post",),
    "peer/link/": ("post",),
    "peer/extend/": ("get", "post"),
}
CASES = [(route, method) for route, methods in ROUTES.items() for method in methods]


def at(survey: Survey, rest: str = "") -> str:
    return f"/ask/{survey.code}/{rest}"


def day(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def typed(**changes: Any) -> dict[str, Any]:
    """What is typed on the page of a voice."""
    given = {
        "organisation": "Northgate",
        "asker": "Jana Berg",
        "contact": "jana@example.com",
        "closes_on": day(14),
        "way": "list",
        "addresses": "anna@example.com",
    }
    return {**given, **changes}


def file(content: bytes | str, name: str = "list.csv") -> SimpleUploadedFile:
    raw = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile(name, raw, content_type="text/csv")


def panel(survey: Survey, voice: str = Voice.PEER) -> Panel:
    return Panel.objects.select_related("survey__organisation", "survey__executive").get(
        survey=survey, voice=voice
    )


def addresses(survey: Survey, voice: str = Voice.PEER) -> list[str]:
    return sorted(one.email for one in voices.invitations(panel(survey, voice)))


def rows(n: int, start: int = 0) -> str:
    return "\n".join(f"person{at}@example.com" for at in range(start, start + n))


# --- who may ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("route", "method"), CASES)
def test_somebody_elses_survey_is_nowhere(survey: Survey, route: str, method: str) -> None:
    voices.by_list(survey, Voice.PEER, 4)
    other = voices.survey_of("omar@example.com", "Southgate")
    stranger = Client()
    sign_in(stranger, voices.executive_of(other))
    before = [*Panel.objects.values(), *Invitation.objects.values(), *Delivery.objects.values()]
    assert getattr(stranger, method)(at(survey, route), typed()).status_code == 404
    assert [*Panel.objects.values(), *Invitation.objects.values(), *Delivery.objects.values()] == before


@pytest.mark.parametrize(("route", "method"), CASES)
def test_a_member_who_is_not_the_executive_is_a_stranger(survey: Survey, route: str, method: str) -> None:
    voices.by_list(survey, Voice.PEER, 4)
    member = voices.account("omar@example.com")
    survey.organisation.members.add(member)
    browser = Client()
    sign_in(browser, member)
    assert getattr(browser, method)(at(survey, route), typed()).status_code == 404


@pytest.mark.parametrize(("route", "method"), CASES)
def test_whoever_is_not_signed_in_is_sent_to_the_door(survey: Survey, route: str, method: str) -> None:
    voices.by_list(survey, Voice.PEER, 4)
    response = getattr(Client(), method)(at(survey, route))
    is_page = route not in ("peer/again/", "peer/link/")
    back = at(survey, route) if is_page else "/surveys/"
    assert (response.status_code, response.url) == (302, f"/account/?next={back}")


@pytest.mark.parametrize("route", ["peer/again/", "peer/link/"])
def test_what_changes_something_is_never_looked_at(jana: Client, survey: Survey, route: str) -> None:
    voices.by_list(survey, Voice.PEER, 4)
    assert jana.get(at(survey, route)).status_code == 405


@pytest.mark.parametrize("route", ["", "peer/", "peer/check/", "peer/sent/", "peer/extend/"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(jana: Client, survey: Survey, route: str, method: str) -> None:
    voices.by_list(survey, Voice.PEER, 4)
    inviting.put_list(panel=panel(survey), rows=voices.people(2, name="more"), by=voices.executive_of(survey))
    tables = (Panel, Invitation, Delivery, Survey)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    assert getattr(jana, method)(at(survey, route)).status_code == 200
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


@pytest.mark.parametrize("voice", ["executive", "board", "peers"])
def test_there_are_two_voices(jana: Client, survey: Survey, voice: str) -> None:
    for route in ("", "check/", "sent/", "extend/"):
        assert jana.get(at(survey, f"{voice}/{route}")).status_code == 404


def test_a_voice_nobody_prepared_has_no_preview(jana: Client, survey: Survey) -> None:
    for route in ("check/", "sent/", "extend/"):
        assert jana.get(at(survey, f"peer/{route}")).status_code == 404


# --- the two cards ---------------------------------------------------------------------------------------


def test_the_page_of_a_voice_speaks_of_links_too(jana: Client, survey: Survey) -> None:
    said = "Nothing goes out yet: first you’ll see the exact mail, or what people read who follow the link."
    assert f"If you ask eight, about five answer. {said}" in text(jana.get(at(survey, "peer/")))
    page = text(jana.get(at(survey, "team/")))
    assert said in page
    assert "If you ask eight" not in page


def test_both_voices_say_what_they_are_and_offer_one_button_each(jana: Client, survey: Survey) -> None:
    response = jana.get(at(survey))
    assert text(response).count("Not asked yet.") == 2
    assert "If you ask eight, about five answer." in text(response)
    page = response.content.decode()
    assert page.count('<a class="button"') == 2
    assert f'<a class="button" href="{at(survey, "peer/")}">' in page
    assert f'<a class="button" href="{at(survey, "team/")}">' in page


def test_each_card_says_where_its_voice_stands(jana: Client, survey: Survey) -> None:
    with time_machine.travel("2026-11-02 12:00Z", tick=False):
        peers = voices.prepared(survey, Voice.PEER, 4)
    page = text(jana.get(at(survey)))
    assert "Prepared. Nobody was asked yet. Check it : Peers Change it : Peers" in page
    with time_machine.travel("2026-11-02 12:00Z", tick=False):
        inviting.send(panel=peers, by=voices.executive_of(survey))
    page = jana.get(at(survey))
    assert "Asked. Open until 16 November 2026. See how many have answered : Peers" in text(page)
    assert f'<a class="button" href="/r/{survey.code}/peer/">' in page.content.decode()
    assert "Add addresses : Peers The mails : Peers Leave it open longer : Peers" in text(page)
    voices.answers_of(voices.fresh(peers), 4)
    Panel.objects.filter(pk=peers.pk).update(closed_at=timezone.now())
    assert "Closed. Results aren’t open yet." in text(jana.get(at(survey)))
    voices.opened(voices.fresh(peers))
    assert re.search(
        r"Results are open\. They hear from you by \d+ \w+ \d{4}\. See the results : Peers",
        text(jana.get(at(survey))),
    )
    voices.by_link(survey, Voice.TEAM)
    assert "The link : Team Leave it open longer : Team" in text(jana.get(at(survey)))


@pytest.mark.parametrize(("route", "method"), [("", "get"), ("peer/", "get"), ("peer/", "post")])
def test_the_executives_own_answers_come_first(client: Client, route: str, method: str) -> None:
    draft = voices.begun_survey()
    sign_in(client, voices.executive_of(draft.survey))
    response = getattr(client, method)(at(draft.survey, route), typed())
    assert response.status_code == (200 if method == "get" else 409)
    assert "Your own answers come first" in text(response)
    assert f'href="/continue/{draft.survey.code}/"' in response.content.decode()
    assert not Panel.objects.exists()
    assert client.get(f"/continue/{draft.survey.code}/").status_code == 302  # lets this browser in
    check = f'href="/a/{draft.survey.code}/{draft.code}/check/"'
    assert check in client.get(at(draft.survey)).content.decode()


# --- by list: peers --------------------------------------------------------------------------------------


def test_a_list_is_prepared_and_shown_before_anything_goes_out(jana: Client, survey: Survey) -> None:
    given = "Anna A <anna@example.com>, ben@example.com; Berg, Caro <CARO@Example.com>\n\ndora@example.com"
    response = jana.post(
        at(survey, "peer/"), typed(addresses=given, customers="guests", customer="guest", scope="hotels")
    )
    assert (response.status_code, response.url) == (302, at(survey, "peer/check/"))
    names = ("anna", "ben", "caro", "dora")
    assert addresses(survey) == [f"{name}@example.com" for name in names]
    prepared = panel(survey)
    assert (prepared.way, prepared.contact, prepared.closes_on) == (
        Way.LIST,
        "jana@example.com",
        timezone.localdate() + timedelta(days=14),
    )
    told = prepared.survey
    assert (told.organisation.name, told.asker, told.customers, told.customer, told.scope) == (
        "Northgate",
        "Jana Berg",
        "guests",
        "guest",
        "hotels",
    )
    assert prepared.frozen_at is None
    assert not Delivery.objects.exists()
    page = text(jana.get(response.url))
    assert "Check before 4 mails go out" in page
    assert "From Jana Berg via Closer <closer@localhost>" in page
    assert "Replies to jana@example.com" in page
    assert "Subject Jana Berg asks: how close is Northgate to its guests?" in page
    assert "Who gets it: 4 addresses anna@example.com ben@example.com" in page
    assert "the-link-is-made-when-it-is-sent" in page
    assert "A mail that went out can’t be called back." in page
    assert page.index("What can’t be undone") < page.index("Send 4 invitations")
    assert "Lines that can’t be used" not in page
    assert "so mails go out once" not in page


def test_send_freezes_the_promise_and_hands_the_mails_to_the_worker(
    jana: Client, survey: Survey, django_capture_on_commit_callbacks: ON_COMMIT, mailbox: Any
) -> None:
    jana.post(at(survey, "peer/"), typed(addresses=rows(6)))
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        response = jana.post(at(survey, "peer/check/"))
    assert (response.status_code, response.url) == (302, at(survey, "peer/sent/"))
    assert len(callbacks) == 1
    assert tasks.is_under_way(tasks.deliver)
    asked = panel(survey)
    assert asked.frozen_at is not None
    assert asked.head_count == 6
    assert Delivery.objects.filter(state=Mail.QUEUED).count() == 6
    assert tasks.deliver.call() == {"sent": 6}
    page = jana.get(response.url)
    assert "All 6 are sent" in text(page)
    assert "6 sent" in text(page)
    assert "Refresh" not in page.headers


def test_send_twice_asks_nobody_twice(jana: Client, survey: Survey) -> None:
    jana.post(at(survey, "peer/"), typed(addresses=rows(6)))
    assert jana.post(at(survey, "peer/check/")).status_code == 302
    again = jana.post(at(survey, "peer/check/"))
    assert again.status_code == 409
    assert "There is nobody new to ask" in text(again)
    assert Delivery.objects.count() == 6


def test_what_was_looked_at_is_what_goes_out(jana: Client, survey: Survey) -> None:
    """Another window may have put another list, or have said something else, meanwhile."""
    jana.post(at(survey, "peer/"), typed(addresses=rows(6)))
    page = jana.get(at(survey, "peer/check/")).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    jana.post(at(survey, "peer/"), typed(addresses=rows(8)))
    response = jana.post(at(survey, "peer/check/"), {"seen": seen})
    assert response.status_code == 409
    assert "It was changed in another window" in text(response)
    assert "Send 8 invitations" in text(response)
    assert not Delivery.objects.exists()
    seen = re.search(r'name="seen" value="([^"]+)"', response.content.decode())[1]
    assert jana.post(at(survey, "peer/check/"), {"seen": seen}).status_code == 302
    assert Delivery.objects.count() == 8


def test_the_promise_that_was_looked_at_is_the_one_that_stands(jana: Client, survey: Survey) -> None:
    jana.post(at(survey, "team/"), typed(way="link", head_count="50"))
    page = jana.get(at(survey, "team/check/")).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    jana.post(at(survey, "team/"), typed(way="link", head_count="50", departments="Sales\nKitchen"))
    response = jana.post(at(survey, "team/link/"), {"seen": seen})
    assert response.status_code == 409
    assert "Department: Sales, Kitchen" in text(response)
    assert panel(survey, Voice.TEAM).frozen_at is None


def test_what_was_typed_stands_there_when_one_comes_back(jana: Client, survey: Survey) -> None:
    jana.post(
        at(survey, "peer/"), typed(addresses="ben@example.com, oops\nanna@example.com", contact="Front desk")
    )
    page = jana.get(at(survey, "peer/")).content.decode()
    assert 'value="Northgate"' in page
    assert 'value="Front desk"' in page
    assert f'value="{day(14)}"' in page
    shown = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1]).split()
    assert shown == ["anna@example.com", "ben@example.com", "oops"]
    jana.post(at(survey, "peer/"), typed(addresses="caro@example.com"))
    assert addresses(survey) == ["caro@example.com"]
    assert "oops" not in jana.get(at(survey, "peer/")).content.decode()


def test_a_bad_address_never_stops_the_good_ones(jana: Client, survey: Survey) -> None:
    jana.post(at(survey, "peer/"), typed(addresses=f"{rows(4)}\nnobody@\n<b>bold</b>\nperson1@example.com"))
    assert len(addresses(survey)) == 4
    page = jana.get(at(survey, "peer/check/"))
    assert "Line 5: nobody@ (not an e-mail address)" in text(page)
    assert "1 line repeats an address and counts once." in text(page)
    assert "<bdi>&lt;b&gt;</bdi>" in page.content.decode()
    assert "<b>" not in page.content.decode()


def test_why_a_line_is_bad_is_said_in_the_language_of_the_page(jana: Client, survey: Survey) -> None:
    jana.post(at(survey, "peer/"), typed(addresses=f"{rows(4)}\nkaputt@\nanna@firma"))
    jana.cookies["language"] = "de"
    page = text(jana.get(at(survey, "peer/check/")))
    assert "kaputt@ (keine E-Mail-Adresse)" in page
    assert "not an e-mail address" not in page
    assert "perhaps a comma" not in page


def test_the_first_hundred_bad_lines_are_named_and_the_rest_counted(jana: Client, survey: Survey) -> None:
    lines = "\n".join(f"nobody{n}" for n in range(123))
    jana.post(at(survey, "peer/"), typed(addresses=f"anna@example.com\n{lines}"))
    page = text(jana.get(at(survey, "peer/check/")))
    assert "Line 101: nobody99" in page
    assert "nobody100" not in page
    assert "and 23 more" in page
    refused = jana.post(at(survey, "peer/"), typed(addresses=lines))
    assert refused.status_code == 422
    assert "nobody99 (not an e-mail address) and 23 more" in text(refused)


def test_a_list_without_a_good_row_is_refused_with_its_lines(jana: Client, survey: Survey) -> None:
    response = jana.post(at(survey, "peer/"), typed(addresses="nope\nalso nope"))
    assert response.status_code == 422
    assert "There is no e-mail address in it that can be used" in text(response)
    assert "Line 2: also nope" in text(response)
    assert "nope\nalso nope</textarea>" in response.content.decode()
    assert not Panel.objects.exists()
    assert jana.post(at(survey, "peer/"), typed(addresses="")).status_code == 422


def test_twelve_peers_and_no_more(jana: Client, survey: Survey) -> None:
    response = jana.post(at(survey, "peer/"), typed(addresses=rows(13)))
    assert response.status_code == 422
    assert "One round asks at most 12 peers" in text(response)
    assert "person12@example.com</textarea>" in response.content.decode()
    assert not Panel.objects.exists()  # all of it or nothing
    assert jana.post(at(survey, "peer/"), typed(addresses=rows(12))).status_code == 302
    jana.post(at(survey, "peer/check/"))
    assert jana.post(at(survey, "peer/"), {"addresses": rows(13)}).status_code == 422
    assert len(addresses(survey)) == 12


def test_fewer_than_results_open_from_is_said_before_sending(jana: Client, survey: Survey) -> None:
    jana.post(at(survey, "peer/"), typed(addresses=rows(3)))
    said = (
        "You’re asking 3 people. Results open from 4 answers, so mails go out once there are 4 people to ask."
    )
    page = jana.get(at(survey, "peer/check/"))
    assert said in text(page)
    assert f'<a href="{at(survey, "peer/")}">Change the list</a>' in page.content.decode()
    assert "Send 3 invitations" not in text(page)  # it would be refused
    refused = jana.post(at(survey, "peer/check/"))
    assert refused.status_code == 409
    assert "Results open from 4 answers, so ask at least 4 people at once. Nothing was sent." in text(refused)
    assert not Delivery.objects.exists()
    jana.post(at(survey, "peer/"), typed(addresses=rows(4)))
    assert "so mails go out once" not in text(jana.get(at(survey, "peer/check/")))
    assert jana.post(at(survey, "peer/check/")).status_code == 302
    jana.post(at(survey, "peer/"), {"addresses": rows(1, 4)})
    later = text(jana.get(at(survey, "peer/check/")))
    assert "so mails go out once" not in later
    assert "Send 1 invitation" in later


def test_a_link_for_fewer_than_results_open_from_is_said_too(jana: Client, survey: Survey) -> None:
    jana.post(at(survey, "peer/"), typed(way="link", head_count="3"))
    page = text(jana.get(at(survey, "peer/check/")))
    assert "You’re asking 3 people. Results open from" in page
    assert "so with these they can’t." in page
    assert "Change the list" not in page


def test_the_executives_own_address_is_left_out_and_said_to_be(jana: Client, survey: Survey) -> None:
    jana.post(at(survey, "peer/"), typed(addresses=f"{rows(4)}\nJana Berg <{voices.EXECUTIVE.title()}>"))
    assert addresses(survey) == [f"person{n}@example.com" for n in range(4)]
    said = "Your own address is on the list. You’ve answered already, so it is left out."
    page = text(jana.get(at(survey, "peer/check/")))
    assert said in page
    assert "Send 4 invitations" in page
    jana.post(at(survey, "peer/"), typed(addresses=rows(4)))
    assert said not in text(jana.get(at(survey, "peer/check/")))


def test_who_was_asked_or_asked_not_to_be_is_left_out_and_counted(jana: Client, survey: Survey) -> None:
    voices.by_list(survey, Voice.TEAM, voices.people(5, name="team"))
    OptOut.objects.create(
        organisation=survey.organisation,
        address_hash=hash_address("stop@example.com", survey.organisation.code),
    )
    given = f"{rows(4)}\nteam000@example.com\nteam001@example.com\nstop@example.com"
    jana.post(at(survey, "peer/"), typed(addresses=given))
    page = text(jana.get(at(survey, "peer/check/")))
    assert "2 addresses were asked in this round before and are left out." in page
    assert "1 address asked not to be asked again and is left out." in page
    assert "Send 4 invitations" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"organisation": " "}, "Say which organisation this is about"),
        ({"organisation": "x" * 121}, "Use 120 characters at most; these are 121"),
        ({"organisation": "Win at www.example.com"}, "Leave web addresses out of this"),
        ({"asker": ""}, "Type your name"),
        ({"asker": "\u200f\u202e\n\t"}, "Type your name"),
        ({"asker": "See https://example.com"}, "Leave web addresses out of this"),
        ({"contact": ""}, "Name somebody who answers questions"),
        ({"customers": "guests"}, "Give both words, or neither"),
        ({"customer": "guest"}, "Give both words, or neither"),
        ({"closes_on": ""}, "Choose the closing date"),
        ({"closes_on": "soon"}, "Type a date such as 2027-01-31"),
        ({"closes_on": day(0)}, "Choose a day from"),
        ({"closes_on": day(-1)}, "Choose a day from"),
        ({"closes_on": day(181)}, "Choose a day from"),
        ({"way": ""}, "Choose one"),
        ({"way": "pigeon"}, "Choose one of these"),
        ({"way": "link"}, "Type how many people get the link"),
        ({"way": "link", "head_count": "0"}, "Type a number from 1 to 12"),
        ({"way": "link", "head_count": "13"}, "Type a number from 1 to 12"),
        ({"way": "link", "head_count": "many"}, "Type a whole number"),
    ],
)
def test_what_cant_be_used_is_said_once_above_and_once_at_its_field(
    jana: Client, survey: Survey, changes: dict[str, str], said: str
) -> None:
    response = jana.post(at(survey, "peer/"), typed(**changes))
    assert response.status_code == 422
    assert text(response).count(said) == 2
    page = response.content.decode()
    assert "<title>Error: Ask your peers" in page
    for anchor in re.findall(r'href="#([^"]+)"', page.partition('id="problems"')[2].partition("</div>")[0]):
        assert f'id="{anchor}"' in page
    assert "anna@example.com" in page
    assert not Panel.objects.exists()


@pytest.mark.parametrize("ahead", [1, 180])
def test_the_closing_date_may_be_tomorrow_or_half_a_year_away(
    jana: Client, survey: Survey, ahead: int
) -> None:
    assert jana.post(at(survey, "peer/"), typed(closes_on=day(ahead))).status_code == 302
    assert panel(survey).closes_on == date.fromisoformat(day(ahead))


def test_names_are_kept_on_one_line_without_marks_that_turn_the_reading(jana: Client, survey: Survey) -> None:
    jana.post(
        at(survey, "peer/"),
        typed(asker="Jana\r\nBcc: x@example.com", organisation="\u202eNorth\u0000gate\u200f <script>"),
    )
    told = panel(survey).survey
    assert (told.asker, told.organisation.name) == ("Jana Bcc: x@example.com", "Northgate <script>")
    page = jana.get(at(survey, "peer/check/")).content.decode()
    assert "close is Northgate &lt;script&gt; to its customers?" in page  # the subject
    assert "close Northgate &lt;script&gt; is to its customers." in page  # the text
    assert "<script" not in page
    jana.post(at(survey, "team/"), typed(way="link", head_count="50", organisation="<script>North</script>"))
    jana.post(at(survey, "team/link/"))
    page = jana.get(at(survey, "team/sent/")).content.decode()
    assert "where &lt;script&gt;North&lt;/script&gt; is today" in page
    assert "<script>" not in page


# --- by list: the team -----------------------------------------------------------------------------------


def test_a_file_may_say_more_of_each_and_is_kept_as_text(jana: Client, survey: Survey) -> None:
    content = "Abteilung;E-Mail;Ebene\n" + "".join(
        f'=cmd|"/c calc"!A1;p{n}@example.com;Leads a team\nBar;b{n}@example.com;Neither\n' for n in range(5)
    )
    jana.post(at(survey, "team/"), typed(addresses="", file=file(content.encode("utf-16"))))
    people = voices.invitations(panel(survey, Voice.TEAM))
    assert {(one.department, one.level) for one in people if one.email.startswith("p")} == {
        ('=cmd|"/c calc"!A1', "Leads a team")
    }
    page = text(jana.get(at(survey, "team/check/")))
    assert '=cmd|"/c calc"!A1 5 5' in page
    assert "Your department and level came with the list of addresses." in page


def test_a_table_may_be_pasted_with_its_headings(jana: Client, survey: Survey) -> None:
    table = "email\tdepartment\nanna@example.com\tSales\nben@example.com\tKitchen\n"
    jana.post(at(survey, "team/"), typed(addresses=table))
    people = voices.invitations(panel(survey, Voice.TEAM))
    assert {(one.email, one.department) for one in people} == {
        ("anna@example.com", "Sales"),
        ("ben@example.com", "Kitchen"),
    }


def teams_check(jana: Client, survey: Survey, **departments: int) -> str:
    """The preview of a list with so many people of each department."""
    lines = [f"{name}{n}@example.com,{name}" for name, many in departments.items() for n in range(many)]
    jana.post(at(survey, "team/"), typed(addresses="\n".join(["email,department", *lines])))
    return text(jana.get(at(survey, "team/check/")))


def names_kept(page: str) -> list[tuple[str, ...]]:
    """The rows of the tables: name, people, of how many of them it is kept, and why not of all."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</tr>', page, re.S)
    return [tuple(re.sub(r"<[^>]+>", "|", row).strip("|").split("|")) for row in rows]


def kept_of(jana: Client, survey: Survey, **departments: int) -> list[list[str]]:
    teams_check(jana, survey, **departments)
    page = html.unescape(jana.get(at(survey, "team/check/")).content.decode())
    return [[cell for cell in row if cell] for row in names_kept(page)]


def test_each_name_says_whether_it_is_kept_and_why_not(jana: Client, survey: Survey) -> None:
    page = teams_check(jana, survey, Sales=30, Online=20, Legal=4)
    assert "Results can be split by: department (1 of 3 names)." in page
    assert "Put small ones together under one name if you want to see them." in page
    assert kept_of(jana, survey, Sales=30, Online=20, Legal=4) == [
        ["Sales", "30", "30"],
        ["Online", "20", "0", "it would give a small one away"],
        ["Legal", "4", "0", "fewer than 5 people"],
    ]
    page = teams_check(jana, survey, Sales=30, Online=20)
    assert "department (2 of 2 names). A group is kept from 5 people on" in page
    assert "Put small ones together" not in page
    assert kept_of(jana, survey, Sales=30, Online=20) == [["Sales", "30", "30"], ["Online", "20", "20"]]


def test_where_nothing_is_kept_that_is_said(jana: Client, survey: Survey) -> None:
    page = teams_check(jana, survey, Sales=4, Kitchen=3)
    assert "Results can’t be split by anything on it." in page
    assert "Results can be split" not in page
    assert [row[-1] for row in kept_of(jana, survey, Sales=4, Kitchen=3)] == ["fewer than 5 people"] * 2
    assert kept_of(jana, survey, Sales=30) == [["Sales", "30", "0", "no other group beside it"]]
    assert "Put small ones together" not in teams_check(jana, survey, Sales=30)
    jana.post(at(survey, "team/"), typed(addresses=rows(6)))  # a list that says nothing of them
    assert "split" not in text(jana.get(at(survey, "team/check/")))


def test_many_names_are_behind_a_click_and_a_hundred_of_a_kind_are_listed(
    jana: Client, survey: Survey
) -> None:
    def opened() -> list[str]:
        page = jana.get(at(survey, "team/check/")).content.decode()
        return re.findall(r'<details class="kept"( open)?>', page)

    teams_check(jana, survey, **{f"D{n:02}": 1 for n in range(12)})
    assert opened() == [" open"]
    teams_check(jana, survey, **{f"D{n:02}": 1 for n in range(13)})
    assert opened() == [""]
    assert len(kept_of(jana, survey, **{f"D{n:03}": 1 for n in range(103)})) == 100
    assert "and 3 more" in text(jana.get(at(survey, "team/check/")))


def test_what_those_asked_before_were_told_nothing_of_is_left_out(jana: Client, survey: Survey) -> None:
    voices.by_list(survey, Voice.TEAM, voices.people(6, name="first"))
    lines = "\n".join(f"new{n}@example.com,Sales" for n in range(7))
    jana.post(at(survey, "team/"), {"addresses": f"email,department\n{lines}"})
    page = html.unescape(jana.get(at(survey, "team/check/")).content.decode())
    assert [[cell for cell in row if cell] for row in names_kept(page)] == [
        ["Sales", "7", "0", "those asked before were told of none"]
    ]


def test_a_prepared_list_may_stay_as_it_is(jana: Client, survey: Survey) -> None:
    jana.post(at(survey, "team/"), typed(addresses="", file=file(rows(7))))
    assert "7 addresses are prepared. Leave both fields empty to keep them" in text(
        jana.get(at(survey, "team/"))
    )
    assert jana.post(at(survey, "team/"), typed(addresses="", asker="J. Berg")).status_code == 302
    assert len(addresses(survey, Voice.TEAM)) == 7
    assert panel(survey, Voice.TEAM).survey.asker == "J. Berg"
    jana.post(at(survey, "team/"), typed(addresses="only@example.com"))
    assert addresses(survey, Voice.TEAM) == ["only@example.com"]


def test_a_files_rows_are_not_lost_to_an_error_elsewhere(jana: Client, survey: Survey) -> None:
    content = file("department,email\nSales,anna@example.com\nKitchen,ben@example.com\n")
    refused = jana.post(at(survey, "team/"), typed(addresses="", asker="", file=content))
    assert refused.status_code == 422
    page = html.unescape(refused.content.decode())
    kept = re.search(r'<textarea[^>]*name="addresses"[^>]*>(.*?)</textarea>', page, re.S)[1].strip()
    assert kept.splitlines() == [
        "email,department,region,level",
        "anna@example.com,Sales,,",
        "ben@example.com,Kitchen,,",
    ]
    jana.post(at(survey, "team/"), typed(addresses=kept))
    assert {one.department for one in voices.invitations(panel(survey, Voice.TEAM))} == {"Sales", "Kitchen"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file has no lines in it"),
        (b"email\n", "There is no e-mail address in it that can be used"),
        (b"PK\x03\x04" + b"\0" * 200, "This isn’t a CSV file"),
        (bytes(range(256)) * 8, "This isn’t a CSV file"),
        (b"name,phone\nAnna,123\n", "The first line names no column of addresses"),
        (("email\n" + "x@example.com\n" * 5001).encode(), "This list has 5001 lines"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(
    jana: Client, survey: Survey, content: bytes, said: str
) -> None:
    response = jana.post(at(survey, "team/"), typed(addresses="", file=file(content)))
    assert response.status_code == 422
    assert said in text(response)
    assert not Panel.objects.exists()


def test_a_file_and_a_pasted_list_are_one_too_many(jana: Client, survey: Survey) -> None:
    response = jana.post(at(survey, "team/"), typed(file=file("ben@example.com")))
    assert response.status_code == 422
    assert "Give one of the two" in text(response)


def test_fifty_megabytes_are_refused_before_they_are_read(jana: Client, survey: Survey) -> None:
    response = jana.post(at(survey, "team/"), typed(addresses="", file=file(b"a@example.com\n" * 3_600_000)))
    assert response.status_code == 413
    assert "It may have up to 1 MB and 5,000 lines" in text(response)
    assert not Panel.objects.exists()


def test_the_team_says_what_a_file_looks_like_and_offers_one(jana: Client, survey: Survey) -> None:
    page = jana.get(at(survey, "team/"))
    assert "Up to 5,000 lines and 1 MB, as CSV." in text(page)
    assert re.search(r'<a href="/static/surveys/sample-list[^"]*\.csv" download>', page.content.decode())


def test_five_thousand_rows_are_taken_and_previewed(jana: Client, survey: Survey) -> None:
    lines = "".join(
        f"person{n}@example.com,Department {n % 20},Region {n % 6},{('Leads a team', 'Neither')[n % 2]}\n"
        for n in range(5000)
    )
    content = file("email,department,region,level\n" + lines)
    assert jana.post(at(survey, "team/"), typed(addresses="", file=content)).status_code == 302
    page = text(jana.get(at(survey, "team/check/")))
    assert "Check before 5000 mails go out" in page
    assert "and 4950 more" in page
    assert page.count("@example.com") == 50 + 5  # and the contact, in each mail too


# --- an organisation that nobody has approved ------------------------------------------------------------


@pytest.fixture
def unapproved(settings: Any, jana: Client, survey: Survey) -> Survey:
    settings.TEAM_LISTS_OPEN, settings.OPERATOR = False, "Northgate IT & Sons"
    survey.organisation.approved = False
    survey.organisation.save()
    return survey


def test_a_teams_list_waits_for_the_operators_approval(jana: Client, unapproved: Survey) -> None:
    assert "once Northgate IT & Sons has approved" in text(jana.get(at(unapproved, "team/")))
    jana.post(at(unapproved, "team/"), typed(addresses=rows(6)))
    page = text(jana.get(at(unapproved, "team/check/")))
    assert "Ask Northgate IT & Sons for it" in page
    assert "Ask by link instead" in page
    assert "Send 6 invitations" not in page
    response = jana.post(at(unapproved, "team/check/"))
    assert response.status_code == 409
    assert "Nothing was sent." in text(response)
    assert not Delivery.objects.exists()
    unapproved.organisation.approved = True
    unapproved.organisation.save()
    assert jana.post(at(unapproved, "team/check/")).status_code == 302


def test_peers_and_links_need_none(jana: Client, unapproved: Survey) -> None:
    jana.post(at(unapproved, "peer/"), typed(addresses=rows(6)))
    assert jana.post(at(unapproved, "peer/check/")).status_code == 302
    jana.post(at(unapproved, "team/"), typed(way="link", head_count="50"))
    assert "approved" not in text(jana.get(at(unapproved, "team/check/")))
    assert jana.post(at(unapproved, "team/link/")).status_code == 302


def test_more_mails_than_a_day_has_wait_for_tomorrow(jana: Client, survey: Survey, settings: Any) -> None:
    settings.MAILS_PER_DAY = 5
    jana.post(at(survey, "peer/"), typed(addresses=rows(6)))
    response = jana.post(at(survey, "peer/check/"))
    assert response.status_code == 429
    assert "more than 5 mails in a day" in text(response)
    assert not Delivery.objects.exists()


# --- after people were asked -----------------------------------------------------------------------------


def test_afterwards_only_addresses_are_added(jana: Client, survey: Survey) -> None:
    voices.by_list(survey, Voice.PEER, 4)
    page = jana.get(at(survey, "peer/"))
    assert "What everybody asked was promised" in text(page)
    assert "the tie is cut for good" in text(page)
    for gone in ('name="way"', 'name="asker"', 'name="closes_on"'):
        assert gone not in page.content.decode()
    assert jana.post(at(survey, "peer/"), {"addresses": "new@example.com"}).status_code == 302
    check = text(jana.get(at(survey, "peer/check/")))
    assert "Send 1 invitation" in check
    assert "is a promise, and stands from then on" not in check
    jana.post(at(survey, "peer/check/"))
    assert panel(survey).head_count == 5
    assert Delivery.objects.count() == 5


def test_a_form_from_before_changes_nothing_of_what_was_told(jana: Client, survey: Survey) -> None:
    voices.by_list(survey, Voice.PEER, 4)
    before = Panel.objects.values().get()
    for changes in ({"asker": "Somebody else"}, {"way": "link", "head_count": "9"}):
        response = jana.post(at(survey, "peer/"), typed(**changes))
        assert response.status_code == 409
        assert "so what they were told stands" in text(response)
    assert Panel.objects.values().get() == before
    assert panel(survey).survey.asker == "Jana Berg"


def test_words_that_one_voice_was_told_stand_for_the_other(jana: Client, survey: Survey) -> None:
    voices.by_list(survey, Voice.PEER, 4)
    page = jana.get(at(survey, "team/")).content.decode()
    assert page.count(" disabled") == 6
    jana.post(at(survey, "team/"), typed(asker="Somebody else", organisation="Elsewhere", scope="all"))
    told = panel(survey, Voice.TEAM).survey
    assert (told.asker, told.organisation.name, told.scope) == ("Jana Berg", voices.ORGANISATION, "")


@pytest.mark.parametrize("way", ["list", "link"])
def test_a_closed_voice_asks_nobody_else(jana: Client, survey: Survey, way: str) -> None:
    asked = voices.by_list(survey, Voice.PEER, 4) if way == "list" else voices.by_link(survey, Voice.PEER)
    Panel.objects.filter(pk=asked.pk).update(closed_at=timezone.now())
    for route in ("peer/", "peer/check/"):
        assert jana.get(at(survey, route)).status_code == 200
        response = jana.post(at(survey, route), {"addresses": "new@example.com"})
        assert response.status_code == 409
        assert "This round has closed" in text(response)
        assert f'href="{at(survey, "peer/extend/")}"' in response.content.decode()
    assert not Invitation.objects.filter(email="new@example.com").exists()


# --- by link ---------------------------------------------------------------------------------------------


def test_a_teams_link_may_ask_where_people_belong(jana: Client, survey: Survey) -> None:
    given = typed(
        way="link",
        head_count="120",
        departments="Sales\r\n Kitchen \r\n\r\n",
        regions="",
        ask_level="on",
    )
    assert jana.post(at(survey, "team/"), given).url == at(survey, "team/check/")
    prepared = panel(survey, Voice.TEAM)
    assert (prepared.way, prepared.head_count) == (Way.LINK, 120)
    assert prepared.segments == {
        "department": ["Sales", "Kitchen"],
        "level": ["Leads an area", "Leads a team", "Neither"],
    }
    page = text(jana.get(at(survey, "team/check/")))
    assert "Anyone with the link can answer" in page
    assert "Department: Sales, Kitchen" in page
    assert "From the moment you see the link, the promise above stands." in page
    assert page.index("the promise above stands") < page.index("Show the link")
    again = jana.get(at(survey, "team/")).content.decode()
    assert "Sales\nKitchen</textarea>" in again
    assert 'value="120"' in again


@pytest.mark.parametrize(
    ("departments", "said"),
    [
        ("Sales", "Name 2 to 20, one a line; these are 1"),
        ("\n".join(f"D{n}" for n in range(21)), "Name 2 to 20, one a line; these are 21"),
        ("Sales\n" + "x" * 81, "has more than 80 characters"),
    ],
)
def test_labels_are_few_and_short(jana: Client, survey: Survey, departments: str, said: str) -> None:
    response = jana.post(at(survey, "team/"), typed(way="link", head_count="50", departments=departments))
    assert response.status_code == 422
    assert said in text(response)
    assert f"{departments}</textarea>" in response.content.decode()


def test_the_link_is_shown_once_somebody_says_so(jana: Client, survey: Survey) -> None:
    jana.post(at(survey, "peer/"), typed(way="link", head_count="8"))
    assert panel(survey).link_hash is None
    assert jana.get(at(survey, "peer/sent/")).url == at(survey, "peer/check/")
    assert jana.post(at(survey, "peer/link/")).url == at(survey, "peer/sent/")
    asked = panel(survey)
    assert asked.frozen_at is not None
    page = jana.get(at(survey, "peer/sent/")).content.decode()
    link = f"http://localhost:8000/i/{voices.token(asked)}/"
    assert f'value="{link}"' in page
    assert 'data-copy="#link"' in page
    words = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1])
    assert link in words
    assert words.startswith("Hello,")
    assert "where Northgate is today" in words
    mailto = html.unescape(re.search(r'href="(mailto:[^"]+)"', page)[1])
    assert mailto.startswith(
        "mailto:?subject=How%20close%20is%20Northgate%20to%20its%20customers%3F&body=Hello"
    )
    assert " " not in mailto
    assert len(mailto) < 2000
    assert jana.get(f"/i/{voices.token(asked)}/").status_code == 200
    assert jana.get(at(survey, "peer/")).url == at(survey, "peer/sent/")


def test_asking_by_link_drops_a_list_and_what_it_left_behind(jana: Client, survey: Survey) -> None:
    jana.post(at(survey, "peer/"), typed(addresses=f"{rows(4)}\noops"))
    jana.post(at(survey, "peer/"), typed(way="link", head_count="8"))
    assert not Invitation.objects.exists()
    assert "oops" not in jana.get(at(survey, "peer/check/")).content.decode()


def test_a_lists_voice_has_no_link(jana: Client, survey: Survey) -> None:
    voices.by_list(survey, Voice.PEER, 4)
    response = jana.post(at(survey, "peer/link/"))
    assert response.status_code == 409
    assert panel(survey).link_hash is None


def test_a_link_whose_key_is_gone_is_said_to_be(jana: Client, survey: Survey, settings: Any) -> None:
    voices.by_link(survey, Voice.PEER)
    settings.LINK_KEY = "another key that never made it " * 2
    response = jana.get(at(survey, "peer/sent/"))
    assert response.status_code == 200
    assert "The key that made this link is gone" in text(response)


def test_links_of_an_old_key_are_shown(jana: Client, survey: Survey, settings: Any) -> None:
    asked = voices.by_link(survey, Voice.PEER)
    old = voices.token(asked, Purpose.PANEL)
    settings.OLD_LINK_KEYS, settings.LINK_KEY = [settings.LINK_KEY], "another key that never made it " * 2
    assert f"/i/{old}/" in jana.get(at(survey, "peer/sent/")).content.decode()


# --- how much it costs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [0, 1, 3, 300])
def test_pages_take_as_many_statements_for_three_hundred_as_for_none(
    jana: Client, survey: Survey, count_statements: Callable[..., list[str]], people: int
) -> None:
    voices.prepared(survey, Voice.TEAM, voices.people(people, "Sales", "North", ""))
    statements = {
        route: len(count_statements(lambda route=route: jana.get(at(survey, route))))
        for route in ("", "team/", "team/check/")
    }
    # session, account and survey; then the draft, the panels, objections, the list’s addresses and its labels
    assert statements == {"": 6, "team/": 7, "team/check/": 6}
    inviting_page = text(jana.get(at(survey, "team/check/")))
    assert ("Nobody new to ask" in inviting_page) == (people == 0)
    assert ("Send" in inviting_page) == (people > 4)


def test_a_works_council_is_led_to_before_anybody_is_asked(jana: Client, survey: Survey) -> None:
    def leads() -> list[str]:
        page = jana.get(f"/ask/{survey.code}/").content.decode()
        return re.findall(r'<a href="([^"]+)">Have it agreed first: works council, data protection<', page)

    address = f"/ask/{survey.code}"
    assert leads() == [f"{address}/peer/", f"{address}/team/"]
    assert "one address is enough for that" in text(jana.get(f"{address}/"))
    panel = voices.prepared(survey, Voice.PEER, 1)
    assert leads() == [f"{address}/peer/review/", f"{address}/team/"]
    assert jana.get(f"{address}/peer/review/").status_code == 200
    Panel.objects.filter(pk=panel.pk).update(frozen_at=timezone.now())
    assert leads() == [f"{address}/team/"]
