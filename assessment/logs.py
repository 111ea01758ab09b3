"""Logs: one JSON object a line, holding nothing that a visitor typed, was sent or may open.

Django and gunicorn put whole addresses into their messages, and ours contain tokens and draft codes.
So their lines about a request are written anew, with the route (the pattern of the address) in the
address's place. Of an exception we keep its type and where it was raised: its message may quote a value.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from http.client import responses
from typing import Any

from django.http import HttpRequest
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

UNKNOWN = "unknown"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OURS = ("route", "method", "status", "milliseconds")
# how gunicorn begins a line that goes on with an address or a piece of the request
OPENINGS_OF_GUNICORN = ("Invalid request", "Error handling request")

request_id: ContextVar[str] = ContextVar("request_id", default="")


class JsonFormatter(logging.Formatter):
    """A log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": safe_message(record),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line |= facts_of_request(record)
        line |= {name: getattr(record, name) for name in OURS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line |= described(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=type_name)


class GunicornLogger(Logger):  # type: ignore[misc]
    """gunicorn's own lines in the same form as ours."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())


def safe_message(record: logging.LogRecord) -> str:
    """The message, unless it would name an address or quote a request."""
    if record.name.startswith("django.security."):
        return "Refused: " + record.name.rpartition(".")[2]
    if record.name.startswith(("django.request", "django.server")) or hasattr(record, "request"):
        status = getattr(record, "status_code", 0)
        return f"Answered {status} {responses.get(status, '')}".rstrip() if status else "Request failed"
    message = record.getMessage()
    if record.name.startswith("gunicorn."):
        return next((opening for opening in OPENINGS_OF_GUNICORN if message.startswith(opening)), message)
    return message


def facts_of_request(record: logging.LogRecord) -> dict[str, Any]:
    """Route, method and status of the request that Django speaks of."""
    request = getattr(record, "request", None)
    facts: dict[str, Any] = {}
    if isinstance(request, HttpRequest):
        facts = {"route": route_of(request), "method": method_of(request)}
    if hasattr(record, "status_code"):
        facts["status"] = record.status_code
    return facts


def route_of(request: HttpRequest) -> str:
    """The pattern that the address matched, such as `i/<str:token>/`; never the address."""
    match = request.resolver_match
    return (match.route or "/") if match else UNKNOWN


def method_of(request: HttpRequest) -> str:
    """The method, if it is one: anybody may send any word."""
    return request.method if request.method in METHODS else UNKNOWN


def described(problem: BaseException) -> dict[str, Any]:
    """What kind of exception it was and where it was raised, the one that caused it last."""
    return {
        "exception": full_name(problem),
        "traceback": [place for link in chain(problem) for place in link],
    }


def chain(problem: BaseException) -> Iterator[list[str]]:
    """For the exception and each one before it: its places, and its name where it isn't the first."""
    seen: set[int] = set()
    current: BaseException | None = problem
    while current is not None and id(current) not in seen:
        places = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        yield places if not seen else ["after " + full_name(current), *places]
        seen.add(id(current))
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def full_name(problem: BaseException) -> str:
    kind = type(problem)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def type_name(value: object) -> str:
    """What stands for a thing that JSON can't hold: never its text."""
    return type(value).__name__
