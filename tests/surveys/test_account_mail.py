"""The code's mail, over a real SMTP exchange."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.test import Client

from tests.surveys.people import CODE, knock, type_code

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


class Mailbox:
    """Remembers what the server was told, envelope and all."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], EmailMessage]] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:
        message = email.message_from_bytes(envelope.content, policy=default)
        self.mails.append((envelope.mail_from, list(envelope.rcpt_tos), message))
        return "250 kept"


@pytest.fixture
def mailbox(settings: object) -> Iterator[Mailbox]:
    with socket.socket() as free:  # the controller can't be asked for any port
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "Closer <closer@northgate.example>"
    settings.SITE_URL, settings.OPERATOR = "https://closer.northgate.example", "Northgate IT & Sons"
    yield mailbox
    controller.stop()


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part
    return str(part.get_content())


def test_who_sends_it_the_code_and_what_to_do(client: Client, mailbox: Mailbox) -> None:
    knock(client, "jana@example.com")
    sender, recipients, message = mailbox.mails[0]
    assert (sender, recipients) == ("closer@northgate.example", ["jana@example.com"])
    assert message["From"] == "Closer <closer@northgate.example>"
    assert message["To"] == "jana@example.com"
    assert message["Subject"] == "Your code for Closer"
    assert message["Auto-Submitted"] == "auto-generated"
    assert (message["Cc"], message["Bcc"]) == (None, None)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    plain, html = body(message, "plain"), body(message, "html")
    for said in ("It works for 10 minutes", "Didn’t ask for it? Then ignore this mail",
                 "https://closer.northgate.example"):  # fmt: skip
        assert said in plain
        assert said in html
    assert "run by Northgate IT & Sons" in plain
    assert "run by Northgate IT &amp; Sons" in html


def test_the_code_opens_and_no_link_does(client: Client, mailbox: Mailbox) -> None:
    knock(client, "jana@example.com")
    message = mailbox.mails[0][2]
    plain, html = body(message, "plain"), body(message, "html")
    found = CODE.search(plain.replace("\r", ""))
    assert found
    assert found[0] in html
    assert found[0] not in message["Subject"]
    assert "href" not in html
    assert "src" not in html
    assert type_code(client, found[0]).status_code == 302
    assert client.get("/surveys/").status_code == 200


@pytest.mark.parametrize("line", ["\n", "\r\n", "\r", "%0d%0a", "\u2028", "\x0b"])
def test_an_address_smuggles_in_no_header(client: Client, mailbox: Mailbox, line: str) -> None:
    for smuggled in (f"jana@example.com{line}Bcc: victim@example.com", f"jana{line}Bcc:victim@example.com"):
        assert knock(client, smuggled).status_code == 422
    assert not mailbox.mails


def test_a_forged_host_puts_nothing_into_the_mail(client: Client, mailbox: Mailbox, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    knock(client, "jana@example.com", HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example")
    assert "evil.example" not in mailbox.mails[0][2].as_string()


def test_an_address_with_a_display_name_reaches_nobody_else(client: Client, mailbox: Mailbox) -> None:
    assert knock(client, '"Jana, victim@example.com" <jana@example.com>').status_code == 422
    knock(client, "o'neil+tag@example.com")
    assert mailbox.mails[0][1] == ["o'neil+tag@example.com"]
