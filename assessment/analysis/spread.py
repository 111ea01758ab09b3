"""How answers spread over the levels: each level's people, high ones, who wants more, who wants the highest.

Everything counts pairs, the same people as the means.  Where a practice has fewer than SHARE_FROM of
them only n is there: of a few people such counts would be the answers themselves.
"""

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri  # type: ignore[import-untyped]  # scipy.stats takes four times as long to load

from assessment.analysis.constants import (
    CEILING,
    CONFIDENCE,
    HIGHEST_LEVEL,
    LOWEST_LEVEL,
    SHARE_FROM,
    TOP_BOX_FROM,
)
from assessment.analysis.frame import Frame, State
from assessment.analysis.intervals import Floats, Whole, ratio, tallies
from assessment.analysis.quality import SIDES


def distribution(frame: Frame) -> pd.DataFrame:
    """How many people chose each level, indexed by code in questionnaire order.

    Columns: n (pairs), then current_1 to current_5 and desired_1 to desired_5 (people, Int64); the five
    of a side sum to n.  Missing: whoever gave only one side counts nowhere; NA with n below SHARE_FROM.
    """
    found = tallies(frame)
    n = found["current"].counts.sum(axis=1)
    few = n < SHARE_FROM
    columns: dict[str, Any] = {"n": n}
    for side in SIDES:
        levels, counts = found[side]
        for level, people in zip(levels, counts.T, strict=True):
            columns[f"{side}_{level}"] = pd.arrays.IntegerArray(np.where(few, 0, people), few.copy())
    return pd.DataFrame(columns, index=frame.practices.index)


def top_box(frame: Frame) -> pd.DataFrame:
    """The share of people at a high level, indexed by code in questionnaire order.

    #(x ≥ TOP_BOX_FROM) / n over pairs, for today and wanted.  Source: the usual top-two-box share of
    market research.

    Columns: n (pairs), current, desired (0 to 1, float64).  Missing: NaN with n below SHARE_FROM.
    """
    found = tallies(frame)
    n = found["current"].counts.sum(axis=1)
    columns: dict[str, Any] = {"n": n}
    for side in SIDES:
        levels, counts = found[side]
        columns[side] = _shown(ratio(counts[:, levels >= TOP_BOX_FROM].sum(axis=1), n), n)
    return pd.DataFrame(columns, index=frame.practices.index)


def wanting(frame: Frame) -> pd.DataFrame:
    """The shares of people who want a higher level than today's, and a lower one, with 95 % intervals.

    more = #(g > 0) / n and less = #(g < 0) / n over pairs with gap g; the rest want what is there.  The
    intervals are those of `wilson`.  Indexed by code in questionnaire order.

    Columns: n (pairs), more, more_low, more_high, less, less_low, less_high (0 to 1, float64).
    Missing: NaN with n below SHARE_FROM.
    """
    gaps, counts = tallies(frame)["gap"]
    n = counts.sum(axis=1)
    columns: dict[str, Any] = {"n": n}
    for name, meant in (("more", gaps > 0), ("less", gaps < 0)):
        people = counts[:, meant].sum(axis=1)
        low, high = wilson(people, n)
        columns[name] = _shown(ratio(people, n), n)
        columns |= {f"{name}_low": _shown(low, n), f"{name}_high": _shown(high, n)}
    return pd.DataFrame(columns, index=frame.practices.index)


def ceiling(frame: Frame) -> pd.DataFrame:
    """Where nearly everybody wants the highest level, so that the gap only mirrors today's.

    Columns, indexed by code in questionnaire order: n (pairs), share = #(desired = HIGHEST_LEVEL) / n (0
    to 1, float64), ceiling = share ≥ CEILING (bool).  Missing: share is NaN and ceiling false with n below
    SHARE_FROM.
    """
    levels, counts = tallies(frame)["desired"]
    n = counts.sum(axis=1)
    share = _shown(ratio(counts[:, levels == HIGHEST_LEVEL].sum(axis=1), n), n)
    return pd.DataFrame({"n": n, "share": share, "ceiling": share >= CEILING}, index=frame.practices.index)


def cannot_tell(frame: Frame) -> pd.DataFrame:
    """How many people don't know where a practice stands today, by code in questionnaire order.

    Counts everybody who was asked and gave a level or "don't know"; whoever skipped it, or said that it
    doesn't apply, counts nowhere.  Columns: levels, unknown (people), share = unknown / (levels + unknown)
    (0 to 1, float64).  Missing: the share is NaN where fewer than SHARE_FROM people are counted.
    Source: the usual item non-response rate of survey research.
    """
    states = frame.current_state.to_numpy()
    levels = ((states >= LOWEST_LEVEL) & (states <= HIGHEST_LEVEL)).sum(axis=0)
    unknown = (states == State.DONT_KNOW).sum(axis=0)
    share = _shown(ratio(unknown, levels + unknown), levels + unknown)
    return pd.DataFrame({"levels": levels, "unknown": unknown, "share": share}, index=frame.practices.index)


def wilson(k: Whole, n: Whole) -> tuple[Floats, Floats]:
    """Low and high ends of the 95 % intervals of shares k / n, 0 to 1, for arrays of one shape.

        (k + z²/2 ± z √(k (n − k) / n + z²/4)) / (n + z²),   z the normal quantile of CONFIDENCE

    Source: Wilson 1927, Probable inference, the law of succession, and statistical inference.  It never
    leaves 0 to 1, and nobody out of ten still leaves room for some.  Missing: NaN where n is 0; any
    n from 1 gives an interval.

    Raises ValueError where k is not between 0 and n.
    """
    if ((k < 0) | (k > n)).any():
        raise ValueError("A share needs a part between none and all.")
    return _wilson_low(k, n), 1 - _wilson_low(n - k, n)


def _wilson_low(k: Whole, n: Whole) -> Floats:
    z = float(ndtri(1 - (1 - CONFIDENCE) / 2))
    reach = z * np.sqrt(ratio(k * (n - k), n) + z**2 / 4)
    low: Floats = (k + z**2 / 2 - reach) / (n + z**2)
    return low


def _shown(numbers: Floats, n: Whole) -> Floats:
    """The numbers of practices that have enough pairs, NaN elsewhere."""
    return np.where(n >= SHARE_FROM, numbers, np.nan)
