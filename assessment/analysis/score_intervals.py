"""Scores with their intervals: how far the means of categories and of the whole can be trusted."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from assessment.analysis.constants import LEAST_SCORE_VARIANCE
from assessment.analysis.frame import Frame
from assessment.analysis.intervals import Floats, Whole, around, pairs_in_turn, quantile, ratio
from assessment.analysis.scores import MEANS, Bools, columns_of, entering, index_of, whole_of


class Scored(NamedTuple):
    """`categories` a row each, in order; `whole` the mean of them."""

    categories: pd.DataFrame
    whole: "pd.Series[float]"


def scored(frame: Frame, practice_table: pd.DataFrame, smallest: int) -> Scored:
    """The scores of `scores.category_table` and `scores.overall`, with their 95 % intervals.

    `practice_table` is that of `frame`, or the protected one.  A score is Σ w_j x̄_j with w_j = 1 / |U|
    for the category's used practices, and for the whole that divided by the number of categories; a
    person's contribution to it is, with n_a people who have a pair in at least one of them,

        z = Σ_j w_j (x_j − x̄_j) n_a / n_j   over the practices the person gave a pair for
        se² = max(Σ z² / (n_a − 1), LEAST_SCORE_VARIANCE) / n_a
        half = t(1 − (1 − CONFIDENCE) / 2, n_a − 1) se

    Contributions keep together what one person said about several practices, and leave each practice
    its own n.  Where nobody left anything out it is Student's interval of the persons' means.  Source:
    linearisation of a sum of ratios (Särndal, Swensson and Wretman 1992, Model Assisted Survey
    Sampling, 5.5).

    Beside the scores' own columns, for x in current, desired and gap, float64 in levels: se_x, half_x
    (before clipping), low_x and high_x (clipped to the ends of the scale).  Missing: NaN where the score
    is, and with fewer than two people.

    Raises ValueError when the table isn't of this frame or `smallest` is below 1.
    """
    if not practice_table.index.equals(frame.practices.index):
        raise ValueError("The practice table is of other practices than the frame.")
    offered, members = entering(practice_table, smallest)
    scores = columns_of(practice_table, offered, members)
    means = np.column_stack([scores[name] for name in MEANS])
    means = np.vstack([means, whole_of(means)])
    weights = members / np.maximum(members.sum(axis=1, keepdims=True), 1)
    of_whole = weights.sum(axis=0, keepdims=True) / max(len(weights), 1)
    sets, shares = np.vstack([members, members.any(axis=0)]), np.vstack([weights, of_whole])
    columns = _intervals(frame, sets, shares, means)
    last = dict(zip(MEANS, means[-1], strict=True)) | {name: column[-1] for name, column in columns.items()}
    scores |= {name: column[:-1] for name, column in columns.items()}
    return Scored(pd.DataFrame(scores, index=index_of(practice_table)), pd.Series(last))


def _intervals(frame: Frame, members: Bools, weights: Floats, means: Floats) -> dict[str, Floats]:
    """The columns of scores; a row of each: the practices they are made of, their weights, the means."""
    used: Bools = np.any(members, axis=0)
    moments = _moments(frame, used, members[:, used])
    if not moments.n.all():
        raise ValueError("The practice table has means where the frame has no pairs.")
    people, shares = moments.people, weights[:, used] / moments.n
    columns: dict[str, Floats] = {}
    for at, name in enumerate(MEANS):
        squares = np.einsum("ij,jk,ik->i", shares, moments.deviations(name), shares) * people**2
        spread = np.fmax(ratio(squares, people - 1), LEAST_SCORE_VARIANCE)
        there = (people > 1) & ~np.isnan(means[:, at])
        error = np.where(there, np.sqrt(spread / np.maximum(people, 1)), np.nan)
        half = quantile(np.maximum(people - 1, 1)) * error
        columns |= {f"se_{name}": error} | around(name, means[:, at], half)
    return columns


class _Moments(NamedTuple):
    """Sums over people of products of whole numbers, exact: practices × practices unless said.

    both        people with both pairs; n of each practice is its diagonal
    sums        Σ of the column's value over people with both pairs, by quantity
    products    Σ of the row's value × the column's, by quantity
    people      people with a pair in any practice of a score, a number for each
    """

    both: Whole
    sums: dict[str, Whole]
    products: dict[str, Whole]
    people: Whole

    @property
    def n(self) -> Whole:
        return self.both.diagonal()

    def deviations(self, name: str) -> Floats:
        """Σ over people with both pairs of (x_j − x̄_j)(x_k − x̄_k)."""
        sums = self.sums[name]
        means = sums.diagonal() / self.n
        crossed = means[:, np.newaxis] * sums
        products: Floats = self.products[name] - crossed - crossed.T + np.outer(means, means) * self.both
        return products


def _moments(frame: Frame, used: Bools, members: Bools) -> _Moments:
    """Those of the practices used; `members` says which of them are in which score."""
    practices = int(used.sum())
    joint = np.zeros((3 * practices, 3 * practices), dtype=np.int64)
    people = np.zeros(len(members), dtype=np.int64)
    for given, levels in pairs_in_turn(frame):
        # In float32 a product of matrices is fast, and exact for sums of so few whole numbers.
        sides = [given, levels["current"], levels["desired"]]
        values = np.concatenate([side[:, used] for side in sides], axis=1, dtype=np.float32)
        joint += (values.T @ values).astype(np.int64)
        people += np.count_nonzero(values[:, :practices] @ members.T, axis=0)
    blocks = joint.reshape(3, practices, 3, practices).swapaxes(1, 2)
    both, today, wanted, crossed = blocks[0, 0], blocks[0, 1], blocks[0, 2], blocks[1, 2]
    return _Moments(
        both=both,
        sums={"current": today, "desired": wanted, "gap": wanted - today},
        products={
            "current": blocks[1, 1],
            "desired": blocks[2, 2],
            "gap": blocks[2, 2] + blocks[1, 1] - crossed - crossed.T,
        },
        people=people,
    )
