"""What is past its promised time goes, and nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from surveys.actions import purging
from surveys.choices import Voice, Way
from surveys.models import (
    Answer,
    Bucket,
    Draft,
    DraftAnswer,
    Membership,
    Organisation,
    Panel,
    Practice,
    Questionnaire,
    Response,
    Survey,
    User,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()
SECOND = timedelta(seconds=1)
YESTERDAY = NOW - timedelta(days=1) - SECOND


def days(number: int) -> timedelta:
    return timedelta(days=number)


def survey(organisation: Organisation | None = None, **fields: Any) -> Survey:
    home = organisation or Organisation.objects.create()
    return Survey.objects.create(
        organisation=home,
        questionnaire=Questionnaire.objects.get(),
        round=home.surveys.count() + 1,
        wanted_by=date(2028, 1, 31),
        **fields,
    )


def draft(of: Survey, saved_at: datetime, voice: Voice = Voice.EXECUTIVE) -> Draft:
    made = Draft.objects.create(survey=of, voice=voice, saved_at=saved_at)
    DraftAnswer.objects.create(draft=made, practice=Practice.objects.all()[0], current=3)
    return made


def panel(of: Survey, voice: Voice, draft_days: int) -> Panel:
    return Panel.objects.create(survey=of, voice=voice, way=Way.LIST, threshold=5, draft_days=draft_days)


def account(email: str, joined: datetime = YESTERDAY, **fields: Any) -> User:
    return User.objects.create_user(email, date_joined=joined, **fields)


def answered(of: Survey) -> Response:
    practice = Practice.objects.all()[0]
    response = Response.objects.create(survey=of, voice=Voice.EXECUTIVE)
    Answer.objects.create(
        id=response.pk * 64 + practice.position, response=response, practice=practice, current=2, desired=4
    )
    return response


def test_a_survey_nobody_kept_goes_ninety_days_after_its_last_save_with_all_that_hangs_on_it() -> None:
    old = survey()
    draft(old, NOW - days(90) - SECOND)
    answered(old)
    assert purging.unowned_surveys(now=NOW) == 1
    for model in (Survey, Organisation, Draft, DraftAnswer, Response, Answer):
        assert model.objects.count() == 0
    assert Practice.objects.count() == 24


def test_it_stays_until_the_ninetieth_day_is_over() -> None:
    draft(survey(), NOW - days(90))
    assert purging.unowned_surveys(now=NOW) == 0
    assert Survey.objects.count() == 1


def test_a_survey_that_an_account_keeps_stays_however_old_it_is() -> None:
    kept = survey(executive=account("anna@example.com"))
    draft(kept, NOW - days(900))
    assert purging.unowned_surveys(now=NOW) == 0
    assert list(Survey.objects.all()) == [kept]
    assert Draft.objects.count() == 1


def test_the_days_are_those_in_the_settings(settings) -> None:
    settings.UNOWNED_DAYS = 10
    draft(survey(), NOW - days(11))
    assert purging.unowned_surveys(now=NOW) == 1


def test_an_organisation_with_another_survey_or_a_member_stays() -> None:
    two, joined = Organisation.objects.create(name="Two"), Organisation.objects.create(name="Joined")
    fresh = survey(two)
    draft(fresh, NOW)
    draft(survey(two), NOW - days(91))
    Membership.objects.create(user=account("anna@example.com"), organisation=joined)
    draft(survey(joined), NOW - days(91))
    assert purging.unowned_surveys(now=NOW) == 2
    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["Joined", "Two"]
    assert list(Survey.objects.all()) == [fresh]


def test_two_old_surveys_of_one_organisation_take_it_with_them() -> None:
    home = Organisation.objects.create()
    draft(survey(home), NOW - days(91))
    draft(survey(home), NOW - days(91))
    assert purging.unowned_surveys(now=NOW) == 2
    assert Organisation.objects.count() == 0


def test_an_empty_organisation_of_somebody_else_is_not_touched() -> None:
    Organisation.objects.create(name="Empty")
    draft(survey(), NOW - days(91))
    purging.unowned_surveys(now=NOW)
    assert Organisation.objects.get().name == "Empty"


@pytest.mark.parametrize("voice", [Voice.PEER, Voice.TEAM])
def test_a_draft_nobody_finished_goes_thirty_days_after_its_last_save(voice) -> None:
    home = survey()
    draft(home, NOW - days(30) - SECOND, voice)
    staying = draft(home, NOW - days(30), voice)
    assert purging.unfinished_drafts(now=NOW) == 1
    assert list(Draft.objects.all()) == [staying]
    assert DraftAnswer.objects.count() == 1


def test_a_draft_goes_when_its_own_voice_was_told_so() -> None:
    strict, patient = survey(), survey()
    panel(strict, Voice.TEAM, 7)
    panel(patient, Voice.TEAM, 60)
    draft(strict, NOW - days(8), Voice.TEAM)
    staying = {
        draft(patient, NOW - days(59), Voice.TEAM),
        draft(strict, NOW - days(8), Voice.PEER),  # another voice, told nothing: thirty days
    }
    assert purging.unfinished_drafts(now=NOW) == 1
    assert set(Draft.objects.all()) == staying


def test_the_executives_draft_of_a_kept_survey_stays() -> None:
    draft(survey(executive=account("anna@example.com")), NOW - days(400))
    assert purging.unfinished_drafts(now=NOW) == 0


def test_an_account_that_never_signed_in_goes_after_a_day() -> None:
    account("typo@example.com")
    staying = {
        account("new@example.com", joined=NOW - days(1)),
        account("in@example.com", last_login=NOW),
        account("operator@example.com", is_staff=True),
        account("member@example.com"),
        account("executive@example.com"),
    }
    Membership.objects.create(
        user=User.objects.get(email="member@example.com"), organisation=Organisation.objects.create()
    )
    survey(executive=User.objects.get(email="executive@example.com"))
    assert purging.unused_accounts(now=NOW) == 1
    assert set(User.objects.all()) == staying


def test_a_limit_untouched_for_a_day_goes() -> None:
    Bucket.objects.create(key="old", left=1, counted_at=NOW - days(1) - SECOND)
    Bucket.objects.create(key="new", left=1, counted_at=NOW - days(1))
    assert purging.idle_limits(now=NOW) == 1
    assert Bucket.objects.get().key == "new"


def test_results_of_tasks_go_a_week_after_they_finished() -> None:
    far = datetime(9999, 1, 1, tzinfo=NOW.tzinfo)
    for name, status, finished in (
        ("old", "SUCCESSFUL", NOW - days(7) - SECOND),
        ("failed", "FAILED", NOW - days(8)),
        ("fresh", "SUCCESSFUL", NOW - days(7)),
        ("waiting", "READY", None),
        ("running", "RUNNING", None),
    ):
        DBTaskResult.objects.create(
            task_path=name, status=status, finished_at=finished, run_after=far, args_kwargs={}
        )
    assert purging.finished_tasks(now=NOW) == 2
    left = DBTaskResult.objects.values_list("task_path", flat=True)
    assert sorted(left) == ["fresh", "running", "waiting"]


def test_a_session_that_ran_out_goes_with_what_was_noted_about_its_browser() -> None:
    user = account("anna@example.com")
    for key, expires in (("old", NOW - SECOND), ("live", NOW + days(1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
        UserSession.objects.create(
            user=user, session_key=key, ip="10.0.0.7", user_agent="x", last_seen_at=NOW - days(1)
        )
    assert purging.ended_sessions(now=NOW) == 1
    assert Session.objects.get().session_key == "live"
    assert UserSession.objects.get().session_key == "live"


def test_many_rows_go_batch_by_batch(monkeypatch) -> None:
    monkeypatch.setattr(purging, "BATCH", 2)
    for number in range(5):
        Bucket.objects.create(key=str(number), left=1, counted_at=NOW - days(2))
        draft(survey(), NOW - days(91))
    assert purging.idle_limits(now=NOW) == 5
    assert purging.unowned_surveys(now=NOW) == 5
    assert (Bucket.objects.count(), Survey.objects.count()) == (0, 0)


def test_a_draft_saved_after_it_was_found_keeps_its_survey(monkeypatch) -> None:
    """The save comes between looking and deleting."""
    late = draft(survey(), NOW - days(91))
    original = purging.in_batches

    def save_in_between(rows, delete):
        def delete_later(ids):
            Draft.objects.filter(pk=late.pk).update(saved_at=NOW)
            return delete(ids)

        return original(rows, delete_later)

    monkeypatch.setattr(purging, "in_batches", save_in_between)
    assert purging.unowned_surveys(now=NOW) == 0
    assert Draft.objects.get() == late


def test_everything_at_once_says_how_much_and_twice_is_harmless() -> None:
    home = survey()
    draft(home, NOW - days(91))
    draft(survey(executive=account("in@example.com", last_login=NOW)), NOW - days(31), Voice.PEER)
    account("typo@example.com")
    Bucket.objects.create(key="old", left=1, counted_at=NOW - days(2))
    Session.objects.create(session_key="old", session_data="", expire_date=NOW - SECOND)
    with time_machine.travel(NOW - days(2)):
        cache.set("who asked how often", 3, timeout=60)
    cache.set("and now", 1, timeout=60 * 60 * 24 * 400)
    done = {"surveys": 1, "drafts": 1, "accounts": 1, "limits": 1, "tasks": 0, "sessions": 1, "counts": 1}
    assert purging.purge(now=NOW) == done
    assert purging.purge(now=NOW) == dict.fromkeys(done, 0)
