"""What each voice says → sheets, one table each: practices, scores, how many people are at which level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from assessment import statements, wording
from assessment.exports.codebook import columns_of
from assessment.exports.xlsx_kinds import Column, yes
from assessment.rows import Evidence, Percent, PracticeRow, Report, ScoreRow, VoiceView

Value = str | int | Decimal | date | None
Row = Mapping[str, Value]  # by a column's key; what is missing is empty


@dataclass(frozen=True)
class Sheet:
    """One table. `label` columns stay in view at the left."""

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    label: int = 1


# --- words ----------------------------------------------------------------------------------------------


def hidden() -> str:
    return _("hidden to protect a small group")


def closed(view: VoiceView) -> str:
    """Why a voice has no numbers."""
    if view.state == "too_few":
        return hidden()
    return _("nobody was asked") if view.state == "not_asked" else _("not open yet")


def why_not(row: PracticeRow) -> str:
    """Why a group's practice has no averages."""
    if row.hidden:
        return hidden()
    if row.today is not None:
        return ""
    if row.alike:
        return _("nearly everybody gave the same answer, so only a band is shown")
    return _("nearly everybody sees the same gap, so no average is shown")


def coarse(today: Decimal | None, wanted: Decimal | None) -> str:
    """How a number to the half level is to be read: at the ends of the scale it is "or less", "or more"."""
    sides = ((_("today %(level)s"), today), (_("wanted %(level)s"), wanted))
    ends = [
        words % {"level": wording.half_level(value)}
        for words, value in sides
        if value is not None and wording.half_level(value) != wording.number(value)
    ]
    return ", ".join([_("to the nearest half level"), *ends])


def share(value: int | None) -> Decimal | None:
    """Per cent as a share: 62 is 0.62, which a sheet prints as 62%."""
    return None if value is None else Decimal(value) / 100


# --- practices ------------------------------------------------------------------------------------------


def practices(report: Report) -> Sheet:
    columns = columns_of(
        "voice", "code", "name", "category", "part", "answers", "today", "wanted", "gap", "note",
        "half_today", "half_wanted", "half_gap", "today_low", "today_high", "wanted_low", "wanted_high",
        "no_level_today", "no_level_wanted", "cannot_tell_percent", "verdict", "standing",
        "want_more_percent", "want_more_low", "want_more_high",
        "want_less_percent", "want_less_low", "want_less_high",
        "at_4_or_5_today_percent", "at_4_or_5_wanted_percent", "ceiling", "agreement_today",
        "agreement_wanted", "picked", "move_first_percent", "move_first_low", "move_first_high", "priority",
    )  # fmt: skip
    rows = [row for view in report.views for row in practice_rows(view)]
    about = _("a line for each voice and practice: averages, how sure they are, shares, agreement")
    return Sheet(_("Practices"), about, columns, tuple(rows), label=3)


def practice_rows(view: VoiceView) -> list[Row]:
    if view.state != "open":
        return [{"voice": view.name, "note": closed(view)}]
    names = {score.code: score.name for score in view.categories}
    return [practice(view, row, names.get(row.category, row.category)) for row in view.practices]


def practice(view: VoiceView, row: PracticeRow, category: str) -> Row:
    today_low, today_high = row.today_band or (None, None)
    wanted_low, wanted_high = row.wanted_band or (None, None)
    note = "" if view.own else why_not(row)
    return {
        "voice": view.name,
        "code": row.code,
        "name": row.name,
        "category": category,
        "part": _("core") if row.core else _("deeper"),
        "answers": row.n,
        "today": row.today,
        "wanted": row.wanted,
        "gap": row.gap,
        "note": note or (coarse(row.today, row.wanted) if view.coarse else ""),
        "half_today": row.half_today,
        "half_wanted": row.half_wanted,
        "half_gap": row.half_gap,
        "today_low": today_low,
        "today_high": today_high,
        "wanted_low": wanted_low,
        "wanted_high": wanted_high,
        "no_level_today": wording.reason(row.today_reason),
        "no_level_wanted": wording.reason(row.wanted_reason),
        "cannot_tell_percent": share(row.cannot_tell),
        "picked": row.picked,
        **(evidence(row.evidence) if row.evidence is not None else {}),
    }


def evidence(found: Evidence) -> Row:
    return {
        "verdict": statements.verdict(found.verdict),
        "standing": statements.standing(found.standing),
        **with_ends("want_more", found.more),
        **with_ends("want_less", found.less),
        "at_4_or_5_today_percent": share(found.high_today),
        "at_4_or_5_wanted_percent": share(found.high_wanted),
        "ceiling": yes(found.ceiling),
        "agreement_today": statements.agreement(found.agree_today),
        "agreement_wanted": statements.agreement(found.agree_wanted),
        **(with_ends("move_first", found.move_first) if found.move_first is not None else {}),
        "priority": statements.corner(found) if found.corner else "",
    }


def with_ends(key: str, found: Percent) -> Row:
    ends = {"percent": found.share, "low": found.low, "high": found.high}
    return {f"{key}_{what}": share(value) for what, value in ends.items()}


# --- scores, levels -------------------------------------------------------------------------------------


def categories(report: Report) -> Sheet:
    columns = columns_of(
        "voice", "kind", "code", "name", "answers", "today", "wanted", "gap", "half_gap", "used", "offered",
        "note",
    )  # fmt: skip
    rows: list[Row] = []
    for view in report.views:
        if view.state != "open":
            rows.append({"voice": view.name, "note": closed(view)})
        rows += [score(view, row) for row in view.categories]
        rows += [score(view, view.overall)] if view.overall is not None else []
    about = _("a line for each voice and category, and for the whole")
    return Sheet(_("Categories"), about, columns, tuple(rows), label=4)


def score(view: VoiceView, row: ScoreRow) -> Row:
    return {
        "voice": view.name,
        "kind": _("category") if row.code else _("overall"),
        "code": row.code,
        "name": row.name,
        "answers": view.answered if view.used is None else view.used,
        "today": row.today,
        "wanted": row.wanted,
        "gap": row.gap,
        "half_gap": row.half_gap,
        "used": row.used if row.offered else None,  # of the whole and of peers they aren’t told
        "offered": row.offered or None,
        "note": coarse(row.today, row.wanted) if view.coarse else "",
    }


def levels(report: Report) -> Sheet | None:
    """How many people are at which level, where that is told."""
    rows: list[Row] = [
        {
            "voice": view.name, "code": row.code, "name": row.name, "side": side,
            "low_level": low, "high_level": high, "people": people,
        }
        for view in report.views
        for row in view.practices
        if row.evidence is not None
        for side, groups in (
            (_("today"), row.evidence.levels_today), (_("wanted"), row.evidence.levels_wanted),
        )
        for low, high, people in groups
    ]  # fmt: skip
    columns = columns_of("voice", "code", "name", "side", "low_level", "high_level", "people")
    about = _("how many people are at which level, today and wanted")
    return Sheet(_("Levels"), about, columns, tuple(rows), label=3) if rows else None
