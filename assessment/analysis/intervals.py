"""Intervals: how far the means of practices, categories and the whole can be trusted."""

from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtrit  # type: ignore[import-untyped]  # scipy.stats takes four times as long to load

from assessment.analysis.constants import (
    BORROWED,
    CONFIDENCE,
    HIGHEST_LEVEL,
    LEAST_SCORE_VARIANCE,
    LEAST_VARIANCE,
    LOWEST_LEVEL,
)
from assessment.analysis.frame import Frame
from assessment.analysis.scores import MEANS, category_table, overall

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

STEPS: Final = HIGHEST_LEVEL - LOWEST_LEVEL + 1
ENDS: Final = {
    "current": (LOWEST_LEVEL, HIGHEST_LEVEL),
    "desired": (LOWEST_LEVEL, HIGHEST_LEVEL),
    "gap": (LOWEST_LEVEL - HIGHEST_LEVEL, HIGHEST_LEVEL - LOWEST_LEVEL),
}
"""The lowest and highest value each mean can have, in levels; no interval reaches further."""


class Tally(NamedTuple):
    """How many pairs hold which value: `values` (V,) ascending, `counts` (practices, V)."""

    values: Whole
    counts: Whole


def practice_intervals(
    frame: Frame,
    *,
    borrowed: float = BORROWED,
    families: int = 1,
    among: Collection[str] | None = None,
) -> pd.DataFrame:
    """The 95 % intervals of each practice's means, indexed by code in questionnaire order.

    The stabilised t.  Over the n pairs of practice j, for today, wanted and the gap each by itself,
    with s the standard deviation (n − 1 below the line) and m = `borrowed`:

        s0² = the mean of s² over the practices with two pairs or more, at least LEAST_VARIANCE
        s*² = ((n − 1) s² + m s0²) / (n − 1 + m)
        half = t(1 − (1 − CONFIDENCE) / 2 ÷ families, n − 1) s* / √n,   interval = mean ± half

    Each practice borrows m observations of typical spread, so that six people who agree by chance
    don't look certain; with hundreds of people nothing of it is left.  With m = 0 it is Student's
    interval of paired differences.  Sources: Student 1908, The probable error of a mean; the
    borrowing of variances after Smyth 2004, Linear models and empirical Bayes methods, but keeping
    n − 1 degrees of freedom, which is the cautious choice.

    `among` names the practices whose spread is borrowed, all of them unless given: what is shown must not
    depend on what is hidden, so whoever shows some practices only lets those lend.

    `families` is how many practices a reader will compare at once: the intervals are widened so that
    all of them hold together (Bonferroni).

    Columns, for x in current, desired and gap, all float64 in levels: sd_x (s itself, nothing
    borrowed), half_x (before clipping), low_x and high_x (clipped to the ends of the scale: 1 and 5,
    for the gap −4 and 4).  Missing: everything is NaN with fewer than two pairs.

    Raises ValueError when `borrowed` is negative or `families` below 1.
    """
    if borrowed < 0 or families < 1:
        raise ValueError(f"Neither {borrowed} borrowed people nor {families} families make an interval.")
    columns: dict[str, Floats] = {}
    lends = np.array([among is None or code in among for code in frame.practices.index], dtype=np.bool_)
    for name, (values, counts) in tallies(frame).items():
        n, sums, squares = counts.sum(axis=1), counts @ values, counts @ values**2
        spread = variance(n, sums, squares)
        half = half_width(n, spread, typical_variance(spread[lends]), borrowed=borrowed, families=families)
        columns[f"sd_{name}"] = np.sqrt(spread)
        columns |= _around(name, ratio(sums, n), half)
    return pd.DataFrame(columns, index=frame.practices.index)


def category_intervals(frame: Frame, practice_table: pd.DataFrame, smallest: int) -> pd.DataFrame:
    """The 95 % intervals of the scores in `category_table(practice_table, smallest)`, a row per category.

    `practice_table` is that of `frame`, or the protected one.  A score is Σ w_j x̄_j with w_j = 1 / |U|
    for the category's used practices; a person's contribution to it is, with n_a people who have a
    pair in at least one of them,

        z = Σ_j w_j (x_j − x̄_j) n_a / n_j   over the practices the person gave a pair for
        se² = max(Σ z² / (n_a − 1), LEAST_SCORE_VARIANCE) / n_a
        half = t(1 − (1 − CONFIDENCE) / 2, n_a − 1) se

    Contributions keep together what one person said about several practices, and leave each practice
    its own n.  Where nobody left anything out it is Student's interval of the persons' means.  Source:
    linearisation of a sum of ratios (Särndal, Swensson and Wretman 1992, Model Assisted Survey
    Sampling, 5.5).

    Columns, for x in current, desired and gap, float64 in levels: se_x, half_x, low_x, high_x (clipped
    as in `practice_intervals`).  Missing: NaN where the score is, and with fewer than two people.

    Raises ValueError when the table isn't of this frame or `smallest` is below 1.
    """
    scores = category_table(practice_table, smallest)
    return _score_intervals(frame, _category_weights(frame, practice_table, scores, smallest), scores[MEANS])


def overall_interval(frame: Frame, practice_table: pd.DataFrame, smallest: int) -> "pd.Series[float]":
    """The 95 % interval of the whole, the mean of the category scores.

    As in `category_intervals`, with each practice weighing 1 / |U| of its category divided by the
    number of categories, and n_a the people with a pair in any of the practices used.  The same names,
    as a Series; all NaN where the whole has no score.  Raises as `category_intervals` does.
    """
    scores = category_table(practice_table, smallest)
    by_category = _category_weights(frame, practice_table, scores, smallest)
    weights = by_category.sum(axis=0, keepdims=True) / max(len(by_category), 1)
    return _score_intervals(frame, weights, overall(scores).to_frame().T).iloc[0].rename(None)


def pairs(frame: Frame) -> tuple[npt.NDArray[np.bool_], dict[str, npt.NDArray[np.int8]]]:
    """Which respondent gave a pair for which practice, and current, desired and gap there, 0 elsewhere.

    All are matrices of respondents × practices.  The levels are whole numbers, so sums of them are
    exact and the order of the respondents changes nothing.
    """
    today, wanted = frame.current_state.to_numpy(), frame.desired_state.to_numpy()
    given = _is_level(today) & _is_level(wanted)
    current, desired = today * given, wanted * given
    return given, {"current": current, "desired": desired, "gap": desired - current}


def tallies(frame: Frame) -> dict[str, Tally]:
    """For current, desired and gap: how many pairs of each practice hold each value there can be."""
    given, levels = pairs(frame)
    cells = STEPS * STEPS
    # One number says which practice and which two levels, and one pass counts them all; whatever is
    # no pair falls into a last cell of its own.
    cell = (levels["current"] - LOWEST_LEVEL) * np.int8(STEPS) + levels["desired"] - LOWEST_LEVEL
    place = np.where(given, cell, cells) + np.arange(given.shape[1]) * (cells + 1)
    counted = np.bincount(place.ravel(), minlength=given.shape[1] * (cells + 1))
    joint = counted.reshape(-1, cells + 1)[:, :cells].reshape(-1, STEPS, STEPS)
    distances = range(ENDS["gap"][0], ENDS["gap"][1] + 1)
    gaps = [np.trace(joint, offset=distance, axis1=1, axis2=2) for distance in distances]
    steps = np.arange(LOWEST_LEVEL, HIGHEST_LEVEL + 1)
    return {
        "current": Tally(steps, joint.sum(axis=2)),
        "desired": Tally(steps, joint.sum(axis=1)),
        "gap": Tally(np.array(distances), np.stack(gaps, axis=1)),
    }


def variance(n: Whole, sums: Whole, squares: Whole) -> Floats:
    """Variances (n − 1 below the line) out of Σ x and Σ x² of whole numbers; NaN with fewer than two.

    Exact up to the one division, so people who all agree have a variance of exactly 0.
    """
    return ratio(n * squares - sums * sums, n * (n - 1))


def typical_variance(variances: Floats) -> float:
    """The mean of the variances that there are, at least LEAST_VARIANCE."""
    known = variances[~np.isnan(variances)]
    return max(float(known.mean()), LEAST_VARIANCE) if known.size else LEAST_VARIANCE


def half_width(
    n: Whole, variances: Floats, typical: float | Floats, *, borrowed: float = BORROWED, families: int = 1
) -> Floats:
    """Half-widths of the stabilised t (see `practice_intervals`), of any shape; NaN where the variance is."""
    people = np.maximum(n, 2)  # a variance of fewer is missing, and so is what comes out of it
    free = people - 1
    stabilised = (free * variances + borrowed * typical) / (free + borrowed)
    half: Floats = quantile(free, families) * np.sqrt(stabilised / people)
    return half


def quantile(free: Whole, families: int = 1) -> Floats:
    """Student's t that CONFIDENCE lies within on both sides, for so many degrees of freedom (≥ 1)."""
    quantiles: Floats = stdtrit(free, 1 - (1 - CONFIDENCE) / 2 / families)
    return quantiles


def ratio(part: npt.NDArray[Any], whole: Whole) -> Floats:
    """part ÷ whole, NaN where the whole is not positive."""
    quotient: Floats = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return quotient


def _is_level(codes: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    level: npt.NDArray[np.bool_] = (codes >= LOWEST_LEVEL) & (codes <= HIGHEST_LEVEL)
    return level


def _around(name: str, mean: Floats, half: Floats) -> dict[str, Floats]:
    lowest, highest = ENDS[name]
    return {
        f"half_{name}": half,
        f"low_{name}": np.clip(mean - half, lowest, highest),
        f"high_{name}": np.clip(mean + half, lowest, highest),
    }


def _category_weights(
    frame: Frame, practice_table: pd.DataFrame, scores: pd.DataFrame, smallest: int
) -> Floats:
    """What each practice weighs in each category's score: categories × practices, 0 where it isn't used."""
    if not practice_table.index.equals(frame.practices.index):
        raise ValueError("The practice table is of other practices than the frame.")
    # A practice whose means were taken away although it has enough people enters no score either.
    n = practice_table["n"].to_numpy(np.float64, na_value=np.nan)
    used = practice_table["core"].to_numpy(np.bool_) & (n >= smallest)
    used &= practice_table["gap"].notna().to_numpy()
    own = practice_table["category"].cat.codes.to_numpy() == np.arange(len(scores))[:, np.newaxis]
    enters: npt.NDArray[np.bool_] = own & used
    weights: Floats = enters / np.maximum(enters.sum(axis=1, keepdims=True), 1)
    return weights


def _score_intervals(frame: Frame, weights: Floats, scores: pd.DataFrame) -> pd.DataFrame:
    """Intervals of scores (a row each) in which practices have these weights (scores × practices)."""
    entering = weights.any(axis=0)
    weights = weights[:, entering]
    given, levels = pairs(frame)
    given = given[:, entering]
    n = given.sum(axis=0, dtype=np.int64)
    if not n.all():
        raise ValueError("The practice table has means where the frame has no pairs.")
    people = np.array([given[:, row > 0].any(axis=1).sum() for row in weights], dtype=np.int64)
    columns: dict[str, Floats] = {}
    for name in MEANS:
        values, mean = levels[name][:, entering], scores[name].to_numpy(np.float64)
        squares = _squared_contributions(given, values, weights / n) * people**2
        columns |= _score_columns(name, mean, people, squares)
    return pd.DataFrame(columns, index=scores.index)


def _squared_contributions(
    given: npt.NDArray[np.bool_], values: npt.NDArray[np.int8], weights: Floats
) -> Floats:
    """Σ over people of (Σ_j weight_j (x_j − x̄_j))², for each row of weights."""
    means = values.sum(axis=0, dtype=np.int64) / given.sum(axis=0, dtype=np.int64)
    contributions = np.where(given, values - means, 0.0) @ weights.T
    squares: Floats = np.einsum("ij,ij->j", contributions, contributions)
    return squares


def _score_columns(name: str, mean: Floats, people: Whole, squares: Floats) -> Mapping[str, Floats]:
    spread = np.fmax(ratio(squares, people - 1), LEAST_SCORE_VARIANCE)
    error = np.where((people > 1) & ~np.isnan(mean), np.sqrt(spread / np.maximum(people, 1)), np.nan)
    half = quantile(np.maximum(people - 1, 1)) * error
    return {f"se_{name}": error} | _around(name, mean, half)
