"""What is past its promised time goes, and nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from surveys.actions import opening, purging
from surveys.choices import Voice, Way
from surveys.models import (
    Answer,
    Bucket,
    Delivery,
    Draft,
    DraftAnswer,
    Invitation,
    Membership,
    Organisation,
    Panel,
    Practice,
    Questionnaire,
    Release,
    Response,
    Review,
    Share,
    Survey,
    User,
)
from tests import imports, voices
from tests.factories import open_group

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
    asked = None
    if voice != Voice.EXECUTIVE:
        asked = of.panels.filter(voice=voice).first() or panel(of, voice, settings.DRAFT_DAYS)
    made = Draft.objects.create(survey=of, voice=voice, saved_at=saved_at, panel=asked)
    DraftAnswer.objects.create(draft=made, practice=Practice.objects.all()[0], current=3)
    return made


def panel(of: Survey, voice: Voice, draft_days: int = 30, **columns: Any) -> Panel:
    row = {"way": Way.LIST, "threshold": 5, "draft_days": draft_days, **columns}
    if row.get("opened_at"):
        row["closed_at"] = row["opened_at"]
    return Panel.objects.create(survey=of, voice=voice, **row)


def invited(asked: Panel, email: str, sent: bool = True) -> Invitation:
    hashed = f"{asked.pk}{email}".ljust(64, "x") if sent else None
    made = Invitation.objects.create(panel=asked, email=email, answer_hash=hashed)
    if sent:
        Delivery.objects.create(invitation=made, state="sent")
    return made


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
        draft(strict, NOW - days(8), Voice.PEER),  # another voice, told thirty days
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
    old = panel(survey(executive=User.objects.get()), Voice.TEAM, 30, opened_at=NOW - days(1200))
    Response.objects.create(survey=old.survey, voice=Voice.TEAM)
    invited(old, "old@example.com")
    Share.objects.create(survey=old.survey, email="c@example.com", withdrawn_at=NOW - days(31))
    account("typo@example.com")
    Bucket.objects.create(key="old", left=1, counted_at=NOW - days(2))
    Session.objects.create(session_key="old", session_data="", expire_date=NOW - SECOND)
    with time_machine.travel(NOW - days(2)):
        cache.set("who asked how often", 3, timeout=60)
    cache.set("and now", 1, timeout=60 * 60 * 24 * 400)
    done = {"surveys": 1, "imports": 0, "drafts": 1, "addresses": 1, "answers": 1, "shares": 1, "accounts": 1}
    done |= {"reviews": 0, "files": 0, "limits": 1, "tasks": 0, "sessions": 1, "counts": 1}
    assert purging.purge(now=NOW) == done
    assert purging.purge(now=NOW) == dict.fromkeys(done, 0)


# --- addresses ----------------------------------------------------------------------------------------------


def emails() -> list[str]:
    return sorted(Invitation.objects.values_list("email", flat=True))


def test_addresses_go_thirty_days_after_results_opened_with_their_mails() -> None:
    past = panel(survey(), Voice.TEAM, opened_at=NOW - days(30) - SECOND)
    fresh = panel(survey(), Voice.TEAM, opened_at=NOW - days(30))
    for asked, name in ((past, "past"), (fresh, "fresh")):
        invited(asked, f"{name}@example.com")
    assert purging.invitations(now=NOW) == 1
    assert emails() == ["fresh@example.com"]
    assert Delivery.objects.count() == 1
    assert Panel.objects.count() == 2


def test_addresses_go_when_their_own_panel_was_told_so() -> None:
    home = survey()
    strict = panel(home, Voice.TEAM, address_days=7, opened_at=NOW - days(8))
    patient = panel(home, Voice.PEER, address_days=90, opened_at=NOW - days(89))
    invited(strict, "strict@example.com")
    invited(patient, "patient@example.com")
    assert purging.invitations(now=NOW) == 1
    assert emails() == ["patient@example.com"]


def test_where_results_never_opened_the_closing_date_counts() -> None:
    today = timezone.localdate(NOW)
    past = panel(survey(), Voice.TEAM, closes_on=today - days(31), frozen_at=NOW)
    fresh = panel(survey(), Voice.TEAM, closes_on=today - days(30), frozen_at=NOW)
    opened = panel(survey(), Voice.TEAM, closes_on=today - days(300), opened_at=NOW - days(2))
    dateless = panel(survey(), Voice.TEAM, frozen_at=NOW - days(900))
    for asked, name in ((past, "past"), (fresh, "fresh"), (opened, "opened"), (dateless, "dateless")):
        invited(asked, f"{name}@example.com")
    assert purging.invitations(now=NOW) == 1
    assert emails() == ["dateless@example.com", "fresh@example.com", "opened@example.com"]


def test_a_list_that_was_never_sent_goes_after_a_week_and_what_was_sent_stays() -> None:
    sent = panel(survey(), Voice.TEAM, frozen_at=NOW - days(20), prepared_at=NOW - days(7) - SECOND)
    invited(sent, "asked@example.com")
    invited(sent, "second@example.com", sent=False)
    never = panel(survey(), Voice.PEER, prepared_at=NOW - days(8))
    invited(never, "never@example.com", sent=False)
    fresh = panel(survey(), Voice.PEER, prepared_at=NOW - days(7))
    invited(fresh, "fresh@example.com", sent=False)
    assert purging.invitations(now=NOW) == 2
    assert emails() == ["asked@example.com", "fresh@example.com"]
    assert Panel.objects.count() == 3


def test_the_days_of_an_unsent_list_are_those_in_the_settings(settings: Any) -> None:
    settings.UNSENT_DAYS = 2
    invited(panel(survey(), Voice.PEER, prepared_at=NOW - days(3)), "a@example.com", sent=False)
    assert purging.invitations(now=NOW) == 1


def test_a_list_that_is_sent_at_this_moment_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sending comes between looking and deleting: it is judged anew under the lock that sending takes."""
    old = panel(survey(), Voice.PEER, prepared_at=NOW - days(8))
    waiting = invited(old, "a@example.com", sent=False)
    original = purging.in_batches

    def send_in_between(rows: Any, delete: Any) -> int:
        def delete_later(ids: list[Any]) -> int:
            Invitation.objects.filter(pk=waiting.pk).update(answer_hash="x" * 64)
            return int(delete(ids))

        return original(rows, delete_later)

    monkeypatch.setattr(purging, "in_batches", send_in_between)
    assert purging.invitations(now=NOW) == 0
    assert emails() == ["a@example.com"]


# --- answers ------------------------------------------------------------------------------------------------


def moment(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=NOW.tzinfo)


@pytest.mark.parametrize(
    ("now", "months", "before"),
    [
        ("2029-11-26T21:08", 36, "2026-11-26T21:08"),
        ("2027-03-31T10:00", 1, "2027-02-28T10:00"),
        ("2028-03-30T10:00", 1, "2028-02-29T10:00"),
        ("2027-01-15T10:00", 1, "2026-12-15T10:00"),
        ("2027-12-15T10:00", 12, "2026-12-15T10:00"),
        ("2027-12-15T10:00", 0, "2027-12-15T10:00"),
    ],
)
def test_months_are_those_of_the_calendar(now: str, months: int, before: str) -> None:
    assert purging.months_before(moment(now), months) == moment(before)


def group_answers(asked: Panel) -> Response:
    practice = Practice.objects.all()[0]
    response = Response.objects.create(survey=asked.survey, voice=asked.voice)
    Answer.objects.create(
        id=response.pk * 64 + practice.position, response=response, practice=practice, current=2, desired=4
    )
    return response


def test_answers_go_36_months_after_results_opened_and_the_results_and_the_executives_stay() -> None:
    opened_at = moment("2026-11-26T21:08")
    home = survey(executive=account("anna@example.com", last_login=NOW))
    own = answered(home)
    for voice in (Voice.TEAM, Voice.PEER):
        asked = panel(home, voice, opened_at=opened_at)
        group_answers(asked)
        Release.objects.create(panel=asked, answered=1, results={"made": "up"})
    assert purging.old_answers(now=moment("2029-11-26T21:08")) == 0
    assert purging.old_answers(now=moment("2029-11-26T21:09")) == 2
    assert list(Response.objects.all()) == [own]
    assert Answer.objects.count() == 1
    assert Release.objects.count() == 2


def test_answers_of_each_voice_go_when_its_own_panel_was_told_so() -> None:
    home, other = survey(), survey()
    opened_at = NOW - days(400)
    group_answers(panel(home, Voice.TEAM, answer_months=12, opened_at=opened_at))
    staying = {
        group_answers(panel(home, Voice.PEER, answer_months=24, opened_at=opened_at)),
        group_answers(panel(other, Voice.TEAM, answer_months=24, opened_at=opened_at)),
    }
    assert purging.old_answers(now=NOW) == 1
    assert set(Response.objects.all()) == staying


def test_answers_of_a_voice_that_never_opened_go_too() -> None:
    closes_on = date(2026, 11, 26)
    group_answers(panel(survey(), Voice.TEAM, closes_on=closes_on))
    staying = group_answers(panel(survey(), Voice.TEAM))  # no date yet, so it is still being asked
    assert purging.old_answers(now=moment("2029-11-26T23:00")) == 0
    assert purging.old_answers(now=moment("2029-11-27T00:00")) == 1
    assert list(Response.objects.all()) == [staying]


# --- shares -------------------------------------------------------------------------------------------------


def test_a_withdrawn_share_goes_after_thirty_days_and_one_in_force_stays() -> None:
    home = survey()
    for name, withdrawn in (("past", NOW - days(30) - SECOND), ("fresh", NOW - days(30)), ("live", None)):
        share = Share.objects.create(survey=home, email=f"{name}@example.com", withdrawn_at=withdrawn)
        Delivery.objects.create(share=share, letter="share", state="sent")
    Share.objects.update(created_at=NOW - days(900))
    assert purging.withdrawn_shares(now=NOW) == 1
    assert sorted(Share.objects.values_list("email", flat=True)) == ["fresh@example.com", "live@example.com"]
    assert Delivery.objects.count() == 2


# --- reviewers ----------------------------------------------------------------------------------------------


def test_who_read_it_first_goes_with_the_answers_or_a_month_after_being_withdrawn() -> None:
    old = panel(survey(), Voice.TEAM, answer_months=12, opened_at=NOW - days(366) - SECOND)
    live = panel(survey(), Voice.TEAM, answer_months=36, opened_at=NOW - days(366))
    for asked, name, withdrawn in (
        (old, "old", None),
        (live, "live", None),
        (live, "past", NOW - days(30) - SECOND),
        (live, "fresh", NOW - days(30)),
    ):
        email = f"{name}@example.com"
        review = Review.objects.create(panel=asked, email=email, link_hash=name, withdrawn_at=withdrawn)
        Delivery.objects.create(review=review, letter="review", state="sent")
    assert purging.old_reviews(now=NOW) == 2
    assert sorted(Review.objects.values_list("email", flat=True)) == ["fresh@example.com", "live@example.com"]
    assert Delivery.objects.count() == 2


# --- a whole life -------------------------------------------------------------------------------------------


def test_a_round_is_forgotten_step_by_step_as_it_was_promised() -> None:
    start = moment("2027-01-01T12:00")
    with time_machine.travel(start, tick=False) as clock:
        peers = voices.asked_peers(6, answered=5)
        left_lying = voices.fill(voices.begin(voices.invitations(peers)[5]))
        opening.close(panel=peers, by=voices.executive_of(peers.survey))
        clock.shift(days(40))
        assert purging.purge()["drafts"] == 1
        assert not Draft.objects.filter(pk=left_lying.pk).exists()
        assert Invitation.objects.count() == 6
        voices.opened(peers)
        clock.shift(days(29))
        assert (purging.purge()["addresses"], Invitation.objects.count()) == (0, 6)
        clock.shift(days(2))
        assert (purging.purge()["addresses"], Invitation.objects.count(), Delivery.objects.count()) == (
            6,
            0,
            0,
        )
        clock.move_to(moment("2030-02-10T11:59"))
        assert purging.purge()["answers"] == 0
        clock.move_to(moment("2030-02-10T12:01"))
        assert purging.purge()["answers"] == 5
    assert [response.voice for response in Response.objects.all()] == [Voice.EXECUTIVE]
    assert Release.objects.get().panel == peers
    assert Survey.objects.count() == 1


# --- what was imported --------------------------------------------------------------------------------------

IMPORT_DAYS = 30


def imported(into: Survey, age: timedelta, text: str = "", make: Any = imports.kept) -> Survey:
    made = make(into, text)
    Survey.objects.filter(pk=made.pk).update(created_at=NOW - age)
    return made


def imports_left() -> list[int]:
    return sorted(Survey.objects.filter(earlier_of__isnull=False).values_list("pk", flat=True))


@pytest.mark.parametrize("make", [imports.taken, imports.kept])
def test_what_was_imported_and_never_opened_goes_after_thirty_days(make: Any) -> None:
    home = voices.survey_of()
    before = imports.rows()
    imported(home, days(IMPORT_DAYS) + SECOND, make=make)
    assert purging.unopened_imports(now=NOW) == 1
    assert imports.rows() == before
    fresh = imported(home, days(IMPORT_DAYS), make=make)
    assert purging.unopened_imports(now=NOW) == 0
    assert imports_left() == [fresh.pk]


def test_an_opened_import_stays_and_the_groups_of_it_that_nobody_opened_go() -> None:
    made = imported(voices.survey_of(), days(31), imports.lines_of(team=6, peers=4, executives=1))
    open_group(made.panels.get(voice=Voice.TEAM))
    Panel.objects.filter(survey=made).update(opened_at=None)
    Panel.objects.filter(survey=made, voice=Voice.TEAM).update(opened_at=NOW)
    assert purging.unopened_imports(now=NOW) == 1
    assert list(made.panels.values_list("voice", flat=True)) == [Voice.TEAM]
    left = Response.objects.filter(survey=made)
    assert sorted(left.values_list("voice", flat=True)) == [Voice.EXECUTIVE, *[Voice.TEAM] * 6]
    assert purging.unopened_imports(now=NOW) == 0


@pytest.mark.parametrize(("closed", "goes"), [(days(1), False), (days(31), True)])
def test_what_is_being_worked_out_is_waited_for(closed: timedelta, goes: bool) -> None:
    made = imported(voices.survey_of(), days(40))
    made.panels.update(closed_at=NOW - closed)
    assert purging.unopened_imports(now=NOW) == goes
    assert imports_left() == ([] if goes else [made.pk])


def test_surveys_that_were_asked_are_never_taken_for_imports() -> None:
    team = voices.asked_team(6, answered=5)
    Survey.objects.update(created_at=NOW - days(400))
    assert purging.unopened_imports(now=NOW) == 0
    assert Response.objects.filter(survey=team.survey).count() == 6


def test_answers_of_an_opened_import_go_like_others_and_its_results_stay() -> None:
    made = imports.kept(voices.survey_of(), imports.lines_of(team=6, executives=1))
    panel = open_group(made.panels.get())
    late = purging.months_before(NOW, panel.answer_months)
    Panel.objects.filter(pk=panel.pk).update(opened_at=late)
    assert purging.old_answers(now=NOW) == 0
    Panel.objects.filter(pk=panel.pk).update(opened_at=late - SECOND)
    assert purging.old_answers(now=NOW) == 7, "the imported executive’s go with the last group"
    assert not Response.objects.filter(survey=made).exists()
    assert Response.objects.get(survey=made.earlier_of).voice == Voice.EXECUTIVE, "the survey’s own stay"
    assert Release.objects.filter(panel=panel).exists()


def test_an_imported_executives_answers_stay_as_long_as_one_group_is_within_its_months() -> None:
    made = imports.kept(voices.survey_of(), imports.lines_of(team=6, peers=4, executives=1))
    for panel in made.panels.all():
        open_group(panel)
    late = purging.months_before(NOW, made.panels.first().answer_months)
    made.panels.filter(voice=Voice.TEAM).update(opened_at=late - SECOND)
    made.panels.filter(voice=Voice.PEER).update(opened_at=late)
    assert purging.old_answers(now=NOW) == 6
    assert Response.objects.filter(survey=made, voice=Voice.EXECUTIVE).exists()
    made.panels.filter(voice=Voice.PEER).update(opened_at=late - SECOND)
    assert purging.old_answers(now=NOW) == 5


def test_a_group_that_is_not_open_yet_keeps_an_imported_executives_answers() -> None:
    made = imports.kept(voices.survey_of(), imports.lines_of(team=6, peers=4, executives=1))
    panel = open_group(made.panels.get(voice=Voice.TEAM))
    late = purging.months_before(NOW, panel.answer_months)
    Panel.objects.filter(pk=panel.pk).update(opened_at=late - SECOND)
    assert purging.old_answers(now=NOW) == 6
    left = Response.objects.filter(survey=made).values_list("voice", flat=True)
    assert sorted(left) == [Voice.EXECUTIVE, *[Voice.PEER] * 4]
    made.panels.filter(voice=Voice.PEER).delete()  # as it goes when nobody opens it
    Response.objects.filter(survey=made, voice=Voice.PEER).delete()
    assert purging.old_answers(now=NOW) == 1
    assert not Response.objects.filter(survey=made).exists()


def test_an_unopened_imports_answers_are_not_taken_for_old_ones() -> None:
    imports.kept(voices.survey_of())
    assert purging.old_answers(now=NOW + days(4000)) == 0
