"""Which gaps differ from which: what a title may name, and what is too close to rank.

Order and difference are two questions.  Two means may be in an order that a few other people would
have turned round; so gaps are compared within each person, over those who gave both pairs.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.analysis.constants import LEAST_VARIANCE
from assessment.analysis.frame import Frame
from assessment.analysis.intervals import ENDS, Floats, Whole, half_width, pairs, ratio, variance


class Difference(NamedTuple):
    """How much wider one practice's gap is than another's, with its 95 % interval, in levels; n people."""

    mean: float
    low: float
    high: float
    n: int


def paired_difference(frame: Frame, a: str, b: str) -> Difference:
    """The gap of practice `a` minus that of `b`, within people who gave a pair for both.

    Mean and stabilised t interval (see `intervals.practice_intervals`) of g_a − g_b, each comparison
    by itself: it borrows from its own variance, raised to LEAST_VARIANCE, so it is Student's paired
    interval unless nearly all of few people see the same difference.  Clipped to −8 and 8.

    Missing: mean is NaN for n = 0, low and high are for n < 2.  Raises ValueError for a practice that
    the frame doesn't have.
    """
    n, mean, half = _differences(frame, [a, b])
    widest = float(ENDS["gap"][1] - ENDS["gap"][0])
    low, high = np.clip([mean[0, 1] - half[0, 1], mean[0, 1] + half[0, 1]], -widest, widest)
    return Difference(float(mean[0, 1]), float(low), float(high), int(n[0, 1]))


def order(table: pd.DataFrame) -> list[str]:
    """The codes of a practice table that have a gap, widest first; equal gaps in questionnaire order."""
    gaps = table["gap"].dropna()
    return list(gaps.index[np.argsort(-gaps.to_numpy(), kind="stable")])


def top_group(frame: Frame, order: Sequence[str]) -> list[str]:
    """The practices at the head of `order` that a title may name together.

    The first one and those directly after it whose gap isn't clearly narrower: the paired interval of
    the first minus that one doesn't lie above 0.  One alone stands clearly before the next.  None for
    an empty order.  Whether the first gap is wide enough to be named at all is not asked here.

    Two who can't be compared (fewer than two people with both pairs) can't be told apart either.
    Raises ValueError for a practice that the frame doesn't have.
    """
    return list(order[: _run(_clearly_wider(frame, order), 0)]) if order else []


def longest_tie(frame: Frame, order: Sequence[str]) -> tuple[int, int] | None:
    """The longest stretch of `order` that is too close to rank, as its first and last place from 0.

    From each practice as a head the stretch goes on while the head's gap isn't clearly wider (as in
    `top_group`); of equally long stretches it is the first.  None where every practice is clearly
    wider than the next, or there is only one.  Only the head is compared with the rest: a bracket
    says nothing about those inside it.  Raises ValueError as `top_group` does.
    """
    wider = _clearly_wider(frame, order)
    lengths = [_run(wider, head) for head in range(len(order))]
    longest = max(lengths, default=0)
    if longest < 2:
        return None
    head = lengths.index(longest)
    return head, head + longest - 1


def _run(wider: npt.NDArray[np.bool_], head: int) -> int:
    """How many practices from `head` on are not told apart from it, itself included."""
    after = wider[head, head + 1 :]
    return 1 + int(after.argmax() if after.any() else after.size)


def _clearly_wider(frame: Frame, codes: Sequence[str]) -> npt.NDArray[np.bool_]:
    """For each two practices, whether the interval of the row's gap minus the column's lies above 0."""
    _, mean, half = _differences(frame, codes)
    wider: npt.NDArray[np.bool_] = mean - half > 0  # false where there is no interval
    return wider


def _differences(frame: Frame, codes: Sequence[str]) -> tuple[Whole, Floats, Floats]:
    """People with both pairs, mean and half-width of the row's gap minus the column's: three squares."""
    places = frame.practices.index.get_indexer(pd.Index(codes))
    if (places < 0).any():
        raise ValueError(f"The frame doesn't have all of the practices {', '.join(codes)}.")
    given, levels = pairs(frame)
    # Sums of products over people are products of matrices; in float64 they are exact, and fast.
    both, gap = given[:, places].astype(np.float64), levels["gap"][:, places].astype(np.float64)
    n = _whole(both.T @ both)
    sums, squares = _whole(gap.T @ both), _whole((gap * gap).T @ both)
    differences = sums - sums.T
    spread = variance(n, differences, squares + squares.T - 2 * _whole(gap.T @ gap))
    return n, ratio(differences, n), half_width(n, spread, np.fmax(spread, LEAST_VARIANCE))


def _whole(sums: Floats) -> Whole:
    return sums.astype(np.int64)
