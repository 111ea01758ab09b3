import random
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

from assessment.analysis import frame
from assessment.analysis.between import between, between_table
from tests import oracles_intervals
from tests.assessment.analysis import oracles_spread as oracles
from tests.assessment.analysis.worlds import company, practices, same

PARTS = ["Sales", "Service", "Finance", "Logistics", "Legal", "Research"]
MISSING = [np.nan] * 6


def numbers(groups: list[list[float]]) -> tuple[np.ndarray, np.ndarray]:
    """The values of these groups, and which group each belongs to."""
    sizes = [len(group) for group in groups]
    values = np.array([value for group in groups for value in group], dtype=float)
    return values, np.repeat(np.arange(len(groups)), sizes)


def departments(parts: list[str | None], gaps: list[list[int]], codes: str = "C2") -> frame.Frame:
    """A frame of people from these departments with these gaps; 9 is no pair."""
    today = np.array([[6 if gap == 9 else max(1, 1 - gap) for gap in row] for row in gaps], dtype=np.int8)
    wanted = np.array([[3 if gap == 9 else max(1, 1 + gap) for gap in row] for row in gaps], dtype=np.int8)
    shape = (len(parts), len(codes.split()))
    return frame.build(
        practices(codes.split()),
        ["team"] * len(parts),
        today.reshape(shape),
        wanted.reshape(shape),
        np.zeros(shape, dtype=bool),
        pd.DataFrame({"department": pd.Categorical(parts, categories=PARTS, ordered=True)}),
    )


def test_six_targets_and_four_judges_of_shrout_and_fleiss():
    # Shrout and Fleiss 1979, Intraclass correlations, tables 2 to 4: mean squares 11.24 and 6.26,
    # ICC(1, 1) = .17 and ICC(1, 4) = .44.
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    found = between(*numbers(ratings))
    assert (found.groups, found.n) == (6, 24)
    assert (found.msb, found.msw) == pytest.approx((11.24, 6.26), abs=0.005)
    assert (found.icc1, found.icc2) == pytest.approx((0.17, 0.44), abs=0.005)


def test_the_mean_size_of_groups_is_the_plain_one():
    found = between(*numbers([[1, 2, 1, 2], [3, 4]]))
    # MSB = 16 / 3, MSW = 1.5 / 4 = .375; n̄ = 3, where the textbook has 2⅔
    assert (found.msb, found.msw) == pytest.approx((16 / 3, 0.375), abs=1e-12)
    assert found.icc1 == pytest.approx((16 / 3 - 0.375) / (16 / 3 + 2 * 0.375), abs=1e-12)
    assert found.icc2 == pytest.approx(1 - 0.375 * 3 / 16, abs=1e-12)


groups_of_numbers = st.lists(st.lists(st.integers(-4, 4), min_size=2, max_size=9), min_size=2, max_size=7)


@given(groups_of_numbers)
def test_f_and_its_chance_are_those_of_scipy(groups: list[list[int]]):
    assume(any(len(set(group)) > 1 for group in groups))
    # Of equal means scipy has an F of some last bits, and below 0 no chance of it.
    assume(len({Fraction(sum(group), len(group)) for group in groups}) > 1)
    found, truth = between(*numbers(groups)), stats.f_oneway(*groups)
    assert found.f == pytest.approx(truth.statistic, rel=1e-9, abs=1e-12)
    assert found.p == pytest.approx(truth.pvalue, rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_mean_squares_are_those_of_statsmodels(seed):
    chance = np.random.default_rng(seed)
    groups = chance.integers(0, 8, 150)
    values = chance.normal(groups / 10, 1)
    found = between(values, groups)
    table = anova_lm(ols("values ~ C(groups)", pd.DataFrame({"values": values, "groups": groups})).fit())
    assert (found.msb, found.msw) == pytest.approx(tuple(table["mean_sq"]), rel=1e-9)
    assert (found.f, found.p) == pytest.approx((table["F"].iloc[0], table["PR(>F)"].iloc[0]), rel=1e-9)


@given(groups_of_numbers)
def test_both_correlations_are_those_that_plain_loops_find(groups: list[list[int]]):
    found = between(*numbers(groups))
    icc1, icc2 = oracles.between(groups)
    assert found.icc1 == pytest.approx(
        np.nan if icc1 is None else float(icc1), rel=1e-9, abs=1e-12, nan_ok=True
    )
    assert found.icc2 == pytest.approx(
        np.nan if icc2 is None else float(icc2), rel=1e-9, abs=1e-12, nan_ok=True
    )


def test_values_that_are_missing_are_left_out_with_their_group():
    values, groups = numbers([[1, 2, 4], [3, np.nan, 5], [np.nan]])
    assert between(values, groups) == between(*numbers([[1, 2, 4], [3, 5]]))


def test_the_numbers_that_name_groups_do_not_matter():
    values, groups = numbers([[1, 2, 4], [3, 5], [0, 0, 1]])
    assert between(values, np.array([70, -3, 5])[groups]) == pytest.approx(between(values, groups), rel=1e-12)


@pytest.mark.parametrize(
    "groups", [[], [[]], [[3.0]], [[1, 2, 3]], [[1], [2], [3]], [[np.nan, np.nan], [np.nan]]]
)
def test_fewer_than_two_groups_or_no_group_of_two_have_nothing_between(groups):
    found = between(*numbers(groups))
    there = [[value for value in group if value == value] for group in groups]
    assert (found.groups, found.n) == (sum(map(bool, there)), sum(map(len, there)))
    assert np.isnan(found[2:]).all()


def test_two_groups_with_one_of_two_are_enough():
    found = between(*numbers([[1, 3], [5]]))
    assert found[:4] == pytest.approx((2, 3, 6, 2))
    # (6 − 2) / (6 + .5 · 2)
    assert found.icc1 == pytest.approx(4 / 7)


@pytest.mark.parametrize("value", [0.0, 2.0, 0.1, 1 / 3, -4.7])
def test_equal_values_have_no_share_between(value):
    found = between(*numbers([[value] * 3, [value] * 7, [value] * 5]))
    assert found == pytest.approx((3, 15, 0, 0, *[np.nan] * 4), nan_ok=True)


@pytest.mark.parametrize("value", [2.0, 0.1, 1 / 3])
def test_groups_that_agree_within_themselves_differ_only_between(value):
    found = between(*numbers([[value] * 3, [2 * value] * 7, [5 * value] * 6]))
    assert found.msb > 0
    assert (found.msw, found.icc1, found.icc2) == (0, 1, 1)
    assert np.isnan([found.f, found.p]).all()


@pytest.mark.parametrize("scale", [1, 0.1])
def test_groups_with_equal_means_have_a_share_below_nought_and_no_reliability(scale):
    groups = [[0, 2, 3], [1, 2, 2], [1, 1, 3], [0, 1, 2, 2, 2, 3]]
    found = between(*numbers([[value * scale for value in group] for group in groups]))
    assert (found.msb, found.f, found.p) == (0, 0, 1)
    # −MSW / ((n̄ − 1) MSW) with n̄ = 15 / 4
    assert found.icc1 == pytest.approx(-4 / 11)
    assert np.isnan(found.icc2)


def five(size: int, last: int | None = None) -> tuple[list[str], list[list[int]]]:
    """Five departments of one size, the last perhaps of another, with gaps that differ."""
    parts = [part for part in PARTS[:4] for _ in range(size)] + [PARTS[4]] * (size if last is None else last)
    return parts, [[i * 7 % 5 % 4 + PARTS.index(part) % 2] for i, part in enumerate(parts)]


def test_gaps_between_departments_by_hand():
    parts = [part for part in PARTS[:5] for _ in range(5)]
    gaps = [[base + step] for base in (0, 1, 1, 2, 1) for step in (0, 0, 1, 2, 2)]
    row = between_table(departments(parts, gaps), "department").loc["C2"]
    # Means 1, 2, 2, 3, 2: MSB = 5 · 2 / 4; within each Σ = 4, so MSW = 20 / 20
    assert row.tolist() == pytest.approx([5, 25, (2.5 - 1) / (2.5 + 4), (2.5 - 1) / 2.5], abs=1e-12)


@pytest.mark.parametrize(("last", "entering", "n"), [(5, 5, 25), (4, 4, 20), (0, 4, 20)])
def test_five_parts_of_five_pairs_are_needed(last, entering, n):
    row = between_table(departments(*five(5, last)), "department").loc["C2"]
    assert row[["groups", "n"]].tolist() == [entering, n]
    assert row[["icc1", "icc2"]].notna().tolist() == [entering == 5] * 2


def test_a_part_with_four_pairs_is_left_out_and_the_others_stay():
    parts, gaps = five(6)
    table = between_table(departments(parts, gaps), "department")
    more = departments([*parts, *["Research"] * 6], [*gaps, *[[4]] * 4, [9], [9]])
    pd.testing.assert_frame_equal(between_table(more, "department"), table)
    fifth = departments([*parts, *["Research"] * 6], [*gaps, *[[4]] * 5, [9]])
    assert between_table(fifth, "department")["groups"].tolist() == [6]


def test_each_practice_has_parts_of_its_own():
    parts, gaps = five(5)
    both = [[row[0], 9 if i < 1 else row[0]] for i, row in enumerate(gaps)]
    table = between_table(departments(parts, both, "C2 E3"), "department")
    assert table["groups"].tolist() == [5, 4]
    assert table["n"].tolist() == [25, 20]
    assert table["icc1"].notna().tolist() == [True, False]


def test_whoever_gave_no_part_is_left_out():
    parts, gaps = five(6)
    table = between_table(departments(parts, gaps), "department")
    unknown = departments([*parts, *[None] * 8], [*gaps, *[[4]] * 8])
    pd.testing.assert_frame_equal(between_table(unknown, "department"), table)


def test_parts_not_named_change_nothing():
    parts, gaps = five(6)
    shown = between_table(departments(parts, gaps), "department")
    hidden = departments([*parts, *["Research"] * 7], [*gaps, *[[4]] * 7])
    named = between_table(hidden, "department", labels=PARTS[:5])
    pd.testing.assert_frame_equal(named, shown, check_exact=True)
    assert between_table(hidden, "department")["groups"].tolist() == [6]
    assert between_table(hidden, "department", labels=PARTS[1:5]).loc["C2"].isna().tolist() == [
        False,
        False,
        True,
        True,
    ]
    assert between_table(hidden, "department", labels=[])["n"].tolist() == [0]


@pytest.mark.parametrize("dimension", ["voice", "region"])
def test_a_dimension_that_is_none_is_refused(dimension):
    with pytest.raises(ValueError, match=f"no dimension {dimension}"):
        between_table(departments(*five(5)), dimension)


@pytest.mark.parametrize("gaps", [[], [[9, 9]] * 30, [[2, 2]], [[2, 2]] * 30])
def test_columns_and_types_stay_whoever_answered(gaps):
    table = between_table(departments([PARTS[i % 6] for i in range(len(gaps))], gaps, "C2 E3"), "department")
    assert list(table.columns) == ["groups", "n", "icc1", "icc2"]
    assert table.dtypes.astype(str).tolist() == ["int64", "int64", "float64", "float64"]
    assert list(table.index) == ["C2", "E3"]
    assert table[["icc1", "icc2"]].isna().all(axis=None)


@given(st.integers(0, 2**32), st.integers(0, 90), st.integers(1, 6))
def test_every_practice_is_the_one_that_plain_loops_find(seed: int, people: int, choices: int):
    chance = random.Random(seed)
    answers = company(people, "C2 E3 P1", seed, missing=0.2)
    parts = [chance.choice([None, *PARTS[:choices]]) for _ in range(people)]
    built = answers.frame()
    built.respondents["department"] = pd.Categorical(parts, categories=PARTS, ordered=True)
    table = between_table(built, "department")
    for j, code in enumerate(answers.codes):
        large = []
        for part in PARTS:
            rows = [i for i, own in enumerate(parts) if own == part]
            current, desired = [answers.current[i] for i in rows], [answers.desired[i] for i in rows]
            gaps = oracles_intervals.values(current, desired, j, "gap")
            if len(gaps) >= 5:
                large.append(gaps)
        icc1, icc2 = oracles.between(large) if len(large) >= 5 else (None, None)
        assert table.loc[code, ["groups", "n"]].tolist() == [len(large), sum(map(len, large))]
        assert same(table.loc[code, "icc1"], icc1)
        assert same(table.loc[code, "icc2"], icc2) or abs(table.loc[code, "icc2"] / float(icc2) - 1) < 1e-9


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_respondents_changes_nothing(chance: random.Random):
    parts, gaps = five(9, 7)
    people = list(range(len(parts)))
    chance.shuffle(people)
    other = departments([parts[i] for i in people], [gaps[i] for i in people])
    table = between_table(departments(parts, gaps), "department")
    pd.testing.assert_frame_equal(between_table(other, "department"), table, check_exact=True)
