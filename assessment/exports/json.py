"""The report as JSON: the same numbers as the page, null for what is missing or may not be shown."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from assessment.rows import PracticeRow, Report, ScoreRow, VoiceView


def write(report: Report) -> bytes:
    """UTF-8, in the questionnaire's order."""
    content = {
        "organisation": report.organisation,
        "questionnaire": report.questionnaire,
        "round": report.round,
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
        "finished_on": view.finished_on.isoformat() if view.finished_on else None,
        "finding": view.finding or None,
        "practices": [practice(row) for row in view.practices],
        "categories": [score(row) for row in view.categories],
        "overall": score(view.overall) if view.overall else None,
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
    }


def score(row: ScoreRow) -> dict[str, Any]:
    counts = {"used": row.used, "offered": row.offered} if row.code else {}
    return {
        "code": row.code or None,
        "name": row.name,
        "today": plain(row.today),
        "wanted": plain(row.wanted),
        "gap": plain(row.gap),
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
