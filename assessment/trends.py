"""The trend: each category's averages over the rounds that a reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment import wording
from assessment.charts.trend_data import Break, Panel, Round, Trend
from assessment.rows import Moment, Moved, ScoreRow, VoiceView
from assessment.rows import Round as Asked

LOWEST, HIGHEST = Decimal(1), Decimal(5)
NAMED_IN_TITLE = 2


def trend_of(view: VoiceView) -> Trend | None:
    """What the picture is told; None of a single round, which has no line."""
    if view.trend is None or len(view.trend.rounds) < 2:
        return None
    return Trend(
        id="trend",
        title=_("Averages of the team over the rounds"),
        desc=desc(view),
        panels=tuple(panel(view, score) for score in view.categories),
        today_word=_("today"),
        wanted_word=_("wanted"),
    )


def panel(view: VoiceView, score: ScoreRow) -> Panel:
    assert view.trend is not None
    rounds, moments = view.trend.rounds, days(view.trend.rounds)
    moved = view.trend.moved.get(score.code)
    return Panel(
        score.name,
        tuple(drawn(at, one, one.scores.get(score.code)) for at, one in zip(moments, rounds, strict=True)),
        change(view, moved),
        clear=moved is not None and moved.clear,
        breaks=tuple(breaks(moments, rounds)),
    )


def days(rounds: Sequence[Asked]) -> list[float]:
    """When each round was, in days; of two on one day the later one comes a day later."""
    found: list[float] = []
    for one in rounds:
        at = float(one.on.toordinal())
        found.append(max(at, found[-1] + 1) if found else at)
    return found


def drawn(at: float, one: Asked, found: Moment | None) -> Round:
    when = formats.date_format(one.on, "SHORT_MONTH_FORMAT")
    people = ngettext("%(n)d person", "%(n)d people", one.people) % {"n": one.people}
    if found is None or found.today is None or found.wanted is None:
        return Round(at, when, people)
    ends = None
    if found.half is not None:
        ends = (
            float(max(LOWEST, found.today - found.half)),
            float(min(HIGHEST, found.today + found.half)),
        )
    return Round(
        at,
        when,
        people,
        float(found.today),
        float(found.wanted),
        ends,
        wording.number(found.today),
        wording.number(found.wanted),
    )


def breaks(moments: Sequence[float], rounds: Sequence[Asked]) -> list[Break]:
    """Where the questionnaire's words changed."""
    return [
        Break(at, _("new wording"))
        for at, before, one in zip(moments[1:], rounds, rounds[1:], strict=False)
        if before.asked_with != one.asked_with
    ]


# --- words ------------------------------------------------------------------------------------------------


def first(view: VoiceView) -> date:
    """The first round that was asked with the words of the last."""
    assert view.trend is not None
    rounds = view.trend.rounds
    return next(one for one in rounds if one.asked_with == rounds[-1].asked_with).on


def since(view: VoiceView) -> str:
    return formats.date_format(first(view), "YEAR_MONTH_FORMAT")


def change(view: VoiceView, moved: Moved | None) -> str:
    """ "+0.5 since March 2025"."""
    if moved is None:
        return ""
    if not moved.clear:
        return _("no clear change")
    return _("%(change)s since %(when)s") % {"change": wording.signed(moved.change), "when": since(view)}


def finding(view: VoiceView) -> str:
    """Which categories have clearly moved since the first round."""
    assert view.trend is not None
    moved = [
        (score, view.trend.moved[score.code]) for score in view.categories if score.code in view.trend.moved
    ]
    clear = [(score, found) for score, found in moved if found.clear]
    if not moved:
        return nothing_compared(view.trend.rounds)
    if not clear:
        return _("No clear change since %(when)s") % {"when": since(view)}
    if len(clear) > NAMED_IN_TITLE:
        return _("All three categories have moved since %(when)s") % {"when": since(view)}
    words = _("%(moved)s since %(when)s; no other category clearly")
    changes = dict.fromkeys(found.change for _score, found in clear)
    said = [
        moved_words([score.name for score, found in clear if found.change == change], change)
        for change in changes
    ]
    return words % {"moved": wording.listed(said), "when": since(view)}


def nothing_compared(rounds: Sequence[Asked]) -> str:
    if rounds[-1].asked_with not in {one.asked_with for one in rounds[:-1]}:
        return _("The last round was asked with other words: nothing is compared")
    return _("No category has averages in two rounds: nothing is compared")


def moved_words(categories: Sequence[str], change: Decimal) -> str:
    """ "Knowing each customer is up 0.2 levels"; of several that moved alike, that each is."""
    words = (
        ngettext("%(categories)s is up %(levels)s", "%(categories)s are each up %(levels)s", len(categories))
        if change > 0
        else ngettext(
            "%(categories)s is down %(levels)s", "%(categories)s are each down %(levels)s", len(categories)
        )
    )
    return words % {"categories": wording.listed(categories), "levels": wording.levels(abs(change))}


def subtitle(view: VoiceView) -> str:
    assert view.trend is not None
    return _(
        "Team averages of the core practices over %(n)d rounds. Solid line and band: today with its 95%% "
        "interval. Dashed: wanted."
    ) % {"n": len(view.trend.rounds)}


def reading() -> str:
    return _(
        "Nobody is followed from one round to the next: these are different groups of people, and a change "
        "is named only where it is more than chance. People may judge the scale differently after a year."
    )


def desc(view: VoiceView) -> str:
    start = _("A panel for each category: averages of today and wanted over the rounds, levels 1 to 5.")
    return f"{start} {finding(view)}. " + _("The table below lists every value.")
