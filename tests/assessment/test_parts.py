"""Which groups may be spoken of beside what is shown: who rated a whole category, and what is left over."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import parts
from assessment.analysis import disclosure
from assessment.analysis.frame import Frame
from assessment.parts import kept_parts, parts_shown, told_together
from tests.assessment.analysis.worlds import company, world

CODES = ["C2", "C4", "E3"]


def quiet(done: int, of: int) -> None:
    pass


def team(unknown: list[tuple[int, int]], people: int = 20, departments: list[int] | None = None) -> Frame:
    """A team of which some don't know some practice: pairs of person and practice."""
    answers = company(people, " ".join(CODES), seed=3)
    today = [list(row) for row in answers.current]
    for person, practice in unknown:
        today[person][practice] = 6
    frame = answers._replace(current=today).frame()
    for name in ("department", "meets", "region", "level"):
        places = departments if name == "department" and departments else [-1] * people
        labels = pd.Index(["A", "B", "C"])
        frame.respondents[name] = pd.Categorical.from_codes(places, categories=labels, ordered=True)
    return frame


def together(frame: Frame) -> list[str]:
    return told_together(frame, parts_shown(frame, CODES, 5, quiet), CODES, 5)


def test_whoever_rated_a_whole_category_may_be_spoken_of_if_nobody_is_missing():
    assert together(team([])) == ["C", "E"]


@pytest.mark.parametrize("missing", [1, 4])
def test_a_few_who_are_missing_from_it_would_be_told_by_the_difference(missing):
    frame = team([(person, 0) for person in range(missing)])
    assert together(frame) == ["E"], "C4 is told of all, and with C2 of all but a few"


def test_five_who_are_missing_are_enough():
    assert together(team([(person, 0) for person in range(5)])) == ["C", "E"]


def test_of_a_department_that_is_shown_five_may_not_leave_four():
    departments = [0] * 9 + [1] * 11
    assert together(team([(person, 0) for person in range(5)], departments=departments)) == ["E"]
    assert together(team([(person, 0) for person in range(9, 14)], departments=departments)) == ["C", "E"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 29), st.integers(0, 1)), max_size=14), st.integers(0, 2**30))
def test_beside_what_is_told_nobody_can_be_worked_out(unknown, seed):
    departments = np.random.default_rng(seed).integers(-1, 3, 30).tolist()
    frame = team(unknown, 30, departments)
    found = parts_shown(frame, CODES, 5, quiet)
    if "C" not in told_together(frame, found, CODES, 5):
        return
    pairs = parts.given_of(frame, ["C2", "C4"])
    complete = pairs.all(axis=1)
    for at in range(2):
        groups = found.members[found.shown[:, at]] & pairs[:, at]
        assert disclosure.leaks(np.vstack([groups, complete]), 5) == []


def test_if_it_takes_too_long_nothing_is_told_of_them(monkeypatch: pytest.MonkeyPatch):
    def slow(*given: object, **more: object) -> None:
        raise disclosure.TooLong

    frame = team([])
    found = parts_shown(frame, CODES, 5, quiet)
    monkeypatch.setattr(disclosure, "choose", slow)
    assert told_together(frame, found, CODES, 5) == []


def test_what_is_left_over_of_a_dimension_and_says_the_same_is_hidden_with_what_would_tell_it():
    today = [[1 + person % 4] for person in range(40)]
    wanted = [[5]] * 38 + [[3], [4]]
    frame = world(today, wanted, "E3").frame()
    for name in ("department", "meets", "region", "level"):
        places = [0] * 14 + [1] * 14 + [2] * 12 if name == "department" else [-1] * 40
        labels = pd.Index(["Desk", "Kitchen", "Sales"])
        frame.respondents[name] = pd.Categorical.from_codes(places, categories=labels, ordered=True)
    found = parts_shown(frame, ["E3"], 5, quiet)
    assert found.shown[:, 0].tolist() == [True, False, False, False]
    assert kept_parts(frame, found, ["E3"]) == []


def test_too_many_cells_for_the_memory_are_not_even_tried(monkeypatch: pytest.MonkeyPatch):
    departments = [0] * 10 + [1] * 10
    frame = team([], departments=departments)
    assert len(parts_shown(frame, CODES, 5, quiet).cells) == 3
    monkeypatch.setattr(parts, "MOST_CELLS", 59)
    assert len(parts_shown(frame, CODES, 5, quiet).cells) == 1
    monkeypatch.setattr(parts, "MOST_CELLS", 60)
    assert len(parts_shown(frame, CODES, 5, quiet).cells) == 3
