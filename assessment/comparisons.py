"""What the pictures of groups are told: gaps and their intervals, voices side by side, parts of a team."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment import findings, wording
from assessment.charts import dumbbell, heatmap, perception
from assessment.charts.dumbbell import Dumbbell
from assessment.charts.heatmap import HeatMap, Segment, Tile
from assessment.charts.heatmap_data import MOST_SEGMENTS
from assessment.charts.marks import KeyEntry
from assessment.charts.perception import Perception
from assessment.rows import Cell, Compared, Part, PracticeRow, Report, Split, VoiceView

HIDDEN_COLUMNS = 3  # more hidden parts than these are said in words, not drawn
LOWEST, HIGHEST = Decimal(1), Decimal(5)
IN_STEP = Decimal("0.5")


# --- the gaps of a team, with their intervals -----------------------------------------------------------


def dumbbell_of(report: Report, view: VoiceView) -> Dumbbell:
    """Every practice of the team from today to wanted, the widest gap first, what isn’t shown last."""
    ranked = view.by_codes(view.ranked)
    rest = view.ranked_first[len(ranked) :]
    compared = {row.code: row for row in report.compared}
    places = [view.ranked.index(code) for code in view.tie]
    drawn = [gap_row(row, compared.get(row.code), row.emphasis == "widest") for row in ranked]
    names = report.level_names
    return Dumbbell(
        id="gaps",
        title=_("Gaps of the team with their intervals"),
        desc=gaps_desc(view),
        level_names=(names[0], names[1], names[2], names[3], names[4]),
        rows=(*drawn, *(hidden_row(row) for row in rest)),
        key=tuple(gaps_key(report, view)),
        gap_head=_("team gap"),
        tie=(places[0], places[-1]) if len(places) > 1 else None,
        tie_words=_("too close to rank"),
    )


def gap_row(row: PracticeRow, compared: Compared | None, named: bool) -> dumbbell.Row:
    assert row.today is not None
    assert row.wanted is not None
    return dumbbell.Row(
        code=row.code,
        name=row.name,
        today=float(row.today),
        wanted=float(row.wanted),
        gap_text=wording.number(row.gap),
        half_text=wording.plus_minus(row.half_gap),
        today_interval=around(row.today, row.half_today),
        wanted_interval=around(row.wanted, row.half_wanted),
        you=level(compared.own_today) if compared else None,
        peers=level(compared.peers_today) if compared else None,
        emphasised=named,
    )


def hidden_row(row: PracticeRow) -> dumbbell.Row:
    return dumbbell.Row(row.code, row.name, None, None, "", hidden=findings.why_missing(row))


def around(mean: Decimal, half: Decimal | None) -> tuple[float, float] | None:
    """The interval as drawn, within the scale."""
    if half is None:
        return None
    return float(max(LOWEST, mean - half)), float(min(HIGHEST, mean + half))


def level(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def gaps_key(report: Report, view: VoiceView) -> list[KeyEntry]:
    peers = any(row.peers_today is not None for row in report.compared)
    own = any(row.own_today is not None for row in report.compared)
    return [
        KeyEntry("today", _("team today")),
        KeyEntry("wanted", _("team wanted")),
        # xgettext:no-python-format
        KeyEntry("interval", _("95% interval")),
        *([KeyEntry("peers", _("peers today"))] if peers else []),
        *([KeyEntry("you", _("you today") if report.yours else _("executive today"))] if own else []),
        KeyEntry("gap", _("gap")),
        *([KeyEntry("hidden", _("not shown"))] if len(view.ranked) < len(view.practices) else []),
    ]


def gaps_subtitle(report: Report, view: VoiceView) -> str:
    """How to read the picture of gaps."""
    parts = [
        _("Widest gap first. Team: %(n)d people, shaded ends are 95%% intervals.") % {"n": view.used or 0}
    ]
    peers = report.view("peer")
    if peers is not None and peers.state == "open":
        parts.append(_("Peers: to the nearest half level, so without an interval."))
    return " ".join(parts)


def gaps_desc(view: VoiceView) -> str:
    start = _("Each row is a practice: a line from the team’s average today to the one wanted.")
    return " ".join([start, wording.sentence(view.finding), _("The table below lists every value.")])


# --- the executive against the team ---------------------------------------------------------------------


def perception_of(report: Report, view: VoiceView) -> Perception | None:
    """The executive's rating of today against the team's average; None where all is within half a level."""
    apart = [row for row in report.compared if row.off_team is not None and abs(row.off_team) > IN_STEP]
    if not apart:
        return None
    rows = sorted(apart, key=lambda row: row.off_team or Decimal(0), reverse=True)
    peers = any(row.peers_today is not None for row in rows)
    finding = findings.perception_finding(report.compared, yours=report.yours)
    return Perception(
        id="perception",
        title=_("Your view of today against the team’s")
        if report.yours
        else _("The executive’s view of today"),
        desc=perception_desc(finding),
        rows=tuple(perception_row(row) for row in rows),
        lower_words=_("lower than the team"),
        higher_words=_("higher than the team"),
        lower_ticks=("−1", "−2", "−3", "−4"),
        higher_ticks=("+1", "+2", "+3", "+4"),
        average_words=_("team average"),
        band_words=_("within half a level: in step"),
        you_head=_("you") if report.yours else _("executive"),
        peers_head=_("peers") if peers else "",
        team_head=_("team"),
        key=tuple(perception_key(rows)),
        notes=tuple(perception_notes(report)),
    )


def perception_row(row: Compared) -> perception.Row:
    assert row.own_today is not None
    assert row.team_today is not None
    return perception.Row(
        code=row.code,
        name=row.name,
        you=float(row.own_today),
        team=float(row.team_today),
        you_text=wording.number(row.own_today),
        team_text=wording.number(row.team_today),
        interval=around(row.team_today, row.team_half),
        peers=level(row.peers_today),
        peers_text=wording.half_level(row.peers_today) if row.peers_today is not None else "",
        clear=row.clear_team,
    )


def perception_key(rows: list[Compared]) -> list[KeyEntry]:
    return [
        *(
            [KeyEntry("you", _("a difference: one level or more, and beyond chance"))]
            if any(row.clear_team for row in rows)
            else []
        ),
        *([KeyEntry("unclear", _("no clear difference"))] if any(not row.clear_team for row in rows) else []),
    ]


def perception_notes(report: Report) -> list[str]:
    """What the picture leaves out."""
    compared = [row for row in report.compared if row.off_team is not None]
    in_step = sum(findings.distance(row) <= IN_STEP for row in compared)
    missing = sum(row.team_today is not None and row.own_today is None for row in report.compared)
    notes = []
    if in_step:
        notes.append(
            ngettext(
                "In step with the team on %(n)d more practice.",
                "In step with the team on %(n)d more practices.",
                in_step,
            )
            % {"n": in_step}
        )
    if missing:
        words = (
            ngettext("You gave %(n)d no level.", "You gave %(n)d of them no level.", missing)
            if report.yours
            else ngettext(
                "%(n)d has no level of the executive’s.", "%(n)d have no level of the executive’s.", missing
            )
        )
        notes.append(words % {"n": missing})
    return [" ".join(notes)] if notes else []


def perception_subtitle(report: Report, view: VoiceView) -> str:
    words = (
        _(
            "Your rating of today against the average of the team (%(n)d people). "
            "A difference is named from one full level."
        )
        if report.yours
        else _("The executive’s rating of today against the average of the team (%(n)d people).")
    )
    return words % {"n": view.used or 0}


def perception_desc(finding: str) -> str:
    start = _("Each row is a practice; marks show how far the ratings of today lie from the team’s average.")
    return " ".join([start, wording.sentence(finding), _("The table below lists every value.")])


# --- parts of a team ------------------------------------------------------------------------------------


def heat_map_of(report: Report, view: VoiceView, split: Split) -> HeatMap:
    """The gaps of the parts by one dimension, at most eight of them, beside everybody's."""
    parts = columns_of(split)
    emphasised = {row.code for row in view.practices if row.name and row.name in split.finding}
    return HeatMap(
        id="parts",
        title=_("Gaps by practice and %(what)s") % {"what": split.names[0].lower()},
        desc=heat_map_desc(split),
        segments=tuple(segment_of(part) for part in parts),
        everyone=Segment(_("Everyone"), _("%(n)d people") % {"n": view.used or 0}),
        groups=tuple(
            heatmap.Group(
                score.name,
                tuple(
                    tile_row(row, parts, row.code in emphasised)
                    for row in view.practices
                    if row.category == score.code
                ),
            )
            for score in view.categories
        ),
        key=heatmap.Key(
            _("Gap"),
            (
                _("under 0.8"),
                _("0.8–1.2"),
                _("1.3–1.7"),
                _("1.8–2.2"),
                _("2.3–2.7"),
                _("2.8 or more"),
            ),
            unsure=_("uncertain: could be more than half a level off"),
            hidden=_("hidden"),
        ),
    )


def part_of(report: Report, view: VoiceView, part: Part) -> Dumbbell:
    """One part of the team from today to wanted, beside everybody's gap: a map's column for a phone."""
    names = report.level_names
    return Dumbbell(
        id="part",
        title=_("Gaps of one part of the team"),
        desc=_("Each row is a practice: a line from this part’s average today to the one wanted.")
        + " "
        + _("The table below lists every value."),
        level_names=(names[0], names[1], names[2], names[3], names[4]),
        rows=tuple(part_row(row, part.cells.get(row.code)) for row in by_gap(view, part)),
        key=(KeyEntry("today", _("today")), KeyEntry("wanted", _("wanted")), KeyEntry("gap", _("gap"))),
        gap_head=_("gap"),
    )


def part_name(part: Part) -> str:
    return ", ".join(filter(None, (part.at[0], findings.about(part.about))))


def part_subtitle() -> str:
    return _("Widest gap first. In grey: everybody’s gap.")


def by_gap(view: VoiceView, part: Part) -> list[PracticeRow]:
    """The practices by this part's gap, what is hidden last."""

    def width(row: PracticeRow) -> tuple[bool, Decimal]:
        cell = part.cells.get(row.code)
        return cell is None, -cell.gap if cell is not None else Decimal(0)

    return sorted(view.practices, key=width)


def part_row(row: PracticeRow, cell: Cell | None) -> dumbbell.Row:
    if cell is None:
        return dumbbell.Row(row.code, row.name, None, None, "", hidden=_("hidden"))
    everybody = _("all %(gap)s") % {"gap": wording.number(row.gap)} if row.gap is not None else ""
    return dumbbell.Row(
        code=row.code,
        name=row.name,
        today=float(cell.today),
        wanted=float(cell.wanted),
        gap_text=wording.number(cell.gap) + ("" if cell.sure else " ?"),
        half_text=everybody,
    )


def columns_of(split: Split) -> list[Part]:
    """The parts that are drawn: those shown, the largest first, and a few hidden ones if there is room."""
    shown = list(split.shown)[:MOST_SEGMENTS]
    hidden = [part for part in split.parts if part.hidden]
    fits = len(hidden) <= HIDDEN_COLUMNS and len(shown) + len(hidden) <= MOST_SEGMENTS
    return shown + hidden if fits else shown


def segment_of(part: Part) -> Segment:
    return Segment(part.at[0], _("hidden") if part.hidden else findings.about(part.about), part.hidden)


def tile_row(row: PracticeRow, parts: list[Part], emphasised: bool) -> heatmap.Row:
    cells = [part.cells.get(row.code) for part in parts]
    return heatmap.Row(
        row.code,
        row.name,
        tuple(
            None if cell is None else Tile(wording.number(cell.gap), float(cell.gap), cell.sure)
            for cell in cells
        ),
        wording.number(row.gap) if row.gap is not None else "",
        emphasised,
    )


def heat_map_subtitle(split: Split) -> str:
    """What the map shows, and how many parts it hides."""
    start = _("Gap in levels, average of each group; the largest groups first.")
    if len(split.shown) > MOST_SEGMENTS:
        words = _("Gap in levels, average of each group: the %(n)d largest of %(of)d. All are in the table.")
        start = words % {"n": MOST_SEGMENTS, "of": len(split.shown)}
    return " ".join(filter(None, [start, hidden_words(split)]))


def hidden_words(split: Split) -> str:
    """How many parts are hidden, whatever the reason."""
    if not split.hidden:
        return ""
    return ngettext(
        "%(n)d group is hidden to protect small groups.",
        "%(n)d groups are hidden to protect small groups.",
        split.hidden,
    ) % {"n": split.hidden}


def heat_map_desc(split: Split) -> str:
    start = _("Rows are practices, columns groups; each tile is a gap, stronger where it is wider.")
    return " ".join([start, wording.sentence(split.finding), _("The table below lists every value.")])
