import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import optimize, stats
from statsmodels.formula.api import ols
from statsmodels.multivariate.factor import Factor
from statsmodels.stats.anova import anova_lm

from assessment.analysis.reliability import (
    alpha,
    alpha_interval,
    alpha_table,
    correlations,
    item_rest,
    item_rest_table,
    loadings,
    omega,
    reliability_table,
)
from tests.assessment.analysis import oracles_reliability as oracles
from tests.assessment.analysis.worlds import World, company, world, worlds

SIDES = ["current", "desired", "gap"]
NUMBERS = ["alpha", "alpha_low", "alpha_high", "omega"]

# The example of "How to Calculate Cronbach's Alpha in Python" (statology.org): ten guests, three questions.
GUESTS = np.array(
    [[1, 2, 2, 3, 2, 2, 3, 3, 2, 3], [1, 1, 1, 2, 3, 3, 2, 3, 3, 3], [1, 1, 2, 1, 2, 3, 3, 3, 2, 3]],
    dtype=float,
).T
ROWS = arrays(np.int64, st.tuples(st.integers(0, 12), st.integers(1, 5)), elements=st.integers(-4, 5))


def floats(truth: list) -> list[float]:
    return [np.nan if value is None else float(value) for value in truth]


def ratings(people: int, items: int, seed: int, side: str = "current") -> np.ndarray:
    """Complete rows of people with leanings of their own."""
    made = company(people, " ".join(f"C{i}" for i in range(items)), seed)
    return np.array(getattr(made, side), dtype=float)


def long(rows: np.ndarray) -> pd.DataFrame:
    people, items = np.indices(rows.shape)
    return pd.DataFrame({"level": rows.ravel(), "person": people.ravel(), "item": items.ravel()})


def outer(known: list[float]) -> np.ndarray:
    """The correlations that these loadings would leave."""
    matrix = np.outer(known, known)
    np.fill_diagonal(matrix, 1.0)
    return matrix


def test_alpha_of_a_published_example_with_its_interval():
    found = alpha(GUESTS)
    assert found == 0.7734375
    # pingouin prints it as [0.336, 0.939]
    assert [round(end, 3) for end in alpha_interval(found, 10, 3)] == [0.336, 0.939]


@pytest.mark.parametrize(("people", "items"), [(30, 4), (40, 2), (25, 8)])
def test_alpha_is_hoyts_of_an_analysis_of_variance(people, items):
    rows = ratings(people, items, seed=people)
    squares = anova_lm(ols("level ~ C(person) + C(item)", long(rows)).fit())["mean_sq"]
    hoyt = 1 - squares["Residual"] / squares["C(person)"]
    assert 0.3 < hoyt < 0.95
    assert alpha(rows) == pytest.approx(hoyt, abs=1e-12)


@given(ROWS)
def test_alpha_again_by_loops(rows: np.ndarray):
    truth = oracles.alpha(rows.T.tolist())
    assert alpha(rows.astype(float)) == pytest.approx(floats([truth])[0], abs=1e-9, nan_ok=True)


def test_alpha_of_items_that_say_the_same_is_one_and_against_each_other_negative():
    assert alpha(np.array([[1.0, 2.0], [2.0, 3.0], [4.0, 5.0]])) == 1.0
    # Variances 1 and 7/3, covariance −3/2: 2 · −3 / (10/3 − 3) = −18
    assert alpha(np.array([[1.0, 4.0], [2.0, 2.0], [3.0, 1.0]])) == pytest.approx(-18)


@pytest.mark.parametrize(
    "rows",
    [
        np.zeros((0, 3)),
        np.zeros((5, 0)),
        np.full((1, 3), 2.0),
        np.full((9, 3), 2.0),
        np.array([[1.0], [3.0], [5.0]]),
        np.array([[1.0, 5.0], [3.0, 3.0], [5.0, 1.0]]),
    ],
    ids=["nobody", "no item", "one person", "all alike", "one item", "every sum the same"],
)
def test_alpha_is_missing_where_there_is_nothing_to_compare(rows):
    assert np.isnan(alpha(rows))
    assert np.isnan(alpha_interval(alpha(rows), *rows.shape)).all()


def test_one_item_without_spread_leaves_the_alpha_of_the_sum():
    rows = np.column_stack([ratings(40, 2, seed=3), np.full(40, 4.0)])
    assert alpha(rows) == pytest.approx(alpha(rows[:, :2]) * (3 / 2) / 2)
    assert np.isnan(item_rest(rows)).tolist() == [False, False, True]
    assert np.isnan(omega(correlations(rows)))


@given(st.floats(-3, 0.99), st.integers(2, 500), st.integers(2, 12))
def test_feldts_interval_leaves_a_fortieth_of_f_on_either_side(value: float, n: int, items: int):
    low, high = alpha_interval(value, n, items)
    f = stats.f(n - 1, (n - 1) * (items - 1))
    assert low == pytest.approx(1 - (1 - value) * f.ppf(0.975), rel=1e-7)
    assert high == pytest.approx(1 - (1 - value) * f.ppf(0.025), rel=1e-7, abs=1e-9)
    assert low < value or n == 2
    assert low < high <= 1


@pytest.mark.parametrize(("value", "n", "items"), [(np.nan, 30, 4), (0.8, 1, 4), (0.8, 0, 4), (0.8, 30, 1)])
def test_without_alpha_people_or_items_there_is_no_interval(value, n, items):
    assert np.isnan(alpha_interval(value, n, items)).all()


def test_feldts_interval_holds_the_true_alpha_as_often_as_it_says():
    chance = np.random.default_rng(7)
    held = 0
    for _ in range(2000):
        # Four items, each a common part and as much of its own: correlations of 1/2, so alpha is 4/5.
        rows = chance.normal(size=(30, 1)) + chance.normal(size=(30, 4))
        low, high = alpha_interval(alpha(rows), 30, 4)
        held += low <= 0.8 <= high
    assert held / 2000 == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize(
    "known",
    [
        [0.8, 0.7, 0.6],
        [0.9, 0.5, 0.3, 0.7],
        [0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4],
        [0.8, 0.7, -0.2, 0.6],
        [1.0, 0.6, 0.5, 0.4],
    ],
)
def test_known_loadings_are_found_again(known):
    assert loadings(outer(known)).tolist() == pytest.approx(known, abs=1e-9)
    assert omega(outer(known)) == pytest.approx(oracles.omega(known), abs=1e-9)


@given(st.lists(st.floats(0.2, 0.95), min_size=3, max_size=12))
def test_any_positive_loadings_are_found_again(known: list[float]):
    assert loadings(outer(known)).tolist() == pytest.approx(known, abs=1e-6)


def test_omega_of_known_loadings_in_figures():
    # Σ l = 2.1, Σ (1 − l²) = .36 + .51 + .64 = 1.51; 4.41 / 5.92
    assert omega(outer([0.8, 0.7, 0.6])) == pytest.approx(4.41 / 5.92, abs=1e-9)


@pytest.mark.parametrize(("people", "items"), [(100, 3), (300, 4), (250, 8)])
def test_loadings_are_those_of_principal_axes_repeated_until_they_settle(people, items):
    matrix = correlations(ratings(people, items, seed=people))
    witness = Factor(corr=matrix, n_factor=1, method="pa").fit(maxiter=20_000, tol=1e-12).loadings[:, 0]
    assert loadings(matrix).tolist() == pytest.approx(witness.tolist(), abs=1e-6)
    assert omega(matrix) == pytest.approx(oracles.omega(witness.tolist()), abs=1e-6)


def test_omega_is_near_that_of_maximum_likelihood_where_one_factor_fits():
    matrix = correlations(ratings(2000, 8, seed=4))
    witness = Factor(corr=matrix, n_factor=1, method="ml", nobs=2000).fit().loadings[:, 0]
    assert omega(matrix) == pytest.approx(oracles.omega(witness.tolist()), abs=2e-3)


@pytest.mark.parametrize("seed", range(8))
def test_no_other_loadings_leave_less_of_the_correlations(seed):
    chance = np.random.default_rng(seed)
    matrix = correlations(ratings(100, 5, seed=seed, side="desired"))
    ours = oracles.misfit(matrix.tolist(), loadings(matrix).tolist())
    others = [
        optimize.minimize(
            lambda tried: oracles.misfit(matrix.tolist(), tried.tolist()),
            chance.uniform(-1, 1, 5),
            bounds=[(-1, 1)] * 5,
        ).fun
        for _ in range(6)
    ]
    assert ours <= min(others) + 1e-9
    assert ours == pytest.approx(min(others), abs=1e-6)


def test_a_loading_stops_at_one_where_the_correlations_ask_for_more():
    # .7 · .7 / .3 = 1.63 would be the square of the first loading; at 1, the others are best at
    # l with 2 (.7 − l) + 2 · l (.3 − l²) = 0 for the two of them alike.
    matrix = np.array([[1.0, 0.7, 0.7], [0.7, 1.0, 0.3], [0.7, 0.3, 1.0]])
    first, second, third = loadings(matrix)
    assert first == 1.0
    assert second == pytest.approx(third, abs=1e-9)
    assert (0.7 - second) + second * (0.3 - second**2) == pytest.approx(0, abs=1e-9)


def test_an_item_turned_round_loads_as_much_the_other_way():
    rows = ratings(200, 4, seed=9)
    turned = rows * [1, 1, 1, -1]
    expected = loadings(correlations(rows)) * [1, 1, 1, -1]
    assert loadings(correlations(turned)).tolist() == pytest.approx(expected.tolist(), abs=1e-9)
    assert loadings(correlations(-rows)).sum() > 0


def test_items_that_share_nothing_have_an_omega_of_zero():
    assert omega(np.eye(4)) == 0.0


def test_two_items_or_a_missing_correlation_have_no_omega():
    assert np.isnan(omega(outer([0.8, 0.7])))
    assert not np.isnan(omega(outer([0.8, 0.7, 0.6])))
    assert np.isnan(omega(np.zeros((0, 0))))
    assert np.isnan(omega(correlations(np.full((100, 4), 3.0))))
    # Two items against two others: what they share cancels out.
    assert np.isnan(omega(outer([1.0, 1.0, -1.0, -1.0])))


@pytest.mark.parametrize("items", [2, 4, 8])
def test_item_rest_is_the_correlation_with_the_sum_of_the_others(items):
    rows = ratings(100, items, seed=items)
    for item, ours in enumerate(item_rest(rows)):
        others = np.delete(rows, item, axis=1).sum(axis=1)
        assert ours == pytest.approx(stats.pearsonr(rows[:, item], others).statistic, abs=1e-12)
        assert ours == pytest.approx(np.corrcoef(rows[:, item], others)[0, 1], abs=1e-12)


def test_correlations_are_those_of_numpy():
    rows = ratings(60, 5, seed=2)
    assert correlations(rows) == pytest.approx(np.corrcoef(rows, rowvar=False), abs=1e-12)


@given(ROWS)
def test_item_rest_again_by_loops(rows: np.ndarray):
    truth = oracles.item_rest(rows.T.tolist())
    assert item_rest(rows.astype(float)).tolist() == pytest.approx(floats(truth), abs=1e-9, nan_ok=True)


def made(people: int, codes: str = "C2 C4 C7 E3 E5 P1", missing: float = 0.0) -> World:
    return company(people, codes, seed=21, missing=missing)


@pytest.mark.parametrize("side", SIDES)
def test_the_table_holds_each_categorys_own_numbers_of_the_side_asked_for(side):
    answers = made(100)
    table = reliability_table(answers.frame(), side)
    today, wanted = np.array(answers.current, dtype=float), np.array(answers.desired, dtype=float)
    rows = {"current": today, "desired": wanted, "gap": wanted - today}[side]
    assert list(table.index) == ["C", "E", "P"]
    assert table["items"].tolist() == [3, 2, 1]
    assert table["n"].tolist() == [100, 100, 100]
    first, second = alpha(rows[:, :3]), alpha(rows[:, 3:5])
    assert table["alpha"].tolist() == pytest.approx([first, second, np.nan], nan_ok=True)
    ends = table.loc["E", ["alpha_low", "alpha_high"]].tolist()
    assert ends == pytest.approx(alpha_interval(second, 100, 2))
    matrix = np.corrcoef(rows[:, :3], rowvar=False)
    assert table["omega"].tolist() == pytest.approx([omega(matrix), np.nan, np.nan], nan_ok=True)


@pytest.mark.parametrize(("people", "there"), [(29, False), (30, True)])
def test_alpha_and_its_interval_start_at_thirty_people(people, there):
    row = reliability_table(made(people).frame()).loc["C"]
    assert row[["alpha", "alpha_low", "alpha_high"]].notna().tolist() == [there] * 3
    assert row["n"] == people


@pytest.mark.parametrize(("people", "there"), [(99, False), (100, True)])
def test_omega_and_item_rest_start_at_a_hundred_people(people, there):
    frame = made(people).frame()
    assert pd.notna(reliability_table(frame).loc["C", "omega"]) == there
    assert item_rest_table(frame).loc[["C2", "C4", "C7"], "item_rest"].notna().tolist() == [there] * 3


def test_only_people_with_a_pair_in_every_item_count():
    answers = made(101)
    answers.current[0][0] = 6  # don't know, on the first practice
    answers.desired[1][2] = 8  # skipped, on the third: today's level of that practice is no pair
    answers.current[2][5] = 7
    table = reliability_table(answers.frame())
    assert table["n"].tolist() == [99, 101, 100]
    rows = np.array(answers.current, dtype=float)
    assert table.loc["C", "alpha"] == pytest.approx(alpha(rows[2:, :3]))
    assert pd.isna(table.loc["C", "omega"])
    assert item_rest_table(answers.frame())["n"].tolist() == [99, 99, 99, 101, 101, 100]


def test_deeper_practices_are_items_only_where_asked_for():
    answers = made(100)._replace(core=[True, True, False, True, True, False])
    rows = np.array(answers.current, dtype=float)
    core, all_of_them = (
        reliability_table(answers.frame(), core_only=core_only) for core_only in (True, False)
    )
    assert core["items"].tolist() == [2, 2, 0]
    assert core["n"].tolist() == [100, 100, 0]
    assert core.loc["C", "alpha"] == pytest.approx(alpha(rows[:, :2]))
    assert all_of_them["items"].tolist() == [3, 2, 1]
    assert all_of_them.loc["C", "alpha"] == pytest.approx(alpha(rows[:, :3]))
    assert list(item_rest_table(answers.frame()).index) == ["C2", "C4", "E3", "E5"]
    assert len(item_rest_table(answers.frame(), core_only=False)) == 6


def test_what_is_hidden_changes_nothing_of_what_is_shown():
    answers, other = made(100), made(100)
    for row in other.current:
        row[0] = 6 if row[0] > 2 else 1
    shown = ["C4", "C7", "E3", "E5", "P1"]
    frames = answers.frame(), other.frame()
    before, after = (reliability_table(frame, among=shown) for frame in frames)
    pd.testing.assert_frame_equal(before, after, check_exact=True)
    assert before.loc["C", "items"] == 2
    before, after = (item_rest_table(frame, among=shown) for frame in frames)
    pd.testing.assert_frame_equal(before, after, check_exact=True)
    assert list(before.index) == shown
    assert not reliability_table(frames[0]).equals(reliability_table(frames[1]))


@pytest.mark.parametrize("side", SIDES)
def test_item_rest_stands_by_code_with_its_category(side):
    answers = made(120)
    table = item_rest_table(answers.frame(), side)
    today, wanted = np.array(answers.current, dtype=float), np.array(answers.desired, dtype=float)
    rows = {"current": today, "desired": wanted, "gap": wanted - today}[side]
    assert list(table.index) == answers.codes
    assert table["category"].tolist() == list("CCCEEP")
    first = [np.corrcoef(rows[:, i], rows[:, :3].sum(axis=1) - rows[:, i])[0, 1] for i in range(3)]
    second = np.corrcoef(rows[:, 3], rows[:, 4])[0, 1]
    truth = [*first, second, second, np.nan]
    assert table["item_rest"].tolist() == pytest.approx(truth, nan_ok=True)


@pytest.mark.parametrize(
    "answers",
    [
        world([], [], "C2 C4 C7 E3"),
        world([[1, 2, 3, 4]], [[2, 3, 4, 5]], "C2 C4 C7 E3"),
        world([[2] * 4] * 120, [[4] * 4] * 120, "C2 C4 C7 E3"),
        world([[6] * 4] * 120, [[6] * 4] * 120, "C2 C4 C7 E3"),
    ],
    ids=["nobody", "one person", "all alike", "all don't know"],
)
def test_where_there_is_nothing_to_tell_all_numbers_are_missing(answers):
    for side in SIDES:
        table, items = reliability_table(answers.frame(), side), item_rest_table(answers.frame(), side)
        assert table[NUMBERS].isna().all(axis=None)
        assert items["item_rest"].isna().all()


def test_the_tables_have_their_columns_and_types_whoever_answered():
    empty, full = world([], [], "P5 C2").frame(), made(100, "P5 C2").frame()
    assert list(reliability_table(full).columns) == ["items", "n", *NUMBERS]
    assert reliability_table(empty).dtypes.equals(reliability_table(full).dtypes)
    assert list(reliability_table(full).index) == list(reliability_table(empty).index) == ["P", "C"]
    assert list(item_rest_table(full).columns) == ["category", "n", "item_rest"]
    assert item_rest_table(empty).dtypes.equals(item_rest_table(full).dtypes)
    assert reliability_table(full)[["items", "n"]].dtypes.tolist() == [np.dtype("int64")] * 2


@settings(max_examples=40)
@given(worlds(respondents=8), st.sampled_from(SIDES), st.booleans(), st.randoms(use_true_random=False))
def test_the_tables_again_by_loops(world: World, side: str, core_only: bool, chance: random.Random):
    # Thirty of each person, so that the thresholds are reached by one and by four complete people.
    many = world._replace(
        voices=world.voices * 30,
        current=world.current * 30,
        desired=world.desired * 30,
        picked=world.picked * 30,
    )
    options = {"core_only": core_only, "among": [code for code in world.codes if chance.random() < 0.8]}
    table = reliability_table(many.frame(), side, **options)
    by_item = item_rest_table(many.frame(), side, **options)
    rows_of_items = 0
    for category in dict.fromkeys(code[0] for code in world.codes):
        places = [
            j
            for j, code in enumerate(world.codes)
            if code[0] == category and code in options["among"] and (world.core[j] or not core_only)
        ]
        columns = oracles.complete(many.current, many.desired, places, side)
        n = len(columns[0]) if columns else 0
        row = table.loc[category]
        assert row[["items", "n"]].tolist() == [len(places), n]
        truth = oracles.alpha(columns) if n >= 30 else None
        assert row["alpha"] == pytest.approx(floats([truth])[0], abs=1e-9, nan_ok=True)
        ranked = oracles.item_rest(columns) if n >= 100 else [None] * len(places)
        codes = [world.codes[j] for j in places]
        assert by_item.loc[codes, "item_rest"].tolist() == pytest.approx(
            floats(ranked), abs=1e-9, nan_ok=True
        )
        assert by_item.loc[codes, "n"].tolist() == [n] * len(codes)
        rows_of_items += len(codes)
    assert len(by_item) == rows_of_items


@given(st.integers(0, 1000), st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_the_order_of_the_respondents_changes_nothing(seed: int, chance: random.Random):
    answers = company(130, "C2 C4 C7 E3 E5", seed=seed, missing=0.03)
    frame, other = answers.frame(), answers.shuffled(chance).frame()
    pd.testing.assert_frame_equal(reliability_table(other), reliability_table(frame), check_exact=True)
    pd.testing.assert_frame_equal(item_rest_table(other), item_rest_table(frame), check_exact=True)


def test_alpha_alone_is_the_table_without_omega():
    frame = company(120, "C2 C4 C7 E3 E5 E6", seed=3, missing=0.05).frame()
    for side in ("current", "desired", "gap"):
        whole = reliability_table(frame, side)
        pd.testing.assert_frame_equal(alpha_table(frame, side), whole.drop(columns="omega"))
        assert whole["omega"].notna().any()
