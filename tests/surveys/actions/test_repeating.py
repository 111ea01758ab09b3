"""The next round of the same, and a round that is thrown away."""

from __future__ import annotations

import time
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from surveys import tasks
from surveys.actions import completing, inviting, noticing, repeating, reviewers
from surveys.choices import Form, Mail, Voice, Way
from surveys.models import (
    Delivery,
    Draft,
    Invitation,
    Organisation,
    Panel,
    PreparedFile,
    Response,
    Review,
    Survey,
)
from surveys.notices import COLUMNS
from tests import reviews, voices
from tests.factories import MARKS
from tests.mailbox import Mailbox
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db
SEGMENTS = {"department": ["Sales", "Bar"]}


@pytest.fixture
def asked(survey: Survey) -> Survey:
    """Peers by a list, the team by a link with all that a link may ask; words of its own."""
    by = voices.executive_of(survey)
    words = {"customers": "guests", "customer": "guest", "scope": "the hotels"}
    voices.by_list(survey, Voice.PEER, 6, **words)
    inviting.prepare(
        survey=survey,
        voice=Voice.TEAM,
        way=Way.LINK,
        told=voices.told(**words),
        by=by,
        head_count=40,
        segments=SEGMENTS,
        entry=inviting.Entry("472 915", "example.com", 60),
    )
    Panel.objects.filter(voice=Voice.PEER).update(form=Form.FULL, threshold=6)
    Survey.objects.filter(pk=survey.pk).update(language="de")
    return Survey.objects.select_related("organisation", "executive").get(pk=survey.pk)


def again(survey: Survey) -> Draft:
    return repeating.ask_again(survey=survey, by=voices.executive_of(survey))


def test_the_next_round_has_the_same_words_and_ways_and_neither_people_nor_answers(asked: Survey) -> None:
    draft = again(asked)
    following = Survey.objects.get(pk=draft.survey_id)
    assert (following.organisation_id, following.round, following.executive_id) == (
        asked.organisation_id,
        2,
        asked.executive_id,
    )
    assert (following.customers, following.customer, following.scope) == ("guests", "guest", "the hotels")
    assert (following.asker, following.language) == ("Jana Berg", "de")
    peers, team = following.panels.order_by("voice")
    assert (peers.voice, peers.way, peers.form, peers.threshold) == (Voice.PEER, Way.LIST, Form.FULL, 6)
    assert (peers.head_count, peers.segments, peers.classes) == (None, {}, [])
    assert (team.voice, team.way, team.head_count, team.segments) == (Voice.TEAM, Way.LINK, 40, SEGMENTS)
    assert (team.access_code, team.mail_domain, team.answers_at_most) == ("472 915", "example.com", 60)
    for panel in (peers, team):
        assert (panel.frozen_at, panel.promise, panel.link_hash, panel.closes_on) == (None, "", None, None)
        assert panel.contact == voices.EXECUTIVE
    assert not Invitation.objects.filter(panel__survey=following).exists()
    assert not Response.objects.filter(survey=following).exists()
    assert draft.answers.count() == 0
    assert draft.finished_at is None


def test_pressed_twice_it_is_one_round(asked: Survey) -> None:
    draft = again(asked)
    assert again(asked) == draft
    assert Survey.objects.count() == 2
    voices.fill(draft, MARKS)
    completing.finish(draft=draft)
    assert again(asked).survey.round == 3  # the second is a round of its own now


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_one_round(asked: Survey) -> None:
    drafts = at_once(*[lambda: again(asked).pk] * 4)
    assert len(set(drafts)) == 1
    assert Survey.objects.count() == 2


def test_nothing_goes_out_until_somebody_says_until_when(asked: Survey) -> None:
    draft = voices.fill(again(asked), MARKS)
    completing.finish(draft=draft)
    by = voices.executive_of(asked)
    peers, team = Panel.objects.filter(survey=draft.survey).order_by("voice")
    inviting.put_list(panel=peers, rows=voices.people(6, name="peer"), by=by)
    with pytest.raises(inviting.DatePassed):
        inviting.send(panel=peers, by=by)
    with pytest.raises(inviting.DatePassed):
        inviting.show_link(panel=team, by=by)
    Panel.objects.filter(pk=peers.pk).update(closes_on=timezone.localdate() + timedelta(days=9))
    assert inviting.send(panel=peers, by=by) == 6


def test_only_its_executive_asks_again_or_throws_away(asked: Survey) -> None:
    tom = voices.account("tom@example.com")
    with pytest.raises(PermissionDenied):
        repeating.ask_again(survey=asked, by=tom)
    with pytest.raises(PermissionDenied):
        repeating.throw_away(survey=asked, by=tom)
    assert Survey.objects.count() == 1


def test_a_round_in_which_nobody_was_asked_goes_with_all_that_is_in_it(asked: Survey) -> None:
    following = again(asked).survey
    now = timezone.now()
    PreparedFile.objects.create(survey=following, kind="pdf", asked_at=now, kept_until=now)
    before = Survey.objects.values().get(pk=asked.pk)
    repeating.throw_away(survey=following, by=voices.executive_of(asked))
    assert Survey.objects.values().get() == before
    assert Panel.objects.filter(survey=asked).count() == Panel.objects.count() == 2
    assert PreparedFile.objects.count() == 0
    assert Organisation.objects.filter(pk=asked.organisation_id).exists()
    assert again(asked).survey.round == 2


def test_a_round_stays_once_somebody_was_asked(asked: Survey) -> None:
    with pytest.raises(repeating.AlreadyAsked):
        repeating.throw_away(survey=asked, by=voices.executive_of(asked))
    assert Survey.objects.count() == 1


def test_a_round_with_earlier_results_stays(survey: Survey) -> None:
    Survey.objects.create(
        organisation=survey.organisation,
        questionnaire=survey.questionnaire,
        round=0,
        earlier_of=survey,
        answered_on=timezone.localdate(),
        wanted_by=survey.wanted_by,
    )
    with pytest.raises(repeating.HoldsEarlierResults):
        repeating.throw_away(survey=survey, by=voices.executive_of(survey))
    assert Survey.objects.count() == 2


def test_a_round_that_reviewers_read_stays_until_a_mail_has_told_each(
    survey: Survey, mailbox: Mailbox
) -> None:
    by, panel = voices.executive_of(survey), voices.prepared(survey, Voice.PEER, 6)
    review = reviews.reviewer(panel)
    tasks.deliver.func()
    reviews.object_to(review)
    with pytest.raises(repeating.StillReviewed):
        repeating.throw_away(survey=survey, by=by)
    reviewers.withdraw(review=review, by=by)
    with pytest.raises(repeating.NotToldYet):
        repeating.throw_away(survey=survey, by=by)
    assert Survey.objects.count() == Review.objects.count() == 1
    mailbox.mails.clear()
    tasks.deliver.func()
    assert reviews.COUNCIL in [mail["To"] for mail in mailbox.mails]
    repeating.throw_away(survey=survey, by=by)
    assert not Survey.objects.exists()


@pytest.mark.parametrize(
    ("state", "stays"),
    [(Mail.SENDING, True), (Mail.UNKNOWN, True), (Mail.QUEUED, False), (Mail.REFUSED, False)],
)
def test_a_reviewer_whom_no_mail_reached_holds_no_round(survey: Survey, state: str, *, stays: bool) -> None:
    reviews.reviewer(voices.prepared(survey, Voice.PEER, 6))
    now = timezone.now()
    due_at, taken_at = (now if state == one else None for one in (Mail.QUEUED, Mail.SENDING))
    Delivery.objects.update(state=state, due_at=due_at, taken_at=taken_at)
    with pytest.raises(repeating.StillReviewed) if stays else nullcontext():
        repeating.throw_away(survey=survey, by=voices.executive_of(survey))
    assert Survey.objects.exists() is stays


# --- at the same moment ------------------------------------------------------------------------------------


def finish_slowly(panel: Panel) -> None:
    """What Finish does to the tables: it holds its panel, and what it adds refers to the survey."""
    with transaction.atomic():
        Panel.objects.select_for_update().get(pk=panel.pk)
        time.sleep(0.4)
        Response.objects.create(survey_id=panel.survey_id, voice=panel.voice)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["throw away", "prepare"])
def test_finish_is_not_in_the_way_of_whoever_organises(what: str) -> None:
    panel = voices.asked_team(6)
    survey, by = panel.survey, voices.executive_of(panel.survey)

    def organise() -> None:
        time.sleep(0.2)
        if what == "prepare":
            inviting.prepare(survey=survey, voice=Voice.TEAM, way=Way.LIST, told=voices.told(), by=by)
        else:
            repeating.throw_away(survey=survey, by=by)

    finished, organised = at_once(lambda: finish_slowly(panel), organise)
    assert finished is None
    assert type(organised) is (inviting.Frozen if what == "prepare" else repeating.AlreadyAsked)
    assert Response.objects.filter(survey=survey, voice=Voice.TEAM).count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_said_of_data_is_not_in_the_way_of_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = voices.prepared(voices.survey_of(), Voice.TEAM, 6)
    by, real = voices.executive_of(panel.survey), inviting.say

    def say_slowly(survey: Survey, told: inviting.Told) -> None:
        time.sleep(0.4)
        real(survey, told)

    def say_of_data() -> None:
        time.sleep(0.2)
        noticing.say(survey=panel.survey, words=dict.fromkeys(COLUMNS, "words"), needs_sign_off=True, by=by)

    monkeypatch.setattr(inviting, "say", say_slowly)
    told = voices.told(organisation="Lindenhof")
    prepared, said = at_once(
        lambda: inviting.prepare(survey=panel.survey, voice=Voice.TEAM, way=Way.LIST, told=told, by=by),
        say_of_data,
    )
    assert isinstance(prepared, Panel)
    assert said is None
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.needs_sign_off) == ("Lindenhof", True)
