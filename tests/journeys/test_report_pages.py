"""Every page of a report in a real browser: both themes, every width, by keyboard, plain, on paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pypdf import PdfReader

from assessment.analysis.numbers import half_up
from surveys.actions import sharing
from surveys.choices import Form, Voice
from surveys.models import Survey
from tests import voices
from tests.assessment.surveyed import reply
from tests.assessment.test_story import asked, marks, three_voices
from tests.factories import CORE, DEEPER, open_group
from tests.journeys.test_results import let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]
Check = Callable[[], None]
DESK, PHONE, NARROW = 1280, 360, 320
WITH_PICTURES = ("peer/", "team/", "voices/", "spread/", "priorities/", "over-time/", "practice/E5/")
PAGES = (
    "",
    *WITH_PICTURES,
    "parts/department/",
    "parts/department-region/",
    "board/",
    "debrief/",
    "files/",
    "appendix/",
)


@pytest.fixture
def survey(context: BrowserContext, live_server: Any) -> Survey:
    """Three voices are open; the browser is its executive's, to whom the round is shown as a client's too."""
    survey = three_voices(voices.survey_of())
    by = voices.executive_of(survey)
    sharing.share(survey=survey, email=voices.EXECUTIVE, own_marks=True, by=by)
    let_in(context, voices.EXECUTIVE, live_server.url)
    return survey


def addresses(survey: Survey) -> list[str]:
    return [*(f"/r/{survey.code}/{rest}" for rest in PAGES), f"/ask/{survey.code}/expect/", "/clients/"]


def wide(page: Page, width: int) -> int:
    """How wide the page is in a window of this width."""
    page.set_viewport_size({"width": width, "height": 800})
    found: int = page.evaluate("document.documentElement.scrollWidth")
    return found


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")


# --- seen by everybody ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "width"), [("light", DESK), ("dark", PHONE)])
def test_every_page_keeps_the_rules_and_its_width(
    live_server: Any,
    page: Page,
    survey: Survey,
    clean_console: list[str],
    accessible: Check,
    scheme: Any,
    width: int,
) -> None:
    """WCAG 2.2 AA with everything unfolded; nothing to scroll sideways; nothing for the console to say."""
    page.emulate_media(color_scheme=scheme)
    for address in addresses(survey):
        response = page.goto(live_server.url + address)
        assert response is not None
        assert response.status == 200, address
        unfold(page)
        assert [wide(page, one) for one in (NARROW, PHONE, DESK)] == [NARROW, PHONE, DESK], address
        wide(page, width)
        accessible()


def test_a_chosen_theme_wins_over_the_machines(
    live_server: Any, page: Page, context: BrowserContext, survey: Survey
) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{live_server.url}/r/{survey.code}/team/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


# --- by keyboard ------------------------------------------------------------------------------------------


def test_what_is_folded_opens_by_keyboard(
    live_server: Any, page: Page, survey: Survey, clean_console: list[str]
) -> None:
    for rest in ("team/", "voices/", "practice/E5/", "board/"):
        page.goto(f"{live_server.url}/r/{survey.code}/{rest}")
        folded = page.locator("main details")
        number = folded.count()
        assert number
        opened = 0
        for _ in range(200):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.tagName") == "SUMMARY":
                page.keyboard.press("Enter")
                opened += 1
            if opened == number:
                break
        assert page.locator("main details[open]").count() == number, rest
        page.keyboard.press("Enter")
        assert page.locator("main details[open]").count() == number - 1
        table = page.locator("main details[open] .scroll").first
        if table.count():
            expect(table).to_be_visible()
            table.focus()
            expect(table).to_be_focused()


NUMBER = re.compile(
    r"(?:gap )?[+−±]? ?(\d\.\d)(?: (?:today|wanted|or more|or less))?(?: \([+−]\d\.\d\))?|(\d+%)"
)


def numbers_of(figure: Locator, shape: str) -> set[str]:
    """The averages, gaps and shares that are printed in a picture."""
    texts = figure.locator(f".viz-{shape} svg text").all_text_contents()
    found = (NUMBER.fullmatch(" ".join(text.split())) for text in texts)
    return {one[1] or one[2] for one in found if one is not None}


def numbers_in(table: Locator) -> set[str]:
    """Those of a table; of people at each level ("1 to 2: 14, 3: 10") their shares."""
    found: set[str] = set()
    for cell in table.locator("td, tbody th").all_text_contents():
        found |= set(re.findall(r"\d+\.\d|\d+%", cell))
        people = [int(one) for one in re.findall(r": (\d+)", cell)]
        found |= {f"{half_up(Decimal(100 * one) / sum(people), places=0)}%" for one in people}
    return found


def test_a_pictures_table_holds_its_numbers(live_server: Any, page: Page, survey: Survey) -> None:
    compared = 0
    for rest in (*WITH_PICTURES, "board/"):
        page.goto(f"{live_server.url}/r/{survey.code}/{rest}")
        for figure in page.locator("figure.chart").all():
            told = numbers_in(figure.locator("details table"))
            for shape in ("wide", "phone"):
                drawn = numbers_of(figure, shape) - AXES
                assert drawn <= told, (rest, figure.get_attribute("id"), shape)
                compared += len(drawn)
    assert compared > 100


AXES = {f"{share}%" for share in (0, 25, 50, 75, 100)}  # a share that stands on an axis as well


# --- without a script -------------------------------------------------------------------------------------


def test_a_phone_without_a_script_shows_each_part(live_server: Any, browser: Browser, survey: Survey) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 740})
    let_in(context, voices.EXECUTIVE, live_server.url)
    plain = context.new_page()
    plain.goto(f"{live_server.url}/r/{survey.code}/parts/department/")
    shown = plain.locator(".viz-phone h3")
    expect(shown).to_contain_text("Sales")
    plain.get_by_label("Show: Department").select_option("Kitchen")
    plain.get_by_role("button", name="Show", exact=True).click()
    expect(shown).to_contain_text("Kitchen")
    expect(plain.get_by_label("Show: Department")).to_have_value("1")
    expect(plain.locator(".viz-phone svg")).to_be_visible()
    expect(plain.locator(".viz-wide svg")).to_be_hidden()
    plain.goto(f"{live_server.url}/r/{survey.code}/board/")
    expect(plain.get_by_role("button", name="Print this page")).to_be_hidden()  # it takes a script
    plain.locator("summary").first.click()
    expect(plain.locator("details table")).to_be_visible()
    plain.get_by_label("With my own marks").check()
    plain.get_by_role("button", name="Show", exact=True).click()
    assert plain.url.endswith("/board/?own=1")
    expect(plain.get_by_label("With my own marks")).to_be_checked()
    context.close()


# --- on paper ---------------------------------------------------------------------------------------------

A4 = (595, 842)


def printed(page: Page, address: str) -> list[tuple[tuple[int, int], str]]:
    """The pages that come out of the printer: how large, and what is on them."""
    page.goto(address)
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    return [
        (
            (round(float(one.mediabox.width)), round(float(one.mediabox.height))),
            " ".join(one.extract_text().split()),
        )
        for one in pages
    ]


def much(survey: Survey) -> None:
    """All 24 practices, and actions on the widest of them."""
    panel = asked(survey, Voice.TEAM, 300, form=Form.FULL)
    for person in range(40):
        said = marks(person)
        more = {code: said[CORE[at]] for at, code in enumerate(DEEPER)}
        reply(survey, Voice.TEAM, {**said, **more}, picks=("E5", "E3", "E1"))
    open_group(panel)


@pytest.mark.parametrize("state", ["alone", "all", "much"])
def test_a_board_gets_one_upright_page_and_the_hour_takes_two_at_most(
    live_server: Any, context: BrowserContext, page: Page, state: str
) -> None:
    name = "Northgate" + " and Sons" * 12 if state == "much" else voices.ORGANISATION
    survey = voices.survey_of(organisation=name)
    if state == "all":
        three_voices(survey)
    if state == "much":
        much(survey)
    let_in(context, voices.EXECUTIVE, live_server.url)
    home = f"{live_server.url}/r/{survey.code}"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        ((size, text),) = printed(page, f"{home}/board/?own=1")
        assert size == A4
        for part in ("What to do next", "Expect", "Structured opinion of our own people", "Owner"):
            assert part in text
        assert "With my own marks" not in text
        hour = printed(page, f"{home}/debrief/")
        assert [size for size, _text in hour] in ([A4], [A4] * 2)
        assert "Structured opinion" in hour[-1][1]
