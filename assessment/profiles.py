"""The category profile: what the voices say of each category, as a picture, a finding and a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from assessment import findings, wording
from assessment.analysis.constants import APART_FROM, WIDENED
from assessment.charts.planogram_data import Hue
from assessment.charts.profile_data import Block, Line, Profile
from assessment.rows import Report, ScoreRow, Table, Value, VoiceView
from assessment.statements import NAMED_AT_MOST
from surveys.choices import Voice

HUES: dict[str, Hue] = {Voice.EXECUTIVE: "you", Voice.PEER: "peers", Voice.TEAM: "team"}
APART, IN_STEP = Decimal(str(APART_FROM)), Decimal("0.5")


def shown(report: Report) -> list[VoiceView]:
    """The voices that have something to say about categories."""
    return [view for view in report.views if view.state == "open" and view.categories]


def profile_of(report: Report) -> Profile | None:
    """Categories with a line for each voice; None where there is only one voice to show."""
    views = shown(report)
    if len(views) < 2:
        return None
    names = report.level_names
    return Profile(
        id="profile",
        title=_("Categories as each voice sees them"),
        desc=desc(report),
        level_names=(names[0], names[1], names[2], names[3], names[4]),
        blocks=tuple(block(score, views) for score in views[0].categories),
        gap_head=_("gap"),
        today_word=_("today"),
        wanted_word=_("wanted"),
        notes=tuple(notes(views, yours=report.yours)),
    )


def block(category: ScoreRow, views: Sequence[VoiceView]) -> Block:
    return Block(category.name, tuple(line(view, score_of(view, category.code)) for view in views))


def score_of(view: VoiceView, code: str) -> ScoreRow | None:
    return next((score for score in view.categories if score.code == code), None)


def line(view: VoiceView, score: ScoreRow | None) -> Line:
    if score is None or score.today is None or score.wanted is None:
        return Line(HUES[view.voice], voice_name(view), None, None, missing=why_missing(view))
    return Line(
        HUES[view.voice],
        voice_name(view),
        float(score.today),
        float(score.wanted),
        findings.print_level(view, score.today),
        findings.print_level(view, score.wanted),
        wording.number(score.gap),
    )


def why_missing(view: VoiceView) -> str:
    return _("too few levels") if view.own else _("not shown")


def voice_name(view: VoiceView) -> str:
    """ "Team (214)": how many answers stand behind the averages."""
    n = view.answered if view.coarse else view.used
    return view.name if view.own or not n else f"{view.name} ({n})"


def notes(views: Sequence[VoiceView], *, yours: bool) -> list[str]:
    """What the averages leave out, and how exact they are."""
    said = []
    if any(view.coarse for view in views):
        said.append(_("Peers are shown to the nearest half level."))
    left_out = [
        row.name for view in views if view.own for row in view.practices if row.core and row.gap is None
    ]
    if left_out and len(left_out) <= NAMED_AT_MOST:
        names = wording.listed(wording.quoted(left_out))
        words = (
            _("Your averages leave out %(practices)s.")
            if yours
            else _("The executive’s averages leave out %(practices)s.")
        )
        said.append(words % {"practices": names})
    elif left_out:
        words = (
            _("Your averages leave out %(n)d practices without a gap.")
            if yours
            else _("The executive’s averages leave out %(n)d practices without a gap.")
        )
        said.append(words % {"n": len(left_out)})
    return [" ".join(said)] if said else []


# --- words ------------------------------------------------------------------------------------------------


def finding(report: Report) -> str:
    """Where the executive sees a category differently from the team, as far as that is more than chance."""
    own, team = report.view(Voice.EXECUTIVE), report.view(Voice.TEAM)
    if own is None or team is None or own.state != "open" or team.state != "open":
        return nothing_to_compare()
    found = differences(own, team)
    if not found:
        return nothing_to_compare()
    apart = [(score, off) for score, off, half in found if is_clear(off, half)]
    if not apart:
        return nothing_clear([off for _score, off, _half in found], yours=report.yours)
    widest = max(abs(off) for _score, off in apart)
    first = [(score, off) for score, off in apart if abs(off) == widest]
    if len(first) > 1:
        return apart_in_categories(len(apart), yours=report.yours)
    score, off = first[0]
    return apart_in_category(score.name, off, yours=report.yours)


def nothing_to_compare() -> str:
    return _("Today and wanted in each category, voice by voice")


def apart_in_category(name: str, off: Decimal, *, yours: bool) -> str:
    if yours:
        words = (
            _("You place %(category)s %(levels)s higher than your team does")
            if off > 0
            else _("You place %(category)s %(levels)s lower than your team does")
        )
    else:
        words = (
            _("The executive places %(category)s %(levels)s higher than the team does")
            if off > 0
            else _("The executive places %(category)s %(levels)s lower than the team does")
        )
    return words % {"category": wording.quoted([name])[0], "levels": wording.levels(abs(off))}


def apart_in_categories(n: int, *, yours: bool) -> str:
    words = (
        _("You and your team see %(n)d categories a level or more apart")
        if yours
        else _("Executive and team see %(n)d categories a level or more apart")
    )
    return words % {"n": n}


def differences(own: VoiceView, team: VoiceView) -> list[tuple[ScoreRow, Decimal, Decimal | None]]:
    """Of each category that both have: the executive's average of today minus the team's, and its half."""
    found = []
    for theirs in team.categories:
        mine = score_of(own, theirs.code)
        if mine is not None and mine.today is not None and theirs.today is not None:
            found.append((theirs, mine.today - theirs.today, theirs.half_today))
    return found


def is_clear(off: Decimal, half: Decimal | None) -> bool:
    return half is not None and abs(off) >= APART and abs(off) > WIDENED * half


def nothing_clear(offs: Sequence[Decimal], *, yours: bool) -> str:
    if all(abs(off) <= IN_STEP for off in offs):
        return (
            _("You and your team are in step on every category")
            if yours
            else _("The executive and the team are in step on every category")
        )
    return (
        _("No clear difference between you and your team in any category")
        if yours
        else _("No clear difference between executive and team in any category")
    )


def subtitle() -> str:
    return _("Averages of the core practices in each category. Filled: today. Hollow: wanted.")


def reading(report: Report) -> str:
    words = _("Each line is a voice: from today to wanted. Voices are never mixed into one average.")
    if not any(view.own for view in report.views):
        return words
    return f"{words} " + _(
        "A difference between executive and team is named from one level on, and only where it is more than "
        "chance."
    )


def desc(report: Report) -> str:
    start = _("For each category a line for each voice, from its average today to the one wanted.")
    return f"{start} {finding(report)}. " + _("The table below lists every value.")


def table(report: Report) -> Table:
    lines: list[tuple[Value, ...]] = []
    views = shown(report)
    for category in views[0].categories if views else ():
        lines.append((category.name,))
        lines += [table_line(view, score_of(view, category.code)) for view in views]
    return Table(
        _("Averages of each category, by voice"),
        (_("Voice"), _("Today"), _("Wanted"), _("Gap")),
        tuple(lines),
    )


def table_line(view: VoiceView, score: ScoreRow | None) -> tuple[Value, ...]:
    if score is None or score.today is None:
        return voice_name(view), why_missing(view), None, None
    return (voice_name(view), *(findings.told(view, part) for part in (score.today, score.wanted)), score.gap)
