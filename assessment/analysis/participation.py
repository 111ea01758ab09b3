"""Participation: what those who didn't answer could change, how many answers would be enough."""

from collections.abc import Collection
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit  # type: ignore[import-untyped]  # scipy.stats is slow to load

from assessment.analysis.constants import (
    BORROWED,
    CONFIDENCE,
    MATTERS,
    PLANNED_HALF,
    POWER,
    SPREAD_FROM,
    VERDICT_FROM,
)
from assessment.analysis.frame import Frame
from assessment.analysis.intervals import ENDS, Floats
from assessment.analysis.verdicts import gap_errors

PLANNED_SPREAD: Final = 1.0
"""Standard deviation of gaps to plan with before anybody has answered, in levels.

Source: the design; the spread found takes its place as soon as there is one.
"""


def tipping_table(practice_table: pd.DataFrame, invited: int, smallest: int = SPREAD_FROM) -> pd.DataFrame:
    """What those who gave no pair would have to say, indexed by code as `practice_table`.

    With N invited and n pairs of mean gap ḡ, the mean gap over everybody invited is exactly MATTERS
    when the mean gap of the N − n others is

        g* = (N MATTERS − n ḡ) / (N − n)

    Whether a mean stays on its side of MATTERS whatever the others think is thus a matter of whether
    gaps can be that far from 0 at all.  Source: bounds without assumptions about those who didn't
    answer (Manski 1989, Anatomy of the selection problem).

    `practice_table` is from `gaps.practice_table`, or the protected one.  Columns:
      n         pairs, as given
      others    invited who gave no pair
      needed    g*, in levels, float64
      possible  bool: a mean gap can be g*, −4 ≤ g* ≤ 4
    Missing: n and others are NA where the table's n is; needed is NaN and possible false where the gap is
    missing, n < `smallest`, or there are no others.

    Raises ValueError when `invited` is negative or a practice has more pairs than were invited.
    """
    counts = practice_table["n"]
    _check_invited(counts, invited)
    n, gap = _numbers(counts), _numbers(practice_table["gap"])
    others = invited - n
    # Rounding takes the dust of the mean's division off the sum, which is of whole numbers.
    sums = np.rint(n * gap)
    asked = (n >= smallest) & (others > 0)
    needed = np.divide(invited * MATTERS - sums, others, out=np.full(len(n), np.nan), where=asked)
    lowest, highest = ENDS["gap"]
    return pd.DataFrame(
        {
            "n": counts,
            "others": invited - counts,
            "needed": needed,
            "possible": (needed >= lowest) & (needed <= highest),
        },
        index=practice_table.index,
    )


def planned_needed(sd: float = PLANNED_SPREAD, invited: int | None = None, half: float = PLANNED_HALF) -> int:
    """How many answers bring half the 95 % interval's width down to `half`, both in levels.

    With z the normal quantile of CONFIDENCE and N invited

        n0 = (z sd / half)²,   needed = ⌈n0 / (1 + n0 / N)⌉

    and ⌈n0⌉ where it isn't known how many are invited.  It is never more than N; where it is N, everybody
    would have to answer.  Source: Cochran 1977, Sampling Techniques, 4.4 and 4.6.

    Raises ValueError when `half` isn't positive, `sd` is negative or nobody is invited.
    """
    return int(_needed(np.array([sd]), invited, half)[0])


def planned_half(people: int, sd: float = PLANNED_SPREAD) -> float:
    """Half the 95 % interval's width that so many answers give, z sd / √n, in levels: the inverse of
    `planned_needed` where it isn't known how many are invited.

    Raises ValueError when nobody has answered or `sd` is negative.
    """
    if people < 1 or sd < 0:
        raise ValueError(f"No plan for {people} answers.")
    return float(ndtri(1 - (1 - CONFIDENCE) / 2) * sd / np.sqrt(people))


def planner_table(
    frame: Frame,
    invited: int | None,
    *,
    half: float = PLANNED_HALF,
    among: Collection[str] | None = None,
    borrowed: float = BORROWED,
) -> pd.DataFrame:
    """How many answers each practice's gap still needs, indexed by code in questionnaire order.

    Columns:
      n              pairs, int64
      sd             stabilised standard deviation s* of the gap (`intervals.practice_intervals`), in
                     levels
      needed         pairs for an interval of gap ± `half`: `planned_needed(sd, invited, half)`
      more           pairs still missing: max(0, needed − n)
      reachable      bool: there are enough already, or needed < invited, so that it doesn't take
                     everybody; where `invited` is None nothing stands in the way
      smallest_seen  the smallest gap, in levels, that n pairs tell from none with probability POWER:
                     (t(1 − (1 − CONFIDENCE) / 2, n − 1) + t(POWER, n − 1)) sd / √n
    All float64 unless said.  The smallest gap is an approximation (Cohen 1988, Statistical Power Analysis
    for the Behavioral Sciences, has the exact one by the noncentral t; from ten pairs on they are within
    one per cent).

    `among` and `borrowed` are as in `intervals.practice_intervals`; practices outside `among` have
    nothing but n.  Missing: everything but n is NaN, and reachable false, there and with fewer than
    VERDICT_FROM pairs.

    Raises ValueError when `half` isn't positive, `borrowed` is negative, nobody is invited or a practice
    has more pairs than were invited.
    """
    table = gap_errors(frame, borrowed=borrowed, among=among)
    if invited is not None:
        _check_invited(table["n"], invited)
    planned = table["n"].to_numpy() >= VERDICT_FROM
    if among is not None:
        planned &= table.index.isin(list(among))
    n, error = np.where(planned, table["n"], np.nan), np.where(planned, table["se"], np.nan)
    spread = error * np.sqrt(n)
    needed = _needed(spread, invited, half)
    within_reach = needed < (np.inf if invited is None else invited)
    quantiles = stdtrit(n - 1, 1 - (1 - CONFIDENCE) / 2) + stdtrit(n - 1, POWER)
    return pd.DataFrame(
        {
            "n": table["n"],
            "sd": spread,
            "needed": needed,
            "more": np.maximum(needed - n, 0),
            "reachable": within_reach | (needed <= n),
            "smallest_seen": quantiles * error,
        },
        index=table.index,
    )


def _needed(sd: Floats, invited: int | None, half: float) -> Floats:
    """As in `planned_needed`; NaN where the spread is."""
    if half <= 0 or (sd < 0).any() or (invited is not None and invited < 1):
        raise ValueError(f"No plan for ± {half} out of {invited} invited.")
    unlimited = (ndtri(1 - (1 - CONFIDENCE) / 2) * sd / half) ** 2
    needed: Floats = np.ceil(unlimited if invited is None else unlimited / (1 + unlimited / invited))
    return needed


def _numbers(column: "pd.Series[Any]") -> Floats:
    return column.to_numpy(np.float64, na_value=np.nan)


def _check_invited(n: "pd.Series[Any]", invited: int) -> None:
    most = n.max()
    if invited < 0 or (pd.notna(most) and most > invited):
        raise ValueError(f"{most} can't have answered out of {invited}.")
