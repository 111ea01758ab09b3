"""A frame → every statistic there is, as plain tables: what `manage.py analyse` prints of a file.

It is the user's own file, so numbers are unrounded; what rests on fewer than the smallest group is None.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from assessment.analysis import disclosure, quality
from assessment.analysis import frame as frames
from assessment.analysis.agreement import agreement_table, category_agreement
from assessment.analysis.between import between_table
from assessment.analysis.chances import standings, top_chances
from assessment.analysis.comparison import against_group
from assessment.analysis.constants import BORROWED, MOST_CELLS, MOST_DIMENSIONS, TOP, VOICES
from assessment.analysis.effects import contradicts, effects_table, wilcoxon_table
from assessment.analysis.frame import Frame
from assessment.analysis.gaps import practice_table
from assessment.analysis.intervals import pairs, practice_intervals
from assessment.analysis.privacy import protect
from assessment.analysis.profiles import similarity
from assessment.analysis.reliability import Side, item_rest_table, reliability_table
from assessment.analysis.rowspace import Bools
from assessment.analysis.score_intervals import scored
from assessment.analysis.spread import ceiling, distribution, top_box, wanting
from assessment.analysis.verdicts import verdict_table

logger = logging.getLogger(__name__)

SEED = 20_261_121
MOST_LABELS = 100  # of a column that is read as parts of the team
Record = dict[str, Any]
SIDES: tuple[Side, ...] = ("current", "desired", "gap")


def appraise(frame: Frame, *, smallest: int, borrowed: float = BORROWED) -> dict[str, Any]:
    """Everything about the first voice there is of team, peers and executive; with a team, the others too.

    `smallest` is the fewest people behind anything shown.
    """
    voice = main_voice(frame)
    group = frames.of_voice(frame, voice)
    used = frames.only(group, quality.kept(group, coarse=voice == "peer"))
    table = protect(practice_table(used), len(used.respondents), smallest)
    told = told_of(table)
    return {
        "voice": voice,
        **averages_of(used, table, smallest, borrowed),
        "reliability": reliability_of(used, told),
        "agreement": records(agreement_of(used, told), "code"),
        "between": between_of(used, told),
        "segments": segments_of(used, smallest, borrowed),
        "perception": perception_of(frame, used, told, borrowed) if voice == "team" else None,
        "peers": peers_of(frame, smallest, borrowed) if voice == "team" else None,
        "quality": quality_of(frame, group, used),
    }


def main_voice(frame: Frame) -> str:
    there = set(frame.respondents["voice"])
    return next((voice for voice in reversed(VOICES) if voice in there), "team")


def told_of(table: pd.DataFrame) -> list[str]:
    """The practices that may be shown."""
    return [str(code) for code in table.index[~table["hidden"]]]


def averages_of(frame: Frame, table: pd.DataFrame, smallest: int, borrowed: float) -> dict[str, Any]:
    return {
        "practices": records(practices_of(frame, table, told_of(table), borrowed), "code"),
        "categories": records(categories_of(frame, table, smallest), "code"),
        "overall": plain(overall_of(frame, table, smallest)),
    }


# --- tables -----------------------------------------------------------------------------------------------


def practices_of(frame: Frame, table: pd.DataFrame, told: Sequence[str], borrowed: float) -> pd.DataFrame:
    """Everything about each practice; all but code and category is missing where it may not be shown."""
    interval = practice_intervals(frame, borrowed=borrowed, among=told)
    verdict = verdict_table(frame, borrowed=borrowed, among=told)
    chances = top_chances(frame, seed=SEED, among=told if len(told) > TOP else [])["chance"]
    ranks = wilcoxon_table(frame)
    columns = {
        "n": table["n"],
        **{name: table[name] for name in SIDES},
        "sd": interval["sd_gap"],
        "low": interval["low_gap"],
        "high": interval["high_gap"],
        "verdict": verdict["verdict"],
        **{
            f"{side}_{what}": interval[f"{what}_{side}"]
            for side in ("current", "desired")
            for what in ("sd", "low", "high")
        },
        "dont_know_share": table["dont_know_share"],
        **{name: verdict[name] for name in verdict.columns if name.startswith("p_")},
        **wanting(frame).drop(columns="n"),
        **top_box(frame).drop(columns="n").add_prefix("high_"),
        **distribution(frame).drop(columns="n"),
        "wants_highest": ceiling(frame)["share"],
        "ceiling": ceiling(frame)["ceiling"],
        "top3_chance": chances,
        "standing": pd.Series(standings(chances), dtype=object),
        **effects_table(frame).drop(columns="n"),
        "ranks_statistic": ranks["statistic"],
        "ranks_p": ranks["p"],
        "ranks_contradict": contradicts(verdict["p_none"], ranks["p"]),
        "item_rest": item_rest_table(frame, among=told)["item_rest"],
    }
    shown = pd.DataFrame(columns, index=table.index).astype(object)
    shown.loc[~table.index.isin(told)] = None
    shown.insert(0, "category", table["category"].astype(object))
    return shown


def categories_of(frame: Frame, table: pd.DataFrame, smallest: int) -> pd.DataFrame:
    """Scores with their intervals; n is the people with a pair for one of the practices used, or more."""
    found = scored(frame, table, smallest).categories
    used, given = table["n"].fillna(0).to_numpy() >= smallest, pairs(frame).given
    of = table["category"].cat.codes.to_numpy()
    people = [int(given[:, used & (of == place)].any(axis=1).sum()) for place in range(len(found))]
    columns = {
        "n": pd.Series(people, index=found.index).where(found["gap"].notna()),
        **{name: found[name] for name in SIDES},
        "low": found["low_gap"],
        "high": found["high_gap"],
        "se": found["se_gap"],
        **{
            f"{side}_{what}": found[f"{what}_{side}"]
            for side in ("current", "desired")
            for what in ("low", "high")
        },
        "practices": found["practices"],
        "used": found["used"],
    }
    return pd.DataFrame(columns, index=found.index)


def overall_of(frame: Frame, table: pd.DataFrame, smallest: int) -> Record:
    whole = scored(frame, table, smallest).whole
    found: Record = {name: whole[name] for name in SIDES}
    return found | {
        "low": whole["low_gap"],
        "high": whole["high_gap"],
        "se": whole["se_gap"],
    }


def reliability_of(frame: Frame, told: Sequence[str]) -> list[Record]:
    """A row for each category: alpha and omega of today's ratings, then of the wanted ones and the gaps."""
    tables = {side: reliability_table(frame, side, among=told) for side in SIDES}
    joined = tables["current"].join(
        [
            tables[side][["alpha", "alpha_low", "alpha_high", "omega"]].add_suffix(f"_{side}")
            for side in SIDES[1:]
        ]
    )
    together = category_agreement(frame, among=told)[["rwgj_current", "rwgj_desired"]]
    return records(joined.join(together), "category")


def agreement_of(frame: Frame, told: Sequence[str]) -> pd.DataFrame:
    """Agreement on today, and on what is wanted."""
    found = agreement_table(frame)
    columns = {
        "n": found["n"],
        "rwg": found["rwg_current"],
        "awg": found["awg_current"],
        "word": found["word_current"],
        "rwg_desired": found["rwg_desired"],
        "awg_desired": found["awg_desired"],
        "word_desired": found["word_desired"],
    }
    shown = pd.DataFrame(columns, index=found.index).astype(object)
    shown.loc[~shown.index.isin(list(told))] = None
    return shown


def between_of(frame: Frame, told: Sequence[str]) -> list[Record]:
    """For each further column, how much of each practice's gaps lies between its labels."""
    found = []
    for name in dimensions_of(frame):
        table = between_table(frame, name).loc[list(told)]
        found += [{"dimension": name, **row} for row in records(table, "code")]
    return found


def perception_of(frame: Frame, team: Frame, told: Sequence[str], borrowed: float) -> Record | None:
    """The executive against the team, practice by practice and as a whole; None without an executive."""
    executive = frames.of_voice(frame, "executive")
    if len(executive.respondents) != 1:
        return None
    own_today, own_wanted = executive.current.iloc[0], executive.desired.iloc[0]
    table = practice_table(team).loc[list(told)]
    wide = practice_intervals(team, borrowed=borrowed, families=max(len(told), 1), among=told)
    rows = against_group(own_today, own_wanted, table, wide)
    rows.insert(0, "executive", own_today.reindex(rows.index).astype("float64"))
    rows.insert(1, "team", table["current"])
    return {
        "practices": records(rows, "code"),
        "profile": plain(similarity(own_today, table["current"])._asdict()),
    }


def peers_of(frame: Frame, smallest: int, borrowed: float) -> Record | None:
    """The peers' averages; None without peers."""
    peers = frames.of_voice(frame, "peer")
    if peers.respondents.empty:
        return None
    table = protect(practice_table(peers), len(peers.respondents), smallest)
    return averages_of(peers, table, smallest, borrowed)


def quality_of(frame: Frame, group: Frame, used: Frame) -> Record:
    """Who answered, who marked one level throughout, and whether they are in the means."""
    voices = frame.respondents["voice"].value_counts()
    people: dict[str, int] = {voice: int(voices[voice]) for voice in VOICES if voices[voice]}
    flat = int(quality.flat_liners(group).sum())
    same = (group.current_state.to_numpy() == group.desired_state.to_numpy()).all(axis=1)
    return {
        "respondents": people,
        "flat_liners": flat,
        "left_out": len(group.respondents) - len(used.respondents),
        "used": len(used.respondents),
        "today_as_wanted_throughout": int(same.sum()),
    }


# --- parts ------------------------------------------------------------------------------------------------


def dimensions_of(frame: Frame) -> list[str]:
    """The further columns that are parts: with two labels or more, and not with one for everybody."""
    columns = frame.respondents.drop(columns="voice")
    return [str(name) for name, column in columns.items() if 2 <= len(column.cat.categories) <= MOST_LABELS]


def passed_over(frame: Frame) -> list[str]:
    """The further columns that are none."""
    return [str(name) for name in frame.respondents.columns[1:] if name not in dimensions_of(frame)]


def segments_of(frame: Frame, smallest: int, borrowed: float) -> list[Record]:
    """Every part and crossed part of the team, and of each practice what may be shown there."""
    names = dimensions_of(frame)
    if not names:
        return []
    found = protected(frame, names, smallest)
    if found is None:
        return []
    cells, members, shown = found
    return [
        {
            "at": dict(cell.at),
            "n": int(rows.sum()) if visible.any() else None,
            "practices": cells_of(frames.only(frame, rows), visible, borrowed),
        }
        for cell, rows, visible in zip(cells[1:], members[1:], shown[1:], strict=True)
    ]


def protected(
    frame: Frame, names: Sequence[str], smallest: int
) -> tuple[list[disclosure.Cell], Bools, Bools] | None:
    """The parts, who is in them and for which practices each may be shown; fewer where it takes too long."""
    given = pairs(frame).given
    for ways in range(min(MOST_DIMENSIONS, len(names)), 0, -1):
        if disclosure.most_cells(frame.respondents[list(names)], ways) * len(given) > MOST_CELLS:
            continue
        try:
            cells, members = disclosure.lattice(frame.respondents[list(names)], ways)
            return cells, members, disclosure.publishable(members, given, smallest)
        except (disclosure.TooLong, ArithmeticError):
            logger.warning("Parts by %d columns could not be protected and are left out.", ways)
    return None


def cells_of(group: Frame, visible: Bools, borrowed: float) -> list[Record]:
    """The practices of one part, empty where they are hidden."""
    told = [str(code) for code, may in zip(group.practices.index, visible, strict=True) if may]
    table = practice_table(group)
    interval = practice_intervals(group, borrowed=borrowed, among=told)[["low_gap", "high_gap"]]
    ends = interval.set_axis(["low", "high"], axis="columns")
    shown = table[["n", *SIDES]].join(ends).astype(object)
    shown.loc[~visible] = None
    return records(shown, "code")


# --- plain values -------------------------------------------------------------------------------------------


def records(table: pd.DataFrame, name: str) -> list[Record]:
    """A table's rows, each with its index as `name`; missing is None."""
    return [{name: str(code), **plain(row)} for code, row in table.to_dict("index").items()]


def plain(row: Any) -> Record:
    return {str(name): plain_value(value) for name, value in row.items()}


def plain_value(value: Any) -> Any:
    """A number, word or truth value as Python has it; None where it is missing or endless."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value != value:
        return None
    return value if not isinstance(value, float) or np.isfinite(value) else None
