"""Another device: the link opens what is empty, the code what isn't, and neither a guess nor a race does."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from surveys.actions import joining, resuming
from surveys.actions.responses import DraftGone, RoundClosed
from surveys.links import short_code
from surveys.models import Draft, Invitation, Panel
from surveys.sheets import sheet_of
from tests import voices
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(db: None) -> Invitation:
    return voices.invitations(voices.asked_team(6))[0]


@pytest.fixture
def draft(invited: Invitation) -> Draft:
    return voices.fill(voices.begin(invited), {"C2": ("2", "4")})


def wrong(draft: Draft) -> str:
    return "222-222" if short_code(draft.code) != "222-222" else "333-333"


def test_a_draft_is_empty_until_something_is_answered(invited: Invitation) -> None:
    begun = voices.begin(invited)
    assert resuming.is_empty(begun)
    assert not resuming.is_empty(voices.fill(begun, {"C2": ("2", "")}))


def test_the_code_opens_it_however_it_is_typed(draft: Draft) -> None:
    code = short_code(draft.code)
    for typed in (code, code.lower(), code.replace("-", ""), f"  {code[:3]} {code[4:]} "):
        resuming.resume(draft=draft, typed=typed)


@pytest.mark.parametrize("typed", ["", "-", "K7Q", "K7Q-F2M-", "ÄÖÜ-ßẞé", "0" * 500])
def test_nothing_else_does(draft: Draft, typed: str) -> None:
    with pytest.raises(resuming.WrongCode):
        resuming.resume(draft=draft, typed=typed)


def test_another_drafts_code_does_not(draft: Draft) -> None:
    other = voices.begin(voices.invitations(voices.fresh(draft.panel))[1])
    with pytest.raises(resuming.WrongCode):
        resuming.resume(draft=draft, typed=short_code(other.code))


def test_five_wrong_codes_rest_for_an_hour_and_the_right_one_rests_with_them(draft: Draft) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for left in (4, 3, 2, 1):
            with pytest.raises(resuming.WrongCode) as refused:
                resuming.resume(draft=draft, typed=wrong(draft))
            assert refused.value.left == left
        for typed in (wrong(draft), short_code(draft.code)):
            with pytest.raises(resuming.Resting) as rests:
                resuming.resume(draft=draft, typed=typed)
            assert rests.value.until == timezone.now() + timedelta(hours=1)
        clock.shift(timedelta(minutes=59, seconds=59))
        with pytest.raises(resuming.Resting):
            resuming.resume(draft=draft, typed=short_code(draft.code))
        clock.shift(timedelta(seconds=1))
        resuming.resume(draft=draft, typed=short_code(draft.code))
        with pytest.raises(resuming.WrongCode) as refused:  # counted from the start again
            resuming.resume(draft=draft, typed=wrong(draft))
        assert refused.value.left == 4


def test_a_right_code_forgets_the_wrong_ones(draft: Draft) -> None:
    for _time in range(3):
        for _again in range(4):
            with pytest.raises(resuming.WrongCode):
                resuming.resume(draft=draft, typed=wrong(draft))
        resuming.resume(draft=draft, typed=short_code(draft.code))


def test_afresh_means_an_empty_draft_and_the_old_one_gone(draft: Draft, invited: Invitation) -> None:
    new = resuming.start_afresh(invitation=invited)
    assert (new.code != draft.code, sheet_of(new).answers) == (True, {})
    assert Draft.objects.get(invitation=invited) == new
    with pytest.raises(DraftGone):
        resuming.resume(draft=draft, typed=short_code(draft.code))


def test_afresh_lifts_a_decline_and_comes_too_late_after_finish_or_closing(invited: Invitation) -> None:
    Invitation.objects.filter(pk=invited.pk).update(declined=True)
    draft = resuming.start_afresh(invitation=invited)
    assert not Invitation.objects.get(pk=invited.pk).declined
    voices.finish(voices.fill(draft))
    with pytest.raises(joining.AlreadyAnswered):
        resuming.start_afresh(invitation=invited)
    Panel.objects.update(closed_at=timezone.now())
    with pytest.raises(RoundClosed):
        resuming.start_afresh(invitation=invited)


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_all_counted() -> None:
    draft = voices.fill(voices.begin(voices.invitations(voices.asked_team(6))[0]), {"C2": ("2", "4")})
    results = at_once(*[lambda: resuming.resume(draft=draft, typed=wrong(draft))] * 8)
    kinds = [type(result) for result in results]
    assert kinds.count(resuming.WrongCode) == 4
    assert kinds.count(resuming.Resting) == 4
