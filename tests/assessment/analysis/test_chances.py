import random
from itertools import islice

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from assessment.analysis import chances
from assessment.analysis.chances import competing, drawn, standings, top_chances
from assessment.analysis.constants import DRAWS, RANKED_FROM
from tests.assessment.analysis import oracles_chances as oracles
from tests.assessment.analysis.worlds import World, company, world, worlds


def gaps(*people: str, codes: str = "C2 C4 C7 E3 E5 P1") -> World:
    """People by their gaps, a digit for each practice from today at level 1; "-" is don't know."""
    wanted = [[6 if gap == "-" else 1 + int(gap) for gap in person] for person in people]
    names = " ".join(codes.split()[: len(people[0])])
    return world([[1] * len(row) for row in wanted], wanted, names)


def in_their_order(rows: list[list[int | None]]) -> list[list[int | None]]:
    """People by what they said, whatever order they came in."""
    ranked = [j for j in range(len(rows[0])) if any(row[j] is not None for row in rows)]

    def said(row: list[int | None]) -> list[int]:
        return [*(row[j] is not None for j in ranked), *(row[j] or 0 for j in ranked)][::-1]

    return sorted(rows, key=said)


def gaps_of(world: World) -> list[list[int | None]]:
    """The gaps of whoever has any, as the oracle reads them."""
    rows = []
    for today, wanted in zip(world.current, world.desired, strict=True):
        row = [d - c if 1 <= c <= 5 and 1 <= d <= 5 else None for c, d in zip(today, wanted, strict=True)]
        if any(gap is not None for gap in row):
            rows.append(row)
    return rows


def found(answers: World, *, seed: int = 1, smallest: int = 1, **options) -> list[float]:
    return top_chances(answers.frame(), seed=seed, smallest=smallest, **options)["chance"].tolist()


def test_a_gap_that_is_far_ahead_for_everybody_is_certain_to_be_at_the_top():
    assert found(gaps(*["4110"] * 40), top=1) == [1.0, 0.0, 0.0, 0.0]
    assert found(gaps(*["41203"] * 40)) == [1.0, 0.0, 1.0, 0.0, 1.0]


def test_practices_that_always_tie_share_the_places_left():
    assert found(gaps(*["2222"] * 30)) == [0.75] * 4
    assert found(gaps(*["42220"] * 30)) == pytest.approx([1.0, 2 / 3, 2 / 3, 2 / 3, 0.0], abs=1e-12)
    assert found(gaps(*["0000"] * 30), top=2) == [0.5] * 4


def test_fewer_practices_than_places_are_all_at_the_top():
    assert found(gaps("40", "13", "22")) == [1.0, 1.0]
    assert found(gaps("4-0", "1-3", "2-2")) == pytest.approx([1.0, np.nan, 1.0], nan_ok=True)


def test_a_practice_that_nobody_of_a_draw_judged_comes_last_in_it():
    # Whenever the first of the two people isn't drawn, a quarter of the time, C4 alone has a gap.
    assert found(gaps("40", "-0"), top=1, draws=4000) == pytest.approx([0.75, 0.25], abs=0.028)


def test_two_people_who_disagree_have_the_chances_of_their_four_draws():
    # Both C2's: C2 (¼).  Both C4's: C4 (¼).  One of each: 2 + 0 against 0 + 1, so C2 (½).
    people = gaps("20", "01")
    assert [float(chance) for chance in oracles.chances(gaps_of(people), list(oracles.every_draw(2)), 1)] == [
        0.75,
        0.25,
    ]
    assert found(people, top=1, draws=4000) == pytest.approx([0.75, 0.25], abs=0.028)


@pytest.mark.parametrize(
    "people",
    [
        gaps("3120", "0312", "1032"),
        gaps("3-20", "031-", "1-32", "2200"),
        gaps("40123", "04123", "33321", "0-214"),
    ],
)
@pytest.mark.parametrize("top", [1, 2, 3])
def test_the_draws_come_near_to_all_the_draws_there_are(people: World, top: int):
    rows, draws = gaps_of(people), 4000
    truth = [float(chance) for chance in oracles.chances(rows, list(oracles.every_draw(len(rows))), top)]
    for ours, exact in zip(found(people, top=top, draws=draws), truth, strict=True):
        # A share of a place spreads at most as much as a place that is won or lost.
        assert abs(ours - exact) <= 4 * (exact * (1 - exact) / draws) ** 0.5


def test_the_bootstrap_of_scipy_finds_the_same_chances():
    answers = company(30, "C2 C4 C7 E3 E5", seed=8)
    rows = np.array(gaps_of(answers), dtype=float)

    def at_the_top(people):
        means = rows[people].mean(axis=0)
        above, tied = (means[:, np.newaxis] < means).sum(axis=1), (means[:, np.newaxis] == means).sum(axis=1)
        return np.clip((3 - above) / tied, 0, 1)

    theirs = stats.bootstrap(
        (np.arange(30),), at_the_top, n_resamples=DRAWS, vectorized=False, method="percentile", rng=5
    ).bootstrap_distribution.mean(axis=-1)
    ours = found(answers, smallest=30)
    assert 0.1 < min(ours) < 0.5 < max(ours) < 0.98
    # Four standard errors of the difference of two such shares.
    assert ours == pytest.approx(theirs.tolist(), abs=4 * (2 * 0.25 / DRAWS) ** 0.5)


@settings(max_examples=60)
@given(worlds(respondents=10, practices_at_most=6), st.integers(1, 4), st.integers(0, 5))
def test_chances_are_those_that_plain_loops_find_in_the_same_draws(world: World, top: int, seed: int):
    rows, table = gaps_of(world), top_chances(world.frame(), seed=seed, draws=7, top=top, smallest=1)
    if not rows:
        assert table["chance"].isna().all()
        return
    rows = in_their_order(rows)
    draws = [row.astype(int).tolist() for block in drawn(len(rows), 7, seed) for row in block]
    truth = [np.nan if p is None else float(p) for p in oracles.chances(rows, draws, top)]
    assert table["chance"].tolist() == pytest.approx(truth, abs=1e-12, nan_ok=True)
    assert table["n"].tolist() == [sum(row[j] is not None for row in rows) for j in range(len(world.codes))]


@settings(max_examples=60)
@given(worlds(), st.integers(1, 4))
def test_chances_add_up_to_the_places_there_are(world: World, top: int):
    table = top_chances(world.frame(), seed=3, draws=50, top=top, smallest=1)
    ranked = int((table["n"] > 0).sum())
    assert table["chance"].sum() == pytest.approx(min(top, ranked), abs=1e-9)
    assert table["chance"].dropna().between(0, 1).all()
    assert table["chance"].notna().tolist() == (table["n"] > 0).tolist()


def test_every_draw_holds_as_many_people_as_there_are_and_each_as_often_as_another():
    blocks = list(drawn(5, 20_000, 1))
    counts = np.concatenate(blocks)
    assert counts.shape == (20_000, 5)
    assert set(counts.sum(axis=1)) == {5.0}
    # Of five people drawn, each is there Binomial(5, 1/5) times: mean 1, variance 4/5.
    assert counts.mean(axis=0).tolist() == pytest.approx([1.0] * 5, abs=4 * (0.8 / 20_000) ** 0.5)
    assert counts.var(axis=0).tolist() == pytest.approx([0.8] * 5, abs=0.05)


def test_draws_taken_a_few_at_a_time_are_the_same_draws(monkeypatch: pytest.MonkeyPatch):
    answers = company(33, "C2 C4 C7 E3 E5", seed=12, missing=0.2)
    at_once, draws = found(answers), np.concatenate(list(drawn(33, 50, 9)))
    monkeypatch.setattr(chances, "CELLS", 100)
    assert len(next(drawn(33, 50, 9))) == 3
    assert np.array_equal(np.concatenate(list(drawn(33, 50, 9))), draws)
    assert found(answers) == pytest.approx(at_once, abs=1e-12)
    monkeypatch.setattr(chances, "CELLS", 1)  # fewer than the people
    assert np.array_equal(np.concatenate(list(islice(drawn(33, 50, 9), 4))), draws[:4])


def test_the_same_seed_gives_the_same_chances_to_the_bit_and_another_gives_others():
    frame = company(40, "C2 C4 C7 E3 E5", seed=2).frame()
    first, again, other = (top_chances(frame, seed=seed) for seed in (7, 7, 8))
    pd.testing.assert_frame_equal(first, again, check_exact=True)
    assert first["chance"].tolist() != other["chance"].tolist()
    assert first["chance"].tolist() == pytest.approx(other["chance"].tolist(), abs=4 * (0.5 / DRAWS) ** 0.5)


def test_another_order_of_the_respondents_changes_no_chance():
    answers = company(40, "C2 C4 C7 E3 E5", seed=2, missing=0.2)
    assert found(answers.shuffled(random.Random(4))) == found(answers)


@pytest.mark.parametrize(("people", "there"), [(RANKED_FROM - 1, False), (RANKED_FROM, True)])
def test_thirty_people_have_chances_and_twenty_nine_have_none(people: int, there: bool):
    table = top_chances(gaps(*["4321"] * people).frame(), seed=1)
    assert table["n"].tolist() == [people] * 4
    assert table["chance"].notna().tolist() == [there] * 4


def test_only_people_with_a_pair_are_counted_and_drawn():
    answers = ["4201", "2410", "-311", "0142"] * 8
    silent = ["----"] * 20
    assert found(gaps(*answers, *silent)) == found(gaps(*answers))
    assert np.isnan(found(gaps(*answers[:29], *silent), smallest=RANKED_FROM)).all()


@given(worlds(practices_at_most=6), st.data())
def test_what_is_not_among_the_practices_shown_changes_nothing(world: World, data: st.DataObject):
    shown = data.draw(st.lists(st.sampled_from(world.codes), unique=True))
    table = top_chances(world.frame(), seed=1, draws=20, smallest=1, among=shown)
    hidden = [code for code in world.codes if code not in shown]
    assert table.loc[hidden].isna().all(axis=None)
    places = [j for j, code in enumerate(world.codes) if code in shown]

    def part(rows):
        return [[row[j] for j in places] for row in rows]

    alone = World(
        [world.codes[j] for j in places],
        [world.core[j] for j in places],
        world.voices,
        *(part(rows) for rows in (world.current, world.desired, world.picked)),
    )
    if places:
        expected = top_chances(alone.frame(), seed=1, draws=20, smallest=1)
        pd.testing.assert_frame_equal(table.loc[expected.index], expected, check_exact=True)


def test_nobody_and_nothing_but_dont_know_have_no_chances():
    for answers in (world([], [], "P5 C2"), gaps(*["--"] * 40, codes="P5 C2")):
        table = top_chances(answers.frame(), seed=1, smallest=1)
        assert list(table.index) == ["P5", "C2"]
        assert table["n"].tolist() == [0, 0]
        assert table["chance"].isna().all()
        assert table.dtypes.astype(str).to_dict() == {"n": "Int64", "chance": "float64"}
    assert found(gaps("31"), top=1) == [1.0, 0.0]


@pytest.mark.parametrize("options", [{"draws": 0}, {"top": 0}, {"smallest": 0}])
def test_what_makes_no_chance_is_refused(options):
    with pytest.raises(ValueError, match="must be 1 at least"):
        top_chances(gaps("31").frame(), seed=1, **options)


def test_chances_are_called_by_their_lower_bounds():
    chance = pd.Series([0.95, 0.9499, 0.80, 0.7999, 0.40, 0.3999, np.nan, 1.0], index=list("abcdefgh"))
    assert standings(chance) == {
        "a": "almost_certain",
        "b": "likely",
        "c": "likely",
        "d": "contender",
        "e": "contender",
        "h": "almost_certain",
    }
    assert list(standings(chance)) == ["a", "b", "c", "d", "e", "h"]
    assert standings(pd.Series([np.nan, np.nan], index=["a", "b"])) == {}


def test_practices_compete_when_more_are_likely_enough_than_there_are_places():
    chance = pd.Series([0.40, np.nan, 0.7, 0.3999, 0.9, 0.7], index=list("abcdef"))
    assert competing(chance) == ["e", "c", "f", "a"]
    assert competing(chance, top=4) == []
    assert competing(chance.drop("a")) == []
    assert competing(chance.drop("a"), top=2) == ["e", "c", "f"]
    assert competing(pd.Series([], dtype="float64")) == []
