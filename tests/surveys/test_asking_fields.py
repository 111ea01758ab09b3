"""Texts on one line, closing dates, labels and pasted lists: what is taken, and how it is kept."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
import time_machine
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from surveys.asking_fields import ClosingDate, Labels, OneLine, as_text, read_text
from surveys.lists import NotAList, Row, one_line

LABEL = st.text(max_size=80).map(one_line).filter(lambda label: len(label) <= 80)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Jana  Berg ", "Jana Berg"),
        ("Jana\r\nBcc: x@example.com", "Jana Bcc: x@example.com"),
        ("\u202eJa\u0000na\u200f\ufeff", "Jana"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),  # escaped where it is shown
        ("Straße & Söhne, 東京", "Straße & Söhne, 東京"),
    ],
)
def test_a_text_stays_on_its_line(typed: str, kept: str) -> None:
    assert OneLine(longest=80).clean(typed) == kept


@pytest.mark.parametrize("typed", ["", "\u200f\n", "x" * 81, "http://example.com", "WWW.example.com"])
def test_what_a_text_may_not_be(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        OneLine(longest=80).clean(typed)


@pytest.mark.parametrize("web", [True, False])
@pytest.mark.parametrize(
    "typed",
    ["=?utf-8?q?a=0ab?=", "Jana =?utf-8?q?www=2eevil=2ecom?= x", "=?x?q?=ff?=", "=\u200b?utf-8?b?a?="],
)
def test_what_mail_programs_would_decode_is_left_out(typed: str, web: bool) -> None:
    """It would be another name in the mail than on the page, or a mail that can't be made."""
    with pytest.raises(forms.ValidationError, match="Leave “=\\?” out of this"):
        OneLine(longest=80, web=web).clean(typed)
    assert OneLine(longest=80).clean("Who asks? = Jana") == "Who asks? = Jana"


def test_a_letter_is_one_letter_however_it_is_typed() -> None:
    assert OneLine(longest=80).clean("Cafe\u0301") == "Café"
    assert Labels().clean("Cafe\u0301\nBar") == ["Café", "Bar"]
    with pytest.raises(forms.ValidationError, match="“Café” stands there twice"):
        Labels().clean("Café\nBar\nCafe\u0301")
    with pytest.raises(forms.ValidationError, match="stands there twice"):
        Labels().clean("e\u200b\u0301\né")


def test_a_contact_may_name_a_page() -> None:
    assert (
        OneLine(longest=80, web=True).clean("https://intranet.example/ask") == "https://intranet.example/ask"
    )
    assert OneLine(longest=80).clean("Booking.com") == "Booking.com"


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        ("2026-11-02", False),
        ("2026-11-03", True),
        ("2027-05-01", True),
        ("2027-05-02", False),
        ("9999-12-31", False),
        ("0001-01-01", False),
        ("03/11/2026", True),
    ],
)
def test_a_date_from_tomorrow_to_half_a_year_away(typed: str, good: bool) -> None:
    with time_machine.travel("2026-11-02 12:00Z", tick=False):
        field = ClosingDate()
        if good:
            assert isinstance(field.clean(typed), date)
        else:
            with pytest.raises(forms.ValidationError, match="from 3 November 2026 to 1 May 2027"):
                field.clean(typed)


def test_a_date_that_was_told_is_never_moved_earlier() -> None:
    with time_machine.travel("2026-11-02 12:00Z", tick=False):
        field = ClosingDate(earliest=date(2026, 12, 1))
        assert field.clean("2026-12-01") == date(2026, 12, 1)
        with pytest.raises(forms.ValidationError):
            field.clean("2026-11-30")


def test_labels_keep_their_order() -> None:
    assert Labels().clean("Sales\r\n Kitchen \n\nFront\toffice") == [
        "Sales",
        "Kitchen",
        "Front office",
    ]
    assert Labels(required=False).clean("") == []


def test_a_label_that_stands_there_twice_is_named() -> None:
    with pytest.raises(forms.ValidationError, match="“Sales” stands there twice"):
        Labels().clean("Bar\nSales\nKitchen\n SALES ")


@pytest.mark.parametrize("typed", ["Sales", "Sales\nsales", "\n".join(map(str, range(21))), "A\n" + "x" * 81])
def test_too_few_too_many_or_too_long_labels(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        Labels().clean(typed)


@given(st.lists(st.tuples(LABEL, LABEL, LABEL), max_size=12))
def test_a_list_written_down_reads_as_it_was(segments: list[tuple[str, str, str]]) -> None:
    """What was in a file goes on as text without a change, formulas, quotes and separators too."""
    rows = [Row(f"person{at}@example.com", *labels) for at, labels in enumerate(segments)]
    read = read_text(as_text(rows))
    normal = [Row(row.email, *(nfc(label) for label in row.segments)) for row in rows]
    assert (read.rows, read.bad, read.repeated) == (normal, [], 0)


def nfc(label: str) -> str:
    return unicodedata.normalize("NFC", label)


def test_a_first_line_that_is_bad_stops_nobody() -> None:
    listed = read_text("Anna, Berlin\nben@example.com")
    assert [row.email for row in listed.rows] == ["ben@example.com"]
    assert [(row.line, row.text) for row in listed.bad] == [(1, "Anna"), (1, "Berlin")]


@pytest.mark.parametrize(
    ("first", "line"),
    [
        ("email", "anna@example.com"),
        ("E-Mail;Abteilung", "anna@example.com;North"),
        ('department\t"Email"', "North\tanna@example.com"),
        ("region, e-mail address", "North, anna@example.com"),
    ],
)
def test_a_first_line_that_names_the_columns_is_no_address(first: str, line: str) -> None:
    listed = read_text(f"\n{first}\n{line}")
    assert [row.email for row in listed.rows] == ["anna@example.com"]
    assert listed.bad == []


def test_a_list_has_an_end(settings: object) -> None:
    settings.ROWS_PER_LIST = 3
    with pytest.raises(NotAList):
        read_text("a@x.de, b@x.de\nc@x.de; oops")
