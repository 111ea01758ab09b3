"""Back to the people: everybody alike is written to, once for each thing, and whoever asked is reminded."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from surveys import emails, tasks
from surveys.actions import declining, delivering, inviting, telling
from surveys.choices import Letter, Mail, Voice
from surveys.links import Purpose
from surveys.models import Delivery, Panel
from tests import imports, voices
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db
SAID = {"heard": "You want one record.", "by_when": "Anna, by May: a pilot in two hotels."}


def opened_team(number: int = 8, answered: int = 6) -> Panel:
    panel = voices.asked_team(number, answered=answered)
    Delivery.objects.filter(invitation__panel=panel).update(state=Mail.SENT, due_at=None)
    return voices.opened(panel)


def letters(panel: Panel) -> dict[str, set[str]]:
    """Letter → to whom it goes or went, by address."""
    found: dict[str, set[str]] = {}
    for letter, email in Delivery.objects.filter(invitation__panel=panel).values_list(
        "letter", "invitation__email"
    ):
        found.setdefault(letter, set()).add(email)
    return found


def test_everybody_asked_is_written_to_when_results_open(mailbox: Mailbox) -> None:
    panel = voices.asked_team(9, answered=6)
    Delivery.objects.filter(invitation__panel=panel).update(state=Mail.SENT, due_at=None)
    everybody = voices.invitations(panel)
    declining.decline(invitation=everybody[7])
    declining.stop(invitation=everybody[8])
    voices.opened(panel)
    assert letters(panel)[Letter.OPENED] == {one.email for one in everybody}  # the same trace on each
    tasks.deliver.call()
    assert set(Delivery.objects.filter(letter=Letter.OPENED).values_list("state", flat=True)) == {Mail.SENT}
    assert {mail["To"] for mail in mailbox.mails} == {one.email for one in everybody[:7]}


@pytest.mark.parametrize("becomes", [Mail.SENT, Mail.REFUSED, Mail.UNKNOWN, Mail.QUEUED])
def test_whose_mail_was_on_its_way_when_results_opened_hears_of_it_too(becomes: str) -> None:
    panel = voices.asked_team(8, answered=6)
    Delivery.objects.filter(invitation__panel=panel).update(state=Mail.SENT, due_at=None)
    everybody = {one.email for one in voices.invitations(panel)}
    late = Delivery.objects.filter(invitation=voices.invitations(panel)[7])
    late.update(state=Mail.SENDING, taken_at=timezone.now())
    voices.opened(panel)
    assert len(letters(panel)[Letter.OPENED]) == 7
    assert telling.catch_up() == 0  # it is still on its way
    due = timezone.now() if becomes == Mail.QUEUED else None
    late.update(state=becomes, taken_at=None, due_at=due)
    if becomes == Mail.QUEUED:  # the worker settles it: the voice has closed
        assert telling.catch_up() == 0
        tasks.deliver.call()
    tasks.tick()
    assert letters(panel)[Letter.OPENED] == everybody
    assert telling.catch_up() == 0
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        Delivery.objects.filter(letter=Letter.OPENED).first().delete()  # type: ignore[union-attr]
        assert telling.catch_up() == 0  # long after, nobody is written to out of the blue


def test_who_waits_for_tomorrow_hears_of_it_then_and_of_nothing_that_was_overtaken() -> None:
    panel = voices.asked_team(8, answered=6)
    Delivery.objects.filter(invitation__panel=panel).update(state=Mail.SENT, due_at=None)
    one, other = voices.invitations(panel)[6:]
    for late in (one, other):
        Delivery.objects.filter(invitation=late).update(state=Mail.SENDING, taken_at=timezone.now())
    panel = voices.opened(panel)
    Delivery.objects.filter(invitation=one).update(state=Mail.SENT, taken_at=None)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert telling.catch_up() == 1
    telling.tell(panel=panel, **SAID, mail=True, by=voices.executive_of(panel.survey))
    Delivery.objects.filter(invitation=other, state=Mail.SENDING).update(state=Mail.SENT, taken_at=None)
    assert telling.catch_up() == 1  # what was heard; that results are open is said in it
    assert other.email in letters(panel)[Letter.TOLD]
    assert other.email not in letters(panel)[Letter.OPENED]


def test_who_was_reminded_when_results_opened_is_in_no_row() -> None:
    """How often a reminder was tried tells who hadn't answered when it was."""
    panel = voices.asked_team(8, answered=6)
    Delivery.objects.filter(invitation__panel=panel).update(state=Mail.SENT, tries=1, due_at=None)
    for one in voices.invitations(panel):
        tries = 1 if one.answered else 3
        Delivery.objects.create(invitation=one, letter=Letter.REMINDER, tries=tries, due_at=timezone.now())
    voices.opened(panel)
    rows = Delivery.objects.filter(letter=Letter.REMINDER).values_list("state", "tries", "due_at")
    assert set(rows) == {(Mail.SENT, 1, None)}


def test_the_mail_says_what_came_and_until_when_more_comes(mailbox: Mailbox) -> None:
    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC), tick=False):
        panel = opened_team()
        tasks.deliver.call()
    mail = mailbox.mails[-1]
    text = " ".join(mail.get_body(("plain",)).get_content().split())
    assert mail["Subject"] == "Results are open: how close Lindenhof Hotels is to its customers"
    assert "By 31 March 2027 at the latest, Jana Berg says on that page what was heard" in text
    assert f"/heard/{telling.link_of(voices.fresh(panel))}/" in text
    assert "/mine/" in text
    assert "whether they answered or not, except who declined or wanted no more mails." in text
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/stop/" in mail["List-Unsubscribe"]


def test_what_still_waited_to_be_sent_goes_to_nobody_any_more(mailbox: Mailbox) -> None:
    panel = voices.asked_team(8, answered=6)  # its invitations still wait
    voices.opened(panel)
    tasks.deliver.call()
    assert len(mailbox.mails) == 8
    assert {str(mail["Subject"]).startswith("Results are open") for mail in mailbox.mails} == {True}


def test_who_asked_says_what_was_heard_once_and_may_change_it(mailbox: Mailbox) -> None:
    panel = opened_team()
    by = voices.executive_of(panel.survey)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        tasks.deliver.call()
        clock.shift(timedelta(days=3))
        assert telling.tell(panel=panel, **SAID, mail=True, by=by)
        tasks.deliver.call()
        told = voices.fresh(panel).told_at
        assert told == timezone.now()
        clock.shift(timedelta(days=3))
        assert not telling.tell(panel=panel, heard="More.", by_when="Later.", mail=True, by=by)
        tasks.deliver.call()
    stored = voices.fresh(panel)
    assert (stored.heard, stored.by_when, stored.told_at) == ("More.", "Later.", told)
    assert len(mailbox.mails) == 16  # eight when results opened, eight when it was told
    text = mailbox.mails[-1].get_body(("plain",)).get_content()
    assert "You want one record." in text
    assert "Anna, by May: a pilot in two hotels." in text
    assert mailbox.mails[-1]["Subject"] == "What Jana Berg heard, and what happens by when"


def test_without_a_tick_nobody_is_mailed() -> None:
    panel = opened_team()
    assert not telling.tell(panel=panel, **SAID, mail=False, by=voices.executive_of(panel.survey))
    assert Letter.TOLD not in letters(panel)
    assert voices.fresh(panel).told_at is not None


def test_a_mail_long_after_reaches_those_too_who_could_not_be_written_to_then() -> None:
    panel = opened_team()
    by = voices.executive_of(panel.survey)
    everybody = {one.email for one in voices.invitations(panel)}
    Delivery.objects.filter(letter=Letter.OPENED).update(state=Mail.SENT, due_at=None)
    assert not telling.tell(panel=panel, **SAID, mail=False, by=by)
    with time_machine.travel(timezone.now() + timedelta(days=10), tick=False):
        late = Delivery.objects.filter(letter=Letter.OPENED, invitation=voices.invitations(panel)[7])
        late.update(state=Mail.SENDING, taken_at=timezone.now())
        assert telling.tell(panel=panel, **SAID, mail=True, by=by)
        assert len(letters(panel)[Letter.TOLD]) == 7
        late.update(state=Mail.SENT, taken_at=None)
        assert telling.catch_up() == 1
        assert letters(panel)[Letter.TOLD] == everybody
        assert not telling.tell(panel=panel, **SAID, mail=True, by=by)
        assert Delivery.objects.filter(letter=Letter.TOLD).count() == 8


def test_only_its_executive_tells_and_nothing_before_results_open() -> None:
    panel = voices.asked_team(8, answered=6)
    with pytest.raises(telling.NotOpen):
        telling.tell(panel=panel, **SAID, mail=True, by=voices.executive_of(panel.survey))
    voices.opened(panel)
    with pytest.raises(PermissionDenied):
        telling.tell(panel=panel, **SAID, mail=True, by=voices.account("tom@example.com"))


def test_whoever_asked_is_reminded_three_times_at_most(mailbox: Mailbox) -> None:
    panel = opened_team()
    assert panel.opened_at is not None
    subjects = []
    with time_machine.travel(panel.opened_at, tick=False) as clock:
        tasks.deliver.call()
        mailbox.mails.clear()
        for day in range(60):
            assert telling.ask_to_tell() == (day in (14, 25, 30)), day
            tasks.deliver.call()
            subjects += [(day, mail["To"], mail["Subject"]) for mail in mailbox.mails]
            mailbox.mails.clear()
            clock.shift(timedelta(days=1))
    day = emails.telling_day(panel)
    words = f"Tell your team what you heard, by {day.day} {day:%B} {day.year}"
    assert subjects == [(at, voices.EXECUTIVE, words) for at in (14, 25, 30)]


def test_a_worker_that_was_away_writes_one_mail_and_nobody_is_reminded_who_told() -> None:
    panel = opened_team()
    assert panel.opened_at is not None
    assert telling.ask_to_tell(panel.opened_at + timedelta(days=40)) == 1
    assert telling.ask_to_tell(panel.opened_at + timedelta(days=41)) == 0
    other = opened_peers()
    telling.tell(panel=other, **SAID, mail=False, by=voices.executive_of(other.survey))
    assert other.opened_at is not None
    assert telling.ask_to_tell(other.opened_at + timedelta(days=15)) == 0


def opened_peers() -> Panel:
    panel = voices.asked_peers(6, answered=5, survey=voices.survey_of("tom@example.com", "Other"))
    return voices.opened(panel)


def test_a_reminder_that_waits_when_it_is_told_does_not_go(mailbox: Mailbox) -> None:
    panel = opened_team()
    tasks.deliver.call()
    mailbox.mails.clear()
    assert panel.opened_at is not None
    telling.ask_to_tell(panel.opened_at + timedelta(days=14))
    telling.tell(panel=panel, **SAID, mail=False, by=voices.executive_of(panel.survey))
    tasks.deliver.call()
    assert mailbox.mails == []


def test_an_open_links_voice_has_its_page_and_nobody_to_mail() -> None:
    panel = voices.by_link(voices.survey_of(), Voice.TEAM)
    voices.answers_of(panel, 6)
    panel = voices.opened(panel)
    assert len(telling.link_of(panel)) == 43
    assert letters(panel) == {}


def test_imported_rounds_owe_nobody_anything() -> None:
    panel = imports.kept(voices.survey_of()).panels.get()
    from tests.factories import open_group

    opened = open_group(panel)
    assert opened.is_open
    assert telling.link_of(opened) == ""
    assert telling.ask_to_tell(timezone.now() + timedelta(days=50)) == 0


def test_the_link_is_of_this_voice_alone_and_none_before_opening() -> None:
    panel = voices.asked_team(8, answered=6)
    assert telling.link_of(panel) == ""
    opened, peers = voices.opened(panel), opened_peers()
    assert telling.link_of(opened) != telling.link_of(peers)
    assert Purpose.TOLD == "told"


def test_the_addresses_are_gone_after_their_days_and_the_page_stays() -> None:
    from surveys.actions import purging

    panel = opened_team()
    assert panel.opened_at is not None
    purging.purge(now=panel.opened_at + timedelta(days=31))
    assert not panel.invitations.exists()
    assert telling.link_of(voices.fresh(panel)) != ""


def test_a_mail_that_was_on_its_way_when_results_opened_is_let_go_alone() -> None:
    """Two mails about one invitation are never under way at once; the other people get theirs."""
    panel = voices.asked_team(8, answered=6)
    taken = delivering.take()
    assert taken is not None
    assert taken.invitation is not None
    voices.opened(panel)
    assert taken.invitation.email not in letters(panel)[Letter.OPENED]
    assert len(letters(panel)[Letter.OPENED]) == 7


def test_dates_are_of_the_right_day() -> None:
    with time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC), tick=False):
        panel = opened_team()
    assert emails.telling_day(panel) == date(2027, 3, 31)
    assert inviting.answered(panel) == 6
