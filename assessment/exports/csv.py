"""The numbers behind the pictures as CSV: one line for each voice and practice, then the averages."""

from __future__ import annotations

import csv
import io

from assessment.exports.cells import number, text
from assessment.rows import PracticeRow, Report, ScoreRow, VoiceView

HEADER = (
    "voice", "kind", "code", "name", "part", "answers",
    "today", "wanted", "gap", "no_level_today", "no_level_wanted", "picked", "note",
)  # fmt: skip
NOTES = {"too_few": "hidden to protect a small group", "waiting": "not open yet"}
COARSE = "to the nearest half level; 1.5 is 1.5 or less and 4.5 is 4.5 or more"


def write(report: Report) -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheets read accents; a comma between cells."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(HEADER)
    for view in report.views:
        lines.writerows(view_lines(view))
    return ("\ufeff" + out.getvalue()).encode()


def view_lines(view: VoiceView) -> list[list[str]]:
    if view.state != "open":
        return [[view.voice, "", "", "", "", "", "", "", "", "", "", "", NOTES[view.state]]]
    practices = [practice_line(view, row) for row in view.practices]
    scores = [*view.categories, *([view.overall] if view.overall else [])]
    return practices + [score_line(view, score) for score in scores]


def practice_line(view: VoiceView, row: PracticeRow) -> list[str]:
    return [
        view.voice,
        "practice",
        row.code,
        text(row.name),
        "core" if row.core else "deeper",
        number(row.n),
        number(row.today),
        number(row.wanted),
        number(row.gap),
        row.today_reason,
        row.wanted_reason,
        number(row.picked),
        NOTES["too_few"] if row.hidden else note(view),
    ]


def score_line(view: VoiceView, score: ScoreRow) -> list[str]:
    numbers = [number(score.today), number(score.wanted), number(score.gap)]
    kind = "category" if score.code else "overall"
    return [
        view.voice,
        kind,
        score.code,
        text(score.name),
        "core",
        number(view.answered),
        *numbers,
        "",
        "",
        "",
        note(view),
    ]


def note(view: VoiceView) -> str:
    return COARSE if view.coarse else ""
