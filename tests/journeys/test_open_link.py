"""One link for a team, on a phone: shown, scanned, opened with its code, finished; and the dry run before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from surveys.actions import admitting
from surveys.choices import Voice
from surveys.models import Draft, Panel, Response, Survey
from tests import voices
from tests.factories import CORE
from tests.factories import sign_in as sign_in_client
from tests.journeys.test_executive import SIZES, arrived
from tests.journeys.test_three_voices import answer_core, click_rating, finish
from tests.surveys.actions.test_admitting import by_link
from tests.surveys.test_qr import modules_of_svg, read

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.django_db(transaction=True)]
Check = Callable[[], None]
Photograph = Callable[[str], None]


def come_in(page: Page, live_server: Any, survey: Survey) -> None:
    """The executive's browser, signed in."""
    client = Client()
    sign_in_client(client, voices.executive_of(survey))
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])


def test_a_link_with_a_code_is_scanned_on_a_phone_and_finished(
    live_server: Any,
    page: Page,
    browser: Browser,
    settings: Any,
    clean_console: list[str],
    accessible: Check,
    photograph: Photograph,
    survey: Survey,
) -> None:
    settings.SITE_URL = live_server.url
    come_in(page, live_server, survey)

    # how the team is asked, with a code that is drawn
    page.goto(f"{live_server.url}/ask/{survey.code}/team/")
    page.get_by_label("Your organisation’s name").fill("Lindenhof Hotels")
    page.get_by_label("Your name").fill("Jana Berg")
    page.get_by_label("By one link that you pass on").check()
    page.get_by_label("About how many people will you send it to?").fill("40")
    page.get_by_label("Draw a code for me").check()
    accessible()
    photograph("open_link_form")
    page.get_by_role("button", name="Check before anything is sent").click()
    arrived(page, "Check before you show the link")
    accessible()
    photograph("open_link_check")
    code = Panel.objects.get(voice=Voice.TEAM).access_code

    # the dry run: as one of them, and nothing is stored
    page.get_by_role("link", name="Dry run").click()
    expect(page.get_by_role("complementary", name="Dry run")).to_contain_text("nothing is stored")
    accessible()
    page.get_by_label("Access code").fill(code)
    page.get_by_role("button", name="Start").click()
    accessible()
    for _practice in CORE:
        click_rating(page, "2", "4")
    arrived(page, "Which up to three would you move first?")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="Skip", exact=True).click()
    arrived(page, "Check your answers")
    page.get_by_role("button", name="Finish").click()
    arrived(page, "That’s everything. Thank you.")
    accessible()
    photograph("dry_run_done")
    assert not Draft.objects.filter(voice=Voice.TEAM).exists()
    assert not Response.objects.filter(voice=Voice.TEAM).exists()
    page.get_by_role("link", name="End the dry run").first.click()

    # the link, its picture and its poster
    page.get_by_role("button", name="Show the link").click()
    arrived(page, "The link to pass on")
    accessible()
    photograph("open_link")
    scanned = read(modules_of_svg(page.locator(".qr-frame").inner_html().strip()))
    assert scanned == page.locator("#link").input_value()
    page.get_by_role("link", name="A poster to print").click()
    arrived(page, "A poster to hang up")
    accessible()
    photograph("poster")

    # the next round
    page.goto(f"{live_server.url}/again/{survey.code}/")
    accessible()
    photograph("ask_again")

    # somebody's phone
    context = browser.new_context(
        viewport={"width": SIZES["phone"][0], "height": SIZES["phone"][1]}, has_touch=True, locale="en-GB"
    )
    phone = context.new_page()
    phone.goto(scanned)
    phone.get_by_label("Access code").fill("wrong")
    phone.get_by_role("button", name="Start").click()
    expect(phone.get_by_role("alert")).to_contain_text("That isn’t the code of this link.")
    phone.get_by_role("alert").get_by_role("link").click()
    expect(phone.get_by_label("Access code")).to_be_focused()
    phone.get_by_label("Access code").fill(f"  {admitting.spelled(code)} ")
    phone.get_by_role("button", name="Start").click()
    answer_core(phone, 1)
    phone.get_by_label("In person").check()
    phone.get_by_role("button", name="Save and continue").click()
    assert len(finish(phone)) == 19
    assert Response.objects.filter(voice=Voice.TEAM).count() == 1
    assert not Draft.objects.filter(voice=Voice.TEAM).exists()
    context.close()

    # peers by a link that mails: an address is asked for, and the page that follows says no more
    peers = by_link(survey, Voice.PEER, 8, mail_domain="example.com")
    page.goto(f"{live_server.url}/i/{voices.token(peers)}/")
    accessible()
    photograph("link_by_mail")
    page.get_by_label("Your e-mail address at example.com").fill("peer@example.com")
    page.get_by_role("button", name="Mail me my link").click()
    arrived(page, "Look into your mail")
    accessible()
    photograph("link_mailed")
