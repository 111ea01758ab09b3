import random
from decimal import Decimal
from statistics import fmean

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assessment.analysis.frame import of_voice
from assessment.analysis.gaps import emphasis, practice_table
from tests import oracles
from tests.assessment.analysis.worlds import World, same, world, worlds

COUNTS = ["n_current", "n_desired", "dont_know", "no_view", "not_applicable", "skipped_current"]
COUNTS += ["skipped_desired", "not_asked", "picked"]


def gaps_of(text: str) -> dict[str, Decimal]:
    """Gaps by letter: "1.5 0.2" is {"a": 1.5, "b": 0.2}."""
    return {chr(ord("a") + i): Decimal(gap) for i, gap in enumerate(text.split())}


def test_one_person_has_their_own_levels_and_gaps():
    table = practice_table(world([[2, 4]], [[5, 3]], voice="executive").frame())
    assert table["n"].tolist() == [1, 1]
    assert table["current"].tolist() == [2.0, 4.0]
    assert table["desired"].tolist() == [5.0, 3.0]
    assert table["gap"].tolist() == [3.0, -1.0]


def test_means_rest_on_people_who_gave_both_sides():
    table = practice_table(world([[1], [2], [5], [6]], [[4], [4], [6], [5]], "C2").frame())
    row = table.loc["C2"]
    assert (row["n"], row["current"], row["desired"], row["gap"]) == (2, 1.5, 4.0, 2.5)
    assert (row["n_current"], row["n_desired"]) == (3, 3)


def test_each_way_of_not_answering_is_counted_by_itself():
    row = practice_table(world([[6], [7], [8], [0], [3]], [[6], [7], [8], [0], [8]], "C2").frame()).loc["C2"]
    assert {name: int(row[name]) for name in COUNTS} == {
        "n_current": 1,
        "n_desired": 0,
        "dont_know": 1,
        "no_view": 1,
        "not_applicable": 1,
        "skipped_current": 1,
        "skipped_desired": 2,
        "not_asked": 1,
        "picked": 0,
    }


def test_dont_know_share_is_of_those_who_judged_or_could_not():
    table = practice_table(world([[6, 7], [2, 8], [2, 0], [2, 8], [8, 7]], [[6, 6]] * 5).frame())
    assert table["dont_know_share"].iloc[0] == 0.25
    assert np.isnan(table["dont_know_share"].iloc[1])


def test_picks_are_counted_even_without_a_pair():
    answers = world([[8, 3], [8, 3]], [[8, 3], [8, 3]])._replace(picked=[[True, False], [True, True]])
    assert practice_table(answers.frame())["picked"].tolist() == [2, 1]


def test_a_practice_without_pairs_has_no_means_and_stays_in_its_place():
    table = practice_table(world([[0, 3], [0, 4]], [[0, 3], [0, 4]]).frame())
    assert list(table.index) == ["C2", "C4"]
    assert table.loc["C2", "n"] == 0
    assert table.loc["C2", ["current", "desired", "gap"]].isna().all()


def test_nobody_gives_a_full_table_of_nothing():
    table = practice_table(world([], []).frame())
    assert table[["n", *COUNTS]].eq(0).all(axis=None)
    assert table[["current", "desired", "gap", "dont_know_share"]].isna().all(axis=None)


def test_types_do_not_depend_on_how_many_answered():
    empty, full = practice_table(world([], []).frame()), practice_table(world([[1, 1]], [[2, 2]]).frame())
    assert empty.dtypes.equals(full.dtypes)
    assert set(full[["n", *COUNTS]].dtypes) == {np.dtype("int64")}
    assert set(full[["current", "desired", "gap", "dont_know_share"]].dtypes) == {np.dtype("float64")}


@given(worlds())
def test_every_number_is_the_one_that_plain_loops_find(world: World):
    table = practice_table(world.frame())
    for j, code in enumerate(world.codes):
        for name, truth in oracles.practice(world.current, world.desired, world.picked, j).items():
            assert same(table.loc[code, name], truth), (code, name)
    assert table["core"].tolist() == world.core


@given(worlds())
def test_gap_is_wanted_minus_today(world: World):
    table = practice_table(world.frame())
    pd.testing.assert_series_equal(table["desired"] - table["current"], table["gap"], check_names=False)
    assert table["gap"].isna().tolist() == table["n"].eq(0).tolist()


@given(worlds())
def test_today_side_accounts_for_everybody(world: World):
    table = practice_table(world.frame())
    columns = ["n_current", "dont_know", "not_applicable", "skipped_current", "not_asked"]
    assert (table[columns].sum(axis=1) == len(world.voices)).all()
    assert (table["n"] <= table[["n_current", "n_desired"]].min(axis=1)).all()


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_respondents_changes_nothing(world: World, chance: random.Random):
    order = list(range(len(world.voices)))
    chance.shuffle(order)
    rows = (world.voices, world.current, world.desired, world.picked)
    shuffled = World(world.codes, world.core, *([part[i] for i in order] for part in rows))
    pd.testing.assert_frame_equal(
        practice_table(shuffled.frame()), practice_table(world.frame()), check_exact=True
    )


@given(worlds())
def test_a_practice_that_was_not_asked_adds_a_row_and_changes_no_other(world: World):
    wider = world._replace(
        codes=[*world.codes, "P99"],
        core=[*world.core, True],
        current=[[*row, 0] for row in world.current],
        desired=[[*row, 0] for row in world.desired],
        picked=[[*row, False] for row in world.picked],
    )
    before, after = practice_table(world.frame()), practice_table(wider.frame())
    assert (after.loc["P99", "n"], after.loc["P99", "not_asked"]) == (0, len(world.voices))
    assert np.isnan(after.loc["P99", "gap"])
    pd.testing.assert_frame_equal(
        after.drop(index="P99", columns="category"), before.drop(columns="category"), check_exact=True
    )


@given(worlds())
def test_voices_add_up_to_the_whole_in_people(world: World):
    whole = world.frame()
    parts = [practice_table(of_voice(whole, voice)) for voice in ("executive", "peer", "team")]
    added = sum(part[["n", *COUNTS]] for part in parts)
    pd.testing.assert_frame_equal(added, practice_table(whole)[["n", *COUNTS]])


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=40))
def test_means_agree_with_the_standard_library_and_scipy(both: list[tuple[int, int]]):
    today, wanted = [c for c, _ in both], [d for _, d in both]
    row = practice_table(world([[c] for c in today], [[d] for d in wanted], "C2").frame()).loc["C2"]
    assert row["current"] == fmean(today)
    assert row["desired"] == fmean(wanted)
    assert row["gap"] == fmean(d - c for c, d in both)
    assert stats.tmean(np.subtract(wanted, today)) == pytest.approx(row["gap"], abs=1e-12)
    # The middle of the paired interval is the mean gap; equal gaps have an interval of no width,
    # which scipy doesn't compute.
    if len({d - c for c, d in both}) > 1:
        low, high = stats.ttest_rel(wanted, today).confidence_interval()
        assert (low + high) / 2 == pytest.approx(row["gap"], abs=1e-9)


def test_a_hundred_thousand_answers_are_added_up_exactly():
    people = 100_000
    today = [[1 + i % 5] for i in range(people)]
    row = practice_table(world(today, [[5]] * people, "C2").frame()).loc["C2"]
    assert (row["n"], row["current"], row["desired"], row["gap"]) == (people, 3.0, 5.0, 2.0)


@pytest.mark.parametrize(
    ("gaps", "drawn", "widest", "wide"),
    [
        ("3 2 2 1 1 1 0 0 0 0 0 0", 12, "a", "bcdef"),  # 1, then 3, then 6 of 12
        ("3 2 2 1 1 1 1 0 0 0 0 0", 12, "a", "bc"),  # the next group would make 7 of 12
        ("2 2 2 1 0 0 0 0 0 0 0 0", 12, "abc", "d"),  # three tie for the widest
        ("2 2 2 2 1 0 0 0 0 0 0 0", 12, "", "abcde"),  # four tie: no widest, only wide
        ("1 1 1 1 1 1 1 0 0 0 0 0", 12, "", ""),  # most of the picture ties: nothing stands out
        ("2 1 1 1 1 1 1 0.5 0 0 0 0", 12, "a", ""),  # the walk ends where a group doesn't fit
        ("0.3 0.2 0.1", 12, "a", "bc"),  # practices without a gap count as drawn
        ("2 2 2", 3, "abc", ""),  # the widest may be more than half
        ("1 2", 2, "b", ""),
        ("0 0.0 -1", 3, "", ""),  # only positive gaps
        ("1.0 1.00 0.9", 6, "ab", "c"),  # equal is equal however it is written
        ("", 12, "", ""),
        ("", 0, "", ""),
    ],
)
def test_emphasis_walks_whole_groups_of_equal_gaps(gaps, drawn, widest, wide):
    expected = dict.fromkeys(widest, "widest") | dict.fromkeys(wide, "wide")
    assert emphasis(gaps_of(gaps), drawn) == expected


def test_more_gaps_than_practices_are_refused():
    with pytest.raises(ValueError, match="2 gaps can't belong to 1 practices"):
        emphasis(gaps_of("1 2"), 1)


PRINTED = st.integers(-40, 40).map(lambda tenths: Decimal(tenths) / 10)


@given(
    st.lists(st.one_of(PRINTED, st.sampled_from([Decimal("1.0"), Decimal("0.5")])), max_size=24),
    st.integers(0, 6),
)
def test_emphasis_is_what_counting_wider_and_equal_ones_gives(gaps: list[Decimal], empty: int):
    named = {f"p{i}": gap for i, gap in enumerate(gaps)}
    marks = emphasis(named, len(gaps) + empty)
    assert marks == oracles.emphasis(named, len(gaps) + empty)
    for gap in set(gaps):
        assert len({marks.get(code) for code in named if named[code] == gap}) == 1, "a tie was split"
