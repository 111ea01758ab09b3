"""Two rounds of the same questions: what changed, and how far that is on the way to what was wanted."""

from collections.abc import Collection, Mapping
from math import nan, sqrt
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtr, stdtrit  # type: ignore[import-untyped]  # as in intervals

from assessment.analysis.constants import CONFIDENCE, MATTERS, RISK, ROUND_FROM
from assessment.analysis.frame import Frame
from assessment.analysis.intervals import ENDS, Floats, Whole, ratio, tallies, variance
from assessment.analysis.multiplicity import holm


def round_moments(frame: Frame) -> pd.DataFrame:
    """All of a round that a change needs, by code in questionnaire order.

    Columns: n (pairs, int64), and for x in current, desired and gap, over the pairs, float64 in levels:
    mean_x, and sd_x (n − 1 below the line).  Missing: mean_x is NaN for n = 0, sd_x for n < 2.
    """
    columns: dict[str, npt.NDArray[Any]] = {}
    for name, (values, counts) in tallies(frame).items():
        n, sums = counts.sum(axis=1), counts @ values
        columns["n"] = n
        columns[f"mean_{name}"] = ratio(sums, n)
        columns[f"sd_{name}"] = np.sqrt(variance(n, sums, counts @ values**2))
    return pd.DataFrame(columns, index=frame.practices.index)


def moments_of(published: Mapping[str, Mapping[str, float | None]]) -> pd.DataFrame:
    """Published numbers by code as a table like that of `round_moments`; None is missing."""
    columns = ["n", *(column for name in ENDS for column in _columns(name)[:2])]
    table = pd.DataFrame.from_dict(dict(published), orient="index", columns=columns, dtype="float64")
    return table.rename_axis("code")


def change_table(
    before: pd.DataFrame, after: pd.DataFrame, *, among: Collection[str] | None = None
) -> pd.DataFrame:
    """What changed between two rounds, for the codes in both, in the order of `after`.

    `before` and `after` are tables as of `round_moments`, with whatever isn't shown missing.  A change
    is the difference of the two published means, and its uncertainty that of two groups of strangers:
    nobody is followed from one round to the next.  Where the same people answered both times that is
    cautious, as long as those who were high stay high.

    Columns, for x in current, desired and gap:
      n_before, n_after    pairs, Int64
      change_x             mean after − mean before, in levels
      low_x, high_x        its 95 % interval (see `welch`), clipped to what two means can differ by
      p_x, p_x_holm        p of no change, by itself and over the practices of the table (Holm 1979, A
                           simple sequentially rejective multiple test procedure)
      clear_x              p_x_holm < RISK; false where it is missing

    `among` names the practices that make up the family, all of them unless given; the rows of others
    are empty.  Missing: NaN where either round has fewer than ROUND_FROM pairs, or lacks the mean or sd.
    """
    n, one, two = _matched(before, after, among)
    columns: dict[str, npt.NDArray[Any]] = {}
    for name, (lowest, highest) in ENDS.items():
        moments = (table[column].to_numpy() for table in (one, two) for column in _columns(name))
        found = welch(*moments)
        adjusted, widest = holm(found.p), float(highest - lowest)
        columns[f"change_{name}"] = found.change
        columns[f"low_{name}"] = np.clip(found.low, -widest, widest)
        columns[f"high_{name}"] = np.clip(found.high, -widest, widest)
        columns[f"p_{name}"] = found.p
        columns[f"p_{name}_holm"] = adjusted
        columns[f"clear_{name}"] = adjusted < RISK
    return n.assign(**columns)


def progress_table(before: pd.DataFrame, after: pd.DataFrame, *, smallest: float = MATTERS) -> pd.DataFrame:
    """How far today has come towards what was wanted, for the codes in both, in the order of `after`.

    `before` and `after` are as for `change_table`, which has the interval of what was done.  Columns:
      n_before, n_after    pairs, Int64
      way                  wanted before − today before, the gap then, in levels
      done                 today after − today before, in levels; below 0 where it went back
      share                done ÷ way; below 0 and above 1 are both possible
      remaining            wanted before − today after, in levels

    Source: arithmetic.  Missing: NaN where either round has fewer than ROUND_FROM pairs or lacks a mean;
    share is NaN where the way is shorter than `smallest`, since a part of next to nothing says nothing.

    Raises ValueError when `smallest` isn't positive.
    """
    if not smallest > 0:
        raise ValueError(f"A way of {smallest} levels is none.")
    n, one, two = _matched(before, after, None)
    way = one["mean_gap"]
    done = two["mean_current"] - one["mean_current"]
    return n.assign(
        way=way,
        done=done,
        share=done / way.where(way >= smallest),
        remaining=one["mean_desired"] - two["mean_current"],
    )


def score_change(
    before: float, half_before: float, after: float, half_after: float, *, rounding: float = 0.0
) -> tuple[float, bool]:
    """Half the 95 % interval of a change between two scores, in levels, and whether it excludes none.

        half = √(half_before² + half_after²),   clear = |after − before| − rounding > half

    Scores are those of a category or of the whole, with half the widths of their own intervals; `rounding`
    is by how much a difference of the two as printed may be too wide.  Source:
    the variance of a difference of two independent means; with intervals of t, whose quantiles are wider
    than that of the difference, it is a little cautious (see `welch`).

    Raises ValueError for a width below 0.
    """
    if half_before < 0 or half_after < 0:
        raise ValueError("No interval is narrower than nothing.")
    half = sqrt(half_before**2 + half_after**2)
    return half, abs(after - before) - rounding > half


class Welch(NamedTuple):
    """The second mean minus the first, its standard error, degrees of freedom, 95 % interval and p."""

    change: Floats
    se: Floats
    df: Floats
    low: Floats
    high: Floats
    p: Floats


def welch(
    mean1: Floats, sd1: Floats, n1: Floats | Whole, mean2: Floats, sd2: Floats, n2: Floats | Whole
) -> Welch:
    """Two groups of different people, which need not spread alike; arrays of one shape, so is what comes out.

    With v = sd² / n of each group and w = v1 / (v1 + v2)

        change = mean2 − mean1,   se = √(v1 + v2),   df = 1 / (w² / (n1 − 1) + (1 − w)² / (n2 − 1))
        interval = change ± t(1 − (1 − CONFIDENCE) / 2, df) se,   p = 2 P(T_df > |change| / se)

    Source: Welch 1947, The generalization of Student's problem; df of Satterthwaite 1946, An approximate
    distribution of estimates of variance components.  Where nobody differs from anybody in either group
    the interval has no width, p is 1 for no change and 0 for any, and w is taken as ½.

    Missing: everything is NaN where a mean or sd is, and with fewer than two people in either group.
    """
    known = (n1 >= 2) & (n2 >= 2) & ~np.isnan(mean1 + sd1 + mean2 + sd2)
    first, second = np.where(known, n1, nan), np.where(known, n2, nan)
    change = np.where(known, mean2 - mean1, nan)
    one, two = sd1**2 / first, sd2**2 / second
    se = np.sqrt(one + two)
    weight = np.divide(one, one + two, out=np.full(se.shape, 0.5), where=se > 0)
    df = 1 / (weight**2 / (first - 1) + (1 - weight) ** 2 / (second - 1))
    size = np.abs(change)
    t = np.divide(size, se, out=np.where(size > 0, np.inf, size), where=se > 0)
    half = stdtrit(df, 1 - (1 - CONFIDENCE) / 2) * se
    return Welch(change, se, df, change - half, change + half, 2 * stdtr(df, -t))


def overlap_error(sd1: float, n1: int, sd2: float, n2: int, covariance: float, n12: int) -> float:
    """The standard error of a change where n12 people can be followed from one round to the other.

        se² = sd1² / n1 + sd2² / n2 − 2 n12 covariance / (n1 n2)

    with the covariance (n12 − 1 below the line) of what those people said both times; of fewer than
    ROUND_FROM it counts as 0, and what is left is that of `welch`.  Source: the variance of a difference
    of two means that share some of their people; as in Derrick, Toher and White 2017, How to compare the
    means of two samples that include paired observations and independent observations.

    Answers here can't be followed, so nothing in the product calls this: it is for the linked data of
    others, to see how cautious `welch` is.  NaN with nobody in either round.
    """
    if min(n1, n2) < 1:
        return nan
    shared = n12 * covariance if n12 >= ROUND_FROM else 0.0
    return sqrt(sd1**2 / n1 + sd2**2 / n2 - 2 * shared / (n1 * n2))


def _matched(
    before: pd.DataFrame, after: pd.DataFrame, among: Collection[str] | None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """n of both rounds, and their moments as floats, for the codes in both; no moments of too few people."""
    codes = after.index[after.index.isin(before.index)]
    named = np.array([among is None or code in among for code in codes], dtype=np.bool_)
    needed = [column for name in ENDS for column in _columns(name)[:2]]
    one, two = (table.loc[codes, ["n", *needed]].astype("float64") for table in (before, after))
    n = pd.DataFrame({"n_before": one["n"], "n_after": two["n"]}).astype("Int64")
    enough = named & (one["n"] >= ROUND_FROM) & (two["n"] >= ROUND_FROM)
    return n[named].reindex(codes), one[enough].reindex(codes), two[enough].reindex(codes)


def _columns(name: str) -> tuple[str, str, str]:
    return f"mean_{name}", f"sd_{name}", "n"
