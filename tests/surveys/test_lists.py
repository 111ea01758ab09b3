"""Lists as people have them: everything good is taken, everything bad is named by its line."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from surveys.lists import BadRow, Listed, NotAList, Row, clean_address, one_line, pasted, uploaded, why

MOST = 5000
FULL = "email,department,region,level\njana@example.com,Sales,North,Leads a team\n"
JANA = Row("jana@example.com", "Sales", "North", "Leads a team")


def upload(text: str, coding: str = "utf-8") -> Listed:
    return uploaded(text.encode(coding), MOST)


def addresses(listed: Listed) -> list[str]:
    return [row.email for row in listed.rows]


def bad(listed: Listed) -> list[tuple[int, str]]:
    return [(row.line, row.text) for row in listed.bad]


# --- any input at all ---------------------------------------------------------------------------------------


def looks_right(listed: Listed, lines: int) -> None:
    emails = addresses(listed)
    assert len(emails) == len(set(emails))
    for row in listed.rows:
        assert clean_address(row.email) == row.email
        assert all(one_line(label) == label and len(label) <= 80 for label in row.segments)
    for row in listed.bad:
        assert 1 <= row.line <= lines
        assert one_line(row.text) == row.text.strip()
        assert row.why


@given(st.binary(max_size=400))
def test_any_bytes_are_a_list_or_are_said_to_be_none(content: bytes) -> None:
    try:
        listed = uploaded(content, MOST)
    except NotAList:
        return
    looks_right(listed, content.count(b"\n") + content.count(b"\r") + 1)


PIECES = st.sampled_from(
    [
        "jana@example.com",
        '"',
        ",",
        ";",
        "\t",
        "\n",
        "\r\n",
        "<",
        ">",
        "@",
        "Sales",
        "ä",
        "\0",
        "\u202e",
        "email",
        " ",
    ]
)


@given(
    st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
)
def test_anything_put_together_from_what_lists_are_made_of(text: str, coding: str) -> None:
    try:
        listed = uploaded(text.encode(coding), MOST)
    except NotAList:
        return
    looks_right(listed, text.count("\n") + text.count("\r") + 1)


@given(st.text(max_size=200) | st.lists(PIECES, max_size=40).map("".join))
def test_anything_pasted(text: str) -> None:
    looks_right(pasted(text), len(text.splitlines()) or 1)


@pytest.mark.parametrize(
    "text",
    [
        "a," * 400_000,
        "<" * 900_000,
        "<a" * 400_000,
        "(" * 900_000 + "<a@example.com>",
        "a@example.com <" * 60_000,
        "a@" + "b." * 400_000,
        "," * 900_000 + "<",
        '"' * 900_000,
        "ä" * 400_000,
    ],
    ids=lambda text: text[:14],
)
def test_a_megabyte_of_anything_takes_seconds_at_most(text: str) -> None:
    """It once took hours: every piece was looked at up to the end of the line."""
    began = time.process_time()
    clean_address(text)
    for read in (lambda: pasted(text, MOST), lambda: uploaded(text.encode(), MOST)):
        with suppress(NotAList):
            read()
    assert time.process_time() - began < 5


# --- pasted -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("jana@example.com", ["jana@example.com"]),
        (
            "a@x.com, b@x.com;c@x.com\nd@x.com\te@x.com",
            ["a@x.com", "b@x.com", "c@x.com", "d@x.com", "e@x.com"],
        ),
        ("Jana Berg <jana@x.com>", ["jana@x.com"]),
        ("Berg, Jana <jana@x.com>; Ott, Tom <tom@x.com>", ["jana@x.com", "tom@x.com"]),
        ("Berg, Jana <jana@x.com>, Ott, Tom <tom@x.com>", ["jana@x.com", "tom@x.com"]),
        ('"Berg, Jana" <jana@x.com>, tom@x.com', ["jana@x.com", "tom@x.com"]),
        ("tom@x.com, Jana Berg <jana@x.com>", ["tom@x.com", "jana@x.com"]),
        ("tom@x.com, eva@x.com, Berg, Jana <jana@x.com>", ["tom@x.com", "eva@x.com", "jana@x.com"]),
        ("jana@x.com <jana@x.com>", ["jana@x.com"]),
        ("<jana@x.com>", ["jana@x.com"]),
        (" jana@x.com ,, ;; ", ["jana@x.com"]),
        ("Jana@X.com, JANA@x.COM", ["jana@x.com"]),
        ("o'brien+a@x.com", ["o'brien+a@x.com"]),
        ("jana@münchen.example", ["jana@xn--mnchen-3ya.example"]),
        ("jana@x\u3002com", ["jana@x.com"]),
        ("ja\u202ena\u200b@x.com\u2069", ["jana@x.com"]),
        ("jana@x.com\0", ["jana@x.com"]),
        ("", []),
        ("\n\n", []),
    ],
)
def test_addresses_are_found(text: str, found: list[str]) -> None:
    listed = pasted(text)
    assert addresses(listed) == found
    assert listed.bad == []


@pytest.mark.parametrize(
    "text",
    [
        "jana",
        "jana@",
        "@x.com",
        "jana@x",
        "jana@@x.com",
        "ja na@x.com",
        "jana@x..com",
        "jäna@x.com",
        "Jana <>",
        "jana@x.com <",
        "Jana <jana@x.com",
        "jana@" + "a" * 64 + ".com",
        "a" * 250 + "@x.com",
        "jana@faß.example",  # would go to fass.example, which is somebody else
        "jana@FAẞ.example",
        "\u212aim@x.com",  # K, the sign for Kelvin
    ],
)
def test_what_is_no_address_is_named_with_its_line(text: str) -> None:
    listed = pasted(f"a@x.com\n{text}\nb@x.com")
    assert addresses(listed) == ["a@x.com", "b@x.com"]
    assert bad(listed) == [(2, text[:120])]
    other = {
        "jäna@x.com": "only the letters a to z can be used before the @",
        "\u212aim@x.com": "only the letters a to z can be used before the @",
        "jana@x": "no dot after the @; perhaps a comma stands in its place",
    }
    assert listed.bad[0].why == other.get(text, "not an e-mail address")


@pytest.mark.parametrize(
    "address",
    [
        "=?utf-8?q?a=0ab?=@example.com",  # an encoded word, which mail programs read as another text
        "a=?b@example.com",
        '"p0"@example.com',  # p0@example.com, spelt past an opt-out and past one mail a day
        '"\\p0"@example.com',
        "\\p0@example.com",
        '"a b"@example.com',
        '"a@b"@example.com',
        '""@example.com',
        '"a"."b"@example.com',
        ".a@example.com",
        "a.@example.com",
        "a..b@example.com",
        "a(b)@example.com",
        "a,b@example.com",
        "a:b@example.com",
        "a" * 65 + "@example.com",
        "\u017fam@example.com",
        "a@localhost",
        "a@[127.0.0.1]",
        "a@[IPv6:::1]",
        "a@127.0.0.1",
        "a@10.0.0.10",
        "a@example",
        "a@.com",
        "a@",
    ],
)
def test_an_address_has_one_plain_spelling_at_a_domain(address: str) -> None:
    assert clean_address(address) == ""
    assert clean_address(f"Anna <{address}>") == ""


@pytest.mark.parametrize(
    "address",
    ["o'brien+a@x.com", "a.b-c_d@x.co.uk", "a=b@x.com", "a?b@x.com", "!#$%&'*+-/=^_`{|}~@x.com",
     "a" * 64 + "@x.com", "1@2.example", "a@3com.xn--p1ai"],
)  # fmt: skip
def test_every_sign_that_needs_no_quotation_marks_is_taken(address: str) -> None:
    assert clean_address(address.upper()) == address


def test_one_mailbox_spelt_in_other_ways_is_no_second_person() -> None:
    """They would get round an opt-out, an address that stands there twice, and one mail a day."""
    spellings = ['"p0"@x.com', "\\p0@x.com", '"\\p0"@x.com', "=?utf-8?q?p0?=@x.com"]
    listed = pasted("\n".join(["p0@x.com", *spellings]))
    assert listed.rows == [Row("p0@x.com")]
    assert bad(listed) == list(enumerate(spellings, start=2))
    quoted = [text.replace('"', '""') for text in spellings]
    listed = upload("email\np0@x.com\n" + "".join(f'"{text}"\n' for text in quoted))
    assert listed.rows == [Row("p0@x.com")]
    assert len(listed.bad) == 4


def test_a_comma_in_place_of_a_dot_is_said() -> None:
    found = pasted("anna@firma,de").bad
    assert [(row.text, row.why) for row in found] == [
        ("anna@firma", "no dot after the @; perhaps a comma stands in its place"),
        ("de", "not an e-mail address"),
    ]
    assert upload("email,department\nanna@firma,de,Sales\nb@x.com,Bar\n") == Listed(
        [Row("b@x.com", "Bar")], [BadRow(2, "anna@firma", "dot")]
    )


def test_repeated_addresses_are_counted() -> None:
    listed = pasted("a@x.com\nA@X.com; Anna <a@x.com>, b@x.com")
    assert (addresses(listed), listed.repeated) == (["a@x.com", "b@x.com"], 2)


def test_a_bad_line_is_shown_on_one_line_and_never_whole() -> None:
    [row] = pasted("jana\u202e\u2028" + "x" * 500).bad[:1]
    assert (row.line, row.text) == (1, "jana")
    [long] = pasted("x" * 500).bad
    assert len(long.text) == 120


# --- uploaded -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_whatever_wrote_it(coding: str) -> None:
    listed = upload("email;department\njana@example.com;Küche\n", coding)
    assert listed.rows == [Row("jana@example.com", "Küche")]


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_letter_are_read_without_a_mark_too(coding: str) -> None:
    assert upload("email;department\njana@example.com;Küche\n", coding).rows == [
        Row("jana@example.com", "Küche")
    ]


@pytest.mark.parametrize(
    ("first", "separator"), [("sep=;", ";"), ("sep=,", ","), ('"sep=;"', ";"), ("SEP=\t", "\t")]
)
def test_a_spreadsheets_own_line_about_separators_is_no_row(first: str, separator: str) -> None:
    listed = upload(f"{first}\r\n" + FULL.replace(",", separator) + "nobody\n")
    assert listed.rows == [JANA]
    assert bad(listed) == [(4, "nobody")]


def test_big_endian_with_its_mark_is_read_too() -> None:
    content = b"\xfe\xff" + "email\tdepartment\njana@example.com\tKüche".encode("utf-16-be")
    assert uploaded(content, MOST).rows == [Row("jana@example.com", "Küche")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_ends_of_lines(separator: str, end: str) -> None:
    text = FULL.replace(",", separator).replace("\n", end)
    assert upload(text).rows == [JANA]
    assert upload(end + text + end + end).rows == [JANA]


@pytest.mark.parametrize(
    "text",
    [
        "Level,REGION,E-Mail,Department\nLeads a team,North,jana@example.com,Sales\n",
        "Stufe;Standort;Abteilung;E-Mail-Adresse\nLeads a team;North;Sales;jana@example.com\n",
        "Abteilung;Region;Position;E-Mail\nSales;North;Leads a team;jana@example.com\n",
        "name,email,phone,dept,site,grade\nJana,jana@example.com,1,Sales,North,Leads a team\n",
        " Email , Bereich , Country , Role \n Jana <jana@example.com> , Sales , North , Leads  a team \n",
    ],
)
def test_columns_in_any_order_under_many_names(text: str) -> None:
    assert upload(text).rows == [JANA]


def test_without_a_heading_the_first_column_holds_addresses() -> None:
    listed = upload("jana@example.com,Sales\ntom@example.com,Kitchen\n")
    assert listed.rows == [Row("jana@example.com"), Row("tom@example.com")]


def test_a_name_with_a_comma_in_it_separates_nothing() -> None:
    assert upload('"Berg, Jana" <jana@x.com>;Sales\n').rows == [Row("jana@x.com")]
    assert upload("Berg, Jana <jana@x.com>; Sales\n").rows == [Row("jana@x.com")]
    listed = upload('department;email\n"Sales, North";jana@x.com\n')
    assert listed.rows == [Row("jana@x.com", "Sales, North")]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    long, broken = '"jana@example.com","Sales\nand more"', '"no\nbody",x'
    listed = upload(f"email,department\n\n{long}\nnobody,x\n{broken}\ntom@example.com\n?\n")
    assert listed.rows == [Row("jana@example.com", "Sales and more"), Row("tom@example.com")]
    assert bad(listed) == [(5, "nobody"), (6, "no body"), (9, "?")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('email,department\na@x.com,Bar\nb@x.com,"Ops\nc@x.com,Ops\nd@x.com,Ops\n', 3),
        ('email,department\nb@x.com,"Ops\nc@x.com,Ops\nd@x.com,"Bar"\ne@x.com,Ops\n', 2),
        ('sep=;\nemail;department\n"a@x.com;Sales\nb@x.com;Sales\n', 3),
        ('email,department\na@x.com,Bar\nb@x.com,"Ops', 3),
        ('email,department\n"Berg, Jana" <a@x.com>,"Ops\nb@x.com,Ops\n', 2),
    ],
)
def test_a_quotation_mark_that_isnt_closed_swallows_nobody(text: str, line: int) -> None:
    with pytest.raises(NotAList, match=f"Line {line} can’t be read as CSV. Look there for a quotation mark"):
        upload(text)


def test_an_inch_is_no_quotation() -> None:
    assert upload('email,department\na@x.com,3" pipes\nb@x.com,Bar\n').rows == [
        Row("a@x.com", '3" pipes'),
        Row("b@x.com", "Bar"),
    ]


def test_short_rows_have_no_segments_and_long_ones_no_more() -> None:
    listed = upload("email,department\njana@example.com\ntom@example.com,Sales,more,and more\n,Sales\n")
    assert listed.rows == [Row("jana@example.com"), Row("tom@example.com", "Sales")]
    assert bad(listed) == [(4, "")]


def test_a_label_may_have_eighty_characters() -> None:
    listed = upload(f"email,level\na@x.com,{'x' * 80}\nb@x.com,{'x' * 81}\n")
    assert listed.rows == [Row("a@x.com", level="x" * 80)]
    assert listed.bad == [BadRow(3, "b@x.com", "level")]
    assert listed.bad[0].why == "its level has more than 80 characters"
    with translation.override("de"):
        assert listed.bad[0].why == "Angabe mit mehr als 80 Zeichen: Position"


def test_words_that_an_earlier_version_kept_are_said_as_they_are() -> None:
    assert why("not an e-mail address") == "not an e-mail address"
    assert why("kept before there were codes") == "kept before there were codes"


@pytest.mark.parametrize("formula", ["=1+1", "@SUM(A1)", "-2", "+49", '=HYPERLINK("http://x")'])
def test_a_formula_is_text_like_any_other(formula: str) -> None:
    quoted = formula.replace('"', '""')
    assert upload(f'email,department\na@x.com,"{quoted}"\n').rows == [Row("a@x.com", formula)]


def test_labels_lose_what_controls_a_terminal_or_the_way_of_reading() -> None:
    listed = upload("email,department\na@x.com,\x1b[31mSa\u202eles\u200b \u00a0 North\x07\n")
    assert listed.rows == [Row("a@x.com", "[31mSales North")]


def test_an_umlaut_is_one_department_however_it_is_stored() -> None:
    listed = upload("email,department\na@x.com,K\u00fcche\nb@x.com,Ku\u0308che\n")
    assert {row.department for row in listed.rows} == {"Küche"}


def test_as_many_rows_as_may_be_and_one_more() -> None:
    lines = [f"p{number}@example.com" for number in range(5001)]
    assert len(upload("email\n" + "\n".join(lines[:5000])).rows) == 5000
    assert len(upload("\n".join(lines[:5000])).rows) == 5000
    assert len(pasted("\n".join(lines[:5000]), MOST).rows) == 5000
    for read in (lambda: upload("email\n" + "\n".join(lines)), lambda: pasted(", ".join(lines), MOST)):
        with pytest.raises(NotAList, match="has 5001 lines; one list may have 5000"):
            read()


@pytest.mark.parametrize("content", [b"", b"\n\n \n", b"\xef\xbb\xbf", b",,\n", b"\xff\xfe"])
def test_an_empty_file_is_no_list(content: bytes) -> None:
    with pytest.raises(NotAList, match="no lines in it"):
        uploaded(content, MOST)


def test_only_a_heading_is_a_list_of_nobody() -> None:
    assert upload("email,department\n") == Listed()


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04rest of a spreadsheet",
        b"%PDF-1.7",
        b"\x89PNG\r\n",
        b"\xd0\xcf\x11\xe0",
        b"\x1f\x8b\x08",
        b"a@x.com\0",
        bytes(range(1, 32)) * 4,
        "a@x.com\n".encode("utf-32-le"),
    ],
)
def test_other_kinds_of_files_are_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(NotAList, match="choose “Save as” and then CSV"):
        uploaded(content, MOST)


def test_a_heading_without_addresses_says_what_to_call_them() -> None:
    with pytest.raises(NotAList, match="Call it “email”"):
        upload("name,department\nJana,Sales\n")


def test_a_cell_without_end_is_named_by_its_line() -> None:
    with pytest.raises(NotAList, match="can’t be read as CSV"):
        upload("email\n" + "x" * 200_000 + "\n")
