"""The priority map: what is told of gaps and picks, its lines, its title and its table."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from assessment import priorities, tables
from assessment.rows import Percent, PracticeRow, VoiceView
from surveys.choices import Voice
from tests.assessment.said import NAMES, NOT_SAID, evidence, row, view
from tests.assessment.surveyed import as_executive, finished, reply
from tests.factories import CORE, group, levels_of, open_group

CODES = tuple(NAMES)


def placed(
    code: str,
    share: int = 40,
    corner: str = "first",
    on_line: bool = False,
    levels: tuple[str, str] = ("2.0", "3.5"),
    half: str | None = "0.3",
    **more: Any,
) -> PracticeRow:
    picks = Percent(share, max(0, share - 10), min(100, share + 10))
    found = evidence(corner=corner, on_line=on_line, move_first=picks)
    return row(code, *levels, evidence=found, half_gap=Decimal(half) if half else None, **more)


def team(*rows: PracticeRow, **more: Any) -> VoiceView:
    return view(*rows, **{"used": 40, **more})


def chart(*rows: PracticeRow, **more: Any) -> Any:
    return priorities.priorities_of(team(*rows, **more))


# --- the title ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "title"),
    [
        ((), "No practice stands out as the one to move first"),
        (("E5",), "Start with “Whole path”"),
        (("E5", "C2"), "Start with “Whole path” and “Right moment”"),
        (("E5", "C2", "P1"), "Start with “Whole path”, “Right moment” and “Aligned leaders”"),
        (("E5", "C2", "P1", "C4"), "4 practices have wide gaps, and many would move them first"),
        (CODES, "8 practices have wide gaps, and many would move them first"),
    ],
)
def test_the_title_names_up_to_three_in_their_order_and_counts_more(
    codes: tuple[str, ...], title: str
) -> None:
    made = team(*(placed(code) for code in CODES), start_with=codes)
    assert priorities.finding(made) == title
    names = len(re.findall("“.*?”", title))
    assert len(re.sub("“.*?”", "X", title).split()) <= 12 - (names == 0)
    assert NOT_SAID.findall(title) == []
    assert len(priorities.desc(made).split()) <= 60
    assert priorities.desc(made).endswith(f"{title}. The table below lists every value.")


def test_a_practice_that_was_not_asked_of_this_team_is_never_named() -> None:
    assert priorities.finding(team(placed("E5"), start_with=("P7",))) == (
        "No practice stands out as the one to move first"
    )


# --- the map ------------------------------------------------------------------------------------------------


def test_without_picks_there_is_no_map() -> None:
    assert chart() is None
    assert chart(row("C2"), row("C4", evidence=evidence())) is None
    assert priorities.placed(team(row("C2", evidence=evidence(move_first=Percent(4, 1, 9))))) == []


def test_each_dot_stands_at_its_share_and_gap_with_both_intervals() -> None:
    (one,) = chart(placed("E5", 40)).points
    assert (one.code, one.name) == ("E5", "Whole path")
    assert (one.share, one.share_low, one.share_high) == (0.4, 0.3, 0.5)
    assert (one.gap, one.gap_low, one.gap_high) == (1.5, 1.2, 1.8)
    assert (one.share_text, one.gap_text) == ("40%", "1.5")
    assert (one.corner, one.on_line, one.clear) == ("first", False, True)


def test_intervals_end_where_a_gap_can_end_and_a_missing_one_is_a_dot() -> None:
    wide = chart(placed("E5", levels=("1.0", "4.9"), half="0.5")).points[0]
    assert (wide.gap_low, wide.gap_high) == (3.4, 4.0)
    low = chart(placed("E5", corner="later", levels=("4.9", "1.2"), half="0.5")).points[0]
    assert (low.gap_low, low.gap_high, low.gap_text) == (-4.0, -3.2, "−3.7")
    unknown = chart(placed("E5", half=None)).points[0]
    assert (unknown.gap_low, unknown.gap, unknown.gap_high) == (1.5, 1.5, 1.5)


def test_nobody_and_everybody_may_have_picked_it() -> None:
    none, everybody = chart(placed("C2", 0, "wide"), placed("C4", 100)).points
    assert (none.share, none.share_low, none.share_text) == (0.0, 0.0, "0%")
    assert (everybody.share, everybody.share_high, everybody.share_text) == (1.0, 1.0, "100%")


@pytest.mark.parametrize(
    ("offered", "line", "words"),
    [
        (8, 0.375, "38%: an even spread, 3 of 8"),
        (7, 3 / 7, "43%: an even spread, 3 of 7"),
        (3, 1.0, "100%: an even spread, 3 of 3"),
        (2, 1.0, "100%: an even spread, 2 of 2"),
    ],
)
def test_the_line_of_shares_follows_how_many_practices_were_offered(
    offered: int, line: float, words: str
) -> None:
    """One that is switched off is no row; deeper ones couldn't be picked; hidden ones could."""
    rows = [placed(code) for code in CODES[: offered - 1]]
    hidden = row(CODES[offered - 1], None, None)
    made = chart(*rows, hidden, *([row("P3", core=False)] if offered < 8 else []))
    assert made.share_line == pytest.approx(line)
    assert made.share_line_words == words
    assert (made.gap_line, made.gap_line_words) == (0.5, "half a level")
    assert len(made.points) == offered - 1


def test_the_corners_have_the_names_of_the_table_and_the_scales_their_ticks() -> None:
    made = chart(placed("C2"))
    assert tuple(made.corners) == (
        "Move first",
        "Wide, but few would start here",
        "Many would start here, but the gap is small",
        "Leave for now",
    )
    assert made.share_ticks == ("0%", "25%", "50%", "75%", "100%")
    assert made.gap_ticks == ("−4", "−3", "−2", "−1", "0", "1", "2", "3", "4")
    assert len(made.title.split()) <= 8
    assert priorities.subtitle(team()) == (
        "How wide the gap is, against how many of 40 people would move the practice first (up to 3). "
        "Bars: 95% intervals."
    )
    assert len(priorities.subtitle(team()).split()) <= 25
    assert NOT_SAID.findall(priorities.reading() + priorities.subtitle(team()) + made.desc) == []


def test_what_is_hidden_brings_no_number_into_map_or_table() -> None:
    made = team(placed("C2"), row("E6", None, None, n=None), row("P1", None, None, hidden=False, n=12))
    assert [one.code for one in priorities.priorities_of(made).points] == ["C2"]
    lines = {line[0]: line[1:] for line in tables.priorities(made).lines}
    for hidden in ("No restart", "Aligned leaders"):
        assert lines[hidden] == ("not shown", None, None, None, "")


def test_the_table_tells_every_dot_most_picked_first() -> None:
    rows = (
        placed("C2", 20, "wide"),
        row("E6", None, None),
        placed("C4", 60, on_line=True),
        placed("C7", 20, "later", levels=("4.0", "3.8")),
        row("P1", "2.0", "2.4", evidence=None),
    )
    made = team(*rows)
    table = tables.priorities(made)
    assert table.head == ("Practice", "Would move it first", "plausibly", "Gap", "±", "Where it stands")
    assert [line[0] for line in table.lines] == [
        "One memory", "Right moment", "Our tone", "No restart", "Aligned leaders",
    ]  # fmt: skip
    assert table.lines[0][1:] == (
        "60%",
        "50 to 70",
        Decimal("1.5"),
        Decimal("0.3"),
        "Move first (on the line)",
    )
    assert table.lines[1][5] == "Wide, but few would start here"
    assert table.lines[4][1:] == ("not shown", None, Decimal("0.4"), None, "")
    by_name = {line[0]: line for line in table.lines}
    for one in priorities.priorities_of(made).points:
        _name, share, _plausibly, gap, *_rest = by_name[one.name]
        assert (share, str(gap).replace("-", "−")) == (one.share_text, one.gap_text)


# --- in words -----------------------------------------------------------------------------------------------


def test_sentences_name_what_lies_clearly_in_a_corner() -> None:
    made = team(
        placed("C2", 5, "wide"),
        placed("C4", 8, "wide"),
        placed("C7", 60, "popular"),
        placed("E3", 24, "wide", on_line=True),
        placed("E5", 2, "later"),
    )
    assert priorities.sentences(made) == [
        "Wide, but few would start there: “Right moment” and “One memory”. Ask why.",
        "Many would start with “Our tone”, although the gap is small.",
        "1 lies too near a line to say.",
    ]
    assert priorities.sentences(team(placed("E5", 2, "later"))) == []
    assert priorities.sentences(team(row("C2"))) == []


def test_more_than_five_in_a_corner_are_not_listed() -> None:
    five = team(*(placed(code, 5, "wide") for code in CODES[:5]))
    (said,) = priorities.sentences(five)
    assert said.count("“") == 5
    assert priorities.sentences(team(*(placed(code, 5, "wide") for code in CODES[:6]))) == []


# --- of a survey --------------------------------------------------------------------------------------------


def picking_team(people: int) -> VoiceView:
    """A team in which everybody picks the same three."""
    draft = finished()
    panel = group(draft.survey, 0, opened=False)
    for person in range(people):
        marks = {code: tuple(map(str, levels_of(person, at))) for at, code in enumerate(CORE)}
        reply(draft.survey, Voice.TEAM, marks, picks=("C2", "E5", "P3"))
    open_group(panel)
    made = as_executive(draft).view(Voice.TEAM)
    assert made is not None
    return made


@pytest.mark.django_db
def test_picks_are_told_from_ten_answers_on() -> None:
    assert priorities.priorities_of(picking_team(9)) is None
    made = priorities.priorities_of(picking_team(10))
    assert made is not None
    assert made.share_line_words == "25%: an even spread, 3 of 12"
    shares = {one.code: one.share_text for one in made.points}
    assert {shares[code] for code in ("C2", "E5", "P3")} == {"100%"}
    assert {shares[code] for code in set(CORE) - {"C2", "E5", "P3"}} == {"0%"}
