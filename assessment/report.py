"""build(survey, reader) → Report: the one way from answers to anything that is shown.

Small groups are hidden here, before a Report exists; a Report carries no frame, so no page and no
file made from it can give anybody away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from assessment import reading, wording
from assessment.analysis import frame as frames
from assessment.analysis.frame import Frame, State
from assessment.analysis.gaps import emphasis, practice_table
from assessment.analysis.numbers import Printed, printed, printed_coarse
from assessment.analysis.privacy import protect
from assessment.analysis.scores import category_table, overall
from assessment.rows import PracticeRow, Report, ScoreRow, Step, VoiceView
from surveys.choices import Reason, Voice
from surveys.instruments import of_survey, words_of
from surveys.models import Draft, Panel, Survey
from surveys.questionnaires.texts import Instrument, Practice

if TYPE_CHECKING:
    import pandas as pd

STEPS_SHOWN = 3


@dataclass(frozen=True)
class Executive:
    """The survey's own executive: sees the own marks, and every group's results once they are open."""

    draft: Draft


@dataclass(frozen=True)
class Organiser:
    """Somebody else of the organisation: sees the groups' results, never anybody's own marks."""


Reader = Executive | Organiser


def build(survey: Survey, reader: Reader) -> Report:
    """Everything this reader may be told of this survey. At most four statements.

    Own marks (n = 1) enter only through Executive; every other voice passes the privacy step.
    """
    panels = list(survey.panels.order_by("voice"))
    own = isinstance(reader, Executive)
    read = [Voice.EXECUTIVE] * own + [panel.voice for panel in panels if panel.opened_at is not None]
    frame = reading.read(survey, read)
    views = [own_view(survey, reader.draft, frame)] if isinstance(reader, Executive) else []
    views += [group_view(survey, panel, frame) for panel in panels]
    words = words_of(survey)
    instrument = of_survey(survey)
    return Report(
        organisation=survey.organisation.name,
        questionnaire=questionnaire_name(instrument),
        round=survey.round,
        wanted_by=survey.wanted_by,
        horizon=words.horizon,
        views=tuple(views),
        level_names=tuple(level.name for level in instrument.levels),
    )


# --- one person's own view --------------------------------------------------------------------------------


def own_view(survey: Survey, draft: Draft, frame: Frame) -> VoiceView:
    """The executive's own marks, as levels; a practice that wasn't asked is left out."""
    own = frames.of_voice(frame, Voice.EXECUTIVE)
    name = str(Voice.EXECUTIVE.label)
    if own.respondents.empty:
        return VoiceView(Voice.EXECUTIVE, name, own=True, state="waiting", smallest=1)
    table = practice_table(own)
    asked = table[table["not_asked"] == 0]
    instrument = of_survey(survey)
    rows = [own_row(instrument, own, str(code), row) for code, row in asked.iterrows()]
    gaps = {row.code: row.gap for row in rows if row.gap is not None}
    marks = emphasis(gaps, len(rows))
    rows = [replace(row, emphasis=marks.get(row.code, "")) for row in rows]
    finished = timezone.localdate(draft.finished_at) if draft.finished_at else None
    view = VoiceView(
        Voice.EXECUTIVE,
        name,
        own=True,
        state="open",
        smallest=1,
        answered=1,
        finished_on=finished,
        practices=tuple(rows),
        steps=tuple(next_steps(instrument, words_of(survey).fill, rows)),
        finding=wording.own_finding(rows),
    )
    return with_scores(survey, view, table)


def own_row(instrument: Instrument, own: Frame, code: str, row: pd.Series[Any]) -> PracticeRow:
    """One practice as one person gave it: whole levels, or the reason there is none."""
    practice = instrument.by_code[code]
    current, desired = own.current[code].iloc[0], own.desired[code].iloc[0]
    values = printed(float(current), float(desired), places=0)
    return PracticeRow(
        code=code,
        name=practice.name,
        label=practice.short_label,
        category=practice.category,
        core=practice.core,
        n=int(row["n"]),
        today=values.today,
        wanted=values.wanted,
        gap=values.gap,
        today_reason=reason_of(own.current_state[code].iloc[0], Reason.DONT_KNOW),
        wanted_reason=reason_of(own.desired_state[code].iloc[0], Reason.NO_VIEW),
        picked=int(row["picked"]),
    )


def reason_of(state: int, unknown: Reason) -> str:
    return {
        State.DONT_KNOW: unknown,
        State.NOT_APPLICABLE: Reason.NOT_APPLICABLE,
        State.SKIPPED: Reason.SKIPPED,
    }.get(State(int(state)), "")


def next_steps(instrument: Instrument, fill: Any, rows: list[PracticeRow]) -> list[Step]:
    """The next level of the widest gaps; equal ones by what was picked, then in the questionnaire's order."""
    to_go = [row for row in rows if row.gap is not None and row.gap > 0]
    widest = sorted(to_go, key=lambda row: (-(row.gap or 0), -(row.picked or 0)))[:STEPS_SHOWN]
    return [step(instrument, fill, row) for row in widest]


def step(instrument: Instrument, fill: Any, row: PracticeRow) -> Step:
    practice, level = instrument.by_code[row.code], int(row.today or 0)
    return Step(
        practice=practice.name,
        way=wording.step_way(instrument, level),
        level_text=fill(practice.level_text(level + 1)),
        action=practice.next_step(level),
        why=practice.why.text,
        source=wording.source(practice.why.source, practice.why.year),
        evidence=practice.evidence,
    )


# --- a group ----------------------------------------------------------------------------------------------


def group_view(survey: Survey, panel: Panel, frame: Frame) -> VoiceView:
    """Peers or team: means of enough people, or nothing but the reason why there are none."""
    group = frames.of_voice(frame, panel.voice)
    name, smallest = str(Voice(panel.voice).label), panel.threshold
    closed = VoiceView(
        panel.voice,
        name,
        own=False,
        state="waiting",
        smallest=smallest,
        coarse=panel.voice == Voice.PEER,
        footer=footer(survey, name, None, ""),
    )
    if panel.opened_at is None:
        return closed
    people = len(group.respondents)
    table = protect(practice_table(group), people, smallest)
    if people < smallest:
        return replace(closed, state="too_few")
    asked = of_survey(survey).of_form(panel.form)
    by_code = {str(code): row for code, row in table.iterrows()}
    rows = tuple(group_row(practice, by_code[practice.code], closed.coarse) for practice in asked)
    view = replace(closed, state="open", answered=people, practices=rows)
    view = with_scores(survey, replace(view, footer=footer(survey, name, people, "")), table)
    assert view.overall is not None
    return replace(view, finding=wording.group_finding(name, view.overall, coarse=view.coarse))


def group_row(practice: Practice, row: pd.Series[Any], coarse: bool) -> PracticeRow:
    """One practice as a group sees it; a coarse one has no counts, which would give away single people."""
    values = group_numbers(row["current"], row["desired"], coarse)
    counts = not row["hidden"] and not coarse
    return PracticeRow(
        code=practice.code,
        name=practice.name,
        label=practice.short_label,
        category=practice.category,
        core=practice.core,
        n=int(row["n"]) if counts else None,
        today=values.today,
        wanted=values.wanted,
        gap=values.gap,
        picked=int(row["picked"]) if counts else None,
        hidden=bool(row["hidden"]),
    )


def group_numbers(current: float, desired: float, coarse: bool) -> Printed:
    """A group's averages as printed; the gap is the difference of what is printed."""
    return printed_coarse(current, desired) if coarse else printed(current, desired)


# --- both -------------------------------------------------------------------------------------------------


def with_scores(survey: Survey, view: VoiceView, table: pd.DataFrame) -> VoiceView:
    """The view with its category and overall scores and, for one's own, the sentences about them.

    A group's scores are left to speak for themselves: to name a group's widest gap takes an interval.
    """
    instrument, words = of_survey(survey), words_of(survey)
    scores = category_table(table, view.smallest)
    categories = [
        score_row(str(code), instrument.category(str(code)).name, row, view.coarse)
        for code, row in scores.iterrows()
    ]
    means = overall(scores)
    whole = group_numbers(means["current"], means["desired"], view.coarse)
    total = ScoreRow("", _("Overall"), whole.today, whole.wanted, whole.gap)
    view = replace(view, categories=tuple(categories), overall=total)
    if not view.own:
        return view
    date = formats.date_format(view.finished_on, "j F Y") if view.finished_on else ""
    return replace(
        view,
        headline=wording.headline(words.organisation, words.horizon, total),
        sentences=tuple(wording.category_sentences(categories, view.practices)),
        chart_title=_("Planogram of your own view"),
        chart_desc=wording.chart_desc(view.finding, total),
        footer=footer(survey, view.name, None, date),
    )


def score_row(code: str, name: str, row: pd.Series[Any], coarse: bool) -> ScoreRow:
    values = group_numbers(row["current"], row["desired"], coarse)
    used, offered = int(row["used"]), int(row["practices"])
    return ScoreRow(code, name, values.today, values.wanted, values.gap, used, offered)


def footer(survey: Survey, voice: str, answered: int | None, date: str) -> str:
    return wording.footer(voice, answered, date, survey.round, questionnaire_name(of_survey(survey)))


def questionnaire_name(instrument: Instrument) -> str:
    return f"{instrument.slug.capitalize()} {instrument.version}"
