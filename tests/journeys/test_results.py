"""The pages of results in a real browser: names that people really have, and every state a page is in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from surveys.actions import sharing
from surveys.choices import Voice
from surveys.links import draw_result_code
from surveys.models import Panel, Survey
from tests import voices
from tests.assessment.clients import mixed, opened
from tests.factories import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]
Check = Callable[[], None]
LONG = "Northgate" + "x" * 111
LABELS = ("W" * 80, '<script>alert("1")</script> & Söhne', "שלום עולם שלום עולם שלום")


def let_in(context: BrowserContext, email: str, url: str) -> None:
    """Signed in, without the way through the door."""
    client = Client()
    sign_in(client, voices.account(email))
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])


def fits(page: Page, address: str, accessible: Check) -> None:
    """The page keeps WCAG 2.2 AA in both themes, and is never scrolled sideways."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width in (1280, 360, 320):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
        accessible()


def long_names() -> Survey:
    survey = voices.survey_of("eve@example.org", LONG)
    panel = voices.by_link(
        survey, Voice.TEAM, 40, {"department": LABELS, "region": ("North", "=1+1")}, organisation=LONG
    )
    for person in range(36):
        said = {"department": LABELS[person % 3], "region": ("North", "=1+1")[person // 18]}
        voices.answer(panel, person, mixed(person // 3), said)  # people of a part differ
    opened(panel)
    sharing.share(survey=survey, email="rahel@example.org", own_marks=True, by=voices.executive_of(survey))
    return survey


def test_long_and_strange_names_break_no_page(
    live_server: Any, page: Page, context: BrowserContext, clean_console: list[str], accessible: Check
) -> None:
    survey = long_names()
    let_in(context, "eve@example.org", live_server.url)
    for rest in (
        "",
        "team/",
        "peer/",
        "voices/",
        "board/",
        "debrief/",
        "parts/department/",
        "parts/department-region/",
    ):
        fits(page, f"{live_server.url}/r/{survey.code}/{rest}", accessible)
    let_in(context, "rahel@example.org", live_server.url)
    fits(page, f"{live_server.url}/clients/", accessible)
    expect(page.get_by_role("link", name=LONG)).to_have_count(1)


def test_what_waits_opens_and_is_found_again(
    live_server: Any, page: Page, context: BrowserContext, clean_console: list[str], accessible: Check
) -> None:
    panel = voices.asked_peers(6, 4)
    code = draw_result_code()
    voices.answer(voices.invitations(panel)[5], 2, mixed(2), code=code)
    home = f"{live_server.url}/r/{panel.survey.code}/peer/"
    let_in(context, voices.EXECUTIVE, live_server.url)
    fits(page, home, accessible)
    page.get_by_role("link", name="Open results").click()
    page.get_by_role("button", name="Open results").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Working out the results")
    accessible()
    opened(Panel.objects.get(pk=panel.pk))
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Peers: ", timeout=10_000
    )  # it looks again by itself
    fits(page, home, accessible)
    page.goto(f"{live_server.url}/mine/")
    page.get_by_label("Your result code").fill(code.lower())
    page.get_by_role("button", name="Show my picture").click()
    expect(page.get_by_role("table")).to_contain_text("They today")
    accessible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
