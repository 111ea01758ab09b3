"""The keys under and over native drawings, and what the drawings' groups say of themselves."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessment.charts.marks import (
    GAP_NAMED,
    INTERVAL,
    KEY_HEIGHT,
    KEY_LEADING,
    KEY_TRAIL,
    PEERS,
    TODAY,
    UNCLEAR,
    WANTED,
    YOU,
    KeyEntry,
    MarkSign,
)
from assessment.charts.planogram_marks import Item, look, row_width
from assessment.charts.theme import CAP_MIDDLE, SEMIBOLD, SMALLEST
from assessment.charts.words import Block, fit
from assessment.exports.slides.sketch import Sketch


def described(title: str, desc: str) -> str:
    """The alternative text of a drawing; a slide has no table below, but one that follows."""
    said = desc.replace(_("The table below lists every value."), _("The next slide lists every value."))
    return f"{title.rstrip('.')}. {said}"


def draw_items(
    sketch: Sketch, rows: Sequence[Sequence[Item]], x: float, y: float, leading: float, hue: str
) -> None:
    """A planogram's marks with their words, in rows; the first baseline at y."""
    for i, row in enumerate(rows):
        at = x
        for item in row:
            _draw_item(sketch, item, at, y + i * leading, hue)
            at += item.width + item.trail


def _draw_item(sketch: Sketch, item: Item, x: float, y: float, hue: str) -> None:
    if item.mark:
        across, down = item.box
        top = y - CAP_MIDDLE * item.block.size - down / 2
        sketch.box(f"key {item.mark}", look(item.mark, hue), x, top, across, down, 2.5)
        if item.sign:
            sketch.written(Block([item.sign], SMALLEST, SEMIBOLD), "muted")
    sketch.line_of_words("words", item.block, x + item.lead, y, item.colour)


def height_of_items(rows: Sequence[Sequence[Item]], leading: float) -> float:
    """Px that rows of items take."""
    return 13 + (len(rows) - 1) * leading if rows and row_width(rows[0]) else 0.0


def draw_mark(sketch: Sketch, name: str, sign: MarkSign, x: float, y: float, size: float = 1) -> None:
    """A voice's mark, as in the pictures."""
    if sign == "today":
        sketch.mark(name, "circle", TODAY, x, y, 6.4 * size)
    elif sign == "wanted":
        sketch.mark(name, "circle", WANTED, x, y, 6.0 * size)
    elif sign == "peers":
        sketch.mark(name, "square", PEERS, x, y, 4.6 * size)
    elif sign == "you":
        sketch.mark(name, "diamond", YOU, x, y, 7.2 * size)
    else:
        sketch.mark(name, "diamond", UNCLEAR, x, y, 6.6 * size)


def draw_key(sketch: Sketch, entries: Sequence[KeyEntry], width: float) -> float:
    """The key of a comparing picture from the top on; returns where it ends, px."""
    at, centre = 0.0, KEY_HEIGHT / 2
    for entry in entries:
        lead = entry.across + 7
        words = fit(entry.words, width - lead, 12.5, most=1)
        if at and at + lead + words.width > width:
            at, centre = 0.0, centre + KEY_LEADING
        _draw_sign(sketch, entry, at, centre)
        sketch.words("words", words, at + lead, centre)
        at += lead + words.width + KEY_TRAIL
    return centre + KEY_HEIGHT / 2 if entries else 0.0


def _draw_sign(sketch: Sketch, entry: KeyEntry, x: float, y: float) -> None:
    name = f"key {entry.sign}"
    if entry.sign == "gap":
        sketch.line(name, "gap", GAP_NAMED, x, y, x + entry.across, y)
    elif entry.sign == "interval":
        sketch.box(name, INTERVAL, x, y - 7, entry.across, 14)
    elif entry.sign == "hidden":
        sketch.hatch(name, x + entry.across / 2, y)
    else:
        draw_mark(sketch, name, entry.sign, x + entry.across / 2, y)
