"""Whoever asked says what was heard and sees the mail first; a link goes round, its code apart from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from surveys.choices import Letter, Voice
from surveys.models import Delivery, Panel
from tests import voices
from tests.journeys.test_executive import arrived
from tests.journeys.test_results import let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]


def test_the_mail_of_what_was_heard_is_seen_before_it_goes(
    page: Page,
    live_server: Any,
    accessible: Callable[[], None],
    photograph: Callable[[str], None],
    clean_console: list[str],
) -> None:
    panel = voices.opened(voices.asked_team(8, answered=6))
    let_in(page.context, voices.EXECUTIVE, live_server.url)
    page.goto(live_server.url + reverse("ask-tell", args=[panel.survey.code, "team"]))
    page.get_by_label("What you heard").fill("You want one record of each guest.\nAnd sooner than planned.")
    page.get_by_label("What happens by when").fill("Anna, by May: a pilot in two hotels.")
    photograph("tell")
    page.get_by_role("button", name="See the mail before it goes").click()
    seen = page.get_by_role("region", name="The mail they get")
    expect(seen).to_be_in_viewport()
    expect(seen).to_contain_text("What Jana Berg heard, and what happens by when")
    expect(seen).to_contain_text("And sooner than planned.")
    accessible()
    photograph("tell_mail")
    page.get_by_label("What happens by when").fill("Nothing for now.")
    page.get_by_role("button", name="mail 8 people").click()
    expect(seen).to_contain_text("Nothing for now.")  # changed since it was looked at, so it is shown again
    assert not Delivery.objects.filter(letter=Letter.TOLD).exists()
    page.get_by_role("button", name="mail 8 people").click()
    expect(page.get_by_role("status")).to_contain_text("tomorrow morning to whoever had one from here today")
    assert Delivery.objects.filter(letter=Letter.TOLD).count() == 8
    accessible()
    photograph("tell_told")


def test_the_code_of_a_link_is_copied_apart_from_its_words_and_stays(
    page: Page,
    live_server: Any,
    accessible: Callable[[], None],
    photograph: Callable[[str], None],
    clean_console: list[str],
) -> None:
    panel = voices.by_link(voices.survey_of(), Voice.TEAM, 60)
    Panel.objects.filter(pk=panel.pk).update(access_code="472 915", answers_at_most=90)
    let_in(page.context, voices.EXECUTIVE, live_server.url)
    page.goto(live_server.url + reverse("ask-sent", args=[panel.survey.code, "team"]))
    assert "472 915" not in page.get_by_label("Words to send with it").input_value()
    page.get_by_role("button", name="Copy the code").click()
    expect(page.get_by_label("Access code")).to_have_value("472 915")
    assert page.evaluate("getSelection().toString()") == "472 915"
    accessible()
    photograph("link_with_code")
    page.get_by_role("link", name="Change the code, or how many answers it takes").click()
    photograph("guard")
    page.get_by_label("Access code").fill("")
    page.get_by_label("How many answers it takes at most").fill("9999")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#problems")).to_contain_text("People were told of a code. Change it, but keep one")
    expect(page.locator("#problems")).to_contain_text("Type 90 or less: you can lower it, not raise it")
    accessible()
    photograph("guard_refused")
    page.get_by_label("Draw a new code for me").check()
    page.get_by_label("How many answers it takes at most").fill("80")
    page.get_by_role("button", name="Save").click()
    arrived(page, "The link to pass on")
    stored = voices.fresh(panel)
    assert (stored.access_code not in ("", "472 915"), stored.answers_at_most) == (True, 80)
