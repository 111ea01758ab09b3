"""Showing a round to somebody outside, and taking that back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import Settings

from surveys.actions import allowances, sharing
from surveys.choices import Mail
from surveys.models import Bucket, Delivery, Share, Survey
from tests import voices
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    return voices.survey_of()


def share(survey: Survey, email: str = "clara@example.com", own_marks: bool = False) -> Share:
    return sharing.share(survey=survey, email=email, own_marks=own_marks, by=voices.executive_of(survey))


def test_an_address_is_shown_the_round_without_the_executives_marks_and_written_to(survey: Survey) -> None:
    made = share(survey)
    assert (made.survey, made.email, made.own_marks, made.withdrawn_at) == (
        survey,
        "clara@example.com",
        False,
        None,
    )
    assert list(Delivery.objects.values_list("share", "state")) == [(made.pk, Mail.QUEUED)]


def test_the_same_address_again_changes_the_tick_and_writes_no_second_mail(survey: Survey) -> None:
    made = share(survey)
    for ticked in (True, False):
        assert share(survey, "CLARA@example.com", own_marks=ticked) == made
        assert Share.objects.get().own_marks == ticked
    assert Delivery.objects.count() == 1


def test_withdrawing_takes_effect_at_once_and_twice_is_harmless(survey: Survey) -> None:
    made, by = share(survey), voices.executive_of(survey)
    sharing.withdraw(share=made, by=by)
    first = Share.objects.get().withdrawn_at
    assert first is not None
    sharing.withdraw(share=made, by=by)
    assert Share.objects.get().withdrawn_at == first
    assert Delivery.objects.get().state == Mail.DROPPED
    again = share(survey)
    assert again != made
    assert Share.objects.filter(withdrawn_at=None).get() == again
    assert Delivery.objects.filter(state=Mail.QUEUED).get().share == again


def test_a_mail_that_went_out_stays_sent_when_the_share_is_withdrawn(survey: Survey) -> None:
    made = share(survey)
    Delivery.objects.update(state=Mail.SENT, due_at=None)
    sharing.withdraw(share=made, by=voices.executive_of(survey))
    assert Delivery.objects.get().state == Mail.SENT


def test_nobody_else_shares_or_withdraws(survey: Survey) -> None:
    made, tom = share(survey), voices.account("tom@example.com")
    with pytest.raises(PermissionDenied):
        sharing.share(survey=survey, email="tom@example.com", own_marks=True, by=tom)
    with pytest.raises(PermissionDenied):
        sharing.withdraw(share=made, by=tom)
    assert list(Share.objects.values_list("email", "withdrawn_at")) == [("clara@example.com", None)]


def test_an_account_shares_so_often_in_a_day_and_taking_back_is_always_free(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "SHARES_PER_DAY", 2)
    first = share(survey, "a@example.com")
    share(survey, "b@example.com")
    with pytest.raises(sharing.TooManyShares):
        share(survey, "c@example.com")
    assert share(survey, "a@example.com", own_marks=True) == first
    sharing.withdraw(share=first, by=voices.executive_of(survey))
    assert Share.objects.count() == Delivery.objects.count() == 2


def test_an_address_gets_three_mails_a_day_however_often_it_is_withdrawn_and_whoever_shares(
    survey: Survey,
) -> None:
    other = voices.survey_of("omar@example.com", "Southgate")
    for shown in (survey, survey, other):
        made = share(shown)
        sharing.withdraw(share=made, by=voices.executive_of(shown))
    for shown in (survey, other):
        with pytest.raises(allowances.TooManyToOne):
            share(shown, "CLARA@example.com")
    share(survey, "somebody.else@example.com")
    assert Delivery.objects.count() == Share.objects.count() == 4
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        share(survey)


def test_the_address_counted_is_stored_nowhere(survey: Survey) -> None:
    share(survey)
    assert all(len(key) == 64 for key in Bucket.objects.values_list("key", flat=True))


def test_sharing_takes_few_statements(survey: Survey, count_statements: Callable[..., list[str]]) -> None:
    assert len(count_statements(lambda: share(survey))) == 10
    assert len(count_statements(lambda: share(survey))) == 3


@pytest.mark.django_db(transaction=True)
def test_the_same_address_at_once_is_one_share_and_one_mail(settings: Settings) -> None:
    survey = voices.survey_of()
    results = at_once(*[lambda: share(survey).pk] * 6)
    assert len(set(results)) == 1
    assert Share.objects.count() == Delivery.objects.count() == 1
