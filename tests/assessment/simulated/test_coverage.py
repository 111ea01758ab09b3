"""What the product says of companies whose truth is known: the counting, and five companies of it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from assessment.analysis.frame import State
from assessment.analysis.gaps import practice_table
from assessment.simulated import coverage
from assessment.simulated.company import CODES, company, team_frame, true_means
from assessment.simulated.coverage import Held


@pytest.fixture(scope="module")
def outcomes():
    return coverage.run(range(5))


def test_intervals_of_five_companies_hold_the_truth_often_enough(outcomes):
    found = coverage.together(one.held["team/practices/gap"] for one in outcomes)
    assert found.intervals == 5 * 24
    assert found.held >= 0.93 * found.intervals


def test_no_practice_without_a_gap_is_called_large_and_the_executive_is_never_wronged(outcomes):
    assert [one.large for one in outcomes] == [()] * 5
    assert [one.false for one in outcomes] == [0] * 5
    assert sum(one.higher > 0 for one in outcomes) >= 4


def test_where_the_content_answer_more_the_intervals_fail(outcomes):
    """If they didn't, the truth held against them would not be the truth."""
    held = coverage.together(one.held["leaning/practices/gap"] for one in outcomes)
    assert held.held < 0.9 * held.intervals


def test_every_company_counts_the_same_things(outcomes):
    one = outcomes[0]
    assert one.seed == 0
    assert {name: found.intervals for name, found in one.held.items() if name.endswith("/gap")} == {
        f"{who}/{what}/gap": intervals
        for who in ("team", "peers", "leaning")
        for what, intervals in (("practices", 24), ("categories", 3), ("whole", 1))
    }
    assert sum(one.verdicts.said.values()) == 24
    assert [(people, size.groups) for people, size in one.sizes.items()] == [
        (6, 10),
        (15, 10),
        (30, 10),
        (100, 10),
        (420, 1),
    ]
    assert one.sizes[420].practices == one.held["team/practices/gap"]
    assert one.sizes[6].settled == 0  # a verdict needs ten people


def test_larger_groups_have_narrower_intervals_and_more_verdicts(outcomes):
    sizes = outcomes[0].sizes.values()
    widths = [float(size.widths.mean()) for size in sizes]
    settled = [size.settled / size.groups for size in sizes]
    assert widths == sorted(widths, reverse=True)
    assert settled == sorted(settled)


def test_students_intervals_are_those_of_scipy():
    made = company(3)
    team, truth = coverage.entering(team_frame(made)), true_means(made)
    held = 0
    for code in CODES:
        pairs = pd.DataFrame({"desired": team.desired[code], "current": team.current[code]}).dropna()
        interval = stats.ttest_rel(pairs["desired"], pairs["current"]).confidence_interval(0.95)
        held += bool(interval.low <= truth["gap"][code] <= interval.high)
    size = coverage.by_size([team_frame(made)], truth)
    assert size.student == Held(held, 24)


def test_those_who_click_through_leave_a_team_but_not_a_small_group():
    made = company(0)
    team = team_frame(made)
    clicked = made.clicked[made.answered]
    left = coverage.entering(team).respondents.index
    gone = np.setdiff1d(team.respondents.index, left)
    assert 15 < len(gone) <= clicked.sum()
    assert clicked[gone].all()
    for group in coverage.groups_of(team, 30, 0):
        assert len(coverage.entering(group).respondents) == 30


def test_groups_are_drawn_without_taking_anybody_twice_and_the_same_each_time():
    team = team_frame(company(0))
    groups = list(coverage.groups_of(team, 15, 0))
    assert [group.respondents.index.is_unique for group in groups] == [True] * coverage.GROUPS
    assert {len(group.respondents) for group in groups} == {15}
    again = list(coverage.groups_of(team, 15, 0))
    assert all(
        one.respondents.index.equals(two.respondents.index) for one, two in zip(groups, again, strict=True)
    )
    assert not groups[0].respondents.index.equals(groups[1].respondents.index)
    (whole,) = coverage.groups_of(team, 420, 0)
    assert whole.respondents.index.equals(team.respondents.index)


def test_the_truth_of_a_score_is_the_mean_of_the_practices_that_are_in_it():
    made = company(0)
    team, truth = team_frame(made), true_means(made)
    found = coverage.truths_of(team, truth)
    gaps = made.sincere_desired.mean(axis=0) - made.sincere_current.mean(axis=0)
    assert list(found["categories"]["gap"]) == pytest.approx([gaps[at : at + 8].mean() for at in (0, 8, 16)])
    assert found["whole"]["gap"][0] == pytest.approx(gaps.mean())

    team.current_state.iloc[4:, 0] = State.DONT_KNOW  # four are left who rated the first practice
    assert practice_table(team)["n"].iloc[0] <= 4
    assert coverage.truths_of(team, truth)["categories"]["gap"].iloc[0] == pytest.approx(gaps[1:8].mean())
    assert "C1" not in coverage.practices_of(team).index
    assert coverage.held_by("x", team, truth)["x/practices/gap"].intervals == 23


def test_an_interval_holds_both_its_ends_and_a_missing_one_does_not_count():
    intervals = pd.DataFrame(
        {"low_gap": [0.0, 0.0, 0.0, 0.0, np.nan], "high_gap": [1.0, 1.0, 1.0, 1.0, np.nan]},
        index=list("abcde"),
    )
    truth = pd.DataFrame({"gap": [0.5, 1.1, 1.0, 0.0, -0.1]}, index=list("edcba"))
    assert coverage.held_of(intervals, truth, "gap") == Held(2, 4)  # b and c hold, a and d just don't
    assert coverage.together([Held(2, 4), Held(1, 3)]) == Held(3, 7)


@pytest.mark.parametrize(
    ("verdict", "right", "wrong"),
    [
        ("large", [0.5, 2.0], [0.49, 0.0, -1.0]),
        ("small", [0.49, 0.0, -0.49], [0.5, -0.5, 2.0]),
        ("gap", [0.01, 1.0], [0.0, -0.1]),
        ("above", [-0.01, -1.0], [0.0, 0.1]),
        ("open", [-1.0, 0.0, 1.0], []),
        (np.nan, [-1.0, 0.0, 1.0], []),
    ],
)
def test_a_verdict_is_wrong_where_the_true_gap_says_otherwise(verdict, right, wrong):
    assert [coverage.is_wrong(verdict, gap) for gap in right] == [False] * len(right)
    assert [coverage.is_wrong(verdict, gap) for gap in wrong] == [True] * len(wrong)


def test_wrong_verdicts_are_counted():
    team, truth = coverage.entering(team_frame(company(0))), true_means(company(0))
    right = coverage.verdicts_of(team, truth)
    assert sum(right.wrong.values()) == 0
    assert right.said["large"] > 0
    none = coverage.verdicts_of(team, truth * 0)
    assert none.said == right.said
    assert none.wrong == {**right.said, "small": 0, "open": 0}


def test_an_executive_who_marks_the_ends_is_clearly_apart_and_one_who_tells_the_truth_is_not():
    made = company(0)
    told = coverage.entering(team_frame(made))
    means = practice_table(told)["current"]
    top, bottom = np.full(24, 5), np.full(24, 1)
    assert coverage.differences(replace(made, executive_current=top), told) == {
        "higher": int((5 - means >= 1).sum()),
        "lower": 0,
        "false": 0,
    }
    assert coverage.differences(replace(made, executive_current=bottom), told) == {
        "higher": 0,
        "lower": int((means - 1 >= 1).sum()),
        "false": 0,
    }
    near = np.rint(true_means(made)["current"]).to_numpy(np.int64)
    assert coverage.differences(replace(made, executive_current=near), told) == {
        "higher": 0,
        "lower": 0,
        "false": 0,
    }


@pytest.mark.parametrize("true_level", [5, 4])
def test_a_difference_that_is_not_there_in_truth_or_the_other_way_round_is_false(true_level):
    """The executive is right, or even too low, and the team's answers are not what the company thinks."""
    made = company(0)
    told = coverage.entering(team_frame(made))
    pretended = replace(
        made,
        executive_current=np.full(24, 4),
        sincere_current=np.full((900, 24), true_level),
    )
    found = coverage.differences(pretended, told)
    assert found["higher"] > 10
    assert found["false"] == found["higher"] + found["lower"]
