"""Organisations that compare themselves: joining, leaving, and the pool of averages they are held against."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from surveys.actions.allowances import may_mail_lists
from surveys.actions.inviting import must_be_executive
from surveys.models import Organisation, Pool, Survey, User

Entries = Mapping[str, Mapping[str, str]]  # organisation's key → "overall" or a category → average of today


class NotApproved(Exception):
    """The operator doesn't know the organisation yet, and a pool of invented ones would show the others."""


@transaction.atomic
def take_part(*, survey: Survey, wanted: bool, by: User) -> None:
    """Join or leave with the survey's organisation; twice is harmless.

    Raises NotApproved, PermissionDenied.
    """
    must_be_executive(survey, by)
    if wanted and not may_mail_lists(survey):
        raise NotApproved
    Organisation.objects.filter(pk=survey.organisation_id).update(compares=wanted)


@transaction.atomic
def renew(*, slug: str, entries: Entries) -> bool:
    """Put a new pool in the old one's place, if enough has changed; whether it was.

    One organisation more or less, or one with another average, would be what two pools differ by. So a pool
    stands until as many organisations have changed as may be told together.
    """
    last = Pool.objects.select_for_update().filter(slug=slug).first()
    before: Entries = last.entries if last is not None else {}
    changed = [key for key in {*before, *entries} if before.get(key) != entries.get(key)]
    if len(changed) < settings.POOL_STEP:
        return False
    Pool.objects.update_or_create(
        slug=slug, defaults={"entries": {key: dict(entries[key]) for key in sorted(entries)}}
    )
    return True
