"""surveys → frame: the only module that knows both the ORM and pandas."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.expressions import Combinable

from assessment.analysis import frame as frames
from assessment.analysis.frame import Frame, State
from surveys.choices import Reason
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
    responses = dict(
        Response.objects.filter(survey=survey, voice__in=voices).order_by("pk").values_list("pk", "voice")
    )
    rows = np.fromiter(answer_rows(survey, voices), dtype=ROW)
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
    )


def answer_rows(survey: Survey, voices: Collection[str]) -> Collection[tuple[int, int, int]]:
    """(response, practice, both sides and the pick in one number), in order."""
    code = side("current") * 256 + side("desired") * 2 + Case(When(picked=True, then=1), default=0)
    rows = Answer.objects.filter(response__survey=survey, response__voice__in=voices).order_by("pk")
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
