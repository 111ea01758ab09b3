"""Shares, agreement and differences between parts again, by plain loops over plain lists of levels.

Nothing of ours, no numpy.  Numbers are Fractions where they can be; a missing number is None.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt

from tests.oracles_intervals import variance

Z = 1.959963984540054  # 97.5 % of a normal distribution lie below


def share(numbers: Sequence[int], lowest: int, highest: int) -> Fraction | None:
    """Of ten numbers or more, the share from lowest to highest."""
    inside = 0
    for number in numbers:
        inside += lowest <= number <= highest
    return Fraction(inside, len(numbers)) if len(numbers) >= 10 else None


def wilson(k: int, n: int) -> tuple[float, float]:
    """The shares p that k of n doesn't contradict, |k / n − p| ≤ z √(p (1 − p) / n), by halving."""

    def fits(p: float) -> bool:
        return abs(k / n - p) <= Z * sqrt(p * (1 - p) / n)

    def edge(outside: float) -> float:
        inside = k / n
        if fits(outside):
            return outside
        for _ in range(60):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if fits(middle) else (inside, middle)
        return inside

    return edge(0.0), edge(1.0)


def rwg(numbers: Sequence[int]) -> Fraction | None:
    """Against the variance of a die with the faces 1 to 5."""
    if len(numbers) < 2:
        return None
    die = sum(Fraction((face - 3) ** 2, 5) for face in range(1, 6))
    return max(Fraction(0), 1 - variance(numbers) / die)


def awg(numbers: Sequence[int]) -> Fraction | None:
    """Against half the variance of as many people at the two ends of the scale, with the same mean.

    The people at 5 need not be a whole number, but they are no fewer than one and leave one at 1.
    """
    n = len(numbers)
    if n < 2:
        return None
    if set(numbers) in ({1}, {5}):
        return Fraction(1)
    at_five = Fraction(sum(numbers) - n, 4)
    if not 1 <= at_five <= n - 1:
        return None
    middle = Fraction(sum(numbers), n)
    largest = (at_five * (5 - middle) ** 2 + (n - at_five) * (1 - middle) ** 2) / (n - 1)
    return 1 - variance(numbers) / (largest / 2)


def used(numbers: Sequence[int]) -> Fraction | None:
    return awg(numbers) if stands_in(numbers) else rwg(numbers)


def stands_in(numbers: Sequence[int]) -> bool:
    middle = Fraction(sum(numbers), max(len(numbers), 1))
    return (middle < Fraction(3, 2) or middle > Fraction(9, 2)) and awg(numbers) is not None


def word(numbers: Sequence[int]) -> str | None:
    agreement = used(numbers)
    if agreement is None:
        return None
    if agreement >= Fraction(71, 100):
        return "broad"
    return "divided" if agreement <= Fraction(1, 2) and not stands_in(numbers) else "mixed"


def rwgj(items: Sequence[Sequence[int]]) -> Fraction | None:
    """J items stepped up from the agreement on one, by the prophecy formula of Spearman and Brown."""
    spread = sum(variance(numbers) for numbers in items) / len(items)
    one = 1 - min(spread, Fraction(2)) / 2
    return len(items) * one / (1 + (len(items) - 1) * one)


def between(parts: Sequence[Sequence[int]]) -> tuple[Fraction | None, Fraction | None]:
    """ICC(1) and ICC(2) of the numbers of each part."""
    everybody = [number for part in parts for number in part]
    n, groups = len(everybody), len(parts)
    if groups < 2 or n == groups:
        return None, None
    whole, across, within = Fraction(sum(everybody), n), Fraction(0), Fraction(0)
    for part in parts:
        own = Fraction(sum(part), len(part))
        for number in part:
            across += (own - whole) ** 2
            within += (number - own) ** 2
    msb, msw = across / (groups - 1), within / (n - groups)
    below = msb + (Fraction(n, groups) - 1) * msw
    return (msb - msw) / below if below else None, (msb - msw) / msb if msb else None
