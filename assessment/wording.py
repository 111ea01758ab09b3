"""Tables → sentences. Every sentence has a condition; none is made from what may not be shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.analysis.constants import HIGH_END, LOW_END, WIDEST_AT_MOST
from assessment.rows import PracticeRow, ScoreRow, VoiceView
from surveys.choices import Reason
from surveys.questionnaires.texts import Instrument

MINUS = "\u2212"


def number(value: Decimal | None) -> str:
    """A rounded number as it is printed: the reader's decimal sign, a real minus, "—" for a missing one."""
    if value is None:
        return "—"
    places = max(0, -int(value.as_tuple().exponent))
    return formats.number_format(value, decimal_pos=places).replace("-", MINUS)


def within(text: str | None, *, least: str = "", most: str = "") -> str:
    """A number as it was kept; "< 0.001" where it is under `least`, "> 0.99" where it is over `most`."""
    if text is None:
        return number(None)
    value = Decimal(text)
    if least and value < Decimal(least):
        return f"< {number(Decimal(least))}"
    if most and value > Decimal(most):
        return f"> {number(Decimal(most))}"
    return number(value)


def half_level(value: Decimal | None) -> str:
    """A coarse average, as peers' are shown: "2.5", and at the ends "1.5 or less", "4.5 or more"."""
    if value is None or LOW_END < value < HIGH_END:
        return number(value)
    words = _("%(level)s or less") if value <= LOW_END else _("%(level)s or more")
    return words % {"level": number(value)}


def signed(value: Decimal | None) -> str:
    """A gap: "+2", "0", "−1"; nothing for a missing one."""
    if value is None:
        return ""
    return f"+{number(value)}" if value > 0 else number(value)


def per_cent(number: str) -> str:
    return _("%(number)s%%") % {"number": number}


def plus_minus(half: Decimal | None) -> str:
    return "" if half is None else f"± {number(half)}"


def listed(names: Sequence[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(all)s and %(last)s") % {"all": ", ".join(names[:-1]), "last": names[-1]}


def quoted(names: Sequence[str]) -> list[str]:
    """Practices inside a sentence: some names have a comma of their own."""
    return [_("“%(name)s”") % {"name": name} for name in names]


def levels(gap: Decimal) -> str:
    """ "1 level", "2 levels", "1.3 levels"."""
    return ngettext("%(gap)s level", "%(gap)s levels", 1 if str(gap) == "1" else 2) % {"gap": number(gap)}


def named_level(instrument: Instrument, level: int) -> str:
    """ "level 2 (here and there)"."""
    name = instrument.level(level).name
    return _("level %(level)d (%(name)s)") % {"level": level, "name": name[0].lower() + name[1:]}


def reason(code: str) -> str:
    """Why a side has no level, short enough for a box in the picture."""
    words = {
        Reason.DONT_KNOW: _("don’t know"),
        Reason.NO_VIEW: _("no view"),
        Reason.NOT_APPLICABLE: _("doesn’t apply"),
        Reason.SKIPPED: _("skipped"),
    }
    return words[Reason(code)] if code else ""


# --- findings: the heading of a result ------------------------------------------------------------------


def own_finding(rows: Sequence[PracticeRow], *, yours: bool = True) -> str:
    """What stands out in one person's own view: the widest gap, its ties, or that there is none."""
    gaps = [row for row in rows if row.gap is not None]
    if not gaps:
        return no_gap_to_show(rows) if yours else _("There’s no gap of the executive’s to show")
    top = max(row.gap for row in gaps if row.gap is not None)
    first = [row for row in gaps if row.gap == top]
    if not yours:
        return executives_finding(first, top)
    if top <= 0:
        return nothing_to_close(rows)
    if len(first) == 1:
        return _("Biggest gap: %(practice)s. You’re at level %(today)s and want level %(wanted)s.") % {
            "practice": first[0].name,
            "today": number(first[0].today),
            "wanted": number(first[0].wanted),
        }
    if len(first) <= WIDEST_AT_MOST:
        names = [row.name for row in first]
        return _("Your biggest gaps are %(practices)s, %(levels)s each") % {
            "practices": listed(quoted(names)),
            "levels": levels(top),
        }
    return _("%(count)d practices share your biggest gap, %(levels)s") % {
        "count": len(first),
        "levels": levels(top),
    }


def executives_finding(first: Sequence[PracticeRow], top: Decimal) -> str:
    """The same for somebody who was shown the executive's marks."""
    if top <= 0:
        return _("The executive sees no gap to close")
    if len(first) <= WIDEST_AT_MOST:
        return ngettext(
            "Widest gap in the executive’s eyes: %(practices)s, %(levels)s",
            "Widest gaps in the executive’s eyes: %(practices)s, %(levels)s each",
            len(first),
        ) % {"practices": listed(titled([row.name for row in first])), "levels": levels(top)}
    return _("%(count)d practices share the executive’s widest gap, %(levels)s") % {
        "count": len(first),
        "levels": levels(top),
    }


def titled(names: Sequence[str]) -> Sequence[str]:
    """Practices in a title: one stands by itself, several are told apart by quotation marks."""
    return names if len(names) == 1 else quoted(names)


def no_gap_to_show(rows: Sequence[PracticeRow]) -> str:
    if rows and all(row.today_reason == Reason.DONT_KNOW for row in rows):
        return _("You answered don’t know throughout, so there’s no gap to show")
    if rows and all(row.today_reason == Reason.NOT_APPLICABLE for row in rows):
        return _("You said that nothing here applies, so there’s no gap to show")
    return _("No practice has a level on both sides yet, so there’s no gap to show")


def nothing_to_close(rows: Sequence[PracticeRow]) -> str:
    """Said of the practices rated only, unless that is all of them."""
    gaps = [row.gap for row in rows if row.gap is not None]
    above, partly = min(gaps) < 0, len(gaps) < len(rows)
    if above and partly:
        return _("You’re at or above where you’d like to be on every practice you rated")
    if above:
        return _("You’re at or above where you’d like to be on every practice")
    if partly:
        return _("You’re where you’d like to be on every practice you rated")
    return _("You’re where you’d like to be on every practice")


# --- sentences ------------------------------------------------------------------------------------------


def headline(organisation: str, horizon: str, overall: ScoreRow, *, yours: bool = True) -> str:
    """Where the organisation stands and should be; "" without an average, and for somebody else's marks."""
    if overall.today is None or overall.gap is None or not yours:
        return ""
    if overall.gap > 0:
        words = _(
            "Today %(organisation)s stands at %(today)s of 5. "
            "By %(horizon)s you’d like it to be at %(wanted)s."
        )
    elif overall.gap == 0:
        words = _(
            "Today %(organisation)s stands at %(today)s of 5. By %(horizon)s you’d like it still to be there."
        )
    else:
        words = _(
            "Today %(organisation)s stands at %(today)s of 5. "
            "By %(horizon)s, %(wanted)s would be enough for you."
        )
    return words % {
        "organisation": organisation,
        "horizon": horizon,
        "today": number(overall.today),
        "wanted": number(overall.wanted),
    }


def category_sentences(
    scores: Sequence[ScoreRow], rows: Sequence[PracticeRow], *, yours: bool = True
) -> list[str]:
    """A sentence for each category; a single one where none has an average."""
    if all(score.today is None for score in scores):
        return [_("No category has enough levels for an average.")]
    return [
        category_sentence(score, [row for row in rows if row.category == score.code], yours=yours)
        for score in scores
    ]


def category_sentence(score: ScoreRow, rows: Sequence[PracticeRow], *, yours: bool = True) -> str:
    """One category: its averages, where its widest gap is, and what the averages leave out."""
    if score.today is None:
        return _("%(category)s: too few levels for an average.") % {"category": score.name}
    start = _("%(category)s: %(today)s today, %(wanted)s wanted.") % {
        "category": score.name,
        "today": number(score.today),
        "wanted": number(score.wanted),
    }
    core = [row for row in rows if row.core]
    lower = lower_than_today(core, yours=yours)
    return " ".join(filter(None, (start, widest_of_category(core), lower, left_out(core))))


def widest_of_category(rows: Sequence[PracticeRow]) -> str:
    gaps = [row.gap for row in rows if row.gap is not None]
    top = max(gaps)
    first = [row.name for row in rows if row.gap == top]
    if top <= 0:
        return _("There’s no gap to close here.")
    if len(first) == len(gaps) and len(first) > 1:
        return _("The gaps are alike, %(levels)s each.") % {"levels": levels(top)}
    return ngettext(
        "The widest gap is %(practices)s, %(levels)s.",
        "The widest gaps are %(practices)s, %(levels)s each.",
        len(first),
    ) % {"practices": listed(quoted(first)), "levels": levels(top)}


def lower_than_today(rows: Sequence[PracticeRow], *, yours: bool = True) -> str:
    """What an average of gaps would swallow: practices where less is wanted than there is."""
    names = [row.name for row in rows if row.gap is not None and row.gap < 0]
    if not names:
        return ""
    if not yours:
        return _("Wanted is below today on %(practices)s.") % {"practices": listed(quoted(names))}
    return _("You want a lower level than today on %(practices)s.") % {"practices": listed(quoted(names))}


def left_out(rows: Sequence[PracticeRow]) -> str:
    names = [row.name for row in rows if row.gap is None]
    if not names:
        return ""
    return _("The average leaves out %(practices)s.") % {"practices": listed(quoted(names))}


def is_it_good(overall: ScoreRow, instrument: Instrument) -> tuple[str, str]:
    """The question everybody asks of an average, and its honest answer."""
    if overall.today is None:
        return "", ""
    return _("Is %(today)s good?") % {"today": number(overall.today)}, _(
        "There’s no pass mark. Level 3 means %(meaning)s. Compare your average with where you’d like to be."
    ) % {"meaning": instrument.level(3).meaning}


def step_way(instrument: Instrument, level: int) -> str:
    return _("From %(here)s to %(next)s") % {
        "here": named_level(instrument, level),
        "next": named_level(instrument, level + 1),
    }


def source(text: str, year: int | None) -> str:
    return f"{text}, {year}" if year else text


def chart_desc(finding: str, overall: ScoreRow) -> str:
    """What a picture shows for whoever can't see it: at most 60 words."""
    parts = [
        _("Shelves are levels 1 to 5, columns practices; filled boxes are today, empty ones still to go."),
        finding if finding.endswith(".") else f"{finding}.",
    ]
    if overall.today is not None:
        parts.append(
            _("On average %(today)s today and %(wanted)s wanted.")
            % {"today": number(overall.today), "wanted": number(overall.wanted)}
        )
    return " ".join([*parts, _("The table below lists every value.")])


def overall_name() -> str:
    return _("Overall")


def executive_name() -> str:
    """The executive's voice, for somebody else."""
    return _("Executive")


def own_chart_title(*, yours: bool) -> str:
    return _("Planogram of your own view") if yours else _("Planogram of the executive’s own view")


def sentence(finding: str) -> str:
    """A finding with one full stop: some are several sentences, and have theirs."""
    return finding if finding.endswith(".") else f"{finding}."


def answered_of(view: VoiceView) -> str:
    """ "4 of 6 answered"; "about" where nobody knows exactly how many were asked."""
    if not view.asked:
        return ngettext("%(n)d answer", "%(n)d answers", view.answered or 0) % {"n": view.answered or 0}
    have = view.answered or 0
    if view.by_link:
        words = ngettext("%(n)d of about %(asked)d answered", "%(n)d of about %(asked)d answered", have)
    else:
        words = ngettext("%(n)d of %(asked)d answered", "%(n)d of %(asked)d answered", have)
    return words % {"n": have, "asked": view.asked}


def round_name(number: int, answered_on: date | None = None) -> str:
    """ "round 2"; what was imported is known by when it was answered: "imported, March 2025"."""
    if answered_on is None:
        return _("round %(round)d") % {"round": number}
    return _("imported, %(when)s") % {"when": formats.date_format(answered_on, "YEAR_MONTH_FORMAT")}


def footer(view: VoiceView, when: str, round_name: str, questionnaire: str) -> str:
    """What stands under every picture and file: who, when, which questions, and the one caveat."""
    group = not view.own and view.state != "not_asked"
    people = answered_of(view) if group else ""
    smallest = _("smallest group %(n)d") % {"n": view.smallest} if group else ""
    facts = [view.name, people, when, round_name, questionnaire, smallest]
    return " · ".join(filter(None, facts)) + ". " + caveat()


def caveat() -> str:
    """What every page and file says of what it rests on."""
    return _("Structured opinion of our own people, not a measurement of customers.")
