"""Showing a round to somebody outside: by address, with or without the executive's own marks."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from surveys.actions import allowances, files
from surveys.actions.inviting import must_be_executive
from surveys.choices import Letter, Mail
from surveys.models import Bucket, Delivery, Share, Survey, User

SHARES_PER_DAY = 50


class TooManyShares(Exception):
    """More than one account shares in a day."""


@transaction.atomic
def share(*, survey: Survey, email: str, own_marks: bool, by: User) -> Share:
    """Let an address see this round, and write to it. The same address again changes only the tick.

    Raises TooManyShares, TooManyToOne, PermissionDenied.
    """
    must_be_executive(survey, by)
    email = email.lower()  # as accounts are known
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    found = Share.objects.filter(survey=survey, email=email, withdrawn_at__isnull=True).first()
    if found is not None:
        if found.own_marks and not own_marks:
            files.forget_own_marks(share=found)
        found.own_marks = own_marks
        found.save(update_fields=["own_marks"])
        return found
    if not Bucket.take("share", str(by.pk), SHARES_PER_DAY, timedelta(days=1)):
        raise TooManyShares
    allowances.take_mail_outside(email)
    made = Share.objects.create(survey=survey, email=email, own_marks=own_marks)
    Delivery.objects.create(share=made, letter=Letter.SHARE, due_at=timezone.now())
    return made


@transaction.atomic
def withdraw(*, share: Share, by: User) -> None:
    """Take it back: from this moment the address sees nothing of it. Twice is harmless.

    What it had prepared goes, of other rounds too: they may compare with this one.
    """
    must_be_executive(share.survey, by)
    Share.objects.filter(pk=share.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    files.forget_shared(share=share)
    Delivery.objects.filter(share=share, state=Mail.QUEUED).update(state=Mail.DROPPED, due_at=None)
