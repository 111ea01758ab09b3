"""Small writers that stand in for the long ones: what they write is the table that the report has anyway."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assessment.exports import csv, kinds
from assessment.exports.kinds import Note, Writer
from assessment.rows import Report


def table(report: Report, slides: bytes | None, note: Note) -> bytes:
    """The CSV in two steps, and below it the slides it was put on."""
    note(1, 2)
    content = csv.write(report)
    note(2, 2)
    return content + (slides or b"")


def use(
    monkeypatch: pytest.MonkeyPatch, write: Callable[[Report, bytes | None, Note], bytes] = table
) -> None:
    """Every kind is written like this."""
    for kind, writer in list(kinds.WRITERS.items()):
        monkeypatch.setitem(kinds.WRITERS, kind, Writer(write, writer.content_type, writer.ending))  # type: ignore[arg-type]
