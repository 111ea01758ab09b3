"""Titles and sentences about groups: each template, and no practice named that answers don't carry."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import findings
from assessment.rows import Cell, Compared, Part, PracticeRow, ScoreRow, Split, VoiceView
from surveys.choices import MEETS
from surveys.questionnaires.files import read, shipped
from surveys.questionnaires.texts import instrument
from tests.assessment.test_wording import NEVER
from tests.factories import CORE

LONGEST = 12  # words of a title, names of practices left out
NAMES = ("A", "B", "C", "D", "E")
BAND = (Decimal("4.5"), Decimal("5.0"))


def level(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def row(name: str, gap: str | None, **more: Any) -> PracticeRow:
    """A practice of this name, which is its code too, wanted so much above 2.0."""
    wanted = None if gap is None else Decimal("2.0") + Decimal(gap)
    return PracticeRow(
        name, name, name, "C", core=True, n=12, today=None if gap is None else Decimal("2.0"), wanted=wanted,
        gap=level(gap), **more,
    )  # fmt: skip


def score(today: str | None, wanted: str | None) -> ScoreRow:
    if today is None or wanted is None:
        return ScoreRow("", "Overall", None, None, None)
    return ScoreRow("", "Overall", Decimal(today), Decimal(wanted), Decimal(wanted) - Decimal(today))


def team(gaps: Sequence[str | None], top: int = 0, **more: Any) -> VoiceView:
    """An open team with practices A, B, … of these gaps, the first so many of which can't be told apart."""
    rows = tuple(row(name, gap) for name, gap in zip(NAMES, gaps, strict=False))
    facts: dict[str, Any] = {
        "smallest": 5, "answered": 12, "used": 12, "practices": rows, "top": NAMES[:top],
        "ranked": tuple(one.code for one in rows if one.gap is not None), "overall": score("2.4", "3.9"),
    }  # fmt: skip
    return VoiceView("team", "Team", own=False, state="open", **{**facts, **more})


def peers(today: str | None, wanted: str | None) -> VoiceView:
    return replace(team(["1.0"], 1), voice="peer", name="Peers", coarse=True, overall=score(today, wanted))


# --- the finding of a group -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gaps", "top", "yours", "theirs"),
    [
        (
            ["2.6", "1.1", "0.2"],
            1,
            "Widest gap in your team’s eyes: A, 2.6 levels",
            "Widest gap in the team’s eyes: A, 2.6 levels",
        ),
        (
            ["1", "0.1"],
            1,
            "Widest gap in your team’s eyes: A, 1 level",
            "Widest gap in the team’s eyes: A, 1 level",
        ),
        (
            ["2.6", "2.5", "0.2"],
            2,
            "“A” and “B” are your team’s widest gaps, too close to rank",
            "“A” and “B” are the team’s widest gaps, too close to rank",
        ),
        (
            ["2.6", "2.5", "2.4", "0.3"],
            3,
            "“A”, “B” and “C” are your team’s widest gaps, too close to rank",
            "“A”, “B” and “C” are the team’s widest gaps, too close to rank",
        ),
        (
            ["2.6", "2.5", "2.4", "2.3", "0.1"],
            4,
            "4 practices share your team’s widest gap, too close to rank",
            "4 practices share the team’s widest gap, too close to rank",
        ),
        (
            ["2.6"] * 5,
            5,
            "5 practices share your team’s widest gap, too close to rank",
            "5 practices share the team’s widest gap, too close to rank",
        ),
        (["0.0", "-0.5"], 1, "Your team sees no gap to close", "The team sees no gap to close"),
        (["-0.3", "-0.5"], 2, "Your team sees no gap to close", "The team sees no gap to close"),
        (
            ["0.4", "0.1", "-0.2"],
            3,
            "No gap stands out in your team’s eyes",
            "No gap stands out to the team",
        ),
        (["0.4", "0.0"], 2, "No gap stands out in your team’s eyes", "No gap stands out to the team"),
        ([None, None], 0, "Team: 2.4 today, 3.9 wanted", "Team: 2.4 today, 3.9 wanted"),
    ],
)
def test_a_teams_finding_names_what_its_answers_tell_apart(
    gaps: list[str | None], top: int, yours: str, theirs: str
) -> None:
    view = team(gaps, top)
    assert findings.group_finding(view, yours=True) == yours
    assert findings.group_finding(view, yours=False) == theirs


def test_a_team_without_any_average_says_so() -> None:
    view = team([None, None], overall=score(None, None))
    assert findings.group_finding(view, yours=True) == "Team: no average can be shown"
    assert findings.group_finding(replace(view, overall=None), yours=True) == "Team: no average can be shown"


@pytest.mark.parametrize(
    ("today", "wanted", "said"),
    [
        ("2.5", "4.0", "Peers: 2.5 today, 4.0 wanted"),
        ("1.5", "4.5", "Peers: 1.5 or less today, 4.5 or more wanted"),
        (None, None, "Peers: no average can be shown"),
    ],
)
def test_peers_are_told_to_the_half_level_and_no_practice_of_theirs_is_named(
    today: str | None, wanted: str | None, said: str
) -> None:
    assert findings.group_finding(peers(today, wanted), yours=True) == said


GAPS = st.lists(st.integers(-20, 40).map(lambda tenths: str(Decimal(tenths) / 10)), min_size=1, max_size=5)


@settings(max_examples=200, deadline=None)
@given(gaps=GAPS, top=st.integers(1, 5), yours=st.booleans())
def test_whatever_the_gaps_only_practices_at_the_top_are_named(
    gaps: list[str], top: int, yours: bool
) -> None:
    gaps = sorted(gaps, key=Decimal, reverse=True)
    names = [f"Practice {letter}" for letter in NAMES[: len(gaps)]]
    rows = tuple(row(name, gap) for name, gap in zip(names, gaps, strict=True))
    view = replace(team([]), practices=rows, top=tuple(names[:top]))
    said = findings.group_finding(view, yours=yours)
    named = [name for name in names if name in said]
    first = names[:top]
    carried = all(Decimal(gap) > 0 for gap in gaps[:top]) and len(first) <= 3
    assert named == (first if carried else [])
    assert len(re.sub(r"“?Practice \w”?,?", "", said).split()) <= LONGEST, said


# --- the heading of a page --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"state": "open", "finding": "Team: 2.4 today"}, "Team: 2.4 today"),
        ({"state": "opening", "answered": 9}, "Working out the results"),
        ({"state": "too_few", "answered": 1}, "This round closed with 1 answer, too few to show"),
        ({"state": "too_few", "answered": 3}, "This round closed with 3 answers, too few to show"),
        ({"state": "too_few", "answered": None}, "This round closed with 0 answers, too few to show"),
        ({"state": "not_asked", "answered": None}, "Nobody has been asked yet"),
        ({"state": "ready", "answered": 5, "asked": 9}, "5 of 9 answered: the results can be opened"),
        ({"state": "waiting", "answered": 0, "asked": 9}, "No answers yet"),
        ({"state": "waiting", "answered": 3, "asked": 9}, "3 of 9 answered"),
        ({"state": "waiting", "answered": 3, "asked": 9, "by_link": True}, "3 of about 9 answered"),
    ],
)
def test_the_heading_says_the_finding_or_why_there_is_none(facts: dict[str, Any], said: str) -> None:
    assert findings.heading(replace(team(["2.6", "1.0"], 1), **facts)) == said


# --- the executive against the team -----------------------------------------------------------------------


def compared(
    name: str, off_team: str | None, clear: bool = False, off_peers: str | None = None, named: bool = False
) -> Compared:
    return Compared(
        name, name, "C", Decimal(4), Decimal(5), None, None, Decimal("2.0"), Decimal("3.0"),
        off_team=level(off_team), clear_team=clear, off_peers=level(off_peers), clear_peers=named,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "yours", "theirs"),
    [
        (
            [compared("A", "1.6", True), compared("B", "1.2", True), compared("C", "-0.3")],
            "You rate “A” 1.6 levels higher than your team does",
            "The executive rates “A” 1.6 levels higher than the team does",
        ),
        (
            [compared("A", "-1.6", True), compared("B", "1.2", True)],
            "You rate “A” 1.6 levels lower than your team does",
            "The executive rates “A” 1.6 levels lower than the team does",
        ),
        (
            [compared("A", "1.6", True), compared("B", "1.6", True), compared("C", "1.1", True)],
            "You and your team see 3 practices a level or more apart",
            "The executive and the team see 3 practices a level or more apart",
        ),
        (
            [compared("A", "1.6", True), compared("B", "-1.6", True)],
            "You and your team see 2 practices a level or more apart",
            "The executive and the team see 2 practices a level or more apart",
        ),
        (
            [compared("A", "0.5"), compared("B", "-0.5"), compared("C", None)],
            "You and your team are in step on all 2 practices",
            "The executive and the team are in step on all 2 practices",
        ),
        (
            [compared("A", "2.0"), compared("B", "0.1")],
            "No clear difference between you and your team",
            "No clear difference between the two",
        ),
        (
            [compared("A", None)],
            "No clear difference between you and your team",
            "No clear difference between the two",
        ),
        ([], "No clear difference between you and your team", "No clear difference between the two"),
    ],
)
def test_a_difference_is_named_where_it_is_clear_and_the_largest_alone(
    rows: list[Compared], yours: str, theirs: str
) -> None:
    assert findings.perception_finding(rows, yours=True) == yours
    assert findings.perception_finding(rows, yours=False) == theirs


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (compared("A", "1.6", True), "1.6 levels higher than your team"),
        (
            compared("A", "-1.0", True, "-2", True),
            "1.0 levels lower than your team, 2 levels lower than your peers",
        ),
        (compared("A", "0.2", False, "1.5", True), "1.5 levels higher than your peers"),
        (compared("A", "0.5", False, "-0.5"), "in step"),
        (compared("A", "0.5", False, "1.0"), "no clear difference"),
        (compared("A", "3.0"), "no clear difference"),
        (compared("A", None, False, "0.0"), "in step"),
        (compared("A", None), ""),
    ],
)  # fmt: skip
def test_each_row_says_what_may_be_made_of_it(row: Compared, said: str) -> None:
    assert findings.difference(row, yours=True) == said
    assert "your" not in findings.difference(row, yours=False)


# --- parts of the team ------------------------------------------------------------------------------------


def cells(gaps: Mapping[str, str]) -> dict[str, Cell]:
    return {
        code: Cell(Decimal("2.0"), Decimal("2.0") + Decimal(gap), Decimal(gap), Decimal("0.3"), sure=True)
        for code, gap in gaps.items()
    }


def split(*parts: Mapping[str, str], by: tuple[str, ...] = ("department",), hidden: int = 0) -> Split:
    shown = [Part((f"part {at}",) * len(by), 10, cells(gaps)) for at, gaps in enumerate(parts)]
    empty = [Part((f"hidden {at}",) * len(by), None, {}) for at in range(hidden)]
    return Split(by, tuple(findings.dimension(name) for name in by), (*shown, *empty))


ROWS = [row(code, gap) for code, gap in zip(CORE, ("1.0", "2.0", "0.5", "1.5", *["0.3"] * 8), strict=True)]
# C2 1.0 · C4 2.0 · C7 0.5 · C8 1.5 in the total
WIDE_EVERYWHERE = [
    {"C2": "1.0", "C4": "2.2", "C7": "0.4", "C8": "1.4", "C": "3.0", "overall": "3.0"},
    {"C2": "0.1", "C4": "1.1", "C7": "0.2", "C8": "1.9"},
]


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("department", "“C4” is among the widest gaps in every department shown"),
        ("region", "“C4” is among the widest gaps in every region shown"),
        ("level", "“C4” is among the widest gaps on every level shown"),
        (MEETS, "“C4” is among the widest gaps in every group shown"),
    ],
)
@pytest.mark.parametrize("hidden", [0, 2])
def test_a_practice_among_the_three_widest_of_every_part_shown_is_named(
    by: str, said: str, hidden: int
) -> None:
    assert findings.split_finding(split(*WIDE_EVERYWHERE, by=(by,), hidden=hidden), ROWS) == said


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([WIDE_EVERYWHERE[0]], "one part alone is not every part"),
        ([WIDE_EVERYWHERE[0], {"C2": "1.9", "C4": "0.5", "C7": "1.2", "C8": "1.1"}], "fourth widest"),
        ([{"C4": "1.0", "C2": "0.5"}, {"C8": "1.0", "C7": "0.5"}], "each hidden in the other one"),
        ([{"C2": "0.0", "C4": "-0.1"}, {"C2": "0.0", "C4": "-0.1"}], "no gap at all"),
    ],
)  # fmt: skip
def test_without_such_a_practice_the_title_says_what_is_shown(parts: list[dict[str, str]], why: str) -> None:
    rows = [one for one in ROWS if why != "fourth widest" or one.code == "C4"]
    assert findings.split_finding(split(*parts), rows) == "Gaps by department", why


def test_ties_with_the_third_widest_are_among_the_widest() -> None:
    tied = {"C2": "2.0", "C7": "1.5", "C8": "1.0", "C4": "1.0"}
    assert findings.split_finding(split(tied, tied), [ROWS[1]]).startswith("“C4” is among")


def test_where_everything_is_hidden_the_title_says_why_and_no_more() -> None:
    said = "Nothing can be shown here: the groups are too small"
    assert findings.split_finding(split(hidden=4), ROWS) == said
    assert findings.split_finding(split(hidden=1, by=("department", "region")), ROWS) == said


def test_crossed_parts_name_no_practice() -> None:
    crossed = split(*WIDE_EVERYWHERE, by=("department", MEETS))
    assert findings.split_finding(crossed, ROWS) == "Gaps by department and where people meet customers"


@settings(max_examples=100, deadline=None)
@given(
    parts=st.lists(
        st.dictionaries(st.sampled_from(CORE), st.integers(-10, 30).map(lambda n: str(Decimal(n) / 10))),
        max_size=4,
    ),
    by=st.sampled_from(["department", "region", "level", MEETS]),
)
def test_whatever_the_parts_hold_a_named_practice_is_wide_in_all_of_them(
    parts: list[dict[str, str]], by: str
) -> None:
    said = findings.split_finding(split(*parts, by=(by,)), ROWS)
    assert len(re.sub(r"“\w+”", "", said).split()) <= LONGEST
    named = re.findall(r"“(\w+)”", said)
    assert len(named) <= 1
    shown = [part for part in parts if part]
    for code in named:
        assert len(shown) > 1
        for part in shown:
            wider = [gap for gap in part.values() if Decimal(gap) > Decimal(part[code])]
            assert len(wider) <= 2
            assert Decimal(part[code]) > 0


def test_no_practice_has_a_name_that_is_part_of_anothers() -> None:
    """The picture of parts finds the practice of its title by the name."""
    for content in map(read, shipped()):
        names = [practice.name for practice in instrument(content).practices]
        assert [(a, b) for a in names for b in names if a != b and a in b] == []


def test_cells_print_their_uncertainty_and_hidden_and_empty_look_alike() -> None:
    sure = Cell(Decimal("2.0"), Decimal("3.4"), Decimal("1.4"), Decimal("0.2"), sure=True)
    part = Part(("Sales",), 10, {"C2": sure, "C4": replace(sure, sure=False, half_gap=Decimal("0.7"))})
    assert [findings.cell(part, code) for code in ("C2", "C4", "C7")] == ["+1.4", "+1.4 ± 0.7", "hidden"]
    assert findings.cell(Part(("Board",), None, {}), "C2") == "hidden"


def test_sizes_and_places_are_named() -> None:
    assert [findings.about(15), findings.about(None)] == ["about 15 people", ""]
    assert findings.label(MEETS, "phone") == "By phone or chat"
    assert findings.label("department", "phone") == "phone"
    assert [findings.dimension(name) for name in ("department", "region", "level", MEETS)] == [
        "Department", "Region", "Level", "Where people meet customers",
    ]  # fmt: skip


# --- sentences --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"answered": 412, "asked": 900, "opened_on": date(2026, 11, 21)},
            "Team, 412 of 900 answered (46%), results opened 21 November 2026",
        ),
        (
            {"answered": 412, "asked": 900, "by_link": True, "opened_on": date(2026, 11, 21)},
            "Team, 412 of about 900 answered, results opened 21 November 2026",
        ),
        (
            {"answered": 3, "asked": 9, "state": "waiting", "closes_on": date(2026, 12, 1)},
            "Team, 3 of 9 answered (33%), open until 1 December 2026",
        ),
        (
            {"answered": 3, "asked": 9, "state": "too_few", "closes_on": date(2026, 12, 1)},
            "Team, 3 of 9 answered (33%)",
        ),
        ({"answered": None, "asked": None, "state": "not_asked"}, "Team"),
        (
            {"answered": 5, "asked": 6, "coarse": True, "name": "Peers", "opened_on": date(2026, 11, 21)},
            "Peers, 5 of 6 answered, results opened 21 November 2026",
        ),
    ],
)  # fmt: skip
def test_the_dateline_says_who_answered_of_how_many_and_since_when(facts: dict[str, Any], said: str) -> None:
    view = replace(team(["1.0"]), **facts)
    assert findings.dateline(view) == said


@pytest.mark.parametrize(
    ("used", "coarse", "said"),
    [
        (9, False, "Only 9 people: read this as an indication."),
        (10, False, ""),
        (None, True, ""),
        (5, True, ""),
    ],
)
def test_few_people_are_read_as_an_indication(used: int | None, coarse: bool, said: str) -> None:
    assert findings.indication(team(["1.0"], used=used, coarse=coarse)) == said


@pytest.mark.parametrize(
    ("used", "few", "said"),
    [
        (36, False, ""),
        (None, False, ""),
        (36, True, "A few people marked one level throughout; they aren’t in the averages."),
        (31, False, "5 people marked one level throughout; they aren’t in the averages."),
    ],
)
def test_who_marked_one_level_throughout_is_counted_from_the_smallest_group_on(
    used: int | None, few: bool, said: str
) -> None:
    assert findings.left_out(team(["1.0"], answered=36, used=used, few_left_out=few)) == said


def test_a_practice_without_averages_says_why() -> None:
    missing = row("A", None)
    assert findings.why_missing(replace(missing, hidden=True, n=None)) == "too few answers"
    assert findings.why_missing(replace(missing, today_band=BAND)) == "4.5 to 5.0 today"
    assert findings.why_missing(replace(missing, wanted_band=BAND)) == "4.5 to 5.0 wanted"
    assert findings.why_missing(missing) == "nearly all agree"


def test_the_subtitle_says_of_whom_and_how_to_read_it() -> None:
    view = team(["1.0"], answered=36, used=33)
    assert findings.subtitle(view).startswith("Averages of 33 people. Filled up to today")
    assert len(findings.subtitle(view).split()) <= 25
    assert findings.subtitle(replace(view, coarse=True, used=None)) == (
        "Averages of 36 people, to the nearest half level."
    )


@pytest.mark.parametrize("gaps", [["2.6", "1.0"], ["2.6", "2.5"], [None]])
@pytest.mark.parametrize("overall", [score("2.4", "3.9"), score(None, None)])
def test_the_description_of_a_picture_is_short_and_ends_with_the_table(
    gaps: list[str | None], overall: ScoreRow
) -> None:
    view = team(gaps, len([gap for gap in gaps if gap]), overall=overall)
    view = replace(view, finding=findings.group_finding(view, yours=True))
    said = findings.group_chart_desc(view)
    assert len(said.split()) <= 60
    assert said.endswith("The table below lists every value.")
    assert view.finding in said
    assert ("On average 2.4 today" in said) is (overall.today is not None)
    assert len(findings.group_chart_title(view).split()) <= 8


def test_no_sentence_uses_a_word_of_blame_or_of_the_trade() -> None:
    views = [team(["2.6", "2.5", "2.4", "2.3"], top) for top in range(5)] + [peers("2.5", "4.0")]
    said = [findings.group_finding(view, yours=yours) for view in views for yours in (True, False)]
    said += [
        findings.heading(replace(views[0], state=state))
        for state in ("waiting", "ready", "too_few", "opening")
    ]
    said += [findings.subtitle(view) for view in views] + [findings.split_title(split(hidden=1))]
    for text in said:
        assert not re.search(r"\b(" + "|".join(NEVER) + r")", text, re.IGNORECASE), text
