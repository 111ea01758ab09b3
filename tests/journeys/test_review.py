"""Agreed before the first mail, in a real browser and by keyboard alone: asked, objected to, signed, sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from surveys.choices import Voice
from surveys.models import Panel, Review
from tests import voices
from tests.journeys.conftest import WCAG
from tests.journeys.looking import keep
from tests.journeys.test_executive import arrived
from tests.journeys.test_three_voices import link_in, sign_in, work
from tests.mailbox import Mailbox
from tests.reviews import COUNCIL

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]
Check = Callable[[], None]
Photograph = Callable[[str], None]


def press(page: Page, found: Locator, key: str = "Enter") -> None:
    """Go there by Tab as anybody does who has no mouse, and press a key."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if found.evaluate("element => element === document.activeElement"):
            page.keyboard.press(key)
            return
    raise AssertionError(f"no Tab leads to {found}")


def type_into(page: Page, label: str, words: str) -> None:
    press(page, page.get_by_label(label), "End")
    page.keyboard.type(words)


def check_reviewers_page(theirs: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(theirs, options=WCAG)
    assert not results.response["violations"], results.generate_report()
    assert theirs.evaluate("document.documentElement.scrollWidth") == 360


def test_what_a_works_council_signs_goes_out_and_nothing_before(
    live_server: Any,
    page: Page,
    browser: Browser,
    settings: Any,
    mailbox: Mailbox,
    clean_console: list[str],
    accessible: Check,
    photograph: Photograph,
) -> None:
    settings.SITE_URL = live_server.url
    survey = voices.survey_of()
    voices.prepared(survey, Voice.PEER, 6)
    check_url = f"{live_server.url}/ask/{survey.code}/peer/check/"
    page.goto(check_url)
    sign_in(page, voices.EXECUTIVE, mailbox)
    arrived(page, "Check before 6 mails go out")

    # the organiser asks for a sign-off
    press(page, page.get_by_role("link", name="Change this notice"))
    arrived(page, "How data are used")
    type_into(page, "Who answers questions about data protection", "dpo@example.org")
    press(page, page.get_by_label("Nobody is asked before one of the reviewers has signed off"), "Space")
    press(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_text("Questions about data protection: dpo@example.org.")).to_be_visible()
    accessible()
    photograph("notice")
    press(page, page.get_by_role("link", name="Back"))
    arrived(page, "Check before 6 mails go out")
    expect(page.get_by_role("button", name="Send 6 invitations")).to_have_count(0)
    accessible()
    press(page, page.get_by_role("link", name="Ask for a sign-off"))
    arrived(page, "Peers: have it read first")
    type_into(page, "Their e-mail address", COUNCIL)
    type_into(page, "As what", "Works council")
    press(page, page.get_by_role("button", name="Mail them the link"))
    expect(page.get_by_text(f"A link is on its way to {COUNCIL}.")).to_be_visible()
    accessible()
    photograph("reviewers")
    work()

    # the reviewer reads it on a phone, without an account, and objects
    mail = mailbox.next_mail()
    assert mail["To"] == COUNCIL
    context = browser.new_context(viewport={"width": 360, "height": 740})
    theirs = context.new_page()
    theirs.goto(link_in(mail, "review"))
    arrived(theirs, "Survey at Lindenhof Hotels: please read before it goes out")
    check_reviewers_page(theirs)
    keep(theirs, "review_360")
    press(theirs, theirs.get_by_role("link", name="To your decision"))
    press(theirs, theirs.get_by_label("What stands in the way"), "End")
    theirs.keyboard.type("Until when are addresses kept?")
    press(theirs, theirs.get_by_role("button", name="Object"))
    expect(theirs.get_by_text("You objected to version")).to_be_visible()
    check_reviewers_page(theirs)
    page.goto(check_url)
    expect(page.get_by_role("heading", name="A reviewer objects")).to_be_visible()
    expect(page.get_by_text("Until when are addresses kept?").first).to_be_visible()
    accessible()
    photograph("objected")

    # … and signs
    press(theirs, theirs.get_by_role("button", name="Sign off"))
    expect(theirs.get_by_text("You signed off version")).to_be_visible()
    check_reviewers_page(theirs)
    context.close()
    assert Review.objects.get().version
    page.goto(check_url)
    press(page, page.get_by_role("button", name="Send 6 invitations"))
    page.wait_for_url("**/sent/")
    work()
    told = [mail for mail in mailbox.mails if mail["To"] == voices.EXECUTIVE][-1]
    assert told["Subject"] == "Works council has signed off"  # one mail: the last word counts
    invitations = [mail for mail in mailbox.mails if mail["To"] not in (voices.EXECUTIVE, COUNCIL)]
    assert len(invitations) == 6
    assert Panel.objects.get().frozen_at is not None

    # who is asked finds both buttons as large as each other, and how their data are used
    asked = browser.new_context(viewport={"width": 360, "height": 740})
    person = asked.new_page()
    person.goto(link_in(invitations[0], "i"))
    start = person.get_by_role("button", name="Start").bounding_box()
    decline = person.get_by_role("link", name="Decline").bounding_box()
    assert start is not None
    assert decline is not None
    assert (start["width"], start["height"]) == (decline["width"], decline["height"])
    check_reviewers_page(person)
    press(person, person.get_by_role("link", name="How your data are used"))
    arrived(person, "How your data are used")
    check_reviewers_page(person)
    keep(person, "data_360")
    asked.close()
