"""Finished surveys without a browser, and every face of their reports."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from assessment import report
from assessment.exports import csv as csv_export
from assessment.exports import json as json_export
from surveys.actions.completing import finish
from surveys.actions.responses import Side, go_deeper, save_answer, save_picks
from surveys.actions.surveys import start
from surveys.choices import Reason
from surveys.instruments import of_survey, practice_ids
from surveys.models import Answer, Draft, Organisation, Response, Share, Survey
from surveys.models.keys import random_key
from surveys.models.responses import answer_id
from tests.factories import DEEPER, MARKS

Marks = Mapping[str, tuple[str, str]]


def finished(marks: Marks = MARKS, picks: Sequence[str] = ("E5", "E6", "P3"), name: str = "") -> Draft:
    """An executive who has finished with these marks: levels or reasons, as the forms post them."""
    draft = start(organisation=Organisation.objects.create(name=name))
    for code, (today, wanted) in marks.items():
        save_answer(draft=draft, practice=code, current=side(today), desired=side(wanted))
    save_picks(draft=draft, practices=picks)
    if set(DEEPER) & set(marks):
        go_deeper(draft=draft)
    finish(draft=draft)
    return draft


def side(mark: str) -> Side:
    return Side(level=int(mark)) if mark.isdigit() else Side(reason=mark)


def reply(
    survey: Survey,
    voice: str,
    marks: Marks,
    picks: Sequence[str] = (),
    pk: int | None = None,
    **segments: str,
) -> Response:
    """A finished response of anybody, straight into the tables."""
    response = Response.objects.create(pk=pk or random_key(), survey=survey, voice=voice, **segments)
    ids = practice_ids(survey.questionnaire_id)
    positions = {practice.code: practice.position for practice in of_survey(survey).practices}
    Answer.objects.bulk_create(
        Answer(
            id=answer_id(response.pk, positions[code]),
            response=response,
            practice_id=ids[code],
            current=int(today) if today.isdigit() else None,
            current_reason="" if today.isdigit() else Reason(today),
            desired=int(wanted) if wanted.isdigit() else None,
            desired_reason="" if wanted.isdigit() else Reason(wanted),
            picked=code in picks,
        )
        for code, (today, wanted) in marks.items()
    )
    return response


def as_executive(draft: Draft) -> report.Report:
    return report.build(draft.survey, report.Executive(draft))


def shared(draft: Draft, own_marks: bool, email: str = "ada@example.org") -> Share:
    """The round shown to this address, with or without the executive's own marks."""
    return Share.objects.create(survey=draft.survey, email=email, own_marks=own_marks)


def as_consultant(draft: Draft, own_marks: bool = False) -> report.Report:
    return report.build(draft.survey, report.Consultant(shared(draft, own_marks)))


def as_member(response: Response) -> report.Report:
    return report.build(response.survey, report.Member(response))


def csv_rows(made: report.Report) -> list[dict[str, str]]:
    """Every line with numbers, or with why there are none."""
    return [row for row in csv_lines(made) if row["kind"] != "about"]


def csv_lines(made: report.Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_export.write(made).decode("utf-8-sig"), newline="")))


def json_content(made: report.Report) -> Any:
    return json.loads(json_export.write(made))
