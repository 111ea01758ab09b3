"""The report in the order in which it is told: sheets, from which PDF and slides are made alike."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.exhibits import Exhibit
from assessment.rows import Table


@dataclass(frozen=True)
class Sheet:
    """A page of the PDF, a slide: one finding with what it rests on."""

    name: str  # for bookmarks and the table of contents
    title: str  # the finding
    lead: str = ""  # what is shown, of whom
    points: tuple[str, ...] = ()  # sentences
    exhibit: Exhibit | None = None
    table: Table | None = None  # where there is a table without a picture
    footer: str = ""  # voice, answered of invited, date, round, version, smallest group, caveat
    notes: tuple[str, ...] = ()  # for whoever presents
    depth: int = 1  # of the bookmark


@dataclass(frozen=True)
class Story:
    """A whole report. `organisation` is what a person typed, and may be empty."""

    organisation: str
    title: str
    subtitle: str  # round and date
    language: str
    sheets: tuple[Sheet, ...]
