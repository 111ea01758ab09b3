"""The trend over rounds: what is drawn, what is called a change, and the numbers behind it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assessment import over_time, tables, trends
from assessment.rows import Moment, Moved, Round, Trend, VoiceView
from tests.assessment.said import NOT_SAID, score, view

NAMES = {"C": "Knowing each customer", "E": "One system of engagement", "P": "People and partners"}
CATEGORIES = tuple(score(code, name, "2.5", "4.0") for code, name in NAMES.items())
FIRST, SECOND, THIRD = date(2024, 3, 15), date(2025, 3, 3), date(2026, 9, 30)
Levels = dict[str, str | None]


def moment(today: str | None, wanted: str = "4.0", half: str | None = "0.12") -> Moment:
    if today is None:
        return Moment(None, None, None)
    return Moment(Decimal(today), Decimal(wanted), Decimal(half) if half else None)


def asked(
    on: date, today: str | None = "2.5", words: int = 1, people: int = 40, name: str = "", **more: Any
) -> Round:
    """A round with the same average in each category, unless another is named."""
    given = {**dict.fromkeys(NAMES, today), **more.pop("levels", {})}
    scores = {code: moment(level, **more) for code, level in given.items()}
    return Round(name or f"round {on.year - 2023}", on, people, words, False, scores)


def over(*rounds: Round, moved: dict[str, Moved] | None = None) -> VoiceView:
    """A team over these rounds; what has moved is worked out as it is of real ones."""
    found = over_time.moved(rounds) if moved is None and rounds else moved or {}
    return view(categories=CATEGORIES, trend=Trend(rounds, found))


def changed(**changes: str) -> dict[str, Moved]:
    """By category; "?" before a change that may be chance."""
    return {
        code: Moved(Decimal(change.lstrip("?")), not change.startswith("?"))
        for code, change in changes.items()
    }


# --- the title ----------------------------------------------------------------------------------------------

TITLES: dict[str, tuple[dict[str, Moved], str]] = {
    "one up": (
        changed(C="0.6", E="?0.1", P="?-0.1"),
        "Knowing each customer is up 0.6 levels since March 2024; no other category clearly",
    ),
    "one down": (
        changed(C="?0.2", E="-0.5", P="?0.0"),
        "One system of engagement is down 0.5 levels since March 2024; no other category clearly",
    ),
    "one up and one down": (
        changed(C="0.6", E="?0.0", P="-0.4"),
        "Knowing each customer is up 0.6 levels and People and partners is down 0.4 levels since March 2024; "
        "no other category clearly",
    ),
    "two alike": (
        changed(C="0.2", E="?0.0", P="0.2"),
        "Knowing each customer and People and partners are each up 0.2 levels since March 2024; "
        "no other category clearly",
    ),
    "all": (changed(C="0.6", E="0.5", P="-0.4"), "All three categories have moved since March 2024"),
    "none": (changed(C="?0.3", E="?0.0", P="?-0.2"), "No clear change since March 2024"),
}


@pytest.mark.parametrize("name", TITLES)
def test_the_title_tells_clear_changes_alone(name: str) -> None:
    moved, title = TITLES[name]
    made = over(asked(FIRST), asked(SECOND), moved=moved)
    assert trends.finding(made) == title
    short = title
    for category in NAMES.values():
        short = short.replace(category, "X")
    assert len(short.split()) <= (12 if short.count("X") < 2 else 18)
    assert NOT_SAID.findall(title) == []
    assert len(trends.desc(made).split()) <= 60
    assert trends.desc(made).endswith(f"{title}. The table below lists every value.")


def test_a_category_that_is_not_shown_is_never_named() -> None:
    made = over(asked(FIRST), asked(SECOND), moved=changed(C="?0.1", **{"": "0.9"}))
    assert trends.finding(made) == "No clear change since March 2024"


def test_rounds_with_other_words_are_not_compared() -> None:
    made = over(asked(FIRST, "1.5"), asked(SECOND, "1.6"), asked(THIRD, "4.0", words=2))
    assert trends.finding(made) == "The last round was asked with other words: nothing is compared"
    later = over(asked(FIRST, "1.5"), asked(SECOND, "2.0", words=2), asked(THIRD, "4.0", words=2))
    assert trends.finding(later) == "All three categories have moved since March 2025"
    assert trends.since(later) == "March 2025"


def test_rounds_without_averages_in_common_are_not_said_to_have_other_words() -> None:
    made = over(asked(FIRST, None), asked(SECOND))
    assert trends.finding(made) == "No category has averages in two rounds: nothing is compared"
    assert len(trends.finding(made).split()) <= 12


# --- the picture --------------------------------------------------------------------------------------------


def test_one_round_is_no_line_and_no_trend_is_no_picture() -> None:
    assert trends.trend_of(over(asked(FIRST))) is None
    assert trends.trend_of(view(categories=CATEGORIES)) is None


@pytest.mark.parametrize("days", [(FIRST, SECOND), (FIRST, SECOND, THIRD)])
def test_each_category_has_a_panel_with_every_round(days: tuple[date, ...]) -> None:
    made = over(*(asked(day, f"{2.1 + at / 2:.1f}") for at, day in enumerate(days)))
    chart = trends.trend_of(made)
    assert chart.id == "trend"
    assert [panel.name for panel in chart.panels] == list(NAMES.values())
    for panel in chart.panels:
        assert [one.at for one in panel.rounds] == [day.toordinal() for day in days]
        assert [one.date for one in panel.rounds] == ["Mar 2024", "Mar 2025", "Sep 2026"][: len(days)]
        assert [one.today_text for one in panel.rounds] == ["2.1", "2.6", "3.1"][: len(days)]
        assert {one.wanted_text for one in panel.rounds} == {"4.0"}
        assert {one.people for one in panel.rounds} == {"40 people"}
        assert (panel.clear, panel.breaks) == (True, ())
        assert panel.change == ("+0.5 since March 2024" if len(days) == 2 else "+1.0 since March 2024")


def test_a_change_that_may_be_chance_says_so_and_one_that_nobody_knows_says_nothing() -> None:
    made = over(asked(FIRST), asked(SECOND), moved=changed(C="?0.3", E="-0.4"))
    panels = trends.trend_of(made).panels
    assert [(panel.change, panel.clear) for panel in panels] == [
        ("no clear change", False), ("−0.4 since March 2024", True), ("", False),
    ]  # fmt: skip


def test_rounds_of_one_day_stand_a_day_apart() -> None:
    made = over(asked(FIRST), asked(FIRST, "2.9"), asked(FIRST, "3.0"), asked(SECOND))
    start = FIRST.toordinal()
    moments = [one.at for one in trends.trend_of(made).panels[0].rounds]
    assert moments == [start, start + 1, start + 2, SECOND.toordinal()]
    assert trends.days([]) == []


def test_other_words_break_the_line_where_they_begin() -> None:
    made = over(asked(FIRST), asked(SECOND, words=2), asked(THIRD, words=2))
    for panel in trends.trend_of(made).panels:
        assert [tuple(one) for one in panel.breaks] == [(SECOND.toordinal(), "new wording")]
        before, after, last = panel.rounds
        assert not panel.joined(before, after)
        assert panel.joined(after, last)


def test_a_round_without_a_category_leaves_a_gap_and_no_number() -> None:
    made = over(asked(FIRST), asked(SECOND, levels={"E": None}), asked(THIRD))
    first, second, third = trends.trend_of(made).panels
    assert [one.today for one in second.rounds] == [2.5, None, 2.5]
    blank = second.rounds[1]
    assert (blank.wanted, blank.interval, blank.today_text, blank.wanted_text) == (None, None, "", "")
    assert [one.today for one in first.rounds] == [one.today for one in third.rounds] == [2.5, 2.5, 2.5]
    none = over(asked(FIRST), Round("round 2", SECOND, 40, 1, False, {}))
    assert {one.today for panel in trends.trend_of(none).panels for one in panel.rounds[1:]} == {None}


@pytest.mark.parametrize(
    ("today", "half", "ends"),
    [
        ("2.5", "0.25", (2.25, 2.75)),
        ("1.1", "0.3", (1.0, 1.4)),
        ("4.9", "0.3", (4.6, 5.0)),
        ("2.5", None, None),
    ],
)
def test_the_interval_stays_within_the_scale(
    today: str, half: str | None, ends: tuple[float, float] | None
) -> None:
    made = over(asked(FIRST, today, half=half), asked(SECOND))
    found = trends.trend_of(made).panels[0].rounds[0].interval
    assert found == (None if ends is None else pytest.approx(ends))


def test_one_person_is_not_people() -> None:
    made = over(asked(FIRST, people=1), asked(SECOND, people=12))
    assert [one.people for one in trends.trend_of(made).panels[0].rounds] == ["1 person", "12 people"]


def test_titles_and_subtitle_are_short() -> None:
    made = over(asked(FIRST), asked(SECOND), asked(THIRD))
    assert len(trends.trend_of(made).title.split()) <= 8
    assert trends.subtitle(made) == (
        "Team averages of the core practices over 3 rounds. Solid line and band: today with its 95% "
        "interval. Dashed: wanted."
    )
    assert len(trends.subtitle(made).split()) <= 25
    assert NOT_SAID.findall(trends.subtitle(made) + trends.reading()) == []


# --- the table ----------------------------------------------------------------------------------------------


def test_the_table_lists_every_round_of_every_panel_in_its_order() -> None:
    made = over(
        asked(FIRST, "2.1", name="imported, March 2024", half="0.25"),
        asked(SECOND, "2.8", levels={"E": None}, people=8),
        asked(THIRD, "3.0", half=None),
    )
    table = tables.trend(made)
    assert table.head == ("Round", "People", "Today", "±", "Wanted")
    assert table.lines[:4] == (
        ("Knowing each customer",),
        ("Imported, March 2024", 40, Decimal("2.1"), Decimal("0.3"), Decimal("4.0")),
        ("Round 2", 8, Decimal("2.8"), Decimal("0.5"), Decimal("4.0")),  # of few to the next half level
        ("Round 3", 40, Decimal("3.0"), None, Decimal("4.0")),
    )
    assert table.lines[6] == ("Round 2", 8, "not shown", None, None)
    lines = iter(table.lines)
    for panel in trends.trend_of(made).panels:
        assert next(lines) == (panel.name,)
        for one in panel.rounds:
            _name, people, today, _half, wanted = next(lines)
            assert re.match(rf"{people} ", one.people)
            if one.today is None:
                assert (today, wanted) == ("not shown", None)
            else:
                assert (str(today), str(wanted)) == (one.today_text, one.wanted_text)
    assert next(lines, None) is None
