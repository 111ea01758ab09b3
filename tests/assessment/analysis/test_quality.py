import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.gaps import practice_table
from assessment.analysis.intervals import practice_intervals
from assessment.analysis.privacy import protect
from assessment.analysis.quality import band, flat_liners, homogeneous, kept, without_homogeneous
from tests import oracles_intervals as oracles
from tests.assessment.analysis.worlds import World, world, worlds

TWELVE = "C2 C4 C7 C8 E3 E5 E6 E8 P1 P3 P5 P7"
MEANS = ["current", "desired", "gap"]


def flat(today: list[int], wanted: list[int]) -> bool:
    codes = " ".join(f"C{i}" for i in range(len(today)))
    return bool(flat_liners(world([today], [wanted], codes).frame())[0])


def one(*pairs: tuple[int, int]) -> World:
    """A single practice from pairs of today and wanted."""
    return world([[c] for c, _ in pairs], [[d] for _, d in pairs], "C2")


def test_one_level_on_both_sides_throughout_is_flat():
    assert flat([3] * 12, [3] * 12)
    assert not flat([3] * 12, [3] * 11 + [4])
    assert not flat([3] * 12, [4] * 12)


def test_five_sixths_of_the_ratings_asked_are_enough():
    assert flat([3] * 12, [3] * 8 + [6, 7, 8, 8])
    assert not flat([3] * 12, [3] * 7 + [6, 7, 8, 8, 8])
    assert flat([3] * 6, [3] * 4 + [8] * 2)
    assert not flat([3] * 6, [3] * 3 + [8] * 3)


def test_fewer_than_ten_equal_ratings_are_no_sign_of_anything():
    assert flat([3] * 5, [3] * 5)
    assert not flat([3] * 5, [3] * 4 + [6])
    assert not flat([3] * 4, [3] * 4)


def test_what_was_not_asked_does_not_count_as_asked():
    assert flat([2] * 12 + [0] * 12, [2] * 12 + [0] * 12)
    assert not flat([2] * 12 + [8] * 12, [2] * 12 + [8] * 12)


def test_whoever_gave_no_level_or_was_asked_nothing_is_not_flat():
    assert not flat([6, 6], [6, 6])
    assert not flat([0, 0], [0, 0])


def team(flat: int, others: int) -> World:
    return world([[3] * 12] * flat + [[2] * 12] * others, [[3] * 12] * flat + [[4] * 12] * others, TWELVE)


@pytest.mark.parametrize(("others", "stay"), [(29, 2), (30, 0), (31, 0)])
def test_flat_liners_leave_the_means_when_thirty_others_remain(others, stay):
    marks = kept(team(2, others).frame(), coarse=False)
    assert marks[:2].sum() == stay
    assert marks[2:].all()


def test_peers_always_stay_and_so_does_a_group_without_flat_liners():
    assert kept(team(2, 40).frame(), coarse=True).all()
    assert kept(team(0, 40).frame(), coarse=False).all()
    assert kept(world([], []).frame(), coarse=False).tolist() == []


def test_a_practice_is_homogeneous_while_fewer_than_two_differ():
    marks = homogeneous(one(*[(2, 4)] * 4, (1, 4)).frame()).loc["C2"]
    assert marks.to_dict() == {"current": True, "desired": True, "gap": True}
    marks = homogeneous(one(*[(2, 4)] * 4, (1, 4), (3, 4)).frame()).loc["C2"]
    assert marks.to_dict() == {"current": False, "desired": True, "gap": False}


def test_a_gap_may_be_homogeneous_where_neither_side_is():
    marks = homogeneous(one((1, 2), (2, 3), (3, 4), (4, 5)).frame()).loc["C2"]
    assert marks.to_dict() == {"current": False, "desired": False, "gap": True}


def test_only_pairs_are_looked_at_and_nobody_is_not_homogeneous():
    marks = homogeneous(world([[2, 6], [2, 6], [5, 6], [4, 6]], [[4, 4], [4, 4], [6, 4], [8, 4]]).frame())
    assert marks.loc["C2"].tolist() == [True, True, True]
    assert marks.loc["C4"].tolist() == [False, False, False]
    assert list(marks.columns) == MEANS
    assert set(marks.dtypes) == {np.dtype("bool")}


def test_a_band_lies_half_a_level_around_the_most_common_one_and_within_the_scale():
    bands = band(world([[1, 3]] * 4 + [[2, 3]], [[5, 4]] * 5).frame())
    assert bands.loc["C2"].tolist() == [1.0, 1.5, 4.5, 5.0]
    assert bands.loc["C4"].tolist() == [2.5, 3.5, 3.5, 4.5]
    assert list(bands.columns) == ["low_current", "high_current", "low_desired", "high_desired"]


def test_a_side_on_which_people_differ_has_no_band():
    row = band(one((1, 5), (2, 5), (3, 5), (4, 5)).frame()).loc["C2"]
    assert np.isnan(row[["low_current", "high_current"]].astype(float)).all()
    assert row[["low_desired", "high_desired"]].tolist() == [4.5, 5.0]
    assert band(one((6, 5)).frame()).isna().all(axis=None)


def mixed() -> World:
    """Six people: of C2 all want 5; on C4 they differ throughout; C7 has no pair."""
    return world(
        [[1, 1, 6], [2, 2, 6], [3, 3, 6], [1, 4, 6], [2, 5, 6], [3, 1, 6]],
        [[5, 3, 4], [5, 2, 4], [5, 5, 4], [5, 5, 4], [5, 5, 4], [5, 4, 4]],
        "C2 C4 C7",
    )


def test_one_homogeneous_side_takes_all_three_means_and_leaves_the_counts():
    frame = mixed().frame()
    table = practice_table(frame)
    left = without_homogeneous(table, homogeneous(frame))
    assert left["band"].tolist() == [True, False, False]
    assert left.loc["C2", MEANS].isna().all()
    assert left.loc["C4", MEANS].tolist() == table.loc["C4", MEANS].tolist()
    counts = table.columns.difference(MEANS)
    pd.testing.assert_frame_equal(left[counts], table[counts])
    assert table.loc["C2", MEANS].notna().all()


def test_spreads_and_intervals_in_the_table_go_with_the_means():
    frame = mixed().frame()
    table = practice_table(frame).join(practice_intervals(frame))
    left = without_homogeneous(table, homogeneous(frame))
    assert left.loc["C2", ["sd_gap", "half_current", "low_desired", "high_gap"]].isna().all()
    assert left.loc["C4", "half_current"] == table.loc["C4", "half_current"]
    assert left.loc["C2", "n"] == 6
    assert left.loc["C2", "dont_know_share"] == 0.0


def test_a_hidden_row_does_not_tell_whether_it_is_homogeneous():
    frame = one(*[(2, 4)] * 3).frame()
    hidden = protect(practice_table(frame), 3, 5)
    left = without_homogeneous(hidden, homogeneous(frame))
    assert left["band"].tolist() == [False]
    assert left["hidden"].tolist() == [True]
    assert left.dtypes["n"] == hidden.dtypes["n"]


def test_marks_of_other_practices_are_refused():
    with pytest.raises(ValueError, match="of other practices"):
        without_homogeneous(practice_table(mixed().frame()), homogeneous(one((1, 2)).frame()))


@given(worlds(practices_at_most=9))
def test_flat_liners_and_alikeness_are_those_that_plain_loops_find(world: World):
    frame = world.frame()
    truth = [oracles.flat(c, d) for c, d in zip(world.current, world.desired, strict=True)]
    assert flat_liners(frame).tolist() == truth
    marks, bands = homogeneous(frame), band(frame)
    for j, code in enumerate(world.codes):
        for name in MEANS:
            numbers = oracles.values(world.current, world.desired, j, name)
            assert marks.loc[code, name] == oracles.alike(numbers)
            if name != "gap" and oracles.alike(numbers):
                common = min(set(numbers), key=lambda number: (-numbers.count(number), number))
                ends = (max(1, common - 0.5), min(5, common + 0.5))
                assert (bands.loc[code, f"low_{name}"], bands.loc[code, f"high_{name}"]) == ends
            elif name != "gap":
                assert np.isnan(bands.loc[code, f"low_{name}"])


@given(st.integers(0, 4), st.lists(st.integers(1, 5), min_size=24, max_size=24))
def test_a_person_with_one_level_and_few_gaps_is_flat_whatever_the_level(empty: int, levels: list[int]):
    row = [levels[0]] * 24
    for i in range(empty):
        row[i] = 8
    assert flat(row[:12], row[12:])
    assert flat(levels[:12], levels[12:]) == (len(set(levels)) == 1)


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_respondents_changes_no_mark(world: World, chance: random.Random):
    people = list(range(len(world.voices)))
    chance.shuffle(people)
    rows = (world.voices, world.current, world.desired, world.picked)
    frame, other = (
        world.frame(),
        World(world.codes, world.core, *([part[i] for i in people] for part in rows)).frame(),
    )
    assert flat_liners(other).tolist() == flat_liners(frame)[people].tolist()
    pd.testing.assert_frame_equal(homogeneous(other), homogeneous(frame))
    pd.testing.assert_frame_equal(band(other), band(frame))
