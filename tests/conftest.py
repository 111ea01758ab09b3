"""The cast, and what every test stands on."""

from __future__ import annotations

import functools
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

# Playwright's loop runs in the test's thread, and Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from xdist.scheduler import LoadScopeScheduling

from assessment import remembered
from surveys import instruments
from surveys.actions.questionnaires import publish
from surveys.models import Questionnaire, Survey
from surveys.questionnaires.files import read, shipped
from surveys.views import answering
from tests import voices
from tests.factories import Executive, sign_in
from tests.mailbox import Mailbox, serve

RolledBack = Callable[[], AbstractContextManager[None]]

shipped_contents = functools.cache(
    lambda: [read(path) for path in shipped()]
)  # reading and checking takes a second
# On a second database there is nothing new to learn from what touches none.
ONLY_WITH_DATABASE = "ONLY_WITH_DATABASE"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}


# A run that begins this long before midnight, or this long after, has its clock put back to the evening.
NEAR_MIDNIGHT = timedelta(hours=1)


def pytest_configure() -> None:
    """No test meets midnight: "three minutes later" is the same day in every one of them."""
    now = datetime.now(UTC)
    if (now + NEAR_MIDNIGHT).date() != (now - NEAR_MIDNIGHT).date():
        time_machine.travel(now - 3 * NEAR_MIDNIGHT, tick=True).start()


@pytest.fixture
def real_clock() -> Iterator[None]:
    """For tests that share a database with a process of their own, whose clock nobody puts back."""
    hatch = time_machine.escape_hatch
    if not hatch.is_travelling():
        yield
        return
    with time_machine.travel(hatch.datetime.datetime.now(UTC), tick=True):
        yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    again = bool(os.environ.get(ONLY_WITH_DATABASE))
    wanted = touches_a_database if again else is_not_left_to_another
    config.hook.pytest_deselected(items=[item for item in items if not wanted(item)])
    items[:] = [item for item in items if wanted(item)]


# What these files' tests stand on takes long to make, and is made once in the worker that has them all.
ONE_WORKER = {
    "tests/assessment/management/test_serve.py",
    "tests/assessment/test_every_face.py",
    "tests/assessment/test_leaks.py",
    "tests/assessment/views/test_packs.py",
    "tests/bench/test_bench.py",
    "tests/surveys/test_cut.py",
}


class KeptTogether(LoadScopeScheduling):
    """Single tests to whoever is free, those of ONE_WORKER file by file."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in ONE_WORKER else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> KeptTogether:
    return KeptTogether(config, log)


def is_not_left_to_another(item: pytest.Item) -> bool:
    """A long journey is made on each database once: narrow on the first, wide on the other."""
    return item.get_closest_marker("other_database") is None


def touches_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database") is not None:
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(DATABASE_FIXTURES & fixtures)


def pytest_collection_finish() -> None:
    """What all tests stand on isn't walked again each time rubbish is looked for."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def drawn_by_tests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nowhere near the real drawings. A name is the hash of what is drawn, so tests may share them."""
    return tmp_path_factory.mktemp("drawn")


@pytest.fixture
def nothing_drawn(settings: object, tmp_path: Path) -> None:
    """For tests of what is drawn when."""
    settings.DRAWN_DIR = tmp_path / "drawn"  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def rolled_back(django_db_setup: None, django_db_blocker: Any, drawn_by_tests: Path) -> RolledBack:
    """For what several tests look at and none changes: nothing that is built in it stays in the database."""

    @contextmanager
    def building() -> Iterator[None]:
        with (
            django_db_blocker.unblock(),
            override_settings(DRAWN_DIR=drawn_by_tests),
            transaction.atomic(),
        ):
            instruments.forget()
            cache.clear()
            if not Questionnaire.objects.exists():  # emptied by a test that commits
                load_questionnaires()
            yield
            transaction.set_rollback(True)
        remembered.pages.forget()
        instruments.forget()

    return building


@pytest.fixture(autouse=True)
def _stage(request: pytest.FixtureRequest, settings: object, drawn_by_tests: Path) -> None:
    """An empty memory, the loaded questionnaire, and the drawings of tests."""
    settings.DRAWN_DIR = drawn_by_tests  # type: ignore[attr-defined]
    instruments.forget()
    remembered.pages.forget()
    answering.save_limit.buckets.clear()
    marked = request.node.get_closest_marker("django_db") is not None
    if not marked and not DATABASE_FIXTURES & set(request.fixturenames):
        return
    for fixture in ("transactional_db", "db"):
        if fixture in request.fixturenames or (fixture == "db" and marked):
            request.getfixturevalue(fixture)
    cache.clear()
    if not Questionnaire.objects.exists():  # emptied by a test that commits
        load_questionnaires()


def load_questionnaires() -> None:
    for content in shipped_contents():
        publish(content=content)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The cache is a table of its own, which migrations don't make. Every test finds the questionnaires."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        call_command("createcachetable", verbosity=0)
        load_questionnaires()


@pytest.fixture
def survey(db: None) -> Survey:
    return voices.survey_of()


@pytest.fixture
def jana(client: Client, survey: Survey) -> Client:
    """The executive's browser, signed in."""
    sign_in(client, voices.executive_of(survey))
    return client


@pytest.fixture
def executive(client: Client, db: None) -> Executive:
    """Somebody who answers in a browser of their own, without an account."""
    return Executive(client)


@pytest.fixture
def count_statements() -> Callable[[Callable[[], object]], list[str]]:
    """Run something and return its SQL statements, transaction control left out."""

    def counted(run: Callable[[], object]) -> list[str]:
        statements: list[str] = []

        def note(
            execute: Callable[..., object], sql: str, params: object, many: bool, context: object
        ) -> object:
            statements.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            run()
        control = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
        return [sql for sql in statements if not sql.lstrip().upper().startswith(control)]

    return counted


@pytest.fixture
def stranger() -> Iterator[Client]:
    """Another browser, which has never been let in."""
    return Client()


@pytest.fixture
def mailbox(settings: object) -> Iterator[Mailbox]:
    """A real mail server, which the site is told to use."""
    box = Mailbox()
    controller = serve(box)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port  # type: ignore[attr-defined]
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""  # type: ignore[attr-defined]
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False  # type: ignore[attr-defined]
    yield box
    controller.stop()
