"""Sentences about how far answers carry: each under its condition, with the numbers it speaks of."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assessment import statements
from assessment.rows import (
    Change,
    Evidence,
    Percent,
    Plan,
    PracticeRow,
    Profile,
    Report,
    Since,
    Tipping,
    VoiceView,
)
from tests.assessment.test_comparisons import report

NAMES = {
    "C2": "Right moment",
    "C4": "One memory",
    "C7": "Our tone",
    "E3": "One view",
    "E5": "Whole path",
    "E6": "No restart",
}


def evidence(**changes: Any) -> Evidence:
    plain = {
        "verdict": "gap",
        "more": Percent(60, 50, 70),
        "less": Percent(5, 2, 9),
        "high_today": 10,
        "high_wanted": 70,
        "levels_today": (4, 3, 2, 1, 0),
        "levels_wanted": (0, 1, 2, 3, 4),
        "ceiling": False,
        "agree_today": "mixed",
        "agree_wanted": "broad",
    }
    return Evidence(**{**plain, **changes})


def view(
    found: dict[str, Evidence | None], top: tuple[str, ...] = (), gap: str = "1.5", **changes: Any
) -> VoiceView:
    rows = tuple(
        PracticeRow(
            code,
            NAMES[code],
            NAMES[code],
            code[0],
            core=True,
            n=40,
            today=Decimal("2.0"),
            wanted=Decimal("2.0") + Decimal(gap),
            gap=Decimal(gap),
            evidence=one,
        )
        for code, one in found.items()
    )
    return VoiceView(
        "team",
        "Team",
        own=False,
        state="open",
        smallest=5,
        practices=rows,
        ranked=tuple(found),
        top=top,
        **changes,
    )


def a_report(yours: bool = True) -> Report:
    return report(view({}), yours=yours)


def said(found: dict[str, Evidence | None], **changes: Any) -> str:
    return " ".join(statements.carried(view(found, **changes)))


# --- words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("large", "large gap"),
        ("small", "no meaningful gap"),
        ("gap", "gap"),
        ("above", "above what’s wanted"),
        ("open", "not settled yet"),
        ("", ""),
    ],
)
def test_each_verdict_has_its_words(code, words):
    assert statements.verdict(code) == words


def test_agreement_standing_and_corner_have_their_words():
    assert [statements.agreement(code) for code in ("broad", "mixed", "divided", "")] == [
        "broad agreement",
        "mixed",
        "divided",
        "",
    ]
    assert [statements.standing(code) for code in ("almost_certain", "likely", "contender", "")] == [
        "top 3, almost certainly",
        "likely top 3",
        "contender",
        "",
    ]
    corners = ("first", "wide", "popular", "later", "")
    assert [statements.corner(evidence(corner=corner)) for corner in corners] == [
        "Move first",
        "Wide, but few would start here",
        "Many would start here, but the gap is small",
        "Leave for now",
        "",
    ]
    assert statements.corner(evidence(corner="first", on_line=True)) == "Move first (on the line)"
    assert statements.interval(Percent(72, 68, 76)) == "68 to 76"


# --- the whole ----------------------------------------------------------------------------------------------


def test_without_evidence_nothing_is_said():
    assert statements.carried(view({"C2": None, "C4": None})) == []
    assert statements.carried(view({})) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("broad", "broad"), "People agree broadly about today on every practice."),
        (("broad", "mixed"), "People agree broadly about today on 1 of 2 practices."),
        (("mixed", "mixed"), "On no practice do people agree broadly about today."),
        (
            ("broad", "divided"),
            "People agree broadly about today on 1 of 2 practices. "
            "They are divided on “One memory”: there an average hides two views.",
        ),
    ],
)
def test_agreement_comes_first(words, sentence):
    found = {code: evidence(agree_today=word) for code, word in zip(("C2", "C4"), words, strict=True)}
    assert statements.carried(view(found))[0] == sentence


def test_many_divided_practices_are_counted():
    found = {code: evidence(agree_today="divided") for code in NAMES}
    assert "On 6 they are divided: there an average hides two views." in said(found)


def test_practices_almost_certain_and_likely_are_named_widest_first():
    found = {
        "E6": evidence(standing="almost_certain"),
        "C2": evidence(standing="almost_certain"),
        "E5": evidence(standing="likely"),
        "C4": evidence(standing="contender"),
    }
    words = said(found)
    assert "“No restart” and “Right moment” are almost certainly among the 3 widest gaps." in words
    assert "“Whole path” is likely among the 3 widest gaps." in words
    assert "One memory" not in words


def test_contenders_compete_and_nobody_is_ranked_then():
    found = {code: evidence(standing="likely") for code in ("C2", "C4", "C7", "E3")}
    words = said(found, competing=("C4", "C2", "C7", "E3"))
    assert (
        "These 4 compete for the 3 widest gaps: “One memory”, “Right moment”, “Our tone” and “One view”."
        in words
    )
    assert "likely among" not in words
    six = {code: evidence() for code in NAMES}
    assert "6 practices compete for the 3 widest gaps." in said(six, competing=tuple(NAMES))


def test_what_to_start_with_is_named_in_its_order():
    words = said({"C2": evidence(), "C4": evidence()}, start_with=("C4", "C2"))
    assert "Start with “One memory” and “Right moment”: wide gaps, and many would move them first." in words
    assert "Start with" not in said({"C2": evidence()})


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (Plan(Decimal("0.25"), 140, True), "About 140 more answers would tell it to ± 0.25 level."),
        (Plan(Decimal("0.1"), 1, True), "About 1 more answer would tell it to ± 0.1 level."),
        (
            Plan(Decimal("0.25"), 500, False),
            "To tell it to ± 0.25 level, nearly everybody asked would have to answer.",
        ),
        (
            Plan(Decimal("0.25"), 0, True),
            "More answers would hardly help: it lies close to half a level, or to none.",
        ),
    ],
)
def test_what_is_not_settled_says_what_would_settle_it(plan, sentence):
    words = said({"C2": evidence(verdict="open", plan=plan), "C4": evidence()})
    assert f"“Right moment” is not settled yet. {sentence}" in words


def test_of_several_unsettled_gaps_the_one_that_needs_most_is_planned_for():
    plans = [Plan(Decimal("0.25"), more, True) for more in (20, 90)]
    found = {
        code: evidence(verdict="open", plan=plan) for code, plan in zip(("C2", "C4"), plans, strict=True)
    }
    assert "“Right moment” and “One memory” are not settled yet. About 90 more answers" in said(found)
    six = {code: evidence(verdict="open", plan=plans[0]) for code in NAMES}
    assert "6 gaps are not settled yet." in said(six)


def test_the_tipping_point_is_told_of_the_widest_gap_alone():
    found = {
        "C2": evidence(tipping=Tipping(480, Decimal("-0.1"))),
        "C4": evidence(tipping=Tipping(480, None)),
    }
    words = said(found, top=("C2",))
    assert (
        "The 480 others asked would need an average gap of −0.1 to bring “Right moment” under half a level."
        in words
    )
    assert (
        "Whatever the 480 others asked would have said, “One memory” would stay above half a level."
        in said(found, top=("C4",))
    )
    assert "others asked" not in said(found)
    assert "others asked" not in said(found, top=("C2",), gap="0.5")


def test_at_the_ceiling_the_order_is_that_of_today():
    found = {"C2": evidence(ceiling=True), "C4": evidence()}
    assert "Nearly everyone wants 5 on “Right moment”: the order there follows today’s level." in said(found)
    six = {code: evidence(ceiling=True) for code in NAMES}
    assert "On 6 practices nearly everyone wants 5: their order follows today’s level." in said(six)


# --- profiles and rounds ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("elevation", "yours", "end"),
    [
        ("0.8", True, "On average yours lie 0.8 levels higher."),
        ("-1.0", True, "On average yours lie 1.0 level lower."),
        ("0.0", True, "On average they lie level."),
        ("0.8", False, "On average the executive’s lie 0.8 levels higher."),
        ("-0.8", False, "On average the executive’s lie 0.8 levels lower."),
    ],
)
def test_profiles_are_told_by_shape_and_height(elevation, yours, end):
    made = replace(a_report(yours=yours), profile=Profile(12, Decimal("0.85"), Decimal(elevation)))
    words = statements.profile(made)
    assert "Over 12 practices" in words
    assert "correlate with r = 0.85." in words
    assert words.endswith(end)


def test_without_two_profiles_nothing_is_said_and_a_flat_one_has_no_correlation():
    assert statements.profile(a_report()) == ""
    flat = replace(a_report(), profile=Profile(12, None, Decimal("0.8")))
    assert "one of the two profiles is flat" in statements.profile(flat)


def change(by: str, clear: bool) -> Change:
    return Change("C2", Decimal("2.0"), Decimal("2.0") + Decimal(by), Decimal(by), Decimal("0.2"), clear, 40)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("0.4", True), ("0.1", False)], "Today is higher than before on 1 of 2 practices"),
        ([("-0.4", True), ("0.1", False)], "Today is lower than before on 1 of 2 practices"),
        ([("-0.4", True), ("0.4", True)], "Since the round before: higher on 1 practices, lower on 1"),
        ([("-0.4", False), ("0.4", False)], "Nothing has moved more than chance since the round before"),
    ],
)
def test_only_changes_beyond_chance_are_counted(rows, words):
    since = Since("round 1", False, tuple(change(by, clear) for by, clear in rows))
    assert statements.since_finding(since) == words


def test_a_comparison_says_whether_the_other_round_was_imported():
    assert "imported" in statements.since_reading(Since("x", True, ()))
    assert "imported" not in statements.since_reading(Since("x", False, ()))


def test_progress_is_told_of_what_has_moved():
    assert statements.progress(change("0.4", clear=True)) == "40%"
    assert statements.progress(change("0.4", clear=False)) == "—"
    assert statements.progress(replace(change("-0.4", clear=True), progress=-28)) == "−28%"
    assert statements.progress(replace(change("0.4", clear=True), progress=None)) == "—"
