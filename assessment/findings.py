"""Titles and sentences about groups. A practice is named only where the answers carry it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.analysis.constants import WIDEST_AT_MOST
from assessment.analysis.numbers import percent, response_rate
from assessment.rows import Compared, Part, PracticeRow, Report, Split, VoiceView
from assessment.wording import answered_of, half_level, levels, listed, number, per_cent, quoted, signed
from surveys.choices import MEETS, Meets, Voice, position

HALF_LEVEL = Decimal("0.5")


def heading(view: VoiceView) -> str:
    """What stands at the top of a voice's page: its finding, or why there is none."""
    if view.state == "open":
        return view.finding
    if view.state == "opening":
        return _("Working out the results")
    if view.state == "too_few":
        return ngettext(
            "This round closed with %(n)d answer, too few to show",
            "This round closed with %(n)d answers, too few to show",
            view.answered or 0,
        ) % {"n": view.answered or 0}
    if view.state == "not_asked":
        return _("Nobody has been asked yet")
    if view.state == "ready":
        return _("%(count)s: the results can be opened") % {"count": answered_of(view)}
    if not view.answered:
        return _("No answers yet")
    return answered_of(view)


def print_level(view: VoiceView, value: Decimal | None) -> str:
    return half_level(value) if view.coarse else number(value)


def told(view: VoiceView, value: Decimal | None) -> Decimal | str | None:
    """The same as a cell of a table: a number stays one, a coarse one is words."""
    return half_level(value) if view.coarse and value is not None else value


# --- findings ---------------------------------------------------------------------------------------------


def group_finding(view: VoiceView, *, yours: bool) -> str:
    """A group's result in one line."""
    overall = view.overall
    if not view.coarse and view.top:
        return team_finding(view, yours=yours)
    if overall is None or overall.today is None:
        return _("%(voice)s: no average can be shown") % {"voice": view.name}
    return _("%(voice)s: %(today)s today, %(wanted)s wanted") % {
        "voice": view.name,
        "today": print_level(view, overall.today),
        "wanted": print_level(view, overall.wanted),
    }


def team_finding(view: VoiceView, *, yours: bool) -> str:
    """The widest gap where it stands clearly before the next, its ties, or that there is none."""
    rows = {row.code: row for row in view.practices}
    first = [rows[code] for code in view.top]
    widest = first[0].gap
    assert widest is not None
    if widest <= 0:
        return _("Your team sees no gap to close") if yours else _("The team sees no gap to close")
    if any(row.gap is None or row.gap <= 0 for row in first):
        # few people, or very different ones: what can't be told from the widest is partly no gap at all
        return _("No gap stands out in your team’s eyes") if yours else _("No gap stands out to the team")
    names = [row.name for row in first]
    if len(first) == 1:
        words = (
            _("Widest gap in your team’s eyes: %(practice)s, %(levels)s")
            if yours
            else _("Widest gap in the team’s eyes: %(practice)s, %(levels)s")
        )
        return words % {"practice": names[0], "levels": levels(widest)}
    if len(first) <= WIDEST_AT_MOST:
        words = (
            _("%(practices)s are your team’s widest gaps, too close to rank")
            if yours
            else _("%(practices)s are the team’s widest gaps, too close to rank")
        )
        return words % {"practices": listed(quoted(names))}
    words = (
        _("%(n)d practices share your team’s widest gap, too close to rank")
        if yours
        else _("%(n)d practices share the team’s widest gap, too close to rank")
    )
    return words % {"n": len(first)}


def perception_finding(rows: Sequence[Compared], *, yours: bool) -> str:
    """Where the executive sees today differently from the team: named from a level on, and beyond chance."""
    clear = sorted((row for row in rows if row.clear_team), key=distance, reverse=True)
    if not clear:
        return nothing_clear(rows, yours=yours)
    first = [row for row in clear if distance(row) == distance(clear[0])]
    off = clear[0].off_team or Decimal(0)
    if len(first) > 1:
        return count_of_differences(len(clear), yours=yours)
    if yours:
        words = (
            _("You rate %(practice)s %(levels)s higher than your team does")
            if off > 0
            else _("You rate %(practice)s %(levels)s lower than your team does")
        )
    else:
        words = (
            _("The executive rates %(practice)s %(levels)s higher than the team does")
            if off > 0
            else _("The executive rates %(practice)s %(levels)s lower than the team does")
        )
    return words % {"practice": quoted([first[0].name])[0], "levels": levels(abs(off))}


def distance(row: Compared) -> Decimal:
    """How far the executive is from the team, whichever way."""
    return abs(row.off_team or Decimal(0))


def count_of_differences(n: int, *, yours: bool) -> str:
    words = (
        _("You and your team see %(n)d practices a level or more apart")
        if yours
        else _("The executive and the team see %(n)d practices a level or more apart")
    )
    return words % {"n": n}


def nothing_clear(rows: Sequence[Compared], *, yours: bool) -> str:
    compared = [row.off_team for row in rows if row.off_team is not None]
    if compared and all(abs(off) <= HALF_LEVEL for off in compared):
        words = (
            _("You and your team are in step on all %(n)d practices")
            if yours
            else _("The executive and the team are in step on all %(n)d practices")
        )
        return words % {"n": len(compared)}
    return (
        _("No clear difference between you and your team")
        if yours
        else _("No clear difference between the two")
    )


def split_finding(split: Split, rows: Sequence[PracticeRow]) -> str:
    """A practice among the three widest of every part that is shown, or what the table is about."""
    shown = split.shown
    if len(split.by) > 1 or not shown:
        return split_title(split)
    everywhere = [
        row for row in rows if shown and all(is_among_widest(row.code, part.cells) for part in shown)
    ]
    if len(shown) < 2 or not everywhere:
        return split_title(split)
    first = max(everywhere, key=lambda row: row.gap or Decimal(0))
    words = {
        "department": _("%(practice)s is among the widest gaps in every department shown"),
        "region": _("%(practice)s is among the widest gaps in every region shown"),
        "level": _("%(practice)s is among the widest gaps on every level shown"),
        MEETS: _("%(practice)s is among the widest gaps in every group shown"),
    }
    return words[split.by[0]] % {"practice": quoted([first.name])[0]}


def is_among_widest(code: str, cells: object) -> bool:
    """Whether the practice has one of the three widest gaps of this part, ties included."""
    assert isinstance(cells, dict)
    gaps = sorted((cell.gap for at, cell in cells.items() if len(at) == 2), reverse=True)
    return code in cells and cells[code].gap > 0 and cells[code].gap >= gaps[min(2, len(gaps) - 1)]


def split_title(split: Split) -> str:
    if not split.shown:
        return _("Nothing can be shown here: the groups are too small")
    return _("Gaps by %(what)s") % {"what": listed([name[0].lower() + name[1:] for name in split.names])}


# --- what the parts of a team are called ----------------------------------------------------------------


def dimension(name: str) -> str:
    return {
        "department": _("Department"),
        "region": _("Region"),
        "level": _("Level"),
        MEETS: _("Where people meet customers"),
    }[name]


def label(name: str, text: str) -> str:
    """A part's name: what the organiser typed, or the place where people meet customers."""
    if name == "level":
        return position(text)
    return str(Meets(text).label) if name == MEETS else text


def about(people: int | None) -> str:
    return "" if people is None else _("about %(n)d people") % {"n": people}


# --- sentences --------------------------------------------------------------------------------------------


def dateline(view: VoiceView) -> str:
    """Who answered, of how many, and since when it can be seen."""
    parts = [view.name, answered_of(view) + share_of(view) if view.asked or view.answered else ""]
    if view.opened_on:
        parts.append(_("results opened %(date)s") % {"date": formats.date_format(view.opened_on)})
    elif view.state in ("waiting", "ready") and view.closes_on:
        parts.append(_("open until %(date)s") % {"date": formats.date_format(view.closes_on)})
    return ", ".join(filter(None, parts))


def share_of(view: VoiceView) -> str:
    """ " (46%)" of those asked, for a team whose number is known."""
    if not view.asked or not view.answered or view.by_link or view.coarse or view.answered > view.asked:
        return ""
    return f" ({per_cent(str(percent(response_rate(view.answered, view.asked))))})"


def indication(view: VoiceView) -> str:
    """Said of a group so small that its averages say little about anybody else."""
    if view.coarse or (view.used or 0) >= 10:
        return ""
    return _("Only %(n)d people: read this as an indication.") % {"n": view.used or 0}


def left_out(view: VoiceView) -> str:
    """People who marked one level throughout count as having answered and are in no average.

    How many they are is told only of enough of them.
    """
    if view.few_left_out:
        return _("A few people marked one level throughout; they aren’t in the averages.")
    if view.used is None or view.answered is None or view.used == view.answered:
        return ""
    missing = view.answered - view.used
    return _("%(n)d people marked one level throughout; they aren’t in the averages.") % {"n": missing}


def group_chart_title(view: VoiceView) -> str:
    return _("Planogram of the averages: %(voice)s") % {"voice": view.name}


def group_chart_desc(view: VoiceView) -> str:
    """What the planogram shows for whoever can't see it: at most 60 words."""
    parts = [
        _(
            "Columns are practices on shelves from 1 to 5, filled up to today’s average and outlined up to "
            "the wanted one."
        ),
        view.finding if view.finding.endswith(".") else f"{view.finding}.",
    ]
    if view.overall is not None and view.overall.today is not None:
        parts.append(
            _("On average %(today)s today and %(wanted)s wanted.")
            % {
                "today": print_level(view, view.overall.today),
                "wanted": print_level(view, view.overall.wanted),
            }
        )
    return " ".join([*parts, _("The table below lists every value.")])


def subtitle(view: VoiceView) -> str:
    """Of whom the averages are, and how to read them."""
    if view.coarse:
        return _("Averages of %(n)d people, to the nearest half level.") % {"n": view.answered or 0}
    return _(
        "Averages of %(n)d people. Filled up to today (number at the foot), "
        "outlined up to wanted (number on top)."
    ) % {"n": view.used or 0}


def small_print(report: Report, view: VoiceView, words: str) -> str:
    """Under the finding of a picture that leaves the page: what is drawn, whose it is, and the footer."""
    footer = " · ".join(filter(None, (report.organisation, view.footer)))
    return " ".join(filter(None, (words, footer)))


def cell(part: Part, code: str) -> str:
    """A gap of a part of the team, "±" where it is uncertain; hidden and empty look alike."""
    found = part.cells.get(code)
    if found is None:
        return _("hidden")
    uncertain = "" if found.sure or found.half_gap is None else f" ± {number(found.half_gap)}"
    return f"{signed(found.gap)}{uncertain}"


def difference(row: Compared, *, yours: bool) -> str:
    """What a reader may make of the executive's rating of today beside the others'."""
    said = []
    for off, clear, voice in (
        (row.off_team, row.clear_team, Voice.TEAM),
        (row.off_peers, row.clear_peers, Voice.PEER),
    ):
        if off is not None and clear:
            words = _("%(levels)s higher than %(group)s") if off > 0 else _("%(levels)s lower than %(group)s")
            said.append(words % {"levels": levels(abs(off)), "group": group_name(voice, yours=yours)})
    if said:
        return ", ".join(said)
    compared = [off for off in (row.off_team, row.off_peers) if off is not None]
    if not compared:
        return ""
    return _("in step") if all(abs(off) <= HALF_LEVEL for off in compared) else _("no clear difference")


def today_and_wanted(today: str, wanted: str) -> str:
    return _("%(today)s today, %(wanted)s wanted") % {"today": today, "wanted": wanted}


def why_missing(row: PracticeRow) -> str:
    """Why a practice of a group has no number, in a word or two."""
    return band(row) if row.alike else why_missing_in_a_box(row)


def why_missing_in_a_box(row: PracticeRow) -> str:
    """The same where a column of a picture has room for two short lines."""
    return _("too few answers") if row.hidden else _("nearly all agree")


def band(row: PracticeRow) -> str:
    """What is shown where nearly everybody said the same: "4.5 to 5 today"."""
    parts = [
        words % {"low": number(ends[0]), "high": number(ends[1])}
        for words, ends in (
            (_("%(low)s to %(high)s today"), row.today_band),
            (_("%(low)s to %(high)s wanted"), row.wanted_band),
        )
        if ends is not None
    ]
    return ", ".join(parts)


def who_answered(voice: str, people: int) -> str:
    """ "412 people of the team answered."; of as many as results open from, so never of one."""
    words = {
        Voice.PEER: _("%(n)s people of the peers answered."),
        Voice.TEAM: _("%(n)s people of the team answered."),
    }
    return words[Voice(voice)] % {"n": formats.number_format(people)}


def group_name(voice: str, *, yours: bool) -> str:
    """ "your team", "the team"; "your peers", "the peers"."""
    words = {
        (Voice.PEER, True): _("your peers"),
        (Voice.PEER, False): _("the peers"),
        (Voice.TEAM, True): _("your team"),
        (Voice.TEAM, False): _("the team"),
    }
    return words[(Voice(voice), yours)]
