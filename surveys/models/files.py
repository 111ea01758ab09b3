"""Files that are prepared in the background, and the slides of one's own that they may be put on.

A prepared file says what its report says to one reader. So it hangs on the survey, and on the share by
which a consultant sees it: when either goes, it goes. What is in it lies in a table of its own, so that a
list of files never reads them; that row is made along with the file's, empty, and never on its own.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from surveys.choices import Failure, FileKind, FileState

from .invitations import Share
from .people import User
from .surveys import Survey

NAME_LENGTH = 120


class SlideTemplate(models.Model):
    """A presentation of an account's own, on whose look slides are made."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="templates")
    name = models.CharField(max_length=NAME_LENGTH)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("slide template")
        verbose_name_plural = _("slide templates")
        constraints = [
            models.UniqueConstraint(fields=["owner", "sha256"], name="template_once_per_account"),
            models.CheckConstraint(condition=~Q(name=""), name="template_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateContent(models.Model):
    """The presentation itself."""

    template = models.OneToOneField(
        SlideTemplate, primary_key=True, on_delete=models.CASCADE, related_name="content"
    )
    data = models.BinaryField()

    class Meta:
        verbose_name = _("content of a slide template")
        verbose_name_plural = _("contents of slide templates")

    def __str__(self) -> str:
        return str(self.pk)


class PreparedFile(models.Model):
    """One file for one reader: this row is the truth, the queue only a nudge.

    Without a share it is the executive's: of the account that kept the survey, or, as long as nobody has,
    of whoever holds the secret link, and then it names no account.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="files")
    share = models.ForeignKey(Share, null=True, on_delete=models.CASCADE, related_name="files")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    own_marks = models.BooleanField(default=False)
    template = models.ForeignKey(SlideTemplate, null=True, on_delete=models.SET_NULL, related_name="files")
    language = models.CharField(max_length=10)
    fingerprint = models.CharField(max_length=64)  # of all that it is made from
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.WAITING)
    step = models.PositiveSmallIntegerField(default=0)
    of = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=10, choices=Failure.choices, blank=True)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)  # the answers were read after this
    made_at = models.DateTimeField(null=True)
    size = models.PositiveIntegerField(default=0)
    kept_until = models.DateTimeField()  # put off whenever somebody fetches it or asks for the same again

    class Meta:
        verbose_name = _("prepared file")
        verbose_name_plural = _("prepared files")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FileKind.values), name="file_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="file_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=FileState.DONE, made_at__isnull=False)
                | Q(~Q(state=FileState.DONE), made_at__isnull=True),
                name="file_made_when_it_is_done",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(FileState.WAITING, FileState.FAILED)) | Q(begun_at__isnull=False),
                name="file_waits_until_it_is_begun",
            ),
            models.CheckConstraint(
                condition=Q(state=FileState.FAILED, failure__in=Failure.values)
                | Q(~Q(state=FileState.FAILED), failure=""),
                name="file_says_why_it_failed",
            ),
            models.CheckConstraint(condition=Q(step__lte=F("of")), name="file_step_within_all_of_them"),
            models.CheckConstraint(
                condition=Q(template__isnull=True) | Q(kind=FileKind.PPTX), name="file_template_of_slides"
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(asked_by__isnull=False), name="file_by_share_has_account"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it waits for the worker, or for the worker to finish."""
        return self.state in (FileState.WAITING, FileState.WORKING)


class FileContent(models.Model):
    """What is in a prepared file; empty until it is done."""

    file = models.OneToOneField(
        PreparedFile, primary_key=True, on_delete=models.CASCADE, related_name="content"
    )
    data = models.BinaryField(default=bytes)

    class Meta:
        verbose_name = _("content of a prepared file")
        verbose_name_plural = _("contents of prepared files")

    def __str__(self) -> str:
        return str(self.pk)
