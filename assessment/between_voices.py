"""Sentences about where an executive, peers and a team see today alike, and where they clearly don't."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.analysis.constants import IN_STEP, MATTERS
from assessment.findings import distance, group_name
from assessment.rows import Compared, Report
from assessment.statements import NAMED_AT_MOST
from assessment.wording import half_level, listed, number, quoted
from surveys.choices import Voice

STEP, WORTH_CLOSING = Decimal(str(IN_STEP)), Decimal(str(MATTERS))
Sides = tuple[Decimal, Decimal | None]  # today, wanted


def named_or_counted(names: Sequence[str]) -> str:
    """Practices by name, as many as a sentence bears; of more it tells how many."""
    if len(names) > NAMED_AT_MOST:
        return _("%(n)d practices") % {"n": len(names)}
    return listed(quoted(names))


# --- where they agree -----------------------------------------------------------------------------------


def agreement(report: Report) -> list[str]:
    """Agreement first: practices that all who are shown place within half a level of each other today.

    A sentence for each set of voices, two or three: where one of them is not shown, the others may agree.
    """
    in_step = [row for row in report.compared if agrees(row)]
    said = []
    for voices in sorted({tuple(sides_of(row)) for row in in_step}, key=lambda found: (-len(found), found)):
        rows = [row for row in in_step if tuple(sides_of(row)) == voices]
        who = capfirst(listed([voice_name(voice, yours=report.yours) for voice in voices]))
        said += alike(who, [row for row in rows if all_want_more(row)], more=True)
        said += alike(who, [row for row in rows if not all_want_more(row)], more=False)
    return said


def alike(who: str, rows: Sequence[Compared], *, more: bool) -> list[str]:
    if not rows:
        return []
    words = (
        _(
            "%(who)s are in step today on %(practices)s, and all want more: "
            "no need to discuss whether, only how."
        )
        if more
        else _("%(who)s are in step today on %(practices)s.")
    )
    return [words % {"who": who, "practices": named_or_counted([row.name for row in rows])}]


def sides_of(row: Compared) -> dict[str, Sides]:
    """Today and wanted of every voice whose level of today is shown, the executive first."""
    told = {
        Voice.EXECUTIVE: (row.own_today, row.own_wanted),
        Voice.PEER: (row.peers_today, row.peers_wanted),
        Voice.TEAM: (row.team_today, row.team_wanted),
    }
    return {voice: (today, wanted) for voice, (today, wanted) in told.items() if today is not None}


def spread(row: Compared) -> Decimal:
    """How far the voices lie apart today, as they are printed."""
    levels = [today for today, _wanted in sides_of(row).values()]
    return max(levels) - min(levels)


def agrees(row: Compared) -> bool:
    return len(sides_of(row)) > 1 and spread(row) <= STEP


def all_want_more(row: Compared) -> bool:
    """Whether every voice wants half a level more at least."""
    sides = sides_of(row).values()
    return all(wanted is not None and wanted - today >= WORTH_CLOSING for today, wanted in sides)


def voice_name(voice: str, *, yours: bool) -> str:
    if voice == Voice.EXECUTIVE:
        return _("you") if yours else _("the executive")
    return group_name(voice, yours=yours)


# --- where they differ ----------------------------------------------------------------------------------


def differences(report: Report) -> list[str]:
    """Practices that the executive places clearly apart from the team and from the peers, the widest first.

    Then how many practices lie apart without a clear difference.
    """
    return [*from_team(report), *from_peers(report), *unclear(report)]


def clearly_off_team(report: Report) -> list[Compared]:
    rows = [row for row in report.compared if row.clear_team and row.off_team]
    return sorted(rows, key=distance, reverse=True)


def clearly_off_peers(report: Report) -> list[Compared]:
    rows = [row for row in report.compared if row.clear_peers and row.off_peers]
    return sorted(rows, key=lambda row: abs(row.off_peers or Decimal(0)), reverse=True)


def from_team(report: Report) -> list[str]:
    rows = clearly_off_team(report)
    if len(rows) > NAMED_AT_MOST:
        return counted(report, Voice.TEAM, [row.off_team for row in rows])
    return [off_team(row, yours=report.yours) for row in rows]


def from_peers(report: Report) -> list[str]:
    rows = clearly_off_peers(report)
    if len(rows) > NAMED_AT_MOST:
        return counted(report, Voice.PEER, [row.off_peers for row in rows])
    return [off_peers(row, yours=report.yours) for row in rows]


def off_team(row: Compared, *, yours: bool) -> str:
    """One clear difference from the team, told as plainly where the executive is the one who rates lower."""
    words = {
        (True, True): _(
            "You place %(practice)s higher than your team does: level %(own)s against "
            "an average of %(theirs)s, more than chance."
        ),
        (True, False): _(
            "You place %(practice)s lower than your team does: level %(own)s against "
            "an average of %(theirs)s, more than chance."
        ),
        (False, True): _(
            "The executive places %(practice)s higher than the team does: level %(own)s against "
            "an average of %(theirs)s, more than chance."
        ),
        (False, False): _(
            "The executive places %(practice)s lower than the team does: level %(own)s against "
            "an average of %(theirs)s, more than chance."
        ),
    }[yours, (row.off_team or 0) > 0]
    return words % both(row, number(row.team_today))


def off_peers(row: Compared, *, yours: bool) -> str:
    """The same of peers, from what is printed of them alone."""
    words = {
        (True, True): _(
            "You place %(practice)s higher than your peers do: level %(own)s against %(theirs)s, "
            "to the nearest half level."
        ),
        (True, False): _(
            "You place %(practice)s lower than your peers do: level %(own)s against %(theirs)s, "
            "to the nearest half level."
        ),
        (False, True): _(
            "The executive places %(practice)s higher than the peers do: level %(own)s against %(theirs)s, "
            "to the nearest half level."
        ),
        (False, False): _(
            "The executive places %(practice)s lower than the peers do: level %(own)s against %(theirs)s, "
            "to the nearest half level."
        ),
    }[yours, (row.off_peers or 0) > 0]
    return words % both(row, half_level(row.peers_today))


def both(row: Compared, theirs: str) -> dict[str, str]:
    return {"practice": quoted([row.name])[0], "own": number(row.own_today), "theirs": theirs}


def counted(report: Report, voice: str, offs: Iterable[Decimal | None]) -> list[str]:
    """More differences than can be named: how many each way."""
    given = [off for off in offs if off is not None]
    who = {"group": group_name(voice, yours=report.yours)}
    said = []
    for n, higher in ((sum(off > 0 for off in given), True), (sum(off < 0 for off in given), False)):
        if n:
            said.append(how_many(n, yours=report.yours, higher=higher) % {"n": n, **who})
    return said


def how_many(n: int, *, yours: bool, higher: bool) -> str:
    if yours and higher:
        return ngettext(
            "You place %(n)d practice clearly higher than %(group)s.",
            "You place %(n)d practices clearly higher than %(group)s.",
            n,
        )
    if yours:
        return ngettext(
            "You place %(n)d practice clearly lower than %(group)s.",
            "You place %(n)d practices clearly lower than %(group)s.",
            n,
        )
    if higher:
        return ngettext(
            "The executive places %(n)d practice clearly higher than %(group)s.",
            "The executive places %(n)d practices clearly higher than %(group)s.",
            n,
        )
    return ngettext(
        "The executive places %(n)d practice clearly lower than %(group)s.",
        "The executive places %(n)d practices clearly lower than %(group)s.",
        n,
    )


def unclear(report: Report) -> list[str]:
    """Practices that the executive places neither in step with the groups nor clearly apart from them."""
    n = sum(
        not (row.clear_team or row.clear_peers)
        and any(off is not None and abs(off) > STEP for off in (row.off_team, row.off_peers))
        for row in report.compared
    )
    if not n:
        return []
    words = (
        ngettext(
            "On %(n)d practice you lie more than half a level off, yet there’s no clear difference.",
            "On %(n)d practices you lie more than half a level off, yet there’s no clear difference.",
            n,
        )
        if report.yours
        else ngettext(
            "On %(n)d practice the executive lies more than half a level off, "
            "yet there’s no clear difference.",
            "On %(n)d practices the executive lies more than half a level off, "
            "yet there’s no clear difference.",
            n,
        )
    )
    return [words % {"n": n}]
