"""Beginning to answer as a peer or a member of the team."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from surveys.actions.responses import LinkFull, RoundClosed, is_full
from surveys.choices import Voice
from surveys.links import Purpose, hash_token, make_token, recall_token
from surveys.models import Draft, Invitation, Panel


class AlreadyAnswered(Exception):
    """Finish was pressed meanwhile, in another window: an invitation is answered once."""


@transaction.atomic
def join(*, invitation: Invitation) -> Draft:
    """The draft of somebody who was invited, begun now or before; a change of mind lifts a decline.

    Raises RoundClosed, AlreadyAnswered.
    """
    panel = Panel.objects.select_for_update().select_related("survey").get(pk=invitation.panel_id)
    if panel.closed_at is not None:
        raise RoundClosed
    if Invitation.objects.filter(pk=invitation.pk, answered=True).exists():  # asked anew, under Finish's lock
        raise AlreadyAnswered
    Invitation.objects.filter(pk=invitation.pk, declined=True).update(declined=False)
    draft, _new = Draft.objects.get_or_create(
        invitation=invitation,
        defaults={
            "survey": panel.survey,
            "panel": panel,
            "voice": panel.voice,
            "form": panel.form,
            "saved_at": timezone.now(),
        },
    )
    return draft


@transaction.atomic
def join_by_link(*, panel: Panel) -> Draft:
    """A new draft for somebody who came by the one link, with a link of its own to come back by.

    Raises RoundClosed, LinkFull.
    """
    panel = Panel.objects.select_for_update().select_related("survey").get(pk=panel.pk)
    if panel.closed_at is not None:
        raise RoundClosed
    if panel.voice == Voice.PEER and is_full(panel):
        raise LinkFull
    draft = Draft(
        survey=panel.survey, panel=panel, voice=panel.voice, form=panel.form, saved_at=timezone.now()
    )
    draft.link_hash = hash_token(make_token(Purpose.DRAFT, draft.code, draft.issue))
    draft.save()
    return draft


def link_to_continue(draft: Draft) -> str:
    """The token that brings somebody back who came by an open link; "" for anybody else."""
    if draft.link_hash is None:
        return ""
    try:
        return recall_token(Purpose.DRAFT, draft.code, draft.issue, draft.link_hash)
    except LookupError:  # the key that made it is gone
        return ""
