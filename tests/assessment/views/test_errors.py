"""Pages for what went wrong."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import quote

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path
from django.utils.html import escape

from tests.factories import sign_in
from tests.voices import account

pytestmark = pytest.mark.one_database


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the database password is 1234")


def closed(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("form")


urlpatterns = [path("broken/", broken), path("closed/", closed), path("form/", form)]
handler400 = "assessment.views.errors.handler400"
handler403 = "assessment.views.errors.handler403"
handler404 = "assessment.views.errors.handler404"
handler500 = "assessment.views.errors.handler500"


@pytest.fixture
def here(settings) -> None:
    """The site's own addresses for links in its pages, and those above for going wrong."""
    from assessment import urls

    settings.ROOT_URLCONF = type(
        "Addresses",
        (),
        {
            "urlpatterns": [*urls.urlpatterns, *urlpatterns],
            "handler400": handler400,
            "handler403": handler403,
            "handler404": handler404,
            "handler500": handler500,
        },
    )


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def heading(response: HttpResponse) -> str:
    return heading_in(response.content.decode())


def heading_in(page: str) -> str:
    """The page's heading, which is its title too."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    titles = re.findall(r"<title>(.*?)</title>", page, re.DOTALL)
    assert found
    assert titles == [f"{found[1]} · Closer"]
    return found[1]


@pytest.mark.usefixtures("here", "db")
@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/nowhere/at/all/", 404, "There is nothing here"),
        ("/closed/", 403, "This page is not open to you"),
        ("/broken/", 500, "Something went wrong on our side"),
    ],
)
def test_what_happened_is_said_in_plain_words(address, status, title, client) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert heading(response) == title
    assert "1234" not in response.content.decode()


def sign_in_link(response: HttpResponse) -> str:
    found = re.search(r'href="([^"]+)">Sign in</a>', response.content.decode())
    assert found
    return found[1]


@pytest.mark.django_db
def test_signing_in_leads_back_to_the_address_that_was_not_open_to_a_stranger(client) -> None:
    result = "/r/00000000-0000-4000-8000-000000000001/?own=1&kept=1"
    link = sign_in_link(client.get(result))
    assert link == f"/account/?next={quote(result)}"
    assert f'name="next" value="{escape(result)}"' in client.get(link).content.decode()


@pytest.mark.usefixtures("db")
def test_no_way_back_to_a_form_or_for_whoever_is_signed_in_already(client) -> None:
    assert sign_in_link(client.post("/nowhere/")) == "/account/"
    sign_in(client, account("jana@example.org"))
    assert sign_in_link(client.get("/nowhere/")) == "/account/"


@pytest.mark.usefixtures("here", "db")
def test_a_form_that_waited_too_long_says_so() -> None:
    response = Client(enforce_csrf_checks=True).post("/form/")
    assert response.status_code == 403
    assert heading(response) == "This form was open too long"


@pytest.mark.usefixtures("here")
def test_a_name_that_is_not_ours_gets_a_sentence_and_no_address_built_from_it(client) -> None:
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert heading(response) == "This site goes by another name"
    assert "evil.example" not in response.content.decode()
    assert "href=" not in response.content.decode()


def test_the_pages_for_the_worst_need_nothing_but_themselves(settings, client, rf) -> None:
    """No database (no mark here), no middleware, no static file, no base template."""
    from assessment.views import errors

    settings.STATIC_URL = None
    for response in (errors.handler500(rf.get("/")), errors.handler400(rf.get("/"))):
        assert heading(response)
        assert re.search(r"(?:src|href)=", response.content.decode()) is None


@pytest.mark.parametrize("status", [400, 500])
def test_the_policy_of_a_self_contained_page_allows_exactly_its_own_style(status, rf) -> None:
    from assessment.views import errors

    response = {400: errors.handler400, 500: errors.handler500}[status](rf.get("/"))
    style = re.search(r"<style>(.*?)</style>", response.content.decode(), re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert response.headers["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (409, "That could not be saved"),
        (410, "This link no longer works"),
        (413, "That was too much"),
        (429, "That was a lot in a short time"),
    ],
)
def test_the_pages_that_views_answer_with_render(status, title, rf, db) -> None:
    assert heading_in(render_to_string(f"errors/{status}.html", {}, rf.get("/"))) == title


def test_a_request_that_makes_no_sense_is_told_so(rf) -> None:
    from assessment.views import errors

    assert heading(errors.handler400(rf.get("/"))) == "We could not read that"


@pytest.mark.django_db
@pytest.mark.django_db
def test_what_only_reading_showed_to_be_too_much_is_told_so(client, rf) -> None:
    """Too many fields, too many files, and fields that are too long together where a file may be long."""
    from assessment.views import errors

    fields = {f"f{number}": "1" for number in range(400)}
    files = {f"f{number}": ContentFile(b"1", "a.csv") for number in range(101)}
    for sent in (fields, files):
        response = client.post("/start/", sent)
        assert response.status_code == 413
        assert "<h1>That was too much</h1>" in response.content.decode()
    assert errors.handler400(rf.post("/import/"), RequestDataTooBig()).status_code == 413


def test_a_page_that_is_not_there_leads_on(client) -> None:
    page = client.get("/nowhere/at/all/").content.decode()
    assert '<a class="button" href="/">Go to the start</a>' in page
    assert '<a class="button secondary" href="/account/?next=/nowhere/at/all/">Sign in</a>' in page


TITLES = {
    "/": "How close are you to your customers? · Closer",
    "/account/": "Sign in · Closer",
    "/start/": "The person, not the segment, 1 of 12 · Closer",
    "/nowhere/": "There is nothing here · Closer",
}


@pytest.mark.django_db
@pytest.mark.parametrize("address", TITLES)
def test_every_title_ends_in_the_name_of_the_site(address, client) -> None:
    assert re.findall(r"<title>(.*?)</title>", client.get(address).content.decode()) == [TITLES[address]]


def test_the_name_of_the_site_is_added_in_one_place_only(settings) -> None:
    """And in the two pages that stand alone."""
    templates = settings.BASE_DIR / "templates"
    named = {path.name for path in templates.rglob("*.html") if "· Closer" in path.read_text()}
    assert named == {"base.html", "400.html", "500.html"}
    assert "{% endblock %} · Closer</title>" in (templates / "base.html").read_text()


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "allowed"), [("/surveys/", "GET, HEAD"), ("/start/", "GET, HEAD, POST")])
def test_a_wrong_method_is_answered_in_words(client: Client, address: str, allowed: str) -> None:
    response = client.put(address)
    assert response.status_code == 405
    assert "This address only takes what a button sends." in response.content.decode()
    assert response.headers["Allow"] == allowed
    assert "X-Request-ID" in response.headers
    assert client.head("/ask/").status_code == 404
