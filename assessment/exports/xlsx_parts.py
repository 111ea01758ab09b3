"""Parts of a team → sheets: a table of gaps for each way it is split, and all of them line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from assessment.exports import codebook
from assessment.exports.codebook import columns_of
from assessment.exports.csv import AT
from assessment.exports.xlsx_kinds import Column, gap, word, yes
from assessment.exports.xlsx_sheets import Row, Sheet, Value, hidden
from assessment.rows import Cell, Part, PracticeRow, Report, ScoreRow, Split, VoiceView

OVERALL = "overall"
Named = Mapping[str, tuple[str, str]]  # by code: what kind of thing it is, and its name


def tables_of(report: Report) -> list[Sheet]:
    """A sheet for each one way the team is split."""
    found = [(view, split) for view in report.views for split in view.splits if len(split.by) == 1]
    return [table(view, split) for view, split in found]


def named(view: VoiceView) -> Named:
    """Everything that a part may have a number for: the whole and categories, then practices."""
    whole = {OVERALL: (_("overall"), view.overall.name)} if view.overall is not None else {}
    scores = {score.code: (_("category"), score.name) for score in view.categories}
    return {**whole, **scores, **{row.code: (_("practice"), row.name) for row in view.practices}}


# --- parts by practices ---------------------------------------------------------------------------------


def table(view: VoiceView, split: Split) -> Sheet:
    """Parts down, gaps across; of each part what is hidden, and what is less sure, by code."""
    (by,) = split.by
    label = codebook.columns()[by] if by in AT else word(by, "", _("The part’s label."), kind="name")
    head = columns_of("about_people", "note", "unsure")
    scores = [score_column(score) for score in (*overall_of(view), *view.categories)]
    columns = (
        Column(by, split.names[0], label.kind, label.meaning),
        *head,
        *scores,
        *(practice_column(row) for row in view.practices),
    )
    rows = tuple(gaps(by, part, named(view)) for part in split.parts)
    about = _("the gap of each practice in each part: %(name)s") % {"name": split.names[0]}
    return Sheet(sheet_name(by, split), about, columns, rows)


def sheet_name(by: str, split: Split) -> str:
    names = {
        "department": _("By department"),
        "meets": _("By place of contact"),
        "region": _("By region"),
        "level": _("By level"),
    }
    return names.get(by, split.names[0])


def overall_of(view: VoiceView) -> tuple[ScoreRow, ...]:
    return (view.overall,) if view.overall is not None else ()


def score_column(score: ScoreRow) -> Column:
    name = f"{score.code} {score.name}".strip()
    meaning = _("The gap of %(name)s in this part, over its core practices.") % {"name": score.name}
    return gap(cell_key(score.code or OVERALL), name, meaning)


def practice_column(row: PracticeRow) -> Column:
    name = f"{row.code} {' '.join(row.label.split())}".strip()
    meaning = _("The gap of “%(name)s” in this part.") % {"name": row.name}
    return gap(cell_key(row.code), name, meaning)


def cell_key(code: str) -> str:
    """Apart from every other column's key."""
    return f"gap:{code}"


def gaps(by: str, part: Part, names: Named) -> Row:
    if part.hidden:
        return {by: part.at[0], "note": hidden()}
    missing = [code for code in names if code not in part.cells]
    words = _("%(hidden)s: %(codes)s") % {"hidden": hidden(), "codes": ", ".join(map(said, missing))}
    return {
        by: part.at[0],
        "about_people": part.about,
        "note": words if missing else "",
        "unsure": ", ".join(said(code) for code in names if code in part.cells and not part.cells[code].sure),
        **{cell_key(code): cell.gap for code, cell in part.cells.items() if code in names},
    }


def said(code: str) -> str:
    return _("overall") if code == OVERALL else code


# --- line by line ---------------------------------------------------------------------------------------


def parts(report: Report) -> Sheet | None:
    """Every part of every split, two crossed ones too: a line for each number, or one that says hidden."""
    rows = [
        row
        for view in report.views
        for split in view.splits
        for part in split.parts
        for row in part_rows(view, split, part, named(view))
    ]
    columns = columns_of(
        "voice", "split", *AT, "about_people", "kind", "code", "name", "today", "wanted", "gap", "half_gap",
        "sure", "note",
    )  # fmt: skip
    about = _("every part of the team, and every two crossed, line by line")
    return Sheet(_("Parts"), about, columns, tuple(rows), label=2) if rows else None


def part_rows(view: VoiceView, split: Split, part: Part, names: Named) -> Iterable[Row]:
    place: dict[str, Value] = {
        "voice": view.name,
        "split": " × ".join(split.names),
        **{by: label for by, label in zip(split.by, part.at, strict=True) if by in AT},
    }
    if part.hidden:
        yield {**place, "note": hidden()}
        return
    for code, (kind, name) in names.items():
        what: dict[str, Value] = {"kind": kind, "code": "" if code == OVERALL else code, "name": name}
        yield {**place, "about_people": part.about, **what, **cell_of(part.cells.get(code))}


def cell_of(cell: Cell | None) -> Row:
    if cell is None:
        return {"note": hidden()}
    return {
        "today": cell.today,
        "wanted": cell.wanted,
        "gap": cell.gap,
        "half_gap": cell.half_gap,
        "sure": yes(cell.sure),
    }
