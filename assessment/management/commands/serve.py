"""The whole site in one command: the web server and the worker, each started again when it dies."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

logger = logging.getLogger(__name__)

LOCAL = "127.0.0.1"
LOOK_EVERY = 0.2
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0  # after this long a death counts as the first
STOP_WITHIN = 35.0  # gunicorn gives requests 30 seconds to end
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class Child:
    """One process that is to run all the time."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name, self.command = name, command
        self.deaths = 0
        self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = start_process(self.command)
        self.due: float | None = None

    def look_after(self) -> None:
        """Start it again if it died: at once the first time, after a longer pause each time after."""
        now = time.monotonic()
        if self.due is not None:
            if now >= self.due:
                self.start()
        elif self.process.poll() is not None:
            self.deaths = 1 if now - self.started > STEADY_AFTER else self.deaths + 1
            pause = min(LONGEST_PAUSE, 2.0 ** (self.deaths - 1) - 1)
            logger.error(
                "The %s ended with %s; starting it again in %.0f s", self.name, self.process.returncode, pause
            )
            self.due = now + pause


class Stop:
    """Whether this process was told to stop. A plain flag: an Event's lock could be held by the very
    thread that the signal interrupts."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.ask)

    def ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


class Command(BaseCommand):
    help = "Run the web server and the worker until stopped. HOST, PORT, WEB_WORKERS, WEB_THREADS set how."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEMO and os.environ.get("HOST", LOCAL) != LOCAL:
            raise CommandError("The demo shows every mail, so it runs on 127.0.0.1 only. Unset HOST.")
        stop = Stop()
        children = [Child("web server", web_command()), Child("worker", manage("worker"))]
        while not stop.asked:
            for child in children:
                child.look_after()
            time.sleep(LOOK_EVERY)
        stop_all(child.process for child in children)


def web_command() -> list[str]:
    """gunicorn with threads, without a log of addresses and without its control socket."""
    workers = "1" if connection.vendor == "sqlite" else "2"
    return [
        *(sys.executable, "-m", "gunicorn", "assessment.wsgi:application"),
        *("--bind", f"{os.environ.get('HOST', LOCAL)}:{os.environ.get('PORT', '8000')}"),
        *("--worker-class", "gthread"),
        *("--workers", os.environ.get("WEB_WORKERS", workers)),
        *("--threads", os.environ.get("WEB_THREADS", "8")),
        *("--logger-class", "assessment.logs.GunicornLogger"),
        *("--log-level", log_level()),
        "--no-control-socket",
    ]


def log_level() -> str:
    """As asked, but never debug: there gunicorn names whole addresses."""
    asked = os.environ.get("LOG_LEVEL", "INFO").lower()
    return "info" if asked == "debug" else asked


def manage(*arguments: str) -> list[str]:
    """A command of ours as a process of its own."""
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]


def start_process(command: list[str], **changes: str) -> subprocess.Popen[bytes]:
    """Start a process that Ctrl-C in the terminal does not reach: whoever started it stops it in order."""
    return subprocess.Popen(  # noqa: S603 - our own programs, with arguments of the operator's
        command,
        cwd=settings.BASE_DIR,
        env={**os.environ, **changes},
        start_new_session=True,
        preexec_fn=die_with_parent if sys.platform == "linux" else None,
    )


def die_with_parent() -> None:
    """Have the kernel stop this process when its parent is killed, or it would go on holding the port."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def stop_all(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    """Ask all of them to stop, wait for what they have under way, and kill what doesn't end."""
    running = list(processes)
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
