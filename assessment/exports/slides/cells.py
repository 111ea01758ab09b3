"""A table's chunk as XML: a header row that screen readers know as one, and hairlines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from assessment.exports.slides.nodes import Scale, Words, body, colour, typed
from assessment.exports.slides.sketch import Room
from assessment.exports.slides.tables import Cell, Chunk, Line, air_of, pads_of

NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
NONE = "".join(f'<a:ln{side} w="0"><a:noFill/></a:ln{side}>' for side in "LRT")


def table(chunk: Chunk, at: Room, id: int, scale: Scale, *, paper: bool) -> Any:
    """The chunk as a graphic frame. On `paper` cells have a ground and ink of their own."""
    ink = "ink" if paper else ""
    columns = "".join(f'<a:gridCol w="{scale(across)}"/>' for across in chunk.widths)
    count = len(chunk.widths)
    lines = _row(chunk.head, chunk.heights[0], chunk, scale, "rule", ink, bold=True, paper=paper)
    for line, high in zip(chunk.lines, chunk.heights[1:], strict=True):
        lines += _line(line, high, count, chunk, scale, ink, paper=paper)
    high = sum(scale(height) for height in chunk.heights)
    return parse_xml(
        f"<p:graphicFrame {nsdecls('a', 'p', 'r')}><p:nvGraphicFramePr>"
        f'<p:cNvPr id="{id}" name="Table" descr={quoteattr(typed(chunk.caption))}/>'
        '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/>'
        f'</p:nvGraphicFramePr><p:xfrm><a:off x="{scale(at.x)}" y="{scale(at.y)}"/>'
        f'<a:ext cx="{sum(scale(across) for across in chunk.widths)}" cy="{high}"/></p:xfrm>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl>'
        f'<a:tblPr firstRow="1" firstCol="1"><a:tableStyleId>{NO_STYLE}</a:tableStyleId></a:tblPr>'
        f"<a:tblGrid>{columns}</a:tblGrid>{lines}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def _line(line: Line, high: float, count: int, chunk: Chunk, scale: Scale, ink: str, *, paper: bool) -> str:
    if not line.heading:
        return _row(line.cells, high, chunk, scale, "line", ink, bold=False, paper=paper)
    first = _cell(line.cells[0], 0, chunk, scale, "shelf", ink, bold=True, paper=paper, span=count)
    empty = body(Words(((),), chunk.size), scale, "a")
    rest = f'<a:tc hMerge="1">{empty}<a:tcPr/></a:tc>' * (count - 1)
    return f'<a:tr h="{scale(high)}">{first}{rest}</a:tr>'


def _row(
    cells: Sequence[Cell], high: float, chunk: Chunk, scale: Scale, rule: str, ink: str, *, bold: bool,
    paper: bool,
) -> str:  # fmt: skip
    inside = "".join(
        _cell(cell, i, chunk, scale, rule, ink, bold=bold, paper=paper) for i, cell in enumerate(cells)
    )
    return f'<a:tr h="{scale(high)}">{inside}</a:tr>'


def _cell(
    cell: Cell,
    i: int,
    chunk: Chunk,
    scale: Scale,
    rule: str,
    ink: str,
    *,
    bold: bool,
    paper: bool,
    span: int = 1,
) -> str:
    words = Words(((cell.text,),), chunk.size, ink, bold, "r" if cell.right else "l")
    across = f' gridSpan="{span}"' if span > 1 else ""
    left, right = pads_of(chunk.head, i)
    air = scale(air_of(chunk.size) / 2)
    sides = (
        f'marL="{scale(left)}" marR="{scale(right)}" marT="{air}" marB="{air}" '
        f'anchor="{"b" if rule == "rule" or span > 1 else "ctr"}"'
    )
    thick = scale(1.2 if rule == "rule" else 0.75)
    under = f'<a:lnB w="{thick}"><a:solidFill>{colour(rule)}</a:solidFill></a:lnB>'
    ground = f"<a:solidFill>{colour('paper')}</a:solidFill>" if paper else "<a:noFill/>"
    return f"<a:tc{across}>{body(words, scale, 'a')}<a:tcPr {sides}>{NONE}{under}{ground}</a:tcPr></a:tc>"
