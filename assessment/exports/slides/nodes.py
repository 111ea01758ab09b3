"""What stands on a slide, before it is XML: shapes and words in groups, measured in units (see `layouts`).

Every shape has a position, a look and a name of its own and nothing of the theme's effects: a drawing looks
alike on any master. Words have no font of their own: they are set in the theme's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import to_locale
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from assessment.charts.theme import LIGHT
from assessment.charts.words import SOFT_HYPHEN, plain

Kind = Literal["rect", "roundRect", "ellipse", "diamond", "rightBracket", "line"]
Align = Literal["l", "ctr", "r"]
Anchor = Literal["t", "ctr", "b"]

TURNS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
NATURAL = 1.21  # of the size: how far apart lines stand when nothing is said


def typed(text: str) -> str:
    """Anything a person may have typed as one line of text that XML may carry, turning no other text."""
    return plain(text.replace(SOFT_HYPHEN, "").translate(TURNS))


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


@dataclass(frozen=True)
class Scale:
    """EMU in a unit, points in a unit, and the language that words are in."""

    emu: float
    language: str = ""

    @property
    def points(self) -> float:
        return self.emu / 12700

    def __call__(self, units: float) -> int:
        return round(units * self.emu)


@dataclass(frozen=True)
class Words:
    """Paragraphs; each is a sequence of lines. `colour` is a token; "" is the theme's own."""

    paragraphs: tuple[tuple[str, ...], ...]
    size: float | None = None
    colour: str = "ink"
    bold: bool = False
    align: Align = "l"
    anchor: Anchor = "ctr"
    wrap: bool = False
    spacing: float = 0.0  # lines apart, as a factor of what is natural; 0 leaves it
    after: float = 0.0  # under a paragraph
    bullets: bool = False

    @property
    def text(self) -> str:
        return "\n".join(" ".join(lines) for lines in self.paragraphs)


@dataclass(frozen=True)
class Shape:
    """A shape by its outer edges: its stroke stays inside. A line runs from corner to corner."""

    name: str
    kind: Kind
    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""
    stroke_width: float = 0.0
    dashed: bool = False
    opacity: float = 1.0
    radius: float = 0.0
    hatched: bool = False
    words: Words | None = None
    alt: str = ""


@dataclass(frozen=True)
class Group:
    """Shapes that belong together. `alt` says in words what they show."""

    name: str
    alt: str
    nodes: tuple[Shape | Group, ...]


def edges(node: Shape | Group) -> tuple[float, float, float, float]:
    """Left, top, right, bottom."""
    if isinstance(node, Shape):
        return node.x, node.y, node.x + node.width, node.y + node.height
    inner = [edges(child) for child in node.nodes] or [(0.0, 0.0, 0.0, 0.0)]
    lefts, tops, rights, bottoms = zip(*inner, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def shown(node: Shape | Group) -> Iterator[Shape]:
    """All shapes of a drawing, from the back to the front."""
    if isinstance(node, Shape):
        yield node
        return
    for child in node.nodes:
        yield from shown(child)


# --- XML --------------------------------------------------------------------------------------------------


def element(node: Shape | Group, first_id: int, scale: Scale) -> Any:
    """The node as an element for a slide's tree; its ids start at `first_id`."""
    ids = iter(range(first_id, first_id + 100_000))
    xml = _group(node, ids, scale) if isinstance(node, Group) else _shape(node, ids, scale)
    return parse_xml(xml.replace(">", f" {nsdecls('a', 'p', 'r')}>", 1))


def _group(group: Group, ids: Iterator[int], scale: Scale) -> str:
    left, top, right, bottom = edges(group)
    at = f'x="{scale(left)}" y="{scale(top)}"'
    size = f'cx="{scale(right) - scale(left)}" cy="{scale(bottom) - scale(top)}"'
    own = _named(next(ids), group.name, group.alt)
    inner = "".join(
        _group(node, ids, scale) if isinstance(node, Group) else _shape(node, ids, scale)
        for node in group.nodes
    )
    return (
        f"<p:grpSp><p:nvGrpSpPr>{own}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>"
        f"<a:off {at}/><a:ext {size}/><a:chOff {at}/><a:chExt {size}/></a:xfrm></p:grpSpPr>{inner}</p:grpSp>"
    )


def _named(id: int, name: str, alt: str) -> str:
    said = f" descr={quoteattr(typed(alt))}" if alt else ""
    return f'<p:cNvPr id="{id}" name={quoteattr(typed(name)[:120])}{said}/>'


def _shape(shape: Shape, ids: Iterator[int], scale: Scale) -> str:
    own = _named(next(ids), shape.name, shape.alt)
    if shape.kind == "line":
        return (
            f"<p:cxnSp><p:nvCxnSpPr>{own}<p:cNvCxnSpPr/><p:nvPr/></p:nvCxnSpPr>"
            f"<p:spPr>{_place(shape, 0, scale)}{_geometry(shape)}{_stroke(shape, scale)}</p:spPr></p:cxnSp>"
        )
    box = "<p:cNvSpPr/>" if shape.fill or shape.stroke or not shape.words else '<p:cNvSpPr txBox="1"/>'
    words = shape.words or Words(((),))
    place = _place(shape, shape.stroke_width / 2, scale)
    return (
        f"<p:sp><p:nvSpPr>{own}{box}<p:nvPr/></p:nvSpPr><p:spPr>{place}"
        f"{_geometry(shape)}{_fill(shape)}{_stroke(shape, scale)}</p:spPr>{body(words, scale, 'p')}</p:sp>"
    )


def _place(shape: Shape, inset: float, scale: Scale) -> str:
    x, y = scale(shape.x + inset), scale(shape.y + inset)
    across = max(scale(shape.x + shape.width - inset) - x, 0)
    down = max(scale(shape.y + shape.height - inset) - y, 0)
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'


def _geometry(shape: Shape) -> str:
    guides = ""
    if shape.kind == "roundRect":
        shorter = max(min(shape.width, shape.height) - shape.stroke_width, 0.01)
        share = min(round(100_000 * max(shape.radius - shape.stroke_width / 2, 0) / shorter), 50_000)
        guides = f'<a:gd name="adj" fmla="val {share}"/>'
    elif shape.kind == "rightBracket":
        guides = '<a:gd name="adj" fmla="val 0"/>'
    return f'<a:prstGeom prst="{shape.kind}"><a:avLst>{guides}</a:avLst></a:prstGeom>'


def _fill(shape: Shape) -> str:
    if shape.hatched:
        return (
            f'<a:pattFill prst="wdUpDiag"><a:fgClr>{colour(shape.fill)}</a:fgClr>'
            f"<a:bgClr>{colour('paper')}</a:bgClr></a:pattFill>"
        )
    return f"<a:solidFill>{colour(shape.fill, shape.opacity)}</a:solidFill>" if shape.fill else "<a:noFill/>"


def _stroke(shape: Shape, scale: Scale) -> str:
    if not shape.stroke:
        return "<a:ln><a:noFill/></a:ln>"
    painted = colour(shape.stroke, shape.opacity if shape.kind == "line" else 1)
    dashes = '<a:prstDash val="sysDash"/>' if shape.dashed else ""
    join = "" if shape.kind == "line" else "<a:round/>"
    return f'<a:ln w="{scale(shape.stroke_width)}"><a:solidFill>{painted}</a:solidFill>{dashes}{join}</a:ln>'


def colour(token: str, opacity: float = 1) -> str:
    """A colour of ours by its token."""
    value = LIGHT[token].removeprefix("#")
    if opacity == 1:
        return f'<a:srgbClr val="{value}"/>'
    return f'<a:srgbClr val="{value}"><a:alpha val="{round(opacity * 100_000)}"/></a:srgbClr>'


def body(words: Words, scale: Scale, prefix: Literal["p", "a"]) -> str:
    """The words as the body of a shape ("p") or of a table's cell ("a")."""
    inside = "".join(paragraph(lines, words, scale) for lines in words.paragraphs) or "<a:p/>"
    if prefix == "a":
        return f"<a:txBody><a:bodyPr/><a:lstStyle/>{inside}</a:txBody>"
    wrap = "square" if words.wrap else "none"
    return (
        f'<p:txBody><a:bodyPr wrap="{wrap}" lIns="0" tIns="0" rIns="0" bIns="0" rtlCol="0" '
        f'anchor="{words.anchor}"><a:noAutofit/></a:bodyPr><a:lstStyle/>{inside}</p:txBody>'
    )


def paragraph(lines: Sequence[str], words: Words, scale: Scale) -> str:
    """One paragraph; its lines are broken where they are given."""
    texts = [typed(line) for line in lines]
    right_to_left = is_right_to_left(" ".join(texts))
    how = f' algn="{"r" if right_to_left and words.align == "l" else words.align}"'
    if right_to_left:
        how += ' rtl="1"'
    between = (
        f'<a:lnSpc><a:spcPct val="{round(words.spacing * 100_000)}"/></a:lnSpc>' if words.spacing else ""
    )
    after = f'<a:spcAft><a:spcPts val="{round(words.after * scale.points * 100)}"/></a:spcAft>'
    bullet = "<a:buNone/>"
    if words.bullets:
        indent = scale(words.size or 12)
        how += f' marL="{indent}" indent="-{indent}"'
        bullet = '<a:buFont typeface="Arial"/><a:buChar char="•"/>'
    runs = f"<a:br>{run_look(words, scale)}</a:br>".join(
        f"<a:r>{run_look(words, scale)}<a:t>{escape(text)}</a:t></a:r>" for text in texts if text
    )
    if not runs:  # an empty line is as high as it would be with words
        runs = run_look(words, scale).replace("a:rPr", "a:endParaRPr")
    before = '<a:spcBef><a:spcPts val="0"/></a:spcBef>'
    return f"<a:p><a:pPr{how}>{between}{before}{after}{bullet}</a:pPr>{runs}</a:p>"


def run_look(words: Words, scale: Scale) -> str:
    """Language, size, weight and colour of a run."""
    said = f' lang="{to_locale(scale.language).replace("_", "-")}"' if scale.language else ""
    if words.size is not None:
        said += f' sz="{max(round(words.size * scale.points * 100), 100)}"'
    if words.bold:
        said += ' b="1"'
    if not words.colour:
        return f'<a:rPr{said} dirty="0"/>'
    return f'<a:rPr{said} dirty="0"><a:solidFill>{colour(words.colour)}</a:solidFill></a:rPr>'
