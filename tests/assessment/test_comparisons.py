"""What the pictures of groups are told: gaps with their intervals, voices side by side, parts of a team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assessment import comparisons, pictures
from assessment.rows import Cell, Compared, Part, PracticeRow, Report, ScoreRow, Split, VoiceView
from surveys.choices import MEETS

LEVELS = ("Not yet", "Here and there", "Agreed way", "Joined up", "Second nature")
FOOTER = "Team · 12 of 20 answered. Structured opinion."
BAND = (Decimal("4.5"), Decimal("5.0"))


def level(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def row(
    code: str, today: str | None, wanted: str | None, half: str | None = "0.3", **more: Any
) -> PracticeRow:
    gap = None if today is None or wanted is None else Decimal(wanted) - Decimal(today)
    known = level(half) if gap is not None else None
    return PracticeRow(
        code, f"Practice {code}", f"Label {code}", code[0], core=True, n=12, today=level(today),
        wanted=level(wanted), gap=gap, half_today=known, half_wanted=known, half_gap=known, **more,
    )  # fmt: skip


def compared(code: str, own: str | None, team: str | None, peers: str | None = None, **more: Any) -> Compared:
    off = None if own is None or team is None else Decimal(own) - Decimal(team)
    return Compared(
        code, f"Practice {code}", code[0], level(own), level("5") if own else None,
        level(peers), level(peers), level(team), level("4.0") if team else None,
        level("0.4") if team else None, off_team=off, **more,
    )  # fmt: skip


ROWS = (
    row("C2", "2.0", "3.0"),
    row("C4", None, None, today_band=BAND),
    row("E3", "1.2", "4.0", emphasis="widest"),
    row("E5", "2.1", "3.2"),
    row("P1", None, None, hidden=True),
    row("P3", "4.8", "4.9"),
)
RANKED = ("E3", "E5", "C2", "P3")
SCORES = tuple(
    ScoreRow(code, f"Category {code}", Decimal("2.0"), Decimal("3.0"), Decimal("1.0")) for code in "CEP"
)


def team(**more: Any) -> VoiceView:
    facts: dict[str, Any] = {
        "smallest": 5, "answered": 12, "used": 11, "practices": ROWS, "ranked": RANKED, "categories": SCORES,
        "finding": "Widest gap in your team’s eyes: Practice E3, 2.8 levels",
        "footer": FOOTER, "tie": ("E5", "C2"),
    }  # fmt: skip
    return VoiceView("team", "Team", own=False, state="open", **{**facts, **more})


def report(view: VoiceView, rows: Sequence[Compared] = (), yours: bool = True, peers: bool = False) -> Report:
    others = (replace(view, voice="peer", name="Peers", coarse=True),) if peers else ()
    return Report(
        "Acme",
        "Closer 1",
        1,
        date(2028, 11, 30),
        "November 2028",
        (*others, view),
        LEVELS,
        tuple(rows),
        yours,
    )


# --- gaps with their intervals ----------------------------------------------------------------------------


def test_the_gaps_stand_widest_first_and_what_is_not_shown_last_with_the_reason() -> None:
    chart = comparisons.dumbbell_of(report(team()), team())
    assert [one.code for one in chart.rows] == ["E3", "E5", "C2", "P3", "C4", "P1"]
    assert [one.hidden for one in chart.rows] == ["", "", "", "", "4.5 to 5.0 today", "too few answers"]
    assert [one.gap_text for one in chart.rows] == ["2.8", "1.1", "1.0", "0.1", "", ""]
    assert {one.half_text for one in chart.rows[:4]} == {"± 0.3"}
    assert [(one.today, one.wanted) for one in chart.rows[:2]] == [(1.2, 4.0), (2.1, 3.2)]
    assert [one.code for one in chart.rows if one.emphasised] == ["E3"]
    for hidden in chart.rows[4:]:
        assert (hidden.today, hidden.wanted, hidden.today_interval, hidden.half_text) == (
            None,
            None,
            None,
            "",
        )


def test_the_ends_of_an_interval_stay_within_the_scale() -> None:
    chart = comparisons.dumbbell_of(report(team()), team())
    rows = {one.code: one for one in chart.rows}
    assert rows["E5"].today_interval == (1.8, 2.4)
    assert rows["E3"].today_interval == (1.0, 1.5)
    assert rows["P3"].wanted_interval == (4.6, 5.0)


def test_the_bracket_holds_the_practices_that_are_too_close_to_rank() -> None:
    def tie(*codes: str) -> tuple[int, int] | None:
        view = team(tie=codes)
        return comparisons.dumbbell_of(report(view), view).tie

    assert tie("E5", "C2") == (1, 2)
    assert tie("E3", "E5", "C2", "P3") == (0, 3)
    assert tie("C2", "P3") == (2, 3)
    assert tie() is None


def test_own_and_peers_marks_stand_beside_the_team_only_where_they_are_shown() -> None:
    rows = [compared("E3", "4", "1.2", "2.5"), compared("C2", None, "2.0", None)]
    chart = comparisons.dumbbell_of(report(team(), rows), team())
    found = {one.code: (one.you, one.peers) for one in chart.rows}
    assert found["E3"] == (4.0, 2.5)
    assert found["C2"] == found["E5"] == (None, None)


@pytest.mark.parametrize(
    ("rows", "yours", "marks"),
    [
        ([], True, ["today", "wanted", "interval", "gap", "hidden"]),
        ([compared("E3", "4", "1.2")], True, ["today", "wanted", "interval", "you", "gap", "hidden"]),
        (
            [compared("E3", None, "1.2", "2.5")],
            True,
            ["today", "wanted", "interval", "peers", "gap", "hidden"],
        ),
    ],
)
def test_the_key_explains_what_is_drawn(rows: list[Compared], yours: bool, marks: list[str]) -> None:
    chart = comparisons.dumbbell_of(report(team(), rows, yours), team())
    assert [entry.sign for entry in chart.key] == marks


def test_the_key_says_whose_mark_it_is_and_names_nothing_hidden_where_nothing_is() -> None:
    view = team(practices=ROWS[2:4], ranked=("E3", "E5"))
    words = [
        entry.words for entry in comparisons.gaps_key(report(view, [compared("E3", "4", "1.2")], False), view)
    ]
    assert words == ["team today", "team wanted", "95% interval", "executive today", "gap"]
    mine = [entry.words for entry in comparisons.gaps_key(report(view, [compared("E3", "4", "1.2")]), view)]
    assert "you today" in mine


def test_the_subtitle_says_of_whom_the_averages_are() -> None:
    made = report(team(), peers=True)
    page = comparisons.dumbbell_of(made, team())
    assert (page.heading, page.subtitle) == ("", "")
    assert comparisons.gaps_subtitle(made, team()) == (
        "Widest gap first. Team: 11 people, shaded ends are 95% intervals. "
        "Peers: to the nearest half level, so without an interval."
    )
    assert len(page.desc.split()) <= 60
    assert page.desc.endswith("The table below lists every value.")
    assert len(page.title.split()) <= 8
    assert page.level_names == LEVELS


# --- the executive against the team -----------------------------------------------------------------------


def perception(rows: list[Compared], yours: bool = True, **more: Any) -> Any:
    return comparisons.perception_of(report(team(), rows, yours), team(), **more)


def test_only_what_is_out_of_step_is_drawn_from_the_highest_to_the_lowest() -> None:
    rows = [
        compared("C2", "2", "3.9"),
        compared("C4", "3", "3.5"),
        compared("E3", "4", "1.2", "2.5", clear_team=True),
        compared("E5", "3", "2.4"),
        compared("P1", "3", "2.5"),
    ]
    chart = perception(rows)
    assert [one.code for one in chart.rows] == ["E3", "E5", "C2"]
    assert [one.clear for one in chart.rows] == [True, False, False]
    first = chart.rows[0]
    assert (first.you, first.team, first.peers) == (4.0, 1.2, 2.5)
    assert (first.you_text, first.team_text, first.peers_text) == ("4", "1.2", "2.5")
    assert first.interval == (1.0, 1.6)
    assert (chart.you_head, chart.peers_head, chart.team_head) == ("you", "peers", "team")
    assert [entry.sign for entry in chart.key] == ["you", "unclear"]


@pytest.mark.parametrize(
    "rows",
    [
        [compared("C2", "2", "2.5"), compared("C4", "2", "1.5"), compared("E3", "2", "2.0")],
        [compared("C2", None, "2.5"), compared("C4", "2", None)],
        [],
    ],
    ids=["all in step", "nothing to compare", "nothing"],
)
def test_there_is_no_picture_where_nothing_is_out_of_step(rows: list[Compared]) -> None:
    assert perception(rows) is None


@pytest.mark.parametrize(
    ("rest", "yours", "said"),
    [
        ([], True, ()),
        ([compared("C4", "2", "2.1")], True, ("In step with the team on 1 more practice.",)),
        (
            [compared("C4", "2", "2.5"), compared("P1", "3", "3.0")],
            False,
            ("In step with the team on 2 more practices.",),
        ),
        ([compared("C4", None, "2.5")], True, ("You gave 1 no level.",)),
        (
            [compared("C4", "2", "2.5"), compared("P1", None, "3.0"), compared("P3", None, "3.0")],
            True,
            ("In step with the team on 1 more practice. You gave 2 of them no level.",),
        ),
        ([compared("P1", None, "3.0")], False, ("1 has no level of the executive’s.",)),
        (
            [compared("P1", None, "3.0"), compared("P3", None, "3.0")],
            False,
            ("2 have no level of the executive’s.",),
        ),
        ([compared("P1", None, None), compared("P3", "3", None)], True, ()),
    ],
)
def test_a_note_counts_what_is_not_drawn(rest: list[Compared], yours: bool, said: tuple[str, ...]) -> None:
    assert perception([compared("E3", "4", "1.2"), *rest], yours).notes == said


def test_without_peers_there_is_no_column_of_theirs_and_to_others_it_speaks_of_the_executive() -> None:
    rows = [compared("E3", "4", "1.2", clear_team=True)]
    chart = perception(rows, yours=False)
    assert chart.peers_head == ""
    assert (chart.rows[0].peers, chart.rows[0].peers_text) == (None, "")
    assert chart.you_head == "executive"
    assert [entry.sign for entry in chart.key] == ["you"]
    made = report(team(), rows, yours=False)
    assert comparisons.perception_subtitle(made, team()) == (
        "The executive’s rating of today against the average of the team (11 people)."
    )
    assert (
        "you"
        not in f"{chart.title} {chart.desc} {chart.subtitle}".lower().replace("your team", "your").split()
    )
    assert len(chart.desc.split()) <= 60


def test_peers_in_the_picture_are_printed_as_half_levels() -> None:
    chart = perception([compared("E3", "4", "1.2", "1.5"), compared("C2", "1", "3.0", "4.5")])
    assert [one.peers_text for one in chart.rows] == ["1.5 or less", "4.5 or more"]


# --- parts of the team ------------------------------------------------------------------------------------


def cell(gap: str, sure: bool = True) -> Cell:
    return Cell(Decimal("2.0"), Decimal("2.0") + Decimal(gap), Decimal(gap), Decimal("0.4"), sure)


def part(name: str, about: int = 10, **gaps: str) -> Part:
    return Part((name,), about, {code: cell(gap) for code, gap in (gaps or {"C2": "1.0"}).items()})


def hidden(name: str) -> Part:
    return Part((name,), None, {})


def split(*parts: Part, by: str = "department", finding: str = "Gaps by department") -> Split:
    return Split((by,), ("Department",), parts, finding)


def names(parts: Sequence[Part]) -> list[str]:
    return [one.at[0] for one in parts]


@pytest.mark.parametrize(
    ("shown", "empty", "drawn_hidden"),
    [
        (3, 0, 0), (3, 1, 1), (3, 3, 3), (3, 4, 0), (5, 3, 3), (6, 3, 0), (8, 0, 0), (8, 1, 0), (10, 0, 0),
        (0, 2, 2),
    ],
)  # fmt: skip
def test_up_to_eight_columns_are_drawn_and_of_hidden_ones_three_if_there_is_room(
    shown: int, empty: int, drawn_hidden: int
) -> None:
    parts = [part(f"shown {at}") for at in range(shown)] + [hidden(f"hidden {at}") for at in range(empty)]
    columns = comparisons.columns_of(split(*parts))
    assert names(columns) == names(parts[: min(shown, 8)] + parts[shown : shown + drawn_hidden])


@pytest.mark.parametrize(
    ("empty", "said"),
    [
        (0, ""),
        (1, "1 group is hidden to protect small groups."),
        (4, "4 groups are hidden to protect small groups."),
    ],
)
def test_how_many_are_hidden_is_said_in_words_drawn_or_not(empty: int, said: str) -> None:
    one = split(part("Sales"), part("Kitchen"), *(hidden(f"hidden {at}") for at in range(empty)))
    assert comparisons.hidden_words(one) == said
    start = "Gap in levels, average of each group; the largest groups first."
    assert comparisons.heat_map_subtitle(one) == f"{start} {said}".strip()


def test_a_map_holds_every_practice_by_category_with_a_tile_where_there_is_a_cell() -> None:
    one = split(
        Part(("Sales",), 15, {"C2": cell("1.2"), "E3": cell("2.8", sure=False), "C": cell("1.2")}),
        part("Kitchen", 5, E3="-0.2", P3="0.1"),
        hidden("Board"),
        finding="“Practice E3” is among the widest gaps in every department shown",
    )
    chart = comparisons.heat_map_of(report(team()), team(), one)
    assert [(s.name, s.note, s.hidden) for s in chart.segments] == [
        ("Sales", "about 15 people", False), ("Kitchen", "about 5 people", False), ("Board", "hidden", True),
    ]  # fmt: skip
    assert (chart.everyone.name, chart.everyone.note) == ("Everyone", "11 people")
    assert [group.name for group in chart.groups] == ["Category C", "Category E", "Category P"]
    rows = {one.code: one for group in chart.groups for one in group.rows}
    assert list(rows) == ["C2", "C4", "E3", "E5", "P1", "P3"]
    assert [None if tile is None else tuple(tile) for tile in rows["E3"].tiles] == [
        ("2.8", 2.8, False), ("−0.2", -0.2, True), None,
    ]  # fmt: skip
    assert rows["C4"].tiles == rows["P1"].tiles == (None, None, None)
    assert [one.everyone_text for one in rows.values()] == ["1.0", "", "2.8", "1.1", "", "0.1"]
    assert [one.code for one in rows.values() if one.emphasised] == ["E3"]
    assert len(chart.desc.split()) <= 60


def test_a_map_whose_title_names_nothing_emphasises_nothing() -> None:
    chart = comparisons.heat_map_of(report(team()), team(), split(part("Sales"), part("Kitchen")))
    assert not [one for group in chart.groups for one in group.rows if one.emphasised]
    assert (chart.heading, chart.subtitle) == ("", "")


@pytest.mark.parametrize("by", ["department", "region", "level", MEETS])
def test_a_map_can_be_drawn_of_every_dimension(by: str) -> None:
    one = Split((by,), ("Where",), (part("Sales", E3="2.8"), part("Kitchen"), hidden("Board")), "Gaps by it")
    drawing = pictures.draw(comparisons.heat_map_of(report(team()), team(), one), "wide", "svg").decode()
    assert "about 10 people" in drawing
    assert "2.8" in drawing
