"""Many tests at once: p-values that hold for all of them together."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def holm(p: Floats) -> Floats:
    """The p-values of a family of tests, adjusted so that each may be held against the risk of them all.

    With the m values that there are in ascending order, p(1) ≤ … ≤ p(m),

        adjusted(i) = max over k ≤ i of min(1, (m − k + 1) p(k))

    Rejecting where adjusted ≤ α makes any wrong rejection at all happen at most with probability α,
    however the tests depend on each other.  Source: Holm 1979, A simple sequentially rejective multiple
    test procedure.

    `p` has one dimension; the values given back stand in the same places.  Missing: NaN stays NaN and
    isn't counted in m; an empty family, or one of NaN only, is fine.  Raises ValueError for a value
    outside 0 to 1.
    """
    if ((p < 0) | (p > 1)).any():
        raise ValueError("A p-value lies between 0 and 1.")
    adjusted = np.full(p.shape, np.nan)
    there = np.flatnonzero(~np.isnan(p))
    ascending = there[np.argsort(p[there], kind="stable")]
    steps = p[ascending] * np.arange(len(ascending), 0, -1)
    adjusted[ascending] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted
