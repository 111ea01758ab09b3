import math
from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.analysis.numbers import (
    Printed,
    half_level,
    half_up,
    percent,
    printed,
    printed_coarse,
    response_rate,
)
from tests import oracles


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (2.25, 1, "2.3"),  # round() and format() say 2.2
        (2.35, 1, "2.4"),  # lies below 2.35 in binary
        (1.005, 2, "1.01"),  # so does this
        (2.5, 0, "3"),
        (3.5, 0, "4"),
        (0.05, 1, "0.1"),
        (-0.05, 1, "-0.1"),
        (-2.25, 1, "-2.3"),
        (-0.04, 1, "0.0"),  # never a negative zero
        (-0.0, 0, "0"),
        (3, 1, "3.0"),
        (3, 0, "3"),
        (1e-7, 1, "0.0"),
        (Decimal("2.45"), 1, "2.5"),
        (np.float64(2.25), 1, "2.3"),
    ],
)
def test_halves_go_up_as_on_paper(value, places, text):
    assert str(half_up(value, places)) == text


def test_the_dust_of_a_mean_of_means_does_not_decide_a_half():
    assert (1.0 + 1.0 + 1.4 + 2.8) / 4 < 1.55
    assert half_up((1.0 + 1.0 + 1.4 + 2.8) / 4) == Decimal("1.6")


def test_every_category_of_four_practices_and_five_people_is_rounded_right():
    for sums in combinations_with_replacement(range(5, 26), 4):
        mean = sum(total / 5 for total in sums) / 4
        assert half_up(mean) == half_up(Decimal(sum(sums)) / 20), sums


def test_one_decimal_unless_told_otherwise():
    assert str(half_up(2.0)) == "2.0"


@pytest.mark.parametrize("value", [None, float("nan"), np.nan, Decimal("NaN")])
def test_missing_stays_missing(value):
    assert half_up(value) is None


@pytest.mark.parametrize("value", [float("inf"), float("-inf")])
def test_infinity_is_refused(value):
    with pytest.raises(ValueError, match="can't be rounded"):
        half_up(value)


@given(st.floats(-1000, 1000), st.integers(0, 4))
def test_rounding_is_what_whole_numbers_give(value: float, places: int):
    rounded = half_up(value, places)
    assert Fraction(rounded) == oracles.half_up(value, places)
    assert -rounded.as_tuple().exponent == places


@given(st.integers(1, 400), st.data())
def test_every_mean_of_levels_is_rounded_right(n: int, data: st.DataObject):
    total = data.draw(st.integers(n, 5 * n))
    truth = Fraction(total, n)
    assert abs(Fraction(half_up(total / n)) - truth) <= Fraction(1, 20)
    if (truth * 20).denominator == 1 and (truth * 20) % 2 == 1:  # a true half: 2.45 and its like
        assert Fraction(half_up(total / n)) == truth + Fraction(1, 20)


def test_the_printed_gap_is_the_difference_of_the_printed_values():
    assert printed(2.34, 3.76, 1) == Printed(Decimal("2.3"), Decimal("3.8"), Decimal("1.5"))
    assert str(half_up(3.76 - 2.34)) == "1.4"  # what rounding the gap itself would have said


def test_own_levels_are_printed_without_decimals():
    assert printed(2.0, 5.0, 0) == Printed(Decimal(2), Decimal(5), Decimal(3))
    assert str(printed(4.0, 3.0, 0).gap) == "-1"


def test_one_missing_side_leaves_no_gap():
    nan = float("nan")
    assert printed(nan, 4.0, 1) == Printed(None, Decimal("4.0"), None)
    assert printed(2.0, None, 1) == Printed(Decimal("2.0"), None, None)
    assert printed(nan, nan, 1) == Printed(None, None, None)


@given(st.floats(1, 5), st.floats(1, 5), st.integers(0, 2))
def test_what_is_printed_adds_up(current: float, desired: float, places: int):
    shown = printed(current, desired, places)
    assert shown.today + shown.gap == shown.wanted
    assert abs(Fraction(shown.gap) - (Fraction(desired) - Fraction(current))) <= Fraction(
        11, 10 ** (places + 1)
    )


@given(st.floats(1, 5), st.integers(0, 2))
def test_equal_levels_have_no_gap(level: float, places: int):
    assert printed(level, level, places).gap == 0
    assert not printed(level, level, places).gap.is_signed()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1.5"), (1.7, "1.5"), (1.74, "1.5"), (1.75, "2.0"), (2.2, "2.0"), (2.25, "2.5"),
        (3.0, "3.0"), (4.25, "4.5"), (4.9, "4.5"), (5.0, "4.5"), (Decimal("2.25"), "2.5"),
    ],
)  # fmt: skip
def test_half_levels_go_up_at_a_quarter_and_stop_short_of_both_ends(value, text):
    assert str(half_level(value)) == text


@pytest.mark.parametrize("value", [None, float("nan")])
def test_a_missing_half_level_stays_missing(value):
    assert half_level(value) is None


def test_a_coarse_gap_is_the_difference_of_half_levels():
    # 2.2 and 3.8 lie 1.6 apart; printed as 2.0 and 4.0 they lie 2.0 apart
    assert printed_coarse(2.2, 3.8) == Printed(Decimal("2.0"), Decimal("4.0"), Decimal("2.0"))
    assert printed_coarse(float("nan"), 3.8) == Printed(None, Decimal("4.0"), None)


def test_the_response_rate_is_answered_of_invited():
    assert response_rate(420, 900) == pytest.approx(0.466667, abs=1e-6)
    assert response_rate(0, 5) == 0.0
    assert response_rate(5, 5) == 1.0


def test_of_nobody_invited_there_is_no_rate():
    assert math.isnan(response_rate(0, 0))


@pytest.mark.parametrize(("answered", "invited"), [(6, 5), (1, 0), (-1, 5), (-1, -1), (0, -1)])
def test_more_than_were_invited_and_less_than_nobody_are_refused(answered: int, invited: int):
    with pytest.raises(ValueError, match="can't have answered"):
        response_rate(answered, invited)


def test_shares_are_told_in_whole_per_cent_halves_up():
    assert [percent(share) for share in (0.0, 0.004, 0.005, 0.125, 0.4577, 1.0)] == [0, 0, 1, 13, 46, 100]
    assert percent(float("nan")) is None
