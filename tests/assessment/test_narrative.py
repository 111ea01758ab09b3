"""The narrative: its order, the whole, what has changed, how to read it; and every word of it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assessment import narrative
from assessment.report import without_own_marks
from assessment.rows import Change, Moment, Moved, Round, Since, Trend, VoiceView
from surveys.choices import Voice
from tests.assessment.said import (
    NAMES,
    NOT_SAID,
    compared,
    evidence,
    report,
    row,
    score,
    strings_of,
    view,
    whole,
)
from tests.assessment.surveyed import as_consultant, as_executive, finished
from tests.factories import CORE, group, levels_of, open_group, respond

ROOT = Path(narrative.__file__).parent
MODULES = (
    "narrative", "between_voices", "observations", "front_line",
    "debrief", "talking_points", "first_talk", "board",
)  # fmt: skip


def said(found: VoiceView, yours: bool = True, **more: Any) -> str:
    return narrative.headline(report(found, yours=yours, **more), found)


# --- the whole ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voice", "yours", "who"),
    [
        ("team", True, "your team places"),
        ("team", False, "the team places"),
        ("peer", True, "your peers place"),
        ("peer", False, "the peers place"),
        ("executive", True, "you place"),
        ("executive", False, "the executive places"),
    ],
)
def test_the_headline_says_who_places_the_organisation_where(voice: str, yours: bool, who: str):
    found = view(voice=voice, overall=whole("2.5", "4.0"))
    assert said(found, yours) == (
        f"On the scale from 1 to 5, {who} Acme at 2.5 today and would like it at 4.0 by November 2028."
    )
    level = view(voice=voice, overall=whole("2.5", "2.5"))
    assert said(level, yours) == (
        f"On the scale from 1 to 5, {who} Acme at 2.5 today and would like it about there "
        "in November 2028 too."
    )


def test_peers_ends_are_told_as_they_are_shown():
    found = view(voice="peer", overall=whole("1.5", "4.5"))
    assert "at 1.5 or less today and would like it at 4.5 or more by" in said(found)


def test_somebody_of_the_team_reads_of_their_own_marks():
    found = view(voice="team", own=True)
    assert "you place Acme" in said(found)


def test_an_organisation_without_a_name_and_a_whole_without_an_average():
    assert "your team places your organisation at" in said(view(), organisation="")
    assert "the team places the organisation at" in said(view(), False, organisation="")
    assert said(view(overall=whole(None, None))) == ""
    assert said(view(overall=None)) == ""


def test_a_category_line_adds_up():
    found = view(
        categories=(
            score("C", "Knowing", "2.4", "4.0", "0.2"),
            score("E", "Engaging", "2.4", "4.0"),
            score("P", "People", "3.0", "3.0", "0.2"),
            score("Q", "Partners", "3.4", "3.1", "0.4"),
            score("R", "Hidden", None, None),
        )
    )
    assert narrative.category_lines(found) == [
        "Knowing: 2.4 today, 4.0 wanted, a gap of 1.6 levels (± 0.2).",
        "Engaging: 2.4 today, 4.0 wanted, a gap of 1.6 levels.",
        "People: 3.0 today, and about the same is wanted.",
        "Partners: 3.4 today, 3.1 wanted, which is 0.3 levels (± 0.4) less.",
    ]


def test_a_category_of_peers_has_half_levels_and_no_interval():
    found = view(voice="peer", categories=(score("C", "Knowing", "2.5", "4.5"),))
    assert narrative.category_lines(found) == [
        "Knowing: 2.5 today, 4.5 or more wanted, a gap of about 2.0 levels."
    ]


def test_ones_own_categories_are_told_as_they_are_on_the_page():
    found = view(
        voice="executive", sentences=("One.", "Two."), categories=(score("C", "Knowing", "2.5", "4.5"),)
    )
    assert narrative.category_lines(found) == ["One.", "Two."]


# --- what has changed ---------------------------------------------------------------------------------------


def change(code: str, now: str = "2.6", clear: bool = True, wanted: str = "4.0") -> Change:
    then = Decimal("2.0")
    return Change(code, then, Decimal(wanted), Decimal(now), Decimal(now) - then, Decimal("0.2"), clear, 30)


def since(*changes: Change, name: str = "round 1") -> Since:
    return Since(name, False, 0, changes)


def trend(**moved: bool) -> Trend:
    then, now = (
        {code: Moment(Decimal(today), Decimal(4), Decimal("0.1")) for code in ("C", "")}
        for today in ("2.0", "2.5")
    )
    rounds = (
        Round("other words", date(2023, 1, 1), 40, 7, False, {}),
        Round("round 1", date(2024, 1, 1), 40, 8, False, then),
        Round("round 2", date(2025, 1, 1), 40, 8, False, now),
    )
    codes = {"whole": "", "category": "C"}
    return Trend(rounds, {codes[name]: Moved(Decimal("0.5"), clear) for name, clear in moved.items()})


def test_a_clear_change_is_told_with_what_was_wanted_then_and_now():
    rows = row("C2", "2.6", "4.4"), row("C4", "2.6", "4.0"), row("C7", "2.6", None), row("E3", "2.6", "4.4")
    changes = change("C2"), change("C4"), change("C7"), change("E3", clear=False)
    assert narrative.since_lines(view(*rows, since=since(*changes))) == [
        "“Right moment” moved from 2.0 (round 1) to 2.6; wanted was 4.0 and is 4.4 now.",
        "“One memory” moved from 2.0 (round 1) to 2.6; wanted stays at 4.0.",
        "“Our tone” moved from 2.0 (round 1) to 2.6.",
    ]


def test_without_a_clear_change_that_is_said():
    found = view(row("C2"), since=since(change("C2", clear=False)))
    assert narrative.since_lines(found) == ["No clear change from the round before (round 1)."]
    assert narrative.since_lines(view(row("C2"), trend=trend(whole=False))) == [
        "No clear change from round to round."
    ]
    assert narrative.since_lines(view(row("C2"))) == []
    assert narrative.since_lines(view(row("C2"), trend=trend())) == []


def test_many_changes_are_counted():
    rows = [row(code) for code in NAMES]
    changes = [change(code) for code in NAMES]
    assert len(narrative.since_lines(view(*rows, since=since(*changes[:5])))) == 5
    assert narrative.since_lines(view(*rows, since=since(*changes[:6]))) == [
        "Today is higher than before on 6 of 6 practices."
    ]


def test_a_change_of_what_is_hidden_now_is_not_named():
    found = view(row("C2", None, None), since=since(change("C2"), change("C4")))
    assert narrative.since_lines(found) == ["No clear change from the round before (round 1)."]


def test_scores_have_moved_since_the_first_round_with_the_same_words():
    category = score("C", "Knowing", "2.5", "4.0")
    found = view(categories=(category,), trend=trend(whole=True, category=True))
    assert narrative.since_lines(found) == [
        "The whole moved from 2.0 (round 1) to 2.5.",
        "“Knowing” moved from 2.0 (round 1) to 2.5.",
    ]
    half = view(categories=(category,), trend=trend(whole=True, category=False))
    assert narrative.since_lines(half) == ["The whole moved from 2.0 (round 1) to 2.5."]


# --- how to read it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "asked", "more", "said"),
    [
        (9, 12, {}, "9 of 12 answered (75%): read this as voices, not as a measurement."),
        (10, 12, {}, ""),
        (39, 100, {}, "39 of 100 answered (39%): read this as voices, not as a measurement."),
        (40, 100, {}, ""),
        (39, 100, {"by_link": True}, ""),  # how many were asked is a guess
        (9, 100, {"by_link": True}, "9 of about 100 answered: read this as voices, not as a measurement."),
        (9, None, {}, "9 answers: read this as voices, not as a measurement."),
        (200, None, {}, ""),
        (4, 6, {"voice": "peer"}, "4 of 6 answered: read this as voices, not as a measurement."),
        (1, None, {"voice": "executive"}, ""),
        (None, None, {}, ""),
    ],
)
def test_few_answers_are_read_as_voices(
    answered: int | None, asked: int | None, more: dict[str, Any], said: str
):
    assert narrative.caution(view(answered=answered, asked=asked, **more)) == said


# --- all of it ----------------------------------------------------------------------------------------------


def test_the_sections_stand_in_one_order_and_empty_ones_are_left_out():
    camps = ((1, 2, 38), (3, 3, 21), (4, 5, 41))
    found = view(
        row("C2", evidence=evidence(levels_today=camps)),
        row("C4", "3.8", "4.0", evidence=evidence(verdict="small"), cannot_tell=31),
        answered=20,
        since=since(change("C2", clear=False)),
    )
    rows = compared("C2", "2", "2.1"), compared("C7", "5", "2.1", clear_team=True)
    headings = [heading for heading, _sentences in narrative.in_words(report(found, rows=rows), found)]
    assert headings == [
        "The whole",
        "Where the voices agree",
        "Where they differ",
        "Two camps",
        "What can’t be seen",
        "What stands well, and what could give way",
        "What has changed",
        "How to read it",
    ]
    plain = view(row("C2"))
    assert [heading for heading, _sentences in narrative.in_words(report(plain), plain)] == ["The whole"]


def test_what_voices_place_apart_is_nobodys_strength():
    own = view(row("C2", "4", "4"), row("C4", "4", "4"), voice="executive")
    apart = compared("C2", "4", "2.1", clear_team=True)
    words = dict(narrative.in_words(report(own, rows=(apart,)), own))
    assert words["What stands well, and what could give way"] == [
        "“One memory” stands at 4, with 4 wanted: keep it there."
    ]


def test_of_nothing_one_honest_sentence_is_said():
    empty = view(overall=None)
    assert narrative.in_words(report(empty), empty) == [
        ("In words", ["Too little can be shown to put it into words."])
    ]
    few = view(overall=None, answered=6, asked=None)
    assert [heading for heading, _said in narrative.in_words(report(few), few)] == [
        "In words",
        "How to read it",
    ]
    waiting = view(row("C2"), state="waiting")
    assert narrative.in_words(report(waiting), waiting) == [
        ("In words", ["There are no results yet to put into words."])
    ]


# --- every word ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES)
def test_no_sentence_holds_a_word_that_is_never_said(module: str):
    strings = strings_of(ROOT / f"{module}.py")
    assert len(strings) > 4
    assert [text for text in strings if NOT_SAID.search(text)] == []
    assert [text for text in strings if "'" in text or '"' in text] == []  # typographic signs


def test_the_check_of_words_can_fail():
    for text in ("Your score", "the worst of them", "a target", "Well done!", "significantly", "top shelf"):
        assert NOT_SAID.search(text), text


# --- a real round -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_real_report_is_told_to_the_executive_and_to_a_consultant():
    draft = finished(name="Acme")
    group(draft.survey, 12)
    group(draft.survey, 6, Voice.PEER)
    for made in (as_executive(draft), as_consultant(draft), without_own_marks(as_executive(draft))):
        for found in made.views:
            sections = narrative.in_words(made, found)
            words = " ".join(sentence for _heading, sentences in sections for sentence in sentences)
            assert "%(" not in words
            assert not NOT_SAID.search(words)
            assert bool(re.search(r"\byour?\b", words)) is made.yours


@pytest.mark.django_db
def test_a_hidden_practice_is_named_nowhere():
    """Of ten people six don't know C2's level of today: its average is hidden, and its name goes unsaid."""
    draft = finished()
    panel = group(draft.survey, 4, opened=False)
    for person in range(6):
        levels = {code: levels_of(person, at) for at, code in enumerate(CORE)}
        respond(draft.survey, Voice.TEAM, {**levels, "C2": (None, 4)})
    open_group(panel)
    made = without_own_marks(as_executive(draft))
    team = made.view(Voice.TEAM)
    assert team is not None
    hidden = {one.code: one.name for one in team.practices if one.today is None}
    assert hidden == {"C2": "The person, not the segment"}
    assert len(team.practices) == len(CORE)
    told = narrative.in_words(made, team)
    assert told[0][0] == "The whole"
    assert "The person, not the segment" not in str(told)
