"""The board's page in words: a finding, three sentences, three actions at most; own marks only if allowed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assessment import board
from assessment.report import without_own_marks
from assessment.rows import Change, Compared, PracticeRow, Since, VoiceView
from surveys.choices import Reason, Voice
from tests.assessment.said import NAMES, NOT_SAID, compared, evidence, report, row, step, view, whole
from tests.assessment.surveyed import as_consultant, as_executive, finished
from tests.factories import group

CAMPS = ((1, 2, 15), (3, 3, 9), (4, 5, 16))
TEAM, PEERS = view(row("C2"), top=("C2",)), view(row("C2", "2.5", "4.0"), voice="peer")
OWN = view(row("C2", "2", "4"), voice="executive")
UNSHOWN = replace(TEAM, practices=(replace(row("C2"), today=None, wanted=None, gap=None),), top=(), ranked=())
UNRATED = replace(OWN, own=True, practices=(), finding="You answered don’t know throughout")
APART = compared("C2", "5", "2.0", "2.5", clear_team=True, clear_peers=True)


def gap(*rows: PracticeRow, **more: Any) -> str:
    return board.the_gap(view(*rows, **more))


def rest(found: VoiceView, *apart: Compared, own: bool = True, yours: bool = True) -> str:
    return board.the_rest(report(found, rows=apart, yours=yours), found, own=own)


# --- whose page it is ---------------------------------------------------------------------------------------


def test_it_is_about_the_team_else_the_peers_else_the_executive_if_that_is_allowed():
    def voice(*views: VoiceView, own: bool = True) -> str:
        found = board.told_about(report(*views), own=own)
        return "" if found is None else found.voice

    assert voice(OWN, PEERS, TEAM) == "team"
    assert voice(OWN, PEERS, replace(TEAM, state="waiting")) == "peer"
    assert voice(OWN, replace(PEERS, state="waiting")) == "executive"
    assert voice(OWN, PEERS, TEAM, own=False) == "team"
    assert voice(OWN, own=False) == ""


@pytest.mark.parametrize(
    ("views", "own", "yours", "reason"),
    [
        (
            (OWN,),
            False,
            True,
            "No group’s results are open yet, and your own marks stay with you unless you include them.",
        ),
        (
            (OWN,),
            False,
            False,
            "No group’s results are open yet, and the executive’s own marks aren’t included.",
        ),
        ((), True, True, "No results are open yet that this page could show."),
        ((UNSHOWN,), True, True, "Results are open, but no average of theirs can be shown."),
        ((UNSHOWN, OWN), False, True, "Results are open, but no average of theirs can be shown."),
        ((UNRATED,), True, True, "You answered don’t know throughout"),
        ((), False, False, "No results are open yet that this page could show."),
    ],
)
def test_without_words_there_is_a_reason(views: tuple[VoiceView, ...], own: bool, yours: bool, reason: str):
    words = board.board_words(report(*views, yours=yours), own=own)
    assert words.reason == reason
    assert (words.title, words.sentences, words.actions, words.expect) == ("", (), (), "")


def test_a_page_has_the_finding_three_sentences_and_what_to_expect():
    words = board.board_words(report(TEAM), own=True)
    assert words.title == "What the team says"
    assert words.sentences == (
        "On the scale from 1 to 5, your team places Acme at 2.4 today and would like it at 4.1 "
        "by November 2028.",
        "“Right moment” (2.0 today, 3.5 wanted) has a gap of 1.5 levels, clearly wider than any other shown.",
        "40 of 60 answered (67%); these are opinions of our own people, not a measurement of customers.",
    )
    assert words.reason == ""


def test_without_an_average_of_the_whole_that_is_the_first_sentence():
    found = view(row("C2"), overall=whole(None, None))
    assert (
        board.the_whole(report(found), found) == "Too few practices can be shown for an average of the whole."
    )


# --- the widest gap -----------------------------------------------------------------------------------------


def test_a_teams_gaps_are_named_as_far_as_its_title_names_them():
    rows = [row(code) for code in ("C2", "C4", "C7", "E3")]
    assert gap(*rows, top=("C2", "C4")) == (
        "“Right moment” (2.0 today, 3.5 wanted) and “One memory” (2.0 today, 3.5 wanted) "
        "show the widest gaps, too close to rank."
    )
    assert gap(*rows, top=("C2", "C4", "C7", "E3")) == (
        "The widest gaps of 4 practices are too close to rank: where to start is a choice."
    )


def test_a_team_without_a_gap_that_stands_out_is_told_so():
    none = "No practice shown clearly falls short of where people would like it to be."
    assert gap(row("C2", "3.0", "3.0"), top=("C2",)) == none
    assert gap(row("C2"), row("C4", "3.0", "2.9"), top=("C2", "C4")) == none
    many = [row(code) for code in ("C2", "C4", "C7")]
    assert gap(*many, row("E3", "3.0", "3.0"), top=("C2", "C4", "C7", "E3")) == none
    assert gap(row("C2")) == none


def test_what_this_reader_is_not_shown_is_not_reckoned_with():
    assert gap(row("C2"), top=("C2", "C4")) == "No practice can be named as the one with the widest gap."


def test_peers_gaps_are_told_in_half_levels():
    def peers(*rows: PracticeRow) -> str:
        return gap(*rows, voice="peer")

    assert peers(row("C2", "2.5", "4.5"), row("C4", "2.5", "4.0")) == (
        "The widest gap, to the nearest half level: “Right moment” (2.5 today, 4.5 or more wanted)."
    )
    assert peers(row("C2", "2.5", "4.0"), row("C4", "2.5", "4.0")).startswith(
        "The widest gaps, to the nearest half"
    )
    assert peers(*(row(code, "2.5", "4.0") for code in list(NAMES)[:6])) == (
        "The widest gap, about 1.5 levels, is shared by 6 practices."
    )
    assert peers(row("C2", "3.5", "4.0")) == (
        "As far as half levels can show, no practice is a level or more short of what’s wanted."
    )


def test_ones_own_gaps_are_whole_levels():
    def own(*rows: PracticeRow) -> str:
        return gap(*rows, voice="executive")

    assert own(row("C2", "2", "4"), row("C4", "3", "4")) == (
        "The widest gap is on “Right moment” (2 today, 4 wanted)."
    )
    assert own(row("C2", "2", "4"), row("C4", "2", "4")).startswith(
        "The widest gaps are on “Right moment” (2"
    )
    assert own(*(row(code, "2", "4") for code in list(NAMES)[:6])) == (
        "The widest gap, 2 levels, is shared by 6 practices."
    )
    assert (
        own(row("C2", "4", "4"), row("C4", "4", "3"))
        == "No practice that was rated is short of where it’s wanted."
    )


# --- the third sentence -------------------------------------------------------------------------------------


def change(code: str, *, clear: bool = True) -> Change:
    numbers = (Decimal(value) for value in ("2.0", "4.0", "2.6", "0.6", "0.2"))
    return Change(code, *numbers, clear, 30)


def full(**changes: Any) -> VoiceView:
    """A team about which all of it could be said."""
    camps = row("C4", evidence=evidence(levels_today=CAMPS))
    facts: dict[str, Any] = {"since": Since("round 1", False, 0, (change("E3"),)), **changes}
    return view(camps, row("C7", cannot_tell=31), row("E3", "2.6", "4.4"), **facts)


def test_what_is_disputed_comes_before_what_is_invisible_and_that_before_what_has_changed():
    found = full()
    assert rest(found, APART) == (
        "On “One memory” there are two camps: 38% say level 1 or 2, 40% say level 4 or 5."
    )
    found = replace(found, practices=found.practices[1:])
    assert rest(found, APART) == (
        "You place “Right moment” higher than your team does: level 5 against an average of 2.0, "
        "more than chance."
    )
    assert rest(found, APART, yours=False).startswith("The executive places")
    unseen = "31% can’t say where “Our tone” stands today: either it isn’t there, or it isn’t visible."
    assert rest(found, APART, own=False) == rest(found) == unseen
    found = replace(found, practices=found.practices[1:])
    assert rest(found) == "“One view” moved from 2.0 (round 1) to 2.6; wanted was 4.0 and is 4.4 now."
    nothing = replace(found, since=Since("round 1", False, 0, (change("E3", clear=False),)))
    assert rest(nothing) == rest(replace(found, since=None))
    assert rest(nothing).startswith("40 of 60 answered (67%); ")


def test_several_camps_or_changes_share_one_sentence():
    rows = [row(code, evidence=evidence(levels_today=CAMPS)) for code in NAMES]
    assert rest(view(*rows[:2])) == (
        "People form two camps on “Right moment” and “One memory”, and an average speaks for neither."
    )
    assert rest(view(*rows[:6])) == "On 6 practices people form two camps, and an average speaks for neither."
    changes = Since("round 1", False, 0, (change("C2"), change("C4"), change("C7", clear=False)))
    assert rest(view(row("C2"), row("C4"), row("C7"), since=changes)) == (
        "Today is higher than before on 2 of 3 practices."
    )


def test_peers_are_held_against_the_executive_in_half_levels():
    assert rest(PEERS, APART).startswith(
        "You place “Right moment” higher than your peers do: level 5 against 2.5"
    )
    assert rest(PEERS, replace(APART, clear_peers=False)).startswith("40 of 60 answered; ")


def test_one_person_alone_says_what_they_cannot_see():
    unknown = [row(code, None, None, today_reason=Reason.DONT_KNOW) for code in ("C4", "C7")]
    found = replace(OWN, practices=(*OWN.practices, *unknown))
    end = "no colleague’s answers are open yet."
    assert rest(found) == f"You can’t say where “One memory” and “Our tone” stand today; {end}"
    assert rest(replace(OWN, practices=found.practices[:2])) == (
        f"You can’t say where “One memory” stands today; {end}"
    )
    assert rest(found, yours=False) == (
        f"The executive can’t say where “One memory” and “Our tone” stand today; {end}"
    )
    assert rest(OWN) == "This is one person’s view; no colleague’s answers are open yet."
    shown = board.own_rest(report(OWN, UNSHOWN), OWN)
    assert shown == (
        "This is one person’s view; colleagues’ answers are open, but no average of theirs can be shown."
    )


# --- actions ------------------------------------------------------------------------------------------------


def test_there_are_three_actions_at_most_and_none_of_what_is_not_shown():
    rows = [row(code) for code in NAMES]
    steps = tuple(step(code) for code in NAMES)
    assert [action.practice for action in board.actions_of(view(*rows, steps=steps))] == list(NAMES.values())[
        :3
    ]
    assert [action.practice for action in board.actions_of(view(*rows[3:4], steps=steps))] == ["One view"]
    assert board.actions_of(view(*rows)) == ()


@pytest.mark.parametrize(("n", "words"), [(1, "one action"), (2, "two actions"), (3, "three actions")])
def test_what_to_expect_counts_the_actions_and_invents_no_date(n: int, words: str):
    assert board.expect(report(), n) == (
        f"Expect {words} in the next 90 days, a first check at the end of them, "
        "and a next round by November 2028."
    )


def test_without_an_action_a_decision_comes_first():
    assert board.expect(report(), 0) == (
        "Expect a decision first on what to start with, then a check, and a next round by November 2028."
    )


# --- a real round -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_real_pages_have_three_sentences_each_and_own_marks_only_where_allowed():
    draft = finished(name="Acme")
    alone = as_executive(draft)
    assert board.board_words(alone, own=False).sentences == ()
    group(draft.survey, 6, Voice.PEER)
    with_peers = as_executive(draft)
    group(draft.survey, 30)
    everybody = as_executive(draft)
    for made, voice in (
        (alone, "executive"),
        (with_peers, "peer"),
        (everybody, "team"),
        (as_consultant(draft), "team"),
    ):
        about = board.told_about(made, own=True)
        words = board.board_words(made, own=True)
        assert about is not None
        assert about.voice == voice
        assert len(words.sentences) == 3
        assert all(sentence.count(". ") == 0 and sentence.endswith(".") for sentence in words.sentences)
        assert len(words.actions) <= 3
        assert "%(" not in str(words)
        assert not NOT_SAID.search(" ".join((words.title, *words.sentences, words.expect)))
    for made in (everybody, without_own_marks(everybody)):
        assert "You place" not in str(board.board_words(made, own=False))
