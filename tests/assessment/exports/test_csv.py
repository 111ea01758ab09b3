"""The CSV holds the page's numbers, one line for each voice and practice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assessment.exports import csv
from assessment.rows import Band, Cell, Part, PracticeRow, Report, Split, VoiceView
from surveys.choices import Voice
from tests.assessment.surveyed import as_executive, csv_lines, csv_rows, finished
from tests.factories import CORE, group

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


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
    assert [row["voice"] for row in rows] == ["executive"] * 16 + ["peer"] + ["team"] * 16


def test_the_last_lines_say_what_the_numbers_of_each_open_voice_are(made: Report) -> None:
    lines = csv_lines(made)[-2:]
    assert [(line["voice"], line["kind"], line["note"]) for line in lines] == [
        (view.voice, "about", view.footer) for view in made.views if view.state == "open"
    ]
    assert "9 answers" in lines[1]["note"]
    assert "smallest group 5" in lines[1]["note"]
    assert lines[1]["note"].endswith("not a measurement of customers.")


def test_the_numbers_are_those_of_the_report(made: Report) -> None:
    rows = iter(csv_rows(made))
    for view in made.views:
        if view.overall is None:
            assert (next(rows)["voice"], view.state) == ("peer", "not_asked")
            continue
        for line in (*view.practices, *view.categories, view.overall):
            found = next(rows)
            cells = [Decimal(found[name]) if found[name] else None for name in ("today", "wanted", "gap")]
            assert cells == [line.today, line.wanted, line.gap]
            assert found["half_gap"] == ("" if line.half_gap is None else str(line.half_gap))
    assert next(rows, None) is None


def test_the_answers_behind_a_score_are_those_in_the_averages(made: Report) -> None:
    """Who marked one level throughout has answered, and is in no average."""
    views = tuple(replace(view, answered=12) if view.voice == "team" else view for view in made.views)
    rows = [row for row in csv_rows(replace(made, views=views)) if row["voice"] == "team"]
    assert {row["answers"] for row in rows} == {"9"}
    assert {row["answers"] for row in csv_rows(made) if row["kind"] == "overall"} == {"1", "9"}


def test_a_reason_stands_beside_the_empty_number(made: Report) -> None:
    row = next(row for row in csv_rows(made) if row["code"] == "P7")
    assert (row["today"], row["wanted"], row["gap"]) == ("", "3", "")
    assert (row["no_level_today"], row["no_level_wanted"]) == ("dont_know", "")


def test_negative_gaps_stay_numbers() -> None:
    made = as_executive(finished(dict.fromkeys(CORE, ("4", "3"))))
    assert {row["gap"] for row in csv_rows(made) if row["voice"] == "executive"} == {"-1", "-1.0"}


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


def test_a_voice_that_was_not_asked_says_so() -> None:
    view = VoiceView("peer", "Peers", False, "not_asked", 4)
    assert [line[12] for line in csv.view_lines(view)] == ["nobody was asked"]


# --- where nearly everybody said the same -----------------------------------------------------------------

NUMBERS = ("today", "wanted", "gap", "half_today", "half_wanted", "half_gap")
LOW, HIGH = (Decimal("1.0"), Decimal("1.5")), (Decimal("4.5"), Decimal("5.0"))


@pytest.mark.parametrize(
    ("today", "wanted", "note"),
    [
        (LOW, HIGH, "only a band is shown: today 1.0 to 1.5, wanted 4.5 to 5.0"),
        (None, HIGH, "only a band is shown: wanted 4.5 to 5.0"),
        (LOW, None, "only a band is shown: today 1.0 to 1.5"),
        (None, None, "nearly everybody sees the same gap, so no average is shown"),
    ],
)
def test_a_practice_on_which_nearly_all_agree_says_so_and_has_no_number(
    made: Report, today: Band | None, wanted: Band | None, note: str
) -> None:
    team = made.views[2]
    alike = PracticeRow(
        *("C2", "Same", "Same", "C"), core=True, n=9, today=None, wanted=None, gap=None,
        today_band=today, wanted_band=wanted,
    )  # fmt: skip
    (found, *_rest) = csv_rows(replace(made, views=(replace(team, practices=(alike,)),)))
    assert {found[name] for name in NUMBERS} == {""}
    assert found["note"].endswith(note)
    assert found["answers"] == "9"


# --- parts of the team ------------------------------------------------------------------------------------

CELL = Cell(Decimal("2.0"), Decimal("3.4"), Decimal("1.4"), Decimal("0.6"), sure=False)


def with_parts(made: Report, by: tuple[str, ...], *parts: Part) -> Report:
    split = Split(by, tuple(name.title() for name in by), parts)
    return replace(made, views=(replace(made.views[2], splits=(split,)),))


def parts_of(made: Report) -> list[dict[str, str]]:
    """The lines behind the sixteen of the total."""
    return csv_rows(made)[16:]


def test_each_part_has_a_line_for_every_practice_and_score_with_its_place(made: Report) -> None:
    cells = {"C2": CELL, "C": CELL, "overall": CELL}
    found = parts_of(with_parts(made, ("department", "region"), Part(("Sales", "North"), None, cells)))
    assert [row["code"] for row in found] == [*CORE, "C", "E", "P", ""]
    assert {(row["department"], row["region"], row["meets"], row["level"]) for row in found} == {
        ("Sales", "North", "", "")
    }
    shown = {row["code"] or "overall": row for row in found if row["today"]}
    assert list(shown) == ["C2", "C", "overall"]
    assert [shown["C2"][name] for name in NUMBERS] == ["2.0", "3.4", "1.4", "", "", "0.6"]
    hidden = [row for row in found if not row["today"]]
    assert {row["note"] for row in hidden} == {"hidden to protect a small group"}
    assert {row[name] for row in hidden for name in NUMBERS} == {""}
    assert {row["answers"] for row in found} == {""}, "no count of a cell, only about how many people"


def test_a_part_tells_about_how_many_people_it_has(made: Report) -> None:
    found = parts_of(with_parts(made, ("level",), Part(("Leads a team",), 15, {"C2": CELL})))
    assert {(row["level"], row["about_people"]) for row in found} == {("Leads a team", "15")}


def test_a_hidden_part_is_one_line_without_a_digit(made: Report) -> None:
    found = parts_of(with_parts(made, ("department",), Part(("Board",), None, {})))
    assert len(found) == 1
    told = {name: value for name, value in found[0].items() if value}
    assert told == {"voice": "team", "department": "Board", "note": "hidden to protect a small group"}


def test_a_department_whose_name_starts_a_formula_is_defused(made: Report) -> None:
    found = parts_of(
        with_parts(made, ("department",), Part(("=1+1",), None, {}), Part(("@A1",), 5, {"C2": CELL}))
    )
    assert {row["department"] for row in found} == {"'=1+1", "'@A1"}
