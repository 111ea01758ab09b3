"""The headings and the cells of a file of answers: what they may say, and what is said of others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import gettext as _

from surveys.answer_files import NotAnswers
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
FAR_TOO_LONG = 1_000  # characters of a cell that is a name
MOST_COLUMNS = 300
EMPTY = 0  # in place of a level: don't know, or no view
LEVEL = {"": EMPTY, "NA": EMPTY, **{text: level for level in LEVELS for text in (str(level), f"{level}.0")}}


class Unusable(Exception):
    """What is wrong with one line."""


def columns_of(line: int, headings: Sequence[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Where the columns are that are known, by their meaning, and where the further ones, by their name.

    Of several words for one meaning the first in HEADINGS counts, and the others are further columns. Raises
    NotAnswers where one that is needed is missing or a name stands twice.
    """
    if len(headings) > MOST_COLUMNS:
        raise NotAnswers(
            _("Line %(n)d has %(columns)d columns, more than %(most)d.")
            % {"n": line, "columns": len(headings), "most": MOST_COLUMNS}
        )
    names = [one_line(heading[:FAR_TOO_LONG])[:LABEL_LENGTH] for heading in headings]
    places: dict[str, int] = {}
    for at, name in enumerate(names):
        if name and places.setdefault(name.lower(), at) != at:
            raise NotAnswers(_("Line %(n)d names the column “%(name)s” twice.") % {"n": line, "name": name})
    present = {meaning: [word for word in words if word in places] for meaning, words in HEADINGS.items()}
    known = {meaning: places[found[0]] for meaning, found in present.items() if found}
    further = {name: at for at, name in enumerate(names) if name and at not in known.values()}
    missing = [name for name in NEEDED if name not in known]
    if missing:
        raise NotAnswers(
            _("Line %(n)d names no column “%(name)s”. It must name respondent, item, current and desired.")
            % {"n": line, "name": missing[0]}
        )
    return known, further


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
    # what is far too long is not even folded: it would stay in memory as it came
    name = unicodedata.normalize("NFC", one_line(text)) if len(text) <= FAR_TOO_LONG else text[:FAR_TOO_LONG]
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
