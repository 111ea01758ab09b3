"""A file of answers as text: how it is written, where its rows are, and how lines are named."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _

from surveys.lists import SIGNATURES, separator_of

RANGES_AT_MOST = 1_000  # of the lines that one problem names
CHUNK = 1 << 16  # bytes


class NotAnswers(Exception):
    """The file holds no answers at all; the message says why and what to do."""


def opened(file: BinaryIO) -> io.TextIOWrapper:
    """The file's text, whose encoding is told by how it begins and whether it is UTF-8 throughout."""
    head = file.read(CHUNK)
    utf_16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if head.startswith(SIGNATURES) or (b"\0" in head and not utf_16):
        raise NotAnswers(_("This isn’t a CSV file. In your spreadsheet, choose “Save as” and then CSV."))
    file.seek(0)
    encoding = "utf-16" if utf_16 else "utf-8-sig" if is_utf_8(file) else "cp1252"
    file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")


def is_utf_8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def numbered(text: TextIO) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row that isn't empty; the file is at its start."""
    separator = separator_of(text)
    text.seek(0)
    rows = csv.reader(text, delimiter=separator, strict=True)
    line = 1
    try:
        for cells in rows:
            if any(map(str.strip, cells)):
                yield line, cells
            line = rows.line_num + 1  # a row in quotation marks may go over several
    except csv.Error:
        raise NotAnswers(_("Line %(n)d can’t be read as CSV.") % {"n": line}) from None


def ranges(lines: Sequence[int]) -> str:
    """Ascending numbers in words: "3, 7–12, 40"."""
    found: list[list[int]] = []
    for line in lines:
        if found and line == found[-1][1] + 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    words = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in found[:RANGES_AT_MOST])
    left = sum(b - a + 1 for a, b in found[RANGES_AT_MOST:])
    return _("%(lines)s and %(n)d more") % {"lines": words, "n": left} if left else words
