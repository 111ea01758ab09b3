"""Whether a layout's ground is surely light: only then may ink stand on it without a panel."""

from __future__ import annotations

from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

LIGHT_ENOUGH = 0.8  # of white
SOLID = 1001  # the theme's first, plain ground


def is_light(layout: Any) -> bool:
    """False also for pictures, patterns and gradients, of which nobody knows."""
    master = layout.slide_master
    if any(_covers(shape, layout) for owner in (layout, master) for shape in owner.shapes):
        return False
    for owner in (layout, master):
        ground = owner._element.find(f"{qn('p:cSld')}/{qn('p:bg')}")
        if ground is not None:
            break
    else:
        return _luminance(layout, "bg1") >= LIGHT_ENOUGH
    plain = ground.find(f"{qn('p:bgPr')}/{qn('a:solidFill')}")
    named = ground.find(qn("p:bgRef"))
    if plain is None and (named is None or int(named.get("idx", "0")) != SOLID):
        return False
    colour = plain if plain is not None else named
    return _of(colour[0], layout) >= LIGHT_ENOUGH if len(colour) else False


def _covers(shape: Any, layout: Any) -> bool:
    """A picture or a filled shape behind most of the slide."""
    if shape.is_placeholder or not (shape.width and shape.height):
        return False
    presentation = layout.part.package.main_document_part.presentation
    share = shape.width * shape.height / (presentation.slide_width * presentation.slide_height)
    return bool(share > 0.4)


def _of(colour: Any, layout: Any) -> float:
    """How light a colour is, 0 to 1, its changes of light included."""
    value = colour.get("val", "")
    tag = colour.tag.rpartition("}")[2]
    light = _luminance(layout, value) if tag == "schemeClr" else _hex(value if tag == "srgbClr" else "")
    for change in colour:
        share = int(change.get("val", "100000")) / 100_000
        name = change.tag.rpartition("}")[2]
        if name in ("lumMod", "shade"):
            light *= share
        elif name == "lumOff":
            light += share
        elif name == "tint":
            light = 1 - (1 - light) * share
    return light


def _luminance(layout: Any, name: str) -> float:
    """A colour of the theme by the name it has on the master."""
    mapped = layout._element.find(f"{qn('p:clrMapOvr')}/{qn('a:overrideClrMapping')}")
    if mapped is None:
        mapped = layout.slide_master._element.find(qn("p:clrMap"))
    slot = mapped.get(name, name) if mapped is not None else name
    rels = layout.slide_master.part.rels.values()
    theme = next((rel.target_part for rel in rels if rel.reltype.endswith("/theme")), None)
    if theme is None:
        return 0.0
    found = parse_xml(theme.blob).find(f".//{qn('a:clrScheme')}/{qn(f'a:{slot}')}")
    if found is None or not len(found):
        return 0.0
    return _hex(found[0].get("lastClr") or found[0].get("val", ""))


def _hex(value: str) -> float:
    """Of six digits; 0 of anything else."""
    try:
        red, green, blue = bytes.fromhex(value)
    except ValueError:
        return 0.0
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255
