"""The work that is measured, the same for every product, and how a measuring process is spoken to.

Standard library only: a peer's Python runs this too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

CATEGORIES = 3
PRACTICES_PER_CATEGORY = 8
PRACTICES = CATEGORIES * PRACTICES_PER_CATEGORY
SIDES = ("current", "desired")

Action = Callable[[int], Mapping[str, Any]]


def levels(person: int) -> list[tuple[int, int]]:
    """A whole response: (today, wanted) of each practice, another one for each person."""
    rated = []
    for at in range(PRACTICES):
        today = 1 + (3 * person + 7 * at + at * at) % 4
        rated.append((today, min(5, today + (person + at) % 3)))
    return rated


def serve(actions: Mapping[str, Action]) -> None:
    """Read `ACTION TIMES` lines until there are no more; answer each with one line of JSON."""
    say({"ready": True})
    for line in sys.stdin:
        name, times = line.split()
        say(actions[name](int(times)))


def say(answer: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
