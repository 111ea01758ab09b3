"""Reviewers: who reads all of it before anybody is asked, and what they say of it."""

from __future__ import annotations

import copy
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from surveys import packs
from surveys.actions import inviting, reviewing
from surveys.choices import Letter, Mail, Verdict, Way
from surveys.links import Purpose, hash_token, make_token
from surveys.models import Bucket, Delivery, Panel, Review, User
from surveys.packs import Pack

REVIEWS_PER_DAY = 20  # mails to reviewers, of one account
REVIEWERS_AT_MOST = 10  # in force, of one voice
WORDS_AT_MOST = 1000  # of an objection


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
    if panel.way == Way.LIST:
        panel = copy.copy(panel)  # foreseeing changes it
        inviting.foresee(panel)
    return packs.pack_of(panel)


@transaction.atomic
def ask(*, panel: Panel, email: str, role: str, by: User) -> Review:
    """Ask somebody to read all of it, by a mail with a link of their own.

    Raises AlreadyReviewer, TooManyReviewers, TooManyMails, Closed, PermissionDenied.
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
    take_mail(by)
    code = uuid4()
    hashed = hash_token(make_token(Purpose.REVIEW, code, 1))
    made = Review.objects.create(panel=panel, code=code, email=email, role=role, link_hash=hashed)
    Delivery.objects.create(review=made, letter=Letter.REVIEW, due_at=timezone.now())
    return made


@transaction.atomic
def ask_again(*, review: Review, by: User) -> None:
    """Mail the same link once more, because something was changed; not while a mail is under way.

    Raises TooManyMails, Withdrawn, Closed, PermissionDenied.
    """
    inviting.must_be_executive(review.panel.survey, by)
    panel = inviting.locked_panel(review.panel)
    if panel.closed_at is not None:
        raise inviting.Closed
    if not reviewing.in_force(panel).filter(pk=review.pk).exists():
        raise Withdrawn
    if Delivery.objects.filter(
        review=review, letter=Letter.REVIEW, state__in=(Mail.QUEUED, Mail.SENDING)
    ).exists():
        return
    take_mail(by)
    Delivery.objects.create(review=review, letter=Letter.REVIEW, due_at=timezone.now())


def take_mail(by: User) -> None:
    if not Bucket.take("review", str(by.pk), REVIEWS_PER_DAY, timedelta(days=1)):
        raise TooManyMails


@transaction.atomic
def withdraw(*, review: Review, by: User) -> None:
    """Ask them no longer: their link is spent, and their verdict counts no more. Twice is harmless."""
    inviting.must_be_executive(review.panel.survey, by)
    inviting.locked_panel(review.panel)
    Review.objects.filter(pk=review.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    Delivery.objects.filter(review=review, state=Mail.QUEUED).update(state=Mail.DROPPED, due_at=None)


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
    if pack_of(panel).version != seen:
        raise Changed
    review.verdict, review.words, review.version = verdict, words, seen
    review.decided_at = timezone.now()
    review.save(update_fields=["verdict", "words", "version", "decided_at"])
    waiting = Delivery.objects.filter(review=review, letter=Letter.VERDICT, state=Mail.QUEUED)
    if not waiting.exists():  # the mail that waits will say the last word
        Delivery.objects.create(review=review, letter=Letter.VERDICT, due_at=timezone.now())
    return review
