"""The page of the mails after Send: days to come, addresses that came back, and what may be done."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from surveys.actions import declining, inviting, reminding
from surveys.choices import Letter, Mail, Verdict, Voice
from surveys.models import Delivery, Invitation, Panel, Reminder, Review, Survey
from tests import reviews, voices
from tests.factories import sign_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

MORNING = datetime(2027, 9, 1, 9, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """It is 1 September 2027, nine o'clock, and time stands still."""
    with time_machine.travel(MORNING, tick=False) as travelling:
        yield travelling


@pytest.fixture
def jana(clock: Any, client: Client, survey: Survey) -> Client:
    """The executive's browser, signed in at that time."""
    sign_in(client, voices.executive_of(survey))
    return client


@pytest.fixture
def panel(clock: Any, survey: Survey) -> Panel:
    """Six peers asked; their mails are sent, and it closes on the 15th."""
    panel = voices.by_list(survey, Voice.PEER, 6)
    Delivery.objects.update(state=Mail.SENT, due_at=None, tries=1)
    return panel


def at(panel: Panel, rest: str) -> str:
    return f"/ask/{panel.survey.code}/{panel.voice}/{rest}"


def mails(jana: Client, panel: Panel) -> str:
    return text(jana.get(at(panel, "sent/")))


def remind(jana: Client, panel: Panel, number: int = 1, **given: str) -> HttpResponse:
    return jana.post(at(panel, f"reminders/{number}/"), given)  # type: ignore[return-value]


def days() -> dict[int, int]:
    return {one.number: one.due_on.day for one in Reminder.objects.all()}


# --- reminders ------------------------------------------------------------------------------------------


def test_both_are_shown_with_their_days_and_their_words(jana: Client, panel: Panel) -> None:
    page = jana.get(at(panel, "sent/")).content.decode()
    said = text(jana.get(at(panel, "sent/")))
    assert "First reminder Goes out on Monday, 6 September 2027." in said
    assert "Last reminder, before the close Goes out on Monday, 13 September 2027." in said
    assert "You aren’t shown who that is." in said
    assert "A reminder: how close is Lindenhof Hotels to its customers?" in said
    assert "This is the last reminder." in said
    assert re.search(r'name="day" value="2027-09-06" min="2027-09-04" max="2027-09-10"', page)
    assert re.search(r'name="day" value="2027-09-13" min="2027-09-09" max="2027-09-15"', page)
    assert "Send it today" not in said  # mails went out today


def test_they_are_seen_before_anything_is_sent(jana: Client, survey: Survey) -> None:
    panel = voices.prepared(survey, Voice.PEER, 6)
    said = text(jana.get(at(panel, "check/")))
    assert "A reminder: how close is Lindenhof Hotels to its customers?" in said
    last = "Last reminder: how close is Lindenhof Hotels to its customers? Open until 15 September 2027"
    assert last in said


def test_one_is_moved_left_out_and_planned_again(jana: Client, panel: Panel) -> None:
    assert remind(jana, panel, 1, day="2027-09-08").headers["Location"] == at(panel, "sent/")
    assert days() == {1: 8, 2: 13}
    assert remind(jana, panel, 2, off="1").status_code == 302
    assert days() == {1: 8}
    assert "Last reminder, before the close Not planned." in mails(jana, panel)
    remind(jana, panel, 2, day="2027-09-12")
    assert days() == {1: 8, 2: 12}


@pytest.mark.parametrize(
    "day", ["2027-09-02", "2027-09-12", "2027-10-01", "", "soon", "2027-02-30", "0001-01-01"]
)
def test_a_day_that_doesnt_fit_is_refused_in_words(jana: Client, panel: Panel, day: str) -> None:
    response = remind(jana, panel, 1, day=day)
    assert response.status_code == 422
    assert "That day doesn’t fit." in text(response)
    assert days() == {1: 6, 2: 13}


def test_it_goes_today_when_three_days_have_passed(jana: Client, panel: Panel, clock: Any) -> None:
    clock.shift(timedelta(days=4))
    assert "Send it today" in mails(jana, panel)
    assert remind(jana, panel, 1, now="1").status_code == 302
    assert Delivery.objects.filter(letter=Letter.REMINDER).count() == 6
    said = mails(jana, panel)
    assert "First reminder Went out on Sunday, 5 September 2027." in said
    assert "All 6 are sent" in said  # the invitations; of reminders nothing is counted
    for given in ({"now": "1"}, {"off": "1"}, {"day": "2027-09-09"}):
        response = remind(jana, panel, 1, **given)
        assert response.status_code == 409
        assert "went out already" in text(response)


def test_the_page_says_the_same_whoever_answered_before_and_after_a_batch(
    jana: Client, panel: Panel, clock: Any
) -> None:
    def seen() -> str:
        return mails(jana, panel)

    clock.shift(timedelta(days=5))
    before = seen()
    people = voices.invitations(panel)
    voices.answer(people[0])
    declining.decline(invitation=people[1])
    declining.keep_quiet(invitation=people[2], quiet=True)
    assert seen() == before
    assert reminding.begin_due() == 1
    waiting = seen()
    Delivery.objects.update(state=Mail.SENT, due_at=None)
    assert seen() == waiting


def test_an_objection_is_said_to_hold_them(jana: Client, panel: Panel, clock: Any) -> None:
    Review.objects.create(
        panel=panel,
        email="council@example.com",
        role="Works council",
        link_hash="0" * 64,
        verdict=Verdict.OBJECTED,
        version="1",
        decided_at=timezone.now(),
    )
    clock.shift(timedelta(days=4))
    said = mails(jana, panel)
    assert "no reminder goes out until that is settled" in said
    assert "Send it today" not in said
    assert remind(jana, panel, 1, now="1").status_code == 409
    assert not Delivery.objects.filter(letter=Letter.REMINDER).exists()


def test_after_the_close_nothing_can_be_changed(jana: Client, panel: Panel) -> None:
    Panel.objects.update(closed_at=timezone.now())
    said = mails(jana, panel)
    assert "First reminder Didn’t go out." in said
    assert "Move it" not in said
    assert remind(jana, panel, 1, day="2027-09-08").status_code == 409


def test_where_no_day_fits_that_is_said(jana: Client, survey: Survey) -> None:
    panel = voices.by_list(survey, Voice.PEER, 6, closes_on=date(2027, 9, 3))
    assert mails(jana, panel).count("Not planned: no day fits any more.") == 2


@pytest.mark.parametrize("number", [0, 3, 99])
def test_there_are_two(jana: Client, panel: Panel, number: int) -> None:
    assert remind(jana, panel, number, off="1").status_code == 404


def test_strangers_and_looks_change_nothing(
    jana: Client, panel: Panel, stranger: Client, client: Client
) -> None:
    code = voices.invitations(panel)[0].code
    addresses = [at(panel, rest) for rest in ("start/", "reminders/1/", f"addresses/{code}/")]
    assert {jana.get(address).status_code for address in addresses} == {405}
    addresses.append(at(panel, "labels/"))
    sign_in(stranger, voices.account("tom@example.com"))
    assert {stranger.post(address).status_code for address in addresses} == {404}
    by_link = voices.by_link(panel.survey, Voice.TEAM)
    assert {jana.post(at(by_link, rest)).status_code for rest in ("start/", "reminders/1/")} == {404}
    assert days() == {1: 6, 2: 13}


# --- one mail a day, and mails that wait for their day -----------------------------------------------------


def test_what_waits_for_tomorrow_is_explained_and_the_page_holds_still(jana: Client, panel: Panel) -> None:
    first = Delivery.objects.get(invitation=voices.invitations(panel)[0])
    Delivery.objects.filter(pk=first.pk).update(state=Mail.QUEUED, due_at=MORNING.replace(day=2, hour=7))
    page = jana.get(at(panel, "sent/"))
    assert "nobody gets more than one mail a day from this server" in text(page)
    assert "1 waiting" in text(page)
    assert "Refresh" not in page.headers
    assert "data-looks-in" not in page.content.decode()
    assert "mail server doesn’t answer" not in text(page)


def test_a_day_to_start_is_chosen_shown_and_given_up(jana: Client, survey: Survey) -> None:
    panel = voices.prepared(survey, Voice.PEER, 6)
    check = jana.get(at(panel, "check/")).content.decode()
    assert re.search(r'name="starts_on" form="send" min="2027-09-02" max="2027-09-14"', check)
    for wrong in ("2027-09-01", "2027-09-15", "soon"):
        response = jana.post(at(panel, "check/"), {"starts_on": wrong})
        assert response.status_code == 422
        assert "Choose a day after today and before the closing date" in text(response)
    assert voices.fresh(panel).frozen_at is None
    assert jana.post(at(panel, "check/"), {"starts_on": "2027-09-04"}).status_code == 302
    page = jana.get(at(panel, "sent/"))
    assert "The mails go out on Saturday, 4 September 2027" in text(page)
    assert "Refresh" not in page.headers
    assert "data-looks-in" not in page.content.decode()
    assert "First reminder Goes out on Thursday, 9 September 2027." in text(page)
    overview = text(jana.get(f"/ask/{survey.code}/"))
    assert "The mails go out on Saturday, 4 September 2027. Open until 15 September 2027." in overview
    for wrong in ("2027-09-01", "2027-09-15", "soon", ""):
        response = jana.post(at(panel, "start/"), {"day": wrong})
        assert response.status_code == 422
        assert "Choose a day after today and before the closing date. Nothing was changed." in text(response)
    assert jana.post(at(panel, "start/"), {"day": "2027-09-06"}).status_code == 302
    assert "The mails go out on Monday, 6 September 2027" in text(jana.get(at(panel, "sent/")))
    question = text(jana.get(at(panel, "start/now/")))
    assert "Send these 6 mails now?" in question
    assert "a mail that went out can’t be called back" in question
    assert voices.fresh(panel).starts_on == date(2027, 9, 6)
    assert jana.post(at(panel, "start/now/")).status_code == 302
    page = jana.get(at(panel, "sent/"))
    assert "The mails go out on" not in text(page)
    assert "Don’t send them" not in text(page)
    assert 'data-looks-in="3"' in page.content.decode()
    assert set(Delivery.objects.values_list("due_at", flat=True)) == {MORNING}


@pytest.fixture
def waiting(clock: Any, survey: Survey) -> Panel:
    """Six peers whose mails wait for Saturday."""
    panel = voices.prepared(survey, Voice.PEER, 6)
    inviting.send(panel=panel, by=voices.executive_of(survey), starts_on=date(2027, 9, 4))
    return voices.fresh(panel)


def test_mails_that_wait_are_called_off_after_a_question(jana: Client, waiting: Panel) -> None:
    assert "Send them now instead Don’t send them" in mails(jana, waiting)
    question = text(jana.get(at(waiting, "call-off/")))
    assert "Don’t send these 6 mails? None has gone out. They are dropped, and nobody was asked." in question
    assert "give the list again" not in question
    assert voices.fresh(waiting).frozen_at is not None
    done = jana.post(at(waiting, "call-off/"), follow=True)
    assert done.redirect_chain == [(at(waiting, "check/"), 302)]
    assert "The mails are called off. Nobody was asked." in text(done)
    assert "Send 6 invitations" in text(done)
    assert "Prepared. Nobody was asked yet." in text(jana.get(f"/ask/{waiting.survey.code}/"))
    assert "What your colleagues read" in text(jana.get(at(waiting, "")))  # every text can be changed
    for again in (jana.post(at(waiting, "call-off/")), jana.get(at(waiting, "call-off/"))):
        assert again.headers["Location"] == at(waiting, "check/")


def test_a_preview_from_before_sends_nothing_after_they_were_called_off(
    jana: Client, waiting: Panel, clock: Any
) -> None:
    assert waiting.prepared_at is not None
    clock.shift(timedelta(minutes=1))
    jana.post(at(waiting, "call-off/"))
    assert jana.post(at(waiting, "check/"), {"seen": waiting.prepared_at.isoformat()}).status_code == 409
    assert not Delivery.objects.exists()


def test_what_was_left_out_of_a_list_is_said_before_it_is_called_off(jana: Client, survey: Survey) -> None:
    rows = [*voices.people(6, "Sales"), *voices.people(6, "Kitchen", name="cook")]
    panel = voices.prepared(survey, Voice.TEAM, rows)
    inviting.send(panel=panel, by=voices.executive_of(survey), starts_on=date(2027, 9, 4))
    assert "To have it back, give the list again." in text(jana.get(at(panel, "call-off/")))


def test_mails_that_have_begun_to_go_cant_be_called_off(jana: Client, waiting: Panel) -> None:
    one = Delivery.objects.get(invitation=voices.invitations(waiting)[0])
    Delivery.objects.filter(pk=one.pk).update(state=Mail.SENT, due_at=None, tries=1)
    assert "Don’t send them" not in mails(jana, waiting)
    looked, pressed = jana.get(at(waiting, "call-off/")), jana.post(at(waiting, "call-off/"))
    assert (looked.status_code, pressed.status_code) == (200, 409)
    for page in (looked, pressed):
        assert "A mail has gone out already, so they can’t be called off. Nothing was changed." in text(page)
    assert voices.fresh(waiting).frozen_at is not None


def test_while_somebody_objects_they_are_held_and_dont_go_now(jana: Client, waiting: Panel) -> None:
    council = reviews.object_to(reviews.reviewer(waiting))
    said = mails(jana, waiting)
    assert "The mails are held" in said
    assert "They were to go out on Saturday, 4 September 2027. If the objection is settled by then" in said
    assert "The mails go out on" not in said
    card = text(jana.get(f"/ask/{waiting.survey.code}/"))
    assert "The mails are held. Open until 15 September 2027." in card
    assert "Send them now instead" not in said
    assert "Don’t send them" in said
    assert jana.get(at(waiting, "start/now/")).headers["Location"] == at(waiting, "sent/")
    refused = jana.post(at(waiting, "start/now/"))
    assert refused.status_code == 409
    assert "A reviewer objects, so nothing more is sent." in text(refused)
    reviews.agree(council)
    assert "The mails go out on Saturday, 4 September 2027" in mails(jana, waiting)
    assert set(Delivery.objects.filter(review=None).values_list("due_at", flat=True)) == {
        MORNING.replace(day=4, hour=7)
    }


def test_mails_held_past_their_day_can_still_be_called_off(jana: Client, waiting: Panel, clock: Any) -> None:
    reviews.object_to(reviews.reviewer(waiting))
    clock.shift(timedelta(days=4))
    said = mails(jana, waiting)
    assert "The mails are held" in said
    assert "Don’t send them" in said
    assert jana.post(at(waiting, "call-off/")).headers["Location"] == at(waiting, "check/")


def test_nobody_is_told_that_people_were_asked_while_mails_wait(jana: Client, waiting: Panel) -> None:
    first, day = reviews.reviewer(waiting), "Saturday, 4 September 2027"
    of_reviewer = f"/review/{reviews.token(first)}/"
    read = text(jana.get(of_reviewer))
    assert "please read before it goes out" in read
    assert f"The mails go out on {day}. An objection holds them." in read
    assert f"The mails go out on {day}. An objection holds them." in text(jana.get(at(waiting, "review/")))
    assert f"The mails go out on {day}, and what they say stands" in text(jana.get(at(waiting, "")))
    for status, page in (
        (200, jana.get(f"/throw-away/{waiting.survey.code}/")),
        (409, jana.post(f"/throw-away/{waiting.survey.code}/")),
    ):
        assert page.status_code == status
        assert f"Nobody was asked yet: its mails wait for {day}. Call them off first." in text(page)
        assert f'href="{at(waiting, "sent/")}"' in page.content.decode()
    stale = jana.post(at(waiting, ""), {"way": "list"})
    assert stale.status_code == 409
    assert "The mails wait for their day. Call them off first. Nothing was changed." in text(stale)
    reviews.agree(first)
    assert f"You’ve signed off. The mails go out on {day}." in text(jana.get(of_reviewer))
    reviews.object_to(reviews.reviewer(waiting, "dpo@example.org", "Data protection"))
    assert "Another reviewer objects, so it waits." in text(jana.get(of_reviewer))
    reviews.object_to(first)
    assert "Nobody was asked yet, and nobody is while you object." in text(jana.get(of_reviewer))
    Delivery.objects.filter(invitation__isnull=False).update(state=Mail.SENT, due_at=None, tries=1)
    for page in (jana.get(of_reviewer), jana.get(at(waiting, "review/"))):
        assert "People were asked already." in text(page)


# --- addresses that came back ---------------------------------------------------------------------------


def come_back(panel: Panel, *numbers: int, state: str = Mail.BOUNCED) -> list[Invitation]:
    asked = voices.invitations(panel)
    found = [asked[number] for number in numbers]
    Delivery.objects.filter(invitation__in=found).update(state=state)
    return found


def correct(jana: Client, panel: Panel, invitation: Invitation, **given: str) -> HttpResponse:
    return jana.post(at(panel, f"addresses/{invitation.code}/"), given)  # type: ignore[return-value]


def withdraw(jana: Client, panel: Panel, invitation: Invitation) -> HttpResponse:
    return jana.post(at(panel, f"addresses/{invitation.code}/withdraw/"))  # type: ignore[return-value]


def carried(question: Any) -> dict[str, str]:
    """What the form of a question carries along."""
    found = re.search(r'name="(seen)" value="(\w+)"', question.content.decode())
    assert found is not None
    return {found[1]: found[2]}


def test_each_is_shown_with_why_and_can_be_put_right(jana: Client, panel: Panel) -> None:
    [bounced] = come_back(panel, 0)
    [refused] = come_back(panel, 3, state=Mail.REFUSED)
    said = mails(jana, panel)
    assert "person000@example.com (came back)" in said
    assert "person003@example.com (not delivered)" in said
    response = correct(jana, panel, bounced, email=" Right <RIGHT@example.com> ")
    assert response.headers["Location"] == at(panel, "sent/")
    said = mails(jana, panel)
    assert "right@example.com is asked instead. The old link is dead." in said
    assert "person000@example.com" not in said
    assert "1 waiting" in said
    assert withdraw(jana, panel, refused).status_code == 302
    said = mails(jana, panel)
    assert "The address is withdrawn." in said
    assert "person003@example.com" not in said
    assert Invitation.objects.count() == 5


def test_it_is_said_that_what_came_back_later_goes_on_counting(jana: Client, panel: Panel) -> None:
    said = "One that came back later goes on counting as asked."
    [refused] = come_back(panel, 0, state=Mail.REFUSED)
    question = at(panel, f"addresses/{refused.code}/withdraw/")
    assert said not in mails(jana, panel) + text(jana.get(question))
    [bounced] = come_back(panel, 1)
    assert said in mails(jana, panel)
    assert said in text(jana.get(at(panel, "addresses/withdraw/")))
    assert said in text(jana.get(at(panel, f"addresses/{bounced.code}/withdraw/")))
    assert said not in text(jana.get(question))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type an address like name@example.com"),
        ("nobody", "Type an address like name@example.com"),
        ("a@example.com\r\nBcc: b@example.com", "Type an address like name@example.com"),
        ("person004@example.com", "person004@example.com is asked in this round already."),
        ("jana@example.com", "That’s your own address"),
    ],
)
def test_what_cant_be_used_is_said_and_nothing_changes(
    jana: Client, panel: Panel, typed: str, said: str
) -> None:
    [bounced, _other] = come_back(panel, 0, 1)
    response = correct(jana, panel, bounced, email=typed)
    assert response.status_code == 422
    assert said in text(response)
    assert voices.invitations(panel)[0].email == "person000@example.com"
    rows = re.findall(r'<li class="panel">.*?</li>', html.unescape(response.content.decode()), re.S)
    [mine] = [row for row in rows if "aria-invalid" in row]  # it stands in the row, with what was typed
    assert "person000@example.com" in mine
    assert said in mine
    assert f'value="{typed}"' in mine.replace("\n", "\r\n") or "\n" in typed


def test_twice_is_said_and_does_nothing(jana: Client, panel: Panel) -> None:
    [bounced] = come_back(panel, 0)
    correct(jana, panel, bounced, email="right@example.com")
    again = (correct(jana, panel, bounced, email="other@example.com"), withdraw(jana, panel, bounced))
    for response in (*again, jana.post(at(panel, f"addresses/{uuid4()}/withdraw/"))):
        assert response.status_code == 409
        assert "was put right or withdrawn already" in text(response)
    assert Invitation.objects.count() == 6


def test_a_question_comes_before_an_address_is_withdrawn(jana: Client, panel: Panel) -> None:
    [bounced] = come_back(panel, 0)
    question = jana.get(at(panel, f"addresses/{bounced.code}/withdraw/"))
    said = text(question)
    assert "Withdraw this address? No mail reached it." in said
    assert "person000@example.com" in said
    assert "what they have said so far is deleted; what they have finished stays and counts" in said
    assert Invitation.objects.count() == 6
    assert "Withdraw all" not in mails(jana, panel)  # of one alone there is one button


@pytest.mark.parametrize("many", [2, 3, 300])
def test_all_are_withdrawn_at_once_after_a_question(jana: Client, survey: Survey, many: int) -> None:
    panel = voices.by_list(survey, Voice.TEAM, many + 5)
    Delivery.objects.update(state=Mail.SENT, due_at=None, tries=1)
    come_back(panel, *range(many))
    come_back(panel, 0, state=Mail.REFUSED)
    assert f"Withdraw all {many}" in mails(jana, panel)
    question = jana.get(at(panel, "addresses/withdraw/"))
    assert f"Withdraw these {many} addresses?" in text(question)
    assert question.content.decode().count("@example.com") == min(many, 100)
    assert ("and 200 more" in text(question)) is (many == 300)
    assert jana.post(at(panel, "addresses/withdraw/"), carried(question)).status_code == 302
    said = mails(jana, panel)
    assert f"{many} addresses are withdrawn." in said
    assert "Addresses that no mail reached" not in said
    assert (Invitation.objects.count(), voices.fresh(panel).head_count) == (5, many + 4)
    assert jana.get(at(panel, "addresses/withdraw/")).status_code == 302  # nothing is left to ask about


@pytest.mark.parametrize("given", [{}, {"seen": ""}, {"number": "2"}, {"seen": "²\0"}, {"seen": "9" * 5000}])
def test_who_was_not_named_is_asked_about_again(jana: Client, panel: Panel, given: dict[str, str]) -> None:
    come_back(panel, 0, 1)
    response = jana.post(at(panel, "addresses/withdraw/"), given)
    assert response.status_code == 409
    assert "More mails came back meanwhile, or some were put right. Nothing was changed." in text(response)
    assert "Withdraw these 2 addresses?" in text(response)
    assert Invitation.objects.count() == 6


def test_the_same_number_of_others_is_asked_about_again(jana: Client, panel: Panel) -> None:
    """In another window one is put right, and another mail comes back: the button withdraws neither."""
    [right, _stays] = come_back(panel, 0, 1)
    question = jana.get(at(panel, "addresses/withdraw/"))
    correct(jana, panel, right, email="right@example.com")
    [third] = come_back(panel, 2)  # by address the new one is the last
    again = jana.post(at(panel, "addresses/withdraw/"), carried(question))
    assert again.status_code == 409
    assert third.email not in text(question)
    assert third.email in text(again)
    assert Invitation.objects.count() == 6
    assert jana.post(at(panel, "addresses/withdraw/"), carried(again)).status_code == 302
    assert Invitation.objects.count() == 4


def test_nothing_is_withdrawn_after_the_close_or_by_a_stranger(
    jana: Client, stranger: Client, panel: Panel
) -> None:
    [bounced, _other] = come_back(panel, 0, 1)
    named = carried(jana.get(at(panel, "addresses/withdraw/")))
    asked = [at(panel, "addresses/withdraw/"), at(panel, f"addresses/{bounced.code}/withdraw/")]
    for address in asked:
        for response in (stranger.get(address), stranger.post(address, named)):
            assert response.status_code == 302
            assert response.headers["Location"].startswith("/account/?next=")
    Panel.objects.update(closed_at=timezone.now())
    for address in asked:
        assert jana.get(address).status_code == 200
        assert jana.post(address, named).status_code == 409
    assert Invitation.objects.count() == 6


def test_whoever_has_answered_looks_the_same_on_this_page(jana: Client, panel: Panel) -> None:
    one, other = voices.invitations(panel)[:2]
    voices.answer(one)
    come_back(panel, 0, 1)

    def seen() -> str:
        page = html.unescape(jana.get(at(panel, "sent/")).content.decode())
        for number, invitation in enumerate((one, other)):
            page = page.replace(str(invitation.code), "CODE").replace(f"person00{number}@", "WHO@")
        return page.replace(f"new{0}@", "NEW@").replace(f"new{1}@", "NEW@")

    rows = re.findall(r'<li class="panel">.*?</li>', seen(), re.S)
    strip = [re.sub(r'csrfmiddlewaretoken" value="\w+"|-\d"', "", row) for row in rows]
    assert len(strip) == 2
    assert strip[0] == strip[1]
    answers = [correct(jana, panel, who, email=f"new{n}@example.com") for n, who in enumerate((one, other))]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert "2 waiting" in mails(jana, panel)


# --- names on a list ------------------------------------------------------------------------------------


def test_slips_are_suggested_and_accepted(jana: Client, survey: Survey) -> None:
    rows = [
        *voices.people(9, "Sales", "", "", name="a"),
        *voices.people(2, "sales dept", "", "", name="b"),
        *voices.people(7, "<b>Kitchen</b>", "", "", name="c"),
        *voices.people(1, "<b>Kitchn</b>", "", "", name="d"),
    ]
    panel = voices.prepared(survey, Voice.TEAM, rows)
    page = jana.get(at(panel, "check/"))
    said = text(page)
    assert "Department: sales dept (2) → Sales" in said
    assert "Sales 9 9 <b>Kitchen</b> 7 0 it would give a small one away sales dept 2 0" in html.unescape(said)
    assert "<b>" not in page.content.decode()
    given = {"kind": "department", "name": "sales dept", "instead": "Sales"}
    assert jana.post(at(panel, "labels/"), given).headers["Location"] == at(panel, "check/")
    assert jana.post(at(panel, "labels/"), given).status_code == 302  # in another window, too late: harmless
    assert "Sales 11 11" in text(jana.get(at(panel, "check/")))
    jana.post(at(panel, "labels/"), {"all": "1"})
    said = html.unescape(text(jana.get(at(panel, "check/"))))
    assert "Names that may mean the same" not in said
    assert "<b>Kitchen</b> 8 8" in said


def test_whoever_comes_back_to_that_address_sees_the_list(jana: Client, survey: Survey) -> None:
    panel = voices.prepared(survey, Voice.TEAM, voices.people(9, "Sales", name="a"))
    assert jana.get(at(panel, "labels/")).headers["Location"] == at(panel, "check/")
    assert jana.put(at(panel, "labels/")).status_code == 405


def test_a_check_page_from_before_a_change_of_names_sends_nothing(jana: Client, survey: Survey) -> None:
    rows = [*voices.people(9, "Sales", name="a"), *voices.people(2, "sales", name="b")]
    panel = voices.prepared(survey, Voice.TEAM, rows)
    seen = re.search(r'name="seen" value="([^"]+)"', jana.get(at(panel, "check/")).content.decode())
    assert seen is not None
    with time_machine.travel(MORNING + timedelta(minutes=1)):
        jana.post(at(panel, "labels/"), {"all": "1"})
    assert jana.post(at(panel, "check/"), {"seen": html.unescape(seen[1])}).status_code == 409
    assert not Delivery.objects.exists()


def test_more_than_sixty_names_of_a_kind_are_refused_in_a_sentence(jana: Client, survey: Survey) -> None:
    rows = [row for n in range(61) for row in voices.people(5, f"Unit {n}", name=f"u{n}-")]
    panel = voices.prepared(survey, Voice.TEAM, rows)
    said = text(jana.get(at(panel, "check/")))
    assert (
        "The list splits people by 61 names of one kind (department), and results have room for 60." in said
    )
    assert "Send 305 invitations" not in said
    assert jana.post(at(panel, "check/")).status_code == 422
    assert not Delivery.objects.exists()
