"""Profiles: how one person's ratings over all practices resemble a group's."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.analysis.constants import PROFILE_FROM

MISSING: Final = float("nan")


class Similarity(NamedTuple):
    """How two profiles over n practices resemble each other (see `similarity`)."""

    n: int
    shape: float
    elevation: float
    scatter: float
    rms: float


def similarity(own: "pd.Series[Any]", others: "pd.Series[Any]") -> Similarity:
    """One person's levels of one side and a group's means of it, by code, over the practices both have.

        shape      Pearson's r: whether the same practices are high and low, −1 to 1
        elevation  mean(own) − mean(others), in levels
        scatter    sd(own) / sd(others): above 1 where the person tells practices further apart
        rms        √(mean of (own − others)²), in levels

    Source: Cronbach and Gleser 1953, Assessing similarity between profiles.  They are three ways to
    differ and the distance that all of them make: with S the standard deviations with n below the line,
    rms² = elevation² + (S_own − S_others)² + 2 S_own S_others (1 − shape).

    Missing: a practice that either lacks is left out, so what is hidden is compared with nothing.  NaN
    with fewer than PROFILE_FROM practices; shape where either profile is the same throughout; scatter
    where the group's is (0 where the person's is).
    """
    matched = own, others.reindex(own.index)
    mine, theirs = (side.to_numpy(np.float64, na_value=np.nan) for side in matched)
    known = ~np.isnan(mine) & ~np.isnan(theirs)
    n, mine, theirs = int(known.sum()), mine[known], theirs[known]
    if n < PROFILE_FROM:
        return Similarity(n, MISSING, MISSING, MISSING, MISSING)
    my_spread, their_spread = _spread(mine), _spread(theirs)
    together = float(np.mean((mine - mine.mean()) * (theirs - theirs.mean())))
    return Similarity(
        n=n,
        shape=together / (my_spread * their_spread) if my_spread * their_spread > 0 else MISSING,
        elevation=float(mine.mean() - theirs.mean()),
        scatter=my_spread / their_spread if their_spread > 0 else MISSING,
        rms=float(np.sqrt(np.mean((mine - theirs) ** 2))),
    )


def similarity_by_code(own: Mapping[str, Any], others: Mapping[str, Any]) -> Similarity:
    """The same of plain numbers by code; None is missing."""
    return similarity(pd.Series(own, dtype="float64"), pd.Series(others, dtype="float64"))


def _spread(profile: npt.NDArray[np.float64]) -> float:
    """The standard deviation with n below the line; exactly 0 where all are equal, whatever their mean."""
    return float(np.std(profile)) if np.ptp(profile) > 0 else 0.0
