"""Two rounds again, by plain loops over plain lists: nothing of ours, no numpy.  A missing number is None."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import sqrt
from typing import NamedTuple

from tests.oracles import mean
from tests.oracles_intervals import variance


class Change(NamedTuple):
    change: float
    low: float
    high: float
    p: float


def change(
    before: Sequence[int],
    after: Sequence[int],
    quantile: Callable[[float], float],
    beyond: Callable[[float, float], float],
) -> Change | None:
    """Welch's comparison; `quantile(df)` is the t of 97.5 %, `beyond(t, df)` the chance of more than t."""
    if len(before) < 10 or len(after) < 10:
        return None
    size = mean(after) - mean(before)
    parts = [variance(values) / len(values) for values in (before, after)]
    total = sum(parts, Fraction(0))
    if total == 0:
        return Change(float(size), float(size), float(size), 1.0 if size == 0 else 0.0)
    below = Fraction(0)
    for part, values in zip(parts, (before, after), strict=True):
        below += part**2 / (len(values) - 1)
    df, error = float(total**2 / below), sqrt(total)
    half = quantile(df) * error
    return Change(
        float(size), float(size) - half, float(size) + half, 2 * beyond(abs(float(size)) / error, df)
    )


def holm(p: Sequence[float | None]) -> list[float | None]:
    """Each p times the number of those not smaller, at least what any smaller one became, at most 1."""
    known = [value for value in p if value is not None]
    adjusted: list[float | None] = []
    for value in p:
        if value is None:
            adjusted.append(None)
            continue
        steps = [other * sum(1 for third in known if third >= other) for other in known if other <= value]
        adjusted.append(min(max(steps), 1.0))
    return adjusted
