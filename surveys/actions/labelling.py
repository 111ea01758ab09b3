"""What a list that waits says of people, and putting names together that mean the same."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from surveys import labels
from surveys.actions.inviting import Closed, locked_panel, must_be_executive
from surveys.choices import SEGMENTS
from surveys.labels import Suggestion
from surveys.models import Panel, User


def brought(panel: Panel) -> dict[str, Counter[str]]:
    """Of each kind the names on the list that waits, and how many people have each. One statement."""
    classes = (
        panel.invitations.filter(answer_hash__isnull=True)
        .order_by()
        .values_list(*SEGMENTS)
        .annotate(people=Count("pk"))
    )
    found: dict[str, Counter[str]] = {kind: Counter() for kind in SEGMENTS}
    for *segments, people in classes:
        for kind, name in zip(SEGMENTS, segments, strict=True):
            if name:
                found[kind][name] += people
    return found


def suggestions(panel: Panel, found: dict[str, Counter[str]]) -> dict[str, list[Suggestion]]:
    """Of each kind the names that may be slips: of those told before, or of more frequent ones.

    `panel` as it is stored: what is foreseen of a list that waits was told to nobody.
    """
    told = {kind: panel.segments.get(kind) or [] for kind in SEGMENTS} if panel.frozen_at else {}
    return {kind: labels.suggestions(people, told.get(kind, [])) for kind, people in found.items()}


@transaction.atomic
def merge(*, panel: Panel, kind: str, name: str, instead: str, by: User) -> int:
    """Give whoever waits under one name the other; how many people. Nobody is what was changed meanwhile.

    Raises Closed, ValueError for a name that isn't suggested, PermissionDenied.
    """
    panel = held_list(panel, by)
    suggested = suggestions(panel, brought(panel)).get(kind, [])
    if not any((one.name, one.instead) == (name, instead) for one in suggested):
        raise ValueError("not suggested")
    return rename(panel, kind, name, instead)


@transaction.atomic
def merge_all(*, panel: Panel, by: User) -> int:
    """Accept every suggestion; for how many people. Raises Closed, PermissionDenied."""
    panel = held_list(panel, by)
    found = suggestions(panel, brought(panel))
    return sum(
        rename(panel, kind, one.name, one.instead) for kind, suggested in found.items() for one in suggested
    )


def held_list(panel: Panel, by: User) -> Panel:
    must_be_executive(panel.survey, by)
    panel = locked_panel(panel)
    if panel.closed_at is not None:
        raise Closed
    return panel


def rename(panel: Panel, kind: str, name: str, instead: str) -> int:
    waiting = panel.invitations.filter(answer_hash__isnull=True, **{kind: name})
    changed = waiting.update(**{kind: instead})
    Panel.objects.filter(pk=panel.pk).update(
        prepared_at=timezone.now()
    )  # a page from before must not be sent
    return changed
