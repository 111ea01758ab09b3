"""Answers as statisticians keep them: a CSV with a line for each respondent and item.

`respondent,item,current,desired`, perhaps `category` and `voice`; further columns say what a respondent is
part of. An empty level is don't know, an item without a line was not asked. A file is taken as a whole or
not at all: every line that can't be used is named with its cause. It may be longer than memory likes, so
it is read line by line into arrays.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.answer_cells import Unusable, columns_of, level, named, voice_of
from surveys.answer_files import NotAnswers, numbered, opened, ranges
from surveys.choices import Voice


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
        return len({line for problem in self.problems for line in problem.lines})


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
    passed_over: tuple[str, ...] = ()  # those of which nothing was read
    people: list[Person] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)  # the line on which each of them comes first
    items: dict[str, str] = field(default_factory=dict)  # code → category, "" where none is given
    person: array[int] = field(default_factory=lambda: array("l"))  # places in `people`
    item: array[int] = field(default_factory=lambda: array("l"))  # places in `items`
    current: array[int] = field(default_factory=lambda: array("b"))  # levels, or EMPTY
    desired: array[int] = field(default_factory=lambda: array("b"))


@dataclass(frozen=True)
class Known:
    """What a file may speak of; None where anything will do. Both in lower case."""

    codes: Mapping[str, str] | None = None  # the items there are, with their right spelling
    columns: Collection[str] | None = None  # the further columns that are read; others are passed over


def read(file: BinaryIO, most: int | None = None, known: Known = Known()) -> LongAnswers:
    """The answers in a file of UTF-8, UTF-16 or a Western code page, separated by commas, semicolons or tabs.

    Raises NotAnswers for what is no such file, TooLong for more than `most` lines of answers, BadLines for
    lines that can't be used.
    """
    text = opened(file)
    try:
        return read_text(text, most, known)
    finally:
        text.detach()  # the file is the caller's to close


def read_text(text: TextIO, most: int | None, known: Known) -> LongAnswers:
    """The same of what has been opened."""
    rows = numbered(text)
    heading = next(rows, None)
    if heading is None:
        raise NotAnswers(_("This file is empty. Its first line names the columns, and answers follow."))
    reading = Reading(*heading, known)
    for count, (line, cells) in enumerate(rows, start=1):
        if most is not None and count > most:
            raise TooLong(
                _("This file has more than %(n)d lines of answers, the most it may have.") % {"n": most}
            )
        reading.take(line, cells)
    return reading.done()


# --- lines --------------------------------------------------------------------------------------------------


class Reading:
    """What has been read so far, and what was wrong with it."""

    def __init__(self, line: int, headings: Sequence[str], known: Known) -> None:
        self.codes = known.codes
        self.at, self.further = columns_of(line, headings)
        read = known.columns
        over = [name for name in self.further if read is not None and name.lower() not in read]
        self.width = 1 + max([*self.at.values(), *self.further.values()])
        self.further = {name: at for name, at in self.further.items() if name not in over}
        self.found = LongAnswers(columns=tuple(self.further), passed_over=tuple(over))
        self.wrong: dict[str, list[int]] = {}
        self.places: dict[str, int] = {}  # of respondents, in `found.people`
        self.items: dict[str, int] = {}
        self.said: list[int] = []  # a bit for each item that the respondent has answered
        self.first = self.last = 0

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Keep one line, or note everything that is wrong with it."""
        self.first, self.last = self.first or line, line
        try:
            self.keep(line, cells)
        except Unusable:
            for why in self.problems_of(line, cells):
                self.wrong.setdefault(why, []).append(line)

    def problems_of(self, line: int, cells: Sequence[str]) -> Iterator[str]:
        """What is wrong with a line: each of its parts is tried by itself, and its respondent is noted."""
        parts: list[Callable[[], object]] = [lambda: self.must_fit(cells)]
        if not any(causes(parts)):
            parts = [
                lambda: level(cells[self.at["current"]]),
                lambda: level(cells[self.at["desired"]]),
                lambda: self.answered(self.person_of(line, cells), self.item_of(cells)),
            ]
        yield from dict.fromkeys(causes(parts))

    def keep(self, line: int, cells: Sequence[str]) -> None:
        self.must_fit(cells)
        current, desired = (level(cells[self.at[side]]) for side in ("current", "desired"))
        item, person = self.item_of(cells), self.person_of(line, cells)
        self.answered(person, item)
        self.found.person.append(person)
        self.found.item.append(item)
        self.found.current.append(current)
        self.found.desired.append(desired)

    def must_fit(self, cells: Sequence[str]) -> None:
        if len(cells) < self.width or any(cells[self.width :]):
            raise Unusable(
                _("the columns are %(n)d, not %(of)d as in the first line")
                % {"n": len(cells), "of": self.width}
            )

    def answered(self, person: int, item: int) -> None:
        """Note that somebody has answered an item, which they do once."""
        if self.said[person] >> item & 1:
            raise Unusable(_("the respondent has answered this item on an earlier line"))
        self.said[person] |= 1 << item

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
            raise Unusable(self.other_than_before(person, place))
        return place

    def other_than_before(self, person: Person, place: int) -> str:
        """What is said of a respondent and was said otherwise before."""
        before, names = self.found.people[place], ("voice", *self.further)
        said, were = (person.voice, *person.labels), (before.voice, *before.labels)
        name, now, then = next(both for both in zip(names, said, were, strict=True) if both[1] != both[2])
        return _("%(column)s is “%(now)s”, and “%(then)s” on line %(n)d for the same respondent") % {
            "column": name,
            "now": now,
            "then": then,
            "n": self.found.begun[place],
        }

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


def causes(parts: Iterable[Callable[[], object]]) -> Iterator[str]:
    """Why parts of a line can't be used."""
    for part in parts:
        try:
            part()
        except Unusable as problem:
            yield str(problem)
