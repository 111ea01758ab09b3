"""Every sentence has its condition, says the number it stands for, and says nothing where nothing is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import report, wording
from assessment.analysis import frame as frames
from assessment.rows import PracticeRow, ScoreRow, State, VoiceView
from surveys.questionnaires.files import read, shipped
from surveys.questionnaires.texts import Instrument, Words, instrument

NEVER = (
    "score", "grade", "fail", "poor", "blind spot", "best-in-class", "journey", "leverage",
    "desired", "target", "wish", "ambition", "shelf facing", "facing", "sold out", "released", "anonymous",
)  # fmt: skip


def row(
    name: str = "Test and learn", today: int | None = 2, wanted: int | None = 4, **more: Any
) -> PracticeRow:
    gap = None if today is None or wanted is None else Decimal(wanted - today)
    facts: dict[str, Any] = {"code": "E2", "label": name, "category": "E", "core": True, "n": 1, **more}
    return PracticeRow(
        name=name,
        today=None if today is None else Decimal(today),
        wanted=None if wanted is None else Decimal(wanted),
        gap=gap,
        **facts,
    )


def rows(*marks: tuple[int | None, int | None]) -> list[PracticeRow]:
    """Practices named A, B, C … with these levels."""
    return [row(chr(ord("A") + place), *mark) for place, mark in enumerate(marks)]


def unrated(reason: str, wanted_reason: str | None = None) -> PracticeRow:
    return row("None", None, None, today_reason=reason, wanted_reason=wanted_reason or reason)


def score(today: str | None, wanted: str | None, name: str = "People and partners") -> ScoreRow:
    if today is None or wanted is None:
        return ScoreRow("P", name, None, None, None)
    return ScoreRow("P", name, Decimal(today), Decimal(wanted), Decimal(wanted) - Decimal(today))


@cache
def english() -> Instrument:
    return instrument(next(content for content in map(read, shipped()) if content["language"] == "en"))


# --- numbers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "printed"),
    [("2.4", "2.4"), ("2.0", "2.0"), ("3", "3"), ("-1", "−1"), ("-0.5", "−0.5"), ("0", "0"), (None, "—")],
)
def test_numbers_are_printed_as_people_read_them(value: str | None, printed: str) -> None:
    assert wording.number(None if value is None else Decimal(value)) == printed


@pytest.mark.parametrize(
    ("value", "printed"), [("2", "+2"), ("1.3", "+1.3"), ("0", "0"), ("0.0", "0.0"), ("-1", "−1"), (None, "")]
)
def test_a_gap_carries_its_sign(value: str | None, printed: str) -> None:
    assert wording.signed(None if value is None else Decimal(value)) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [("1.5", "1.5 or less"), ("2.0", "2.0"), ("4.0", "4.0"), ("4.5", "4.5 or more"), (None, "—")],
)
def test_half_levels_say_or_less_and_or_more_at_the_ends(value: str | None, printed: str) -> None:
    assert wording.half_level(None if value is None else Decimal(value)) == printed


@pytest.mark.parametrize(
    ("names", "said"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_names_are_listed_as_spoken(names: list[str], said: str) -> None:
    assert wording.listed(names) == said


def test_one_level_is_singular_and_every_other_number_plural() -> None:
    said = [wording.levels(Decimal(gap)) for gap in ("1", "2", "1.3", "0.5")]
    assert said == ["1 level", "2 levels", "1.3 levels", "0.5 levels"]


def test_a_level_in_a_sentence_carries_its_name() -> None:
    assert wording.named_level(english(), 2) == "level 2 (here and there)"
    assert wording.step_way(english(), 4) == "From level 4 (joined up) to level 5 (second nature)"


def test_each_reason_has_words_of_its_own() -> None:
    reasons = ["dont_know", "no_view", "not_applicable", "skipped", ""]
    assert [wording.reason(code) for code in reasons] == [
        "don’t know", "no view", "doesn’t apply", "skipped", "",
    ]  # fmt: skip


# --- the finding of one's own view ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ([(2, 5), (3, 5)], "Biggest gap: A. You’re at level 2 and want level 5."),
        ([(4, 5), (3, 3)], "Biggest gap: A. You’re at level 4 and want level 5."),
        ([(2, 5), (1, 4), (3, 4)], "Your biggest gaps are “A” and “B”, 3 levels each"),
        ([(4, 5), (1, 2), (3, 3)], "Your biggest gaps are “A” and “B”, 1 level each"),
        ([(2, 4), (1, 3), (3, 5), (3, 4)], "Your biggest gaps are “A”, “B” and “C”, 2 levels each"),
        ([(2, 4), (1, 3), (3, 5), (2, 4)], "4 practices share your biggest gap, 2 levels"),
        ([(2, 3)] * 12, "12 practices share your biggest gap, 1 level"),
        ([(3, 3), (5, 5)], "You’re where you’d like to be on every practice"),
        ([(3, 3), (None, 4)], "You’re where you’d like to be on every practice you rated"),
        ([(4, 2), (5, 5)], "You’re at or above where you’d like to be on every practice"),
        ([(4, 2), (5, None)], "You’re at or above where you’d like to be on every practice you rated"),
        ([(4, 2), (3, 4)], "Biggest gap: B. You’re at level 3 and want level 4."),
    ],
)
def test_the_finding_names_what_stands_out(marks: list[tuple[int | None, int | None]], said: str) -> None:
    assert wording.own_finding(rows(*marks)) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            [unrated("dont_know", "no_view")] * 12,
            "You answered don’t know throughout, so there’s no gap to show",
        ),
        ([unrated("not_applicable")] * 12, "You said that nothing here applies, so there’s no gap to show"),
        ([unrated("skipped")] * 12, "No practice has a level on both sides yet, so there’s no gap to show"),
        (
            [unrated("dont_know"), unrated("skipped")],
            "No practice has a level on both sides yet, so there’s no gap to show",
        ),
        (rows((3, None)), "No practice has a level on both sides yet, so there’s no gap to show"),
        ([], "No practice has a level on both sides yet, so there’s no gap to show"),
    ],
)
def test_without_a_pair_the_finding_says_why_there_is_none(given: list[PracticeRow], said: str) -> None:
    assert wording.own_finding(given) == said


def test_names_with_a_comma_are_told_apart_in_a_list() -> None:
    tied = [row("The person, not the segment"), row("Test and learn")]
    said = "Your biggest gaps are “The person, not the segment” and “Test and learn”, 2 levels each"
    assert wording.own_finding(tied) == said


# --- the same for somebody who was shown the executive's marks --------------------------------------------


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ([(2, 5), (3, 5)], "Widest gap in the executive’s eyes: A, 3 levels"),
        ([(2, 3), (3, 3)], "Widest gap in the executive’s eyes: A, 1 level"),
        ([(2, 5), (1, 4), (3, 4)], "Widest gaps in the executive’s eyes: “A” and “B”, 3 levels each"),
        ([(2, 4), (1, 3), (3, 5)], "Widest gaps in the executive’s eyes: “A”, “B” and “C”, 2 levels each"),
        ([(2, 4)] * 4, "4 practices share the executive’s widest gap, 2 levels"),
        ([(3, 3), (4, 2)], "The executive sees no gap to close"),
        ([(4, 2)], "The executive sees no gap to close"),
        ([(3, None)], "There’s no gap of the executive’s to show"),
        ([], "There’s no gap of the executive’s to show"),
    ],
)
def test_to_somebody_else_the_finding_speaks_of_the_executive(
    marks: list[tuple[int | None, int | None]], said: str
) -> None:
    assert wording.own_finding(rows(*marks), yours=False) == said


def test_to_somebody_else_there_is_no_headline_and_no_sentence_says_you() -> None:
    lower = [row("A", 4, 2), row("B", 5, 5)]
    assert wording.headline("Acme", "May 2028", score("3.0", "4.3"), yours=False) == ""
    said = wording.category_sentence(score("4.5", "3.5"), lower, yours=False)
    assert said == (
        "People and partners: 4.5 today, 3.5 wanted. There’s no gap to close here. "
        "Wanted is below today on “A”."
    )
    assert wording.own_chart_title(yours=False) == "Planogram of the executive’s own view"
    assert wording.own_chart_title(yours=True) == "Planogram of your own view"
    assert wording.executive_name() == "Executive"


# --- sentences ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "wanted", "said"),
    [
        ("3.0", "4.3", "Today Acme stands at 3.0 of 5. By May 2028 you’d like it to be at 4.3."),
        ("5.0", "5.0", "Today Acme stands at 5.0 of 5. By May 2028 you’d like it still to be there."),
        ("4.0", "2.0", "Today Acme stands at 4.0 of 5. By May 2028, 2.0 would be enough for you."),
        (None, None, ""),
    ],
)
def test_the_headline_says_where_it_stands_and_should_be(
    today: str | None, wanted: str | None, said: str
) -> None:
    assert wording.headline("Acme", "May 2028", score(today, wanted)) == said


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ([(2, 4), (3, 4), (3, 3)], "The widest gap is “A”, 2 levels."),
        ([(2, 3), (3, 3)], "The widest gap is “A”, 1 level."),
        ([(2, 4), (2, 4), (3, 4)], "The widest gaps are “A” and “B”, 2 levels each."),
        ([(2, 4), (1, 3), (3, 5), (3, 4)], "The widest gaps are “A”, “B” and “C”, 2 levels each."),
        ([(2, 3), (3, 4), (4, 5)], "The gaps are alike, 1 level each."),
        ([(3, 3), (5, 5)], "There’s no gap to close here."),
        ([(4, 2), (5, 5)], "There’s no gap to close here. You want a lower level than today on “A”."),
        (
            [(2, 4), (3, 4), (None, 4), (4, None)],
            "The widest gap is “A”, 2 levels. The average leaves out “C” and “D”.",
        ),
        ([(2, 4), (3, 5), (None, 4)], "The gaps are alike, 2 levels each. The average leaves out “C”."),
    ],
)
def test_a_category_says_its_averages_and_its_widest_gap(
    marks: list[tuple[int | None, int | None]], said: str
) -> None:
    start = "People and partners: 2.8 today, 4.1 wanted. "
    assert wording.category_sentence(score("2.8", "4.1"), rows(*marks)) == start + said


def test_deeper_practices_are_not_in_a_categorys_sentence() -> None:
    deeper = row("Z", 1, 5, core=False)
    said = wording.category_sentence(score("2.0", "3.0"), [*rows((2, 3), (2, 2)), deeper])
    assert said == "People and partners: 2.0 today, 3.0 wanted. The widest gap is “A”, 1 level."


def test_a_category_without_an_average_says_only_that() -> None:
    said = wording.category_sentence(score(None, None), rows((None, 3), (2, 4)))
    assert said == "People and partners: too few levels for an average."


def test_one_sentence_is_enough_where_no_category_has_an_average() -> None:
    said = wording.category_sentences([score(None, None)] * 3, rows((None, 3)))
    assert said == ["No category has enough levels for an average."]


def test_is_it_good_answers_without_a_pass_mark() -> None:
    question, answer = wording.is_it_good(score("3.1", "4.0"), english())
    assert question == "Is 3.1 good?"
    assert answer == (
        "There’s no pass mark. Level 3 means there’s an agreed way, mostly followed. "
        "Compare your average with where you’d like to be."
    )


def test_nobody_asks_whether_a_missing_average_is_good() -> None:
    assert wording.is_it_good(score(None, None), english()) == ("", "")


def test_a_source_carries_its_year_if_it_has_one() -> None:
    assert [wording.source("Fayers", 2001), wording.source("Our reading", None)] == [
        "Fayers, 2001",
        "Our reading",
    ]


def voice(name: str = "Team", own: bool = False, state: State = "open", **facts: Any) -> VoiceView:
    return VoiceView("team", name, own=own, state=state, **{"smallest": 5, **facts})


@pytest.mark.parametrize(
    ("view", "date", "start"),
    [
        (voice("You", own=True, answered=1), "1 May 2026", "You · 1 May 2026 · round 1 · Closer 1. "),
        (voice("You", own=True), "", "You · round 1 · Closer 1. "),
        (voice(answered=1), "", "Team · 1 answer · round 1 · Closer 1 · smallest group 5. "),
        (voice(answered=9), "", "Team · 9 answers · round 1 · Closer 1 · smallest group 5. "),
        (
            voice(answered=9, asked=20, smallest=7),
            "1 May 2026",
            "Team · 9 of 20 answered · 1 May 2026 · round 1 · Closer 1 · smallest group 7. ",
        ),
        (voice(state="not_asked", smallest=0), "", "Team · round 1 · Closer 1. "),
    ],
)
def test_the_footer_says_who_when_and_the_one_caveat(view: VoiceView, date: str, start: str) -> None:
    said = wording.footer(view, date, wording.round_name(1), "Closer 1")
    assert said == start + "Structured opinion of our own people, not a measurement of customers."


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"answered": 4, "asked": 6}, "4 of 6 answered"),
        ({"answered": None, "asked": 6}, "0 of 6 answered"),
        ({"answered": 4, "asked": 6, "by_link": True}, "4 of about 6 answered"),
        ({"answered": 1}, "1 answer"),
        ({"answered": 12}, "12 answers"),
        ({"answered": None}, "0 answers"),
    ],
)
def test_how_many_answered_is_said_of_how_many_were_asked(facts: dict[str, Any], said: str) -> None:
    assert wording.answered_of(voice(**facts)) == said


def test_the_pictures_description_leaves_out_a_missing_average() -> None:
    said = wording.chart_desc("There’s no gap", score(None, None))
    assert said == (
        "Shelves are levels 1 to 5, columns practices; filled boxes are today, empty ones still to go. "
        "There’s no gap. The table below lists every value."
    )


# --- whatever somebody answers --------------------------------------------------------------------------

LEVEL = st.integers(1, 5)
MARK = st.one_of(LEVEL, LEVEL, LEVEL, st.sampled_from([6, 8]))
PAIR = st.one_of(st.tuples(MARK, MARK), st.just((7, 7)))
CALM = st.tuples(st.sampled_from([2, 3]), st.just(4))  # ties
WORLD = st.one_of(
    *(
        st.lists(pair, min_size=size, max_size=size)
        for pair in (PAIR, CALM, st.tuples(LEVEL, LEVEL), st.one_of(CALM, PAIR))
        for size in (12, 24)
    )
)


def own_view(marks: Sequence[tuple[int, int]]) -> VoiceView:
    """The view of an executive who gave these codes to the core 12, or to all 24."""
    words = english()
    asked = words.of_form("full" if len(marks) == 24 else "core")
    given = {practice.code: mark for practice, mark in zip(asked, marks, strict=True)}
    codes = np.array([[given.get(practice.code, (0, 0)) for practice in words.practices]])
    categories = [category.code for category in words.categories]
    practices = pd.DataFrame(
        {
            "category": pd.Categorical(
                [practice.category for practice in words.practices], categories=categories, ordered=True
            ),
            "core": [practice.core for practice in words.practices],
        },
        index=pd.Index([practice.code for practice in words.practices]),
    )
    frame = frames.build(
        practices, ["executive"], codes[:, :, 0], codes[:, :, 1], np.zeros(codes.shape[:2], bool)
    )
    survey = cast(Any, SimpleNamespace(round=1, answered_on=None))
    said = Words("your organisation", "customers", "customer", "November 2028")
    with patch.object(report, "of_survey", lambda _: words), patch.object(report, "words_of", lambda _: said):
        view = report.own_view(survey, frame, "executive", None)
    assert view.finished_on is None
    return view


def sentences_of(view: VoiceView) -> list[str]:
    assert view.overall is not None
    ways = [step.way for step in view.steps]
    good = wording.is_it_good(view.overall, english())
    texts = [view.finding, view.headline, *view.sentences, view.chart_title, view.chart_desc, view.footer]
    return [text for text in (*texts, *good, *ways) if text]


def short_names(text: str) -> str:
    """The text with each practice's name as one word: names are the questionnaire's, the rest is ours."""
    for practice in english().practices:
        text = text.replace(practice.name, "Name")
    return text


@settings(max_examples=60, deadline=None)
@given(marks=WORLD)
def test_whatever_is_answered_reads_like_a_sentence(marks: list[tuple[int, int]]) -> None:
    view = own_view(marks)
    for text in sentences_of(view):
        assert text == text.strip()
        assert "  " not in text
        assert not re.search(r"None|\bnan\b|NaN|%\(|[{}]|\. \.|\.\.|,,|“”|;\.|-\d", text), text
        assert not re.search(r"\b(" + "|".join(NEVER) + r")", text, re.IGNORECASE), text
        assert text[0].isupper() or text[0].isdigit()
    assert len(short_names(view.finding).split()) <= 16, view.finding
    assert len(view.chart_title.split()) <= 8
    assert len(view.chart_desc.split()) <= 60, view.chart_desc
    assert view.chart_desc.endswith("The table below lists every value.")


@settings(max_examples=60, deadline=None)
@given(marks=WORLD)
def test_whatever_is_answered_adds_up_as_printed(marks: list[tuple[int, int]]) -> None:
    view = own_view(marks)
    assert view.overall is not None
    for line in (*view.practices, *view.categories, view.overall):
        if line.today is None or line.wanted is None:
            assert line.gap is None
        else:
            assert line.gap == line.wanted - line.today
    sentence = dict(zip((score.name for score in view.categories), view.sentences, strict=False))
    for found in view.categories:
        if found.today is None:
            assert "today" not in sentence.get(found.name, "")
        else:
            assert sentence[found.name].startswith(
                f"{found.name}: {found.today} today, {found.wanted} wanted."
            )
    if view.overall.today is None:
        assert view.headline == ""
    else:
        assert f"stands at {view.overall.today} of 5" in view.headline
        assert view.overall.today == view.overall.today.quantize(Decimal("0.1"))


@settings(max_examples=60, deadline=None)
@given(marks=WORLD)
def test_the_finding_and_the_steps_speak_of_the_widest_gaps(marks: list[tuple[int, int]]) -> None:
    view = own_view(marks)
    gaps = [row.gap for row in view.practices if row.gap is not None]
    top = max(gaps, default=Decimal(0))
    if top <= 0:
        assert view.steps == ()
        assert "gap" not in view.finding or "no gap" in view.finding
        return
    tied = [row.name for row in view.practices if row.gap == top]
    named = [practice.name for practice in english().practices if practice.name in view.finding]
    assert sorted(named) == (sorted(tied) if len(tied) <= 3 else [])
    assert len(view.steps) == min(3, sum(gap > 0 for gap in gaps))
    assert view.steps[0].practice in tied
    shown = {step.practice: row for step in view.steps for row in view.practices if row.name == step.practice}
    for step in view.steps:
        today = int(shown[step.practice].today or 0)
        assert step.way.startswith(f"From level {today} (")
        assert "{" not in step.level_text + step.action + step.why
        assert step.action


def test_half_a_tenth_is_rounded_up_and_the_gap_follows_the_print() -> None:
    """Three gives one average of 3.25 and one of 4.75: 3.3 and 4.8, hence 1.5."""
    marks = [(3, 5), (3, 5), (3, 5), (4, 4), *[(3, 4)] * 8]
    found = own_view(marks).categories[0]
    assert (found.today, found.wanted, found.gap) == (Decimal("3.3"), Decimal("4.8"), Decimal("1.5"))
