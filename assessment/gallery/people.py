"""Invented companies and people, for cases of the gallery: made through the actions, never kept."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessment import report, tasks
from assessment.rows import Report
from surveys import demo, instruments
from surveys.actions import completing, opening, responses
from surveys.actions.questionnaires import publish
from surveys.actions.responses import Side
from surveys.actions.surveys import latest_questionnaire, start
from surveys.choices import SEGMENTS, Meets, Reason, Voice
from surveys.demo_earlier import level
from surveys.instruments import of_survey, practice_ids
from surveys.lists import Row
from surveys.models import (
    Answer,
    Draft,
    Organisation,
    Panel,
    Questionnaire,
    Response,
    Survey,
    Translation,
    User,
)
from surveys.models.keys import random_key_among
from surveys.models.responses import answer_id
from surveys.questionnaires.files import read, shipped

COMPANY = "Gallery (invented)"
ADDRESS = "gallery@example.com"
SEED = 20261127

Marks = Mapping[str, tuple[str, str]]
"""Practice: today and wanted, each a level or the reason for none."""

UNKNOWN = (str(Reason.DONT_KNOW), str(Reason.NO_VIEW))
USUAL: Marks = {code: (str(today or Reason.DONT_KNOW), str(wanted))
                for code, (today, wanted) in demo.MARKS.items()}  # fmt: skip
CORE = tuple(demo.TEAM)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is stored within is taken back at the end, and forgotten."""
    try:
        with transaction.atomic():
            if not Questionnaire.objects.exists():
                for path in shipped():
                    publish(content=read(path))
            yield
            transaction.set_rollback(True)
    finally:
        instruments.forget()


def publish_next(change: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
    """A questionnaire that follows the latest one, in which something is changed."""
    latest = latest_questionnaire()
    content = Translation.objects.get(questionnaire=latest, language=latest.source_language).content
    publish(content={**content, **change(content), "version": latest.version + 1})


# --- the executive ------------------------------------------------------------------------------------------


def company(name: str = COMPANY) -> Organisation:
    return Organisation.objects.create(name=name, approved=True)


def begun(marks: Marks, picks: Sequence[str] = demo.PICKS, home: Organisation | None = None) -> Draft:
    """A survey whose executive has answered this and not finished."""
    home = home or company()
    draft = start(by=demo.account(ADDRESS), organisation=home)
    for practice, (today, wanted) in marks.items():
        responses.save_answer(draft=draft, practice=practice, current=side(today), desired=side(wanted))
    if marks:
        responses.save_picks(draft=draft, practices=picks)
    return draft


def finished(marks: Marks, picks: Sequence[str] = demo.PICKS, home: Organisation | None = None) -> Draft:
    draft = begun(marks, picks, home)
    if set(marks) - set(CORE):
        responses.go_deeper(draft=draft)
    completing.finish(draft=draft)
    return draft


def usual(home: Organisation | None = None) -> Draft:
    """The executive of most cases: the core, one "don't know" in it."""
    return finished({code: USUAL[code] for code in CORE}, home=home)


def side(mark: str) -> Side:
    return Side(level=int(mark)) if mark.isdigit() else Side(reason=mark)


def alike(today: str, wanted: str, codes: Sequence[str] = CORE) -> Marks:
    return dict.fromkeys(codes, (today, wanted))


def told(draft: Draft) -> Report:
    """What the executive sees."""
    survey = Survey.objects.select_related("organisation", "executive").get(pk=draft.survey_id)
    return report.build(survey, report.Executive(draft))


# --- those who are asked ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """Somebody who answers, and to which part of the team they belong."""

    marks: Marks
    picks: tuple[str, ...] = ()
    department: str = ""
    region: str = ""
    level: str = ""
    meets: str = ""

    def row(self, at: int, voice: str) -> Row:
        return Row(f"{voice}{at}@example.com", self.department, self.region, self.level)


Says = Callable[[random.Random, str], tuple[str, str]]
"""What somebody says of a practice: today and wanted."""


def usually(chance: random.Random, code: str) -> tuple[str, str]:
    """Around what the demo's invented team thinks; now and then somebody doesn't know."""
    today, wanted, _often = demo.TEAM[code]
    given = str(level(chance.gauss(today, 0.9)))
    return (
        str(Reason.DONT_KNOW) if chance.random() < 0.05 else given,
        str(level(chance.gauss(wanted, 0.7))),
    )


def crowd(
    number: int, says: Says = usually, departments: Sequence[str] = (), seed: int = SEED,
    codes: Sequence[str] = CORE, split: bool = True,
) -> list[Person]:  # fmt: skip
    """So many people, in turn of these departments; the same ones every time."""
    chance = random.Random(seed)  # noqa: S311 - invented answers, the same on every machine
    weights = [demo.TEAM[code][2] for code in codes]
    return [
        Person(
            {code: says(chance, code) for code in codes},
            tuple(dict.fromkeys(chance.choices(codes, weights, k=3))),
            departments[at % len(departments)] if departments else "",
            ("North", "South")[at // 7 % 2] if split else "",
            "",
            chance.choice(Meets.values) if split else "",
        )
        for at in range(number)
    ]


def asked(draft: Draft, voice: str, people: Sequence[Person], silent: int = 0) -> Panel:
    """A voice asked by list, all of whom have finished but some."""
    survey = Survey.objects.select_related("organisation", "executive").get(pk=draft.survey_id)
    rows = [person.row(at, voice) for at, person in enumerate([*people, *people[:silent]])]
    panel = demo.ask(survey, account_of(survey), voice, rows)
    answer(panel, people)
    return panel


def account_of(survey: Survey) -> User:
    assert survey.executive is not None
    return survey.executive


def answer(panel: Panel, people: Sequence[Person]) -> None:
    """Finished responses, as Finish leaves them: of their parts what the list has kept."""
    kept = dict.fromkeys(
        (person.row(at, panel.voice).email for at, person in enumerate(people)), ("", "", "")
    ) | {
        email: tuple(segments)
        for email, *segments in panel.invitations.values_list("email", *SEGMENTS)
    }  # fmt: skip
    found = [
        Response(
            pk=random_key_among(panel.survey_id),
            survey_id=panel.survey_id,
            voice=panel.voice,
            meets=person.meets if panel.voice == Voice.TEAM else "",
            **dict(zip(SEGMENTS, kept[person.row(at, panel.voice).email], strict=True)),
        )
        for at, person in enumerate(people)
    ]
    Response.objects.bulk_create(found)
    instrument = of_survey(panel.survey)
    positions = {practice.code: practice.position for practice in instrument.of_form(panel.form)}
    ids = practice_ids(panel.survey.questionnaire_id)
    Answer.objects.bulk_create(
        answer_of(response.pk, ids[code], positions[code], marks, picked=code in person.picks)
        for response, person in zip(found, people, strict=True)
        for code, marks in person.marks.items()
    )


def answer_of(response: int, practice: int, position: int, marks: tuple[str, str], *, picked: bool) -> Answer:
    today, wanted = map(side, marks)
    return Answer(
        id=answer_id(response, position),
        response_id=response,
        practice_id=practice,
        current=today.level,
        current_reason=today.reason,
        desired=wanted.level,
        desired_reason=wanted.reason,
        picked=picked,
    )


def opened(panel: Panel, on: datetime | None = None) -> Panel:
    """The voice closed and its results worked out; as if on this day."""
    opening.close(panel=panel, by=account_of(panel.survey))
    tasks.open_results.call(panel.pk)
    if on is not None:
        Panel.objects.filter(pk=panel.pk).update(closed_at=on, opened_at=on)
    return panel


def team(draft: Draft, people: Sequence[Person], silent: int = 0, on: datetime | None = None) -> Panel:
    return opened(asked(draft, Voice.TEAM, people, silent), on)


def peers(draft: Draft, people: Sequence[Person]) -> Panel:
    return opened(asked(draft, Voice.PEER, people))


def days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)
