"""Agreement: how far people say the same of a practice, and of a category's practices together."""

from collections.abc import Collection
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.analysis.constants import (
    AT_THE_END,
    BROAD_AGREEMENT,
    DIVIDED,
    HALF,
    HIGHEST_LEVEL,
    LOWEST_LEVEL,
    SHARE_FROM,
)
from assessment.analysis.frame import Frame
from assessment.analysis.intervals import STEPS, Floats, Whole, pairs, ratio, tallies, variance
from assessment.analysis.quality import SIDES
from assessment.analysis.scores import Bools, index_of

Word = Literal["broad", "mixed", "divided"]

NO_AGREEMENT: Final = (STEPS**2 - 1) / 12
"""Variance of answers spread evenly over all levels, in levels squared.

Source: James, Demaree and Wolf 1984, Estimating within-group interrater reliability with and without
response bias; (A² − 1) / 12 for A levels, 2 for five.
"""

HAIR: Final = 1e-12
"""How far beside a bound an agreement may lie and still be on it.

Source: arithmetic.  Variances such as 0.58 and means such as 4.6 are no floats, and a_wg, divided out of
several of them, misses .50 by some last bits where the answers say exactly one half.
"""


def agreement_table(frame: Frame) -> pd.DataFrame:
    """How far people agree on each practice, indexed by code in questionnaire order.

    Over pairs, for x in current and desired: r_wg and a_wg (see `rwg` and `awg`) of the mean and the
    variance (n − 1 below the line), and which of the two is to be read.  Near an end of the scale people
    can't differ much, and r_wg takes that for agreement; so where the mean is less than AT_THE_END from
    an end a_wg stands in, if there is one.

    Columns: n (pairs), and for each side rwg_x (0 to 1), awg_x (−1 to 1), used_x (all float64), word_x:
    "broad" from BROAD_AGREEMENT, "divided" up to DIVIDED, else "mixed".  The bounds are those of r_wg, so
    where a_wg stands in nobody is called divided: most people are at that end.  Missing: with n below
    SHARE_FROM the numbers are NaN and the word is None; so is a_wg where it isn't defined.
    """
    columns: dict[str, Any] = {}
    found = tallies(frame)
    for side in SIDES:
        levels, counts = found[side]
        n, sums, squares = counts.sum(axis=1), counts @ levels, counts @ levels**2
        enough = n >= SHARE_FROM
        mean = np.where(enough, ratio(sums, n), np.nan)
        spread = np.where(enough, variance(n, sums, squares), np.nan)
        by_uniform, by_mean = rwg(spread), awg(mean, spread, n)
        at_an_end = (mean < LOWEST_LEVEL + AT_THE_END) | (mean > HIGHEST_LEVEL - AT_THE_END)
        stands_in = at_an_end & ~np.isnan(by_mean)
        used = np.where(stands_in, by_mean, by_uniform)
        words = pd.Series(map(_word, used, stands_in), index=frame.practices.index, dtype=object)
        columns |= {"n": n, f"rwg_{side}": by_uniform, f"awg_{side}": by_mean}
        columns |= {f"used_{side}": used, f"word_{side}": words}
    return pd.DataFrame(columns, index=frame.practices.index)


def category_agreement(
    frame: Frame, *, core_only: bool = True, among: Collection[str] | None = None
) -> pd.DataFrame:
    """How far people agree on the practices of each category together, one row per category in order.

    r_wg(j) (see `rwgj`) of the mean variance of J practices: those of the category that have SHARE_FROM
    pairs, core ones only unless `core_only` is false.  As R's multilevel::rwg.j does, it rests on the
    people with a pair for all J, so that every practice is judged by the same ones.

    `among` names the practices that may enter, all of them unless given: what is shown must not depend
    on what is hidden.

    Columns: practices (J), n (people with all J pairs), rwgj_current, rwgj_desired (0 to 1, float64).
    Missing: NaN with n below SHARE_FROM, and, n being 0, when J is less than HALF of the practices looked
    at.
    """
    given, levels = pairs(frame)
    looked_at = _by_category(frame, core_only)
    named = np.array([among is None or code in among for code in frame.practices.index], dtype=np.bool_)
    members = looked_at & named & (given.sum(axis=0) >= SHARE_FROM)
    practices = members.sum(axis=1)
    n, means = np.zeros_like(practices), {side: np.full(len(members), np.nan) for side in SIDES}
    for place in np.flatnonzero((practices > 0) & (practices >= HALF * looked_at.sum(axis=1))):
        complete = given[:, members[place]].all(axis=1)
        n[place] = complete.sum()
        if n[place] >= SHARE_FROM:
            for side in SIDES:
                means[side][place] = _mean_variance(levels[side][np.ix_(complete, members[place])])
    columns = {f"rwgj_{side}": rwgj(means[side], practices) for side in SIDES}
    return pd.DataFrame({"practices": practices, "n": n, **columns}, index=index_of(frame.practices))


def rwg(variance: Floats) -> Floats:
    """r_wg = 1 − min(s², NO_AGREEMENT) / NO_AGREEMENT, 0 to 1, of variances in levels squared.

    1 where all agree, 0 where they differ as much as answers at random, or more.  Source: James, Demaree
    and Wolf 1984, Estimating within-group interrater reliability with and without response bias; the
    cap as in R's multilevel::rwg.  Missing: NaN where the variance is.
    """
    agreement: Floats = 1 - np.minimum(variance, NO_AGREEMENT) / NO_AGREEMENT
    return agreement


def awg(mean: Floats, variance: Floats, n: Whole) -> Floats:
    """a_wg of n people's mean m (levels) and variance s² (levels squared), −1 to 1; arrays of one shape.

        1 − 2 s² / ((H − m)(m − L) n / (n − 1))   with L and H the ends of the scale

    1 where all agree, 0 at half the largest variance that the mean allows, −1 at that one, where all
    stand at the ends; it is not flattered by a mean near an end.  Source: Brown and Hauenstein 2005,
    Interrater agreement reconsidered (there with (H + L) m − m² − HL, which is the same).

    Missing: NaN with fewer than two people, and for a mean so near to an end that not even one person
    could stand at the other: m < (L (n − 1) + H) / n or m > (H (n − 1) + L) / n.  At the end itself all
    agree: 1.
    """
    people = np.maximum(n, 2)
    largest = (HIGHEST_LEVEL - mean) * (mean - LOWEST_LEVEL) * people / (people - 1)
    lowest = (LOWEST_LEVEL * (people - 1) + HIGHEST_LEVEL) / people
    highest = (HIGHEST_LEVEL * (people - 1) + LOWEST_LEVEL) / people
    some, defined = n >= 2, (lowest <= mean) & (mean <= highest)
    share = np.divide(variance, largest, out=np.full(mean.shape, np.nan), where=some & defined)
    at_the_end = some & ((mean == LOWEST_LEVEL) | (mean == HIGHEST_LEVEL))
    return np.where(at_the_end, 1.0, 1 - 2 * share)


def rwgj(mean_variance: Floats, items: Whole) -> Floats:
    """r_wg(j) = J (1 − v) / (J (1 − v) + v) with v = min(mean variance of J items / NO_AGREEMENT, 1), 0 to 1.

    It rises with J by construction.  Source: James, Demaree and Wolf 1984, as for `rwg`; the mean is
    capped, not each item, as in R's multilevel::rwg.j.  Missing: NaN where the variance is or without items.
    """
    agreement = rwg(mean_variance)
    part, rest = items * agreement, 1 - agreement
    together: Floats = np.divide(part, part + rest, out=np.full(part.shape, np.nan), where=items > 0)
    return together


def _mean_variance(answers: npt.NDArray[np.int8]) -> float:
    """The mean variance of the columns of a matrix without gaps, people × practices."""
    people, practices = answers.shape
    sums, squares = answers.sum(axis=0, dtype=np.int64), (answers**2).sum(axis=0, dtype=np.int64)
    return float(variance(np.full(practices, people), sums, squares).mean())


def _word(agreement: float, stands_in: bool) -> Word | None:
    if np.isnan(agreement):
        return None
    if agreement >= BROAD_AGREEMENT - HAIR:
        return "broad"
    return "divided" if agreement <= DIVIDED + HAIR and not stands_in else "mixed"


def _by_category(frame: Frame, core_only: bool) -> Bools:
    """Which practices are looked at for each category: categories × practices."""
    category = frame.practices["category"].cat
    own: Bools = category.codes.to_numpy() == np.arange(len(category.categories))[:, np.newaxis]
    return own & frame.practices["core"].to_numpy(np.bool_) if core_only else own
