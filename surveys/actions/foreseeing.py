"""What sending a list would do: whom it writes to, and what would be kept of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from surveys.choices import SEGMENTS
from surveys.coarsening import Class, coarsen, most_frequent_first, that_divide
from surveys.models import Invitation, Panel


def foresee(panel: Panel) -> list[Invitation]:
    """Whom sending would write to now, for the preview: changes the panel in memory to what it would be.

    Nothing is saved. Without it a first list's preview would say neither what is kept of its departments nor
    what so many people are asked about themselves.
    """
    waiting = waiting_of(panel)
    keep_shared_segments(panel, waiting)
    panel.head_count = (panel.head_count or 0) + len(waiting)
    return waiting


def waiting_of(panel: Panel) -> list[Invitation]:
    """The people of the list that was put last, to whom nothing was sent yet."""
    return list(panel.invitations.filter(answer_hash__isnull=True).order_by("pk"))


def keep_shared_segments(panel: Panel, waiting: Sequence[Invitation]) -> None:
    """Drop of each person's segments what fewer than the threshold's number of invited people share, and
    what all share who say anything of that kind.

    Once people were told which segments came with the list, a later list brings no others.
    """
    told = [name for name in SEGMENTS if panel.frozen_at is None or panel.segments.get(name)]
    shared: dict[Class, int] = {tuple(segments): n for *segments, n in panel.classes}
    people: list[Class] = []
    for one in waiting:
        department, region, level = (getattr(one, name) if name in told else "" for name in SEGMENTS)
        people.append((department, region, level))
    kept = coarsen(people, panel.threshold, shared)
    if panel.frozen_at is None:
        kept = that_divide(kept)
    for invitation, segments in zip(waiting, kept, strict=True):
        invitation.department, invitation.region, invitation.level = segments
    total = Counter(shared) + Counter(kept)
    panel.classes = [[*segments, n] for segments, n in sorted(total.items())]
    panel.segments = {name: labels_of(panel, name) for name in SEGMENTS}


def labels_of(panel: Panel, name: str) -> list[str]:
    """The labels of one kind that are in use, the most frequent first."""
    at = SEGMENTS.index(name)
    people: Counter[str] = Counter()
    for *segments, n in panel.classes:
        if segments[at]:
            people[segments[at]] += n
    return most_frequent_first(people)
