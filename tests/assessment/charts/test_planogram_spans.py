"""Lengths of averages, at 34 px to the level: those of the wide picture."""

import pytest

from assessment.charts.planogram_spans import spans


def test_today_is_solid_and_wanted_ends_where_it_stands() -> None:
    reach = spans(2.5, 4.3, 34)
    assert reach.solid == reach.pale == 85
    assert reach.to_go == pytest.approx((87.5, 146.2))
    assert (reach.end, reach.room) == pytest.approx((146.2, 58.7))
    assert not reach.is_line


@pytest.mark.parametrize(
    ("today", "cut"),
    [
        (1.0, 0), (1.1, 0), (1.19, 0), (1.2, 1), (2.1, 1), (2.2, 2), (3.0, 2), (3.2, 3), (4.2, 4), (5.0, 4),
    ],
)  # fmt: skip
def test_a_level_is_cut_only_where_a_fifth_of_a_level_remains_above(today: float, cut: int) -> None:
    assert spans(today, 5.0, 10).notches == tuple(10 * level for level in range(1, cut + 1))


def test_below_seven_px_the_outline_is_a_line_of_two() -> None:
    narrow = spans(3.0, 3.2, 34)  # 6.8 px less 2.5
    assert narrow.is_line
    assert narrow.to_go == pytest.approx((106.8, 108.8))
    assert narrow.room == 0
    assert spans(3.0, 3.279, 34).is_line  # 6.986 px
    assert not spans(3.0, 3.28, 34).is_line  # 7.02 px
    assert not spans(3.0, 3.38, 25).is_line  # exactly 7 px


def test_the_line_keeps_clear_of_today_where_wanted_is_almost_the_same() -> None:
    reach = spans(3.0, 3.05, 24)
    assert reach.to_go == pytest.approx((73.2, 75.2))
    assert reach.to_go[1] - 3.05 * 24 == pytest.approx(2.0)  # px, less than a tenth of a level


@pytest.mark.parametrize("wanted", [3.6, None, 3.6 + 1e-12, 3.6 - 1e-12])
def test_nothing_stands_above_today_when_nothing_more_is_wanted(wanted: float | None) -> None:
    reach = spans(3.6, wanted, 34)
    assert reach.to_go is None
    assert reach.end == reach.solid == reach.pale == pytest.approx(122.4)
    assert reach.room == 0


def test_above_wanted_today_is_pale_and_uncut() -> None:
    reach = spans(4.1, 2.1, 10)
    assert (reach.solid, reach.pale, reach.end) == pytest.approx((21, 41, 41))
    assert reach.to_go is None
    assert reach.notches == (10,)  # 2 would leave a sliver, 3 and 4 lie above wanted
