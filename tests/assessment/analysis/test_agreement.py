import random
from itertools import combinations_with_replacement
from statistics import variance

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assessment.analysis.agreement import NO_AGREEMENT, agreement_table, awg, category_agreement, rwg, rwgj
from tests import oracles_intervals
from tests.assessment.analysis import oracles_spread as oracles
from tests.assessment.analysis.worlds import World, company, same, world, worlds

SIDES = ["current", "desired"]
crowds = worlds(respondents=24, practices_at_most=4)


def levels(*people: int) -> list[int]:
    """So many people at level 1, 2, 3, 4 and 5."""
    return [level for level, n in enumerate(people, start=1) for _ in range(n)]


def one(today: list[int]) -> "pd.Series":
    """The agreement on today of a single practice; all want 5."""
    return agreement_table(world([[c] for c in today], [[5]] * len(today), "C2").frame()).loc["C2"]


def test_no_agreement_is_the_variance_of_answers_at_random():
    assert float(stats.randint(1, 6).var()) == NO_AGREEMENT == 2.0


def test_agreement_on_one_practice_by_hand():
    # 2 × 1, 3 × 2, 3 × 3, 2 × 4: mean 2.5, s² = 10.5 / 9; the largest is 2.5 × 1.5 × 10 / 9
    row = one(levels(2, 3, 3, 2, 0))
    assert row["rwg_current"] == pytest.approx(1 - 10.5 / 9 / 2, abs=1e-15)
    assert row["awg_current"] == pytest.approx(1 - 2 * 10.5 / 37.5, abs=1e-15)
    assert (row["used_current"], row["word_current"]) == (row["rwg_current"], "divided")


def test_people_who_say_the_same_agree_wholly_at_an_end_and_in_between():
    row = one([3] * 10)
    assert row[["rwg_current", "awg_current", "used_current"]].tolist() == [1, 1, 1]
    assert row[["rwg_desired", "awg_desired", "used_desired"]].tolist() == [1, 1, 1]
    assert row[["word_current", "word_desired"]].tolist() == ["broad", "broad"]
    assert one([1] * 10)["awg_current"] == 1


def test_two_camps_at_the_ends_have_no_agreement_left():
    row = one(levels(6, 0, 0, 0, 6))
    assert row[["rwg_current", "awg_current"]].tolist() == [0, -1]
    assert (row["used_current"], row["word_current"]) == (0, "divided")


def test_with_nine_pairs_there_is_nothing_but_their_number():
    row = one([3] * 9)
    assert row["n"] == 9
    assert row.drop("n").isna().all()
    assert row["word_current"] is None
    assert one([3] * 9 + [6])["n"] == 9


@pytest.mark.parametrize(
    ("today", "stands_in"),
    [
        (levels(0, 0, 0, 10, 10), False),  # 4.5
        (levels(0, 0, 0, 10, 11), True),
        (levels(10, 10, 0, 0, 0), False),  # 1.5
        (levels(11, 10, 0, 0, 0), True),
        (levels(0, 0, 0, 4, 16), True),  # 4.8: one person could stand at 1
        (levels(0, 0, 0, 3, 17), False),  # 4.85: nobody could, so there is no a_wg
    ],
)
def test_near_an_end_of_the_scale_a_wg_stands_in_where_there_is_one(today, stands_in):
    row = one(today)
    assert row["used_current"] == row["awg_current" if stands_in else "rwg_current"]
    assert row["awg_current"] != row["rwg_current"]
    assert np.isnan(row["awg_current"]) == (today == levels(0, 0, 0, 3, 17))


@pytest.mark.parametrize(
    ("today", "agreement", "word"),
    [
        (levels(0, 0, 35, 7, 8), 0.71, "broad"),  # r_wg is .71: s² = .58
        (levels(0, 6, 45, 2, 7), 251 / 354, "mixed"),  # .7090
        (levels(1, 11, 25, 14, 9), 3541 / 7080, "mixed"),  # .5001
        (levels(0, 4, 2, 4, 0), 5 / 9, "mixed"),
        (levels(0, 4, 4, 2, 1), 0.50, "divided"),  # r_wg is .50
        (levels(0, 5, 0, 5, 0), 4 / 9, "divided"),
        (levels(0, 0, 0, 56, 58), 0.71, "broad"),  # a_wg is .71, in floats .7099999999999999
        (levels(0, 0, 2, 8, 17), 0.50, "mixed"),  # a_wg is .50, but most people are at that end
    ],
)
def test_words_begin_exactly_at_their_bounds(today, agreement, word):
    row = one(today)
    assert row["used_current"] == pytest.approx(agreement, abs=1e-12)
    assert row["word_current"] == word


@pytest.mark.parametrize("people", [[], [[6, 6]] * 12, [[3, 3]], [[3, 3]] * 12])
def test_columns_and_types_stay_whoever_answered(people):
    table = agreement_table(world(people, people).frame())
    kinds = [f"{kind}_{side}" for side in SIDES for kind in ("rwg", "awg", "used", "word")]
    assert list(table.columns) == ["n", *kinds]
    assert table.dtypes.astype(str).tolist() == ["int64"] + ["float64", "float64", "float64", "object"] * 2
    assert list(table.index) == ["C2", "C4"]
    together = category_agreement(world(people, people).frame())
    assert list(together.columns) == ["practices", "n", "rwgj_current", "rwgj_desired"]
    assert together.dtypes.astype(str).tolist() == ["int64", "int64", "float64", "float64"]
    assert list(together.index) == ["C"]


def test_half_the_largest_variance_that_a_mean_allows_is_an_a_wg_of_nought():
    # Every set of levels that ten people can give, and the largest variance there is of each mean.
    groups = [list(people) for people in combinations_with_replacement(range(1, 6), 10)]
    most: dict[int, float] = {}
    for people in groups:
        most[sum(people)] = max(most.get(sum(people), 0), variance(people))
    sums, spread = np.array([sum(people) for people in groups]), np.array([variance(p) for p in groups])
    ours = awg(sums / 10, spread.astype(float), np.full(len(groups), 10))
    checked = 0
    for total, own, found in zip(sums, spread, ours, strict=True):
        if total in range(14, 50, 4):  # all of them can stand at the two ends, at least one at each
            assert found == pytest.approx(1 - 2 * own / most[total], abs=1e-12)
            checked += 1
    assert checked > 200
    assert np.nanmin(ours) == pytest.approx(-1, abs=1e-12)
    assert np.isnan(ours).tolist() == [total in (11, 12, 13, 47, 48, 49) for total in sums]


def test_a_wg_needs_two_people_and_a_mean_that_leaves_one_at_the_other_end():
    n = np.array([0, 1, 1, 2, 2, 2])
    mean = np.array([np.nan, 5.0, 3.0, 3.0, 2.5, 5.0])
    spread = np.array([np.nan, np.nan, np.nan, 8.0, 0.5, 0.0])
    assert awg(mean, spread, n).tolist() == pytest.approx([np.nan] * 3 + [-1, np.nan, 1], nan_ok=True)


def test_r_wg_never_falls_below_nought_and_stays_missing():
    assert rwg(np.array([0, 0.5, 2, 4.4, np.nan])).tolist() == pytest.approx(
        [1, 0.75, 0, 0, np.nan], nan_ok=True
    )


def test_r_wg_of_items_is_one_items_agreement_stepped_up():
    # .50 on one item: 2 × .5 / 1.5 on two, as the tables of Spearman and Brown have it.
    found = rwgj(np.array([1.0, 1.0, 1.0, 0.0, 3.0, np.nan, 0.0]), np.array([1, 2, 10, 4, 4, 4, 0]))
    assert found.tolist() == pytest.approx([0.5, 2 / 3, 10 / 11, 1, 0, np.nan, np.nan], nan_ok=True)


@pytest.mark.parametrize(
    ("people", "mean", "variance", "by_uniform", "by_mean"),
    [
        (24, 71 / 24, 1.2590579710, 0.3704710145, 0.3964394268),
        (37, 109 / 37, 1.6081081081, 0.1959459459, 0.2171052632),
        (45, 129 / 45, 1.1181818182, 0.4409090909, 0.4508928571),
        (58, 179 / 58, 0.9924379915, 0.5037810042, 0.5114287842),
    ],
)
def test_r_finds_the_same_agreement_in_four_companies_of_soldiers(
    people, mean, variance, by_uniform, by_mean
):
    # LEAD01 of companies 2 to 5 (Bliese and Halverson 2002); rwg and awg of the R package multilevel 2.7.
    assert rwg(np.array([variance])) == pytest.approx([by_uniform], abs=1e-9)
    assert awg(np.array([mean]), np.array([variance]), np.array([people])) == pytest.approx(
        [by_mean], abs=1e-9
    )


def test_r_finds_the_same_agreement_on_eleven_items_together():
    # Mean variances of the eleven items in companies 2 to 4 of the same; rwg.j of the same package.
    found = rwgj(np.array([1.4477931489, 1.1218946216, 1.2832874197]), np.full(3, 11))
    assert found == pytest.approx([0.8075272584, 0.8959383151, 0.8600120204], abs=1e-9)


TWELVE = [[1, 2, 1], [2, 2, 4], [3, 3, 3], [2, 4, 2], [1, 2, 5], [2, 3, 3]] * 2


def test_a_category_takes_the_people_who_rated_all_of_its_practices():
    today = [*TWELVE, [5, 6, 1], [6, 5, 1]]
    table = category_agreement(world(today, [[5] * 3] * 14, "C2 C4 E3").frame())
    assert table["practices"].tolist() == [2, 1]
    assert table["n"].tolist() == [12, 14]
    complete = [[row[j] for row in TWELVE] for j in (0, 1)]
    assert table.loc["C", "rwgj_current"] == pytest.approx(float(oracles.rwgj(complete)), abs=1e-12)
    assert table["rwgj_desired"].tolist() == [1, 1]


@pytest.mark.parametrize(("people", "there"), [(9, False), (10, True)])
def test_a_category_needs_ten_people_with_all_pairs(people, there):
    today = [[2, 3]] * people + [[2, 6], [6, 3]] * 3
    table = category_agreement(world(today, [[4, 4]] * len(today)).frame())
    assert table["n"].tolist() == [people]
    assert table["rwgj_current"].notna().tolist() == [there]


def test_a_practice_that_hardly_anybody_rated_does_not_empty_its_category():
    today = [[1, 2, 6]] * 6 + [[2, 3, 2]] * 6
    table = category_agreement(world(today, [[5, 5, 5]] * 12, "C2 C4 C7").frame())
    assert table.loc["C", ["practices", "n"]].tolist() == [2, 12]
    assert table.loc["C", "rwgj_current"] == pytest.approx(float(oracles.rwgj([levels(6, 6), levels(6, 6)])))


@pytest.mark.parametrize(("among", "there"), [(["C2", "C4"], True), (["C2"], False), ([], False)])
def test_a_category_needs_half_its_practices_and_takes_only_those_named(among, there):
    frame = company(30, "C2 C4 C7 C8", seed=5).frame()
    table = category_agreement(frame, among=among)
    assert table["practices"].tolist() == [len(among)]
    assert table["rwgj_current"].notna().tolist() == [there]


def test_practices_not_named_change_nothing():
    answers, among = company(30, "C2 C4 C7 C8", seed=5), ["C2", "C8"]
    hidden = answers._replace(current=[[row[0], 1, 6, row[3]] for row in answers.current])
    table = category_agreement(answers.frame(), among=among)
    pd.testing.assert_frame_equal(category_agreement(hidden.frame(), among=among), table, check_exact=True)
    truth = oracles.rwgj([[row[j] for row in answers.current] for j in (0, 3)])
    assert table.loc["C", "rwgj_current"] == pytest.approx(float(truth), abs=1e-12)


def test_deeper_practices_enter_only_on_request():
    rows = [[1, 5], [2, 4], [3, 3]] * 4
    deeper = World(["C2", "C1"], [True, False], ["team"] * 12, rows, rows, [[False] * 2] * 12).frame()
    assert category_agreement(deeper)["practices"].tolist() == [1]
    both = category_agreement(deeper, core_only=False)
    assert both["practices"].tolist() == [2]
    truth = oracles.rwgj([[row[j] for row in rows] for j in (0, 1)])
    assert both.loc["C", "rwgj_desired"] == pytest.approx(float(truth), abs=1e-12)


@given(crowds)
def test_agreement_is_the_one_that_plain_loops_find(world: World):
    table = agreement_table(world.frame())
    for j, code in enumerate(world.codes):
        for side in SIDES:
            numbers = oracles_intervals.values(world.current, world.desired, j, side)
            assert table.loc[code, "n"] == len(numbers)
            few = len(numbers) < 10
            agreement = None if few else oracles.used(numbers)
            assert same(table.loc[code, f"rwg_{side}"], None if few else oracles.rwg(numbers))
            assert same(table.loc[code, f"awg_{side}"], None if few else oracles.awg(numbers))
            assert same(table.loc[code, f"used_{side}"], agreement)
            assert table.loc[code, f"word_{side}"] == (None if few else oracles.word(numbers))


@given(st.lists(st.integers(1, 5), min_size=10, max_size=40))
def test_agreement_of_any_group_is_the_one_that_plain_loops_find(today: list[int]):
    row = one(today)
    assert same(row["awg_current"], oracles.awg(today))
    assert same(row["used_current"], oracles.used(today))
    assert row["word_current"] == oracles.word(today)


@given(crowds, st.booleans())
def test_agreement_of_categories_is_the_one_that_plain_loops_find(world: World, core_only: bool):
    table = category_agreement(world.frame(), core_only=core_only)
    for category in table.index:
        looked_at = [
            j
            for j, code in enumerate(world.codes)
            if code[0] == category and (world.core[j] or not core_only)
        ]
        members = [
            j
            for j in looked_at
            if len(oracles_intervals.values(world.current, world.desired, j, "gap")) >= 10
        ]
        assert table.loc[category, "practices"] == len(members)
        if not members or 2 * len(members) < len(looked_at):
            assert table.loc[category, "n"] == 0
            assert table.loc[category, ["rwgj_current", "rwgj_desired"]].isna().all()
            continue
        people = [
            (today, wanted)
            for today, wanted in zip(world.current, world.desired, strict=True)
            if all(1 <= today[j] <= 5 and 1 <= wanted[j] <= 5 for j in members)
        ]
        assert table.loc[category, "n"] == len(people)
        for side, name in enumerate(SIDES):
            items = [[person[side][j] for person in people] for j in members]
            truth = oracles.rwgj(items) if len(people) >= 10 else None
            assert same(table.loc[category, f"rwgj_{name}"], truth)


@given(crowds, st.randoms(use_true_random=False))
def test_the_order_of_the_respondents_changes_nothing(world: World, chance: random.Random):
    frame, other = world.frame(), world.shuffled(chance).frame()
    for table in (agreement_table, category_agreement):
        pd.testing.assert_frame_equal(table(other), table(frame), check_exact=True)
