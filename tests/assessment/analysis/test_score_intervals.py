import random
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from assessment.analysis import intervals
from assessment.analysis.frame import Frame
from assessment.analysis.gaps import practice_table
from assessment.analysis.privacy import protect
from assessment.analysis.score_intervals import scored
from assessment.analysis.scores import category_table, overall
from tests import oracles_intervals as oracles
from tests.assessment.analysis.worlds import World, company, world, worlds

NAMES = ["current", "desired", "gap"]
AROUND = [f"{kind}_{x}" for x in NAMES for kind in ("se", "half", "low", "high")]


def t(free: int) -> float:
    return float(stats.t.ppf(0.975, free))


def category_intervals(frame: Frame, table: pd.DataFrame, smallest: int) -> pd.DataFrame:
    return scored(frame, table, smallest).categories[AROUND]


def overall_interval(frame: Frame, table: pd.DataFrame, smallest: int) -> "pd.Series[float]":
    return scored(frame, table, smallest).whole[AROUND]


@given(worlds(practices_at_most=12), st.integers(1, 4))
def test_the_scores_themselves_are_those_of_the_table(world: World, smallest: int):
    table = practice_table(world.frame())
    categories, whole = scored(world.frame(), table, smallest)
    truth = category_table(table, smallest)
    pd.testing.assert_frame_equal(categories[truth.columns], truth)
    pd.testing.assert_series_equal(whole[NAMES], overall(truth))
    assert list(categories.columns) == [*truth.columns, *AROUND]
    assert list(whole.index) == [*NAMES, *AROUND]


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_respondents_changes_no_score(world: World, chance: random.Random):
    frame, other = world.frame(), world.shuffled(chance).frame()
    table = practice_table(frame)
    for ours, theirs in zip(scored(frame, table, 1), scored(other, table, 1), strict=True):
        assert ours.equals(theirs)


def test_people_taken_a_few_at_a_time_give_the_same_to_the_bit(monkeypatch: pytest.MonkeyPatch):
    frame = company(103, "C2 C4 C7 E3 E5", seed=12, missing=0.2).frame()
    table = practice_table(frame)
    at_once, spread = scored(frame, table, 5), intervals.practice_intervals(frame)
    monkeypatch.setattr(intervals, "AT_ONCE", 10)
    in_turn = scored(frame, table, 5)
    assert in_turn.categories.equals(at_once.categories)
    assert in_turn.whole.equals(at_once.whole)
    assert intervals.practice_intervals(frame).equals(spread)


def test_a_category_without_missing_answers_has_students_interval_of_the_persons_means():
    answers = company(30, "C2 C4 C7 C8 E3 E5", seed=5)
    table = category_intervals(answers.frame(), practice_table(answers.frame()), 5)
    today, wanted = np.array(answers.current), np.array(answers.desired)
    for category, own in {"C": slice(0, 4), "E": slice(4, 6)}.items():
        for name, numbers in {"current": today, "desired": wanted, "gap": wanted - today}.items():
            truth = stats.ttest_1samp(numbers[:, own].mean(axis=1), 0)
            low, high = truth.confidence_interval()
            row = table.loc[category]
            assert (row[f"low_{name}"], row[f"high_{name}"]) == pytest.approx((low, high), abs=1e-9)
            error = stats.sem(numbers[:, own].mean(axis=1))
            assert row[f"se_{name}"] == pytest.approx(error, rel=1e-9)
            assert row[f"half_{name}"] == pytest.approx(t(29) * error, rel=1e-9)


def test_the_whole_without_missing_answers_too_with_each_category_weighing_alike():
    answers = company(30, "C2 C4 C7 C8 E3 E5", seed=6)
    row = overall_interval(answers.frame(), practice_table(answers.frame()), 5)
    gaps = np.array(answers.desired) - np.array(answers.current)
    persons = (gaps[:, :4].mean(axis=1) + gaps[:, 4:].mean(axis=1)) / 2
    low, high = stats.ttest_1samp(persons, 0).confidence_interval()
    assert (row["low_gap"], row["high_gap"]) == pytest.approx((low, high), abs=1e-9)
    assert list(row.index) == [f"{kind}_{x}" for x in NAMES for kind in ("se", "half", "low", "high")]


def test_with_missing_answers_leaving_each_person_out_in_turn_finds_the_same_error():
    answers = company(200, "C2 C4 C7 C8", seed=7, missing=0.25)
    ours = category_intervals(answers.frame(), practice_table(answers.frame()), 5).loc["C"]
    today, wanted = np.array(answers.current), np.array(answers.desired)
    gaps = np.where(today > 5, np.nan, wanted - today)
    without = [np.nanmean(np.delete(gaps, i, axis=0), axis=0).mean() for i in range(200)]
    jackknife = (199 / 200 * np.sum((np.array(without) - np.mean(without)) ** 2)) ** 0.5
    assert ours["se_gap"] == pytest.approx(jackknife, rel=0.02)


@given(worlds(practices_at_most=12), st.integers(1, 4))
def test_every_score_interval_is_the_one_that_plain_loops_find(world: World, smallest: int):
    frame = world.frame()
    table = practice_table(frame)
    scores = category_table(table, smallest)
    found = category_intervals(frame, table, smallest)
    whole: dict[int, Fraction] = {}
    for category in scores.index:
        codes = enumerate(world.codes)
        own = [j for j, code in codes if code[0] == category and world.core[j]]
        used = [j for j in own if len(oracles.pairs(world.current, world.desired, j)) >= smallest]
        weights = {j: Fraction(1, len(used)) for j in used}
        whole |= {j: weight / len(scores) for j, weight in weights.items()}
        agree(world, weights, found.loc[category], scores.loc[category])
    agree(world, whole, overall_interval(frame, table, smallest), overall(scores))


def agree(world: World, weights: dict[int, Fraction], row: "pd.Series[float]", score: "pd.Series[float]"):
    for name in NAMES:
        people, error = oracles.score_error(world.current, world.desired, weights, name)
        ours = [row[f"{kind}_{name}"] for kind in ("se", "half", "low", "high")]
        if error is None or pd.isna(score[name]):
            assert np.isnan(ours).all()
        else:
            half = t(people - 1) * error
            ends = oracles.clipped(score[name], half, name)
            assert ours == pytest.approx([error, half, *ends], abs=1e-12)
            assert ours[2] <= score[name] <= ours[3]


def test_people_who_all_agree_have_a_score_with_the_least_spread():
    frame = world([[2, 2]] * 6, [[4, 4]] * 6).frame()
    row = category_intervals(frame, practice_table(frame), 5).loc["C"]
    assert row["se_gap"] == pytest.approx((0.0625 / 6) ** 0.5)
    assert row["high_gap"] == pytest.approx(2 + 2.570582 * (0.0625 / 6) ** 0.5, abs=1e-6)


def test_deeper_practices_move_no_score_interval():
    answers = company(20, "C2 C1", seed=8)._replace(core=[True, False])
    alone = answers._replace(
        codes=["C2"], core=[True], **{p: [[r[0]] for r in getattr(answers, p)] for p in answers._fields[3:]}
    )
    pd.testing.assert_frame_equal(
        category_intervals(answers.frame(), practice_table(answers.frame()), 5),
        category_intervals(alone.frame(), practice_table(alone.frame()), 5),
    )


def test_a_protected_table_gives_the_intervals_of_its_open_practices():
    answers = company(8, "C2 C4 C7 E3 E5", seed=9, missing=0.4)
    frame = answers.frame()
    table = practice_table(frame)
    assert 0 < (table["n"] < 5).sum() < 5
    pd.testing.assert_frame_equal(
        category_intervals(frame, protect(table, 8, 5), 5), category_intervals(frame, table, 5)
    )


def test_a_practice_whose_means_were_taken_away_enters_no_score_interval():
    frame = company(12, "C2 C4 C7", seed=10).frame()
    table = practice_table(frame)
    table.loc["C7", NAMES] = np.nan
    fewer = company(12, "C2 C4 C7", seed=10)
    fewer = world([row[:2] for row in fewer.current], [row[:2] for row in fewer.desired], "C2 C4")
    pd.testing.assert_frame_equal(
        category_intervals(frame, table, 5),
        category_intervals(fewer.frame(), practice_table(fewer.frame()), 5),
    )


def test_without_a_score_there_is_no_interval_of_it_nor_of_the_whole():
    frame = world([[1, 2, 6]] * 6, [[3, 4, 5]] * 6, "C2 C4 E3").frame()
    table = practice_table(frame)
    assert category_intervals(frame, table, 5).isna().all(axis=1).tolist() == [False, True]
    assert overall_interval(frame, table, 5).isna().all()


@pytest.mark.parametrize("people", [0, 1])
def test_nobody_and_one_person_have_no_score_interval(people):
    frame = world([[1, 2]] * people, [[3, 4]] * people).frame()
    table = practice_table(frame)
    assert category_intervals(frame, table, 1).isna().all(axis=None)
    assert overall_interval(frame, table, 1).isna().all()


def test_a_table_of_another_frame_is_refused():
    frame, other = world([[1, 2]], [[3, 4]]).frame(), world([[1, 2]], [[3, 4]], "C2 E3").frame()
    with pytest.raises(ValueError, match="of other practices"):
        category_intervals(frame, practice_table(other), 1)
    empty = world([[6, 2]], [[3, 4]]).frame()
    with pytest.raises(ValueError, match="no pairs"):
        overall_interval(empty, practice_table(frame), 1)
    with pytest.raises(ValueError, match="is 1, not 0"):
        category_intervals(frame, practice_table(frame), 0)
