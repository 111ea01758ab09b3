"""An hour with those who answered: where they disagree, the widest gap they agree on, what many can't see.

Each item has a finding with its numbers, a question for the room, notes for whoever leads, and what is
written down at its end. Where only an executive has answered, the hour is the first one with the peers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from assessment import first_talk, talking_points
from assessment.narrative import category_lines, caution, headline
from assessment.rows import Report, VoiceView
from assessment.talking_points import Item

HOUR, STEP = 60, 5  # minutes


@dataclass(frozen=True)
class Agenda:
    """What an hour is spent on; `notes` are for whoever leads it, and hold throughout."""

    title: str
    minutes: int
    items: tuple[Item, ...]
    notes: tuple[str, ...]


def agenda(report: Report) -> Agenda | None:
    """The hour that follows from a report: about the team, else the peers, else with the peers.

    None where nothing is shown that could be talked about.
    """
    view = leading_group(report)
    if view is not None:
        return of_group(report, view)
    own = next((view for view in report.views if view.own and has_levels(view)), None)
    return None if own is None else before_asking(report, own)


def leading_group(report: Report) -> VoiceView | None:
    """The team where its averages are shown, else the peers."""
    groups = [view for view in report.views if not view.own and has_levels(view)]
    return next((view for view in groups if not view.coarse), next(iter(groups), None))


def has_levels(view: VoiceView) -> bool:
    return view.state == "open" and any(row.gap is not None for row in view.practices)


def of_group(report: Report, view: VoiceView) -> Agenda:
    middle = [
        point
        for point in (
            talking_points.disagreement(report, view),
            talking_points.agreed_gap(view),
            talking_points.unseen_or_strong(view),
        )
        if point is not None
    ]
    opening = Item(
        5,
        _("What we have in front of us"),
        headline(report, view) or " ".join(category_lines(view)) or view.finding,
        _("Before we look at single practices: what surprises you?"),
        tuple(filter(None, (caution(view), _("Say: this is what people here think, in numbers.")))),
    )
    closing = Item(
        10,
        _("What happens next"),
        _("At most three actions are open at once; each has an owner and a date."),
        _("What do we start with, and which customers do we ask about it?"),
        (_("Don’t end without a name and a date for each action, or a stated “no action, and why”."),),
        talking_points.write_down(),
    )
    items = timed(opening, middle or [whole(view)], closing)
    return Agenda(_("Talking about the results"), HOUR, items, rules())


def whole(view: VoiceView) -> Item:
    """Where no single practice stands out: the categories."""
    return Item(
        15,
        _("The whole, category by category"),
        " ".join(category_lines(view)) or view.finding,
        _("Where would each of you start, and what would a customer notice?"),
        (_("Say: no single practice stands out, so this is a choice and not a ranking."),),
        talking_points.write_down(),
    )


def before_asking(report: Report, own: VoiceView) -> Agenda:
    """The hour with peers who haven't answered yet: what the executive would like to hear from them."""
    items = timed(
        first_talk.opening(report, own), first_talk.points(report, own) or [whole(own)], first_talk.closing()
    )
    return Agenda(first_talk.title(report), HOUR, items, rules())


def timed(opening: Item, middle: Sequence[Item], closing: Item) -> tuple[Item, ...]:
    """All items in their order; what is left of the hour goes to those in the middle, widest gap or first."""
    minutes = [item.minutes for item in middle]
    spare = HOUR - opening.minutes - closing.minutes - sum(minutes)
    for turn in range(spare // STEP):
        minutes[turn % len(minutes)] += STEP
    return opening, *(replace(item, minutes=n) for item, n in zip(middle, minutes, strict=True)), closing


def rules() -> tuple[str, ...]:
    """What holds throughout, whatever is talked about."""
    return (
        _("Don’t ask who answered what, and don’t guess names."),
        _("The numbers are opinions of our own people, not a measurement of customers."),
        _("Ask for what people have seen, in their own words, before you explain anything."),
    )
