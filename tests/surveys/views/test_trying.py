"""The dry run: the real pages, and not a row that changes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from surveys.actions import inviting
from surveys.choices import MEETS, Meets, Voice, Way
from surveys.links import COOKIE_PREFIX
from surveys.models import Panel, Survey
from tests import voices
from tests.factories import CORE, sign_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
STRIP = "Dry run: nothing is stored."


def at(panel: Panel, place: str = "") -> str:
    return f"/try/{panel.survey.code}/{panel.voice}/" + (f"{place}/" if place else "")


def every_row() -> dict[str, tuple[int, str]]:
    """Of each table that there is: how many rows, and a digest of all they hold."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


def prepared_link(survey: Survey, voice: str = Voice.TEAM, **entry: object) -> Panel:
    segments = {"department": ["Sales", "Bar"]} if voice == Voice.TEAM else {}
    return inviting.prepare(
        survey=survey,
        voice=voice,
        way=Way.LINK,
        told=voices.told(),
        by=voices.executive_of(survey),
        head_count=40 if voice == Voice.TEAM else 8,
        segments=segments,
        entry=inviting.Entry(**entry),  # type: ignore[arg-type]
    )


def walked(
    client: Client, panel: Panel, before: Mapping[str, str] | None = None
) -> tuple[list[str], Sequence[HttpResponse]]:
    """From Start to the last page by what each page offers; the places, and the pages looked at."""
    looked = [client.get(at(panel))]
    answer = client.post(at(panel), before or {})
    if answer["Location"] == at(panel, "mailed"):
        looked += [client.get(at(panel, "mailed")), client.get(at(panel, "mine"))]
        answer = client.post(at(panel, "mine"))
    places = []
    while True:
        address = answer["Location"]
        places.append(address.removeprefix(at(panel)).strip("/"))
        looked.append(page := client.get(address))
        if places[-1] == "check":
            code = re.search(r'name="result_code" value="([^"]+)"', page.content.decode())
            assert code
            looked.append(client.post(at(panel, "done"), {"result_code": code[1]}))
            return places, looked
        given: dict[str, object] = {"current": "2", "desired": "4"}
        if places[-1] == "first":
            given = {"picked": ["E5", "P3"]}
        if places[-1] == "about":
            given = {MEETS: Meets.PHONE}
        answer = client.post(address, given)
        assert answer.status_code == 302, answer.content.decode()


@pytest.mark.parametrize("voice", [Voice.PEER, Voice.TEAM])
@pytest.mark.parametrize("way", ["list", "link", "code", "mail", "sent", "shown"])
def test_a_whole_dry_run_changes_no_row_in_any_table(
    jana: Client, survey: Survey, voice: str, way: str
) -> None:
    rows = voices.people(6, "Sales") + voices.people(6, "Bar", name="other")
    before: dict[str, str] = {}
    if way == "list":
        panel = voices.prepared(survey, voice, rows)
    elif way == "sent":
        panel = voices.by_list(survey, voice, rows)
    elif way == "shown":
        panel = voices.by_link(survey, voice)
    elif way == "code":
        panel, before = prepared_link(survey, voice, access_code="472 915"), {"access_code": "472915"}
    elif way == "mail":
        panel = prepared_link(survey, voice, mail_domain="example.com")
        before = {"address": "anna@example.com"}
    else:
        panel = prepared_link(survey, voice)
    jana.get(f"/ask/{survey.code}/")  # whatever any page of the account notes
    stored = every_row()
    assert stored["surveys_panel"][0] == 1
    places, looked = walked(jana, panel, before)
    for place in ("leave", "data", *(("decline", "stop", "quiet") if panel.by_mail else ())):
        looked = [*looked, jana.get(at(panel, place))]
        if place != "data":
            looked = [*looked, jana.post(at(panel, place))]
    assert every_row() == stored
    assert places == [*CORE, "first", *(["about"] if voice == Voice.TEAM else []), "check"]
    assert all(page.status_code == 200 and STRIP in page.content.decode() for page in looked)
    assert all("End the dry run" in page.content.decode() for page in looked)
    assert not [name for name in jana.cookies if name.startswith(COOKIE_PREFIX)]


def test_it_would_notice_a_single_changed_row(survey: Survey) -> None:
    panel = prepared_link(survey)
    stored = every_row()
    Panel.objects.filter(pk=panel.pk).update(quick=1)
    changed = every_row()
    assert [table for table in stored if stored[table] != changed[table]] == ["surveys_panel"]


def test_what_was_typed_comes_along_and_ends_with_finish(jana: Client, survey: Survey) -> None:
    panel = prepared_link(survey)
    _places, looked = walked(jana, panel)
    check = text(looked[-2])
    assert "12 of 12 answered." in check
    assert "The customer’s whole path" in check.partition("You’d move these first")[2]
    assert "By phone or chat Where you meet customers" in check
    assert "nothing was stored, so there is nothing that counts" in text(looked[-1])
    assert jana.cookies["result_code"].value == ""
    assert "0 of 12 answered." in text(jana.get(at(panel, "check")))


def test_its_cookie_is_its_own_and_ends_with_the_browser(jana: Client, survey: Survey) -> None:
    panel = prepared_link(survey)
    jana.post(at(panel))
    cookie = jana.cookies["dry_run"]
    assert (cookie["path"], cookie["max-age"], cookie["expires"]) == (at(panel), "", "")
    assert cookie["httponly"]
    codes = [jana.get(at(panel, "check")).context["result_code"] for _ in range(2)]
    assert codes[0] == codes[1]  # as it is for those who answer
    kept = jana.cookies["result_code"]
    assert (kept["path"], kept["max-age"], kept["httponly"]) == (at(panel), "", True)
    jana.cookies["dry_run"] = "forged"
    assert "0 of 12 answered." in text(jana.get(at(panel, "check")))


def test_errors_are_said_as_they_really_are(jana: Client, survey: Survey) -> None:
    panel = prepared_link(survey, access_code="472 915", mail_domain="example.com")
    refused = jana.post(at(panel), {"access_code": "1", "address": "anna@elsewhere.example"})
    assert refused.status_code == 422
    assert "That isn’t the code of this link." in text(refused)
    assert "Type your address at example.com" in text(refused)
    assert jana.post(at(panel, "C2"), {"current": "9"}).status_code == 422
    assert jana.post(at(panel, "first"), {"picked": ["C2", "C4", "C7", "C8"]}).status_code == 422
    assert jana.post(at(panel, "about"), {MEETS: "nowhere"}).status_code == 422
    empty = jana.post(at(panel, "done"), {"result_code": "K7QF-2MXP-9RTA-4WHC"})
    assert empty.status_code == 422
    assert "Rate at least one practice, then finish." in text(empty)
    assert jana.get(at(panel, "done")).status_code == 302


def test_a_save_in_the_background_stores_nothing_either(jana: Client, survey: Survey) -> None:
    panel = prepared_link(survey)
    jana.post(at(panel))
    answer = jana.post(at(panel, "C2"), {"current": "2", "desired": ""}, headers={"X-Background": "1"})
    assert answer.json()["leave"] == at(panel, "leave")
    assert re.search(r'value="2" id="today-2"[^>]* checked', jana.get(at(panel, "C2")).content.decode())
    assert 'data-saved="Dry run: nothing is stored"' in jana.get(at(panel, "C2")).content.decode()


def test_the_landing_page_is_the_one_that_people_get(jana: Client, survey: Survey) -> None:
    """Word for word, but for the addresses."""
    rows = voices.people(8, "Sales", "North") + voices.people(6, "Bar", "South", name="other")
    panel = voices.by_list(survey, Voice.TEAM, rows)
    tried = text(jana.get(at(panel)))
    invited = next(one for one in voices.invitations(panel) if one.department == "Sales")
    real = text(Client().get(f"/i/{voices.token(invited)}/"))
    assert tried == real
    assert "From the list, your answers keep: Sales" in tried


def test_what_isnt_there_is_not_found(jana: Client, survey: Survey, stranger: Client) -> None:
    panel = prepared_link(survey)
    for place in ("mailed", "mine", "decline", "stop", "Z9", "E1"):
        assert jana.get(at(panel, place)).status_code == 404
    assert jana.get(f"/try/{survey.code}/executive/").status_code == 404
    assert jana.get(f"/try/{survey.code}/peer/").status_code == 404  # not prepared
    sign_in(stranger, voices.account("tom@example.com"))
    for place in ("", "C2", "check", "data"):
        assert stranger.get(at(panel, place)).status_code == 404
        assert stranger.post(at(panel, place)).status_code == 404
    assert Client().get(at(panel)).status_code == 302  # to the door


def test_every_table_is_compared() -> None:
    named = {model._meta.db_table for model in apps.get_models()}
    assert named <= set(every_row())
