"""The category profile: who sees which category how, where that differs, and the numbers behind it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assessment import profiles
from assessment.rows import Report, ScoreRow, VoiceView
from tests.assessment.said import NOT_SAID, report, row, score, view

NAMES = {"C": "Knowing each customer", "E": "One system of engagement", "P": "People and partners"}
Levels = dict[str, str | None]


def scores(levels: Levels, wanted: str = "4.5", half: str | None = "0.20") -> tuple[ScoreRow, ...]:
    return tuple(
        replace(
            score(code, NAMES[code], today, wanted if today else None),
            half_today=Decimal(half) if half and today else None,
        )
        for code, today in levels.items()
    )


def mine(levels: Levels, **more: Any) -> VoiceView:
    facts = {"name": "You", "answered": 1, "categories": scores(levels, half=None), **more}
    return view(*facts.pop("rows", ()), voice="executive", **facts)


def team(levels: Levels, half: str | None = "0.20", **more: Any) -> VoiceView:
    return view(**{"used": 38, "categories": scores(levels, "4.2", half), **more})


def peers(levels: Levels, **more: Any) -> VoiceView:
    return view(voice="peer", **{"name": "Peers", "answered": 6, "categories": scores(levels), **more})


def both(own: Levels, theirs: Levels, *, yours: bool = True, half: str | None = "0.20") -> Report:
    return report(mine(own), team(theirs, half), yours=yours)


def words(text: str) -> int:
    return len(text.split())


# --- the finding --------------------------------------------------------------------------------------------

FINDINGS: dict[str, tuple[Levels, Levels, str, str]] = {
    "one higher": (
        {"C": "4.3", "E": "3.0", "P": "3.0"},
        {"C": "3.0", "E": "2.9", "P": "3.1"},
        "You place “Knowing each customer” 1.3 levels higher than your team does",
        "The executive places “Knowing each customer” 1.3 levels higher than the team does",
    ),
    "one lower": (
        {"C": "3.0", "E": "3.0", "P": "1.5"},
        {"C": "3.0", "E": "2.9", "P": "3.1"},
        "You place “People and partners” 1.6 levels lower than your team does",
        "The executive places “People and partners” 1.6 levels lower than the team does",
    ),
    "the widest of two": (
        {"C": "4.3", "E": "1.4", "P": "3.0"},
        {"C": "3.0", "E": "2.9", "P": "3.1"},
        "You place “One system of engagement” 1.5 levels lower than your team does",
        "The executive places “One system of engagement” 1.5 levels lower than the team does",
    ),
    "two alike, one up and one down": (
        {"C": "4.3", "E": "1.6", "P": "3.0"},
        {"C": "3.0", "E": "2.9", "P": "3.1"},
        "You and your team see 2 categories a level or more apart",
        "Executive and team see 2 categories a level or more apart",
    ),
    "all three, two of them alike": (
        {"C": "4.3", "E": "4.2", "P": "2.0"},
        {"C": "3.0", "E": "2.9", "P": "3.1"},
        "You and your team see 3 categories a level or more apart",
        "Executive and team see 3 categories a level or more apart",
    ),
    "in step, half a level included": (
        {"C": "3.5", "E": "2.4", "P": "3.1"},
        {"C": "3.0", "E": "2.9", "P": "3.1"},
        "You and your team are in step on every category",
        "The executive and the team are in step on every category",
    ),
    "neither in step nor apart": (
        {"C": "3.6", "E": "2.9", "P": "3.1"},
        {"C": "3.0", "E": "2.9", "P": "3.1"},
        "No clear difference between you and your team in any category",
        "No clear difference between executive and team in any category",
    ),
    "the executive has no average": (
        {"C": None, "E": None, "P": None},
        {"C": "3.0", "E": "2.9", "P": "3.1"},
        "Today and wanted in each category, voice by voice",
        "Today and wanted in each category, voice by voice",
    ),
    "no average of the team is shown": (
        {"C": "3.0", "E": "3.0", "P": "3.0"},
        {"C": None, "E": None, "P": None},
        "Today and wanted in each category, voice by voice",
        "Today and wanted in each category, voice by voice",
    ),
}


@pytest.mark.parametrize("name", FINDINGS)
def test_the_finding_says_where_the_executive_differs_and_to_whom_it_speaks(name: str) -> None:
    own, theirs, yours, others = FINDINGS[name]
    assert profiles.finding(both(own, theirs)) == yours
    said = profiles.finding(both(own, theirs, yours=False))
    assert said == others
    assert "you" not in said.lower().split()
    assert max(words(re.sub("“.*?”", "X", said)) for said in (yours, others)) <= 12


def test_a_difference_of_a_level_counts_only_beyond_the_widened_interval() -> None:
    own: Levels = {"C": "4.0"}
    theirs: Levels = {"C": "3.0"}
    named = "You place “Knowing each customer” 1.0 levels higher than your team does"
    unclear = "No clear difference between you and your team in any category"
    assert profiles.finding(both(own, theirs, half="0.79")) == named
    assert profiles.finding(both(own, theirs, half="0.80")) == unclear, "a quarter wider it is one level"
    assert profiles.finding(both(own, theirs, half=None)) == unclear, "nobody knows how sure it is"
    assert profiles.finding(both({"C": "3.9"}, theirs, half="0.1")) == unclear


def test_without_a_team_that_is_open_nothing_is_compared() -> None:
    own, some = mine({"C": "5.0"}), peers({"C": "1.5"})
    waiting = team({}, state="waiting", categories=())
    neutral = "Today and wanted in each category, voice by voice"
    for made in (report(own, some), report(own, some, waiting), report(some, team({"C": "4.0"}))):
        assert profiles.finding(made) == neutral


# --- the picture --------------------------------------------------------------------------------------------


def three() -> Report:
    return report(
        mine({"C": "4.3", "E": None, "P": "3.0"}, rows=(row("E3", None, None), row("C2", "4", "5"))),
        peers({"C": "1.5", "E": "3.0", "P": "4.5"}),
        team({"C": "3.0", "E": "2.9", "P": None}),
    )


def test_one_voice_alone_has_no_profile() -> None:
    assert profiles.profile_of(report(team({"C": "3.0"}))) is None
    assert profiles.profile_of(report(mine({"C": "3.0"}), team({}, state="ready"))) is None
    assert profiles.profile_of(report()) is None
    assert profiles.table(report()).lines == ()


def test_every_category_has_a_line_for_each_voice_and_says_which_has_none() -> None:
    chart = profiles.profile_of(three())
    assert chart is not None
    assert [block.name for block in chart.blocks] == list(NAMES.values())
    found = [
        [(line.hue, line.name, line.today_text, line.wanted_text, line.gap_text, line.missing)
         for line in block.lines] for block in chart.blocks
    ]  # fmt: skip
    you, six, crowd = ("you", "You"), ("peers", "Peers (6)"), ("team", "Team (38)")
    assert found == [
        [
            (*you, "4.3", "4.5", "0.2", ""),
            (*six, "1.5 or less", "4.5 or more", "3.0", ""),
            (*crowd, "3.0", "4.2", "1.2", ""),
        ],
        [
            (*you, "", "", "", "too few levels"),
            (*six, "3.0", "4.5 or more", "1.5", ""),
            (*crowd, "2.9", "4.2", "1.3", ""),
        ],
        [
            (*you, "3.0", "4.5", "1.5", ""),
            (*six, "4.5 or more", "4.5 or more", "0.0", ""),
            (*crowd, "", "", "", "not shown"),
        ],
    ]
    assert chart.id == "profile"


def test_the_table_has_the_lines_of_the_picture_in_its_order() -> None:
    made = three()
    chart, table = profiles.profile_of(made), profiles.table(made)
    assert table.head == ("Voice", "Today", "Wanted", "Gap")
    lines = []
    for block in chart.blocks:
        lines.append((block.name,))
        for line in block.lines:
            numbers = (line.today_text, line.wanted_text, line.gap_text)
            lines.append((line.name, *numbers) if not line.missing else (line.name, line.missing, None, None))
    assert [tuple(None if cell is None else str(cell) for cell in line) for line in table.lines] == lines


def test_a_gap_below_nought_is_printed_with_a_real_minus() -> None:
    chart = profiles.profile_of(both({"C": "5.0"}, {"C": "4.6"}))
    assert [line.gap_text for line in chart.blocks[0].lines] == ["−0.5", "−0.4"]


def test_people_are_counted_behind_averages_and_never_where_nobody_knows() -> None:
    crowd = team({"C": "3.0"}, used=None)
    assert [profiles.voice_name(one) for one in (mine({}), peers({}), team({}), crowd)] == [
        "You", "Peers (6)", "Team (38)", "Team",
    ]  # fmt: skip


# --- what the averages leave out ----------------------------------------------------------------------------


def noted(*rows: Any, yours: bool = True, others: Any = None) -> str:
    views = [mine({"C": "3.0"}, rows=rows), others or team({"C": "3.0"})]
    return " ".join(profiles.notes(views, yours=yours))


def test_a_note_names_what_the_executives_averages_leave_out() -> None:
    missing = [row(code, None, None) for code in ("C2", "C4", "C7", "E3", "E5", "E6")]
    assert noted(row("C2")) == ""
    assert noted(row("C2"), missing[1]) == "Your averages leave out “One memory”."
    assert noted(*missing[:2], yours=False) == (
        "The executive’s averages leave out “Right moment” and “One memory”."
    )
    assert noted(*missing) == "Your averages leave out 6 practices without a gap."
    assert noted(*missing, yours=False) == "The executive’s averages leave out 6 practices without a gap."
    assert noted(row("C4", None, None, core=False)) == "", "deeper practices are in no average anyway"


def test_peers_are_said_to_be_coarse_and_what_is_hidden_of_a_team_is_not_named() -> None:
    assert noted(others=peers({"C": "3.0"})) == "Peers are shown to the nearest half level."
    hidden = team({"C": "3.0"}, practices=(row("E6", None, None),))
    assert "No restart" not in noted(others=hidden)
    assert "No restart" not in str(profiles.profile_of(report(mine({"C": "3.0"}), hidden)))


# --- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("yours", [True, False])
def test_title_description_and_subtitle_are_short_and_said_in_our_words(yours: bool) -> None:
    for own, theirs, *_said in FINDINGS.values():
        made = both(own, theirs, yours=yours)
        chart = profiles.profile_of(made)
        assert words(chart.title) <= 8
        assert words(chart.desc) <= 60
        assert chart.desc.endswith(f"{profiles.finding(made)}. The table below lists every value.")
        said = f"{chart.title} {chart.desc} {profiles.subtitle()} {profiles.reading(made)}"
        assert NOT_SAID.findall(said) == []
    assert words(profiles.subtitle()) <= 25
