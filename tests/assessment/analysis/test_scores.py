import math
from statistics import fmean

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.gaps import practice_table
from assessment.analysis.privacy import protect
from assessment.analysis.scores import category_table, overall
from tests import oracles
from tests.assessment.analysis.worlds import World, same, world, worlds

CORE_12 = "C2 C4 C7 C8 E3 E5 E6 E8 P1 P3 P5 P7"


def scored(current: list[list[int]], desired: list[list[int]], codes: str = CORE_12, smallest: int = 1):
    return category_table(practice_table(world(current, desired, codes).frame()), smallest)


def test_a_category_is_the_plain_mean_of_its_practices():
    table = scored([[1, 2, 3, 4, 2, 2, 2, 2, 5, 5, 5, 5]], [[4, 4, 4, 4, 3, 3, 3, 3, 4, 4, 4, 4]])
    assert list(table.index) == ["C", "E", "P"]
    assert table["current"].tolist() == [2.5, 2.0, 5.0]
    assert table["desired"].tolist() == [4.0, 3.0, 4.0]
    assert table["gap"].tolist() == [1.5, 1.0, -1.0]
    assert table["practices"].tolist() == table["used"].tolist() == [4, 4, 4]


def test_practices_weigh_alike_however_many_judged_them():
    table = scored([[1, 5], [1, 6], [1, 6]], [[1, 5], [1, 5], [1, 5]], "C2 C4")
    assert table.loc["C", "current"] == 3.0
    assert (table.loc["C", "n_smallest"], table.loc["C", "n_largest"]) == (1, 3)


@pytest.mark.parametrize(
    ("answered", "score"), [([3, 3, 6, 6], 3.0), ([3, 6, 6, 6], None), ([6, 6, 6, 6], None)]
)
def test_a_category_of_four_needs_two(answered, score):
    row = scored([answered], [answered], "C2 C4 C7 C8").loc["C"]
    assert same(row["current"], score)
    assert row["used"] == answered.count(3)


def test_a_category_of_three_needs_two():
    assert scored([[2, 4, 6]], [[2, 4, 6]], "C2 C4 C7").loc["C", "current"] == 3.0
    assert math.isnan(scored([[2, 6, 6]], [[2, 6, 6]], "C2 C4 C7").loc["C", "current"])


def test_deeper_practices_never_enter():
    answers = world([[1, 5, 1, 5]], [[3, 5, 3, 5]], "C2 C1 E3 E1")._replace(core=[True, False, True, False])
    table = category_table(practice_table(answers.frame()))
    assert table["practices"].tolist() == [1, 1]
    assert table["current"].tolist() == [1.0, 1.0]
    assert overall(table)["gap"] == 2.0


def test_a_category_with_deeper_practices_only_has_no_score():
    answers = world([[1, 5]], [[3, 5]], "C2 E1")._replace(core=[True, False])
    table = category_table(practice_table(answers.frame()))
    assert table["practices"].tolist() == [1, 0]
    assert table["current"].isna().tolist() == [False, True]


def test_practices_of_too_few_people_are_left_out():
    table = scored([[1, 5]] * 4 + [[1, 6]], [[1, 5]] * 5, "C2 C4", smallest=5)
    assert (table.loc["C", "used"], table.loc["C", "current"]) == (1, 1.0)
    assert (table.loc["C", "n_smallest"], table.loc["C", "n_largest"]) == (5, 5)


def test_overall_is_the_mean_of_the_categories():
    total = overall(scored([[1, 3, 2, 4]], [[2, 4, 5, 4]], "C2 C4 E3 P1"))
    assert total["current"] == fmean([2, 2, 4])
    assert total["desired"] == 4.0
    assert total["gap"] == pytest.approx(fmean([1, 3, 0]))


def test_overall_is_missing_when_a_category_is():
    total = overall(scored([[1, 6]], [[2, 6]], "C2 E3"))
    assert total.isna().all()
    assert list(total.index) == ["current", "desired", "gap"]


def test_overall_of_no_category_is_missing():
    assert overall(scored([], [], "C2").iloc[:0]).isna().all()


def test_nobody_gives_every_category_without_a_score():
    table = scored([], [])
    assert table["used"].tolist() == [0, 0, 0]
    assert table[["current", "desired", "gap", "n_smallest", "n_largest"]].isna().all(axis=None)
    assert overall(table).isna().all()


@given(worlds(practices_at_most=12), st.integers(1, 6))
def test_every_score_is_the_one_that_plain_loops_find(world: World, smallest: int):
    table = category_table(practice_table(world.frame()), smallest)
    truths = []
    for category in dict.fromkeys(code[0] for code in world.codes):
        own = [j for j, code in enumerate(world.codes) if code[0] == category]
        rows = [oracles.practice(world.current, world.desired, world.picked, j) for j in own]
        truths.append(oracles.category(rows, [world.core[j] for j in own], smallest))
        for name, truth in truths[-1].items():
            assert same(table.loc[category, name], truth), (category, name)
    for name, value in overall(table).items():
        assert same(value, oracles.overall(truths, name)), name


@given(worlds())
def test_gap_is_wanted_minus_today_in_scores_too(world: World):
    table = category_table(practice_table(world.frame()))
    np.testing.assert_allclose(table["desired"] - table["current"], table["gap"], atol=1e-12)
    total = overall(table)
    np.testing.assert_allclose(total["desired"] - total["current"], total["gap"], atol=1e-12)


@given(worlds(), st.integers(4, 7))
def test_scores_of_a_protected_table_use_exactly_the_open_practices(world: World, smallest: int):
    table, people = practice_table(world.frame()), len(world.voices)
    protected = category_table(protect(table, people, smallest))
    pd.testing.assert_frame_equal(protected, category_table(table, smallest))


def test_a_mean_of_nobody_is_refused():
    with pytest.raises(ValueError, match="is 1, not 0"):
        scored([[1]], [[1]], "C2", smallest=0)
