"""How answers spread: each practice's ladder, who agrees, and where there are two camps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from assessment import findings, wording
from assessment.charts.ladders_data import Ladder, Ladders, Rung
from assessment.kept import percent
from assessment.observations import camps_of
from assessment.rows import Levels, PracticeRow, VoiceView

NAMED_IN_TITLE = 3


def ladders_of(view: VoiceView, codes: Sequence[str] = ()) -> Ladders | None:
    """The ladders of a team's practices, all of them unless some are named; None where none may be shown."""
    rows = [row for row in view.practices if not codes or row.code in codes]
    if all(row.evidence is None for row in rows):
        return None
    view = replace(view, practices=tuple(rows))  # the words are about what is drawn
    named = {row.code for row in named_in_title(view)}
    return Ladders(
        id="-".join(("spread", *codes)),
        title=_("How the team’s answers spread over the levels"),
        desc=desc(view),
        ladders=tuple(ladder(row, row.code in named and not codes) for row in rows),
        today_word=_("today"),
        wanted_word=_("wanted"),
    )


def ladder(row: PracticeRow, emphasised: bool) -> Ladder:
    found = row.evidence
    if found is None:
        why = findings.why_missing(row) if row.today is None else _("too few answers")
        return Ladder(row.code, row.name, (), (), missing=why)
    foot = _("%(share)d%% don’t know today") % {"share": row.cannot_tell} if row.cannot_tell else ""
    return Ladder(
        row.code,
        row.name,
        rungs(found.levels_today),
        rungs(found.levels_wanted),
        emphasised=emphasised,
        foot=foot,
    )


def rungs(groups: Sequence[Levels]) -> tuple[Rung, ...]:
    """Shares of those who gave a level; neighbouring levels that few chose stay together."""
    everybody = sum(people for _low, _high, people in groups)
    return tuple(
        Rung(low, high, people / everybody, _("%(share)d%%") % {"share": percent(people / everybody)})
        for low, high, people in groups
        if people
    )


# --- words ------------------------------------------------------------------------------------------------


def divided(view: VoiceView) -> list[PracticeRow]:
    return [
        row for row in view.practices if row.evidence is not None and row.evidence.agree_today == "divided"
    ]


def named_in_title(view: VoiceView) -> list[PracticeRow]:
    """The practices that the finding is about."""
    apart = [row for row, _low, _high in camps_of(view)] or divided(view)
    return apart if len(apart) <= NAMED_IN_TITLE else []


def finding(view: VoiceView) -> str:
    """Two camps where there are any, else where people are divided, else how far they agree."""
    two = camps_of(view)
    if len(two) == 1:
        row, low, high = two[0]
        return _("Two camps on %(practice)s: %(low)d%% say level 1 or 2, %(high)d%% level 4 or 5") % {
            "practice": wording.quoted([row.name])[0],
            "low": low,
            "high": high,
        }
    if two:
        return named_or_counted(
            [row for row, _low, _high in two],
            _("Two camps on %(practices)s"),
            _("Two camps on %(n)d practices"),
        )
    apart = divided(view)
    if apart:
        return named_or_counted(
            apart, _("People are divided on %(practices)s"), _("People are divided on %(n)d practices")
        )
    return agreed(view)


def named_or_counted(rows: Sequence[PracticeRow], named: str, counted: str) -> str:
    if len(rows) > NAMED_IN_TITLE:
        return counted % {"n": len(rows)}
    return named % {"practices": wording.listed(wording.quoted([row.name for row in rows]))}


def agreed(view: VoiceView) -> str:
    """How many of the practices people agree broadly on, where nobody is divided."""
    words = [row.evidence.agree_today for row in view.practices if row.evidence is not None]
    broad = words.count("broad")
    if broad == len(words):
        return _("People agree broadly about today on every practice shown")
    if not broad:
        return _("Views of today are mixed on every practice shown, divided on none")
    sentence = _("People agree broadly on %(n)d of %(of)d practices, divided on none")
    return sentence % {"n": broad, "of": len(words)}


def subtitle(view: VoiceView) -> str:
    return _(
        "Shares of those of %(n)d people who gave both levels. Left, filled: today. Right, hollow: wanted. "
        "The most frequent level carries its share."
    ) % {"n": view.used or 0}


def reading() -> str:
    return _(
        "A bar over several levels holds people who are told together, because few chose one of them. "
        "Its area is their share."
    )


def desc(view: VoiceView) -> str:
    start = _("A ladder of levels for each practice: bars to the left are today, to the right wanted.")
    return f"{start} {finding(view)}. " + _("The table below lists every value.")
