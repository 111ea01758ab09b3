"""surveys → frame: the only module that knows both the ORM and pandas."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.db.models.expressions import Combinable

from assessment.analysis import frame as frames
from assessment.analysis.frame import Frame, State
from surveys.choices import DIMENSIONS, MEETS, Meets, Reason, Voice
from surveys.instruments import of_survey, practice_ids
from surveys.models import Answer, Response, Survey

STATES = {
    Reason.DONT_KNOW: State.DONT_KNOW,
    Reason.NO_VIEW: State.NO_VIEW,
    Reason.NOT_APPLICABLE: State.NOT_APPLICABLE,
    Reason.SKIPPED: State.SKIPPED,
}
ROW = np.dtype([("response", np.int64), ("practice", np.int64), ("code", np.int64)])


def read(survey: Survey, voices: Collection[str]) -> Frame:
    """Everything these voices of the survey answered. Two statements, whatever their number.

    Respondents are in the order of their random ids, which says nothing about them.
    """
    return frame_of(survey, Response.objects.filter(survey=survey, voice__in=voices))


def read_one(response: Response) -> Frame:
    """What one person answered. Two statements."""
    return frame_of(response.survey, Response.objects.filter(pk=response.pk))


def read_executives(surveys: Collection[Survey]) -> dict[int, Frame]:
    """What the executives of these surveys answered, by survey: three statements for each questionnaire."""
    found: dict[int, Frame] = {}
    for questionnaire in {survey.questionnaire_id for survey in surveys}:
        same = [survey for survey in surveys if survey.questionnaire_id == questionnaire]
        whose = Response.objects.filter(survey__in=same, voice=Voice.EXECUTIVE)
        frame = frame_of(same[0], whose)
        for at, survey in enumerate(whose.order_by("pk").values_list("survey_id", flat=True)):
            found[survey] = frames.only(frame, np.arange(len(frame.respondents)) == at)
    return found


def frame_of(survey: Survey, whose: QuerySet[Response]) -> Frame:
    found = list(whose.order_by("pk").values_list("pk", "voice", *DIMENSIONS))
    responses = {pk: voice for pk, voice, *_labels in found}
    rows = np.fromiter(answer_rows(whose), dtype=ROW)
    # whoever finished between the two statements is not among the respondents of this frame
    rows = rows[np.isin(rows["response"], np.array(list(responses), dtype=np.int64))]
    practices = practice_frame(survey)
    shape = (len(responses), len(practices))
    at = place_of(rows, list(responses), list(practice_ids(survey.questionnaire_id).values()))
    codes = rows["code"]
    return frames.build(
        practices,
        list(responses.values()),
        matrix(shape, at, codes >> 8, np.int8),
        matrix(shape, at, (codes >> 1) & 0x7F, np.int8),
        matrix(shape, at, codes & 1, np.bool_),
        segments_of([labels for _pk, _voice, *labels in found]),
    )


def segments_of(rows: list[list[str]]) -> pd.DataFrame:
    """What each respondent is part of: an ordered categorical for each dimension, missing where not said.

    Labels are in the order of their names, places of meeting customers in that of the question.
    """
    columns = {}
    for at, name in enumerate(DIMENSIONS):
        said = [row[at] or None for row in rows]
        labels = Meets.values if name == MEETS else sorted({label for label in said if label})
        columns[name] = pd.Categorical(said, categories=labels, ordered=True)
    return pd.DataFrame(columns)


def answer_rows(whose: QuerySet[Response]) -> Collection[tuple[int, int, int]]:
    """(response, practice, both sides and the pick in one number), in order."""
    code = side("current") * 256 + side("desired") * 2 + Case(When(picked=True, then=1), default=0)
    rows = Answer.objects.filter(response__in=whose.order_by()).order_by("pk")
    return rows.annotate(code=code).values_list("response_id", "practice_id", "code")


def side(name: str) -> Combinable:
    """A side as its `State`: the level, or the code of the reason."""
    reasons = [When(**{f"{name}_reason": reason}, then=Value(int(state))) for reason, state in STATES.items()]
    return Case(*reasons, default=F(name), output_field=IntegerField())


def practice_frame(survey: Survey) -> pd.DataFrame:
    """The questionnaire's practices, indexed by code in its order."""
    instrument = of_survey(survey)
    categories = [category.code for category in instrument.categories]
    return pd.DataFrame(
        {
            "category": pd.Categorical(
                [practice.category for practice in instrument.practices], categories=categories, ordered=True
            ),
            "core": [practice.core for practice in instrument.practices],
        },
        index=pd.Index([practice.code for practice in instrument.practices], name="practice"),
    )


def place_of(
    rows: npt.NDArray[np.void], responses: list[int], practices: list[int]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The row and column of each answer in a matrix of respondents × practices."""
    order = np.argsort(practices)
    columns = order[np.searchsorted(np.array(practices, dtype=np.int64)[order], rows["practice"])]
    return np.searchsorted(np.array(responses, dtype=np.int64), rows["response"]), columns


def matrix(
    shape: tuple[int, int],
    at: tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]],
    values: npt.NDArray[np.int64],
    kind: type[np.generic],
) -> npt.NDArray[Any]:
    """Zeros (not asked, not picked) with the values in their places."""
    filled = np.zeros(shape, dtype=kind)
    filled[at] = values
    return filled
