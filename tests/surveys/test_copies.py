"""Copies of the whole database, a day apart: of no answer can it be told more narrowly whose it is than
"of one of those who finished in between", and once results are open, "of one of all who answered".

Thirty people of a team begin, answer some of it, and finish six a day. A copy is taken every evening, one
while results are worked out, and one after they opened. `candidates` knows what a thief of two copies knows:
who has answered meanwhile, what lies readable in either, which rows are the same, and what the list said of
people in the first copy.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from assessment import reading
from surveys.actions import opening, responses
from surveys.actions.responses import Side
from surveys.choices import MEETS, SEGMENTS, Meets, Voice
from surveys.links import opened_hash
from surveys.models import Draft, Response
from surveys.sheets import sheet_of, sheet_of_response
from tests import voices
from tests.factories import CORE
from tests.surveys.test_cut import Table, table

pytestmark = pytest.mark.django_db(transaction=True)

START = datetime(2027, 1, 4, 9, tzinfo=UTC)
PEOPLE, DAYS, A_DAY = 30, 4, 6
TABLES = ("invitation", "draft", "draftanswer", "response", "answer", "panel")
SIDES = ("current", "desired")
SAID = (*SEGMENTS, MEETS)
Rows = list[dict[str, Any]]
Copy = dict[str, Rows]


# --- what a thief makes of two copies -----------------------------------------------------------------------


def candidates(first: Copy, second: Copy) -> dict[int, set[int]]:
    """Response in the second copy → the invitations whose it can be."""
    before = {row["id"] for row in first["invitation"] if row["answered"]}
    after = {row["id"] for row in second["invitation"] if row["answered"]}
    known = {key for row in first["response"] for key in marks_of(row)}
    seen = any(mark in known for row in team(second) for mark in marks_of(row))  # keys live on
    found = {}
    for row in team(second):
        is_old = any(mark in known for mark in marks_of(row))
        whose = (before if is_old else after - before) if seen else set(after)
        whose -= {one for one in whose if contradicts(first, one, row)}
        found[row["id"]] = by_content(first, second, row, whose)
    return found


def team(taken: Copy) -> Rows:
    return [row for row in taken["response"] if row["voice"] == Voice.TEAM]


def marks_of(row: Mapping[str, Any]) -> list[Any]:
    """What tells a response from every other one."""
    return [value for name in ("id", "code_hash", "sealed") if (value := row[name]) is not None]


def contradicts(first: Copy, invitation: int, response: Mapping[str, Any]) -> bool:
    """Whether what the first copy says of somebody doesn't fit what stands with the answers."""
    known: dict[str, str] = {}
    for row in first["invitation"]:
        if row["id"] == invitation:
            known |= {name: row[name] for name in SEGMENTS if row[name]}
    for row in first["draft"]:
        if row["invitation_id"] == invitation:
            known |= {name: row[name] for name in SAID if row.get(name)}
    return any(response[name] and response[name] != label for name, label in known.items())


def by_content(first: Copy, second: Copy, response: Mapping[str, Any], whose: set[int]) -> set[int]:
    """Those of them whose draft in the first copy says the same, where only some do."""
    given = {row["practice_id"]: row for row in second["answer"] if row["response_id"] == response["id"]}
    fits, speaks = set(), False
    for draft in first["draft"]:
        if draft["invitation_id"] not in whose:
            continue
        told = [row for row in first["draftanswer"] if row["draft_id"] == draft["id"]]
        if not told or not given:
            fits.add(draft["invitation_id"])
            continue
        speaks = True
        if all(row[side] == given[row["practice_id"]][side] for row in told for side in SIDES if row[side]):
            fits.add(draft["invitation_id"])
    return fits if speaks else whose


def finished_between(first: Copy, second: Copy) -> set[int]:
    answered = [{row["id"] for row in taken["invitation"] if row["answered"]} for taken in (first, second)]
    return answered[1] - answered[0]


# --- what happens -------------------------------------------------------------------------------------------


class Told:
    """The copies, and what only the test knows: whose response is whose, and what drafts and seals held."""

    def __init__(self) -> None:
        self.copies: list[Copy] = []
        self.drafts: list[Rows] = []  # of each evening, as they would lie there without a seal
        self.said: dict[int, dict[str, str]] = {}
        self.truth: dict[int, int] = {}
        self.before: dict[int, int] = {}


def taken() -> Copy:
    from django.db import connection

    with connection.cursor() as cursor:
        found: dict[str, Table] = {name: table(cursor, f"surveys_{name}") for name in TABLES}
    return {name: one.rows for name, one in found.items()}


def everything() -> Told:
    told, chance = Told(), random.Random(20270104)
    with time_machine.travel(START, tick=False) as clock:
        rows = [*voices.people(16, "Sales", "North", name="a"), *voices.people(14, "Bar", "South", name="b")]
        panel = voices.by_list(voices.survey_of(), Voice.TEAM, rows)
        people = voices.invitations(panel)
        chance.shuffle(people)
        drafts = {one.pk: voices.begin(one) for one in people}
        for draft in drafts.values():
            responses.save_segments(draft=draft, given={MEETS: chance.choice(Meets.values)})
            for code in CORE[: chance.randrange(3, 13)]:
                sides = [Side(chance.randrange(1, 6)) for _side in range(2)]
                responses.save_answer(draft=draft, practice=code, current=sides[0], desired=sides[1])
        for day in range(DAYS + 1):
            told.copies.append(taken())
            told.drafts.append(unsealed_drafts())
            for one in people[day * A_DAY : (day + 1) * A_DAY] if day < DAYS else ():
                response = voices.finish(drafts[one.pk])
                told.truth[response.pk] = one.pk
                told.said[response.pk] = sheet_of_response(response).said
            clock.shift(timedelta(days=1))
        hashes = dict(Response.objects.filter(voice=Voice.TEAM).values_list("pk", "code_hash"))
        opening.close(panel=panel, by=voices.executive_of(panel.survey))
        assert len(reading.read_closed(panel).respondents) == DAYS * A_DAY
        told.copies.append(taken())  # while results are worked out, and for as long as that fails
        opening.open_results(panel_id=panel.pk, results={"made": "up"}, people=DAYS * A_DAY)
        new = dict(Response.objects.filter(voice=Voice.TEAM).values_list("code_hash", "pk"))
        told.copies.append(taken())
    told.before = {new[opened_hash(hashed)]: pk for pk, hashed in hashes.items()}
    return told


def unsealed_drafts() -> Rows:
    """What the drafts of this evening hold, as rows of a table that nothing seals."""
    from surveys.instruments import practice_ids

    found = []
    for draft in Draft.objects.filter(voice=Voice.TEAM).select_related("survey"):
        ids = practice_ids(draft.survey.questionnaire_id)
        for code, marks in sheet_of(draft).answers.items():
            sides = {
                "current": int(marks[0]),
                "desired": int(marks[1]),
                "current_reason": "",
                "desired_reason": "",
            }
            found.append({"draft_id": draft.pk, "practice_id": ids[code], **sides})
    return found


kept: list[Told] = []  # made once; what is taken is plain data


@pytest.fixture
def told() -> Told:
    if not kept:
        kept.append(everything())
    return copy.deepcopy(kept[0])


# --- nothing is narrowed ------------------------------------------------------------------------------------


def test_what_happened_is_worth_looking_at(told: Told) -> None:
    assert [len(team(one)) for one in told.copies] == [0, 6, 12, 18, 24, 24, 24]
    assert [len(rows) > 20 for rows in told.drafts] == [True] * 5
    assert [len([row for row in one["draft"] if row["voice"] == Voice.TEAM]) for one in told.copies] == [
        30, 24, 18, 12, 6, 6, 0,
    ]  # fmt: skip
    assert {said["department"] for said in told.said.values()} == {"Sales", "Bar"}
    last = told.copies[-1]
    assert len([row for row in last["answer"] if row["response_id"] in told.before]) == 24 * 12


def test_a_day_apart_each_answer_is_of_one_of_those_who_finished_that_day(told: Told) -> None:
    for first, second in zip(told.copies[:DAYS], told.copies[1 : DAYS + 1], strict=True):
        that_day = finished_between(first, second)
        assert len(that_day) == A_DAY
        found = candidates(first, second)
        new = {pk for pk in found if pk not in {row["id"] for row in first["response"]}}
        assert len(new) == A_DAY
        for pk in new:
            assert found[pk] == that_day
        assert min(len(whose) for whose in found.values()) >= len(that_day)


def test_and_what_they_answered_can_be_read_in_neither(told: Told) -> None:
    for taken in told.copies[:-1]:
        assert {row["voice"] for row in taken["response"] if row["sealed"] is None} == {Voice.EXECUTIVE}
        executive = {row["id"] for row in taken["response"] if row["voice"] == Voice.EXECUTIVE}
        assert {row["response_id"] for row in taken["answer"]} == executive
        drafts = {row["id"] for row in taken["draft"] if row["voice"] == Voice.EXECUTIVE}
        assert {row["draft_id"] for row in taken["draftanswer"]} <= drafts
        sealed = [bytes(row["sealed"]) for row in (*taken["response"], *taken["draft"]) if row["sealed"]]
        assert {len(one) for one in sealed} == {12 + 1024 + 16}
        assert len(set(sealed)) == len(sealed)


def test_once_results_are_open_each_answer_is_of_one_of_all_who_answered(told: Told) -> None:
    last = told.copies[-1]
    everybody = {row["id"] for row in last["invitation"] if row["answered"]}
    assert len(everybody) == DAYS * A_DAY
    for first in told.copies[:-1]:
        assert set(map(frozenset, candidates(first, last).values())) == {frozenset(everybody)}


# --- and it would be found ----------------------------------------------------------------------------------


def open_drafts(told: Told) -> None:
    """Drafts as rows, readable."""
    for taken, rows in zip(told.copies, told.drafts, strict=False):
        taken["draftanswer"] += rows


def kept_segments(told: Told) -> None:
    """Departments and regions stay with the answers after opening."""
    for row in team(told.copies[-1]):
        row |= {name: told.said[told.before[row["id"]]].get(name, "") for name in SEGMENTS}


def kept_keys(told: Told) -> None:
    """Opening leaves each response its key."""
    for row in told.copies[-1]["response"]:
        row["id"] = told.before.get(row["id"], row["id"])
    for row in told.copies[-1]["answer"]:
        row["response_id"] = told.before.get(row["response_id"], row["response_id"])


def test_readable_drafts_would_name_people(told: Told) -> None:
    open_drafts(told)
    found = candidates(told.copies[DAYS - 1], told.copies[-1])
    alone = {pk: whose for pk, whose in found.items() if len(whose) == 1}
    assert len(alone) >= 3
    assert all(whose == {told.truth[told.before[pk]]} for pk, whose in alone.items())


@pytest.mark.parametrize(("spoil", "smallest"), [(kept_segments, 23), (kept_keys, 6)])
def test_what_would_narrow_them_is_found(told: Told, spoil: Callable[[Told], None], smallest: int) -> None:
    spoil(told)
    found = candidates(told.copies[DAYS - 1], told.copies[-1])
    assert min(len(whose) for whose in found.values()) <= smallest
