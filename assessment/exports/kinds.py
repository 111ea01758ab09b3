"""What can be prepared: for each kind who writes it, what it is called, and what it was made from.

The writers load their libraries when they are called, so that a worker which only mails never does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from surveys.choices import FileKind

if TYPE_CHECKING:
    from assessment.rows import Report

Note = Callable[[int, int], None]  # how far the work has come: a step, and of how many
LIBRARIES = ("matplotlib", "weasyprint", "python-pptx", "xlsxwriter")  # whose versions show in the bytes


@dataclass(frozen=True)
class Writer:
    """How a kind of file is written, from the report and the slides it is to be put on, if any."""

    write: Callable[[Report, bytes | None, Note], bytes]
    content_type: str
    ending: str


def pdf(report: Report, _slides: bytes | None, note: Note) -> bytes:
    from assessment.exports import pdf
    from assessment.story import story_of

    return pdf.write(story_of(report), note=note)


def board(report: Report, _slides: bytes | None, note: Note) -> bytes:
    from assessment.exports import pdf
    from assessment.story import board_of, language, subtitle

    content = pdf.write_board(board_of(report), report.organisation, subtitle(report), language())
    note(1, 1)
    return content


def pptx(report: Report, slides: bytes | None, note: Note) -> bytes:
    from assessment.exports.slides import write
    from assessment.story import story_of

    return write(story_of(report, talk=True), template=slides, note=note)


def xlsx(report: Report, _slides: bytes | None, note: Note) -> bytes:
    from assessment.exports import xlsx

    return xlsx.write(report, note=note)


OFFICE = "application/vnd.openxmlformats-officedocument"
WRITERS: Mapping[str, Writer] = {
    FileKind.PDF: Writer(pdf, "application/pdf", ".pdf"),
    FileKind.BOARD: Writer(board, "application/pdf", "-board.pdf"),
    FileKind.PPTX: Writer(pptx, f"{OFFICE}.presentationml.presentation", ".pptx"),
    FileKind.XLSX: Writer(xlsx, f"{OFFICE}.spreadsheetml.sheet", ".xlsx"),
}


def fingerprint(report: Report, kind: str, *, own_marks: bool, language: str, slides: str = "") -> str:
    """The hash of everything a file is made from; `slides` is that of the slides it is put on.

    A Report is plain values all through, so the same one is written the same, and gives the same file.
    """
    parts = (code_fingerprint(), kind, str(own_marks), language, slides, repr(report))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def code_fingerprint() -> str:
    """The hash of the code that words, draws and writes, of printed pages, translations and libraries."""
    found = hashlib.sha256(" ".join(version(name) for name in LIBRARIES).encode())
    for path in sources():
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def sources() -> Iterator[Path]:
    """In an order of its own, wherever the program lies."""
    home = Path(__file__).parent.parent
    aside = {"management", "gallery"}
    yield from sorted(path for path in home.rglob("*.py") if not aside & set(path.parts))
    folders = (home / "exports", home / "charts", home.parent / "templates" / "assessment" / "print")
    others = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    yield from sorted(path for path in others if path.suffix not in (".py", ".pyc"))
    yield from sorted(home.glob("static/assessment/print*.css"))
    yield from sorted((home.parent / "locale").rglob("*.mo"))
