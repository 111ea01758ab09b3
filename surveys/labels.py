"""Names of departments, regions and levels that are likely to mean the same.

Pure: names and how many people have each go in, suggestions come out. Nothing is changed unasked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

LOOKED_AT = 200  # names of one kind; a column with more is no list of departments
SHORTEST = 5  # letters of a word that may have a slip in it: "HR" and "PR" are two departments
ALIKE, ALIKE_IF_AS_LONG = 0.86, 0.8  # shares of letters in common; the second for letters that changed places
MEANS_NOTHING = {
    "the",
    "and",
    "dept",
    "department",
    "team",
    "division",
    "unit",
    "abteilung",
    "bereich",
    "und",
}


class Suggestion(NamedTuple):
    """This name may be a slip of that one."""

    name: str
    people: int
    instead: str


def suggestions(people: Mapping[str, int], asked_before: Collection[str] = ()) -> list[Suggestion]:
    """For each name the one it may be a slip of: one that was used before, or that more people have."""
    if len(people) > LOOKED_AT:
        return []
    kept, found = list(asked_before), []
    for name in sorted(set(people) - set(asked_before), key=lambda name: (-people[name], name)):
        instead = next((one for one in kept if mean_the_same(name, one)), "")
        if instead:
            found.append(Suggestion(name, people[name], instead))
        else:
            kept.append(name)
    return found


def mean_the_same(one: str, other: str) -> bool:
    """Whether two names differ by case, spaces, signs, a word like "dept", or a slip in a long word."""
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False  # "Team 1" and "Team 2"
    words, others = words_of(one), words_of(other)
    if "".join(words) == "".join(others):
        return bool(words)
    return len(words) == len(others) and all(map(differ_by_a_slip, words, others))


@lru_cache(maxsize=1000)
def words_of(name: str) -> list[str]:
    words = re.findall(r"\w+", name.casefold())
    return [word for word in words if word not in MEANS_NOTHING] or words


def differ_by_a_slip(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < SHORTEST or abs(len(one) - len(other)) > 1:
        return False
    least = ALIKE_IF_AS_LONG if len(one) == len(other) else ALIKE
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= least
