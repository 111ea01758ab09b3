"""A charset that nobody here reads, through the application that a web server runs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import RequestFactory

from assessment import charsets
from assessment.wsgi import application
from surveys.models import Survey

pytestmark = pytest.mark.one_database

STRANGE = ["rot13", "base64", "undefined", "idna", "unicode_escape", "utf-16", "bogus"]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _connection_stays(db) -> Iterator[None]:
    """The tests' own client does the same: a request here ends no transaction of the test."""
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)


def asked(method: str, path: str, content_type: str, body: bytes = b"") -> tuple[int, str]:
    """The status and the page that a web server would send."""
    answered: list[int] = []
    environ: dict[str, Any] = RequestFactory().generic(method, path, body, content_type).environ
    environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_TYPE": content_type}
    page = b"".join(application(environ, lambda status, headers: answered.append(int(status[:3]))))
    return answered[0], page.decode()


@pytest.mark.parametrize("charset", STRANGE)
def test_a_page_is_shown_whatever_charset_its_reader_names(charset: str) -> None:
    status, page = asked("GET", "/", f"text/plain; charset={charset}")
    assert (status, "<h1>How close are you to your customers?</h1>" in page) == (200, True)


@pytest.mark.parametrize("charset", [*STRANGE, "iso-8859-1"])
def test_a_form_in_another_charset_is_refused_in_words(charset: str) -> None:
    status, page = asked("POST", "/start/C2/", f"{FORM}; charset={charset}", b"current=3&desired=5")
    assert (status, "What your browser sent was incomplete or not in a form we know." in page) == (400, True)
    assert Survey.objects.count() == 0


@pytest.mark.parametrize("value", ["x*=bogus''x", "charset*=undefined''x", "charset*=bogus''utf-8"])
def test_a_value_in_no_known_encoding_is_refused_too(value: str) -> None:
    assert not charsets.is_read(f"{FORM}; {value}")
    assert asked("POST", "/start/C2/", f"{FORM}; {value}")[0] == 400


@pytest.mark.parametrize("ending", ["", "; charset=UTF-8", '; charset="utf-8"', "; charset=us-ascii"])
def test_what_browsers_send_is_passed_on_as_it_came(ending: str) -> None:
    seen = []
    charsets.judged(lambda environ, start: seen.append(environ) or [])({"CONTENT_TYPE": FORM + ending}, None)
    assert seen == [{"CONTENT_TYPE": FORM + ending}]
    assert charsets.is_read("multipart/form-data; boundary=----WebKitFormBoundaryA1")
