"""Many surveys, as one consultant sees them: what each has come to, and which of them need somebody now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment import groups, reading, wording
from assessment.analysis.frame import Frame
from assessment.analysis.gaps import practice_table
from assessment.analysis.numbers import printed
from assessment.analysis.scores import category_table, overall
from assessment.kept import OVERALL
from assessment.rows import ScoreRow
from surveys.choices import GROUPS, Voice
from surveys.instruments import of_survey
from surveys.models import Panel, Release, Response, Share, Survey

SOON, RECENTLY = timedelta(days=3), timedelta(days=7)


@dataclass(frozen=True)
class Client:
    """One shared round: whose, what is next, and its best voice's scores."""

    share: Share
    survey: Survey
    name: str
    about: str  # "Team, 412 of 900"
    next: str
    needs_you: bool
    best: Panel | None  # the open voice whose scores are shown
    nothing: str  # what is said where there are no scores
    voice: str  # whose scores are shown; "" without any
    categories: tuple[ScoreRow, ...] = ()
    overall: ScoreRow | None = None


def clients(shares: Sequence[Share]) -> list[Client]:
    """Every client of these shares, who needs somebody first, then by name; still without scores.

    Two statements, whatever their number.
    """
    panels = panels_of([share.survey for share in shares])
    answered = answered_by_panel(share.survey_id for share in shares)
    rows = [client(share, panels[share.survey_id], answered) for share in shares]
    return sorted(rows, key=lambda row: (not row.needs_you, row.name.lower(), row.survey.round))


def panels_of(surveys: Sequence[Survey]) -> dict[int, dict[str, Panel]]:
    """Each survey's panels by voice."""
    by_id = {survey.pk: survey for survey in surveys}
    found: dict[int, dict[str, Panel]] = defaultdict(dict)
    for panel in Panel.objects.filter(survey__in=by_id):
        panel.survey = by_id[panel.survey_id]
        found[panel.survey_id][panel.voice] = panel
    return found


def answered_by_panel(surveys: Iterable[int]) -> dict[tuple[int, str], int]:
    """How many have answered, by survey and voice; of the executive, whether they have finished."""
    counted = (
        Response.objects.filter(survey__in=list(surveys)).values("survey_id", "voice").annotate(n=Count("pk"))
    )
    return {(row["survey_id"], row["voice"]): row["n"] for row in counted}


def client(share: Share, panels: Mapping[str, Panel], answered: Mapping[tuple[int, str], int]) -> Client:
    survey = share.survey
    asked = {voice: panel for voice, panel in panels.items() if panel.frozen_at is not None}
    latest = asked.get(Voice.TEAM) or asked.get(Voice.PEER)  # what is only prepared is nobody's business yet
    n = answered.get((survey.pk, latest.voice), 0) if latest is not None else 0
    words, needs_you = next_words(latest, n)
    best = next(
        (panels[voice] for voice in reversed(GROUPS) if voice in panels and panels[voice].is_open), None
    )
    finished = (survey.pk, Voice.EXECUTIVE.value) in answered
    marks = Voice.EXECUTIVE.value if share.own_marks and finished else ""
    return Client(
        share=share,
        survey=survey,
        name=str(survey.organisation),
        about=about(latest, n),
        next=words,
        needs_you=needs_you,
        best=best,
        nothing=nothing(share, latest),
        voice=best.voice if best is not None else marks,
    )


def with_scores(rows: Sequence[Client]) -> list[Client]:
    """The same clients with their best voice's scores: the team's, the peers', or shared marks.

    Two statements at most; another for each further questionnaire by which marks were given.
    """
    kept = {
        release.panel_id: release.results
        for release in Release.objects.filter(panel__in=[row.best.pk for row in rows if row.best is not None])
    }
    marks = [row.survey for row in rows if row.voice == Voice.EXECUTIVE]
    frames = reading.read_executives(marks)
    own = {survey.pk: own_scores(survey, frames[survey.pk]) for survey in marks if survey.pk in frames}
    return [scored(row, kept, own) for row in rows]


def without_own_marks(rows: Sequence[Client]) -> list[Client]:
    """The clients as they leave the page by default: executives' marks are not even read for them."""
    said = _("The executive’s own marks are left out here")
    return [replace(row, voice="", nothing=said) if row.voice == Voice.EXECUTIVE else row for row in rows]


def scored(
    row: Client, kept: Mapping[int, Mapping[str, Any]], own: Mapping[int, tuple[ScoreRow, ...]]
) -> Client:
    if row.best is not None:
        results = kept[row.best.pk]
        categories = tuple(
            groups.score_of(code, of_survey(row.survey).category(code).name, numbers, results)
            for code, numbers in results["categories"].items()
        )
        total = groups.score_of("", "", results[OVERALL], results)
        return replace(row, categories=categories, overall=total)
    if row.survey.pk in own:
        *first, total = own[row.survey.pk]
        return replace(row, categories=tuple(first), overall=total)
    return row


def about(panel: Panel | None, answered: int) -> str:
    """Who has been asked, and how many have answered."""
    if panel is None:
        return _("Executive")
    view = groups.closed_view(panel.survey, panel.voice, panel, answered)
    return f"{view.name}, {wording.answered_of(view)}"


def next_words(panel: Panel | None, answered: int) -> tuple[str, bool]:
    """What is next for this client, and whether it needs somebody now."""
    today = timezone.localdate()
    if panel is None:
        return _("Nobody has been asked yet"), False
    name = str(Voice(panel.voice).label)
    if panel.opened_at is not None:
        opened = timezone.localdate(panel.opened_at)
        words = _("%(voice)s: results opened %(date)s") % {"voice": name, "date": day(opened)}
        return words, today - opened <= RECENTLY
    if panel.closed_at is not None:
        if answered >= panel.smallest:
            return _("%(voice)s: results are being worked out") % {"voice": name}, False
        return _("%(voice)s: closed with too few answers") % {"voice": name}, True
    assert panel.closes_on is not None
    few = answered < panel.smallest
    words = _("%(voice)s: asking until %(date)s") % {"voice": name, "date": day(panel.closes_on)}
    return words, few and panel.closes_on - today <= SOON


def day(when: date) -> str:
    return formats.date_format(when)


def nothing(share: Share, panel: Panel | None) -> str:
    """What is said of a client without scores."""
    if panel is not None:
        return _("Nothing to show yet: results open from %(n)d answers") % {"n": panel.smallest}
    if share.own_marks:
        return _("The executive hasn’t finished yet")
    return _("The executive’s own marks are not shared with you")


def own_scores(survey: Survey, frame: Frame) -> tuple[ScoreRow, ...]:
    """Categories and the whole out of one executive's marks."""
    table = category_table(practice_table(frame))
    names = {category.code: category.name for category in of_survey(survey).categories}
    rows = {str(code): row for code, row in table.iterrows()}
    whole = overall(table)
    return (
        *(score(code, names[code], row["current"], row["desired"]) for code, row in rows.items()),
        score("", "", whole["current"], whole["desired"]),
    )


def score(code: str, name: str, current: float, desired: float) -> ScoreRow:
    values = printed(current, desired)
    return ScoreRow(code, name, values.today, values.wanted, values.gap)


# --- which of them, and what is said of them all ------------------------------------------------------------

SHOWS: dict[str, Callable[[Client], bool]] = {
    "": lambda row: True,
    "needs": lambda row: row.needs_you,
    "team": lambda row: row.voice == Voice.TEAM,
    "none": lambda row: not row.voice,
}
"""Which clients may be chosen to be shown; by "" all of them."""


def chosen(rows: Sequence[Client], show: str) -> list[Client]:
    return [row for row in rows if SHOWS[show](row)]


def chip(show: str, n: int) -> str:
    """The name of a choice, with how many clients it has."""
    words = {
        "": _("All %(n)d"),
        "needs": _("Needs you, %(n)d"),
        "team": _("Team results, %(n)d"),
        "none": _("No results yet, %(n)d"),
    }
    return words[show] % {"n": n}


def nobody(show: str) -> str:
    """What is said where a choice has no client."""
    return {
        "needs": _("None of your clients needs you today."),
        "team": _("No client has team results that you may see yet."),
        "none": _("There is something to show of each of your clients."),
    }[show]


def heading(total: int, waiting: int) -> str:
    """How many of all clients need somebody."""
    if not waiting:
        words = ngettext(
            "Your %(n)d client doesn’t need you today", "None of your %(n)d clients needs you today", total
        )
        return words % {"n": total}
    if total == 1:
        return _("Your 1 client needs you")
    words = ngettext(
        "%(n)d of your %(total)d clients needs you", "%(n)d of your %(total)d clients need you", waiting
    )
    return words % {"n": waiting, "total": total}


def subtitle() -> str:
    said = _("What they share with you, core practices.")
    return f"{day(timezone.localdate())}. {said}"


def who(row: Client) -> str:
    """Whose results, and of which round where it isn't the first: "Team, 412 of 900 answered · round 2"."""
    return f"{row.about} · {wording.round_name(row.survey.round)}" if row.survey.round > 1 else row.about


def level(row: Client, value: Decimal | None) -> str:
    """A level as this client's voice tells it: peers' to half levels."""
    return wording.half_level(value) if row.voice == Voice.PEER else wording.number(value)


def category_names(rows: Sequence[Client]) -> dict[str, str]:
    """The categories by code, as the first client with scores knows them."""
    first = next((row for row in rows if row.categories), rows[0])
    return {category.code: category.name for category in of_survey(first.survey).categories}


def score_in(row: Client, code: str) -> ScoreRow | None:
    """The client's score of this category; None where it has no averages of both sides."""
    found = next((score for score in row.categories if score.code == code), None)
    return None if found is None or found.today is None or found.wanted is None else found


# --- strips -----------------------------------------------------------------------------------------------

WIDTH, MARGIN = 168.0, 8.0


def place(level: Decimal) -> float:
    """Where a level from 1 to 5 stands on a strip, px."""
    return round(MARGIN + (float(level) - 1) / 4 * (WIDTH - 2 * MARGIN), 1)
