"""Chances again, by plain loops over plain lists: nothing of ours, no numpy.

People are rows of gaps, one per practice, None where the person gave no pair.  A draw says how often it
holds each person.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

Gaps = Sequence[Sequence[int | None]]


def gap(people: Gaps, draw: Sequence[int], j: int) -> Fraction | None:
    """The mean gap of practice number j in one draw."""
    total = n = 0
    for person, times in zip(people, draw, strict=True):
        for _ in range(times):
            if person[j] is not None:
                total += person[j]
                n += 1
    return Fraction(total, n) if n else None


def places(people: Gaps, draw: Sequence[int], top: int) -> list[Fraction | None]:
    """Each practice's share of a place at the top of one draw; None for one that nobody ever judged."""
    judged = [j for j in range(len(people[0])) if any(person[j] is not None for person in people)]
    worst = Fraction(-100)
    gaps = {}
    for j in judged:
        mean = gap(people, draw, j)
        gaps[j] = worst if mean is None else mean
    found: list[Fraction | None] = [None] * len(people[0])
    for j in judged:
        wider = sum(1 for other in judged if gaps[other] > gaps[j])
        tied = sum(1 for other in judged if gaps[other] == gaps[j])
        found[j] = min(Fraction(max(top - wider, 0), tied), Fraction(1))
    return found


def chances(people: Gaps, draws: Sequence[Sequence[int]], top: int) -> list[Fraction | None]:
    sums: list[Fraction | None] = [None] * len(people[0])
    for draw in draws:
        for j, place in enumerate(places(people, draw, top)):
            if place is not None:
                sums[j] = (sums[j] or Fraction(0)) + place
    return [None if total is None else total / len(draws) for total in sums]


def every_draw(people: int) -> Iterator[list[int]]:
    """All of the equally likely draws of as many people as there are."""
    for chosen in product(range(people), repeat=people):
        yield [chosen.count(person) for person in range(people)]
