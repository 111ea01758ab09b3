"""A link that went round further than it should: who comes by it from now on is asked for a code."""

from __future__ import annotations

from django.db import transaction

from surveys.actions.inviting import Closed, Frozen, locked_panel, must_be_executive
from surveys.choices import Way
from surveys.models import Panel, User


@transaction.atomic
def guard(*, panel: Panel, access_code: str, answers_at_most: int | None, by: User) -> None:
    """Ask for this code before Start, or for none, and take so many answers, or any number.

    Whoever has begun goes on without it. What people were promised stands. Raises Frozen for a voice
    without a link, Closed, PermissionDenied.
    """
    must_be_executive(panel.survey, by)
    panel = locked_panel(panel)
    if panel.way != Way.LINK or panel.link_hash is None:
        raise Frozen
    if panel.closed_at is not None:
        raise Closed
    panel.access_code, panel.answers_at_most = access_code, answers_at_most
    panel.save(update_fields=["access_code", "answers_at_most"])
