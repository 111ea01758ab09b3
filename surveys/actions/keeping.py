"""Keeping a survey: from here on an account has it, and its secret link is dead."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from surveys.actions.surveys import next_round
from surveys.models import Membership, Organisation, Survey, User


class AlreadyKept(Exception):
    """Another account was first; a survey has exactly one executive."""


@transaction.atomic
def keep(*, survey: Survey, by: User, organisation: Organisation | None = None) -> Survey:
    """Give the survey to an account, in its own organisation or as the next round of one of `by`'s.

    The first confirmed address wins: whether anybody has the survey is asked by the UPDATE that
    takes it. Raising the issue kills the cookies of every browser that the link let in. The same
    account again changes nothing. Raises AlreadyKept, PermissionDenied for a foreign organisation,
    Survey.DoesNotExist for a survey that went meanwhile.
    """
    if organisation is not None and not organisation.members.filter(pk=by.pk).exists():
        raise PermissionDenied("not an organisation of this account")
    unowned = Survey.objects.filter(pk=survey.pk, executive__isnull=True)
    won = unowned.update(executive=by, link_issue=F("link_issue") + 1)
    kept = Survey.objects.select_related("organisation").get(pk=survey.pk)
    if not won and kept.executive_id != by.pk:
        raise AlreadyKept
    if won and organisation is not None and organisation.pk != kept.organisation_id:
        move(kept, organisation)
    elif won:
        Membership.objects.get_or_create(user=by, organisation=kept.organisation)
    return kept


def move(survey: Survey, organisation: Organisation) -> None:
    """Make the survey the organisation's next round; an organisation that is nothing without it goes."""
    # two surveys that move here at once must not take the same round
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    left = survey.organisation
    survey.organisation, survey.round = organisation, next_round(organisation)
    survey.save(update_fields=["organisation", "round"])
    Organisation.objects.filter(pk=left.pk, name="", surveys=None, members=None).delete()
