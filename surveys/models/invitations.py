"""Who was asked. What was answered is nowhere here, and nothing here has the time of an answer."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.choices import LABEL_LENGTH, OF_A_REVIEW, REMINDERS_AT_MOST, Letter, Mail, Verdict

from .keys import random_key
from .surveys import Panel, Survey

ABOUT = ("invitation", "share", "review", "panel")  # what a mail can be about


def only_one(name: str) -> Q:
    return Q(**{f"{other}__isnull": other != name for other in ABOUT})


class Segments(models.Model):
    """What a list may say of a member of the team; empty where it doesn't or may not."""

    department = models.CharField(max_length=LABEL_LENGTH, blank=True)
    region = models.CharField(max_length=LABEL_LENGTH, blank=True)
    level = models.CharField(max_length=LABEL_LENGTH, blank=True)

    class Meta:
        abstract = True


class Invitation(Segments):
    """One address asked to take part.

    Its segments are kept only as far as enough invited people share them, and only until Finish takes
    them along: afterwards an answered invitation says no more than that it was answered. Its key is
    random, so that people of a list that was sent later can't be told from the others.
    """

    id = models.BigAutoField(primary_key=True, default=random_key)
    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    issue = models.PositiveSmallIntegerField(default=1)
    answer_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - null: not sent yet
    decline_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    stop_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    answered = models.BooleanField(default=False)
    declined = models.BooleanField(default=False)
    no_reminders = models.BooleanField(default=False)  # "but I will answer"

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(fields=["panel", "email"], name="invitation_address_once"),
            models.CheckConstraint(
                condition=Q(answered=False) | Q(department="", region="", level=""),
                name="invitation_answered_holds_no_segment",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # never its address


class Share(models.Model):
    """A round shown to somebody outside: a consultant, by the address they sign in with."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="shares")
    email = models.EmailField()
    own_marks = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "email"],
                condition=Q(withdrawn_at__isnull=True),
                name="share_in_force_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Reminder(models.Model):
    """A day on which everybody of a voice is reminded who still may be: two at most."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="reminders")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    begun_on = models.DateField(null=True)  # null: still to come

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["panel", "number"], name="reminder_number_once"),
            models.CheckConstraint(
                condition=Q(number__range=(1, REMINDERS_AT_MOST)), name="reminder_two_at_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id}.{self.number}"


class Review(models.Model):
    """Somebody who reads all of it before anybody is asked: a works council, a data-protection officer.

    Their verdict is about one version of what was prepared; it says nothing of a later one.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="reviews")
    email = models.EmailField()
    role = models.CharField(max_length=80)
    issue = models.PositiveSmallIntegerField(default=1)
    link_hash = models.CharField(max_length=64, unique=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    words = models.TextField(blank=True, max_length=1000)
    version = models.CharField(max_length=16, blank=True)
    parts = models.JSONField(default=dict, editable=False)
    """A hash of each part as it was when they decided, or before that when they were first asked."""
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "email"], condition=Q(withdrawn_at__isnull=True), name="review_in_force_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict="", version="", decided_at__isnull=True)
                | Q(verdict__in=Verdict.values, decided_at__isnull=False) & ~Q(version=""),
                name="review_verdict_on_a_version",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # never its address


class Delivery(models.Model):
    """One mail and what became of it: this row is the truth, the queue only a nudge.

    A worker marks it as on its way, in a transaction of its own, before it speaks to a mail server; so
    whatever happens to the worker, nobody is written to twice. It has times only until it is done: they
    would tell the people of one list from those of another.
    """

    id = models.BigAutoField(primary_key=True, default=random_key)

    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.CASCADE, related_name="deliveries")
    share = models.ForeignKey(Share, null=True, on_delete=models.CASCADE, related_name="deliveries")
    review = models.ForeignKey(Review, null=True, on_delete=models.CASCADE, related_name="deliveries")
    panel = models.ForeignKey(Panel, null=True, on_delete=models.CASCADE, related_name="deliveries")
    letter = models.CharField(max_length=14, choices=Letter.choices, default=Letter.INVITATION)
    state = models.CharField(max_length=10, choices=Mail.choices, default=Mail.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)  # while it waits
    taken_at = models.DateTimeField(null=True)  # while it is on its way

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.CheckConstraint(
                condition=only_one("invitation")
                | Q(only_one("share"), letter=Letter.SHARE)
                | Q(only_one("review"), letter__in=(*OF_A_REVIEW, Letter.WITHDRAWN, Letter.VERDICT))
                | Q(only_one("panel"), letter=Letter.TELL),
                name="delivery_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(letter__in=Letter.values), name="delivery_letter_is_known"),
            models.CheckConstraint(condition=Q(state__in=Mail.values), name="delivery_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=Mail.QUEUED, due_at__isnull=False)
                | Q(~Q(state=Mail.QUEUED), due_at__isnull=True),
                name="delivery_due_while_it_waits",
            ),
            models.CheckConstraint(
                condition=Q(state=Mail.SENDING, taken_at__isnull=False)
                | Q(~Q(state=Mail.SENDING), taken_at__isnull=True),
                name="delivery_taken_while_on_its_way",
            ),
            models.UniqueConstraint(
                fields=["invitation"],
                condition=Q(state__in=(Mail.QUEUED, Mail.SENDING)),
                name="delivery_one_under_way_per_invitation",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=Mail.QUEUED), name="delivery_due"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
