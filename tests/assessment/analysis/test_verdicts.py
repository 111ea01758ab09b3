import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import ttost_paired

from assessment.analysis import verdicts
from assessment.analysis.intervals import practice_intervals
from assessment.analysis.verdicts import gap_errors, verdict_table
from tests import oracles_intervals
from tests.assessment.analysis import oracles_verdicts as oracles
from tests.assessment.analysis.worlds import World, company, world, worlds

RAW = ["p_none", "p_large", "p_small"]
HOLM = [f"{name}_holm" for name in RAW]
PAIR = st.tuples(st.integers(1, 5), st.integers(1, 5))


def above(t: float, free: int) -> float:
    return float(stats.t.sf(t, free))


def gaps(*practices: list[int], codes: str = "C2 C4 C7 E3 E5 P1") -> World:
    """A world of practices by the gaps of the people who rated them; the others said they don't know."""
    people = max(len(own) for own in practices)
    today = [[6 if i >= len(own) else 1 if own[i] >= 0 else 5 for own in practices] for i in range(people)]
    wanted = [
        [3 if i >= len(own) else today[i][j] + own[i] for j, own in enumerate(practices)]
        for i in range(people)
    ]
    return world(today, wanted, " ".join(codes.split()[: len(practices)]))


def steered(people: int, shifts: list[float], seed: int, missing: float) -> World:
    """People whose gaps lie around these numbers, a share of whose ratings are don't know."""
    chance = np.random.default_rng(seed)
    shape = (people, len(shifts))
    apart = np.rint(np.array(shifts) + chance.normal(0, 0.7, shape)).clip(-2, 2).astype(int)
    today = np.where(chance.random(shape) < missing, 6, 3)
    return world(today.tolist(), (3 + apart).tolist(), " ".join(f"C{j}" for j in range(len(shifts))))


def one(both: list[tuple[int, int]], **options: float) -> "pd.Series":
    """The row of a single practice from pairs of today and wanted."""
    answers = world([[c] for c, _ in both], [[d] for _, d in both], "C2")
    return verdict_table(answers.frame(), **options).loc["C2"]


@pytest.mark.parametrize(
    ("apart", "word"),
    [
        ([1, 2] * 20, "large"),
        ([0, 0, 0, 1, -1] * 10, "small"),
        ([0, 1] * 25, "gap"),
        ([0, -1] * 25, "above"),
        ([-2, -1] * 20, "above"),
        ([0, 0, 0, 1, 2, -2, 1, 1, 0, 2], "open"),
    ],
)
def test_each_verdict_is_said_of_the_gaps_it_is_for(apart: list[int], word: str):
    assert verdict_table(gaps(apart).frame()).loc["C2", "verdict"] == word


def test_of_two_verdicts_that_hold_the_earlier_is_said():
    large = verdict_table(gaps([1, 2] * 20).frame()).loc["C2"]
    assert (large["p_large_holm"], large["p_none_holm"]) < (0.05, 0.05)
    assert large["verdict"] == "large"
    # A gap of a tenth of a level that is certainly there, and certainly too small to speak of.
    small = verdict_table(gaps([0] * 9 * 20 + [1] * 20).frame()).loc["C2"]
    assert max(small["p_small_holm"], small["p_none_holm"]) < 0.05
    assert small["verdict"] == "small"


def test_ten_people_who_agree_on_a_level_have_a_large_gap_even_so():
    row = verdict_table(gaps([1] * 10).frame()).loc["C2"]
    # s*² = (9 · 0 + 2 · 0.25) / 11, so t = 0.5 / √(s*² / 10) = 7.416 with nine degrees of freedom
    assert row["se"] == pytest.approx((0.5 / 11 / 10) ** 0.5)
    assert row["p_large"] == pytest.approx(above(7.416198, 9), rel=1e-5)
    assert row["verdict"] == "large"


def test_nine_pairs_have_no_verdict_and_ten_have_one():
    table = verdict_table(gaps([1, 2] * 4 + [1], [1, 2] * 5).frame())
    assert table["n"].tolist() == [9, 10]
    assert table.loc["C2", [*RAW, *HOLM, "verdict"]].isna().all()
    assert table.loc["C4", "verdict"] == "large"
    # The one below counts in no family either.
    assert table.loc["C4", HOLM].tolist() == table.loc["C4", RAW].tolist()


def test_a_family_is_as_large_as_the_practices_with_a_verdict():
    few = verdict_table(gaps(*[[1, 2, 0, 1] * 3] * 3, [1] * 3).frame())
    assert few.loc["C2", "p_large_holm"] == pytest.approx(3 * few.loc["C2", "p_large"])


@pytest.mark.parametrize("nudge", [0, 1])
def test_a_verdict_needs_less_than_the_risk(monkeypatch: pytest.MonkeyPatch, nudge: int):
    frame = gaps([1, 2] * 5).frame()
    p = verdict_table(frame).loc["C2", "p_large_holm"]
    assert p < verdict_table(frame).loc["C2", "p_small_holm"]
    monkeypatch.setattr(verdicts, "RISK", np.nextafter(p, 1) if nudge else p)
    said = verdict_table(frame).loc["C2", "verdict"]
    assert said == ("large" if nudge else "gap")


def test_only_practices_among_those_named_are_judged_lend_or_count():
    calm, wild, third = [0, 1] * 6, [-2, 2] * 6, [1, 2, 1] * 4
    table = verdict_table(gaps(calm, wild, third).frame(), among=["C2", "C7"])
    alone = verdict_table(gaps(calm, third, codes="C2 C7").frame())
    pd.testing.assert_frame_equal(table.loc[["C2", "C7"]], alone)
    assert table.loc["C4", [*RAW, *HOLM, "verdict"]].isna().all()
    # The wild one would have changed the others.
    assert verdict_table(gaps(calm, wild, third).frame()).loc["C2", "se"] > table.loc["C2", "se"]


def test_among_nobody_there_is_no_verdict_at_all():
    table = verdict_table(gaps([1, 2] * 6).frame(), among=[])
    assert table[[*RAW, *HOLM, "verdict"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("gap", "p", "word"),
    [
        (0, (1, 1, 0), "small"),
        (1, (0, 0, 1), "large"),
        (-1, (0, 1, 1), "above"),
    ],
)
def test_with_nothing_borrowed_equal_gaps_have_the_limits_as_p_values(gap: int, p: tuple, word: str):
    row = verdict_table(gaps([gap] * 10).frame(), borrowed=0).loc["C2"]
    assert row["se"] == 0
    assert tuple(row[RAW]) == p
    assert row["verdict"] == word


@pytest.mark.parametrize(
    ("current", "desired"),
    [([], []), ([[1, 2]], [[3, 4]]), ([[6, 6]] * 12, [[6, 6]] * 12), ([[6, 8]] * 12, [[3, 4]] * 12)],
)
@pytest.mark.parametrize("borrowed", [0, 2])
def test_nobody_one_person_and_nothing_but_dont_know_have_no_verdict(current, desired, borrowed):
    table = verdict_table(world(current, desired).frame(), borrowed=borrowed)
    assert table[["se", *RAW, *HOLM, "verdict"]].isna().all(axis=None)
    assert table["n"].tolist() == [len(current) if current == [[1, 2]] else 0] * 2


def test_the_table_has_its_columns_types_and_order_whoever_answered():
    empty = verdict_table(world([], [], "P5 C2").frame())
    full = verdict_table(gaps([1, 2] * 6, [0, 1] * 6, codes="P5 C2").frame())
    assert list(full.index) == list(empty.index) == ["P5", "C2"]
    assert list(full.columns) == ["n", "gap", "se", *RAW, *HOLM, "verdict"]
    assert full.dtypes.equals(empty.dtypes)
    assert full.dtypes.astype(str).tolist() == ["int64", *["float64"] * 8, "str"]


def test_less_than_nothing_cannot_be_borrowed():
    with pytest.raises(ValueError, match="make an interval"):
        verdict_table(gaps([1, 2] * 6).frame(), borrowed=-1)


@given(st.lists(PAIR, min_size=10, max_size=40))
def test_with_nothing_borrowed_they_are_the_paired_tests_of_scipy_and_statsmodels(
    both: list[tuple[int, int]],
):
    today, wanted = np.array([c for c, _ in both], float), np.array([d for _, d in both], float)
    assume(np.ptp(wanted - today) > 0)  # of equal gaps both warn and have no value
    row = one(both, borrowed=0)
    assert row["p_none"] == pytest.approx(stats.ttest_rel(wanted, today).pvalue, rel=1e-9)
    larger = stats.ttest_1samp(wanted - today, 0.5, alternative="greater")
    assert row["p_large"] == pytest.approx(larger.pvalue, rel=1e-9)
    assert row["p_small"] == pytest.approx(ttost_paired(wanted, today, -0.5, 0.5)[0], rel=1e-9)
    assert row["se"] == pytest.approx(stats.sem(wanted - today), rel=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_the_adjusted_values_are_those_of_statsmodels(seed: int):
    frame = steered(40, [0.0, 0.2, 0.4, 0.6, 0.9, -0.6], seed, missing=0.1).frame()
    table = verdict_table(frame)
    for raw, adjusted in zip(RAW, HOLM, strict=True):
        assert table[raw].min() > 0
        truth = multipletests(table[raw].to_numpy(), method="holm")[1]
        assert table[adjusted].tolist() == pytest.approx(truth, rel=1e-12)


def agree(answers: World, borrowed: int):
    table = verdict_table(answers.frame(), borrowed=borrowed)
    lists = [
        oracles_intervals.values(answers.current, answers.desired, j, "gap")
        for j in range(len(answers.codes))
    ]
    for code, own, truth in zip(answers.codes, lists, oracles.verdicts(lists, borrowed, above), strict=True):
        row = table.loc[code]
        assert row["n"] == len(own)
        if truth is None:
            assert row[[*RAW, *HOLM, "verdict"]].isna().all()
        else:
            assert row[RAW].tolist() == pytest.approx(list(truth["raw"]), rel=1e-8, abs=1e-300)
            assert row[HOLM].tolist() == pytest.approx(truth["holm"], rel=1e-8, abs=1e-300)
            assert row["verdict"] == truth["verdict"]


@given(worlds(respondents=24, practices_at_most=5), st.sampled_from([0, 2]))
def test_every_verdict_on_any_answers_is_the_one_that_plain_loops_find(answers: World, borrowed: int):
    agree(answers, borrowed)


@given(
    st.integers(8, 60),
    st.lists(st.sampled_from([-1.0, -0.4, 0.0, 0.3, 0.6, 1.2]), min_size=1, max_size=6),
    st.integers(0, 2**32 - 1),
    st.sampled_from([0.0, 0.2]),
    st.sampled_from([0, 2]),
)
def test_every_verdict_on_likely_answers_is_the_one_that_plain_loops_find(
    people: int, shifts: list[float], seed: int, missing: float, borrowed: int
):
    agree(steered(people, shifts, seed, missing), borrowed)


@given(worlds(respondents=24, practices_at_most=5), st.randoms(use_true_random=False))
def test_the_order_of_the_respondents_changes_no_verdict(answers: World, chance: random.Random):
    frame, other = answers.frame(), answers.shuffled(chance).frame()
    pd.testing.assert_frame_equal(verdict_table(other), verdict_table(frame), check_exact=True)


def test_the_error_is_the_one_of_the_interval_shown():
    frame = company(25, "C2 C4 E3 P1", seed=4, missing=0.2).frame()
    errors, shown = gap_errors(frame), practice_intervals(frame)
    half = stats.t.ppf(0.975, errors["n"] - 1) * errors["se"]
    assert (errors["gap"] - half).tolist() == pytest.approx(shown["low_gap"].tolist(), rel=1e-12)
    assert (errors["gap"] + half).tolist() == pytest.approx(shown["high_gap"].tolist(), rel=1e-12)


def test_one_pair_has_a_gap_without_an_error_and_two_have_both():
    errors = gap_errors(gaps([2], [1, 2], []).frame())
    assert errors["n"].tolist() == [1, 2, 0]
    assert errors["gap"].tolist() == pytest.approx([2.0, 1.5, np.nan], nan_ok=True)
    # s² = 0.5 is the only variance there is to lend
    assert errors["se"].tolist() == pytest.approx([np.nan, 0.5, np.nan], nan_ok=True)


def test_where_every_gap_is_half_a_level_few_surveys_are_told_that_one_is_large_or_small():
    # A gap of 1 for half of the people, of 0 for the others: either word is wrong for all of twelve.
    chance = np.random.default_rng(7)
    codes = " ".join(f"C{j}" for j in range(12))
    adjusted, raw = [], []
    for _ in range(200):
        apart = chance.integers(0, 2, (30, 12))
        table = verdict_table(world(np.full(apart.shape, 2).tolist(), (2 + apart).tolist(), codes).frame())
        adjusted.append(table[["p_large_holm", "p_small_holm"]].min().tolist())
        raw.append(table[["p_large", "p_small"]].min().tolist())
    assert (np.mean(np.array(adjusted) < 0.05, axis=0) <= 0.05).all()
    assert (np.mean(np.array(raw) < 0.05, axis=0) >= 0.2).all()
