"""Files of long answers: taken as a whole, or refused with every bad line named."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answer_files import NotAnswers, ranges
from surveys.long_answers import BadLines, Known, LongAnswers, Person, Problem, TooLong, read

HEAD = "respondent,item,current,desired\n"
FULL = (
    "respondent,item,current,desired,category,voice,department\n"
    "r1,C2,2,4,C,team,Sales\n"
    "r1,E3,,5,E,team,Sales\n"
    "r2,C2,5,,C,peers,\n"
)


def taken(
    text: str, coding: str = "utf-8", most: int | None = None, codes: Mapping[str, str] | None = None
) -> LongAnswers:
    return read(io.BytesIO(text.encode(coding)), most, Known(codes))


def lines_of(answers: LongAnswers) -> list[tuple[int, str, int, int]]:
    codes = list(answers.items)
    return [
        (person, codes[item], current, desired)
        for person, item, current, desired in zip(
            answers.person, answers.item, answers.current, answers.desired, strict=True
        )
    ]


def problems(text: str) -> list[str]:
    with pytest.raises(BadLines) as found:
        taken(text)
    return [str(problem) for problem in found.value.problems]


def refusal(text: str, coding: str = "utf-8", most: int | None = None) -> str:
    with pytest.raises(NotAnswers) as found:
        taken(text, coding, most)
    return str(found.value)


# --- good files ---------------------------------------------------------------------------------------------


def test_each_line_is_a_respondent_an_item_and_two_levels_in_the_files_order():
    answers = taken(FULL)
    assert answers.people == [Person("team", ("Sales",)), Person("peer", ("",))]
    assert answers.items == {"C2": "C", "E3": "E"}
    assert answers.columns == ("department",)
    assert lines_of(answers) == [(0, "C2", 2, 4), (0, "E3", 0, 5), (1, "C2", 5, 0)]


def test_without_category_and_voice_everybody_is_of_the_team():
    answers = taken(HEAD + "r1,C2,2,4\n")
    assert answers.people == [Person("team", ())]
    assert answers.items == {"C2": ""}


def test_columns_may_stand_in_any_order_and_be_called_today_and_wanted():
    answers = taken("Wanted,Person,Today,Practice\n4,r1,2,C2\n")
    assert lines_of(answers) == [(0, "C2", 2, 4)]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("before", ["", "\n", " \r\n\n"])
def test_spreadsheets_encodings_and_separators_are_understood(coding, separator, before):
    text = before + FULL.replace("Sales", "Büro").replace(",", separator)
    content = (b"\xff\xfe" if coding == "utf-16-le" else b"") + text.encode(coding)
    assert read(io.BytesIO(content)).people[0] == Person("team", ("Büro",))


@pytest.mark.parametrize(("cell", "level"), [("3", 3), (" 3 ", 3), ("3.0", 3), ("", 0), (" ", 0), ("NA", 0)])
def test_a_level_may_have_spaces_or_a_zero_behind_it_and_may_be_missing(cell, level):
    assert lines_of(taken(f"{HEAD}r1,C2,{cell},4\n")) == [(0, "C2", level, 4)]


def test_empty_lines_and_columns_without_a_name_are_passed_over():
    answers = taken("respondent,item,current,desired,,\n\nr1,C2,2,4,,\n,,,,,\nr1,C4,2,4,,\n")
    assert [line[1] for line in lines_of(answers)] == ["C2", "C4"]


def test_the_same_name_in_two_spellings_of_unicode_is_the_same():
    answers = taken("respondent,item,current,desired,site\nr1,C2,1,2,Ko\u0308ln\nr1,C4,1,2,K\u00f6ln\n")
    assert answers.people == [Person("team", ("K\u00f6ln",))]


def test_a_name_in_quotation_marks_may_go_over_two_lines_and_lines_are_counted_on():
    text = 'respondent,item,current,desired,site\nr1,C2,1,2,"A,\nB"\nr2,C2,9,2,X\n'
    assert problems(text) == ["Line 4: level 9 doesn’t exist, levels go from 1 to 5."]
    assert taken(text.replace(",9,", ",3,")).people[0].labels == ("A, B",)


def test_where_each_respondent_comes_first_is_known():
    answers = taken("\nrespondent,item,current,desired\nr1,C2,1,2\n\nr1,C4,1,2\nr2,C2,1,2\n")
    assert answers.begun == [3, 6]


CODES = {"c2": "C2", "é1": "É1"}


def test_known_items_are_taken_in_any_case_and_are_one_item_whatever_it_is():
    answers = taken(HEAD + "r1,c2,2,4\nr2, C2 ,1,1\nr1,É1,3,3\n", codes=CODES)
    assert lines_of(answers) == [(0, "C2", 2, 4), (1, "C2", 1, 1), (0, "É1", 3, 3)]
    with pytest.raises(BadLines, match="the respondent has answered this item on an earlier line"):
        taken(HEAD + "r1,c2,2,4\nr1,C2,1,1\n", codes=CODES)


def test_an_item_that_is_not_known_spoils_its_line_only_where_items_are():
    text = HEAD + "r1,C2,2,4\nr1,X9,2,4\nr1,,2,4\n"
    with pytest.raises(BadLines) as found:
        taken(text, codes=CODES)
    assert [str(problem) for problem in found.value.problems] == [
        "Line 3: “X9” is no practice of this questionnaire.",
        "Line 4: there is no item.",
    ]
    assert problems(text) == ["Line 4: there is no item."]


def test_what_the_other_lines_say_goes_along_with_the_bad_ones():
    with pytest.raises(BadLines) as found:
        taken(HEAD + "r1,C2,2,4\nr2,C2,9,4\nr3,C2,5,5\n")
    assert found.value.lines == 1
    assert lines_of(found.value.others) == [(0, "C2", 2, 4), (2, "C2", 5, 5)]
    assert found.value.others.begun == [2, 3, 4], "who comes on a bad line is known all the same"


# --- bad lines ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("r1,C2,0,4", "level 0 doesn’t exist, levels go from 1 to 5"),
        ("r1,C2,2,6", "level 6 doesn’t exist, levels go from 1 to 5"),
        ("r1,C2,-1,4", "level -1 doesn’t exist, levels go from 1 to 5"),
        ("r1,C2,3.5,4", "level 3.5 is not a whole one from 1 to 5"),
        ('r1,C2,"3,5",4', "level 3,5 is not a whole one from 1 to 5"),
        ("r1,C2,three,4", "“three” is no level from 1 to 5"),
        ("r1,C2,=1+1,4", "“=1+1” is no level from 1 to 5"),
        ("r1,C2,٣,4", "“٣” is no level from 1 to 5"),
        ("r1,C2,2", "the columns are 3, not 4 as in the first line"),
        ("r1,C2,2,4,5", "the columns are 5, not 4 as in the first line"),
        (",C2,2,4", "there is no respondent"),
        ("r1,,2,4", "there is no item"),
        (f"r1,{'x' * 81},2,4", f"“{'x' * 20}…” has more than 80 characters"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_with_its_cause(line, why):
    assert problems(f"{HEAD}r0,C2,2,4\n{line}\n") == [f"Line 3: {why}."]


def test_every_bad_line_is_named_those_of_one_cause_together():
    bad = "".join(f"r{n},C2,6,1\n" for n in range(5)) + "r9,C2,x,1\n" + "r8,C2,6,1\n"
    assert problems(HEAD + bad) == [
        "Lines 2–6, 8: level 6 doesn’t exist, levels go from 1 to 5.",
        "Line 7: “x” is no level from 1 to 5.",
    ]


def test_an_item_answered_twice_by_the_same_respondent_is_refused():
    text = HEAD + "r1,C2,2,4\nr2,C2,2,4\nr1,C2,2,4\n"
    assert problems(text) == ["Line 4: the respondent has answered this item on an earlier line."]


def test_a_respondent_has_one_voice_and_one_label_throughout():
    head = "respondent,item,current,desired,voice,department\n"
    for other, why in (
        ("team,Sales", "department is “Sales”, and “Care” on line 2"),
        ("peer,", "voice is “peer”, and “team” on line 2"),
    ):
        found = problems(f"{head}r1,C2,2,4,team,Care\nr1,C4,2,4,{other}\n")
        assert found == [f"Line 3: {why} for the same respondent."]


def test_everything_that_is_wrong_with_a_line_is_told_and_what_it_spoils_on_later_lines():
    head = "respondent,item,current,desired,voice,department\n"
    text = head + "r1,C2,9,x,team,Care\nr1,C2,3,3,team,Sales\nr2,C4,7,3,nobody,\nr1,C2,1,1,team,Care\n"
    assert problems(text) == [
        "Line 2: level 9 doesn’t exist, levels go from 1 to 5.",
        "Line 2: “x” is no level from 1 to 5.",
        "Line 3: department is “Sales”, and “Care” on line 2 for the same respondent.",
        "Line 4: level 7 doesn’t exist, levels go from 1 to 5.",
        "Line 4: “nobody” is no voice: say executive, peer or team.",
        "Line 5: the respondent has answered this item on an earlier line.",
    ]
    with pytest.raises(BadLines) as found:
        taken(text)
    assert found.value.lines == 4


def test_columns_that_are_not_asked_for_are_passed_over_whatever_they_say():
    head = "respondent,item,current,desired,Department,comment\n"
    text = head + f"r1,C2,2,4,Care,first\nr1,C4,2,4,Care,{'x' * 500}\n"
    found = read(io.BytesIO(text.encode()), None, Known(columns={"department"}))
    assert (found.columns, found.passed_over) == (("Department",), ("comment",))
    assert found.people == [Person("team", ("Care",))]


def test_an_item_has_one_category_throughout():
    head = "respondent,item,current,desired,category\n"
    assert problems(head + "r1,C2,2,4,C\nr2,C2,2,4,E\nr2,C4,1,1,\n") == [
        "Line 3: the item has another category on an earlier line.",
        "Line 4: there is no category.",
    ]


def test_an_unknown_voice_is_named():
    head = "respondent,item,current,desired,voice\n"
    assert problems(head + "r1,C2,2,4,Everyone\nr2,C2,2,4,\n") == [
        "Line 2: “Everyone” is no voice: say executive, peer or team.",
        "Line 3: “” is no voice: say executive, peer or team.",
    ]


# --- files that are none ------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["respondent", "item", "current", "desired"])
def test_a_missing_column_is_named(column):
    head = HEAD.replace(column, "other")
    assert refusal(head + "r1,C2,2,4\n") == (
        f"Line 1 names no column “{column}”. It must name respondent, item, current and desired."
    )


def test_a_column_named_twice_is_refused():
    text = "respondent,item,current,desired,site,Site\nr1,C2,2,2,a,b\n"
    assert refusal(text) == "Line 1 names the column “Site” twice."


def test_of_two_words_for_one_thing_the_plain_one_counts_and_the_other_is_a_further_column():
    answers = taken("respondent,code,item,current,desired\nr1,red,C2,2,4\n")
    assert answers.items == {"C2": ""}
    assert (answers.columns, answers.people[0].labels) == (("code",), ("red",))


def test_a_heading_of_hundreds_of_columns_is_refused_before_anything_is_read():
    wide = ",".join(f"c{n}" for n in range(296))
    assert len(taken(f"respondent,item,current,desired,{wide}\nr1,C2,1,2{',x' * 296}\n").columns) == 296
    assert refusal(f"respondent,item,current,desired,{wide},one\n") == (
        "Line 1 has 301 columns, more than 300."
    )


def test_a_cell_of_a_hundred_thousand_spaces_is_too_long_for_a_name():
    text = f"respondent,item,current,desired,site\nr1,C2,1,2,a{' ' * 100_000}\n"
    assert problems(text)[0].endswith("has more than 80 characters.")


@pytest.mark.parametrize("text", ["", "\n\n", " \n"])
def test_an_empty_file_is_said_to_be_empty(text):
    assert refusal(text) == "This file is empty. Its first line names the columns, and answers follow."


def test_a_heading_alone_is_no_answers():
    assert refusal(HEAD) == "Line 1 names the columns, and no answer follows it."


def test_nothing_but_dont_know_is_nothing_to_work_out():
    assert refusal(HEAD + "r1,C2,,\nr2,C2,,\n") == (
        "Lines 2 to 3 hold only don’t know, no level: nothing can be worked out."
    )


def test_one_level_on_either_side_is_enough():
    assert lines_of(taken(HEAD + "r1,C2,,\nr2,C2,,3\n"))[1] == (1, "C2", 0, 3)


@pytest.mark.parametrize("content", [b"PK\x03\x04zip", b"%PDF-1.7", b"respondent\0item", b"\x89PNG\r\n"])
def test_another_kind_of_file_is_refused(content):
    with pytest.raises(NotAnswers, match="This isn’t a CSV file"):
        read(io.BytesIO(content))


def test_more_lines_than_may_be_are_refused():
    text = HEAD + "r1,C2,2,4\nr2,C2,2,4\n"
    assert len(taken(text, most=2).people) == 2
    with pytest.raises(TooLong):
        taken(text, most=1)
    assert refusal(text, most=1) == ("This file has more than 1 lines of answers, the most it may have.")


def test_a_quotation_mark_that_never_ends_is_named():
    assert refusal(HEAD + 'r1,C2,2,4\nr2,"C2,2,4\n') == "Line 3 can’t be read as CSV."


# --- any input at all ---------------------------------------------------------------------------------------


def taken_or_why(content: bytes) -> LongAnswers | str:
    try:
        return read(io.BytesIO(content))
    except NotAnswers as problem:
        return str(problem)
    except BadLines as problem:
        return " ".join(map(str, problem.problems))


CELL = st.sampled_from(["r1", "r2", "C2", "C4", "1", "5", "6", "", "3.5", "team", '"', "\n", "=x"])


@given(st.lists(st.lists(CELL, min_size=3, max_size=6), max_size=12))
def test_any_lines_are_taken_as_they_stand_or_refused(rows: list[list[str]]):
    target = io.StringIO()
    csv.writer(target).writerows([["respondent", "item", "current", "desired"], *rows])
    answers = taken_or_why(target.getvalue().encode())
    if isinstance(answers, str):
        assert answers
        return
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(lines_of(answers)) == len(kept)
    for (_, code, current, desired), row in zip(lines_of(answers), kept, strict=True):
        assert code == " ".join(row[1].split())
        assert (current, desired) == (int(row[2].strip() or 0), int(row[3].strip() or 0))


@given(st.binary(max_size=300))
def test_any_bytes_are_answers_or_are_refused_with_a_sentence(content: bytes):
    assert taken_or_why(HEAD.encode() + content)


@given(st.sets(st.integers(2, 60), min_size=1))
def test_ranges_name_every_line_once(lines: set[int]):
    words = ranges(sorted(lines))
    named: list[int] = []
    for part in words.split(", "):
        first, _, last = part.partition("–")
        named += range(int(first), int(last or first) + 1)
    assert named == sorted(lines)


def test_a_thousand_ranges_are_named_and_the_rest_counted():
    assert str(Problem("x", range(2, 2 + 2 * 1_003, 2))).endswith("2000 and 3 more: x.")
