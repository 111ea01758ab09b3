"""What the database itself keeps of who was asked, of mails and of shares: both sides of each promise."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.choices import Mail, Voice
from surveys.models import Delivery, Invitation, Panel, Share
from tests import voices

pytestmark = pytest.mark.django_db


def refused(make: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


@pytest.fixture
def panel() -> Panel:
    return voices.prepared(voices.survey_of(), Voice.TEAM, 0)


@pytest.fixture
def invited(panel: Panel) -> Invitation:
    return Invitation.objects.create(panel=panel, email="a@example.com", department="Sales")


def test_an_address_is_asked_once_by_a_panel(panel: Panel, invited: Invitation) -> None:
    assert refused(lambda: Invitation.objects.create(panel=panel, email="a@example.com"))
    assert not refused(lambda: Invitation.objects.create(panel=panel, email="b@example.com"))
    others = voices.prepared(panel.survey, Voice.PEER, 0)
    assert not refused(lambda: Invitation.objects.create(panel=others, email="a@example.com"))


@pytest.mark.parametrize("kind", ["department", "region", "level"])
def test_an_answered_invitation_holds_no_segment(invited: Invitation, kind: str) -> None:
    row = Invitation.objects.filter(pk=invited.pk)
    row.update(department="", region="", level="")
    row.update(**{kind: "Sales"})
    assert refused(lambda: row.update(answered=True))
    assert not refused(lambda: row.update(answered=True, **{kind: ""}))
    assert refused(lambda: row.update(**{kind: "Sales"}))


@pytest.mark.parametrize("kind", ["answer_hash", "decline_hash", "stop_hash"])
def test_a_link_leads_to_one_invitation(panel: Panel, kind: str) -> None:
    def asked(email: str, hashed: str | None) -> Invitation:
        return Invitation.objects.create(panel=panel, email=email, **{kind: hashed})

    assert not refused(lambda: asked("a@example.com", "a" * 64))
    assert refused(lambda: asked("b@example.com", "a" * 64))
    assert not refused(lambda: asked("b@example.com", "b" * 64))
    assert not refused(lambda: [asked("c@example.com", None), asked("d@example.com", None)])


def test_a_mail_is_about_an_invitation_or_a_share(panel: Panel, invited: Invitation) -> None:
    share, now = Share.objects.create(survey=panel.survey, email="c@example.com"), timezone.now()
    assert not refused(lambda: Delivery.objects.create(invitation=invited, due_at=now))
    assert not refused(lambda: Delivery.objects.create(share=share, letter="share", due_at=now))
    assert refused(lambda: Delivery.objects.create(due_at=now))
    assert refused(lambda: Delivery.objects.create(invitation=invited, share=share, state="sent"))


def test_a_mail_is_in_a_known_state(invited: Invitation) -> None:
    delivery = Delivery.objects.create(invitation=invited, due_at=timezone.now())
    for state in Mail.values:
        assert not refused(lambda state=state: Delivery.objects.filter(pk=delivery.pk).update(**times(state)))
    assert refused(lambda: Delivery.objects.filter(pk=delivery.pk).update(state="lost", due_at=None))


def times(state: str) -> dict[str, object]:
    """A state with the times that belong to it."""
    now = timezone.now()
    due, taken = (state == Mail.QUEUED and now) or None, (state == Mail.SENDING and now) or None
    return {"state": state, "due_at": due, "taken_at": taken}


@pytest.mark.parametrize("state", Mail.values)
def test_a_mail_has_times_only_while_it_is_under_way(invited: Invitation, state: str) -> None:
    delivery, now = Delivery.objects.create(invitation=invited, due_at=timezone.now()), timezone.now()
    row = Delivery.objects.filter(pk=delivery.pk)
    right = times(state)
    assert not refused(lambda: row.update(**right))
    for name in ("due_at", "taken_at"):
        other = None if right[name] else now
        assert refused(lambda name=name, other=other: row.update(**{**right, name: other}))


@pytest.mark.parametrize("under_way", [Mail.QUEUED, Mail.SENDING])
def test_one_mail_at_a_time_is_under_way_to_somebody(invited: Invitation, under_way: str) -> None:
    def mail(state: str) -> Delivery:
        return Delivery.objects.create(invitation=invited, **times(state))

    assert not refused(lambda: mail(under_way))
    assert refused(lambda: mail(Mail.QUEUED))
    assert refused(lambda: mail(Mail.SENDING))
    for over in (Mail.SENT, Mail.REFUSED, Mail.UNKNOWN, Mail.DROPPED):
        assert not refused(lambda over=over: mail(over))


def test_a_round_is_shared_with_an_address_once_until_that_is_withdrawn(panel: Panel) -> None:
    def share() -> Share:
        return Share.objects.create(survey=panel.survey, email="c@example.com")

    first = share()
    assert refused(share)
    Share.objects.filter(pk=first.pk).update(withdrawn_at=timezone.now())
    assert not refused(share)
    assert refused(share)


def test_no_row_names_an_address_when_it_is_printed(panel: Panel, invited: Invitation) -> None:
    share = Share.objects.create(survey=panel.survey, email="c@example.com")
    delivery = Delivery.objects.create(share=share, letter="share", due_at=timezone.now())
    for row in (invited, share, delivery):
        assert str(row) == str(row.pk)
