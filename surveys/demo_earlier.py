"""An earlier round of the demo's invented retailer, brought in as a file like anybody's."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Mapping
from datetime import timedelta

from django.utils import timezone

from surveys.actions import importing, opening
from surveys.choices import Voice
from surveys.models import Survey, User

PEOPLE, ASKED = 228, 640
MONTHS = 13
# how much lower its invented people stood then; the other practices have not moved
LOWER: Mapping[str, float] = {"C4": 0.3, "E6": 0.1, "E8": 0.4, "P3": 0.5, "P5": 0.3, "P7": -0.2}
HEAD = "respondent,item,current,desired,voice\n"


def load_earlier(
    survey: Survey, by: User, team: Mapping[str, tuple[float, float, int]], by_chance: random.Random
) -> None:
    """Import and close it, so that the worker opens it; `team` is what they think on average today."""
    file = io.BytesIO((HEAD + "".join(lines(team, by_chance))).encode())
    answered_on = timezone.localdate() - timedelta(days=30 * MONTHS)
    answers = importing.read_file(survey=survey, file=file, by=by)
    made = importing.store(
        survey=survey, answers=answers, answered_on=answered_on, by=by, head_counts={Voice.TEAM: ASKED}
    )
    importing.keep(imported=made, by=by)
    for panel in made.panels.select_related("survey__earlier_of"):
        opening.close(panel=panel, by=by)


def lines(team: Mapping[str, tuple[float, float, int]], by_chance: random.Random) -> Iterator[str]:
    for person in range(PEOPLE):
        mood = by_chance.gauss(0, 0.45)
        for code, (today, wanted, _often) in team.items():
            then = level(by_chance.gauss(today - LOWER.get(code, 0.0) + mood, 0.8))
            unknown = by_chance.random() < 0.06
            yield f"{person},{code},{'' if unknown else then},{level(by_chance.gauss(wanted, 0.7))},team\n"


def level(value: float) -> int:
    return min(5, max(1, round(value)))
