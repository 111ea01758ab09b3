"""Those who are asked, without a script and without a mouse; and every page of theirs, of whoever asks and of
reviewers against WCAG 2.2 AA, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Error, Page, expect

from surveys.actions import inviting, telling
from surveys.choices import Mail, Voice
from surveys.links import Purpose
from surveys.models import Delivery, Invitation, Panel, Response
from surveys.sheets import sheet_of_response
from tests import reviews, voices
from tests.factories import CORE, group, open_group
from tests.journeys.test_executive import arrived
from tests.journeys.test_results import let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]


def link(asked: Invitation | Panel) -> str:
    return reverse("answer", kwargs={"token": voices.token(asked)})


def answers(voice: str) -> dict[str, str]:
    return sheet_of_response(Response.objects.get(voice=voice)).answers


def test_without_a_script_a_peer_finishes_on_a_phone(live_server: Any, browser: Browser) -> None:
    invited = voices.invitations(voices.asked_peers(6))[0]
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(live_server.url + link(invited))
    page.get_by_role("button", name="Start").click()
    for at, code in enumerate(CORE):
        page.wait_for_url(re.compile(f"/{code}/"))
        page.locator(f"#today-{1 + at % 5}").check(force=True)
        if at == 3:  # one side alone: the page asks once for the other, and keeps what was given
            page.get_by_role("button", name="Save and continue").click()
            expect(page.get_by_role("alert")).to_contain_text("Choose where you’d like to be")
            assert page.locator("#today-4").is_checked()
        page.locator("#wanted-5").check(force=True)
        page.get_by_role("button", name="Save and continue").click()
        if at == 0:
            expect(page.locator(".short")).to_be_visible()  # the code for another device
    arrived(page, "Which up to three would you move first?")
    page.get_by_label("The customer’s whole path").check()
    page.get_by_role("button", name="Save and continue").click()
    arrived(page, "Check your answers")
    page.get_by_role("button", name="Finish").click()
    arrived(page, "That’s everything. Thank you.")
    context.close()
    given = answers(Voice.PEER)
    assert given == {code: f"{1 + at % 5}5{int(code == 'E5')}" for at, code in enumerate(CORE)}


def focused(page: Page) -> str:
    """The words of what has the focus; none while it is nowhere."""
    words = "(document.activeElement.labels?.[0] ?? document.activeElement).innerText"
    try:
        return str(page.evaluate(f"document.activeElement === document.body ? '' : {words}"))
    except Error:  # the page was just being replaced
        page.wait_for_load_state()
        return ""


def tab_until(page: Page, arrived_there: Callable[[], bool]) -> None:
    for _ in range(60):
        if arrived_there():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads there on {page.url}")


def test_by_keyboard_alone_in_german_a_member_of_the_team_finishes(live_server: Any, page: Page) -> None:
    invited = voices.invitations(voices.asked_team(10))[0]

    def tab_to(words: str) -> None:
        tab_until(page, lambda: words in focused(page))

    def tab_to_field(name: str) -> None:
        tab_until(page, lambda: page.evaluate("document.activeElement.name ?? ''") == name)

    page.goto(live_server.url + link(invited) + "?lang=de")
    assert page.locator("html").get_attribute("lang") == "de"
    tab_to("Starten")
    page.keyboard.press("Enter")
    for code in CORE:
        page.wait_for_url(re.compile(f"/{code}/"))
        page.wait_for_load_state()
        tab_to_field("current")
        page.keyboard.press("2")
        tab_to_field("desired")
        page.keyboard.press("4")
        page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/first/"))
    page.wait_for_load_state()
    tab_to("Speichern und weiter")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/about/"))
    page.wait_for_load_state()
    tab_to_field("meets")
    page.keyboard.press("Space")
    tab_to("Speichern und weiter")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/check/"))
    page.wait_for_load_state()
    tab_to("Abschließen")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/finish/"))
    assert set(answers(Voice.TEAM).values()) == {"240"}
    assert sheet_of_response(Response.objects.get(voice=Voice.TEAM)).said["meets"] == "in_person"


def pages_of_those_asked() -> list[str]:
    """Landing, a draft under way on every page of it, declining, stopping, and what came of it."""
    team = voices.asked_team(6)
    invited, other = voices.invitations(team)[:2]
    elsewhere = voices.fill(voices.begin(invited), {"C2": ("2", "4")})
    tokens = [voices.token(other, purpose) for purpose in (Purpose.DECLINE, Purpose.STOP)]
    opened = open_group(group(voices.survey_of("tom@example.com", "Other"), 8, opened=False))
    linked = voices.by_link(voices.survey_of("eva@example.com", "Third"), Voice.TEAM)
    assert elsewhere.panel is not None
    return [
        link(other),
        link(invited),
        f"{link(other)}data/",
        link(linked),
        reverse("decline", args=[tokens[0]]),
        reverse("stop", args=[tokens[1]]),
        reverse("told", args=[telling.link_of(opened)]),
        reverse("mine"),
        "/i/unknown/",
    ]


def pages_of_whoever_asks(code: Any) -> list[str]:
    names = (
        "ask-voice",
        "ask-check",
        "ask-sent",
        "ask-extend",
        "ask-notice",
        "ask-review",
        "ask-tell",
    )
    of_team = [reverse(name, args=[code, "team"]) for name in names]
    of_peers = [reverse(name, args=[code, "peer"]) for name in ("ask-voice", "ask-check")]
    tried = [reverse("try", args=[code, "team"]), reverse("try-page", args=[code, "team", "C2"])]
    others = [reverse("ask", args=[code]), reverse("expect", args=[code]), reverse("share", args=[code])]
    return [
        *others,
        *of_team,
        *of_peers,
        *tried,
        reverse("result", args=[code, "team"]),
        reverse("open-results", args=[code, "team"]),
        reverse("next-round", args=[code]),
        reverse("my-surveys"),
    ]


OF_MAILS_THAT_WAIT = ("ask-sent", "ask-start-now", "ask-call-off")


def pages_of_a_link_and_of_a_list() -> list[str]:
    """A link that went round, its poster and its guard; names on a list; mails that wait or came back."""
    linked = voices.by_link(voices.survey_of(), Voice.TEAM, 60)
    rows = [*voices.people(30, "Sales", name="a"), *voices.people(4, "sale", name="b")]
    listed = voices.prepared(voices.survey_of(), Voice.TEAM, rows)
    waits = voices.prepared(voices.survey_of(), Voice.TEAM, 6)
    later = timezone.localdate() + timedelta(days=3)
    inviting.send(panel=waits, by=voices.executive_of(waits.survey), starts_on=later)
    names = ("ask-sent", "poster", "ask-guard")
    of_link = [reverse(name, args=[linked.survey.code, "team"]) for name in names]
    return [
        *of_link,
        f"{of_link[0]}?in=de",
        reverse("ask-check", args=[listed.survey.code, "team"]),
        *(reverse(name, args=[waits.survey.code, "team"]) for name in OF_MAILS_THAT_WAIT),
        *pages_of_mails_that_came_back(),
    ]


def pages_of_mails_that_came_back() -> list[str]:
    panel = voices.by_list(voices.survey_of(), Voice.TEAM, 6)
    wrong = voices.invitations(panel)[:2]
    Delivery.objects.filter(invitation__in=wrong).update(state=Mail.BOUNCED, due_at=None, tries=1)
    at = [panel.survey.code, "team"]
    return [
        reverse("ask-sent", args=at),
        reverse("ask-addresses-withdraw", args=at),
        reverse("ask-address-withdraw", args=[*at, wrong[0].code]),
    ]


@pytest.fixture
def keeps_the_rules(
    page: Page, live_server: Any, accessible: Callable[[], None]
) -> Callable[[list[str]], None]:
    """Each address in both languages: WCAG 2.2 AA, its language said, nothing scrolled sideways."""

    def check(addresses: list[str]) -> None:
        for address in addresses:
            for language in ("en", "de"):
                page.set_viewport_size({"width": 360, "height": 740})
                mark = "&" if "?" in address else "?"
                answer = page.goto(f"{live_server.url}{address}{mark}lang={language}")
                assert answer is not None
                assert answer.status == (404 if address == "/i/unknown/" else 200), address
                assert str(page.locator("html").get_attribute("lang"))[:2] == language, page.url
                assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url
                accessible()

    return check


def test_every_page_of_those_asked_keeps_the_rules(
    page: Page, live_server: Any, keeps_the_rules: Callable[[list[str]], None]
) -> None:
    keeps_the_rules(pages_of_those_asked())
    team = Panel.objects.get(survey__executive__email=voices.EXECUTIVE, voice=Voice.TEAM)
    page.goto(live_server.url + link(voices.invitations(team)[3]))
    page.locator(".choice .button").first.click()
    place = page.url.removeprefix(live_server.url).removesuffix("C2/")
    keeps_the_rules([place + end for end in ("C2/", "first/", "about/", "leave/", "check/")])


def test_every_page_of_whoever_asks_keeps_the_rules(
    page: Page, live_server: Any, keeps_the_rules: Callable[[list[str]], None]
) -> None:
    panel = voices.asked_team(30)
    for person, one in enumerate(voices.invitations(panel)[:7]):
        voices.answer(one, person)
    voices.prepared(panel.survey, Voice.PEER, 6)
    let_in(page.context, voices.EXECUTIVE, live_server.url)
    keeps_the_rules(pages_of_whoever_asks(panel.survey.code))
    keeps_the_rules(pages_of_a_link_and_of_a_list())


def test_a_reviewers_page_keeps_the_rules(page: Page, keeps_the_rules: Callable[[list[str]], None]) -> None:
    panel = voices.prepared(voices.survey_of(), Voice.TEAM, 6)
    keeps_the_rules([reverse("review", args=[reviews.token(reviews.reviewer(panel))])])
