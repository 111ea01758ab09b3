"""Bounds on what careless answers can have changed, against plain loops and every possible choice."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import combinations
from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.analysis.soundness import change_without, change_without_any
from tests.assessment.analysis.worlds import World, world, worlds

FEW = 9  # people of whom every choice of three is tried


def pairs(one: World, at: int, people: Collection[int]) -> list[tuple[int, int]]:
    given_pairs = [(one.current[row][at], one.desired[row][at]) for row in people]
    return [(c, d) for c, d in given_pairs if 1 <= c <= 5 and 1 <= d <= 5]


def means(of: list[tuple[int, int]]) -> list[float]:
    """Today, wanted and gap."""
    n = len(of)
    return (
        [sum(c for c, _d in of) / n, sum(d for _c, d in of) / n, sum(d - c for c, d in of) / n] if n else []
    )


def furthest(one: list[float], other: list[float]) -> Iterator[float]:
    if one and other:
        yield from (abs(a - b) for a, b in zip(one, other, strict=True))


@settings(max_examples=80)
@given(worlds(), st.data())
def test_with_and_without_these_people_is_what_plain_loops_find(one: World, data: st.DataObject) -> None:
    people = range(len(one.voices))
    gone = data.draw(st.sets(st.sampled_from(people))) if people else set()
    others = [row for row in people if row not in gone]
    found = [
        difference
        for at in range(len(one.codes))
        for difference in furthest(means(pairs(one, at, people)), means(pairs(one, at, others)))
    ]
    expected = max(found, default=nan)
    left_out = np.array([row in gone for row in people], dtype=bool)
    assert change_without(one.frame(), left_out) == pytest.approx(expected, nan_ok=True)


@settings(max_examples=80)
@given(worlds(respondents=FEW), st.integers(0, 3))
def test_whoever_they_are_is_the_worst_of_every_choice(one: World, number: int) -> None:
    """Of every choice of so many among those who gave a pair, practice by practice."""
    found = []
    for at in range(len(one.codes)):
        given_pairs = pairs(one, at, range(len(one.voices)))
        for stay in combinations(given_pairs, max(len(given_pairs) - number, 0)):
            found += furthest(means(given_pairs), means(list(stay)))
    expected = max(found, default=nan)
    assert change_without_any(one.frame(), number) == pytest.approx(expected, nan_ok=True)


def test_by_hand() -> None:
    one = world([[1], [3], [3], [5]], [[5], [3], [4], [4]], "C2")
    # gaps 4, 0, 1, −1 have the mean 1; without the first it is 0. Today 3, without it 11 / 3; wanted 4.
    assert change_without(one.frame(), np.array([True, False, False, False])) == pytest.approx(1)
    assert change_without_any(one.frame(), 1) == pytest.approx(1)
    assert change_without_any(one.frame(), 2) == pytest.approx(1.5)  # of −1 and 0, and of 1 and 4
    assert change_without_any(one.frame(), 0) == 0
    assert isnan(change_without_any(one.frame(), 4))


def test_dont_know_counts_in_no_mean() -> None:
    one = world([[1], [6], [1]], [[5], [1], [5]], "C2")
    assert change_without(one.frame(), np.array([False, True, False])) == 0
