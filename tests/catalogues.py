"""Catalogues of sentences: what the source says, what the German catalogue says, and made-up languages.

They stand on the gettext tools: without xgettext and msgfmt the tests are skipped or, if asked, fail.
"""

from __future__ import annotations

import gettext
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GERMAN = ROOT / "locale" / "de" / "LC_MESSAGES" / "django.po"
TOOLS = ("xgettext", "msgen", "msgfmt", "msguniq")
SAID_IN = ("assessment", "surveys", "templates")  # where sentences are
Key = str | tuple[str, int]  # a sentence; a sentence and which of its plurals


def need_tools() -> None:
    if all(map(shutil.which, TOOLS)):
        return
    missing = "NO GETTEXT: install gettext. Nothing was checked of the translations."
    if os.environ.get("REQUIRE_GETTEXT"):
        pytest.fail(missing)
    pytest.skip(missing)


def said(catalogue: bytes) -> dict[Key, str]:
    """The sentences of a compiled catalogue, without its header."""
    read = gettext.GNUTranslations(io.BytesIO(catalogue))
    return {key: text for key, text in vars(read)["_catalog"].items() if key}


def compiled(catalogue: Path | bytes, *checks: str) -> bytes:
    """The catalogue as msgfmt compiles it: what is fuzzy or untranslated isn't in it."""
    given = catalogue.read_bytes() if isinstance(catalogue, Path) else catalogue
    return subprocess.run(
        ["msgfmt", *checks, "-o", "-", "-"], input=given, capture_output=True, check=True
    ).stdout


def extracted(folder: Path) -> bytes:
    """Every sentence that the source marks, each in its own words, as a catalogue."""
    for name in SAID_IN:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("static", "__pycache__"))
    (folder / "locale").mkdir()
    shutil.copy(ROOT / "manage.py", folder)
    made = [sys.executable, "-m", "django", "makemessages", "-l", "de", "--no-location"]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "assessment.settings",
        "DATA_DIR": str(folder / "data"),
    }
    subprocess.run(made, cwd=folder, env=environment | {"PYTHONPATH": "."}, capture_output=True, check=True)
    found = folder / "locale" / "de" / "LC_MESSAGES" / "django.po"
    return subprocess.run(["msgen", str(found)], capture_output=True, check=True).stdout
