"""What every slide has: a title, a lead, a footer, a number, notes. And how large its words may be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

from assessment.charts.theme import REGULAR, SEMIBOLD, width
from assessment.charts.words import wrap
from assessment.exports.slides.layouts import Frame
from assessment.exports.slides.nodes import Scale, Shape, Words, element, paragraph, run_look, typed
from assessment.exports.slides.own_look import kind_of
from assessment.exports.slides.sketch import Room

SAFE = 1.06  # a font wider than ours still fits
LEADING = 1.22
SMALLEST_TITLE, UNKNOWN_TITLE = 14.0, 44.0  # units, points
LONGEST_TITLE = 220  # characters; what is longer goes to the notes as a whole


def lines_of(text: str, room: float, size: float, weight: int = REGULAR) -> int:
    """How many lines a text takes, unbroken words cut."""
    found = wrap(typed(text), room / SAFE, size, weight)
    return sum(max(1, math.ceil(width(line, size, weight) * SAFE / room)) for line in found)


def height_of(texts: Sequence[str], room: float, size: float, after: float = 0.0) -> float:
    """Units that paragraphs take one under the other."""
    return sum(lines_of(text, room, size) * size * LEADING + after for text in texts)


def next_id(slide: Any) -> int:
    """An id that no shape of the slide has."""
    return 1 + max(int(id) for id in slide.shapes._spTree.xpath("//p:cNvPr/@id"))


def put(slide: Any, node: Any, scale: Scale) -> None:
    """A drawing or a box of words at the end of the slide's reading order."""
    slide.shapes._spTree.append(element(node, next_id(slide), scale))


def words_at(name: str, words: Words, room: Room) -> Shape:
    return Shape(name, "rect", *room, words=words)


# --- titles -----------------------------------------------------------------------------------------------


def title_of(slide: Any) -> Any:
    """The title's placeholder, put first in the reading order; other places of the layout go."""
    title = next(p for p in slide.placeholders if kind_of(p) in ("title", "ctrTitle"))
    tree = slide.shapes._spTree
    tree.remove(title._element)
    tree.insert(2, title._element)
    return title


def clear(slide: Any, kept: Sequence[str]) -> None:
    """Take away the layout's places that nothing is put into."""
    for placeholder in list(slide.placeholders):
        if kind_of(placeholder) not in kept:
            placeholder._element.getparent().remove(placeholder._element)


def set_title(slide: Any, layout: Any, text: str, room: Room, scale: Scale, *, moved: bool = False) -> None:
    """The title in its place, smaller where it would not fit."""
    title = title_of(slide)
    if moved:
        sides = (scale(side) for side in room)
        title.left, title.top, title.width, title.height = sides
    usual = size_of(layout, kind_of(title)) / scale.points
    fill(title, (text,), fitting(text, room, usual), scale)


def cut(text: str) -> str:
    """A title that no slide could hold ends in "…"."""
    whole = typed(text)
    return whole if len(whole) <= LONGEST_TITLE else whole[: LONGEST_TITLE - 1].rstrip() + "…"


def fitting(text: str, room: Room, usual: float) -> float | None:
    """The largest size that fits; None for the layout's own."""
    size = usual
    while size > SMALLEST_TITLE:
        if lines_of(text, room.width - 14, size, SEMIBOLD) * size * LEADING <= room.height + 2:
            break
        size -= 1
    return None if size == usual else max(size, SMALLEST_TITLE)


def size_of(layout: Any, kind: str) -> float:
    """Points of a title as the layout or its master sets it."""
    for owner in (layout, layout.slide_master):
        for placeholder in owner.placeholders:
            if kind_of(placeholder) in {kind, "title"}:
                found = placeholder._element.find(f".//{qn('a:lstStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}")
                if found is not None and found.get("sz"):
                    return int(found.get("sz")) / 100
    path = f"{qn('p:txStyles')}/{qn('p:titleStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}"
    found = layout.slide_master._element.find(path)
    return int(found.get("sz", "4400")) / 100 if found is not None else UNKNOWN_TITLE


def fill(placeholder: Any, paragraphs: Sequence[str], size: float | None, scale: Scale) -> None:
    """Words for a placeholder: all that is not said stays the layout's."""
    tree = placeholder._element.txBody
    for old in list(tree.findall(qn("a:p"))):
        tree.remove(old)
    words = Words((), size, "")
    for text in paragraphs:
        xml = paragraph((text,), words, scale).replace("<a:p>", f"<a:p {nsdecls('a')}>", 1)
        made = parse_xml(xml)
        how = made.find(qn("a:pPr"))
        right_to_left = how.get("rtl")
        made.remove(how)
        if right_to_left:
            made.insert(0, parse_xml(f'<a:pPr {nsdecls("a")} rtl="1"/>'))
        tree.append(made)


# --- foot and notes ---------------------------------------------------------------------------------------


def add_foot(slide: Any, layout: Any, text: str, number: int, frame: Frame) -> None:
    """Footer and number as the layout's own, where it has them; at the end of the reading order."""
    scale = frame.scale
    size = 9.0
    while size > 7 and lines_of(text, frame.footer.width, size) * size * LEADING > frame.footer.height + 3:
        size -= 0.5
    words = Words(((text,),), size, "", wrap=True)
    shape = words_at("Footer", words, frame.footer)
    slide.shapes._spTree.append(_furnished(shape, layout, "ftr", next_id(slide), scale))
    count = Words(((str(number),),), 9, "", align="r", wrap=True)
    tree = _furnished(words_at("Slide number", count, frame.number), layout, "sldNum", next_id(slide), scale)
    for run in tree.iter(qn("a:r")):
        field = parse_xml(
            f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
            f"{run_look(count, scale)}<a:t>{number}</a:t></a:fld>"
        )
        run.getparent().replace(run, field)
    slide.shapes._spTree.append(tree)


def _furnished(shape: Shape, layout: Any, kind: str, id: int, scale: Scale) -> Any:
    """A box of words that is the layout's footer or number, if it has one."""
    tree = element(shape, id, scale)
    given = next((p for p in layout.placeholders if kind_of(p) == kind), None)
    if given is not None:
        idx = given._element.ph.get("idx", "0")
        tree.find(f".//{qn('p:nvPr')}").append(
            parse_xml(f'<p:ph {nsdecls("p")} type="{kind}" sz="quarter" idx="{idx}"/>')
        )
        locks = tree.find(f".//{qn('p:cNvSpPr')}")
        locks.attrib.pop("txBox", None)
        locks.append(parse_xml(f'<a:spLocks {nsdecls("a")} noGrp="1"/>'))
    return tree


def add_notes(slide: Any, notes: Sequence[str]) -> None:
    """For whoever presents."""
    said = [typed(note) for note in notes if typed(note)]
    if said:
        slide.notes_slide.notes_text_frame.text = "\n".join(said)
