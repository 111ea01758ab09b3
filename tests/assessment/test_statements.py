"""Sentences about how far answers carry: each under its condition, with the numbers it speaks of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assessment import statements
from assessment.rows import (
    Evidence,
    Percent,
    Plan,
    PracticeRow,
    Report,
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
            "They are divided on “One memory”: an average there says little about single people.",
        ),
    ],
)
def test_agreement_comes_first(words, sentence):
    found = {code: evidence(agree_today=word) for code, word in zip(("C2", "C4"), words, strict=True)}
    assert statements.carried(view(found))[0] == sentence


def test_many_divided_practices_are_counted():
    found = {code: evidence(agree_today="divided") for code in NAMES}
    assert "On 6 they are divided: an average there says little about single people." in said(found)


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
        (
            Plan(Decimal("0.25"), 140, False, True),
            "It takes about 140 answers to tell such a gap to ± 0.25 level.",
        ),
        (
            Plan(Decimal("0.25"), 500, False, False),
            "Even everybody who was asked would be too few to tell such a gap to ± 0.25 level.",
        ),
        (
            Plan(Decimal("0.25"), 40, True, True),
            "More answers would hardly help: such a gap lies close to half a level, or to none.",
        ),
    ],
)
def test_what_is_not_settled_says_what_would_settle_it(plan, sentence):
    words = said({"C2": evidence(verdict="open", plan=plan), "C4": evidence()})
    assert f"“Right moment” is not settled yet. {sentence}" in words


def test_of_several_unsettled_gaps_the_one_that_needs_most_is_planned_for():
    plans = [Plan(Decimal("0.25"), needed, False, True) for needed in (20, 90)]
    found = {
        code: evidence(verdict="open", plan=plan) for code, plan in zip(("C2", "C4"), plans, strict=True)
    }
    assert "“Right moment” and “One memory” are not settled yet. It takes about 90 answers" in said(found)
    six = {code: evidence(verdict="open", plan=plans[0]) for code in NAMES}
    assert "6 gaps are not settled yet." in said(six)


def test_the_tipping_point_is_told_of_the_widest_gap_alone():
    found = {
        "C2": evidence(tipping=Tipping(900, 480, Decimal("-0.1"))),
        "C4": evidence(tipping=Tipping(900, 480, None)),
    }
    start = "480 of the 900 asked aren’t in this average: they didn’t answer, or gave no levels."
    assert (
        f"{start} To bring “Right moment” down to half a level, "
        "they would have to want 0.1 less than today, on average."
    ) in said(found, top=("C2",))
    found["C2"] = evidence(tipping=Tipping(900, 480, Decimal("0.3")))
    assert (
        f"{start} To bring “Right moment” down to half a level, "
        "they would have to want no more than today plus 0.3, on average."
    ) in said(found, top=("C2",))
    assert f"{start} Whatever they would say, “One memory” would stay above half a level." in said(
        found, top=("C4",)
    )
    assert "asked" not in said(found)
    assert "asked" not in said(found, top=("C2",), gap="0.5")


def test_a_tipping_point_of_half_a_level_says_nothing():
    for needed, told in (("0.4", True), ("0.5", False), ("0.6", False)):
        found = {"C2": evidence(tipping=Tipping(500, 488, Decimal(needed)))}
        assert ("asked" in said(found, top=("C2",), gap="0.6")) == told


def test_where_the_title_calls_many_too_close_to_rank_nobody_is_ranked():
    found = {code: evidence(standing="likely" if code == "C2" else "") for code in NAMES}
    assert "likely among" in said(found, top=("C2", "C4", "C7"))
    assert "likely among" not in said(found, top=("C2", "C4", "C7", "E3"))


def test_at_the_ceiling_the_order_is_that_of_today():
    found = {"C2": evidence(ceiling=True), "C4": evidence()}
    assert "Nearly everyone wants 5 on “Right moment”: the order there follows today’s level." in said(found)
    six = {code: evidence(ceiling=True) for code in NAMES}
    assert "On 6 practices nearly everyone wants 5: their order follows today’s level." in said(six)
