"""A group's kept results → its part of the report. Opens no frame: what it reads is safe and final."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from typing import Any

from django.utils import formats, timezone

from assessment import care, findings, steps, wording
from assessment.analysis.gaps import emphasis
from assessment.kept import OVERALL, score_halves
from assessment.rows import (
    Band,
    Cell,
    Evidence,
    Part,
    Percent,
    Plan,
    PracticeRow,
    ScoreRow,
    Split,
    State,
    Tipping,
    VoiceView,
)
from surveys.choices import DIMENSIONS, MEETS, Meets, Voice, Way
from surveys.instruments import of_survey, words_of
from surveys.models import Panel, Release, Survey
from surveys.participation import asked_of
from surveys.questionnaires.texts import Practice

Kept = Mapping[str, Any]


def group_view(
    survey: Survey, voice: str, panel: Panel | None, answered: int, *, yours: bool = True
) -> VoiceView:
    """Peers or team: what was kept when they opened, or nothing but the reason why there is nothing."""
    closed = closed_view(survey, voice, panel, answered)
    if panel is None or closed.state != "open":
        return closed
    release: Release = panel.release
    told = replace(closed, answered=release.answered, asked=asked_of(panel, release.answered))
    return opened_view(survey, panel, told, release.results, yours)


def closed_view(survey: Survey, voice: str, panel: Panel | None, answered: int) -> VoiceView:
    name, asked = str(Voice(voice).label), panel is not None and panel.frozen_at is not None
    view = VoiceView(voice, name, own=False, state="not_asked", smallest=0, coarse=voice == Voice.PEER)
    if panel is None or not asked:
        return replace(view, footer=footer(survey, view))
    view = replace(
        view,
        state=state_of(panel, answered),
        smallest=panel.smallest,
        answered=answered,
        asked=asked_of(panel, answered),
        by_link=panel.way == Way.LINK,
        averages_alone=not panel.tells_shares,
        closes_on=panel.closes_on,
        opened_on=timezone.localdate(panel.opened_at) if panel.opened_at else None,
        step=(panel.opening_step, len(of_survey(survey).of_form(panel.form))),
    )
    return replace(view, footer=footer(survey, view))


def state_of(panel: Panel, answered: int) -> State:
    enough = answered >= panel.smallest
    if panel.opened_at is not None:
        return "open"
    if panel.closed_at is not None:
        return "opening" if enough else "too_few"
    return "ready" if enough else "waiting"


def opened_view(survey: Survey, panel: Panel, view: VoiceView, kept: Kept, yours: bool) -> VoiceView:
    """Everything that may be said of an open voice."""
    rows = [row_of(practice, kept) for practice in of_survey(survey).of_form(panel.form)]
    if not panel.tells_shares:  # they were told of averages alone
        rows = [replace(row, picked=None) for row in rows]
    gaps = {row.code: row.gap for row in rows if row.gap is not None}
    top = [code for code in kept.get("top", []) if code in gaps]
    named = top if all(gaps[code] > 0 for code in top) else []  # what the title names, or nothing
    marks = emphasis(gaps, len(rows), named)
    rows = [replace(row, emphasis=marks.get(row.code, "")) for row in rows]
    categories = [
        score_of(code, of_survey(survey).category(code).name, kept["categories"][code], kept)
        for code in kept["categories"]
    ]
    view = replace(
        view,
        practices=tuple(rows),
        categories=tuple(categories),
        overall=score_of("", wording.overall_name(), kept[OVERALL], kept),
        used=kept.get("used"),
        few_left_out=kept.get("left_out") == "few",
        care=care.care_of(kept),
        ranked=tuple(code for code in kept.get("order", []) if code in gaps),
        top=tuple(top),
        tie=tuple(top if len(top) > 1 else kept.get("tie", [])),
        competing=tuple(evidence_in(kept).get("competing", [])),
        start_with=tuple(evidence_in(kept).get("start_with", [])),
        appendix=evidence_in(kept).get("appendix"),
        splits=tuple(splits_of(panel, kept, [row.code for row in rows])),
    )
    view = replace(
        view,
        finding=findings.group_finding(view, yours=yours),
        steps=tuple(steps.group_steps(of_survey(survey), words_of(survey), view)),
    )
    return replace(
        view,
        chart_title=findings.group_chart_title(view),
        chart_desc=findings.group_chart_desc(view),
        splits=tuple(replace(one, finding=findings.split_finding(one, rows)) for one in view.splits),
        footer=footer(survey, view),
    )


def row_of(practice: Practice, kept: Kept) -> PracticeRow:
    """One practice as it was kept; a coarse one has no counts, which would give away single people."""
    numbers = kept["practices"][practice.code]
    today, wanted = decimal(numbers.get("today")), decimal(numbers.get("wanted"))
    return PracticeRow(
        code=practice.code,
        name=practice.name,
        label=practice.short_label,
        category=practice.category,
        core=practice.core,
        n=numbers.get("n"),
        today=today,
        wanted=wanted,
        gap=None if today is None or wanted is None else wanted - today,
        picked=numbers.get("picked"),
        hidden=bool(numbers.get("hidden")),
        half_today=decimal(numbers.get("half_today")),
        half_wanted=decimal(numbers.get("half_wanted")),
        half_gap=decimal(numbers.get("half_gap")),
        today_band=band_of(numbers.get("today_band")),
        wanted_band=band_of(numbers.get("wanted_band")),
        evidence=evidence_of(evidence_in(kept).get("practices", {}).get(practice.code)),
        cannot_tell=evidence_in(kept).get("cannot_tell", {}).get(practice.code),
    )


def evidence_in(kept: Kept) -> Kept:
    """What was kept beside the averages: nothing of peers, nor of what opened before there was any."""
    found: Kept = kept.get("evidence", {})
    return found


def evidence_of(kept: Kept | None) -> Evidence | None:
    if kept is None:
        return None
    priority, plan, tipping = kept["priority"], kept["plan"], kept["tipping"]
    return Evidence(
        verdict=kept["verdict"] or "",
        more=Percent(*kept["more"]),
        less=Percent(*kept["less"]),
        high_today=kept["high"]["today"],
        high_wanted=kept["high"]["wanted"],
        levels_today=tuple(map(tuple, kept["levels"]["today"])),
        levels_wanted=tuple(map(tuple, kept["levels"]["wanted"])),
        ceiling=kept["ceiling"],
        agree_today=kept["agreement"]["today"] or "",
        agree_wanted=kept["agreement"]["wanted"] or "",
        spread_today=decimal(kept["moments"]["today"][1]),
        standing=kept["standing"] or "",
        corner=priority["corner"] if priority else "",
        on_line=bool(priority and priority["on_line"]),
        move_first=Percent(*priority["share"]) if priority else None,
        plan=plan_of(plan) if plan else None,
        tipping=tipping_of(tipping) if tipping else None,
    )


def plan_of(kept: Kept) -> Plan:
    return Plan(Decimal(kept["half"]), kept["needed"], kept["more"] <= 0, kept["reachable"])


def tipping_of(kept: Kept) -> Tipping:
    return Tipping(kept["asked"], kept["others"], decimal(kept["needed"]))


def score_of(code: str, name: str, numbers: Kept, kept: Kept) -> ScoreRow:
    today, wanted = decimal(numbers.get("today")), decimal(numbers.get("wanted"))
    gap = None if today is None or wanted is None else wanted - today
    return ScoreRow(
        code,
        name,
        today,
        wanted,
        gap,
        numbers.get("used", 0),
        numbers.get("offered", 0),
        decimal(numbers.get("half_gap")),
        decimal(score_halves(kept).get(code or OVERALL)),
    )


def decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def band_of(ends: Sequence[str] | None) -> Band | None:
    return None if ends is None else (Decimal(ends[0]), Decimal(ends[1]))


# --- parts of the team --------------------------------------------------------------------------------------


def splits_of(panel: Panel, kept: Kept, codes: Sequence[str]) -> list[Split]:
    """A table for each dimension and each two of them; what is hidden is listed like what is empty."""
    labels = {name: labels_of(panel, kept, name) for name in DIMENSIONS}
    present = [name for name in DIMENSIONS if len(labels[name]) > 1 or (labels[name] and name == MEETS)]
    names = {by: {label: findings.label(by, label) for label in labels[by]} for by in present}
    found = {tuple(map(tuple, part["at"])): part for part in kept.get("parts", [])}
    splits = []
    for by in (by for way in (1, 2) for by in combinations(present, way)):
        parts = [part_of(by, at, names, found) for at in crossed([labels[name] for name in by])]
        if len(by) == 1:  # the largest first; what is hidden stays in the order of the list
            parts.sort(key=lambda part: -(part.about or 0))
        elif not any(part.cells for part in parts):
            continue
        splits.append(Split(by, tuple(findings.dimension(name) for name in by), tuple(parts)))
    return splits


def labels_of(panel: Panel, kept: Kept, name: str) -> list[str]:
    """The labels of a dimension: those of the list, then any other that is shown.

    Whether anybody gave a label is nowhere kept unless its part is shown: hidden and empty are alike.
    """
    said = [at[0][1] for at in one_way(kept) if at[0][0] == name]
    if name == MEETS:
        return list(Meets.values) if said else []
    listed = list(panel.segments.get(name, []))
    return listed + [label for label in said if label not in listed]


def one_way(kept: Kept) -> list[Any]:
    return [part["at"] for part in kept.get("parts", []) if len(part["at"]) == 1]


def crossed(labels: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    if len(labels) == 1:
        return [(label,) for label in labels[0]]
    return [(first, second) for first in labels[0] for second in labels[1]]


def part_of(
    by: tuple[str, ...],
    at: tuple[str, ...],
    names: Mapping[str, Mapping[str, str]],
    found: Mapping[Any, Kept],
) -> Part:
    place = tuple(zip(by, at, strict=True))
    kept = found.get(place, {})
    cells = {code: cell_of(numbers) for code, numbers in kept.get("cells", {}).items()}
    named = tuple(names[name][label] for name, label in place)
    return Part(named, kept.get("about"), {code: cell for code, cell in cells.items() if cell is not None})


def cell_of(numbers: Kept) -> Cell | None:
    today, wanted = decimal(numbers["today"]), decimal(numbers["wanted"])
    if today is None or wanted is None:
        return None
    return Cell(today, wanted, wanted - today, decimal(numbers["half_gap"]), bool(numbers["sure"]))


# --- words --------------------------------------------------------------------------------------------------


def footer(survey: Survey, view: VoiceView) -> str:
    instrument = of_survey(survey)
    date = formats.date_format(view.opened_on) if view.opened_on else ""
    round_name = wording.round_name(survey.round, survey.answered_on)
    return wording.footer(view, date, round_name, f"{instrument.slug.capitalize()} {instrument.version}")
