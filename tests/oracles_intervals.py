"""Intervals, ties and alikeness again, by plain loops over plain lists: nothing of ours, no numpy.

Answers are rows of codes as in `oracles`.  Student's t comes in as `t(free)`, the quantile for so many
degrees of freedom, so that this file needs no library either.  A missing number is None.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import sqrt

from tests.oracles import Rows, mean, pairs

Quantile = Callable[[int], float]
LOWEST = {"current": 1, "desired": 1, "gap": -4}
HIGHEST = {"current": 5, "desired": 5, "gap": 4}


def values(current: Rows, desired: Rows, j: int, name: str) -> list[int]:
    """One quantity of practice number j over its pairs."""
    pick = {"current": lambda c, d: c, "desired": lambda c, d: d, "gap": lambda c, d: d - c}[name]
    return [pick(today, wanted) for today, wanted in pairs(current, desired, j)]


def variance(numbers: Sequence[Fraction | int]) -> Fraction | None:
    if len(numbers) < 2:
        return None
    middle, total = mean(numbers), Fraction(0)
    for number in numbers:
        total += (number - middle) ** 2
    return total / (len(numbers) - 1)


def typical(lists: Sequence[Sequence[int]]) -> Fraction:
    known = []
    for numbers in lists:
        if len(numbers) >= 2:
            known.append(variance(numbers))
    return max(mean(known) or Fraction(0), Fraction(1, 4))


def half_width(numbers: Sequence[int], spread: Fraction, borrowed: int, t: Quantile) -> float | None:
    """Half the stabilised interval of these numbers, with so many observations of that spread borrowed."""
    n = len(numbers)
    if n < 2:
        return None
    stabilised = ((n - 1) * variance(numbers) + borrowed * spread) / (n - 1 + borrowed)
    return t(n - 1) * sqrt(stabilised / n)


def clipped(middle: Fraction | None, half: float | None, name: str) -> tuple[float, float] | None:
    if middle is None or half is None:
        return None
    low, high = float(middle) - half, float(middle) + half
    return min(max(low, LOWEST[name]), HIGHEST[name]), min(max(high, LOWEST[name]), HIGHEST[name])


def score_error(current: Rows, desired: Rows, weights: Mapping[int, Fraction], name: str) -> tuple:
    """People and standard error behind the weighted mean of practices' means; None for fewer than two."""
    people = 0
    judged = {j: values(current, desired, j, name) for j in weights}
    for today, wanted in zip(current, desired, strict=True):
        people += any(pairs([today], [wanted], j) for j in weights)
    if people < 2:
        return people, None
    total = Fraction(0)
    for today, wanted in zip(current, desired, strict=True):
        contribution = Fraction(0)
        for j, weight in weights.items():
            for own in values([today], [wanted], j, name):
                contribution += weight * (own - mean(judged[j])) * people / len(judged[j])
        total += contribution**2
    return people, sqrt(max(total / (people - 1), Fraction(1, 16)) / people)


def differences(current: Rows, desired: Rows, a: int, b: int) -> list[int]:
    """Gap of practice a minus gap of b for each person who gave both pairs."""
    found = []
    for today, wanted in zip(current, desired, strict=True):
        for first in values([today], [wanted], a, "gap"):
            for second in values([today], [wanted], b, "gap"):
                found.append(first - second)
    return found


def clearly_wider(current: Rows, desired: Rows, a: int, b: int, t: Quantile) -> bool:
    numbers = differences(current, desired, a, b)
    half = half_width(numbers, typical([numbers]), 2, t)
    return half is not None and float(mean(numbers)) - half > 0


def runs(order: Sequence[int], wider: Callable[[int, int], bool]) -> list[int]:
    """From each place on, how many practices the one there isn't clearly wider than, itself included."""
    lengths = []
    for head in range(len(order)):
        length = 1
        while head + length < len(order) and not wider(order[head], order[head + length]):
            length += 1
        lengths.append(length)
    return lengths


def flat(today: Sequence[int], wanted: Sequence[int]) -> bool:
    asked = [code for code in [*today, *wanted] if code != 0]
    levels = [code for code in asked if 1 <= code <= 5]
    return len(set(levels)) == 1 and len(levels) >= 10 and 6 * len(levels) >= 5 * len(asked)


def alike(numbers: Sequence[int]) -> bool:
    return bool(numbers) and len(numbers) - max(Counter(numbers).values()) < 2
