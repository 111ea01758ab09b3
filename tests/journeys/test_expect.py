"""What the chief executive reads, in a real browser: with and without a script, at the desk, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from surveys.choices import Voice
from tests import voices
from tests.factories import sign_in
from tests.journeys.test_executive import arrived

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]


def test_the_page_is_read_copied_and_printed(
    live_server: Any,
    page: Page,
    browser: Browser,
    clean_console: list[str],
    accessible: Callable[[], None],
    photograph: Callable[[str], None],
) -> None:
    survey = voices.survey_of()
    voices.by_list(survey, Voice.PEER, 8)
    client = Client()
    sign_in(client, voices.executive_of(survey))
    cookie: Any = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.session.session_key,
        "url": live_server.url,
    }
    page.context.add_cookies([cookie])
    page.goto(f"{live_server.url}/ask/{survey.code}/")
    page.get_by_role("link", name="A page for your chief executive").click()
    arrived(page, "What to expect")
    accessible()
    photograph("expect")

    # each text in one field, whole; its button selects it, and says so once it is copied
    field = page.get_by_label("To the peers")
    assert field.evaluate("it => it.scrollHeight - it.clientHeight") <= 1
    page.get_by_role("button", name=re.compile("Copy the words.*Peers")).click()
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert field.evaluate("it => it.selectionEnd - it.selectionStart") == len(field.input_value())
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download them as text.*Peers")).click()
    assert download.value.suggested_filename == "announcement-peers.txt"

    # on paper nothing is left to click, and it is two pages
    page.emulate_media(media="print")
    for gone in (page.get_by_role("link", name="Back"), page.get_by_role("button").first):
        expect(gone).to_be_hidden()
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 2

    # without a script the words are in a field to select, and in a file
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([cookie])
    plain = context.new_page()
    plain.goto(f"{live_server.url}/ask/{survey.code}/expect/")
    expect(plain.get_by_label("To the team")).to_be_visible()
    expect(plain.get_by_role("button", name=re.compile("Copy the words.*Team"))).to_be_hidden()
    expect(plain.get_by_role("link", name=re.compile("Download them as text.*Team"))).to_be_visible()
    context.close()
