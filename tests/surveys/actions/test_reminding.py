"""Reminders: nobody is nagged, and a batch leaves the same trace on everybody, whoever has answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.utils import timezone

from surveys import tasks
from surveys.actions import declining, delivering, inviting, opening, reminding
from surveys.choices import Letter, Mail, Verdict, Voice
from surveys.lists import Row
from surveys.models import Bucket, Delivery, Invitation, Panel, Reminder, Review, User
from tests import voices
from tests.factories import sign_in, text
from tests.mailbox import Mailbox, Moody
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MORNING = datetime(2027, 9, 1, 9, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """It is Wednesday, 1 September 2027, nine o'clock, and time stands still."""
    with time_machine.travel(MORNING, tick=False) as travelling:
        yield travelling


@pytest.fixture
def panel(mailbox: Mailbox) -> Panel:
    """Six peers asked today, their mails sent. Reminders are due on the 6th and 13th; the 15th ends it."""
    panel = voices.by_list(voices.survey_of(), Voice.PEER, 6)
    assert tasks.deliver.func() == {Mail.SENT: 6}
    return panel


def by(panel: Panel) -> User:
    return voices.executive_of(panel.survey)


def september(day: int, hour: int = 9) -> datetime:
    return MORNING.replace(day=day, hour=hour)


def written_to(mailbox: Mailbox) -> list[str]:
    """Whom the last mails went to, since it was asked the last time."""
    fresh, mailbox.mails[:] = [str(mail["To"]) for mail in mailbox.mails], []
    return sorted(fresh)


def who(*numbers: int) -> list[str]:
    return [f"person{number:03}@example.com" for number in numbers]


def go(clock: Any, moment: datetime) -> dict[str, int]:
    """The ticker at this moment, and the worker after it."""
    clock.move_to(moment)
    tasks.tick()
    return dict(tasks.deliver.func())


def rows(letter: str) -> list[dict[str, Any]]:
    """What is stored of the mails of one letter, but for their keys and whose they are."""
    kept = ("letter", "state", "tries", "due_at", "taken_at", "share", "review")
    return list(Delivery.objects.filter(letter=letter).values(*kept))


# --- who is written to ----------------------------------------------------------------------------------


def test_two_reminders_go_out_on_their_days_in_the_morning(
    panel: Panel, mailbox: Mailbox, clock: Any
) -> None:
    written_to(mailbox)
    sent = {}
    for day in range(2, 16):
        for hour in (6, 9, 15):
            go(clock, september(day, hour))
            if found := written_to(mailbox):
                sent[day, hour] = found
    assert sent == {(6, 9): who(*range(6)), (13, 9): who(*range(6))}
    assert dict(Reminder.objects.values_list("number", "begun_on")) == {
        1: date(2027, 9, 6),
        2: date(2027, 9, 13),
    }


def test_nobody_is_reminded_who_answered_declined_opted_out_or_will_answer(
    panel: Panel, mailbox: Mailbox, clock: Any
) -> None:
    people = voices.invitations(panel)
    voices.answer(people[0])
    declining.decline(invitation=people[1])
    declining.stop(invitation=people[2])
    declining.keep_quiet(invitation=people[3], quiet=True)
    written_to(mailbox)
    go(clock, september(6))
    assert written_to(mailbox) == who(4, 5)
    declining.keep_quiet(invitation=people[3], quiet=False)
    go(clock, september(13))
    assert written_to(mailbox) == who(3, 4, 5)


def test_a_batch_leaves_the_same_trace_on_everybody(panel: Panel, mailbox: Mailbox, clock: Any) -> None:
    """Nothing stored tells those who were written to from those who weren't: no row, no state, no counter."""
    people = voices.invitations(panel)
    voices.answer(people[0])
    declining.decline(invitation=people[1])
    declining.stop(invitation=people[2])
    declining.keep_quiet(invitation=people[3], quiet=True)
    Bucket.objects.all().delete()
    go(clock, september(6))
    assert len(rows(Letter.REMINDER)) == 6
    assert all(row == rows(Letter.REMINDER)[0] for row in rows(Letter.REMINDER))
    assert rows(Letter.REMINDER)[0] == {
        "letter": Letter.REMINDER,
        "state": Mail.SENT,
        "tries": 1,
        "due_at": None,
        "taken_at": None,
        "share": None,
        "review": None,
    }
    days = Bucket.objects.filter(left=0)
    assert days.count() == 6  # everybody's one mail of the day is used up
    assert len(set(days.values_list("counted_at", flat=True))) == 1


@pytest.mark.parametrize("mood", ["550 No such user", Moody.HANG_UP, Moody.TAKE_AND_HANG_UP, "451 Not now"])
def test_whatever_the_server_says_the_trace_is_the_same(
    clock: Any,
    post: Moody,
    mood: str,
) -> None:
    panel = voices.by_list(voices.survey_of(), Voice.PEER, 4)
    tasks.deliver.func()
    voices.answer(voices.invitations(panel)[0])
    post.moods = {who(1)[0]: mood}
    go(clock, september(6))
    post.moods = {}
    go(clock, september(6, 10))
    assert len(rows(Letter.REMINDER)) == 4
    assert all(row == rows(Letter.REMINDER)[0] for row in rows(Letter.REMINDER))
    assert {mail["state"] for mail in rows(Letter.INVITATION)} == {Mail.SENT}
    for perhaps in (False, True):  # a person repeats no reminder
        assert delivering.send_again(panel=panel, perhaps=perhaps, by=by(panel)) == 0


def test_whoever_acts_while_a_batch_waits_leaves_no_other_trace(
    panel: Panel, mailbox: Mailbox, clock: Any
) -> None:
    written_to(mailbox)
    clock.move_to(september(6))
    assert reminding.begin_due() == 1
    people = voices.invitations(panel)
    voices.answer(people[0])
    declining.decline(invitation=people[1])
    declining.stop(invitation=people[2])
    declining.keep_quiet(invitation=people[3], quiet=True)
    assert len({str(row) for row in rows(Letter.REMINDER)}) == 1  # all of them wait
    tasks.deliver.func()
    assert written_to(mailbox) == who(4, 5)
    assert len({str(row) for row in rows(Letter.REMINDER)}) == 1


def test_a_worker_that_died_over_a_reminder_leaves_it_like_the_others(panel: Panel, clock: Any) -> None:
    clock.move_to(september(6))
    assert reminding.begin_due() == 1
    taken = delivering.take()
    assert taken is not None
    clock.move_to(september(6, 10))
    assert delivering.give_up_lost() == 1
    tasks.deliver.func()
    assert all(row == rows(Letter.REMINDER)[0] for row in rows(Letter.REMINDER))


def test_nobody_is_reminded_of_a_mail_that_came_back_or_still_waits(
    panel: Panel, mailbox: Mailbox, clock: Any
) -> None:
    states = {0: Mail.REFUSED, 1: Mail.BOUNCED, 2: Mail.UNKNOWN, 3: Mail.QUEUED}
    people = voices.invitations(panel)
    for number, state in states.items():
        due = september(7) if state == Mail.QUEUED else None
        Delivery.objects.filter(invitation=people[number]).update(state=state, due_at=due)
    written_to(mailbox)
    go(clock, september(6))
    assert written_to(mailbox) == who(2, 4, 5)
    assert all(row == rows(Letter.REMINDER)[0] for row in rows(Letter.REMINDER))
    assert len(rows(Letter.REMINDER)) == 6


# --- one mail a person and day --------------------------------------------------------------------------


def test_somebody_in_two_surveys_gets_one_mail_a_day(panel: Panel, mailbox: Mailbox, clock: Any) -> None:
    written_to(mailbox)
    other = voices.survey_of("other@example.com", "Northgate")
    voices.by_list(other, Voice.PEER, voices.people(5))  # five of the same six addresses
    assert tasks.deliver.func() == {tasks.POSTPONED: 5}
    assert written_to(mailbox) == []
    waiting = Delivery.objects.filter(state=Mail.QUEUED)
    assert set(waiting.values_list("due_at", "tries")) == {(september(2, 7), 0)}
    assert go(clock, september(1, 20)) == {}
    assert go(clock, september(2, 7)) == {Mail.SENT: 5}
    assert written_to(mailbox) == who(*range(5))


def test_a_reminder_of_another_survey_waits_too(panel: Panel, mailbox: Mailbox, clock: Any) -> None:
    written_to(mailbox)
    clock.move_to(september(6, 6))
    other = voices.survey_of("other@example.com", "Northgate")
    voices.by_list(other, Voice.PEER, voices.people(4))
    go(clock, september(6, 6))
    assert written_to(mailbox) == who(*range(4))
    go(clock, september(6, 7))  # the reminder's morning
    assert written_to(mailbox) == who(4, 5)
    go(clock, september(7, 7))
    assert written_to(mailbox) == who(*range(4))


def test_whose_mail_came_a_day_late_is_not_reminded_two_days_after_it(mailbox: Mailbox, clock: Any) -> None:
    other = voices.survey_of("other@example.com", "Northgate")
    voices.by_list(other, Voice.PEER, voices.people(4))
    tasks.deliver.func()
    panel = voices.by_list(voices.survey_of(), Voice.PEER, voices.people(6))
    assert tasks.deliver.func() == {tasks.POSTPONED: 4, Mail.SENT: 2}
    reminding.move(panel=panel, number=1, day=date(2027, 9, 4), by=by(panel))
    go(clock, september(2))
    written_to(mailbox)
    go(clock, september(4))
    assert written_to(mailbox) == who(4, 5)
    assert len(rows(Letter.REMINDER)) == 6
    assert len({str(row) for row in rows(Letter.REMINDER)}) == 1


def test_what_reached_nobody_doesnt_use_up_the_day(clock: Any, post: Moody) -> None:
    post.moods = {who(0)[0]: "451 Greylisted", who(1)[0]: "550 No such user"}
    panel = voices.by_list(voices.survey_of(), Voice.PEER, 4)
    tasks.deliver.func()
    post.moods = {}
    delivering.send_again(panel=panel, perhaps=False, by=by(panel))
    clock.shift(timedelta(minutes=5))
    assert tasks.deliver.func() == {Mail.SENT: 2}
    assert sorted(post.taken) == who(0, 1, 2, 3)


# What somebody has done who was asked by the first survey, when its next mail goes out.
HAS: dict[str, Callable[[Invitation], object]] = {
    "nothing": lambda _asked: None,
    "answered": voices.answer,
    "declined": lambda asked: declining.decline(invitation=asked),
    "wants no reminders": lambda asked: declining.keep_quiet(invitation=asked, quiet=True),
    "wants no mails": lambda asked: declining.stop(invitation=asked),
}


def undone(run: Callable[[], object]) -> object:
    """What it returns; everything is then as if it had never been."""
    with transaction.atomic():
        found = run()
        transaction.set_rollback(True)
    return found


def asked_and(has: str) -> tuple[Panel, Invitation]:
    """Eight peers asked on the 1st, of whom five have answered, and one of the others."""
    panel = voices.by_list(voices.survey_of(), Voice.PEER, 8)
    tasks.deliver.func()
    voices.answers_of(panel, 5)
    invited = voices.invitations(panel)[6]
    HAS[has](invited)
    return panel, invited


def write(panel: Panel, letter: str) -> None:
    if letter == Letter.REMINDER:
        assert reminding.begin_due() == 1
    else:
        voices.opened(panel)
    tasks.deliver.func()


def asked_by_another(email: str) -> Panel:
    """Somebody else's survey asks the same person the same day, and four others."""
    survey = voices.survey_of("other@example.com", "Southgate")
    panel = voices.by_list(
        survey, Voice.PEER, [Row(email), *voices.people(4, name="other")], asker="Tom Reed"
    )
    tasks.deliver.func()
    return panel


def shown(panel: Panel) -> tuple[str, list[tuple[Any, ...]]]:
    """The page on how a survey's mails are doing, and what is stored of them."""
    client = Client()
    sign_in(client, by(panel))
    page = text(client.get(f"/ask/{panel.survey.code}/peer/sent/"))
    mails = Delivery.objects.filter(invitation__panel=panel).order_by("invitation__email")
    return page, list(mails.values_list("invitation__email", "state", "due_at", "tries"))


@pytest.mark.parametrize(
    ("letter", "mood"),
    [
        (Letter.REMINDER, "451 Greylisted"),
        pytest.param(Letter.REMINDER, "DATA 452 Disk full", marks=pytest.mark.one_database),
        pytest.param(Letter.REMINDER, Moody.LATER, marks=pytest.mark.one_database),
        pytest.param(Letter.REMINDER, "550 Mailbox full", marks=pytest.mark.one_database),
        pytest.param(Letter.REMINDER, Moody.HANG_UP, marks=pytest.mark.one_database),
        pytest.param(Letter.OPENED, "451 Greylisted", marks=pytest.mark.one_database),
        pytest.param(Letter.OPENED, Moody.HANG_UP, marks=pytest.mark.one_database),
    ],
)
def test_another_surveys_mails_dont_tell_whom_a_mail_was_tried(
    clock: Any, post: Moody, letter: str, mood: str
) -> None:
    def seen(has: str) -> object:
        clock.move_to(MORNING)
        panel, invited = asked_and(has)
        clock.move_to(september(6))
        post.moods = {invited.email: mood}
        write(panel, letter)
        post.moods = {}
        other = asked_by_another(invited.email)
        at_once_after = shown(other)
        clock.shift(timedelta(minutes=5))  # what was refused for now is tried again
        tasks.deliver.func()
        later_on = shown(other)
        go(clock, september(7, 7))
        return at_once_after, later_on, shown(other)

    of_all = [undone(lambda has=has: seen(has)) for has in HAS]  # type: ignore[misc]
    assert all(found == of_all[0] for found in of_all)
    (page, mails), _later, (_page, next_day) = of_all[0]  # type: ignore[misc]
    assert "1 waiting" in page
    assert "these people had one today" in page
    assert Counter(mail[1] for mail in mails) == {Mail.QUEUED: 1, Mail.SENT: 4}
    assert {mail[1] for mail in next_day} == {Mail.SENT}


@pytest.mark.one_database
@pytest.mark.parametrize("letter", [Letter.REMINDER, Letter.OPENED])
def test_what_is_refused_until_midnight_takes_no_second_day(clock: Any, post: Moody, letter: str) -> None:
    """Another day would be missing in another survey, of those alone who were really written to."""

    def seen(has: str) -> object:
        clock.move_to(MORNING)
        panel, invited = asked_and(has)
        clock.move_to(september(6, 20))
        post.moods = {invited.email: "451 Not now"}
        write(panel, letter)
        other = asked_by_another(invited.email)
        while clock_says() < september(7, 7) - timedelta(minutes=5):
            clock.shift(timedelta(minutes=5))
            tasks.tick()
            tasks.deliver.func()
        waits = Delivery.objects.filter(letter=letter, state=Mail.QUEUED).exists()
        assert waits is (letter == Letter.OPENED and has == "nothing")  # which is lost to nobody
        post.moods = {}
        go(clock, september(7, 7))
        clock.shift(timedelta(minutes=20))
        tasks.deliver.func()
        assert not Delivery.objects.filter(letter=letter, state=Mail.QUEUED).exists()
        return shown(other)

    of_all = [undone(lambda has=has: seen(has)) for has in ("nothing", "declined")]  # type: ignore[misc]
    assert of_all[0] == of_all[1]
    assert {mail[1] for mail in of_all[0][1]} == {Mail.SENT}  # type: ignore[index]


def clock_says() -> datetime:
    return timezone.localtime()


@pytest.mark.parametrize("letter", [Letter.REMINDER, Letter.OPENED])
def test_what_is_tried_again_goes_out_the_same_day_once_and_is_that_days_one_mail(
    clock: Any, post: Moody, letter: str
) -> None:
    panel, invited = asked_and("nothing")
    clock.move_to(september(6))
    post.mails.clear()
    post.moods = {invited.email: "451 Greylisted"}
    write(panel, letter)
    asked_by_another(invited.email)
    for _time in range(3):
        clock.shift(timedelta(minutes=3))
        tasks.deliver.func()  # refused again
    assert invited.email not in post.taken
    post.moods = {}
    for _time in range(20):
        clock.shift(timedelta(minutes=16))
        tasks.tick()
        tasks.deliver.func()
    assert post.taken.count(invited.email) == 1
    assert not Delivery.objects.filter(letter=letter, state=Mail.QUEUED).exists()
    go(clock, september(7, 7))
    assert askers(post, invited) == ["Jana Berg", "Tom Reed"]


def askers(post: Moody, invited: Invitation) -> list[str]:
    """In whose name this person was written to, one mail after the other."""
    return [str(mail["From"]).partition(" via ")[0] for mail in post.mails if mail["To"] == invited.email]


@pytest.mark.parametrize("away", ["a worker", "the mail server"])
def test_what_wasnt_tried_again_on_its_day_goes_to_nobody(clock: Any, post: Moody, away: str) -> None:
    panel, invited = asked_and("nothing")
    clock.move_to(september(6, 23) + timedelta(minutes=57))
    post.moods = {invited.email: "451 Greylisted"}
    write(panel, Letter.REMINDER)
    assert Delivery.objects.get(letter=Letter.REMINDER, state=Mail.QUEUED).tries == 1
    post.moods = {}
    post.mails.clear()
    if away == "the mail server":
        clock.move_to(september(6, 23) + timedelta(minutes=59, seconds=30))
        assert delivering.postpone() == 1
        clock.shift(timedelta(minutes=2))
        tasks.deliver.func()
    else:
        go(clock, september(7))
    assert post.mails == []
    assert len({str(row) for row in rows(Letter.REMINDER)}) == 1
    asked_by_another(invited.email)
    assert invited.email in post.taken  # the next day is free


@pytest.mark.django_db(transaction=True)
def test_three_workers_at_a_mail_tried_again_and_another_survey_send_one_that_day(post: Moody) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        panel, invited = asked_and("nothing")
        clock.move_to(september(6))
        post.moods = {invited.email: "451 Greylisted"}
        write(panel, Letter.REMINDER)
        post.moods = {}
        post.mails.clear()
        survey = voices.survey_of("other@example.com", "Southgate")
        rows_ = [Row(invited.email), *voices.people(4, name="other")]
        voices.by_list(survey, Voice.PEER, rows_, asker="Tom Reed")
        clock.shift(timedelta(minutes=5))
        at_once(*[tasks.deliver.func] * 3)
        assert post.taken.count(invited.email) == 1
        go(clock, september(7, 7))
        assert askers(post, invited) == ["Jana Berg", "Tom Reed"]


def test_no_address_is_stored_for_it(panel: Panel) -> None:
    for bucket in Bucket.objects.all():
        assert len(bucket.key) == 64
        assert "person" not in bucket.key


# --- two workers, late workers --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_batch() -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        panel = voices.by_list(voices.survey_of(), Voice.PEER, 6)
        Delivery.objects.update(state=Mail.SENT, due_at=None)
        clock.move_to(september(6))
        found = at_once(reminding.begin_due, reminding.begin_due, reminding.begin_due)
    assert sum(found) == 1
    assert Delivery.objects.filter(invitation__panel=panel, letter=Letter.REMINDER).count() == 6


def test_a_worker_that_was_away_catches_up_where_it_still_fits(panel: Panel, clock: Any) -> None:
    clock.move_to(september(8))
    assert reminding.begin_due() == 1  # two days late, five before the last
    clock.move_to(september(13))
    assert reminding.begin_due() == 1


def test_what_no_longer_fits_is_left_out(panel: Panel, clock: Any) -> None:
    clock.move_to(september(11))
    assert reminding.begin_due() == 0  # the last one is due in two days
    clock.move_to(september(13))
    assert reminding.begin_due() == 1
    assert list(Reminder.objects.values_list("number", flat=True)) == [2]
    clock.move_to(september(14))
    assert reminding.begin_due() == 0


def test_after_the_close_nothing_begins(panel: Panel, clock: Any) -> None:
    Panel.objects.update(closes_on=date(2027, 9, 5))
    clock.move_to(september(6))
    assert reminding.begin_due() == 0


def test_a_closed_voice_is_not_reminded(clock: Any) -> None:
    panel = voices.asked_team(6, answered=5)
    opening.close(panel=panel, by=by(panel))
    clock.move_to(september(6))
    assert reminding.begin_due() == 0
    with pytest.raises(inviting.Closed):
        reminding.send_now(panel=panel, number=1, by=by(panel))


def test_an_objection_holds_them(panel: Panel, clock: Any) -> None:
    review = Review.objects.create(
        panel=panel,
        email="council@example.com",
        role="Works council",
        link_hash="0" * 64,
        verdict=Verdict.OBJECTED,
        version="1",
        decided_at=timezone.now(),
    )
    clock.move_to(september(6))
    assert reminding.begin_due() == 0
    with pytest.raises(reminding.Held):
        reminding.send_now(panel=panel, number=1, by=by(panel))
    review.withdrawn_at = timezone.now()
    review.save()
    assert reminding.begin_due() == 1


# --- moving them ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "day", "fits"),
    [
        (1, 3, False),  # two days after the mails
        (1, 4, True),
        (1, 10, True),
        (1, 11, False),  # two days before the last one
        (2, 8, False),
        (2, 9, True),
        (2, 15, True),  # the closing date itself
        (2, 16, False),
    ],
)
def test_a_reminder_is_moved_where_it_is_three_days_from_every_other_mail(
    panel: Panel, number: int, day: int, fits: bool
) -> None:
    def move() -> None:
        reminding.move(panel=panel, number=number, day=date(2027, 9, day), by=by(panel))

    if fits:
        move()
    else:
        with pytest.raises(reminding.DoesNotFit):
            move()
    expected = {1: 6, 2: 13} | ({number: day} if fits else {})
    assert {one.number: one.due_on.day for one in Reminder.objects.all()} == expected


def test_one_may_be_left_out_and_planned_again(panel: Panel) -> None:
    for _twice in range(2):
        reminding.switch_off(panel=panel, number=2, by=by(panel))
    assert list(Reminder.objects.values_list("number", flat=True)) == [1]
    reminding.move(panel=panel, number=1, day=date(2027, 9, 14), by=by(panel))
    with pytest.raises(reminding.DoesNotFit):
        reminding.move(panel=panel, number=2, day=date(2027, 9, 15), by=by(panel))
    reminding.move(panel=panel, number=1, day=date(2027, 9, 8), by=by(panel))
    reminding.move(panel=panel, number=2, day=date(2027, 9, 11), by=by(panel))


def test_it_may_go_today_if_three_days_have_passed_and_never_twice(
    panel: Panel, mailbox: Mailbox, clock: Any
) -> None:
    written_to(mailbox)
    clock.move_to(september(3))
    with pytest.raises(reminding.DoesNotFit):
        reminding.send_now(panel=panel, number=1, by=by(panel))
    clock.move_to(september(4))
    assert reminding.send_now(panel=panel, number=1, by=by(panel)) == 6
    tasks.deliver.func()
    assert written_to(mailbox) == who(*range(6))
    for again in (
        lambda: reminding.send_now(panel=panel, number=1, by=by(panel)),
        lambda: reminding.move(panel=panel, number=1, day=date(2027, 9, 9), by=by(panel)),
        lambda: reminding.switch_off(panel=panel, number=1, by=by(panel)),
    ):
        with pytest.raises(reminding.HasBegun):
            again()
    with pytest.raises(reminding.DoesNotFit):
        reminding.send_now(panel=panel, number=2, by=by(panel))
    assert Invitation.objects.filter(deliveries__letter=Letter.REMINDER).count() == 6


def test_after_the_last_one_there_is_no_first(panel: Panel, clock: Any) -> None:
    reminding.switch_off(panel=panel, number=1, by=by(panel))
    clock.move_to(september(5))
    reminding.send_now(panel=panel, number=2, by=by(panel))
    with pytest.raises(reminding.DoesNotFit):
        reminding.move(panel=panel, number=1, day=date(2027, 9, 12), by=by(panel))


def test_a_stranger_moves_nothing(panel: Panel) -> None:
    tom = voices.account("tom@example.com")
    for change in (
        lambda: reminding.move(panel=panel, number=1, day=date(2027, 9, 9), by=tom),
        lambda: reminding.switch_off(panel=panel, number=1, by=tom),
        lambda: reminding.send_now(panel=panel, number=1, by=tom),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert {one.number: one.due_on.day for one in Reminder.objects.all()} == {1: 6, 2: 13}
