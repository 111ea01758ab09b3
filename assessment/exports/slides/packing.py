"""A presentation as bytes: the same for the same content, whenever and by whomever it is made."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from assessment.exports.slides.nodes import typed

THEN = (1980, 1, 1, 0, 0, 0)
FIRST = ("[Content_Types].xml", "_rels/.rels")


def set_properties(presentation: Any, title: str, language: str) -> None:
    """A title and a language; no author, no date, nothing of the template's."""
    properties = presentation.core_properties
    tree = properties._element
    for child in list(tree):
        tree.remove(child)
    properties.title = typed(title)[:255]
    properties.language = language


def packed(presentation: Any) -> bytes:
    """The presentation in a zip archive without a trace of when and where it was made."""
    saved = io.BytesIO()
    presentation.save(saved)
    out = io.BytesIO()
    with zipfile.ZipFile(saved) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        names = sorted(given.namelist(), key=lambda name: (name not in FIRST, name))
        for name in names:
            member = zipfile.ZipInfo(name, THEN)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o600 << 16
            archive.writestr(member, given.read(name))
    return out.getvalue()
