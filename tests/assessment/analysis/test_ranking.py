import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from assessment.analysis.gaps import practice_table
from assessment.analysis.ranking import longest_tie, order, paired_difference, top_group
from tests import oracles_intervals as oracles
from tests.assessment.analysis.worlds import World, world, worlds

GAP = st.integers(-2, 2)


def t(free: int) -> float:
    return float(stats.t.ppf(0.975, free))


def gaps(*people: str, codes: str = "C2 C4 C7 E3 E5 P1") -> World:
    """People by their gaps, a digit for each practice from today at level 1; "-" is don't know."""
    wanted = [[8 if gap == "-" else 1 + int(gap) for gap in person] for person in people]
    names = " ".join(codes.split()[: len(people[0])])
    return world([[1] * len(row) for row in wanted], wanted, names)


def ranked(world: World) -> list[str]:
    return order(practice_table(world.frame()))


@given(st.lists(st.tuples(GAP, GAP), min_size=2, max_size=40))
def test_a_difference_has_the_paired_interval_of_scipy_where_people_differ(both: list[tuple[int, int]]):
    first, second = np.array([a for a, _ in both]), np.array([b for _, b in both])
    assume(np.var(first - second, ddof=1) >= 0.25)
    answers = world([[3, 3]] * len(both), (3 + np.array(both)).tolist())
    ours = paired_difference(answers.frame(), "C2", "C4")
    low, high = stats.ttest_rel(first, second).confidence_interval()
    assert ours == pytest.approx((np.mean(first - second), max(low, -8), min(high, 8), len(both)), abs=1e-9)


def test_a_difference_that_all_of_few_people_see_is_not_certain():
    ours = paired_difference(gaps(*["21"] * 6).frame(), "C2", "C4")
    assert (ours.mean, ours.n) == (1.0, 6)
    # s*² = (5 · 0 + 2 · 0.25) / 7
    assert (ours.low, ours.high) == pytest.approx((0.719527, 1.280473), abs=1e-6)


def test_a_difference_rests_on_people_who_gave_both_pairs():
    ours = paired_difference(gaps("31", "4-", "-0", "20").frame(), "C2", "C4")
    assert (ours.mean, ours.n) == (2.0, 2)


def test_a_difference_does_not_reach_beyond_what_two_gaps_can_differ_by():
    ours = paired_difference(gaps("40", "00").frame(), "C2", "C4")
    assert (ours.low, ours.high) == (-8.0, 8.0)


def test_one_person_has_a_difference_without_an_interval_and_nobody_has_none():
    one = paired_difference(gaps("31").frame(), "C2", "C4")
    assert (one.mean, one.n) == (2.0, 1)
    assert np.isnan([one.low, one.high]).all()
    nobody = paired_difference(gaps("3-", "-1").frame(), "C2", "C4")
    assert nobody.n == 0
    assert np.isnan(nobody[:3]).all()


def test_the_widest_gap_comes_first_and_equal_ones_as_asked():
    answers = gaps("1203", "1203", "1203", "2103", codes="E5 C7 C2 P1")
    assert ranked(answers) == ["P1", "C7", "E5", "C2"]
    assert ranked(gaps("121", "212")) == ["C2", "C4", "C7"]
    assert ranked(gaps("112", "112", codes="P9 C2 E3")) == ["E3", "P9", "C2"]

    many = [f"C{i}" for i in range(60)]
    assert ranked(gaps("1" * 60, codes=" ".join(many))) == many


def test_practices_without_a_gap_are_not_in_the_order():
    assert ranked(gaps("1-2", "--3")) == ["C7", "C2"]


def test_a_widest_gap_that_stands_clear_is_alone_at_the_top():
    answers = gaps("421", "411", "421", "412", "422", "411")
    assert top_group(answers.frame(), ranked(answers)) == ["C2"]


def test_the_top_holds_those_too_close_to_the_head_until_the_first_clear_one():
    # C2 and C4 change places from person to person; C7 is below both.
    answers = gaps("340", "430", "341", "431", "340", "430")
    assert top_group(answers.frame(), ["C2", "C4", "C7"]) == ["C2", "C4"]
    # The walk ends at the first that is clearly narrower, whatever comes after it.
    assert top_group(answers.frame(), ["C2", "C7", "C4"]) == ["C2"]


def test_an_unsteady_head_is_not_told_from_anyone():
    answers = gaps("42", "42", "02", "41", "03", "42")
    assert ranked(answers) == ["C2", "C4"]
    assert top_group(answers.frame(), ["C2", "C4"]) == ["C2", "C4"]


def test_one_whose_gap_is_clearly_wider_among_those_who_judged_both_belongs_to_the_top():
    # All who judged both see the wider gap at C4; C2 leads by two who did not judge C4.
    answers = gaps(*["12"] * 6, "4-", "4-", "4-", "4-", "4-")
    assert ranked(answers) == ["C2", "C4"]
    assert paired_difference(answers.frame(), "C2", "C4").high < 0
    assert top_group(answers.frame(), ["C2", "C4"]) == ["C2", "C4"]


def test_an_empty_order_has_neither_top_nor_tie():
    frame = gaps("1").frame()
    assert top_group(frame, []) == []
    assert longest_tie(frame, []) is None
    assert longest_tie(frame, ["C2"]) is None
    assert top_group(frame, ["C2"]) == ["C2"]


def test_the_bracket_spans_the_longest_stretch_that_cannot_be_ranked():
    #                 alone, then three that change places, then one alone
    answers = gaps("42210", "42120", "41220", "42210", "42120", "41220")
    assert ranked(answers) == ["C2", "C4", "C7", "E3", "E5"]
    assert longest_tie(answers.frame(), ranked(answers)) == (1, 3)
    assert top_group(answers.frame(), ranked(answers)) == ["C2"]


def test_of_equally_long_stretches_the_bracket_spans_the_first():
    answers = gaps("4310", "3401", "4310", "3401", "4310", "3401")
    assert longest_tie(answers.frame(), ["C2", "C4", "C7", "E3"]) == (0, 1)


def test_where_everything_can_be_ranked_there_is_no_bracket():
    answers = gaps(*["420"] * 8)
    assert longest_tie(answers.frame(), ranked(answers)) is None


def test_two_who_cannot_be_compared_are_too_close_to_rank():
    answers = gaps("4-", "-1", "4-", "-1")
    assert longest_tie(answers.frame(), ["C2", "C4"]) == (0, 1)


@given(worlds(respondents=20, practices_at_most=6))
def test_top_and_bracket_are_the_ones_that_plain_loops_find(world: World):
    frame, codes = world.frame(), order(practice_table(world.frame()))
    places = [world.codes.index(code) for code in codes]
    lengths = oracles.runs(places, lambda a, b: oracles.clearly_wider(world.current, world.desired, a, b, t))
    assert top_group(frame, codes) == codes[: lengths[0] if lengths else 0]
    longest = max(lengths, default=0)
    expected = (lengths.index(longest), lengths.index(longest) + longest - 1) if longest > 1 else None
    assert longest_tie(frame, codes) == expected


@given(worlds(practices_at_most=5))
def test_every_difference_is_the_one_that_plain_loops_find(world: World):
    frame = world.frame()
    for a, first in enumerate(world.codes):
        for b, second in enumerate(world.codes):
            numbers = oracles.differences(world.current, world.desired, a, b)
            half = oracles.half_width(numbers, oracles.typical([numbers]), 2, t)
            middle = float(oracles.mean(numbers)) if numbers else np.nan
            half = np.nan if half is None else half
            ends = (np.clip(middle - half, -8, 8), np.clip(middle + half, -8, 8))
            found = paired_difference(frame, first, second)
            assert found == pytest.approx((middle, *ends, len(numbers)), abs=1e-12, nan_ok=True)


@given(worlds(respondents=20), st.randoms(use_true_random=False))
def test_the_order_of_the_respondents_changes_no_rank(world: World, chance: random.Random):
    people = list(range(len(world.voices)))
    chance.shuffle(people)
    rows = (world.voices, world.current, world.desired, world.picked)
    other = World(world.codes, world.core, *([part[i] for i in people] for part in rows)).frame()
    frame, codes = world.frame(), ranked(world)
    assert order(practice_table(other)) == codes
    assert top_group(other, codes) == top_group(frame, codes)
    assert longest_tie(other, codes) == longest_tie(frame, codes)


def test_practices_that_the_frame_does_not_have_are_refused():
    frame = gaps("12").frame()
    for ask in (lambda: paired_difference(frame, "C2", "X9"), lambda: top_group(frame, ["X9"])):
        with pytest.raises(ValueError, match="doesn't have all of the practices"):
            ask()


def test_an_order_can_be_made_of_a_table_with_hidden_rows():
    table = pd.DataFrame({"gap": [np.nan, 1.0, np.nan, 2.0]}, index=["C2", "C4", "E3", "P1"])
    assert order(table) == ["P1", "C4"]
