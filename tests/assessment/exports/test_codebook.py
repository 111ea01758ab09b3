"""Every column that leaves in a file is explained, once, in words."""

from __future__ import annotations

from collections import Counter

from assessment.exports import csv
from assessment.exports.codebook import (
    about,
    averages,
    columns,
    columns_of,
    intervals,
    places,
    pooled,
    rounds,
    shares,
    sides,
    statements,
)


def test_every_column_of_the_csv_is_explained() -> None:
    known = columns()
    assert [name for name in csv.HEADER if name not in known or not known[name].meaning] == []


def test_no_column_is_told_of_twice() -> None:
    groups = (places, averages, intervals, shares, statements, sides, rounds, pooled, about)
    keys = Counter(column.key for group in groups for column in group())
    assert [key for key, times in keys.items() if times > 1] == []
    assert set(keys) == set(columns())


def test_every_number_has_a_unit_a_range_and_its_rounding() -> None:
    numbers = [column for column in columns().values() if column.is_number]
    assert len(numbers) > 40
    assert [one.key for one in numbers if not (one.unit and one.values and one.rounding)] == []


def test_a_number_about_people_says_from_how_many_there_is_one() -> None:
    counted = {"used", "offered"}  # practices, which are nobody's answers
    silent = {one.key for one in columns().values() if one.is_number and not one.people}
    assert silent == counted


def test_what_is_a_code_in_the_csv_is_told_by_its_code() -> None:
    known = columns()
    for key, codes in {
        "voice": ("executive", "peer", "team"),
        "part": ("core", "deeper"),
        "no_level_today": ("dont_know", "not_applicable", "skipped"),
        "no_level_wanted": ("no_view",),
        "verdict": ("large", "small", "gap", "above", "open"),
        "agreement_today": ("broad", "mixed", "divided"),
        "priority": ("first", "wide", "popular", "later"),
    }.items():
        told = known[key].values.split("in the CSV: ")[1].split(", ")
        assert set(codes) <= set(told), key


def test_columns_come_in_the_order_asked_for_and_under_the_name_given() -> None:
    found = columns_of("gap", "today", gap="Distance")
    assert [(one.key, one.name) for one in found] == [("gap", "Distance"), ("today", "Today")]
    assert found[0].meaning == columns()["gap"].meaning
