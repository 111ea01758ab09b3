"""An executive's first hour with the peers, before any of them has answered: what to ask them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.between_voices import named_or_counted
from assessment.narrative import headline
from assessment.observations import name_of, strong
from assessment.rows import Report, VoiceView
from assessment.talking_points import Item, next_levels, wide_as_printed
from assessment.wording import number
from surveys.choices import Reason


def title(report: Report) -> str:
    return _("Preparing the talk with your peers") if report.yours else _("Preparing the talk with the peers")


def opening(report: Report, own: VoiceView) -> Item:
    return Item(
        5,
        _("Why you ask") if report.yours else _("Why the executive asks"),
        headline(report, own) or own.finding,
        _("Where would you place us, from 1 to 5?"),
        (_("Ask before you show the picture: people answer otherwise once they have seen it."),),
    )


def closing() -> Item:
    return Item(
        10,
        _("Asking everybody for their own view"),
        _("So far this is one person’s view."),
        _("Who else should answer, and who would see it quite differently?"),
        (_("Say: please answer by yourself before we talk again; small groups stay hidden."),),
        (_("Who is asked: ____"), _("Open until: ____"), _("When we talk about the results: ____")),
    )


def points(report: Report, own: VoiceView) -> list[Item]:
    found = own_gap(own), own_unknown(own, yours=report.yours), own_strength(own)
    return [item for item in found if item is not None]


def own_gap(own: VoiceView) -> Item | None:
    """One person's widest gap, to hear where others see it."""
    widest = max((row.gap for row in own.practices if row.gap is not None), default=Decimal(0))
    rows = [row for row in own.practices if row.gap == widest and widest > 0]
    if not rows:
        return None
    names = named_or_counted([row.name for row in rows])
    return Item(
        20,
        _("The widest gap: %(practices)s") % {"practices": rows[0].name if len(rows) == 1 else names},
        wide_as_printed(own, rows),
        _("Where do you see this today, and what have you seen that makes you say so?"),
        (
            *next_levels(own, rows),
            _("Say: your department may see another part of it than I do."),
            _("Don’t argue; note what you hear."),
        ),
        (_("What we’d look at to know: ____"), _("Who does, and by when: ____")),
    )


def own_unknown(own: VoiceView, *, yours: bool) -> Item | None:
    """What one person can't place: others may."""
    rows = [row for row in own.practices if row.today_reason == Reason.DONT_KNOW]
    if not rows:
        return None
    names = named_or_counted([row.name for row in rows])
    finding = (
        ngettext(
            "You don’t know where %(practices)s stands today.",
            "You don’t know where %(practices)s stand today.",
            len(rows),
        )
        if yours
        else ngettext(
            "The executive doesn’t know where %(practices)s stands today.",
            "The executive doesn’t know where %(practices)s stand today.",
            len(rows),
        )
    )
    return Item(
        15,
        _("What can’t be seen from the top"),
        finding % {"practices": names},
        _("Who of you sees this, and what would you show us?"),
        (_("Say: not knowing is the reason to ask."),),
        (_("Who knows more: ____"),),
    )


def own_strength(own: VoiceView) -> Item | None:
    rows = strong(own)
    if not rows:
        return None
    row = max(rows, key=lambda one: one.today or Decimal(0))
    return Item(
        10,
        _("A strength, if others see it too: %(practice)s") % {"practice": row.name},
        _("%(practice)s: level %(today)s today, and no more is wanted.")
        % {"practice": name_of(row), "today": number(row.today)},
        _("Would your customers say the same? What did you last hear from them?"),
        (_("Say: I’d rather hear now where I’m wrong."),),
        (_("What we heard: ____"),),
    )
