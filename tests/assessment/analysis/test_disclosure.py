import random
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assessment.analysis import disclosure, rowspace
from assessment.analysis.disclosure import (
    Cell,
    TooLong,
    choose,
    lattice,
    leaks,
    publishable,
    total_only,
)
from tests.assessment.analysis import oracles_disclosure as oracles

SHARES = {
    "department": [0.30, 0.22, 0.16, 0.12, 0.10, 0.06, 0.04],
    "meets": [0.2] * 5,
    "region": [0.6, 0.3, 0.1],
    "level": [0.55, 0.28, 0.13, 0.04],
}


def table(**columns: Sequence[str | None]) -> pd.DataFrame:
    """Segments whose labels are in the order of the alphabet."""
    return pd.DataFrame(
        {
            name: pd.Categorical(
                list(labels), categories=sorted({label for label in labels if label}), ordered=True
            )
            for name, labels in columns.items()
        }
    )


def rows(*groups: range | Sequence[int], people: int | None = None) -> np.ndarray:
    size = people or 1 + max(max(group) for group in groups)
    return np.array([[person in group for person in range(size)] for group in groups], dtype=bool)


def sets(members: np.ndarray) -> list[frozenset[int]]:
    return [frozenset(np.flatnonzero(row).tolist()) for row in members]


def found(members: np.ndarray, smallest: int) -> set[frozenset[int]]:
    return {frozenset(leak) for leak in leaks(members, smallest)}


def company(people: int, seed: int) -> tuple[list[Cell], np.ndarray, np.ndarray]:
    """Cells, members and twelve practices of which 5 to 15 % of the people have no pair."""
    chance = np.random.default_rng(seed)
    labels = {
        name: chance.choice([f"{name} {i}" for i in range(len(share))], people, p=share)
        for name, share in SHARES.items()
    }
    pairs = chance.random((people, 12)) >= np.linspace(0.05, 0.15, 12)
    return *lattice(table(**labels)), pairs


@st.composite
def companies(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Cells × people of a small company with gaps in its segments, and people × practices."""
    people = draw(st.integers(6, 26))
    dimensions = draw(st.lists(st.integers(2, 3), min_size=1, max_size=3))
    label = [st.sampled_from([None, *"aaabbc"[: 3 * many - 3]]) for many in dimensions]
    columns = {str(i): draw(st.lists(of, min_size=people, max_size=people)) for i, of in enumerate(label)}
    pair = st.sampled_from([True] * 7 + [False])
    pairs = draw(st.lists(st.lists(pair, min_size=2, max_size=2), min_size=people, max_size=people))
    return lattice(table(**columns))[1], np.array(pairs, dtype=bool)


@st.composite
def any_groups(draw: st.DrawFn) -> np.ndarray:
    """Groups that follow no table at all: any sets of people, or of blocks of people."""
    blocks = draw(st.integers(3, 10))
    size = st.sampled_from([1, 1, 2, 3, 6])
    sizes = draw(st.lists(size, min_size=blocks, max_size=blocks))
    row = st.lists(st.booleans(), min_size=blocks, max_size=blocks)
    return np.repeat(np.array(draw(st.lists(row, min_size=1, max_size=7)), dtype=bool), sizes, axis=1)


class TestLattice:
    def test_cells_come_by_level_then_column_then_size_then_label(self):
        cells, members = lattice(table(team=["b", "a", "a", "b", "c"], region=["n", "n", "n", "s", "s"]))
        assert [cell.at for cell in cells] == [
            (),
            (("team", "a"),),
            (("team", "b"),),
            (("team", "c"),),
            (("region", "n"),),
            (("region", "s"),),
            (("team", "a"), ("region", "n")),
            (("team", "b"), ("region", "n")),
            (("team", "b"), ("region", "s")),
            (("team", "c"), ("region", "s")),
        ]
        assert members.sum(axis=1).tolist() == [5, 2, 2, 1, 3, 2, 2, 1, 1, 1]
        assert members[8].tolist() == [False, False, False, True, False]

    def test_labels_keep_the_order_of_their_dimension_not_of_the_alphabet(self):
        level = pd.Categorical(["staff", "board"], categories=["staff", "board"], ordered=True)
        cells, _ = lattice(pd.DataFrame({"level": level}))
        assert [cell.at for cell in cells[1:]] == [(("level", "staff"),), (("level", "board"),)]

    def test_whoever_gave_no_label_is_in_no_cell_of_that_dimension(self):
        cells, members = lattice(table(team=["a", None, "a"], region=["n", "n", None]))
        people = {cell.at: np.flatnonzero(row).tolist() for cell, row in zip(cells, members, strict=True)}
        assert people == {
            (): [0, 1, 2],
            (("team", "a"),): [0, 2],
            (("region", "n"),): [0, 1],
            (("team", "a"), ("region", "n")): [0],
        }

    @pytest.mark.parametrize(("max_way", "cells"), [(0, 1), (1, 7), (2, 19), (3, 23)])
    def test_no_cell_has_more_dimensions_than_asked_for(self, max_way, cells):
        segments = table(a=["x", "x", "y", "y"], b=["x", "y", "x", "y"], c=["x", "y", "y", "x"])
        found, members = lattice(segments, max_way)
        assert len(found) == len(members) == cells
        assert max(len(cell.at) for cell in found) == max_way

    def test_the_total_is_there_without_segments_and_without_people(self):
        cells, members = lattice(pd.DataFrame(index=range(3)))
        assert (cells, members.tolist()) == ([Cell(())], [[True, True, True]])
        cells, members = lattice(table(team=[]))
        assert (cells, members.shape) == ([Cell(())], (1, 0))

    def test_a_dimension_that_is_no_ordered_categorical_is_refused(self):
        with pytest.raises(ValueError, match="segment team must be an ordered categorical"):
            lattice(pd.DataFrame({"team": ["a", "b"]}))


class TestLeaks:
    @pytest.mark.parametrize(
        ("members", "isolated"),
        [
            (rows(range(20), range(16)), [[16, 17, 18, 19]]),  # the total minus a department
            (rows(range(20), range(15)), []),
            (rows(range(4)), [[0, 1, 2, 3]]),  # few by itself
            (rows(range(5)), []),
            (rows(range(30), range(31)), [[30]]),  # one late answer, before and after
            (rows(range(30), range(35)), []),
            (rows(range(9), range(3, 12), range(3, 9)), [[0, 1, 2], [9, 10, 11]]),
            (np.zeros((0, 7), dtype=bool), []),
            (np.zeros((2, 7), dtype=bool), []),
        ],
    )
    def test_what_a_reader_can_work_out_by_hand(self, members, isolated):
        assert sorted(leaks(members, 5)) == isolated

    def test_a_chain_isolates_by_a_multiple(self):
        """(A + B) + (A + C) − (B + C) is twice A, who are three."""
        a, b, c = range(3), range(3, 10), range(10, 17)
        members = rows([*a, *b], [*b, *c], [*a, *c])
        assert leaks(members, 5) == [[0, 1, 2]]
        assert leaks(members[:2], 5) == []

    def test_minimal_groups_only_and_one_when_one_is_enough(self):
        members = rows(range(10), range(9), range(8))
        assert sorted(leaks(members, 5)) == [[8], [9]]
        assert len(leaks(members, 5, first=True)) == 1

    def test_a_threshold_alone_is_not_enough(self):
        """The check can fail: cells of five and more isolate people by what is missing."""
        _, members, _ = company(90, seed=2)
        large = members[members.sum(axis=1) >= 5]
        isolated = leaks(large, 5)
        assert len(isolated) > 5
        assert all(len(leak) < 5 for leak in isolated)

    @given(companies(), st.integers(2, 5))
    @settings(max_examples=40)
    def test_they_are_those_that_fractions_find(self, world, smallest):
        members, _ = world
        large = members[members.sum(axis=1) >= smallest]
        assert found(large, smallest) == oracles.leaks(sets(large), smallest)

    @given(any_groups(), st.integers(2, 6))
    @settings(max_examples=80)
    def test_they_are_those_that_fractions_find_in_groups_of_any_kind(self, members, smallest):
        members = members[members.any(axis=1)]
        if len(members):
            assert found(members, smallest) == oracles.leaks(sets(members), smallest)

    @given(any_groups())
    @settings(max_examples=60)
    def test_no_sum_or_difference_of_four_groups_isolates_more(self, members):
        isolated = found(members, 5)
        for literally in oracles.sums_and_differences(sets(members), 5):
            assert any(leak <= literally for leak in isolated)


class TestChoose:
    def test_the_second_to_last_department_goes_with_the_last(self):
        """A department of three is small; one other must go with it, or the total gives it away."""
        members = rows(range(23), range(12), range(12, 20), range(20, 23))
        assert choose(members, 5).tolist() == [True, True, False, False]
        assert choose(members[[0, 2, 1]], 5).tolist() == [True, True, False]

    def test_what_follows_from_the_rest_is_published_too(self):
        members = rows(range(20), range(10), range(10, 20))
        assert choose(members, 5).tolist() == [True, True, True]

    def test_people_all_alone_in_what_they_are_in_are_never_all_known(self):
        members = np.array([[i == j or i == (j + 1) % 5 or j > 4 for j in range(9)] for i in range(5)])
        chosen = choose(members, 5)
        assert chosen.tolist() == oracles.greedy(sets(members), 5)
        assert not chosen.all()

    @given(companies(), st.sampled_from([4, 5]))
    @settings(max_examples=30)
    def test_it_is_the_plain_greedy_choice(self, world, smallest):
        members, _ = world
        assert choose(members, smallest).tolist() == oracles.greedy(sets(members), smallest)

    @given(any_groups(), st.sampled_from([4, 5, 6]))
    @settings(max_examples=80)
    def test_it_is_the_plain_greedy_choice_among_groups_of_any_kind(self, members, smallest):
        assert choose(members, smallest).tolist() == oracles.greedy(sets(members), smallest)

    @pytest.mark.parametrize(("people", "smallest"), [(40, 4), (70, 5), (40, 6)])
    def test_it_is_the_greedy_choice_by_the_slow_check(self, people, smallest):
        _, members, _ = company(people, seed=people)
        published = members[:0]
        for row, chosen in zip(members, choose(members, smallest), strict=True):
            with_it = np.vstack([published, row])
            assert chosen == (row.sum() >= smallest and not leaks(with_it, smallest, first=True))
            published = with_it if chosen else published

    @given(companies(), st.randoms(use_true_random=False))
    @settings(max_examples=40)
    def test_the_order_of_the_people_changes_nothing(self, world, chance: random.Random):
        members, pairs = world
        order = list(range(members.shape[1]))
        chance.shuffle(order)
        assert np.array_equal(choose(members[:, order], 5), choose(members, 5))
        assert np.array_equal(publishable(members[:, order], pairs[order], 5), publishable(members, pairs, 5))

    @pytest.mark.parametrize("members", [np.zeros((0, 9), dtype=bool), np.zeros((3, 0), dtype=bool)])
    def test_nothing_to_publish(self, members):
        assert choose(members, 5).tolist() == [False] * len(members)

    def test_less_than_any_voice_was_promised_is_refused(self):
        with pytest.raises(ValueError, match="smallest group to be shown is 4, not 3"):
            choose(rows(range(9)), 3)


class TestPublishable:
    def test_missing_answers_hide_what_they_would_open(self):
        """Two departments of ten; for the second practice one person outside both is left with a pair."""
        members = rows(range(25), range(10), range(10, 20))
        pairs = np.ones((25, 3), dtype=bool)
        pairs[21:, 1] = False  # of the five in no department one is left
        pairs[:6, 2] = False  # four of the first department are left
        assert publishable(members, pairs, 5).tolist() == [
            [True, True, True],
            [True, True, False],
            [True, False, True],
        ]

    def test_what_is_hidden_for_the_people_is_hidden_for_every_practice(self):
        members = rows(range(23), range(12), range(12, 20), range(20, 23))
        pairs = np.ones((23, 1), dtype=bool)
        pairs[20:] = False  # with these three gone, nobody would be isolated among the pairs
        assert publishable(members, pairs, 5)[:, 0].tolist() == [True, True, False, False]

    @given(companies())
    @settings(max_examples=40)
    def test_nobody_is_isolated_and_nothing_more_could_be_shown(self, world):
        members, pairs = world
        chosen, shown = choose(members, 5), publishable(members, pairs, 5)
        for practice in range(pairs.shape[1]):
            answered, published = members & pairs[:, practice], shown[:, practice]
            assert not (published & ~chosen).any()
            assert leaks(answered[published], 5) == []
            assert oracles.sums_and_differences(sets(answered[published]), 5, most=3) == set()
            assert (answered[published].sum(axis=1) >= 5).all()
            for hidden in np.flatnonzero(chosen & ~published & (answered.sum(axis=1) >= 5)):
                assert leaks(answered[published | (np.arange(len(members)) == hidden)], 5, first=True)

    def test_every_practice_is_reported(self):
        calls = []
        members, pairs = rows(range(9)), np.ones((9, 3), dtype=bool)
        publishable(members, pairs, 5, progress=lambda done, of: calls.append((done, of)))
        assert calls == [(1, 3), (2, 3), (3, 3)]

    def test_a_company_of_hundreds_is_safe(self):
        _, members, pairs = company(412, seed=0)
        shown = publishable(members, pairs, 5)
        most = (members.sum(axis=1) >= 5).sum()
        assert 0.7 * most < shown.sum(axis=0).min() <= shown.sum(axis=0).max() < most
        assert leaks(members[shown[:, 11]] & pairs[:, 11], 5, first=True) == []

    def test_it_gives_up_in_time(self):
        _, members, pairs = company(60, seed=0)
        with pytest.raises(TooLong, match="longer than 0 seconds"):
            publishable(members, pairs, 5, seconds=0)

    def test_a_rank_that_two_primes_disagree_on_is_no_answer(self, monkeypatch):
        """Three pairs of three people have the determinant 2: modulo 2 they look dependent."""
        ring = np.repeat(rows([0, 1], [1, 2], [0, 2]), 6, axis=1)
        assert rowspace.rank(ring, rowspace.WITNESS) == 3
        assert rowspace.rank(ring, 2) == 2
        monkeypatch.setattr(disclosure, "WITNESS", 2)
        with pytest.raises(ArithmeticError, match="Two primes disagree"):
            choose(ring, 5)
        with pytest.raises(ArithmeticError, match="Two primes disagree"):
            leaks(ring, 5)

    def test_less_than_any_voice_was_promised_is_refused(self):
        with pytest.raises(ValueError, match="smallest group to be shown is 4, not 2"):
            publishable(rows(range(9)), np.ones((9, 1), dtype=bool), 2)


class TestTotalOnly:
    def test_the_total_is_shown_for_practices_with_enough_pairs(self):
        cells, _ = lattice(table(team=["a"] * 6 + ["b"] * 6))
        pairs = np.ones((12, 2), dtype=bool)
        pairs[4:, 1] = False
        assert total_only(cells, pairs, 5).tolist() == [[True, False], [False, False], [False, False]]
        assert total_only(cells, pairs, 4).tolist()[0] == [True, True]

    def test_less_than_any_voice_was_promised_is_refused(self):
        with pytest.raises(ValueError, match="smallest group to be shown is 4, not 1"):
            total_only([Cell(())], np.ones((9, 1), dtype=bool), 1)


KINDS = st.sampled_from(["shown", "secret", "hidden"])
GROUPS_OF_THREE_KINDS = st.tuples(st.integers(1, 7), st.integers(1, 8)).flatmap(
    lambda shape: st.tuples(arrays(bool, shape), st.lists(KINDS, min_size=shape[0], max_size=shape[0]))
)


@given(GROUPS_OF_THREE_KINDS)
@settings(deadline=None)
def test_no_secret_group_follows_from_those_that_are_left(given_groups: tuple[np.ndarray, list[str]]):
    """Beside plain ranks of floats; the first groups shown are the last to go."""
    members, kinds = given_groups
    shown = np.array([kind != "hidden" for kind in kinds])
    secret = np.array([kind == "secret" for kind in kinds])
    left = disclosure.without(members, shown, secret)
    kept: list[int] = []
    for at in np.flatnonzero(shown & ~secret):
        wider = members[[*kept, at]].astype(float)
        together = np.linalg.matrix_rank(wider)
        hidden = [members[one].astype(float) for one in np.flatnonzero(secret) if members[one].any()]
        if all(np.linalg.matrix_rank(np.vstack([wider, one])) > together for one in hidden):
            kept.append(int(at))
    assert np.flatnonzero(left).tolist() == kept


def test_a_total_stays_and_one_of_three_parts_goes_with_the_secret_one():
    parts = [np.arange(9) // 3 == part for part in range(3)]
    members = np.array([np.ones(9, dtype=bool), *parts])
    shown = np.ones(4, dtype=bool)
    left = disclosure.without(members, shown, np.array([False, True, False, False]))
    assert left.tolist() == [True, False, True, False]
    assert disclosure.without(members, shown, np.zeros(4, dtype=bool)).all()
