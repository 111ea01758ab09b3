"""Catalogues of sentences: what the source says, what the German catalogue says, and made-up languages.

They stand on the gettext tools: without xgettext and msgfmt the tests are skipped or, if asked, fail.
"""

from __future__ import annotations

import gettext
import io
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any

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


# --- made-up languages --------------------------------------------------------------------------------------

KEPT = re.compile(r"(%\(\w+\)[sd]|%%|%[sd]|\{\w*\}|</?[a-z]+(?: [^>]*)?>|&\w+;|\n)")
ACCENTS = str.maketrans("aeiouAEIOU", "åéîöüÅÉÎÖÜ")


def longer(text: str) -> str:
    """Half as long again, in words that are longer too, and accented; placeholders and tags stay."""
    parts = KEPT.split(text)
    return "".join(part if KEPT.fullmatch(part) else stretched(part) for part in parts)


def stretched(text: str) -> str:
    """Every second letter twice."""
    letters, found = 0, []
    for sign in text:
        letters += sign.isalpha()
        found.append(sign * (2 if sign.isalpha() and letters % 2 == 0 else 1))
    return "".join(found).translate(ACCENTS)


def from_the_right(text: str) -> str:
    """The same, embedded so that it is laid out from right to left."""
    return f"\u202b{longer(text)}\u202c"


def throughout(content: Any, change: Callable[[str], str], key: str = "") -> Any:
    """A questionnaire's content with every text of it changed, and codes and names of places left."""
    if isinstance(content, dict):
        return {name: throughout(inner, change, name) for name, inner in content.items()}
    if isinstance(content, list):
        return [throughout(inner, change, key) for inner in content]
    codes = (
        "questionnaire",
        "version",
        "language",
        "code",
        "category",
        "technique",
        "core",
        "full",
        "source",
    )
    return change(content) if isinstance(content, str) and key not in codes else content


def write(folder: Path, language: str, change: Callable[[str], str]) -> None:
    """A compiled catalogue of this language in which every sentence of ours is changed like that."""
    place = folder / language / "LC_MESSAGES"
    place.mkdir(parents=True)
    found = {"": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"}
    for key in said(GERMAN.with_suffix(".mo").read_bytes()):
        text = key if isinstance(key, str) else key[0]
        found[text if isinstance(key, str) else f"{text}\0{text}"] = (
            change(text) if isinstance(key, str) else f"{change(text)}\0{change(text)}"
        )
    (place / "django.mo").write_bytes(packed(found))


def packed(sentences: Mapping[str, str]) -> bytes:
    """A catalogue in the binary form that gettext reads: sorted sentences, then their translations."""
    pairs = sorted((key.encode(), text.encode()) for key, text in sentences.items())
    texts = [key for key, _text in pairs] + [text for _key, text in pairs]
    head = 7 * 4
    begins = accumulate([len(text) + 1 for text in texts], initial=head + 2 * 4 * len(texts))
    table = b"".join(struct.pack("<II", len(text), at) for text, at in zip(texts, begins, strict=False))
    sizes = struct.pack("<7I", 0x950412DE, 0, len(pairs), head, head + 8 * len(pairs), 0, 0)
    return sizes + table + b"".join(text + b"\0" for text in texts)
