import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from assessment.analysis.spread import cannot_tell, ceiling, distribution, top_box, wanting, wilson
from tests import oracles_intervals
from tests.assessment.analysis import oracles_spread as oracles
from tests.assessment.analysis.worlds import World, same, world, worlds

SIDES = ["current", "desired"]
LEVELS = [f"{side}_{level}" for side in SIDES for level in range(1, 6)]
crowds = worlds(respondents=24, practices_at_most=4)


def one(pairs: list[tuple[int, int]]) -> World:
    """A single practice from pairs of today and wanted."""
    return world([[c] for c, _ in pairs], [[d] for _, d in pairs], "C2")


TEN = [(1, 5), (1, 4), (2, 5), (2, 2), (2, 5), (3, 5), (4, 3), (4, 5), (5, 5), (5, 5)]


def test_people_are_counted_at_each_level_they_chose():
    row = distribution(one(TEN).frame()).loc["C2"]
    assert row.tolist() == [10, 2, 3, 1, 2, 2, 0, 1, 1, 1, 7]


def test_levels_four_and_five_are_high():
    assert top_box(one(TEN).frame()).loc["C2"].tolist() == [10, 0.4, 0.8]


def test_who_wants_more_and_who_wants_less():
    row = wanting(one(TEN).frame()).loc["C2"]
    assert row[["n", "more", "less"]].tolist() == [10, 0.6, 0.1]
    # By hand: (6 + 1.9207 ± 1.9600 √(2.4 + 0.9604)) / 13.8415 and the same of 1
    assert row[["more_low", "more_high"]].tolist() == pytest.approx([0.3127, 0.8318], abs=5e-5)
    assert row[["less_low", "less_high"]].tolist() == pytest.approx([0.0179, 0.4042], abs=5e-5)


def test_somebody_without_a_pair_counts_nowhere():
    frame = one([*TEN, (6, 5), (2, 6), (8, 8), (0, 0), (7, 7)]).frame()
    for table in (distribution, top_box, wanting, ceiling):
        pd.testing.assert_frame_equal(table(frame), table(one(TEN).frame()))


def test_with_nine_pairs_there_is_nothing_but_their_number():
    frame = one(TEN[:9]).frame()
    assert distribution(frame)["n"].tolist() == [9]
    for table in (distribution(frame), top_box(frame), wanting(frame)):
        assert table.drop(columns="n").isna().all(axis=None)
    row = ceiling(one([(1, 5)] * 9).frame()).loc["C2"]
    assert np.isnan(row["share"])
    assert not row["ceiling"]


def test_nothing_is_left_behind_a_missing_count():
    column = distribution(one(TEN[:9]).frame())["current_2"].array
    assert column.to_numpy(np.int64, na_value=-1).tolist() == [-1]
    assert column._data.tolist() == [0]


@pytest.mark.parametrize(("wanting_five", "marked"), [(7, False), (8, True), (10, True)])
def test_eight_of_ten_wanting_the_highest_level_are_the_ceiling(wanting_five, marked):
    frame = one([(2, 5)] * wanting_five + [(2, 4)] * (10 - wanting_five)).frame()
    assert ceiling(frame).loc["C2"].tolist() == [10, wanting_five / 10, marked]


@pytest.mark.parametrize("n", range(10, 61, 5))
def test_exactly_four_fifths_are_the_ceiling_in_groups_of_any_size(n):
    frame = one([(2, 5)] * (4 * n // 5) + [(2, 4)] * (n // 5)).frame()
    assert ceiling(frame)["ceiling"].tolist() == [True]


@pytest.mark.parametrize("people", [[], [[6, 6]] * 12, [[3, 3]], [[3, 3]] * 12])
def test_columns_and_types_stay_whoever_answered(people):
    frame = world(people, people).frame()
    assert distribution(frame).dtypes.astype(str).tolist() == ["int64"] + ["Int64"] * 10
    assert list(distribution(frame).columns) == ["n", *LEVELS]
    assert list(top_box(frame).columns) == ["n", *SIDES]
    assert list(ceiling(frame).columns) == ["n", "share", "ceiling"]
    ends = [f"{name}{end}" for name in ("more", "less") for end in ("", "_low", "_high")]
    assert list(wanting(frame).columns) == ["n", *ends]
    assert set(wanting(frame).dtypes[1:]) == set(top_box(frame).dtypes[1:]) == {np.dtype("float64")}
    assert ceiling(frame).dtypes.astype(str).tolist() == ["int64", "float64", "bool"]
    for table in (distribution, top_box, wanting, ceiling):
        assert list(table(frame).index) == ["C2", "C4"]


def test_people_who_all_say_the_same_spread_over_one_level():
    frame = one([(3, 3)] * 12).frame()
    assert distribution(frame).loc["C2", ["current_3", "desired_3"]].tolist() == [12, 12]
    assert top_box(frame).loc["C2"].tolist() == [12, 0.0, 0.0]
    row = wanting(frame).loc["C2"]
    # Nobody of twelve: z² / (12 + z²), as tables of Wilson's interval have it.
    assert row.tolist() == pytest.approx([12, 0, 0, 0.242494, 0, 0, 0.242494], abs=5e-7)


def test_wilsons_interval_is_that_of_statsmodels_for_every_share_of_up_to_sixty():
    k, n = np.array([(k, n) for n in range(1, 61) for k in range(n + 1)]).T
    low, high = wilson(k, n)
    truth = proportion_confint(k, n, alpha=0.05, method="wilson")
    assert low == pytest.approx(truth[0], abs=1e-14)
    assert high == pytest.approx(truth[1], abs=1e-14)
    assert (low[k == 0] == 0).all()
    assert (high[k == n] == 1).all()
    assert ((low <= k / n) & (k / n <= high)).all()


@given(st.integers(1, 3000), st.data())
def test_wilsons_interval_holds_the_shares_that_the_answers_do_not_contradict(n: int, data: st.DataObject):
    k = data.draw(st.integers(0, n))
    low, high = wilson(np.array([k]), np.array([n]))
    assert (low[0], high[0]) == pytest.approx(oracles.wilson(k, n), abs=1e-9)


def test_a_share_of_nobody_has_no_interval_and_of_one_person_it_has():
    low, high = wilson(np.array([0, 1]), np.array([0, 1]))
    assert np.isnan([low[0], high[0]]).all()
    assert (low[1], high[1]) == pytest.approx((1 / (1 + 1.959964**2), 1), abs=1e-6)


@pytest.mark.parametrize("k", [-1, 5])
def test_a_part_beyond_the_whole_is_refused(k):
    with pytest.raises(ValueError, match="between none and all"):
        wilson(np.array([1, k]), np.array([4, 4]))


# --- who can't tell ----------------------------------------------------------------------------------------


def test_who_cannot_tell_is_counted_among_those_who_said_something_of_today():
    row = cannot_tell(one([*TEN[:6], (6, 5), (6, 6), (6, 6), (6, 1), (8, 8), (7, 7), (0, 0)]).frame()).loc[
        "C2"
    ]
    assert row.tolist() == [6, 4, 0.4]


def test_of_nine_people_the_share_who_cannot_tell_is_not_told():
    row = cannot_tell(one([(6, 5)] * 3 + TEN[:6]).frame()).loc["C2"]
    assert row[["levels", "unknown"]].tolist() == [6, 3]
    assert np.isnan(row["share"])


@given(crowds)
def test_who_cannot_tell_is_what_plain_loops_count(world: World):
    table = cannot_tell(world.frame())
    for j, code in enumerate(world.codes):
        said = [row[j] for row in world.current if 1 <= row[j] <= 6]
        unknown = said.count(6)
        assert table.loc[code, ["levels", "unknown"]].tolist() == [len(said) - unknown, unknown]
        assert same(table.loc[code, "share"], unknown / len(said) if len(said) >= 10 else None)


@given(crowds)
def test_every_number_is_the_one_that_plain_loops_find(world: World):
    frame = world.frame()
    levels, high, wants, top = distribution(frame), top_box(frame), wanting(frame), ceiling(frame)
    for j, code in enumerate(world.codes):
        numbers = {
            name: oracles_intervals.values(world.current, world.desired, j, name) for name in [*SIDES, "gap"]
        }
        n = len(numbers["gap"])
        for side in SIDES:
            for level in range(1, 6):
                people = numbers[side].count(level) if n >= 10 else None
                assert same(levels.loc[code, f"{side}_{level}"], people)
            assert same(high.loc[code, side], oracles.share(numbers[side], 4, 5))
        assert same(wants.loc[code, "more"], oracles.share(numbers["gap"], 1, 4))
        assert same(wants.loc[code, "less"], oracles.share(numbers["gap"], -4, -1))
        wanted = oracles.share(numbers["desired"], 5, 5)
        assert same(top.loc[code, "share"], wanted)
        assert top.loc[code, "ceiling"] == (wanted is not None and 5 * wanted >= 4)
        for table in (levels, high, wants, top):
            assert table.loc[code, "n"] == n


@given(crowds, st.randoms(use_true_random=False))
def test_the_order_of_the_respondents_changes_nothing(world: World, chance: random.Random):
    frame, other = world.frame(), world.shuffled(chance).frame()
    for table in (distribution, top_box, wanting, ceiling):
        pd.testing.assert_frame_equal(table(other), table(frame), check_exact=True)
