"""What somebody does who was asked and would rather not be."""

from __future__ import annotations

from django.db import transaction

from surveys.choices import Mail
from surveys.links import hash_address
from surveys.models import Delivery, Draft, Invitation, OptOut, Panel


@transaction.atomic
def decline(*, invitation: Invitation) -> None:
    """Note that somebody would rather not, and forget what they had begun. Harmless after Finish."""
    Panel.objects.select_for_update().get(pk=invitation.panel_id)  # the lock that Start and Finish take
    if Invitation.objects.filter(pk=invitation.pk, answered=False).update(declined=True):
        Draft.objects.filter(invitation=invitation).delete()
        drop_mails(invitation)


@transaction.atomic
def stop(*, invitation: Invitation) -> None:
    """No more mails to this address about any round of this organisation. Twice is harmless."""
    organisation = invitation.panel.survey.organisation
    OptOut.objects.get_or_create(
        organisation=organisation, address_hash=hash_address(invitation.email, organisation.code)
    )
    drop_mails(invitation)


def drop_mails(invitation: Invitation) -> None:
    Delivery.objects.filter(invitation=invitation, state=Mail.QUEUED).update(state=Mail.DROPPED, due_at=None)
