"""What somebody does who was asked and would rather not be.

A mail that still waits for them is left where it is: the worker settles it like everybody's, without sending
it. Anything else would show whoever asked that somebody said no.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from surveys.links import address_hashes, hash_address
from surveys.models import Draft, Invitation, OptOut, Panel


@transaction.atomic
def decline(*, invitation: Invitation) -> None:
    """Note that somebody would rather not, and forget what they had begun. Harmless after Finish."""
    Panel.objects.select_for_update().get(pk=invitation.panel_id)  # the lock that Start and Finish take
    if Invitation.objects.filter(pk=invitation.pk, answered=False).update(declined=True):
        Draft.objects.filter(invitation=invitation).delete()


@transaction.atomic
def stop(*, invitation: Invitation) -> None:
    """No more mails to this address about any round of this organisation. Twice is harmless."""
    organisation = invitation.panel.survey.organisation
    OptOut.objects.get_or_create(
        organisation=organisation, address_hash=hash_address(invitation.email, organisation.code)
    )


@transaction.atomic
def ask_again(*, invitation: Invitation) -> None:
    """Take it back: the address may be asked about later rounds of this organisation again."""
    stopped_by(invitation).delete()


def has_stopped(invitation: Invitation) -> bool:
    """Whether this address asked not to be asked about this organisation. One statement."""
    return stopped_by(invitation).exists()


def stopped_by(invitation: Invitation) -> QuerySet[OptOut]:
    organisation = invitation.panel.survey.organisation
    hashes = address_hashes(invitation.email, organisation.code)
    return OptOut.objects.filter(organisation=organisation, address_hash__in=hashes)


def keep_quiet(*, invitation: Invitation, quiet: bool) -> None:
    """Remind this person no more in this round, or again after all. Whether they answer is theirs."""
    Invitation.objects.filter(pk=invitation.pk).update(no_reminders=quiet)
