"""A figure beside the one expected."""

from math import inf, nan

import pytest

from assessment.real_data.lines import CLOSE, many, one


@pytest.mark.parametrize(
    ("expected", "ours", "agrees"),
    [(2.0, 2.0000009, True), (2.0, 2.0000011, False), (2.0, 1.9999991, True), (2.0, 1.9999989, False)],
)
def test_a_figure_agrees_to_a_millionth_on_both_sides(expected: float, ours: float, agrees: bool):
    line = one("made", "up", expected, ours)
    assert (line.agrees, line.holds, line.within) == (agrees, agrees, CLOSE)
    assert line.difference == pytest.approx(abs(ours - expected))


def test_a_count_agrees_when_it_is_the_same():
    assert one("made", "up", 3, 3, within=0).agrees
    assert not one("made", "up", 3, 4, within=0).agrees


def test_a_missing_figure_agrees_with_nothing():
    for expected, ours in ((1.0, nan), (nan, 1.0), (nan, nan), (1.0, inf)):
        line = one("made", "up", expected, ours)
        assert (line.difference, line.agrees) == (inf, False)


def test_a_relative_difference_is_in_parts_of_what_is_expected():
    small = one("made", "up", 1e-25, 1.000002e-25, relative=True)
    assert small.difference == pytest.approx(2e-6)
    assert not small.agrees
    assert one("made", "up", 1e-25, 1.0000009e-25, relative=True).agrees
    assert one("made", "up", -4.0, -5.0, relative=True).difference == 0.25
    assert one("made", "up", 0.0, 0.5, relative=True).difference == 0.5


def test_a_misprinted_figure_must_differ():
    assert one("made", "up", 1.0, 2.0, misprinted=True).holds
    assert not one("made", "up", 1.0, 1.0, misprinted=True).holds


def test_a_group_is_the_one_of_it_that_differs_most():
    line = many("made", "up", {"a": 1.0, "b": 2.0, "c": 3.0}, {"a": 1.1, "b": 2.5, "c": 3.2, "d": 9.0})
    assert (line.worst, line.expected, line.ours, line.difference) == ("b", 2.0, 2.5, 0.5)
    assert (line.figures, line.agrees) == (3, False)


def test_of_differences_that_are_dust_the_first_one_is_shown():
    line = many("made", "up", {"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 2.0 + 4e-10})
    assert (line.worst, line.agrees) == ("a", True)
    assert many("made", "up", {"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 2.0 + 4e-9}).worst == "b"


def test_a_member_of_a_group_that_is_not_there_differs_infinitely():
    line = many("made", "up", {"a": 1.0, "b": 2.0}, {"a": 1.0}, relative=True)
    assert (line.worst, line.difference, line.agrees) == ("b", inf, False)
