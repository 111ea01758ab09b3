"""What stays of a template: its masters, layouts, themes and their pictures. Everything else goes.

What an earlier client's deck held (slides, notes, comments, properties, a thumbnail, sections, files) is
reached by relationships alone. Those that are not on the list are dropped, with what pointed at them in the
XML, and what nothing points at is not saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from pptx.opc.constants import RELATIONSHIP_TYPE as RT

from assessment.exports.slides.checking import BadTemplate

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
PACKAGE = {RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES}
PRESENTATION = {RT.SLIDE_MASTER, RT.THEME, RT.PRES_PROPS, RT.TABLE_STYLES, RT.FONT}
DESIGN = {
    RT.SLIDE_MASTER, RT.SLIDE_LAYOUT, RT.THEME, RT.THEME_OVERRIDE, RT.IMAGE, RT.HYPERLINK,
    "http://schemas.microsoft.com/office/2007/relationships/hdphoto",
}  # fmt: skip
HARMLESS = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
RISKY_ACTION = re.compile(r"ppaction://(program|macro|ole|hlinkfile|hlinkpres|media)", re.IGNORECASE)
KEPT_OF_PRESENTATION = {
    f"{P}{name}"
    for name in ("sldMasterIdLst", "sldIdLst", "sldSz", "notesSz", "embeddedFontLst", "defaultTextStyle")
}
SHAPES = {"sp", "pic", "graphicFrame", "cxnSp", "contentPart"}
LINKS = {"hlinkClick", "hlinkHover", "hlinkMouseOver"}
PROPS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<p:presentationPr xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>'
)
STYLES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<a:tblStyleLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    b'def="{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"/>'
)


def prune(presentation: Any) -> None:
    """Leave the design, and nothing that was made with it."""
    part = presentation.part
    _drop(part.package._rels, PACKAGE)
    tree = part._element
    for id in list(tree.iter(f"{P}sldId")):
        id.getparent().remove(id)
    for child in [child for child in tree if child.tag not in KEPT_OF_PRESENTATION]:
        tree.remove(child)
    _drop(part.rels, PRESENTATION)
    for rel in list(part.rels.values()):
        if rel.reltype in {RT.PRES_PROPS, RT.TABLE_STYLES}:
            rel.target_part._blob = PROPS if rel.reltype == RT.PRES_PROPS else STYLES
    for design in designs(part):
        _strip(design)


def designs(presentation_part: Any) -> Iterator[Any]:
    """Masters, layouts, themes and whatever else these lead to."""
    seen: set[int] = set()
    waiting = [rel.target_part for rel in presentation_part.rels.values() if not rel.is_external]
    while waiting:
        part = waiting.pop(0)
        if id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        waiting += [rel.target_part for rel in part.rels.values() if not rel.is_external]


def _drop(rels: Any, kept: Iterable[str]) -> None:
    """Drop relationships of other kinds."""
    for id in [id for id, rel in rels.items() if rel.reltype not in kept]:
        rels.pop(id)


def _strip(part: Any) -> None:
    """A part of the design without timing, sound, tags, embedded files and links that start anything."""
    for rel in part.rels.values():
        if rel.is_external and rel.reltype != RT.HYPERLINK:
            raise BadTemplate(
                _("The design of this template is linked to files elsewhere. Please embed its pictures.")
            )
    links = [id for id, rel in part.rels.items() if rel.is_external and not HARMLESS.match(rel.target_ref)]
    for id in links:
        part.rels.pop(id)
    _drop(part.rels, DESIGN)
    tree = getattr(part, "_element", None)
    if tree is None:
        return
    for name in ("transition", "timing", "custDataLst"):
        for element in list(tree.iter(f"{P}{name}")):
            element.getparent().remove(element)
    for element in [e for e in tree.iter() if isinstance(e.tag, str) and _leads_astray(e, part.rels)]:
        _forget(element)


def _leads_astray(element: Any, rels: Any) -> bool:
    """Whether it points at what is no longer there, or starts something."""
    return any(
        (name.startswith(f"{{{OFFICE}}}") and value and value not in rels)
        or (name == "action" and RISKY_ACTION.match(value))
        for name, value in element.attrib.items()
    )


def _forget(element: Any) -> None:
    """Take out a link; with anything else, the shape that it is in."""
    name = element.tag.rpartition("}")[2]
    target = element
    if name not in LINKS:
        around = [
            e for e in element.iterancestors() if e.tag.rpartition("}")[2] in {*SHAPES, "AlternateContent"}
        ]
        target = around[-1] if around else element
    parent = target.getparent()
    if parent is not None:
        parent.remove(target)
