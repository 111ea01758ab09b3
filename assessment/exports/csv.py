"""The numbers behind the pictures as CSV: a line for each voice and practice, then the averages, then the
same for each part of the team, and what it is all about. What is hidden has a line that says so, and looks
like what is empty."""

from __future__ import annotations

import csv
import io

from assessment.exports.cells import number, text
from assessment.rows import Cell, Evidence, Part, PracticeRow, Report, ScoreRow, Split, VoiceView

HEADER = (
    "voice", "kind", "code", "name", "part", "answers",
    "today", "wanted", "gap", "no_level_today", "no_level_wanted", "picked", "note",
    "half_today", "half_wanted", "half_gap", "department", "meets", "region", "level", "about_people",
    "verdict", "want_more_percent", "want_less_percent",
    "at_4_or_5_today_percent", "at_4_or_5_wanted_percent",
    "agreement_today", "agreement_wanted", "move_first_percent", "priority",
)  # fmt: skip
HIDDEN = "hidden to protect a small group"
CLOSED, NOBODY = "not open yet", "nobody was asked"
ALIKE = "nearly everybody gave the same answer, so only a band is shown"
ALIKE_GAP = "nearly everybody sees the same gap, so no average is shown"
AT = ("department", "meets", "region", "level")
EMPTY = [""] * 5  # a line that is about no part of the team
COARSE = "to the nearest half level; 1.5 is 1.5 or less and 4.5 is 4.5 or more"


def write(report: Report) -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheets read accents; a comma between cells."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(HEADER)
    opened = [view for view in report.views if view.state == "open"]
    for line in [*(line for view in report.views for line in view_lines(view)), *map(about, opened)]:
        lines.writerow([*line, *[""] * (len(HEADER) - len(line))])
    return ("\ufeff" + out.getvalue()).encode()


def about(view: VoiceView) -> list[str]:
    """Who answered, of how many, when, which round and questions, and what it all is."""
    return [view.voice, "about", *[""] * 10, text(view.footer)]


def view_lines(view: VoiceView) -> list[list[str]]:
    if view.state != "open":
        why = {"too_few": HIDDEN, "not_asked": NOBODY}.get(view.state, CLOSED)
        return [[view.voice, *[""] * 11, why, *[""] * 3, *EMPTY]]
    practices = [practice_line(view, row) for row in view.practices]
    scores = [*view.categories, *([view.overall] if view.overall else [])]
    lines = practices + [score_line(view, score) for score in scores]
    return lines + [line for split in view.splits for line in split_lines(view, split)]


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
        ("" if view.own else why_not(row)) or note(view),
        number(row.half_today),
        number(row.half_wanted),
        number(row.half_gap),
        *EMPTY,
        *evidence(row.evidence),
    ]


def evidence(found: Evidence | None) -> list[str]:
    """How far a team's average carries; nothing of anybody else's."""
    if found is None:
        return []
    picked = number(found.move_first.share) if found.move_first is not None else ""
    return [
        found.verdict,
        *(
            number(value)
            for value in (found.more.share, found.less.share, found.high_today, found.high_wanted)
        ),
        found.agree_today,
        found.agree_wanted,
        picked,
        found.corner,
    ]


def why_not(row: PracticeRow) -> str:
    """Why a group's practice has no averages: too few people, or people who all said the same."""
    if row.hidden:
        return HIDDEN
    if row.today is not None:
        return ""
    ends = {"today": row.today_band, "wanted": row.wanted_band}
    said = [f"{side} {low} to {high}" for side, band in ends.items() if band for low, high in [band]]
    return f"{ALIKE}: {', '.join(said)}" if said else ALIKE_GAP


def score_line(view: VoiceView, score: ScoreRow) -> list[str]:
    numbers = [number(score.today), number(score.wanted), number(score.gap)]
    kind = "category" if score.code else "overall"
    return [
        view.voice,
        kind,
        score.code,
        text(score.name),
        "core",
        number(view.answered if view.used is None else view.used),
        *numbers,
        "",
        "",
        "",
        note(view),
        "",
        "",
        number(score.half_gap),
        *EMPTY,
    ]


# --- parts of the team ----------------------------------------------------------------------------------


def split_lines(view: VoiceView, split: Split) -> list[list[str]]:
    """Every part of one table: a line for each cell that is shown, or one that says it is hidden."""
    names = {row.code: ("practice", row.name) for row in view.practices}
    names |= {score.code: ("category", score.name) for score in view.categories}
    if view.overall is not None:
        names["overall"] = ("overall", view.overall.name)
    return [
        line
        for part in split.parts
        for line in (
            [hidden_line(view, split, part)] if part.hidden else part_lines(view, split, part, names)
        )
    ]


def hidden_line(view: VoiceView, split: Split, part: Part) -> list[str]:
    return [view.voice, *[""] * 11, HIDDEN, *[""] * 3, *place(split, part)]


def part_lines(
    view: VoiceView, split: Split, part: Part, names: dict[str, tuple[str, str]]
) -> list[list[str]]:
    lines = []
    for code, (kind, name) in names.items():
        cell = part.cells.get(code)
        shown = ["", "", ""] if cell is None else [number(cell.today), number(cell.wanted), number(cell.gap)]
        lines.append(
            [
                view.voice,
                kind,
                code if kind != "overall" else "",
                text(name),
                "",
                "",
                *shown,
                "",
                "",
                "",
                HIDDEN if cell is None else "",
                "",
                "",
                half_gap(cell),
                *place(split, part),
            ]
        )
    return lines


def half_gap(cell: Cell | None) -> str:
    return "" if cell is None else number(cell.half_gap)


def place(split: Split, part: Part) -> list[str]:
    """Which part it is, and about how many people it has."""
    labels = dict(zip(split.by, part.at, strict=True))
    return [*(text(labels.get(name, "")) for name in AT), number(part.about)]


def note(view: VoiceView) -> str:
    return COARSE if view.coarse else ""
