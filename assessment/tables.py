"""The numbers behind each picture as a table, in the picture's order; what is hidden says so in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessment import findings, statements, wording
from assessment.analysis.numbers import half
from assessment.rows import Compared, Moment, PracticeRow, Report, Round, Split, Table, Value, VoiceView

Line = tuple[Value, ...]


def by_category(view: VoiceView, lines: Iterable[tuple[str, Line]]) -> list[Line]:
    """Lines with their category's code, under a heading for each category that has any."""
    given = list(lines)
    found: list[Line] = []
    for score in view.categories:
        inside = [line for code, line in given if code == score.code]
        found += [(score.name,), *inside] if inside else []
    return found


def levels(view: VoiceView) -> Table:
    """Today, wanted and gap of every practice, with the averages of each category and of the whole."""
    head = [_("Practice"), _("Today"), _("Wanted"), _("Gap")]
    if view.own:
        head += [_("Move first")]
    elif not view.coarse:
        head = [head[0], _("Answers"), *head[1:], _("Half of the gap’s interval")]
    lines = by_category(view, ((row.category, level_line(view, row)) for row in view.practices))
    if view.overall is not None:
        lines.append((wording.overall_name(),))
        scores = [*view.categories, view.overall]
        lines += [
            padded(view, score.name, (score.today, score.wanted, score.gap), score.half_gap)
            for score in scores
        ]
    return Table(_("Levels from 1 to 5: today, wanted and the gap between them"), tuple(head), tuple(lines))


def level_line(view: VoiceView, row: PracticeRow) -> Line:
    if view.own:
        words = (wording.reason(code) or None for code in (row.today_reason, row.wanted_reason))
        sides = (
            said if value is None else value
            for value, said in zip((row.today, row.wanted), words, strict=True)
        )
        return (row.name, *sides, row.gap, _("yes") if row.picked else "")
    if row.today is None or row.wanted is None:
        return padded(
            view, row.name, (findings.why_missing(row), None, None), None, None if row.hidden else row.n
        )
    return padded(view, row.name, (row.today, row.wanted, row.gap), row.half_gap, row.n)


def padded(
    view: VoiceView, name: str, values: Sequence[Value], around: Value = None, n: int | None = None
) -> Line:
    """A line of as many cells as this voice's table has."""
    if view.coarse:
        *sides, gap = values
        told = (findings.told(view, value) if not isinstance(value, str | int) else value for value in sides)
        return (name, *told, gap)
    return (name, *values, "") if view.own else (name, n if n is not None else "", *values, around)


def gaps(view: VoiceView) -> Table:
    """The team's gaps, the widest first, each with its interval; what isn't shown last."""
    head = (_("Practice"), _("Answers"), _("Today"), _("±"), _("Wanted"), _("±"), _("Gap"), _("±"))
    lines = [
        (row.name, row.n, row.today, row.half_today, row.wanted, row.half_wanted, row.gap, row.half_gap)
        if row.today is not None
        else (
            row.name,
            None if row.hidden else row.n,
            findings.why_missing(row),
            None,
            None,
            None,
            None,
            None,
        )
        for row in view.ranked_first
    ]
    return Table(
        # xgettext:no-python-format
        _("Gaps of the team, widest first, with half the widths of their 95% intervals"),
        head,
        tuple(lines),
    )


def voices(report: Report, rows: Sequence[Compared]) -> Table:
    """Practices as each voice sees today, and whether the executive's difference is one."""
    has_own = any(row.own_today is not None for row in rows)
    has_peers = any(row.peers_today is not None for row in rows)
    own_name = _("You") if report.yours else wording.executive_name()
    head = [_("Practice"), *([own_name] if has_own else []), *([_("Peers")] if has_peers else [])]
    head += [_("Team"), _("±"), *([_("Difference today")] if has_own else [])]
    lines = [
        (
            row.name,
            *([row.own_today] if has_own else []),
            *(
                [None if row.peers_today is None else wording.half_level(row.peers_today)]
                if has_peers
                else []
            ),
            row.team_today,
            row.team_half,
            *([findings.difference(row, yours=report.yours)] if has_own else []),
        )
        for row in rows
    ]
    return Table(_("Levels of today, voice by voice"), tuple(head), tuple(lines))


def parts(view: VoiceView, split: Split) -> Table:
    """The gap of each practice in each part; hidden and empty look alike."""
    head = (_("Practice"), *(" · ".join(part.at) for part in split.parts), _("Everyone"))

    def line(code: str, name: str, gap: Value) -> Line:
        cells = (part.cells.get(code) for part in split.parts)
        return (name, *(_("hidden") if cell is None else cell.gap for cell in cells), gap)

    lines = by_category(view, ((row.category, line(row.code, row.name, row.gap)) for row in view.practices))
    about = ("", *(findings.about(part.about) or _("hidden") for part in split.parts), "")
    averages = [line(score.code, score.name, score.gap) for score in view.categories]
    return Table(
        _("Gap in levels by %(what)s") % {"what": split.names[0].lower()},
        head,
        (about, *lines, (wording.overall_name(),), *averages),
    )


def priorities(view: VoiceView) -> Table:
    """Gap and picks of every practice, most picked first; what isn't shown last."""
    head = (_("Practice"), _("Would move it first"), _("plausibly"), _("Gap"), _("±"), _("Where it stands"))
    rows = sorted(view.practices, key=lambda row: -picked(row))
    return Table(
        _("Who would move a practice first, and how wide its gap is"), head, tuple(map(priority_line, rows))
    )


def picked(row: PracticeRow) -> int:
    found = row.evidence.move_first if row.evidence is not None else None
    return -1 if found is None else found.share


def priority_line(row: PracticeRow) -> Line:
    found = row.evidence
    if found is None or found.move_first is None:
        return row.name, _("not shown"), None, row.gap, row.half_gap, ""
    share = per_cent(found.move_first.share)
    interval = statements.interval(found.move_first)
    return row.name, share, interval, row.gap, row.half_gap, statements.corner(found)


def per_cent(share: int | None) -> str:
    return "" if share is None else _("%(share)d%%") % {"share": share}


def spread(view: VoiceView) -> Table:
    """How many people are at which level, today and wanted."""
    head = (
        _("Practice"),
        _("Today: people by level"),
        _("Wanted: people by level"),
        _("Agreement today"),
        _("Can’t tell"),
    )
    lines = by_category(view, ((row.category, spread_line(row)) for row in view.practices))
    return Table(
        _("People at each level; levels that few people chose are told together"), head, tuple(lines)
    )


def spread_line(row: PracticeRow) -> Line:
    found, unknown = row.evidence, per_cent(row.cannot_tell)
    if found is None:
        why = findings.why_missing(row) if row.today is None else _("too few answers")
        return row.name, why, None, "", unknown
    sides = (people_by_level(side) for side in (found.levels_today, found.levels_wanted))
    return (row.name, *sides, statements.agreement(found.agree_today), unknown)


def people_by_level(groups: Sequence[tuple[int, int, int]]) -> str:
    """ "1 to 2: 14, 3: 30"."""
    told = [
        _("%(level)s: %(n)d") % {"level": level_range(low, high), "n": people}
        for low, high, people in groups
        if people
    ]
    return ", ".join(told)


def level_range(low: int, high: int) -> str:
    return str(low) if low == high else _("%(low)d to %(high)d") % {"low": low, "high": high}


def trend(view: VoiceView) -> Table:
    """Each round's averages of today and wanted, by category."""
    assert view.trend is not None
    head = (_("Round"), _("People"), _("Today"), _("±"), _("Wanted"))
    lines: list[Line] = []
    for score in view.categories:
        lines.append((score.name,))
        lines += [round_line(one, one.scores.get(score.code)) for one in view.trend.rounds]
    return Table(_("Averages of each category over the rounds"), head, tuple(lines))


def round_line(one: Round, found: Moment | None) -> Line:
    name = capfirst(one.name)
    if found is None or found.today is None:
        return name, one.people, _("not shown"), None, None
    around = None if found.half is None else half(float(found.half), one.people)
    return name, one.people, found.today, around, found.wanted
