"""An hour's agenda: which practice each item is about, its numbers, its minutes, what isn't asked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assessment import debrief, talking_points
from assessment.debrief import Agenda
from assessment.report import without_own_marks
from assessment.rows import Compared, PracticeRow, VoiceView
from surveys.choices import Reason, Voice
from tests.assessment.said import NOT_SAID, compared, evidence, report, row, step, view, whole
from tests.assessment.surveyed import as_consultant, as_executive, finished
from tests.factories import group

CAMPS = ((1, 2, 15), (3, 3, 9), (4, 5, 16))
EVEN = ((1, 2, 14), (3, 3, 9), (4, 5, 17))
OWN = view(row("C2", "2", "4"), voice="executive")


def agenda(*views: VoiceView, yours: bool = True, rows: tuple[Compared, ...] = ()) -> Agenda:
    made = debrief.agenda(report(*views, yours=yours, rows=rows))
    assert made is not None
    return made


def titles(made: Agenda) -> list[str]:
    return [item.title for item in made.items]


def minutes(made: Agenda) -> list[int]:
    return [item.minutes for item in made.items]


def rated(code: str, *sides: str, spread: str = "0.9", n: int = 40, **found: Any) -> PracticeRow:
    """A practice of a team with evidence, on which people agree broadly unless told otherwise."""
    facts = {"agree_today": "broad", "verdict": "gap", "spread_today": Decimal(spread), **found}
    return row(code, *sides, n=n, evidence=evidence(**facts))


def disagreement(*rows: PracticeRow, apart: tuple[Compared, ...] = (), **more: Any) -> tuple[str, str]:
    found = view(*rows, **more)
    item = talking_points.disagreement(report(found, rows=apart), found)
    return ("", "") if item is None else (item.title.rsplit(": ", 1)[1], item.finding)


def gap(*rows: PracticeRow, **more: Any) -> tuple[str, str]:
    item = talking_points.agreed_gap(view(*rows, **more))
    return ("", "") if item is None else (item.title, item.finding)


# --- which report -------------------------------------------------------------------------------------------


def test_the_team_comes_first_then_the_peers_then_the_executive_alone():
    peers, team = view(row("C2"), voice="peer"), view(row("C2"))
    assert "your team places" in agenda(OWN, peers, team).items[0].finding
    assert "your peers place" in agenda(OWN, peers, replace(team, state="waiting")).items[0].finding
    hidden = view(row("C2", None, None))
    assert "your peers place" in agenda(OWN, peers, hidden).items[0].finding
    assert agenda(OWN, hidden).title == "Preparing the talk with your peers"
    assert agenda(OWN, yours=False).title == "Preparing the talk with the peers"


def test_where_nothing_is_shown_there_is_no_agenda():
    assert debrief.agenda(report()) is None
    assert debrief.agenda(report(view(row("C2"), state="waiting"))) is None
    assert debrief.agenda(report(view(row("C2", None, None)))) is None
    assert debrief.agenda(report(view(voice="executive", state="waiting"))) is None


# --- the hour -----------------------------------------------------------------------------------------------


def test_a_full_hour_goes_from_disagreement_over_the_gap_to_what_cannot_be_seen():
    made = agenda(
        view(
            rated("C2", levels_today=CAMPS, agree_today="divided"),
            rated("E6", "1.9", "4.5"),
            row("P3", cannot_tell=31),
            steps=(step("E6"), step("C4")),
        )
    )
    assert titles(made) == [
        "What we have in front of us",
        "Where people see it differently: Right moment",
        "The widest gap that people agree on: No restart",
        "What many can’t see: On the spot",
        "What happens next",
    ]
    assert minutes(made) == [5, 15, 20, 10, 10]
    assert made.minutes == sum(minutes(made)) == 60
    assert made.items[3].finding == (
        "31% can’t say where “On the spot” stands today: either it isn’t there, or it isn’t visible."
    )
    assert made.items[2].notes[0] == (
        "The next level of “No restart”: “We agreed on no restart.” One way there: Agree on no restart."
    )
    assert not any("One memory" in note for item in made.items for note in item.notes)


@pytest.mark.parametrize(
    ("rows", "given"),
    [
        ([rated("C2", levels_today=CAMPS, agree_today="divided")], [5, 45, 10]),
        ([rated("E6")], [5, 45, 10]),
        ([rated("E6"), row("P3", cannot_tell=31)], [5, 30, 15, 10]),
        ([row("E6")], [5, 45, 10]),
    ],
)
def test_whatever_is_missing_the_hour_stays_one(rows: list[PracticeRow], given: list[int]):
    assert minutes(agenda(view(*rows))) == given


def test_without_a_practice_to_talk_about_it_is_the_whole():
    made = agenda(view(row("C2"), overall=whole(None, None)))
    assert titles(made)[1] == "The whole, category by category"
    assert [item.finding for item in made.items[:2]] == ["What the team says"] * 2


def test_every_item_asks_something_and_what_is_agreed_is_written_down():
    made = agenda(view(rated("C2", levels_today=CAMPS, agree_today="divided"), rated("E6")))
    assert all(item.question.endswith("?") for item in made.items)
    for item in made.items[1:]:
        assert item.write_down[-3:] == (
            "Owner: ____",
            "First step, within two weeks: ____",
            "When we check: ____",
        )


def test_nobody_is_asked_who_said_what():
    made = agenda(view(rated("C2", levels_today=CAMPS, agree_today="divided")))
    assert made.notes[:2] == (
        "Don’t ask who answered what, and don’t guess names.",
        "The numbers are opinions of our own people, not a measurement of customers.",
    )
    assert "Don’t ask who placed it where, and don’t look for a winner." in made.items[1].notes


def test_few_answers_are_said_at_the_start():
    said = "9 of 60 answered (15%): read this as voices, not as a measurement."
    assert said in agenda(view(row("C2"), answered=9)).items[0].notes
    assert said not in agenda(view(row("C2"))).items[0].notes


# --- where people disagree ----------------------------------------------------------------------------------


def test_of_several_camps_the_evenest_are_talked_about():
    less, more = rated("C2", levels_today=EVEN), rated("C4", levels_today=CAMPS)
    assert disagreement(less, more) == (
        "One memory",
        "On “One memory” there are two camps: 38% say level 1 or 2, 40% say level 4 or 5.",
    )


def test_without_camps_it_is_the_practice_that_divides_people_most():
    apart = (compared("P3", "5", "2.0", clear_team=True),)
    rows = (
        rated(
            "C2",
            agree_today="divided",
            spread="1.2",
            levels_today=((1, 1, 9), (2, 3, 21), (4, 5, 10), (5, 5, 0)),
        ),
        rated("C4", agree_today="divided", spread="1.1"),
        rated("C7", agree_today="mixed", spread="1.4"),
    )
    assert disagreement(*rows, apart=apart) == (
        "Right moment",
        "On “Right moment”, of 40 people, 9 say level 1, 21 say level 2 or 3 and 10 say level 4 or 5.",
    )


def test_else_the_executives_clear_difference_is_told_with_care():
    found = view(rated("C7", agree_today="mixed"))
    apart = compared("C2", "5", "3.0", clear_team=True), compared("P3", "5", "2.0", clear_team=True)
    for yours, question, note in (
        (
            True,
            "What happens in your work that doesn’t reach me?",
            "This shows your own level; leave it out if you’d rather keep it to yourself.",
        ),
        (
            False,
            "What happens in daily work that doesn’t reach the executive?",
            "This shows the executive’s own level; ask them before you show it.",
        ),
    ):
        item = talking_points.disagreement(report(found, rows=apart, yours=yours), found)
        assert item is not None
        assert item.title == "Where people see it differently: On the spot"
        assert "level 5 against an average of 2.0, more than chance." in item.finding
        assert (item.question, item.notes[0]) == (question, note)


def test_an_executive_who_rates_lower_asks_otherwise():
    found, apart = view(row("C2")), (compared("C2", "1", "3.0", clear_team=True),)
    questions = [
        item.question
        for yours in (True, False)
        if (item := talking_points.disagreement(report(found, rows=apart, yours=yours), found)) is not None
    ]
    assert questions == [
        "What already works that I haven’t seen?",
        "What already works that the executive hasn’t seen?",
    ]


def test_peers_are_held_against_the_executive_in_half_levels():
    peers = {"voice": "peer"}
    apart = compared("C2", "4", "2.0", "2.5", clear_team=True, clear_peers=True)
    assert disagreement(row("C2", "2.5", "4.0"), apart=(apart,), **peers)[1] == (
        "You place “Right moment” higher than your peers do: level 4 against 2.5, to the nearest half level."
    )
    assert disagreement(row("C2", "2.5", "4.0"), apart=(replace(apart, clear_peers=False),), **peers) == (
        "",
        "",
    )


def test_else_it_is_where_answers_spread_most_but_not_where_people_agree():
    mixed = rated("C4", agree_today="mixed", spread="0.8"), rated("C7", agree_today="mixed", spread="0.9")
    assert disagreement(rated("C2", spread="1.3"), *mixed)[0] == "Our tone"
    assert disagreement(rated("C2", spread="1.3")) == ("", "")
    assert disagreement(row("C2")) == ("", "")
    assert disagreement(row("C2", evidence=evidence(agree_today="divided"))) == ("", "")  # no spread is told


def test_levels_are_told_as_they_are_grouped():
    assert (
        talking_points.at_levels(((1, 3, 12), (4, 4, 0), (5, 5, 8)))
        == "12 say level 1 to 3 and 8 say level 5"
    )
    assert disagreement(rated("C2", agree_today="divided", n=None))[1].startswith(
        "On “Right moment”, 10 say level 1"
    )  # type: ignore[arg-type]


# --- the widest gap -----------------------------------------------------------------------------------------


def test_the_widest_gap_that_people_agree_on_is_told_with_its_levels():
    rows = (
        rated("C2", "2.0", "4.0"),
        rated("C4", "1.0", "4.0", agree_today="mixed"),
        rated("C7", "1.0", "4.0", verdict="open"),
        rated("E3", "1.0", "4.0", agree_wanted="divided"),
        row("E5", "1.0", "4.0"),
    )
    assert gap(*rows) == (
        "The widest gap that people agree on: Right moment",
        "“Right moment” (2.0 today, 4.0 wanted): a gap of 2.0 levels. People agree broadly about today.",
    )
    assert gap(rated("C2", verdict="large"))[0].startswith("The widest gap that people agree on")
    for verdict in ("small", "above", "open", ""):
        assert gap(rated("C2", verdict=verdict)) == ("", "")


def test_a_tie_is_told():
    assert gap(rated("C2", "2.0", "4.0"), rated("C4", "1.5", "3.5"), rated("C7", "2.0", "3.9")) == (
        "The widest gap that people agree on: “Right moment” and “One memory”",
        "“Right moment” (2.0 today, 4.0 wanted) and “One memory” (1.5 today, 3.5 wanted): "
        "equally wide, 2.0 levels each. People agree broadly about today.",
    )
    many = [rated(code) for code in ("C2", "C4", "C7", "E3", "E5", "E6")]
    assert gap(*many) == (
        "The widest gap that people agree on: 6 practices",
        "6 practices show it, 1.5 levels each. People agree broadly about today.",
    )


def test_without_agreement_it_is_what_the_title_names_and_that_is_said():
    mixed = [rated(code, agree_today="mixed") for code in ("C2", "C4", "C7", "E3")]
    assert gap(*mixed, top=("C2",)) == (
        "The widest gap: Right moment",
        "“Right moment” (2.0 today, 3.5 wanted): a gap of 1.5 levels. "
        "People don’t agree broadly about today: begin with what each of you sees.",
    )
    near = rated("C4", "2.0", "3.4", agree_today="broad", verdict="open")
    assert gap(mixed[0], near, top=("C2", "C4"))[1] == (
        "“Right moment” (2.0 today, 3.5 wanted) and “One memory” (2.0 today, 3.4 wanted): too close to rank."
    )
    assert gap(*mixed, top=("C2", "C4", "C7", "E3")) == ("", "")
    assert gap(*mixed[:1], top=("C2", "C4")) == ("", "")  # the other is not shown to this reader
    assert gap(row("C2", "3.0", "3.0"), top=("C2",)) == ("", "")
    assert gap(row("C2"), top=("C2",))[1] == "“Right moment” (2.0 today, 3.5 wanted): a gap of 1.5 levels."


def test_of_peers_it_is_the_widest_as_printed_from_a_level_on():
    assert gap(row("C2", "2.5", "4.5"), row("C4", "3.0", "4.0"), voice="peer") == (
        "The widest gap: Right moment",
        "“Right moment” (2.5 today, 4.5 or more wanted), to the nearest half level.",
    )
    assert gap(row("C2", "2.5", "3.0"), voice="peer") == ("", "")
    assert "too close to rank" in gap(row("C2", "2.5", "4.0"), row("C4", "2.0", "3.5"), voice="peer")[1]


# --- what can't be seen, or is worth keeping ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("shares", "title"),
    [
        ((31, 40), "What many can’t see: One memory"),
        ((25, 0), "What many can’t see: Right moment"),
        ((11, 24), "What some can’t see: One memory"),
        ((10, None), "A strength to keep: Our tone"),
        ((None, None), "A strength to keep: Our tone"),
    ],
)
def test_what_people_cannot_tell_is_talked_about_from_above_a_tenth(
    shares: tuple[int | None, ...], title: str
):
    rows = [row(code, cannot_tell=share) for code, share in zip(("C2", "C4"), shares, strict=True)]
    rows += [rated("C7", "3.9", "4.0", verdict="small"), rated("E3", "3.6", "4.0", verdict="small")]
    item = talking_points.unseen_or_strong(view(*rows))
    assert item is not None
    assert item.title == title


def test_a_strength_is_told_with_its_levels_and_none_is_made_up():
    item = talking_points.unseen_or_strong(view(rated("C7", "3.9", "4.0", verdict="small")))
    assert item is not None
    assert item.finding == "“Our tone” (3.9 today, 4.0 wanted): about where people want it."
    assert talking_points.unseen_or_strong(view(rated("C7", "3.9", "4.6"))) is None


# --- before anybody else has answered -----------------------------------------------------------------------


def own(**more: Any) -> VoiceView:
    rows = (
        row("C2", "2", "5"),
        row("C4", "4", "4"),
        row("C7", None, "4", today_reason=Reason.DONT_KNOW),
        row("E3", None, None, today_reason=Reason.SKIPPED),
    )
    return view(*rows, voice="executive", **more)


def test_alone_an_executive_prepares_what_to_ask_the_peers():
    made = agenda(own(steps=(step("C2"),)))
    assert titles(made) == [
        "Why you ask",
        "The widest gap: Right moment",
        "What can’t be seen from the top",
        "A strength, if others see it too: One memory",
        "Asking everybody for their own view",
    ]
    assert minutes(made) == [5, 20, 15, 10, 10]
    assert [item.finding for item in made.items[1:]] == [
        "“Right moment” (2 today, 5 wanted): a gap of 3 levels.",
        "You don’t know where “Our tone” stands today.",
        "“One memory”: level 4 today, and no more is wanted.",
        "So far this is one person’s view.",
    ]
    assert (
        made.items[1].question == "Where do you see this today, and what have you seen that makes you say so?"
    )
    assert "“We agreed on right moment.”" in made.items[1].notes[0]


def test_it_is_told_of_the_executive_to_somebody_else():
    made = agenda(own(), yours=False)
    assert titles(made)[0] == "Why the executive asks"
    assert made.items[2].finding == "The executive doesn’t know where “Our tone” stands today."
    assert not any("you don’t know" in item.finding.lower() for item in made.items)


def test_several_equal_gaps_and_unknown_practices_are_named_together():
    rows = [row(code, "2", "4") for code in ("C2", "C4")]
    unknown = [row(code, None, None, today_reason=Reason.DONT_KNOW) for code in ("E3", "E5")]
    made = agenda(view(*rows, *unknown, voice="executive"))
    assert titles(made)[1] == "The widest gap: “Right moment” and “One memory”"
    assert made.items[1].finding.endswith(": equally wide, 2 levels each.")
    assert made.items[2].finding == "You don’t know where “One view” and “Whole path” stand today."


def test_an_executive_without_any_gap_talks_about_the_whole():
    made = agenda(view(row("C2", "3", "3"), voice="executive", sentences=("Knowing: 3.0 today.",)))
    assert titles(made)[1:-1] == ["The whole, category by category"]
    assert sum(minutes(made)) == 60


# --- a real round -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_real_reports_have_an_hour_each_and_no_word_that_is_never_said():
    draft = finished(name="Acme")
    alone = as_executive(draft)
    group(draft.survey, 6, Voice.PEER)
    with_peers = as_executive(draft)
    group(draft.survey, 30)
    everybody = as_executive(draft)
    for made in (alone, with_peers, everybody, without_own_marks(everybody), as_consultant(draft)):
        found = debrief.agenda(made)
        assert found is not None
        assert sum(item.minutes for item in found.items) == 60
        assert "%(" not in str(found)
        ours = [(item.title, item.finding, item.question, item.write_down) for item in found.items]
        assert not NOT_SAID.search(str(ours))  # the next levels are the questionnaire's words
    stripped = str(debrief.agenda(without_own_marks(everybody)))
    assert "You place" not in stripped
    assert "your own level" not in stripped
