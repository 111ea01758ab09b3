"""Single practices that are worth a sentence, each on both sides of its condition."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assessment import front_line, observations
from assessment.findings import label
from assessment.rows import Cell, Part, Percent, PracticeRow, Split
from surveys.choices import MEETS, Meets
from tests.assessment.said import NAMES, evidence, row, view

CAMPS = ((1, 2, 38), (3, 3, 21), (4, 4, 20), (5, 5, 21))
NO_CAMPS = ((1, 2, 20), (3, 3, 50), (4, 5, 30))


def with_camps(code: str, levels: Any = CAMPS, **more: Any) -> PracticeRow:
    return row(code, evidence=evidence(levels_today=levels), **more)


# --- two camps ----------------------------------------------------------------------------------------------


def test_two_camps_are_told_with_their_shares():
    assert observations.two_camps(view(with_camps("C2"), row("C4", evidence=evidence()))) == [
        "On “Right moment” there are two camps: 38% say level 1 or 2, 41% say level 4 or 5.",
        "An average speaks for neither camp.",
    ]


def test_without_two_camps_or_evidence_nothing_is_said():
    assert observations.two_camps(view(with_camps("C2", NO_CAMPS), row("C4"))) == []
    joined = ((1, 2, 40), (3, 4, 20), (5, 5, 40))  # the middle level is told with another
    assert observations.two_camps(view(with_camps("C2", joined))) == []
    assert observations.two_camps(view(with_camps("C2", today=None))) == []


def test_many_practices_with_camps_are_counted():
    rows = [with_camps(code) for code in NAMES]
    assert len(observations.two_camps(view(*rows[:5]))) == 6
    assert observations.two_camps(view(*rows[:6])) == [
        "On 6 practices there are two camps: an average speaks for neither."
    ]


# --- what can't be seen -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "said"), [(None, False), (0, False), (24, False), (25, True), (31, True)])
def test_sight_is_a_finding_from_a_quarter_on(share: int | None, said: bool):
    sentences = observations.sight(view(row("C2", cannot_tell=share)))
    assert sentences == (
        [f"{share}% can’t say where “Right moment” stands today: either it isn’t there, or it isn’t visible."]
        if said
        else []
    )


def test_it_is_told_of_a_practice_that_has_no_average_too():
    assert observations.sight(view(row("C2", None, None, cannot_tell=60)))[0].startswith("60% can’t say")
    assert observations.sight(view(row("C2", None, None))) == []


def test_several_are_told_together_and_many_counted():
    rows = [row(code, cannot_tell=30 + at) for at, code in enumerate(NAMES)]
    assert observations.sight(view(*rows[:2])) == [
        "Many can’t say where “Right moment” (30%) and “One memory” (31%) stand today: "
        "either they aren’t there, or they aren’t visible."
    ]
    assert observations.sight(view(*rows[:6])) == [
        "On 6 practices a quarter of people or more can’t say where they stand today."
    ]


# --- what stands well, what could give way ------------------------------------------------------------------


def small(code: str, today: str = "3.8", wanted: str = "4.0", verdict: str = "small") -> PracticeRow:
    return row(code, today, wanted, evidence=evidence(verdict=verdict))


def test_a_strength_is_high_and_its_gap_surely_small():
    assert observations.strengths(view(small("C2"))) == [
        "“Right moment” stands at 3.8, with 4.0 wanted: keep it there."
    ]
    assert observations.strengths(view(small("C2", "3.5"))) != []
    assert observations.strengths(view(small("C2", "3.4", "3.6"))) == []
    assert observations.strengths(view(small("C2", verdict="open"))) == []
    assert observations.strengths(view(row("C2", "3.8", "4.0"))) == []


def test_several_strengths_share_a_sentence_and_many_are_counted():
    assert observations.strengths(view(small("C2"), small("C4"))) == [
        "“Right moment” (3.8 today, 4.0 wanted) and “One memory” (3.8 today, 4.0 wanted) "
        "stand about where they’re wanted: keep them there."
    ]
    assert observations.strengths(view(*(small(code) for code in list(NAMES)[:6]))) == [
        "6 practices stand high, about where they’re wanted: keep them there."
    ]


def test_what_another_voice_sees_otherwise_is_no_strength():
    rows = small("C2"), small("C4")
    assert "One memory" not in observations.strengths(view(*rows), {"C4"})[0]
    assert observations.strengths(view(*rows), {"C2", "C4"}) == []


def test_one_persons_strengths_are_levels_of_four_that_are_to_stay():
    def own(today: str, wanted: str) -> list[str]:
        return observations.strengths(view(row("C2", today, wanted), voice="executive"))

    assert own("4", "4") == ["“Right moment” stands at 4, with 4 wanted: keep it there."]
    assert own("3", "3") == own("4", "5") == own("5", "4") == []


def test_half_levels_tell_no_strength():
    assert observations.strengths(view(row("C2", "4.0", "4.0"), voice="peer")) == []


@pytest.mark.parametrize(
    ("one", "voice", "said"),
    [
        (small("C2", "3.8", "3.2", "above"), "team", "(3.8 today, 3.2 wanted)"),
        (small("C2", "3.8", "3.2", "open"), "team", ""),
        (row("C2", "3.8", "3.2"), "team", ""),
        (row("C2", "4", "3"), "executive", "(4 today, 3 wanted)"),
        (row("C2", "4", "4"), "executive", ""),
        (row("C2", "4.5", "3.5"), "peer", "(4.5 or more today, 3.5 wanted)"),
        (row("C2", "4.0", "3.5"), "peer", ""),
        (row("C2", None, None), "peer", ""),
    ],
)
def test_holding_back_is_said_where_less_is_surely_enough(one: PracticeRow, voice: str, said: str):
    assert observations.holding_back(view(one, voice=voice)) == (
        [
            f"Less than today would be enough on “Right moment” {said}: "
            "check whether effort can move elsewhere."
        ]
        if said
        else []
    )


def test_many_that_could_give_way_are_counted():
    rows = [small(code, "3.8", "3.2", "above") for code in list(NAMES)[:6]]
    assert observations.holding_back(view(*rows)) == [
        "On 6 practices less than today would be enough: check whether effort can move elsewhere."
    ]


# --- what people would start with ---------------------------------------------------------------------------

WIDE = tuple(row(code, "1.5", "4.5", half_gap=Decimal("0.3")) for code in ("E3", "E5", "E6"))


def picked(code: str, share: int, reach: int = 5, **more: Any) -> PracticeRow:
    return row(
        code,
        half_gap=Decimal("0.3"),
        evidence=evidence(move_first=Percent(share, share - reach, share + reach)),
        **more,
    )


def test_a_favourite_lies_clearly_above_every_other():
    assert observations.start(view(picked("C2", 64), picked("C4", 43))) == (
        "More people would start with “Right moment” than with any other practice shown: 64% picked it."
    )
    assert observations.start(view(picked("C2", 52), picked("C4", 43))) == ""
    assert observations.start(view(picked("C2", 53), picked("C4", 43))) == ""  # the ends touch
    assert observations.start(view(picked("C2", 64), picked("C4", 43, reach=20))) == ""
    assert observations.start(view(picked("C2", 64))) == ""
    assert observations.start(view(row("C2"), row("C4"))) == ""


def test_a_favourite_whose_gap_is_clearly_none_of_the_three_widest_is_told_as_that():
    rows = picked("C2", 64), picked("C4", 43), *WIDE
    ranked = ("E3", "E5", "E6", "C2", "C4")
    said = (
        "People would start with “Right moment” (64% picked it), "
        "although three others show clearly wider gaps."
    )
    found = view(*rows, ranked=ranked)
    assert observations.picks_against_gaps(found) == observations.start(found) == said
    assert observations.picks_against_gaps(view(*rows, ranked=ranked[:2])) == ""
    near = picked("C2", 64, today="2.0", wanted="4.4")  # 2.4 and 3.0 are each ± 0.3
    assert observations.picks_against_gaps(view(near, *rows[1:], ranked=ranked)) == ""
    assert observations.picks_against_gaps(view(*rows, ranked=("C2", *ranked[:3]))) == ""
    without = tuple(row(code, "1.5", "4.5") for code in ("E3", "E5", "E6"))
    assert observations.picks_against_gaps(view(*rows[:2], *without, ranked=ranked)) == ""
    assert observations.picks_against_gaps(view(row("C2"), ranked=ranked)) == ""


# --- those who meet customers -------------------------------------------------------------------------------


def cell(today: str, half: str | None = "0.2", sure: bool = True) -> Cell:
    return Cell(
        Decimal(today), Decimal(5), Decimal(5) - Decimal(today), None if half is None else Decimal(half), sure
    )


def split(**parts: dict[str, Cell]) -> tuple[Split, ...]:
    made = tuple(Part((label(MEETS, name),), 20, cells) for name, cells in parts.items())
    return (Split((MEETS,), ("Where people meet customers",), made),)


def told(here: Cell | None, there: Cell | None, **more: Any) -> list[str]:
    cells = [{} if one is None else {"C2": one, "C": one} for one in (here, there)]
    return front_line.front_line(view(row("C2", **more), splits=split(in_person=cells[0], hardly=cells[1])))


def test_those_who_meet_customers_see_it_lower_or_higher():
    assert told(cell("2.1"), cell("2.9")) == [
        "Those who meet customers in person tend to place “Right moment” lower today (2.1) "
        "than those who hardly meet any (2.9)."
    ]
    assert told(cell("3.4"), cell("2.9")) == [
        "Those who meet customers in person tend to place “Right moment” higher today (3.4) "
        "than those who hardly meet any (2.9)."
    ]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        pytest.param(cell("2.5"), cell("2.9"), id="less than half a level"),
        pytest.param(cell("2.1", "0.4"), cell("2.9", "0.4"), id="as much as both half-widths"),
        pytest.param(cell("2.1", sure=False), cell("2.9"), id="not sure"),
        pytest.param(cell("2.1"), cell("2.9", sure=False), id="not sure either"),
        pytest.param(cell("2.1", None), cell("2.9"), id="no interval"),
        pytest.param(None, cell("2.9"), id="hidden"),
        pytest.param(cell("2.1"), None, id="hidden too"),
    ],
)
def test_it_takes_two_sure_cells_and_more_than_chance(here: Cell | None, there: Cell | None):
    assert told(here, there) == []


def test_a_practice_without_an_average_is_not_told_of_parts():
    assert told(cell("2.1"), cell("2.9"), today=None, wanted=None) == []


def test_each_practice_is_told_once_and_three_at_most_the_widest_first():
    hardly = {code: cell("4.0") for code in ("C2", "C4", "C7", "E3")}
    phone = {"C2": cell("3.4"), "C4": cell("3.3"), "C7": cell("3.2"), "E3": cell("3.1")}
    found = view(
        *(row(code) for code in hardly), splits=split(phone=phone, online={"C2": cell("2.0")}, hardly=hardly)
    )
    said = front_line.front_line(found)
    assert [sentence.split(" tend to place ")[0].rsplit(" ", 1)[1] for sentence in said] == [
        "online",
        "chat",
        "chat",
    ]
    assert [sentence.split("“")[1].split("”")[0] for sentence in said] == [
        "Right moment",
        "One view",
        "Our tone",
    ]


def test_without_anybody_who_hardly_meets_customers_nothing_is_compared():
    parts = split(in_person={"C2": cell("2.0")}, partners={"C2": cell("4.0")})
    assert front_line.front_line(view(row("C2"), splits=parts)) == []
    department = (Split(("department",), ("Department",), (Part(("Sales",), 20, {"C2": cell("2.0")}),)),)
    assert front_line.front_line(view(row("C2"), splits=department)) == []
    assert front_line.front_line(view(row("C2"))) == []


def test_every_way_of_meeting_customers_has_its_words():
    words = [front_line.who_meets(label(MEETS, way)) for way in Meets.values if way != Meets.HARDLY]
    assert len(set(words)) == 4
    assert all(word.startswith("Those who meet customers ") for word in words)
