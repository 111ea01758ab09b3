import random
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from assessment.analysis.gaps import practice_table
from assessment.analysis.intervals import category_intervals, overall_interval, practice_intervals
from assessment.analysis.privacy import protect
from assessment.analysis.scores import category_table, overall
from tests import oracles_intervals as oracles
from tests.assessment.analysis.worlds import World, world, worlds

NAMES = ["current", "desired", "gap"]
PAIR = st.tuples(st.integers(1, 5), st.integers(1, 5))


def t(free: int, families: int = 1) -> float:
    return float(stats.t.ppf(1 - 0.025 / families, free))


def one(both: list[tuple[int, int]], **options) -> "pd.Series[float]":
    """The intervals of a single practice from pairs of today and wanted."""
    answers = world([[c] for c, _ in both], [[d] for _, d in both], "C2")
    return practice_intervals(answers.frame(), **options).loc["C2"]


def company(people: int, codes: str, seed: int, missing: float = 0.0) -> World:
    """People with leanings of their own, a share of whose ratings are don't know."""
    chance = np.random.default_rng(seed)
    shape = (people, len(codes.split()))
    leaning = chance.normal(0, 0.6, (people, 1))
    today = np.clip(np.rint(2.4 + leaning + chance.normal(0, 0.8, shape)), 1, 5).astype(int)
    wanted = np.clip(np.rint(today + 1.1 + chance.normal(0, 0.9, shape)), 1, 5).astype(int)
    today[chance.random(shape) < missing] = 6
    return world(today.tolist(), wanted.tolist(), codes)


def shuffled(world: World, chance: random.Random) -> World:
    order = list(range(len(world.voices)))
    chance.shuffle(order)
    rows = (world.voices, world.current, world.desired, world.picked)
    return World(world.codes, world.core, *([part[i] for i in order] for part in rows))


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
    frame, other = world.frame(), shuffled(world, chance).frame()
    pd.testing.assert_frame_equal(practice_intervals(other), practice_intervals(frame), check_exact=True)
    options = {"rtol": 0, "atol": 1e-12}
    table = practice_table(frame)
    pd.testing.assert_frame_equal(
        category_intervals(other, table, 1), category_intervals(frame, table, 1), **options
    )
    pd.testing.assert_series_equal(
        overall_interval(other, table, 1), overall_interval(frame, table, 1), **options
    )


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


def test_a_category_without_missing_answers_has_students_interval_of_the_persons_means():
    answers = company(30, "C2 C4 C7 C8 E3 E5", seed=5)
    table = category_intervals(answers.frame(), practice_table(answers.frame()), 5)
    today, wanted = np.array(answers.current), np.array(answers.desired)
    for category, own in {"C": slice(0, 4), "E": slice(4, 6)}.items():
        for name, numbers in {"current": today, "desired": wanted, "gap": wanted - today}.items():
            truth = stats.ttest_1samp(numbers[:, own].mean(axis=1), 0)
            low, high = truth.confidence_interval()
            row = table.loc[category]
            assert (row[f"low_{name}"], row[f"high_{name}"]) == pytest.approx((low, high), abs=1e-9)
            error = stats.sem(numbers[:, own].mean(axis=1))
            assert row[f"se_{name}"] == pytest.approx(error, rel=1e-9)
            assert row[f"half_{name}"] == pytest.approx(t(29) * error, rel=1e-9)


def test_the_whole_without_missing_answers_too_with_each_category_weighing_alike():
    answers = company(30, "C2 C4 C7 C8 E3 E5", seed=6)
    row = overall_interval(answers.frame(), practice_table(answers.frame()), 5)
    gaps = np.array(answers.desired) - np.array(answers.current)
    persons = (gaps[:, :4].mean(axis=1) + gaps[:, 4:].mean(axis=1)) / 2
    low, high = stats.ttest_1samp(persons, 0).confidence_interval()
    assert (row["low_gap"], row["high_gap"]) == pytest.approx((low, high), abs=1e-9)
    assert list(row.index) == [f"{kind}_{x}" for x in NAMES for kind in ("se", "half", "low", "high")]


def test_with_missing_answers_leaving_each_person_out_in_turn_finds_the_same_error():
    answers = company(200, "C2 C4 C7 C8", seed=7, missing=0.25)
    ours = category_intervals(answers.frame(), practice_table(answers.frame()), 5).loc["C"]
    today, wanted = np.array(answers.current), np.array(answers.desired)
    gaps = np.where(today > 5, np.nan, wanted - today)
    without = [np.nanmean(np.delete(gaps, i, axis=0), axis=0).mean() for i in range(200)]
    jackknife = (199 / 200 * np.sum((np.array(without) - np.mean(without)) ** 2)) ** 0.5
    assert ours["se_gap"] == pytest.approx(jackknife, rel=0.02)


@given(worlds(practices_at_most=12), st.integers(1, 4))
def test_every_score_interval_is_the_one_that_plain_loops_find(world: World, smallest: int):
    frame = world.frame()
    table = practice_table(frame)
    scores = category_table(table, smallest)
    found = category_intervals(frame, table, smallest)
    whole: dict[int, Fraction] = {}
    for category in scores.index:
        codes = enumerate(world.codes)
        own = [j for j, code in codes if code[0] == category and world.core[j]]
        used = [j for j in own if len(oracles.pairs(world.current, world.desired, j)) >= smallest]
        weights = {j: Fraction(1, len(used)) for j in used}
        whole |= {j: weight / len(scores) for j, weight in weights.items()}
        agree(world, weights, found.loc[category], scores.loc[category])
    agree(world, whole, overall_interval(frame, table, smallest), overall(scores))


def agree(world: World, weights: dict[int, Fraction], row: "pd.Series[float]", score: "pd.Series[float]"):
    for name in NAMES:
        people, error = oracles.score_error(world.current, world.desired, weights, name)
        ours = [row[f"{kind}_{name}"] for kind in ("se", "half", "low", "high")]
        if error is None or pd.isna(score[name]):
            assert np.isnan(ours).all()
        else:
            half = t(people - 1) * error
            ends = oracles.clipped(score[name], half, name)
            assert ours == pytest.approx([error, half, *ends], abs=1e-12)
            assert ours[2] <= score[name] <= ours[3]


def test_people_who_all_agree_have_a_score_with_the_least_spread():
    frame = world([[2, 2]] * 6, [[4, 4]] * 6).frame()
    row = category_intervals(frame, practice_table(frame), 5).loc["C"]
    assert row["se_gap"] == pytest.approx((0.0625 / 6) ** 0.5)
    assert row["high_gap"] == pytest.approx(2 + 2.570582 * (0.0625 / 6) ** 0.5, abs=1e-6)


def test_deeper_practices_move_no_score_interval():
    answers = company(20, "C2 C1", seed=8)._replace(core=[True, False])
    alone = answers._replace(
        codes=["C2"], core=[True], **{p: [[r[0]] for r in getattr(answers, p)] for p in answers._fields[3:]}
    )
    pd.testing.assert_frame_equal(
        category_intervals(answers.frame(), practice_table(answers.frame()), 5),
        category_intervals(alone.frame(), practice_table(alone.frame()), 5),
    )


def test_a_protected_table_gives_the_intervals_of_its_open_practices():
    answers = company(8, "C2 C4 C7 E3 E5", seed=9, missing=0.4)
    frame = answers.frame()
    table = practice_table(frame)
    assert 0 < (table["n"] < 5).sum() < 5
    pd.testing.assert_frame_equal(
        category_intervals(frame, protect(table, 8, 5), 5), category_intervals(frame, table, 5)
    )


def test_a_practice_whose_means_were_taken_away_enters_no_score_interval():
    frame = company(12, "C2 C4 C7", seed=10).frame()
    table = practice_table(frame)
    table.loc["C7", NAMES] = np.nan
    fewer = company(12, "C2 C4 C7", seed=10)
    fewer = world([row[:2] for row in fewer.current], [row[:2] for row in fewer.desired], "C2 C4")
    pd.testing.assert_frame_equal(
        category_intervals(frame, table, 5),
        category_intervals(fewer.frame(), practice_table(fewer.frame()), 5),
    )


def test_without_a_score_there_is_no_interval_of_it_nor_of_the_whole():
    frame = world([[1, 2, 6]] * 6, [[3, 4, 5]] * 6, "C2 C4 E3").frame()
    table = practice_table(frame)
    assert category_intervals(frame, table, 5).isna().all(axis=1).tolist() == [False, True]
    assert overall_interval(frame, table, 5).isna().all()


@pytest.mark.parametrize("people", [0, 1])
def test_nobody_and_one_person_have_no_score_interval(people):
    frame = world([[1, 2]] * people, [[3, 4]] * people).frame()
    table = practice_table(frame)
    assert category_intervals(frame, table, 1).isna().all(axis=None)
    assert overall_interval(frame, table, 1).isna().all()


def test_a_table_of_another_frame_is_refused():
    frame, other = world([[1, 2]], [[3, 4]]).frame(), world([[1, 2]], [[3, 4]], "C2 E3").frame()
    with pytest.raises(ValueError, match="of other practices"):
        category_intervals(frame, practice_table(other), 1)
    empty = world([[6, 2]], [[3, 4]]).frame()
    with pytest.raises(ValueError, match="no pairs"):
        overall_interval(empty, practice_table(frame), 1)
    with pytest.raises(ValueError, match="is 1, not 0"):
        category_intervals(frame, practice_table(frame), 0)
