"""Intervals: how far the means of practices can be trusted."""

from collections.abc import Collection, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtrit  # type: ignore[import-untyped]  # scipy.stats takes four times as long to load

from assessment.analysis.constants import (
    BORROWED,
    CONFIDENCE,
    HIGHEST_LEVEL,
    LEAST_VARIANCE,
    LOWEST_LEVEL,
)
from assessment.analysis.frame import Frame, is_level

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

AT_ONCE: Final = 16_384  # respondents whose pairs are in memory together
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
        columns |= around(name, ratio(sums, n), half)
    return pd.DataFrame(columns, index=frame.practices.index)


class Pairs(NamedTuple):
    """Who gave a pair for which practice, and current, desired and gap there, 0 elsewhere.

    All are matrices of respondents × practices.  The levels are whole numbers, so sums of them are
    exact and the order of the respondents changes nothing.
    """

    given: npt.NDArray[np.bool_]
    levels: dict[str, npt.NDArray[np.int8]]


def pairs(frame: Frame, rows: slice = slice(None)) -> Pairs:
    """The pairs of these respondents, all of them unless given."""
    today, wanted = frame.current_state.to_numpy()[rows], frame.desired_state.to_numpy()[rows]
    given = is_level(today) & is_level(wanted)
    current, desired = today * given, wanted * given
    return Pairs(given, {"current": current, "desired": desired, "gap": desired - current})


def pairs_in_turn(frame: Frame) -> Iterator[Pairs]:
    """The pairs of AT_ONCE respondents after the other: sums over people need no more memory than that."""
    for first in range(0, len(frame.respondents), AT_ONCE):
        yield pairs(frame, slice(first, first + AT_ONCE))


def tallies(frame: Frame) -> dict[str, Tally]:
    """For current, desired and gap: how many pairs of each practice hold each value there can be."""
    practices, cells = len(frame.practices), STEPS * STEPS
    counted = np.zeros(practices * (cells + 1), dtype=np.int64)
    for given, levels in pairs_in_turn(frame):
        # One number says which practice and which two levels, and one pass counts them all; whatever is
        # no pair falls into a last cell of its own.
        cell = (levels["current"] - LOWEST_LEVEL) * np.int8(STEPS) + levels["desired"] - LOWEST_LEVEL
        place = np.where(given, cell, cells) + np.arange(practices) * (cells + 1)
        counted += np.bincount(place.ravel(order="K"), minlength=len(counted))
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


def around(name: str, mean: Floats, half: Floats) -> dict[str, Floats]:
    """The columns half_x (before clipping), low_x and high_x (within ENDS) of means and their half-widths."""
    lowest, highest = ENDS[name]
    return {
        f"half_{name}": half,
        f"low_{name}": np.clip(mean - half, lowest, highest),
        f"high_{name}": np.clip(mean + half, lowest, highest),
    }
