import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from assessment.analysis.benchmark import Position, eligible, position, position_of_printed

MEAN = st.integers(10, 50).map(lambda tenths: tenths / 10)  # tenths, so that organisations tie


def pool(m: int) -> np.ndarray:
    """So many organisations, evenly from 1 to 5."""
    return np.linspace(1, 5, m)


def place(own: float, others: np.ndarray, reach: float = 0.0):
    return position(own, own - reach, own + reach, others).place


@pytest.mark.parametrize(
    ("m", "kind"),
    [
        (0, "none"),
        (4, "none"),
        (5, "half"),
        (19, "half"),
        (20, "quarter"),
        (99, "quarter"),
        (100, "percentile"),
    ],
)
def test_the_number_of_others_says_how_exact_a_place_is(m: int, kind: str):
    found = position(3.0, 3.0, 3.0, pool(m))
    assert (found.organisations, found.kind) == (m, kind)
    assert (found.place is None) == (kind == "none")
    assert np.isnan([found.low, found.high]).tolist() == [kind != "percentile"] * 2


def test_four_others_give_nothing_away():
    assert str(position(3.0, 2.5, 3.5, pool(4))) == str(Position(4, "none", None, np.nan, np.nan))


def test_of_five_others_the_middle_half_lies_between_the_second_and_the_fourth():
    # Quartiles of 1, 2, 3, 4, 5 by Hyndman and Fan's type 7: 2 and 4.
    others = np.array([5.0, 1.0, 4.0, 2.0, 3.0])
    assert [place(own, others) for own in (1.9, 2.0, 3.0, 4.0, 4.1)] == ["below", "in", "in", "in", "above"]


def test_of_twenty_others_there_are_quarters():
    # Quartiles of 1 to 20 over ten: 0.575, 1.05, 1.525.
    others = np.arange(1, 21) / 10
    assert [place(own, others) for own in (0.57, 0.58, 1.04, 1.05, 1.52, 1.53)] == [1, 2, 2, 3, 3, 4]


@pytest.mark.parametrize(("m", "settled"), [(9, "in"), (39, 2)])
def test_a_place_is_said_only_where_the_ends_of_the_own_interval_have_it_too(m: int, settled: str | int):
    others = pool(m)  # quartiles at 2, 3 and 4
    assert position(2.5, 2.1, 2.9, others).place == settled
    assert position(2.5, 1.9, 2.9, others).place is None
    assert position(2.5, 2.4, 4.1, others).place is None


def test_within_the_middle_half_an_interval_may_cross_the_median():
    assert position(2.9, 2.1, 3.9, pool(9)).place == "in"
    assert position(2.9, 2.1, 3.9, pool(39)).place is None


def test_a_percentile_has_the_interval_of_the_beta_quantiles():
    others = np.repeat(np.arange(1.0, 6.0), 20)  # twenty organisations at each level
    found = position(3.5, 1.0, 5.0, others)
    assert found.place == pytest.approx(60.5 / 101)
    assert (found.low, found.high) == pytest.approx(stats.beta(61, 41).interval(0.95), rel=1e-10)
    tie = position(3.0, 3.0, 3.0, others)
    assert tie.place == pytest.approx(50.5 / 101)
    assert (tie.low, tie.high) == pytest.approx(stats.beta.ppf([0.025, 0.975], 51, 51), rel=1e-10)


def test_first_and_last_of_a_hundred_are_not_nought_and_not_one():
    first, last = position(0.9, 0.9, 0.9, pool(100)), position(5.1, 5.1, 5.1, pool(100))
    assert (first.place, last.place) == pytest.approx((0.5 / 101, 100.5 / 101))
    # Beta(1, 101): the quantile of q is 1 − (1 − q)^(1/101).
    assert (first.low, first.high) == pytest.approx((1 - 0.975 ** (1 / 101), 1 - 0.025 ** (1 / 101)))
    assert (last.low, last.high) == pytest.approx((1 - first.high, 1 - first.low))


def plain_quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    at = (len(ordered) - 1) * share
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])


@given(st.lists(MEAN, min_size=5, max_size=45), MEAN, st.floats(0, 1), st.floats(0, 1))
def test_halves_and_quarters_are_those_that_plain_loops_find(others, own, below, above):
    lower, median, upper = (plain_quantile(others, share) for share in (0.25, 0.5, 0.75))
    numpys = np.quantile(others, [0.25, 0.5, 0.75])
    assert [lower, median, upper] == pytest.approx(numpys.tolist(), abs=1e-12)
    truth = []
    for value in (own, own - below, own + above):
        # Two ways of interpolating differ by the last bits.
        assume(not any(0 < abs(value - line) < 1e-9 for line in (lower, median, upper)))
        if len(others) < 20:
            truth.append("below" if value < lower else "above" if value > upper else "in")
        else:
            truth.append(1 if value < lower else 4 if value > upper else 2 if value < median else 3)
    expected = truth[0] if truth[0] == truth[1] == truth[2] else None
    assert position(own, own - below, own + above, np.array(others)).place == expected


@given(st.lists(MEAN, min_size=100, max_size=160), MEAN)
def test_a_percentile_is_that_of_scipy_but_for_half_an_organisation(others, own):
    m, found = len(others), position(own, own, own, np.array(others))
    r = stats.percentileofscore(others, own, kind="mean") / 100 * m
    counted = sum(1.0 if other < own else 0.5 if other == own else 0.0 for other in others)
    assert r == pytest.approx(counted)
    assert found.place == pytest.approx((counted + 0.5) / (m + 1))
    assert [found.low, found.high] == pytest.approx(
        stats.beta.ppf([0.025, 0.975], counted + 1, m - counted + 1).tolist(), rel=1e-9
    )
    assert 0 < found.low < found.place < found.high < 1


def test_the_order_of_the_others_changes_nothing():
    for m in (7, 30, 120):
        others = np.random.default_rng(m).uniform(1, 5, m)
        assert str(position(2.2, 2.1, 2.3, others)) == str(position(2.2, 2.1, 2.3, others[::-1]))


def test_organisations_without_a_mean_are_none():
    others = np.array([1.0, 2.0, np.nan, 3.0, 4.0, 5.0, np.nan])
    assert position(1.5, 1.5, 1.5, others)[:3] == (5, "half", "below")
    assert position(1.5, 1.5, 1.5, others[1:])[:3] == (4, "none", None)


@pytest.mark.parametrize("m", [5, 20, 100])
def test_without_an_own_mean_there_is_no_place(m: int):
    found = position(np.nan, np.nan, np.nan, pool(m))
    assert (found.organisations, found.place) == (m, None)
    assert np.isnan([found.low, found.high]).all()


def test_without_an_own_interval_there_is_a_percentile_only():
    assert [position(3.0, np.nan, np.nan, pool(m)).place for m in (5, 20)] == [None, None]
    assert position(3.0, np.nan, np.nan, pool(100)).place == pytest.approx(0.5)


def test_others_that_are_all_alike_have_a_middle_half_of_one_point():
    assert [place(own, np.full(6, 3.0)) for own in (2.9, 3.0, 3.1)] == ["below", "in", "above"]
    assert [place(own, np.full(30, 3.0)) for own in (2.9, 3.0, 3.1)] == [1, 3, 4]
    assert place(3.0, np.full(100, 3.0)) == pytest.approx(0.5)


def test_an_interval_that_leaves_its_own_mean_out_is_refused():
    for low, high in ((3.1, 3.5), (2.0, 2.9)):
        with pytest.raises(ValueError, match=r"doesn't hold 3\.0"):
            position(3.0, low, high, pool(30))


def test_a_team_of_thirty_may_be_compared_and_one_of_twenty_nine_may_not():
    assert (eligible(30), eligible(29)) == (True, False)


def test_plain_numbers_have_the_position_of_arrays_and_none_without_an_interval():
    others = [2.1, 2.2, 2.5, 2.8, 2.9]
    assert position_of_printed(3.5, 0.1, others) == position(3.5, 3.4, 3.6, np.array(others))
    assert position_of_printed(3.5, 0.1, others).place == "above"
    assert position_of_printed(3.5, None, others).place is None
    assert position_of_printed(3.5, 0.1, others[:4]).kind == "none"
