"""Scores: categories out of their core practices, the whole out of its categories."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.analysis.constants import HALF

Bools = npt.NDArray[np.bool_]
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
    offered, members = entering(practice_table, smallest)
    return pd.DataFrame(columns_of(practice_table, offered, members), index=index_of(practice_table))


def columns_of(practice_table: pd.DataFrame, offered: Bools, members: Bools) -> dict[str, Any]:
    """The columns of `category_table` by name, for what `entering` gave."""
    n, means = numbers_of(practice_table, "n"), means_of(practice_table)
    practices, used = offered.sum(axis=1), members.sum(axis=1)
    sums = np.where(members[:, :, np.newaxis], means, 0.0).sum(axis=1)
    enough = (used > 0) & (used >= HALF * practices)
    scores = np.divide(
        sums, used[:, np.newaxis], out=np.full(sums.shape, np.nan), where=enough[:, np.newaxis]
    )
    return {
        "practices": practices,
        "used": used,
        "n_smallest": _people(np.where(members, n, np.inf).min(axis=1, initial=np.inf), used),
        "n_largest": _people(np.where(members, n, 0).max(axis=1, initial=0), used),
        **dict(zip(MEANS, scores.T, strict=True)),
    }


def index_of(practice_table: pd.DataFrame) -> "pd.CategoricalIndex[str]":
    """The categories of a practice table, in order."""
    category = practice_table["category"]
    return pd.CategoricalIndex(category.cat.categories, dtype=category.dtype, name="category")


def entering(practice_table: pd.DataFrame, smallest: int) -> tuple[Bools, Bools]:
    """Which practices are core practices of each category, and which enter its score: categories × practices.

    A practice whose means were taken away although it has enough people enters no score either.  Raises
    as `category_table` does.
    """
    if smallest < 1:
        raise ValueError(f"The smallest number of people behind a practice is 1, not {smallest}.")
    category = practice_table["category"].cat
    own = category.codes.to_numpy() == np.arange(len(category.categories))[:, np.newaxis]
    offered: Bools = own & practice_table["core"].to_numpy(np.bool_)
    enough = numbers_of(practice_table, "n") >= smallest
    return offered, offered & enough & ~np.isnan(numbers_of(practice_table, "gap"))


def numbers_of(practice_table: pd.DataFrame, name: str) -> npt.NDArray[np.float64]:
    """A column of a practice table, protected or not, NaN where it holds nothing."""
    numbers: npt.NDArray[np.float64] = practice_table[name].to_numpy(np.float64, na_value=np.nan)
    return numbers


def _people(numbers: npt.NDArray[np.float64], used: npt.NDArray[np.int64]) -> pd.arrays.IntegerArray:
    """Whole numbers, missing where nothing is used."""
    return pd.arrays.IntegerArray(np.where(used > 0, numbers, 0).astype(np.int64), used == 0)


def overall(category_table: pd.DataFrame) -> "pd.Series[float]":
    """The scores of the whole: current, desired and gap in levels.

    Each is the unweighted mean of the categories' scores, so that categories count alike however
    many practices they offer.  Missing: NaN when any category is missing, because a mean of the
    remaining ones would be about something else; NaN when there is no category.
    """
    return pd.Series(whole_of(means_of(category_table)), index=MEANS)


def whole_of(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The scores of the whole out of those of the categories (a row each)."""
    whole: npt.NDArray[np.float64] = scores.mean(axis=0) if len(scores) else np.full(len(MEANS), np.nan)
    return whole


def means_of(table: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Current, desired and gap of a table of practices or categories: rows × 3."""
    return np.column_stack([table[name].to_numpy(np.float64) for name in MEANS])
