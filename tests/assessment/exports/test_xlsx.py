"""The sheets hold the report's numbers as numbers, every text as text, and nothing that is hidden."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from assessment import report as reports
from assessment import tasks
from assessment.exports import csv, xlsx
from assessment.rows import (
    Cell,
    Change,
    Moment,
    Moved,
    Part,
    PracticeRow,
    Report,
    Round,
    Since,
    Split,
    Standing,
    Trend,
    VoiceView,
)
from surveys.actions import opening
from surveys.choices import Voice
from surveys.models import Panel, Survey
from tests import voices
from tests.assessment.surveyed import as_consultant, as_executive, finished
from tests.factories import CORE, group, levels_of

pytestmark = pytest.mark.one_database

Line = dict[str, Any]
HIDDEN = "hidden to protect a small group"
SCORES = ("today", "wanted", "gap", "half_today", "half_wanted", "half_gap")
HEADS = dict(zip(SCORES, ("Today", "Wanted", "Gap", "Today ±", "Wanted ±", "Gap ±"), strict=True))
CELL = Cell(Decimal("2.0"), Decimal("3.4"), Decimal("1.4"), Decimal("0.6"), sure=False)


def opened(report: Report) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx.write(report)))


def lines(book: Workbook, sheet: str) -> list[Line]:
    """A sheet's rows by its headings."""
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def of_voice(book: Workbook, sheet: str, voice: str) -> list[Line]:
    return [row for row in lines(book, sheet) if row["Voice"] == voice]


def everything(book: Workbook) -> Iterator[Any]:
    return (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


def same(cell: object, value: Decimal | int | None) -> bool:
    """Whether a cell holds this number, or nothing."""
    return cell is None if value is None else Decimal(str(cell)) == value


@pytest.fixture
def survey(db: None) -> Survey:
    draft = finished(name="Müller & Söhne")
    group(draft.survey, 12)
    group(draft.survey, 6, Voice.PEER)
    return draft.survey


@pytest.fixture
def made(survey: Survey) -> Report:
    return reports.build(survey, reports.Executive(survey.drafts.get(voice=Voice.EXECUTIVE)))


def team_of(report: Report) -> VoiceView:
    view = report.view(Voice.TEAM)
    assert view is not None
    return view


def with_team(report: Report, **changes: Any) -> Report:
    """The report with another team."""
    views = [replace(view, **changes) if view.voice == Voice.TEAM else view for view in report.views]
    return replace(report, views=tuple(views))


def split_by(by: Sequence[str], *parts: Part) -> Split:
    return Split(tuple(by), tuple(name.title() for name in by), parts)


# --- numbers --------------------------------------------------------------------------------------------


def test_the_practices_have_the_numbers_of_the_report_as_numbers(made: Report) -> None:
    book = opened(made)
    for view in made.views:
        for row, found in zip(view.practices, of_voice(book, "Practices", view.name), strict=True):
            assert (found["Code"], found["Name"]) == (row.code, row.name)
            assert [name for name in SCORES if not same(found[HEADS[name]], getattr(row, name))] == []
            assert same(found["Answers"], row.n)
            assert same(found["Picked"], row.picked)


def test_the_scores_have_them_too(made: Report) -> None:
    book = opened(made)
    for view in made.views:
        assert view.overall is not None
        for row, found in zip(
            [*view.categories, view.overall], of_voice(book, "Categories", view.name), strict=True
        ):
            assert [found["Code"] or "", found["Kind"]] == [row.code, "category" if row.code else "overall"]
            scores = ("today", "wanted", "gap", "half_gap")
            assert [name for name in scores if not same(found[HEADS[name]], getattr(row, name))] == []


def test_shares_are_fractions_that_are_printed_as_per_cent(made: Report) -> None:
    book = opened(made)
    rows = [row for row in team_of(made).practices if row.evidence is not None]
    assert rows
    found = {row["Code"]: row for row in of_voice(book, "Practices", "Team")}
    for row in rows:
        assert row.evidence is not None
        line, evidence = found[row.code], row.evidence
        told = [line[name] for name in ("Want more", "Want more from", "Want more to")]
        per_cent = [evidence.more.share, evidence.more.low, evidence.more.high]
        assert told == [value / 100 for value in per_cent]
        assert line["At 4 or 5 today"] == evidence.high_today / 100
    head = [cell.value for cell in book["Practices"][1]]
    column = book["Practices"].cell(book["Practices"].max_row, head.index("Want more") + 1)
    assert column.number_format == "0%"


def test_levels_that_were_given_are_whole_and_averages_have_a_decimal(made: Report) -> None:
    sheet = opened(made)["Practices"]
    today = [str(cell.value) for cell in sheet[1]].index("Today") + 1
    formats = {
        (sheet.cell(line, 1).value, sheet.cell(line, today).number_format)
        for line in range(2, sheet.max_row + 1)
        if sheet.cell(line, today).value is not None
    }
    assert formats == {("You", "0"), ("Peers", "0.0"), ("Team", "0.0")}


def test_every_cell_is_a_number_or_a_text_as_its_column_says(made: Report) -> None:
    report = full(made)
    book = opened(report)
    for sheet in xlsx.sheets_of(report):
        if sheet.name == "About":
            continue
        for row in book[sheet.name].iter_rows(min_row=2):
            for column, cell in zip(sheet.columns, row, strict=True):
                kind = "d" if column.kind == "date" else "n" if column.is_number else "s"
                assert cell.value is None or cell.data_type == kind, (sheet.name, column.key)


def test_people_at_each_level_add_up_to_those_who_answered(made: Report) -> None:
    rows = [row for row in lines(opened(made), "Levels") if row["Side"] == "today" and row["Code"] == "C2"]
    practice = next(row for row in team_of(made).practices if row.code == "C2")
    assert practice.evidence is not None
    found = [(row["From level"], row["To level"], row["People"]) for row in rows]
    assert found == list(practice.evidence.levels_today)
    assert sum(row["People"] for row in rows) == practice.n


def test_the_same_report_gives_the_same_bytes(made: Report) -> None:
    content = xlsx.write(made)
    assert content == xlsx.write(made)
    times = {item.date_time for item in zipfile.ZipFile(io.BytesIO(content)).infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}


def test_it_tells_how_far_it_has_come(made: Report) -> None:
    steps: list[tuple[int, int]] = []
    xlsx.write(made, note=lambda done, of: steps.append((done, of)))
    assert steps == [(at, len(steps)) for at in range(1, len(steps) + 1)]


# --- the voices -----------------------------------------------------------------------------------------


def test_the_voices_stand_side_by_side(made: Report) -> None:
    found = lines(opened(made), "Voices")
    for row, line in zip(made.compared, found, strict=True):
        cells = {
            "You: today": row.own_today, "You: wanted": row.own_wanted,
            "Peers: today": row.peers_today, "Peers: wanted": row.peers_wanted,
            "Team: today": row.team_today, "Team: wanted": row.team_wanted, "Team: today ±": row.team_half,
            "You minus Team": row.off_team, "You minus Peers": row.off_peers,
        }  # fmt: skip
        assert [name for name, value in cells.items() if not same(line[name], value)] == []
        named = {True: "yes", False: "no"}[row.clear_team] if row.off_team is not None else None
        assert line["Named a difference from Team"] == named


def test_peers_are_numbers_with_a_note_and_nothing_finer(made: Report) -> None:
    peers = next(view for view in made.views if view.coarse)
    low = replace(peers.practices[0], today=Decimal("1.5"), wanted=Decimal("4.5"), gap=Decimal("3.0"))
    changed = replace(peers, practices=(low, *peers.practices[1:]))
    book = opened(replace(made, views=(made.views[0], changed, made.views[2])))
    rows = of_voice(book, "Practices", "Peers")
    assert rows[0]["Note"] == "to the nearest half level, today 1.5 or less, wanted 4.5 or more"
    for row in rows:
        assert row["Note"].startswith("to the nearest half level")
        assert (row["Today"] * 2).is_integer() if isinstance(row["Today"], float) else True
        given = {name for name, value in row.items() if value is not None}
        assert given <= {"Voice", "Code", "Name", "Category", "Form", "Today", "Wanted", "Gap", "Note"}
    about = {row["What"]: row["Value"] for row in lines(book, "About")}
    assert "1.5 or less" in about["Peers: how to read"]


def test_a_report_without_own_marks_has_none_and_compares_with_none(survey: Survey, made: Report) -> None:
    without = reports.without_own_marks(made)
    book = opened(without)
    assert {row["Voice"] for row in lines(book, "Practices")} == {"Peers", "Team"}
    assert "You" not in " ".join(str(cell.value) for cell in everything(book))
    assert "You minus Team" not in lines(book, "Voices")[0]
    theirs = opened(as_consultant(survey.drafts.get(voice=Voice.EXECUTIVE)))
    assert {row["Voice"] for row in lines(theirs, "Practices")} == {"Peers", "Team"}


def test_one_voice_alone_is_compared_with_nothing(db: None) -> None:
    draft = finished()
    group(draft.survey, 9)
    made = reports.without_own_marks(as_executive(draft))
    assert made.compared
    assert "Voices" not in opened(made).sheetnames


def test_voices_without_results_are_one_line_that_says_why(db: None) -> None:
    draft = finished()
    group(draft.survey, 4)
    group(draft.survey, 9, Voice.PEER, opened=False)
    book = opened(as_executive(draft))
    rows = [row for row in lines(book, "Practices") if row["Voice"] != "You"]
    told = [{name: value for name, value in row.items() if value is not None} for row in rows]
    assert told == [{"Voice": "Peers", "Note": "not open yet"}, {"Voice": "Team", "Note": HIDDEN}]


def test_whoever_does_not_know_anything_has_reasons_and_no_numbers(db: None) -> None:
    draft = finished(dict.fromkeys(CORE, ("dont_know", "no_view")), picks=())
    book = opened(as_executive(draft))
    rows = of_voice(book, "Practices", "You")
    assert {(row["No level today"], row["No level wanted"]) for row in rows} == {("don’t know", "no view")}
    assert {row[HEADS[name]] for row in rows for name in SCORES} == {None}
    scores = of_voice(book, "Categories", "You")
    assert {row["Gap"] for row in scores} == {None}
    assert book.sheetnames == ["About", "Practices", "Categories", "Codebook"]


# --- what is hidden -------------------------------------------------------------------------------------


def small_groups() -> Survey:
    """A team of which two departments are so small that they are hidden: the Board's gaps are all 3.7."""
    survey = voices.survey_of()
    segments = {"department": ("Stores", "Service", "Legal", "Board"), "region": ("North", "South")}
    panel = voices.by_link(survey, Voice.TEAM, 40, segments)
    place = 0
    for department, people in (("Stores", 12), ("Service", 8), ("Legal", 4), ("Board", 3)):
        for person in range(people):
            levels = (levels_of(place, at) for at in range(len(CORE)))
            marks = {code: (str(now), str(later)) for code, (now, later) in zip(CORE, levels, strict=True)}
            if department == "Board":
                marks = dict.fromkeys(CORE, ("2" if person == 2 else "1", "5"))
            said = {"department": department, "region": "South" if place % 3 else "North"}
            voices.answer(panel, place, marks, said)
            place += 1
    opening.close(panel=panel, by=voices.executive_of(survey))
    assert tasks.open_results.call(panel.pk)
    return Panel.objects.select_related("survey__organisation").get(pk=panel.pk).survey


def test_a_hidden_part_has_no_number_anywhere(db: None) -> None:
    survey = small_groups()
    made = reports.build(survey, reports.Executive(survey.drafts.get(voice=Voice.EXECUTIVE)))
    hidden = {(split.key, part.at) for split in team_of(made).splits for part in split.parts if part.hidden}
    assert ("department", ("Board",)) in hidden
    book = opened(made)
    assert {"By department", "By region", "Parts"} <= set(book.sheetnames)
    board = [row for row in book_rows(book) if "Board" in [cell.value for cell in row]]
    assert len(board) >= 2
    assert {cell.data_type for row in board for cell in row if cell.value is not None} == {"s"}
    assert all(HIDDEN in [cell.value for cell in row] for row in board)
    gaps = [row["Gap"] for name in ("Practices", "Categories", "Parts") for row in lines(book, name)]
    gaps += [value for row in lines(book, "By department") for value in row.values()]
    assert 3.7 not in gaps, "what the Board's gaps are"
    shown = [row for row in lines(book, "By department") if row["Note"] is None]
    assert {row["Department"] for row in shown} == {"Stores", "Service"}


def book_rows(book: Workbook) -> Iterator[tuple[Any, ...]]:
    return (row for sheet in book.worksheets for row in sheet.iter_rows())


def test_a_hidden_cell_of_a_part_is_empty_and_named_in_its_note(made: Report) -> None:
    split = split_by(["department"], Part(("Sales",), 15, {"C2": CELL, "overall": CELL}))
    book = opened(with_team(made, splits=(split,)))
    (row,) = lines(book, "By department")
    gaps = {name: value for name, value in row.items() if isinstance(value, float)}
    assert gaps == {"Overall": 1.4, "C2 Person, not segment": 1.4}
    assert row["About people"] == 15
    assert row["Note"].startswith(f"{HIDDEN}: C, E, P, C4, ")
    assert row["Less sure"] == "overall, C2"
    long = lines(book, "Parts")
    assert [line["Code"] for line in long if line["Note"] is None] == [None, "C2"]
    assert {line["Gap"] for line in long if line["Note"] == HIDDEN} == {None}
    (c2,) = [line for line in long if line["Code"] == "C2"]
    assert (c2["Today"], c2["Wanted"], c2["Gap"], c2["Gap ±"]) == (2.0, 3.4, 1.4, 0.6)
    assert c2["Sure to half a level"] == "no"


def test_where_nearly_everybody_says_the_same_there_is_a_band_and_no_average(made: Report) -> None:
    alike = PracticeRow(
        *("C2", "Same", "Same", "C"), core=True, n=9, today=None, wanted=None, gap=None,
        today_band=(Decimal("1.0"), Decimal("1.5")),
    )  # fmt: skip
    row = of_voice(opened(with_team(made, practices=(alike,))), "Practices", "Team")[0]
    assert (row["Today"], row["Gap"], row["Today band from"], row["Today band to"]) == (None, None, 1.0, 1.5)
    assert row["Note"] == "nearly everybody gave the same answer, so only a band is shown"


@pytest.mark.parametrize(
    ("hidden", "note"),
    [(True, HIDDEN), (False, "nearly everybody sees the same gap, so no average is shown")],
)
def test_a_practice_without_an_average_says_why(made: Report, hidden: bool, note: str) -> None:
    row = PracticeRow(
        *("C2", "x", "x", "C"), core=True, n=None, today=None, wanted=None, gap=None, hidden=hidden
    )
    assert of_voice(opened(with_team(made, practices=(row,))), "Practices", "Team")[0]["Note"] == note


# --- parts, rounds, other organisations -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("dimensions", "sheets"),
    [
        ((), []),
        (("region",), ["By region"]),
        (("department", "meets", "level"), ["By department", "By place of contact", "By level"]),
    ],
)
def test_each_way_of_splitting_has_a_sheet(made: Report, dimensions: list[str], sheets: list[str]) -> None:
    splits = tuple(split_by([name], Part(("A",), 5, {"C2": CELL})) for name in dimensions)
    names = opened(with_team(made, splits=splits)).sheetnames
    assert [name for name in names if name.startswith("By ")] == sheets
    assert ("Parts" in names) == bool(sheets)


def test_two_crossed_are_in_the_long_table_alone(made: Report) -> None:
    split = split_by(
        ["department", "region"],
        Part(("Sales", "North"), None, {"C2": CELL}),
        Part(("Board", "North"), None, {}),
    )
    book = opened(with_team(made, splits=(split,)))
    assert [name for name in book.sheetnames if name.startswith("By ")] == []
    *shown, hidden = lines(book, "Parts")
    assert {(row["Split by"], row["Department"], row["Region"]) for row in shown} == {
        ("Department × Region", "Sales", "North")
    }
    assert {name: value for name, value in hidden.items() if value is not None} == {
        "Voice": "Team", "Split by": "Department × Region", "Department": "Board", "Region": "North",
        "Note": HIDDEN,
    }  # fmt: skip


def many(made: Report, departments: int) -> Report:
    """A team in so many departments with names of any length and script, by region too."""
    names = [
        f"קבוצה {at} " + "מ" * 280 if at % 2 else f"Department {at} " + "x" * 284 for at in range(departments)
    ]
    codes = [row.code for row in team_of(made).practices]
    cells = dict.fromkeys([*codes, "C", "E", "P", "overall"], CELL)
    one = split_by(["department"], *(Part((name,), 20, cells) for name in names))
    regions = split_by(["region"], *(Part((f"R{at}",), 20, cells) for at in range(5)))
    two = split_by(
        ["department", "region"], *(Part((name, f"R{at}"), None, cells) for name in names for at in range(5))
    )
    return with_team(made, splits=(one, regions, two))


def test_it_holds_sixty_departments_by_five_regions(made: Report) -> None:
    book = opened(many(made, 60))
    assert book["By department"].max_row == 61
    assert book["Parts"].max_row == 1 + (60 + 5 + 300) * 16
    labels = {row["Department"] for row in lines(book, "By department")}
    assert {len(label) for label in labels} > {288}
    assert any(label.startswith("קבוצה") for label in labels)


def test_a_split_of_any_name_gets_a_sheet_of_a_valid_one(made: Report) -> None:
    odd = ("[a]:*?/\\b", "[A] B", "'" + "long" * 20 + "'", "", "History", "about", "codebook", "😀" * 20)
    splits = tuple(Split((name,), (name,), (Part(("A",), 5, {"C2": CELL}),)) for name in odd)
    names = opened(with_team(made, splits=splits)).sheetnames
    assert len({name.casefold() for name in names}) == len(names)
    assert max(len(name.encode("utf-16-le")) // 2 for name in names) <= 31
    assert not any(
        set(name) & set("[]:*?/\\") or name.startswith("'") or name.endswith("'") for name in names
    )
    assert "history" not in {name.casefold() for name in names}
    assert (names[0], names[-1]) == ("About", "Codebook")


def full(made: Report) -> Report:
    """A report with every sheet there is."""
    change = Change(
        "C2", Decimal("2.0"), Decimal("4.0"), Decimal("2.8"), Decimal("0.8"), Decimal("0.3"),
        clear=True, progress=40,
    )  # fmt: skip
    unclear = replace(change, code="C4", clear=False)
    back = replace(change, code="C7", change=Decimal("-0.8"), progress=-40)
    before = Round(
        "round 1",
        date(2025, 3, 1),
        8,
        1,
        False,
        {"C": Moment(Decimal("2.0"), Decimal("3.0"), Decimal("0.31"))},
    )
    now = replace(before, name="round 2", people=12, on=date(2026, 3, 1))
    trend = Trend((before, now), {"C": Moved(Decimal("0.4"), True)})
    standings = (
        Standing("Overall", Decimal("2.4"), 120, "percentile", 0.6249),
        Standing("Knowing", Decimal("2.4"), 25, "quarter", 3),
        Standing("Engaging", Decimal("2.4"), 25, "quarter", None),
    )
    splits = (split_by(["department"], Part(("Sales",), 15, {"C2": CELL})),)
    since = Since("round 1", False, 0, (change, unclear, back))
    return with_team(made, since=since, trend=trend, standings=standings, splits=splits)


def test_changes_since_the_round_before(made: Report) -> None:
    first, unclear, back = lines(opened(full(made)), "Over time")
    numbers = [
        first[name] for name in ("Today, before", "Wanted, before", "Today, now", "Change", "Change ±")
    ]
    assert numbers == [2.0, 4.0, 2.8, 0.8, 0.3]
    assert (first["Since"], first["More than chance"], first["Of the way"]) == ("round 1", "yes", 0.4)
    assert (unclear["More than chance"], unclear["Of the way"]) == ("no", None)
    assert (back["Of the way"], back["Note"]) == (-0.4, "further away")


def test_every_round_with_intervals_no_finer_than_elsewhere(made: Report) -> None:
    rows = lines(opened(full(made)), "Rounds")
    found = {(row["Round"], row["Code"]): row for row in rows}
    assert len(rows) == 2 * 4
    assert (found["round 1", "C"]["Today"], found["round 1", "C"]["Today ±"]) == (2.0, 0.5)
    assert found["round 2", "C"]["Today ±"] == 0.3
    assert found["round 2", "C"]["Day"].date() == date(2026, 3, 1)
    assert (found["round 1", "C"]["Since the first"], found["round 2", "C"]["Since the first"]) == (None, 0.4)
    assert (found["round 2", "E"]["Today"], found["round 2", "E"]["Note"]) == (None, HIDDEN)


def test_one_round_alone_is_no_trend(made: Report) -> None:
    report = full(made)
    trend = team_of(report).trend
    assert trend is not None
    alone = with_team(report, trend=replace(trend, rounds=trend.rounds[1:]))
    assert "Rounds" not in opened(alone).sheetnames


def test_where_the_team_stands_among_others(made: Report) -> None:
    rows = lines(opened(full(made)), "Benchmark")
    assert [row["Percentile"] for row in rows] == [0.62, None, None]
    assert [row["Other organisations"] for row in rows] == [120, 25, 25]
    assert rows[1]["Place"] == "in the third quarter, from below, of 25 other organisations"


# --- text -----------------------------------------------------------------------------------------------

RISKY = ("=1+1", "+49", "-1", "@SUM(A1)", "\t=1", " =1", "\x00=1", "＝1", '=HYPERLINK("https://x.example")')


def test_what_somebody_typed_is_never_a_formula_or_a_link(made: Report) -> None:
    split = split_by(["department"], *(Part((name,), 5, {"C2": CELL}) for name in RISKY))
    report = replace(with_team(made, splits=(split,)), organisation="=cmd|' /C calc'!A0")
    book = opened(report)
    assert {cell.data_type for cell in everything(book)} <= {"n", "s", "d"}
    labels = [row["Department"] for row in lines(book, "By department")]
    assert all(label.startswith("'") for label in labels)
    content = zipfile.ZipFile(io.BytesIO(xlsx.write(report)))
    sheets = [content.read(name) for name in content.namelist() if "worksheets/sheet" in name]
    assert len(sheets) > 5
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)


def test_an_address_and_a_number_that_somebody_typed_stay_text(made: Report) -> None:
    names = ("https://example.com/", "mailto:x@example.com", "0042", "1e5", "TRUE", "internal:About!A1")
    split = split_by(["department"], *(Part((name,), 5, {"C2": CELL}) for name in names))
    sheet = opened(with_team(made, splits=(split,)))["By department"]
    cells = [sheet.cell(line, 1) for line in range(2, 2 + len(names))]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [
        (name, "s", None) for name in names
    ]


def test_what_a_sheet_cannot_hold_is_left_out_or_cut(made: Report) -> None:
    names = ("a\x07b\x1fc\ufffe", "x" * 40_000, "😀" * 20_000, "_x0041_", "lone \ud800")
    split = split_by(["department"], *(Part((name,), 5, {"C2": CELL}) for name in names))
    found = [row["Department"] for row in lines(opened(with_team(made, splits=(split,))), "By department")]
    assert found == ["abc", "x" * 32_767, "😀" * 16_383, "_x0041_", "lone "]


# --- for whoever opens it -------------------------------------------------------------------------------


def test_it_starts_with_what_it_is_and_ends_with_what_every_column_means(made: Report) -> None:
    book = opened(full(made))
    assert book.sheetnames == [
        "About", "Practices", "Categories", "Levels", "Voices", "By department", "Parts", "Over time",
        "Rounds", "Benchmark", "Codebook",
    ]  # fmt: skip
    assert book.active is book["About"]
    assert book.properties.title == "Closer · Müller & Söhne · round 1"
    about = {row["What"]: row["Value"] for row in lines(book, "About")}
    assert about["Organisation"] == "Müller & Söhne"
    assert about["Questionnaire"] == made.questionnaire
    assert about["Wanted by"].date() == made.wanted_by
    assert about["Level 1"] == "Not yet"
    for view in made.views:
        assert about[view.name] == view.footer
    assert about["What this is"] == "Structured opinion of our own people, not a measurement of customers."
    assert HIDDEN in about["What hidden means"]
    sheets = [name.removeprefix("Sheet: ") for name in about if name.startswith("Sheet: ")]
    assert sheets == book.sheetnames[1:]


def test_who_is_in_no_average_is_said_first(made: Report) -> None:
    about = {row["What"]: row["Value"] for row in lines(opened(with_team(made, answered=14)), "About")}
    assert about["Team: people in the averages"] == 12
    assert about["Team: left out"].startswith("2 people marked one level throughout")


def test_rows_are_as_high_as_their_longest_text() -> None:
    assert [xlsx.lines_of(text, 10) for text in ("", "x" * 10, "x" * 11, "日" * 6, "a\nb")] == [1, 1, 2, 2, 2]


def test_the_codebook_has_every_column_of_every_sheet_and_no_other(made: Report) -> None:
    book = opened(full(made))
    told = [(row["Sheet"], row["Column"]) for row in lines(book, "Codebook")]
    there = [(sheet.title, cell.value) for sheet in book.worksheets for cell in sheet[1]]
    assert told == there
    assert all(row["Meaning"] and row["Unit"] for row in lines(book, "Codebook"))
    csv_names = {row["Name in the CSV"] for row in lines(book, "Codebook")} - {None}
    assert csv_names == set(csv.HEADER)


def test_no_line_says_anything_its_sheet_has_no_column_for(made: Report) -> None:
    for sheet in xlsx.sheets_of(full(made)):
        keys = [column.key for column in sheet.columns]
        names = [column.name for column in sheet.columns]
        assert len(set(keys)) == len(keys)
        assert len(set(names)) == len(names), "a heading stands for one column"
        assert [set(row) - set(keys) for row in sheet.rows if set(row) - set(keys)] == []


def test_headings_stay_in_view_and_can_be_filtered_by(made: Report) -> None:
    for sheet in opened(full(made)).worksheets:
        assert str(sheet.freeze_panes).endswith("2")
        assert str(sheet.auto_filter.ref).startswith("A1:")
        assert all(cell.value for cell in sheet[1])
        assert all(sheet.column_dimensions[cell.column_letter].width >= 10 for cell in sheet[1][:1])
        assert sheet.print_title_rows == "$1:$1"


def test_an_organisation_without_a_name_is_said_to_have_none(db: None) -> None:
    book = opened(as_executive(finished()))
    about = {row["What"]: row["Value"] for row in lines(book, "About")}
    assert about["Organisation"] == "not named yet"
    assert book.properties.title == "Closer · round 1"


def test_what_was_imported_is_known_by_its_day(made: Report) -> None:
    about = {
        row["What"]: row["Value"]
        for row in lines(opened(replace(made, answered_on=date(2025, 3, 4))), "About")
    }
    assert about["Round"] == "imported, March 2025"
    assert about["Answered on"].date() == date(2025, 3, 4)
