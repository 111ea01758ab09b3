"""A template somebody uploads: read within bounds, and refused with a sentence where it could do harm.

Nothing of the file is trusted: neither the sizes its directory states nor the names it gives its parts. What
passes is packed anew before the slides' library sees it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
MOST_BYTES, MOST_UNPACKED = 20 * MEGABYTE, 100 * MEGABYTE
MOST_RATIO, MOST_MEMBERS = 200, 5000
MOST_ELEMENTS, MOST_PLACEHOLDERS = 500_000, 200  # in all of the XML; on one master or layout
CHUNK = 64 * 1024
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How parts may be packed: whatever is packed otherwise unpacks whole before any of it is counted."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECRET_STREAM = "EncryptedPackage".encode("utf-16-le")
TYPES = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
ALSO_MAIN = (
    "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml",
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
)
MACROS = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


class BadTemplate(Exception):
    """Why a template can't be used, in a sentence for whoever chose it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def unpacked(content: bytes) -> dict[str, bytes]:
    """The members of a presentation by name, once nothing about them is dangerous."""
    if len(content) > MOST_BYTES:
        raise BadTemplate(_("This file is larger than 20 MB. Please choose a smaller template."))
    if content.startswith(OLE):
        if SECRET_STREAM in content:
            raise BadTemplate(_("This file is protected by a password. Please save it without one."))
        raise BadTemplate(_("This file is of an old kind. Please save it as a PowerPoint file (.pptx)."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive)
            members = dict(_read(archive))
    except BadTemplate:
        raise
    except Exception:  # each way of packing has errors of its own, lzma and struct too
        raise no_presentation() from None
    _check_members(members)
    return members


def no_presentation() -> BadTemplate:
    return BadTemplate(_("This file can’t be read as a PowerPoint file (.pptx)."))


def too_large() -> BadTemplate:
    return BadTemplate(_("This file would unpack to far more than it seems to hold, so it isn’t opened."))


def repacked(members: dict[str, bytes]) -> io.BytesIO:
    """The members in an archive of our own; a template or a show becomes a presentation."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            if name == TYPES:
                for kind in ALSO_MAIN:
                    content = content.replace(kind.encode(), MAIN.encode())
            archive.writestr(name, content)
    out.seek(0)
    return out


# --- the archive ------------------------------------------------------------------------------------------


def _check_directory(archive: zipfile.ZipFile) -> None:
    """What the archive says of itself, before anything is unpacked."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise too_large()
    for member in members:
        if member.compress_type not in PACKED:
            raise no_presentation()
        if member.flag_bits & 1:
            raise BadTemplate(_("This file is protected by a password. Please save it without one."))
        if member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise too_large()
    names = [member.filename.lower() for member in members]
    if len(set(names)) != len(names):
        raise no_presentation()


def _read(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Every member, counting what really comes out: a directory may state anything."""
    total = 0
    for member in archive.infolist():
        if member.is_dir():
            continue
        out = bytearray()
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                out += chunk
                total += len(chunk)
                if total > MOST_UNPACKED or len(out) > MOST_RATIO * max(member.compress_size, 1):
                    raise too_large()
        yield member.filename, bytes(out)


# --- the members ------------------------------------------------------------------------------------------


def _check_members(members: dict[str, bytes]) -> None:
    if TYPES not in members:
        raise no_presentation()
    elements = 0
    for name, content in members.items():
        if is_xml(name, content):
            elements = _check_xml(content, elements)
    if MACROS.search(members[TYPES]) or any(MACROS.search(name.encode()) for name in members):
        raise BadTemplate(_("This file holds macros. Please save it as a presentation without them (.pptx)."))


def is_xml(name: str, content: bytes) -> bool:
    """By its name, or because it looks like it: what a part is called is up to whoever made it."""
    named = name.lower().endswith((".xml", ".rels", ".vml", ".svg"))
    return named or content[:64].lstrip(BEFORE_XML).startswith(b"<")


def _check_xml(content: bytes, elements: int) -> int:
    """No document type, in whatever encoding: it could name other files, or entities without end.

    Elements are counted on from those of other members: a tree takes far more room than its text.
    """
    placeholders = 0

    def count(name: str, _attributes: object) -> None:
        nonlocal elements, placeholders
        elements += 1
        placeholders += name.endswith((":ph", " ph")) or name == "ph"
        if elements > MOST_ELEMENTS or placeholders > MOST_PLACEHOLDERS:
            raise too_large()

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_type
    parser.StartElementHandler = count
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise no_presentation() from None
    return elements


def _refuse_type(*_declared: object) -> None:
    raise BadTemplate(_("This file holds a document type declaration, which no template needs."))
