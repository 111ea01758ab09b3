import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.constants import SMALLEST_GROUP, SMALLEST_PEERS
from assessment.analysis.gaps import practice_table
from assessment.analysis.privacy import protect
from tests import oracles
from tests.assessment.analysis.worlds import World, world, worlds

ABOUT = ["category", "core", "hidden"]


def people(pairs_c2: int, pairs_c4: int, of: int) -> pd.DataFrame:
    """`of` people of whom the first so many gave both sides of C2 and of C4."""
    answers = [[3 if i < pairs_c2 else 6, 2 if i < pairs_c4 else 8] for i in range(of)]
    return practice_table(world(answers, answers)._replace(picked=[[True, True]] * of).frame())


def test_a_row_at_the_threshold_is_shown_and_one_below_is_emptied():
    table = protect(people(5, 4, of=6), respondents=6, smallest=5)
    assert table["hidden"].tolist() == [False, True]
    assert (table.loc["C2", "n"], table.loc["C2", "current"], table.loc["C2", "picked"]) == (5, 3.0, 6)
    assert table.loc["C4"].drop(ABOUT).isna().all()
    assert table["core"].tolist() == [True, True]
    assert table["category"].tolist() == ["C", "C"]


def test_a_group_below_the_threshold_shows_nothing():
    table = protect(people(4, 4, of=4), respondents=4, smallest=5)
    assert table["hidden"].all()
    assert table.drop(columns=ABOUT).isna().all(axis=None)


def test_the_group_counts_even_when_a_row_would_do():
    assert protect(people(6, 6, of=6), respondents=4, smallest=5)["hidden"].all()


def test_peers_open_from_four_and_the_team_from_five():
    table = people(4, 5, of=5)
    assert protect(table, 5, SMALLEST_PEERS)["hidden"].tolist() == [False, False]
    assert protect(table, 5, SMALLEST_GROUP)["hidden"].tolist() == [True, False]


@pytest.mark.parametrize("smallest", [3, 1, 0, -5])
def test_the_threshold_can_only_go_up(smallest):
    with pytest.raises(ValueError, match=f"is 4, not {smallest}"):
        protect(people(5, 5, of=5), 5, smallest)


def test_the_table_given_is_left_alone():
    table = people(5, 4, of=5)
    before = table.copy(deep=True)
    protect(table, 5, 5)
    pd.testing.assert_frame_equal(table, before)


def test_types_do_not_tell_whether_anything_is_hidden():
    some, none = protect(people(5, 4, of=5), 5, 5), protect(people(5, 5, of=5), 5, 5)
    assert some.dtypes.equals(none.dtypes)
    assert str(some["n"].dtype) == "Int64"
    assert some["gap"].dtype == np.float64


def test_columns_that_come_later_are_emptied_too():
    table = people(5, 4, of=5).assign(half_width=0.25, verdict="large", clear=True)
    assert protect(table, 5, 5).loc["C4", ["half_width", "verdict", "clear"]].isna().all()
    assert protect(table, 5, 5).loc["C2", "verdict"] == "large"


@given(worlds(), st.integers(4, 7))
def test_no_number_of_too_few_people_is_left_and_none_of_enough_is_lost(world: World, smallest: int):
    table, respondents = practice_table(world.frame()), len(world.voices)
    protected = protect(table, respondents, smallest)
    rows = [oracles.practice(world.current, world.desired, world.picked, j) for j in range(len(world.codes))]
    for code, may_show in zip(world.codes, oracles.shown(rows, respondents, smallest), strict=True):
        row = protected.loc[code]
        assert bool(row["hidden"]) is not may_show
        if may_show:
            assert row.drop(ABOUT).to_dict() == table.loc[code].drop(ABOUT[:2]).to_dict()
        else:
            assert row.drop(ABOUT).isna().all()


@given(worlds(), st.integers(4, 7), st.integers(0, 12))
def test_whatever_is_shown_rests_on_enough_people(world: World, smallest: int, respondents: int):
    protected = protect(practice_table(world.frame()), respondents, smallest)
    numbers = protected.drop(columns=ABOUT).notna().any(axis=1)
    assert (numbers == ~protected["hidden"]).all()
    assert (protected.loc[numbers, "n"] >= smallest).all()
    assert respondents >= smallest or not numbers.any()


@given(worlds(), st.integers(4, 7))
def test_protecting_twice_is_protecting_once(world: World, smallest: int):
    once = protect(practice_table(world.frame()), len(world.voices), smallest)
    pd.testing.assert_frame_equal(protect(once, len(world.voices), smallest), once)
