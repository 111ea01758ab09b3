"""Somebody who is asked in English chooses German, and goes through to the end; and who asks, in German."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from surveys.choices import Voice
from tests import voices
from tests.assessment.test_story import three_voices
from tests.journeys.test_results import let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]
Check = Callable[[], None]


def test_who_is_asked_chooses_german_and_finishes_in_it(
    page: Page, live_server: Any, accessible: Check, clean_console: list[str]
) -> None:
    survey = voices.survey_of()
    asked = voices.invitations(voices.by_list(survey, Voice.PEER, 4))[0]
    page.goto(f"{live_server.url}/i/{voices.token(asked)}/")
    expect(page.locator("h1")).to_contain_text("Jana Berg asks how close Lindenhof Hotels is")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("h1")).to_contain_text(
        "Wie nah ist Lindenhof Hotels an dem, was Kundinnen und Kunden brauchen?"
    )
    accessible()
    page.get_by_role("button", name="Starten").click()
    expect(page.locator("h1")).to_have_text("Der Mensch, nicht die Zielgruppe")
    accessible()
    page.locator("#today-2").check(force=True)
    page.locator("#wanted-4").check(force=True)
    page.get_by_role("button", name="Speichern und weiter").click()
    expect(page.locator("h1")).to_have_text("Was die Kundschaft fühlt und sagt")
    page.goto(page.url.replace("/C4/", "/check/"))
    expect(page.locator("main")).to_contain_text("1 von 12 beantwortet.")
    accessible()
    page.get_by_role("button", name="Abschließen").click()
    expect(page.locator("h1")).to_have_text("Das war alles. Vielen Dank.")
    accessible()


def test_who_asks_and_reads_results_in_german(
    page: Page, context: BrowserContext, live_server: Any, accessible: Check, clean_console: list[str]
) -> None:
    survey = three_voices(voices.survey_of())
    other = voices.survey_of(organisation="Vesta Travel")
    let_in(context, voices.EXECUTIVE, live_server.url)
    page.goto(f"{live_server.url}/surveys/?lang=de")
    for address, heading in (
        ("/surveys/", "Ihre Befragungen"),
        (f"/ask/{other.code}/", "Kolleginnen und Kollegen fragen, wie sie es sehen"),
        (f"/ask/{other.code}/team/", "Das Team fragen"),
        (f"/r/{survey.code}/", "Größte Lücke"),
        (f"/r/{survey.code}/team/", "Größte Lücke aus Sicht Ihres Teams"),
        (f"/r/{survey.code}/files/", "Das Ergebnis als Dateien"),
    ):
        page.goto(live_server.url + address)
        expect(page.locator("h1")).to_contain_text(heading)
        accessible()
