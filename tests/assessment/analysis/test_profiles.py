import random
from math import sqrt
from statistics import correlation, fmean, pstdev, stdev

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from assessment.analysis.profiles import similarity, similarity_by_code

TWELVE = ["C2", "C4", "C7", "C8", "E3", "E5", "E6", "E8", "P1", "P3", "P5", "P7"]
OWN = [4, 3, 5, 2, 4, 3, 5, 4, 1, 2, 3, 4]
OTHERS = [2.4, 2.1, 3.3, 1.8, 2.6, 2.9, 3.6, 2.2, 1.5, 2.0, 2.2, 3.1]
PROFILE = st.lists(st.tuples(st.integers(1, 5), st.integers(10, 50)), min_size=10, max_size=24)


def profile(values: list, codes: list[str] | None = None) -> "pd.Series[float]":
    return pd.Series(values, index=codes or [f"C{i}" for i in range(len(values))], dtype="float64")


def test_a_profile_and_itself_are_the_same():
    assert similarity(profile(OWN), profile(OWN)) == pytest.approx((12, 1.0, 0.0, 1.0, 0.0))


def test_a_profile_one_level_higher_has_the_same_shape_and_scatter():
    raised = profile([value + 0.8 for value in OTHERS])
    assert similarity(raised, profile(OTHERS)) == pytest.approx((12, 1.0, 0.8, 1.0, 0.8))


def test_a_profile_turned_round_differs_in_shape_alone():
    found = similarity(profile([1, 5] * 6), profile([5, 1] * 6))
    assert found == pytest.approx((12, -1.0, 0.0, 1.0, 4.0))


def test_a_profile_pulled_apart_differs_in_scatter_alone():
    found = similarity(profile([1, 5] * 6), profile([2, 4] * 6))
    assert found == pytest.approx((12, 1.0, 0.0, 2.0, 1.0))


def test_each_number_has_its_witness():
    found = similarity(profile(OWN, TWELVE), profile(OTHERS, TWELVE))
    assert found.n == 12
    assert found.shape == pytest.approx(stats.pearsonr(OWN, OTHERS).statistic, abs=1e-12)
    assert found.elevation == pytest.approx(40 / 12 - 29.7 / 12, abs=1e-12)
    assert found.scatter == pytest.approx(stdev(OWN) / stdev(OTHERS), abs=1e-12)
    assert found.rms == pytest.approx(np.linalg.norm(np.array(OWN) - OTHERS) / sqrt(12), abs=1e-12)


@given(PROFILE)
def test_the_numbers_again_by_loops(both: list[tuple[int, int]]):
    own, others = [a for a, _ in both], [b / 10 for _, b in both]
    found = similarity(profile(own), profile(others))
    mine, theirs = len(set(own)) > 1, len(set(others)) > 1
    truth = [
        len(both),
        correlation(own, others) if mine and theirs else np.nan,
        fmean(own) - fmean(others),
        stdev(own) / stdev(others) if theirs else np.nan,
        sqrt(sum((a - b) ** 2 for a, b in zip(own, others, strict=True)) / len(both)),
    ]
    assert list(found) == pytest.approx(truth, abs=1e-9, nan_ok=True)


@given(PROFILE)
def test_the_distance_is_made_of_elevation_scatter_and_shape(both: list[tuple[int, int]]):
    own, others = [a for a, _ in both], [b / 10 for _, b in both]
    assume(len(set(own)) > 1 and len(set(others)) > 1)
    found = similarity(profile(own), profile(others))
    mine, theirs = pstdev(own), pstdev(others)
    parts = found.elevation**2 + (mine - theirs) ** 2 + 2 * mine * theirs * (1 - found.shape)
    assert found.rms**2 == pytest.approx(parts, abs=1e-9)


@pytest.mark.parametrize(("rated", "there"), [(9, False), (10, True)])
def test_profiles_are_compared_from_ten_practices_both_have(rated, there):
    own = profile(OWN[:rated] + [np.nan] * (12 - rated), TWELVE)
    found = similarity(own, profile(OTHERS, TWELVE))
    assert found.n == rated
    assert (~np.isnan(found[1:])).tolist() == [there] * 4


def test_practices_are_matched_by_code_and_left_out_where_either_lacks_them():
    chance = random.Random(5)
    order = chance.sample(range(12), 12)
    turned = profile([OTHERS[i] for i in order], [TWELVE[i] for i in order])
    assert similarity(profile(OWN, TWELVE), turned) == pytest.approx(
        similarity(profile(OWN, TWELVE), profile(OTHERS, TWELVE))
    )
    own = profile([*OWN[1:], 5], [*TWELVE[1:], "P8"])
    others = profile([*OTHERS[:-1], np.nan], TWELVE)
    expected = similarity(profile(OWN[1:-1]), profile(OTHERS[1:-1]))
    assert similarity(own, others) == pytest.approx(expected)
    assert expected.n == 10


def test_levels_may_be_whole_numbers_with_missing_ones():
    own = pd.Series([*OWN[:11], None], index=TWELVE, dtype="Int64")
    found = similarity(own, profile(OTHERS, TWELVE))
    assert found == pytest.approx(similarity(profile(OWN[:11]), profile(OTHERS[:11])))


@pytest.mark.parametrize("level", [3, 2.3])
def test_a_profile_that_is_the_same_throughout_has_no_shape(level):
    flat = profile([level] * 12, TWELVE)
    mine = similarity(flat, profile(OTHERS, TWELVE))
    assert np.isnan(mine.shape)
    assert mine.scatter == 0.0
    assert mine.elevation == pytest.approx(level - fmean(OTHERS))
    theirs = similarity(profile(OWN, TWELVE), flat)
    assert np.isnan([theirs.shape, theirs.scatter]).all()
    assert theirs.rms == pytest.approx(sqrt(fmean((value - level) ** 2 for value in OWN)))
    both = similarity(flat, flat)
    assert np.isnan([both.shape, both.scatter]).all()
    assert (both.elevation, both.rms) == (0.0, 0.0)


def test_nobodys_profile_resembles_nothing():
    for own in (profile([]), profile([np.nan] * 12, TWELVE)):
        found = similarity(own, profile(OTHERS, TWELVE))
        assert found.n == 0
        assert np.isnan(found[1:]).all()


def test_plain_numbers_by_code_are_compared_like_series():
    own = {f"p{at}": at % 5 + 1 for at in range(12)} | {"x": None}
    others = {f"p{at}": 1 + at % 4 + 0.5 for at in range(12)} | {"x": 3}
    found = similarity_by_code(own, others)
    assert found.n == 12
    assert found == similarity(pd.Series(own, dtype=float), pd.Series(others, dtype=float))
    assert found.elevation == pytest.approx(33 / 12 - 36 / 12)
