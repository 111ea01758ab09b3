"""A story as a PDF: pages with real text, bookmarks and tags, and the page for the board.

A4 across: pictures are about as wide as such a page, so their smallest words print at 8 points, and a
projector shows a page whole. Only a picture that is taller than wide gets an upright page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessment.charts.theme import LIGHT
from assessment.exports.figures import Room
from assessment.exports.paper import Unavailable, available, laid_out, written
from assessment.exports.printed import Printed, printed, words
from assessment.rows import Table
from assessment.story import Sheet, Story

__all__ = ["Unavailable", "available", "write", "write_board"]

BOARD = Room(width=718, height=640)
"""Px inside the margins of an upright A4 page, and how much of its height a picture may take."""

SIZES = (16.5, 15.5, 14.5, 13.5, 12.5, 11.5, 10.5)
"""Px of the board page's words, tried in this order until all fits on one page."""

LONGEST = (600, 300, 160, 80)
"""Characters of a sentence; those after the first are tried where even the smallest words don't fit."""


def _quiet(done: int, of: int) -> None: ...


def write(story: Story, *, note: Callable[[int, int], None] = _quiet) -> bytes:
    """The whole report. `note` is told how many steps are done, and of how many."""
    steps = len(story.sheets) + 2
    with override(story.language):
        sheets: list[Printed] = []
        for number, sheet in enumerate(story.sheets, 1):
            before = sheets[-1].level if sheets else 0
            sheets.append(printed(sheet, number, before))
            note(number, steps)
        context = {"story": story, "title": title_of(story), "organisation": words(story.organisation),
                   "headline": words(story.title), "subtitle": words(story.subtitle),
                   "sheets": sheets, "colours": LIGHT}  # fmt: skip
        pages = laid_out(render_to_string("assessment/print/report.html", context))
        note(steps - 1, steps)
        content = written(pages, {sheet.id: sheet.name for sheet in sheets})
        note(steps, steps)
    return content


def title_of(story: Story) -> str:
    """The document's name in its metadata."""
    return words(", ".join(filter(None, (story.organisation, story.title)))) or _("Report")


def write_board(sheet: Sheet, organisation: str, subtitle: str, language: str) -> bytes:
    """One upright page: finding, picture, sentences, actions. Words shrink until all fits, then are cut."""
    tries = [(size, LONGEST[0]) for size in SIZES] + [(SIZES[-1], longest) for longest in LONGEST[1:]]
    count, pages = 1, None
    with override(language):
        whole = printed(sheet, 1, 0, room=BOARD)
        for size, longest in tries:
            if count > 2 and size > SIZES[-1]:
                continue  # far too much: only the smallest words may do
            context = {
                "sheet": shortened(sheet, whole, longest),
                "organisation": cut(words(organisation), longest // 2),
                "subtitle": cut(words(subtitle), longest // 2),
                "title": words(sheet.title) or _("Report"),
                "language": language,
                "colours": LIGHT,
            }
            pages = laid_out(render_to_string("assessment/print/board.html", context), size)
            count = len(pages.pages)
            if count == 1:
                break
        assert pages is not None
        return written(pages.copy(pages.pages[:1]))


def shortened(sheet: Sheet, whole: Printed, longest: int) -> Printed:
    """The sheet with the picture of the whole one and with sentences and cells no longer than this."""
    table = sheet.table and Table(
        cut(sheet.table.caption, longest),
        tuple(cut(head, longest // 3) for head in sheet.table.head),
        tuple(
            tuple(cut(cell, longest // 2) if isinstance(cell, str) else cell for cell in line)
            for line in sheet.table.lines
        ),
    )
    short = replace(
        sheet,
        name=cut(sheet.name, longest),
        title=cut(sheet.title, longest),
        lead=cut(sheet.lead, longest),
        points=tuple(cut(point, longest) for point in sheet.points),
        footer=cut(sheet.footer, longest),
        table=table,
        exhibit=None,
    )
    return replace(printed(short, 1, 0), figure=whole.figure, reading=whole.reading)


def cut(text: str, longest: int) -> str:
    """The text, with "…" where it is longer."""
    return Truncator(text).chars(longest)
