"""After Send: what became of the mails, in words and numbers, and a later closing date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from surveys import tasks
from surveys.actions import declining
from surveys.choices import Mail, Voice
from surveys.models import Delivery, Panel, Survey
from tests import voices
from tests.factories import text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def at(survey: Survey, rest: str) -> str:
    return f"/ask/{survey.code}/{rest}"


def in_states(panel: Panel, *states: str) -> None:
    """The voice's mails, in this order of their addresses, are in these states."""
    found = Delivery.objects.filter(invitation__panel=panel).order_by("invitation__email")
    for delivery, state in zip(found, states, strict=True):
        now = timezone.now()
        due, taken = (state == Mail.QUEUED and now) or None, (state == Mail.SENDING and now) or None
        Delivery.objects.filter(pk=delivery.pk).update(state=state, due_at=due, taken_at=taken)


def nothing_to_type_into(panel: Panel) -> None:
    """It closes too soon for a reminder."""
    Panel.objects.filter(pk=panel.pk).update(closes_on=timezone.localdate() + timedelta(days=1))


# --- mails --------------------------------------------------------------------------------------------


def test_while_mails_wait_the_page_looks_again_by_itself(jana: Client, survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.PEER, 4)
    nothing_to_type_into(panel)
    in_states(panel, Mail.SENT, Mail.SENDING, Mail.QUEUED, Mail.QUEUED)
    page = jana.get(at(survey, "peer/sent/"))
    assert page.headers["Refresh"] == f"3; url={at(survey, 'peer/sent/')}"
    assert "1 of 4 sent" in text(page)
    assert '<progress id="mails" class="mails" max="4" value="1">' in page.content.decode()
    assert "1 sent" in text(page)
    assert "3 waiting" in text(page)
    assert f'href="{at(survey, "peer/sent/")}?still=1">Stop looking again</a>' in page.content.decode()
    assert "Try" not in text(page)


@pytest.mark.parametrize(("people", "heading"), [(4, "All 4 are sent"), (0, "The mails")])
def test_all_that_were_sent_are_said_to_be(jana: Client, survey: Survey, people: int, heading: str) -> None:
    panel = voices.by_list(survey, Voice.PEER, 4)
    in_states(panel, *[Mail.SENT] * 4)
    if not people:
        Delivery.objects.all().delete()  # as after results have been open for a while
    assert f"<h1>{heading}</h1>" in jana.get(at(survey, "peer/sent/")).content.decode()


@pytest.mark.parametrize("field", ["email", "day"])
def test_a_page_with_a_field_to_type_into_is_not_loaded_anew(
    jana: Client, survey: Survey, field: str
) -> None:
    panel = voices.by_list(survey, Voice.PEER, 4)
    if field == "email":
        nothing_to_type_into(panel)
        in_states(panel, Mail.SENT, Mail.REFUSED, Mail.QUEUED, Mail.QUEUED)
    page = jana.get(at(survey, "peer/sent/"))
    html = page.content.decode()
    assert f'name="{field}"' in html
    assert "Refresh" not in page.headers
    assert '<div data-live="mails" data-looks-in="3">' in html  # a script takes these parts alone
    assert '<script src="/static/surveys/mails.js" defer>' in html
    assert "This page holds still, so that nothing you type is lost. Look again now" in text(page)
    held = jana.get(at(survey, "peer/sent/?still=1")).content.decode()
    assert "data-looks-in" not in held
    assert "mails.js" not in held


def test_it_can_be_held_still(jana: Client, survey: Survey) -> None:
    voices.by_list(survey, Voice.PEER, 4)
    page = jana.get(at(survey, "peer/sent/?still=1"))
    assert "Refresh" not in page.headers
    assert "This page holds still." in text(page)
    assert f'href="{at(survey, "peer/sent/")}">Let it look again' in page.content.decode()


def test_a_mail_server_that_doesnt_answer_is_said_and_asked_less_often(
    jana: Client, survey: Survey, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    nothing_to_type_into(voices.by_list(survey, Voice.PEER, 4))
    assert tasks.deliver.call() == {"postponed": 4}
    page = jana.get(at(survey, "peer/sent/"))
    assert "The mail server doesn’t answer right now." in text(page)
    assert page.headers["Refresh"].startswith("30;")
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        again = jana.get(at(survey, "peer/sent/"))
        assert "doesn’t answer" not in text(again)
        assert again.headers["Refresh"].startswith("3;")


def test_each_outcome_is_counted_and_only_refused_addresses_are_named(jana: Client, survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6)
    in_states(panel, Mail.SENT, Mail.SENT, Mail.REFUSED, Mail.UNKNOWN, Mail.BOUNCED, Mail.REFUSED)
    page = jana.get(at(survey, "peer/sent/"))
    said = text(page)
    assert "<h1>2 of 6 sent</h1>" in page.content.decode()  # not "all": four of them weren't
    for line in ("2 sent", "2 not delivered", "1 perhaps sent", "1 came back"):
        assert line in said
    assert "They may have arrived, so we don’t repeat them unasked." in said
    named = re.findall(r"person\d+@example\.com", page.content.decode())
    assert set(named) == {"person002@example.com", "person004@example.com", "person005@example.com"}
    assert "Try the 2 that weren’t delivered again" in said
    assert "Send the one that was perhaps sent again" in said
    assert "Refresh" not in page.headers


def test_who_answered_or_declined_is_named_nowhere(jana: Client, survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6)
    in_states(panel, *[Mail.SENT] * 6)
    before = text(jana.get(at(survey, "peer/sent/")))
    people = voices.invitations(panel)
    voices.answer(people[0])
    declining.decline(invitation=people[1])
    declining.stop(invitation=people[2])
    for route in ("peer/sent/", "peer/", "peer/check/", "peer/extend/", ""):
        page = jana.get(at(survey, route))
        assert page.status_code == 200
        assert "@example.com" not in page.content.decode().replace(voices.EXECUTIVE, "")
        assert "decline" not in text(page).replace("answered or declined", "").replace("/decline/", "")
    assert text(jana.get(at(survey, "peer/sent/"))) == before


def test_they_are_tried_again_because_a_person_says_so(
    jana: Client, survey: Survey, mailbox: Any, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    panel = voices.by_list(survey, Voice.PEER, 4)
    in_states(panel, Mail.SENT, Mail.REFUSED, Mail.UNKNOWN, Mail.DROPPED)
    for given, whom in (({}, "person001@example.com"), ({"perhaps": "1"}, "person002@example.com")):
        with django_capture_on_commit_callbacks(execute=True) as callbacks:
            response = jana.post(at(survey, "peer/again/"), given)
        assert (response.status_code, response.url) == (302, at(survey, "peer/sent/"))
        assert len(callbacks) == 1
        mailbox.mails.clear()
        assert tasks.deliver.call() == {"sent": 1}
        assert [mail["To"] for mail in mailbox.mails] == [whom]
        with django_capture_on_commit_callbacks() as callbacks:
            jana.post(at(survey, "peer/again/"), given)
        assert callbacks == []  # nothing left to try


def test_only_where_a_mail_may_arrive_twice_it_is_said_so(jana: Client, survey: Survey) -> None:
    """Each kind has a button of its own, and the words stand at the second alone."""
    panel = voices.by_list(survey, Voice.PEER, 5)
    in_states(panel, *[Mail.REFUSED] * 3, *[Mail.SENT] * 2)
    twice = "Whoever got the mail already may get it twice."
    assert twice not in text(jana.get(at(survey, "peer/sent/")))
    in_states(panel, *[Mail.REFUSED] * 3, *[Mail.UNKNOWN] * 2)
    said = text(jana.get(at(survey, "peer/sent/")))
    first, second = "Try the 3 that weren’t delivered again", "Send the 2 that were perhaps sent again"
    assert f"{first} {twice} {second}" in said


def test_after_closing_nobody_is_tried_again_nor_said_to_have_had_a_mail(
    jana: Client, survey: Survey, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6)
    in_states(panel, *[Mail.SENT] * 4, Mail.REFUSED, Mail.UNKNOWN)
    voices.answers_of(panel, 4)
    assert "Try the one that wasn’t delivered again" in text(jana.get(at(survey, "peer/sent/")))
    Panel.objects.update(closed_at=timezone.now())
    with django_capture_on_commit_callbacks() as callbacks:
        response = jana.post(at(survey, "peer/again/"))
    assert response.status_code == 409
    assert "Nothing was sent or changed." in text(response)
    assert callbacks == []
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {
        Mail.SENT: 4,
        Mail.REFUSED: 1,
        Mail.UNKNOWN: 1,
    }
    assert "/again/" not in jana.get(at(survey, "peer/sent/")).content.decode()


@pytest.mark.parametrize("people", [5, 7, 300])
def test_the_page_takes_as_many_statements_for_three_hundred(
    jana: Client, survey: Survey, count_statements: Callable[..., list[str]], people: int
) -> None:
    panel = voices.by_list(survey, Voice.TEAM, people)
    in_states(panel, *[Mail.REFUSED] * people)
    found: list[HttpResponse] = []
    statements = count_statements(lambda: found.append(jana.get(at(survey, "team/sent/"))))
    # session, account, panel, objections, counts, reminders, and the refused addresses
    assert len(statements) == 7
    named = re.findall(r"person\d+@example\.com", found[0].content.decode())
    assert len(named) == min(people, 100)
    assert ("and 200 more" in text(found[0])) == (people == 300)


# --- a later closing date -----------------------------------------------------------------------------------


@pytest.fixture
def on_the_second() -> Any:
    with time_machine.travel("2026-11-02 12:00Z", tick=False):
        yield


def test_it_can_be_left_open_longer(on_the_second: None, jana: Client, survey: Survey) -> None:
    voices.by_list(survey, Voice.PEER, 6)
    page = jana.get(at(survey, "peer/extend/"))
    assert "0 people have answered so far. Results open from 4 answers." in text(page)
    assert "It’s open until 16 November 2026." in text(page)
    assert 'value="2026-11-23"' in page.content.decode()
    response = jana.post(at(survey, "peer/extend/"), {"closes_on": "2026-12-01"})
    assert (response.status_code, response.url) == (302, at(survey, ""))
    assert Panel.objects.get().closes_on == date(2026, 12, 1)
    assert "Open until 1 December 2026 now." in text(jana.get(response.url))


@pytest.mark.parametrize("day", ["2026-11-15", "2026-11-02", "2027-05-02", "", "soon"])
def test_never_earlier_and_not_for_ever(on_the_second: None, jana: Client, survey: Survey, day: str) -> None:
    voices.by_list(survey, Voice.PEER, 6)
    response = jana.post(at(survey, "peer/extend/"), {"closes_on": day})
    assert response.status_code == 422
    assert Panel.objects.get().closes_on == date(2026, 11, 16)


def test_one_that_closed_with_too_few_answers_opens_again(
    on_the_second: None, jana: Client, survey: Survey
) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6)
    voices.answers_of(panel, 3)
    Panel.objects.update(closed_at=timezone.now(), closes_on=date(2026, 11, 1))
    page = text(jana.get(at(survey, "peer/extend/")))
    assert "Peers: open it again" in page
    assert "3 people have answered so far." in page
    assert "It closed after 1 November 2026." in page
    assert jana.post(at(survey, "peer/extend/"), {"closes_on": "2026-11-10"}).status_code == 302
    assert Panel.objects.get().takes_answers


@pytest.mark.parametrize("days", [30, 31])
def test_one_whose_addresses_are_deleted_stays_closed_and_nobody_offers_it(
    jana: Client, survey: Survey, days: int
) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6)
    today = timezone.localdate()
    Panel.objects.update(closed_at=timezone.now(), closes_on=today - timedelta(days=days))
    offers, gone = at(survey, "peer/extend/"), days > panel.address_days
    for page in (at(survey, ""), f"/r/{survey.code}/peer/"):
        assert (offers in jana.get(page).content.decode()) is not gone
    assert (offers in jana.post(at(survey, "peer/again/")).content.decode()) is not gone
    for response, status in (
        (jana.get(offers), 200),
        (jana.post(offers, {"closes_on": (today + timedelta(days=9)).isoformat()}), 409 if gone else 302),
    ):
        assert response.status_code == status
        assert ("The addresses were deleted 30 days after the closing date" in text(response)) is gone
    assert voices.fresh(panel).takes_answers is not gone


@pytest.mark.parametrize("opened", [True, False])
def test_one_with_enough_answers_stays_closed(jana: Client, survey: Survey, opened: bool) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6)
    voices.answers_of(panel, 4)
    Panel.objects.update(closed_at=timezone.now())
    if opened:
        voices.opened(voices.fresh(panel))
    later = (timezone.localdate() + timedelta(days=30)).isoformat()
    assert jana.get(at(survey, "peer/extend/")).status_code == 200
    response = jana.post(at(survey, "peer/extend/"), {"closes_on": later})
    assert response.status_code == 409
    assert "late ones don’t join" in text(response)
    assert Panel.objects.get().closed_at is not None


def test_before_anybody_was_asked_the_date_is_on_the_page_itself(jana: Client, survey: Survey) -> None:
    voices.prepared(survey, Voice.PEER, 6)
    assert jana.get(at(survey, "peer/extend/")).url == at(survey, "peer/")
