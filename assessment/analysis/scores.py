"""Scores: categories out of their core practices, the whole out of its categories."""

import numpy as np
import pandas as pd

from assessment.analysis.constants import HALF

MEANS = ["current", "desired", "gap"]


def category_table(practice_table: pd.DataFrame, smallest: int = 1) -> pd.DataFrame:
    """One row per category, in order, out of a practice table (a protected one included).

    With U the category's core practices that have n ≥ `smallest` and a mean, each of the three scores is the
    unweighted mean over U of the practices' own means:

        current = Σ current_j / |U|,   desired = Σ desired_j / |U|,   gap = Σ gap_j / |U|

    so the parts add up, gap = desired − current, and a practice that many can't judge weighs as
    much as any other (a mean of item means; the half rule after Fayers et al. 2001).  Deeper
    practices never enter.

    Missing: a practice without enough pairs, hidden, or without a mean to show, is left out; the scores
    are NaN when fewer than HALF of the core practices offered are used (of four, two are needed).

    Columns: practices (core practices offered), used (|U|), n_smallest and n_largest (people behind
    the practices used; missing when none is), current, desired, gap (levels, float64).

    Raises ValueError when `smallest` is below 1: a mean of nobody is no number.
    """
    if smallest < 1:
        raise ValueError(f"The smallest number of people behind a practice is 1, not {smallest}.")
    core = practice_table[practice_table["core"]]
    used = core[(core["n"] >= smallest).fillna(False).astype(bool) & core["gap"].notna()]
    groups = used.groupby("category", observed=False)
    counts = pd.DataFrame(
        {
            "practices": core.groupby("category", observed=False).size(),
            "used": groups.size(),
            "n_smallest": groups["n"].min().astype("Int64"),
            "n_largest": groups["n"].max().astype("Int64"),
        }
    )
    enough = counts["used"] >= HALF * counts["practices"]
    return pd.concat([counts, groups[MEANS].mean().where(enough)], axis="columns")


def overall(category_table: pd.DataFrame) -> "pd.Series[float]":
    """The scores of the whole: current, desired and gap in levels.

    Each is the unweighted mean of the categories' scores, so that categories count alike however
    many practices they offer.  Missing: NaN when any category is missing, because a mean of the
    remaining ones would be about something else; NaN when there is no category.
    """
    if category_table.empty:
        return pd.Series(np.nan, index=MEANS)
    return category_table[MEANS].mean(skipna=False)
