"""Sentences about single practices of one voice that are worth a word: camps, sight, strengths, picks.

Each under a condition of its own; at most five practices by name, of more only how many.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext as _

from assessment.analysis.camps import camps
from assessment.analysis.constants import APART_FROM, CANNOT_TELL, OWN_STANDS_WELL, STANDS_WELL
from assessment.analysis.numbers import percent
from assessment.findings import print_level, today_and_wanted
from assessment.rows import PracticeRow, VoiceView
from assessment.statements import NAMED_AT_MOST
from assessment.wording import listed, number, quoted

UNSEEN_FROM = round(CANNOT_TELL * 100)
COARSE_APART = Decimal(str(APART_FROM))
WIDEST = 3


def name_of(row: PracticeRow) -> str:
    return quoted([row.name])[0]


# --- two camps ------------------------------------------------------------------------------------------

Camps = tuple[PracticeRow, int, int]


def two_camps(view: VoiceView) -> list[str]:
    """Practices on which people form two camps, so that nobody stands where the average does."""
    found = camps_of(view)
    if len(found) > NAMED_AT_MOST:
        return [
            _("On %(n)d practices there are two camps: an average speaks for neither.") % {"n": len(found)}
        ]
    said = [one_with_camps(one) for one in found]
    return [*said, _("An average speaks for neither camp.")] if said else []


def one_with_camps(found: Camps) -> str:
    row, low, high = found
    return _(
        "On %(practice)s there are two camps: %(low)d%% say level 1 or 2, %(high)d%% say level 4 or 5."
    ) % {"practice": name_of(row), "low": low, "high": high}


def camps_of(view: VoiceView) -> list[Camps]:
    """Practices with two camps and the camps' shares in per cent."""
    found = []
    for row in view.practices:
        shares = (
            camps(row.evidence.levels_today) if row.evidence is not None and row.today is not None else None
        )
        if shares is not None:
            found.append((row, whole_percent(shares[0]), whole_percent(shares[1])))
    return found


def whole_percent(share: float) -> int:
    return int(percent(share) or 0)


# --- what can't be seen ---------------------------------------------------------------------------------


def sight(view: VoiceView) -> list[str]:
    """Practices that a quarter of people or more can't place; it may be told of one without an average."""
    rows = unseen(view)
    if not rows:
        return []
    if len(rows) > NAMED_AT_MOST:
        return [
            _("On %(n)d practices a quarter of people or more can’t say where they stand today.")
            % {"n": len(rows)}
        ]
    if len(rows) == 1:
        return [cannot_place(rows[0])]
    shares = [
        _("%(practice)s (%(share)d%%)") % {"practice": name_of(row), "share": row.cannot_tell} for row in rows
    ]
    return [
        _("Many can’t say where %(practices)s stand today: either they aren’t there, or they aren’t visible.")
        % {"practices": listed(shares)}
    ]


def cannot_place(row: PracticeRow) -> str:
    return _(
        "%(share)d%% can’t say where %(practice)s stands today: either it isn’t there, or it isn’t visible."
    ) % {"share": row.cannot_tell, "practice": name_of(row)}


def unseen(view: VoiceView) -> list[PracticeRow]:
    return [row for row in view.practices if row.cannot_tell is not None and row.cannot_tell >= UNSEEN_FROM]


# --- what stands well, what could give way --------------------------------------------------------------


def strengths(view: VoiceView, disputed: Collection[str] = ()) -> list[str]:
    """What stands high and where people want it; nothing of what another voice clearly sees otherwise."""
    rows = [row for row in strong(view) if row.code not in disputed]
    if not rows:
        return []
    if len(rows) > NAMED_AT_MOST:
        return [
            _("%(n)d practices stand high, about where they’re wanted: keep them there.") % {"n": len(rows)}
        ]
    if len(rows) == 1:
        return [
            _("%(practice)s stands at %(today)s, with %(wanted)s wanted: keep it there.")
            % {"practice": name_of(rows[0]), "today": number(rows[0].today), "wanted": number(rows[0].wanted)}
        ]
    return [
        _("%(practices)s stand about where they’re wanted: keep them there.")
        % {"practices": listed([with_levels(view, row) for row in rows])}
    ]


def with_levels(view: VoiceView, row: PracticeRow) -> str:
    """ "“Our tone” (3.8 today, 3.9 wanted)"."""
    printed = (print_level(view, value) for value in (row.today, row.wanted))
    return _("%(practice)s (%(levels)s)") % {"practice": name_of(row), "levels": today_and_wanted(*printed)}


def strong(view: VoiceView) -> list[PracticeRow]:
    """Of a team, high with a gap that is surely small; of one person, level 4 or 5 and not to move.

    Of peers none: what is shown of them can't tell a small gap from none.
    """
    if view.own:
        return [row for row in view.practices if row.gap == 0 and (row.today or 0) >= OWN_STANDS_WELL]
    return [
        row
        for row in view.practices
        if row.evidence is not None and row.evidence.verdict == "small" and (row.today or 0) >= STANDS_WELL
    ]


def holding_back(view: VoiceView) -> list[str]:
    """Where less than today would be enough: effort that could move elsewhere."""
    rows = above_wanted(view)
    if not rows:
        return []
    if len(rows) > NAMED_AT_MOST:
        return [
            _("On %(n)d practices less than today would be enough: check whether effort can move elsewhere.")
            % {"n": len(rows)}
        ]
    return [
        _("Less than today would be enough on %(practices)s: check whether effort can move elsewhere.")
        % {"practices": listed([with_levels(view, row) for row in rows])}
    ]


def above_wanted(view: VoiceView) -> list[PracticeRow]:
    """By a team's verdict; by one's own levels; by a level or more of what is printed of peers."""
    if view.own:
        return [row for row in view.practices if row.gap is not None and row.gap < 0]
    if view.coarse:
        return [row for row in view.practices if row.gap is not None and row.gap <= -COARSE_APART]
    return [
        row
        for row in view.practices
        if row.evidence is not None and row.evidence.verdict == "above" and row.gap is not None
    ]


# --- what people would start with -----------------------------------------------------------------------


def favourite(view: VoiceView) -> PracticeRow | None:
    """The practice picked most, where its interval lies above that of every other."""
    shares = sorted(
        (
            (row.evidence.move_first, row)
            for row in view.practices
            if row.evidence is not None and row.evidence.move_first is not None
        ),
        key=lambda pair: pair[0].share,
        reverse=True,
    )
    if len(shares) < 2 or any(shares[0][0].low <= other.high for other, _row in shares[1:]):
        return None
    return shares[0][1]


def start(view: VoiceView) -> str:
    """What more people would move first than anything else; with the wider gaps, if it isn't among those."""
    row = favourite(view)
    if row is None or row.evidence is None or row.evidence.move_first is None:
        return ""
    return picks_against_gaps(view) or _(
        "More people would start with %(practice)s than with any other practice shown: %(share)d%% picked it."
    ) % {"practice": name_of(row), "share": row.evidence.move_first.share}


def picks_against_gaps(view: VoiceView) -> str:
    """People would start with one practice, and three others have gaps that are clearly wider."""
    row = favourite(view)
    if row is None or row.evidence is None or row.evidence.move_first is None:
        return ""
    others = view.by_codes(view.ranked)[:WIDEST]
    if len(others) < WIDEST or not all(clearly_wider(other, row) for other in others):
        return ""
    return _(
        "People would start with %(practice)s (%(share)d%% picked it), although three others show clearly "
        "wider gaps."
    ) % {"practice": name_of(row), "share": row.evidence.move_first.share}


def clearly_wider(one: PracticeRow, other: PracticeRow) -> bool:
    """Whether the two gaps' intervals lie apart."""
    if one.gap is None or one.half_gap is None or other.gap is None or other.half_gap is None:
        return False
    return one.gap - one.half_gap > other.gap + other.half_gap
