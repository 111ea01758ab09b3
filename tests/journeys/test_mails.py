"""The mails in a real browser: a list is dropped, its slips mended; nobody is nagged, by keyboard too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from surveys.choices import Mail, Voice
from surveys.links import Purpose
from surveys.models import Delivery, Invitation, OptOut, Reminder
from tests import voices
from tests.factories import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]
Check = Callable[[], None]
Photograph = Callable[[str], None]

LIST = "email;department\r\n" + "".join(
    f"person{n}@example.com;{'Sales' if n < 8 else 'sales dept' if n < 10 else 'Kitchen'}\r\n"
    for n in range(17)
)
DROP = """([field, content]) => {
    const given = new DataTransfer();
    given.items.add(new File([content], "people.csv", {type: "text/csv"}));
    document.querySelector(field).dispatchEvent(
        new DragEvent("drop", {dataTransfer: given, bubbles: true, cancelable: true}));
}"""


def let_in(page: Page, client: Client, live_server: Any) -> None:
    """The browser takes over the session of whoever is signed in."""
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


def test_a_list_is_dropped_mended_sent_and_its_reminder_moved(
    page: Page,
    client: Client,
    live_server: Any,
    clean_console: list[str],
    accessible: Check,
    photograph: Photograph,
) -> None:
    survey = voices.survey_of()
    sign_in(client, voices.executive_of(survey))
    let_in(page, client, live_server)
    page.goto(f"{live_server.url}/ask/{survey.code}/team/")
    page.locator("#id_asker").fill("Jana Berg")
    expect(page.get_by_text("Or drop the file here.")).to_be_visible()
    page.evaluate(DROP, ["[data-drop]", LIST])
    assert page.locator("#id_file").evaluate("field => field.files[0].name") == "people.csv"
    page.get_by_role("button", name="Check before anything is sent").click()
    expect(page.get_by_text("Department: sales dept (2) → Sales")).to_be_visible()
    accessible()
    photograph("mails_check")
    page.get_by_role("button", name="Put them together").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="Sales 10 10")).to_be_visible()
    page.get_by_role("button", name="Send 17 invitations").click()
    page.wait_for_url("**/sent/")
    invited = Invitation.objects.order_by("email")
    Delivery.objects.update(state=Mail.SENT, due_at=None)
    Delivery.objects.filter(invitation=invited[0]).update(state=Mail.BOUNCED)
    page.goto(page.url)
    accessible()
    photograph("mails_sent")
    page.get_by_label("New address").fill("right@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_text("right@example.com is asked instead.")).to_be_visible()
    page.get_by_role("button", name="Leave it out").last.click()
    expect(page.get_by_text("Not planned.")).to_be_visible()
    assert list(Reminder.objects.values_list("number", flat=True)) == [1]


def test_fewer_mails_by_keyboard_and_without_a_script(
    browser: Any, live_server: Any, accessible: Check, photograph: Photograph, page: Page
) -> None:
    panel = voices.by_list(voices.survey_of(), Voice.PEER, 4)
    peer = voices.invitations(panel)[0]
    bare = browser.new_context(java_script_enabled=False).new_page()
    bare.goto(f"{live_server.url}/i/{voices.token(peer)}/")
    bare.get_by_role("button", name="No reminders, but I will answer").focus()
    bare.keyboard.press("Enter")
    expect(bare.get_by_role("heading", name="You get no reminders")).to_be_visible()
    peer.refresh_from_db()
    assert peer.no_reminders
    bare.get_by_role("link", name="Don’t ask me again").click()
    bare.get_by_role("button", name="Don’t ask me again").click()
    assert OptOut.objects.count() == 1
    bare.get_by_role("button", name="Ask me again").click()
    expect(bare.get_by_text("It’s taken back")).to_be_visible()
    assert not OptOut.objects.exists()
    bare.context.close()
    for purpose in (Purpose.ANSWER, Purpose.DECLINE, Purpose.STOP):
        path = {Purpose.ANSWER: "i"}.get(purpose, str(purpose))
        page.goto(f"{live_server.url}/{path}/{voices.token(peer, purpose)}/")
        accessible()
        photograph(f"mails_{purpose}")
    page.goto(f"{live_server.url}/quiet/{voices.token(peer, Purpose.STOP)}/")
    accessible()
    photograph("mails_quiet")


def test_what_is_typed_stays_while_mails_go_out(
    page: Page,
    client: Client,
    live_server: Any,
    clean_console: list[str],
    accessible: Check,
    photograph: Photograph,
) -> None:
    survey = voices.survey_of()
    panel = voices.by_list(survey, Voice.PEER, 6)
    refused, perhaps, *waiting = Delivery.objects.order_by("invitation__email")
    Delivery.objects.filter(pk=refused.pk).update(state=Mail.REFUSED, due_at=None)
    Delivery.objects.filter(pk=perhaps.pk).update(state=Mail.UNKNOWN, due_at=None)
    sign_in(client, voices.executive_of(survey))
    let_in(page, client, live_server)
    page.goto(f"{live_server.url}/ask/{survey.code}/{panel.voice}/sent/")
    accessible()
    photograph("mails_waiting")
    page.get_by_label("New address").fill("right@exam")
    Delivery.objects.filter(pk=waiting[0].pk).update(state=Mail.SENT, due_at=None)
    expect(page.get_by_role("heading", level=1)).to_have_text("1 of 6 sent", timeout=10_000)
    expect(page.get_by_label("New address")).to_have_value("right@exam")
    expect(page.get_by_label("New address")).to_be_focused()
    page.get_by_role("link", name="Stop looking again").focus()  # what has the focus stays too
    Delivery.objects.filter(pk=waiting[1].pk).update(state=Mail.SENT, due_at=None)
    page.wait_for_timeout(4000)
    expect(page.get_by_role("link", name="Stop looking again")).to_be_focused()
    page.get_by_label("New address").focus()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 of 6 sent", timeout=10_000)
    accessible()
