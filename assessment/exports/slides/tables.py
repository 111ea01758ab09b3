"""Tables of native cells: split over as many slides as their lines, and their columns, need."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from assessment import wording
from assessment.charts.theme import REGULAR, SEMIBOLD, width
from assessment.charts.words import wrap
from assessment.exports.slides.nodes import typed
from assessment.rows import Table, Value

SIZES = (12.0, 11.0, 10.0, 9.0)  # units
PAD, APART, LEADING = 6.0, 12.0, 1.25  # apart: words after a column of numbers
COMFORTABLE = 3  # of the sizes are tried to save a slide
SAFE = 1.06  # a font wider than ours still fits
FIRST, TEXT, LEAST, ONE_LINE = (90.0, 300.0), 170.0, 34.0, 84.0
NUMERIC = re.compile(r"[<>±+−\-(]*\s*\d")
LONGEST_NUMBER = 16  # characters


@dataclass(frozen=True)
class Cell:
    """A cell as it is printed."""

    text: str
    right: bool = False


@dataclass(frozen=True)
class Line:
    """Cells, or one heading across all columns."""

    cells: tuple[Cell, ...]
    heading: bool = False


@dataclass(frozen=True)
class Chunk:
    """What stands on one slide: columns with their widths, the head, and lines with their heights."""

    caption: str
    size: float
    widths: tuple[float, ...]
    head: tuple[Cell, ...]
    lines: tuple[Line, ...]
    heights: tuple[float, ...]  # the head's first


def printed(value: Value) -> Cell:
    """A value as text. Numbers stand on the right, also those that came as words: "± 0.1", "1.5 or less"."""
    if isinstance(value, str):
        text = typed(value)
        return Cell(text, len(text) <= LONGEST_NUMBER and bool(NUMERIC.match(text)))
    return Cell(wording.number(None if value is None else Decimal(value)), right=True)


def chunks(table: Table, across: float, down: float) -> list[Chunk]:
    """The table for as many slides as it needs; each has the head, and the first column."""
    head, lines = _aligned(table)
    if not head:
        return []
    found: list[list[Chunk]] = []
    for i, size in enumerate(SIZES):
        widths = _widths(head, lines, size, across)
        if widths and (not found or i < COMFORTABLE):
            found.append(list(_by_lines(table.caption, size, head, lines, widths, down)))
    if found:
        return min(found, key=len)
    return [
        chunk
        for columns in _by_columns(head, lines, across)
        for chunk in _by_lines(
            table.caption, SIZES[-1], _picked(head, columns),
            [line if line.heading else replace(line, cells=_picked(line.cells, columns)) for line in lines],
            _narrow_widths(_picked(head, columns), lines, columns, across), down,
        )
    ]  # fmt: skip


def _picked(cells: Sequence[Cell], columns: Sequence[int]) -> tuple[Cell, ...]:
    return tuple(cells[i] for i in columns)


def _aligned(table: Table) -> tuple[tuple[Cell, ...], list[Line]]:
    """All cells, as many in each line; a column is on the right as a whole when most of it are numbers."""
    count = max([len(table.head), *map(len, table.lines)], default=0)
    lines: list[Line] = []
    for values in table.lines:
        cells = tuple(printed(value) for value in values)
        heading = len(cells) == 1 and count > 1
        lines.append(Line(cells if heading else cells + (Cell(""),) * (count - len(cells)), heading))
    right = []
    for i in range(count):
        said = [line.cells[i] for line in lines if not line.heading and line.cells[i].text]
        right.append(i > 0 and 2 * sum(cell.right for cell in said) >= len(said) > 0)
    said_of = [{line.cells[i].text for line in lines if not line.heading} for i in range(count)]
    for i in range(1, count):  # "hidden" all the way down, as elsewhere among numbers
        others = [
            texts for j, texts in enumerate(said_of) if j not in (0, i) and (right[j] or texts == said_of[i])
        ]
        alike = len(said_of[i]) == 1 and any(said_of[i] <= texts for texts in others)
        right[i] = right[i] or (alike and any(right))
    heads = [typed(text) for text in table.head] + [""] * (count - len(table.head))
    head = tuple(Cell(text, on) for text, on in zip(heads, right, strict=True))
    return head, [
        line if line.heading else Line(tuple(
            Cell(cell.text, i > 0 and (on or cell.right))
            for i, (cell, on) in enumerate(zip(line.cells, right, strict=True))
        ))
        for line in lines
    ]  # fmt: skip


def pads_of(head: Sequence[Cell], i: int) -> tuple[float, float]:
    """Air left and right in a column's cells; words after numbers keep away from them."""
    return (APART if i and head[i - 1].right and not head[i].right else PAD), PAD


def air_of(size: float) -> float:
    """Over and under a line."""
    return {12.0: 3.0, 11.0: 2.5, 10.0: 2.0}.get(size, 1.5)


# --- columns ----------------------------------------------------------------------------------------------


def _wishes(head: Sequence[Cell], lines: Sequence[Line], size: float) -> list[tuple[float, float]]:
    """The least and the natural width of each column."""
    wishes = []
    for i, title in enumerate(head):
        cells = [line.cells[i].text for line in lines if not line.heading]
        longest = max((width(text, size) for text in cells), default=0.0)
        words = max((width(word, size, SEMIBOLD) for word in title.text.split()), default=0.0)
        whole = width(title.text, size, SEMIBOLD)
        natural = max(longest, whole if whole <= ONE_LINE else words, LEAST)
        most = FIRST[1] if i == 0 else TEXT
        least = min(max(min(longest, ONE_LINE), words, LEAST), most)
        if i == 0:
            least = max(min(natural, FIRST[1] / 2), FIRST[0])
        pads = sum(pads_of(head, i))
        wishes.append((least * SAFE + pads, max(natural, least) * SAFE + pads))
    return wishes


def _widths(
    head: Sequence[Cell], lines: Sequence[Line], size: float, across: float
) -> tuple[float, ...] | None:
    """Widths that fill the room, or None when they don't fit into it."""
    wishes = _wishes(head, lines, size)
    least = sum(low for low, _high in wishes)
    natural = sum(high for _low, high in wishes)
    if least > across:
        return None
    if natural > across:
        share = (across - least) / (natural - least)
        return tuple(low + share * (high - low) for low, high in wishes)
    free = min((across - natural) / len(wishes), 40.0)
    return tuple(high + free for _low, high in wishes)


def _by_columns(head: Sequence[Cell], lines: Sequence[Line], across: float) -> Iterator[list[int]]:
    """Columns that fit beside each other; the first stands on each slide."""
    wishes = _wishes(head, lines, SIZES[-1])
    first, taken = wishes[0][0], [0]
    used = first
    for i, (least, _natural) in enumerate(wishes[1:], start=1):
        if used + least > across and len(taken) > 1:
            yield taken
            taken, used = [0], first
        taken.append(i)
        used += least
    yield taken


def _narrow_widths(
    head: Sequence[Cell], lines: Sequence[Line], columns: Sequence[int], across: float
) -> tuple[float, ...]:
    shown = [line if line.heading else Line(_picked(line.cells, columns)) for line in lines]
    found = _widths(head, shown, SIZES[-1], across)
    return found or (across / len(head),) * len(head)


# --- lines ------------------------------------------------------------------------------------------------


def _height(texts: Sequence[str], widths: Sequence[float], size: float, weight: int) -> float:
    """Of a line, as tall as its tallest cell."""
    most = 1
    for text, across in zip(texts, widths, strict=True):
        room = (across - 2 * PAD) / SAFE
        rows = sum(
            max(1, math.ceil(width(row, size, weight) / room)) for row in wrap(text, room, size, weight)
        )
        most = max(most, rows)
    return most * size * LEADING + 2 * air_of(size)


def _by_lines(
    caption: str, size: float, head: tuple[Cell, ...], lines: Sequence[Line], widths: tuple[float, ...],
    down: float,
) -> Iterator[Chunk]:  # fmt: skip
    """As many lines to a slide as there is room for, about as many on each; a heading goes with its lines."""
    top = _height([cell.text for cell in head], widths, size, SEMIBOLD)
    tall = [
        _height([line.cells[0].text], (sum(widths),), size, SEMIBOLD) if line.heading
        else _height([cell.text for cell in line.cells], widths, size, REGULAR)
        for line in lines
    ]  # fmt: skip
    room = max(down - top, max(tall, default=0.0))
    slides = max(math.ceil(sum(tall) / room), 1)
    for even in (sum(tall) / slides + max(tall, default=0.0), room):
        found = list(_flowed(lines, tall, min(even, room)))
        if len(found) <= slides:
            break
    for part, heights in found:
        yield Chunk(caption, size, widths, head, tuple(part), (top, *heights))


def _flowed(
    lines: Sequence[Line], tall: Sequence[float], room: float
) -> Iterator[tuple[list[Line], list[float]]]:
    part: list[Line] = []
    heights: list[float] = []
    over: Line | None = None  # the heading that the next line stands under
    high = 0.0
    for i, (line, need) in enumerate(zip(lines, tall, strict=True)):
        with_next = need + (tall[i + 1] if line.heading and i + 1 < len(lines) else 0.0)
        if part and sum(heights) + with_next > room + 0.01:
            yield part, heights
            part, heights = [], []
            if over is not None and not line.heading:
                part, heights = [_continued(over)], [high]
        if line.heading:
            over, high = line, need
        part.append(line)
        heights.append(need)
    if part or not lines:
        yield part, heights


def _continued(heading: Line) -> Line:
    words = _("%(heading)s (continued)") % {"heading": heading.cells[0].text}
    return Line((Cell(words),), heading=True)
