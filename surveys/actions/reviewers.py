"""Reviewers: who reads all of it before anybody is asked, and what they say of it."""

from __future__ import annotations

import copy
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from surveys import packs
from surveys.actions import allowances, foreseeing, inviting, reviewing
from surveys.choices import OF_A_REVIEW, Letter, Mail, Verdict, Way
from surveys.links import Purpose, hash_token, make_token
from surveys.models import Bucket, Delivery, Panel, Review, User
from surveys.packs import Pack

REVIEWS_PER_DAY = 20  # mails to reviewers, of one account
REVIEWERS_AT_MOST = 10  # in force, of one voice
WORDS_AT_MOST = 1000  # of an objection
VERDICTS_PER_DAY = 10  # mails to whoever asks, of one reviewer; what they decide is kept all the same
DAY = timedelta(days=1)


class TooManyReviewers(Exception):
    """More reviewers than a voice may have."""


class TooManyMails(Exception):
    """More mails to reviewers than one account sends in a day."""


class AlreadyReviewer(Exception):
    """This address reviews the voice already."""


class Withdrawn(Exception):
    """The reviewer is no longer asked: their link is spent."""


class Changed(Exception):
    """What was read is no longer what would go out."""


class WithoutWords(Exception):
    """An objection says what is wrong."""


class TooLong(Exception):
    """An objection of more characters than are kept."""


def pack_of(panel: Panel) -> Pack:
    """What would go out now, or what did."""
    return packs.pack_of(foreseen(panel))


def foreseen(panel: Panel) -> Panel:
    if panel.way == Way.LIST:
        panel = copy.copy(panel)  # foreseeing changes it
        foreseeing.foresee(panel)
    return panel


def may_begin(panel: Panel) -> bool:
    """Whether nobody was asked so far, and nothing stands in the way of asking now."""
    if panel.frozen_at is not None or allowances.needs_approval(panel):
        return False
    panel = foreseen(panel)
    try:
        inviting.may_still_ask(panel)
        reviewing.must_be_let(panel)
    except (inviting.Closed, inviting.DatePassed, reviewing.NotSignedOff):
        return False
    return panel.way == Way.LINK or (panel.head_count or 0) >= panel.smallest


@transaction.atomic
def ask(*, panel: Panel, email: str, role: str, by: User) -> Review:
    """Ask somebody to read all of it, by a mail with a link of their own.

    Raises AlreadyReviewer, TooManyReviewers, TooManyMails, TooManyToOne, Closed, PermissionDenied.
    """
    inviting.must_be_executive(panel.survey, by)
    panel = inviting.locked_panel(panel)
    if panel.closed_at is not None:
        raise inviting.Closed
    email = email.lower()
    asked = reviewing.in_force(panel)
    if asked.filter(email=email).exists():
        raise AlreadyReviewer
    if asked.count() >= REVIEWERS_AT_MOST:
        raise TooManyReviewers
    take_mail(by, email)
    code = uuid4()
    hashed = hash_token(make_token(Purpose.REVIEW, code, 1))
    parts = packs.parts_of(foreseen(panel))
    made = Review.objects.create(
        panel=panel, code=code, email=email, role=role, link_hash=hashed, parts=parts
    )
    Delivery.objects.create(review=made, letter=Letter.REVIEW, due_at=timezone.now())
    return made


@transaction.atomic
def ask_again(*, review: Review, by: User) -> None:
    """Mail the same link once more, and say so where something has changed; not while a mail is under way.

    Raises TooManyMails, TooManyToOne, Withdrawn, Closed, PermissionDenied.
    """
    inviting.must_be_executive(review.panel.survey, by)
    panel = inviting.locked_panel(review.panel)
    if panel.closed_at is not None:
        raise inviting.Closed
    current = reviewing.in_force(panel).filter(pk=review.pk).first()
    if current is None:
        raise Withdrawn
    under_way = (Mail.QUEUED, Mail.SENDING)
    if Delivery.objects.filter(review=review, letter__in=OF_A_REVIEW, state__in=under_way).exists():
        return
    take_mail(by, review.email)
    changed = bool(current.parts) and current.parts != packs.parts_of(foreseen(panel))
    letter = Letter.REVIEW_CHANGED if changed else Letter.REVIEW
    Delivery.objects.create(review=review, letter=letter, due_at=timezone.now())


def take_mail(by: User, email: str) -> None:
    if not Bucket.take("review", str(by.pk), REVIEWS_PER_DAY, DAY):
        raise TooManyMails
    allowances.take_mail_outside(email)


@transaction.atomic
def withdraw(*, review: Review, by: User) -> None:
    """Ask them no longer, and tell them: their link is spent, and their verdict counts no more.

    Twice is harmless, and told once; whom no mail reached is told nothing, nor who was told too often today.
    """
    inviting.must_be_executive(review.panel.survey, by)
    inviting.locked_panel(review.panel)
    now = timezone.now()
    if not Review.objects.filter(pk=review.pk, withdrawn_at__isnull=True).update(withdrawn_at=now):
        return
    Delivery.objects.filter(review=review, state=Mail.QUEUED).update(state=Mail.DROPPED, due_at=None)
    if reviewing.was_written_to(review) and allowances.may_tell_of_withdrawal(review.email):
        Delivery.objects.create(review=review, letter=Letter.WITHDRAWN, due_at=now)


@transaction.atomic
def decide(*, review: Review, verdict: str, words: str, seen: str) -> Review:
    """Sign off or object, to the version that was `seen`; may be said again, the last counts.

    Raises Withdrawn, Closed, Changed, WithoutWords, TooLong, ValueError for no verdict at all.
    """
    panel = inviting.locked_panel(review.panel)  # the lock that sending takes: one comes before the other
    if not reviewing.in_force(panel).filter(pk=review.pk).exists():
        raise Withdrawn
    if panel.closed_at is not None:
        raise inviting.Closed
    verdict = Verdict(verdict)
    words = "" if verdict == Verdict.AGREED else words.replace("\r\n", "\n").strip()
    if verdict == Verdict.OBJECTED and not words:
        raise WithoutWords
    if len(words) > WORDS_AT_MOST:
        raise TooLong
    pack = pack_of(panel)
    if pack.version != seen:
        raise Changed
    review.refresh_from_db(fields=["verdict", "words", "version"])
    if (review.verdict, review.words, review.version) == (verdict, words, seen):
        return review
    review.verdict, review.words, review.version, review.parts = verdict, words, seen, dict(pack.parts)
    review.decided_at = timezone.now()
    review.save(update_fields=["verdict", "words", "version", "parts", "decided_at"])
    tell_of(review)
    return review


def tell_of(review: Review) -> None:
    """Mail whoever asks what a reviewer says; a mail that still waits will say the last word."""
    waiting = Delivery.objects.filter(review=review, letter=Letter.VERDICT, state=Mail.QUEUED)
    if waiting.exists() or not Bucket.take("verdict", str(review.pk), VERDICTS_PER_DAY, DAY):
        return
    Delivery.objects.create(review=review, letter=Letter.VERDICT, due_at=timezone.now())
