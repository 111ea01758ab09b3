"""What a member of the team may say about themselves."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from surveys.choices import Form, Meets, Voice
from surveys.links import COOKIE_PREFIX, sign_cookie
from surveys.models import Draft, Panel, Response, Survey
from surveys.sheets import sheet_of, sheet_of_response
from tests import voices

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Counted = Callable[[Callable[[], object]], list[str]]
SEGMENTS = {
    "department": ["Sales & <b>service</b>", "Kitchen"],
    "region": [],
    "level": ["Leads a team", "Neither"],
}


def begin(client: Client, panel: Panel) -> Draft:
    """Somebody of this voice has begun, in this browser."""
    draft = voices.begin(panel if panel.way == "link" else voices.invitations(panel)[0])
    client.cookies[COOKIE_PREFIX + draft.code] = sign_cookie(draft.code, draft.issue)
    return draft


def address(draft: Draft, place: str = "about") -> str:
    return f"/a/{draft.survey.code}/{draft.code}/{place}/"


@pytest.fixture
def listed(client: Client) -> Draft:
    return begin(client, voices.asked_team(10))


@pytest.fixture
def by_link(client: Client) -> Draft:
    return begin(client, voices.by_link(voices.survey_of(), Voice.TEAM, 380, SEGMENTS))


def said(draft: Draft) -> tuple[str, ...]:
    draft.refresh_from_db()
    told = sheet_of(draft).said
    return tuple(told.get(name, "") for name in ("meets", "department", "region", "level"))


def checked(page: str) -> list[tuple[str, str]]:
    inputs = re.findall(r"<input [^>]*>", page)
    return [
        (re.search(r'name="(\w+)"', tag)[1], re.search(r'value="([^"]*)"', tag)[1])
        for tag in inputs
        if "checked" in tag
    ]


def test_whoever_came_with_a_list_is_asked_one_question(client: Client, listed: Draft) -> None:
    Survey.objects.update(customers="guests")
    page = client.get(address(listed)).content.decode()
    assert "<title>Where do you mostly meet guests? · Closer</title>" in page
    assert re.findall(r'name="(\w+)" id="\w+-1"', page) == ["meets"]
    assert re.findall(r'name="meets"[^>]* value="(\w*)"', page) == [*Meets.values, ""]
    assert "Groups are shown only from 5 people on" in page
    assert "What is seen at the counter" in page
    assert checked(page) == []


def test_an_open_link_asks_what_it_has_labels_for(client: Client, by_link: Draft) -> None:
    page = client.get(address(by_link)).content.decode()
    assert re.findall(r'name="(\w+)" id="\w+-1"', page) == ["meets", "department", "level"]
    assert page.count("<fieldset") == page.count("<legend>") == 3
    assert page.count("Prefer not to say") == 3
    assert "Sales &amp; &lt;b&gt;service&lt;/b&gt;" in page
    assert 'name="region"' not in page


def test_what_is_said_is_saved_at_once_and_can_be_changed(client: Client, by_link: Draft) -> None:
    given = {"meets": "phone", "department": "Kitchen", "level": ""}
    assert client.post(address(by_link), given)["Location"] == address(by_link, "check")
    assert said(by_link) == ("phone", "Kitchen", "", "")
    page = client.get(address(by_link)).content.decode()
    assert checked(page) == [("meets", "phone"), ("department", "Kitchen"), ("level", "")]
    client.post(address(by_link), {"meets": "", "department": "Sales & <b>service</b>", "level": "Neither"})
    assert said(by_link) == ("", "Sales & <b>service</b>", "", "Neither")
    client.post(address(by_link), {})
    assert said(by_link) == ("", "", "", "")


@pytest.mark.parametrize(
    ("go", "where"),
    [("leave", "leave/"), ("back", "first/"), ("de", "about/?lang=de"), ("en", "about/?lang=en")],
)
def test_the_ways_out_save_what_was_chosen_first(client: Client, by_link: Draft, go: str, where: str) -> None:
    client.post(address(by_link, "first"), {"picked": ["C2"]})
    page = client.get(address(by_link)).content.decode()
    for offered in ("leave", "back", "de"):
        assert re.search(rf'<button class="as-link"[^>]* name="go" value="{offered}"', page)
    given = {"meets": "phone", "department": "Kitchen", "level": "", "go": go}
    home = address(by_link).removesuffix("about/")
    assert client.post(address(by_link), given)["Location"] == home + where
    assert said(by_link) == ("phone", "Kitchen", "", "")
    assert by_link.place == "about"  # whoever comes back finds this page again
    page = client.get(address(by_link)).content.decode()
    assert checked(page) == [("meets", "phone"), ("department", "Kitchen"), ("level", "")]


def test_a_question_left_open_on_the_way_out_stays_open(client: Client, by_link: Draft) -> None:
    client.post(address(by_link), {"meets": "phone", "go": "leave"})
    assert checked(client.get(address(by_link)).content.decode()) == [("meets", "phone")]


def test_the_ways_out_refuse_what_the_page_does_not_offer(client: Client, by_link: Draft) -> None:
    client.post(address(by_link), {"meets": "online"})
    refused = client.post(address(by_link), {"meets": "anywhere", "level": "Neither", "go": "leave"})
    assert refused.status_code == 422
    assert ("level", "Neither") in checked(refused.content.decode())
    assert said(by_link) == ("online", "", "", "")


def test_skipping_saves_nothing(client: Client, by_link: Draft) -> None:
    page = client.get(address(by_link)).content.decode()
    assert f'<a href="{address(by_link, "check")}">Skip</a>' in page
    assert said(by_link) == ("", "", "", "")


@pytest.mark.parametrize(
    "given",
    [
        {"meets": "anywhere"},
        {"meets": "phone\0"},
        {"meets": "phone", "region": "North"},
        {"meets": "phone", "department": "Sales"},
        {"meets": "phone", "level": "x" * 5000},
    ],
)
def test_what_the_page_does_not_offer_is_refused_and_nothing_is_lost(
    client: Client, by_link: Draft, given: dict[str, str]
) -> None:
    client.post(address(by_link), {"meets": "online", "department": "Kitchen"})
    response = client.post(address(by_link), {"level": "Neither", **given})
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: " in page
    assert "Choose one of the answers offered." in page
    assert ("level", "Neither") in checked(page) or given.get("level")
    assert said(by_link) == ("online", "Kitchen", "", "")


@pytest.mark.parametrize("name", ["department", "region", "level"])
def test_a_list_has_said_the_rest_and_nobody_says_it_anew(client: Client, listed: Draft, name: str) -> None:
    response = client.post(address(listed), {"meets": "phone", name: "Sales"})
    assert response.status_code == 422
    assert said(listed) == ("", "", "", "")
    assert client.post(address(listed), {"meets": "phone"}).status_code == 302
    assert said(listed) == ("phone", "", "", "")


def test_peers_and_the_executive_are_not_asked(client: Client, listed: Draft) -> None:
    peer = begin(client, voices.asked_peers(6, survey=Survey.objects.get()))
    executive = Draft.objects.get(voice=Voice.EXECUTIVE)
    assert client.get(address(peer)).status_code == 404
    assert client.post(address(peer), {"meets": "phone"}).status_code == 404
    assert client.get(address(executive)).status_code == 404
    assert said(peer) == ("", "", "", "")


def test_a_strangers_form_is_refused(stranger: Client, by_link: Draft) -> None:
    assert stranger.get(address(by_link)).status_code == 404
    assert stranger.post(address(by_link), {"meets": "phone"}).status_code == 409
    assert said(by_link) == ("", "", "", "")


def test_it_comes_after_the_picks_and_before_the_check_page(client: Client, listed: Draft) -> None:
    picked = client.post(address(listed, "first"), {"picked": ["C2"]})
    assert picked["Location"] == address(listed)
    assert f'href="{address(listed)}">Skip</a>' in client.get(address(listed, "first")).content.decode()
    listed.refresh_from_db()
    assert listed.place == "about"
    assert client.get(f"/a/{listed.survey.code}/{listed.code}/")["Location"] == address(listed) + "?back=1"
    assert client.post(address(listed), {"go": "back"})["Location"] == address(listed, "first")
    assert f'<a href="{address(listed)}">Back</a>' in client.get(address(listed, "check")).content.decode()


def test_with_the_full_form_it_comes_after_the_deeper_practices(client: Client) -> None:
    panel = voices.asked_team(10)
    Panel.objects.update(form=Form.FULL)
    draft = begin(client, panel)
    assert client.post(address(draft, "first"), {"picked": []})["Location"] == address(draft, "C1")
    assert (
        f'<a class="with-js" href="{address(draft, "first")}">Back</a>'
        in client.get(address(draft, "C1")).content.decode()
    )
    last = client.post(address(draft, "P8"), {"current": "2", "desired": "3"})
    assert last["Location"] == address(draft)
    assert client.post(address(draft), {"go": "back"})["Location"] == address(draft, "P8")


def test_saving_it_takes_three_statements_and_looking_one(
    client: Client, by_link: Draft, count_statements: Counted
) -> None:
    client.get(address(by_link))
    assert len(count_statements(lambda: client.get(address(by_link)))) == 1
    assert len(count_statements(lambda: client.post(address(by_link), {"meets": "phone"}))) == 3


def test_twenty_long_labels_are_all_offered(client: Client) -> None:
    labels = [f"{at:02} {'department ' * 7}"[:80].strip() for at in range(20)]
    draft = begin(client, voices.by_link(voices.survey_of(), Voice.TEAM, 999, {"department": labels}))
    page = client.get(address(draft)).content.decode()
    assert page.count('name="department"') == 21
    assert client.post(address(draft), {"department": labels[-1]}).status_code == 302
    assert said(draft)[1] == labels[-1]


def test_it_joins_the_answers_at_finish(client: Client, by_link: Draft) -> None:
    client.post(address(by_link), {"meets": "hardly", "department": "Kitchen"})
    by_link.refresh_from_db()
    voices.finish(voices.fill(by_link))
    said = sheet_of_response(Response.objects.get(voice=Voice.TEAM)).said
    assert said == {"meets": "hardly", "department": "Kitchen"}
