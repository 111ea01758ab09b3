"""A link that went round further than it should: who comes by it from now on is asked for a code."""

from __future__ import annotations

from django.db import transaction

from surveys.actions.inviting import Closed, Frozen, locked_panel, must_be_executive
from surveys.choices import Way
from surveys.models import Panel, User


class Loosened(Exception):
    """People were told of a code, or reviewers of a number of answers: neither is taken back."""


def takes_code_away(panel: Panel, access_code: str) -> bool:
    """Whether people would read of a code that nobody is asked for any more."""
    return bool(panel.access_code) and not access_code


def takes_more(panel: Panel, answers_at_most: int | None) -> bool:
    """Whether the link would bring more answers than reviewers have read in the pack."""
    before = panel.answers_at_most
    return before is not None and (answers_at_most is None or answers_at_most > before)


@transaction.atomic
def guard(*, panel: Panel, access_code: str, answers_at_most: int | None, by: User) -> None:
    """Ask for this code before Start and take so many answers at most: a link only becomes stricter.

    Whoever has begun goes on without it. What people were promised stands. Raises Frozen for a voice
    without a link, Closed, Loosened, PermissionDenied.
    """
    must_be_executive(panel.survey, by)
    panel = locked_panel(panel)
    if panel.way != Way.LINK or panel.link_hash is None:
        raise Frozen
    if panel.closed_at is not None:
        raise Closed
    if takes_code_away(panel, access_code) or takes_more(panel, answers_at_most):
        raise Loosened
    panel.access_code, panel.answers_at_most = access_code, answers_at_most
    panel.save(update_fields=["access_code", "answers_at_most"])
