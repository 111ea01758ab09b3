"""What is held against something else → sheets: voices side by side, other rounds, other organisations."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessment import beside
from assessment.analysis.numbers import half, percent
from assessment.exports import codebook
from assessment.exports.codebook import columns_of
from assessment.exports.xlsx_kinds import yes
from assessment.exports.xlsx_sheets import Row, Sheet, coarse, hidden, share
from assessment.rows import Compared, Moment, Report, Since, Standing, Trend, VoiceView

# --- the voices side by side ----------------------------------------------------------------------------


def voices(report: Report) -> Sheet | None:
    """Each practice as the voices see it that are in this report; nothing where there is one alone."""
    own = next((view.name for view in report.views if view.own), "")
    groups = {view.voice: view.name for view in report.views if not view.own and view.state == "open"}
    peers, team = groups.get("peer", ""), groups.get("team", "")
    if not report.compared or sum(map(bool, (own, peers, team))) < 2:
        return None
    names = {
        "own_today": codebook.today_of(own), "own_wanted": codebook.wanted_of(own),
        "peers_today": codebook.today_of(peers), "peers_wanted": codebook.wanted_of(peers),
        "team_today": codebook.today_of(team), "team_wanted": codebook.wanted_of(team),
        "team_half": codebook.half_of(team), "off_team": codebook.minus(own, team),
        "off_peers": codebook.minus(own, peers), "clear_team": codebook.clear(team),
        "clear_peers": codebook.clear(peers),
    }  # fmt: skip
    keys = [
        "code", "name", *(["own_today", "own_wanted"] if own else []),
        *(["peers_today", "peers_wanted"] if peers else []),
        *(["team_today", "team_half", "team_wanted"] if team else []),
        *(["off_team", "clear_team"] if own and team else []),
        *(["off_peers", "clear_peers"] if own and peers else []),
        *(["note"] if peers else []),
    ]  # fmt: skip
    rows = []
    for row in report.compared:
        cells = side_by_side(row, peers)
        rows.append({key: cells[key] for key in keys})
    about = _("each practice as the voices see it, side by side")
    return Sheet(_("Voices"), about, columns_of(*keys, **names), tuple(rows), label=2)


def side_by_side(row: Compared, peers: str) -> Row:
    shown = row.peers_today is not None or row.peers_wanted is not None
    how = {"peers": peers, "how": coarse(row.peers_today, row.peers_wanted)}
    return {
        "code": row.code,
        "name": row.name,
        "own_today": row.own_today,
        "own_wanted": row.own_wanted,
        "peers_today": row.peers_today,
        "peers_wanted": row.peers_wanted,
        "team_today": row.team_today,
        "team_half": row.team_half,
        "team_wanted": row.team_wanted,
        "off_team": row.off_team,
        "clear_team": "" if row.off_team is None else yes(row.clear_team),
        "off_peers": row.off_peers,
        "clear_peers": "" if row.off_peers is None else yes(row.clear_peers),
        "note": _("%(peers)s: %(how)s") % how if shown else "",
    }


# --- other rounds ---------------------------------------------------------------------------------------


def over_time(report: Report) -> Sheet | None:
    rows = [row for view in report.views if view.since is not None for row in changes(view, view.since)]
    columns = columns_of(
        "voice", "since", "code", "name", "today_before", "wanted_before", "today_now", "change",
        "change_half", "clear", "progress", "note",
    )  # fmt: skip
    about = _("what has changed since the round before, practice by practice")
    return Sheet(_("Over time"), about, columns, tuple(rows), label=4) if rows else None


def changes(view: VoiceView, since: Since) -> Iterable[Row]:
    names = {row.code: row.name for row in view.practices}
    for row in since.changes:
        back = row.clear and row.progress is not None and row.progress < 0
        yield {
            "voice": view.name,
            "since": since.round,
            "code": row.code,
            "name": names.get(row.code, ""),
            "today_before": row.today_before,
            "wanted_before": row.wanted_before,
            "today_now": row.today_now,
            "change": row.change,
            "change_half": row.half,
            "clear": yes(row.clear),
            "progress": share(row.progress) if row.clear else None,
            "note": _("further away") if back else "",
        }


def rounds(report: Report) -> Sheet | None:
    """The scores of every round that the reader sees, the earliest first."""
    rows = [
        row
        for view in report.views
        if view.trend is not None and len(view.trend.rounds) > 1
        for row in round_rows(view, view.trend)
    ]
    columns = columns_of(
        "voice", "round", "on", "round_people", "imported", "kind", "code", "name", "today", "half_today",
        "wanted", "moved", "moved_clear", "note",
    )  # fmt: skip
    about = _("averages of every round, by category")
    return Sheet(_("Rounds"), about, columns, tuple(rows), label=2) if rows else None


def round_rows(view: VoiceView, trend: Trend) -> Iterable[Row]:
    scores = [*view.categories, *([view.overall] if view.overall is not None else [])]
    for one in trend.rounds:
        for score in scores:
            found = one.scores.get(score.code)
            shown = found is not None and found.today is not None
            moved = trend.moved.get(score.code) if one is trend.rounds[-1] else None
            yield {
                "voice": view.name,
                "round": one.name,
                "on": one.on,
                "round_people": one.people,
                "imported": yes(one.imported),
                "kind": _("category") if score.code else _("overall"),
                "code": score.code,
                "name": score.name,
                **(moment(found, one.people) if found is not None else {}),
                **({"moved": moved.change, "moved_clear": yes(moved.clear)} if moved else {}),
                "note": "" if shown else hidden(),
            }


def moment(found: Moment, people: int) -> Row:
    around = None if found.half is None else half(found.half, people)
    return {"today": found.today, "half_today": around, "wanted": found.wanted}


# --- other organisations --------------------------------------------------------------------------------


def benchmark(report: Report) -> Sheet | None:
    rows = [standing(view, row) for view in report.views for row in view.standings]
    columns = columns_of("voice", "name", "today", "organisations", "place", "percentile")
    about = _("where today’s averages stand among those of other organisations")
    return Sheet(_("Benchmark"), about, columns, tuple(rows), label=2) if rows else None


def standing(view: VoiceView, found: Standing) -> Row:
    place = found.place if found.kind == "percentile" else None
    return {
        "voice": view.name,
        "name": found.name,
        "today": found.today,
        "organisations": found.organisations,
        "place": beside.standing_among(found),
        "percentile": None if place is None else share(int(percent(float(place)) or 0)),
    }
