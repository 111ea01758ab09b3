"""Thirty-two people answer at once, against the site as it is served: nobody refused, nothing lost."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from pathlib import Path
from signal import SIGKILL
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from django.conf import settings

from tests.factories import CORE

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 32
READY_WITHIN = 40
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
SKIP = re.compile(r'<a href="([^"]+)">Skip</a>')
Row = tuple[int | None, str, int | None, str, bool]  # level and reason today, level and reason wanted, picked

PREPARE = """
import django
django.setup()
from django.core.management import call_command
for command in ("migrate", "createcachetable", "load_questionnaires"):
    call_command(command, verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
"""
STORED = """
import json, django
django.setup()
from surveys.models import Answer, DraftAnswer, Response
surveys = {}
for response in Response.objects.select_related("survey"):
    rows = response.answers.values_list(
        "practice__code", "current", "current_reason", "desired", "desired_reason", "picked")
    surveys.setdefault(str(response.survey.code), []).append(
        {"voice": response.voice, "rows": {code: rest for code, *rest in rows}})
print(json.dumps(surveys))
"""


# --- the site ---------------------------------------------------------------------------------------


@contextmanager
def database(place: Path) -> Iterator[str]:
    """The address of an empty database on the engine that this run of the tests is about."""
    if settings.DATABASE_URL.startswith("sqlite"):
        yield f"sqlite:///{place / 'crowd.sqlite3'}"
        return
    name = f"closer_crowd_{secrets.token_hex(4)}"
    mine = urlsplit(settings.DATABASE_URL)
    with psycopg.connect(mine._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield mine._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def surroundings(place: Path, database_url: str, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "assessment.settings",
        "CLOSER_MODE": "production",
        "DATA_DIR": str(place),
        "DATABASE_URL": database_url,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "LINK_KEY": secrets.token_urlsafe(50),
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "EMAIL_URL": "dummymail://",
        "MAIL_FROM": "Closer <closer@localhost>",
        "OPERATOR": "the tests",
        "STARTS_PER_HOUR": "100000",  # all of them come from one address
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }


def run(script: str, surroundings: dict[str, str]) -> str:
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@contextmanager
def served(surroundings: dict[str, str], log: Path) -> Iterator[None]:
    """`manage.py serve`, from its first yes until it has stopped."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=surroundings,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        wait_until_ready(int(surroundings["PORT"]), process, log)
        yield
    finally:
        process.terminate()
        try:
            process.wait(45)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, SIGKILL)
            process.wait()


def wait_until_ready(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError, HTTPException):
            if Visitor(port).get("/readyz")[0] == 200:
                return
        time.sleep(0.1)
    pytest.fail("the site did not come up:\n" + log.read_text()[-3000:])


# --- the people -------------------------------------------------------------------------------------


@dataclass
class Visitor:
    """A browser: keeps cookies, follows nothing by itself, sends the token of the page it is on."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    page: str = ""

    def get(self, address: str) -> tuple[int, str]:
        status, _, self.page = self.ask("GET", address, None, {})
        if found := TOKEN.search(self.page):
            self.token = found[1]
        return status, self.page

    def post(self, address: str, data: dict[str, object], background: bool = False) -> tuple[int, str]:
        """The status, and where it leads."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **data}, doseq=True)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if background:
            headers["X-Background"] = "1"
        status, location, _ = self.ask("POST", address, body, headers)
        return status, location

    def ask(
        self, method: str, address: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, str, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=50)
        try:
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, address, body, {**headers, "Cookie": cookie})
            response = connection.getresponse()
            content = response.read().decode()
            for line in response.headers.get_all("Set-Cookie") or []:
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            return response.status, response.headers.get("Location", ""), content
        finally:
            connection.close()


def sides(person: int, at: int) -> tuple[int | str, int | str] | None:
    """What this person says of this practice: levels, reasons, or nothing at all."""
    today, wanted = 1 + (person + 3 * at) % 5, 1 + (2 * person + at) % 5
    special: dict[int, tuple[int | str, int | str] | None] = {
        0: None,
        1: ("dont_know", wanted),
        2: (today, "no_view"),
        3: ("not_applicable", "not_applicable"),
        4: ("dont_know", "no_view"),
    }
    return special.get((5 * person + at) % 11, (today, wanted))


def posted(given: tuple[int | str, int | str]) -> dict[str, object]:
    current, desired = given
    return (
        {"not_applicable": "on"} if current == "not_applicable" else {"current": current, "desired": desired}
    )


def row(given: tuple[int | str, int | str] | None, picked: bool) -> Row:
    """What should be stored of it after Finish."""
    levels = [side if isinstance(side, int) else None for side in given or (None, None)]
    reasons = [side if isinstance(side, str) else "" for side in given or ("skipped", "skipped")]
    return levels[0], reasons[0], levels[1], reasons[1], picked


@dataclass
class Person:
    """Somebody who answers twelve practices, and what every request was answered with."""

    number: int
    browser: Visitor
    statuses: list[int] = field(default_factory=list)
    address: str = f"/start/{CORE[0]}/"

    def answer(self) -> tuple[str, dict[str, Row]]:
        """Answer, pick and finish: the survey's code, and what should be stored of it."""
        said = {code: sides(self.number, at) for at, code in enumerate(CORE)}
        for at, code in enumerate(CORE):
            assert f"/{code}/" in self.address, (self.number, code, self.address)
            self.open(self.address)
            if said[code] is None:
                self.address = SKIP.findall(self.browser.page)[0]
            else:
                self.save(at, said[code])
        picked = [code for at, code in enumerate(CORE) if (self.number + at) % 5 == 0]
        home = self.address.removesuffix("first/")
        self.open(self.address)
        self.send(self.address, {"picked": picked})
        self.open(home + "check/")
        assert self.send(home + "finish/", {}).startswith("/r/")
        rows = {code: row(given, code in picked) for code, given in said.items()}
        return home.split("/")[2], rows

    def save(self, at: int, given: tuple[int | str, int | str]) -> None:
        """Save both sides; now and then as the script does, one side before and thought better of."""
        if self.address.startswith("/a/") and at % 3 == 0:
            hasty = {"current": 1 + at % 5}
            status, _ = self.browser.post(self.address, hasty, background=True)
            self.statuses.append(status)
        self.address = self.send(self.address, posted(given))

    def open(self, address: str) -> None:
        self.statuses.append(self.browser.get(address)[0])

    def send(self, address: str, data: dict[str, object]) -> str:
        status, location = self.browser.post(address, data)
        self.statuses.append(status)
        assert status == 302, (self.number, address.rsplit("/", 2)[1], status)
        return location


def everybody(port: int) -> list[tuple[Person, str, dict[str, Row]]]:
    """All of them, the first step at the same moment."""
    together = Barrier(PEOPLE, timeout=30)

    def one(number: int) -> tuple[Person, str, dict[str, Row]]:
        person = Person(number, Visitor(port))
        together.wait()
        return person, *person.answer()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(one, range(PEOPLE)))


def test_nobody_is_refused_and_every_stored_answer_is_what_its_answerer_sent(tmp_path: Path) -> None:
    port = free_port()
    log = tmp_path / "log"
    with database(tmp_path) as address:
        around = surroundings(tmp_path, address, port)
        run(PREPARE, around)
        with served(around, log):
            crowd = everybody(port)
        stored = json.loads(run(STORED, around))
    assert {status for person, _, _ in crowd for status in person.statuses} <= {200, 302}
    assert len(stored) == len({survey for _, survey, _ in crowd}) == PEOPLE
    for _, survey, sent in crowd:
        (response,) = stored[survey]
        assert response["voice"] == "executive"
        assert {code: tuple(values) for code, values in response["rows"].items()} == sent
        assert len(sent) == len(CORE) == 12
    states = {reason for _, _, sent in crowd for values in sent.values() for reason in (values[1], values[3])}
    assert states == {"", "dont_know", "no_view", "not_applicable", "skipped"}  # the crowd says everything
    assert '"level": "ERROR"' not in log.read_text()
