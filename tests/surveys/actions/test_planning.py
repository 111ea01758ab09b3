"""On which days reminders go: pure days first, then what sending, adding and extending do to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from surveys.actions import inviting, planning
from surveys.choices import Voice
from surveys.models import Panel, Reminder
from tests import voices

MAILED = date(2027, 9, 1)  # a Wednesday


@pytest.mark.parametrize(
    ("open_for", "days"),
    [
        (14, {1: 6, 2: 13}),
        (10, {1: 6, 2: 9}),
        (9, {2: 8}),  # the first would come two days before the last
        (7, {2: 6}),
        (5, {}),  # two days before is a Saturday, and the Friday too soon after the mails
        (4, {}),  # two days after the mails is too soon
        (1, {}),
        (60, {1: 6, 2: 59}),
    ],
)
def test_two_are_proposed_where_they_fit_and_the_warning_counts_more(
    open_for: int, days: dict[int, int]
) -> None:
    found = planning.proposed(MAILED, MAILED + timedelta(days=open_for))
    assert {
        number: day.day if day.month == 9 else (day - MAILED).days + 1 for number, day in found.items()
    } == days


@pytest.mark.parametrize(
    ("mailed", "closes", "first", "last"),
    [
        ("2027-09-06", "2027-09-28", "2027-09-13", "2027-09-24"),  # Saturday → Monday, Sunday → Friday
        ("2027-09-07", "2027-09-27", "2027-09-13", "2027-09-24"),  # Sunday → Monday, Saturday → Friday
        ("2027-09-03", "2027-09-26", "2027-09-08", "2027-09-24"),  # both stay
    ],
)
def test_none_is_proposed_for_a_weekend(mailed: str, closes: str, first: str, last: str) -> None:
    found = planning.proposed(date.fromisoformat(mailed), date.fromisoformat(closes))
    assert found == {1: date.fromisoformat(first), 2: date.fromisoformat(last)}


@pytest.fixture
def on_wednesday() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 9, 1, 9, 0, tzinfo=timezone.get_default_timezone())):
        yield


wednesday = pytest.mark.usefixtures("on_wednesday")


def days_of(panel: Panel) -> dict[int, int]:
    """How many days after today each reminder is due."""
    today = timezone.localdate()
    return {one.number: (one.due_on - today).days for one in Reminder.objects.filter(panel=panel)}


@wednesday
@pytest.mark.django_db
def test_sending_plans_them() -> None:
    panel = voices.by_list(voices.survey_of(), Voice.PEER, 4)
    assert panel.mailed_on == timezone.localdate()
    assert days_of(panel) == {1: 5, 2: 12}


@wednesday
@pytest.mark.django_db
def test_a_link_is_reminded_of_by_nobody() -> None:
    assert days_of(voices.by_link(voices.survey_of(), Voice.TEAM)) == {}


@wednesday
@pytest.mark.django_db
def test_a_later_list_pushes_away_what_would_come_too_soon() -> None:
    survey = voices.survey_of()
    panel = voices.by_list(survey, Voice.PEER, 4)
    by = voices.executive_of(survey)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        inviting.put_list(panel=panel, rows=voices.people(2, name="later"), by=by)
        inviting.send(panel=panel, by=by)
        assert days_of(panel) == {1: 3, 2: 8}
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        inviting.put_list(panel=panel, rows=voices.people(2, name="late"), by=by)
        inviting.send(panel=panel, by=by)
        assert days_of(panel) == {2: 5}  # the first no longer fits before it
    with time_machine.travel(timezone.now() + timedelta(days=12)):
        inviting.put_list(panel=panel, rows=voices.people(2, name="last"), by=by)
        inviting.send(panel=panel, by=by)
        assert days_of(panel) == {}


@wednesday
@pytest.mark.django_db
def test_one_that_was_left_out_stays_out_when_a_later_list_goes() -> None:
    survey = voices.survey_of()
    panel = voices.by_list(survey, Voice.PEER, 4)
    Reminder.objects.filter(panel=panel, number=1).delete()
    inviting.put_list(panel=panel, rows=voices.people(1, name="later"), by=voices.executive_of(survey))
    inviting.send(panel=panel, by=voices.executive_of(survey))
    assert days_of(panel) == {2: 12}


@wednesday
@pytest.mark.django_db
@pytest.mark.parametrize("begun", [False, True])
def test_extending_moves_a_last_reminder_that_hasnt_begun(begun: bool) -> None:
    survey = voices.survey_of()
    panel = voices.by_list(survey, Voice.PEER, 4)
    today = timezone.localdate()
    if begun:
        Reminder.objects.filter(panel=panel, number=2).update(begun_on=today)
    inviting.extend(panel=panel, closes_on=today + timedelta(days=24), by=voices.executive_of(survey))
    assert days_of(panel) == {1: 5, 2: 12 if begun else 22}


@wednesday
@pytest.mark.django_db
def test_mails_may_wait_for_a_day_and_reminders_count_from_it(survey: object) -> None:
    panel = voices.prepared(survey, Voice.PEER, 4)  # type: ignore[arg-type]
    by = voices.executive_of(panel.survey)
    today = timezone.localdate()
    for wrong in (0, 14, -1):
        with pytest.raises(ValueError, match="between today"):
            inviting.send(panel=panel, by=by, starts_on=today + timedelta(days=wrong))
    assert inviting.send(panel=panel, by=by, starts_on=today + timedelta(days=2)) == 4
    panel = voices.fresh(panel)
    assert panel.frozen_at is not None  # the promise stands from the button on
    assert panel.starts_on == panel.mailed_on == today + timedelta(days=2)
    assert days_of(panel) == {1: 7, 2: 12}
