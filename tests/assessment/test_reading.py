"""What people answered is what the frame holds, cell by cell, in one statement."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest

from assessment import reading
from assessment.analysis.frame import Frame, State
from surveys.choices import Reason, Voice
from surveys.instruments import of_survey, practice_ids
from surveys.models import Answer, Practice, Questionnaire, Response, Survey, Translation
from tests.assessment.surveyed import reply
from tests.factories import CORE, Executive

pytestmark = pytest.mark.django_db
ALL = list(Voice)
TODAY = ("1", "2", "3", "4", "5", "dont_know", "not_applicable", "skipped")
WANTED = ("1", "2", "3", "4", "5", "no_view", "not_applicable", "skipped")
CODES = {"dont_know": 6, "no_view": 6, "not_applicable": 7, "skipped": 8}


@pytest.fixture
def survey(executive: Executive) -> Survey:
    """A survey with its questionnaire in memory and no response yet."""
    survey = executive.start().survey
    of_survey(survey)
    practice_ids(survey.questionnaire_id)
    return survey


def at_random(survey: Survey, people: int, seed: int = 1) -> None:
    """So many people of the team, some on the long form, with marks of every kind."""
    chance = random.Random(seed)
    for _ in range(people):
        codes = [p.code for p in of_survey(survey).practices] if chance.random() < 0.5 else list(CORE)
        marks = {code: (chance.choice(TODAY), chance.choice(WANTED)) for code in codes}
        for code, sides in marks.items():
            if "not_applicable" in sides:  # said of the practice, so of both sides
                marks[code] = ("not_applicable", "not_applicable")
        reply(survey, Voice.TEAM, marks, picks=chance.sample(codes, 3))


def code_of(level: int | None, reason: str) -> int:
    return level if level is not None else CODES[reason]


def expected(survey: Survey, voices: list[str]) -> list[tuple[str, list[tuple[int, int, bool]]]]:
    """Voice and cells of every respondent in the order of their ids, by plain loops over the rows."""
    codes = [practice.code for practice in of_survey(survey).practices]
    people = []
    for response in sorted(Response.objects.all(), key=lambda response: response.pk):
        if response.survey_id != survey.pk or response.voice not in voices:
            continue
        cells = [(0, 0, False)] * len(codes)
        for answer in Answer.objects.select_related("practice"):
            if answer.response_id == response.pk:
                today = code_of(answer.current, answer.current_reason)
                wanted = code_of(answer.desired, answer.desired_reason)
                cells[codes.index(answer.practice.code)] = (today, wanted, answer.picked)
        people.append((response.voice, cells))
    return people


def found(frame: Frame) -> list[tuple[str, list[tuple[int, int, bool]]]]:
    """The same out of the frame."""
    cells = zip(
        frame.current_state.to_numpy().tolist(),
        frame.desired_state.to_numpy().tolist(),
        frame.picked.to_numpy().tolist(),
        strict=True,
    )
    return [
        (voice, list(zip(*row, strict=True)))
        for voice, row in zip(frame.respondents["voice"], cells, strict=True)
    ]


def test_every_cell_is_what_was_answered(survey: Survey) -> None:
    at_random(survey, 12)
    reply(survey, Voice.PEER, {"C4": ("2", "5")}, picks=["C4"])
    frame = reading.read(survey, ALL)
    assert found(frame) == expected(survey, ALL)
    assert len(frame.respondents) == 13
    kinds = {code for _, cells in found(frame) for today, wanted, _ in cells for code in (today, wanted)}
    assert kinds == set(range(9)), "the made-up answers should hold every level and every reason"


def test_an_answer_beyond_the_questionnaire_is_refused_and_never_somebody_elses() -> None:
    assert reading.unpacked(["11451", "10230"], 2)[:, :, 0].tolist() == [[0, 4], [2, 0]]
    with pytest.raises(ValueError, match="none of the questionnaire"):
        reading.unpacked(["12451", "10230"], 2)


def test_levels_are_numbers_and_everything_else_is_missing(survey: Survey) -> None:
    reply(survey, Voice.TEAM, {"C2": ("3", "no_view"), "C4": ("dont_know", "4")})
    frame = reading.read(survey, ALL)
    assert frame.current.loc[0, "C2"] == 3
    assert np.isnan(frame.desired.loc[0, "C2"])
    assert np.isnan(frame.current.loc[0, "C4"])
    assert frame.desired.loc[0, "C4"] == 4
    assert frame.current.dtypes.unique().tolist() == [np.dtype(np.float32)]


def test_the_four_reasons_keep_their_own_state_on_both_sides(survey: Survey) -> None:
    marks = {
        "C2": (Reason.DONT_KNOW, Reason.NO_VIEW),
        "C4": (Reason.NOT_APPLICABLE, Reason.NOT_APPLICABLE),
        "C7": (Reason.SKIPPED, Reason.SKIPPED),
        "C8": (Reason.SKIPPED, "4"),
    }
    reply(survey, Voice.TEAM, {code: (str(a), str(b)) for code, (a, b) in marks.items()})
    frame = reading.read(survey, ALL)
    assert frame.current_state.loc[0, list(marks)].tolist() == [6, 7, 8, 8]
    assert frame.desired_state.loc[0, list(marks)].tolist() == [6, 7, 8, 4]


def test_practices_that_were_not_on_the_form_are_not_asked(survey: Survey) -> None:
    reply(survey, Voice.TEAM, dict.fromkeys(CORE, ("3", "4")))
    frame = reading.read(survey, ALL)
    asked = (frame.current_state.loc[0] != State.NOT_ASKED) & (frame.desired_state.loc[0] != State.NOT_ASKED)
    assert sorted(asked[asked].index) == sorted(CORE)
    assert len(asked) == 24


def test_a_practice_nobody_answered_stays_as_an_empty_column(survey: Survey) -> None:
    reply(survey, Voice.TEAM, {"C2": ("3", "4")})
    frame = reading.read(survey, ALL)
    assert list(frame.current.columns) == [practice.code for practice in of_survey(survey).practices]
    assert frame.current["P8"].isna().all()
    assert frame.desired["P8"].isna().all()


def test_respondents_stand_in_the_order_of_their_random_ids(survey: Survey) -> None:
    for pk, today in ((2**50, "5"), (2**40, "1"), (2**45, "3")):
        reply(survey, Voice.TEAM, {"E5": (today, "5")}, pk=pk)
    assert reading.read(survey, ALL).current["E5"].tolist() == [1, 3, 5]


def test_nobody_at_all_is_a_frame_like_any_other(survey: Survey) -> None:
    frame = reading.read(survey, ALL)
    assert frame.current.shape == (0, 24)
    assert frame.respondents.empty


def test_segments_are_ordered_by_name_and_meeting_places_as_they_are_asked(survey: Survey) -> None:
    said = [
        ("Sales", "online", "North", ""), ("Älteste", "hardly", "", ""),
        ("Board", "in_person", "", "Neither"), ("", "", "South", ""),
    ]  # fmt: skip
    for at, (department, meets, region, level) in enumerate(said):
        labels = {"department": department, "meets": meets, "region": region, "level": level}
        reply(survey, Voice.TEAM, {"C2": ("3", "4")}, pk=2**40 + at, **labels)
    people = reading.read(survey, [Voice.TEAM]).respondents
    assert list(people.columns) == ["voice", "department", "meets", "region", "level"]
    assert list(people["department"].cat.categories) == ["Board", "Sales", "Älteste"]
    assert list(people["meets"].cat.categories) == ["in_person", "phone", "online", "partners", "hardly"]
    assert list(people["region"].cat.categories) == ["North", "South"]
    assert all(people[name].cat.ordered for name in ("department", "meets", "region", "level"))
    found = people.astype(object).where(people.notna(), "").drop(columns="voice").to_numpy().tolist()
    assert [tuple(row) for row in found] == said


def test_one_response_is_a_frame_of_its_own(
    survey: Survey, count_statements: Callable[[Callable[[], object]], list[str]]
) -> None:
    at_random(survey, 3)
    one = reply(survey, Voice.PEER, {"C4": ("2", "5"), "C7": ("dont_know", "4")}, picks=["C4"])
    frames: list[Frame] = []
    statements = count_statements(lambda: frames.append(reading.read_one(one)))
    assert len(statements) == 1, statements
    assert found(frames[0]) == expected(survey, [Voice.PEER])


# --- many executives ------------------------------------------------------------------------------------


def rounds(survey: Survey, number: int) -> list[Survey]:
    """This survey and later rounds of it; each executive's marks are the round's number."""
    surveys = [survey]
    for later in range(2, number + 1):
        surveys.append(
            Survey.objects.create(
                organisation=survey.organisation,
                questionnaire=survey.questionnaire,
                round=later,
                wanted_by=survey.wanted_by,
            )
        )
    for one in reversed(surveys):
        reply(one, Voice.EXECUTIVE, dict.fromkeys(CORE, (str(one.round), "5")))
        reply(one, Voice.TEAM, dict.fromkeys(CORE, ("5", "5")))
    return surveys


def marks_of(frames: dict[int, Frame]) -> dict[int, list[float]]:
    return {pk: frame.current["C2"].tolist() for pk, frame in frames.items()}


@pytest.mark.parametrize("number", [1, 4])
def test_executives_are_read_together_and_each_gets_their_own_marks(
    survey: Survey, count_statements: Callable[[Callable[[], object]], list[str]], number: int
) -> None:
    surveys = rounds(survey, number)
    frames: list[dict[int, Frame]] = []
    statements = count_statements(lambda: frames.append(reading.read_executives(surveys)))
    assert len(statements) == 1, statements
    assert marks_of(frames[0]) == {one.pk: [one.round] for one in surveys}


def test_an_executive_who_has_not_finished_has_no_frame_and_nobody_is_no_statement(
    survey: Survey, count_statements: Callable[[Callable[[], object]], list[str]]
) -> None:
    assert reading.read_executives([survey]) == {}
    assert count_statements(lambda: reading.read_executives([])) == []


def test_no_voice_at_all_reads_nothing(survey: Survey) -> None:
    at_random(survey, 2)
    assert reading.read(survey, []).current.shape == (0, 24)


def test_other_surveys_and_voices_never_enter(survey: Survey) -> None:
    reply(survey, Voice.TEAM, {"C2": ("2", "4")})
    reply(survey, Voice.PEER, {"C2": ("5", "5")})
    other = Survey.objects.create(
        organisation=survey.organisation,
        questionnaire=survey.questionnaire,
        round=2,
        wanted_by=survey.wanted_by,
    )
    at_random(other, 5)
    frame = reading.read(survey, [Voice.TEAM])
    assert found(frame) == expected(survey, [Voice.TEAM])
    assert frame.current["C2"].tolist() == [2]
    assert len(reading.read(other, ALL).respondents) == 5


def test_another_version_with_keys_in_another_order_is_read_alike(survey: Survey) -> None:
    """Keys descend where positions ascend, and nothing of the first version's rows is met."""
    first = Translation.objects.get(questionnaire=survey.questionnaire, language="en")
    second = Questionnaire.objects.create(
        slug="closer", version=2, source_language="en", content_hash="2" * 64
    )
    practices = of_survey(survey).practices
    Practice.objects.bulk_create(
        Practice(
            pk=9_000 - practice.position,
            questionnaire=second,
            code=practice.code,
            category=practice.category,
            core=practice.core,
            position=practice.position,
        )
        for practice in practices
    )
    Translation.objects.create(
        questionnaire=second, language="en", content={**first.content, "version": 2}, content_hash="3" * 64
    )
    later = Survey.objects.create(
        organisation=survey.organisation, questionnaire=second, round=2, wanted_by=survey.wanted_by
    )
    at_random(survey, 6)
    at_random(later, 6)
    assert found(reading.read(survey, ALL)) == expected(survey, ALL)
    assert found(reading.read(later, ALL)) == expected(later, ALL)


@pytest.mark.parametrize("people", [1, 60])
def test_one_statement_whatever_the_number_of_respondents(
    survey: Survey, count_statements: Callable[[Callable[[], object]], list[str]], people: int
) -> None:
    at_random(survey, people)
    frames: list[Frame] = []
    statements = count_statements(lambda: frames.append(reading.read(survey, ALL)))
    assert len(statements) == 1, statements
    assert len(frames[0].respondents) == people
