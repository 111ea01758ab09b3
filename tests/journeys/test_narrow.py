"""Small things on a narrow phone: a header of one row, a list to choose from, two words for one level."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from surveys.choices import Voice
from surveys.links import COOKIE_PREFIX, sign_cookie
from surveys.models import Draft
from tests import voices
from tests.factories import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]


def test_an_organisers_page_and_a_check_page_on_a_narrow_phone(
    live_server: Any, page: Page, client: Client
) -> None:
    survey = voices.survey_of()
    draft = Draft.objects.get(survey=survey, voice=Voice.EXECUTIVE)
    sign_in(client, voices.executive_of(survey))
    held = {
        "sessionid": client.cookies["sessionid"].value,
        COOKIE_PREFIX + draft.code: sign_cookie(draft.code, draft.issue),
    }
    page.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in held.items()]
    )
    page.set_viewport_size({"width": 360, "height": 740})
    for language in ("en", "de"):
        page.goto(f"{live_server.url}/ask/{survey.code}/peer/?lang={language}")
        rows = page.locator(".top a:visible").evaluate_all("all => all.map(a => a.getBoundingClientRect().y)")
        assert len(rows) == 3
        assert max(rows) - min(rows) <= 2, language
    page.goto(f"{live_server.url}/surveys/")
    assert page.locator(".sign-out, a[href*='sign-out']").first.is_visible()

    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{live_server.url}/ask/{survey.code}/peer/?lang=en")
    select = page.locator("select").first
    assert "gradient" in select.evaluate("one => getComputedStyle(one).backgroundImage")
    assert select.bounding_box()["width"] == page.locator("#id_asker").bounding_box()["width"]

    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/a/{survey.code}/{draft.code}/check/?lang=de")
    lines = page.locator(".row-value").evaluate_all(BEGINNINGS)
    assert any(len(begun) > 1 for begun in lines)  # “5 Selbst-verständlich” takes two
    assert all(len(set(begun)) == 1 for begun in lines), lines


# where each line of words begins
BEGINNINGS = """all => all.map(one => {
  const lines = [];
  const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const words = document.createRange();
    words.selectNodeContents(texts.currentNode);
    for (const box of words.getClientRects())
      if (box.width > 5 && !lines.some(line => Math.abs(line.y - box.y) < 10)) lines.push(box);
  }
  return lines.map(line => Math.round(line.x));
})"""
