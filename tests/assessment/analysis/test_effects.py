import random
from math import gamma, sqrt
from statistics import fmean, stdev

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assessment.analysis.effects import contradicts, effects_table, small_sample_factor, wilcoxon_table
from tests import oracles
from tests.assessment.analysis.worlds import World, company, world, worlds

SIZES = ["dz", "dav", "gav"]
PAIR = st.tuples(st.integers(1, 5), st.integers(1, 5))

# The ratings of two movies in Lakens 2013, Calculating and reporting effect sizes to facilitate cumulative
# science (table 1), five less so that they fit five levels: differences and spreads stay as they are.
FIRST_MOVIE = [4, 2, 3, 4, 3, 4, 4, 5, 4, 4]
SECOND_MOVIE = [4, 1, 2, 3, 2, 4, 3, 3, 3, 2]


def one(both: list[tuple[int, int]]) -> World:
    """A single practice from pairs of today and wanted."""
    return world([[c] for c, _ in both], [[d] for _, d in both], "C2")


def sizes(both: list[tuple[int, int]]) -> "pd.Series[float]":
    return effects_table(one(both).frame()).loc["C2"]


def ranks(gaps: list[int]) -> "pd.Series[float]":
    """Of a single practice with these gaps."""
    return wilcoxon_table(one([(1 - min(g, 0), 1 + max(g, 0)) for g in gaps]).frame()).loc["C2"]


def many(world: World, times: int) -> World:
    """So many of each person."""
    rows = (world.voices, world.current, world.desired, world.picked)
    return World(world.codes, world.core, *(part * times for part in rows))


def test_the_effect_sizes_of_a_published_example():
    row = sizes(list(zip(SECOND_MOVIE, FIRST_MOVIE, strict=True)))
    assert row["n"] == 10
    assert round(row["dz"], 2) == 1.50  # printed: d_z = 1.50
    assert round(row["dav"], 2) == 1.13  # printed: d_av = 1.13
    # The article's g_av of 1.08 applies the factor of two independent groups, 1 − 3 / (4 · 18 − 1).
    assert round(row["dav"] * (1 - 3 / 71), 2) == 1.08
    assert row["gav"] == pytest.approx(row["dav"] * (1 - 3 / 35))


def test_five_pairs_take_the_factor_of_four_degrees_of_freedom_and_not_of_eight():
    assert small_sample_factor(np.array([5]))[0] == pytest.approx(0.800)
    assert round(1 - 3 / (4 * 8 - 1), 3) == 0.903


def test_the_factor_is_close_to_hedges_exact_one():
    n = np.array([10, 11, 20, 50, 200])
    exact = [gamma(m / 2) / (sqrt(m / 2) * gamma((m - 1) / 2)) for m in (n - 1).tolist()]
    assert exact[1] == pytest.approx(0.9227, abs=5e-5)  # as tabled for ten (Hedges and Olkin 1985)
    assert small_sample_factor(n).tolist() == pytest.approx(exact, abs=6e-4)


def test_the_factor_is_missing_for_fewer_than_two_pairs():
    assert np.isnan(small_sample_factor(np.array([0, 1, 2]))).tolist() == [True, True, False]


@given(st.lists(PAIR, min_size=10, max_size=40))
def test_effect_sizes_by_another_route(both: list[tuple[int, int]]):
    row, today, wanted = sizes(both), [c for c, _ in both], [d for _, d in both]
    gaps = [d - c for c, d in both]
    spread, average = stdev(gaps), sqrt((stdev(today) ** 2 + stdev(wanted) ** 2) / 2)
    truth = [fmean(gaps) / spread if spread else np.nan, fmean(gaps) / average if average else np.nan]
    truth.append(truth[1] * (1 - 3 / (4 * (len(both) - 1) - 1)))
    assert row[SIZES].tolist() == pytest.approx(truth, abs=1e-12, nan_ok=True)
    if spread:
        # Student's t of paired answers is dz √n.
        assert row["dz"] * sqrt(len(both)) == pytest.approx(
            stats.ttest_rel(wanted, today).statistic, abs=1e-9
        )


@pytest.mark.parametrize(("people", "there"), [(9, False), (10, True)])
def test_effect_sizes_start_at_ten_pairs(people, there):
    answers = world([[1 + i % 3, 6] for i in range(people)], [[2 + i % 4, 3] for i in range(people)])
    table = effects_table(answers.frame())
    assert table.loc["C2", SIZES].notna().tolist() == [there] * 3
    assert table["n"].tolist() == [people, 0]
    assert table.loc["C4", SIZES].isna().all()


def test_where_all_see_the_same_gap_there_is_no_dz_but_the_others():
    row = sizes([(1, 3), (2, 4), (3, 5)] * 4)
    assert np.isnan(row["dz"])
    assert row["dav"] == pytest.approx(2 / sqrt(8 / 11))
    assert sizes([(2, 4)] * 12)[SIZES].isna().all()


def test_effect_sizes_are_negative_where_less_is_wanted():
    row = sizes([(4, 2), (5, 3), (4, 3), (3, 3)] * 3)
    assert (row[SIZES] < 0).all()


@given(st.lists(st.integers(-4, 4), min_size=20, max_size=60).filter(any))
def test_signed_ranks_are_those_of_scipy(gaps: list[int]):
    row = ranks(gaps)
    truth = stats.wilcoxon(gaps, zero_method="pratt", method="asymptotic", correction=False)
    assert row["statistic"] == truth.statistic
    assert row["p"] == pytest.approx(truth.pvalue, rel=1e-9, abs=1e-12)
    assert (row["n"], row["nonzero"]) == (len(gaps), np.count_nonzero(gaps))


def by_hand(gaps: list[int]) -> tuple[float, float]:
    """The smaller sum of ranks, and z: by sorting, sharing and adding up."""
    positive, negative, squares = 0.0, 0.0, 0.0
    for gap in gaps:
        rank = (
            sum(abs(other) < abs(gap) for other in gaps)
            + (1 + sum(abs(other) == abs(gap) for other in gaps)) / 2
        )
        if gap != 0:
            squares += rank**2
        positive += rank if gap > 0 else 0
        negative += rank if gap < 0 else 0
    return min(positive, negative), (positive - negative) / sqrt(squares or 1)


@given(worlds())
def test_signed_ranks_again_by_loops(world: World):
    answers = many(world, 3)
    table = wilcoxon_table(answers.frame())
    for j, code in enumerate(world.codes):
        gaps = [wanted - today for today, wanted in oracles.pairs(answers.current, answers.desired, j)]
        assert table.loc[code, ["n", "nonzero"]].tolist() == [len(gaps), len(gaps) - gaps.count(0)]
        if len(gaps) < 20:
            assert table.loc[code, ["statistic", "p"]].isna().all()
            continue
        smaller, z = by_hand(gaps)
        p = 2 * float(stats.norm.sf(abs(z)))
        assert table.loc[code, ["statistic", "p"]].tolist() == pytest.approx([smaller, p], abs=1e-12)


def test_a_gap_of_zero_takes_a_rank_but_no_side():
    # Ten of 0 share rank 5.5, eight of 1 share 14.5, two of −2 share 19.5.
    row = ranks([0] * 10 + [1] * 8 + [-2] * 2)
    assert row["statistic"] == 39.0
    z = (116 - 39) / sqrt(8 * 14.5**2 + 2 * 19.5**2)
    assert row["p"] == pytest.approx(2 * stats.norm.sf(z))


def test_where_no_gap_is_other_than_zero_nothing_speaks_against_zero():
    row = ranks([0] * 25)
    assert row.tolist() == [25, 0, 0.0, 1.0]


@pytest.mark.parametrize(("people", "there"), [(19, False), (20, True)])
def test_the_check_by_ranks_starts_at_twenty_pairs_zeros_included(people, there):
    row = ranks([1, 1, 2] + [0] * (people - 3))
    assert row[["statistic", "p"]].notna().tolist() == [there] * 2
    assert (row["n"], row["nonzero"]) == (people, 3)


@pytest.mark.parametrize(
    "answers",
    [world([], []), world([[1, 2]], [[3, 3]]), world([[6, 6]] * 30, [[6, 6]] * 30)],
    ids=["nobody", "one person", "all don't know"],
)
def test_too_few_pairs_have_neither_effect_sizes_nor_ranks(answers):
    frame = answers.frame()
    assert effects_table(frame)[SIZES].isna().all(axis=None)
    assert wilcoxon_table(frame)[["statistic", "p"]].isna().all(axis=None)


def test_the_tables_have_their_columns_and_order_whoever_answered():
    empty, full = world([], [], "P5 C2").frame(), company(30, "P5 C2", seed=1).frame()
    assert list(effects_table(full).columns) == ["n", *SIZES]
    assert list(wilcoxon_table(full).columns) == ["n", "nonzero", "statistic", "p"]
    for table in (effects_table, wilcoxon_table):
        assert list(table(empty).index) == list(table(full).index) == ["P5", "C2"]
        assert table(empty).dtypes.equals(table(full).dtypes)


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_respondents_changes_nothing(world: World, chance: random.Random):
    answers = many(world, 4)
    frame, other = answers.frame(), answers.shuffled(chance).frame()
    for table in (effects_table, wilcoxon_table):
        pd.testing.assert_frame_equal(table(other), table(frame), check_exact=True)


def test_means_and_ranks_contradict_each_other_on_different_sides_of_the_risk():
    codes = ["C2", "C4", "C7", "E3", "E5"]
    p_none = pd.Series([0.04, 0.06, 0.04, 0.06, 0.04], index=codes)
    p_ranks = pd.Series([0.06, 0.04, 0.01, 0.99, 0.05], index=codes)
    assert contradicts(p_none, p_ranks).tolist() == [True, True, False, False, True]
    assert contradicts(p_ranks, p_none).tolist() == [True, True, False, False, True]


def test_a_missing_p_contradicts_nothing_and_practices_are_matched_by_code():
    p_none = pd.Series([0.01, np.nan, 0.01, 0.9], index=["C2", "C4", "C7", "E3"])
    p_ranks = pd.Series([0.01, 0.9, np.nan, 0.01], index=["E3", "C2", "C7", "C4"])
    found = contradicts(p_none, p_ranks)
    assert found.to_dict() == {"C2": True, "C4": False, "C7": False, "E3": True}
    assert contradicts(p_none, p_ranks.drop("C2")).tolist() == [False, False, False, True]
    assert found.dtype == np.dtype("bool")


def test_a_few_far_gaps_cancel_the_mean_and_not_the_ranks():
    # Sixty people want one level less, fifteen want four more.
    gaps = [-1] * 60 + [4] * 15
    p_mean, p_ranks = stats.ttest_1samp(gaps, 0).pvalue, ranks(gaps)["p"]
    assert p_mean == pytest.approx(1.0)
    # Sums of ranks 60 · 30.5 and 15 · 68
    assert p_ranks == pytest.approx(2 * stats.norm.sf(810 / sqrt(60 * 30.5**2 + 15 * 68**2)))
    assert p_ranks < 0.03
    assert contradicts(pd.Series({"C2": p_mean}), pd.Series({"C2": p_ranks})).tolist() == [True]
