"""The report as sheets: numbers are numbers, text is text, and every column is explained in the last one."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from math import ceil
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessment.exports import cells, xlsx_about, xlsx_beside, xlsx_parts, xlsx_sheets
from assessment.exports.xlsx_kinds import Column, Kind
from assessment.exports.xlsx_sheets import Sheet, Value
from assessment.rows import Report

Note = Callable[[int, int], None]  # how far it has come: a step, of how many

NAME_AT_MOST, TEXT_AT_MOST = 31, 32_767  # what a sheet's name and a cell can hold
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]+")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
WIDTHS: dict[Kind, int] = {
    "word": 14, "name": 34, "long": 60, "whole": 11, "level": 11, "share": 11, "date": 12,
}  # fmt: skip
FITS_A_PAGE = 220  # in characters; a wider sheet is printed on several pages side by side
LINE, TALLEST = 15, 405  # of a row, in points
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NO_DAY = date(2000, 1, 1)  # of a report that has none: the same report gives the same bytes


def quiet(_done: int, _of: int) -> None:
    """Nobody asked how far it has come."""


def write(report: Report, *, note: Note = quiet) -> bytes:
    """The whole report; a step for each sheet."""
    out = io.BytesIO()
    # in memory every part of the file has the same fixed time
    book = xlsxwriter.Workbook(out, {"in_memory": True, **SAFE})
    day = max([NO_DAY, *(day for view in report.views for day in (view.opened_on, view.finished_on) if day)])
    book.set_properties({"title": clean(xlsx_about.title(report)), "created": midnight(day)})
    drawn = Drawn(book)
    sheets = sheets_of(report)
    for done, sheet in enumerate(sheets, start=1):
        drawn.add(sheet)
        note(done, len(sheets))
    book.close()
    return out.getvalue()


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def sheets_of(report: Report) -> list[Sheet]:
    """All sheets in their order, each under a name that a workbook takes."""
    found = [
        xlsx_sheets.practices(report),
        xlsx_sheets.categories(report),
        xlsx_sheets.levels(report),
        xlsx_beside.voices(report),
        *xlsx_parts.tables_of(report),
        xlsx_parts.parts(report),
        xlsx_beside.over_time(report),
        xlsx_beside.rounds(report),
        xlsx_beside.benchmark(report),
    ]
    content = [sheet for sheet in found if sheet is not None]
    last = xlsx_about.columns_told(())
    ours = [xlsx_about.about(report, ()).name, last.name]
    names = valid_names([*ours, *(sheet.name for sheet in content)])[len(ours) :]
    content = [replace(sheet, name=name) for sheet, name in zip(content, names, strict=True)]
    first = xlsx_about.about(report, [*content, last])
    return [first, *content, xlsx_about.columns_told([first, *content])]


def valid_names(names: Sequence[str]) -> list[str]:
    """At most 31 characters, none that is forbidden, and no two that differ in case alone."""
    found: list[str] = []
    for name in names:
        plain = " ".join(NOT_IN_NAMES.sub(" ", clean(name)).split()).strip("' ") or "Sheet"
        given, at = cut(plain, NAME_AT_MOST).rstrip("' "), 1
        while given.casefold() in {"history", *(other.casefold() for other in found)}:
            at += 1
            end = f" ({at})"
            given = cut(plain, NAME_AT_MOST - len(end)) + end
        found.append(given)
    return found


# --- cells ----------------------------------------------------------------------------------------------


def clean(text: str) -> str:
    """Text without what a sheet's file can't hold, and defused: it is never taken for a formula."""
    return cut(cells.text(NOT_IN_XML.sub("", text)), TEXT_AT_MOST)


def cut(text: str, at_most: int) -> str:
    """The start of a text, counted as spreadsheets do: a character outside the first plane is two."""
    return text.encode("utf-16-le")[: 2 * at_most].decode("utf-16-le", "ignore")


def set_height(page: Worksheet, line: int, row: Sequence[tuple[Column, Value]]) -> None:
    """Room for the longest text of a row: not every program finds it by itself."""
    texts = ((value, WIDTHS[column.kind]) for column, value in row if isinstance(value, str))
    lines = max((lines_of(text, width) for text, width in texts), default=1)
    if lines > 1:
        page.set_row(line, min(LINE * lines, TALLEST))


@lru_cache(maxsize=4096)  # most of a long table's texts come again and again
def lines_of(text: str, width: int) -> int:
    """About how many lines a text takes in a column; wide characters are two."""
    wide = (len(part) + sum(east_asian_width(one) in "WF" for one in part) for part in text.split("\n"))
    return sum(max(1, ceil(length / width)) for length in wide)


class Drawn:
    """A workbook that is being written, with the few formats that its cells have."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        top = {"valign": "top"}
        head = {"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": "#EDEDED", "bottom": 1}
        self.head = book.add_format({**head, "align": "left", "indent": 1})
        self.number_head = book.add_format({**head, "align": "right"})
        self.text = book.add_format({**top, "text_wrap": True, "align": "left", "indent": 1})
        self.formats = {
            name: book.add_format({**top, "num_format": name}) for name in ("0", "0.0", "0.00", "0%")
        }
        self.fact = book.add_format({**top, "num_format": "0", "align": "left", "indent": 1})
        self.day = book.add_format({**top, "num_format": "yyyy-mm-dd", "align": "left", "indent": 1})

    def add(self, sheet: Sheet) -> None:
        """The table with its headings in the first row, which stay in view and can be filtered by."""
        page: Worksheet = self.book.add_worksheet(sheet.name)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, WIDTHS[column.kind])
            page.write_string(0, at, clean(column.name), self.number_head if column.is_number else self.head)
        set_height(page, 0, [(column, column.name) for column in sheet.columns])
        for line, row in enumerate(sheet.rows, start=1):
            found = [(column, row.get(column.key)) for column in sheet.columns]
            set_height(page, line, found)
            for at, (column, value) in enumerate(found):
                self.cell(page, line, at, column, value)
        page.freeze_panes(1, sheet.label)
        page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
        page.set_landscape()
        page.set_paper(9)
        page.repeat_rows(0)
        page.repeat_columns(0, sheet.label - 1)
        page.fit_to_pages(ceil(sum(WIDTHS[column.kind] for column in sheet.columns) / FITS_A_PAGE), 0)

    def cell(self, page: Worksheet, line: int, at: int, column: Column, value: Value) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            page.write_string(line, at, clean(value), self.text)
        elif isinstance(value, date):
            page.write_datetime(line, at, midnight(value), self.day)
        else:
            page.write_number(line, at, float(value), self.number(column, value))

    def number(self, column: Column, value: int | Decimal) -> Format:
        """As it is printed: a level that was given is whole, an average has a decimal."""
        if not column.is_number:
            return self.fact
        if column.kind == "share":
            return self.formats["0%"]
        places = -int(Decimal(value).as_tuple().exponent)
        return self.formats[{0: "0", 1: "0.0"}.get(places, "0.00")]
