"""A mail server that is half down: what went nowhere waits, what is in doubt is one mail, nothing is lost."""

from __future__ import annotations

import smtplib
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import get_connection
from django.utils import timezone
from pytest_django import Settings

from surveys import mail_server, tasks
from surveys.actions import delivering
from surveys.choices import Mail, Voice
from surveys.models import Delivery, Panel
from tests import voices
from tests.mailbox import Rough, rough

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DROP, HANG = Rough.DROP, Rough.HANG


@pytest.fixture
def panel() -> Panel:
    return voices.by_list(voices.survey_of(), Voice.PEER, voices.people(4))


@pytest.fixture
def says() -> dict[str, str]:
    """What the server answers otherwise than usual; a test may change its mind at any time."""
    return {}


@pytest.fixture
def server(settings: Settings, says: dict[str, str]) -> Iterator[Rough]:
    with rough(says) as found:
        settings.EMAIL_BACKEND = mail_server.OVER_SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 0.3
        yield found


def test_a_server_that_says_a_little_at_a_time_has_so_long_for_all_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mail_server, "LONGEST_REPLY", 0.5)
    begun = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=trickle, args=(listening,), daemon=True).start()
        with pytest.raises(smtplib.SMTPServerDisconnected, match="never ends"):
            mail_server.Line("127.0.0.1", listening.getsockname()[1], timeout=1)
    assert time.monotonic() - begun < 5


def trickle(listening: socket.socket) -> None:
    line, _address = listening.accept()
    with suppress(OSError), line:
        while True:
            line.sendall(b"220-wait\r\n")
            time.sleep(0.1)


def deliver() -> dict[str, int]:
    return tasks.deliver.func()  # type: ignore[no-any-return]


def states() -> Counter[tuple[str, int]]:
    return Counter(Delivery.objects.values_list("state", "tries"))


def gets_well(server: Rough) -> None:
    """Two minutes later it is as it should be, and everybody has their mail, once."""
    server.says = dict(Rough.USUAL)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        waiting = Delivery.objects.filter(state=Mail.QUEUED).count()
        assert deliver() == {Mail.SENT: waiting}


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("RCPT", DROP),
        ("RCPT", "999 What?"),
        ("RCPT", "garbage"),
        ("RCPT", "550 " + "x" * 20_000),
        ("DATA", DROP),
        ("DATA", "250 What?"),
        ("MAIL", DROP),
    ],
    ids=lambda text: text[:12],
)
def test_what_stops_before_the_mail_itself_reached_nobody_and_is_tried_again(
    panel: Panel, server: Rough, word: str, said: str
) -> None:
    server.says[word] = said
    assert deliver() == {tasks.POSTPONED: 4}
    assert states() == {(Mail.QUEUED, 1): 4}
    assert server.taken == []
    gets_well(server)
    assert len(set(server.taken)) == len(server.taken) == 4


@pytest.mark.parametrize(
    ("said", "tries"),
    [
        ({"MAIL": "530 Authentication required"}, [0, 0, 0, 1]),
        ({"MAIL": "535 Wrong password"}, [0, 0, 0, 1]),
        ({"MAIL": "550 We don’t know this sender"}, [0, 0, 0, 1]),
        ({"MAIL": "452 Full"}, [0, 0, 0, 1]),
        ({"MAIL": "garbage"}, [0, 0, 0, 1]),
        ({"RCPT": "530 Authentication required"}, [0, 0, 0, 1]),
        ({"EHLO": "500 What?", "HELO": "500 What?"}, [0] * 4),
        ({"EHLO": DROP}, [0] * 4),
        ({"HELLO": "554 No"}, [0] * 4),
        ({"HELLO": DROP}, [0] * 4),
    ],
    ids=str,
)
def test_what_is_wrong_with_us_or_the_server_refuses_no_address_and_is_found_once(
    panel: Panel, server: Rough, said: dict[str, str], tries: list[int]
) -> None:
    server.says |= said
    assert deliver() == {tasks.POSTPONED: 4}
    assert sorted(Delivery.objects.filter(state=Mail.QUEUED).values_list("tries", flat=True)) == tries
    assert server.heard.count("MAIL") <= 1
    assert not delivering.due()  # it waits a little
    gets_well(server)
    assert len(set(server.taken)) == len(server.taken) == 4


def test_a_server_that_says_hello_in_the_old_way_is_good_enough(panel: Panel, server: Rough) -> None:
    server.says["EHLO"] = "500 What?"
    assert deliver() == {Mail.SENT: 4}


@pytest.mark.parametrize("said", ["250 OK" + Rough.BYE, "250 OK"])
def test_a_server_that_closes_after_each_mail_takes_them_all(panel: Panel, server: Rough, said: str) -> None:
    server.says["."] = said
    assert deliver() == {Mail.SENT: 4}
    assert states() == {(Mail.SENT, 1): 4}
    assert len(set(server.taken)) == len(server.taken) == 4
    assert server.heard.count("EHLO") == (4 if said.endswith(Rough.BYE) else 1)


@pytest.mark.parametrize("said", ["502 Not here", "421 Good-bye" + Rough.BYE, "garbage"])
def test_whatever_is_answered_to_whether_it_is_there(panel: Panel, server: Rough, said: str) -> None:
    server.says["NOOP"] = said
    assert deliver() == {Mail.SENT: 4}
    assert len(set(server.taken)) == len(server.taken) == 4


@pytest.mark.parametrize("said", [DROP, HANG, "garbage", "999 What?"])
def test_after_one_mail_in_doubt_the_others_wait(panel: Panel, server: Rough, said: str) -> None:
    """Nobody knows of the one whether it was taken, and of a hundred more it would be the same."""
    server.says["."] = said
    began = time.monotonic()
    assert deliver() == {Mail.UNKNOWN: 1, tasks.POSTPONED: 3}
    assert time.monotonic() - began < 3
    assert states() == {(Mail.UNKNOWN, 1): 1, (Mail.QUEUED, 0): 3}
    assert not delivering.due()
    gets_well(server)
    assert states() == {(Mail.UNKNOWN, 1): 1, (Mail.SENT, 1): 3}


@pytest.mark.parametrize("word", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_is_waited_for_once(panel: Panel, server: Rough, word: str) -> None:
    server.says[word] = HANG
    assert deliver() == {tasks.POSTPONED: 4}
    assert server.heard.count(word) == 1
    gets_well(server)
    assert len(set(server.taken)) == 4


@pytest.mark.parametrize(("said", "state"), [("451 Greylisted", Mail.QUEUED), ("554 Spam", Mail.REFUSED)])
@pytest.mark.parametrize("word", ["RCPT", "DATA", "."])
def test_an_answer_about_one_mail_is_about_that_mail(
    panel: Panel, server: Rough, word: str, said: str, state: str
) -> None:
    server.says[word] = said
    deliver()
    assert states() == {(state, 1): 4}


def test_only_our_own_mail_server_is_watched(settings: Settings) -> None:
    settings.EMAIL_BACKEND = mail_server.OVER_SMTP
    assert type(mail_server.connect()) is mail_server.Backend
    settings.EMAIL_USE_SSL = True
    assert mail_server.Backend().connection_class is mail_server.SecureLine
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert type(mail_server.connect()) is type(get_connection())
