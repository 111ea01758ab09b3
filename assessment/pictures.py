"""A Report's pictures: what the planogram is told, and finished drawings kept by fingerprint.

A drawing is named by the hash of everything it was made from and of the code that draws, so it never
goes stale and the folder may be emptied at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import gettext as _
from matplotlib.figure import Figure

from assessment import drawn, findings, wording
from assessment.charts import (
    clients,
    dumbbell,
    files,
    heatmap,
    ladders,
    perception,
    planogram,
    priorities,
    profile,
    trend,
)
from assessment.charts.clients import Clients
from assessment.charts.dumbbell import Dumbbell
from assessment.charts.heatmap import HeatMap
from assessment.charts.ladders import Ladders
from assessment.charts.perception import Perception
from assessment.charts.planogram import Bay, Column, KeyEntry, Planogram
from assessment.charts.priorities import Priorities
from assessment.charts.profile import Profile
from assessment.charts.trend import Trend
from assessment.profiles import HUES
from assessment.rows import PracticeRow, Report, ScoreRow, VoiceView
from surveys.choices import Reason

Shape = Literal["wide", "phone"]
SHAPES: tuple[Shape, ...] = ("wide", "phone")
Kind = Literal["page", "svg", "png"]
Chart = Planogram | Dumbbell | Perception | HeatMap | Ladders | Priorities | Profile | Trend | Clients
DRAW: dict[tuple[type[Any], Shape], Callable[[Any], Figure]] = {
    (Planogram, "wide"): planogram.wide,
    (Planogram, "phone"): planogram.phone,
    (Dumbbell, "wide"): dumbbell.wide,
    (Dumbbell, "phone"): dumbbell.phone,
    (Perception, "wide"): perception.wide,
    (Perception, "phone"): perception.phone,
    (HeatMap, "wide"): heatmap.wide,
    (Ladders, "wide"): ladders.wide,
    (Ladders, "phone"): ladders.phone,
    (Priorities, "wide"): priorities.wide,
    (Priorities, "phone"): priorities.phone,
    (Profile, "wide"): profile.wide,
    (Profile, "phone"): profile.phone,
    (Trend, "wide"): trend.wide,
    (Trend, "phone"): trend.phone,
    (Clients, "wide"): clients.wide,
    (Clients, "phone"): clients.phone,
}


def planogram_svg(report: Report, view: VoiceView, shape: Shape) -> str:
    """The planogram as it stands in the page: colours by CSS variable, real text, no style attribute."""
    return in_page(spec(report, view), shape)


def in_page(chart: Chart, shape: Shape) -> str:
    return kept(chart, shape, "page").decode()


def drawn_once(chart: Chart, shape: Shape) -> str:
    """The same without keeping it: a drawing of one respondent's marks, with its time, would be a trace."""
    return draw(chart, shape, "page").decode()


def headed(chart: Chart, heading: str, words: str, report: Report, view: VoiceView) -> Chart:
    """A picture as it leaves the page: under its finding, with what is drawn, whose it is and the footer."""
    return replace(chart, heading=heading, subtitle=findings.small_print(report, view, words))


def spec(report: Report, view: VoiceView) -> Planogram:
    """What the chart is told: levels, words and formatted numbers."""
    level_names = report.level_names
    assert len(level_names) == 5
    missing = any(row.today is None for row in view.practices)
    return Planogram(
        id="planogram",
        title=view.chart_title,
        desc=view.chart_desc,
        hue="you" if view.own else HUES[view.voice],
        averages=not view.own,
        level_names=(level_names[0], level_names[1], level_names[2], level_names[3], level_names[4]),
        bays=tuple(
            bay(view, score, [row for row in view.practices if row.category == score.code])
            for score in view.categories
        ),
        key=tuple(key_entries(view, missing)),
        phone_key=tuple(phone_key_entries(view, missing)),
        core_word=_("core"),
        deeper_word=_("deeper"),
        core_prefix=_("core:"),
    )


def bay(view: VoiceView, score: ScoreRow, rows: list[PracticeRow]) -> Bay:
    standing = columns(rows) if view.own else averages(view, rows)
    if score.today is None:
        why = _("too few levels for an average") if view.own else _("no average can be shown")
        return Bay(score.name, "", "", "", why, "", standing)
    today = _("%(level)s today") % {"level": findings.print_level(view, score.today)}
    wanted = _("%(level)s wanted") % {"level": findings.print_level(view, score.wanted)}
    return Bay(
        name=score.name,
        today_text=today,
        wanted_text=wanted,
        # drawn in the colour of gaps, so only where there is one to close
        gap_text=_("gap %(gap)s") % {"gap": wording.number(score.gap)} if score.gap and score.gap > 0 else "",
        note="",
        summary=f"{today}, {wanted}",
        columns=standing,
    )


def columns(rows: list[PracticeRow]) -> tuple[Column, ...]:
    return tuple(
        Column(
            code=row.code,
            name=row.name,
            label=row.label,
            core=row.core,
            today=None if row.today is None else int(row.today),
            wanted=None if row.wanted is None else int(row.wanted),
            gap_text=wording.signed(row.gap),
            missing=wording.reason(row.today_reason),
            missing_mark=missing_mark(row),
            emphasis=row.emphasis,
        )
        for row in rows
    )


def averages(view: VoiceView, rows: list[PracticeRow]) -> tuple[Column, ...]:
    """A group's practices: heights with their numbers, or a word why there is none."""
    return tuple(
        Column(
            code=row.code,
            name=row.name,
            label=row.label,
            core=row.core,
            today=None if not is_drawn(row) else float(row.today or 0),
            wanted=None if not is_drawn(row) else float(row.wanted or 0),
            gap_text=wording.signed(row.gap),
            missing=findings.why_missing_in_a_box(row),
            missing_mark="–",
            emphasis=row.emphasis,
            today_text=findings.print_level(view, row.today),
            wanted_text=findings.print_level(view, row.wanted),
        )
        for row in rows
    )


def is_drawn(row: PracticeRow) -> bool:
    return row.today is not None and row.wanted is not None


def key_entries(view: VoiceView, missing: bool) -> list[KeyEntry]:
    marks = {row.emphasis for row in view.practices}
    return [
        KeyEntry("today", _("today")),
        KeyEntry("to_go", _("still to go, up to wanted")),
        *([KeyEntry("wide", _("wide gap"))] if "wide" in marks else []),
        *([KeyEntry("widest", _("widest gap"))] if "widest" in marks else []),
        *([KeyEntry("surplus", _("above what’s wanted"))] if lower(view) else []),
        *([KeyEntry("missing", _("no level given") if view.own else _("not shown"))] if missing else []),
    ]


def phone_key_entries(view: VoiceView, missing: bool) -> list[KeyEntry]:
    marks = {row.emphasis for row in view.practices}
    return [
        KeyEntry("today", _("today")),
        KeyEntry("to_go", _("to go")),
        *([KeyEntry("wide", _("wide"))] if "wide" in marks else []),
        *([KeyEntry("widest", _("widest"))] if "widest" in marks else []),
        *([KeyEntry("surplus", _("over wanted"))] if lower(view) else []),
        *(
            [KeyEntry("missing", _("no level") if view.own else _("not shown"), sign_of_missing(view))]
            if missing
            else []
        ),
    ]


def missing_mark(row: PracticeRow) -> str:
    return "?" if row.today_reason == Reason.DONT_KNOW else "–"


def sign_of_missing(view: VoiceView) -> str:
    """The sign in the key: one that the picture has."""
    marks = {missing_mark(row) for row in view.practices if row.today is None}
    return "?" if "?" in marks else "–"


def lower(view: VoiceView) -> bool:
    return any(row.gap is not None and row.gap < 0 for row in view.practices)


# --- kept drawings ------------------------------------------------------------------------------------------


def kept(chart: Chart, shape: Shape, kind: Kind) -> bytes:
    """The drawing, from the folder or drawn now and put there."""
    name = fingerprint(chart, shape, kind)
    drawing = drawn.stored(name)
    if not drawing:
        drawing = draw(chart, shape, kind)
        drawn.keep(name, drawing)
    return drawing


def draw(chart: Chart, shape: Shape, kind: Kind) -> bytes:
    figure = DRAW[type(chart), shape](chart)
    if kind == "png":
        return files.png(figure)
    make = files.svg if kind == "page" else files.standalone_svg
    return make(figure, f"{chart.id}-{shape}", chart.title, chart.desc).encode()


def fingerprint(chart: Chart, shape: Shape, kind: Kind) -> str:
    """The hash of what is drawn, how, and by which code."""
    return hashlib.sha256(f"{code_fingerprint()}\0{shape}\0{kind}\0{chart!r}".encode()).hexdigest()


@cache
def code_fingerprint() -> str:
    """The hash of the drawing code and its fonts' names."""
    folder = Path(planogram.__file__).parent
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(folder.glob("*.py")))).hexdigest()
