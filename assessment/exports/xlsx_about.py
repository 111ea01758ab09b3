"""What a reader of the sheets has to know → the first sheet and the last: the facts, and every column."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessment import beside, care, findings, wording
from assessment.exports import csv
from assessment.exports.codebook import columns_of
from assessment.exports.xlsx_sheets import Row, Sheet, Value, hidden
from assessment.rows import Report, VoiceView

# --- the first sheet ------------------------------------------------------------------------------------


def title(report: Report) -> str:
    """What the file is called inside."""
    names = ("Closer", report.organisation, wording.round_name(report.round, report.answered_on))
    return " · ".join(filter(None, names))


def about(report: Report, others: Sequence[Sheet]) -> Sheet:
    facts: list[tuple[str, Value]] = [
        (_("Organisation"), report.organisation or _("not named yet")),
        (_("Round"), wording.round_name(report.round, report.answered_on)),
        *([(_("Answered on"), report.answered_on)] if report.answered_on else []),
        (_("Questionnaire"), report.questionnaire),
        (_("Wanted by"), report.wanted_by),
        *((_("Level %(n)d") % {"n": at}, name) for at, name in enumerate(report.level_names, start=1)),
        *(fact for view in report.views for fact in voice(view)),
        *([(_("Profile against the team"), beside.profile(report))] if report.profile is not None else []),
        (_("What this is"), wording.caveat()),
        (
            _("What hidden means"),
            _(
                "“%(hidden)s”: too few people answered, or the number would tell what a few of them said. "
                "Parts that are hidden look the same however many people are in them, none included."
            )
            % {"hidden": hidden()},
        ),
        *coarse_voices(report),
        (_("Empty cells"), _("No number: missing, hidden, or not asked. The note beside it says which.")),
    ]
    rows = (*facts, *((_("Sheet: %(name)s") % {"name": sheet.name}, sheet.about) for sheet in others))
    lines: tuple[Row, ...] = tuple({"what": what, "value": value} for what, value in rows)
    return Sheet(_("About"), _("what this file is"), columns_of("what", "value"), lines)


def voice(view: VoiceView) -> list[tuple[str, Value]]:
    """Who answered, what came of it, and how many people that is."""
    finding = _("%(voice)s: finding") % {"voice": view.name}
    facts: list[tuple[str, Value]] = [
        (view.name, view.footer or _("not finished yet")),
        (finding, view.finding if view.own else findings.heading(view)),
    ]
    if view.state == "open" and not view.own:
        facts += [
            (_("%(voice)s: people in the averages") % {"voice": view.name}, view.used),
            (_("%(voice)s: left out") % {"voice": view.name}, findings.left_out(view)),
            (_("%(voice)s: how carefully") % {"voice": view.name}, " ".join(care.sentences(view))),
        ]
    return [(what, value) for what, value in facts if value not in (None, "")]


def coarse_voices(report: Report) -> list[tuple[str, Value]]:
    words = _(
        "Averages are to the nearest half level, in the sheets as plain numbers: "
        "1.5 is “1.5 or less”, 4.5 is “4.5 or more”."
    )
    return [
        (_("%(voice)s: how to read") % {"voice": view.name}, words) for view in report.views if view.coarse
    ]


# --- the last sheet -------------------------------------------------------------------------------------


def columns_told(sheets: Sequence[Sheet]) -> Sheet:
    """Every column of every sheet, this one's too: what it means and how far it goes."""
    own = columns_of(
        "sheet", "column", "meaning", "unit", "values", "rounding", "from_people", "key",
    )  # fmt: skip
    codebook = Sheet(_("Codebook"), _("what every column means"), own, (), label=2)
    rows: tuple[Row, ...] = tuple(
        {
            "sheet": sheet.name,
            "column": column.name,
            "meaning": column.meaning,
            "unit": column.unit or (_("a day") if column.kind == "date" else _("text")),
            "values": column.values,
            "rounding": column.rounding,
            "from_people": column.people,
            "key": column.key if column.key in csv.HEADER else "",
        }
        for sheet in (*sheets, codebook)
        for column in sheet.columns
    )
    return Sheet(codebook.name, codebook.about, own, rows, codebook.label)
