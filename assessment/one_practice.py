"""One practice: its levels in words with everybody's marks, the spread, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from assessment import findings, profiles, spreads, steps, tables, wording
from assessment.charts.profile_data import Block, Profile
from assessment.exhibits import Exhibit
from assessment.rows import PracticeRow, Report, ScoreRow, Step, Table, VoiceView
from surveys.choices import LEVELS, Voice
from surveys.instruments import of_survey, words_of
from surveys.models import Survey


@dataclass(frozen=True)
class Mark:
    """A voice at a level: "Team today, 2.4"."""

    voice: str
    side: str  # today, wanted
    words: str


@dataclass(frozen=True)
class LevelText:
    """One level of the practice in words, with the marks of those who have reached it."""

    number: int
    name: str
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class ShownPractice:
    """Everything about one practice that a reader may see."""

    code: str
    name: str
    category: str
    question: str
    levels: tuple[LevelText, ...]
    exhibits: tuple[Exhibit, ...]
    sentences: tuple[str, ...]
    step: Step | None
    why: str
    source: str
    evidence: tuple[str, ...]


Seen = tuple[VoiceView, PracticeRow]


def practice_of(survey: Survey, report: Report, code: str) -> ShownPractice | None:
    """The practice as this reader sees it; None where no voice was asked about it."""
    instrument, words = of_survey(survey), words_of(survey)
    seen = seen_of(report, code)
    if not seen:
        return None
    practice = instrument.by_code[code]
    return ShownPractice(
        code=code,
        name=practice.name,
        category=instrument.category(practice.category).name,
        question=words.fill(practice.lead_in.get(Voice.EXECUTIVE, "")),
        levels=tuple(
            LevelText(
                level.number,
                level.name,
                words.fill(practice.level_text(level.number)),
                tuple(marks_at(seen, level.number)),
            )
            for level in instrument.levels
        ),
        exhibits=tuple(exhibits(report, seen)),
        sentences=tuple(sentences(report, seen)),
        step=next_step(survey, seen),
        why=practice.why.text,
        source=wording.source(practice.why.source, practice.why.year),
        evidence=practice.evidence,
    )


def seen_of(report: Report, code: str) -> list[Seen]:
    """The practice in each voice that was asked about it and is shown."""
    return [(view, row) for view in report.views for row in view.practices if row.code == code]


def marks_at(seen: list[Seen], level: int) -> list[Mark]:
    """Who is at this level, or has reached it on average."""
    found = []
    for view, row in seen:
        for side, value in (("today", row.today), ("wanted", row.wanted)):
            if value is not None and reached(value) == level:
                words = _("%(voice)s today") if side == "today" else _("%(voice)s wanted")
                number = "" if view.own else f", {findings.print_level(view, value)}"
                found.append(Mark(view.voice, side, words % {"voice": view.name} + number))
    return found


def reached(value: Decimal) -> int:
    return int(value)


def next_step(survey: Survey, seen: list[Seen]) -> Step | None:
    """What leads on from where the team stands, else the executive, else the peers."""
    by_voice = {view.voice: (view, row) for view, row in seen if row.today is not None}
    for voice in (Voice.TEAM, Voice.EXECUTIVE, Voice.PEER):
        if voice not in by_voice:
            continue
        view, row = by_voice[voice]
        if row.gap is None or row.gap <= 0 or int(row.today or 0) >= LEVELS[-1]:
            return None
        instrument, words = of_survey(survey), words_of(survey)
        if view.own:
            return steps.own_step(instrument, words, row)
        return steps.group_step(instrument, words, view, row)
    return None


# --- pictures ---------------------------------------------------------------------------------------------


def exhibit(report: Report, key: str) -> Exhibit | None:
    """One of a practice's two pictures by name: "practice-E6", "spread-E6"."""
    kind, _dash, code = key.partition("-")
    seen = seen_of(report, code)
    if not seen:
        return None
    return (
        {"practice": voices, "spread": spread}[kind](report, seen) if kind in ("practice", "spread") else None
    )


def exhibits(report: Report, seen: list[Seen]) -> list[Exhibit]:
    found = (voices(report, seen), spread(report, seen))
    return [one for one in found if one is not None]


def voices(report: Report, seen: list[Seen]) -> Exhibit | None:
    """The three voices from today to wanted, on one track."""
    row = seen[0][1]
    return Exhibit(
        key=f"practice-{row.code}",
        voice=seen[-1][0].voice,
        name=_("Where the voices stand"),
        finding=row.name,
        subtitle=_("Filled: today. Hollow: wanted."),
        reading="",
        chart=picture(report, seen),
        table=Table(
            row.name,
            (_("Voice"), _("Today"), _("Wanted"), _("Gap"), _("±")),
            tuple(line(view, row) for view, row in seen),
        ),
        own=any(view.own for view, _row in seen),
        needs_own=all(view.own for view, _row in seen),
    )


def line(view: VoiceView, row: PracticeRow) -> tuple[str | Decimal | None, ...]:
    if view.own and row.gap is None:
        sides = ((row.today, row.today_reason), (row.wanted, row.wanted_reason))
        told = (wording.reason(why) or None if level is None else level for level, why in sides)
        return view.name, *told, None, None
    if row.today is None or row.wanted is None:
        return view.name, why_missing(view, row), None, None, None
    return (
        profiles.voice_name(view),
        findings.told(view, row.today),
        findings.told(view, row.wanted),
        row.gap,
        row.half_gap,
    )


def why_missing(view: VoiceView, row: PracticeRow) -> str:
    if view.own:
        return wording.reason(row.today_reason or row.wanted_reason)
    return findings.why_missing(row)


def picture(report: Report, seen: list[Seen]) -> Profile:
    names = report.level_names
    lines = []
    for view, row in seen:
        score = ScoreRow(row.code, row.name, row.today, row.wanted, row.gap)
        one = profiles.line(view, score)
        lines.append(replace(one, missing=why_missing(view, row)) if one.missing else one)
    return Profile(
        id="practice",
        title=_("One practice as each voice sees it"),
        desc=_("A line for each voice, from today to wanted. The table below lists every value."),
        level_names=(names[0], names[1], names[2], names[3], names[4]),
        blocks=(Block("", tuple(lines)),),
        gap_head=_("gap"),
        today_word=_("today"),
        wanted_word=_("wanted"),
    )


def spread(report: Report, seen: list[Seen]) -> Exhibit | None:
    """The practice's ladder, where it may be shown."""
    row = seen[0][1]
    team = next((view for view, _row in seen if view.voice == Voice.TEAM), None)
    chart = spreads.ladders_of(team, [row.code]) if team is not None else None
    if team is None or chart is None:
        return None
    table = tables.spread(team)
    return Exhibit(
        key=f"spread-{row.code}",
        voice=Voice.TEAM,
        name=_("How the team’s answers spread"),
        finding=row.name,
        subtitle=spreads.subtitle(team),
        reading=spreads.reading(),
        chart=chart,
        table=replace(table, lines=tuple(line for line in table.lines if line[0] == row.name)),
    )


# --- words ------------------------------------------------------------------------------------------------


def sentences(report: Report, seen: list[Seen]) -> list[str]:
    """The difference that is one, what the team's gap is, how far people agree, and who can't tell."""
    said = []
    compared = next((row for row in report.compared if row.code == seen[0][1].code), None)
    if compared is not None and compared.own_today is not None:
        words = findings.difference(compared, yours=report.yours)
        if words:
            said.append(
                (_("You against the others, today: %(difference)s.") if report.yours
                 else _("The executive against the others, today: %(difference)s.")) % {"difference": words}
            )  # fmt: skip
    for view, row in seen:
        if view.voice == Voice.TEAM:
            said += of_team(row)
    return said


def agreement(code: str) -> str:
    return {
        "broad": _("People agree broadly about today."),
        "mixed": _("Views of today are mixed."),
        "divided": _("People are divided about today: the average says little about single people."),
    }.get(code, "")


def gap_words(verdict: str) -> str:
    return {
        "large": _("In the team’s eyes there is a large gap here."),
        "small": _("In the team’s eyes there is no gap to speak of."),
        "gap": _("In the team’s eyes there is a gap here."),
        "above": _("In the team’s eyes today is above what’s wanted."),
        "open": _("Whether the team sees a gap here isn’t settled yet."),
    }[verdict]


def of_team(row: PracticeRow) -> list[str]:
    """What the team's answers say of it."""
    said = []
    if row.evidence is not None:
        if row.evidence.verdict:
            said.append(gap_words(row.evidence.verdict))
        if row.evidence.agree_today:
            said.append(agreement(row.evidence.agree_today))
    if row.cannot_tell:
        said.append(_("%(share)d%% of the team can’t say where it stands.") % {"share": row.cannot_tell})
    return said
