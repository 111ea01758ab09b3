"""Finish cuts the tie: whoever takes the whole database finds nothing that joins answers to a person.

Sixty people answer through the pages, half of them one a day over weeks, half in one burst, in an order
unlike the list's. Then everything is taken: every column of every table, the order rows lie in, the
database's own counters, what sessions hold and what was logged. `attack` looks for whatever could join a
response to an invitation; that it can find something is shown on spoiled copies of what was taken.

A copy is taken every day, too. `narrowed` compares a copy with the one of the day before and says of each
response whose it can be: never fewer than all who finished in between.
"""

from __future__ import annotations

import copy
import json
import logging
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from assessment.logs import JsonFormatter
from surveys import tasks
from surveys.actions import opening
from surveys.choices import Voice, Way
from surveys.coarsening import coarsen
from surveys.links import COOKIE_PREFIX, draw_result_code, opened_hash
from surveys.lists import Row
from surveys.models import Bucket, Draft, Invitation, Panel, Response
from surveys.sheets import sheet_of_response
from tests import voices
from tests.factories import CORE, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

TEAM, PEERS, UNDECIDED = 50, 10, 6  # of the fifty, six never finish
START = datetime(2027, 1, 4, 9, tzinfo=UTC)
THRESHOLD = 5
RESPONSE_SIDE = ("surveys_response", "surveys_answer")
# what a response may have in common with other rows: what was asked, and answers from closed lists
HARMLESS = {"survey_id", "practice_id", "voice", "department", "region", "level", "meets"}
HARMLESS |= {"current", "current_reason", "desired", "desired_reason", "picked"}
HARMLESS |= {"digits"}  # these once more, by the database itself
SEGMENTS = ("department", "region", "level")
CLOSE = 0.7  # a rank correlation of forty-four people that chance brings once in a million
HITS = 12  # of forty-four in the right place: once in ten million, where one is expected


# --- what is taken ------------------------------------------------------------------------------------------


@dataclass
class Table:
    """Rows in the order they lie in, each with its place, and what the schema says of its columns."""

    types: dict[str, str]
    rows: list[dict[str, Any]]


@dataclass
class Loot:
    """Everything somebody with a copy of the database and the logs has, and what really happened."""

    tables: dict[str, Table]
    logs: list[str]
    sessions: list[str]
    finished: list[tuple[int | None, int]]  # (invitation, response) in the order of Finish
    secrets: dict[str, list[str]]  # what must be in no log, session or task
    buckets: list[int]  # how many counters each Finish changed or made
    said: dict[int, dict[str, str]]  # what each response's person told about themselves


def taken(story: Story, logs: list[str]) -> Loot:
    tables = {}
    with connection.cursor() as cursor:
        names = [info.name for info in connection.introspection.get_table_list(cursor) if info.type == "t"]
        if connection.vendor == "sqlite":
            names.append("sqlite_sequence")
        for name in names:
            tables[name] = table(cursor, name)
    sessions = [json.dumps([one.session_key, one.get_decoded()]) for one in Session.objects.all()]
    return Loot(
        tables, logs, sessions, list(story.finished), story.secrets(), story.buckets, dict(story.said)
    )


def table(cursor: Any, name: str) -> Table:
    """All columns, and where a row lies: SQLite's row number, PostgreSQL's place and transaction."""
    if connection.vendor == "sqlite":
        cursor.execute(f"SELECT rowid AS place, * FROM {name}")
    else:
        cursor.execute(f"SELECT xmin::text::bigint AS place, * FROM {name} ORDER BY ctid")
    columns = [column[0] for column in cursor.description]
    rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    if connection.vendor == "sqlite":
        cursor.execute(f"PRAGMA table_info({name})")
        types = {row[1]: row[2].lower() for row in cursor.fetchall()}
    else:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s", [name]
        )
        types = dict(cursor.fetchall())
    return Table(types, rows)


# --- the attack ---------------------------------------------------------------------------------------------


def attack(loot: Loot) -> list[str]:
    """Everything that could join a response to a person, in words."""
    return [
        *common_values(loot),
        *telling_orders(loot),
        *telling_segments(loot),
        *telling_neighbours(loot),
        *times(loot),
        *traces(loot),
        *telling_buckets(loot),
    ]


def common_values(loot: Loot) -> list[str]:
    """Values of a response or an answer that are anywhere else, alone or inside something longer."""
    elsewhere = "\n".join(
        str(cell)
        for name, table in loot.tables.items()
        if name not in RESPONSE_SIDE
        for row in table.rows
        if not is_own_counter(name, row)
        for cell in row.values()
    )
    found = []
    for name in RESPONSE_SIDE:
        for column, values in columns_of(loot.tables[name]).items():
            if column in HARMLESS or len(set(values)) == 1:  # one value for all joins nobody
                continue
            forms = {form for value in values if value is not None for form in written(value)}
            if any(form in elsewhere for form in forms if len(form) >= 4):
                found.append(f"{name}.{column} is found elsewhere")
    return found


def is_own_counter(name: str, row: Mapping[str, Any]) -> bool:
    """SQLite notes the highest key that a table ever had."""
    return name == "sqlite_sequence" and row["name"] in RESPONSE_SIDE


def written(value: Any) -> set[str]:
    """How a value may be written down somewhere. A small number is found by its order, not by its digits."""
    if isinstance(value, int):
        return {str(value), f"{value:x}"} if value > 2**32 else set()
    return {str(value)}


def columns_of(table: Table) -> dict[str, list[Any]]:
    names = table.rows[0].keys() if table.rows else ()
    return {name: [row[name] for row in table.rows] for name in names}


Ranking = dict[int, Any]  # response → what it is sorted by


def telling_orders(loot: Loot) -> list[str]:
    """Orderings of responses that go with the order of Finish, or with any ordering of the people asked."""
    people = {invitation: response for invitation, response in loot.finished if invitation is not None}
    theirs = {response: at for at, (_invitation, response) in enumerate(loot.finished)}
    truths: dict[str, Ranking] = {"the order of Finish": theirs}
    for name, table in loot.tables.items():
        key = "id" if name == "surveys_invitation" else "invitation_id"
        if name in RESPONSE_SIDE or (key not in table.types):
            continue
        for column, values in rankings(table, key).items():
            by_response = {people[who]: value for who, value in values.items() if who in people}
            truths[f"{name}.{column}"] = by_response
    found = []
    for name, key in (("surveys_response", "id"), ("surveys_answer", "response_id")):
        for column, values in rankings(loot.tables[name], key).items():
            found += [
                f"{name}.{column} goes with {truth}"
                for truth, order in truths.items()
                if go_together(values, order)
            ]
    return found


def rankings(table: Table, key: str) -> dict[str, Ranking]:
    """For each column, and for the order rows lie in, what each `key` is sorted by: its first row's."""
    found: dict[str, Ranking] = defaultdict(dict)
    for at, row in enumerate(table.rows):
        for column, value in {**row, "lying": at}.items():
            known = found[column].get(row[key])
            if known is None or (value is not None and sortable(value) < sortable(known)):
                found[column][row[key]] = value
    return found


def sortable(value: Any) -> tuple[int, float, str]:
    if isinstance(value, bool | int | float):
        return (0, float(value), "")
    return (1, 0.0, str(value))


def go_together(one: Ranking, other: Ranking) -> bool:
    both = [key for key in one if key in other and one[key] is not None and other[key] is not None]
    if (
        len(both) < 20
        or len({sortable(one[k]) for k in both}) < 3
        or len({sortable(other[k]) for k in both}) < 3
    ):
        return False
    first, second = ranks([sortable(one[k]) for k in both]), ranks([sortable(other[k]) for k in both])
    if abs(correlation(first, second)) > CLOSE:
        return True
    in_place = sum(a == b for a, b in zip(first, second, strict=True))
    return len(set(first)) == len(both) and in_place > HITS


def ranks(values: list[Any]) -> list[float]:
    """From 0; equal values share the mean of their ranks."""
    places: dict[Any, list[int]] = defaultdict(list)
    for at, value in enumerate(sorted(values)):
        places[value].append(at)
    return [sum(places[value]) / len(places[value]) for value in values]


def correlation(one: list[float], other: list[float]) -> float:
    n = len(one)
    mean = (n - 1) / 2
    both = sum((a - mean) * (b - mean) for a, b in zip(one, other, strict=True))
    spread = sum((a - mean) ** 2 for a in one) * sum((b - mean) ** 2 for b in other)
    return float(both / spread**0.5)


def telling_segments(loot: Loot) -> list[str]:
    """Responses that not every answered invitation could have given, or of a kind that too few people are."""
    answered = [row for row in loot.tables["surveys_invitation"].rows if row["answered"]]
    invited = Counter({tuple(kind): n for row in team_panels(loot) for *kind, n in loaded(row["classes"])})
    found = []
    for response in loot.tables["surveys_response"].rows:
        if response["voice"] != Voice.TEAM or response["sealed"] is not None:
            continue
        kind = tuple(response[name] for name in SEGMENTS)
        if any(kind) and invited[kind] < THRESHOLD:
            found.append(f"only {invited[kind]} people were asked who are {kind}")
        possible = [one for one in answered if all(one[name] in ("", response[name]) for name in SEGMENTS)]
        if len(possible) != len(answered):
            found.append("not everybody who answered can have given each response")
    return sorted(set(found))


def team_panels(loot: Loot) -> list[dict[str, Any]]:
    panels = loot.tables["surveys_panel"].rows
    return [row for row in panels if row["voice"] == Voice.TEAM and row["way"] == Way.LIST]


def loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def telling_neighbours(loot: Loot) -> list[str]:
    """Whether the segments of those who haven't answered say where their neighbours belong who have."""
    told = dict(loot.finished)
    kinds = {row["id"]: tuple(row[name] for name in SEGMENTS) for row in loot.tables["surveys_response"].rows}
    rows = sorted(loot.tables["surveys_invitation"].rows, key=lambda row: row["id"])
    waiting = [
        (at, tuple(row[name] for name in SEGMENTS)) for at, row in enumerate(rows) if not row["answered"]
    ]
    hits, shares = 0, Counter[tuple[Any, ...]]()
    for at, row in enumerate(rows):
        if row["answered"]:
            nearest = min(waiting, key=lambda one: (abs(one[0] - at), one[0]))
            kind = kinds[told[row["id"]]]
            hits += nearest[1] == kind
            shares[kind] += 1
    guesses, asked = Counter(kind for _at, kind in waiting), shares.total()
    chance = sum(guesses[kind] / len(waiting) * shares[kind] / asked for kind in guesses)
    if hits > asked * chance + 5 * (asked * chance) ** 0.5:
        return [f"neighbours say where {hits} of {asked} belong; by chance it would be {asked * chance:.0f}"]
    return []


DATE = re.compile(r"\d{4}-\d\d-\d\d")


def times(loot: Loot) -> list[str]:
    """Columns of responses and answers that hold a time, or numbers that could be one."""
    found = []
    for name in RESPONSE_SIDE:
        table = loot.tables[name]
        found += [
            f"{name}.{column} is a {kind}"
            for column, kind in table.types.items()
            if re.search("date|time", kind)
        ]
        for column, values in columns_of(table).items():
            given = [value for value in values if value is not None and not isinstance(value, bool)]
            if any(isinstance(value, datetime) or DATE.search(str(value)) for value in given):
                found.append(f"{name}.{column} holds dates")
            elif given and all(isinstance(value, int) and is_moment(value) for value in given):
                found.append(f"{name}.{column} could be a time")
    return found


def is_moment(number: int) -> bool:
    seconds = {number, number // 1000, number // 10**6}
    return any(abs(one - START.timestamp()) < 400 * 86400 for one in seconds)


def traces(loot: Loot) -> list[str]:
    """Codes, tokens and keys of drafts, invitations and responses in logs, sessions and tasks."""
    # a task's own key is random, and so is a session's; what they were about is what must not be there
    queue = [json.dumps(row, default=str) for row in loot.tables["django_tasks_database_dbtaskresult"].rows]
    places = {"a log line": loot.logs, "a session": loot.sessions, "a task": queue}
    found = []
    for place, lines in places.items():
        text = "\n".join(lines)
        found += [
            f"{place} holds {what}" for what, values in loot.secrets.items() if any(v in text for v in values)
        ]
    return found


def telling_buckets(loot: Loot) -> list[str]:
    if any(loot.buckets):
        return ["Finish leaves something behind in the counters of who did what how often"]
    return []


# --- what happens -------------------------------------------------------------------------------------------


def the_list(chance: random.Random) -> list[Row]:
    """Fifty people, sorted by department as such lists are; some combinations are rare."""
    kinds = (
        [("Sales", "North", "Lead")] * 7
        + [("Sales", "North", "Member")] * 9
        + [("Sales", "South", "Member")] * 8
    )
    kinds += [("Kitchen", "North", "Member")] * 11 + [("Kitchen", "South", "Member")] * 8
    kinds += [("Kitchen", "South", "Lead")] * 3 + [("IT", "North", "Lead"), ("IT", "South", "Lead")] * 2
    assert len(kinds) == TEAM
    names = chance.sample(range(1000, 10000), TEAM)
    return [Row(f"p{name}@example.com", *kind) for name, kind in zip(names, sorted(kinds), strict=True)]


class Person:
    """Somebody at a browser of their own, with what only they know."""

    def __init__(self, asked: Invitation | Panel, number: int) -> None:
        self.asked, self.number, self.client = asked, number, Client()
        self.token = voices.token(asked)
        self.code = draw_result_code()
        self.draft = ""

    def begin(self) -> None:
        response = self.client.post(f"/i/{self.token}/")
        assert response.status_code == 302, response.content
        [self.draft] = (
            name.removeprefix(COOKIE_PREFIX) for name in self.client.cookies if COOKIE_PREFIX in name
        )
        for at, code in enumerate(CORE[:3]):
            levels = {"current": str(1 + (self.number + at) % 5), "desired": str(1 + (self.number * at) % 5)}
            assert self.client.post(self.address(code), levels).status_code == 302

    def address(self, place: str) -> str:
        draft = Draft.objects.select_related("survey").get(code=self.draft)
        return f"/a/{draft.survey.code}/{draft.code}/{place}/"

    def finish(self, by_page: bool) -> tuple[int | None, int]:
        """(invitation, response)."""
        before = set(Response.objects.values_list("pk", flat=True))
        draft = Draft.objects.select_related("survey").get(code=self.draft)
        if by_page:
            address = f"/finish/{draft.survey.code}/{draft.code}/"
            assert self.client.post(address, {"result_code": self.code}).status_code == 200
        else:
            voices.finish(draft, self.code)
        [new] = set(Response.objects.values_list("pk", flat=True)) - before
        return (self.asked.pk if isinstance(self.asked, Invitation) else None, new)


class Story:
    """Who is asked, and how they begin and finish; the clock is the story's own."""

    def __init__(self, clock: time_machine.Coordinates) -> None:
        self.clock, self.chance = clock, random.Random(20270104)
        survey = voices.survey_of()
        self.by = voices.executive_of(survey)
        closes_on = (START + timedelta(days=80)).date()
        self.team = voices.by_list(survey, Voice.TEAM, the_list(self.chance), closes_on=closes_on)
        self.peers = voices.by_link(survey, Voice.PEER, PEERS, closes_on=closes_on)
        tasks.deliver.call()
        people = [Person(one, number) for number, one in enumerate(voices.invitations(self.team))]
        self.undecided = self.chance.sample(people, UNDECIDED)
        self.order = [one for one in people if one not in self.undecided]
        self.order += [Person(self.peers, TEAM + number) for number in range(PEERS)]
        self.chance.shuffle(self.order)
        self.finished: list[tuple[int | None, int]] = []
        self.buckets: list[int] = []
        self.said: dict[int, dict[str, str]] = {}

    def go(self) -> None:
        for person in self.undecided:
            self.clock.shift(timedelta(minutes=17))
            person.begin()
        half = len(self.order) // 2
        early = self.chance.sample(self.order, half)  # begun in yet another order, days before they finish
        for number, person in enumerate(self.order):
            if number < half:
                self.clock.shift(timedelta(hours=24, minutes=self.chance.randrange(50)))
                self.another_day(early[number : number + 1] if number % 4 else early[number : number + 4])
            self.clock.shift(timedelta(seconds=7))
            self.finish(person, by_page=number % 9 == 0)

    def another_day(self, starting: list[Person]) -> None:
        """What goes on besides: the worker, the executive who signs in, people who begin."""
        tasks.tick()
        tasks.purge.call()
        sign_in(Client(), self.by)
        for person in starting:
            if not person.draft:
                person.begin()

    def finish(self, person: Person, by_page: bool) -> None:
        if not person.draft:
            person.begin()
        counters = set(Bucket.objects.values_list("key", "left", "counted_at"))
        self.finished.append(person.finish(by_page))
        last = self.finished[-1][1]
        self.said[last] = sheet_of_response(Response.objects.get(pk=last)).said
        self.buckets.append(len(counters ^ set(Bucket.objects.values_list("key", "left", "counted_at"))))

    def open(self) -> None:
        self.clock.shift(timedelta(days=1))
        hashes = dict(Response.objects.values_list("pk", "code_hash"))
        for panel, people in ((self.team, TEAM - UNDECIDED), (self.peers, PEERS)):
            opening.close(panel=panel, by=self.by)
            opening.open_results(panel_id=panel.pk, results={"made": "up"}, people=people)
        # whose response is whose now: known to the test alone, which has the key
        new = dict(Response.objects.values_list("code_hash", "pk"))
        self.said = {new[opened_hash(hashes[pk])]: said for pk, said in self.said.items()}
        self.finished = [(who, new[opened_hash(hashes[pk])]) for who, pk in self.finished]

    def secrets(self) -> dict[str, list[str]]:
        people = [*self.order, *self.undecided]
        asked = [person.asked for person in people if isinstance(person.asked, Invitation)]
        hashes = Response.objects.exclude(code_hash=None).values_list("code_hash", flat=True)
        return {
            "a draft's code": [person.draft for person in people],
            "a result code": [person.code for person in people]
            + [person.code.replace("-", "") for person in people]
            + [str(hashed) for hashed in hashes],
            "a link": [person.token for person in people],
            "an address": [one.email for one in asked],
            "an invitation's code": [str(one.code) for one in asked] + [one.code.hex for one in asked],
            "a response's key": [str(response) for _invitation, response in self.finished],
        }


def everything() -> tuple[Loot, Loot]:
    """What is taken before the voices open and after."""
    logged = Lines()
    logging.getLogger().addHandler(logged)
    try:
        with time_machine.travel(START, tick=False) as clock:
            story = Story(clock)
            story.go()
            before = taken(story, list(logged.lines))
            story.open()
            return before, taken(story, logged.lines)
    finally:
        logging.getLogger().removeHandler(logged)


class Lines(logging.Handler):
    """What our loggers would write, as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(JsonFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


kept: list[tuple[Loot, Loot]] = []  # made once; what is taken is plain data


@pytest.fixture
def both() -> tuple[Loot, Loot]:
    if not kept:
        if connection.vendor == "sqlite":  # whose counters remember the keys of every test before
            with connection.cursor() as cursor:
                cursor.execute("UPDATE sqlite_sequence SET seq = 0")
        kept.append(everything())
    return kept[0]


@pytest.fixture
def loot(both: tuple[Loot, Loot]) -> Loot:
    """A copy of what is taken after opening, to be spoiled."""
    return copy.deepcopy(both[1])


# --- nothing is found ---------------------------------------------------------------------------------------


def test_what_happened_is_worth_looking_at(both: tuple[Loot, Loot]) -> None:
    before, after = both
    responses = before.tables["surveys_response"].rows
    assert Counter(row["voice"] for row in responses) == {"executive": 1, "team": 44, "peer": 10}
    assert len(before.finished) == 54
    assert sum(row["answered"] for row in before.tables["surveys_invitation"].rows) == 44
    assert Counter(row["voice"] for row in before.tables["surveys_draft"].rows) == {"executive": 1, "team": 6}
    assert len(after.tables["surveys_draft"].rows) == 1
    assert all(row["sealed"] for row in responses if row["voice"] != "executive")
    list_order = sorted(
        (row for row in before.tables["surveys_invitation"].rows), key=lambda row: row["email"]
    )
    at = {row["id"]: place for place, row in enumerate(list_order)}
    order = [float(at[invitation]) for invitation, _response in before.finished if invitation is not None]
    assert abs(correlation(ranks(order), [float(place) for place in range(44)])) < 0.5
    for name in (
        "django_session",
        "usersessions_usersession",
        "surveys_bucket",
        "django_tasks_database_dbtaskresult",
    ):
        assert before.tables[name].rows, name
    assert any('"route": "i/<str:token>/"' in line for line in before.logs)
    assert any('"route": "finish/<uuid:survey>/<str:draft>/"' in line for line in before.logs)
    assert any('"message": "Mails: 50 sent"' in line for line in before.logs)
    assert len(before.sessions) > 5
    assert len(set(kinds_of_team(before))) >= 5  # there is something that segments could tell


def kinds_of_team(loot: Loot) -> list[tuple[str, ...]]:
    """What the members of the team are, as their list said: read with the key, which only the test has."""
    return [tuple(loot.said[pk].get(name, "") for name in SEGMENTS) for who, pk in loot.finished if who]


def test_every_table_is_taken(both: tuple[Loot, Loot]) -> None:
    from django.apps import apps

    managed = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    own = {"django_migrations", "closer_cache"} | (
        {"sqlite_sequence"} if connection.vendor == "sqlite" else set()
    )
    assert managed | own <= set(both[0].tables)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="see the next test")
def test_before_opening_nothing_joins_a_response_to_anybody(both: tuple[Loot, Loot]) -> None:
    assert attack(both[0]) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite keeps rows by their random keys")
def test_before_opening_only_postgresqls_own_marks_on_rows_do(both: tuple[Loot, Loot]) -> None:
    """Which transaction wrote a row, and where it lies. Opening wipes that out; until then README says so."""
    found = attack(both[0])
    assert "surveys_response.lying goes with the order of Finish" in found
    assert "surveys_response.place goes with the order of Finish" in found
    others = [one for one in found if not re.match(r"surveys_(response|answer)\.(lying|place) ", one)]
    assert others == []


def test_after_opening_nothing_joins_a_response_to_anybody(both: tuple[Loot, Loot]) -> None:
    assert attack(both[1]) == []


def test_each_kept_combination_was_shared_by_enough_people_asked(both: tuple[Loot, Loot]) -> None:
    """Worked out again from the list itself, which only the test still has."""
    rows = the_list(random.Random(20270104))
    kept = Counter(coarsen([row.segments for row in rows], THRESHOLD))
    assert min(kept.values()) >= THRESHOLD
    for kind in kinds_of_team(both[0]):
        assert kept[kind] >= THRESHOLD  # type: ignore[index]
    [panel] = team_panels(both[0])
    assert Counter({tuple(kind): n for *kind, n in loaded(panel["classes"])}) == kept


def test_answered_invitations_are_all_alike(both: tuple[Loot, Loot]) -> None:
    answered = [row for row in both[0].tables["surveys_invitation"].rows if row["answered"]]
    own = {"id", "place", "code", "email", "answer_hash", "decline_hash", "stop_hash"}
    assert len({tuple(value for name, value in row.items() if name not in own) for row in answered}) == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a table of SQLite's")
def test_sqlites_counter_holds_the_highest_key_and_not_the_last(both: tuple[Loot, Loot]) -> None:
    counters = {row["name"]: row["seq"] for row in both[0].tables["sqlite_sequence"].rows}
    for name in RESPONSE_SIDE:
        assert counters[name] == max(row["id"] for row in both[0].tables[name].rows)


# --- and it would be found ----------------------------------------------------------------------------------


def responses(loot: Loot) -> Iterable[tuple[int, int | None, dict[str, Any]]]:
    """(place in the order of Finish, invitation, row)."""
    rows = {row["id"]: row for row in loot.tables["surveys_response"].rows}
    for at, (invitation, response) in enumerate(loot.finished):
        yield at, invitation, rows[response]


def add_to_responses(loot: Loot, column: str, value: Callable[[int, int | None], Any]) -> None:
    for row in loot.tables["surveys_response"].rows:
        row[column] = None
    for at, invitation, row in responses(loot):
        row[column] = value(at, invitation)


def finish_day(loot: Loot) -> None:
    add_to_responses(loot, "finished_on", lambda at, _who: f"2027-01-{1 + at // 2:02}")


def typed_time(loot: Loot) -> None:
    loot.tables["surveys_answer"].types["saved_at"] = "datetime"


def seconds(loot: Loot) -> None:
    add_to_responses(loot, "version", lambda at, _who: int(START.timestamp()) + 86400 * (at * 7 % 30))
    loot.tables["surveys_response"].rows = [r for r in loot.tables["surveys_response"].rows if r["version"]]


def counter(loot: Loot) -> None:
    add_to_responses(loot, "number", lambda at, _who: at + 1)


def rough_counter(loot: Loot) -> None:
    add_to_responses(loot, "batch", lambda at, _who: at // 10)


def invitations_key(loot: Loot) -> None:
    add_to_responses(loot, "ref", lambda _at, who: who)


def code_in_common(loot: Loot) -> None:
    codes = {row["id"]: row["code"] for row in loot.tables["surveys_invitation"].rows}
    add_to_responses(loot, "ref", lambda _at, who: codes.get(who))


def hash_inside(loot: Loot) -> None:
    """The response's key inside some text of the invitation."""
    people = dict(loot.finished)
    for row in loot.tables["surveys_invitation"].rows:
        row["note"] = f"see {people[row['id']]:x}." if row["id"] in people else ""


def lying_in_order(loot: Loot) -> None:
    order = {response: at for at, (_who, response) in enumerate(loot.finished)}
    loot.tables["surveys_answer"].rows.sort(key=lambda row: order.get(row["response_id"], -1))


def hidden_row_number(loot: Loot) -> None:
    order = {response: at for at, (_who, response) in enumerate(loot.finished)}
    for at, row in enumerate(loot.tables["surveys_answer"].rows):
        row["place"] = order.get(row["response_id"], -1) * 64 + at % 12


def sorted_like_the_mails(loot: Loot) -> None:
    """Responses lie as their mails were due."""
    due = {row["invitation_id"]: row for row in loot.tables["surveys_delivery"].rows}
    place = {}
    for at, (invitation, row) in enumerate(sorted(due.items(), key=lambda item: str(item[0]))):
        row["due_at"] = START + timedelta(minutes=at)
        place[invitation] = at
    who = {response: invitation for invitation, response in loot.finished}
    loot.tables["surveys_response"].rows.sort(key=lambda row: place.get(who.get(row["id"]), -1))


def laid_bare(loot: Loot) -> None:
    """Segments stand with the answers, as they would without a seal."""
    for row in loot.tables["surveys_response"].rows:
        row |= {name: loot.said.get(row["id"], {}).get(name, "") for name in SEGMENTS}


def segments_kept(loot: Loot) -> None:
    laid_bare(loot)
    people = dict(loot.finished)
    kinds = {row["id"]: row for row in loot.tables["surveys_response"].rows}
    for row in loot.tables["surveys_invitation"].rows:
        if row["answered"]:
            row |= {name: kinds[people[row["id"]]][name] for name in SEGMENTS}


def rare_segment(loot: Loot) -> None:
    row = next(row for row in loot.tables["surveys_response"].rows if row["voice"] == "team")
    row |= {"department": "IT", "region": "South", "level": "Lead"}


def keys_in_list_order(loot: Loot) -> None:
    """Invitations numbered as the list was sorted: by department."""
    laid_bare(loot)
    people = dict(loot.finished)
    kinds = {row["id"]: tuple(row[name] for name in SEGMENTS) for row in loot.tables["surveys_response"].rows}
    rows = loot.tables["surveys_invitation"].rows
    true = {
        row["id"]: kinds[people[row["id"]]] if row["answered"] else tuple(row[name] for name in SEGMENTS)
        for row in rows
    }
    new = {row["id"]: at for at, row in enumerate(sorted(rows, key=lambda row: true[row["id"]]), start=1)}
    loot.finished = [(new.get(who) if who is not None else None, response) for who, response in loot.finished]
    for row in rows:
        row["id"] = new[row["id"]]
    answered = dict(loot.finished)
    for row in rows:  # a third hasn't answered yet, and shows where its department lies
        if row["id"] % 3 == 0 and row["answered"]:
            row |= dict(zip(SEGMENTS, kinds[answered[row["id"]]], strict=True)) | {"answered": False}


def in_a_log(loot: Loot) -> None:
    loot.logs.append(f'{{"message": "Finished {loot.finished[7][1]}"}}')


def in_a_session(loot: Loot) -> None:
    loot.sessions.append(json.dumps({"drafts": [loot.secrets["a draft's code"][3]]}))


def in_a_task(loot: Loot) -> None:
    row = dict(loot.tables["django_tasks_database_dbtaskresult"].rows[0])
    row["args_kwargs"] = {"args": [loot.secrets["a result code"][0]], "kwargs": {}}
    loot.tables["django_tasks_database_dbtaskresult"].rows.append(row)


def a_bucket_each(loot: Loot) -> None:
    loot.buckets = [1 for _person in loot.buckets]


SPOILED: dict[Callable[[Loot], None], str] = {
    finish_day: "surveys_response.finished_on holds dates",
    typed_time: "surveys_answer.saved_at is a datetime",
    seconds: "surveys_response.version could be a time",
    counter: "surveys_response.number goes with the order of Finish",
    rough_counter: "surveys_response.batch goes with the order of Finish",
    invitations_key: "surveys_response.ref goes with surveys_invitation.id",
    code_in_common: "surveys_response.ref is found elsewhere",
    hash_inside: "surveys_response.id is found elsewhere",
    lying_in_order: "surveys_answer.lying goes with the order of Finish",
    hidden_row_number: "surveys_answer.place goes with the order of Finish",
    sorted_like_the_mails: "surveys_response.lying goes with surveys_delivery.due_at",
    segments_kept: "not everybody who answered can have given each response",
    rare_segment: "only 0 people were asked who are ('IT', 'South', 'Lead')",
    keys_in_list_order: "neighbours say where",
    in_a_log: "a log line holds a response's key",
    in_a_session: "a session holds a draft's code",
    in_a_task: "a task holds a result code",
    a_bucket_each: "Finish leaves something behind in the counters",
}


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__)
def test_what_would_join_them_is_found(loot: Loot, spoil: Callable[[Loot], None]) -> None:
    spoil(loot)
    found = attack(loot)
    assert any(one.startswith(SPOILED[spoil]) for one in found), found
