"""Leaks again, by plain loops and fractions: neither numpy nor anything of ours.

Groups are sets of people.  A published group is a row of 0 and 1 over all people.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product

Group = frozenset[int]


def rank(rows: Sequence[Sequence[int]]) -> int:
    """The rank over the rational numbers, by elimination with fractions."""
    left = [[Fraction(entry) for entry in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((i for i in range(found, len(left)) if left[i][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for i in range(found + 1, len(left)):
            factor = left[i][column] / left[found][column]
            if factor:
                left[i] = [a - factor * b for a, b in zip(left[i], left[found], strict=True)]
        found += 1
    return found


def blocks(groups: Sequence[Group]) -> list[Group]:
    """People who are in the same groups, without those who are in none."""
    together: dict[tuple[bool, ...], set[int]] = {}
    for person in sorted(frozenset().union(*groups)):
        together.setdefault(tuple(person in group for group in groups), set()).add(person)
    return [frozenset(block) for block in together.values()]


def leaks(groups: Sequence[Group], smallest: int) -> set[Group]:
    """All minimal leaks: without their columns the groups have a lower rank.

    Whoever is told what the people of a leak said learns something that the groups say as well.
    """
    parts = blocks(groups)
    whole = rank([[int(part <= group) for part in parts] for group in groups])
    found: list[Group] = []
    small = [part for part in parts if len(part) < smallest]
    for many in range(1, smallest):
        for chosen in combinations(small, many):
            people = frozenset().union(*chosen)
            if len(people) >= smallest or any(leak <= people for leak in found):
                continue
            rest = [part for part in parts if part not in chosen]
            if rank([[int(part <= group) for part in rest] for group in groups]) < whole:
                found.append(people)
    return set(found)


def greedy(groups: Sequence[Group], smallest: int) -> list[bool]:
    """Each group in turn, if it is large enough and opens no leak beside those before it."""
    published: list[Group] = []
    chosen = []
    for group in groups:
        fits = len(group) >= smallest and not leaks([*published, group], smallest)
        chosen.append(fits)
        if fits:
            published.append(group)
    return chosen


def sums_and_differences(groups: Sequence[Group], smallest: int, most: int = 4) -> set[Group]:
    """Leaks that adding and subtracting up to so many groups finds, literally."""
    return {
        people
        for many in range(1, most + 1)
        for chosen in combinations(groups, many)
        for people in _mentioned(chosen)
        if 0 < len(people) < smallest
    }


def _mentioned(chosen: Sequence[Group]) -> Iterator[Group]:
    for signs in product((1, -1), repeat=len(chosen) - 1):
        balance: dict[int, int] = {}
        for sign, group in zip((1, *signs), chosen, strict=True):
            for person in group:
                balance[person] = balance.get(person, 0) + sign
        yield frozenset(person for person in balance if balance[person])
