"""build(survey, reader) → Report: the one way from answers to anything that is shown.

A group's part comes from the results that were kept when it opened, where small groups are hidden
already; one person's own marks come from the answers, for that person and for whoever is shown them.
A Report carries no frame, so no page and no file made from it can give anybody away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet
from django.utils import formats, timezone

from assessment import groups, reading, steps, wording
from assessment.analysis import frame as frames
from assessment.analysis.comparison import against_coarse
from assessment.analysis.constants import APART_FROM, HIGHEST_LEVEL, LOWEST_LEVEL
from assessment.analysis.frame import Frame, State
from assessment.analysis.gaps import emphasis, practice_table
from assessment.analysis.numbers import half_up, printed
from assessment.analysis.profiles import similarity_by_code
from assessment.analysis.scores import category_table, overall
from assessment.groups import decimal
from assessment.rows import Compared, PracticeRow, Profile, Report, ScoreRow, VoiceView
from surveys import access
from surveys.choices import GROUPS, Form, Reason, Voice
from surveys.instruments import of_survey, words_of
from surveys.models import Draft, Panel, Response, Share, Survey
from surveys.questionnaires.texts import Instrument, Practice

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Executive:
    """The survey's own executive: sees the own marks, and every group's results once they are open."""

    draft: Draft


@dataclass(frozen=True)
class Consultant:
    """Somebody the executive shares the round with: the groups' results, own marks only where ticked."""

    share: Share


@dataclass(frozen=True)
class Organiser:
    """The account whose survey a round was imported into: sees all of it, as somebody else's answers."""


@dataclass(frozen=True)
class Member:
    """A peer or somebody of the team, known by a result code: own marks, and the own voice's total."""

    response: Response


@dataclass(frozen=True)
class Everybody:
    """Whoever was asked in this voice: its total, once results are open, and nothing of any other."""

    voice: str


Reader = Executive | Consultant | Organiser | Member | Everybody


def build(survey: Survey, reader: Reader) -> Report:
    """Everything this reader may be told of this survey. At most seven statements.

    Own marks (n = 1) enter only for the person who gave them, and for a consultant by a tick.
    """
    if isinstance(reader, Member):
        return build_for_member(survey, reader.response)
    if isinstance(reader, Everybody):
        panel = survey.panels.select_related("release").get(voice=reader.voice)
        view = with_categories(group_for_its_members(survey, panel), survey, panel)
        return made(survey, [view], [], yours=False)
    yours = isinstance(reader, Executive)
    panels = {panel.voice: panel for panel in survey.panels.select_related("release")}
    for panel in panels.values():
        panel.survey = survey
    answered = answered_by_voice(survey)
    own = [executive_view(survey, reader)] if shows_own_marks(reader) else []
    own = [view for view in own if yours or view.practices]  # nothing is shown to others before Finish
    opened = [
        groups.group_view(survey, voice, panels.get(voice), answered.get(voice, 0), yours=yours)
        for voice in GROUPS
    ]
    opened = [with_changes(view, survey, panels.get(view.voice), reader) for view in opened]
    if survey.is_imported:  # nobody is going to be asked
        opened = [view for view in opened if view.state != "not_asked"]
    return made(survey, [*own, *opened], compare(survey, own, opened, panels), yours=yours)


def shows_own_marks(reader: Reader) -> bool:
    return reader.share.own_marks if isinstance(reader, Consultant) else not isinstance(reader, Member)


def with_changes(view: VoiceView, survey: Survey, panel: Panel | None, reader: Reader) -> VoiceView:
    """A team's view with what changed since the round before that this reader sees, and where it stands."""
    if panel is None or view.voice != Voice.TEAM or view.state != "open":
        return view
    from assessment import over_time, pool  # scipy, which one person's result never needs

    kept, seen = panel.release.results, list(other_rounds(survey, reader).select_related("survey", "release"))
    since, trend = over_time.since_before(survey, kept, seen), over_time.trend_of(panel, seen)
    compares = survey.organisation.compares and not survey.is_imported
    return replace(view, since=since, trend=trend, standings=pool.standings(survey, kept) if compares else ())


def other_rounds(survey: Survey, reader: Reader) -> QuerySet[Panel]:
    """The open teams of other rounds that this reader may see."""
    if isinstance(reader, Consultant):
        return access.other_rounds(survey, email=reader.share.email)
    return access.other_rounds(survey, executive=survey.executive_id)


def answered_by_voice(survey: Survey) -> dict[str, int]:
    """How many have finished, of each group."""
    counted = Response.objects.filter(survey=survey, voice__in=GROUPS).values("voice").annotate(n=Count("pk"))
    return {row["voice"]: row["n"] for row in counted}


def made(survey: Survey, views: list[VoiceView], compared: list[Compared], *, yours: bool) -> Report:
    words, instrument = words_of(survey), of_survey(survey)
    return Report(
        organisation=survey.organisation.name,
        questionnaire=questionnaire_name(instrument),
        round=survey.round,
        answered_on=survey.answered_on,
        wanted_by=survey.wanted_by,
        horizon=words.horizon,
        views=tuple(views),
        level_names=tuple(level.name for level in instrument.levels),
        compared=tuple(compared),
        profile=profile_of(compared),
        yours=yours,
    )


def build_for_member(survey: Survey, response: Response) -> Report:
    """Own marks; and the own voice's total once it is open, where one more than the smallest group answered.

    Whoever knows their own answer could take it out of an average: it must leave enough others behind.
    """
    own = own_view(survey, reading.read_one(response), response.voice, None)
    panel = survey.panels.select_related("release").filter(voice=response.voice).first()
    if panel is None or not panel.is_open:
        return made(survey, [own], [], yours=True)
    group = group_for_its_members(survey, panel)
    return made(survey, [own, group], compare(survey, [own], [group], {response.voice: panel}), yours=True)


def group_for_its_members(survey: Survey, panel: Panel) -> VoiceView:
    """An open voice's total, as far as somebody who knows one of the answers in it may see it."""
    panel.survey = survey
    group = groups.group_view(survey, panel.voice, panel, panel.release.answered)
    kept = panel.release.results["practices"]
    enough = panel.release.answered > panel.smallest
    rows = [
        replace(row, emphasis="", evidence=None, cannot_tell=None, picked=None)
        for row in group.practices
        if enough and kept[row.code].get("one_more")
    ]
    return replace(group, practices=tuple(rows), splits=(), categories=(), overall=None, **NOTHING_MORE)


def with_categories(view: VoiceView, survey: Survey, panel: Panel) -> VoiceView:
    """The same with each category's averages where they follow from the practices that are shown."""
    kept = panel.release.results
    shown = {row.code for row in view.practices if row.today is not None}
    core = of_survey(survey).of_form(Form.CORE)
    scores = []
    for category in of_survey(survey).categories:
        whole = all(one.code in shown for one in core if one.category == category.code)
        numbers = kept["categories"][category.code] if whole else {}
        score = groups.score_of(category.code, category.name, numbers, kept)
        scores.append(replace(score, half_gap=None, half_today=None))
    return replace(view, categories=tuple(scores) if shown else ())


NOTHING_MORE: dict[str, Any] = {
    "finding": "",
    "care": None,
    "ranked": (),
    "top": (),
    "tie": (),
    "competing": (),
    "start_with": (),
    "steps": (),
    "chart_desc": "",
    "appendix": None,
}
"""What else a voice's view says of practices, of which a member may be shown fewer."""


def without_own_marks(report: Report) -> Report:
    """The report as it leaves the page by default: the groups alone, and nothing that compares with one."""
    return replace(
        report,
        profile=None,
        views=tuple(view for view in report.views if not view.own),
        compared=tuple(
            replace(
                row,
                own_today=None,
                own_wanted=None,
                off_team=None,
                off_peers=None,
                clear_team=False,
                clear_peers=False,
            )
            for row in report.compared
        ),
    )


# --- one person's own view --------------------------------------------------------------------------------


def executive_view(survey: Survey, reader: Reader) -> VoiceView:
    """The executive's own marks, for the executive and for whoever is shown them."""
    frame = frames.of_voice(reading.read(survey, [Voice.EXECUTIVE]), Voice.EXECUTIVE)
    yours = isinstance(reader, Executive)
    if survey.answered_on is not None:
        return own_view(survey, frame, Voice.EXECUTIVE, survey.answered_on, yours=False)
    draft = reader.draft if isinstance(reader, Executive) else survey.drafts.get(voice=Voice.EXECUTIVE)
    finished = timezone.localdate(draft.finished_at) if draft.finished_at else None
    return own_view(survey, frame, Voice.EXECUTIVE, finished, yours=yours)


def own_view(
    survey: Survey, own: Frame, voice: str, finished: date | None, *, yours: bool = True
) -> VoiceView:
    """One person's own marks, as levels; a practice that wasn't asked is left out."""
    name = str(Voice.EXECUTIVE.label) if yours else wording.executive_name()
    if own.respondents.empty:
        return VoiceView(voice, name, own=True, state="waiting", smallest=1)
    table = practice_table(own)
    asked = table[table["not_asked"] == 0]
    instrument = of_survey(survey)
    today, wanted = own.current_state.iloc[0], own.desired_state.iloc[0]
    rows = [
        own_row(instrument, code, row, State(today[code]), State(wanted[code]))
        for code, row in ((str(code), row) for code, row in asked.iterrows())
    ]
    gaps = {row.code: row.gap for row in rows if row.gap is not None}
    marks = emphasis(gaps, len(rows))
    rows = [replace(row, emphasis=marks.get(row.code, "")) for row in rows]
    view = VoiceView(
        voice,
        name,
        own=True,
        state="open",
        smallest=1,
        answered=1,
        finished_on=finished,
        practices=tuple(rows),
        steps=tuple(steps.own_steps(instrument, words_of(survey), rows)),
        finding=wording.own_finding(rows, yours=yours),
    )
    return with_scores(survey, view, table, yours=yours)


def own_row(
    instrument: Instrument, code: str, row: pd.Series[Any], today: State, wanted: State
) -> PracticeRow:
    """One practice as one person gave it: whole levels, or the reason there is none."""
    practice = instrument.by_code[code]
    values = printed(level_of(today), level_of(wanted), places=0)
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
        today_reason=reason_of(today, Reason.DONT_KNOW),
        wanted_reason=reason_of(wanted, Reason.NO_VIEW),
        picked=int(row["picked"]),
    )


def level_of(state: State) -> float | None:
    return float(state) if LOWEST_LEVEL <= state <= HIGHEST_LEVEL else None


def reason_of(state: State, unknown: Reason) -> str:
    return {
        State.DONT_KNOW: unknown,
        State.NOT_APPLICABLE: Reason.NOT_APPLICABLE,
        State.SKIPPED: Reason.SKIPPED,
    }.get(state, "")


def with_scores(survey: Survey, view: VoiceView, table: pd.DataFrame, *, yours: bool) -> VoiceView:
    """One's own view with its category and overall scores and the sentences about them."""
    instrument, words = of_survey(survey), words_of(survey)
    scores = category_table(table, view.smallest)
    categories = [
        score_row(str(code), instrument.category(str(code)).name, row) for code, row in scores.iterrows()
    ]
    means = overall(scores)
    whole = printed(means["current"], means["desired"])
    total = ScoreRow("", wording.overall_name(), whole.today, whole.wanted, whole.gap)
    view = replace(view, categories=tuple(categories), overall=total)
    date = formats.date_format(view.finished_on) if view.finished_on else ""
    return replace(
        view,
        headline=wording.headline(words.organisation, words.horizon, total, yours=yours),
        sentences=tuple(wording.category_sentences(categories, view.practices, yours=yours)),
        chart_title=wording.own_chart_title(yours=yours),
        chart_desc=wording.chart_desc(view.finding, total),
        footer=wording.footer(view, date, round_name(survey), questionnaire_name(instrument)),
    )


def score_row(code: str, name: str, row: pd.Series[Any]) -> ScoreRow:
    values = printed(row["current"], row["desired"])
    used, offered = int(row["used"]), int(row["practices"])
    return ScoreRow(code, name, values.today, values.wanted, values.gap, used, offered)


def round_name(survey: Survey) -> str:
    return wording.round_name(survey.round, survey.answered_on)


def questionnaire_name(instrument: Instrument) -> str:
    return f"{instrument.slug.capitalize()} {instrument.version}"


# --- the voices side by side ----------------------------------------------------------------------------


def compare(
    survey: Survey, own: list[VoiceView], opened: list[VoiceView], panels: Mapping[str, Panel]
) -> list[Compared]:
    """Each practice as every voice that is shown sees it: only where there are two voices to compare."""
    shown = [view for view in [*own, *opened] if view.state == "open"]
    if len(shown) < 2:
        return []
    mine = {row.code: row for view in own for row in view.practices}
    theirs = {view.voice: {row.code: row for row in view.practices} for view in opened}
    peers, team = theirs.get(Voice.PEER, {}), theirs.get(Voice.TEAM, {})
    kept = panels[Voice.TEAM].release.results["practices"] if team else {}
    off_peers = against_coarse(
        {code: row.today for code, row in mine.items()}, {code: row.today for code, row in peers.items()}
    )
    return [
        compared(
            practice,
            mine.get(practice.code, BLANK),
            peers.get(practice.code, BLANK),
            team.get(practice.code, BLANK),
            decimal(kept.get(practice.code, {}).get("wide_today")),
            named=practice.code in off_peers and off_peers[practice.code].named,
        )
        for practice in of_survey(survey).practices
        if practice.code in peers or practice.code in team
    ]


def profile_of(compared: Sequence[Compared]) -> Profile | None:
    """How the executive's ratings of today go with the team's, where enough practices have both."""
    found = similarity_by_code(
        {row.code: row.own_today for row in compared}, {row.code: row.team_today for row in compared}
    )
    elevation = half_up(found.elevation)
    return None if elevation is None else Profile(found.n, half_up(found.shape, places=2), elevation)


BLANK = PracticeRow("", "", "", "", core=True, n=None, today=None, wanted=None, gap=None)


def compared(
    practice: Practice,
    own: PracticeRow,
    peers: PracticeRow,
    team: PracticeRow,
    wide: Decimal | None,
    *,
    named: bool,
) -> Compared:
    """One practice side by side. A difference from the team is named from one level on, and only beyond the
    team's interval, widened for all the practices compared; one from peers by what is printed alone."""
    off_team, off_peers = minus(own.today, team.today), minus(own.today, peers.today)
    return Compared(
        code=practice.code,
        name=practice.name,
        category=practice.category,
        own_today=own.today,
        own_wanted=own.wanted,
        peers_today=peers.today,
        peers_wanted=peers.wanted,
        team_today=team.today,
        team_wanted=team.wanted,
        team_half=team.half_today,
        off_team=off_team,
        clear_team=off_team is not None and wide is not None and abs(off_team) >= max(APART, wide + TINY),
        off_peers=off_peers,
        clear_peers=named,
    )


APART, TINY = Decimal(str(APART_FROM)), Decimal("0.1")


def minus(mine: Decimal | None, theirs: Decimal | None) -> Decimal | None:
    return None if mine is None or theirs is None else mine - theirs
