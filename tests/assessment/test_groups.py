"""What was kept of a group is what its view says, and what is hidden looks like what is empty."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from assessment import groups
from assessment.rows import VoiceView
from surveys.choices import MEETS, Meets, Voice
from surveys.models import Panel, Release, Survey
from tests.assessment.surveyed import finished
from tests.factories import CORE

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def survey() -> Survey:
    return finished(name="Acme").survey


def panel_of(survey: Survey, voice: str = Voice.TEAM, **facts: Any) -> Panel:
    """A voice asked by a list; closed and opened only where `facts` say so."""
    told = {"way": "list", "threshold": 5 if voice == Voice.TEAM else 4, "frozen_at": NOON, "head_count": 20}
    return Panel.objects.create(survey=survey, voice=voice, **{**told, **facts})


def practice(today: str = "2.0", wanted: str = "3.0", **more: Any) -> dict[str, Any]:
    return {
        "n": 12, "picked": 3, "today": today, "wanted": wanted, "one_more": True, "half_today": "0.3",
        "half_wanted": "0.4", "half_gap": "0.5", "wide_today": "0.6", "wide_wanted": "0.7", **more,
    }  # fmt: skip


def cell(gap: str = "1.0") -> dict[str, Any]:
    return {"today": "2.0", "wanted": str(Decimal("2.0") + Decimal(gap)), "half_gap": "0.4", "sure": True}


def part(about: int | None, *at: tuple[str, str], **gaps: str) -> dict[str, Any]:
    cells = {code: cell(gap) for code, gap in (gaps or {"C2": "1.0"}).items()}
    return {"at": [list(pair) for pair in at], "about": about, "cells": cells}


SCORE = {"today": "2.0", "wanted": "3.0", "half_gap": "0.2"}
KEPT: dict[str, Any] = {
    "version": 1,
    "used": 12,
    "left_out": 0,
    "practices": {code: practice() for code in CORE},
    "categories": {code: {**SCORE, "used": 4, "offered": 4} for code in "CEP"},
    "overall": SCORE,
    "top": list(CORE),
    "order": list(CORE),
    "tie": list(CORE),
    "parts": [],
}


def kept(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(KEPT), **changes}


def opened(survey: Survey, results: dict[str, Any], answered: int = 12, **facts: Any) -> VoiceView:
    panel = panel_of(survey, **{"closed_at": NOON, "opened_at": NOON, **facts})
    Release.objects.create(panel=panel, answered=answered, results=results)
    return groups.group_view(survey, panel.voice, panel, answered=999)


# --- before it is open ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "answered", "state"),
    [
        ({}, 0, "waiting"),
        ({}, 4, "waiting"),
        ({}, 5, "ready"),
        ({"closed_at": NOON}, 5, "opening"),
        ({"closed_at": NOON}, 4, "too_few"),
        ({"threshold": 7}, 6, "waiting"),
        ({"threshold": 7, "closed_at": NOON}, 6, "too_few"),
        ({"voice": Voice.PEER, "threshold": 4}, 4, "ready"),
        ({"voice": Voice.PEER, "threshold": 4, "way": "link"}, 4, "waiting"),
        ({"voice": Voice.PEER, "threshold": 4, "way": "link"}, 5, "ready"),
    ],
)
def test_a_voice_is_where_its_dates_and_answers_say(
    survey: Survey, facts: dict[str, Any], answered: int, state: str
) -> None:
    panel = panel_of(survey, **facts)
    view = groups.group_view(survey, panel.voice, panel, answered)
    assert (view.state, view.answered, view.asked, view.smallest) == (state, answered, 20, panel.smallest)
    assert (view.practices, view.categories, view.overall, view.finding, view.splits) == (
        (),
        (),
        None,
        "",
        (),
    )


@pytest.mark.parametrize("prepared", [True, False])
def test_whoever_was_not_asked_has_a_view_without_any_number(survey: Survey, prepared: bool) -> None:
    panel = panel_of(survey, frozen_at=None) if prepared else None
    view = groups.group_view(survey, Voice.TEAM, panel, 0)
    assert (view.state, view.answered, view.asked, view.smallest) == ("not_asked", None, None, 0)
    assert view.footer.startswith("Team · round 1 · Closer 1. ")


def test_how_far_the_work_has_come_is_of_the_practices_asked(survey: Survey) -> None:
    panel = panel_of(survey, closed_at=NOON, opening_step=7)
    assert groups.group_view(survey, Voice.TEAM, panel, 9).step == (7, 12)
    panel.form = "full"
    assert groups.group_view(survey, Voice.TEAM, panel, 9).step == (7, 24)


# --- once it is open --------------------------------------------------------------------------------------


def test_an_open_voice_says_what_was_kept_and_how_many_had_answered_then(survey: Survey) -> None:
    view = opened(survey, kept(), closes_on=date(2026, 12, 1))
    assert (view.state, view.answered, view.used, view.smallest) == ("open", 12, 12, 5)
    assert view.opened_on == timezone.localdate(NOON)
    row = view.practices[0]
    assert (row.code, row.n, row.picked, row.today, row.wanted, row.gap) == (
        "C2", 12, 3, Decimal("2.0"), Decimal("3.0"), Decimal("1.0"),
    )  # fmt: skip
    assert (row.half_today, row.half_wanted, row.half_gap) == (Decimal("0.3"), Decimal("0.4"), Decimal("0.5"))
    assert [row.code for row in view.practices] == list(CORE)
    assert [(score.code, score.gap, score.used, score.offered) for score in view.categories] == [
        (code, Decimal("1.0"), 4, 4) for code in "CEP"
    ]
    assert view.overall is not None
    assert (view.overall.name, view.overall.gap, view.overall.half_gap) == (
        "Overall",
        Decimal("1.0"),
        Decimal("0.2"),
    )
    assert view.footer.startswith(
        "Team · 12 of 20 answered · 21 November 2026 · round 1 · Closer 1 · smallest group 5."
    )


def test_the_gap_is_the_difference_of_what_is_printed(survey: Survey) -> None:
    results = kept()
    results["practices"]["C4"] = practice("2.3", "1.9")
    view = opened(survey, results)
    assert view.practices[1].gap == Decimal("-0.4")


def test_hidden_and_banded_practices_have_no_number_and_no_place_in_the_order(survey: Survey) -> None:
    results = kept(order=["C2", "C4", "C7", "C8"], top=["C2"], tie=[])
    results["practices"]["C4"] = {"hidden": True}
    results["practices"]["C7"] = {
        "n": 12, "picked": None, "today": None, "wanted": None, "one_more": True,
        "today_band": ["4.5", "5.0"],
    }  # fmt: skip
    view = opened(survey, results)
    rows = {row.code: row for row in view.practices}
    assert rows["C4"].hidden
    assert (rows["C4"].n, rows["C4"].today, rows["C4"].gap) == (None, None, None)
    assert rows["C7"].alike
    assert (rows["C7"].today_band, rows["C7"].wanted_band) == ((Decimal("4.5"), Decimal("5.0")), None)
    assert (rows["C7"].today, rows["C7"].gap) == (None, None)
    assert view.ranked == ("C2", "C8")


@pytest.mark.parametrize(
    ("gaps", "top", "widest"),
    [
        ({"E5": "3.0"}, ["E5"], ["E5"]),
        ({"E5": "3.0", "E6": "2.9", "P3": "2.8"}, ["E5", "E6", "P3"], ["E5", "E6", "P3"]),
        ({"E5": "3.0", "E6": "2.9", "P3": "2.8", "C2": "2.7"}, ["E5", "E6", "P3", "C2"], []),
        ({"E5": "0.5", "E6": "0.0"}, ["E5", "E6"], []),
        ({"E5": "0.0"}, ["E5"], []),
    ],
)
def test_what_the_title_names_is_what_the_picture_tints(
    survey: Survey, gaps: dict[str, str], top: list[str], widest: list[str]
) -> None:
    results = kept(top=top, order=top)
    for code in CORE:
        wanted = Decimal("2.0") + Decimal(gaps.get(code, "-0.5"))
        results["practices"][code] = practice("2.0", str(wanted))
    view = opened(survey, results)
    assert sorted(row.code for row in view.practices if row.emphasis == "widest") == sorted(widest)
    named = [row.code for row in view.practices if row.name in view.finding]
    assert sorted(named) == sorted(widest)


@pytest.mark.parametrize(
    ("top", "longest", "held"),
    [
        (["C2"], ["C7", "C8", "E3"], ("C7", "C8", "E3")),
        (["C2", "C4"], ["C7", "C8", "E3"], ("C2", "C4")),
        (["C2"], [], ()),
    ],
)
def test_the_bracket_holds_what_the_title_calls_too_close_to_rank(
    survey: Survey, top: list[str], longest: list[str], held: tuple[str, ...]
) -> None:
    view = opened(survey, kept(order=list(CORE), top=top, tie=longest))
    assert view.tie == held
    assert ("too close to rank" in view.finding) == (len(top) > 1)


def test_peers_have_no_count_no_order_and_no_tint(survey: Survey) -> None:
    results = {
        "version": 1,
        "practices": {code: {"today": "2.5", "wanted": "4.5", "one_more": True} for code in CORE},
        "categories": {code: {"today": "2.5", "wanted": "4.5"} for code in "CEP"},
        "overall": {"today": "2.5", "wanted": "4.5"},
    }
    results["practices"]["E5"]["today"] = "1.5"
    view = opened(survey, results, answered=6, voice=Voice.PEER, threshold=4)
    assert (view.coarse, view.answered, view.used) == (True, 6, None)
    assert {(row.n, row.picked, row.half_gap) for row in view.practices} == {(None, None, None)}
    assert (view.ranked, view.top, view.tie, view.splits) == ((), (), (), ())
    assert "widest" not in {row.emphasis for row in view.practices}
    assert view.finding == "Peers: 2.5 today, 4.5 or more wanted"


def test_yours_and_theirs_differ_in_words_alone(survey: Survey) -> None:
    panel = panel_of(survey, closed_at=NOON, opened_at=NOON)
    Release.objects.create(panel=panel, answered=12, results=kept(top=["E5"], order=["E5"], tie=[]))
    yours, theirs = (groups.group_view(survey, Voice.TEAM, panel, 12, yours=whose) for whose in (True, False))
    assert yours.practices == theirs.practices
    assert yours.finding == "Widest gap in your team’s eyes: The customer’s whole path, 1.0 levels"
    assert theirs.finding == "Widest gap in the team’s eyes: The customer’s whole path, 1.0 levels"


# --- parts ------------------------------------------------------------------------------------------------

SALES, KITCHEN, BOARD = (("department", name) for name in ("Sales", "Kitchen", "Board"))
NORTH, SOUTH = (("region", name) for name in ("North", "South"))
LISTED = {"department": ["Sales", "Kitchen", "Board"], "region": ["North", "South"], "level": []}


def test_each_dimension_and_each_two_that_have_something_have_a_table(survey: Survey) -> None:
    parts = [part(10, KITCHEN), part(15, SALES), part(25, NORTH), part(None, SALES, NORTH)]
    view = opened(survey, kept(parts=parts), segments=LISTED)
    assert [split.key for split in view.splits] == ["department", "region", "department-region"]
    assert [split.names for split in view.splits] == [
        ("Department",), ("Region",), ("Department", "Region"),
    ]  # fmt: skip


def test_the_largest_parts_come_first_and_hidden_ones_last_as_they_were_listed(survey: Survey) -> None:
    parts = [part(10, KITCHEN), part(15, SALES)]
    listed = {**LISTED, "department": ["Legal", "Kitchen", "Board", "Sales"]}
    (split, *_rest) = opened(survey, kept(parts=parts), segments=listed).splits
    assert [(one.at, one.about, one.hidden) for one in split.parts] == [
        (("Sales",), 15, False), (("Kitchen",), 10, False), (("Legal",), None, True),
        (("Board",), None, True),
    ]  # fmt: skip
    assert split.hidden == 2
    assert [one.at for one in split.shown] == [("Sales",), ("Kitchen",)]


def test_hidden_parts_are_nothing_but_a_name_whoever_is_in_them(survey: Survey) -> None:
    (split, *_rest) = opened(survey, kept(parts=[part(15, SALES)]), segments=LISTED).splits
    board, kitchen = split.parts[2], split.parts[1]
    assert (board.about, board.cells, kitchen.about, kitchen.cells) == (None, {}, None, {})


def test_crossed_parts_stand_in_the_order_of_the_lists_and_say_no_number_of_people(survey: Survey) -> None:
    parts = [part(15, SALES), part(25, NORTH), part(None, KITCHEN, SOUTH), part(None, SALES, NORTH)]
    crossed = opened(survey, kept(parts=parts), segments=LISTED).splits[2]
    assert [one.at for one in crossed.parts] == [
        (department, region) for department in LISTED["department"] for region in LISTED["region"]
    ]
    assert {one.about for one in crossed.parts} == {None}
    assert [one.at for one in crossed.shown] == [("Sales", "North"), ("Kitchen", "South")]


def test_one_department_alone_and_crossed_tables_without_a_number_are_no_tables(survey: Survey) -> None:
    listed = {"department": ["Sales"], "region": ["North", "South"]}
    view = opened(survey, kept(parts=[part(25, NORTH), part(10, SALES)]), segments=listed)
    assert [split.key for split in view.splits] == ["region"]


def test_a_dimension_of_which_everything_is_hidden_says_so(survey: Survey) -> None:
    view = opened(survey, kept(), segments=LISTED)
    assert [split.key for split in view.splits] == ["department", "region"]
    assert {split.finding for split in view.splits} == {"Nothing can be shown here: the groups are too small"}


def test_places_of_meeting_customers_are_all_listed_once_one_can_be_shown(survey: Survey) -> None:
    view = opened(survey, kept(parts=[part(10, (MEETS, "phone"))]), segments={})
    (split,) = view.splits
    assert [one.at[0] for one in split.parts] == [
        "By phone or chat", "In person", "Online", "Through partners", "Hardly ever",
    ]  # fmt: skip
    assert split.hidden == len(Meets.values) - 1


def test_places_of_which_none_can_be_shown_are_no_table(survey: Survey) -> None:
    assert opened(survey, kept(), segments={}).splits == ()


def test_what_a_part_shows_is_what_was_kept_of_it(survey: Survey) -> None:
    parts = [part(10, KITCHEN, C2="1.0", C="2.0"), part(15, SALES, C2="-0.5")]
    parts[1]["cells"]["C2"]["sure"] = False
    (split, *_rest) = opened(survey, kept(parts=parts), segments=LISTED).splits
    sales, kitchen = split.shown
    assert set(kitchen.cells) == {"C2", "C"}
    assert (sales.cells["C2"].gap, sales.cells["C2"].sure) == (Decimal("-0.5"), False)
    assert (kitchen.cells["C"].today, kitchen.cells["C"].wanted) == (Decimal("2.0"), Decimal("4.0"))
    assert sales.cells["C2"].half_gap == Decimal("0.4")


def test_the_title_of_a_table_speaks_of_the_parts_shown(survey: Survey) -> None:
    wide = {"E5": "3.0", "C2": "0.5", "C4": "0.4", "C7": "0.3"}
    parts = [part(10, KITCHEN, **wide), part(15, SALES, **wide)]
    results = kept(parts=parts)
    results["practices"]["E5"] = practice("2.0", "4.5")
    (split, *_rest) = opened(survey, results, segments=LISTED).splits
    assert split.finding == "“The customer’s whole path” is among the widest gaps in every department shown"
