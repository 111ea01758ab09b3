"""Reliability: whether the practices of a category measure one thing.  For the appendix."""

from collections.abc import Collection, Iterator
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import fdtri  # type: ignore[import-untyped]  # scipy.stats takes four times as long to load

from assessment.analysis.constants import CONFIDENCE, FACTOR_FROM, RELIABLE_FROM
from assessment.analysis.frame import Frame
from assessment.analysis.intervals import Floats, Whole, pairs
from assessment.analysis.scores import index_of

Side = Literal["current", "desired", "gap"]

MISSING: Final = float("nan")
FACTOR_ITEMS: Final = 3  # two items have one correlation, which many pairs of loadings explain equally well
SETTLED: Final = 1e-12  # change of a loading in one round from which on it counts as found
ROUNDS: Final = 10_000  # most rounds; items that hang together take some dozens


def reliability_table(
    frame: Frame, side: Side = "current", *, core_only: bool = True, among: Collection[str] | None = None
) -> pd.DataFrame:
    """One row per category, in order: how reliable a mean of its practices is.

    `side` says of which ratings: today, wanted, or the gap between them.  The items are the category's
    core practices, or all of its practices where `core_only` is false; `among` narrows them down to the
    practices named, so that nothing rests on what is hidden.

    Missing answers: only people with a pair in every item count (listwise), whatever the side.

    Columns: items; n (these people; 0 without items); alpha, alpha_low, alpha_high (see `alpha` and
    `alpha_interval`) from RELIABLE_FROM people on; omega (see `omega`) from FACTOR_FROM on.  NaN with
    fewer, and where the function gives none.
    """
    table = alpha_table(frame, side, core_only=core_only, among=among)
    table["omega"] = [
        omega(correlations(rows)) if len(rows) >= FACTOR_FROM else MISSING
        for _, rows in _scales(frame, side, core_only, among)
    ]
    return table


def alpha_table(
    frame: Frame, side: Side = "current", *, core_only: bool = True, among: Collection[str] | None = None
) -> pd.DataFrame:
    """The same without omega, which takes most of the time."""
    scales = [_scale(rows) for _, rows in _scales(frame, side, core_only, among)]
    table = pd.DataFrame(scales, columns=list(_Scale._fields), index=index_of(frame.practices))
    return table.astype(np.float64).astype({"items": np.int64, "n": np.int64})


def item_rest_table(
    frame: Frame, side: Side = "current", *, core_only: bool = True, among: Collection[str] | None = None
) -> pd.DataFrame:
    """How each practice goes with the rest of its category, indexed by code in questionnaire order.

    Items, people and missing answers are those of `reliability_table`; what is no item has no row.

    Columns: category; n (people with a pair in every item of the category); item_rest (see `item_rest`)
    from FACTOR_FROM people on, NaN with fewer.
    """
    practices = len(frame.practices)
    used, n = np.zeros(practices, dtype=np.bool_), np.zeros(practices, dtype=np.int64)
    found = np.full(practices, np.nan)
    for places, rows in _scales(frame, side, core_only, among):
        used[places], n[places] = True, len(rows)
        if len(rows) >= FACTOR_FROM:
            found[places] = item_rest(rows)
    columns = {"category": frame.practices["category"], "n": n, "item_rest": found}
    return pd.DataFrame(columns, index=frame.practices.index).loc[used]


def alpha(rows: Floats) -> float:
    """Cronbach's alpha of answers (people × items, whole numbers, none missing).

        α = k / (k − 1) · (1 − Σ s²_i / s²)

    with k items, s²_i their variances and s² that of each person's sum.  Source: Cronbach 1951,
    Coefficient alpha and the internal structure of tests.  At most 1; items that go against each other
    make it negative, without a lower end.

    Missing: NaN for fewer than two people or items, and where all people have the same sum.
    """
    items = rows.shape[1]
    products = _products(rows)
    whole = float(products.sum())
    return (
        items / (items - 1) * (1 - float(np.trace(products)) / whole) if items > 1 and whole > 0 else MISSING
    )


def alpha_interval(alpha: float, n: int, items: int) -> tuple[float, float]:
    """The 95 % interval of an alpha out of so many people and items: its lower and its upper end.

        low, high = 1 − (1 − α) F(1 − p), 1 − (1 − α) F(p)   with p = (1 − CONFIDENCE) / 2

    and F's quantiles for n − 1 and (n − 1)(k − 1) degrees of freedom.  Source: Feldt, Woodruff and Salih
    1987, Statistical inference for coefficient alpha.

    Missing: both NaN where alpha is, and for fewer than two people or items.
    """
    free, tail = n - 1, (1 - CONFIDENCE) / 2
    low, high = (1 - (1 - alpha) * float(fdtri(free, free * (items - 1), p)) for p in (1 - tail, tail))
    return low, high


def omega(correlations: Floats) -> float:
    """McDonald's omega (total) of one factor, out of the items' correlations (items × items).

        ω = (Σ l)² / ((Σ l)² + Σ (1 − l²))   with l the `loadings`

    Source: McDonald 1999, Test theory.  It is of the sum of standardised items; from 0 to 1.

    Missing: NaN where there are no loadings, or where all that items share cancels out.
    """
    found = loadings(correlations)
    shared, own = float(found.sum()) ** 2, float(np.sum(1 - found**2))
    return shared / (shared + own) if shared + own > 0 else MISSING


def loadings(correlations: Floats) -> Floats:
    """How each item loads on the one factor that leaves the least of the correlations (items × items).

    The l, each from −1 to 1 and signed so that their sum is not negative, that minimise

        Σ over i < j of (r_ij − l_i l_j)²

    Source: Harman and Jones 1966, Factor analysis by minimizing residuals (minres), and for keeping every
    loading within 1, Harman and Fukuda 1966, Resolution of the Heywood case in the minres solution.
    One loading after the other is set to its best value given the rest, until none moves any more.

    Missing: all NaN for fewer than three items, with a correlation missing (an item on which all agree),
    and in the odd case that the loadings don't settle.
    """
    items = len(correlations)
    found = np.ones(items)
    if items < FACTOR_ITEMS or np.isnan(correlations).any():
        return np.full(items, np.nan)
    for _ in range(ROUNDS):
        before = found.copy()
        for item in range(items):
            found[item] = 0.0  # so that its correlation with itself plays no part
            squares = found @ found
            found[item] = np.clip(correlations[item] @ found / squares, -1, 1) if squares > 0 else 0.0
        if np.abs(found - before).max() <= SETTLED:
            return found if found.sum() >= 0 else -found
    return np.full(items, np.nan)


def item_rest(rows: Floats) -> Floats:
    """Each item's correlation with the sum of the others (people × items, whole numbers, none missing).

        r_i = cov(x_i, S − x_i) / (s_i s(S − x_i))   with S a person's sum

    the corrected item-total correlation.  Source: Nunnally 1978, Psychometric theory.  An item below .20
    may measure something else.

    Missing: NaN for fewer than two people or items, and where the item, or the sum of the others, is the
    same for all.
    """
    products = _products(rows)
    own, with_all = products.diagonal(), products.sum(axis=1)
    return _correlation(with_all - own, own, products.sum() - 2 * with_all + own)


def correlations(rows: Floats) -> Floats:
    """Pearson's correlations between items (people × items, whole numbers): items × items.

    Missing: NaN for fewer than two people, and for an item that is the same for all.
    """
    products = _products(rows)
    own = products.diagonal()
    return _correlation(products, own[:, np.newaxis], own[np.newaxis, :])


class _Scale(NamedTuple):
    items: int
    n: int
    alpha: float
    alpha_low: float
    alpha_high: float


def _scale(rows: Floats) -> _Scale:
    """A row of `reliability_table` out of its ratings."""
    n, items = rows.shape
    found = alpha(rows) if n >= RELIABLE_FROM else MISSING
    low, high = alpha_interval(found, n, items)
    return _Scale(items, n, found, low, high)


def _products(rows: Floats) -> Floats:
    """n² times the items' covariances.  For whole numbers exact, so no spread is exactly 0."""
    sums = rows.sum(axis=0)
    products: Floats = len(rows) * (rows.T @ rows) - np.outer(sums, sums)
    return products


def _correlation(products: Floats, first: Floats, second: Floats) -> Floats:
    """A covariance over the roots of two variances, NaN where either is 0."""
    spread = np.sqrt(first) * np.sqrt(second)
    quotient: Floats = np.divide(products, spread, out=np.full(spread.shape, np.nan), where=spread > 0)
    return quotient


def _scales(
    frame: Frame, side: Side, core_only: bool, among: Collection[str] | None
) -> Iterator[tuple[Whole, Floats]]:
    """Of each category: the places of its items, and the ratings of people with a pair in all of them."""
    given, levels = pairs(frame)
    category = frame.practices["category"].cat
    items = _items(frame, core_only, among)
    for place in range(len(category.categories)):
        places = np.flatnonzero(items & (category.codes.to_numpy() == place))
        people = given[:, places].all(axis=1) & (places.size > 0)
        yield places, levels[side][np.ix_(people, places)].astype(np.float64)


def _items(frame: Frame, core_only: bool, among: Collection[str] | None) -> npt.NDArray[np.bool_]:
    """Of each practice, whether it is an item of its category."""
    core = frame.practices["core"].to_numpy(np.bool_)
    named = np.array([among is None or code in among for code in frame.practices.index], dtype=np.bool_)
    return named & (core | (not core_only))
