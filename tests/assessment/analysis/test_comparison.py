from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assessment.analysis.comparison import CoarseDifference, against_coarse, against_group
from assessment.analysis.gaps import practice_table
from assessment.analysis.intervals import practice_intervals
from assessment.analysis.privacy import protect
from assessment.analysis.quality import homogeneous, without_homogeneous
from tests.assessment.analysis.worlds import World, same, world, worlds


def levels(**marks: float | None) -> "pd.Series[float]":
    return pd.Series(marks, dtype="float64")


def compared(group: World, current: "pd.Series[float]", desired: "pd.Series[float]") -> pd.DataFrame:
    frame = group.frame()
    wide = practice_intervals(frame, families=len(group.codes))
    return against_group(current, desired, practice_table(frame), wide)


def table(**means: float) -> pd.DataFrame:
    """A group's table with these means on both sides."""
    values = list(means.values())
    return pd.DataFrame({"current": values, "desired": values}, index=list(means), dtype="float64")


def wide(half: float, *codes: str) -> pd.DataFrame:
    return pd.DataFrame({"half_current": half, "half_desired": half}, index=list(codes))


def test_the_difference_is_own_minus_the_mean_of_the_group():
    group = world([[2, 3], [3, 3], [1, 3], [2, 3]], [[4, 5]] * 4)
    found = compared(group, levels(C2=4, C4=3), levels(C2=5, C4=4))
    assert found["difference_current"].tolist() == [2.0, 0.0]
    assert found["difference_desired"].tolist() == [1.0, -1.0]
    assert list(found.columns) == [
        f"{kind}_{side}" for side in ("current", "desired") for kind in ("difference", "in_step", "clear")
    ]


@pytest.mark.parametrize(
    ("mean", "in_step", "clear"),
    [
        (3.0, True, False),
        (2.5, True, False),
        (3.5, True, False),
        (2.4, False, False),
        (2.1, False, False),
        (2.0, False, True),
        (4.0, False, True),
        (1.0, False, True),
    ],
)
def test_half_a_level_is_in_step_a_whole_one_is_clear_and_between_neither(mean, in_step, clear):
    own = levels(C2=3)
    row = against_group(own, own, table(C2=mean), wide(0.2, "C2")).loc["C2"]
    for side in ("current", "desired"):
        assert (row[f"in_step_{side}"], row[f"clear_{side}"]) == (in_step, clear)


def test_a_difference_within_the_interval_of_the_group_is_not_clear():
    own, group = levels(C2=4), table(C2=2.8)
    assert against_group(own, own, group, wide(1.1, "C2"))["clear_current"].tolist() == [True]
    assert against_group(own, own, group, wide(1.3, "C2"))["clear_current"].tolist() == [False]
    assert against_group(own, own, group, wide(np.nan, "C2"))["clear_current"].tolist() == [False]


def test_comparing_more_practices_asks_for_more():
    today = [2, 3, 1, 2, 4, 2, 1, 3]
    frame = world([[c] for c in today], [[5]] * 8, "C2").frame()
    group, own = practice_table(frame), levels(C2=3.5)
    error = group.loc["C2", "current"] - 3.5
    # 1.25 from the mean: beyond the interval of this practice alone, not beyond that of one of twelve
    half = {families: practice_intervals(frame, families=families) for families in (1, 12)}
    assert half[1].loc["C2", "half_current"] < abs(error) < half[12].loc["C2", "half_current"]
    assert half[1].loc["C2", "half_current"] == pytest.approx(
        stats.ttest_1samp(today, 0).confidence_interval().high - group.loc["C2", "current"]
    )
    assert against_group(own, own, group, half[1])["clear_current"].tolist() == [True]
    assert against_group(own, own, group, half[12])["clear_current"].tolist() == [False]


def test_what_was_not_rated_or_is_hidden_is_compared_with_nothing():
    group = world([[2, 2, 2]] * 3 + [[2, 6, 2]] * 2, [[4, 4, 4]] * 5, "C2 C4 C7")
    frame = group.frame()
    shown = protect(practice_table(frame), 5, 4)
    found = against_group(levels(C4=5, C7=5), levels(C4=5, C7=None), shown, practice_intervals(frame))
    assert found["difference_current"].isna().tolist() == [True, True, False]
    assert found["difference_desired"].isna().tolist() == [True, True, True]
    flags = found[["in_step_current", "clear_current", "in_step_desired", "clear_desired"]]
    assert flags.sum().tolist() == [0, 1, 0, 0]
    assert set(flags.dtypes) == {np.dtype("bool")}


def test_a_practice_shown_as_a_band_is_compared_with_nothing():
    frame = world([[2, 1], [2, 2], [2, 3], [2, 4]], [[3, 5], [4, 4], [5, 3], [3, 5]]).frame()
    shown = without_homogeneous(practice_table(frame), homogeneous(frame))
    own = levels(C2=5, C4=5)
    found = against_group(own, own, shown, practice_intervals(frame))
    assert found["difference_current"].isna().tolist() == [True, False]


@given(worlds(), st.lists(st.sampled_from([1, 2, 3, 4, 5, None]), min_size=9, max_size=9))
def test_each_verdict_follows_from_the_two_numbers_beside_it(world: World, marks: list[int | None]):
    own = dict(zip(world.codes, marks, strict=False))
    frame = world.frame()
    means, half = practice_table(frame), practice_intervals(frame, families=12)
    found = against_group(levels(**own), levels(), means, half)
    for code in world.codes:
        mark, mean, row = own[code], means.loc[code, "current"], found.loc[code]
        known = mark is not None and not np.isnan(mean)
        assert same(row["difference_current"], mark - mean if known else None)
        assert row["in_step_current"] == (known and abs(mark - mean) <= 0.5)
        low, high = mean - half.loc[code, "half_current"], mean + half.loc[code, "half_current"]
        assert row["clear_current"] == (known and abs(mark - mean) >= 1 and (mark > high or mark < low))
        assert not row["in_step_desired"]
        assert not row["clear_desired"]


def test_against_half_levels_a_difference_is_named_from_one_and_a_half():
    printed = {"E3": Decimal("3.5"), "C2": Decimal("2.5"), "C4": Decimal("3.0"), "C7": Decimal("4.5")}
    found = against_coarse({"C2": 4, "C4": 4, "C7": 3, "E3": Decimal("2.5")}, printed)
    assert found == {
        "E3": CoarseDifference(Decimal("-1.0"), False),
        "C2": CoarseDifference(Decimal("1.5"), True),
        "C4": CoarseDifference(Decimal("1.0"), False),
        "C7": CoarseDifference(Decimal("-1.5"), True),
    }
    assert list(found) == ["E3", "C2", "C4", "C7"]


def test_against_half_levels_what_is_missing_on_either_side_is_left_out():
    printed = {"C2": None, "C4": Decimal("2.0"), "C7": Decimal("2.0"), "E3": Decimal("2.0")}
    assert list(against_coarse({"C2": 5, "C4": None, "E3": 5}, printed)) == ["E3"]
