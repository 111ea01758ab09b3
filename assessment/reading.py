"""surveys → frame: the only module that knows both the ORM and pandas.

A survey may have a hundred thousand respondents, and what costs most is a Python object for each value
of each answer. So the database packs them: one text of numbers for each person, and one for all people
of the same voice and segments; numpy reads the numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from django.db.models import (
    Aggregate,
    BigIntegerField,
    Case,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from assessment.analysis import frame as frames
from assessment.analysis.frame import Frame, State
from surveys.choices import DIMENSIONS, MEETS, Meets, Reason, Voice
from surveys.instruments import of_survey, practice_ids
from surveys.models import Answer, Response, Survey
from surveys.models.responses import ANSWERS_PER_RESPONSE

STATES = {
    Reason.DONT_KNOW: State.DONT_KNOW,
    Reason.NO_VIEW: State.NO_VIEW,
    Reason.NOT_APPLICABLE: State.NOT_APPLICABLE,
    Reason.SKIPPED: State.SKIPPED,
}
ONE_SIDE, BOTH_SIDES = 16, 512  # a state fits below the first; two of them and the pick below the second
END = -1  # of a text of numbers: none of them is negative
AT_ONCE = 2_000  # respondents whose answers are unpacked together
Whole = npt.NDArray[np.int64]


def read(survey: Survey, voices: Collection[str]) -> Frame:
    """Everything these voices of the survey answered. Two statements, whatever their number.

    Respondents are in the order of their random ids, which says nothing about them.
    """
    return frame_of(survey, Response.objects.filter(survey=survey, voice__in=voices))


def read_one(response: Response) -> Frame:
    """What one person answered. Two statements."""
    return frame_of(response.survey, Response.objects.filter(pk=response.pk))


def read_executives(surveys: Collection[Survey]) -> dict[int, Frame]:
    """What the executives of these surveys answered, by survey: two statements for each questionnaire."""
    found: dict[int, Frame] = {}
    for questionnaire in {survey.questionnaire_id for survey in surveys}:
        same = [survey for survey in surveys if survey.questionnaire_id == questionnaire]
        whose = Response.objects.filter(survey__in=same, voice=Voice.EXECUTIVE)
        people = respondents_of(whose)  # once: a second list may hold somebody more, and mix them up
        frame = frame_of(same[0], whose, people)
        for at, survey in enumerate(people.surveys.tolist()):
            found[survey] = frames.only(frame, np.arange(len(people.ids)) == at)
    return found


def frame_of(survey: Survey, whose: QuerySet[Response], people: Respondents | None = None) -> Frame:
    people = respondents_of(whose) if people is None else people
    practices, keys = practice_frame(survey), list(practice_ids(survey.questionnaire_id).values())
    shape = (len(people.ids), len(practices))
    today, wanted, picked = (np.zeros(shape, dtype=kind) for kind in (np.int8, np.int8, np.bool_))
    rows = iter(answer_rows(whose))
    while some := list(islice(rows, AT_ONCE)):
        at, codes = unpacked(some, people.ids, keys)
        today[at], wanted[at], picked[at] = codes // (2 * ONE_SIDE), codes // 2 % ONE_SIDE, codes % 2
    return frames.build(practices, people.voices, today, wanted, picked, people.segments)


# --- who ------------------------------------------------------------------------------------------------


class Respondents(NamedTuple):
    """Respondents in the ascending order of their random ids: survey, voice and segments of each."""

    ids: Whole
    surveys: Whole
    voices: list[str]
    segments: pd.DataFrame


def respondents_of(whose: QuerySet[Response]) -> Respondents:
    """One row is read for everybody of the same survey, voice and segments. One statement."""
    kinds = ("survey_id", "voice", *DIMENSIONS)
    rows = whose.order_by().values(*kinds).annotate(ids=Numbers("pk")).values_list("ids", *kinds)
    texts, surveys, voices, *said = zip(*rows, strict=True) if rows else [()] * (1 + len(kinds))
    ids, kind = numbers_in(texts)
    order = np.argsort(ids)
    kind = kind[order]
    return Respondents(
        ids[order],
        np.array(surveys, dtype=np.int64)[kind],
        [voices[at] for at in kind.tolist()],
        pd.DataFrame(
            {name: labelled(name, labels, kind) for name, labels in zip(DIMENSIONS, said, strict=True)}
        ),
    )


def labelled(name: str, said: Sequence[str], kind: Whole) -> pd.Categorical[str]:
    """What each respondent is part of, as an ordered categorical, missing where it wasn't said.

    `said` holds the label of each kind of respondent, "" for none. Labels are in the order of their names,
    places of meeting customers in that of the question.
    """
    labels = Meets.values if name == MEETS else sorted({label for label in said if label})
    places = {label: at for at, label in enumerate(labels)}
    codes = np.array([places.get(label, -1) for label in said], dtype=np.int64)
    return pd.Categorical.from_codes(codes[kind], categories=pd.Index(labels), ordered=True)


# --- what -----------------------------------------------------------------------------------------------


def answer_rows(whose: QuerySet[Response]) -> Iterable[tuple[int, str]]:
    """(response, its answers as numbers): each is made of practice, both sides and the pick.

    A person's answers are looked up by the range of their ids, in two thirds of what grouping them takes.
    """
    picked = Case(When(picked=True, then=1), default=0, output_field=IntegerField())
    code = F("practice_id") * BOTH_SIDES + side("current") * 2 * ONE_SIDE + side("desired") * 2 + picked
    first = OuterRef("pk") * ANSWERS_PER_RESPONSE
    theirs = Answer.objects.filter(pk__gte=first, pk__lt=first + ANSWERS_PER_RESPONSE).order_by()
    packed = theirs.values(packed=Packed(ExpressionWrapper(code, output_field=BigIntegerField())))
    rows = whose.order_by().annotate(packed=Subquery(packed)).values_list("pk", "packed")
    return (row for row in rows.iterator(AT_ONCE) if row[1] is not None)


def side(name: str) -> Combinable:
    """A side as its `State`: the level, or the code of the reason."""
    reasons = [When(**{f"{name}_reason": reason}, then=Value(int(state))) for reason, state in STATES.items()]
    return Coalesce(F(name), Case(*reasons), output_field=IntegerField())


def unpacked(
    rows: Sequence[tuple[int, str]], ids: Whole, practices: Sequence[int]
) -> tuple[tuple[Whole, Whole], Whole]:
    """The row and column of each answer in a matrix of respondents × practices, and its codes.

    Whoever finished between the two statements is not among the respondents, and left out.
    """
    whose, texts = zip(*rows, strict=True)
    responses = np.array(whose, dtype=np.int64)
    places = np.searchsorted(ids, responses)
    known = np.append(ids, 0)[places] == responses
    numbers, whose_it_is = numbers_in(texts)
    numbers, whose_it_is = numbers[known[whose_it_is]], whose_it_is[known[whose_it_is]]
    order = np.argsort(practices)
    columns = np.searchsorted(np.array(practices, dtype=np.int64), numbers // BOTH_SIDES, sorter=order)
    return (places[whose_it_is], order[columns]), numbers % BOTH_SIDES


# --- numbers that the database packed ---------------------------------------------------------------------


class Packed(Func):
    """The whole numbers of all rows as one text, separated by commas, in whatever order.

    Reading a number this way takes a sixth of what it takes as an object of its own.
    """

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        template = "%(function)s((%(expressions)s)::text, ',')"
        return self.as_sql(compiler, connection, function="STRING_AGG", template=template)


class Numbers(Packed, Aggregate):
    """The same, of each group."""


def numbers_in(texts: Sequence[str]) -> tuple[Whole, Whole]:
    """All numbers of these texts, one after the other, and of each in which text it stands."""
    numbers = np.fromstring(f",{END},".join(texts), dtype=np.int64, sep=",")
    ends = numbers == END
    return numbers[~ends], np.cumsum(ends)[~ends]


# --- the questionnaire ------------------------------------------------------------------------------------


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
