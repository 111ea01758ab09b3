"""Somebody's own link, opened on another device than the one they began on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys import access
from surveys.actions import joining, resuming
from surveys.actions.responses import has_answer
from surveys.links import short_code
from surveys.models import Draft, DraftAnswer, Invitation

AFRESH = "afresh"
SHOWN_FOR = 1  # practices: the page of the first save and the one after it say the code


class NeedsCode(Exception):
    """The draft was begun elsewhere: the page asks for its code, with this status and this to say."""

    def __init__(self, status: int, problem: str = "") -> None:
        super().__init__(status, problem)
        self.status, self.problem = status, problem


def is_elsewhere(request: HttpRequest, draft: Draft | None) -> bool:
    """Whether something was answered in it that this browser was not let in to."""
    if draft is None or resuming.is_empty(draft):
        return False
    proof = access.let_in(request).get(draft.code)
    return proof is None or proof.issue != draft.issue


def draft_to_open(request: HttpRequest, invitation: Invitation, draft: Draft | None) -> Draft:
    """The draft that Start, Continue, a code or a fresh start leads to.

    Raises NeedsCode, and what joining raises.
    """
    if request.POST.get("go") == AFRESH:
        return resuming.start_afresh(invitation=invitation)
    if draft is not None and is_elsewhere(request, draft):
        check_code(request, draft)
    return joining.join(invitation=invitation)


def check_code(request: HttpRequest, draft: Draft) -> None:
    if "code" not in request.POST:  # begun on another device while this page lay open
        raise NeedsCode(409)
    try:
        resuming.resume(draft=draft, typed=request.POST["code"])
    except resuming.WrongCode as wrong:
        left = ngettext("%(n)d more try.", "%(n)d more tries.", wrong.left) % {"n": wrong.left}
        raise NeedsCode(422, _("That isn’t the code that was shown when you began.") + " " + left) from None
    except resuming.Resting as resting:
        time = formats.time_format(timezone.localtime(resting.until), "TIME_FORMAT")
        said = _("Too many wrong codes. Try again after %(time)s, or start afresh.") % {"time": time}
        raise NeedsCode(429, said) from None


def code_note(draft: Draft, answers: Iterable[DraftAnswer]) -> dict[str, Any]:
    """What a practice page says of the short code: from the first save on, and on the page after it."""
    begun = sum(has_answer(answer) for answer in answers)
    shown = draft.invitation_id is not None and begun <= SHOWN_FOR
    return {"short_code": short_code(draft.code) if shown else "", "code_is_due": begun > 0}
