"""Addresses whose mail came back: put right or withdrawn, and nothing about it tells who has answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys import tasks
from surveys.actions import completing, correcting, declining, inviting, reminding
from surveys.actions.surveys import start
from surveys.choices import Letter, Mail, Voice
from surveys.links import Purpose
from surveys.lists import Row
from surveys.models import Delivery, Draft, Invitation, OptOut, Panel, Survey, User
from tests import voices
from tests.factories import MARKS, sign_in, text
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db

NEW = "right@example.com"


@pytest.fixture
def panel(mailbox: Mailbox) -> Panel:
    """Six peers asked; the mail to the first one came back."""
    panel = voices.by_list(voices.survey_of(), Voice.PEER, 6)
    tasks.deliver.func()
    come_back(first(panel))
    mailbox.mails.clear()
    return panel


def come_back(invitation: Invitation, state: str = Mail.BOUNCED) -> None:
    Delivery.objects.filter(invitation=invitation).update(state=state)


def seen(panel: Panel) -> str:
    """What the question carries that names all who have come back by now."""
    codes = correcting.came_back(panel).values_list("invitation__code", flat=True)
    return correcting.digest_of(codes)


def correct(*, panel: Panel, code: UUID, by: User) -> None:
    correcting.correct(panel=panel, code=code, email=NEW, by=by)


def withdraw_all(*, panel: Panel, code: UUID, by: User) -> None:
    assert correcting.withdraw_all(panel=panel, seen=correcting.digest_of([code]), by=by) == 1


def first(panel: Panel) -> Invitation:
    return voices.invitations(panel)[0]


def by(panel: Panel) -> User:
    return voices.executive_of(panel.survey)


@pytest.mark.parametrize("state", [Mail.BOUNCED, Mail.REFUSED])
def test_a_new_mail_goes_to_the_new_address_and_the_old_link_dies(
    panel: Panel, mailbox: Mailbox, client: Any, state: str
) -> None:
    wrong = first(panel)
    come_back(wrong, state)
    old = {
        purpose: voices.token(wrong, purpose) for purpose in (Purpose.ANSWER, Purpose.DECLINE, Purpose.STOP)
    }
    voices.fill(voices.begin(wrong))
    correcting.correct(panel=panel, code=wrong.code, email=NEW, by=by(panel))
    assert tasks.deliver.func() == {Mail.SENT: 1}
    [mail] = mailbox.mails
    assert mail["To"] == NEW
    right = Invitation.objects.select_related("panel__survey").get(email=NEW)
    assert not Invitation.objects.filter(pk=wrong.pk).exists()
    assert voices.token(right) in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for purpose, token in old.items():
        path = {Purpose.ANSWER: "i"}.get(purpose, str(purpose))
        assert client.get(f"/{path}/{token}/").status_code == 404
    assert not Draft.objects.filter(panel=panel).exists()  # whoever had the old link began it
    assert list(Delivery.objects.filter(invitation=right).values_list("state", flat=True)) == [Mail.SENT]


def test_who_had_answered_or_declined_looks_the_same_and_the_new_address_is_asked(
    panel: Panel, mailbox: Mailbox
) -> None:
    people = voices.invitations(panel)
    voices.answer(people[1])
    declining.decline(invitation=people[2])
    stored = []
    for number in (0, 1, 2):
        come_back(people[number])
        correcting.correct(
            panel=panel, code=people[number].code, email=f"new{number}@example.com", by=by(panel)
        )
    tasks.deliver.func()
    for number in (0, 1, 2):
        found = Invitation.objects.get(email=f"new{number}@example.com")
        rows = found.deliveries.values_list("letter", "state", "tries", "due_at", "taken_at")
        stored.append((found.answered, found.declined, found.department, list(rows)))
    mails = [(Letter.INVITATION, Mail.SENT, 1, None, None)]
    assert stored == [(False, False, "", mails)] * 3
    assert sorted(mail["To"] for mail in mailbox.mails) == [
        f"new{number}@example.com" for number in (0, 1, 2)
    ]
    assert correcting.came_back(panel).count() == 0


def test_an_address_that_is_asked_already_is_refused(panel: Panel) -> None:
    team = voices.by_list(panel.survey, Voice.TEAM, voices.people(5, name="team"))
    for taken in (voices.invitations(panel)[3].email, voices.invitations(team)[0].email, first(panel).email):
        with pytest.raises(correcting.AskedAlready):
            correcting.correct(panel=panel, code=first(panel).code, email=taken, by=by(panel))
    assert first(panel).issue == 1


def test_whoever_asked_not_to_be_asked_is_written_nothing_and_nobody_is_told(
    panel: Panel, mailbox: Mailbox
) -> None:
    wrong, stopped = first(panel), Invitation(panel=voices.fresh(panel), email="gone@example.com")
    declining.stop(invitation=stopped)
    correcting.correct(panel=panel, code=wrong.code, email=stopped.email, by=by(panel))
    tasks.deliver.func()
    assert Delivery.objects.get(invitation__email=stopped.email).state == Mail.SENT  # as if it had gone out
    assert mailbox.mails == []


def test_whoever_asked_not_to_be_asked_is_left_alone_at_their_new_address_too(
    panel: Panel, mailbox: Mailbox
) -> None:
    wrong = first(panel)
    declining.stop(invitation=wrong)
    correcting.correct(panel=panel, code=wrong.code, email=NEW, by=by(panel))
    tasks.deliver.func()
    assert Delivery.objects.get(invitation__email=NEW).state == Mail.SENT
    for number, days in ((1, 4), (2, 8)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            reminding.send_now(panel=panel, number=number, by=by(panel))
            tasks.deliver.func()
    voices.answers_of(panel, 4)
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        voices.opened(panel)
        tasks.deliver.func()
    assert len(mailbox.mails) == 3 * 5  # a reminder, a last one, and that results are open
    assert NEW not in {mail["To"] for mail in mailbox.mails}
    assert set(Delivery.objects.filter(invitation__email=NEW).values_list("state", "tries")) == {
        (Mail.SENT, 1)
    }


def test_later_rounds_may_ask_at_the_new_address_which_may_be_somebody_elses(panel: Panel) -> None:
    wrong = first(panel)
    declining.stop(invitation=wrong)
    correcting.correct(panel=panel, code=wrong.code, email=NEW, by=by(panel))
    assert OptOut.objects.count() == 1
    following = start(by=by(panel), organisation=panel.survey.organisation)
    completing.finish(draft=voices.fill(following, MARKS))
    next_panel = voices.prepared(Survey.objects.get(pk=following.survey_id), Voice.PEER, 1)
    rows = [Row(wrong.email), Row(NEW)]
    said = inviting.put_list(panel=next_panel, rows=rows, by=by(panel))
    assert (said.new, said.opted_out) == (1, 1)
    assert [one.email for one in voices.invitations(next_panel)] == [NEW]


def test_only_what_came_back_is_put_right(panel: Panel) -> None:
    for code in (voices.invitations(panel)[1].code, uuid4()):
        with pytest.raises(correcting.NotComeBack):
            correcting.correct(panel=panel, code=code, email=NEW, by=by(panel))
        with pytest.raises(correcting.NotComeBack):
            correcting.withdraw(panel=panel, code=code, by=by(panel))
    correcting.correct(panel=panel, code=first(panel).code, email=NEW, by=by(panel))
    wrong = Invitation.objects.get(email=NEW)
    with pytest.raises(correcting.NotComeBack):  # another window had it right already
        correcting.correct(panel=panel, code=wrong.code, email="other@example.com", by=by(panel))
    assert Invitation.objects.count() == 6


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize(("state", "corrected", "withdrawn"), [(Mail.BOUNCED, 7, 6), (Mail.REFUSED, 6, 5)])
def test_what_came_back_later_was_asked_and_what_was_refused_was_not(
    panel: Panel, state: str, corrected: int, withdrawn: int, *, answered: bool
) -> None:
    """The same for whoever has answered, or two looks at the count would tell who did."""
    for act, counted in ((correct, corrected), (correcting.withdraw, withdrawn), (withdraw_all, withdrawn)):
        with transaction.atomic():
            if answered:
                voices.answer(first(panel))
            come_back(first(panel), state)
            act(panel=panel, code=first(panel).code, by=by(panel))
            assert voices.fresh(panel).head_count == counted
            transaction.set_rollback(True)


def test_as_many_are_asked_as_can_answer_where_a_late_one_is_put_right(panel: Panel, client: Client) -> None:
    for one in voices.invitations(panel):
        voices.answer(one)
    correct(panel=panel, code=first(panel).code, by=by(panel))
    voices.answer(Invitation.objects.select_related("panel__survey").get(email=NEW))
    sign_in(client, by(panel))
    assert "Peers: 7 of 7 answered" in text(client.get("/surveys/"))
    assert "7 of 7" in text(client.get(reverse("result", args=[panel.survey.code, panel.voice])))


def test_withdrawing_tells_nobody_whether_one_had_answered(panel: Panel, client: Client) -> None:
    """Five of six answered: whether the two withdrawn are among them doesn't show."""
    people = voices.invitations(panel)
    for one in people[:5]:
        voices.answer(one)
    come_back(people[5])
    correcting.withdraw_all(panel=panel, seen=seen(panel), by=by(panel))
    sign_in(client, by(panel))
    assert "Peers: 5 of 6 answered" in text(client.get("/surveys/"))


def test_a_refused_mail_that_was_answered_all_the_same_makes_no_odd_sentence(
    panel: Panel, client: Client
) -> None:
    for one in voices.invitations(panel):
        voices.answer(one)
    come_back(first(panel), Mail.REFUSED)
    correcting.withdraw(panel=panel, code=first(panel).code, by=by(panel))
    sign_in(client, by(panel))
    assert voices.fresh(panel).head_count == 5
    assert "Peers: 6 of 6 answered" in text(client.get("/surveys/"))
    for page in ("result", "open-results"):
        said = text(client.get(reverse(page, args=[panel.survey.code, panel.voice])))
        assert "6 of 6" in said, page


def test_all_that_came_back_are_withdrawn_at_once_and_the_others_stay(panel: Panel) -> None:
    for one in voices.invitations(panel)[:4]:
        come_back(one)
    voices.begin(voices.invitations(panel)[0])
    voices.answer(voices.invitations(panel)[1])
    assert correcting.withdraw_all(panel=panel, seen=seen(panel), by=by(panel)) == 4
    left = [one.email for one in voices.invitations(panel)]
    assert left == ["person004@example.com", "person005@example.com"]
    assert voices.fresh(panel).head_count == 6
    assert not Draft.objects.filter(panel=panel).exists()
    assert panel.survey.responses.filter(voice=panel.voice).count() == 1


@pytest.mark.parametrize("named", [(), (0,), (0, 2), (0, 1, 2)])
def test_where_others_came_back_than_were_seen_nobody_is_withdrawn(
    panel: Panel, named: tuple[int, ...]
) -> None:
    people = voices.invitations(panel)
    for one in people[:2]:
        come_back(one)
    for digest in ("", correcting.digest_of(people[number].code for number in named)):
        with pytest.raises(correcting.OthersHaveComeBack):
            correcting.withdraw_all(panel=panel, seen=digest, by=by(panel))
    assert Invitation.objects.count() == 6


def test_whose_mail_comes_back_at_that_moment_stays(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail service reports whenever it likes, and takes no lock of ours."""
    people, named, digest_of = voices.invitations(panel), seen(panel), correcting.digest_of

    def another_comes_back(codes: Iterable[UUID]) -> str:
        digest = digest_of(codes)
        come_back(people[2])
        return digest

    monkeypatch.setattr(correcting, "digest_of", another_comes_back)
    assert correcting.withdraw_all(panel=panel, seen=named, by=by(panel)) == 1
    assert [one.email for one in voices.invitations(panel)] == [one.email for one in people[1:]]


def test_a_thousand_go_in_a_few_statements(panel: Panel, count_statements: Callable[..., list[str]]) -> None:
    many = [Invitation(panel=panel, email=f"many{n:03}@example.com") for n in range(1000)]
    Invitation.objects.bulk_create(many)
    Delivery.objects.bulk_create(Delivery(invitation=one, state=Mail.REFUSED) for one in many)
    Panel.objects.filter(pk=panel.pk).update(head_count=1006)
    named = seen(panel)
    statements = count_statements(lambda: correcting.withdraw_all(panel=panel, seen=named, by=by(panel)))
    assert len(statements) < 50
    assert Invitation.objects.count() == 5


def test_it_is_withdrawn_with_what_was_begun(panel: Panel, client: Any) -> None:
    wrong = first(panel)
    token = voices.token(wrong)
    voices.begin(wrong)
    correcting.withdraw(panel=panel, code=wrong.code, by=by(panel))
    assert Invitation.objects.count() == 5
    assert not Draft.objects.filter(panel=panel).exists()
    assert client.get(f"/i/{token}/").status_code == 404


def test_a_stranger_and_a_closed_voice_change_nothing(panel: Panel) -> None:
    code = first(panel).code
    tom = voices.account("tom@example.com")
    with pytest.raises(PermissionDenied):
        correcting.correct(panel=panel, code=code, email=NEW, by=tom)
    with pytest.raises(PermissionDenied):
        correcting.withdraw(panel=panel, code=code, by=tom)
    with pytest.raises(PermissionDenied):
        correcting.withdraw_all(panel=panel, seen=seen(panel), by=tom)
    Panel.objects.update(closed_at=timezone.now())
    with pytest.raises(inviting.Closed):
        correcting.correct(panel=panel, code=code, email=NEW, by=by(panel))
    with pytest.raises(inviting.Closed):
        correcting.withdraw_all(panel=panel, seen=seen(panel), by=by(panel))
    assert Invitation.objects.count() == 6


def test_corrections_count_among_the_days_mails(panel: Panel, settings: Any) -> None:
    settings.MAILS_PER_DAY = 0
    with pytest.raises(inviting.TooManyMails):
        correcting.correct(panel=panel, code=first(panel).code, email=NEW, by=by(panel))
    assert first(panel).issue == 1


def test_whoever_is_asked_anew_is_not_reminded_two_days_later(panel: Panel, mailbox: Mailbox) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        correcting.correct(panel=panel, code=first(panel).code, email=NEW, by=by(panel))
        tasks.deliver.func()
    mailbox.mails.clear()
    with time_machine.travel(timezone.now().replace(hour=12) + timedelta(days=5)):
        assert reminding.begin_due() == 1
        tasks.deliver.func()
    assert sorted(mail["To"] for mail in mailbox.mails) == [f"person00{n}@example.com" for n in range(1, 6)]
    reminders = Delivery.objects.filter(letter=Letter.REMINDER)
    assert set(reminders.values_list("state", "tries")) == {(Mail.SENT, 1)}
    assert reminders.count() == 6
