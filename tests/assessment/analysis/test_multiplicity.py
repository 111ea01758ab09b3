import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from assessment.analysis.multiplicity import holm
from tests.assessment.analysis import oracles_verdicts as oracles

P = st.one_of(st.floats(0, 1), st.floats(0, 0.05), st.sampled_from([0.0, 0.01, 0.02, 1.0]))


def test_each_step_down_multiplies_by_one_less_and_never_falls():
    # 4 × .005, 3 × .01, then 2 × .03 and 1 × .04, which stays at the .06 before it
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_no_adjusted_value_is_above_one():
    assert holm(np.array([0.4, 0.9, 0.6])).tolist() == [1.0, 1.0, 1.0]


def test_a_test_alone_keeps_its_value():
    assert holm(np.array([0.03])).tolist() == [0.03]


def test_what_is_missing_stays_missing_and_is_not_counted():
    with_missing = holm(np.array([np.nan, 0.01, np.nan, 0.04, np.nan]))
    assert np.isnan(with_missing[[0, 2, 4]]).all()
    assert with_missing[[1, 3]].tolist() == holm(np.array([0.01, 0.04])).tolist() == [0.02, 0.04]


@pytest.mark.parametrize("p", [[], [np.nan, np.nan]])
def test_a_family_of_nothing_stays_nothing(p: list[float]):
    adjusted = holm(np.array(p, dtype=np.float64))
    assert len(adjusted) == len(p)
    assert np.isnan(adjusted).all()


@pytest.mark.parametrize("p", [-0.001, 1.001, np.inf])
def test_what_is_no_probability_is_refused(p: float):
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm(np.array([0.5, p]))


def test_the_values_given_are_not_changed():
    p = np.array([0.04, 0.01])
    holm(p)
    assert p.tolist() == [0.04, 0.01]


@settings(max_examples=40)  # statsmodels collects all garbage at each call
@given(st.lists(P, min_size=1, max_size=30))
def test_every_family_is_adjusted_as_statsmodels_does(p: list[float]):
    truth = multipletests(p, method="holm")[1]
    assert holm(np.array(p)) == pytest.approx(truth, rel=1e-12)


@given(st.lists(st.one_of(P, st.none()), max_size=8))
def test_every_family_is_adjusted_as_by_closing_all_its_subsets(p: list[float | None]):
    ours = holm(np.array([np.nan if value is None else value for value in p], dtype=np.float64))
    truth = [np.nan if value is None else value for value in oracles.closed_bonferroni(p)]
    assert ours.tolist() == pytest.approx(truth, rel=1e-12, nan_ok=True)


@given(st.lists(P, min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_tests_changes_nothing(p: list[float], chance: random.Random):
    order = list(range(len(p)))
    chance.shuffle(order)
    assert holm(np.array(p)[order]).tolist() == holm(np.array(p))[order].tolist()
