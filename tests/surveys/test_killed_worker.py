"""At most once, with a real worker process that is killed in the middle, and a real mail server."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from surveys import tasks
from surveys.actions import delivering
from surveys.choices import Mail, Voice
from surveys.models import Delivery
from tests import voices
from tests.mailbox import Mailbox, serve

ROOT = Path(__file__).resolve().parent.parent.parent
WORK = """
import django; django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = {name!r}
from surveys import tasks; tasks.deliver.func()
"""


class Holding(Mailbox):
    """Holds back its answer to the third mail: whoever sends it waits, and can be killed meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.released = threading.Event(), threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        said = await super().handle_DATA(server, session, envelope)
        if len(self.mails) == 3 and not self.released.is_set():
            self.reached.set()
            while not self.released.is_set():
                await asyncio.sleep(0.02)
        return said


@pytest.fixture
def post(settings: Settings) -> Iterator[Holding]:
    box = Holding()
    controller = serve(box)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    yield box
    box.released.set()
    controller.stop()


@pytest.mark.usefixtures("real_clock")
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_one_mail_in_doubt_and_sends_none_twice(
    post: Holding, settings: Settings
) -> None:
    voices.by_list(voices.survey_of(), Voice.PEER, 6)
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "assessment.settings",
        "SECRET_KEY": settings.SECRET_KEY,
        "LINK_KEY": settings.LINK_KEY,
        "EMAIL_URL": f"smtp://{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
    }
    script = WORK.format(name=str(connection.settings_dict["NAME"]))
    worker = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env=surroundings)
    try:
        assert post.reached.wait(timeout=60)
        os.kill(worker.pid, signal.SIGKILL)
    finally:
        worker.kill()
        assert worker.wait(timeout=10) == -signal.SIGKILL
    post.released.set()
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {
        Mail.SENT: 2,
        Mail.SENDING: 1,
        Mail.QUEUED: 3,
    }
    assert tasks.deliver.func() == {Mail.SENT: 3}  # the next worker leaves the one in doubt alone
    assert delivering.give_up_lost(now=timezone.now() + timedelta(minutes=11)) == 1
    assert tasks.deliver.func() == {}
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {Mail.SENT: 5, Mail.UNKNOWN: 1}
    assert sorted(Counter(mail["To"] for mail in post.mails).values()) == [1] * 6
