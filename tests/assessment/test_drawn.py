"""Drawings are kept for as long as somebody looks at them, and no longer."""

from __future__ import annotations

import os
import time
from pathlib import Path

from pytest_django import Settings

from assessment import drawn


def age(path: Path, hours: float) -> None:
    then = time.time() - hours * 3600
    os.utime(path, (then, then))


def test_what_nobody_has_looked_at_for_a_day_is_deleted() -> None:
    drawn.keep("looked-at", b"<svg/>")
    drawn.keep("forgotten", b"<svg/>")
    for name in ("looked-at", "forgotten"):
        age(drawn.path_of(name), 24.1)
    assert drawn.stored("looked-at") == b"<svg/>"  # which counts as looking
    assert drawn.sweep() == 1
    assert drawn.stored("looked-at") == b"<svg/>"
    assert drawn.stored("forgotten") == b""
    assert drawn.sweep() == 0


def test_sweeping_a_folder_that_is_not_there_is_harmless(settings: Settings, tmp_path: Path) -> None:
    settings.DRAWN_DIR = tmp_path / "nowhere"
    assert drawn.sweep() == 0


def test_the_folder_is_its_owners_alone(settings: Settings, tmp_path: Path) -> None:
    settings.DRAWN_DIR = tmp_path / "drawn"
    drawn.keep("one", b"<svg/>")
    assert (tmp_path / "drawn").stat().st_mode & 0o077 == 0
