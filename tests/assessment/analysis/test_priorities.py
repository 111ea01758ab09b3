import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from assessment.analysis.constants import PICKS_FROM
from assessment.analysis.gaps import practice_table
from assessment.analysis.intervals import practice_intervals
from assessment.analysis.priorities import priority_table, start_with
from assessment.analysis.privacy import protect
from tests.assessment.analysis.worlds import World, world, worlds

COLUMNS = ["n", "picked", "share", "share_low", "share_high", "gap", "half_gap", "corner", "on_line"]


def priorities(
    gap: list[float], half: list[float], picked: list[int], people: int = 100, offered: int = 12
) -> pd.DataFrame:
    codes = list("abcdefghij")[: len(gap)]
    table = pd.DataFrame({"gap": gap, "picked": picked}, index=codes)
    return priority_table(table, pd.DataFrame({"half_gap": half}, index=codes), people, offered)


def test_two_lines_make_four_corners():
    table = priorities([1.0, 1.0, 0.2, 0.2], [0.1] * 4, [50, 5, 50, 5])
    assert table["corner"].tolist() == ["first", "wide", "popular", "later"]
    assert table["on_line"].tolist() == [False] * 4
    assert table["share"].tolist() == [0.5, 0.05, 0.5, 0.05]
    assert table["n"].tolist() == [100] * 4
    assert list(table.columns) == COLUMNS


def test_on_the_lines_themselves_a_practice_is_to_be_moved_first():
    # Of 12 practices picked at random a quarter would name each.
    exactly, below = priorities([0.5, 0.5], [0.1, 0.1], [25, 24]).itertuples()
    assert (exactly.share, exactly.corner) == (0.25, "first")
    assert below.corner == "wide"
    assert priorities([0.4999], [0.1], [25])["corner"].tolist() == ["popular"]


@pytest.mark.parametrize(
    ("offered", "people", "line"),
    [(24, 40, 5), (12, 40, 10), (9, 12, 4), (4, 40, 30), (3, 40, 40), (1, 40, 40)],
)
def test_the_line_of_the_picks_is_what_chance_would_give_each_practice_offered(
    offered: int, people: int, line: int
):
    table = priorities([1.0, 1.0], [0.1, 0.1], [line, line - 1], people, offered)
    assert table["corner"].tolist() == ["first", "wide"]


def test_a_dot_is_on_the_line_when_an_interval_reaches_into_another_corner():
    # 50 of 100: 0.404 to 0.596; 30 of 100: 0.219 to 0.396, across the line at 0.25.
    table = priorities([1.0, 1.0, 1.0, 0.4, 0.4], [0.49, 0.51, 0.1, 0.09, 0.11], [50, 50, 30, 50, 50])
    assert table["corner"].tolist() == ["first", "first", "first", "popular", "popular"]
    assert table["on_line"].tolist() == [False, True, True, False, True]


def test_an_interval_that_ends_on_the_line_is_above_it():
    table = priorities([1.0, 0.25], [0.5, 0.25], [50, 50])
    assert table["on_line"].tolist() == [False, True]


def test_a_gap_without_an_interval_is_never_clear():
    table = priorities([2.0], [np.nan], [90])
    assert (table.loc["a", "corner"], table.loc["a", "on_line"]) == ("first", True)
    assert start_with(table) == []


@pytest.mark.parametrize(
    ("picked", "people", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_shares_have_the_intervals_of_newcombe_1998(picked: int, people: int, low: float, high: float):
    # Two-sided confidence intervals for the single proportion, Table I, method 3.
    row = priorities([1.0], [0.1], [picked], people).loc["a"]
    assert (row["share_low"], row["share_high"]) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(PICKS_FROM, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_shares_have_the_intervals_of_statsmodels(counts: tuple[int, int]):
    picked, people = counts
    row = priorities([1.0], [0.1], [picked], people).loc["a"]
    truth = proportion_confint(picked, people, method="wilson")
    assert (row["share_low"], row["share_high"]) == pytest.approx(truth, abs=1e-12)
    assert row["share"] == pytest.approx(picked / people)


def corner_of(gap: float | None, half: float | None, picks: int, people: int, offered: int):
    """Corner and whether on the line, step by step."""
    if people < 10 or gap is None:
        return None, False
    line = min(3, offered) / offered
    names = {(1, 1): "first", (1, 0): "wide", (0, 1): "popular", (0, 0): "later"}
    low, high = proportion_confint(picks, people, method="wilson")
    corner = names[gap >= 0.5, picks / people >= line]
    if half is None:
        return corner, True
    ends = {names[g >= 0.5, share >= line] for g in (gap - half, gap + half) for share in (low, high)}
    return corner, len(ends) > 1


@given(worlds(respondents=25))
def test_every_corner_is_the_one_found_step_by_step(world: World):
    people, offered = len(world.voices), len(world.codes)
    practices, intervals = practice_table(world.frame()), practice_intervals(world.frame())
    table = priority_table(practices, intervals, people, offered)
    assert list(table.index) == world.codes
    for code, row in table.iterrows():
        gap, half, picks = (
            practices.loc[code, "gap"],
            intervals.loc[code, "half_gap"],
            practices.loc[code, "picked"],
        )
        truth = corner_of(
            None if np.isnan(gap) else gap, None if np.isnan(half) else half, picks, people, offered
        )
        assert (row["corner"], row["on_line"]) == truth
        assert row["picked"] is pd.NA if people < 10 else row["picked"] == picks


@pytest.mark.parametrize(("people", "there"), [(PICKS_FROM - 1, False), (PICKS_FROM, True)])
def test_picks_of_ten_people_are_placed_and_those_of_nine_are_not(people: int, there: bool):
    row = priorities([1.0], [0.1], [6], people).loc["a"]
    assert row[["picked", "share", "share_low", "share_high", "corner"]].notna().tolist() == [there] * 5
    assert (row["n"], row["gap"], row["half_gap"], row["on_line"]) == (people, 1.0, 0.1, False)
    assert row["corner"] == ("first" if there else None)


def test_a_practice_without_a_gap_has_picks_but_no_corner():
    row = priorities([np.nan], [np.nan], [60]).loc["a"]
    assert (row["picked"], row["share"], row["corner"], row["on_line"]) == (60, 0.6, None, False)


def test_hidden_practices_stay_empty():
    answers = world([[2, 2]] * 3 + [[2, 6]] * 9, [[4, 4]] * 12)._replace(picked=[[True, True]] * 12)
    table = practice_table(answers.frame())
    found = priority_table(protect(table, 12, 5), practice_intervals(answers.frame(), among=["C2"]), 12, 12)
    assert found.loc["C2", ["picked", "corner", "on_line"]].tolist() == [12, "first", False]
    hidden = found.loc["C4", ["picked", "share", "share_low", "share_high", "gap", "corner"]]
    assert hidden.isna().all()
    assert not found.loc["C4", "on_line"]


def test_the_table_has_its_types_whoever_answered():
    nobody = world([], [], "P5 C2").frame()
    empty = priority_table(practice_table(nobody), practice_intervals(nobody), 0, 2)
    full = priorities([1.0], [0.1], [50])
    assert list(empty.index) == ["P5", "C2"]
    assert list(empty.columns) == COLUMNS
    assert empty["corner"].tolist() == [None, None]
    assert empty.dtypes.astype(str).tolist() == full.dtypes.astype(str).tolist()
    assert full.dtypes.astype(str).tolist() == ["int64", "Int64", *["float64"] * 5, "object", "bool"]


def test_start_with_the_clear_ones_by_picks_then_gap_then_order():
    table = priorities(
        [1.0, 1.5, 1.5, 2.0, 3.0, 3.0, 0.1, 2.0],
        [0.1, 0.1, 0.1, 0.1, 0.1, 2.9, 0.1, 0.1],
        [50, 50, 50, 60, 5, 70, 90, 30],
    )
    # e is wide only, f's gap and h's share lie on a line, g is popular only.
    assert start_with(table) == ["d", "b", "c", "a"]


def test_shares_that_are_told_alike_go_by_the_gap():
    table = priorities([2.0, 2.3, 2.1], [0.1, 0.1, 0.1], [149, 148, 151], people=412)  # 36, 36 and 37 %
    assert start_with(table) == ["c", "b", "a"]


def test_without_picks_there_is_nothing_to_start_with():
    assert start_with(priorities([1.0, 2.0], [0.1, 0.1], [5, 5], people=9)) == []
    assert start_with(priorities([], [], [])) == []


def test_no_practices_offered_and_more_picks_than_people_are_refused():
    with pytest.raises(ValueError, match="no priorities among 0"):
        priorities([1.0], [0.1], [5], offered=0)
    with pytest.raises(ValueError, match="part between none and all"):
        priorities([1.0], [0.1], [101])
