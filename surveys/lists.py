"""Lists of addresses as people have them: pasted from a mail program, or a spreadsheet's CSV.

Pure text in, rows and problems out. A bad row is named by its line and never stops the others.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.choices import LABEL_LENGTH, SEGMENTS

ADDRESS = 254
LONGEST_NAME = 64  # before the @
LONGEST_LABEL = 63  # of a domain
# letters, digits and signs with single dots between them. What else mail servers allow there, in quotation
# marks, spells one mailbox in many ways: past an opt-out, past one mail a day
NAME = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE | re.ASCII)
BRACKETED = re.compile(r"<([^<>]*)>")
SIGNATURES = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
SEPARATOR = re.compile(r'"?sep=([;,\t])"?\r?\n', re.IGNORECASE)
HEADINGS = {
    "email": (
        "email", "e-mail", "mail", "address", "e-mail address", "email address", "e-mail-adresse", "adresse",
    ),
    "department": ("department", "dept", "team", "abteilung", "bereich"),
    "region": ("region", "site", "location", "country", "standort"),
    "level": ("level", "grade", "role", "ebene", "stufe", "position"),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One person to be asked."""

    email: str
    department: str = ""
    region: str = ""
    level: str = ""

    @property
    def segments(self) -> tuple[str, str, str]:
        return self.department, self.region, self.level


WRONG = {
    "letters": gettext_lazy("only the letters a to z can be used before the @"),
    "dot": gettext_lazy("no dot after the @; perhaps a comma stands in its place"),
    "address": gettext_lazy("not an e-mail address"),
}


@dataclass(frozen=True)
class BadRow:
    """A line that can't be used, and what is wrong: one of WRONG, or the column whose label is too long."""

    line: int
    text: str
    wrong: str

    @property
    def why(self) -> str:
        return why(self.wrong)


def why(wrong: str) -> str:
    """The reason in the language of whoever reads it, which may have changed since the list was read."""
    if wrong in SEGMENTS:
        return _("its %(what)s has more than %(n)d characters") % {"what": _(wrong), "n": LABEL_LENGTH}
    return str(WRONG.get(wrong, wrong))  # what was kept by an earlier version are the words themselves


@dataclass(frozen=True)
class Listed:
    """What a list holds: good rows, bad rows with their lines, and how often an address came again."""

    rows: list[Row] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    repeated: int = 0


class NotAList(Exception):
    """What was uploaded is no list of addresses at all; the message says what to do."""


def pasted(text: str, most: int | None = None) -> Listed:
    """Addresses separated by commas, semicolons or lines, with or without names around them.

    Raises NotAList for more than `most` of them.
    """
    lines = enumerate(text.splitlines(), start=1)
    found = [(line, piece) for line, content in lines for piece in split_addresses(content)]
    must_not_exceed(len(found), most)
    return gathered([(line, read_row(line, piece, {"email": piece})) for line, piece in found])


def must_not_exceed(number: int, most: int | None) -> None:
    if most is not None and number > most:
        raise NotAList(
            _("This list has %(n)d lines; one list may have %(most)d. Split it in two.")
            % {"n": number, "most": most}
        )


def split_addresses(line: str) -> Iterator[str]:
    """The addresses of a line; a comma inside "Berg, Jana <jana@example.com>" separates nothing."""
    for part in re.split(r"[;\t]", line):
        at = 0
        for bracketed in BRACKETED.finditer(part):
            before = part[at : bracketed.start()].split(",")
            bare = 1 + max((i for i, piece in enumerate(before[:-1]) if "@" in piece), default=-1)
            yield from filter(None, (piece.strip() for piece in before[:bare]))
            yield (",".join(before[bare:]) + bracketed[0]).strip(" ,")
            at = bracketed.end()
        yield from filter(None, (piece.strip() for piece in part[at:].split(",")))


def uploaded(content: bytes, most: int) -> Listed:
    """A CSV with a column of addresses and perhaps department, region and level, in any order.

    Without a heading the first column holds the addresses. Raises NotAList.
    """
    text = decoded(content)
    lines = list(read_lines(text))
    if not lines:
        raise NotAList(_("This file has no lines in it. Choose one with an address in each line."))
    columns = headings(lines[0][1])
    body = lines[1:] if columns else lines
    must_not_exceed(len(body), most)
    columns = columns or {"email": 0}
    pieces = []
    for line, cells in body:
        values = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        pieces.append((line, read_row(line, values["email"], values)))
    return gathered(pieces)


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or a Western code page. Raises NotAList for anything else."""
    other = _("This isn’t a CSV file. In your spreadsheet, choose “Save as” and then CSV.")
    if content.startswith(SIGNATURES):
        raise NotAList(other)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    elif b"\0" in content:
        text = without_mark(content)
        if not text:
            raise NotAList(other)
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if sum(unicodedata.category(char) == "Cc" and char not in "\r\n\t" for char in text[:10_000]) > 5:
        raise NotAList(other)
    return text


def without_mark(content: bytes) -> str:
    """UTF-16 that doesn't say so: hardly a letter of a list needs its second byte. "" for anything else."""
    for coding, empty in (("utf-16-le", content[1::2]), ("utf-16-be", content[::2])):
        if len(content) % 2 == 0 and empty.count(0) >= 0.9 * len(empty):
            return content.decode(coding, errors="replace")
    return ""


def read_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row that isn't empty; the separator is the one the first line has most of."""
    line = 1
    if (said := SEPARATOR.match(text)) is not None:  # a spreadsheet's own first line, which says it
        text, line = text[said.end() :], 2
    delimiter = said[1] if said is not None else separator_of(text.splitlines())
    before = line - 1
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while (start := reader.line_num) < len(lines):
        try:
            cells = next(reader, [])
        except csv.Error:
            cells = on_its_own(lines[start], delimiter) if reader.line_num == start + 1 else []
            if not cells:  # people may be in what it takes for one cell, so none are read
                wrong = _(
                    "Line %(n)d can’t be read as CSV. Look there for a quotation mark that isn’t closed."
                )
                raise NotAList(wrong % {"n": before + start + 1}) from None
        if any(cell.strip() for cell in cells):
            yield before + start + 1, cells  # a row in quotation marks may go over several


def on_its_own(line: str, delimiter: str) -> list[str]:
    """The cells of a line such as "Berg, Jana" <jana@example.com>, which by the rules has none.

    Nothing where a quotation mark is left open, which would reach into the next line.
    """
    if line.count('"') % 2:
        return []
    try:
        return next(csv.reader([line], delimiter=delimiter))
    except csv.Error:
        return []


def separator_of(lines: Iterable[str]) -> str:
    """What separates cells: semicolon, tab or comma, whatever the first line that isn't empty has most of."""
    first = next((line for line in lines if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)  # a comma in quotation marks separates nothing
    return max(";\t,", key=outside.count) if re.search(r"[;\t]", outside) else ","


def headings(cells: Sequence[str]) -> dict[str, int]:
    """Which column holds what, by the words of the first line; nothing when that is a row like the others."""
    names = [cell.strip().lower() for cell in cells]
    found = {
        meaning: next((at for at, name in enumerate(names) if name in words), -1)
        for meaning, words in HEADINGS.items()
    }
    if found["email"] < 0:
        if any("@" in name for name in names):
            return {}
        raise NotAList(
            _(
                "The first line names no column of addresses. Call it “email”, and the others department, "
                "region, level."
            )
        )
    return {meaning: at for meaning, at in found.items() if at >= 0}


def read_row(line: int, text: str, values: dict[str, str]) -> Row | BadRow:
    email = clean_address(values["email"])
    if not email:
        return BadRow(line, one_line(text)[:120], what_is_wrong(values["email"]))
    segments = {name: in_one_spelling(values.get(name, "")) for name in SEGMENTS}
    for name, label in segments.items():
        if len(label) > LABEL_LENGTH:
            return BadRow(line, email, name)
    return Row(email, **segments)


def clean_address(text: str) -> str:
    """One mailbox, one spelling, out of "Name <name@example.com>" too; "" for what is none."""
    text = one_line(text)
    bracketed = BRACKETED.search(text)
    name, _at, domain = (bracketed[1].strip() if bracketed else text).rpartition("@")
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name) or "=?" in name:  # that begins an encoded word
        return ""
    # ß and ς become other letters in the code that domains are written in: that is somebody else's domain
    if len(name) + len(domain) >= ADDRESS or set(domain.lower()) & {"ß", "ς"}:
        return ""
    # the codec that domains are written in takes quadratic time, so what is no domain never reaches it
    if any(len(label) > LONGEST_LABEL for label in domain.split(".")):
        return ""
    try:
        plain = unicodedata.normalize("NFKC", domain).encode("idna").decode().lower()
        email = f"{name}@{plain}".lower()
        validate_email(email)
    except (UnicodeError, ValidationError):
        return ""
    if not has_a_name(plain):
        return ""
    return email if len(email) <= ADDRESS and email.isascii() else ""


def has_a_name(domain: str) -> bool:
    """Whether it is a domain that anybody on the net could have: neither this machine nor a number."""
    last = domain.rpartition(".")[2]
    return "." in domain and not domain.startswith("[") and not last.isdigit()


def what_is_wrong(text: str) -> str:
    """Which of WRONG makes this no address of ours: mail servers of old take few letters before the @."""
    before, at, domain = one_line(text).rpartition("@")
    name = before.rpartition("<")[2]
    if at and name and not name.isascii():
        return "letters"
    if at and name and domain and "." not in domain:
        return "dot"
    return "address"


def clean_domain(text: str) -> str:
    """A mail domain in its one spelling, out of "@Example.com" too; "" for what is none."""
    return clean_address(f"somebody@{one_line(text).lstrip('@')}").rpartition("@")[2]


def one_line(text: str) -> str:
    """White space folded, and characters left out that control a terminal, a mail or the way of reading."""
    kept = "".join(" " if char.isspace() else char for char in text)
    return " ".join(
        "".join(char for char in kept if unicodedata.category(char) not in ("Cc", "Cf", "Cs")).split()
    )


def in_one_spelling(text: str) -> str:
    """On one line, and an é the same however a keyboard makes it: two spellings would be two departments."""
    return unicodedata.normalize("NFC", one_line(text))


def gathered(pieces: Sequence[tuple[int, Row | BadRow]]) -> Listed:
    """Good and bad rows apart; of an address that comes again, the first counts."""
    rows: dict[str, Row] = {}
    bad: list[BadRow] = []
    repeated = 0
    for _line, piece in pieces:
        if isinstance(piece, BadRow):
            bad.append(piece)
        elif piece.email in rows:
            repeated += 1
        else:
            rows[piece.email] = piece
    return Listed(list(rows.values()), bad, repeated)
