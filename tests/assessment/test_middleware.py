"""Headers on every response, and one line in the log for each request."""

from __future__ import annotations

import json
import logging
import re

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, RequestFactory
from django.urls import path
from whitenoise.middleware import WhiteNoiseFileResponse

from assessment.middleware import legible_cookies
from surveys.models import Survey


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


def kept(request: HttpRequest) -> HttpResponse:
    return HttpResponse("kept", headers={"Cache-Control": "private, max-age=60"})


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError


def file(request: HttpRequest) -> HttpResponse:
    return WhiteNoiseFileResponse([b"file"])


urlpatterns = [
    path("page/", page),
    path("kept/", kept),
    path("broken/", broken),
    path("file/", file),
]
handler400 = "assessment.views.errors.handler400"
handler500 = "assessment.views.errors.handler500"

pytestmark = pytest.mark.urls(__name__)

ANYWHERE = {
    "Permissions-Policy": "browsing-topics=(), camera=(), display-capture=(), geolocation=(), microphone=(), "
    "payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "host", "status"),
    [
        ("/page/", "testserver", 200),
        ("/page", "testserver", 301),
        ("/broken/", "testserver", 500),
        ("/page/", "evil.example", 400),
    ],
)
def test_every_response_says_what_a_browser_may_do_with_it(address, host, status, client) -> None:
    response = client.get(address, headers={"host": host})
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in ANYWHERE} == ANYWHERE
    assert response.headers["Cache-Control"] == "no-store"
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_a_redirect_to_https_and_a_strange_host_before_it_have_the_headers_too(settings, client) -> None:
    settings.SECURE_SSL_REDIRECT = True
    for host, status in (("testserver", 301), ("evil.example", 400)):
        response = client.get("/page/", headers={"host": host})
        assert response.status_code == status
        assert {name: response.headers.get(name) for name in ANYWHERE} == ANYWHERE
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; ")


def test_the_policy_is_the_one_in_the_settings(settings, client) -> None:
    expected = "; ".join(f"{name} {value}" for name, value in settings.CONTENT_SECURITY_POLICY.items())
    assert client.get("/page/").headers["Content-Security-Policy"] == expected


def test_a_view_that_says_how_long_to_keep_a_page_is_heard(client) -> None:
    assert client.get("/kept/").headers["Cache-Control"] == "private, max-age=60"


def test_a_static_file_may_be_kept_and_leaves_no_line(client, caplog) -> None:
    caplog.set_level(logging.INFO, "assessment.middleware")
    response = client.get("/file/")
    assert "Cache-Control" not in response.headers
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert [record for record in caplog.records if record.name == "assessment.middleware"] == []


def test_each_request_leaves_one_line_with_its_route(client, caplog) -> None:
    caplog.set_level(logging.INFO, "assessment.middleware")
    client.get("/page/")
    client.post("/kept/")
    written = [r for r in caplog.records if r.name == "assessment.middleware"]
    assert [(r.route, r.method, r.status) for r in written] == [("page/", "GET", 200), ("kept/", "POST", 200)]


def test_each_response_carries_an_id_of_its_own(client) -> None:
    first, second = (client.get("/page/").headers["X-Request-ID"] for _ in range(2))
    assert re.fullmatch("[0-9a-f]{16}", first)
    assert re.fullmatch("[0-9a-f]{16}", second)
    assert first != second
    assert re.fullmatch("[0-9a-f]{16}", client.get("/broken/").headers["X-Request-ID"])


def form_of(length: int) -> bytes:
    """A first answer, made so long with a field that nobody asked for."""
    answers = b"current=3&desired=5&more="
    return answers + b"x" * (length - len(answers))


PLAIN = "application/x-www-form-urlencoded"


@pytest.mark.django_db
@pytest.mark.urls("assessment.urls")
@pytest.mark.parametrize("length", [1_000_001, 5_000_000])
def test_a_body_that_is_too_long_is_told_so_and_saves_nothing(length, client) -> None:
    said = "What your browser sent is longer than anything these pages ask for, so nothing was read or saved."
    in_parts = {"current": "3", "desired": "5", "more": "x" * length}
    for response in (
        client.generic("POST", "/start/C2/", form_of(length), PLAIN),
        client.post("/start/C2/", in_parts),
        client.generic("POST", "/start/C2/", form_of(100), PLAIN, CONTENT_LENGTH=str(length)),
    ):
        assert response.status_code == 413
        assert f'<p class="lead">{said}</p>' in response.content.decode()
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert Survey.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.urls("assessment.urls")
def test_a_body_below_the_length_is_read(client) -> None:
    assert client.generic("POST", "/start/C2/", form_of(999_000), PLAIN).status_code == 302
    assert Survey.objects.count() == 1
    in_parts = {"current": "3", "desired": "5", "more": "x" * 998_000}
    assert client.post("/start/C2/", in_parts).status_code == 302
    assert Survey.objects.count() == 2


def cookies_left(header: str) -> dict[str, str]:
    request = RequestFactory().get("/", HTTP_COOKIE=header)

    def seen(request: HttpRequest) -> HttpResponse:
        return JsonResponse(request.COOKIES)

    return json.loads(legible_cookies(seen)(request).content)


def test_a_cookie_with_a_nul_is_left_out_and_the_others_stay() -> None:
    assert cookies_left(r'sessionid="aaaa\000aaaa"; language=de') == {"language": "de"}
    assert cookies_left("sessionid=aaaa; language=de") == {"sessionid": "aaaa", "language": "de"}


@pytest.mark.django_db
@pytest.mark.urls("assessment.urls")
@pytest.mark.parametrize("address", ["/", "/account/", "/surveys/"])
def test_a_cookie_with_a_nul_never_reaches_the_session(address, client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        response = client.get(address, HTTP_COOKIE=r'sessionid="aaaaaaaa\000aaaaaaaa"')
    assert response.status_code == (302 if address == "/surveys/" else 200)


def test_a_visitor_cannot_choose_the_id(client) -> None:
    response = client.get("/page/", headers={"x-request-id": "chosen\nby me"})
    assert re.fullmatch("[0-9a-f]{16}", response.headers["X-Request-ID"])
