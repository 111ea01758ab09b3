"""A sheet made ready for the template: words cleaned, cells formatted, the picture given its size."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessment import wording
from assessment.charts.theme import MEDIUM, SEMIBOLD, width
from assessment.charts.words import plain
from assessment.exports.figures import Figure, Room, figure
from assessment.rows import Table, Value
from assessment.story import Sheet

ACROSS = Room(width=1017, height=650)  # px inside the margins of an A4 page that lies
UPRIGHT = Room(width=688, height=978)
MARGINS = 58  # px between name, title, lead, picture and points
LEAST = 0.72  # of the drawn size: smaller words than this are hard to read on paper
LINES, UPRIGHT_LINES = 21, 35  # of a table on a page of its own
HEADING_LINES = 4  # what a heading takes of them
CLOSER = 1.33  # how many more lines fit where they stand closer
WIDE_LINES = 4  # that words which don't fit into one take of a wide table's room
FIRST_COLUMN, LEAST_FIRST, BESIDE = 400.0, 180.0, 18.0
"""Px that a wide table's first column should have, and must have; and the air beside words."""
LONG_WORD = 24  # characters
COLUMNS = 3  # of points under a picture
FEW = 6  # columns; with no more than that, numbers would drift away from what they belong to
DEEPEST = 4  # levels of headings below the cover's


@dataclass(frozen=True)
class Cell:
    text: str
    number: bool  # whether it stands in a column of numbers


@dataclass(frozen=True)
class Line:
    """A line of a table; `group` is the heading it is instead."""

    head: str
    cells: tuple[Cell, ...]
    group: bool = False


@dataclass(frozen=True)
class PrintedTable:
    caption: str
    head: tuple[Cell, ...]
    lines: tuple[Line, ...]
    look: str  # classes: whether it stays on one page, how close its lines stand


@dataclass(frozen=True)
class Printed:
    """What the template prints of a sheet."""

    id: str
    level: int  # of its bookmark; its heading is one lower
    name: str
    title: str
    lead: str
    points: tuple[str, ...]
    figure: SafeString
    caption: str
    reading: str
    tables: tuple[PrintedTable, ...]
    footer: str
    upright: bool

    @property
    def heading(self) -> str:
        return f"h{self.level + 1}"


def printed(sheet: Sheet, number: int, before: int, room: Room | None = None) -> Printed:
    """The sheet as it is printed. `before` is the bookmark level of the one before: none may be skipped."""
    exhibit = sheet.exhibit
    drawn = figure(exhibit.chart, number) if exhibit and exhibit.chart is not None else None
    tables = [exhibit.table if exhibit and room is None else None, sheet.table]
    scale, upright = placed(sheet, drawn, room)
    room_of_lines = UPRIGHT_LINES if upright else LINES
    if not drawn and not sheet.points:  # the table stands under the heading
        room_of_lines -= HEADING_LINES
    return Printed(
        id=f"sheet-{number}",
        level=min(max(sheet.depth, 1), before + 1, DEEPEST),
        name=words(sheet.name) or words(sheet.title),
        title=words(sheet.title),
        lead=words(sheet.lead),
        points=tuple(filter(None, map(words, sheet.points))),
        figure=mark_safe(drawn.sized(scale) if drawn else ""),  # noqa: S308  made by our drawing code
        caption=caption_of(sheet),
        reading=words(exhibit.reading) if exhibit else "",
        tables=tuple(
            part
            for table in tables
            if table is not None
            for part in printed_parts(table, (UPRIGHT if upright else ACROSS).width, room_of_lines)
        ),
        footer=words(sheet.footer),
        upright=upright,
    )


def caption_of(sheet: Sheet) -> str:
    """What the picture shows, unless the page says it already."""
    if sheet.exhibit is None or sheet.exhibit.subtitle == sheet.lead:
        return ""
    return words(sheet.exhibit.subtitle)


def words(text: str) -> str:
    """What somebody typed, on one line and without signs that no file may hold."""
    return plain(text)


# --- the picture's size -------------------------------------------------------------------------------------


def placed(sheet: Sheet, drawn: Figure | None, room: Room | None) -> tuple[float, bool]:
    """The scale of the sheet's picture, and whether it is better off on an upright page."""
    if drawn is None:
        return 1.0, False
    if room is not None:
        return room.scale(drawn.width, drawn.height), False
    across = left_for(sheet, ACROSS).scale(drawn.width, drawn.height)
    if across < LEAST:  # then the points go to the next page
        across = left_for(sheet, ACROSS, points=False).scale(drawn.width, drawn.height)
    upright = left_for(sheet, UPRIGHT, points=False).scale(drawn.width, drawn.height)
    return max(across, upright), upright > across


def left_for(sheet: Sheet, page: Room, *, points: bool = True) -> Room:
    """The page without its words."""
    exhibit = sheet.exhibit
    taken = 20 + 33 * lines(sheet.title, page.width * 0.95, 27, SEMIBOLD)
    taken += 22 * lines(sheet.lead, page.width * 0.8, 15)
    if exhibit:
        taken += 20 * lines(exhibit.reading, page.width, 13) + 20 * lines(caption_of(sheet), page.width, 13)
    if points and sheet.points:
        columns = min(len(sheet.points), COLUMNS)
        each = page.width / columns - 44
        longest = max(lines(point, each, 14) for point in sheet.points)
        taken += 20 + math.ceil(len(sheet.points) / columns) * (21 * longest + 7)
    return Room(page.width, max(page.height - taken - MARGINS, 120))


def lines(text: str, room: float, size: float, weight: int = MEDIUM) -> int:
    """About how many lines the text takes."""
    return math.ceil(width(text, size, weight) * 1.03 / room)


# --- tables -------------------------------------------------------------------------------------------------


def printed_parts(table: Table, across: float, room: int) -> list[PrintedTable]:
    """The table as it is printed; a wide one in parts, whose heads and names take lines of their own."""
    parts = side_by_side(table, across)
    return [printed_table(part, room if len(parts) == 1 else room - WIDE_LINES) for part in parts]


def side_by_side(table: Table, room: float) -> list[Table]:
    """The table in parts that a page of this width has room for, each with the first column."""
    across = len(table.head) - 1
    needed = sum(least_width(table, at) for at in range(1, across + 1))
    if needed <= room - LEAST_FIRST or across < FEW:
        return [table]
    count = math.ceil(needed / (room - FIRST_COLUMN))  # once in parts, a practice's name has its line
    each = math.ceil(across / count)
    count = math.ceil(across / each)  # the last of them may be left without a column
    parts = []
    for number, at in enumerate(range(1, across + 1, each), 1):
        caption = _("%(table)s, %(n)d of %(of)d") % {"table": table.caption, "n": number, "of": count}
        lines = tuple(line if len(line) == 1 else (*line[:1], *line[at : at + each]) for line in table.lines)
        parts.append(Table(caption, (table.head[0], *table.head[at : at + each]), lines))
    return parts


def least_width(table: Table, at: int) -> float:
    """About what a column needs for its longest word, px."""
    cells = [line[at] for line in table.lines if len(line) > at]
    found = {word[:LONG_WORD] for cell in (table.head[at], *cells) for word in str(cell).split()}
    return BESIDE + max((width(word, 12, SEMIBOLD) for word in found), default=0)


def printed_table(table: Table, room: int) -> PrintedTable:
    """The numbers as they are printed; columns that hold any are set to the right. `room` counts lines."""
    across = max([len(table.head), *(len(line) for line in table.lines)])
    numeric = numbers_in(table, across)
    heads = [*table.head, *[""] * (across - len(table.head))]
    return PrintedTable(
        caption=words(table.caption),
        head=tuple(Cell(words(head), numeric[at]) for at, head in enumerate(heads)),
        lines=tuple(printed_line(line, numeric) for line in table.lines if line),
        look=look(table, numeric, room),
    )


def numbers_in(table: Table, across: int) -> list[bool]:
    """Which columns hold numbers; beside one, a column that is empty throughout is of their kind."""
    columns = [[line[at] for line in table.lines if 1 < len(line) > at] for at in range(across)]
    found = [any(isinstance(cell, (int, Decimal)) for cell in column) for column in columns]
    empty = [at > 0 and all(cell is None for cell in column) for at, column in enumerate(columns)]
    return [number or (none and any(found)) for number, none in zip(found, empty, strict=True)]


def look(table: Table, numeric: list[bool], room: int) -> str:
    """A table that may fit a page is held together, if need be with closer lines; a longer one begins one."""
    length = len(table.lines)
    fit = "whole" if length <= room else "whole close" if length <= room * CLOSER else "long"
    few = len(numeric) <= FEW and all(numeric[1:])
    return " ".join([fit, *(["numbers"] if few else []), *(["endless"] if endless(table) else [])])


def endless(table: Table) -> bool:
    """Whether a word would make its column too wide. To break such words takes time, so it is asked for."""
    cells = [table.head, *table.lines]
    return any(len(word) > LONG_WORD for line in cells for cell in line for word in str(cell).split())


def printed_line(line: tuple[Value, ...], numeric: list[bool]) -> Line:
    if len(line) == 1:
        return Line(value(line[0]), (), group=True)
    filled = [*line, *[""] * (len(numeric) - len(line))]
    cells = tuple(Cell(value(cell), numeric[at]) for at, cell in enumerate(filled) if at)
    return Line(value(line[0]), cells)


def value(cell: Value) -> str:
    """A cell as it is printed."""
    if isinstance(cell, str):
        return words(cell)
    return wording.number(Decimal(cell) if isinstance(cell, int) else cell)
