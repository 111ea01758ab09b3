"""Real processes for the tests of `serve` and `demo`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PATIENCE = 60.0


def surroundings(folder: Path, **variables: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder / "data"),
        "STATIC_ROOT": str(folder / "static"),
        **variables,
    }


def manage(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=surroundings(folder, **variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def until(true: Callable[[], object], what: str) -> object:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := true():
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited in vain: {what}")


def get(port: int, address: str, host: str = "localhost") -> HTTPResponse | None:
    """The answer, read; None while nobody listens."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", address, headers={"Host": host})
        response = connection.getresponse()
        response.read()
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
    return response


def family() -> dict[int, tuple[int, str]]:
    """The parent and the command line of every living process."""
    found: dict[int, tuple[int, str]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:
            continue  # it has just ended
        if state != "Z":
            found[int(folder.name)] = int(parent), command
    return found


def children(pid: int) -> dict[int, str]:
    """Every living process that this one itself started, with its command line."""
    return {child: command for child, (parent, command) in family().items() if parent == pid}


def descendants(pid: int) -> list[int]:
    """Every living process below this one."""
    living = family()
    below: list[int] = []
    new = {pid}
    while new:
        new = {child for child, (parent, _) in living.items() if parent in new}
        below += new
    return below


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended but was not yet collected doesn't."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def running(folder: Path, command: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command of ours that goes on running; what it says is in `folder`."""
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", command],
            cwd=ROOT,
            env=surroundings(folder, **variables),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            below = descendants(process.pid)
            process.send_signal(signal.SIGKILL)
            process.wait()
            for pid in below:
                if alive(pid):
                    os.kill(pid, signal.SIGKILL)
