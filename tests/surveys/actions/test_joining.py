"""Beginning to answer: one draft for each invitation, as many as come for an open link."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from pytest_django import Settings

from surveys.actions import declining, joining, opening, resuming
from surveys.actions.responses import LinkFull, RoundClosed
from surveys.choices import Voice
from surveys.models import Draft, Invitation, Panel, Response
from tests import voices
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db


def close(panel: Panel) -> None:
    opening.close(panel=panel, by=voices.executive_of(panel.survey))


@pytest.mark.parametrize("voice", [Voice.PEER, Voice.TEAM])
def test_somebody_invited_gets_a_draft_of_their_voice_and_the_same_again(voice: str) -> None:
    panel = voices.by_list(voices.survey_of(), voice, 6)
    first, second = voices.invitations(panel)[:2]
    draft = voices.begin(first)
    assert (draft.voice, draft.form, draft.panel, draft.survey) == (voice, "core", panel, panel.survey)
    assert (draft.invitation, draft.link_hash, draft.place) == (first, None, "")
    assert voices.begin(first) == draft
    assert voices.begin(second) != draft
    assert draft.issue == first.issue


def test_a_draft_takes_the_form_its_panel_has() -> None:
    panel = voices.by_list(voices.survey_of(), Voice.TEAM, 6)
    Panel.objects.filter(pk=panel.pk).update(form="full")
    assert voices.begin(voices.invitations(panel)[0]).form == "full"


def test_a_change_of_mind_lifts_a_decline() -> None:
    panel = voices.by_list(voices.survey_of(), Voice.PEER, 6)
    invited = voices.invitations(panel)[0]
    declining.decline(invitation=invited)
    voices.begin(invited)
    invited.refresh_from_db()
    assert not invited.declined


def test_an_invitation_is_answered_once() -> None:
    """The page was opened in two windows, and Finish was pressed in the other one."""
    panel = voices.by_list(voices.survey_of(), Voice.PEER, 6)
    invited = voices.invitations(panel)[0]
    voices.answer(invited)
    assert not invited.answered  # what this window still believes
    with pytest.raises(joining.AlreadyAnswered):
        voices.begin(invited)
    assert not Draft.objects.filter(panel=panel).exists()


def test_whose_address_was_withdrawn_meanwhile_begins_nothing() -> None:
    """The page lay open, and whoever asks pressed Withdraw: a draft would belong to nobody."""
    panel = voices.by_list(voices.survey_of(), Voice.PEER, 6)
    invited = voices.invitations(panel)[0]
    Invitation.objects.filter(pk=invited.pk).delete()
    for begin in (joining.join, resuming.start_afresh):
        with pytest.raises(joining.InvitationGone):
            begin(invitation=invited)
    assert not Draft.objects.filter(panel=panel).exists()


def test_nobody_begins_after_closing() -> None:
    listed = voices.asked_team(6, answered=5)
    linked = voices.by_link(listed.survey, Voice.PEER)
    voices.answers_of(linked, 5)
    last = voices.invitations(listed)[5]
    begun = voices.begin(last)
    for panel in (listed, linked):
        close(panel)
    for asked in (last, linked):
        with pytest.raises(RoundClosed):
            voices.begin(asked)
    assert list(Draft.objects.exclude(voice=Voice.EXECUTIVE)) == [begun]


def test_each_who_comes_by_an_open_link_gets_a_draft_and_a_link_of_their_own() -> None:
    panel = voices.by_link(voices.survey_of(), Voice.TEAM)
    drafts = [voices.begin(panel) for _person in range(20)]
    assert len({draft.code for draft in drafts}) == len({draft.link_hash for draft in drafts}) == 20
    for draft in drafts:
        token = joining.link_to_continue(draft)
        assert token
        assert token not in str(Draft.objects.values().get(pk=draft.pk))
        assert (draft.invitation, draft.voice, draft.panel) == (None, Voice.TEAM, panel)


def test_a_link_to_continue_is_lost_with_its_key_and_invited_people_have_none(settings: Settings) -> None:
    linked = voices.begin(voices.by_link(voices.survey_of(), Voice.TEAM))
    invited = voices.begin(voices.invitations(voices.asked_peers(survey=linked.survey))[0])
    assert joining.link_to_continue(invited) == ""
    old, settings.LINK_KEY = settings.LINK_KEY, "another long random text, made today"
    assert joining.link_to_continue(linked) == ""
    settings.OLD_LINK_KEYS = [old]
    assert len(joining.link_to_continue(linked)) == 43


def test_a_link_for_peers_takes_twelve_answers() -> None:
    panel = voices.by_link(voices.survey_of(), Voice.PEER)
    voices.answers_of(panel, 11)
    waiting = [voices.begin(panel) for _person in range(3)]  # drafts count for nothing
    voices.finish(voices.fill(waiting[0]))
    with pytest.raises(LinkFull):
        voices.begin(panel)
    with pytest.raises(LinkFull):
        voices.finish(voices.fill(waiting[1]))
    assert Response.objects.filter(voice=Voice.PEER).count() == 12


def test_a_link_for_the_team_takes_more() -> None:
    panel = voices.by_link(voices.survey_of(), Voice.TEAM, head_count=5)
    voices.answers_of(panel, 14)
    assert voices.begin(panel)


def test_starting_takes_few_statements(count_statements: Callable[..., list[str]]) -> None:
    listed = voices.asked_team(6)
    invited = voices.invitations(listed)[0]
    linked = voices.by_link(listed.survey, Voice.PEER)
    assert len(count_statements(lambda: voices.begin(invited))) == 5
    assert len(count_statements(lambda: voices.begin(invited))) == 4  # the same draft again
    assert len(count_statements(lambda: voices.begin(linked))) == 3


@pytest.mark.django_db(transaction=True)
def test_two_starts_of_one_invitation_at_once_are_one_draft() -> None:
    panel = voices.asked_team(6)
    invited = voices.invitations(panel)[0]
    drafts = at_once(*[lambda: voices.begin(invited).pk] * 6)
    assert len(set(drafts)) == 1
    assert list(Draft.objects.filter(panel=panel).values_list("pk", flat=True)) == [drafts[0]]


@pytest.mark.django_db(transaction=True)
def test_start_against_finish_of_the_same_invitation_leaves_no_second_draft() -> None:
    panel = voices.asked_team(6)
    for invited in voices.invitations(panel):
        draft = voices.fill(voices.begin(invited))
        finished, begun = at_once(
            lambda draft=draft: voices.finish(draft), lambda invited=invited: voices.begin(invited)
        )
        assert isinstance(finished, Response)
        assert begun == draft or isinstance(begun, joining.AlreadyAnswered)
    assert Draft.objects.filter(panel=panel).count() == 0
    assert Response.objects.filter(voice=Voice.TEAM).count() == 6
    assert Invitation.objects.filter(answered=True).count() == 6


def test_declining_takes_the_lock_of_finish_first(count_statements: Callable[..., list[str]]) -> None:
    """The other way round, the two would wait for each other's rows for ever."""
    invited = voices.invitations(voices.asked_team(6))[0]
    first, *_others = count_statements(lambda: declining.decline(invitation=invited))
    assert 'FROM "surveys_panel"' in first
    assert first.endswith("FOR UPDATE") or not connection.features.has_select_for_update


@pytest.mark.django_db(transaction=True)
def test_decline_against_finish_is_one_or_the_other() -> None:
    panel = voices.asked_team(6)
    for number, invited in enumerate(voices.invitations(panel)):
        draft = voices.fill(voices.begin(invited))
        calls = [
            lambda draft=draft: voices.finish(draft),
            lambda one=invited: declining.decline(invitation=one),
        ]
        at_once(*(calls if number % 2 else calls[::-1]))
        invited.refresh_from_db()
        assert invited.answered != invited.declined
    counted = Response.objects.filter(voice=Voice.TEAM).count()
    assert counted == Invitation.objects.filter(answered=True).count()
    assert not Draft.objects.filter(panel=panel).exists()
