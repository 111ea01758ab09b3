"""The tables behind pictures: the same numbers in the same order, and of what is hidden none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assessment import comparisons, pictures, tables
from assessment.rows import Cell, Compared, Part, PracticeRow, Split, Value, VoiceView
from tests.assessment.said import NAMES, compared, report, row, score, view, whole

BAND = (Decimal("4.5"), Decimal("5.0"))
SCORES = tuple(
    score(code, name, "2.0", "3.5", "0.2")
    for code, name in zip("CEP", ("Know", "One", "People"), strict=True)
)
HALF = Decimal("0.3")
ROWS = (
    row("C2", half_today=HALF, half_wanted=HALF, half_gap=HALF),
    row("C4", None, None, n=None),
    row("E3", "1.2", "4.0", half_today=HALF, half_wanted=HALF, half_gap=HALF, emphasis="widest"),
    row("E5", None, None, hidden=False, n=12, wanted_band=BAND),
    row("P1", "4.6", "4.1", half_today=HALF, half_wanted=HALF, half_gap=HALF),
)


def team(*rows: PracticeRow, **more: Any) -> VoiceView:
    facts = {"categories": SCORES, "ranked": ("E3", "C2", "P1"), "used": 40, **more}
    return view(*(rows or ROWS), **facts)


def strings(line: Sequence[Value]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in line]


def numbers(*values: str | None) -> tuple[Decimal | None, ...]:
    return tuple(None if value is None else Decimal(value) for value in values)


# --- levels -------------------------------------------------------------------------------------------------


def test_a_teams_levels_stand_by_category_and_the_averages_below() -> None:
    table = tables.levels(team())
    assert table.head == ("Practice", "Answers", "Today", "Wanted", "Gap", "Half of the gap’s interval")
    assert table.lines[:3] == (
        ("Know",),
        ("Right moment", 40, *numbers("2.0", "3.5", "1.5", "0.3")),
        ("One memory", "", "too few answers", None, None, None),
    )
    assert table.lines[5] == ("Whole path", 12, "4.5 to 5.0 wanted", None, None, None)
    assert table.lines[7] == ("Aligned leaders", 40, *numbers("4.6", "4.1", "-0.5", "0.3"))
    assert [line[0] for line in table.lines[8:]] == ["Overall", "Know", "One", "People", "Overall"]
    assert table.lines[9] == ("Know", "", *numbers("2.0", "3.5", "1.5", "0.2"))


def test_the_levels_are_those_of_the_planogram_in_its_order() -> None:
    made = team(chart_title="Planogram", chart_desc="It shows.")
    chart = pictures.spec(report(made), made)
    drawn = [
        (column.name, column.today_text, column.wanted_text)
        for bay in chart.bays
        for column in bay.columns
        if column.today is not None
    ]
    told = [
        (line[0], str(line[2]), str(line[3]))
        for line in tables.levels(made).lines[:8]
        if len(line) > 1 and isinstance(line[2], Decimal)
    ]
    assert told == drawn == [
        ("Right moment", "2.0", "3.5"), ("One view", "1.2", "4.0"), ("Aligned leaders", "4.6", "4.1"),
    ]  # fmt: skip


def test_peers_are_told_in_half_levels_without_counts_or_intervals() -> None:
    made = team(row("C2", "1.5", "4.5"), row("C4", None, None), row("C7", "2.5", "3.0"), voice="peer")
    table = tables.levels(made)
    assert table.head == ("Practice", "Today", "Wanted", "Gap")
    assert table.lines[:4] == (
        ("Know",),
        ("Right moment", "1.5 or less", "4.5 or more", Decimal("3.0")),
        ("One memory", "too few answers", None, None),
        ("Our tone", "2.5", "3.0", Decimal("0.5")),
    )
    assert {len(line) for line in table.lines} == {1, 4}


def test_own_levels_give_the_reason_on_each_side_and_what_was_picked() -> None:
    made = view(
        row("C2", "2", "5", picked=1),
        replace(row("C4", None, None), wanted=Decimal(3), today_reason="dont_know"),
        replace(row("C7", None, None), today=Decimal(4), wanted_reason="no_view"),
        row("E3", None, None, today_reason="not_applicable", wanted_reason="not_applicable"),
        voice="executive",
        categories=SCORES,
        overall=whole(None, None),
    )
    table = tables.levels(made)
    assert table.head == ("Practice", "Today", "Wanted", "Gap", "Move first")
    assert [line for line in table.lines if len(line) > 1][:4] == [
        ("Right moment", *numbers("2", "5", "3"), "yes"),
        ("One memory", "don’t know", Decimal(3), None, ""),
        ("Our tone", Decimal(4), "no view", None, ""),
        ("One view", "doesn’t apply", "doesn’t apply", None, ""),
    ]
    assert table.lines[-1] == ("Overall", None, None, None, "")


# --- gaps ---------------------------------------------------------------------------------------------------


def test_gaps_are_those_of_the_picture_widest_first_and_the_hidden_last_without_a_number() -> None:
    made = team()
    chart, table = comparisons.dumbbell_of(report(made), made), tables.gaps(made)
    assert [line[0] for line in table.lines] == [one.name for one in chart.rows]
    for line, one in zip(table.lines, chart.rows, strict=True):
        if one.hidden:
            assert line[2:] == (one.hidden, None, None, None, None, None)
            continue
        _name, n, today, half, wanted, _half, gap, _around = line
        assert (n, float(today), float(wanted)) == (40, one.today, one.wanted)
        assert (str(gap).replace("-", "−"), f"± {half}") == (one.gap_text, one.half_text)
    assert {line[0]: line[1] for line in table.lines[3:]} == {"One memory": None, "Whole path": 12}
    assert all(len(line) == len(table.head) for line in table.lines)


# --- voices -------------------------------------------------------------------------------------------------


def voices(*rows: Compared, yours: bool = True) -> Any:
    return tables.voices(report(yours=yours), rows)


def test_only_voices_that_say_something_have_a_column() -> None:
    assert voices(compared("C2", "4", "2.4", "1.5")).head == (
        "Practice", "You", "Peers", "Team", "±", "Difference today",
    )  # fmt: skip
    assert voices(compared("C2", "4", "2.4"), yours=False).head == (
        "Practice", "Executive", "Team", "±", "Difference today",
    )  # fmt: skip
    assert voices(compared("C2", None, "2.4", "3.0")).head == ("Practice", "Peers", "Team", "±")
    assert voices(compared("C2", None, "2.4")).head == ("Practice", "Team", "±")


def test_each_voice_is_printed_as_it_may_be() -> None:
    rows = (
        compared("C2", "4", "2.4", "4.5", clear_team=True, team_half=Decimal("0.2")),
        compared("C4", None, "3.0", None),
        compared("C7", "3", None, "1.5"),
    )
    assert voices(*rows).lines == (
        (
            "Right moment",
            Decimal(4),
            "4.5 or more",
            *numbers("2.4", "0.2"),
            "1.6 levels higher than your team",
        ),
        ("One memory", None, None, Decimal("3.0"), None, ""),
        ("Our tone", Decimal(3), "1.5 or less", None, None, "no clear difference"),
    )


# --- parts --------------------------------------------------------------------------------------------------


def part(name: str, about: int | None = 10, **gaps: str) -> Part:
    cells = {
        code: Cell(Decimal("2.0"), Decimal("2.0") + Decimal(gap), Decimal(gap), Decimal("0.4"), True)
        for code, gap in gaps.items()
    }
    return Part((name,), about, cells)


def hidden(name: str) -> Part:
    return Part((name,), None, {})


def split(*parts: Part) -> Split:
    return Split(("department",), ("Department",), parts, "Gaps by department")


def test_a_table_of_parts_has_a_column_for_each_and_hidden_and_empty_look_alike() -> None:
    made = split(
        part("Sales", 15, C2="1.2", E3="2.8", C="1.2"), part("Kitchen", 5, E3="-0.2"), hidden("Board")
    )
    table = tables.parts(team(), made)
    assert table.caption == "Gap in levels by department"
    assert table.head == ("Practice", "Sales", "Kitchen", "Board", "Everyone")
    lines = {line[0]: line[1:] for line in table.lines if len(line) > 1}
    assert lines[""] == ("about 15 people", "about 5 people", "hidden", "")
    assert lines["Right moment"] == (Decimal("1.2"), "hidden", "hidden", Decimal("1.5"))
    assert lines["One view"] == (Decimal("2.8"), Decimal("-0.2"), "hidden", Decimal("2.8"))
    assert lines["One memory"] == ("hidden", "hidden", "hidden", None)
    assert lines["Know"] == (Decimal("1.2"), "hidden", "hidden", Decimal("1.5"))
    assert {lines[name][2] for name in lines} == {"hidden"}


@pytest.mark.parametrize("number", [0, 1, 8, 9, 60])
def test_a_table_holds_any_number_of_parts_and_a_map_its_eight_largest(number: int) -> None:
    made = split(*(part(f"Department {at:02}", 100 - at, C2="1.2") for at in range(number)))
    table = tables.parts(team(), made)
    assert len(table.head) == number + 2
    assert {len(line) for line in table.lines} == {1, number + 2}
    chart = comparisons.heat_map_of(report(team()), team(), made)
    drawn = [one.name for one in chart.segments]
    assert drawn == list(table.head[1 : 1 + min(number, 8)])
    lines = {line[0]: strings(line[1:]) for line in table.lines}
    for group in chart.groups:
        for one in group.rows:
            tiles = ["hidden" if tile is None else tile.text for tile in one.tiles]
            assert lines[one.name][: len(tiles)] == tiles
            assert lines[one.name][-1] == one.everyone_text.replace("−", "-")


LONG = "Kunden" * 50
HEBREW = "\u202eשירות לקוחות\u202c"


@pytest.mark.parametrize("name", [LONG, HEBREW, "=cmd|' /C calc'!A0", "<b>&", "Sales\nKitchen"])
def test_any_name_of_a_part_is_kept_as_it_is(name: str) -> None:
    made = split(part(name, 15, C2="1.2"), part("Rest", 5, C2="0.8"))
    assert tables.parts(team(), made).head[1] == name
    assert comparisons.part_name(made.parts[0]) == f"{name}, about 15 people"
    chart = replace(comparisons.part_of(report(team()), team(), made.parts[0]), heading=name)
    drawing = pictures.draw(chart, "phone", "svg").decode()
    assert "<b>&" not in drawing


def test_one_part_shows_its_own_gaps_widest_first_and_what_is_hidden_last() -> None:
    made = split(part("Sales", 15, C2="1.2", E3="2.8"), hidden("Board"))
    chart = comparisons.part_of(report(team()), team(), made.parts[0])
    assert [(one.name, one.gap_text, one.half_text, one.hidden) for one in chart.rows] == [
        ("One view", "2.8", "all 2.8", ""),
        ("Right moment", "1.2", "all 1.5", ""),
        ("One memory", "", "", "hidden"),
        ("Whole path", "", "", "hidden"),
        ("Aligned leaders", "", "", "hidden"),
    ]
    nothing = comparisons.part_of(report(team()), team(), made.parts[1])
    assert {one.hidden for one in nothing.rows} == {"hidden"}
    assert {one.gap_text + one.half_text for one in nothing.rows} == {""}


def test_two_dimensions_are_told_apart_by_both_labels() -> None:
    cells = {"C2": Cell(*numbers("2.0", "3.0", "1.0"), None, True)}
    made = Split(("department", "region"), ("Department", "Region"), (Part(("Sales", "North"), None, cells),))
    table = tables.parts(team(), made)
    assert table.head == ("Practice", "Sales · North", "Everyone")
    assert table.lines[0] == ("", "hidden", "")


def test_every_practice_of_the_team_has_a_line_in_each_table() -> None:
    names = [NAMES[one.code] for one in ROWS]
    made = split(part("Sales", C2="1.0"))
    for table in (tables.levels(team()), tables.spread(team()), tables.parts(team(), made)):
        assert [line[0] for line in table.lines if len(line) > 1 and line[0] in names] == names
    for table in (tables.gaps(team()), tables.priorities(team())):
        assert sorted(str(line[0]) for line in table.lines) == sorted(names)
