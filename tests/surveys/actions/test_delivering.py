"""Mails: at most once, whatever the mail server and the worker do. The server here is real, and moody."""

from __future__ import annotations

import re
import smtplib
import socket
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.core.exceptions import PermissionDenied
from django.core.mail import get_connection
from django.utils import timezone
from pytest_django import Settings

from surveys import mail_server, tasks
from surveys.actions import declining, delivering, inviting, opening, planning, sharing
from surveys.choices import Mail, Voice
from surveys.models import Delivery, Invitation, Panel, Survey
from tests import voices
from tests.mailbox import Moody
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def panel() -> Panel:
    return voices.by_list(voices.survey_of(), Voice.PEER, voices.people(4))


def deliver() -> dict[str, int]:
    return tasks.deliver.func()  # type: ignore[no-any-return]


def states() -> dict[str, str]:
    return dict(Delivery.objects.filter(share=None).values_list("invitation__email", "state"))


def who(number: int) -> str:
    return f"person{number:03}@example.com"


# --- what goes well -----------------------------------------------------------------------------------------


def test_everybody_gets_one_mail_over_one_connection(panel: Panel, post: Moody) -> None:
    assert deliver() == {Mail.SENT: 4}
    assert sorted(post.taken) == [who(number) for number in range(4)]
    assert set(states().values()) == {Mail.SENT}
    assert deliver() == {}
    assert len(post.mails) == 4
    assert set(Delivery.objects.values_list("tries", flat=True)) == {1}


def test_each_mail_has_its_own_links_and_id(panel: Panel, post: Moody) -> None:
    deliver()
    assert len({mail["Message-ID"] for mail in post.mails}) == 4
    assert len({mail["List-Unsubscribe"] for mail in post.mails}) == 4
    links = {str(invited.email): voices.token(invited) for invited in voices.invitations(panel)}
    for mail in post.mails:
        body = mail.get_body(("plain",))
        assert body is not None
        found = {to for to, token in links.items() if token in body.get_content()}
        assert found == {mail["To"]}


# --- refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mood", ["550 No such user", "552 Mailbox full", "DATA 554 Looks like spam"])
def test_what_is_refused_for_good_is_not_tried_again(panel: Panel, post: Moody, mood: str) -> None:
    post.moods[who(1)] = mood
    assert deliver() == {Mail.SENT: 3, Mail.REFUSED: 1}
    assert states() == dict.fromkeys(map(who, range(4)), Mail.SENT) | {who(1): Mail.REFUSED}
    post.moods.clear()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        tasks.tick()
        assert deliver() == {}
    assert who(1) not in post.taken


@pytest.mark.parametrize("mood", ["451 Greylisted, try again", "421 Too busy", "DATA 452 Disk full"])
def test_what_is_refused_for_now_is_tried_again_later(panel: Panel, post: Moody, mood: str) -> None:
    post.moods[who(1)] = mood
    assert deliver() == {Mail.SENT: 3, tasks.POSTPONED: 1}
    waiting = Delivery.objects.get(state=Mail.QUEUED)
    assert (waiting.invitation.email, waiting.tries) == (who(1), 1)  # type: ignore[union-attr]
    assert timedelta() < waiting.due_at - timezone.now() <= MINUTE
    assert deliver() == {}
    post.moods.clear()
    with time_machine.travel(timezone.now() + 2 * MINUTE):
        assert deliver() == {Mail.SENT: 1}
    assert Counter(post.taken) == Counter(map(who, range(4)))


def test_the_pause_grows_and_ends_after_half_a_day(panel: Panel, post: Moody) -> None:
    post.moods[who(0)] = "450 Not now"
    deliver()
    pauses = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        while waiting := Delivery.objects.filter(state=Mail.QUEUED).first():
            pauses.append(waiting.due_at - timezone.now())
            clock.move_to(waiting.due_at)
            deliver()
    minutes = [round(pause / MINUTE) for pause in pauses]
    assert minutes[:6] == [1, 2, 4, 8, 15, 15]
    assert (len(minutes), set(minutes[4:])) == (49, {15})
    assert 11 * 60 < sum(minutes) < 12 * 60
    assert states()[who(0)] == Mail.REFUSED
    assert Delivery.objects.get(state=Mail.REFUSED).tries == 50


def now_and_in_two_minutes() -> dict[str, int]:
    """After a mail in doubt the others wait a little."""
    done = Counter(deliver())
    with time_machine.travel(timezone.now() + 2 * MINUTE):
        done += Counter(deliver())
    del done[tasks.POSTPONED]
    return dict(done)


@pytest.mark.parametrize("mood", [Moody.HANG_UP, Moody.TAKE_AND_HANG_UP])
def test_when_the_line_goes_dead_nobody_knows_and_nobody_is_written_to_twice(
    panel: Panel, post: Moody, mood: str
) -> None:
    post.moods[who(1)] = mood
    assert now_and_in_two_minutes() == {Mail.SENT: 3, Mail.UNKNOWN: 1}
    assert states()[who(1)] == Mail.UNKNOWN
    post.moods.clear()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        tasks.tick()
        assert deliver() == {}
    assert Counter(post.taken)[who(1)] == (1 if mood == Moody.TAKE_AND_HANG_UP else 0)


def test_when_the_line_goes_dead_before_the_mail_that_one_waits(panel: Panel, post: Moody) -> None:
    post.moods[who(1)] = Moody.LATER
    assert deliver() == {Mail.SENT: 3, tasks.POSTPONED: 1}
    assert states()[who(1)] == Mail.QUEUED
    post.moods.clear()
    with time_machine.travel(timezone.now() + 2 * MINUTE):
        assert deliver() == {Mail.SENT: 1}
    assert Counter(post.taken) == Counter(map(who, range(4)))


def test_nobody_at_the_mail_server_postpones_everything_and_counts_no_try(
    panel: Panel, settings: Settings
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    assert deliver() == {tasks.POSTPONED: 4}
    assert set(Delivery.objects.values_list("state", "tries")) == {(Mail.QUEUED, 0)}
    assert not delivering.due()
    assert delivering.due(timezone.now() + 2 * MINUTE)


@pytest.mark.parametrize(
    "problem",
    [
        ConnectionRefusedError(),
        socket.gaierror("no such name"),
        TimeoutError(),
        smtplib.SMTPServerDisconnected("closed"),
        smtplib.SMTPConnectError(421, "busy"),
        smtplib.SMTPAuthenticationError(535, b"no"),
    ],
    ids=lambda problem: type(problem).__name__,
)
@pytest.mark.parametrize(("mood", "state"), [(Moody.HANG_UP, Mail.UNKNOWN), (Moody.LATER, Mail.QUEUED)])
def test_a_server_that_goes_away_in_the_middle_leaves_the_rest_waiting(
    panel: Panel, post: Moody, monkeypatch: pytest.MonkeyPatch, problem: Exception, mood: str, state: str
) -> None:
    """One mail is in doubt; the others never left, so they wait, instead of being doubtful by the hundred."""
    opened: list[int] = []

    class Leaving(mail_server.Backend):
        def open(self) -> Any:
            if self.connection is None and opened:
                raise problem
            opened.append(1)
            return super().open()

    monkeypatch.setattr(mail_server, "Backend", Leaving)
    post.moods[who(0)] = mood
    Delivery.objects.exclude(invitation__email=who(0)).update(due_at=timezone.now())
    assert deliver()[tasks.POSTPONED] == (3 if state == Mail.UNKNOWN else 4)
    assert states() == dict.fromkeys(map(who, range(4)), Mail.QUEUED) | {who(0): state}
    tries = dict(Delivery.objects.values_list("invitation__email", "tries"))
    assert sorted(tries[who(number)] for number in (1, 2, 3)) == [0, 0, int(state == Mail.QUEUED)]


# --- a worker that dies -------------------------------------------------------------------------------------


class Killed(BaseException):
    """What a killed worker would be like, if it could be raised."""


def test_a_worker_that_dies_after_the_server_took_the_mail_leaves_it_in_doubt(
    panel: Panel, post: Moody, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(delivery: Delivery, state: str) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(delivering, "settle", die)
        with pytest.raises(Killed):
            deliver()
    assert len(post.mails) == 1
    assert Counter(states().values()) == {Mail.SENDING: 1, Mail.QUEUED: 3}
    assert deliver() == {Mail.SENT: 3}  # another worker leaves it alone
    assert Counter(post.taken).most_common(1)[0][1] == 1
    now = timezone.now()
    assert delivering.give_up_lost(now=now + 9 * MINUTE) == 0
    assert delivering.give_up_lost(now=now + 11 * MINUTE) == 1
    assert Counter(states().values()) == {Mail.UNKNOWN: 1, Mail.SENT: 3}
    with time_machine.travel(now + timedelta(days=2)):
        tasks.tick()
        assert deliver() == {}
    assert len(post.mails) == 4


def test_a_worker_that_was_only_slow_changes_nothing_afterwards(panel: Panel) -> None:
    taken = delivering.take()
    assert taken is not None
    delivering.give_up_lost(now=timezone.now() + 11 * MINUTE)
    for late in (lambda: delivering.settle(taken, Mail.SENT), lambda: delivering.later(taken)):
        late()
        assert Delivery.objects.get(pk=taken.pk).state == Mail.UNKNOWN


def test_a_person_may_try_again_what_is_in_doubt_or_was_refused(panel: Panel, post: Moody) -> None:
    post.moods = {who(0): Moody.HANG_UP, who(1): "550 No such user"}
    now_and_in_two_minutes()
    post.moods.clear()
    by = voices.executive_of(panel.survey)
    with pytest.raises(PermissionDenied):
        delivering.send_again(panel=panel, perhaps=False, by=voices.account("tom@example.com"))
    assert delivering.send_again(panel=panel, perhaps=False, by=by) == 1
    assert states()[who(0)] == Mail.UNKNOWN  # that is asked for on its own
    assert delivering.send_again(panel=panel, perhaps=True, by=by) == 1
    assert [delivering.send_again(panel=panel, perhaps=perhaps, by=by) for perhaps in (False, True)] == [0, 0]
    with time_machine.travel(timezone.now() + 3 * MINUTE):
        assert deliver() == {Mail.SENT: 1, tasks.POSTPONED: 1}
    with time_machine.travel(timezone.now() + timedelta(days=2)):  # what may have arrived was today's mail
        assert deliver() == {Mail.SENT: 1}
    assert Counter(post.taken) == Counter(map(who, range(4)))
    other = voices.by_list(panel.survey, Voice.TEAM, voices.people(5, name="team"))
    Delivery.objects.filter(invitation__panel=other).update(state=Mail.REFUSED, due_at=None)
    assert delivering.send_again(panel=panel, perhaps=False, by=by) == 0  # the other voice is another matter


def test_a_late_bounce_of_a_first_try_is_not_the_second_tries(panel: Panel, post: Moody) -> None:
    invited = voices.invitations(panel)[0]
    post.moods = {invited.email: "550 No such user"}
    deliver()
    old = Delivery.objects.get(invitation=invited)
    post.moods.clear()
    delivering.send_again(panel=panel, perhaps=False, by=voices.executive_of(panel.survey))
    deliver()
    delivering.note_bounce(old, old.tries)
    new = Delivery.objects.get(invitation=invited)
    assert (new.state, new.tries, new.pk != old.pk) == (Mail.SENT, 1, True)


# --- who is not written to ----------------------------------------------------------------------------------


def test_whoever_says_stop_before_it_is_their_turn_gets_no_mail(panel: Panel, post: Moody) -> None:
    first, second, third, fourth = voices.invitations(panel)
    taken = delivering.take()  # a worker has it, and the same person says stop meanwhile
    assert taken is not None
    assert taken.invitation is not None
    declining.stop(invitation=taken.invitation)
    with get_connection() as server:
        assert tasks.attempt(taken, server).state == Mail.SENT  # as if: counts tell nothing
    others = [one for one in (first, second, third, fourth) if one != taken.invitation]
    declining.decline(invitation=others[0])
    voices.answer(others[1])
    assert deliver() == {Mail.SENT: 3}
    assert post.taken == [others[2].email]
    assert {states()[one.email] for one in others} == {Mail.SENT}


def test_an_opt_out_in_another_round_or_by_an_older_key_counts(
    panel: Panel, post: Moody, settings: Settings
) -> None:
    invited = voices.invitations(panel)[0]
    declining.stop(invitation=invited)
    Delivery.objects.update(
        state=Mail.QUEUED, due_at=timezone.now()
    )  # whatever happened to the row of the mail itself
    settings.LINK_KEY, settings.OLD_LINK_KEYS = "another long random text, made today", [settings.LINK_KEY]
    assert deliver() == {Mail.SENT: 4}
    assert len(post.taken) == 3
    assert invited.email not in post.taken


def test_after_closing_nobody_is_written_to(post: Moody) -> None:
    panel = voices.asked_team(6, answered=5)
    opening.close(panel=panel, by=voices.executive_of(panel.survey))
    assert deliver() == {Mail.SENT: 6}
    assert post.mails == []


def test_a_mail_whose_links_can_no_longer_be_made_is_refused_and_stops_nothing(
    panel: Panel, post: Moody, settings: Settings
) -> None:
    settings.LINK_KEY = "another long random text, made today"
    assert deliver() == {Mail.REFUSED: 4}
    assert post.mails == []


# --- mails that can't be made -------------------------------------------------------------------------------


def said(caplog: pytest.LogCaptureFixture) -> str:
    """What the project's own log says."""
    return "\n".join(one.getMessage() for one in caplog.records if one.name.startswith("surveys"))


NO_NAMES = ["=?utf-8?q?a=0ab?=", "=?utf-8?b?a?=", "=?x?q?=ff?=", "=?utf-8?q?=ff?=", "a\nBcc: x@example.com"]
NO_ADDRESSES = [
    "=?utf-8?q?q=0ab?=@example.com",
    '"=?utf-8?q?a=0d=0ab?="@example.com',
    "=?x?q?=ff?=@example.com",
    "=?utf-8?q?=f0=9f?=@example.com",
    "a@b@example.com",
    "a@" + "x" * 64 + ".example",
    "a\nb@example.com",
]


@pytest.mark.parametrize("name", NO_NAMES)
def test_an_asker_in_whose_name_no_mail_can_be_made_stops_nobody_elses(
    panel: Panel, post: Moody, name: str
) -> None:
    """However it came to be stored: the form doesn't take it."""
    other = voices.by_list(voices.survey_of("tom@example.com"), Voice.PEER, voices.people(4, name="bad"))
    Survey.objects.filter(pk=other.survey_id).update(asker=name)
    Delivery.objects.filter(invitation__panel=other).update(due_at=timezone.now() - MINUTE)  # they go first
    done = now_and_in_two_minutes()
    assert sum(done.values()) == 8
    assert done[Mail.SENT] >= 4
    assert not Delivery.objects.filter(state__in=(Mail.SENDING, Mail.UNKNOWN)).exists()
    assert set(map(who, range(4))) <= set(post.taken)
    for mail in post.mails:
        assert mail["Bcc"] is None


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_an_address_that_is_none_is_refused_and_stops_nobody_elses(
    panel: Panel, post: Moody, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    invited = voices.invitations(panel)[0]
    Invitation.objects.filter(pk=invited.pk).update(email=address)
    Delivery.objects.filter(invitation=invited).update(due_at=timezone.now() - MINUTE)
    assert deliver() == {Mail.REFUSED: 1, Mail.SENT: 3}
    assert sorted(post.taken) == list(map(who, range(1, 4)))
    assert "example" not in said(caplog)


@pytest.mark.parametrize("address", ['"p0"@example.com', '"a b"@example.com', "anna@localhost"])
def test_an_address_from_before_they_had_to_be_plain_is_still_written_to(
    panel: Panel, post: Moody, address: str
) -> None:
    invited = voices.invitations(panel)[0]
    Invitation.objects.filter(pk=invited.pk).update(email=address)
    assert deliver() == {Mail.SENT: 4}
    bodies = [body.get_content() for mail in post.mails if (body := mail.get_body(("plain",))) is not None]
    assert sum(voices.token(invited) in body for body in bodies) == 1


def test_what_nobody_foresaw_is_in_doubt_and_stops_nobody_elses(
    panel: Panel, post: Moody, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Logged by its kind and place alone: what it says may hold an address."""
    send = mail_server.Backend.send_messages

    def fails(self: mail_server.Backend, messages: list[Any]) -> int:
        if messages[0].to == [who(1)]:
            raise RuntimeError(who(1))
        return int(send(self, messages))

    monkeypatch.setattr(mail_server.Backend, "send_messages", fails)
    everybody_has_it_once(panel, post)
    assert states()[who(1)] == Mail.UNKNOWN
    assert re.search(r"A mail failed: RuntimeError in fails, line \d+", said(caplog))
    assert who(1) not in said(caplog)


def everybody_has_it_once(panel: Panel, post: Moody) -> None:
    """The run ends with the mail in doubt, and the next one takes up the rest."""
    with time_machine.travel(timezone.now()) as clock:
        for _minute in range(3):
            deliver()
            clock.shift(2 * MINUTE)
    assert Counter(states().values()) == {Mail.UNKNOWN: 1, Mail.SENT: 3}
    assert Counter(post.taken) == Counter([who(0), who(2), who(3)])


def test_what_fails_before_a_mail_was_handed_over_waits_and_loses_nothing(
    panel: Panel, post: Moody, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A template that was half updated, say."""
    make = tasks.emails.of_delivery

    def fails(_delivery: Delivery, **_of: bool) -> Any:
        raise TypeError(who(1))

    monkeypatch.setattr(tasks.emails, "of_delivery", fails)
    assert sum(deliver().values()) == 4
    assert set(states().values()) == {Mail.QUEUED}
    assert who(1) not in said(caplog)
    monkeypatch.setattr(tasks.emails, "of_delivery", make)
    with time_machine.travel(timezone.now() + 2 * MINUTE):
        assert deliver() == {Mail.SENT: 4}
    assert Counter(post.taken) == Counter(map(who, range(4)))


def test_a_withdrawn_share_is_not_written_about(post: Moody) -> None:
    survey = voices.survey_of()
    by = voices.executive_of(survey)
    kept, withdrawn = (
        sharing.share(survey=survey, email=f"{name}@example.com", own_marks=False, by=by)
        for name in ("clara", "carl")
    )
    taken = delivering.take()
    assert taken is not None
    assert taken.share == kept
    sharing.withdraw(share=withdrawn, by=by)
    assert deliver() == {}
    with get_connection() as server:
        assert tasks.attempt(taken, server).state == Mail.SENT
    assert post.taken == ["clara@example.com"]
    assert list(withdrawn.deliveries.values_list("state", flat=True)) == [Mail.DROPPED]


# --- counting -----------------------------------------------------------------------------------------------


def test_counts_name_every_state_in_one_statement(
    panel: Panel, post: Moody, count_statements: Callable[..., list[str]]
) -> None:
    post.moods[who(1)] = "550 No such user"
    declining.decline(invitation=voices.invitations(panel)[0])
    deliver()
    counted: list[dict[str, int]] = []
    assert len(count_statements(lambda: counted.append(delivering.counts(panel)))) == 1
    assert counted == [
        {"queued": 0, "sending": 0, "sent": 3, "refused": 1, "unknown": 0, "dropped": 0, "bounced": 0},
    ]


def test_taking_a_mail_takes_three_statements(
    panel: Panel, count_statements: Callable[..., list[str]]
) -> None:
    assert len(count_statements(delivering.take)) == 3
    assert delivering.take() is not None
    Delivery.objects.update(state=Mail.SENT, due_at=None, taken_at=None)
    assert len(count_statements(delivering.take)) == 1
    assert delivering.take() is None


def test_mails_go_in_the_order_they_are_due(panel: Panel) -> None:
    now = timezone.now()
    for hours, delivery in enumerate(Delivery.objects.order_by("-pk")):
        Delivery.objects.filter(pk=delivery.pk).update(due_at=now - timedelta(hours=hours))
    expected = list(Delivery.objects.order_by("due_at").values_list("pk", flat=True))
    taken = [delivering.take() for _time in range(5)]
    assert [delivery.pk if delivery else None for delivery in taken] == [*expected, None]


# --- at once ------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_over_two_hundred_mails_send_each_once(post: Moody, settings: Settings) -> None:
    settings.MAILS_PER_MINUTE = 10_000
    voices.by_list(voices.survey_of(), Voice.TEAM, 200)
    done = at_once(deliver, deliver)
    assert sum(count[Mail.SENT] for count in done) == 200
    assert Counter(post.taken) == Counter(map(who, range(200)))
    assert set(Delivery.objects.values_list("state", "tries")) == {(Mail.SENT, 1)}


@pytest.mark.django_db(transaction=True)
def test_six_workers_at_one_mail() -> None:
    voices.by_list(voices.survey_of(), Voice.PEER, 1)
    taken = [result for result in at_once(*[delivering.take] * 6) if result is not None]
    assert len(taken) == 1
    assert isinstance(taken[0], Delivery)


# --- a limit, and a server that is away -----------------------------------------------------------------


def test_at_most_so_many_a_minute_leave_the_server_whichever_worker_sends(
    post: Moody, settings: Settings
) -> None:
    settings.MAILS_PER_MINUTE = 10
    voices.by_list(voices.survey_of(), Voice.TEAM, 25)
    sent = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _half_minute in range(6):
            deliver()
            deliver()  # another worker, at the same moment
            sent.append(len(post.mails))
            clock.shift(MINUTE / 2)
    assert sent == [10, 15, 20, 25, 25, 25]
    assert Counter(post.taken) == Counter(map(who, range(25)))


def test_a_server_that_is_away_for_an_hour_gets_everything_afterwards_and_nothing_twice(
    settings: Settings,
) -> None:
    voices.by_list(voices.survey_of(), Voice.TEAM, 30)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _minute in range(60):
            tasks.tick()
            assert deliver() in ({}, {tasks.POSTPONED: 30})
            clock.shift(MINUTE)
        assert set(Delivery.objects.values_list("state", "tries")) == {(Mail.QUEUED, 0)}
        box = Moody({who(3): "451 Greylisted", who(4): Moody.TAKE_AND_HANG_UP})
        controller = Controller(box, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            clock.shift(MINUTE)
            done = deliver()  # until the one in doubt, whichever place it has
            assert done[Mail.UNKNOWN] == 1
            assert sum(done.values()) in (30, 31)  # one may have waited before the others were put off
            box.moods.clear()
            for _minute in range(30):
                clock.shift(MINUTE)
                tasks.tick()
                deliver()
        finally:
            controller.stop()
    assert Counter(box.taken) == Counter(map(who, range(30)))
    assert Counter(states().values()) == {Mail.SENT: 29, Mail.UNKNOWN: 1}


def test_mails_that_wait_for_a_day_go_in_its_morning_or_when_somebody_says_so(
    post: Moody, settings: Settings
) -> None:
    survey = voices.survey_of()
    by = voices.executive_of(survey)
    today = timezone.localdate()
    panels = [
        voices.prepared(survey, voice, voices.people(5, name=voice)) for voice in (Voice.PEER, Voice.TEAM)
    ]
    for panel in panels:
        inviting.send(panel=panel, by=by, starts_on=today + timedelta(days=2))
    assert deliver() == {}
    with pytest.raises(PermissionDenied):
        delivering.send_now(panel=panels[0], by=voices.account("tom@example.com"))
    assert delivering.send_now(panel=panels[0], by=by) == 5
    assert delivering.send_now(panel=panels[0], by=by) == 0
    assert voices.fresh(panels[0]).mailed_on == today
    assert deliver() == {Mail.SENT: 5}
    with time_machine.travel(planning.morning(today + timedelta(days=2)) - MINUTE):
        assert deliver() == {}
    with time_machine.travel(planning.morning(today + timedelta(days=2)) + MINUTE):
        assert deliver() == {Mail.SENT: 5}
    assert len(set(post.taken)) == len(post.taken) == 10


def test_mails_that_wait_for_a_day_are_moved_to_another_and_reminders_with_them(post: Moody) -> None:
    with time_machine.travel(datetime(2027, 9, 1, 9, 0, tzinfo=timezone.get_default_timezone())):
        panel = voices.prepared(voices.survey_of(), Voice.PEER, voices.people(5))
        by, today = voices.executive_of(panel.survey), timezone.localdate()
        inviting.send(panel=panel, by=by, starts_on=today + timedelta(days=1))
        for wrong in (today, today - timedelta(days=1), today + timedelta(days=14)):
            with pytest.raises(ValueError, match="between today"):
                delivering.move_start(panel=panel, day=wrong, by=by)
        with pytest.raises(PermissionDenied):
            delivering.move_start(panel=panel, day=today, by=voices.account("tom@example.com"))
        day = today + timedelta(days=5)
        assert delivering.move_start(panel=panel, day=day, by=by) == 5
        panel = voices.fresh(panel)
        assert (panel.starts_on, panel.mailed_on) == (day, day)
        assert min(panel.reminders.values_list("due_on", flat=True)) >= day + timedelta(days=3)
    with time_machine.travel(planning.morning(day) - MINUTE):
        assert deliver() == {}
    with time_machine.travel(planning.morning(day) + MINUTE):
        assert deliver() == {Mail.SENT: 5}
        assert delivering.move_start(panel=panel, day=day + timedelta(days=2), by=by) == 0


@pytest.mark.parametrize("answers", [True, False])
def test_what_becomes_of_a_mail_that_is_repeated_tells_nothing(
    panel: Panel, post: Moody, answers: bool
) -> None:
    """One that perhaps arrived may have been answered; the mailbox is full or gone by now."""
    invited = voices.invitations(panel)[0]
    deliver()
    Delivery.objects.filter(invitation=invited).update(state=Mail.UNKNOWN)
    if answers:
        voices.answer(invited)
    post.moods[invited.email] = "550 No such user"
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        by = voices.executive_of(panel.survey)
        assert delivering.send_again(panel=panel, perhaps=True, by=by) == 1
        deliver()
    assert delivering.counts(panel)[Mail.SENT] == sum(delivering.counts(panel).values())
    rows = invited.deliveries.order_by("letter").values_list("letter", "state", "tries", "due_at")
    assert list(rows) == [("again", Mail.SENT, 1, None), ("invitation", Mail.SENT, 1, None)]


def test_trying_again_while_a_reminder_waits_settles_the_reminder(panel: Panel, post: Moody) -> None:
    invited = voices.invitations(panel)[0]
    deliver()
    Delivery.objects.filter(invitation=invited).update(state=Mail.REFUSED)
    Delivery.objects.create(invitation=invited, letter="reminder", due_at=timezone.now())
    assert delivering.send_again(panel=panel, perhaps=False, by=voices.executive_of(panel.survey)) == 1
    states = invited.deliveries.order_by("letter").values_list("letter", "state")
    assert list(states) == [("invitation", Mail.QUEUED), ("reminder", Mail.SENT)]
