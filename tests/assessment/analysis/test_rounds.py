import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from assessment.analysis.constants import MATTERS, RISK, ROUND_FROM
from assessment.analysis.gaps import practice_table
from assessment.analysis.intervals import practice_intervals
from assessment.analysis.privacy import protect
from assessment.analysis.rounds import (
    change_table,
    overlap_error,
    progress_table,
    round_moments,
    score_change,
    welch,
)
from tests import oracles_intervals
from tests.assessment.analysis import oracles_rounds as oracles
from tests.assessment.analysis.worlds import World, company, world, worlds

NAMES = ["current", "desired", "gap"]
LEVELS = st.lists(st.integers(1, 5), min_size=2, max_size=30)
COLUMNS = ["n_before", "n_after"] + [
    column.format(name)
    for name in NAMES
    for column in ("change_{}", "low_{}", "high_{}", "p_{}", "p_{}_holm", "clear_{}")
]

# Worlds of up to 36 people, most of whom answered like somebody else: enough of them for a change.
ROUND = st.tuples(worlds(practices_at_most=5), st.integers(2, 3)).map(lambda part: repeated(*part))

# Hours of sleep gained by ten patients each: Student 1908, The probable error of a mean.
FIRST_DRUG = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND_DRUG = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]


def repeated(world: World, times: int) -> World:
    """Each person of a world so many times."""
    rows = (world.voices, world.current, world.desired, world.picked)
    return World(world.codes, world.core, *(part * times for part in rows))


def compared(one: list, two: list):
    """Welch's comparison of two lists of numbers, as single numbers."""
    moments = [np.array([f(values)]) for values in (one, two) for f in (np.mean, sd, len)]
    return type(welch(*moments))(*(float(part[0]) for part in welch(*moments)))


def sd(values: list) -> float:
    return float(np.std(values, ddof=1)) if len(values) > 1 else np.nan


def moments(n: int, current: float, desired: float, spread: float = 0.8, codes: str = "C2") -> pd.DataFrame:
    row = {"n": n}
    for name, mean in {"current": current, "desired": desired, "gap": desired - current}.items():
        row |= {f"mean_{name}": mean, f"sd_{name}": spread}
    return pd.DataFrame([row] * len(codes.split()), index=codes.split())


def test_students_sleeping_patients_differ_as_printed():
    # The example of R's t.test: t = -1.8608, df = 17.776, p = 0.07939, interval -3.3654832 to 0.2054832.
    found = compared(SECOND_DRUG, FIRST_DRUG)
    assert found.change / found.se == pytest.approx(-1.8608, abs=5e-5)
    assert found.df == pytest.approx(17.776, abs=5e-4)
    assert found.p == pytest.approx(0.07939, abs=5e-6)
    assert (found.low, found.high) == pytest.approx((-3.3654832, 0.2054832), abs=5e-8)


@given(LEVELS, LEVELS)
def test_welch_is_that_of_scipy_and_of_statsmodels(one: list[int], two: list[int]):
    # Of groups without any spread scipy warns; see the tests of those below.
    assume(len(set(one)) > 1 and len(set(two)) > 1)
    found, theirs = compared(one, two), stats.ttest_ind(two, one, equal_var=False)
    interval = theirs.confidence_interval()
    assert found.p == pytest.approx(theirs.pvalue, rel=1e-8, abs=1e-12)
    assert found.df == pytest.approx(theirs.df, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-8, abs=1e-9)
    summary = stats.ttest_ind_from_stats(
        np.mean(two), sd(two), len(two), np.mean(one), sd(one), len(one), equal_var=False
    )
    assert found.p == pytest.approx(summary.pvalue, rel=1e-8, abs=1e-12)
    means = CompareMeans(DescrStatsW(two), DescrStatsW(one))
    assert (found.low, found.high) == pytest.approx(means.tconfint_diff(usevar="unequal"), rel=1e-8, abs=1e-9)
    assert found.se == pytest.approx(means.std_meandiff_separatevar, rel=1e-9)


def test_equal_groups_have_the_degrees_of_freedom_of_both_together():
    found = compared([1, 2, 3, 4], [5, 4, 3, 2])
    assert found.df == pytest.approx(6.0)
    assert found.change == 1.0


def test_one_group_without_spread_leaves_the_other_ones_degrees_of_freedom():
    found = compared([3] * 12, [2, 3, 4, 5, 4])
    assert found.df == pytest.approx(4.0)
    assert found.p == pytest.approx(stats.ttest_1samp([2, 3, 4, 5, 4], 3).pvalue)


def test_two_groups_without_spread_differ_for_certain_or_not_at_all():
    assert compared([2] * 10, [3] * 10) == pytest.approx((1.0, 0.0, 18.0, 1.0, 1.0, 0.0))
    assert compared([2] * 10, [2] * 10) == pytest.approx((0.0, 0.0, 18.0, 0.0, 0.0, 1.0))


@pytest.mark.parametrize(("one", "two"), [([2], [3, 4]), ([2, 3], [3]), ([2], [2])])
def test_one_person_cannot_be_compared(one: list[int], two: list[int]):
    assert np.isnan(compared(one, two)).all()


@pytest.mark.parametrize("missing", range(6))
def test_where_a_number_is_missing_nothing_is_said_and_its_neighbours_stay(missing: int):
    numbers = [np.array([value, value]) for value in (2.0, 0.5, 20.0, 2.4, 0.8, 25.0)]
    numbers[missing][0] = np.nan
    found = welch(*numbers)
    assert np.isnan([part[0] for part in found]).all()
    assert found.change[1] == pytest.approx(0.4)
    assert found.p[1] == pytest.approx(
        stats.ttest_ind_from_stats(2.4, 0.8, 25, 2.0, 0.5, 20, equal_var=False).pvalue
    )


@given(worlds())
def test_the_moments_of_a_round_are_those_of_its_tables(world: World):
    found = round_moments(world.frame())
    table, intervals = practice_table(world.frame()), practice_intervals(world.frame())
    assert list(found.columns) == ["n", *(f"{kind}_{name}" for name in NAMES for kind in ("mean", "sd"))]
    assert found["n"].equals(table["n"])
    for name in NAMES:
        pd.testing.assert_series_equal(found[f"mean_{name}"], table[name], check_names=False)
        pd.testing.assert_series_equal(found[f"sd_{name}"], intervals[f"sd_{name}"])


@settings(max_examples=60)
@given(ROUND, ROUND)
def test_every_change_is_the_one_that_plain_loops_find(one: World, two: World):
    table = change_table(round_moments(one.frame()), round_moments(two.frame()))
    assert list(table.index) == [code for code in two.codes if code in one.codes]
    assert list(table.columns) == COLUMNS
    for name in NAMES:
        truth = []
        for code in table.index:
            lists = [
                oracles_intervals.values(w.current, w.desired, w.codes.index(code), name) for w in (one, two)
            ]
            assert table.loc[code, ["n_before", "n_after"]].tolist() == [len(values) for values in lists]
            truth.append(
                oracles.change(
                    *lists, lambda df: float(stats.t.ppf(0.975, df)), lambda t, df: float(stats.t.sf(t, df))
                )
            )
        adjusted = oracles.holm([None if change is None else change.p for change in truth])
        for code, change, p in zip(table.index, truth, adjusted, strict=True):
            found = table.loc[code, [f"{kind}_{name}" for kind in ("change", "low", "high", "p")]].tolist()
            missing = (np.nan,) * 4
            # quantiles of a whole number of degrees that floats just miss differ in the eighth digit
            assert found == pytest.approx(tuple(change or missing), rel=1e-6, abs=1e-9, nan_ok=True)
            assert table.loc[code, f"p_{name}_holm"] == pytest.approx(
                np.nan if p is None else p, rel=1e-8, abs=1e-9, nan_ok=True
            )
            assert table.loc[code, f"clear_{name}"] == (p is not None and p < 0.05)


def test_a_company_that_moved_is_seen_to_have_moved_and_its_family_is_that_of_statsmodels():
    codes = "C2 C4 C7 E3 E5 P1"
    first, second = company(60, codes, seed=2), company(80, codes, seed=12)
    moved = [[min(level + 1, 5) if j < 2 else level for j, level in enumerate(row)] for row in second.current]
    table = change_table(round_moments(first.frame()), round_moments(second._replace(current=moved).frame()))
    assert (table["change_current"] > 0.5).tolist() == [True, True, False, False, False, False]
    assert table["clear_current"].tolist() == [True, True, False, False, False, False]
    for name in NAMES:
        truth = multipletests(table[f"p_{name}"], alpha=RISK, method="holm")
        assert table[f"p_{name}_holm"].tolist() == pytest.approx(truth[1].tolist())
        assert table[f"clear_{name}"].tolist() == truth[0].tolist()


@pytest.mark.parametrize(("before", "after", "there"), [(9, 40, False), (40, 9, False), (10, 10, True)])
def test_ten_pairs_in_each_round_have_a_change_and_nine_have_none(before: int, after: int, there: bool):
    assert ROUND_FROM == 10
    row = change_table(moments(before, 2.0, 4.0), moments(after, 3.0, 4.0)).loc["C2"]
    assert (row["n_before"], row["n_after"]) == (before, after)
    assert row[["change_current", "low_gap", "p_desired", "p_gap_holm"]].notna().tolist() == [there] * 4
    assert row["clear_current"] == there
    steps = progress_table(moments(before, 2.0, 4.0), moments(after, 3.0, 4.0)).loc["C2"]
    assert steps[["way", "done", "share", "remaining"]].notna().tolist() == [there] * 4


def test_what_changed_is_the_second_round_minus_the_first():
    row = change_table(moments(50, 2.0, 4.0), moments(60, 2.5, 3.8)).loc["C2"]
    assert [row[f"change_{name}"] for name in NAMES] == pytest.approx([0.5, -0.2, -0.7])
    assert (row["low_current"] + row["high_current"]) / 2 == pytest.approx(0.5)


def test_an_interval_does_not_reach_beyond_what_two_means_can_differ_by():
    row = change_table(moments(10, 1.1, 4.9, spread=2.0), moments(10, 4.9, 1.1, spread=2.0)).loc["C2"]
    assert (row["high_current"], row["low_desired"], row["low_gap"]) == (4.0, -4.0, -8.0)
    assert row["low_current"] > -4.0


def test_rounds_are_matched_by_code_in_the_order_of_the_second():
    before, after = moments(50, 2.0, 4.0, codes="C2 C4 E3"), moments(60, 2.5, 4.0, codes="P1 E3 C2")
    before.loc["C2", "mean_current"] = 1.0
    for table in (change_table(before, after), progress_table(before, after)):
        assert list(table.index) == ["E3", "C2"]
    assert change_table(before, after)["change_current"].tolist() == [0.5, 1.5]
    assert progress_table(before, after)["done"].tolist() == [0.5, 1.5]
    assert change_table(moments(50, 2.0, 4.0), moments(50, 2.0, 4.0, codes="P1")).empty


def test_only_those_among_the_practices_shown_make_up_the_family():
    before, after = moments(30, 2.0, 4.0, codes="C2 C4 E3"), moments(30, 2.5, 4.0, codes="C2 C4 E3")
    p = change_table(before, after).loc["C2", "p_current"]
    assert change_table(before, after).loc["C2", "p_current_holm"] == pytest.approx(3 * p)
    table = change_table(before, after, among=["C2", "E3"])
    assert table["p_current_holm"].tolist() == pytest.approx([2 * p, np.nan, 2 * p], nan_ok=True)
    assert table["clear_current"].tolist() == [2 * p < 0.05, False, 2 * p < 0.05] == [True, False, True]
    numbers = [column for column in COLUMNS if not column.startswith("clear")]
    assert table.loc["C4", numbers].isna().all()
    # A change hidden in either round changes nothing of the others.
    after.loc["C4", ["mean_current", "sd_current"]] = np.nan
    again = change_table(before, after)["p_current_holm"].tolist()
    assert again == pytest.approx([2 * p, np.nan, 2 * p], nan_ok=True)


def test_hidden_rows_are_compared_with_nothing():
    answers = company(40, "C2 C4", seed=3)
    shown = protect(round_moments(answers.frame()), 40, 5)
    hidden = protect(round_moments(answers.frame()), 4, 5)
    for table in (change_table(shown, hidden), change_table(hidden, shown)):
        assert table.drop(columns=["n_before", "n_after"]).select_dtypes("float").isna().all(axis=None)
        assert not table[[f"clear_{name}" for name in NAMES]].any(axis=None)
    open_ones = change_table(shown, shown)
    assert open_ones["n_after"].dtype == change_table(hidden, shown)["n_before"].dtype == "Int64"
    assert open_ones["p_gap"].tolist() == [1.0, 1.0]
    assert change_table(hidden, shown)["n_before"].isna().all()


def test_rounds_that_nobody_answered_have_no_change():
    for silent in (world([], [], "P5 C2"), world([[6, 6]] * 12, [[6, 6]] * 12, "P5 C2")):
        nobody = round_moments(silent.frame())
        table = change_table(nobody, nobody)
        assert list(table.index) == ["P5", "C2"]
        assert table["n_after"].tolist() == [0, 0]
        assert table["p_current"].isna().all()
        assert progress_table(nobody, nobody)[["way", "done", "share", "remaining"]].isna().all(axis=None)


def test_rounds_in_which_everybody_agrees_change_for_certain_or_not_at_all():
    before, after = (round_moments(world([[2, 3]] * 10, [[4, c]] * 10).frame()) for c in (4, 5))
    table = change_table(before, after)
    assert table["change_desired"].tolist() == [0.0, 1.0]
    assert table["low_desired"].tolist() == table["high_desired"].tolist() == [0.0, 1.0]
    assert table["p_desired"].tolist() == [1.0, 0.0]
    assert table["clear_desired"].tolist() == [False, True]


@given(worlds(respondents=25), st.randoms(use_true_random=False))
def test_the_order_of_the_respondents_changes_no_moment(world: World, chance: random.Random):
    moments, others = round_moments(world.frame()), round_moments(world.shuffled(chance).frame())
    pd.testing.assert_frame_equal(moments, others, check_exact=True)


def test_progress_is_the_share_of_the_way_there_was_to_go():
    row = progress_table(moments(20, 2.0, 4.0), moments(30, 2.5, 4.5)).loc["C2"]
    assert row.tolist() == [20, 30, 2.0, 0.5, 0.25, 1.5]
    assert list(row.index) == ["n_before", "n_after", "way", "done", "share", "remaining"]


@pytest.mark.parametrize(("now", "share"), [(1.5, -0.25), (2.0, 0.0), (4.0, 1.0), (4.5, 1.25)])
def test_progress_may_go_back_and_beyond(now: float, share: float):
    row = progress_table(moments(20, 2.0, 4.0), moments(20, now, 5.0)).loc["C2"]
    assert (row["share"], row["remaining"]) == (share, 4.0 - now)


@pytest.mark.parametrize(("wanted", "there"), [(2.5, True), (2.4, False), (2.0, False), (1.0, False)])
def test_of_a_way_too_short_there_is_no_share(wanted: float, there: bool):
    assert MATTERS == 0.5
    row = progress_table(moments(20, 2.0, wanted), moments(20, 2.25, wanted)).loc["C2"]
    assert row["done"] == 0.25
    assert row["way"] == wanted - 2.0
    assert pd.isna(row["share"]) if not there else row["share"] == 0.5
    longer = progress_table(moments(20, 2.0, wanted), moments(20, 2.25, wanted), smallest=0.6)
    assert longer["share"].isna().all()


def test_the_way_is_the_gap_as_published_and_not_what_floats_make_of_the_difference():
    # Ten people at 1.8 who want 2.3: a gap of half a level, which 2.3 − 1.8 in floats just misses.
    today, wanted = [[1]] * 2 + [[2]] * 8, [[2]] * 7 + [[3]] * 3
    before = round_moments(world(today, wanted, "C2").frame())
    assert before.loc["C2", "mean_desired"] - before.loc["C2", "mean_current"] < 0.5
    assert progress_table(before, before).loc["C2", ["way", "share"]].tolist() == [0.5, 0.0]


def test_a_way_of_nothing_is_refused():
    for smallest in (0.0, -1.0, np.nan):
        with pytest.raises(ValueError, match="is none"):
            progress_table(moments(20, 2.0, 4.0), moments(20, 2.5, 4.5), smallest=smallest)


def test_people_who_are_in_both_rounds_take_their_share_out_of_the_error():
    # The same 12 people both times: the error of the mean of paired differences.
    one, two = [1, 2, 2, 3, 4, 5, 3, 2, 4, 1, 3, 2], [2, 2, 3, 3, 5, 5, 3, 3, 4, 2, 4, 2]
    shared = float(np.cov(one, two)[0, 1])
    paired = stats.ttest_rel(two, one)
    error = overlap_error(sd(one), 12, sd(two), 12, shared, 12)
    assert error == pytest.approx(np.mean(np.subtract(two, one)) / paired.statistic)
    assert error < compared(one, two).se


def test_of_fewer_than_ten_in_both_rounds_the_error_is_welchs():
    apart = (0.8**2 / 40 + 0.9**2 / 50) ** 0.5
    assert overlap_error(0.8, 40, 0.9, 50, 0.4, 9) == pytest.approx(apart)
    assert overlap_error(0.8, 40, 0.9, 50, 0.4, 10) == pytest.approx((apart**2 - 2 * 10 * 0.4 / 2000) ** 0.5)
    welchs = welch(*(np.array([value]) for value in (2.0, 0.8, 40, 2.0, 0.9, 50)))
    assert overlap_error(0.8, 40, 0.9, 50, 0.0, 30) == pytest.approx(float(welchs.se[0]))


def test_a_round_that_nobody_answered_has_no_error():
    assert np.isnan(overlap_error(0.8, 0, 0.9, 50, 0.0, 0))


def test_the_error_of_an_overlap_is_how_much_changes_spread():
    chance = np.random.default_rng(6)
    # 30 people in both rounds, 10 and 20 in one of them only; each person leans one way both times.
    changes = []
    for _ in range(4000):
        lean = chance.normal(0, 0.8, 60)
        first, second = lean[:40] + chance.normal(0, 0.6, 40), lean[10:] + chance.normal(0, 0.6, 50)
        changes.append(second.mean() - first.mean())
    error = overlap_error(1.0, 40, 1.0, 50, 0.64, 30)
    assert float(np.std(changes)) == pytest.approx(error, rel=0.05)


# --- scores -----------------------------------------------------------------------------------------------


def test_a_change_of_scores_is_clear_beyond_both_intervals_together():
    assert score_change(2.5, 0.3, 3.0, 0.4) == (0.5, False)  # 3, 4, 5
    half, clear = score_change(2.5, 0.3, 3.01, 0.4)
    assert (half, clear) == (pytest.approx(0.5), True)
    assert score_change(3.01, 0.4, 2.5, 0.3)[1]
    assert not score_change(3.01, 0.4, 2.5, 0.3, rounding=0.1)[1]
    assert score_change(3.12, 0.4, 2.5, 0.3, rounding=0.1)[1]


def test_the_interval_of_a_change_of_scores_is_hardly_wider_than_welchs():
    one, two = np.array(FIRST_DRUG * 3), np.array(SECOND_DRUG * 3)
    halves = [
        stats.t.ppf(0.975, len(part) - 1) * part.std(ddof=1) / np.sqrt(len(part)) for part in (one, two)
    ]
    found = CompareMeans(DescrStatsW(two), DescrStatsW(one)).tconfint_diff(usevar="unequal")
    half, _clear = score_change(one.mean(), halves[0], two.mean(), halves[1])
    assert 1 <= half / ((found[1] - found[0]) / 2) < 1.03


def test_a_width_below_nothing_is_refused():
    with pytest.raises(ValueError, match="narrower than nothing"):
        score_change(1, -0.1, 2, 0.1)
