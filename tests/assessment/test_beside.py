"""Sentences about what a team is held against: each under its condition."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assessment import beside
from assessment.rows import Change, Profile, Since
from tests.assessment.test_statements import a_report


@pytest.mark.parametrize(
    ("elevation", "yours", "end"),
    [
        ("0.8", True, "On average yours lie 0.8 levels higher."),
        ("-1.0", True, "On average yours lie 1.0 levels lower."),
        ("0.0", True, "On average they lie level."),
        ("0.8", False, "On average the executive’s lie 0.8 levels higher."),
        ("-0.8", False, "On average the executive’s lie 0.8 levels lower."),
    ],
)
def test_profiles_are_told_by_shape_and_height(elevation, yours, end):
    made = replace(a_report(yours=yours), profile=Profile(12, Decimal("0.85"), Decimal(elevation)))
    words = beside.profile(made)
    assert "Over 12 practices" in words
    assert "correlate with r = 0.85." in words
    assert words.endswith(end)


def test_without_two_profiles_nothing_is_said_and_a_flat_one_has_no_correlation():
    assert beside.profile(a_report()) == ""
    flat = replace(a_report(), profile=Profile(12, None, Decimal("0.8")))
    assert "one of the two profiles is flat" in beside.profile(flat)


def change(by: str, clear: bool) -> Change:
    now = Decimal("2.0") + Decimal(by)
    return Change("C2", Decimal("2.0"), Decimal("4.0"), now, Decimal(by), Decimal("0.2"), clear, 40)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("0.4", True), ("0.1", False)], "Today is higher than before on 1 of 2 practices"),
        ([("-0.4", True), ("0.1", False)], "Today is lower than before on 1 of 2 practices"),
        ([("-0.4", True), ("0.4", True)], "Since the round before: higher on 1 practices, lower on 1"),
        ([("-0.4", False), ("0.4", False)], "Nothing has moved more than chance since the round before"),
    ],
)
def test_only_changes_beyond_chance_are_counted(rows, words):
    since = Since("round 1", False, 0, tuple(change(by, clear) for by, clear in rows))
    assert beside.since_finding(since) == words


def test_a_comparison_says_whether_the_other_round_was_imported():
    assert "imported" in beside.since_reading(Since("x", True, 0, ()))
    assert "imported" not in beside.since_reading(Since("x", False, 0, ()))


def test_progress_is_told_of_what_has_moved():
    assert beside.progress(change("0.4", clear=True)) == "40%"
    assert beside.progress(change("0.4", clear=False)) == "—"
    assert beside.progress(replace(change("-0.4", clear=True), progress=-28)) == "further away"
    assert beside.progress(replace(change("0.4", clear=True), progress=None)) == "—"
