import pytest

from assessment.analysis.camps import camps


def told(*people: int) -> list[tuple[int, int, int]]:
    return [(level, level, n) for level, n in enumerate(people, start=1)]


def test_many_below_and_many_above_with_few_between_are_two_camps():
    assert camps(told(10, 30, 20, 30, 10)) == (0.4, 0.4)


@pytest.mark.parametrize(
    "people",
    [
        pytest.param((15, 15, 30, 20, 20), id="as many between as in the smaller camp"),
        pytest.param((14, 15, 10, 31, 30), id="29 of 100 below"),
        pytest.param((50, 40, 10, 0, 0), id="one end"),
        pytest.param((0, 0, 0, 0, 0), id="nobody"),
    ],
)
def test_other_spreads_are_no_camps(people):
    assert camps(told(*people)) is None


def test_thirty_of_a_hundred_on_either_side_are_enough():
    assert camps(told(15, 15, 29, 41, 0)) == (0.3, 0.41)


def test_merged_levels_make_camps_only_where_they_stay_on_one_side():
    assert camps([(1, 2, 40), (3, 3, 10), (4, 5, 50)]) == (0.4, 0.5)
    assert camps([(1, 2, 40), (3, 4, 10), (5, 5, 50)]) is None
    assert camps([(1, 3, 50), (4, 5, 50)]) is None
    assert camps([(1, 5, 100)]) is None
