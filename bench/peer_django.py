"""What both peers share: Django on the database settings that we run with, so that only their code differs.

Run by a peer's Python, so Django's settings here are the peer's and not ours.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

URLS = "bench_peer_urls"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
CONTRIB = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]


def start(apps: list[str], database: str, **settings: Any) -> None:
    """Django with these apps, in the middleware that Django's own project template has."""
    import django
    from django.conf import settings as django_settings

    django_settings.configure(
        SECRET_KEY="bench",  # noqa: S106 - a process that lives for a minute
        ALLOWED_HOSTS=["*"],
        USE_TZ=True,
        ROOT_URLCONF=URLS,
        DATABASES={"default": sqlite(database)},
        INSTALLED_APPS=[*CONTRIB, *apps],
        MIDDLEWARE=MIDDLEWARE,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": CONTEXT},
            }
        ],
        STATIC_URL="/static/",
        LOGGING={"version": 1, "disable_existing_loggers": True},
        **settings,
    )
    django.setup()


def sqlite(path: str) -> dict[str, Any]:
    """The settings of our own database, to the peer's favour: Django's would open a connection a request."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;",
        },
    }


def application(prefix: str, urls: str) -> Any:
    """The peer's own addresses under a prefix, as a WSGI application."""
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    module = ModuleType(URLS)
    module.urlpatterns = [path(prefix, include(urls))]  # type: ignore[attr-defined]
    sys.modules[URLS] = module
    return get_wsgi_application()


def cpu_of(work: Callable[[], Any]) -> float:
    """CPU milliseconds of something that comes to something."""
    begun = time.process_time()
    if not work():
        raise RuntimeError("nothing came of it")
    return (time.process_time() - begun) * 1000


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SQL statements of a block, transaction control left out."""
    from django.db import connection

    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: object, many: bool, context: object) -> Any:
        if not sql.lstrip().upper().startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")):
            statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements
