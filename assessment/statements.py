"""Sentences about how far a team's answers carry: verdicts, ranks, agreement, what others could change."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.analysis.constants import MATTERS, TOP
from assessment.rows import Evidence, Percent, Plan, PracticeRow, VoiceView
from assessment.wording import listed, number, quoted

HALF_LEVEL = Decimal(str(MATTERS))
NAMED_AT_MOST = 5  # practices in a sentence; of more it tells how many
Carried = Sequence[tuple[PracticeRow, Evidence]]


# --- words for one practice -----------------------------------------------------------------------------


def verdict(code: str) -> str:
    """What may be said of a gap."""
    return {
        "large": _("large gap"),
        "small": _("no meaningful gap"),
        "gap": _("gap"),
        "above": _("above what’s wanted"),
        "open": _("not settled yet"),
    }.get(code, "")


def agreement(code: str) -> str:
    """How far people agree on a practice."""
    return {"broad": _("broad agreement"), "mixed": _("mixed"), "divided": _("divided")}.get(code, "")


def standing(code: str) -> str:
    """How firmly a practice stands among the widest gaps."""
    words = {
        "almost_certain": _("top %(n)d, almost certainly"),
        "likely": _("likely top %(n)d"),
        "contender": _("contender"),
    }.get(code, "")
    return words % {"n": TOP}


def corner(found: Evidence) -> str:
    """Where a practice stands between its gap and how many would start there."""
    words = {
        "first": _("Move first"),
        "wide": _("Wide, but few would start here"),
        "popular": _("Many would start here, but the gap is small"),
        "later": _("Leave for now"),
    }.get(found.corner, "")
    return _("%(corner)s (on the line)") % {"corner": words} if found.on_line else words


def interval(share: Percent) -> str:
    """ "68 to 76": the 95 % interval of a share, in per cent."""
    return _("%(low)d to %(high)d") % {"low": share.low, "high": share.high}


# --- sentences about the whole --------------------------------------------------------------------------


def carried(view: VoiceView) -> list[str]:
    """What may be said of how far the answers carry; nothing where there is no evidence."""
    in_order = view.by_codes(view.ranked)
    rows = [(row, row.evidence) for row in in_order if row.evidence is not None]
    if not rows:
        return []
    said = [
        agreed(rows),
        competing(view) or ("" if len(view.top) > TOP else ranked(rows)),  # as the title says
        start_with(view),
        unsettled(rows),
        tipping(view),
        ceiling(rows),
    ]
    return [sentence for sentence in said if sentence]


def named(rows: Sequence[PracticeRow]) -> str:
    return listed(quoted([row.name for row in rows]))


def agreed(rows: Carried) -> str:
    """Agreement first: whether an average speaks for most of the people behind it."""
    divided = [row for row, found in rows if found.agree_today == "divided"]
    broad = sum(found.agree_today == "broad" for _row, found in rows)
    if broad == len(rows):
        words = _("People agree broadly about today on every practice.")
    elif not broad:
        words = _("On no practice do people agree broadly about today.")
    else:
        words = _("People agree broadly about today on %(n)d of %(of)d practices.") % {
            "n": broad,
            "of": len(rows),
        }
    if not divided:
        return words
    if len(divided) > NAMED_AT_MOST:
        return f"{words} " + _(
            "On %(n)d they are divided: an average there says little about single people."
        ) % {"n": len(divided)}
    return f"{words} " + _(
        "They are divided on %(practices)s: an average there says little about single people."
    ) % {"practices": named(divided)}


def competing(view: VoiceView) -> str:
    """More practices than there are places, none of which has one for sure."""
    rows = view.by_codes(view.competing)
    if not rows:
        return ""
    if len(rows) > NAMED_AT_MOST:
        return _("%(n)d practices compete for the %(top)d widest gaps.") % {"n": len(rows), "top": TOP}
    return _("These %(n)d compete for the %(top)d widest gaps: %(practices)s.") % {
        "n": len(rows),
        "top": TOP,
        "practices": named(rows),
    }


def ranked(rows: Carried) -> str:
    """Which practices are among the widest, as firmly as the answers say."""
    sure = [row for row, found in rows if found.standing == "almost_certain"]
    likely = [row for row, found in rows if found.standing == "likely"]
    said = []
    if sure:
        words = ngettext(
            "%(practices)s is almost certainly among the %(top)d widest gaps.",
            "%(practices)s are almost certainly among the %(top)d widest gaps.",
            len(sure),
        )
        said.append(words % {"practices": named(sure), "top": TOP})
    if likely:
        words = ngettext(
            "%(practices)s is likely among the %(top)d widest gaps.",
            "%(practices)s are likely among the %(top)d widest gaps.",
            len(likely),
        )
        said.append(words % {"practices": named(likely), "top": TOP})
    return " ".join(said)


def start_with(view: VoiceView) -> str:
    rows = view.by_codes(view.start_with)[:NAMED_AT_MOST]
    if not rows:
        return ""
    return _("Start with %(practices)s: wide gaps, and many would move them first.") % {
        "practices": named(rows)
    }


def unsettled(rows: Carried) -> str:
    """The gaps of which too little is known, and what it would take to know."""
    plans = [(row, found.plan) for row, found in rows if found.plan is not None]
    if not plans:
        return ""
    names = [row for row, _plan in plans]
    if len(names) > NAMED_AT_MOST:
        start = _("%(n)d gaps are not settled yet.") % {"n": len(names)}
    else:
        start = ngettext(
            "%(practices)s is not settled yet.", "%(practices)s are not settled yet.", len(names)
        ) % {"practices": named(names)}
    return f"{start} {planned([plan for _row, plan in plans])}".strip()


def planned(plans: Sequence[Plan]) -> str:
    """How many answers would be enough for the one that needs most."""
    most = max(plans, key=lambda plan: (not plan.reachable, plan.needed))
    words = {"n": most.needed, "half": number(most.half)}
    if most.enough:
        return _("More answers would hardly help: such a gap lies close to half a level, or to none.")
    if not most.reachable:
        return (
            _("Even everybody who was asked would be too few to tell such a gap to ± %(half)s level.") % words
        )
    return _("It takes about %(n)d answers to tell such a gap to ± %(half)s level.") % words


def tipping(view: VoiceView) -> str:
    """What everybody else asked would have to say for the widest gap to become a small one."""
    first = next(iter(view.by_codes(view.top[:1])), None)
    if first is None or first.evidence is None or first.evidence.tipping is None or first.gap is None:
        return ""
    found = first.evidence.tipping
    if first.gap <= HALF_LEVEL or (found.needed is not None and found.needed >= HALF_LEVEL):
        return ""
    words = {"others": found.others, "asked": found.asked, "practice": quoted([first.name])[0]}
    start = _(
        "%(others)d of the %(asked)d asked aren’t in this average: they didn’t answer, or gave no levels."
    )
    return f"{start % words} {turned(found.needed, words)}"


def turned(needed: Decimal | None, words: dict[str, object]) -> str:
    """What those others would have to say for the gap to come down to half a level."""
    if needed is None:
        return _("Whatever they would say, %(practice)s would stay above half a level.") % words
    words = {**words, "needed": number(abs(needed))}
    if needed < 0:
        return (
            _(
                "To bring %(practice)s down to half a level, they would have to want %(needed)s less than "
                "today, on average."
            )
            % words
        )
    return (
        _(
            "To bring %(practice)s down to half a level, they would have to want no more than today plus "
            "%(needed)s, on average."
        )
        % words
    )


def ceiling(rows: Carried) -> str:
    """Where the wanted level says nothing any more."""
    names = [row for row, found in rows if found.ceiling]
    if not names:
        return ""
    if len(names) > NAMED_AT_MOST:
        return _("On %(n)d practices nearly everyone wants 5: their order follows today’s level.") % {
            "n": len(names)
        }
    return _("Nearly everyone wants 5 on %(practices)s: the order there follows today’s level.") % {
        "practices": named(names)
    }
