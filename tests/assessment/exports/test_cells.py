"""Text that somebody typed never becomes a formula, and a number never becomes text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessment.exports.cells import number, text


@pytest.mark.parametrize(
    "risky",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1", "＋1", "－1", "＠A1",
        " =1", "\u00a0=1", "\ufeff=1", "\u2003=1", "\u200b=1", "\u202e=1", "  \u200f +1", "\tplain",
    ],
)  # fmt: skip
def test_what_could_start_a_formula_gets_an_apostrophe(risky: str) -> None:
    assert text(risky) == f"'{risky}"


@pytest.mark.parametrize(
    "harmless", ["", "Test and learn", "3 = three", "a-b", "’t is", "“quoted”", "1.5", " spaced"]
)
def test_other_text_stays_as_it_is(harmless: str) -> None:
    assert text(harmless) == harmless


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (Decimal("2.4"), "2.4"),
        (Decimal("-1"), "-1"),
        (Decimal("3.0"), "3.0"),
        (0, "0"),
        (12, "12"),
        (None, ""),
    ],
)
def test_numbers_have_a_plain_point_and_minus(value: Decimal | int | None, cell: str) -> None:
    assert number(value) == cell
