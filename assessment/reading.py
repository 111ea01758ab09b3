"""surveys → frame: the only module that knows both the ORM and pandas.

A survey may have a hundred thousand respondents, and what costs most is a Python object for each value
of each answer. So the database writes each person's answers into one text of digits, which numpy reads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from django.db.models import Func, QuerySet, TextField

from assessment.analysis import frame as frames
from assessment.analysis.constants import VOICES
from assessment.analysis.frame import Frame
from surveys.choices import DIMENSIONS, MEETS, Meets, Voice
from surveys.instruments import of_survey, positions_of
from surveys.models import Answer, Panel, Response, Survey
from surveys.models.responses import ANSWERS_PER_RESPONSE
from surveys.sheets import digits_of, sheet_of_response

DIGITS = 5  # of an answer (see `Answer.digits`); those of the sides are their `State`
AT_ONCE = 2_000  # respondents whose answers are unpacked together
Bytes = npt.NDArray[np.uint8]
Whole = npt.NDArray[np.int64]


def read(survey: Survey, voices: Collection[str]) -> Frame:
    """Everything these voices of the survey answered. One statement, whatever their number.

    Respondents are in the order of their random ids, which says nothing about them.
    """
    return frame_of(survey, Response.objects.filter(survey=survey, voice__in=voices))


def read_closed(panel: Panel) -> Frame:
    """Everything a closed voice answered, its seals broken in memory alone. One statement. Raises KeyGone."""
    whose = Response.objects.filter(survey=panel.survey_id, voice=panel.voice)
    return built(panel.survey, people_in(panel.survey, unsealed(panel.survey, whose)))


def read_one(response: Response) -> Frame:
    """What one person answered. One statement, none as long as results are shut."""
    if response.sealed is None:
        return frame_of(response.survey, Response.objects.filter(pk=response.pk))
    return built(response.survey, people_in(response.survey, [[row_of(response)]]))


def read_executives(surveys: Collection[Survey]) -> dict[int, Frame]:
    """What the executives of these surveys answered, by survey. One statement for each questionnaire."""
    found: dict[int, Frame] = {}
    for questionnaire in {survey.questionnaire_id for survey in surveys}:
        same = [survey for survey in surveys if survey.questionnaire_id == questionnaire]
        people = people_of(same[0], Response.objects.filter(survey__in=same, voice=Voice.EXECUTIVE))
        frame = built(same[0], people)
        for at, kind in enumerate(people.kind.tolist()):
            found[people.kinds[kind].survey] = frames.only(frame, np.arange(len(people.kind)) == at)
    return found


def frame_of(survey: Survey, whose: QuerySet[Response]) -> Frame:
    return built(survey, people_of(survey, whose))


# --- who, and what they said ------------------------------------------------------------------------------


class Kind(NamedTuple):
    """What people are alike in; `segments` in the order of DIMENSIONS, "" where nothing was said."""

    survey: int
    voice: str
    segments: tuple[str, ...]


class People(NamedTuple):
    """Respondents in the ascending order of their random ids.

    `kind` is the place in `kinds` of each; `codes` (respondents, practices, 3) holds for each answer the
    `State` of today and of what is wanted, and 1 where it was picked.
    """

    kinds: list[Kind]
    kind: Whole
    codes: Bytes


def people_of(survey: Survey, whose: QuerySet[Response]) -> People:
    """These respondents and their answers to the survey's questionnaire. One statement."""
    return people_in(survey, some_at_once(whose))


def people_in(survey: Survey, batches: Iterable[list[tuple[Any, ...]]]) -> People:
    """The same from rows as `some_at_once` gives them."""
    positions = [practice.position for practice in of_survey(survey).practices]
    places = max(positions) + 1
    found: dict[tuple[Any, ...], int] = {}
    kinds, codes = [np.empty(0, np.int64)], [np.empty((0, len(positions), 3), np.uint8)]
    for rows in batches:
        kinds.append(np.array([found.setdefault(row[:-1], len(found)) for row in rows]))
        codes.append(unpacked([row[-1] or "" for row in rows], places)[:, positions])
    return People(
        [Kind(pk, voice, tuple(segments)) for pk, voice, *segments in found],
        np.concatenate(kinds),
        np.concatenate(codes),
    )


def some_at_once(whose: QuerySet[Response], *more: str) -> Iterator[list[tuple[Any, ...]]]:
    """Survey, voice, segments and the digits of all answers, and `more` columns, of AT_ONCE respondents
    after the other."""
    packed = Packed("pk", table=Answer._meta.db_table, each=ANSWERS_PER_RESPONSE)
    said = whose.order_by("pk").values_list("survey_id", "voice", *DIMENSIONS, packed, *more)
    rows = said.iterator(AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        yield some


def unsealed(survey: Survey, whose: QuerySet[Response]) -> Iterator[list[tuple[Any, ...]]]:
    """The same of responses that may be sealed: each then says by itself what it is part of."""
    for rows in some_at_once(whose, "pk", "sealed"):
        yield [row[:-2] if row[-1] is None else row_of(sealed_response(survey, row)) for row in rows]


def sealed_response(survey: Survey, row: tuple[Any, ...]) -> Response:
    return Response(survey=survey, voice=row[1], pk=row[-2], sealed=row[-1])


def row_of(response: Response) -> tuple[Any, ...]:
    """A sealed response as the database gives an open one."""
    sheet, positions = sheet_of_response(response), positions_of(response.survey)
    segments = [sheet.said.get(name, "") for name in DIMENSIONS]
    return (response.survey_id, response.voice, *segments, digits_of(sheet, positions))


def unpacked(texts: Sequence[str], places: int) -> Bytes:
    """For each person, each of the positions and each of today, wanted, picked: what the digits say.

    Raises ValueError for an answer beyond these positions.
    """
    digits = np.frombuffer("".join(texts).encode(), dtype=np.uint8).reshape(-1, DIGITS) - ord("0")
    position = digits[:, 0] * 10 + digits[:, 1] - 10
    if position.max(initial=0) >= places:
        raise ValueError(f"An answer is about none of the questionnaire's {places} practices.")
    whose = np.repeat(np.arange(len(texts)), [len(text) // DIGITS for text in texts])
    codes = np.zeros((len(texts) * places, 3), dtype=np.uint8)
    codes[whose * places + position] = digits[:, 2:]
    return codes.reshape(len(texts), places, 3)


class Packed(Func):
    """The digits of all answers of the response with this key, one after the other in whatever order.

    They are looked up by the range of their ids, in two thirds of what grouping answers takes.
    """

    function = "GROUP_CONCAT(digits, '')"
    template = (
        "(SELECT %(function)s FROM %(table)s"
        " WHERE id >= %(expressions)s * %(each)s AND id < (%(expressions)s + 1) * %(each)s)"
    )
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG(digits, '')")


# --- the frame --------------------------------------------------------------------------------------------


def built(survey: Survey, people: People) -> Frame:
    """The frame of these people, who all answered the survey's questionnaire."""
    voices = np.array([VOICES.index(kind.voice) for kind in people.kinds], dtype=np.int64)
    said = list(zip(*(kind.segments for kind in people.kinds), strict=True)) or [()] * len(DIMENSIONS)
    segments = {
        name: labelled(name, labels, people.kind) for name, labels in zip(DIMENSIONS, said, strict=True)
    }
    today, wanted, picked = (people.codes[:, :, at] for at in range(3))
    return frames.build(
        practice_frame(survey),
        frames.voices_of(voices[people.kind]),
        today,
        wanted,
        picked == 1,
        pd.DataFrame(segments),
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


def practice_frame(survey: Survey) -> pd.DataFrame:
    """The questionnaire's practices, indexed by code in its order."""
    instrument = of_survey(survey)
    categories = [category.code for category in instrument.categories]
    of_category = [categories.index(practice.category) for practice in instrument.practices]
    return pd.DataFrame(
        {
            "category": pd.Categorical.from_codes(of_category, categories=pd.Index(categories), ordered=True),
            "core": [practice.core for practice in instrument.practices],
        },
        index=pd.Index([practice.code for practice in instrument.practices], name="practice"),
    )
