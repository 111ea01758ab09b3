"""Voices side by side, in words: agreement first, a difference only where it is clear."""

from __future__ import annotations

import pytest

from assessment import between_voices
from assessment.rows import Compared
from tests.assessment.said import NAMES, compared, report


def agreed(*rows: Compared, yours: bool = True) -> list[str]:
    return between_voices.agreement(report(rows=rows, yours=yours))


def differ(*rows: Compared, yours: bool = True) -> list[str]:
    return between_voices.differences(report(rows=rows, yours=yours))


# --- where they agree ---------------------------------------------------------------------------------------


def test_all_voices_within_half_a_level_agree_and_all_want_more():
    rows = compared("C2", "2", "2.4", "2.0"), compared("C4", "3", "3.0", "3.5")
    assert agreed(*rows) == [
        "You, your peers and your team are in step today on “Right moment” and “One memory”, "
        "and all want more: no need to discuss whether, only how."
    ]
    assert agreed(*rows, yours=False) == [
        "The executive, the peers and the team are in step today on “Right moment” and “One memory”, "
        "and all want more: no need to discuss whether, only how."
    ]


def test_where_somebody_wants_hardly_more_there_is_only_agreement_about_today():
    assert agreed(compared("C2", "4", "4.1", wanted="4.5")) == [
        "You and your team are in step today on “Right moment”."
    ]
    assert "only how" in agreed(compared("C2", "4", "4.0", wanted="4.5"))[0]
    assert agreed(compared("C2", "4", "4.0", wanted=None)) == [
        "You and your team are in step today on “Right moment”."
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param(compared("C2", "2", "2.5"), True, id="half a level"),
        pytest.param(compared("C2", "2", "2.6"), False, id="more"),
        pytest.param(compared("C2", "2", "2.4", "3.0"), False, id="one of three"),
        pytest.param(compared("C2", None, "2.4"), False, id="one voice alone"),
        pytest.param(compared("C2", None, "2.4", "2.5"), True, id="two groups"),
        pytest.param(compared("C2"), False, id="nobody"),
    ],
)
def test_agreement_takes_two_voices_and_half_a_level(row: Compared, said: bool):
    assert bool(agreed(row)) is said


def test_each_set_of_voices_has_its_sentence_the_fullest_first():
    said = agreed(
        compared("C4", "2", "2.2"), compared("C2", "2", "2.1", "2.0"), compared("E3", None, "3.0", "3.0")
    )
    assert [sentence.split(" are in step")[0] for sentence in said] == [
        "You, your peers and your team",
        "You and your team",
        "Your peers and your team",
    ]


def test_more_than_five_practices_are_counted():
    rows = [compared(code, "2", "2.1") for code in NAMES]
    assert agreed(*rows[:5])[0].count("“") == 5
    assert agreed(*rows[:6]) == [
        "You and your team are in step today on 6 practices, and all want more: "
        "no need to discuss whether, only how."
    ]


# --- where they differ --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "yours", "sentence"),
    [
        (
            "4",
            True,
            "You place “Right moment” higher than your team does: level 4 against an "
            "average of 2.4, more than chance.",
        ),
        (
            "1",
            True,
            "You place “Right moment” lower than your team does: level 1 against an "
            "average of 2.4, more than chance.",
        ),
        (
            "4",
            False,
            "The executive places “Right moment” higher than the team does: level 4 against an "
            "average of 2.4, more than chance.",
        ),
        (
            "1",
            False,
            "The executive places “Right moment” lower than the team does: level 1 against an "
            "average of 2.4, more than chance.",
        ),
    ],
)
def test_a_clear_difference_from_the_team_is_told_either_way(own: str, yours: bool, sentence: str):
    assert differ(compared("C2", own, "2.4", clear_team=True), yours=yours) == [sentence]


@pytest.mark.parametrize(
    ("own", "peers", "yours", "sentence"),
    [
        (
            "4",
            "1.5",
            True,
            "You place “Right moment” higher than your peers do: level 4 against 1.5 or less, "
            "to the nearest half level.",
        ),
        (
            "1",
            "4.5",
            True,
            "You place “Right moment” lower than your peers do: level 1 against 4.5 or more, "
            "to the nearest half level.",
        ),
        (
            "4",
            "2.5",
            False,
            "The executive places “Right moment” higher than the peers do: level 4 against 2.5, "
            "to the nearest half level.",
        ),
        (
            "1",
            "2.5",
            False,
            "The executive places “Right moment” lower than the peers do: level 1 against 2.5, "
            "to the nearest half level.",
        ),
    ],
)
def test_a_clear_difference_from_peers_is_told_in_half_levels(
    own: str, peers: str, yours: bool, sentence: str
):
    assert differ(compared("C2", own, None, peers, clear_peers=True), yours=yours) == [sentence]


def test_the_widest_difference_comes_first_and_unclear_ones_are_counted():
    said = differ(
        compared("C2", "4", "3.0", clear_team=True),
        compared("C4", "5", "2.0", clear_team=True),
        compared("C7", "4", "3.3"),  # neither in step nor clear
        compared("E3", "4", "3.5"),  # in step
    )
    assert [sentence.split("”")[0] for sentence in said[:2]] == [
        "You place “One memory",
        "You place “Right moment",
    ]
    assert said[2:] == ["On 1 practice you lie more than half a level off, yet there’s no clear difference."]


def test_without_a_clear_difference_only_the_count_is_told():
    assert differ(compared("C7", "4", "3.3"), compared("E3", "4", "3.2", "3.0")) == [
        "On 2 practices you lie more than half a level off, yet there’s no clear difference."
    ]
    assert differ(compared("E3", "4", "3.5")) == []
    assert differ(compared("E3", "4", "3.6", "4.5")) == []  # in step with both, however far they lie apart
    assert differ(compared("E3", None, "3.0", "4.5")) == []  # nothing was tested between the two groups
    assert differ() == []


def test_more_than_five_differences_are_counted_each_way():
    higher = [compared(code, "5", "2.0", clear_team=True) for code in list(NAMES)[:5]]
    lower = compared("P3", "1", "3.0", clear_team=True)
    assert differ(*higher, lower) == [
        "You place 5 practices clearly higher than your team.",
        "You place 1 practice clearly lower than your team.",
    ]
    assert differ(*higher, lower, yours=False) == [
        "The executive places 5 practices clearly higher than the team.",
        "The executive places 1 practice clearly lower than the team.",
    ]
    peers = [compared(code, "5", None, "2.0", clear_peers=True) for code in list(NAMES)[:6]]
    assert differ(*peers) == ["You place 6 practices clearly higher than your peers."]
