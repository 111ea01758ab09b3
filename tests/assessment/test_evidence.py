"""What is kept beside a team's averages: right by another way, of what is shown alone, as it is told."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from assessment import evidence
from assessment.analysis.frame import Frame
from assessment.analysis.gaps import practice_table
from assessment.analysis.privacy import protect
from assessment.analysis.quality import homogeneous, without_homogeneous
from assessment.analysis.score_intervals import scored
from tests.assessment.analysis.worlds import World, company, world

CODES = "C2 C4 C7 C8 E3 E5 E6 E8"
NAMES = CODES.split()


def shown(frame: Frame) -> pd.DataFrame:
    table = protect(practice_table(frame), len(frame.respondents), 5)
    return without_homogeneous(table, homogeneous(frame))


def kept(
    answers: World, invited: int | None = 100, parts: dict[str, list[str]] | None = None
) -> dict[str, Any]:
    frame = answers.frame()
    return evidence.evidence_of(
        frame,
        shown(frame),
        scored(frame, shown(frame), 5),
        people=len(frame.respondents),
        invited=invited,
        pickable=answers.codes,
        parts=parts or {},
        together=lambda told: list("CEP"),
        smallest=5,
        seed=1,
    )


def gaps_of(answers: World) -> np.ndarray:
    return np.array(answers.desired) - np.array(answers.current)


@pytest.fixture(scope="module")
def answers() -> World:
    chance = random.Random(4)
    made = company(40, CODES, seed=21)
    picked = [[False] * len(NAMES) for _ in range(40)]
    for row in picked:
        for at in chance.sample(range(len(NAMES)), 3):
            row[at] = True
    return made._replace(picked=picked)


def half_up(value: float) -> int:
    return int(np.floor(value + 0.5))


# --- numbers ------------------------------------------------------------------------------------------------


def test_shares_are_whole_per_cent_with_wilsons_interval(answers: World):
    found, gaps = kept(answers)["practices"], gaps_of(answers)
    for at, code in enumerate(NAMES):
        for name, people in (("more", (gaps[:, at] > 0).sum()), ("less", (gaps[:, at] < 0).sum())):
            low, high = proportion_confint(people, 40, method="wilson")
            assert found[code][name] == [half_up(100 * value) for value in (people / 40, low, high)]
        today, wanted = np.array(answers.current)[:, at], np.array(answers.desired)[:, at]
        assert found[code]["high"] == {
            "today": half_up(100 * (today >= 4).mean()),
            "wanted": half_up(100 * (wanted >= 4).mean()),
        }
        for name, levels in (("today", today), ("wanted", wanted)):
            told = found[code]["levels"][name]
            assert [int(((levels >= low) & (levels <= high)).sum()) for low, high, _n in told] == [
                n for _low, _high, n in told
            ]
            assert all(n == 0 or n >= 5 for _low, _high, n in told)


def test_moments_are_told_to_a_hundredth_of_thirty_people_and_to_a_tenth_of_fewer(answers: World):
    gaps = gaps_of(answers)
    for people, places in ((40, 2), (30, 2), (29, 1)):
        fewer = world(answers.current[:people], answers.desired[:people], CODES)
        mean, sd = kept(fewer)["practices"]["C2"]["moments"]["gap"]
        numbers = gaps[:people, 0]
        assert float(mean) == pytest.approx(numbers.mean(), abs=0.5 * 10**-places + 1e-9)
        assert float(sd) == pytest.approx(numbers.std(ddof=1), abs=0.5 * 10**-places + 1e-9)
        assert len(mean.split(".")[1]) == places


def test_the_tipping_point_brings_everybody_to_half_a_level(answers: World):
    found, gaps = kept(answers)["practices"], gaps_of(answers)
    for at, code in enumerate(NAMES):
        tipping = found[code]["tipping"]
        assert tipping["others"] == 60
        whole = (gaps[:, at].sum() + 60 * float(tipping["needed"])) / 100
        assert whole == pytest.approx(0.5, abs=0.05 * 60 / 100 + 1e-9)
    assert kept(answers, invited=None)["practices"]["C2"]["tipping"] is None
    assert kept(answers, invited=40)["practices"]["C2"]["tipping"] is None


def test_where_no_gap_is_far_enough_there_is_no_tipping_point():
    wide = world([[1]] * 20 + [[2]] * 10, [[5]] * 20 + [[4]] * 10, "C2")
    assert kept(wide, invited=32)["practices"]["C2"]["tipping"] == {"asked": 32, "others": 2, "needed": None}


def test_verdicts_are_holms_of_the_practices_that_are_shown(answers: World):
    found = kept(answers)["appendix"]["practices"]
    plain = [stats.ttest_1samp(gaps_of(answers)[:, at], 0).pvalue for at in range(len(NAMES))]
    adjusted = multipletests(plain, method="holm")[1]
    for code, p in zip(NAMES, adjusted, strict=True):  # ours borrow a little spread
        assert float(found[code]["p_none_holm"]) == pytest.approx(p, abs=0.02)
    assert {row["verdict"] for row in kept(answers)["practices"].values()} <= {
        "large",
        "gap",
        "small",
        "open",
    }


def test_the_check_by_ranks_is_scipys(answers: World):
    found = kept(answers)["appendix"]["practices"]
    for at, code in enumerate(NAMES):
        gaps = gaps_of(answers)[:, at]
        truth = stats.wilcoxon(gaps, zero_method="pratt", method="asymptotic", correction=False)
        assert float(found[code]["p_ranks"]) == pytest.approx(truth.pvalue, abs=0.0005)
        assert found[code]["contradicts"] is False


def test_an_unsettled_gap_has_a_plan_and_a_settled_one_has_none():
    chance = np.random.default_rng(2)
    today = chance.integers(1, 5, (14, 5))
    wanted = np.clip(today + chance.choice([-1, 0, 1, 2], (14, 5)), 1, 5)
    wanted[:, 0] = np.minimum(today[:, 0] + 2 - (np.arange(14) % 5 == 0), 5)
    found = kept(world(today.tolist(), wanted.tolist(), "C2 C4 C7 E3 E5"))["practices"]
    plans = {code: row["plan"] for code, row in found.items()}
    assert {code for code, plan in plans.items() if plan} == {
        code for code, row in found.items() if row["verdict"] == "open"
    }
    plan = next(plan for plan in plans.values() if plan)
    assert plan["half"] == "0.25"
    assert plan["more"] > 10
    small = kept(world(today.tolist(), wanted.tolist(), "C2 C4 C7 E3 E5"), invited=20)["practices"]
    assert any(row["plan"] and not row["plan"]["reachable"] for row in small.values())


def test_priorities_count_everybody_who_could_pick(answers: World):
    found = kept(answers)["practices"]
    for at, code in enumerate(NAMES):
        people = sum(row[at] for row in answers.picked)
        low, high = proportion_confint(people, 40, method="wilson")
        share = found[code]["priority"]["share"]
        assert share == [half_up(100 * value) for value in (people / 40, low, high)]
        gap = gaps_of(answers)[:, at].mean()
        first = gap >= 0.5 and people / 40 >= 3 / 8
        assert (found[code]["priority"]["corner"] == "first") == first


def test_chances_and_their_words_go_together(answers: World):
    found = kept(answers)
    chances = {code: float(row["chance"]) for code, row in found["appendix"]["practices"].items()}
    assert sum(chances.values()) == pytest.approx(3, abs=0.05)
    for code, row in found["practices"].items():
        words = {None: 0.0, "contender": 0.4, "likely": 0.8, "almost_certain": 0.95}
        assert chances[code] >= words[row["standing"]] - 0.005  # they are told to a hundredth
        assert all(
            chances[code] <= least + 0.005 for least in words.values() if least > words[row["standing"]]
        )
    contenders = {code for code, row in found["practices"].items() if row["standing"]}
    assert set(found["competing"]) == (contenders if len(contenders) > 3 else set())


def test_categories_have_alpha_from_thirty_people_and_omega_from_a_hundred():
    for people, alpha, omega in ((29, False, False), (30, True, False), (99, True, False), (100, True, True)):
        row = kept(company(people, CODES, seed=5), invited=None)["appendix"]["categories"]["C"]
        assert (row["n"], row["items"]) == (people, 4)
        assert (row["alpha"] is not None, row["omega"] is not None) == (alpha, omega)


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ([9, 8, 7, 6, 5], [[1, 1, 9], [2, 2, 8], [3, 3, 7], [4, 4, 6], [5, 5, 5]]),
        ([0, 0, 20, 0, 0], [[1, 1, 0], [2, 2, 0], [3, 3, 20], [4, 4, 0], [5, 5, 0]]),
        ([1, 2, 9, 8, 4], [[1, 3, 12], [4, 5, 12]]),
        ([4, 0, 0, 0, 6], [[1, 5, 10]]),
        ([6, 0, 0, 0, 4], [[1, 1, 6], [2, 2, 0], [3, 3, 0], [4, 5, 4]]),
        ([2, 2, 2, 2, 2], [[1, 3, 6], [4, 5, 4]]),
    ],
)
def test_levels_with_fewer_than_five_people_are_told_with_their_neighbours(people, told):
    while told and 0 < told[-1][2] < 5:  # the last few join those before, over whoever is nobody
        *_, last = told
        told = told[:-1]
        told[-1] = [told[-1][0], last[1], told[-1][2] + last[2]]
    found = evidence.in_groups(people, 5)
    assert found == told
    assert sum(n for _low, _high, n in found) == sum(people)
    assert all(n == 0 or n >= 5 for _low, _high, n in found)


# --- what is looked at --------------------------------------------------------------------------------------


def test_of_fewer_than_ten_people_nothing_is_kept_but_averages():
    assert kept(company(9, CODES, seed=7), invited=None) == {"practices": {}, "cannot_tell": {}}
    assert set(kept(company(10, CODES, seed=6), invited=None)["practices"]) == set(NAMES)


def test_what_is_hidden_is_not_mentioned_and_changes_nothing():
    answers = company(40, CODES, seed=8)

    def with_secret(level: int) -> dict[str, Any]:
        today = [[*row[:-1], level if at < 4 else 6] for at, row in enumerate(answers.current)]
        return kept(answers._replace(current=today))

    found = with_secret(1)
    assert set(found["practices"]) == set(NAMES[:-1])
    assert set(found["appendix"]["practices"]) == set(NAMES[:-1])
    assert found == with_secret(5)


@pytest.mark.parametrize(
    ("unknown", "told"),
    [(0, 0), (1, None), (4, None), (5, 13), (20, 50), (35, 88), (36, None), (39, None), (40, 100)],
)
def test_who_cannot_tell_is_told_where_neither_side_is_a_few_people(unknown: int, told: int | None):
    answers = company(40, CODES, seed=12)
    today = [[6 if at < unknown else 3, *row[1:]] for at, row in enumerate(answers.current)]
    found = kept(answers._replace(current=today))["cannot_tell"]
    assert found.get("C2") == told
    assert {code: found[code] for code in NAMES[1:]} == dict.fromkeys(NAMES[1:], 0)


def test_where_nearly_all_say_the_same_there_is_no_evidence():
    answers = company(40, CODES, seed=9)
    same = answers._replace(desired=[[5, *row[1:]] for row in answers.desired])
    assert set(kept(same)["practices"]) == set(NAMES[1:])


def test_the_exact_spread_of_a_score_is_kept_of_ten_people_or_more():
    answers = company(40, CODES, seed=13)
    few = [[6 if code[0] == "C" and at >= 9 else level for code, level in zip(NAMES, row, strict=True)]
           for at, row in enumerate(answers.current)]  # fmt: skip
    scores = kept(answers._replace(current=few))["scores"]
    assert (scores["C"], scores["overall"]) == (None, None)
    assert scores["E"] is not None
    assert None not in kept(answers)["scores"].values()


def test_three_practices_have_no_places_to_compete_for():
    found = kept(company(40, "C2 C4 C7", seed=10))
    assert {row["standing"] for row in found["practices"].values()} == {None}
    assert found["competing"] == []


def test_shares_of_variance_are_kept_of_the_labels_that_are_shown():
    answers, chance = company(60, CODES, seed=11), np.random.default_rng(1)
    frame = answers.frame()
    labels = [f"D{n}" for n in range(6)]
    place = chance.permutation(np.repeat(np.arange(6), 10))
    department = pd.Categorical.from_codes(place, categories=pd.Index(labels), ordered=True)
    frame.respondents["department"] = department
    options = {"people": 60, "invited": None, "pickable": NAMES, "smallest": 5, "seed": 1}

    def shares(shown_labels: list[str]) -> dict[str, Any]:
        table = shown(frame)
        found = evidence.evidence_of(
            frame,
            table,
            scored(frame, table, 5),
            parts={"department": shown_labels},
            together=lambda told: [],
            **options,
        )
        return found["appendix"]["parts"]["department"]

    groups = [gaps_of(answers)[place == n, 0] for n in range(5)]
    within = np.mean([values.var(ddof=1) for values in groups])
    between = 10 * np.var([values.mean() for values in groups], ddof=1)
    row = shares(labels[:5])["C2"]
    assert row["groups"] == 5
    assert float(row["icc1"]) == pytest.approx((between - within) / (between + 9 * within), abs=0.005)
    assert shares(labels[:4]) == {}
