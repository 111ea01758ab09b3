"""Three voices in a real browser, with a real mail server: asked, answered, opened, shown, withdrawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from surveys import tasks
from surveys.actions import opening
from surveys.choices import MEETS, Meets, Voice
from surveys.models import Delivery, Invitation, Panel, Response, Survey
from tests import voices
from tests.factories import CORE, MARKS
from tests.journeys.looking import keep
from tests.journeys.test_executive import DESK, SIZES, arrived
from tests.mailbox import Mailbox

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Check = Callable[[], None]
Photograph = Callable[[str], None]
EXECUTIVE, CONSULTANT = "jana@example.com", "konrad@example.org"
PEERS = [f"peer{at}@example.com" for at in range(1, 7)]
DEPARTMENTS = ("Sales", "Service")
SEEN = 2  # of six in each voice


def work() -> None:
    """What the worker does: everything in the queue, by the library's own worker."""
    call_command("db_worker", queue_name="*", batch=True, interval=0, startup_delay=False, verbosity=0)


def click_rating(page: Page, today: str, wanted: str) -> None:
    """Both rails of the practice that is open, and on to the next page."""
    address = page.url
    for name, value in (("current", today), ("desired", wanted)):
        page.locator(f'input[name="{name}"][value="{value}"]').click()
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url(lambda url: url != address)


def answer_core(page: Page, person: int) -> None:
    """The twelve practices, a little different for each person, and the picks."""
    for at in range(len(CORE)):
        today = 1 + (person + at) % 3
        click_rating(page, str(today), str(min(5, today + 1 + at % 3)))
    arrived(page, "Which up to three would you move first?")
    page.get_by_label("The customer’s whole path").check()
    page.get_by_role("button", name="Save and continue").click()


def link_in(mail: Any, path: str) -> str:
    """The link to a page of ours in a mail's text."""
    body = mail.get_body(("plain",)).get_content()
    return re.search(rf"https?://\S+/{path}/\S+", body)[0]


def sign_in(page: Page, email: str, mailbox: Mailbox) -> None:
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code from the mail").fill(mailbox.code())
    page.get_by_role("button", name="Continue").click()


def finish(page: Page) -> str:
    """Finish for good, and the result code that is shown."""
    arrived(page, "Check your answers")
    page.get_by_role("button", name="Finish").click()
    arrived(page, "That’s everything. Thank you.")
    return page.locator("#result-code").inner_text()


# every page on the way is looked at in both widths, whichever the journey is made in
@pytest.mark.parametrize("size", [DESK, pytest.param("phone", marks=pytest.mark.slow)])
def test_three_voices_from_the_first_answer_to_the_withdrawn_share(
    size: str,
    live_server: Any,
    page: Page,
    browser: Browser,
    settings: Any,
    mailbox: Mailbox,
    clean_console: list[str],
    accessible: Check,
    photograph: Photograph,
    tmp_path: Path,
) -> None:
    settings.SITE_URL = live_server.url
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})

    # the executive answers, and keeps it with a mailed code
    page.goto(f"{live_server.url}/start/")
    for today, wanted in MARKS.values():
        click_rating(page, today, wanted)
    page.get_by_role("button", name="Save and continue").click()
    arrived(page, "Check your answers")
    page.get_by_role("button", name="See your result").click()
    page.get_by_role("link", name="Keep this result").first.click()
    page.get_by_label("Your e-mail address").fill(EXECUTIVE)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code from the mail").fill(mailbox.code())
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Kept. You’ll find it")).to_be_visible()
    survey = Survey.objects.get()

    # six peers, asked by mail
    page.goto(f"{live_server.url}/ask/{survey.code}/")
    arrived(page, "Ask colleagues how they see it")
    accessible()
    photograph(f"ask_{size}")
    page.get_by_role("link", name="Ask your peers").first.click()
    page.get_by_label("Your organisation").fill("Lindenhof Hotels")
    page.get_by_label("Your name").fill("Jana Berg")
    page.locator("#id_addresses").fill(
        ", ".join(PEERS[:3]) + "\n" + "\n".join(PEERS[3:]) + "\nnot an address"
    )
    accessible()
    photograph(f"ask_peers_{size}")
    page.get_by_role("button", name="Check before anything is sent").click()
    arrived(page, "Check before 6 mails go out")
    expect(page.get_by_text("not an address").first).to_be_visible()
    expect(page.get_by_text("Jana Berg asks how close Lindenhof Hotels is to its customers.")).to_be_visible()
    accessible()
    photograph(f"ask_peers_check_{size}")
    page.get_by_role("button", name="Send 6 invitations").click()
    work()
    assert len(mailbox.mails) == mailbox.read + 6
    page.reload()
    arrived(page, "All 6 are sent")
    accessible()
    photograph(f"ask_peers_sent_{size}")

    # a scanner opens every link in every mail before anybody else does
    for mail in mailbox.mails[mailbox.read :]:
        for path in ("i", "decline", "stop"):
            assert page.request.get(link_in(mail, path)).ok
    assert not Invitation.objects.exclude(answered=False, declined=False).exists()

    # the peers answer on their own devices, two of them before our eyes
    codes = []
    for person, peer in enumerate(PEERS[:SEEN]):
        mail = next(mail for mail in mailbox.mails[mailbox.read :] if mail["To"] == peer)
        context = browser.new_context(viewport={"width": width, "height": height})
        theirs = context.new_page()
        theirs.goto(link_in(mail, "i"))
        arrived(theirs, "Jana Berg asks how close Lindenhof Hotels is to its customers")
        if person == 0:
            keep(theirs, f"invited_{size}")
        theirs.get_by_role("button", name="Start").click()
        answer_core(theirs, person)
        if person == 0:
            arrived(theirs, "Check your answers")
            keep(theirs, f"check_peer_{size}")
        codes.append(finish(theirs))
        if person == 0:
            assert theirs.evaluate("document.documentElement.scrollWidth") == width
            keep(theirs, f"done_peer_{size}")
            theirs.goto(link_in(mail, "i"))
            arrived(theirs, "You’ve answered, thank you")
        context.close()
    mailbox.read = len(mailbox.mails)
    assert Response.objects.filter(voice=Voice.PEER).count() == SEEN
    others_answer(survey, Voice.PEER)

    # the executive opens the peers' results
    page.goto(f"{live_server.url}/r/{survey.code}/peer/")
    arrived(page, "6 of 6 answered: the results can be opened")
    accessible()
    photograph(f"peers_ready_{size}")
    page.get_by_role("link", name="Open results").click()
    page.get_by_role("button", name="Open results").click()
    arrived(page, "Working out the results")
    accessible()
    work()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Peers: ")  # the page looks again by itself
    accessible()
    photograph(f"peers_open_{size}")

    # a peer comes back with the result code
    own = browser.new_context(viewport={"width": width, "height": height}).new_page()
    own.goto(f"{live_server.url}/mine/")
    own.get_by_label("Your result code").fill(codes[0].lower())
    own.get_by_role("button", name="Show my picture").click()
    expect(own.get_by_text("6 people of the peers answered")).to_be_visible()
    keep(own, f"mine_{size}")
    own.context.close()

    # the team: by an open link at the desk, by a list on the phone
    page.goto(f"{live_server.url}/ask/{survey.code}/team/")
    if size == "desk":
        links = [ask_by_link(page, accessible, photograph)] * 6
    else:
        links = ask_by_list(page, mailbox, tmp_path, accessible, photograph)
    for person, link in enumerate(links[:SEEN]):
        context = browser.new_context(viewport={"width": width, "height": height})
        theirs = context.new_page()
        theirs.goto(link)
        theirs.get_by_role("button", name="Start").click()
        answer_core(theirs, person)
        tell_about(theirs, size, person)
        finish(theirs)
        context.close()
    assert Response.objects.filter(voice=Voice.TEAM).count() == SEEN
    others_answer(survey, Voice.TEAM, {MEETS: Meets.IN_PERSON})

    page.goto(f"{live_server.url}/r/{survey.code}/team/")
    photograph(f"team_ready_{size}")
    page.get_by_role("link", name="Open results").click()
    page.get_by_role("button", name="Open results").click()
    arrived(page, "Working out the results")
    work()
    expect(page.get_by_role("heading", level=2, name="Practice by practice")).to_be_visible(timeout=10_000)
    accessible()
    photograph(f"team_open_{size}")
    page.get_by_role("link", name="Voice by voice").click()
    expect(page.get_by_role("heading", level=2, name="The voices side by side")).to_be_visible()
    page.get_by_role("link", name="Parts of the team").click()
    page.get_by_role("link", name="Where people meet customers", exact=True).click()
    accessible()
    photograph(f"team_parts_{size}")

    # a consultant is shown the round, and then no more
    page.goto(f"{live_server.url}/share/{survey.code}/")
    page.get_by_label("address").fill(CONSULTANT)
    accessible()
    photograph(f"share_{size}")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_text(f"Shared with {CONSULTANT}.")).to_be_visible()
    work()
    told = mailbox.next_mail()
    assert told["To"] == CONSULTANT
    desk = browser.new_context(viewport={"width": width, "height": height}).new_page()
    told_text = told.get_body(("plain",)).get_content()
    assert f"{live_server.url}/clients/" in told_text
    desk.goto(f"{live_server.url}/clients/")
    sign_in(desk, CONSULTANT, mailbox)
    expect(desk.get_by_role("link", name="Lindenhof Hotels")).to_be_visible()
    keep(desk, f"clients_{size}")
    desk.get_by_role("link", name="Lindenhof Hotels").click()
    expect(
        desk.get_by_role("navigation", name="Whose view").get_by_role("link", name="Executive")
    ).to_have_count(0)
    keep(desk, f"consultant_{size}")
    page.goto(f"{live_server.url}/share/{survey.code}/")
    page.get_by_role("link", name=re.compile("Withdraw")).click()
    page.get_by_role("button", name=re.compile("Withdraw")).click()
    assert desk.reload().status == 404  # type: ignore[union-attr]
    desk.goto(f"{live_server.url}/clients/")
    arrived(desk, "Nobody shares a round with you yet")
    desk.context.close()
    assert Panel.objects.filter(opened_at__isnull=False).count() == 2
    assert not opening.to_open()
    asked = Delivery.objects.filter(letter="invitation")  # that results are open waits for another day
    assert not asked.exclude(state="sent").exists()
    assert tasks.purge_is_due() in (True, False)


def others_answer(survey: Survey, voice: str, segments: dict[str, str] | None = None) -> None:
    """The rest of the six, without a browser."""
    panel = survey.panels.get(voice=voice)
    left = [one for one in voices.invitations(panel) if not one.answered] or [panel] * 6
    for person, asked in enumerate(left[: 6 - SEEN], SEEN):
        voices.answer(asked, person, segments=segments)


def ask_by_link(page: Page, accessible: Check, photograph: Photograph) -> str:
    page.get_by_label(re.compile("By one link")).check()
    page.get_by_label(re.compile("About how many")).fill("12")
    accessible()
    photograph("ask_team_link")
    page.get_by_role("button", name="Check before anything is sent").click()
    arrived(page, "Check before you show the link")
    accessible()
    page.get_by_role("button", name="Show the link").click()
    arrived(page, "The link to pass on")
    accessible()
    photograph("ask_team_link_shown")
    return page.get_by_label("The link", exact=True).input_value()


def ask_by_list(
    page: Page, mailbox: Mailbox, folder: Path, accessible: Check, photograph: Photograph
) -> list[str]:
    rows = [f"person{at}@example.com;{DEPARTMENTS[at % 2]}" for at in range(12)]
    file = folder / "team.csv"
    file.write_text("\n".join(["email;department", *rows, "nobody;Sales"]), encoding="utf-16")
    page.locator("input[type=file]").set_input_files(file)
    accessible()
    photograph("ask_team_list")
    page.get_by_role("button", name="Check before anything is sent").click()
    arrived(page, "Check before 12 mails go out")
    accessible()
    photograph("ask_team_list_check")
    page.get_by_role("button", name="Send 12 invitations").click()
    work()
    mails = mailbox.mails[mailbox.read :]
    assert len(mails) == 12
    mailbox.read = len(mailbox.mails)
    return [link_in(mail, "i") for mail in mails[:6]]


def tell_about(page: Page, size: str, person: int) -> None:
    """Where somebody of the team mostly meets customers."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("meet customers")
    if person == 0:
        keep(page, f"about_{size}")
    page.get_by_label("In person").check()
    page.get_by_role("button", name="Save and continue").click()
