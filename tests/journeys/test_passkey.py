"""Come in with a mailed code, add a passkey, leave, and come back with the passkey."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from surveys.actions.completing import finish
from surveys.actions.keeping import keep
from surveys.actions.responses import Side, save_answer
from surveys.links import COOKIE_PREFIX, sign_cookie
from surveys.models import Organisation, User
from tests.surveys.people import code_in, survey_by_link

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.one_database,
]
Picture = Callable[[str], None]
Check = Callable[[], None]


@pytest.fixture
def owners_device(page: Page) -> Iterator[Any]:
    """A device that confirms every question about its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield lambda verified: session.send(
        "WebAuthn.setUserVerified",
        {"authenticatorId": made["authenticatorId"], "isUserVerified": verified},
    )
    session.detach()


def come_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/account/")
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code from the mail").fill(code_in(mail.outbox[-1]))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Your assessments")).to_be_visible()


def test_a_passkey_from_adding_to_coming_back(
    live_server: Any,
    page: Page,
    owners_device: Any,
    clean_console: list[str],
    accessible: Check,
    photograph: Picture,
) -> None:
    assert live_server.url.startswith("http://localhost:")  # browsers refuse passkeys for a number
    come_in(page, live_server.url, "jana@example.com")
    accessible()
    photograph("my_surveys_empty")
    page.get_by_role("link", name="Passkeys and codes").click()
    accessible()
    photograph("keys")
    page.get_by_role("link", name="Add a passkey").click()
    accessible()
    photograph("passkey_add")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    accessible()
    photograph("recovery_codes")
    assert Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).count() == 1
    page.goto(f"{live_server.url}/account/keys/passkeys/")
    expect(page.get_by_role("rowheader", name="Laptop")).to_be_visible()
    accessible()
    photograph("passkeys")
    page.get_by_role("link", name="Sign out").first.click()
    accessible()
    photograph("sign_out")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(f"{live_server.url}/surveys/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Your assessments")).to_be_visible()
    assert len(mail.outbox) == 1
    # what changes the ways in asks for the passkey once more
    page.goto(f"{live_server.url}/account/keys/passkeys/")
    page.get_by_role("link", name="Remove").click()
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    accessible()
    photograph("reauthenticate_passkey")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Remove Laptop?")).to_be_visible()
    accessible()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("You have none yet.")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_after_the_mailed_code_the_passkey_is_asked_for(
    live_server: Any,
    page: Page,
    owners_device: Any,
    clean_console: list[str],
    accessible: Check,
    photograph: Picture,
) -> None:
    come_in(page, live_server.url, "jana@example.com")
    page.goto(f"{live_server.url}/account/keys/passkeys/add/")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    recovery = page.get_by_role("main").get_by_role("listitem").first.inner_text()
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/account/")
    page.get_by_label("Your e-mail address").fill("jana@example.com")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code from the mail").fill(code_in(mail.outbox[-1]))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    accessible()
    photograph("one_more_step")
    # a device that doesn't recognise its owner: said on the page, not in the console
    owners_device(False)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Your device didn’t confirm it")
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Your assessments")).to_be_visible()


def test_keeping_a_result_by_keyboard_alone(
    live_server: Any, page: Page, clean_console: list[str], accessible: Check, photograph: Picture
) -> None:
    jana = User.objects.create_user("jana@example.com")
    EmailAddress.objects.create(user=jana, email=jana.email, verified=True, primary=True)
    for name in ("Northgate Retail", "Southgate", "A name as long as the column allows " * 3):
        Organisation.objects.create(name=name.strip()[:120]).members.add(jana)
    draft = survey_by_link()
    save_answer(draft=draft, practice="C2", current=Side(2), desired=Side(4))
    finish(draft=draft)
    cookie = sign_cookie(draft.code, 1)
    page.context.add_cookies([{"name": COOKIE_PREFIX + draft.code, "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/keep/{draft.survey.code}/")
    accessible()
    photograph("keep")
    page.get_by_label("Your e-mail address").press_sequentially("jana@example")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Type an address like")).to_be_visible()
    accessible()
    photograph("keep_error")
    page.get_by_label("Your e-mail address").fill("jana@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Type the code")).to_be_visible()
    accessible()
    photograph("code")
    page.get_by_label("The code from the mail").press_sequentially("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("That isn’t the code we sent")).to_be_visible()
    accessible()
    page.get_by_label("The code from the mail").fill(code_in(mail.outbox[-1]))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Where does this result belong?")).to_be_visible()
    accessible()
    photograph("keep_where")
    page.get_by_label("Northgate Retail").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('result', args=[draft.survey.code])}?kept=1")
    assert Organisation.objects.get(name="Northgate Retail").surveys.get() == draft.survey


def test_every_page_at_the_door(
    live_server: Any, page: Page, clean_console: list[str], accessible: Check, photograph: Picture
) -> None:
    page.goto(f"{live_server.url}/account/")
    accessible()
    photograph("door")
    page.emulate_media(color_scheme="dark")
    accessible()
    photograph("door_dark")
    come_in(page, live_server.url, "jana@example.com")
    for name in ("Northgate Retail", "", "A name as long as the column allows " * 3):
        draft = survey_by_link(name.strip()[:120])
        keep(survey=draft.survey, by=User.objects.get())
    page.goto(f"{live_server.url}/surveys/")
    accessible()
    photograph("my_surveys_dark")
    page.emulate_media(color_scheme="light")
    accessible()
    photograph("my_surveys")
    for path, name in (("sessions/", "sessions"), ("keys/app/add/", "app_add"), ("confirm/", "confirm")):
        page.goto(f"{live_server.url}/account/{path}")
        accessible()
        photograph(name)
    page.context.clear_cookies()
    for _ in range(6):
        page.goto(f"{live_server.url}/account/")
        page.get_by_label("Your e-mail address").fill("omar@example.com")
        page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="That was many codes")).to_be_visible()
    accessible()
    photograph("too_many")
