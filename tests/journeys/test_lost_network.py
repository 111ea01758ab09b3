"""The network goes while somebody moves on: what was chosen stays on the page until it is saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from surveys.choices import Voice
from surveys.links import COOKIE_PREFIX, sign_cookie
from surveys.models import Draft, DraftAnswer, Panel, Response
from surveys.sheets import sheet_of
from tests import voices
from tests.journeys.test_executive import arrived

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]
NOT_SAVED = "Not saved yet. Keep this page open: we go on trying."
NO_NETWORK = "No network. Leave this page open: it saves and goes on once the network is back."


def begun(page: Page, server: str, panel: Panel) -> str:
    """Somebody of this voice has begun in this browser; what the addresses of the draft begin with."""
    draft = voices.begin(voices.invitations(panel)[0])
    cookie = sign_cookie(draft.code, draft.issue)
    page.context.add_cookies([{"name": COOKIE_PREFIX + draft.code, "value": cookie, "url": server}])
    return f"{server}/a/{draft.survey.code}/{draft.code}/"


def stored() -> dict[str, str]:
    return sheet_of(Draft.objects.exclude(voice=Voice.EXECUTIVE).get()).answers


def turn(page: Page, kind: str, on: bool) -> None:
    """The network on or off; a hollow one says of itself that it is there and leads nowhere."""
    if kind == "gone":
        page.context.set_offline(not on)
    elif on:
        page.unroute("**/*")
    else:
        page.route("**/*", lambda route: route.abort())


@pytest.mark.parametrize("kind", ["gone", "hollow"])
def test_no_way_off_a_practice_loses_what_is_marked(live_server: Any, page: Page, kind: str) -> None:
    home = begun(page, live_server.url, voices.asked_peers(6))
    ways = {
        "C4": ("link", "Skip", "C7/"),
        "C7": ("link", "Save and leave", "leave/"),
        "C8": ("link", "Back", "C7/"),
        "E3": ("link", "Deutsch", "E3/?lang=de"),
        "E5": ("button", "Speichern und weiter", "E6/"),
    }
    for code, (role, name, where) in ways.items():
        page.goto(f"{home}{code}/")
        turn(page, kind, on=False)
        page.locator("#today-3").click()
        page.locator("#wanted-5").click()
        status = page.get_by_role("status")
        expect(status).to_have_class("status wrong")
        page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]
        if name.isascii() and role == "link":
            expect(status).to_have_text(NO_NETWORK)
        expect(page).to_have_url(f"{home}{code}/")
        expect(page.locator("#today-3")).to_be_checked()
        expect(page.locator("#wanted-5")).to_be_checked()
        assert stored().get(code, "000") == "000"
        turn(page, kind, on=True)
        if kind == "hollow":  # nothing says when it is back, so somebody presses again
            page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]
        page.wait_for_url(home + where)
        assert stored()[code] == "350"


def test_a_way_chosen_without_a_network_is_gone_once_it_is_back(live_server: Any, page: Page) -> None:
    home = begun(page, live_server.url, voices.asked_peers(6))
    page.goto(f"{home}C4/")
    page.context.set_offline(True)
    page.locator("#today-3").click()
    expect(page.get_by_role("status")).to_have_text(NOT_SAVED)
    page.get_by_role("link", name="Skip", exact=True).click()
    expect(page.get_by_role("status")).to_have_text(NO_NETWORK)
    page.context.set_offline(False)
    page.wait_for_url(f"{home}C7/")
    assert stored()["C4"] == "300"


def test_a_save_that_is_refused_holds_nobody_back(live_server: Any, page: Page) -> None:
    """The network is there, so the next page says what is wrong."""
    home = begun(page, live_server.url, voices.asked_peers(6))
    page.goto(f"{home}C4/")

    def refuse(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=403, content_type="text/html", body="<h1>No</h1>")
        else:
            route.continue_()

    page.route("**/C4/", refuse)
    page.locator("#today-3").click()
    expect(page.get_by_role("status")).to_have_class("status wrong")
    page.get_by_role("link", name="Skip", exact=True).click()
    page.wait_for_url(f"{home}C7/")


# both before the script comes to saving, however busy the machine is
MARK_AND_TAKE_BACK = """card => {
    card.click();
    document.querySelector("input[name=current][value='3']").checked = false;
}"""


def test_a_first_mark_that_is_taken_back_holds_nobody_back(live_server: Any, page: Page) -> None:
    page.goto(f"{live_server.url}/start/C4/")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.locator(".card").nth(2).evaluate(MARK_AND_TAKE_BACK)
    assert answer.value.status == 422
    expect(page.get_by_role("status")).to_contain_text("Choose the level that describes you today")
    page.locator(".last").get_by_role("link", name="Skip", exact=True).click()
    page.wait_for_url("**/start/C7/")
    assert not DraftAnswer.objects.exists()


def test_picks_and_what_is_said_of_oneself_wait_for_the_network(
    live_server: Any, page: Page, accessible: Callable[[], None], photograph: Callable[[str], None]
) -> None:
    home = begun(page, live_server.url, voices.asked_team(10))
    status = page.get_by_role("status")

    page.goto(f"{home}first/")
    accessible()
    page.get_by_label("The customer’s whole path").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Save and leave").click()
    expect(status).to_have_text(NO_NETWORK)
    expect(status).to_be_in_viewport()
    accessible()
    photograph("picks_offline")
    page.get_by_label("Service without starting over").check()
    expect(status).to_have_text("2 of 3 chosen")
    page.get_by_role("button", name="Save and continue").click()  # the last press counts
    expect(status).to_have_text(NO_NETWORK)
    page.context.set_offline(False)
    page.wait_for_url(f"{home}about/")
    assert {code for code, marks in stored().items() if marks[2] == "1"} == {"E5", "E6"}

    page.get_by_label("By phone or chat").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Deutsch").click()
    expect(status).to_have_text(NO_NETWORK)
    expect(status).to_be_in_viewport()
    photograph("about_offline")
    page.context.set_offline(False)
    page.wait_for_url(f"{home}about/?lang=de")
    expect(page.get_by_label("Telefon")).to_be_checked()
    accessible()
    photograph("about_de")


def test_finish_waits_for_the_network_and_its_code_is_the_one_shown(
    live_server: Any, page: Page, photograph: Callable[[str], None]
) -> None:
    home = begun(page, live_server.url, voices.asked_peers(6))
    voices.fill(Draft.objects.exclude(voice=Voice.EXECUTIVE).get())
    page.goto(f"{home}check/")
    code = page.locator("#result-code").inner_text()
    page.context.set_offline(True)
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("status")).to_have_text(
        "No network. Leave this page open: it goes on once the network is back."
    )
    expect(page.get_by_role("status")).to_be_in_viewport()
    photograph("check_offline")
    assert not Response.objects.filter(voice=Voice.PEER).exists()
    with page.expect_navigation(url="**/finish/**"):
        page.context.set_offline(False)
    arrived(page, "That’s everything. Thank you.")
    assert page.locator("#result-code").inner_text() == code
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "result_code"]


def test_the_result_code_outlives_reloads_and_changes(live_server: Any, page: Page) -> None:
    home = begun(page, live_server.url, voices.asked_peers(6))
    voices.fill(Draft.objects.exclude(voice=Voice.EXECUTIVE).get())
    page.goto(f"{home}check/")
    code = page.locator("#result-code").inner_text()
    page.reload()
    page.get_by_role("link", name="Deutsch").click()
    page.wait_for_url(re.compile("lang=de"))
    expect(page.locator("#result-code")).to_have_text(code)
    page.goto(f"{home}C2/?from=check")
    page.locator("#today-5").click()
    page.get_by_role("button", name="Speichern und weiter").click()
    page.wait_for_url(f"{home}check/")
    expect(page.locator("#result-code")).to_have_text(code)
    (cookie,) = [cookie for cookie in page.context.cookies() if cookie["name"] == "result_code"]
    assert (cookie["path"], cookie["httpOnly"], cookie["sameSite"]) == (
        home.removeprefix(live_server.url),
        True,
        "Lax",
    )


def test_enter_on_the_picks_saves_and_goes_on(live_server: Any, page: Page) -> None:
    home = begun(page, live_server.url, voices.asked_peers(6))
    page.goto(f"{home}first/")
    page.get_by_label("The customer’s whole path").check()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{home}check/")
    assert stored()["E5"] == "001"
