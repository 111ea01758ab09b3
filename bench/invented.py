"""Invented answers by the hundred thousand, straight into the tables. No person ever gave one of them.

What people do is in them: most want more than there is today, some don't know, skip or find that a
practice does not apply, one in a hundred marks one level throughout, everybody picks three.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from surveys.models import Survey

NAME = "Invented answers (a benchmark)"  # of every organisation they are given to
VOICE = "team"
STEP = 2_000  # responses that are made at once
PICKS = 3
FLAT, NOT_APPLICABLE, SKIPPED, DONT_KNOW, NO_VIEW = 0.01, 0.02, 0.02, 0.05, 0.03  # shares of all
FLAT_LEVEL = 3
UNEVEN = 1.6  # with 1 all departments would be alike
SIDES = {code: (code, "") for code in range(1, 6)} | {7: (None, "not_applicable"), 8: (None, "skipped")}
TODAY, WANTED = {**SIDES, 6: (None, "dont_know")}, {**SIDES, 6: (None, "no_view")}
SEGMENTS = {
    "department": ("Sales", "Service", "Operations", "Finance", "Marketing", "Technology", "People"),
    "region": ("North", "South", "West"),
    "level": ("Leads an area", "Leads a team", "Neither", "Temporary"),
}
LABELS = (*SEGMENTS.values(), ("in_person", "phone", "online", "partners", "hardly"))
RESPONSE = ("id", "survey_id", "voice", "department", "region", "level", "meets")
ANSWER = (
    *("id", "response_id", "practice_id"),
    *("current", "current_reason", "desired", "desired_reason", "picked"),
)
Codes = npt.NDArray[np.int64]
Rows = list[tuple[Any, ...]]


class Team(NamedTuple):
    """A survey and how many people of its team answer it."""

    survey: Survey
    people: int


def fill(teams: Sequence[Team], form: str, seed: int = 1) -> None:
    """Let all these teams answer this form of the one questionnaire, in one transaction.

    Ids are as Finish gives them, and the rows come in their order.
    """
    from django.db import connection, transaction

    chance = np.random.default_rng(seed)
    practices = practices_of(teams[0].survey, form)
    with transaction.atomic(), connection.cursor() as cursor:
        for responses, answers in made(teams, practices, chance):
            cursor.executemany(insert("surveys_response", RESPONSE), responses)
            cursor.executemany(insert("surveys_answer", ANSWER), answers)


def practices_of(survey: Survey, form: str) -> list[tuple[int, int]]:
    """Key and position of each practice of the form, in order."""
    from surveys.instruments import of_survey, practice_ids

    keys = practice_ids(survey.questionnaire_id)
    return [(keys[practice.code], practice.position) for practice in of_survey(survey).of_form(form)]


def insert(table: str, columns: Sequence[str]) -> str:
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - names from above


def made(
    teams: Sequence[Team], practices: Sequence[tuple[int, int]], chance: np.random.Generator
) -> Iterator[tuple[Rows, Rows]]:
    """Rows of responses and of their answers."""
    from surveys.models.keys import LAST, place_of

    whose = np.repeat(np.arange(len(teams)), [team.people for team in teams])
    places = np.array([place_of(team.survey.pk) for team in teams])
    ids = places[whose] + chance.integers(2**LAST, size=len(whose))
    whose, ids = whose[np.argsort(ids)], np.sort(ids)
    for at in range(0, len(ids), STEP):
        some, theirs = ids[at : at + STEP].tolist(), whose[at : at + STEP].tolist()
        responses = [response_row(pk, teams[team], chance) for pk, team in zip(some, theirs, strict=True)]
        yield responses, answer_rows(some, practices, chance)


def response_row(pk: int, team: Team, chance: np.random.Generator) -> tuple[Any, ...]:
    """Somebody of the team, somewhere: the first labels have more people than the last."""
    said = [labels[int(len(labels) * chance.random() ** UNEVEN)] for labels in LABELS]
    return (pk, team.survey.pk, VOICE, *said)


def answer_rows(
    ids: Sequence[int], practices: Sequence[tuple[int, int]], chance: np.random.Generator
) -> Rows:
    """One row for each person and practice."""
    today, wanted = codes((len(ids), len(practices)), chance)
    picked = chance.random(today.shape).argsort(axis=1) < PICKS
    return [
        (pk * 64 + position, pk, practice, *TODAY[c], *WANTED[d], first)
        for pk, *row in zip(ids, today.tolist(), wanted.tolist(), picked.tolist(), strict=True)
        for (practice, position), c, d, first in zip(practices, *row, strict=True)
    ]


def codes(shape: tuple[int, int], chance: np.random.Generator) -> tuple[Codes, Codes]:
    """Today and wanted of people × practices: the levels, and 6, 7, 8 for a reason (see TODAY and WANTED)."""
    people, practices = shape
    at_all, easy = chance.normal(0, 0.8, (people, 1)), 2.4 + chance.permutation(practices) * 0.05
    today = np.clip(np.rint(easy + at_all + chance.normal(0, 0.9, shape)), 1, 5).astype(np.int64)
    more = chance.choice([-1, 0, 0, 1, 1, 1, 2, 2], shape)
    wanted = np.clip(today + more, 1, 5)
    flat = chance.random(people) < FLAT
    today[flat], wanted[flat] = FLAT_LEVEL, FLAT_LEVEL
    for code, share, sides in (
        (6, DONT_KNOW, (today,)),
        (6, NO_VIEW, (wanted,)),
        (8, SKIPPED, (today, wanted)),
        (7, NOT_APPLICABLE, (today, wanted)),
    ):
        so = chance.random(shape) < share
        for side in sides:
            side[so] = code
    return today, wanted
