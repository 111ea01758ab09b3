"""The report in the order in which it is told: sheets, from which PDF and slides are made alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessment import between_voices, care, debrief, narrative, observations, statements, wording
from assessment.board import BoardWords, board_words
from assessment.debrief import Agenda
from assessment.exhibits import Exhibit, exhibit, exhibits_of
from assessment.rows import Report, Table, VoiceView
from surveys.choices import Voice

BLANK = "______"  # to be filled in by hand


@dataclass(frozen=True)
class Sheet:
    """A page of the PDF, a slide: one finding with what it rests on."""

    name: str  # for bookmarks and the table of contents
    title: str  # the finding
    lead: str = ""  # what is shown, of whom
    points: tuple[str, ...] = ()  # sentences
    exhibit: Exhibit | None = None
    table: Table | None = None  # where there is a table without a picture
    footer: str = ""  # voice, answered of invited, date, round, version, smallest group, caveat
    notes: tuple[str, ...] = ()  # for whoever presents
    depth: int = 1  # of the bookmark


@dataclass(frozen=True)
class Story:
    """A whole report. `organisation` is what a person typed, and may be empty."""

    organisation: str
    title: str
    subtitle: str  # round and date
    language: str
    sheets: tuple[Sheet, ...]


def story_of(report: Report, *, talk: bool = False) -> Story:
    """The report from the whole to the single practice; with `talk`, an hour about it at the end."""
    sheets = [in_brief(report)]
    for view in report.views:
        sheets += voice_sheets(report, view)
    sheets += [*in_words(report), *next_steps(report)]
    if talk:
        sheets += talk_sheets(report)
    return Story(
        organisation=report.organisation,
        title=_("Where we are, and where we’d like to be"),
        subtitle=subtitle(report),
        language=language(),
        sheets=tuple(sheets),
    )


def leading(report: Report) -> VoiceView:
    """Whose results the report is mainly about: the team's, else the peers', else the executive's."""
    opened = [view for view in report.views if view.state == "open"]
    own = [view for view in opened if view.own]
    return debrief.leading_group(report) or (own or opened or list(report.views))[0]


def subtitle(report: Report) -> str:
    """ "Round 1 · 27 November 2026 · Closer 1"; of an imported round the day on which it was answered."""
    view = leading(report) if report.views else None
    on = report.answered_on or (view and (view.opened_on or view.finished_on))
    name = capfirst(wording.round_name(report.round, report.answered_on))
    when = formats.date_format(on) if on else ""
    return " · ".join(filter(None, (name, when, report.questionnaire)))


def language() -> str:
    """In which the words of a story are."""
    return get_language() or "en"


# --- the board's page -------------------------------------------------------------------------------------


def board_of(report: Report) -> Sheet:
    """One A4: the picture, three sentences, at most three actions. Own marks are in it if in the report."""
    sheet = told_to_a_board(report, _("The page for the board"))
    return replace(sheet, exhibit=exhibit(report, leading(report), "planogram")) if sheet.points else sheet


def in_brief(report: Report) -> Sheet:
    """The same in words, at the head of the report."""
    sheet, view = told_to_a_board(report, _("In brief")), leading(report)
    tells_gaps = sheet.points and view.voice == Voice.TEAM
    if not tells_gaps:
        return sheet
    careful = [] if report.yours else care.sentences(view)
    return replace(sheet, notes=(*statements.carried(view), *careful))


def told_to_a_board(report: Report, name: str) -> Sheet:
    """A finding, three sentences, what to expect and what to do; or why there is nothing to tell."""
    words = board_words(report, own=any(view.own for view in report.views))
    return Sheet(
        name=name,
        title=words.reason or words.title,
        points=() if words.reason else (*words.sentences, words.expect),
        table=actions(words),
        footer=leading(report).footer,
    )


def actions(words: BoardWords) -> Table | None:
    """What to do next, with places to be filled in by hand."""
    if not words.actions:
        return None
    head = (_("Practice"), _("Next level"), _("First step"), _("Owner"), _("By"))
    lines = tuple(
        (one.practice, f"{one.way}. {one.level_text}", one.action, BLANK, BLANK) for one in words.actions
    )
    return Table(_("What to do next"), head, lines)


# --- the pictures -----------------------------------------------------------------------------------------


def voice_sheets(report: Report, view: VoiceView) -> list[Sheet]:
    """A voice's pictures, each under its finding; or one sheet that says why there are none yet."""
    from assessment import findings

    if view.state != "open":
        name = view.name
        words = findings.heading(view)
        return [] if view.state == "not_asked" else [Sheet(name, words, footer=view.footer)]
    sheets = []
    for number, one in enumerate(told_once(report, view)):
        title = one.finding if number == 0 or one.finding != view.finding else one.name
        sheets.append(
            Sheet(
                name=f"{view.name}: {one.name}" if number else view.name,
                title=title,
                lead=one.subtitle,
                exhibit=one if one.chart is not None else None,
                table=one.table if one.chart is None else None,
                footer=view.footer,
                notes=tuple(notes(report, view, one)),
                depth=2 if number else 1,
            )
        )
    return sheets


def told_once(report: Report, view: VoiceView) -> list[Exhibit]:
    """The voice's pictures; what compares voices comes once, with the voice that the report is about."""
    found = exhibits_of(report, view)
    return [one for one in found if one.key != "profile" or view is leading(report)]


def notes(report: Report, view: VoiceView, one: Exhibit) -> list[str]:
    """What to say about a picture."""
    if one.key == "gaps":
        return statements.carried(view)
    if one.key == "perception":
        return [*between_voices.agreement(report), *between_voices.differences(report)]
    if one.key == "spread":
        return [*observations.two_camps(view), *observations.sight(view)]
    return []


# --- in words ---------------------------------------------------------------------------------------------


def in_words(report: Report) -> list[Sheet]:
    """What the answers say, as sentences under short headings."""
    if not report.views:
        return []
    view = leading(report)
    lines = [
        (heading if at == 0 else "", sentence)
        for heading, sentences in narrative.in_words(report, view)
        for at, sentence in enumerate(sentences)
    ]
    table = Table(_("What the answers say"), (_("About"), _("What the answers say")), tuple(lines))
    return [Sheet(_("In words"), _("The results in words"), table=table, footer=view.footer)]


def next_steps(report: Report) -> list[Sheet]:
    """Of each practice that is singled out: the next level, what leads there, and what to look for."""
    view = leading(report) if report.views else None
    if view is None or not view.steps:
        return []
    head = (_("Practice"), _("Next level"), _("What it looks like"), _("Next step"), _("What to look for"))
    lines = tuple(
        (one.practice, one.way, one.level_text, one.action, " ".join(one.evidence)) for one in view.steps
    )
    table = Table(_("From here to the next level, never further at once"), head, lines)
    return [Sheet(_("Next steps"), _("What the next level looks like"), table=table, footer=view.footer)]


# --- an hour about it -------------------------------------------------------------------------------------


def talk_sheets(report: Report) -> list[Sheet]:
    """The agenda, then each of its parts with a question for the room and notes for whoever leads."""
    found = debrief.agenda(report)
    return [] if found is None else list(of_agenda(found, leading(report).footer))


def of_agenda(found: Agenda, footer: str) -> Iterator[Sheet]:
    head = (_("Minutes"), _("What we talk about"), _("Question for the room"))
    plan = tuple((str(item.minutes), item.title, item.question) for item in found.items)
    title = _("%(title)s: %(minutes)d minutes") % {"title": found.title, "minutes": found.minutes}
    yield Sheet(_("Debrief"), title, table=Table(title, head, plan), footer=footer, notes=found.notes)
    for item in found.items:
        yield Sheet(
            name=item.title,
            title=item.question,
            lead=_("%(title)s, %(minutes)d minutes") % {"title": item.title, "minutes": item.minutes},
            points=(item.finding, *item.write_down),
            footer=footer,
            notes=item.notes,
            depth=2,
        )
