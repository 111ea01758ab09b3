"""The form by which earlier results come in."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys.import_forms import ImportForm

BEGAN = date(2026, 11, 20)


def form(**fields: str) -> ImportForm:
    file = SimpleUploadedFile("earlier.csv", b"x")
    return ImportForm({"answered_on": "2024-03-15", **fields}, {"file": file}, began=BEGAN)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2024-03-15", date(2024, 3, 15)),
        ("2024-03", date(2024, 3, 1)),
        ("1990-01-01", date(1990, 1, 1)),
        ("1989-12-31", None),
        ("2026-11-20", date(2026, 11, 20)),
        ("2026-11-21", None),
        ("2024-13", None),
        ("15.3.2024", None),
    ],
)
def test_a_day_or_a_month_from_1990_to_the_day_the_round_began(typed: str, day: date | None) -> None:
    filled = form(answered_on=typed)
    assert filled.is_valid() == (day is not None)
    assert filled.cleaned_data.get("answered_on") == day
    assert filled.fields["answered_on"].widget.attrs["max"] == "2026-11-20"
    if typed == "2026-11-21":
        (said,) = filled.errors["answered_on"]
        assert said == "Choose a day no later than 20 November 2026, when this round began"


@pytest.mark.parametrize(
    ("typed", "counts"),
    [
        ({}, {}),
        ({"peers_asked": "8"}, {"peer": 8}),
        ({"peers_asked": "1", "team_asked": "100000"}, {"peer": 1, "team": 100_000}),
    ],
)
def test_how_many_were_asked_is_said_by_voice_or_not_at_all(typed: dict[str, str], counts: object) -> None:
    filled = form(**typed)
    assert filled.is_valid()
    assert filled.head_counts() == counts


@pytest.mark.parametrize("typed", ["0", "-1", "100001", "many", "3.5"])
def test_a_number_of_people_that_is_none_is_refused(typed: str) -> None:
    for name in ("peers_asked", "team_asked"):
        assert list(form(**{name: typed}).errors) == [name]


def test_a_file_is_needed_and_an_empty_one_gets_its_sentence_later() -> None:
    assert list(ImportForm({"answered_on": "2024-03"}, {}, began=BEGAN).errors) == ["file"]
    nothing = {"file": SimpleUploadedFile("earlier.csv", b"")}
    empty = ImportForm({"answered_on": "2024-03"}, nothing, began=BEGAN)
    assert empty.is_valid()
