"""The site with a labelled demo, on this machine only: what `make run` starts."""

from __future__ import annotations

import hashlib
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from assessment import tasks
from surveys import demo
from surveys.actions import opening

from .operator import make_operator
from .serve import Stop, manage, start_process, stop_all

HERE = "127.0.0.1"
USUAL_PORT = 8000
PORTS = range(1, 65536)
OPERATOR = "operator@example.com"
READY_WITHIN = 60.0


class Command(BaseCommand):
    help = "Prepare everything and run the site with a demo, on this machine only."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo runs only with CLOSER_MODE=demo. `make run` sets that.")
        port = chosen_port(os.environ.get("PORT", "").strip())
        self.prepare()
        server = start_process(manage("serve"), **surroundings(port))
        stop = Stop()
        try:
            if wait_until_ready(port, server, stop):
                self.say_where(f"http://localhost:{port}")
            while not stop.asked and server.poll() is None:
                time.sleep(0.2)
        finally:
            stop_all([server])
        if not stop.asked:
            raise CommandError("The site did not stay up. The lines above say why.")

    def prepare(self) -> None:
        """Tables, files, questionnaire, demo rows and an operator; what is there already stays."""
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        collect_static()
        for name in ("load_questionnaires", "load_demo"):
            if name in get_commands():
                call_command(name, verbosity=0)
            else:
                self.stdout.write(f"Skipped {name}: there is no such command yet.")
        make_operator(OPERATOR)
        open_closed_voices()

    def say_where(self, site: str) -> None:
        lines = [(f"{site}/", "start here")]
        lines += [(site + path, label) for label, path in demo.demo_addresses()]
        if settings.OUTBOX:
            lines.append((f"{site}/outbox/", "every mail of this demo, sign-in codes too"))
        lines.append((f"{site}/operator/", f"the operator's pages; sign in as {OPERATOR}"))
        width = max(len(address) for address, _ in lines)
        self.stdout.write("\nCloser runs on this machine.\n\n")
        self.stdout.writelines(f"  {address:<{width}}  {label}\n" for address, label in lines)
        self.stdout.write("\nCtrl-C ends it.\n")
        self.stdout.flush()


def open_closed_voices() -> None:
    """Work out the demo's results now, so that nobody waits for the worker on the first page."""
    for panel_id in opening.to_open():
        tasks.open_results.call(panel_id)
        demo.leave_one_mail(panel_id)


def surroundings(port: int) -> dict[str, str]:
    """What the server is told. Its errors are shown; the line for each request would hide the addresses."""
    return {
        "HOST": HERE,
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",  # passkeys refuse an address made of numbers
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "ERROR"),
    }


def chosen_port(asked: str) -> int:
    """The port that PORT names, or a free one. Raises SystemExit with a sentence that names another."""
    if not asked:
        return free_port(USUAL_PORT)
    port = int(asked) if re.fullmatch("[0-9]{1,5}", asked) else 0
    if port not in PORTS:
        problem = f"PORT is {asked}, but a port is a number from {PORTS[0]} to {PORTS[-1]}."
        raise SystemExit(f"{problem} Try PORT={free_port(USUAL_PORT)} make run.")
    if not is_free(port):
        problem = "is already in use" if is_answered(port) else "can’t be used here"
        raise SystemExit(f"Port {port} {problem}. Try PORT={free_port(port + 1)} make run.")
    return port


def free_port(first: int) -> int:
    """This port, or one of the next few, or any that is free."""
    near = (port for port in range(first, min(first + 10, PORTS.stop)) if is_free(port))
    found = next(near, None)
    if found is None:
        with socket.create_server((HERE, 0)) as server:
            found = int(server.getsockname()[1])
    return found


def is_free(port: int) -> bool:
    """Whether nobody listens there, under either meaning of `localhost`, and we may."""
    if is_answered(port):
        return False
    try:
        socket.create_server((HERE, port)).close()
    except OSError:
        return False
    return True


def is_answered(port: int) -> bool:
    return any(answers(host, port) for host in (HERE, "::1"))


def answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def wait_until_ready(port: int, server: subprocess.Popen[bytes], stop: Stop) -> bool:
    """Wait for /readyz to say yes; False if the server ended or we are to stop. Raises CommandError."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if stop.asked or server.poll() is not None:
            return False
        if is_ready(port):
            return True
        time.sleep(0.1)
    raise CommandError(f"The site does not answer on port {port}. The lines above may say why.")


def is_ready(port: int) -> bool:
    connection = HTTPConnection(HERE, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def collect_static() -> None:
    """Gather the static files, unless none has changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = hashlib.sha256("\n".join(sorted(static_sources())).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint)


def static_sources() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list(None):
            file = Path(storage.path(path)).stat()
            yield f"{path} {file.st_size} {file.st_mtime_ns}"
