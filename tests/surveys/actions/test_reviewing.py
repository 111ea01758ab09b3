"""Reviewers and what follows from what they say: nothing goes out against them, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import Settings

from surveys import tasks
from surveys.actions import allowances, delivering, inviting, reviewers, reviewing, sharing
from surveys.choices import Letter, Mail, Verdict, Voice, Way
from surveys.links import hash_token
from surveys.models import Delivery, Panel, Review, Survey
from tests import reviews, voices
from tests.mailbox import Mailbox
from tests.reviews import agree, ask_for_sign_off, object_to, reviewer
from tests.surveys.people import at_once

pytestmark = pytest.mark.django_db
MARCH = datetime.fromisoformat("2027-03-03T12:00:00+00:00")


@pytest.fixture
def panel(survey: Survey) -> Panel:
    return voices.prepared(survey, Voice.PEER, 6)


def send(panel: Panel) -> int:
    return inviting.send(panel=panel, by=voices.executive_of(panel.survey))


def link_panel(survey: Survey) -> Panel:
    by = voices.executive_of(survey)
    return inviting.prepare(
        survey=survey, voice=Voice.TEAM, way=Way.LINK, told=voices.told(), by=by, head_count=20
    )


# --- asking somebody to read it -----------------------------------------------------------------------------


def test_a_reviewer_is_written_to_and_of_the_link_only_the_hash_is_kept(panel: Panel) -> None:
    made = reviewer(panel, "Council@Example.org")
    assert (made.email, made.role, made.verdict) == ("council@example.org", "Works council", "")
    token = reviews.token(made)
    assert made.link_hash == hash_token(token)
    assert token not in str(Review.objects.values())
    mail = Delivery.objects.get(review=made)
    assert (mail.letter, mail.state, mail.invitation) == (Letter.REVIEW, Mail.QUEUED, None)


def test_the_same_address_once_while_it_is_in_force(panel: Panel) -> None:
    made = reviewer(panel)
    with pytest.raises(reviewers.AlreadyReviewer):
        reviewer(panel, "COUNCIL@example.org", "Somebody else")
    reviewers.withdraw(review=made, by=voices.executive_of(panel.survey))
    again = reviewer(panel)
    assert reviews.token(again) != reviews.token(made)


def test_ten_in_force_and_twenty_mails_a_day(panel: Panel) -> None:
    by = voices.executive_of(panel.survey)
    made = [reviewer(panel, f"r{at}@example.org") for at in range(10)]
    with pytest.raises(reviewers.TooManyReviewers):
        reviewer(panel, "eleventh@example.org")
    Delivery.objects.update(state=Mail.SENT, due_at=None)
    for one in made:
        reviewers.ask_again(review=one, by=by)
    reviewers.withdraw(review=made[0], by=by)
    with pytest.raises(reviewers.TooManyMails):
        reviewer(panel, "eleventh@example.org")
    assert Delivery.objects.exclude(letter=Letter.WITHDRAWN).count() == 20
    with time_machine.travel(timezone.now() + timezone.timedelta(days=1)):
        reviewer(panel, "eleventh@example.org")


def test_an_address_is_asked_three_times_a_day_by_all_accounts_and_shares_count(
    panel: Panel, mailbox: Mailbox
) -> None:
    other = voices.prepared(voices.survey_of("omar@example.com", "Southgate"), Voice.PEER, 6)
    by, email = voices.executive_of(panel.survey), reviews.COUNCIL
    sharing.share(survey=panel.survey, email=email, own_marks=False, by=by)
    made = reviewer(panel)
    reviewer(other)
    with pytest.raises(allowances.TooManyToOne):
        sharing.share(survey=other.survey, email=email, own_marks=False, by=voices.executive_of(other.survey))
    assert tasks.deliver.call() == {"sent": 3}
    with pytest.raises(allowances.TooManyToOne):
        reviewers.ask_again(review=made, by=by)
    reviewers.withdraw(review=made, by=by)
    with pytest.raises(allowances.TooManyToOne):
        reviewer(panel)
    assert tasks.deliver.call() == {"sent": 1}  # that they were withdrawn
    assert {mail["To"] for mail in mailbox.mails} == {email}


def test_of_withdrawals_too_an_address_hears_three_times_a_day_and_they_always_work(
    panel: Panel, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = voices.executive_of(panel.survey)
    monkeypatch.setattr(allowances, "take_mail_outside", lambda _email: None)  # as if asked on other days
    for _time in range(5):
        made = reviewer(panel)
        tasks.deliver.call()
        reviewers.withdraw(review=made, by=by)
        tasks.deliver.call()
        assert Review.objects.get(pk=made.pk).withdrawn_at is not None
    assert Delivery.objects.filter(letter=Letter.WITHDRAWN, state=Mail.SENT).count() == 3
    assert len(mailbox.mails) == 5 + 3


def test_the_link_is_mailed_again_but_not_while_a_mail_waits(panel: Panel) -> None:
    made, by = reviewer(panel), voices.executive_of(panel.survey)
    reviewers.ask_again(review=made, by=by)
    assert Delivery.objects.count() == 1
    Delivery.objects.update(state=Mail.REFUSED, due_at=None)
    reviewers.ask_again(review=made, by=by)
    assert sorted(Delivery.objects.values_list("state", flat=True)) == [Mail.QUEUED, Mail.REFUSED]
    reviewers.withdraw(review=made, by=by)
    assert sorted(Delivery.objects.values_list("state", flat=True)) == [Mail.DROPPED, Mail.REFUSED]
    with pytest.raises(reviewers.Withdrawn):
        reviewers.ask_again(review=made, by=by)


def test_a_mail_that_was_taken_before_the_withdrawal_goes_nowhere(panel: Panel, mailbox: Mailbox) -> None:
    made = reviewer(panel)
    taken = delivering.take()
    assert taken is not None
    Review.objects.filter(pk=made.pk).update(withdrawn_at=timezone.now())
    tasks.attempt(delivering.whole(taken.pk), None)
    assert mailbox.mails == []


@pytest.mark.parametrize(
    ("say", "said"),
    [
        (object_to, "Your objection no longer holds mails."),
        (agree, "Your sign-off no longer counts."),
        (lambda _review: None, "There is nothing left for you to decide."),
    ],
)
def test_a_withdrawn_reviewer_is_told_once_by_mail(
    panel: Panel, mailbox: Mailbox, say: Callable[[Review], object], said: str
) -> None:
    made, by = reviewer(panel, role="Works council <b>"), voices.executive_of(panel.survey)
    tasks.deliver.call()
    say(made)
    tasks.deliver.call()
    mailbox.mails.clear()
    with time_machine.travel(MARCH):
        for _twice in range(2):
            reviewers.withdraw(review=made, by=by)
        assert tasks.deliver.call() == {"sent": 1}
    [mail] = mailbox.mails
    assert mail["To"] == reviews.COUNCIL
    assert mail["Subject"] == (
        "Jana Berg has taken you off the list of reviewers of the survey at Lindenhof Hotels"
    )
    assert mail["Reply-To"] == voices.EXECUTIVE
    plain = mail.get_body(("plain",)).get_content()
    assert f"Jana Berg has taken you off the list of reviewers on 3 March 2027. {said}" in plain
    marked_up = mail.get_body(("html",)).get_content()
    assert said in marked_up
    assert "<b>" not in marked_up
    assert "/review/" not in plain


@pytest.mark.parametrize("state", [Mail.QUEUED, Mail.REFUSED, Mail.BOUNCED])
def test_whom_no_mail_reached_is_told_of_no_withdrawal(panel: Panel, mailbox: Mailbox, state: str) -> None:
    made = reviewer(panel)
    if state != Mail.QUEUED:
        Delivery.objects.update(state=state, due_at=None)
    reviewers.withdraw(review=made, by=voices.executive_of(panel.survey))
    assert tasks.deliver.call() == {}
    assert mailbox.mails == []


def test_only_the_executive_asks_and_withdraws(panel: Panel) -> None:
    made, other = reviewer(panel), voices.account("omar@example.com")
    with pytest.raises(PermissionDenied):
        reviewers.ask(panel=panel, email="x@example.org", role="x", by=other)
    for call in (reviewers.withdraw, reviewers.ask_again):
        with pytest.raises(PermissionDenied):
            call(review=made, by=other)
    assert Review.objects.get().withdrawn_at is None


def test_of_a_closed_voice_nobody_is_asked_and_nothing_decided(panel: Panel) -> None:
    made, seen = reviewer(panel), reviews.version(panel)
    Panel.objects.update(closed_at=timezone.now())
    with pytest.raises(inviting.Closed):
        reviewer(panel, "x@example.org")
    with pytest.raises(inviting.Closed):
        reviewers.ask_again(review=made, by=voices.executive_of(panel.survey))
    with pytest.raises(inviting.Closed):
        reviewers.decide(review=made, verdict=Verdict.AGREED, words="", seen=seen)
    assert Review.objects.get().verdict == ""


# --- what they say ------------------------------------------------------------------------------------------


def test_a_verdict_is_of_the_version_that_was_read(panel: Panel) -> None:
    made = reviewer(panel)
    seen = reviews.version(panel)
    Survey.objects.update(asker="Omar Said")
    with pytest.raises(reviewers.Changed):
        reviewers.decide(review=made, verdict=Verdict.AGREED, words="", seen=seen)
    assert Review.objects.get().verdict == ""
    agree(made)
    stored = Review.objects.get()
    assert (stored.verdict, stored.version) == (Verdict.AGREED, reviews.version(panel))
    assert stored.decided_at is not None


def test_an_objection_takes_words_and_a_thousand_characters_of_them(panel: Panel) -> None:
    made, seen = reviewer(panel), reviews.version(panel)
    for words, wrong in (("  \n ", reviewers.WithoutWords), ("x" * 1001, reviewers.TooLong)):
        with pytest.raises(wrong):
            reviewers.decide(review=made, verdict=Verdict.OBJECTED, words=words, seen=seen)
    with pytest.raises(ValueError, match="nothing"):
        reviewers.decide(review=made, verdict="nothing", words="", seen=seen)
    assert Review.objects.get().verdict == ""
    lines = "\r\n".join(["x" * 99] * 10)  # browsers count an end of line once
    reviewers.decide(review=made, verdict=Verdict.OBJECTED, words=lines, seen=seen)
    assert Review.objects.get().words == "\n".join(["x" * 99] * 10)


def test_it_may_be_said_again_and_the_last_counts(panel: Panel) -> None:
    made = reviewer(panel)
    for _ in range(2):
        object_to(made)
        assert reviewing.is_held(panel)
        agree(made)
        assert not reviewing.is_held(panel)
    assert Review.objects.get().words == ""


def test_a_withdrawn_reviewer_decides_nothing(panel: Panel) -> None:
    made = reviewer(panel)
    reviewers.withdraw(review=made, by=voices.executive_of(panel.survey))
    with pytest.raises(reviewers.Withdrawn):
        agree(made)


# --- what follows -------------------------------------------------------------------------------------------


def test_without_reviewers_nothing_waits(panel: Panel) -> None:
    assert send(panel) == 6


def test_a_reviewer_who_says_nothing_holds_nothing_unless_the_organisation_asks_for_it(panel: Panel) -> None:
    reviewer(panel)
    assert send(panel) == 6


def test_where_a_sign_off_is_asked_for_it_must_be_of_this_very_version(panel: Panel) -> None:
    ask_for_sign_off(panel.survey)
    with pytest.raises(reviewing.NotSignedOff):
        send(panel)
    made = reviewer(panel)
    agree(made)
    Survey.objects.update(scope="The hotels")
    with pytest.raises(reviewing.NotSignedOff):
        send(panel)
    assert Delivery.objects.filter(letter=Letter.INVITATION).count() == 0
    assert voices.fresh(panel).frozen_at is None
    agree(made)
    assert send(panel) == 6


def test_the_sign_off_of_a_withdrawn_reviewer_counts_no_more(panel: Panel) -> None:
    ask_for_sign_off(panel.survey)
    made = agree(reviewer(panel))
    reviewers.withdraw(review=made, by=voices.executive_of(panel.survey))
    with pytest.raises(reviewing.NotSignedOff):
        send(panel)


def test_the_link_waits_for_it_too(survey: Survey) -> None:
    ask_for_sign_off(survey)
    panel, by = link_panel(survey), voices.executive_of(survey)
    with pytest.raises(reviewing.NotSignedOff):
        inviting.show_link(panel=panel, by=by)
    assert voices.fresh(panel).link_hash is None
    made = agree(reviewer(panel))
    token = inviting.show_link(panel=panel, by=by)
    object_to(made)
    assert inviting.show_link(panel=panel, by=by) == token  # it was seen before


def change_a_word(panel: Panel) -> object:
    return Survey.objects.update(scope="The hotels")


def need_no_sign_off(panel: Panel) -> object:
    panel.survey.organisation.needs_sign_off = False
    return panel.survey.organisation.save()


def sign_off_by_another(panel: Panel) -> object:
    return agree(reviewer(panel, "dpo@example.org", "Data-protection officer"))


@pytest.mark.parametrize("way_round", [change_a_word, need_no_sign_off, sign_off_by_another])
def test_nobody_gets_round_an_objection(panel: Panel, way_round: Callable[[Panel], object]) -> None:
    ask_for_sign_off(panel.survey)
    object_to(reviewer(panel))
    way_round(panel)
    with pytest.raises(reviewing.Objected):
        send(panel)
    assert voices.fresh(panel).frozen_at is None


def test_an_objection_to_one_voice_leaves_the_other(panel: Panel) -> None:
    object_to(reviewer(panel))
    team = voices.prepared(panel.survey, Voice.TEAM, voices.people(8, name="team"))
    assert send(team) == 8
    assert delivering.due()


def test_an_objection_after_sending_holds_what_waits_and_loses_nothing(
    panel: Panel, mailbox: Mailbox
) -> None:
    """Two of six have gone out when somebody objects; the other four go once, when it is taken back."""
    made = reviewer(panel)
    send(panel)
    Delivery.objects.filter(review=made).update(state=Mail.SENT, due_at=None)
    out = list(Delivery.objects.filter(state=Mail.QUEUED).values_list("pk", flat=True)[:2])
    Delivery.objects.filter(pk__in=out).update(state=Mail.SENT, due_at=None)
    object_to(made)
    assert tasks.deliver.call() == {"sent": 1}  # whoever asks is told of it
    assert not delivering.due()
    assert delivering.counts(panel)[Mail.QUEUED] == 4
    agree(made)
    assert delivering.due()
    assert tasks.deliver.call() == {"sent": 5}
    assert tasks.deliver.call() == {}
    assert len([mail for mail in mailbox.mails if mail["To"] != voices.EXECUTIVE]) == 4
    assert len({mail["To"] for mail in mailbox.mails}) == 4 + 1


def test_what_was_held_goes_on_when_the_reviewer_is_withdrawn(panel: Panel, mailbox: Mailbox) -> None:
    made = reviewer(panel)
    send(panel)
    Delivery.objects.filter(review=made).update(state=Mail.SENT, due_at=None)
    object_to(made)
    reviewers.withdraw(review=made, by=voices.executive_of(panel.survey))
    assert not reviewing.is_held(panel)
    assert tasks.deliver.call() == {"sent": 6 + 1}  # and the reviewer is told
    assert Review.objects.get().verdict == Verdict.OBJECTED  # it is remembered that they had


def test_an_objection_holds_no_mail_to_another_reviewer(panel: Panel, mailbox: Mailbox) -> None:
    object_to(reviewer(panel))
    reviewer(panel, "dpo@example.org")
    assert tasks.deliver.call() == {"sent": 3}  # to both of them, and to whoever asks


def test_an_objection_holds_nothing_once_the_voice_has_closed(panel: Panel) -> None:
    made = reviewer(panel)
    send(panel)
    object_to(made)
    Panel.objects.update(closed_at=timezone.now())
    assert not reviewing.is_held(panel)
    assert delivering.due()
    Panel.objects.update(closed_at=None)  # open for longer
    assert reviewing.is_held(panel)


@pytest.mark.django_db(transaction=True)
def test_who_sends_while_somebody_objects_sends_all_or_nothing(survey: Survey) -> None:
    panel = voices.prepared(survey, Voice.PEER, 6)
    made = reviewer(panel)
    sent, objected = at_once(lambda: send(panel), lambda: object_to(made))
    assert isinstance(objected, Review)
    waiting = Delivery.objects.filter(letter=Letter.INVITATION).count()
    assert (sent, waiting) == (6, 6) or (type(sent), waiting) == (reviewing.Objected, 0)
    assert reviewing.is_held(panel)


@pytest.mark.parametrize("objects", [True, False])
def test_whoever_asks_is_told_by_mail_what_a_reviewer_says(mailbox: Mailbox, objects: bool) -> None:
    panel = voices.prepared(voices.survey_of(), Voice.PEER, 6)
    review = reviews.reviewer(panel, role="Works\ncouncil <b>")
    tasks.deliver.call()
    mailbox.mails.clear()
    reviews.object_to(review, "Departments are <too> small.") if objects else reviews.agree(review)
    tasks.deliver.call()
    [mail] = mailbox.mails
    assert mail["To"] == voices.EXECUTIVE
    assert str(mail["Subject"]) == f"Works council <b> {'objects' if objects else 'has signed off'}"
    plain = mail.get_body(("plain",)).get_content()
    assert ("Departments are <too> small." in plain) == objects
    assert ("Nothing goes out until that is settled." in plain) == objects
    assert ("You can send now." in plain) == (not objects)
    assert f"/ask/{panel.survey.code}/peer/review/" in plain
    marked_up = mail.get_body(("html",)).get_content()
    assert "<b>" not in marked_up
    assert ("Departments are &lt;too&gt; small." in marked_up) == objects


def said_of(mailbox: Mailbox, review: Review) -> str:
    """The first paragraph of the text that tells of a sign-off, the same in HTML."""
    tasks.deliver.call()
    mailbox.mails.clear()
    reviews.agree(review)
    tasks.deliver.call()
    [mail] = mailbox.mails
    first = str(mail.get_body(("plain",)).get_content()).splitlines()[0]
    html = mail.get_body(("html",)).get_content()
    assert first.endswith(html.split('<p style="margin:0 0 20px">')[1].split("</p>")[0])
    return first


def test_a_sign_off_says_of_which_voice_and_what_can_be_done(mailbox: Mailbox) -> None:
    survey = voices.survey_of()
    reviews.ask_for_sign_off(survey)
    team = voices.prepared(survey, Voice.TEAM, 6)
    signed = "Works council has signed off how people at Lindenhof Hotels are asked."
    assert said_of(mailbox, reviewer(team)) == f"{signed} This is about the team. You can send now."
    peers = inviting.prepare(
        survey=survey,
        voice=Voice.PEER,
        way=Way.LINK,
        told=voices.told(),
        by=voices.executive_of(survey),
        head_count=9,
    )
    council = reviewer(peers)
    assert said_of(mailbox, council) == f"{signed} This is about peers. You can show the link now."


@pytest.mark.parametrize("why", ["asked", "objected", "past", "closed", "few", "unapproved", "changed"])
def test_nobody_is_told_they_can_send_who_cannot(settings: Settings, mailbox: Mailbox, why: str) -> None:
    survey = voices.survey_of()
    reviews.ask_for_sign_off(survey)
    panel = voices.prepared(survey, Voice.TEAM, 4 if why == "few" else 6)
    made = reviewer(panel)
    if why == "objected":
        object_to(reviewer(panel, "dpo@example.org"))
    elif why == "unapproved":
        settings.TEAM_LISTS_OPEN = False
        survey.organisation.__class__.objects.update(approved=False)
    tasks.deliver.call()
    agree(made)
    if why == "asked":
        send(panel)
    elif why == "past":
        Panel.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    elif why == "closed":
        Panel.objects.update(closed_at=timezone.now())
    elif why == "changed":
        Survey.objects.update(scope="The hotels")
    mailbox.mails.clear()
    tasks.deliver.call()
    [mail] = [mail for mail in mailbox.mails if "signed off" in mail["Subject"]]
    first = mail.get_body(("plain",)).get_content().splitlines()[0]
    assert first.endswith("are asked. This is about the team.")


def test_an_objection_after_the_link_was_shown_says_that_it_goes_on(mailbox: Mailbox) -> None:
    panel = voices.by_link(voices.survey_of(), Voice.TEAM)
    object_to(reviewer(panel))
    tasks.deliver.call()
    [plain] = [
        mail.get_body(("plain",)).get_content() for mail in mailbox.mails if "objects" in mail["Subject"]
    ]
    assert "The link was shown and goes on taking answers. Please don’t pass it on" in plain
    assert "mail goes out" not in plain


def test_two_words_in_a_row_are_one_mail_with_the_last(mailbox: Mailbox) -> None:
    panel = voices.prepared(voices.survey_of(), Voice.PEER, 6)
    review = reviews.reviewer(panel)
    tasks.deliver.call()
    mailbox.mails.clear()
    reviews.object_to(review)
    reviews.agree(review)
    tasks.deliver.call()
    assert [str(mail["Subject"]) for mail in mailbox.mails] == ["Works council has signed off"]


def test_the_same_verdict_again_is_no_other_mail_and_no_other_day(panel: Panel, mailbox: Mailbox) -> None:
    made = agree(reviewer(panel))
    decided_at = Review.objects.get().decided_at
    tasks.deliver.call()
    for _ in range(30):
        agree(made)
    assert tasks.deliver.call() == {}
    assert Review.objects.get().decided_at == decided_at
    Survey.objects.update(scope="The hotels")
    agree(made)  # of another version it is another verdict
    assert tasks.deliver.call() == {"sent": 1}
    object_to(made, "Too long")
    assert tasks.deliver.call() == {"sent": 1}
    object_to(made, "Much too long")
    assert tasks.deliver.call() == {"sent": 1}


def test_ten_mails_of_verdicts_a_day_and_every_verdict_is_kept(panel: Panel) -> None:
    made = reviewer(panel)
    for at in range(12):
        object_to(made, f"Reason {at}")
        Delivery.objects.filter(state=Mail.QUEUED).update(state=Mail.SENT, due_at=None)
    assert Delivery.objects.filter(letter=Letter.VERDICT).count() == 10
    assert Review.objects.get().words == "Reason 11"
    with time_machine.travel(timezone.now() + timezone.timedelta(days=1)):
        agree(made)
    assert Delivery.objects.filter(letter=Letter.VERDICT).count() == 11
