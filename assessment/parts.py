"""Parts of a team: which of them may be shown for which practice, and what is kept of those.

Shown are means over cells, and of a category the people who rated all of it; of these nothing may be worked
out about fewer people than the threshold, nor about a group that all says the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import pandas as pd

from assessment.analysis import disclosure, quality
from assessment.analysis import frame as frames
from assessment.analysis.constants import MOST_CELLS, MOST_DIMENSIONS, SURE_WITHIN
from assessment.analysis.frame import Frame
from assessment.analysis.gaps import practice_table
from assessment.analysis.intervals import pairs, practice_intervals
from assessment.analysis.numbers import half_up
from assessment.analysis.rowspace import Bools
from assessment.analysis.score_intervals import scored
from assessment.kept import Results, Row, rows_of, score
from surveys.choices import DIMENSIONS

logger = logging.getLogger(__name__)

SECONDS_A_TRY = 25.0  # of protecting parts; meanwhile the worker does nothing else
NEAREST = 5  # people: how finely the size of a part of the team is told
Note = Callable[[int, int], None]


class Parts(NamedTuple):
    """The cells of a team, the whole first; who is in them (cells × people), what is shown (× practices)."""

    codes: list[str]
    cells: list[disclosure.Cell]
    members: Bools
    shown: Bools


def parts_shown(frame: Frame, codes: list[str], smallest: int, note: Note) -> Parts:
    """Which parts may be shown for which practice; whatever goes wrong, the whole alone is."""
    given = given_of(frame, codes)
    whole = np.ones((1, len(given)), dtype=np.bool_)
    alone = Parts(codes, [disclosure.Cell(())], whole, given.sum(axis=0, keepdims=True) >= smallest)
    dimensions = [name for name in DIMENSIONS if frame.respondents[name].notna().any()]
    found = protected(frame.respondents[dimensions], given, smallest, note) if dimensions else None
    if found is None:
        return alone
    parts = Parts(codes, *found)
    groups = [quality.homogeneous(frames.only(frame, rows)).loc[codes] for rows in parts.members]
    alike = np.array([group.any(axis="columns") for group in groups])
    for at in range(len(codes)):
        parts.shown[:, at] = without_alike(frame, parts, at, given[:, at], parts.shown[:, at] & alike[:, at])
    return parts


def without_alike(frame: Frame, parts: Parts, at: int, given: Bools, secret: Bools) -> Bools:
    """Of the parts shown for a practice, those from which no group that all says the same can be worked out.

    Such a group is a part, or all of a dimension's people who are in none of its parts that are shown.
    """
    shown = parts.shown[:, at].copy()
    members = parts.members & given
    while True:
        rests = [one for one in rests_of(parts, shown, members) if says_the_same(frame, one, parts.codes[at])]
        if not rests and not (shown & secret).any():
            return shown
        groups = np.vstack([members, *(rest[np.newaxis] for rest in rests)])
        visible, hidden = np.zeros((2, len(groups)), dtype=np.bool_)
        visible[: len(shown)], hidden[: len(shown)], hidden[len(shown) :] = shown, secret, True
        left = disclosure.without(groups, visible, hidden)[: len(shown)]
        shown = left if (left != shown).any() else shown & (np.arange(len(shown)) == 0)


def rests_of(parts: Parts, shown: Bools, members: Bools) -> list[Bools]:
    """For each dimension of which a part is shown, who is in none of those."""
    rests = []
    for name in {cell.at[0][0] for cell in parts.cells if len(cell.at) == 1}:
        of_it = [len(cell.at) == 1 and cell.at[0][0] == name for cell in parts.cells]
        visible = shown & np.array(of_it)
        if visible.any():
            rests.append(members[0] & ~members[visible].any(axis=0))
    return rests


def says_the_same(frame: Frame, rows: Bools, code: str) -> bool:
    return bool(quality.homogeneous(frames.only(frame, rows)).loc[code].any())


def given_of(frame: Frame, codes: Sequence[str]) -> Bools:
    """Who gave both levels, people × these practices."""
    places = frame.practices.index.get_indexer(pd.Index(codes))
    given: Bools = pairs(frame).given[:, places]
    return given


def told_together(frame: Frame, parts: Parts, told: Sequence[str], smallest: int) -> list[str]:
    """The categories of which something may be told about the people who rated all of their practices.

    They are another group than those of each practice: beside what is shown of a practice, it must single
    out fewer people than the threshold nowhere.
    """
    found = []
    core = frame.practices[frame.practices["core"] & frame.practices.index.isin(list(told))]
    for category in core["category"].cat.categories:
        items = [str(code) for code in core.index[core["category"] == category]]
        given = given_of(frame, items)
        complete: Bools = np.all(given, axis=1)
        shown = [parts.members[parts.shown[:, parts.codes.index(code)]] for code in items]
        beside = [groups & given[:, at] for at, groups in enumerate(shown)]
        if items and all(may_join(groups, complete, smallest) for groups in beside):
            found.append(str(category))
    return found


def may_join(groups: Bools, one: Bools, smallest: int) -> bool:
    """Whether a group may be published beside these; if it can't be told, it may not."""
    try:
        chosen = disclosure.choose(np.vstack([groups, one]), smallest, seconds=SECONDS_A_TRY)
    except (disclosure.TooLong, ArithmeticError):
        return False
    return bool(chosen.all())


def kept_parts(frame: Frame, parts: Parts, core: list[str]) -> list[Results]:
    """What is kept of every listed part that is shown for a practice at least."""
    kept = []
    for cell, rows, visible in zip(parts.cells[1:], parts.members[1:], parts.shown[1:], strict=True):
        open_codes = [code for code, may in zip(parts.codes, visible, strict=True) if may]
        if open_codes:
            group = frames.only(frame, rows)
            size = size_of(cell, len(group.respondents))
            cells = part_of(group, open_codes, core)
            kept.append({"at": [list(pair) for pair in cell.at], **size, "cells": cells})
    return kept


def protected(
    segments: pd.DataFrame, given: Bools, smallest: int, note: Note
) -> tuple[list[disclosure.Cell], Bools, Bools] | None:
    """The parts, who is in them, and for which practices each may be shown; None where nobody can tell.

    By two dimensions, or if that takes too long or fails, by one, or by the most useful one alone.
    """
    for table, ways in ((segments, MOST_DIMENSIONS), (segments, 1), (segments.iloc[:, :1], 1)):
        if disclosure.most_cells(table, ways) * len(given) > MOST_CELLS:
            continue
        try:
            cells, members = disclosure.lattice(table, ways)
            shown = disclosure.publishable(members, given, smallest, progress=note, seconds=SECONDS_A_TRY)
        except Exception:  # whatever it was, hidden is the safe side
            logger.exception("The parts of a team by %d could not be protected", ways)
        else:
            return cells, members, shown
    return None


def size_of(cell: disclosure.Cell, people: int) -> Results:
    """About how many people a part has, told of the parts by one dimension only."""
    if len(cell.at) > 1:
        return {"about": None}
    return {"about": max(NEAREST, int(half_up(Decimal(people) / NEAREST, places=0) or 0) * NEAREST)}


def part_of(group: Frame, open_codes: list[str], core: list[str]) -> Results:
    """One part: a cell for each practice that may be shown.

    A category has a cell where all its core practices have one, and the whole where all of them do, or
    they would tell of the rest.
    """
    table = practice_table(group)
    rows, intervals = rows_of(table), rows_of(practice_intervals(group, among=open_codes))
    found = {code: cell_of({**rows[code], **intervals[code]}, rows[code]["n"]) for code in open_codes}
    categories, whole = scored(group, table, 1)
    for category, row in rows_of(categories).items():
        offered = {code for code in core if group.practices.loc[code, "category"] == category}
        if offered and offered <= set(open_codes):
            found[category] = cell_of(row, row["n_smallest"])
    if core and set(core) <= set(open_codes):
        found["overall"] = cell_of(whole.to_dict(), categories["n_smallest"].min())
    return found


def cell_of(row: Row, people: int) -> Results:
    return {**score(row, people), "sure": bool(row["half_gap"] <= SURE_WITHIN)}
