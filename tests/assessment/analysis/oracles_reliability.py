"""Reliability again, by plain loops over plain lists: nothing of ours, no numpy.

Answers are rows of codes as in `tests.oracles`; `columns` are lists of whole numbers, one per item.  A
missing number is None.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt

from tests.oracles import Rows, mean, pairs
from tests.oracles_intervals import values, variance

Columns = Sequence[Sequence[int]]


def complete(current: Rows, desired: Rows, places: Sequence[int], side: str) -> list[list[int]]:
    """The ratings of people with a pair in every item, a list for each item."""
    columns: list[list[int]] = [[] for _ in places]
    for today, wanted in zip(current, desired, strict=True):
        if all(pairs([today], [wanted], j) for j in places):
            for column, j in zip(columns, places, strict=True):
                column.extend(values([today], [wanted], j, side))
    return columns


def sums(columns: Columns) -> list[int]:
    return [sum(ratings) for ratings in zip(*columns, strict=True)]


def alpha(columns: Columns) -> Fraction | None:
    """By the mean covariance between two items over the mean of all variances and covariances."""
    between, whole, k = Fraction(0), Fraction(0), len(columns)
    if k < 2 or len(columns[0]) < 2:
        return None
    for i, first in enumerate(columns):
        for j, second in enumerate(columns):
            whole += covariance(first, second)
            if i != j:
                between += covariance(first, second)
    return Fraction(k, k - 1) * between / whole if whole else None


def covariance(first: Sequence[int], second: Sequence[int]) -> Fraction:
    total, a, b = Fraction(0), mean(first), mean(second)
    for x, y in zip(first, second, strict=True):
        total += (x - a) * (y - b)
    return total / (len(first) - 1)


def correlation(first: Sequence[int], second: Sequence[int]) -> float | None:
    if len(first) < 2 or not variance(first) or not variance(second):
        return None
    return float(covariance(first, second)) / sqrt(float(variance(first) * variance(second)))


def item_rest(columns: Columns) -> list[float | None]:
    found = []
    for place, column in enumerate(columns):
        others = [other for at, other in enumerate(columns) if at != place]
        found.append(correlation(column, sums(others)) if others else None)
    return found


def misfit(correlations: Sequence[Sequence[float]], loadings: Sequence[float]) -> float:
    """What the loadings leave of the correlations between two items, squared and summed."""
    total = 0.0
    for i, row in enumerate(correlations):
        for j in range(i):
            total += (row[j] - loadings[i] * loadings[j]) ** 2
    return total


def omega(loadings: Sequence[float]) -> float:
    shared, own = 0.0, 0.0
    for loading in loadings:
        shared += loading
        own += 1 - loading**2
    return shared**2 / (shared**2 + own)
