"""Verdicts: what may be said of each practice's gap, in one of five words."""

from collections.abc import Collection
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import stdtr  # type: ignore[import-untyped]  # scipy.stats takes four times as long to load

from assessment.analysis.constants import BORROWED, MATTERS, RISK, VERDICT_FROM
from assessment.analysis.frame import Frame
from assessment.analysis.intervals import Floats, Whole, practice_intervals, quantile, ratio, tallies
from assessment.analysis.multiplicity import holm

Verdict = Literal["large", "small", "gap", "above", "open"]
"""large   clearly more than MATTERS
small   clearly less than MATTERS, in either direction: no gap to speak of
gap     clearly more than none, but not clearly more or less than MATTERS
above   clearly less than none: the level today lies above the one wanted
open    not settled
"""


def gap_errors(
    frame: Frame, *, borrowed: float = BORROWED, among: Collection[str] | None = None
) -> pd.DataFrame:
    """The mean gap of each practice and its standard error, indexed by code in questionnaire order.

    Columns: n (pairs), gap (their mean, in levels), se = s* / √n with the stabilised s* of
    `intervals.practice_intervals`, in levels, so that gap ± t se is the interval shown.  `borrowed`
    and `among` are as there.  Missing: gap is NaN for n = 0, se for n < 2.

    Raises ValueError when `borrowed` is negative.
    """
    values, counts = tallies(frame)["gap"]
    n = counts.sum(axis=1)
    half = practice_intervals(frame, borrowed=borrowed, among=among)["half_gap"].to_numpy()
    error = half / quantile(np.maximum(n - 1, 1))
    return pd.DataFrame({"n": n, "gap": ratio(counts @ values, n), "se": error}, index=frame.practices.index)


def verdict_table(
    frame: Frame, *, borrowed: float = BORROWED, among: Collection[str] | None = None
) -> pd.DataFrame:
    """What may be said of each practice's gap, indexed by code in questionnaire order.

    With ḡ the mean gap, se its stabilised standard error (`gap_errors`), δ = MATTERS and T Student's t
    with n − 1 degrees of freedom, three questions are asked of each practice:

        p_none  = 2 P(T > |ḡ| / se)                                        is there a gap at all?
        p_large = P(T > (ḡ − δ) / se)                                      is it more than δ?
        p_small = max[P(T > (ḡ + δ) / se), P(T > (δ − ḡ) / se)]            is it within ± δ?

    Each question is one family of tests: p_x_holm are its p-values adjusted by Holm's method over the
    practices that get a verdict.  The verdict is the first that holds:

        large   p_large_holm < RISK
        small   p_small_holm < RISK
        gap     p_none_holm < RISK and ḡ > 0
        above   p_none_holm < RISK and ḡ < 0
        open

    Sources: Student 1908, The probable error of a mean; Schuirmann 1987, A comparison of the two
    one-sided tests procedure and the power approach; Lakens 2017, Equivalence tests; Holm 1979, A simple
    sequentially rejective multiple test procedure.  With nothing borrowed p_none is Student's paired
    test.  Where moreover all gaps are equal, se is 0 and the p-values are their limits: 0 or 1, and
    p_none is 1 for gaps of 0.  (Equal gaps are whole numbers, so their mean is never δ itself.)

    `among` names the practices that get a verdict, all of them unless given: the others lend no variance
    and count in no family, so that what is shown doesn't depend on what is hidden.  n, gap and se stand in
    their rows too; whoever shows the table protects it.

    Columns: n (int64), gap and se (levels), the p-values p_none, p_large, p_small, p_none_holm,
    p_large_holm, p_small_holm (float64), verdict (str, one of `Verdict`).  Missing: p-values and verdict
    are NaN with fewer than VERDICT_FROM pairs or outside `among`.

    Raises ValueError when `borrowed` is negative.
    """
    table = gap_errors(frame, borrowed=borrowed, among=among)
    n, gap, error = table["n"].to_numpy(), table["gap"].to_numpy(), table["se"].to_numpy()
    judged = n >= VERDICT_FROM
    if among is not None:
        judged &= table.index.isin(list(among))
    tests = {
        "none": 2 * _beyond(np.abs(gap), error, n - 1),
        "large": _beyond(gap - MATTERS, error, n - 1),
        "small": np.maximum(_beyond(gap + MATTERS, error, n - 1), _beyond(MATTERS - gap, error, n - 1)),
    }
    raw = {name: np.where(judged, p, np.nan) for name, p in tests.items()}
    adjusted = {name: holm(p) for name, p in raw.items()}
    said = pd.Series(_first_that_holds(gap, adjusted), index=table.index, dtype="str")
    return table.assign(
        **{f"p_{name}": p for name, p in raw.items()},
        **{f"p_{name}_holm": p for name, p in adjusted.items()},
        verdict=said.where(judged),
    )


def _beyond(distance: Floats, error: Floats, free: Whole) -> Floats:
    """P(T > distance ÷ error); where the error is 0 the limit of that: 0, ½ or 1."""
    limit = np.where(distance == 0, 0.0, np.copysign(np.inf, distance))
    beyond: Floats = stdtr(free, -np.divide(distance, error, out=limit, where=error != 0))
    return beyond


def _first_that_holds(gap: Floats, p: dict[str, Floats]) -> list[Verdict]:
    clear = p["none"] < RISK
    holds: dict[Verdict, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]] = {
        "large": p["large"] < RISK,
        "small": p["small"] < RISK,
        "gap": clear & (gap > 0),
        "above": clear & (gap < 0),
    }
    found: list[Verdict] = np.select(list(holds.values()), list(holds), "open").tolist()
    return found
