"""One organisation's mean among those of others, as exactly as their number allows."""

from collections.abc import Sequence
from math import nan
from typing import Final, Literal, NamedTuple

import numpy as np
from scipy.special import betaincinv  # type: ignore[import-untyped]  # as in intervals

from assessment.analysis.constants import (
    COMPANIES_FROM,
    COMPANY_FROM,
    CONFIDENCE,
    PERCENT_FROM,
    QUARTERS_FROM,
)
from assessment.analysis.intervals import Floats

Kind = Literal["none", "half", "quarter", "percentile"]
Half = Literal["below", "in", "above"]
Place = Half | int | float

HALVES: Final[dict[int, Half]] = {1: "below", 2: "in", 3: "in", 4: "above"}
"""Where each quarter lies as seen from the middle half."""


class Position(NamedTuple):
    """Where an organisation stands among `organisations` others.

    place is, by kind: none: None; half: below, in or above their middle half; quarter: 1 (lowest) to 4;
    percentile: the share of organisations below, 0 to 1, with its 95 % interval from low to high.  It is
    None where the answer isn't settled, and low and high are NaN for any other kind.
    """

    organisations: int
    kind: Kind
    place: Place | None
    low: float
    high: float


def eligible(n: int) -> bool:
    """Whether a team of `n` people is large enough to be among the others, or to be held against them."""
    return n >= COMPANY_FROM


def position(own: float, low: float, high: float, others: Floats) -> Position:
    """Where the mean `own`, whose interval reaches from `low` to `high`, stands among those of others.

    `others` holds a mean per organisation, one's own never among them and each of a team that is
    `eligible`; NaN is no organisation.  With m of them:

        m < COMPANIES_FROM   none
        m < QUARTERS_FROM    half: below, in or above the middle half, from the lower quartile of the
                             others to the upper, both ends included
        m < PERCENT_FROM     quarter: as half, the middle split at the median, which counts upwards
        otherwise            percentile p = (r + ½) / (m + 1), 95 % interval the quantiles of
                             Beta(r + 1, m − r + 1); r others are below, equal ones count a half each

    Half and quarter are given only where own, low and high have the same.  Quartiles are interpolated
    (Hyndman and Fan 1996, Sample quantiles in statistical packages, type 7).  The interval of a
    percentile is about which organisations happen to be in the pool, not about who answered in one's own:
    given a place p it is the posterior of p after r of m, from an even prior (Bayes 1763).

    Missing: place is None where own is NaN, for half and quarter where low or high is.
    Raises ValueError when own doesn't lie between low and high.
    """
    if own < low or own > high:
        raise ValueError(f"The interval from {low} to {high} doesn't hold {own}.")
    known = others[~np.isnan(others)]
    organisations = len(known)
    if organisations < COMPANIES_FROM:
        return Position(organisations, "none", None, nan, nan)
    if organisations >= PERCENT_FROM:
        return _percentile(own, known)
    quarters = [_quarter(value, known) for value in (own, low, high)]
    if organisations >= QUARTERS_FROM:
        return Position(organisations, "quarter", _settled(quarters), nan, nan)
    halves = [HALVES[quarter] if quarter else None for quarter in quarters]
    return Position(organisations, "half", _settled(halves), nan, nan)


def position_of_printed(own: float, half: float | None, others: Sequence[float]) -> Position:
    """The same of plain numbers: own ± half, which is missing (None) where there is no interval."""
    reach = nan if half is None else half
    return position(own, own - reach, own + reach, np.array(others, dtype=np.float64))


def _settled(places: Sequence[Place | None]) -> Place | None:
    """The one place that all of them are."""
    return places[0] if len(set(places)) == 1 else None


def _quarter(value: float, known: Floats) -> int | None:
    if np.isnan(value):
        return None
    lower, median, upper = np.quantile(known, [0.25, 0.5, 0.75])
    if value < lower:
        return 1
    if value > upper:
        return 4
    return 2 if value < median else 3


def _percentile(own: float, known: Floats) -> Position:
    m = len(known)
    if np.isnan(own):
        return Position(m, "percentile", None, nan, nan)
    below = float(np.count_nonzero(known < own) + np.count_nonzero(known == own) / 2)
    tail = (1 - CONFIDENCE) / 2
    low, high = (float(betaincinv(below + 1, m - below + 1, q)) for q in (tail, 1 - tail))
    return Position(m, "percentile", (below + 0.5) / (m + 1), low, high)
