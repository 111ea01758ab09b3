"""Somebody on a train: the network goes, comes back, and it goes on at another device."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from surveys.choices import Voice
from surveys.links import short_code
from surveys.models import Draft, Response
from surveys.sheets import sheet_of, sheet_of_response
from tests import voices
from tests.journeys.test_executive import arrived
from tests.journeys.test_three_voices import click_rating, finish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]
ERROR = "rgb(179, 38, 30)"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 720}


def stored() -> dict[str, str]:
    return sheet_of(Draft.objects.get(voice=Voice.PEER)).answers


def test_the_network_goes_and_another_device_finishes(
    live_server: Any,
    page: Page,
    browser: Browser,
    accessible: Callable[[], None],
    photograph: Callable[[str], None],
) -> None:
    panel = voices.asked_peers(6)
    link = live_server.url + reverse("answer", kwargs={"token": voices.token(voices.invitations(panel)[0])})
    page.set_viewport_size(PHONE)
    page.goto(link)
    page.get_by_role("button", name="Start").click()
    arrived(page, "The person, not the segment")

    # the first save says the code, without leaving the page
    expect(page.locator("[data-code]")).to_be_hidden()
    page.locator("#today-2").click()
    expect(page.locator("[data-code]")).to_be_visible()
    code = page.locator(".short").inner_text()
    assert code == short_code(Draft.objects.get(voice=Voice.PEER).code)
    accessible()
    photograph("elsewhere_code")
    page.locator("#wanted-4").click()
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url(re.compile("/C4/"))
    assert stored()["C2"] == "240"

    # the network goes: nothing is lost, and Save and continue waits for it
    page.context.set_offline(True)
    page.locator("#today-3").click()
    expect(page.get_by_role("status")).to_have_text("Not saved yet. Keep this page open: we go on trying.")
    page.locator("#wanted-5").click()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("status")).to_contain_text("No network. Leave this page open")
    expect(page.locator(".mirror")).to_be_in_viewport(ratio=1)
    expect(page.locator(".mirror")).to_have_css("color", ERROR)
    assert page.url.endswith("/C4/")
    assert stored().get("C4", "000") == "000"
    page.context.set_offline(False)
    page.wait_for_url(re.compile("/C7/"))
    expect(page.locator(".mirror")).not_to_have_css("color", ERROR)
    assert stored()["C4"] == "350"

    # it goes again, and comes back while nobody presses anything
    page.context.set_offline(True)
    page.locator("#today-1").click()
    expect(page.get_by_role("status")).to_contain_text("Not saved yet")
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text("Saved at", timeout=20_000)
    assert stored()["C7"] == "100"

    # another device: a wrong code, then the right one
    other = browser.new_context(viewport=DESK).new_page()  # type: ignore[arg-type]
    other.goto(link)
    expect(other.get_by_role("heading", name="You’ve begun on another device")).to_be_visible()
    other.get_by_label("The code that was shown").fill("222-222" if code != "222-222" else "333-333")
    other.get_by_role("button", name="Continue").click()
    expect(other.get_by_text("That isn’t the code")).to_be_visible()
    other.get_by_label("The code that was shown").fill(code.lower().replace("-", " "))
    other.keyboard.press("Enter")
    expect(other.get_by_text("Welcome back. 2 of 12 done.")).to_be_visible()
    assert other.locator("#today-1").is_checked()
    other.locator("#wanted-3").click()
    other.get_by_role("button", name="Save and continue").click()
    other.wait_for_url(re.compile("/C8/"))

    # both at once, on different practices: neither loses anything
    page.locator("#wanted-2").click()
    expect(page.get_by_role("status")).to_contain_text("Saved at")
    for _practice in range(9):
        click_rating(other, "2", "4")
    other.get_by_role("button", name="Save and continue").click()
    page.goto(page.url.replace("/C7/", "/E3/"))
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#today-5").click()
    other.reload()
    finish(other)
    other.context.close()
    answers = sheet_of_response(Response.objects.get(voice=Voice.PEER)).answers
    assert (answers["C2"], answers["C4"], answers["C7"], answers["E3"]) == ("240", "350", "120", "540")

    # the first device is told, in words
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("You’ve answered, thank you")


def test_the_page_that_asks_for_the_code(
    live_server: Any, page: Page, accessible: Callable[[], None], photograph: Callable[[str], None]
) -> None:
    invited = voices.invitations(voices.asked_peers(6))[0]
    voices.fill(voices.begin(invited), {"C2": ("2", "4")})
    page.goto(live_server.url + reverse("answer", kwargs={"token": voices.token(invited)}))
    arrived(page, "Jana Berg asks how close Lindenhof Hotels is to its customers")
    page.get_by_text("No code at hand?").click()
    accessible()
    photograph("elsewhere_asks")
    page.get_by_label("The code that was shown").fill("222")
    page.keyboard.press("Enter")
    expect(page.get_by_text("4 more tries")).to_be_visible()
    accessible()
    photograph("elsewhere_wrong")
    page.get_by_text("No code at hand?").click()
    page.get_by_role("button", name="Delete it and start afresh").click()
    arrived(page, "The person, not the segment")
    assert stored() == {}
