"""Drafts, found by a key that only the link gives; and responses, which nothing joins to a person.

A response of the peers or the team has no date, no key in common with an invitation and a random id,
so that neither a column nor an order says who gave it. The executive's stays with the survey.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from surveys.choices import (
    CURRENT_REASONS,
    DESIRED_REASONS,
    LEVELS,
    REASON_DIGITS,
    Form,
    Meets,
    Reason,
    Voice,
)
from surveys.links import random_code

from .invitations import Invitation, Segments
from .keys import random_key
from .questionnaires import Practice
from .surveys import Panel, Survey

ANSWERS_PER_RESPONSE = 64
random_response_id = random_key  # as the first migration calls it


def one_of_level_and_reason(side: str, reasons: tuple[str, ...]) -> Q:
    """Exactly one of a level and a reason that fits this side."""
    # without "is not null" the comparison would be unknown for NULL, and a CHECK lets unknown pass
    level = Q(**{f"{side}__isnull": False, f"{side}__in": LEVELS, f"{side}_reason": ""})
    reason = Q(**{f"{side}__isnull": True, f"{side}_reason__in": reasons})
    return level | reason


def level_or_reason_or_nothing(side: str, reasons: tuple[str, ...]) -> Q:
    return one_of_level_and_reason(side, reasons) | Q(**{f"{side}__isnull": True, f"{side}_reason": ""})


def applies_on_both_sides_or_none() -> Q:
    """ "Does not apply" is said of a practice, so it stands on both sides at once."""
    neither = ~Q(current_reason=Reason.NOT_APPLICABLE) & ~Q(desired_reason=Reason.NOT_APPLICABLE)
    return neither | Q(current_reason=Reason.NOT_APPLICABLE, desired_reason=Reason.NOT_APPLICABLE)


def segments_of_team() -> Q:
    """Only the team is split; peers are shown as a whole and the executive is one."""
    return Q(voice=Voice.TEAM) | Q(department="", region="", level="", meets="")


def digit(side: str) -> Coalesce:
    """A side as one digit: its level, or that of its reason."""
    of_reason = Case(*(When(**{f"{side}_reason": reason}, then=at) for reason, at in REASON_DIGITS.items()))
    return Coalesce(F(side), of_reason, output_field=models.IntegerField())


def digits() -> Cast:
    """An answer as five digits: two of its practice's position, from 10 on, then today, wanted, picked."""
    position = F("id").bitand(ANSWERS_PER_RESPONSE - 1)
    picked = Case(When(picked=True, then=1), default=0, output_field=models.IntegerField())
    number = 10_000 + position * 1_000 + digit("current") * 100 + digit("desired") * 10 + picked
    return Cast(number, models.CharField(max_length=5))


def answer_id(response: int, position: int) -> int:
    """The key of a response's answer to the practice at this position."""
    return response * ANSWERS_PER_RESPONSE + position


def id_follows_from_response() -> Q:
    start = F("response") * ANSWERS_PER_RESPONSE
    return Q(id__gte=start) & Q(id__lt=start + ANSWERS_PER_RESPONSE)


class Draft(models.Model):
    """Answers under way. The executive's stays; anybody else's is deleted by Finish.

    Until then somebody who was invited is known by the invitation; who came by an open link has a link
    of their own, whose hash is here. What they have said so far is sealed (see `sheets`): a copy of the
    database from before Finish must not say whose answers those of a later copy are.
    """

    code = models.CharField(max_length=22, default=random_code, unique=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="drafts")
    voice = models.CharField(max_length=10, choices=Voice.choices, default=Voice.EXECUTIVE)
    form = models.CharField(max_length=10, choices=Form.choices, default=Form.CORE)
    place = models.CharField(max_length=10, blank=True)  # where to go on: a practice's code, FIRST or CHECK
    saved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)  # the executive's last Finish
    panel = models.ForeignKey(Panel, null=True, on_delete=models.CASCADE, related_name="drafts")
    invitation = models.OneToOneField(Invitation, null=True, on_delete=models.CASCADE, related_name="draft")
    link_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - null: invited by mail
    sealed = models.BinaryField(null=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)  # typed on other devices since the last rest
    rests_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["survey"], condition=Q(voice=Voice.EXECUTIVE), name="draft_one_executive_per_survey"
            ),
            models.CheckConstraint(
                condition=Q(voice__in=Voice.values, form__in=Form.values),
                name="draft_voice_and_form_are_known",
            ),
            models.CheckConstraint(
                condition=Q(voice=Voice.EXECUTIVE, panel__isnull=True, invitation__isnull=True)
                | (~Q(voice=Voice.EXECUTIVE) & Q(panel__isnull=False)),
                name="draft_panel_unless_the_executive",
            ),
            models.CheckConstraint(
                condition=~Q(voice=Voice.EXECUTIVE) | Q(sealed__isnull=True),
                name="draft_sealed_unless_the_executive",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # never its code: a code in a log would be half a key

    @property
    def is_executive(self) -> bool:
        return self.voice == Voice.EXECUTIVE

    @property
    def issue(self) -> int:
        """The issue of the link that leads here: raising it shuts out every browser that came before."""
        if self.is_executive:
            return self.survey.link_issue
        return self.invitation.issue if self.invitation is not None else self.only_issue

    only_issue = 1  # a link that somebody was given at an open link's start is never replaced
    is_trial = False  # of a dry run: it is in memory alone, and nothing of it is ever saved


class Sides(models.Model):
    """Both sides of one practice, as they are given and as they count."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, db_index=False)
    current = models.PositiveSmallIntegerField(null=True)
    current_reason = models.CharField(max_length=14, default="")
    desired = models.PositiveSmallIntegerField(null=True)
    desired_reason = models.CharField(max_length=14, default="")
    picked = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class DraftAnswer(Sides):
    """One practice of a draft. Each side is saved alone; an empty side has neither level nor reason."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="answers", db_index=False)

    class Meta:
        verbose_name = _("draft answer")
        verbose_name_plural = _("draft answers")
        constraints = [
            models.UniqueConstraint(fields=["draft", "practice"], name="draft_answer_once"),
            models.CheckConstraint(
                condition=level_or_reason_or_nothing("current", CURRENT_REASONS), name="draft_answer_current"
            ),
            models.CheckConstraint(
                condition=level_or_reason_or_nothing("desired", DESIRED_REASONS), name="draft_answer_desired"
            ),
            models.CheckConstraint(condition=applies_on_both_sides_or_none(), name="draft_answer_applies"),
        ]


class Response(Segments):
    """Answers after Finish. Its code is known to whoever gave it, and to nobody else.

    Until the voice's results open, all that a peer or a member of the team has said lies sealed in one
    cell of one size (see `sheets`). Opening breaks the seals and gives every response a new key.
    """

    id = models.BigAutoField(primary_key=True, default=random_key)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    voice = models.CharField(max_length=10, choices=Voice.choices)
    meets = models.CharField(max_length=10, choices=Meets.choices, blank=True)
    code_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - null: the executive's
    sealed = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = [
            models.CheckConstraint(condition=Q(id__gt=2**32), name="response_id_is_random"),
            models.CheckConstraint(condition=Q(voice__in=Voice.values), name="response_voice_is_known"),
            models.UniqueConstraint(
                fields=["survey"],
                condition=Q(voice=Voice.EXECUTIVE),
                name="response_one_executive_per_survey",
            ),
            models.CheckConstraint(condition=segments_of_team(), name="response_segments_of_team_alone"),
            models.CheckConstraint(
                condition=~Q(voice=Voice.EXECUTIVE) | Q(code_hash__isnull=True),
                name="response_code_of_groups_alone",
            ),
            models.CheckConstraint(
                condition=Q(sealed__isnull=True)
                | (Q(department="", region="", level="", meets="") & ~Q(voice=Voice.EXECUTIVE)),
                name="response_sealed_says_nothing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Answer(Sides):
    """One response × one practice: a level or a reason on each side, and whether it was picked.

    Its id is the response's × 64 + the practice's position, so it says nothing that the two don't; a report
    goes by it.
    """

    id = models.BigAutoField(primary_key=True)  # the row number itself on SQLite, so rows lie in no order
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers", db_index=False)
    # the database's own copy for whoever reads many: it can't say anything that the columns don't
    digits = models.GeneratedField(
        expression=digits(), output_field=models.CharField(max_length=5), db_persist=True
    )

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["response", "practice"], name="answer_once"),
            models.CheckConstraint(
                condition=one_of_level_and_reason("current", CURRENT_REASONS), name="answer_current"
            ),
            models.CheckConstraint(
                condition=one_of_level_and_reason("desired", DESIRED_REASONS), name="answer_desired"
            ),
            models.CheckConstraint(condition=applies_on_both_sides_or_none(), name="answer_applies"),
            models.CheckConstraint(
                condition=id_follows_from_response(), name="answer_id_follows_from_response"
            ),
        ]
