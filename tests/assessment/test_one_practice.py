"""One practice: its levels with everybody's marks, its two pictures, its sentences, and what comes next."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assessment import one_practice
from assessment.rows import PracticeRow, Report, VoiceView
from surveys.instruments import of_survey
from tests.assessment.said import NOT_SAID, compared, evidence, report, row, view
from tests.assessment.surveyed import as_consultant, as_executive, finished
from tests.factories import MARKS, group

CODE = "E6"
BAND = (Decimal("4.5"), Decimal("5.0"))


def mine(today: str | None = "3", wanted: str | None = "5", **more: Any) -> VoiceView:
    return view(row(CODE, today, wanted, hidden=False, **more), voice="executive", name="You", answered=1)


def peers(today: str | None = "1.5", wanted: str | None = "4.5", **more: Any) -> VoiceView:
    return view(row(CODE, today, wanted, **more), voice="peer", name="Peers", answered=6)


def team(*rows: PracticeRow, **more: Any) -> VoiceView:
    own = rows or (row(CODE, "2.4", "3.8", half_gap=Decimal("0.3"), evidence=evidence()),)
    return view(*own, **{"used": 40, **more})


def shown(*views: VoiceView, **more: Any) -> tuple[Report, list[Any]]:
    made = report(*views, **more)
    return made, one_practice.seen_of(made, CODE)


def lines(*views: VoiceView) -> list[tuple[Any, ...]]:
    made, _seen = shown(*views)
    found = one_practice.exhibit(made, f"practice-{CODE}")
    assert found is not None
    return list(found.table.lines)


# --- the voices ---------------------------------------------------------------------------------------------


def test_each_voice_has_a_line_from_today_to_wanted_with_its_numbers_in_the_table() -> None:
    made, _seen = shown(mine(), peers(), team())
    found = one_practice.exhibit(made, f"practice-{CODE}")
    assert found is not None
    assert (found.key, found.voice, found.finding) == ("practice-E6", "team", "No restart")
    (block,) = found.chart.blocks
    assert [(one.hue, one.name, one.today_text, one.wanted_text, one.gap_text) for one in block.lines] == [
        ("you", "You", "3", "5", "2"),
        ("peers", "Peers (6)", "1.5 or less", "4.5 or more", "3.0"),
        ("team", "Team (40)", "2.4", "3.8", "1.4"),
    ]
    assert found.table.head == ("Voice", "Today", "Wanted", "Gap", "±")
    assert found.table.lines == (
        ("You", Decimal(3), Decimal(5), Decimal(2), None),
        ("Peers (6)", "1.5 or less", "4.5 or more", Decimal("3.0"), None),
        ("Team (40)", Decimal("2.4"), Decimal("3.8"), Decimal("1.4"), Decimal("0.3")),
    )
    assert (found.chart.id, found.drawn_for("wide"), found.drawn_for("phone")) == ("practice", True, True)
    assert len(found.chart.title.split()) <= 8
    assert found.chart.desc.endswith("The table below lists every value.")


@pytest.mark.parametrize(
    ("hidden", "why"),
    [
        (row(CODE, None, None), "too few answers"),
        (row(CODE, None, None, hidden=False, n=12), "nearly all agree"),
        (row(CODE, None, None, hidden=False, today_band=BAND), "4.5 to 5.0 today"),
    ],
)
def test_what_is_hidden_says_why_and_brings_no_number(hidden: PracticeRow, why: str) -> None:
    assert lines(mine(), team(hidden))[1] == ("Team", why, None, None, None)
    made, seen = shown(mine(), team(hidden))
    line = one_practice.picture(made, seen).blocks[0].lines[1]
    assert (line.missing, line.today, line.wanted, line.gap_text) == (why, None, None, "")
    assert one_practice.exhibit(made, f"spread-{CODE}") is None
    assert [mark.voice for level in range(1, 6) for mark in one_practice.marks_at(seen, level)] == [
        "executive", "executive",
    ]  # fmt: skip


def test_the_executives_reasons_stand_on_the_side_they_were_given_for() -> None:
    unknown = mine(None, None, today_reason="dont_know", wanted_reason="no_view")
    assert lines(unknown) == [("You", "don’t know", "no view", None, None)]
    one_side = view(
        replace(row(CODE, None, None, wanted_reason="no_view"), today=Decimal(3)),
        voice="executive",
        name="You",
    )
    assert lines(one_side) == [("You", Decimal(3), "no view", None, None)]
    made, seen = shown(one_side)
    assert one_practice.picture(made, seen).blocks[0].lines[0].missing == "no view"


def test_own_marks_are_said_to_be_in_it_and_to_be_all_there_is() -> None:
    def owned(*views: VoiceView) -> tuple[bool, bool]:
        found = one_practice.exhibit(report(*views), f"practice-{CODE}")
        assert found is not None
        return found.own, found.needs_own

    assert owned(mine()) == (True, True)
    assert owned(mine(), team()) == (True, False)
    assert owned(peers(), team()) == (False, False)


@pytest.mark.parametrize(
    "key", ["practice-P7", "spread-P7", "practice-", "practice", "spread", "other-E6", "", "-"]
)
def test_there_is_no_other_picture(key: str) -> None:
    assert one_practice.exhibit(report(mine(), team()), key) is None


def test_without_a_team_nothing_spreads() -> None:
    assert one_practice.exhibit(report(mine(), peers()), f"spread-{CODE}") is None


def test_the_spread_of_one_practice_has_the_line_of_that_practice() -> None:
    other = row("C2", evidence=evidence(agree_today="divided"))
    made = report(team(other, row(CODE, evidence=evidence(agree_today="broad")), categories=()))
    found = one_practice.exhibit(made, f"spread-{CODE}")
    assert found is not None
    assert found.key == "spread-E6"
    assert [one.code for one in found.chart.ladders] == [CODE]
    assert "Right moment" not in found.chart.desc
    assert len(found.chart.desc.split()) <= 60


# --- marks at levels ----------------------------------------------------------------------------------------


def test_marks_stand_with_the_level_they_have_reached() -> None:
    _made, seen = shown(mine(), peers(), team())
    at = {level: [mark.words for mark in one_practice.marks_at(seen, level)] for level in range(1, 6)}
    assert at == {
        1: ["Peers today, 1.5 or less"],
        2: ["Team today, 2.4"],
        3: ["You today", "Team wanted, 3.8"],
        4: ["Peers wanted, 4.5 or more"],
        5: ["You wanted"],
    }


@pytest.mark.parametrize(
    ("value", "level"), [("1.0", 1), ("1.9", 1), ("2.0", 2), ("4.9", 4), ("5.0", 5), ("5", 5)]
)
def test_an_average_has_reached_the_level_below_it(value: str, level: int) -> None:
    assert one_practice.reached(Decimal(value)) == level


# --- words --------------------------------------------------------------------------------------------------


def said(*views: VoiceView, yours: bool = True, rows: Any = ()) -> list[str]:
    made, seen = shown(*views, yours=yours, rows=rows)
    return one_practice.sentences(made, seen)


def test_the_difference_is_told_to_whom_it_concerns() -> None:
    rows = (compared(CODE, "4", "2.4", clear_team=True),)
    assert said(mine(), rows=rows) == ["You against the others, today: 1.6 levels higher than your team."]
    assert said(mine(), rows=rows, yours=False) == [
        "The executive against the others, today: 1.6 levels higher than the team."
    ]
    assert said(mine(), rows=(compared(CODE, "3", "2.8"),)) == ["You against the others, today: in step."]
    assert said(mine(), rows=(compared(CODE, None, "2.8"),)) == []
    assert said(mine(), rows=(compared("C2", "4", "2.4", clear_team=True),)) == []


@pytest.mark.parametrize(
    ("found", "cannot", "sentences"),
    [
        (None, None, []),
        (None, 30, ["30% of the team can’t say where it stands."]),
        (evidence(verdict="", agree_today=""), 0, []),
        (
            evidence(verdict="large", agree_today="divided"),
            12,
            [
                "In the team’s eyes there is a large gap here.",
                "People are divided about today: the average says little about single people.",
                "12% of the team can’t say where it stands.",
            ],
        ),
        (
            evidence(verdict="open", agree_today="broad"),
            None,
            ["Whether the team sees a gap here isn’t settled yet.", "People agree broadly about today."],
        ),
        (
            evidence(verdict="above"),
            None,
            ["In the team’s eyes today is above what’s wanted.", "Views of today are mixed."],
        ),
    ],
)
def test_the_teams_sentences_have_each_a_condition(
    found: Any, cannot: int | None, sentences: list[str]
) -> None:
    made = said(team(row(CODE, evidence=found, cannot_tell=cannot)))
    assert made == sentences
    assert NOT_SAID.findall(" ".join(made)) == []


# --- of a survey --------------------------------------------------------------------------------------------

asked = pytest.mark.django_db


def of(draft: Any, code: str, made: Report | None = None) -> one_practice.ShownPractice | None:
    return one_practice.practice_of(draft.survey, made or as_executive(draft), code)


@asked
def test_a_practice_has_its_five_levels_in_words_and_what_to_look_for() -> None:
    draft = finished()
    draft.survey.customers = "guests"
    found = of(draft, "E5")
    assert found is not None
    assert (found.name, found.category) == ("The customer’s whole path", "One system of engagement")
    assert [level.number for level in found.levels] == [1, 2, 3, 4, 5]
    assert [level.name for level in found.levels] == [level.name for level in of_survey(draft.survey).levels]
    assert not re.search(r"\{|None", " ".join([found.question, *(level.text for level in found.levels)]))
    assert {level.number: [mark.words for mark in level.marks] for level in found.levels if level.marks} == {
        2: ["You today"], 5: ["You wanted"],
    }  # fmt: skip
    assert found.step is not None
    assert found.step.way == "From level 2 (here and there) to level 3 (agreed way)"
    assert (len(found.evidence) > 0, len(found.why) > 0, len(found.source) > 0) == (True, True, True)
    assert [one.key for one in found.exhibits] == ["practice-E5"]


@asked
def test_what_was_not_asked_and_what_does_not_exist_is_none() -> None:
    draft = finished()
    for code in ("C1", "X9", "", "e5"):
        assert of(draft, code) is None
    nothing = as_consultant(draft)
    assert of(draft, "E5", nothing) is None, "nobody that a consultant sees was asked"


@asked
def test_the_next_step_follows_the_team_before_the_executive() -> None:
    draft = finished()
    group(draft.survey, 12)
    found = of(draft, "E5")
    assert found is not None
    assert [one.key for one in found.exhibits] == ["practice-E5", "spread-E5"]
    assert found.step is not None
    assert found.step.way.startswith("The next level: level ")
    assert re.match(r"\d\.\d today, \d\.\d wanted", found.step.facts)


@asked
@pytest.mark.parametrize(
    ("marks", "has_step"),
    [
        (("3", "4"), True),
        (("3", "3"), False),
        (("4", "2"), False),
        (("5", "5"), False),
        (("dont_know", "4"), False),
    ],
)
def test_there_is_a_next_step_only_where_more_is_wanted(marks: tuple[str, str], has_step: bool) -> None:
    found = of(finished({**MARKS, "E5": marks}), "E5")
    assert found is not None
    assert (found.step is not None) == has_step


@asked
def test_a_consultant_without_the_tick_sees_no_own_mark_of_a_practice() -> None:
    draft = finished()
    group(draft.survey, 12)
    found = of(draft, "E5", as_consultant(draft))
    assert found is not None
    assert {mark.voice for level in found.levels for mark in level.marks} == {"team"}
    assert [line[0] for line in found.exhibits[0].table.lines] == ["Team (12)"]
    assert not any(one.own for one in found.exhibits)
    assert not [sentence for sentence in found.sentences if "executive" in sentence.lower()]
