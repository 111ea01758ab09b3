"""Effect sizes of gaps, and a check of them that asks only for their order.  For the appendix."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr  # type: ignore[import-untyped]  # scipy.stats takes four times as long to load

from assessment.analysis.constants import CHECK_FROM, RISK, SHARE_FROM
from assessment.analysis.frame import Frame
from assessment.analysis.intervals import Floats, Tally, Whole, ratio, tallies, variance


def effects_table(frame: Frame) -> pd.DataFrame:
    """Each practice's gap in units of how much people differ, indexed by code in questionnaire order.

    Over the n pairs of a practice, with ḡ the mean gap and s_g, s_c, s_d the standard deviations of gap,
    today and wanted (n − 1 below the line):

        dz  = ḡ / s_g                          (Lakens 2013, Calculating and reporting effect sizes)
        dav = ḡ / √((s_c² + s_d²) / 2)         (Cumming 2012, Understanding the new statistics)
        gav = dav · J(n)                       (see `small_sample_factor`)

    Columns: n (pairs), dz, dav, gav, without unit; positive where more is wanted.  Missing: whoever gave
    one side only counts nowhere; NaN with fewer than SHARE_FROM pairs, and where all answered alike, so
    that there is nothing to divide by.
    """
    found = tallies(frame)
    n = found["gap"].counts.sum(axis=1)
    mean, spread_gap = _moments(found["gap"])
    (_, spread_current), (_, spread_desired) = _moments(found["current"]), _moments(found["desired"])
    mean = np.where(n >= SHARE_FROM, mean, np.nan)
    dav = _over(mean, (spread_current + spread_desired) / 2)
    columns = {"n": n, "dz": _over(mean, spread_gap), "dav": dav, "gav": dav * small_sample_factor(n)}
    return pd.DataFrame(columns, index=frame.practices.index)


def small_sample_factor(n: Whole) -> Floats:
    """What takes the bias of few pairs out of a standardised difference, of the same shape as `n`.

        J(n) = 1 − 3 / (4 (n − 1) − 1)

    with the n − 1 degrees of freedom of paired answers; two groups of n other people would have 2 n − 2,
    which is too mild here (five pairs: .800, not .903).  Source: Hedges 1981, Distribution theory for
    Glass's estimator of effect size.  Missing: NaN for fewer than two pairs.
    """
    free = np.where(n > 1, n - 1, np.nan)
    factor: Floats = 1 - 3 / (4 * free - 1)
    return factor


def wilcoxon_table(frame: Frame) -> pd.DataFrame:
    """Whether gaps lie to one side of 0, by signed ranks, indexed by code in questionnaire order.

    Of the n pairs of a practice the sizes of the gaps are ranked, those of 0 included, equal ones sharing
    their mean rank; then those of 0 are dropped.  With T₊ and T₋ the sums of the ranks of positive and of
    negative gaps, and the ranks r of the gaps left,

        statistic = min(T₊, T₋),   z = (T₊ − T₋) / √(Σ r²),   p = 2 P(Z > |z|)

    which is the normal approximation, ties accounted for, without correction for continuity.  Sources:
    Wilcoxon 1945, Individual comparisons by ranking methods; Pratt 1959, Remarks on zeros and ties in the
    Wilcoxon signed rank procedures.  It looks at the order of gaps only, not at how far apart levels are.

    Columns: n (pairs), nonzero (gaps other than 0), statistic (sum of ranks), p (0 to 1).  Where every gap
    is 0 nothing speaks against 0: the statistic is 0 and p is 1.  Missing: NaN with fewer than CHECK_FROM
    pairs.
    """
    values, counts = tallies(frame)["gap"]
    n, nonzero = counts.sum(axis=1), counts[:, values != 0].sum(axis=1)
    ranks = _doubled_ranks(values, counts)
    positive, negative = ((counts * ranks)[:, side].sum(axis=1) for side in (values > 0, values < 0))
    squares = (counts * ranks**2)[:, values != 0].sum(axis=1)
    z = (positive - negative) / np.sqrt(np.where(nonzero > 0, squares, 1))
    enough = n >= CHECK_FROM
    columns = {
        "n": n,
        "nonzero": nonzero,
        "statistic": np.where(enough, np.minimum(positive, negative) / 2, np.nan),
        "p": np.where(enough, 2 * ndtr(-np.abs(z)), np.nan),
    }
    return pd.DataFrame(columns, index=frame.practices.index)


def contradicts(p_none: "pd.Series[float]", p_ranks: "pd.Series[float]") -> "pd.Series[bool]":
    """Whether means and ranks disagree on there being a gap at all, by code in the order of `p_none`.

    True where one p lies under RISK and the other doesn't: the verdict then depends on how far apart one
    takes the levels to be.  Both must be of the same kind, either as tested or both after the same
    correction (Holm) over the same practices; otherwise the correction would look like a contradiction.
    Missing: false where either p is.
    """
    ranks = p_ranks.reindex(p_none.index)
    return p_none.notna() & ranks.notna() & ((p_none < RISK) != (ranks < RISK))


def _moments(tally: Tally) -> tuple[Floats, Floats]:
    """Mean and variance of each practice."""
    values, counts = tally
    n, sums = counts.sum(axis=1), counts @ values
    return ratio(sums, n), variance(n, sums, counts @ values**2)


def _over(mean: Floats, spread: Floats) -> Floats:
    """Means in units of the root of a variance, NaN where nobody differs."""
    quotient: Floats = np.divide(mean, np.sqrt(spread), out=np.full(mean.shape, np.nan), where=spread > 0)
    return quotient


def _doubled_ranks(values: Whole, counts: Whole) -> Whole:
    """Twice the mean rank of each gap by its size, practices × values; doubled, they are whole numbers."""
    sizes = np.abs(values)
    smaller: npt.NDArray[np.bool_] = sizes[:, np.newaxis] < sizes
    same: npt.NDArray[np.bool_] = sizes[:, np.newaxis] == sizes
    return 2 * (counts @ smaller) + counts @ same + 1
