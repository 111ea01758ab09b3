"""The numbers behind one picture as a CSV file that no spreadsheet can be led astray by."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from assessment.exports import table as table_export
from assessment.rows import Table, Value
from tests.assessment.test_tables import HEBREW, LONG, part, split, tables, team


def lines_of(table: Table) -> list[list[str]]:
    content = table_export.write(table)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_head_headings_and_lines_come_in_their_order() -> None:
    table = Table(
        "Levels",
        ("Practice", "Today", "Gap"),
        (
            ("Knowing each customer",),
            ("One memory", Decimal("2.0"), Decimal("-0.5")),
            ("Tone", None, "hidden"),
        ),
    )
    assert lines_of(table) == [
        ["Practice", "Today", "Gap"],
        ["Knowing each customer"],
        ["One memory", "2.0", "-0.5"],
        ["Tone", "", "hidden"],
    ]


def test_it_begins_with_a_byte_order_mark_and_is_the_same_twice() -> None:
    table = Table("Größen", ("Übung",), (("Straße",),))
    assert table_export.write(table).startswith(b"\xef\xbb\xbf\xc3\x9cbung")
    assert table_export.write(table) == table_export.write(table)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (Decimal("-1.0"), "-1.0"),
        (0, "0"),
        (None, ""),
        ("", ""),
        ("-1.0", "'-1.0"),
        ("1 to 2: 14, 3: 30", "1 to 2: 14, 3: 30"),
        ("=1+1", "'=1+1"),
        ("50 to 70", "50 to 70"),
    ],
)
def test_a_number_stays_one_and_text_never_starts_a_formula(value: Value, cell: str) -> None:
    assert table_export.cell(value) == cell
    assert lines_of(Table("", ("Name", "Value"), (("x", value),)))[1] == ["x", cell]


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+1", "-Sales", "@SUM(A1)", "\t=1", " =1", "\u202e=1", "＝1"]
)
def test_a_part_called_like_a_formula_is_text_in_head_and_lines(name: str) -> None:
    made = tables.parts(team(), split(part(name, 15, C2="1.2"), part("Rest", 5)))
    found = lines_of(made)
    assert found[0][1] == f"'{name}"
    assert found[1][1:3] == ["about 15 people", "about 5 people"]
    assert [line[0] for line in lines_of(Table("", (name,), ((name,), (name, name))))] == [f"'{name}"] * 3


@pytest.mark.parametrize("name", [LONG, HEBREW, 'quote " and, comma', "two\nlines", "<script>"])
def test_any_other_name_comes_back_as_it_was(name: str) -> None:
    assert lines_of(tables.parts(team(), split(part(name, 15, C2="1.2"))))[0][1] == name
