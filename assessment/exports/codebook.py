"""What every column of the files means: one list, for the sheets and, by the same keys, for the CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from assessment.analysis.constants import (
    COMPANIES_FROM,
    COMPANY_FROM,
    PERCENT_FROM,
    PICKS_FROM,
    QUARTERS_FROM,
    RANKED_FROM,
    ROUND_FROM,
    SHARE_FROM,
    VERDICT_FROM,
)
from assessment.exports.xlsx_kinds import (
    Column,
    count,
    gap,
    half,
    least,
    level,
    share,
    smallest,
    word,
    yes_or_no,
)
from assessment.statements import agreement, verdict
from assessment.wording import reason
from surveys.choices import CURRENT_REASONS, DESIRED_REASONS, Voice


def columns() -> dict[str, Column]:
    """Every column by its key, in the reader's language."""
    groups = (*places(), *averages(), *intervals(), *shares(), *statements(), *sides(), *rounds(), *pooled())
    return {column.key: column for column in (*groups, *about())}


def columns_of(*keys: str, **renamed: str) -> tuple[Column, ...]:
    """These columns in this order; some under a name that suits their sheet better."""
    known = columns()
    return tuple(replace(known[key], name=renamed.get(key, known[key].name)) for key in keys)


def in_the_csv(words: str, *codes: str) -> str:
    """What a sheet says in words, and the CSV by codes."""
    return _("%(words)s; in the CSV: %(codes)s") % {"words": words, "codes": ", ".join(codes)}


def coded(say: Callable[[str], str], codes: Sequence[str]) -> str:
    return in_the_csv(", ".join(map(say, codes)), *codes)


# --- where a line belongs -------------------------------------------------------------------------------


def places() -> tuple[Column, ...]:
    department, meets, region, where = _("Department"), _("Meets customers"), _("Region"), _("Level")
    part = _("The part’s label. Empty where the line isn’t split by it.")
    return (
        word(
            "voice", _("Voice"), _("Who answered. Voices are never pooled."),
            in_the_csv(_("a name"), *Voice.values),
        ),
        word(
            "kind", _("Kind"), _("What the line is about."),
            in_the_csv(_("practice, category, overall"), "practice", "category", "overall"),
        ),
        word("code", _("Code"), _("The practice’s or category’s code, the same in every round.")),
        word("name", _("Name"), _("What the practice or category is called."), kind="name"),
        word("category", _("Category"), _("The category that the practice belongs to."), kind="name"),
        word(
            "part", _("Form"), _("Whether everybody is asked it; scores are over the core."),
            in_the_csv(_("core, deeper"), "core", "deeper"),
        ),
        word("split", _("Split by"), _("By what the team is split: one thing, or two crossed."), kind="name"),
        word("department", department, part, kind="name"),
        word("meets", meets, _("Where these people mostly meet customers."), kind="name"),
        word("region", region, part, kind="name"),
        word("level", where, _("The label of a level of management, not of a practice."), kind="name"),
        count(
            "about_people", _("About people"), _("About how many people answered in this part."),
            _("people"), _("only of parts that are shown"), _("to the nearest 5"),
        ),
        word(
            "note", _("Note"), _("Why a number isn’t there, or how it is to be read."), kind="long",
            values=_("empty: nothing to say"),
        ),
    )  # fmt: skip


def averages() -> tuple[Column, ...]:
    end = _("Where nearly everybody said the same, a band stands in place of the average.")
    return (
        count(
            "answers", _("Answers"), _("People with a level on both sides; of a score, all in the averages."),
            _("people"), smallest(),
        ),
        level("today", _("Today"), _("Where we are: the average level, of own marks the level given.")),
        level("wanted", _("Wanted"), _("Where we’d like to be, in the same way.")),
        gap("gap", _("Gap"), _("Wanted minus today: how far there is to go.")),
        level("today_low", _("Today band from"), end),
        level("today_high", _("Today band to"), end),
        level("wanted_low", _("Wanted band from"), end),
        level("wanted_high", _("Wanted band to"), end),
        word(
            "no_level_today", _("No level today"), _("One person’s reason for giving none."),
            coded(reason, CURRENT_REASONS), _("own marks only"),
        ),
        word(
            "no_level_wanted", _("No level wanted"), _("One person’s reason for giving none."),
            coded(reason, DESIRED_REASONS), _("own marks only"),
        ),
        count(
            "picked", _("Picked"), _("How many would move it first; each may pick up to three."),
            _("people"), _("%(n)d; own picks are one person’s") % {"n": PICKS_FROM},
        ),
        count("used", _("Practices used"), _("Core practices with a number."), _("practices")),
        count("offered", _("Practices asked"), _("Core practices asked; half must be used."), _("practices")),
    )  # fmt: skip


def intervals() -> tuple[Column, ...]:
    people = _("the team’s smallest group (see About)")
    return (
        half("half_today", _("Today ±"), _("How far today’s average carries."), people),
        half("half_wanted", _("Wanted ±"), _("How far the wanted one carries."), people),
        half("half_gap", _("Gap ±"), _("How far the gap carries."), people),
        word(
            "sure", _("Sure to half a level"), _("Whether the gap’s interval is ± 0.5 or narrower."),
            yes_or_no(),
        ),
        word("unsure", _("Less sure"), _("Codes whose gap’s interval is wider than ± 0.5."), kind="name"),
    )  # fmt: skip


def shares() -> tuple[Column, ...]:
    picks = least(PICKS_FROM)
    # xgettext:no-python-format
    low = _("Lower end of the share’s 95% interval.")
    # xgettext:no-python-format
    high = _("Upper end of the share’s 95% interval.")
    return (
        share("want_more_percent", _("Want more"), _("Who wants a higher level than today’s.")),
        share("want_more_low", _("Want more from"), low),
        share("want_more_high", _("Want more to"), high),
        share("want_less_percent", _("Want less"), _("Who wants a lower level than today’s.")),
        share("want_less_low", _("Want less from"), low),
        share("want_less_high", _("Want less to"), high),
        share("at_4_or_5_today_percent", _("At 4 or 5 today"), _("Who sees level 4 or 5 today.")),
        share("at_4_or_5_wanted_percent", _("At 4 or 5 wanted"), _("Who wants level 4 or 5.")),
        share("move_first_percent", _("Move first"), _("Who picked it to be moved first."), picks),
        share("move_first_low", _("Move first from"), low, picks),
        share("move_first_high", _("Move first to"), high, picks),
        share(
            "cannot_tell_percent", _("Can’t tell"), _("Who don’t know today’s level."),
            _("the smallest group on each side, or nobody"),
        ),
    )  # fmt: skip


def statements() -> tuple[Column, ...]:
    ten, picks, exact = least(SHARE_FROM), least(PICKS_FROM), _("exact")
    words = coded(agreement, ("broad", "mixed", "divided"))
    corners = _(
        "“Move first”, “Wide, but few would start here”, “Many would start here, but the gap is small”, "
        "“Leave for now”; each may be on the line"
    )
    corners = in_the_csv(corners, "first", "wide", "popular", "later")
    return (
        word(
            "verdict", _("Verdict"), _("What may be said of the gap with all practices in view."),
            coded(verdict, ("large", "small", "gap", "above", "open")), least(VERDICT_FROM),
        ),
        word("agreement_today", _("Agreement today"), _("How far people agree (r_wg)."), words, ten),
        word("agreement_wanted", _("Agreement wanted"), _("The same of wanted."), words, ten),
        word("priority", _("Priority"), _("Where its gap and its picks put it."), corners, picks, "name"),
        word(
            "standing", _("Among the widest"), _("How firmly it is one of the three widest gaps."),
            _("almost certainly, likely, contender"), least(RANKED_FROM), "name",
        ),
        word("ceiling", _("Nearly all want 5"), _("Whether at least 80% want it."), yes_or_no(), ten),
        word("side", _("Side"), _("Which of the two levels."), _("today, wanted")),
        level("low_level", _("From level"), _("Lowest of the levels counted together."), "", ten, exact),
        level("high_level", _("To level"), _("Highest of them."), "", ten, exact),
        count(
            "people", _("People"), _("How many are at these levels; few are counted with their neighbours."),
            _("people"), ten,
        ),
    )  # fmt: skip


# --- one against another --------------------------------------------------------------------------------


def sides() -> tuple[Column, ...]:
    """Names are those of a report that speaks to its executive; see `columns_of`."""
    you, peers, team = _("You"), _("Peers"), _("Team")
    named = _("Whether the difference is large and firm enough to be named.")
    return (
        level("own_today", today_of(you), _("The level given by one person.")),
        level("own_wanted", wanted_of(you), _("The level wanted by one person.")),
        level("peers_today", today_of(peers), _("The peers’ average.")),
        level("peers_wanted", wanted_of(peers), _("The peers’ average.")),
        level("team_today", today_of(team), _("The team’s average.")),
        half(
            "team_half", half_of(team), _("How far the team’s average of today carries."),
            _("the team’s smallest group (see About)"),
        ),
        level("team_wanted", wanted_of(team), _("The team’s average.")),
        gap("off_team", minus(you, team), _("Today: one person’s level minus the team’s average.")),
        word("clear_team", clear(team), named, yes_or_no()),
        gap("off_peers", minus(you, peers), _("Today: one person’s level minus the peers’ average.")),
        word("clear_peers", clear(peers), named, yes_or_no()),
    )  # fmt: skip


def today_of(who: str) -> str:
    return _("%(who)s: today") % {"who": who}


def wanted_of(who: str) -> str:
    return _("%(who)s: wanted") % {"who": who}


def half_of(who: str) -> str:
    return _("%(who)s: today ±") % {"who": who}


def minus(who: str, other: str) -> str:
    return _("%(who)s minus %(other)s") % {"who": who, "other": other}


def clear(other: str) -> str:
    return _("Named a difference from %(other)s") % {"other": other}


def rounds() -> tuple[Column, ...]:
    people = _("%(n)d in each round") % {"n": ROUND_FROM}
    return (
        word("since", _("Since"), _("The round before that it is compared with."), kind="name"),
        level("today_before", _("Today, before"), _("The team’s average of today, then."), people=people),
        level("wanted_before", _("Wanted, before"), _("What was wanted then."), people=people),
        level("today_now", _("Today, now"), _("The team’s average of today, in this round."), people=people),
        gap("change", _("Change"), _("Today now minus today before."), people),
        half("change_half", _("Change ±"), _("How far the change carries."), people),
        word("clear", _("More than chance"), _("Whether it is more than chance."), yes_or_no(), people),
        share(
            "progress", _("Of the way"), _("The change as a share of the gap then; only of a clear change."),
            people, _("below 0: further away; 1 is all the way"),
        ),
        gap("moved", _("Since the first"), _("Change of today since the first round with these words.")),
        word("moved_clear", _("More than chance"), _("Whether it is more than chance."), yes_or_no()),
        word("round", _("Round"), _("What the round is called."), kind="name"),
        Column("on", _("Day"), "date", _("When its results opened, or when it was answered.")),
        count("round_people", _("In the averages"), _("How many people are."), _("people"), smallest()),
        word("imported", _("Imported"), _("Whether it was asked elsewhere and imported."), yes_or_no()),
    )  # fmt: skip


def pooled() -> tuple[Column, ...]:
    return (
        count(
            "organisations", _("Other organisations"), _("How many it is held against."),
            _("organisations"), _("%(n)d organisations") % {"n": COMPANIES_FROM},
        ),
        word(
            "place", _("Place"), _("Where today’s average stands among theirs."), kind="long",
            values=_("from %(quarters)d of them a quarter, from %(percent)d a percentile")
            % {"quarters": QUARTERS_FROM, "percent": PERCENT_FROM},
            people=least(COMPANY_FROM),
        ),
        share("percentile", _("Percentile"), _("Share of them that are lower."), least(COMPANY_FROM)),
    )  # fmt: skip


# --- of the file itself ---------------------------------------------------------------------------------


def about() -> tuple[Column, ...]:
    return (
        word("what", _("What"), _("What the line tells."), kind="name"),
        word("value", _("Value"), _("What there is to tell: text, a number or a day."), kind="long"),
        word("sheet", _("Sheet"), _("The sheet a column is in."), kind="name"),
        word("column", _("Column"), _("The column’s heading."), kind="name"),
        word("key", _("Name in the CSV"), _("The same column in the CSV; empty: not in there."), kind="name"),
        word("meaning", _("Meaning"), _("What the column holds."), kind="long"),
        word("unit", _("Unit"), _("What it is counted in.")),
        word("values", _("Values"), _("What can stand there."), kind="name"),
        word("from_people", _("From how many people"), _("Of fewer it is empty."), kind="name"),
        word("rounding", _("Rounding"), _("How it is rounded."), kind="name"),
    )  # fmt: skip
