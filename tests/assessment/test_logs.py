"""What the log says, and what it never says."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from gunicorn.config import Config

from assessment.logs import GunicornLogger, JsonFormatter, request_id

TOKEN = "tok3n-of-Anna"
ANSWER = "answer-nobody-may-read"
ADDRESS = "anna@example.com"
SECRETS = (TOKEN, ANSWER, ADDRESS)


def break_down(request: HttpRequest, token: str) -> HttpResponse:
    private = request.POST.get("answer", "") + token
    try:
        raise KeyError(private)
    except KeyError as cause:
        raise ValueError(f"can't read {private} of {ADDRESS}") from cause


def refuse(kind: type[Exception]):
    def view(request: HttpRequest, token: str) -> HttpResponse:
        raise kind(f"{token} {ADDRESS}")

    return view


def fine(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse("fine")


urlpatterns = [
    path("fine/<str:token>/", fine),
    path("broken/<str:token>/", break_down),
    path("missing/<str:token>/", refuse(Http404)),
    path("forbidden/<str:token>/", refuse(PermissionDenied)),
    path("suspicious/<str:token>/", refuse(SuspiciousOperation)),
    path("bad/<str:token>/", refuse(BadRequest)),
]
handler400 = "assessment.views.errors.handler400"
handler500 = "assessment.views.errors.handler500"


def plain(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse("no", status=404 if isinstance(exception, Http404) else 403)


handler403 = handler404 = plain


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def lines(log: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def record(message: str, *args: object, name: str = "somebody", **extra: object) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.WARNING, __file__, 1, message, args, None)
    made.__dict__.update(extra)
    return made


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "route"),
    [
        ("fine", 200, "fine/<str:token>/"),
        ("broken", 500, "broken/<str:token>/"),
        ("missing", 404, "missing/<str:token>/"),
        ("forbidden", 403, "forbidden/<str:token>/"),
        ("suspicious", 400, "suspicious/<str:token>/"),
        ("bad", 400, "bad/<str:token>/"),
        ("nowhere", 404, "unknown"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_secret_of_a_request_reaches_the_log(address, status, route, method, client, log) -> None:
    client.cookies["closer_" + TOKEN] = TOKEN
    query = f"?answer={ANSWER}&next={ADDRESS}"
    body = {"data": {"answer": ANSWER, "email": ADDRESS}} if method == "post" else {}
    response = getattr(client, method)(f"/{address}/{TOKEN}/{query}", **body)
    assert response.status_code == status
    assert not [secret for secret in SECRETS if secret in log.getvalue()]
    [own] = [line for line in lines(log) if line["logger"] == "assessment.middleware"]
    assert (own["message"], own["route"]) == ("Request", route)
    assert (own["method"], own["status"]) == (method.upper(), status)
    assert own["milliseconds"] >= 0


@pytest.mark.urls(__name__)
def test_an_exception_is_named_with_its_places_and_its_cause_but_not_its_message(client, log) -> None:
    client.post(f"/broken/{TOKEN}/", {"answer": ANSWER})
    error = next(line for line in lines(log) if line["level"] == "ERROR")
    assert error["message"] == "Answered 500 Internal Server Error"
    assert error["exception"] == "ValueError"
    assert error["route"] == "broken/<str:token>/"
    assert [place for place in error["traceback"] if "break_down" in place and "test_logs.py:" in place]
    assert "after KeyError" in error["traceback"]


@pytest.mark.urls(__name__)
def test_a_host_that_is_not_ours_is_not_quoted(client, log) -> None:
    assert client.get("/fine/x/", headers={"host": f"{TOKEN}.example"}).status_code == 400
    refused = next(line for line in lines(log) if line["logger"].startswith("django.security"))
    assert refused["message"] == "Refused: DisallowedHost"
    assert TOKEN not in log.getvalue()


def test_a_form_from_another_site_is_refused_without_quoting_it(settings, log) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client(enforce_csrf_checks=True)
    origin = f"http://{TOKEN}.example"
    client.post(f"/fine/{TOKEN}/", {"answer": ANSWER}, headers={"origin": origin})
    assert [line["message"] for line in lines(log)] == ["Refused: csrf", "Request"]
    assert not [secret for secret in SECRETS if secret in log.getvalue()]


def test_every_line_is_one_json_object_even_with_line_breaks_in_the_message() -> None:
    written = JsonFormatter().format(record("two\nlines, %s", "“quoted”"))
    assert "\n" not in written
    assert json.loads(written)["message"] == "two\nlines, “quoted”"


def test_messages_of_other_libraries_pass() -> None:
    line = json.loads(JsonFormatter().format(record("Task id=%s state=%s", 7, "READY", name="django_tasks")))
    assert (line["message"], line["logger"], line["level"]) == (
        *("Task id=7 state=READY", "django_tasks"),
        "WARNING",
    )


def test_a_method_that_is_no_method_is_not_repeated() -> None:
    request = HttpRequest()
    request.method = ANSWER.upper()
    line = json.loads(
        JsonFormatter().format(record("x", name="django.request", request=request, status_code=405))
    )
    assert (line["method"], line["route"], line["status"]) == ("unknown", "unknown", 405)
    assert line["message"] == "Answered 405 Method Not Allowed"


def test_a_thing_json_cannot_hold_appears_by_its_type_only() -> None:
    line = json.loads(JsonFormatter().format(record("x", status=SimpleNamespace(token=TOKEN))))
    assert line["status"] == "SimpleNamespace"


def test_the_request_id_is_in_the_line_only_during_a_request() -> None:
    assert "request" not in json.loads(JsonFormatter().format(record("x")))
    token = request_id.set("0123456789abcdef")
    assert json.loads(JsonFormatter().format(record("x")))["request"] == "0123456789abcdef"
    request_id.reset(token)


def test_an_exception_group_or_a_loop_of_causes_ends() -> None:
    first, second = ValueError(ANSWER), KeyError(ANSWER)
    first.__cause__, second.__cause__ = second, first
    made = record("x")
    made.exc_info = (ValueError, first, None)
    line = json.loads(JsonFormatter().format(made))
    assert (line["exception"], line["traceback"]) == ("ValueError", ["after KeyError"])


@pytest.mark.parametrize(
    ("message", "args", "said"),
    [
        (
            "Invalid request from ip=10.0.0.7: Invalid HTTP request line: '/i/tok3n-of-Anna'",
            (),
            "Invalid request",
        ),
        ("Error handling request %s %s", ("GET", f"/i/{TOKEN}"), "Error handling request"),
        ("Booting worker with pid: %s", (7,), "Booting worker with pid: 7"),
    ],
)
def test_the_web_server_speaks_in_the_same_form_and_names_no_address(message, args, said, capsys) -> None:
    logger = GunicornLogger(Config())
    handler = next(h for h in logger.error_log.handlers if getattr(h, "_gunicorn", False))
    handler.stream = stream = io.StringIO()
    try:
        raise OSError(TOKEN)
    except OSError:
        logger.error(message, *args, exc_info=sys.exc_info())
    logger.error_log.removeHandler(handler)
    line = json.loads(stream.getvalue())
    assert (line["message"], line["exception"]) == (said, "OSError")
    assert TOKEN not in stream.getvalue()
    assert "10.0.0.7" not in stream.getvalue()
