"""The CSV holds the page's numbers, one line for each voice and practice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assessment.exports import csv
from assessment.rows import Report
from surveys.choices import Voice
from tests.assessment.surveyed import as_executive, csv_rows, finished
from tests.factories import CORE, group

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Report:
    draft = finished()
    group(draft.survey, 9)
    return as_executive(draft)


def test_the_lines_stand_in_the_order_of_voices_and_questionnaire(made: Report) -> None:
    rows = csv_rows(made)
    own = [row for row in rows if row["voice"] == "executive"]
    assert [row["code"] for row in own] == [*CORE, "C", "E", "P", ""]
    assert [row["kind"] for row in own] == ["practice"] * 12 + ["category"] * 3 + ["overall"]
    assert [row["voice"] for row in rows] == ["executive"] * 16 + ["team"] * 16


def test_the_numbers_are_those_of_the_report(made: Report) -> None:
    rows = iter(csv_rows(made))
    for view in made.views:
        assert view.overall is not None
        for line in (*view.practices, *view.categories, view.overall):
            found = next(rows)
            cells = [Decimal(found[name]) if found[name] else None for name in ("today", "wanted", "gap")]
            assert cells == [line.today, line.wanted, line.gap]
    assert next(rows, None) is None


def test_a_reason_stands_beside_the_empty_number(made: Report) -> None:
    row = next(row for row in csv_rows(made) if row["code"] == "P7")
    assert (row["today"], row["wanted"], row["gap"]) == ("", "3", "")
    assert (row["no_level_today"], row["no_level_wanted"]) == ("dont_know", "")


def test_negative_gaps_stay_numbers() -> None:
    made = as_executive(finished(dict.fromkeys(CORE, ("4", "3"))))
    assert {row["gap"] for row in csv_rows(made)} == {"-1", "-1.0"}


def test_every_line_has_a_cell_for_every_column(made: Report) -> None:
    lines = csv.write(made).decode("utf-8-sig").splitlines()
    assert lines[0] == ",".join(csv.HEADER)
    assert {line.count(",") for line in lines if '"' not in line} == {len(csv.HEADER) - 1}


def test_it_starts_with_one_byte_order_mark(made: Report) -> None:
    content = csv.write(made)
    assert content.startswith(b"\xef\xbb\xbfvoice,")
    assert content.count(b"\xef\xbb\xbf") == 1


def test_a_practice_whose_name_starts_a_formula_is_defused(made: Report) -> None:
    own = made.views[0]
    names = ('=HYPERLINK("http://x","y")', "@risk", 'Commas, "quotes"\nand lines')
    rows = (
        tuple(replace(row, name=name) for row, name in zip(own.practices, names, strict=False))
        + own.practices[3:]
    )
    scores = (replace(own.categories[0], name="+49"), *own.categories[1:])
    found = csv_rows(replace(made, views=(replace(own, practices=rows, categories=scores),)))
    assert [row["name"] for row in found[:3]] == [f"'{names[0]}", "'@risk", names[2]]
    assert found[12]["name"] == "'+49"
    assert found[0]["today"] == "3"


def test_the_same_report_gives_the_same_bytes(made: Report) -> None:
    assert csv.write(made) == csv.write(made)


def test_a_voice_that_may_not_be_shown_is_one_line_that_says_why() -> None:
    draft = finished()
    group(draft.survey, 4)
    group(draft.survey, 9, Voice.PEER, opened=False)
    lines = [row for row in csv_rows(as_executive(draft)) if row["voice"] != "executive"]
    assert [(row["voice"], row["note"]) for row in lines] == [
        ("peer", "not open yet"),
        ("team", "hidden to protect a small group"),
    ]
    assert {value for row in lines for name, value in row.items() if name not in ("voice", "note")} == {""}
