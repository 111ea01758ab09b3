"""Finished drawings in a folder, for as long as somebody looks at them. Loads no drawing code.

A drawing holds what its report says, so it may not outlive the answers: what nobody has looked at for
DRAWN_HOURS is deleted by the worker. The whole folder may be emptied at any time.
"""

from __future__ import annotations

import gzip
import os
import tempfile
import time
import zlib
from pathlib import Path

from django.conf import settings


def path_of(fingerprint: str) -> Path:
    return Path(settings.DRAWN_DIR) / f"{fingerprint}.gz"


def stored(fingerprint: str) -> bytes:
    """What is kept under this name; nothing where nothing is, or only rubbish."""
    path = path_of(fingerprint)
    try:
        drawing = gzip.decompress(path.read_bytes())
        os.utime(path)
    except (OSError, EOFError, zlib.error):
        return b""
    return drawing


def keep(fingerprint: str, drawing: bytes) -> None:
    """Write beside and rename, so that nobody reads half a drawing; a full disk costs only time."""
    path = path_of(fingerprint)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            beside = Path(folder) / path.name
            beside.write_bytes(gzip.compress(drawing, mtime=0))
            beside.replace(path)
    except OSError:
        return


def sweep() -> int:
    """Delete the drawings that nobody has looked at for long enough; how many."""
    oldest = time.time() - settings.DRAWN_HOURS * 3600
    late = [path for path in Path(settings.DRAWN_DIR).glob("*.gz") if changed_at(path) < oldest]
    for path in late:
        path.unlink(missing_ok=True)
    return len(late)


def changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another worker was first
        return time.time()
