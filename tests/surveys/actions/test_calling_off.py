"""Mails that wait are called off: nobody was asked, and nothing is left that says they were to be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from surveys import tasks, waiting
from surveys.actions import calling_off, correcting, delivering, inviting, planning, reviewing
from surveys.choices import Mail, Voice
from surveys.models import Delivery, Invitation, Panel, Reminder, User
from tests import reviews, voices
from tests.mailbox import Mailbox
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def prepared(voice: str = Voice.TEAM) -> Panel:
    rows = [*voices.people(6, "Sales", "North"), *voices.people(6, "Kitchen", name="cook")]
    return voices.prepared(voices.survey_of(), voice, rows)


def by(panel: Panel) -> User:
    return voices.executive_of(panel.survey)


def schedule(panel: Panel) -> Panel:
    inviting.send(panel=panel, by=by(panel), starts_on=timezone.localdate() + 3 * DAY)
    return voices.fresh(panel)


def kept_of(panel: Panel) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """All that is stored of a voice and of its people, but for when it was prepared."""
    columns = {field.attname for field in Panel._meta.concrete_fields} - {"prepared_at"}
    people = panel.invitations.order_by("email")
    return Panel.objects.values(*columns).get(pk=panel.pk), [
        model_to_dict(one) | {"code": one.code} for one in people
    ]


def test_what_was_sent_is_as_it_was_prepared_and_can_be_changed_and_sent(mailbox: Mailbox) -> None:
    panel = prepared()
    before, version = kept_of(panel), reviews.version(panel)
    asked = schedule(panel)
    assert (asked.head_count, Reminder.objects.exists(), Delivery.objects.count()) == (12, True, 12)
    assert calling_off.call_off(panel=panel, by=by(panel)) == 12
    assert calling_off.call_off(panel=panel, by=by(panel)) == 0
    assert kept_of(panel) == before
    assert (Reminder.objects.count(), Delivery.objects.count()) == (0, 0)
    assert reviews.version(panel) == version
    said = voices.told(contact="council@example.com", organisation="Lindenhof")
    inviting.prepare(survey=panel.survey, voice=panel.voice, way="list", told=said, by=by(panel))
    assert inviting.send(panel=panel, by=by(panel)) == 12
    assert tasks.deliver.func() == {Mail.SENT: 12}
    assert "Lindenhof" in str(mailbox.mails[0])
    assert sorted(voices.fresh(panel).segments["department"]) == ["Kitchen", "Sales"]


def test_what_too_few_shared_stays_left_out(mailbox: Mailbox) -> None:
    rows = [
        *voices.people(6, "Sales"),
        *voices.people(6, "Kitchen", name="cook"),
        *voices.people(1, "Board", name="chair"),
    ]
    panel = voices.prepared(voices.survey_of(), Voice.TEAM, rows)
    schedule(panel)
    classes = voices.fresh(panel).classes
    calling_off.call_off(panel=panel, by=by(panel))
    assert not panel.invitations.filter(department="Board").exists()
    schedule(panel)
    assert voices.fresh(panel).classes == classes


def test_a_page_from_before_sends_nothing(mailbox: Mailbox) -> None:
    panel = prepared()
    schedule(panel)
    calling_off.call_off(panel=panel, by=by(panel))
    assert voices.fresh(panel).prepared_at != panel.prepared_at


def test_an_objection_is_met_by_another_text_and_a_sign_off_is_of_its_version(mailbox: Mailbox) -> None:
    panel = schedule(prepared())
    council = reviews.object_to(reviews.reviewer(panel))
    calling_off.call_off(panel=panel, by=by(panel))
    said = voices.told(contact="council@example.com")
    inviting.prepare(survey=panel.survey, voice=panel.voice, way="list", told=said, by=by(panel))
    with pytest.raises(reviewing.Objected):
        inviting.send(panel=panel, by=by(panel))
    council.panel = voices.fresh(panel)
    reviews.agree(council)
    assert inviting.send(panel=panel, by=by(panel)) == 12


def one_sent(panel: Panel) -> None:
    delivering.send_now(panel=panel, by=by(panel))
    assert delivering.take() is not None


def one_tried(panel: Panel) -> None:
    one_sent(panel)
    delivering.later(Delivery.objects.get(state=Mail.SENDING))


def one_gone(panel: Panel) -> None:
    """A mail came back, its address was withdrawn, and nothing else of it is left."""
    one = voices.invitations(panel)[0]
    Delivery.objects.filter(invitation=one).update(state=Mail.BOUNCED, due_at=None, tries=1)
    correcting.withdraw(panel=panel, code=one.code, by=by(panel))


def one_put_right(panel: Panel) -> None:
    one = voices.invitations(panel)[0]
    Delivery.objects.filter(invitation=one).update(state=Mail.BOUNCED, due_at=None, tries=1)
    correcting.correct(panel=panel, code=one.code, email="right@example.com", by=by(panel))


@pytest.mark.parametrize("done", [one_sent, one_tried, one_gone, one_put_right])
def test_not_once_a_mail_was_tried(done: Callable[[Panel], None]) -> None:
    panel = schedule(prepared())
    assert waiting.asks_nobody_yet(panel)
    done(panel)
    before = kept_of(panel)
    mails = Delivery.objects.count()
    for refused in (
        lambda: calling_off.call_off(panel=panel, by=by(panel)),
        lambda: calling_off.waiting_in(voices.fresh(panel)),
    ):
        with pytest.raises(calling_off.HasBegun):
            refused()
    assert (kept_of(panel), Delivery.objects.count()) == (before, mails)
    assert not waiting.asks_nobody_yet(voices.fresh(panel))


def test_later_addresses_that_wait_are_not_called_off_where_others_were_asked() -> None:
    panel = prepared()
    inviting.send(panel=panel, by=by(panel))
    assert delivering.take() is not None
    inviting.put_list(panel=panel, rows=voices.people(3, name="late"), by=by(panel))
    schedule(panel)
    with pytest.raises(calling_off.HasBegun):
        calling_off.call_off(panel=panel, by=by(panel))
    assert waiting.day_ahead(voices.fresh(panel)) is None


def test_neither_by_others_nor_after_the_close_nor_of_a_link() -> None:
    panel = schedule(prepared())
    with pytest.raises(PermissionDenied):
        calling_off.call_off(panel=panel, by=voices.account("tom@example.com"))
    link = voices.by_link(panel.survey, Voice.PEER)
    with pytest.raises(calling_off.HasBegun):
        calling_off.call_off(panel=link, by=by(link))
    Panel.objects.filter(pk=panel.pk).update(closed_at=timezone.now())
    with pytest.raises(inviting.Closed):
        calling_off.call_off(panel=panel, by=by(panel))
    assert Delivery.objects.count() == 12


def test_mails_held_by_an_objection_do_not_go_now() -> None:
    panel = schedule(prepared())
    council = reviews.object_to(reviews.reviewer(panel))
    with pytest.raises(reviewing.Objected):
        delivering.send_now(panel=panel, by=by(panel))
    assert voices.fresh(panel).starts_on == timezone.localdate() + 3 * DAY
    reviews.agree(council)
    assert delivering.send_now(panel=panel, by=by(panel)) == 12


def test_what_an_objection_held_past_its_day_can_be_called_off(mailbox: Mailbox) -> None:
    panel = schedule(prepared())
    reviews.object_to(reviews.reviewer(panel))
    with time_machine.travel(planning.morning(timezone.localdate() + 5 * DAY)):
        tasks.deliver.func()
        assert waiting.day_ahead(panel) is None
        assert waiting.asks_nobody_yet(panel)
        assert calling_off.call_off(panel=panel, by=by(panel)) == 12
    assert not [mail for mail in mailbox.mails if "person" in str(mail["To"])]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", range(3))
def test_a_worker_at_the_same_moment_sends_or_not_but_never_to_nobody(time: int) -> None:
    """Either the first mail was taken before, or none is there to take."""
    panel = schedule(prepared())
    delivering.send_now(panel=panel, by=by(panel))
    taken, dropped = at_once(delivering.take, lambda: calling_off.call_off(panel=panel, by=by(panel)))
    fresh = voices.fresh(panel)
    if taken is None:
        assert (dropped, fresh.frozen_at, Delivery.objects.count()) == (12, None, 0)
    else:
        assert isinstance(taken, Delivery), taken
        assert isinstance(dropped, calling_off.HasBegun), dropped
        assert fresh.frozen_at is not None
        assert Invitation.objects.filter(answer_hash__isnull=False).count() == 12


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one transaction write at a time")
@pytest.mark.django_db(transaction=True)
def test_a_worker_skips_what_is_being_called_off() -> None:
    panel = schedule(prepared())
    delivering.send_now(panel=panel, by=by(panel))
    found: list[Any] = []
    with transaction.atomic():
        assert calling_off.call_off(panel=panel, by=by(panel)) == 12
        found = at_once(delivering.take)  # it neither waits nor finds one
        assert connection.in_atomic_block
    assert found == [None]
    assert delivering.take() is None


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one transaction write at a time")
@pytest.mark.django_db(transaction=True)
def test_calling_off_waits_for_a_worker_that_is_taking_a_mail() -> None:
    panel = schedule(prepared())
    delivering.send_now(panel=panel, by=by(panel))
    with transaction.atomic():
        assert delivering.take() is not None
        results: list[Any] = []

        def call_off() -> None:
            results.extend(at_once(lambda: calling_off.call_off(panel=panel, by=by(panel))))

        other = Thread(target=call_off)
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join()
    assert isinstance(results[0], calling_off.HasBegun)
    assert Delivery.objects.count() == 12
