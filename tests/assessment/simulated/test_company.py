"""The made-up company: what is set is what comes out."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from assessment.analysis.frame import State
from assessment.analysis.quality import flat_liners
from assessment.simulated.company import (
    CODES,
    EXECUTIVE_OPTIMISM,
    PEER_OPTIMISM,
    SEGMENTS,
    company,
    executive_frame,
    expected_level,
    peers_frame,
    practice_truth,
    team_frame,
    true_means,
    true_peer_means,
)


def mean_level(mean: float, spread: float) -> float:
    """Σ of level × its chance, level by level: another way than adding up the cuts."""
    cuts = [-math.inf, 1.5, 2.5, 3.5, 4.5, math.inf]
    return sum(
        level * (norm.cdf(high, mean, spread) - norm.cdf(low, mean, spread))
        for level, (low, high) in enumerate(itertools.pairwise(cuts), start=1)
    )


@pytest.fixture(scope="module")
def made():
    return [company(seed) for seed in range(50)]


def test_the_exact_mean_of_a_rating_is_the_sum_over_its_levels():
    means, spreads = np.array([1.8, 3.0, 3.6, 7.0]), np.array([0.75, 1.05, 0.6, 0.01])
    expected = [mean_level(mean, spread) for mean, spread in zip(means, spreads, strict=True)]
    assert expected_level(means, spreads) == pytest.approx(expected, abs=1e-12)
    assert expected[1] == pytest.approx(3)  # in the middle of the scale nothing is cut off on one side only
    assert expected[3] == pytest.approx(5)


def test_three_of_the_24_practices_have_no_gap_or_a_negative_one():
    truth = practice_truth()
    gap = np.round(truth.desired - truth.current, 2)
    assert (gap[5], gap[13], gap[20]) == (0, 0, -0.30)
    assert (CODES[5], CODES[13], CODES[20], len(CODES)) == ("C6", "E6", "P5", 24)
    others = np.delete(gap, [5, 13, 20])
    assert others.min() >= 0
    assert others.max() > 1.5


def test_every_practice_stays_within_what_the_design_draws_from():
    truth = practice_truth()
    assert ((truth.current >= 1.8) & (truth.current <= 3.6)).all()
    assert ((truth.spread_current >= 0.75) & (truth.spread_current <= 1.05)).all()
    assert ((truth.spread_desired >= 0.55) & (truth.spread_desired <= 0.90)).all()
    assert ((truth.dont_know >= 0) & (truth.dont_know <= 0.30)).all()
    for one, again in zip(truth, practice_truth(), strict=True):
        assert (one == again).all()


def test_the_sincere_means_of_many_companies_are_those_of_the_model(made):
    """45,000 people: four standard errors of a mean are at most .02 levels."""
    truth, found = practice_truth(), sum(true_means(one) for one in made) / len(made)
    parts = [[(part.share, part.shift) for part in found.values()] for found in SEGMENTS.values()]
    for place, code in enumerate(CODES):
        spread = truth.spread_current[place]
        current = sum(
            math.prod(share for share, _ in person)
            * mean_level(truth.current[place] + sum(shift for _, shift in person), spread)
            for person in itertools.product(*parts)
        )
        desired = mean_level(truth.desired[place], truth.spread_desired[place])
        assert found["current"][code] == pytest.approx(current, abs=0.02)
        assert found["desired"][code] == pytest.approx(desired, abs=0.02)
        assert found["gap"][code] == pytest.approx(desired - current, abs=0.03)


def test_the_truth_of_peers_is_that_of_all_the_peers_there_could_be():
    truth, found = practice_truth(), true_peer_means()
    for place, code in enumerate(CODES):
        current = mean_level(truth.current[place] + PEER_OPTIMISM, truth.spread_current[place])
        desired = mean_level(truth.desired[place], truth.spread_desired[place])
        assert list(found.loc[code]) == pytest.approx([current, desired, desired - current], abs=1e-12)


def test_peers_and_executives_see_today_as_much_higher_as_was_set():
    """400 executives and 3,200 peers, averaged over 24 practices."""
    many = [company(seed) for seed in range(400)]
    truth = practice_truth()
    for name, optimism in [("peers", PEER_OPTIMISM), ("executive", EXECUTIVE_OPTIMISM)]:
        for side, shift in [("current", optimism), ("desired", 0.0)]:
            found = np.mean([getattr(one, f"{name}_{side}").mean() for one in many])
            mean, spread = getattr(truth, side) + shift, getattr(truth, f"spread_{side}")
            expected = np.mean([mean_level(*practice) for practice in zip(mean, spread, strict=True)])
            assert found == pytest.approx(expected, abs=0.1)


def test_exactly_420_of_900_answer_and_seniors_more_often(made):
    assert {int(one.answered.sum()) for one in made} == {420}
    assert {one.answered.shape for one in made} == {(900,)}
    rates = [
        np.mean(np.concatenate([one.answered[one.parts["level"] == place] for one in made]))
        for place in range(4)
    ]
    assert rates == sorted(rates)
    assert rates[3] - rates[0] == pytest.approx(0.17 * 420 / 900 / 0.47, abs=0.05)


def test_the_parts_have_their_shares(made):
    for name, found in SEGMENTS.items():
        counts = np.bincount(np.concatenate([one.parts[name] for one in made]))
        shares = [part.share for part in found.values()]
        assert sum(shares) == pytest.approx(1)
        assert counts / counts.sum() == pytest.approx(shares, abs=0.01)


def test_as_many_do_not_know_as_was_set_and_sixty_in_a_hundred_of_them_have_no_view(made):
    truth = practice_truth()
    unknown = np.concatenate([one.current == State.DONT_KNOW for one in made])
    without = np.concatenate([one.desired == State.NO_VIEW for one in made])
    assert unknown.mean(axis=0) == pytest.approx(truth.dont_know, abs=0.01)
    assert not (without & ~unknown).any()
    assert without.sum() / unknown.sum() == pytest.approx(0.6, abs=0.01)


def test_four_in_a_hundred_mark_one_level_throughout(made):
    assert np.mean([one.clicked.mean() for one in made]) == pytest.approx(0.04, abs=0.005)


def test_the_product_finds_those_who_click_through_and_nobody_else(made):
    """All but those who also left out more than a sixth: 8 of 48 ratings may be missing."""
    found = left_out = 0
    for one in made:
        missing = (one.current > 5).sum(axis=1) + (one.desired > 5).sum(axis=1)
        expected = (one.clicked & (missing <= 8))[one.answered]
        assert (flat_liners(team_frame(one)) == expected).all()
        found, left_out = found + expected.sum(), left_out + (one.clicked & (missing > 8)).sum()
    assert found > 600
    assert 0 < left_out < 0.1 * found


def test_the_company_whose_figures_the_design_prints():
    one = company(20261121)
    assert int(one.clicked[one.answered].sum()) == 16


def test_who_does_not_click_hands_in_the_sincere_answer_or_none(made):
    one = made[0]
    for handed, sincere in [(one.current, one.sincere_current), (one.desired, one.sincere_desired)]:
        rated, honest = handed <= 5, ~one.clicked[:, np.newaxis]
        assert (handed == sincere)[rated & honest].all()
        assert set(np.unique(handed[rated & ~honest])) == {3, 4}


def test_people_bring_their_leaning_to_every_practice_and_to_both_sides(made):
    """Cutting into levels costs about a tenth of a correlation."""
    practices, sides = [], []
    for one in made:
        between = np.corrcoef(one.sincere_desired, rowvar=False)
        practices.append(between[~np.eye(24, dtype=bool)].mean())
        both = np.corrcoef(one.sincere_current, one.sincere_desired, rowvar=False)
        sides.append(np.diagonal(both[:24, 24:]).mean())
    assert 0.26 < np.mean(practices) < 0.35
    assert 0.20 < np.mean(sides) < 0.30


def test_where_the_content_answer_more_those_who_answer_see_today_higher(made):
    def ahead(one) -> float:
        return float(one.sincere_current[one.answered].mean() - one.sincere_current.mean())

    leaning = [company(seed, leaning=0.10) for seed in range(50)]
    assert (leaning[0].sincere_current == made[0].sincere_current).all()
    assert {int(one.answered.sum()) for one in leaning} == {420}
    assert 0 < np.mean([ahead(one) for one in made]) < 0.03
    assert np.mean([ahead(one) for one in leaning]) > 0.06


def test_the_same_seed_gives_the_same_company_and_another_seed_another():
    one, again, other = company(7), company(7), company(8)
    assert (one.current == again.current).all()
    assert (one.answered == again.answered).all()
    assert not (one.current == other.current).all()


def test_the_frames_hold_the_team_with_its_parts_six_peers_and_one_executive(made):
    one = made[1]
    team, peers, executive = team_frame(one), peers_frame(one), executive_frame(one)
    assert [len(frame.respondents) for frame in (team, peers, executive)] == [420, 6, 1]
    assert [set(frame.respondents["voice"]) for frame in (team, peers, executive)] == [
        {"team"},
        {"peer"},
        {"executive"},
    ]
    assert list(team.respondents.columns) == ["voice", "department", "region", "level"]
    department = team.respondents["department"]
    assert department.cat.ordered
    assert list(department.cat.categories)[:2] == ["Operations", "Sales"]
    assert list(department.cat.codes) == list(one.parts["department"][one.answered])
    assert list(team.practices["category"]) == list("C" * 8 + "E" * 8 + "P" * 8)
    assert team.practices["core"].all()
    assert (team.current_state.to_numpy() == one.current[one.answered]).all()
    assert (peers.desired_state.to_numpy() == one.peers_desired[:6]).all()
    assert list(executive.current.iloc[0]) == list(one.executive_current)


def test_the_truth_is_the_mean_over_all_900_sincere_answers(made):
    one = made[2]
    truth = true_means(one)
    current = [sum(map(int, column)) / 900 for column in one.sincere_current.T]
    desired = [sum(map(int, column)) / 900 for column in one.sincere_desired.T]
    expected = pd.DataFrame({"current": current, "desired": desired}, index=list(CODES))
    assert np.allclose(truth[["current", "desired"]], expected, rtol=0, atol=1e-12)
    assert list(truth["gap"]) == pytest.approx(list(expected["desired"] - expected["current"]))
