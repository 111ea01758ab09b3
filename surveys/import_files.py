"""What an import asks of a file of long answers beyond being one: one executive, known places, few labels."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from surveys.choices import LABEL_LENGTH, MEETS, SEGMENTS, Meets, Voice
from surveys.lists import HEADINGS
from surveys.long_answers import LongAnswers, Problem

LABELS_AT_MOST = 50  # of one kind: parts beyond that are never read, and take long to protect
COLUMNS = {**{name: HEADINGS[name] for name in SEGMENTS}, MEETS: (MEETS,)}
WORDS = {word for words in COLUMNS.values() for word in words}  # the further columns that are read


def second_executives(answers: LongAnswers) -> Iterator[Problem]:
    """A round has one executive."""
    people = zip(answers.begun, answers.people, strict=True)
    lines = [line for line, person in people if person.voice == Voice.EXECUTIVE]
    if len(lines) > 1:
        words = _("a round has one executive, who is on line %(n)d already")
        yield Problem(words % {"n": lines[0]}, lines[1:])


def unknown_meetings(answers: LongAnswers) -> Iterator[Problem]:
    """Where people meet customers is chosen from a list."""
    at = kept_columns(answers).get(MEETS)
    if at is None:
        return
    places, lines = meeting_places(), dict[str, list[int]]()
    for line, person in zip(answers.begun, answers.people, strict=True):
        if person.labels[at].lower() not in places:
            lines.setdefault(person.labels[at], []).append(line)
    offered = ", ".join(str(place.label).lower() for place in Meets)
    for label, found in lines.items():
        words = _("“%(label)s” is no place where people meet customers: say one of %(offered)s")
        yield Problem(words % {"label": label[:LABEL_LENGTH], "offered": offered}, found)


def meeting_places() -> dict[str, str]:
    """What a cell may say, in lower case, and what is stored."""
    named = {word.lower(): place.value for place in Meets for word in (place.value, str(place.label))}
    return {**named, "": ""}


def kept_columns(answers: LongAnswers) -> dict[str, int]:
    """By what the team can be split → which of the file's further columns says it: the first of its kind."""
    found: dict[str, int] = {}
    for at, column in enumerate(answers.columns):
        for name, words in COLUMNS.items():
            if column.lower() in words and (name == MEETS or labels_in(answers, at) <= LABELS_AT_MOST):
                found.setdefault(name, at)
    return found


def left_out(answers: LongAnswers) -> list[str]:
    """The file's other columns, of which nothing is stored."""
    kept = kept_columns(answers).values()
    return [*(column for at, column in enumerate(answers.columns) if at not in kept), *answers.passed_over]


def labels_in(answers: LongAnswers, at: int) -> int:
    """How many labels the team has in this column."""
    return len({person.labels[at] for person in answers.people if person.voice == Voice.TEAM} - {""})
