"""Answers as statisticians keep them: a CSV with a line for each respondent and item.

`respondent,item,current,desired`, perhaps `category` and `voice`; further columns say what a respondent is
part of. An empty level is don't know, an item without a line was not asked. A file is taken as a whole or
not at all: every line that can't be used is named with its cause. It may be longer than memory likes, so
it is read line by line into arrays.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.answer_files import NotAnswers, numbered, opened, ranges
from surveys.choices import LABEL_LENGTH, LEVELS, Voice
from surveys.lists import one_line

HEADINGS = {
    "respondent": ("respondent", "respondent_id", "person"),
    "item": ("item", "practice", "code"),
    "current": ("current", "today"),
    "desired": ("desired", "wanted"),
    "category": ("category",),
    "voice": ("voice",),
}
NEEDED = ("respondent", "item", "current", "desired")
VOICES = {**{voice.value: voice.value for voice in Voice}, "peers": Voice.PEER.value}
EMPTY = 0  # in place of a level: don't know, or no view
LEVEL = {"": EMPTY, "NA": EMPTY, **{text: level for level in LEVELS for text in (str(level), f"{level}.0")}}


class TooLong(NotAnswers):
    """More lines of answers than a file may have."""


class BadLines(Exception):
    """Lines that can't be used; then none of the file is. `others` is what the other lines say."""

    def __init__(self, problems: Sequence[Problem], others: LongAnswers) -> None:
        super().__init__(problems)
        self.problems, self.others = problems, others

    @property
    def lines(self) -> int:
        """How many lines can't be used."""
        return sum(len(problem.lines) for problem in self.problems)


@dataclass(frozen=True)
class Problem:
    """One cause, and the lines it spoils, ascending."""

    why: str
    lines: Sequence[int]

    def __str__(self) -> str:
        words = ngettext("Line %(lines)s: %(why)s.", "Lines %(lines)s: %(why)s.", len(self.lines))
        return words % {"lines": ranges(self.lines), "why": self.why}


@dataclass(frozen=True)
class Person:
    """A respondent: whose voice, and the label in each further column, "" where there is none."""

    voice: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class LongAnswers:
    """A file's answers in its order. The four arrays have an entry for each line."""

    columns: tuple[str, ...] = ()  # the further columns
    people: list[Person] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)  # the line on which each of them comes first
    items: dict[str, str] = field(default_factory=dict)  # code → category, "" where none is given
    person: array[int] = field(default_factory=lambda: array("l"))  # places in `people`
    item: array[int] = field(default_factory=lambda: array("l"))  # places in `items`
    current: array[int] = field(default_factory=lambda: array("b"))  # levels, or EMPTY
    desired: array[int] = field(default_factory=lambda: array("b"))


def read(file: BinaryIO, most: int | None = None, codes: Mapping[str, str] | None = None) -> LongAnswers:
    """The answers in a file of UTF-8, UTF-16 or a Western code page, separated by commas, semicolons or tabs.

    `codes` are the only items there are, by their lower case; without it any item will do. Raises NotAnswers
    for what is no such file, TooLong for more than `most` lines of answers, BadLines for lines that can't be
    used.
    """
    text = opened(file)
    try:
        return read_text(text, most, codes)
    finally:
        text.detach()  # the file is the caller's to close


def read_text(text: TextIO, most: int | None, codes: Mapping[str, str] | None) -> LongAnswers:
    """The same of what has been opened."""
    rows = numbered(text)
    heading = next(rows, None)
    if heading is None:
        raise NotAnswers(_("This file is empty. Its first line names the columns, and answers follow."))
    reading = Reading(*heading, codes)
    for count, (line, cells) in enumerate(rows, start=1):
        if most is not None and count > most:
            raise TooLong(
                _("This file has more than %(n)d lines of answers, the most it may have.") % {"n": most}
            )
        reading.take(line, cells)
    return reading.done()


# --- lines --------------------------------------------------------------------------------------------------


class Unusable(Exception):
    """What is wrong with one line."""


class Reading:
    """What has been read so far, and what was wrong with it."""

    def __init__(self, line: int, headings: Sequence[str], codes: Mapping[str, str] | None) -> None:
        self.codes = codes
        self.at, self.further, self.width = columns_of(line, headings)
        self.found = LongAnswers(columns=tuple(self.further))
        self.wrong: dict[str, list[int]] = {}
        self.places: dict[str, int] = {}  # of respondents, in `found.people`
        self.items: dict[str, int] = {}
        self.said: list[int] = []  # a bit for each item that the respondent has answered
        self.first = self.last = 0

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Keep one line, or note what is wrong with it."""
        self.first, self.last = self.first or line, line
        try:
            self.keep(line, cells)
        except Unusable as problem:
            self.wrong.setdefault(str(problem), []).append(line)

    def keep(self, line: int, cells: Sequence[str]) -> None:
        if len(cells) < self.width or any(cells[self.width :]):
            raise Unusable(
                _("the columns are %(n)d, not %(of)d as in the first line")
                % {"n": len(cells), "of": self.width}
            )
        current, desired = (level(cells[self.at[side]]) for side in ("current", "desired"))
        item, person = self.item_of(cells), self.person_of(line, cells)
        if self.said[person] >> item & 1:
            raise Unusable(_("the respondent has answered this item on an earlier line"))
        self.said[person] |= 1 << item
        self.found.person.append(person)
        self.found.item.append(item)
        self.found.current.append(current)
        self.found.desired.append(desired)

    def item_of(self, cells: Sequence[str]) -> int:
        """The place of the line's item."""
        code = self.code_of(named(cells[self.at["item"]]))
        category = named(cells[self.at["category"]]) if "category" in self.at else ""
        if "category" in self.at and not category:
            raise Unusable(_("there is no category"))
        if self.found.items.setdefault(code, category) != category:
            raise Unusable(_("the item has another category on an earlier line"))
        return self.items.setdefault(code, len(self.items))

    def code_of(self, name: str) -> str:
        """What an item is called, whatever the case where only some are known."""
        if not name:
            raise Unusable(_("there is no item"))
        code = name if self.codes is None else self.codes.get(name.lower())
        if code is None:
            raise Unusable(_("“%(name)s” is no practice of this questionnaire") % {"name": name})
        return code

    def person_of(self, line: int, cells: Sequence[str]) -> int:
        """The place of the line's respondent, who is the same on every line."""
        whose = cells[self.at["respondent"]].strip()
        if not whose:
            raise Unusable(_("there is no respondent"))
        voice = voice_of(cells[self.at["voice"]]) if "voice" in self.at else Voice.TEAM.value
        person = Person(voice, tuple(named(cells[at]) for at in self.further.values()))
        place = self.places.setdefault(whose, len(self.places))
        if place == len(self.found.people):
            self.found.people.append(person)
            self.found.begun.append(line)
            self.said.append(0)
        elif self.found.people[place] != person:
            raise Unusable(
                _("the respondent has another voice, or is part of something else, on line %(n)d")
                % {"n": self.found.begun[place]}
            )
        return place

    def done(self) -> LongAnswers:
        """Everything that was read. Raises BadLines, NotAnswers."""
        if self.wrong:
            raise BadLines([Problem(why, lines) for why, lines in self.wrong.items()], self.found)
        if not self.last:
            raise NotAnswers(_("Line 1 names the columns, and no answer follows it."))
        if not (any(self.found.current) or any(self.found.desired)):
            raise NotAnswers(
                _("Lines %(first)d to %(last)d hold only don’t know, no level: nothing can be worked out.")
                % {"first": self.first, "last": self.last}
            )
        return self.found


def columns_of(line: int, headings: Sequence[str]) -> tuple[dict[str, int], dict[str, int], int]:
    """Where the columns are that are known, where the further ones, and how many there are in all.

    Raises NotAnswers where one that is needed is missing or a name stands twice.
    """
    names = [one_line(heading)[:LABEL_LENGTH] for heading in headings]
    meaning = {word: name for name, words in HEADINGS.items() for word in words}
    known: dict[str, int] = {}
    further: dict[str, int] = {}
    for at, name in enumerate(names):
        columns, key = (known, meaning[name.lower()]) if name.lower() in meaning else (further, name)
        if key in columns:
            raise NotAnswers(_("Line %(n)d names the column “%(name)s” twice.") % {"n": line, "name": name})
        if name:
            columns[key] = at
    missing = [name for name in NEEDED if name not in known]
    if missing:
        raise NotAnswers(
            _("Line %(n)d names no column “%(name)s”. It must name respondent, item, current and desired.")
            % {"n": line, "name": missing[0]}
        )
    return known, further, 1 + max([*known.values(), *further.values()])


def level(text: str) -> int:
    """A level, or EMPTY. Raises Unusable."""
    found = LEVEL.get(text.strip())
    if found is None:
        raise Unusable(why_no_level(text.strip()))
    return found


def why_no_level(text: str) -> str:
    shown = {"text": one_line(text)[:LABEL_LENGTH], "least": LEVELS[0], "most": LEVELS[-1]}
    if re.fullmatch(r"[+-]?[0-9]{1,20}", text):
        return _("level %(text)s doesn’t exist, levels go from %(least)d to %(most)d") % shown
    if re.fullmatch(r"[+-]?[0-9]{0,20}[.,][0-9]{1,20}", text):
        return _("level %(text)s is not a whole one from %(least)d to %(most)d") % shown
    return _("“%(text)s” is no level from %(least)d to %(most)d") % shown


@lru_cache(maxsize=10_000)
def named(text: str) -> str:
    """A name as it is kept: on one line and in one spelling. Raises Unusable for one that is too long."""
    name = unicodedata.normalize("NFC", one_line(text))
    if len(name) > LABEL_LENGTH:
        raise Unusable(
            _("“%(text)s…” has more than %(n)d characters") % {"text": name[:20], "n": LABEL_LENGTH}
        )
    return name


@lru_cache(maxsize=100)
def voice_of(text: str) -> str:
    """The voice that a cell names. Raises Unusable."""
    voice = VOICES.get(text.strip().lower())
    if voice is None:
        raise Unusable(
            _("“%(text)s” is no voice: say executive, peer or team") % {"text": one_line(text)[:LABEL_LENGTH]}
        )
    return voice
