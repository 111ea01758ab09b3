"""The report as JSON: the same numbers as the page, null for what is missing or may not be shown."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from assessment.rows import (
    Evidence,
    Part,
    Percent,
    PracticeRow,
    Report,
    ScoreRow,
    Since,
    Split,
    Standing,
    VoiceView,
)


def write(report: Report) -> bytes:
    """UTF-8, in the questionnaire's order."""
    content = {
        "organisation": report.organisation,
        "questionnaire": report.questionnaire,
        "round": None if report.answered_on else report.round,
        "imported_of": report.answered_on.isoformat() if report.answered_on else None,
        "wanted_by": report.wanted_by.isoformat(),
        "voices": [voice(view) for view in report.views],
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1).encode()


def voice(view: VoiceView) -> dict[str, Any]:
    return {
        "voice": view.voice,
        "state": view.state,
        "smallest_group": view.smallest,
        "nearest_half_level": view.coarse,
        "answers": view.answered,
        "asked": view.asked,
        "in_the_averages": view.used,
        "finished_on": view.finished_on.isoformat() if view.finished_on else None,
        "finding": view.finding or None,
        "about": view.footer if view.state == "open" else None,
        "practices": [practice(row) for row in view.practices],
        "categories": [score(row) for row in view.categories],
        "overall": score(view.overall) if view.overall else None,
        "too_close_to_rank": list(view.tie),
        "compete_for_the_widest": list(view.competing),
        "start_with": list(view.start_with),
        "since": since(view.since),
        "among_other_organisations": [among(one) for one in view.standings],
        "parts": [part(split, one) for split in view.splits for one in split.parts],
    }


def part(split: Split, one: Part) -> dict[str, Any]:
    """One part of the team, null cells where it is hidden."""
    return {
        "by": dict(zip(split.by, one.at, strict=True)),
        "about_people": one.about,
        "hidden": one.hidden,
        "cells": {
            code: {
                "today": plain(cell.today),
                "wanted": plain(cell.wanted),
                "gap": plain(cell.gap),
                "half_gap": plain(cell.half_gap),
            }
            for code, cell in one.cells.items()
        },
    }


def practice(row: PracticeRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "category": row.category,
        "core": row.core,
        "answers": row.n,
        "today": plain(row.today),
        "wanted": plain(row.wanted),
        "gap": plain(row.gap),
        "no_level_today": row.today_reason or None,
        "no_level_wanted": row.wanted_reason or None,
        "picked": row.picked,
        "hidden": row.hidden,
        "half_today": plain(row.half_today),
        "half_wanted": plain(row.half_wanted),
        "half_gap": plain(row.half_gap),
        "today_band": band(row.today_band),
        "wanted_band": band(row.wanted_band),
        "evidence": evidence(row.evidence),
    }


def evidence(found: Evidence | None) -> dict[str, Any] | None:
    """How far a team's average carries; shares in whole per cent, levels as [lowest, highest, people]."""
    if found is None:
        return None
    return {
        "verdict": found.verdict or None,
        "want_more": share(found.more),
        "want_less": share(found.less),
        "at_4_or_5": {"today": found.high_today, "wanted": found.high_wanted},
        "levels": {"today": list(found.levels_today), "wanted": list(found.levels_wanted)},
        "nearly_everyone_wants_5": found.ceiling,
        "agreement": {"today": found.agree_today or None, "wanted": found.agree_wanted or None},
        "among_the_widest": found.standing or None,
        "move_first": share(found.move_first),
        "priority": found.corner or None,
        "on_the_line": found.on_line,
    }


def among(found: Standing) -> dict[str, Any]:
    """Where an average of today stands among other organisations'."""
    return {"of": found.name, "others": found.organisations, "by": found.kind, "place": found.place}


def share(found: Percent | None) -> dict[str, int] | None:
    return None if found is None else {"percent": found.share, "low": found.low, "high": found.high}


def since(found: Since | None) -> dict[str, Any] | None:
    """What changed since the round before."""
    if found is None:
        return None
    return {
        "round": found.round,
        "practices": [
            {
                "code": row.code,
                "today_before": plain(row.today_before),
                "today_now": plain(row.today_now),
                "change": plain(row.change),
                "half": plain(row.half),
                "more_than_chance": row.clear,
                "percent_of_the_way": row.progress,
            }
            for row in found.changes
        ],
    }


def band(ends: tuple[Decimal, Decimal] | None) -> list[float | int | None] | None:
    return None if ends is None else [plain(end) for end in ends]


def score(row: ScoreRow) -> dict[str, Any]:
    counts = {"used": row.used, "offered": row.offered} if row.code else {}
    return {
        "code": row.code or None,
        "name": row.name,
        "today": plain(row.today),
        "wanted": plain(row.wanted),
        "gap": plain(row.gap),
        "half_gap": plain(row.half_gap),
        **counts,
    }


def plain(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return (
        int(value)
        if value == value.to_integral_value() and int(value.as_tuple().exponent) == 0
        else float(value)
    )
