"""Going on with a draft on another device: by the link of the mail and the short code, or afresh.

Whoever can read somebody's mail has the link too. So the link alone opens a draft only as long as nothing
is in it; afterwards it takes the code, which the browser showed that saved first.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from surveys.actions.joining import must_be_unanswered, new_draft
from surveys.actions.responses import DraftGone, RoundClosed
from surveys.links import is_short_code
from surveys.models import Draft, Invitation, Panel
from surveys.sealing import KeyGone
from surveys.sheets import sheet_of

WRONG_CODES = 5
REST = timedelta(hours=1)


class WrongCode(Exception):
    """Not the code of this draft; `left` more may be tried before a rest."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class Resting(Exception):
    """Too many wrong codes: none is looked at before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def is_empty(draft: Draft) -> bool:
    """Whether nothing was said in it, so that the link alone may open it; not if it can't be read."""
    try:
        sheet = sheet_of(draft)
    except KeyGone:
        return False
    return not (sheet.answers or any(sheet.said.values()))


def resume(*, draft: Draft, typed: str) -> None:
    """Find out whether this is the draft's code. Raises WrongCode, Resting, DraftGone.

    A right code is not looked at while the draft rests, or guessing would go on.
    """
    problem = try_code(draft, typed)
    if problem is not None:  # outside of the transaction, which has counted the try
        raise problem


@transaction.atomic
def try_code(draft: Draft, typed: str) -> WrongCode | Resting | None:
    held = Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first()
    if held is None:
        raise DraftGone
    now = timezone.now()
    if held.rests_until is not None and held.rests_until > now:
        return Resting(held.rests_until)
    if is_short_code(typed, draft.code):
        Draft.objects.filter(pk=draft.pk).update(wrong_codes=0, rests_until=None)
        return None
    wrong = held.wrong_codes + 1
    if wrong < WRONG_CODES:
        Draft.objects.filter(pk=draft.pk).update(wrong_codes=wrong)
        return WrongCode(WRONG_CODES - wrong)
    Draft.objects.filter(pk=draft.pk).update(wrong_codes=0, rests_until=now + REST)
    return Resting(now + REST)


@transaction.atomic
def start_afresh(*, invitation: Invitation) -> Draft:
    """A new draft in place of what was begun, which goes.

    Raises RoundClosed, InvitationGone, AlreadyAnswered.
    """
    panel = Panel.objects.select_for_update().select_related("survey").get(pk=invitation.panel_id)
    if panel.closed_at is not None:
        raise RoundClosed
    must_be_unanswered(invitation)
    Invitation.objects.filter(pk=invitation.pk, declined=True).update(declined=False)
    Draft.objects.filter(invitation=invitation).delete()
    draft = new_draft(panel, invitation)
    draft.save()
    return draft
