import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from assessment.analysis.gaps import practice_table
from assessment.analysis.intervals import practice_intervals
from tests import oracles_intervals as oracles
from tests.assessment.analysis.worlds import World, company, world, worlds

NAMES = ["current", "desired", "gap"]
PAIR = st.tuples(st.integers(1, 5), st.integers(1, 5))


def t(free: int, families: int = 1) -> float:
    return float(stats.t.ppf(1 - 0.025 / families, free))


def one(both: list[tuple[int, int]], **options) -> "pd.Series[float]":
    """The intervals of a single practice from pairs of today and wanted."""
    answers = world([[c] for c, _ in both], [[d] for _, d in both], "C2")
    return practice_intervals(answers.frame(), **options).loc["C2"]


def test_six_people_who_agree_borrow_a_spread_and_do_not_look_certain():
    row = one([(2, 4)] * 6)
    assert row["sd_gap"] == 0.0
    # s*² = (5 · 0 + 2 · 0.25) / 7, and t(0.975, 5) = 2.570582 as printed in tables
    assert row["half_gap"] == pytest.approx(2.570582 * (0.5 / 7 / 6) ** 0.5, abs=1e-6)
    assert (row["low_gap"], row["high_gap"]) == pytest.approx((1.719527, 2.280473), abs=1e-6)
    assert row["half_current"] == row["half_desired"] == row["half_gap"]


def test_a_practice_borrows_the_mean_spread_of_all_of_the_same_quantity():
    table = practice_intervals(world([[1, 3], [3, 3], [5, 3]], [[5, 3], [5, 3], [5, 3]]).frame())
    assert table["sd_current"].tolist() == [2.0, 0.0]
    assert table["sd_desired"].tolist() == [0.0, 0.0]
    # Today: s0² = (4 + 0) / 2 = 2.  Wanted: nobody differs, so the least variance.
    assert table.loc["C2", "half_current"] == pytest.approx(t(2) * ((2 * 4 + 2 * 2) / 4 / 3) ** 0.5)
    assert table.loc["C4", "half_current"] == pytest.approx(t(2) * ((2 * 0 + 2 * 2) / 4 / 3) ** 0.5)
    assert table["half_desired"].tolist() == pytest.approx([t(2) * (2 * 0.25 / 4 / 3) ** 0.5] * 2)


def test_a_practice_with_one_pair_lends_no_spread():
    table = practice_intervals(world([[1, 1], [5, 6], [1, 6], [5, 6]], [[5, 5]] * 4).frame())
    row = table.loc["C2"]
    variance = 4 * 4 / 3
    assert row["half_current"] == pytest.approx(t(3) * (variance / 4) ** 0.5)
    assert table.loc["C4"].isna().all()


def test_intervals_end_where_the_scale_ends_and_half_widths_do_not():
    row = one([(1, 5), (1, 5), (2, 5)])
    assert (row["low_current"], row["high_desired"], row["high_gap"]) == (1.0, 5.0, 4.0)
    assert row["half_gap"] > 4 - 11 / 3
    assert one([(5, 1), (5, 1), (5, 2)])["low_gap"] == -4.0


@pytest.mark.parametrize("people", [0, 1])
def test_fewer_than_two_pairs_have_no_interval(people):
    assert one([(2, 4)] * people).isna().all()


def test_the_table_has_its_columns_and_order_whoever_answered():
    empty = practice_intervals(world([], [], "P5 C2").frame())
    full = practice_intervals(world([[1, 2]] * 3, [[4, 4]] * 3, "P5 C2").frame())
    assert list(empty.index) == list(full.index) == ["P5", "C2"]
    assert list(full.columns) == [f"{kind}_{x}" for x in NAMES for kind in ("sd", "half", "low", "high")]
    assert empty.dtypes.equals(full.dtypes)
    assert set(full.dtypes) == {np.dtype("float64")}


@pytest.mark.parametrize("families", [1, 12, 24])
def test_comparing_many_practices_widens_by_bonferroni(families):
    both = [(1, 4), (2, 4), (3, 3), (2, 5), (4, 5)]
    assert one(both, families=families)["half_gap"] / one(both)["half_gap"] == pytest.approx(
        t(4, families) / t(4)
    )


@pytest.mark.parametrize("options", [{"borrowed": -1.0}, {"families": 0}])
def test_what_makes_no_interval_is_refused(options):
    with pytest.raises(ValueError, match="make an interval"):
        one([(1, 2)], **options)


@given(st.lists(PAIR, min_size=2, max_size=40))
def test_with_nothing_borrowed_it_is_the_interval_of_scipy(both: list[tuple[int, int]]):
    today, wanted = np.array([c for c, _ in both]), np.array([d for _, d in both])
    # Of equal values scipy warns and has no interval; here it has no width.
    assume(min(np.ptp(today), np.ptp(wanted), np.ptp(wanted - today)) > 0)
    row = one(both, borrowed=0)
    truths = {
        "gap": stats.ttest_rel(wanted, today).confidence_interval(),
        "current": stats.ttest_1samp(today, 0).confidence_interval(),
        "desired": stats.ttest_1samp(wanted, 0).confidence_interval(),
    }
    for name, (low, high) in truths.items():
        assert row[f"half_{name}"] == pytest.approx((high - low) / 2, rel=1e-9)
        ends = oracles.LOWEST[name], oracles.HIGHEST[name]
        assert row[f"low_{name}"] == pytest.approx(np.clip(low, *ends), abs=1e-9)
        assert row[f"high_{name}"] == pytest.approx(np.clip(high, *ends), abs=1e-9)
    assert row["sd_gap"] == pytest.approx(stats.tstd(wanted - today), rel=1e-12)


@given(worlds(), st.sampled_from([0, 2, 5]), st.sampled_from([1, 12]))
def test_every_interval_is_the_one_that_plain_loops_find(world: World, borrowed: int, families: int):
    table = practice_intervals(world.frame(), borrowed=borrowed, families=families)
    for name in NAMES:
        lists = [oracles.values(world.current, world.desired, j, name) for j in range(len(world.codes))]
        spread = oracles.typical(lists)
        for code, numbers in zip(world.codes, lists, strict=True):
            half = oracles.half_width(numbers, spread, borrowed, lambda free: t(free, families))
            ends = oracles.clipped(oracles.mean(numbers), half, name) or (np.nan, np.nan)
            deviation = oracles.variance(numbers)
            found = table.loc[code, [f"half_{name}", f"low_{name}", f"high_{name}", f"sd_{name}"]].tolist()
            truth = [np.nan if half is None else half, *ends]
            truth.append(np.nan if deviation is None else float(deviation) ** 0.5)
            assert found == pytest.approx(truth, abs=1e-12, nan_ok=True), (code, name)


@given(worlds())
def test_intervals_hold_their_means_and_lie_within_the_scale(world: World):
    table, intervals = practice_table(world.frame()), practice_intervals(world.frame())
    for name in NAMES:
        low, high = intervals[f"low_{name}"], intervals[f"high_{name}"]
        assert low.notna().tolist() == high.notna().tolist() == (table["n"] >= 2).tolist()
        there = table["n"] >= 2
        assert (low[there] <= table[name][there]).all()
        assert (table[name][there] <= high[there]).all()
        assert (low[there] >= oracles.LOWEST[name]).all()
        assert (high[there] <= oracles.HIGHEST[name]).all()


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_respondents_changes_no_interval(world: World, chance: random.Random):
    frame, other = world.frame(), world.shuffled(chance).frame()
    pd.testing.assert_frame_equal(practice_intervals(other), practice_intervals(frame), check_exact=True)


def test_of_four_hundred_people_it_is_within_one_per_cent_of_students():
    frame = company(400, "C2 C4 E3 P1", seed=3).frame()
    stabilised, plain = practice_intervals(frame), practice_intervals(frame, borrowed=0)
    assert (stabilised["half_gap"] / plain["half_gap"]).tolist() == pytest.approx([1.0] * 4, abs=0.01)


def test_where_nearly_all_agree_six_people_hold_the_truth_and_students_interval_does_not():
    chance = np.random.default_rng(11)
    # 1500 groups of six as practices: a gap of 1 for 95 of 100 people, of 2 for the others.
    gaps = 1 + (chance.random((6, 1500)) < 0.05)
    answers = world(
        np.full(gaps.shape, 2).tolist(), (2 + gaps).tolist(), " ".join(f"C{i}" for i in range(1500))
    )

    def held(borrowed: float) -> float:
        table = practice_intervals(answers.frame(), borrowed=borrowed)
        return float(((table["low_gap"] <= 1.05) & (table["high_gap"] >= 1.05)).mean())

    assert held(2) >= 0.95
    assert held(0) <= 0.35
