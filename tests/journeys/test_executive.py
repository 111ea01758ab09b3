"""The executive's way in a real browser: from the start page to the kept result."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from surveys.models import Answer, DraftAnswer, Survey
from tests.factories import CORE, DEEPER, MARKS
from tests.mailbox import Mailbox

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Check = Callable[[], None]
Photograph = Callable[[str], None]
SIZES = {"desk": (1280, 800), "phone": (360, 740)}
# a long journey is made once on each database
PHONE = pytest.param("phone", marks=pytest.mark.one_database)
DESK = pytest.param("desk", marks=pytest.mark.other_database)
TODAY, WANTED = "Today: which level describes you best?", "Where would you like to be?"


def choose(page: Page, rail: str, value: str) -> None:
    """Choose on a rail as a hand does: by its number, or by the words beside it."""
    names = {"dont_know": "Don’t know", "no_view": "No view"}
    name = names.get(value) or re.compile(f"^Level {value},")
    page.get_by_role("group", name=rail).get_by_role("radio", name=name).click()


def rate(page: Page, code: str, today: str, wanted: str) -> None:
    """Rate the practice whose page is open, and go on."""
    expect(page).to_have_url(re.compile(rf"/({code}|start)/(\?.*)?$"))
    choose(page, TODAY, today)
    choose(page, WANTED, wanted)
    page.get_by_role("button", name="Save and continue").click()


def arrived(page: Page, heading: str) -> None:
    """The next page is there: a click only asks for it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def marks_in_database() -> dict[str, tuple[int | None, int | None]]:
    rows = Answer.objects.values_list("practice__code", "current", "desired")
    return {code: (current, desired) for code, current, desired in rows}


def expected(marks: dict[str, tuple[str, str]]) -> dict[str, tuple[int | None, int | None]]:
    def level(value: str) -> int | None:
        return int(value) if value.isdigit() else None

    return {code: (level(today), level(wanted)) for code, (today, wanted) in marks.items()}


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_from_the_start_page_to_the_kept_result(
    size: str,
    live_server: Any,
    page: Page,
    settings: Any,
    mailbox: Mailbox,
    clean_console: list[str],
    accessible: Check,
    photograph: Photograph,
) -> None:
    settings.SITE_URL = live_server.url
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(live_server.url)
    accessible()
    photograph("start")
    page.get_by_role("link", name="Start").click()
    arrived(page, "The person, not the segment")
    accessible()
    for code, (today, wanted) in MARKS.items():
        rate(page, code, today, wanted)
        if code == "E3":
            arrived(page, "The customer’s whole path")
            accessible()
            photograph("practice")
    expect(page.get_by_role("heading", level=1)).to_have_text("Which up to three would you move first?")
    accessible()
    for name in ("The customer’s whole path", "Service without starting over", "Able to help on the spot"):
        page.get_by_label(name).check()
    photograph("picks")
    page.get_by_role("button", name="Save and continue").click()
    arrived(page, "Check your answers")
    accessible()
    photograph("check")
    page.get_by_role("button", name="See your result").click()

    # the picture, at once
    finding = "Biggest gap: The customer’s whole path. You’re at level 2 and want level 5."
    expect(page.get_by_role("heading", level=1)).to_have_text(finding)
    assert page.title() == f"{finding} · Closer"
    shown = page.locator(".viz-wide svg" if width > 767 else ".viz-phone svg")
    expect(shown).to_be_visible()
    expect(page.locator(".viz-phone svg" if width > 767 else ".viz-wide svg")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_text("Show the numbers as a table").click()
    row = page.get_by_role("row", name="The customer’s whole path")
    expect(row).to_contain_text("2")
    expect(row).to_contain_text("+3")
    accessible()
    photograph(f"result_{size}")
    assert marks_in_database() == expected(dict(MARKS))
    with page.expect_download() as download:
        page.get_by_role("link", name="numbers (CSV)").click()
    assert download.value.suggested_filename == "closer-round-1-with-own-marks.csv"

    # the other twelve
    page.get_by_role("button", name="Go deeper, 12 more").click()
    for code in DEEPER:
        rate(page, code, "2", "3")
    page.get_by_role("button", name="See your result").click()
    expect(page.get_by_text("Your view of all 24 practices")).to_be_visible()
    page.wait_for_load_state()
    accessible()
    photograph(f"result_deeper_{size}")
    assert len(marks_in_database()) == 24

    # an account at the right moment
    result = page.url
    page.get_by_role("link", name="Keep this result").first.click()
    arrived(page, "Keep this result")
    accessible()
    photograph("keep")
    page.get_by_label("Your e-mail address").fill("ada@example.com")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_label("The code from the mail")).to_be_visible()
    accessible()
    page.get_by_label("The code from the mail").fill(mailbox.code())
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(finding)
    survey = Survey.objects.select_related("executive").get()
    assert survey.executive is not None
    assert survey.executive.email == "ada@example.com"

    # found again after signing in
    page.goto(f"{live_server.url}/account/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    assert clean_console == []
    page.goto(result)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(finding)
    clean_console.clear()  # the browser remarks on the 404 that is right here
    page.goto(f"{live_server.url}/account/")
    page.get_by_label("Your e-mail address").fill("ada@example.com")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code from the mail").fill(mailbox.code())
    page.get_by_role("button", name="Continue").click()
    arrived(page, "Your assessments")
    accessible()
    photograph("assessments")
    page.get_by_role("link", name="Result").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(finding)


@pytest.mark.one_database
def test_closing_the_browser_and_the_copied_link_resume_at_the_same_place(
    live_server: Any,
    page: Page,
    settings: Any,
    new_context: Callable[..., BrowserContext],
    photograph: Photograph,
) -> None:
    settings.SITE_URL = live_server.url
    page.goto(f"{live_server.url}/start/")
    rate(page, "C2", "3", "5")
    rate(page, "C4", "4", "4")
    choose(page, TODAY, "2")  # chosen, not yet sent by hand: saved in the background
    expect(page.get_by_role("status")).to_contain_text("Saved at")
    page.get_by_role("link", name="Save and leave").click()
    arrived(page, "Save and leave")
    link = page.get_by_label("Your secret link").input_value()
    photograph("leave")
    assert DraftAnswer.objects.get(practice__code="C7").current == 2

    cookies = page.context.storage_state()
    page.context.close()
    again = new_context(storage_state=cookies).new_page()
    again.goto(live_server.url)
    expect(again.get_by_text("Welcome back. 2 of 12 done.")).to_be_visible()
    again.get_by_role("link", name="Continue").click()
    expect(again).to_have_url(re.compile("/C7/"))
    expect(again.get_by_role("group", name=TODAY).get_by_label("Level 2")).to_be_checked()

    elsewhere = new_context().new_page()
    elsewhere.goto(link)
    expect(elsewhere.get_by_text("2 of 12")).to_be_visible()
    elsewhere.get_by_role("button", name="Continue").click()
    expect(elsewhere).to_have_url(re.compile("/C7/"))
    expect(elsewhere.get_by_role("group", name=TODAY).get_by_label("Level 2")).to_be_checked()


@pytest.mark.one_database
def test_without_javascript_everything_works(
    live_server: Any, new_context: Callable[..., BrowserContext], settings: Any
) -> None:
    settings.SITE_URL = live_server.url
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto(live_server.url)
    page.get_by_role("link", name="Start").click()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "Choose the level that describes you today, or Don’t know"
    )
    for code, (today, wanted) in MARKS.items():
        rate(page, code, today, wanted)
    page.get_by_label("The customer’s whole path").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="See your result").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Biggest gap: The customer’s whole path.")
    page.go_back()
    assert marks_in_database() == expected(dict(MARKS))
    page.goto(page.url.replace("/check/", "/P5/"))
    expect(page.get_by_role("group", name=TODAY).get_by_label("Level 4")).to_be_checked()


@pytest.mark.one_database
def test_by_keyboard_alone(live_server: Any, page: Page, clean_console: list[str]) -> None:
    def focused() -> str:
        return page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()"
        )

    def field() -> str:
        """The name of what has the focus, on the page that is there once nothing is on its way any more."""
        try:
            return page.evaluate("document.activeElement.name")
        except Error:  # the address was the new one before its page was
            page.wait_for_load_state()
            return page.evaluate("document.activeElement.name")

    def tab_to(words: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if words in focused():
                return
        raise AssertionError(f"no way to {words!r} by Tab")

    page.goto(live_server.url)
    tab_to("Start")
    page.keyboard.press("Enter")
    for position, code in enumerate(CORE):
        expect(page).to_have_url(re.compile(rf"/{code}/|/start/$"))
        page.wait_for_load_state()
        while field() != "current":
            page.keyboard.press("Tab")
        page.keyboard.press("3")
        page.keyboard.press("Tab")
        assert field() == "desired"
        page.keyboard.press("5" if position == 5 else "4")
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/first/"))
    page.wait_for_load_state()
    tab_to("Service without starting over")
    page.keyboard.press("Space")
    tab_to("Save and continue")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/check/"))
    page.wait_for_load_state()
    tab_to("See your result")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Biggest gap: The customer’s whole path.")
    assert marks_in_database() == {code: (3, 5 if at == 5 else 4) for at, code in enumerate(CORE)}


@pytest.mark.one_database
def test_number_keys_work_at_once_and_a_tap_can_be_taken_back(live_server: Any, page: Page) -> None:
    page.goto(f"{live_server.url}/start/")
    rate(page, "C2", "3", "4")
    expect(page).to_have_url(re.compile("/C4/"))
    page.wait_for_load_state()
    page.keyboard.press("2")  # the Today rail has the focus after a save
    expect(page.get_by_role("group", name=TODAY).get_by_label("Level 2")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/C7/"))
    page.wait_for_load_state()
    cards = page.locator(".card")
    for card in (2, 4):  # today 3, wanted 5
        cards.nth(card).click()
    today, wanted = page.get_by_role("group", name=TODAY), page.get_by_role("group", name=WANTED)
    expect(today.get_by_label("Level 3")).to_be_checked()
    expect(wanted.get_by_label("Level 5")).to_be_checked()
    cards.nth(4).click()  # taken back
    expect(wanted.get_by_label("Level 5")).not_to_be_checked()
    cards.nth(3).click()
    expect(wanted.get_by_label("Level 4")).to_be_checked()
    page.get_by_role("button", name="Save and continue").click()
    expect(page).to_have_url(re.compile("/C8/"))
    answer = DraftAnswer.objects.get(practice__code="C7")
    assert (answer.current, answer.desired) == (3, 4)


@pytest.mark.one_database
def test_the_tab_stops_of_a_practice_are_the_six_it_should_have(live_server: Any, page: Page) -> None:
    page.goto(f"{live_server.url}/start/C4/")
    page.locator("form").get_by_role("link", name="Back").focus()
    stops = []
    for _ in range(6):
        stops.append(page.evaluate("document.activeElement.name || document.activeElement.innerText.trim()"))
        page.keyboard.press("Tab")
    assert stops == ["Back", "current", "desired", "not_applicable", "Skip", "Save and continue"]


@pytest.mark.one_database
def test_no_page_asks_anybody_else_for_anything(live_server: Any, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url)
    page.get_by_role("link", name="Start").click()
    rate(page, "C2", "3", "4")
    page.get_by_role("link", name="Save and leave").click()
    assert len(asked) > 5
    assert [url for url in asked if not url.startswith(live_server.url)] == []
