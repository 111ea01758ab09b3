"""A measuring process: spoken to in lines, so that rounds of several products can alternate."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")  # nobody's settings come along


class Failed(Exception):
    """A measuring process ended; its last lines say why."""


class Child:
    """`python -m MODULE` as a process that answers one line of JSON to each `ACTION TIMES`."""

    def __init__(
        self, name: str, command: list[str], directory: Path, surroundings: Mapping[str, str]
    ) -> None:
        self.name, self.said = name, directory / f"{command[2]}.err"
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(  # noqa: S603 - our own modules
                command,
                cwd=ROOT,
                env={key: os.environ[key] for key in PASSED_ON if key in os.environ} | dict(surroundings),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )
        self.read()

    def ask(self, action: str, times: int = 1) -> dict[str, Any]:
        """Have it do something so many times. Raises Failed."""
        with contextlib.suppress(BrokenPipeError):
            self.pipe(self.process.stdin).write(f"{action} {times}\n")
            self.pipe(self.process.stdin).flush()
        return self.read()

    def read(self) -> dict[str, Any]:
        line = self.pipe(self.process.stdout).readline()
        if not line:
            self.process.wait()
            last = self.said.read_text(errors="replace").strip().splitlines()[-8:]
            raise Failed(f"{self.name} ended: " + "\n".join(last))
        answer: dict[str, Any] = json.loads(line)
        return answer

    @staticmethod
    def pipe(stream: IO[str] | None) -> IO[str]:
        if stream is None:  # never, with PIPE asked for
            raise ValueError("no pipe")
        return stream

    def end(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            self.pipe(self.process.stdin).close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.pipe(self.process.stdout).close()


@contextlib.contextmanager
def running(
    name: str, command: list[str], directory: Path, surroundings: Mapping[str, str]
) -> Iterator[Child]:
    """A measuring process that ends with the block. Raises Failed if it doesn't even start."""
    directory.mkdir(parents=True, exist_ok=True)
    child = Child(name, command, directory, {"PYTHONDONTWRITEBYTECODE": "1", **surroundings})
    try:
        yield child
    finally:
        child.end()


@contextlib.contextmanager
def ours(directory: Path, module: str = "bench.ours") -> Iterator[Child]:
    """Closer as in production, on the SQLite file of this directory."""
    surroundings = {
        "CLOSER_MODE": "production",
        "DATA_DIR": str(directory),
        "DATABASE_URL": f"sqlite:///{directory / 'closer.sqlite3'}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "LINK_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "https://localhost",
        "EMAIL_URL": "dummymail://",
        "MAIL_FROM": "Closer <closer@localhost>",
        "OPERATOR": "make bench",
        "STARTS_PER_HOUR": "1000000",  # one address starts all of them
        "OPENBLAS_NUM_THREADS": "1",  # threads that wait for each other would count as CPU
    }
    with running("Closer", [sys.executable, "-m", module], directory, surroundings) as child:
        yield child
