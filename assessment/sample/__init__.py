"""The sample report that reviewers are shown, in each language: made by `manage.py sample_report`.

Two of its pictures lie beside it, ready for the launch pack: who makes that needs nothing that draws.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Picture:
    """A page of the sample: name and finding, what it shows, the drawing as an SVG element, and a reading."""

    name: str
    title: str
    caption: str
    svg: str
    reading: str


def path_of(language: str) -> Path:
    return Path(__file__).parent / f"report.{language}.pdf"


def report_in(language: str) -> bytes:
    """In English where there is no other. Raises FileNotFoundError."""
    path = path_of(language)
    return (path if path.exists() else path_of("en")).read_bytes()


def pictures_path(language: str) -> Path:
    return Path(__file__).parent / f"pictures.{language}.json"


def pictures_in(language: str) -> list[Picture]:
    """In English where there are no others. Raises FileNotFoundError."""
    path = pictures_path(language)
    text = (path if path.exists() else pictures_path("en")).read_text(encoding="utf-8")
    return [Picture(**one) for one in json.loads(text)]


def keep_pictures(language: str, pictures: Sequence[Picture]) -> None:
    text = json.dumps([asdict(one) for one in pictures], ensure_ascii=False, indent=1)
    pictures_path(language).write_text(f"{text}\n", encoding="utf-8")
