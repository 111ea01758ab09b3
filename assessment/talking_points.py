"""The items of a debrief about a group, each under its condition and with the numbers it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from assessment.analysis.constants import WORTH_TALKING
from assessment.between_voices import (
    clearly_off_peers,
    clearly_off_team,
    named_or_counted,
    off_peers,
    off_team,
)
from assessment.observations import (
    camps_of,
    cannot_place,
    name_of,
    one_with_camps,
    strong,
    unseen,
    with_levels,
)
from assessment.rows import Levels, PracticeRow, Report, VoiceView
from assessment.statements import NAMED_AT_MOST
from assessment.steps import widest_printed
from assessment.wording import levels, listed, quoted

AGREED = ("large", "gap")  # verdicts
TITLED_AT_MOST = 3


@dataclass(frozen=True)
class Item:
    """A part of the hour. `notes` are for whoever leads; `write_down` is filled in at its end."""

    minutes: int
    title: str
    finding: str
    question: str
    notes: tuple[str, ...] = ()
    write_down: tuple[str, ...] = ()


def write_down() -> tuple[str, ...]:
    return (
        _("Owner: ____"),
        _("First step, within two weeks: ____"),
        _("When we check: ____"),
    )


# --- where people disagree ------------------------------------------------------------------------------


def disagreement(report: Report, view: VoiceView) -> Item | None:
    """Two camps, else a practice on which people are divided, else an executive's clear difference, else the
    practice on which answers spread most."""
    return in_camps(view) or divided(view) or apart(report, view) or spread_most(view)


def in_camps(view: VoiceView) -> Item | None:
    """Of several, the one whose smaller camp is largest."""
    found = max(camps_of(view), key=lambda one: min(one[1:]), default=None)
    return None if found is None else split_item(found[0], one_with_camps(found))


def divided(view: VoiceView) -> Item | None:
    rows = [
        row for row in view.practices if row.evidence is not None and row.evidence.agree_today == "divided"
    ]
    return spread_item(rows)


def spread_most(view: VoiceView) -> Item | None:
    """Only of practices on which people don't agree broadly."""
    rows = [row for row in view.practices if row.evidence is not None and row.evidence.agree_today != "broad"]
    return spread_item(rows)


def spread_item(rows: Sequence[PracticeRow]) -> Item | None:
    """The practice whose answers spread most, with the people at each level as they are told."""
    spread = {row.code: row.evidence.spread_today for row in rows if row.evidence is not None}
    known = [row for row in rows if row.today is not None and spread.get(row.code)]
    row = max(known, key=lambda one: spread[one.code] or Decimal(0), default=None)
    if row is None or row.evidence is None:
        return None
    words = {"practice": name_of(row), "levels": at_levels(row.evidence.levels_today), "n": row.n}
    if row.n is None:
        return split_item(row, _("On %(practice)s, %(levels)s.") % words)
    return split_item(row, _("On %(practice)s, of %(n)d people, %(levels)s.") % words)


def at_levels(counts: Sequence[Levels]) -> str:
    """ "12 say level 1 or 2, 20 level 3 and 8 level 4"; levels that nobody chose are left out."""
    told = [one for one in counts if one[2]]
    return listed(
        [_("%(people)d say %(levels)s") % {"people": n, "levels": span(*ends)} for *ends, n in told]
    )


def span(lowest: int, highest: int) -> str:
    """ "level 3", "level 1 or 2", "level 1 to 3"."""
    if lowest == highest:
        return _("level %(level)d") % {"level": lowest}
    words = _("level %(low)d or %(high)d") if highest == lowest + 1 else _("level %(low)d to %(high)d")
    return words % {"low": lowest, "high": highest}


def split_item(row: PracticeRow, finding: str) -> Item:
    return Item(
        15,
        _("Where people see it differently: %(practice)s") % {"practice": row.name},
        finding,
        _("What could somebody have seen who places it low, and what somebody who places it high?"),
        (
            _("Say: both can be right, in different places or with different customers."),
            _("Don’t ask who placed it where, and don’t look for a winner."),
        ),
        (_("What we’d need to see to agree: ____"), *write_down()),
    )


def apart(report: Report, view: VoiceView) -> Item | None:
    """The executive's clearest difference from the group that is talked about."""
    yours = report.yours
    rows = clearly_off_peers(report) if view.coarse else clearly_off_team(report)
    if not rows:
        return None
    row = rows[0]
    off = row.off_peers if view.coarse else row.off_team
    finding = off_peers(row, yours=yours) if view.coarse else off_team(row, yours=yours)
    return Item(
        15,
        _("Where people see it differently: %(practice)s") % {"practice": row.name},
        finding,
        question_apart(higher=(off or 0) > 0, yours=yours),
        (
            _("This shows your own level; leave it out if you’d rather keep it to yourself.")
            if yours
            else _("This shows the executive’s own level; ask them before you show it."),
            _("Say: this is about understanding, not about who is right."),
            _("Don’t defend a level, and don’t ask anybody for theirs."),
        ),
        (_("What we’d need to see to agree: ____"), *write_down()),
    )


def question_apart(*, higher: bool, yours: bool) -> str:
    if yours:
        return (
            _("What happens in your work that doesn’t reach me?")
            if higher
            else _("What already works that I haven’t seen?")
        )
    return (
        _("What happens in daily work that doesn’t reach the executive?")
        if higher
        else _("What already works that the executive hasn’t seen?")
    )


# --- the widest gap that people agree on ----------------------------------------------------------------


def agreed_gap(view: VoiceView) -> Item | None:
    """The widest gap that is sure and broadly agreed on; else the widest as far as the title names it."""
    rows = agreed_rows(view)
    if rows:
        return gap_item(view, rows, _("The widest gap that people agree on"))
    rows = widest_printed(view) if view.coarse else titled(view)
    return gap_item(view, rows, _("The widest gap")) if rows else None


def agreed_rows(view: VoiceView) -> list[PracticeRow]:
    """Of the gaps that people see and agree on broadly, the widest as it is printed, with its ties."""
    sure = [
        row
        for row in view.practices
        if row.gap is not None
        and row.evidence is not None
        and row.evidence.verdict in AGREED
        and row.evidence.agree_today == "broad"
        and row.evidence.agree_wanted != "divided"
    ]
    widest = max((row.gap for row in sure if row.gap is not None), default=None)
    return [row for row in sure if row.gap == widest]


def titled(view: VoiceView) -> list[PracticeRow]:
    """What a team's title names as its widest gaps; nothing where it names none."""
    rows = view.by_codes(view.top)
    whole = len(rows) == len(view.top) <= TITLED_AT_MOST
    return rows if whole and all(row.gap is not None and row.gap > 0 for row in rows) else []


def gap_item(view: VoiceView, rows: Sequence[PracticeRow], title: str) -> Item:
    names = named_or_counted([row.name for row in rows])
    return Item(
        20,
        _("%(title)s: %(practices)s")
        % {"title": title, "practices": rows[0].name if len(rows) == 1 else names},
        " ".join(filter(None, (wide_as_printed(view, rows), how_agreed(rows)))),
        _("One level further: what would a customer notice first?"),
        (*next_levels(view, rows), _("Don’t collect every idea; stop at the first step that somebody owns.")),
        write_down(),
    )


def how_agreed(rows: Sequence[PracticeRow]) -> str:
    """Whether people agree on where it stands; nothing where that isn't known of all, or differs."""
    words = {row.evidence.agree_today == "broad" for row in rows if row.evidence and row.evidence.agree_today}
    known = all(row.evidence is not None and row.evidence.agree_today for row in rows)
    if not known or len(words) != 1:
        return ""
    if words == {True}:
        return _("People agree broadly about today.")
    return _("People don’t agree broadly about today: begin with what each of you sees.")


def wide_as_printed(view: VoiceView, rows: Sequence[PracticeRow]) -> str:
    """The levels of a gap, or of several that are as wide, told as such."""
    gap = rows[0].gap or Decimal(0)
    if len(rows) > NAMED_AT_MOST:
        return _("%(n)d practices show it, %(levels)s each.") % {"n": len(rows), "levels": levels(gap)}
    told = listed([with_levels(view, row) for row in rows])
    if len(rows) == 1:
        if view.coarse:
            return _("%(told)s, to the nearest half level.") % {"told": told}
        return _("%(told)s: a gap of %(levels)s.") % {"told": told, "levels": levels(gap)}
    if all(row.gap == gap for row in rows) and not view.coarse:
        return _("%(told)s: equally wide, %(levels)s each.") % {"told": told, "levels": levels(gap)}
    return _("%(told)s: too close to rank.") % {"told": told}


def next_levels(view: VoiceView, rows: Sequence[PracticeRow]) -> list[str]:
    """What the next level looks like and what leads there, of the practices that have a step."""
    codes = {row.code for row in rows}
    return [
        _("The next level of %(practice)s: “%(level)s” One way there: %(action)s")
        % {"practice": quoted([step.practice])[0], "level": step.level_text, "action": step.action}
        for step in view.steps
        if step.code in codes
    ][:TITLED_AT_MOST]


# --- what can't be seen, or is worth keeping ------------------------------------------------------------


def unseen_or_strong(view: VoiceView) -> Item | None:
    """What most can't place, if more than a few can't; else a strength to keep."""
    told = [row for row in view.practices if row.cannot_tell is not None]
    row = max(unseen(view) or told, key=lambda one: one.cannot_tell or 0, default=None)
    if row is not None and (row.cannot_tell or 0) > WORTH_TALKING:
        return unseen_item(row, many=bool(unseen(view)))
    return strength_item(view, strong(view))


def unseen_item(row: PracticeRow, *, many: bool) -> Item:
    title = _("What many can’t see: %(practice)s") if many else _("What some can’t see: %(practice)s")
    return Item(
        10,
        title % {"practice": row.name},
        cannot_place(row),
        _("Is it there? If so, where would people come across it?"),
        (
            _("Say: “don’t know” is an answer, and a useful one."),
            _("Don’t ask who didn’t know."),
        ),
        (_("Where people will see it: ____"), *write_down()),
    )


def strength_item(view: VoiceView, rows: Sequence[PracticeRow]) -> Item | None:
    """Of several strengths the highest."""
    row = max(rows, key=lambda one: one.today or Decimal(0), default=None)
    if row is None:
        return None
    return Item(
        10,
        _("A strength to keep: %(practice)s") % {"practice": row.name},
        _("%(told)s: about where people want it.") % {"told": with_levels(view, row)},
        _("What keeps it there, and what would put it at risk?"),
        (_("Say: this is ours to keep; it needs no new action."),),
        (_("Who looks after it: ____"),),
    )
