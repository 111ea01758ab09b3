"""How far a team's averages carry, as it is kept when its results open: verdicts, shares, agreement, chances.

Of each practice whose average is shown, and of the total alone. Like everything that is kept it is worked out
once, no finer than it is told, and from people enough for each number: see `analysis.constants`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from math import nan
from typing import Any

import pandas as pd

from assessment.analysis.agreement import agreement_table, category_agreement
from assessment.analysis.between import between_table
from assessment.analysis.chances import competing, standings, top_chances
from assessment.analysis.constants import MEANS_NEED_AT_LEAST, PLANNED_HALF, SPREAD_FROM, TOP
from assessment.analysis.effects import contradicts, effects_table, wilcoxon_table
from assessment.analysis.frame import Frame
from assessment.analysis.intervals import practice_intervals
from assessment.analysis.numbers import half_up
from assessment.analysis.participation import planner_table, tipping_table
from assessment.analysis.priorities import priority_table, start_with
from assessment.analysis.reliability import item_rest_table, reliability_table
from assessment.analysis.rounds import round_moments
from assessment.analysis.score_intervals import Scored
from assessment.analysis.spread import cannot_tell, ceiling, distribution, top_box, wanting
from assessment.analysis.verdicts import verdict_table
from assessment.kept import SIDES, Row, missing, percent, rows_of, text

Kept = dict[str, Any]
FINER_HALF = 0.1  # levels: what is planned for where the gap is known to PLANNED_HALF already


def evidence_of(
    frame: Frame,
    shown: pd.DataFrame,
    scores: Scored,
    *,
    people: int,
    invited: int | None,
    pickable: Sequence[str],
    parts: Mapping[str, Collection[str]],
    together: Callable[[Sequence[str]], Collection[str]],
    smallest: int,
    seed: int,
) -> Kept:
    """Everything that is kept beside the averages of a team.

    `shown` is the practice table as it may be shown; only practices with a mean in it are looked at.
    `scores` are those of the same table.
    `people` is how many are told to be in the averages, `invited` how many were asked, None where nobody
    knows; `pickable` the practices that could be picked; `parts` the labels that are shown by dimension;
    `together` tells, of the practices looked at, the categories of whose complete raters may be spoken.
    """
    unknown = {"cannot_tell": unknown_of(frame, shown.index, smallest)}
    told = [str(code) for code in shown.index[shown["gap"].notna() & (shown["n"] >= SPREAD_FROM)]]
    if not told:
        return {"practices": {}, **unknown}
    verdicts, intervals = verdict_table(frame, among=told), practice_intervals(frame, among=told)
    tables = tables_of(frame, told, verdicts, intervals)
    if invited is not None:
        tables["tipping"] = rows_of(tipping_table(shown, invited))
    wide = list(shown.index[shown.index.isin(told) & (shown["gap"] > 0)])  # what is no gap is not the widest
    # of as many practices as there are places everyone is among the widest
    chances = top_chances(frame, seed=seed, among=wide if len(wide) > TOP else [])["chance"]
    priorities = priority_table(
        shown.loc[[code for code in told if code in set(pickable)]],
        intervals,
        people,
        max(len(pickable), 1),
    )
    standing, corners = standings(chances), rows_of(priorities)
    kept = {
        code: {
            **practice(code, tables, smallest, None if invited is None else invited - people),
            "standing": standing.get(code),
            "priority": priority(corners[code]) if code in corners else None,
        }
        for code in told
    }
    return {
        "practices": kept,
        **unknown,
        "competing": competing(chances),
        "start_with": start_with(priorities),
        "scores": halves_of(scores),
        "appendix": appendix_of(frame, told, tables, chances, parts, together(told)),
    }


def unknown_of(frame: Frame, codes: Collection[str], smallest: int) -> dict[str, int]:
    """The share who don't know where a practice stands, in per cent, where neither side is a few people."""
    return {
        code: percent(row["share"])
        for code, row in rows_of(cannot_tell(frame).loc[list(codes)]).items()
        if not missing(row["share"]) and all(not 0 < row[side] < smallest for side in ("levels", "unknown"))
    }


def halves_of(scores: Scored) -> dict[str, str | None]:
    """Half the intervals' widths of today's scores, overall and by category: for whoever compares them."""
    rows = rows_of(scores.categories)
    enough = {code: bool(row["n_smallest"] >= SPREAD_FROM) for code, row in rows.items()}  # NaN isn't
    halves = {"overall": scores.whole["half_current"] if all(enough.values()) else nan}
    halves |= {code: row["half_current"] if enough[code] else nan for code, row in rows.items()}
    return {code: printed(half, 2) for code, half in halves.items()}


Tables = dict[str, dict[str, Row]]


def tables_of(frame: Frame, told: list[str], verdicts: pd.DataFrame, intervals: pd.DataFrame) -> Tables:
    """Each statistic's table as plain rows by code."""
    tables = {
        "verdict": verdicts,
        "wanting": wanting(frame),
        "high": top_box(frame),
        "levels": distribution(frame),
        "ceiling": ceiling(frame),
        "agreement": agreement_table(frame),
        # of as many people as there may be: the intervals that are shown allow for no finite company either
        "plan": planner_table(frame, None, among=told),
        "finer": planner_table(frame, None, half=FINER_HALF, among=told),
        "moments": round_moments(frame),
        "interval": intervals,
        "effects": effects_table(frame),
        "ranks": ranks_of(frame, verdicts["p_none"]),
    }
    return {name: rows_of(table) for name, table in tables.items()}


# --- one practice -----------------------------------------------------------------------------------------


def practice(code: str, tables: Tables, smallest: int, left: int | None) -> Kept:
    """One practice; `left` is how many of those asked are in no average."""
    row = {name: rows[code] for name, rows in tables.items()}
    wanting, high, levels = row["wanting"], row["high"], row["levels"]
    return {
        "verdict": text(row["verdict"]["verdict"]),
        "more": [percent(wanting[name]) for name in ("more", "more_low", "more_high")],
        "less": [percent(wanting[name]) for name in ("less", "less_low", "less_high")],
        "high": {name: percent(high[side]) for name, side in SIDES},
        "levels": {
            name: in_groups([int(levels[f"{side}_{at}"]) for at in range(1, 6)], smallest)
            for name, side in SIDES
        },
        "ceiling": bool(row["ceiling"]["ceiling"]),
        "agreement": {name: text(row["agreement"][f"word_{side}"]) for name, side in SIDES},
        "plan": plan(row, left),
        "tipping": tipping(row["tipping"]) if "tipping" in row else None,
        "moments": moments(row["moments"]),
    }


def in_groups(people: Sequence[int], smallest: int) -> list[list[int]]:
    """How many people are at which levels, as [lowest, highest, people]: nobody, or enough of them.

    Neighbouring levels are told together where too few people are at one; the last few join those before.
    """
    groups: list[list[int]] = []
    for level, n in enumerate(people, start=1):
        if groups and 0 < groups[-1][2] < smallest:
            groups[-1][1:] = [level, groups[-1][2] + n]
        else:
            groups.append([level, level, n])
    while len(groups) > 1 and 0 < groups[-1][2] < smallest:
        last = groups.pop()
        groups[-1][1:] = [last[1], groups[-1][2] + last[2]]
    return groups


def plan(row: Mapping[str, Row], left: int | None) -> Kept | None:
    """What it would take to settle a gap that isn't: to a quarter of a level, or to a tenth."""
    if row["verdict"]["verdict"] != "open":
        return None
    coarse = row["interval"]["half_gap"] > PLANNED_HALF
    found = row["plan"] if coarse else row["finer"]
    return {
        "half": str(PLANNED_HALF if coarse else FINER_HALF),
        "needed": int(found["needed"]),
        "more": int(found["more"]),
        "reachable": left is None or bool(found["more"] <= left),
    }


def tipping(row: Row) -> Kept | None:
    """The average gap that the others would need, None where no gap is as far as that."""
    if missing(row["needed"]):
        return None
    others = int(row["others"])
    return {
        "asked": others + int(row["n"]),
        "others": others,
        "needed": printed(row["needed"], 1) if row["possible"] else None,
    }


def moments(row: Row) -> Kept:
    """Means and standard deviations for the round after this one; of fewer people to a tenth."""
    places = 2 if row["n"] >= MEANS_NEED_AT_LEAST else 1
    return {
        name: [printed(row[f"mean_{side}"], places), printed(row[f"sd_{side}"], places)]
        for name, side in (*SIDES, ("gap", "gap"))
    }


def priority(row: Row) -> Kept | None:
    if missing(row["corner"]):
        return None
    return {
        "share": [percent(row[name]) for name in ("share", "share_low", "share_high")],
        "corner": row["corner"],
        "on_line": bool(row["on_line"]),
    }


def printed(value: float, places: int) -> str | None:
    """A number as it is told; None where it is missing."""
    return text(half_up(float(value), places))


# --- for statisticians ------------------------------------------------------------------------------------


def appendix_of(
    frame: Frame,
    told: list[str],
    tables: Tables,
    chances: pd.Series[float],
    parts: Mapping[str, Collection[str]],
    together: Collection[str],
) -> Kept:
    category = frame.practices["category"]
    rest = {
        code: row
        for code, row in rows_of(item_rest_table(frame, among=told)).items()
        if category[code] in together
    }
    return {
        "practices": {code: numbers_of(code, tables, chances[code], rest.get(code)) for code in told},
        "categories": categories_of(frame, told, together),
        "parts": {name: shares_of(frame, name, told, labels) for name, labels in parts.items()},
    }


def numbers_of(code: str, tables: Tables, chance: float, rest: Row | None) -> Kept:
    verdict, agreement, effects = (tables[name][code] for name in ("verdict", "agreement", "effects"))
    return {
        "sd": printed(tables["moments"][code]["sd_gap"], 2),
        **{f"rwg_{name}": printed(agreement[f"rwg_{side}"], 2) for name, side in SIDES},
        **{f"awg_{name}": printed(agreement[f"awg_{side}"], 2) for name, side in SIDES},
        **{name: printed(effects[name], 2) for name in ("dz", "dav", "gav")},
        **{name: printed(verdict[name], 3) for name in ("p_none_holm", "p_large_holm", "p_small_holm")},
        "p_ranks": printed(tables["ranks"][code]["p"], 3),
        "contradicts": bool(tables["ranks"][code]["contradicts"]),
        "chance": printed(chance, 2),
        "item_rest": printed(rest["item_rest"], 2) if rest is not None else None,
    }


def ranks_of(frame: Frame, p_none: pd.Series[float]) -> pd.DataFrame:
    """The check by ranks, and whether it says something else; neither side corrected for many tests."""
    p = wilcoxon_table(frame)["p"]
    return pd.DataFrame({"p": p, "contradicts": contradicts(p_none, p)})


def categories_of(frame: Frame, told: list[str], together: Collection[str]) -> dict[str, Kept]:
    """Alpha and omega of today's ratings, and how far people agree on a category's practices together."""
    agreement = rows_of(category_agreement(frame, among=told))
    found = {}
    for code, row in rows_of(reliability_table(frame, among=told)).items():
        numbers = {
            **{name: printed(row[name], 2) for name in ("alpha", "alpha_low", "alpha_high", "omega")},
            **{f"rwgj_{name}": printed(agreement[code][f"rwgj_{side}"], 2) for name, side in SIDES},
        }
        may = code in together
        found[code] = {
            "items": int(row["items"]),
            "n": int(row["n"]) if may else None,
            **(numbers if may else dict.fromkeys(numbers)),
        }
    return found


def shares_of(frame: Frame, name: str, told: list[str], labels: Collection[str]) -> dict[str, Kept]:
    """How much of a practice's differences lies between the parts that are shown."""
    table = between_table(frame, name, labels=labels).loc[told]
    return {
        code: {
            "groups": int(row["groups"]),
            "icc1": printed(row["icc1"], 2),
            "icc2": printed(row["icc2"], 2) if row["icc1"] > 0 else None,  # else it has no lower end
        }
        for code, row in rows_of(table).items()
        if not missing(row["icc1"])
    }
