"""Verdicts, tipping points and plans again, by plain loops: nothing of ours, no numpy.

Student's t comes in as `above(t, free)`, the probability of more than t with so many degrees of freedom,
so that this file needs no library either.  A missing number is None.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations
from math import copysign, inf, sqrt

from tests.oracles import mean
from tests.oracles_intervals import typical, variance

Above = Callable[[float, int], float]
HALF_A_LEVEL = Fraction(1, 2)


def closed_bonferroni(p: Sequence[float | None]) -> list[float | None]:
    """The adjusted p-value of each test, by the closure principle instead of by steps.

    A test is rejected when every set of tests that holds it is, each by Bonferroni: Holm's method
    (Marcus, Peritz and Gabriel 1976, On closed testing procedures) without its shortcut.
    """
    there = [i for i, value in enumerate(p) if value is not None]
    worst: dict[int, float] = dict.fromkeys(there, 0.0)
    for size in range(1, len(there) + 1):
        for members in combinations(there, size):
            together = min(1.0, size * min(p[i] for i in members))
            for i in members:
                worst[i] = max(worst[i], together)
    return [worst.get(i) for i in range(len(p))]


def error(gaps: Sequence[int], spread: Fraction, borrowed: int) -> float | None:
    """The stabilised standard error of the mean of these gaps."""
    n = len(gaps)
    if n < 2:
        return None
    return sqrt(((n - 1) * variance(gaps) + borrowed * spread) / (n - 1 + borrowed) / n)


def p_values(gaps: Sequence[int], error: float, above: Above) -> tuple[float, float, float]:
    """Of no gap, of a large one, of a small one."""
    free, gap = len(gaps) - 1, mean(gaps)

    def beyond(distance: Fraction) -> float:
        if distance == 0:
            return above(0.0, free)
        return above(float(distance) / error if error else copysign(inf, distance), free)

    none = 2 * beyond(abs(gap))
    return none, beyond(gap - HALF_A_LEVEL), max(beyond(gap + HALF_A_LEVEL), beyond(HALF_A_LEVEL - gap))


def verdicts(lists: Sequence[Sequence[int]], borrowed: int, above: Above) -> list[dict[str, object] | None]:
    """Of each practice's gaps the three p-values, adjusted too, and the verdict; None for fewer than ten."""
    spread = typical(lists)
    rows: list[tuple[float, float, float] | None] = []
    for gaps in lists:
        enough = len(gaps) >= 10
        rows.append(p_values(gaps, error(gaps, spread, borrowed), above) if enough else None)
    families = []
    for question in range(3):
        families.append(closed_bonferroni([None if row is None else row[question] for row in rows]))
    found: list[dict[str, object] | None] = []
    for j, row in enumerate(rows):
        if row is None:
            found.append(None)
        else:
            adjusted = [family[j] for family in families]
            found.append({"raw": row, "holm": adjusted, "verdict": verdict(mean(lists[j]), *adjusted)})
    return found


def verdict(gap: Fraction, none: float, large: float, small: float) -> str:
    if large < 0.05:
        return "large"
    if small < 0.05:
        return "small"
    if none < 0.05 and gap != 0:
        return "gap" if gap > 0 else "above"
    return "open"


def tipping(gaps: Sequence[int], invited: int) -> Fraction | None:
    """The gap that each of the others would need for all together to have half a level."""
    others = invited - len(gaps)
    if len(gaps) < 10 or others == 0:
        return None
    total = invited * HALF_A_LEVEL
    for gap in gaps:
        total -= gap
    return total / others


def answers_needed(sd: float, invited: int | None, half: float, z: float) -> int:
    """The fewest answers whose interval is narrow enough, counted up one by one."""
    answers = 0
    while True:
        missing = 1.0 if invited is None else 1 - answers / invited
        if missing <= 0 or (answers > 0 and z * sd * sqrt(missing / answers) <= half) or sd == 0:
            return answers
        answers += 1
