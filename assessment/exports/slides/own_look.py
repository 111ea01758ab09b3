"""The deck's own look, for who brings no template: white, 13.33 × 7.5 inches, our type and colours.

It is the slides library's empty presentation with a master and two layouts set anew, so no file is kept.
The font is Inter; a machine without it takes the sans serif that comes nearest, for which the theme states
family and kind, and Arial where a script needs another font.
"""

from __future__ import annotations

from typing import Any

from pptx import Presentation
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu

from assessment.charts.theme import FAMILY, LIGHT
from assessment.exports.slides.nodes import Group, Scale, Shape, element
from assessment.exports.slides.pruning import prune

UNIT = 12700  # EMU
WIDTH, HEIGHT = 960, 540
MARGIN = 40
SANS, CS = 'panose="020B0502030000000004" pitchFamily="34" charset="0"', 'typeface="Arial"'
LAYOUTS = ("Title Slide", "Title Only")
THEME = {
    "dk1": "ink", "lt1": "paper", "dk2": "you", "lt2": "wash", "accent1": "team", "accent2": "gap",
    "accent3": "peers", "accent4": "rule", "accent5": "ok", "accent6": "focus", "hlink": "link",
    "folHlink": "muted",
}  # fmt: skip
ACROSS = WIDTH - 2 * MARGIN
NUMBER = 40
PLACES = {
    "title": (MARGIN, 22, ACROSS, 62),
    "body": (MARGIN, 112, ACROSS, 380),
    "ftr": (MARGIN, 504, ACROSS - NUMBER, 24),
    "sldNum": (WIDTH - MARGIN - NUMBER, 504, NUMBER, 24),
}
OPENING = {"ctrTitle": (80, 158, 800, 112), "subTitle": (80, 282, 800, 80)}
STYLES = {
    "title": (26, "ink", True, "b"),
    "ctrTitle": (38, "ink", True, "b"),
    "subTitle": (18, "muted", False, "t"),
}


def blank() -> Any:
    """An empty presentation in our own look."""
    presentation = Presentation()
    prune(presentation)
    tree = presentation.part._element
    tree.sldSz.attrib.pop("type", None)
    presentation.slide_width, presentation.slide_height = Emu(WIDTH * UNIT), Emu(HEIGHT * UNIT)
    for layout in list(presentation.slide_layouts):
        if layout.name not in LAYOUTS:
            presentation.slide_layouts.remove(layout)
    _set_theme(presentation.slide_master.part)
    _set_master(presentation.slide_master)
    for layout in presentation.slide_layouts:
        _set_layout(layout)
    return presentation


def _set_theme(master_part: Any) -> None:
    """Our colours and our font in the theme, so that what is added by hand fits."""
    part = next(rel.target_part for rel in master_part.rels.values() if rel.reltype.endswith("/theme"))
    theme = parse_xml(part.blob)
    theme.set("name", "Closer")
    colours = theme.find(f".//{qn('a:clrScheme')}")
    colours.set("name", "Closer")
    for slot in colours:
        for child in list(slot):
            slot.remove(child)
        value = LIGHT[THEME[slot.tag.rpartition("}")[2]]].removeprefix("#")
        slot.append(parse_xml(f'<a:srgbClr {nsdecls("a")} val="{value}"/>'))
    fonts = theme.find(f".//{qn('a:fontScheme')}")
    fonts.set("name", "Closer")
    for kind in fonts:
        for font in list(kind):
            kind.remove(font)
        for name, said in (("latin", f'typeface="{FAMILY}" {SANS}'), ("ea", 'typeface=""'), ("cs", CS)):
            kind.append(parse_xml(f"<a:{name} {nsdecls('a')} {said}/>"))
    part._blob = serialize_part_xml(theme)


def kind_of(placeholder: Any) -> str:
    """The type of a placeholder as the XML has it: "title", "ctrTitle", "ftr"."""
    return str(placeholder._element.ph.get("type", "obj"))


def _place(shape: Any, at: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = (round(side * UNIT) for side in at)


def _set_master(master: Any) -> None:
    for placeholder in list(master.placeholders):
        kind = kind_of(placeholder)
        if kind == "dt":
            placeholder._element.getparent().remove(placeholder._element)
            continue
        _place(placeholder, PLACES[kind])
        body = placeholder._element.txBody.bodyPr
        body.set("anchor", {"title": "b", "body": "t"}.get(kind, "ctr"))
        for side in ("lIns", "tIns", "rIns", "bIns"):
            body.set(side, "0")
        if kind in ("ftr", "sldNum"):
            _set_style(placeholder, 9, "muted", False, "l" if kind == "ftr" else "r")
    title = master._element.find(f"{qn('p:txStyles')}/{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", "2600")
    title.find(qn("a:defRPr")).set("b", "1")
    for level in master._element.find(f"{qn('p:txStyles')}/{qn('p:bodyStyle')}"):
        look = level.find(qn("a:defRPr"))
        if look is not None:
            look.set("sz", "1600")


def _set_layout(layout: Any) -> None:
    for placeholder in list(layout.placeholders):
        kind = kind_of(placeholder)
        if kind == "dt":
            placeholder._element.getparent().remove(placeholder._element)
        elif kind in OPENING:
            _place(placeholder, OPENING[kind])
            size, colour, bold, anchor = STYLES[kind]
            _set_style(placeholder, size, colour, bold, "l")
            placeholder._element.txBody.bodyPr.set("anchor", anchor)
            for side in ("lIns", "tIns", "rIns", "bIns"):
                placeholder._element.txBody.bodyPr.set(side, "0")
    if layout.name == LAYOUTS[0]:
        last = max(shape.shape_id for shape in layout.shapes)
        layout.shapes._spTree.insert(2, element(sign(), last + 1, Scale(UNIT)))


def _set_style(placeholder: Any, size: float, colour: str, bold: bool, align: str) -> None:
    value = LIGHT[colour].removeprefix("#")
    style = placeholder._element.txBody.find(qn("a:lstStyle"))
    for child in list(style):
        style.remove(child)
    style.append(parse_xml(
        '<a:lvl1pPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" marL="0" indent="0" '
        f'algn="{align}"><a:buNone/><a:defRPr sz="{round(size * 100)}" b="{int(bold)}"><a:solidFill>'
        f'<a:srgbClr val="{value}"/></a:solidFill></a:defRPr></a:lvl1pPr>'
    ))  # fmt: skip


def sign() -> Group:
    """A marker where you are and a ring where you'd like to be; decoration of the first slide."""
    return Group("Closer", "", (
        Shape("Way", "line", 100, 130, 34, 0, stroke="gap", stroke_width=4),
        Shape("Today", "ellipse", 80, 120, 20, 20, "you"),
        Shape("Wanted", "ellipse", 134, 120, 20, 20, "paper", "you", 3.6),
    ))  # fmt: skip
