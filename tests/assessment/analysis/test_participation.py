import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestPower

from assessment.analysis.gaps import practice_table
from assessment.analysis.participation import (
    PLANNED_SPREAD,
    planned_half,
    planned_needed,
    planner_table,
    tipping_table,
)
from assessment.analysis.privacy import protect
from tests import oracles_intervals
from tests.assessment.analysis import oracles_verdicts as oracles
from tests.assessment.analysis.worlds import World, company, same, world, worlds

Z = float(stats.norm.ppf(0.975))
PLAN = ["sd", "needed", "more", "smallest_seen"]


def gaps_of(answers: World, j: int) -> list[int]:
    return oracles_intervals.values(answers.current, answers.desired, j, "gap")


def means(n: int, gap: float) -> pd.DataFrame:
    return pd.DataFrame({"n": [n], "gap": [gap]}, index=pd.Index(["C2"], name="code"))


def agreeing(people: int) -> World:
    return world([[2]] * people, [[3]] * people, "C2")


def half_apart(people: int) -> World:
    """Half of the people see a gap of 2, half of 0."""
    return world([[2]] * people, [[2 + 2 * (i % 2)] for i in range(people)], "C2")


# --- what the others would have to say


def test_the_tipping_point_brings_everybody_to_half_a_level():
    row = tipping_table(means(420, 1.2), 900).loc["C2"]
    # (900 · 0.5 − 420 · 1.2) / 480
    assert (row["n"], row["others"]) == (420, 480)
    assert row["needed"] == pytest.approx(-0.1125)
    assert (420 * 1.2 + 480 * row["needed"]) / 900 == pytest.approx(0.5)
    assert row["possible"]


@pytest.mark.parametrize(
    ("gap", "invited", "needed", "possible"),
    [
        (2.3, 14, -4.0, True),
        (2.4, 14, -4.25, False),
        (-2.3, 18, 4.0, True),
        (-2.4, 18, 4.125, False),
        (4.0, 11, -34.5, False),
    ],
)
def test_a_gap_beyond_four_levels_is_not_possible(gap: float, invited: int, needed: float, possible: bool):
    row = tipping_table(means(10, gap), invited).loc["C2"]
    assert (row["needed"], row["possible"]) == (needed, possible)


def test_the_dust_of_a_mean_makes_no_gap_impossible():
    # 63 / 27 · 27 is not 63 in floats; (38 · 0.5 − 63) / 11 is −4 and no less.
    assert 63 / 27 * 27 != 63
    row = tipping_table(means(27, 63 / 27), 38).loc["C2"]
    assert (row["needed"], row["possible"]) == (-4.0, True)


def test_nine_pairs_have_no_tipping_point_and_ten_have_one():
    table = pd.concat([means(9, 1.0), means(10, 1.0)])
    assert tipping_table(table, 30)["needed"].tolist() == pytest.approx([np.nan, 0.25], nan_ok=True)
    assert tipping_table(table, 30)["possible"].tolist() == [False, True]
    assert tipping_table(table, 30, smallest=9)["needed"].notna().all()


def test_where_everybody_gave_a_pair_nobody_can_tip_it():
    row = tipping_table(means(12, 1.0), 12).loc["C2"]
    assert row["others"] == 0
    assert math.isnan(row["needed"])
    assert not row["possible"]
    # One person more, and there is somebody: 13 · 0.5 − 12
    assert tipping_table(means(12, 1.0), 13).loc["C2", "needed"] == -5.5


def test_a_gap_that_is_missing_tips_nowhere():
    row = tipping_table(means(12, np.nan), 30).loc["C2"]
    assert (row["n"], row["others"]) == (12, 18)
    assert math.isnan(row["needed"])
    assert not row["possible"]


def test_a_protected_table_keeps_what_is_hidden_hidden():
    answers = company(20, "C2 C4 C7", seed=2)
    answers.current[:] = [[row[0], 6 if i else row[1], row[2]] for i, row in enumerate(answers.current)]
    table = practice_table(answers.frame())
    ours = tipping_table(protect(table, 20, 5), 50)
    assert ours.loc["C4", ["n", "others", "needed"]].isna().all()
    assert not ours.loc["C4", "possible"]
    open_rows = ["C2", "C7"]
    assert ours.loc[open_rows, "others"].tolist() == [30, 30]
    assert ours["needed"][open_rows].tolist() == tipping_table(table, 50)["needed"][open_rows].tolist()
    assert tipping_table(protect(table, 3, 5), 50)["needed"].isna().all()


@pytest.mark.parametrize(("n", "invited"), [(11, 10), (0, -1)])
def test_more_pairs_than_invited_are_refused(n: int, invited: int):
    with pytest.raises(ValueError, match="can't have answered"):
        tipping_table(means(n, 1.0), invited)


@given(worlds(respondents=24, practices_at_most=5), st.integers(0, 60))
def test_every_tipping_point_is_the_one_that_plain_loops_find(answers: World, uninvited: int):
    invited = len(answers.voices) + uninvited
    table = tipping_table(practice_table(answers.frame()), invited)
    assert list(table.columns) == ["n", "others", "needed", "possible"]
    assert table["possible"].dtype == bool
    for j, code in enumerate(answers.codes):
        own, row = gaps_of(answers, j), table.loc[code]
        truth = oracles.tipping(own, invited)
        assert (row["n"], row["others"]) == (len(own), invited - len(own))
        assert same(row["needed"], truth)
        assert row["possible"] == (truth is not None and -4 <= truth <= 4)
        if truth is not None:
            everybody = (sum(own) + row["others"] * row["needed"]) / invited
            assert everybody == pytest.approx(0.5, abs=1e-12)


# --- how many answers would be enough


@pytest.mark.parametrize(
    ("sd", "invited", "half", "quantile", "needed"),
    [
        # Cochran 1977, Sampling Techniques, 4.4: the blood group of 3,200 islanders (t = 2)
        (0.5, 3200, 0.05, 2.0, 356),
        # Cochran 1977, 4.6: seedlings on a bed of 430 feet, S² = 85.6, within a tenth of 19 (t = 2)
        (85.6**0.5, 430, 1.9, 2.0, 78),
        # Israel 1992, Determining Sample Size: farmers who adopted a practice, then 2,000 of them
        (0.5, None, 0.05, Z, 385),
        (0.5, 2000, 0.05, Z, 323),
        # Bartlett, Kotrlik and Higgins 2001, Organizational Research: Determining Appropriate Sample Size
        (1.167, 1679, 7 * 0.03, Z, 111),
        (0.5, 1679, 0.05, Z, 313),
    ],
)
def test_the_answers_needed_are_those_of_printed_examples(
    sd: float, invited: int | None, half: float, quantile: float, needed: int
):
    # A book that takes 2 for 1.96 asks for an interval that much narrower.
    assert planned_needed(sd, invited, half * Z / quantile) == needed


@given(
    st.floats(0.2, 2),
    st.one_of(st.none(), st.integers(1, 1000)),
    st.floats(0.1, 1),
)
def test_the_answers_needed_are_the_fewest_that_make_the_interval_narrow_enough(
    sd: float, invited: int | None, half: float
):
    assert planned_needed(sd, invited, half) == oracles.answers_needed(sd, invited, half, Z)


def test_before_anybody_answered_a_spread_of_one_level_is_planned_with():
    # (1.96 / 0.25)² = 61.5, of 100 people 61.5 / 1.615 = 38.1
    assert PLANNED_SPREAD == 1.0
    assert planned_needed() == 62
    assert planned_needed(invited=100) == 39


def test_without_any_spread_no_answers_are_needed():
    assert planned_needed(0.0, 100) == planned_needed(0.0) == 0


@pytest.mark.parametrize("plan", [(1.0, 100, 0.0), (1.0, 100, -0.1), (-0.1, 100, 0.25), (1.0, 0, 0.25)])
def test_what_is_no_plan_is_refused(plan: tuple[float, int, float]):
    with pytest.raises(ValueError, match="No plan"):
        planned_needed(*plan)


# --- the plan of each practice


def test_a_plan_goes_on_from_the_spread_found():
    row = planner_table(half_apart(30).frame(), 200).loc["C2"]
    # s² = 30 · 1 / 29, borrowing its own; n0 = (1.96 / 0.25)² s² = 63.6, of 200 people 48.2
    assert row["sd"] == pytest.approx((30 / 29) ** 0.5)
    assert (row["n"], row["needed"], row["more"]) == (30, 49, 19)
    assert row["reachable"]
    assert planner_table(half_apart(30).frame(), None).loc["C2", "more"] == 64 - 30


def test_enough_answers_need_no_more():
    row = planner_table(half_apart(80).frame(), 200, half=0.25).loc["C2"]
    assert row["needed"] < 80
    assert row["more"] == 0
    assert row["reachable"]


def test_what_takes_everybody_cannot_be_reached():
    frame = half_apart(10).frame()
    # s² = 10 / 9, n0 = 68.3: of 8 more people than ten 14.3, of one more 9.5
    assert planner_table(frame, 18).loc["C2", ["needed", "reachable"]].tolist() == [15, True]
    all_of_them = planner_table(frame, 12, half=0.1).loc["C2"]
    assert (all_of_them["needed"], all_of_them["more"]) == (12, 2)
    assert not all_of_them["reachable"]
    assert planner_table(frame, None, half=0.1).loc["C2", "reachable"]


def test_when_everybody_has_answered_it_is_reached():
    row = planner_table(half_apart(12).frame(), 12, half=0.05).loc["C2"]
    assert (row["needed"], row["more"]) == (12, 0)
    assert row["reachable"]


@pytest.mark.parametrize(("n", "printed"), [(30, "0.53"), (100, "0.28"), (400, "0.14")])
def test_the_smallest_gap_seen_of_one_level_of_spread_is_the_one_in_tables(n: int, printed: str):
    row = planner_table(half_apart(n).frame(), None, borrowed=0).loc["C2"]
    assert f"{row['smallest_seen'] / row['sd']:.2f}" == printed


@pytest.mark.parametrize("n", [10, 16, 30, 100, 400])
def test_the_smallest_gap_seen_is_within_one_per_cent_of_the_exact_one(n: int):
    row = planner_table(half_apart(n).frame(), None).loc["C2"]
    exact = TTestPower().solve_power(nobs=n, alpha=0.05, power=0.8)
    assert row["smallest_seen"] / row["sd"] == pytest.approx(exact, rel=0.01)


def test_nine_pairs_have_no_plan_and_ten_have_one():
    today = [[2, 6 if i == 9 else 2] for i in range(10)]
    table = planner_table(world(today, [[3 + i % 2] * 2 for i in range(10)]).frame(), 50)
    assert table["n"].tolist() == [10, 9]
    assert table.loc["C2", PLAN].notna().all()
    assert table.loc["C4", PLAN].isna().all()
    assert table["reachable"].tolist() == [True, False]


@pytest.mark.parametrize(
    "answers", [world([], []), world([[1, 2]], [[3, 4]]), world([[6, 6]] * 12, [[8, 3]] * 12)]
)
@pytest.mark.parametrize("invited", [None, 50])
def test_nobody_one_person_and_nothing_but_dont_know_have_no_plan(answers: World, invited: int | None):
    table = planner_table(answers.frame(), invited)
    assert table[PLAN].isna().all(axis=None)
    assert not table["reachable"].any()


def test_people_who_all_agree_plan_with_the_least_spread_or_with_none():
    # s*² = (11 · 0 + 2 · 0.25) / 13
    row = planner_table(agreeing(12).frame(), 50).loc["C2"]
    assert row["sd"] == pytest.approx((0.5 / 13) ** 0.5)
    assert (row["needed"], row["more"]) == (3, 0)
    nothing = planner_table(agreeing(12).frame(), 50, borrowed=0).loc["C2"]
    assert (nothing["sd"], nothing["needed"], nothing["more"], nothing["smallest_seen"]) == (0, 0, 0, 0)
    assert nothing["reachable"]


def test_only_practices_among_those_named_are_planned_and_lend():
    answers = company(20, "C2 C4 C7", seed=3)
    fewer = world([row[:2] for row in answers.current], [row[:2] for row in answers.desired])
    table = planner_table(answers.frame(), 90, among=["C2", "C4"])
    pd.testing.assert_frame_equal(table.loc[["C2", "C4"]], planner_table(fewer.frame(), 90))
    assert table.loc["C7", PLAN].isna().all()
    assert not table.loc["C7", "reachable"]
    assert table.loc["C7", "n"] == 20


@pytest.mark.parametrize("options", [{"half": 0.0}, {"invited": 0}, {"invited": 11}, {"borrowed": -1.0}])
def test_what_makes_no_plan_is_refused(options: dict[str, float]):
    with pytest.raises(ValueError, match=r"No plan|can't have answered|make an interval"):
        planner_table(half_apart(12).frame(), **({"invited": 50} | options))


@given(
    worlds(respondents=24, practices_at_most=4),
    st.one_of(st.none(), st.integers(1, 60)),
    st.sampled_from([0.1, 0.25, 0.5]),
    st.sampled_from([0, 2]),
)
def test_every_plan_is_the_one_that_plain_loops_find(
    answers: World, uninvited: int | None, half: float, borrowed: int
):
    invited = None if uninvited is None else len(answers.voices) + uninvited
    table = planner_table(answers.frame(), invited, half=half, borrowed=borrowed)
    assert list(table.columns) == ["n", "sd", "needed", "more", "reachable", "smallest_seen"]
    lists = [gaps_of(answers, j) for j in range(len(answers.codes))]
    spread = oracles_intervals.typical(lists)
    for code, own in zip(answers.codes, lists, strict=True):
        row = table.loc[code]
        assert row["n"] == len(own)
        if len(own) < 10:
            assert row[PLAN].isna().all()
            assert not row["reachable"]
            continue
        error = oracles.error(own, spread, borrowed)
        needed = oracles.answers_needed(error * len(own) ** 0.5, invited, half, Z)
        quantiles = stats.t.ppf([0.975, 0.8], len(own) - 1).sum()
        assert row["sd"] == pytest.approx(error * len(own) ** 0.5, rel=1e-12)
        assert (row["needed"], row["more"]) == (needed, max(0, needed - len(own)))
        assert row["smallest_seen"] == pytest.approx(quantiles * error, rel=1e-9)
        enough = len(own) >= needed
        assert row["reachable"] == (enough or invited is None or needed < invited)


@given(st.integers(1, 5000), st.floats(0.1, 2))
def test_so_many_answers_give_the_width_that_takes_so_many(people: int, sd: float):
    half = planned_half(people, sd)
    assert planned_needed(sd, None, half * (1 + 1e-9)) <= people
    assert planned_needed(sd, None, half * (1 - 1e-6)) >= people


def test_the_width_of_a_plan_by_hand():
    assert planned_half(62) == pytest.approx(Z / 62**0.5)
    for people, sd in ((0, 1.0), (5, -1.0)):
        with pytest.raises(ValueError, match="No plan"):
            planned_half(people, sd)
