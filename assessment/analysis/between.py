"""How much of the differences between people is a difference between the parts they belong to."""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import fdtrc  # type: ignore[import-untyped]  # scipy.stats takes four times as long to load

from assessment.analysis.constants import PARTS_FROM
from assessment.analysis.frame import Frame
from assessment.analysis.intervals import Floats, Whole, pairs


class Between(NamedTuple):
    """A one-way analysis of variance: n values in so many groups.

    msb, msw     mean squares between groups and within them
    icc1         share of all variance that lies between groups; below 0 where groups differ less than chance
    icc2         how reliable the groups' means are
    f, p         F = msb / msw, and how often chance alone gives one as large
    """

    groups: int
    n: int
    msb: float
    msw: float
    icc1: float
    icc2: float
    f: float
    p: float


def between(values: Floats, groups: npt.NDArray[np.integer]) -> Between:
    """The analysis of variance of `values` by `groups`, a number for each value.

    With n values x in G groups of the sizes n_g, their mean size n̄ = n / G, and x̄_g, x̄ the means

        MSB = Σ n_g (x̄_g − x̄)² / (G − 1),   MSW = Σ (x − x̄_g)² / (n − G)
        ICC(1) = (MSB − MSW) / (MSB + (n̄ − 1) MSW),   ICC(2) = (MSB − MSW) / MSB
        F = MSB / MSW with G − 1 and n − G degrees of freedom

    n̄ is the plain mean size, as in R's multilevel::ICC1; with groups of unequal size the textbook's
    adjusted one gives a slightly larger ICC(1).  Sources: Fisher 1925, Statistical Methods for Research
    Workers; Bliese 2000, Within-group agreement, non-independence, and reliability.

    Missing: values that are NaN are left out first.  Everything but the two counts is NaN with fewer
    than two groups or no group of two.  Where nobody differs from the own group F and p are NaN, where
    the groups' means are equal ICC(2) is, and where all values are equal all four.  The order of the values
    changes nothing.
    """
    there = ~np.isnan(values)
    order = np.lexsort((values[there], groups[there]))
    ordered = values[there][order]
    _, starts, sizes = np.unique(groups[there][order], return_index=True, return_counts=True)
    count, n = len(sizes), len(ordered)
    if count < 2 or n == count:
        return Between(count, n, *[np.nan] * 6)
    means = np.add.reduceat(ordered, starts) / sizes
    msb = float(sizes @ (means - sizes @ means / n) ** 2) / (count - 1)
    msw = float(np.sum((ordered - np.repeat(means, sizes)) ** 2)) / (n - count)
    # Means of equal values may differ in their last bits, which must not pass for a difference.
    rounding = (n * np.finfo(np.float64).eps * float(np.abs(ordered).max())) ** 2
    msb, msw = (square if square > rounding else 0.0 for square in (msb, msw))
    f = _quotient(msb, msw)
    return Between(
        groups=count,
        n=n,
        msb=msb,
        msw=msw,
        icc1=_quotient(msb - msw, msb + (n / count - 1) * msw),
        icc2=_quotient(msb - msw, msb),
        f=f,
        p=float(fdtrc(count - 1, n - count, f)),
    )


def between_table(frame: Frame, dimension: str, *, labels: Collection[str] | None = None) -> pd.DataFrame:
    """How much of each practice's gaps lies between the parts of `dimension`, indexed by code.

    `between` of the gaps of pairs by the person's part, a label in that column of the frame's
    respondents.  Whoever gave no label is left out, and so are, practice by practice, parts with
    fewer than PARTS_FROM pairs.  `labels` names the parts that may enter, all of them unless given: what
    is shown must not depend on what is hidden.

    Columns: groups, n (parts and pairs that entered), icc1, icc2 (float64).  Missing: NaN with fewer than
    PARTS_FROM parts, and as in `between`.

    Raises ValueError when the frame has no such dimension.
    """
    if dimension == "voice" or dimension not in frame.respondents.columns:
        raise ValueError(f"The frame has no dimension {dimension}.")
    part = frame.respondents[dimension].cat
    enters = part.categories if labels is None else part.categories.intersection(list(labels))
    parts = part.set_categories(enters).cat.codes.to_numpy(np.int64)
    given, levels = pairs(frame)
    rows = []
    for has_pair, gaps in zip(given.T, levels["gap"].T, strict=True):
        entering = has_pair & (parts >= 0)
        rows.append(_of_practice(gaps[entering].astype(np.float64), parts[entering]))
    columns = ["groups", "n", "icc1", "icc2"]
    return pd.DataFrame(rows, columns=columns, index=frame.practices.index)


def _of_practice(gaps: Floats, parts: Whole) -> tuple[int, int, float, float]:
    """The row of one practice, out of everybody's gap and part."""
    large = (np.bincount(parts) >= PARTS_FROM)[parts]
    found = between(gaps[large], parts[large])
    if found.groups < PARTS_FROM:
        return found.groups, found.n, np.nan, np.nan
    return found.groups, found.n, found.icc1, found.icc2


def _quotient(part: float, whole: float) -> float:
    """part ÷ whole, NaN where the whole is 0."""
    return part / whole if whole > 0 else np.nan
