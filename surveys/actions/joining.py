"""Beginning to answer as a peer or a member of the team."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from surveys.actions.responses import LinkFull, RoundClosed, is_full
from surveys.links import Purpose, hash_token, make_token, recall_token
from surveys.models import Draft, Invitation, Panel
from surveys.sheets import new_sheet, seal_draft


class ByMail(Exception):
    """This link begins nothing: it mails a link of their own to people of one mail domain."""


class AlreadyAnswered(Exception):
    """Finish was pressed meanwhile, in another window: an invitation is answered once."""


class InvitationGone(Exception):
    """The address was withdrawn or put right meanwhile: its link is dead."""


@transaction.atomic
def join(*, invitation: Invitation) -> Draft:
    """The draft of somebody who was invited, begun now or before; a change of mind lifts a decline.

    Raises RoundClosed, InvitationGone, AlreadyAnswered, LinkFull.
    """
    panel = Panel.objects.select_for_update().select_related("survey").get(pk=invitation.panel_id)
    if panel.closed_at is not None:
        raise RoundClosed
    must_be_unanswered(invitation)
    found = Draft.objects.filter(invitation=invitation).first()
    if found is None and is_full(panel):
        raise LinkFull
    Invitation.objects.filter(pk=invitation.pk, declined=True).update(declined=False)
    if found is None:
        found = new_draft(panel, invitation)
        found.save()
    return found


def must_be_unanswered(invitation: Invitation) -> None:
    """Read anew, under the lock of Finish and of Withdraw. Raises InvitationGone, AlreadyAnswered."""
    answered = Invitation.objects.filter(pk=invitation.pk).values_list("answered", flat=True).first()
    if answered is None:
        raise InvitationGone
    if answered:
        raise AlreadyAnswered


def new_draft(panel: Panel, invitation: Invitation | None = None) -> Draft:
    """An empty draft for this voice, not saved yet."""
    draft = Draft(
        survey=panel.survey,
        panel=panel,
        voice=panel.voice,
        form=panel.form,
        invitation=invitation,
        saved_at=timezone.now(),
    )
    draft.sealed = seal_draft(new_sheet(), draft.code)
    return draft


@transaction.atomic
def join_by_link(*, panel: Panel) -> Draft:
    """A new draft for somebody who came by the one link, with a link of its own to come back by.

    Raises RoundClosed, LinkFull, ByMail.
    """
    panel = Panel.objects.select_for_update().select_related("survey").get(pk=panel.pk)
    if panel.closed_at is not None:
        raise RoundClosed
    if panel.mail_domain:
        raise ByMail
    if is_full(panel):
        raise LinkFull
    draft = new_draft(panel)
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
