"""The peers' environments, one each under .bench/, made with pip from whatever index this machine uses.

They are never part of Closer's own environment, and nothing of Closer depends on them.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.children import ROOT, Child, running

HOME = ROOT / ".bench"
PYTHON = Path("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
PIP = ("-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input", "--no-deps")
LONGEST_INSTALL = 600
DJANGO = ("django==5.2.19", "asgiref==3.13.0", "sqlparse==0.6.1")  # ours, so that Django cancels


class NotBuilt(Exception):
    """A peer's environment could not be made; the message says so in one line."""


@dataclass(frozen=True)
class Peer:
    """A product to compare with: everything it needs, pinned."""

    name: str
    short: str
    module: str
    packages: Sequence[str]


DSR = Peer(
    "django-survey-and-report 1.5.0",
    "DSR",
    "bench.peer_dsr",
    (*DJANGO, "django-survey-and-report==1.5.0", "pytz==2026.6", "pyyaml==6.0.3"),
)
DJ = Peer(
    "djaodjin-survey 0.21.0",
    "DJ",
    "bench.peer_dj",
    (
        *DJANGO,
        "djaodjin-survey==0.21.0",
        "djangorestframework==3.18.3",
        "monotonic==1.6",
        "python-dateutil==4.0.0",
        "six==1.17.0",  # it imports six without asking for it
        "tzdata==2026.6",
    ),
)


def build(peer: Peer) -> Path:
    """The Python of the peer's environment, made if it isn't there. Raises NotBuilt."""
    place = HOME / peer.short.lower()
    made = place / "made-with"
    recipe = "\n".join((sys.version, *peer.packages))
    if made.exists() and made.read_text() == recipe:
        return place / PYTHON
    shutil.rmtree(place, ignore_errors=True)
    HOME.mkdir(exist_ok=True)
    (HOME / ".gitignore").write_text("*\n")
    try:
        venv.create(place, with_pip=True)
        install(place / PYTHON, peer.packages)
    except (subprocess.SubprocessError, OSError, ImportError) as problem:
        shutil.rmtree(place, ignore_errors=True)
        raise NotBuilt(reason(problem)) from problem
    made.write_text(recipe)
    return place / PYTHON


def install(python: Path, packages: Sequence[str]) -> None:
    subprocess.run(  # noqa: S603 - pip, with the packages named above
        [str(python), *PIP, *packages],
        check=True,
        capture_output=True,
        text=True,
        timeout=LONGEST_INSTALL,
    )


def reason(problem: Exception) -> str:
    """pip's own last error, or what else went wrong, in one line."""
    said = getattr(problem, "stderr", None)
    if isinstance(said, bytes):
        said = said.decode(errors="replace")
    errors = [line for line in (said or "").splitlines() if line.startswith("ERROR")]
    return errors[-1] if errors else f"{type(problem).__name__}: {problem}".splitlines()[0]


@contextlib.contextmanager
def peer_child(peer: Peer, directory: Path) -> Iterator[Child]:
    """The peer in a process of its own. Raises NotBuilt or Failed."""
    command = [str(build(peer)), "-m", peer.module, str(directory)]
    with running(peer.name, command, directory, {}) as child:
        yield child
