"""The demo's outbox page: for this machine alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client

from assessment import outbox

pytestmark = pytest.mark.one_database

LOCAL = {"host": "localhost:8000"}


@pytest.fixture
def kept(settings, tmp_path, db) -> None:
    settings.OUTBOX = True
    settings.OUTBOX_DIR = tmp_path / "outbox"
    settings.ALLOWED_HOSTS = ["*"]  # so that the page alone has to refuse


def send(subject: str, text: str = "text", html: str = "") -> str:
    made = EmailMultiAlternatives(subject, text, "Closer <closer@example.com>", ["anna@example.com"])
    if html:
        made.attach_alternative(html, "text/html")
    get_connection("assessment.outbox.Backend").send_messages([made])
    return outbox.names()[0]


@pytest.mark.usefixtures("kept")
def test_an_empty_outbox_says_what_to_do(client: Client) -> None:
    page = client.get("/outbox/", headers=LOCAL)
    assert page.status_code == 200
    assert "No mail yet." in page.content.decode()


@pytest.mark.usefixtures("kept")
def test_the_newest_mail_comes_first_and_fifty_fill_a_page(client: Client) -> None:
    for number in range(51):
        send(f"Mail number {number:02}")
    first = client.get("/outbox/", headers=LOCAL).content.decode()
    second = client.get("/outbox/?page=2", headers=LOCAL).content.decode()
    assert first.index("Mail number 50") < first.index("Mail number 49") < first.index("Mail number 01")
    assert "Mail number 00" not in first
    assert "Page 1 of 2" in first
    assert "Mail number 00" in second
    assert "Mail number 01" not in second


@pytest.mark.usefixtures("kept")
def test_one_mail_shows_its_headers_and_its_text_escaped(client: Client) -> None:
    name = send("Your <b>code</b>", "<script>alert(1)</script>\nhttps://x.example/s/abc/")
    page = client.get(f"/outbox/{name}/", headers=LOCAL).content.decode()
    assert "<h1>Your &lt;b&gt;code&lt;/b&gt;</h1>" in page
    assert "Closer &lt;closer@example.com&gt;" in page
    assert "anna@example.com" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert '<a href="https://x.example/s/abc/"' in page


@pytest.mark.usefixtures("kept")
def test_the_time_of_a_mail_is_written_as_people_write_it(client: Client) -> None:
    name = send("Hi")
    for address in ("/outbox/", f"/outbox/{name}/"):
        page = client.get(address, headers=LOCAL).content.decode()
        assert re.search(r"\b\d{1,2} [A-Z][a-z]+ 20\d\d, \d\d:\d\d\b", page), address
        assert "+0000" not in page


@pytest.mark.usefixtures("kept")
def test_the_html_part_is_not_drawn_but_its_web_links_are_listed_once(client: Client) -> None:
    html = (
        '<h1 id="drawn">Hi</h1><a href="https://x.example/a?b=1&amp;c=2">a</a>'
        '<a href="https://x.example/a?b=1&amp;c=2">again</a><a href="javascript:alert(1)">no</a><a>none</a>'
    )
    page = client.get(f"/outbox/{send('Hi', html=html)}/", headers=LOCAL).content.decode()
    assert 'id="drawn"' not in page
    assert page.count('href="https://x.example/a?b=1&amp;c=2"') == 1
    assert "javascript:" not in page


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("host", ["localhost", "localhost:9", "127.0.0.1", "127.0.0.1:8000", "LOCALHOST:1"])
def test_this_machine_is_let_in_under_both_names(host, client: Client) -> None:
    assert client.get("/outbox/", headers={"host": host}).status_code == 200


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "localhost.evil.example"},
        {"host": "evil.example:8000"},
        {"host": "10.0.0.7:8000"},
        {**LOCAL, "x-forwarded-for": "10.0.0.7"},
        {**LOCAL, "x-forwarded-host": "localhost"},
        {**LOCAL, "x-forwarded-proto": "https"},
        {**LOCAL, "forwarded": "for=10.0.0.7"},
        {**LOCAL, "x-forwarded-for": ""},
        {**LOCAL, "via": "1.1 proxy"},
        {**LOCAL, "x-real-ip": "127.0.0.1"},
        {**LOCAL, "x-client-ip": "10.0.0.7"},
        {**LOCAL, "cf-connecting-ip": "10.0.0.7"},
    ],
)
def test_any_other_name_and_any_proxy_is_told_there_is_nothing(headers, client: Client) -> None:
    name = send("Secret")
    for address in ("/outbox/", f"/outbox/{name}/"):
        assert client.get(address, headers=headers).status_code == 404


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.9", 200),
        ("::1", 200),
        ("10.0.0.7", 404),
        ("192.168.1.20", 404),
        ("0.0.0.0", 404),
        ("2001:db8::1", 404),
        ("", 404),
        ("localhost", 404),
    ],
)
def test_the_connection_itself_comes_from_this_machine(address, status, client: Client) -> None:
    name = send("Secret")
    for page in ("/outbox/", f"/outbox/{name}/"):
        assert client.get(page, headers=LOCAL, REMOTE_ADDR=address).status_code == status


@pytest.mark.usefixtures("kept")
def test_a_mail_keeps_its_lines_and_its_head_is_a_list(client: Client) -> None:
    name = send("Lines", "Your code:\n\nABCD-EFGH\n\n-- \nSent by Closer")
    page = client.get(f"/outbox/{name}/", headers=LOCAL).content.decode()
    kept = re.search(r'<div class="panel mail-text">(.*?)</div>', page, re.DOTALL)
    assert kept
    assert kept[1].rstrip("\n") == "Your code:\n\nABCD-EFGH\n\n-- \nSent by Closer"
    head = re.search(r'<dl class="mail-head">(.*?)</dl>', page, re.DOTALL)
    assert head
    pairs = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", head[1])
    assert pairs[:2] == [("From", "Closer &lt;closer@example.com&gt;"), ("To", "anna@example.com")]
    assert [term for term, _ in pairs] == ["From", "To", "Date"]
    assert 'href="/static/surveys/account.css"' in page
    css = Path(str(find("surveys/account.css"))).read_text()
    assert ".mail-text{white-space:pre-wrap" in css


@pytest.mark.usefixtures("kept")
def test_outside_the_demo_there_is_no_outbox(settings, client: Client) -> None:
    name = send("Secret")
    settings.OUTBOX = False
    for address in ("/outbox/", f"/outbox/{name}/"):
        assert client.get(address, headers=LOCAL).status_code == 404


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("name", ["notes", "0" * 20 + "-" + "a" * 22])
def test_a_name_that_is_no_mail_is_not_found(name, client: Client) -> None:
    assert client.get(f"/outbox/{name}/", headers=LOCAL).status_code == 404


@pytest.mark.usefixtures("kept")
def test_nothing_can_be_posted(client: Client) -> None:
    assert client.post("/outbox/", headers=LOCAL).status_code == 405
