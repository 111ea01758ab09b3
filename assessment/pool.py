"""Where a team stands among those of other organisations, and who is in the pool it is held against."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessment import wording
from assessment.analysis.benchmark import eligible, position_of_printed
from assessment.kept import OVERALL, score_halves
from assessment.rows import Standing
from surveys.choices import Voice
from surveys.instruments import of_survey
from surveys.models import Panel, Pool, Survey

Kept = Mapping[str, Any]
Entry = dict[str, str]


def entries_now(slug: str) -> dict[str, Entry]:
    """The averages of every organisation that compares itself: of its latest open team, if large enough.

    What was imported doesn't count: nobody here knows how it was asked. One statement.
    """
    kept = "release__results__"
    open_teams = (
        Panel.objects.filter(
            voice=Voice.TEAM,
            opened_at__isnull=False,
            survey__earlier_of__isnull=True,
            survey__organisation__compares=True,
            survey__questionnaire__slug=slug,
        )
        .order_by("survey__round")
        .values_list("survey__organisation_id", f"{kept}used", f"{kept}overall", f"{kept}categories")
    )
    latest = {key: (used or 0, averages_of(whole, categories)) for key, used, whole, categories in open_teams}
    found = {str(key): entry for key, (used, entry) in latest.items() if eligible(used)}
    return {key: entry for key, entry in found.items() if entry}


def averages_of(overall: Kept, categories: Kept) -> Entry:
    """A team's averages of today as they were published, overall and by category."""
    scores = {OVERALL: overall, **categories}
    return {code: numbers["today"] for code, numbers in scores.items() if numbers["today"] is not None}


def in_force(slug: str) -> Pool | None:
    return Pool.objects.filter(slug=slug).first()


def standings(survey: Survey, kept: Kept) -> tuple[Standing, ...]:
    """Where this team stands, overall and by category; nothing for a team too small or without a pool.

    One statement.
    """
    halves = score_halves(kept)
    pool = in_force(of_survey(survey).slug) if eligible(kept.get("used", 0)) and halves else None
    if pool is None:
        return ()
    others = [entry for key, entry in pool.entries.items() if key != str(survey.organisation_id)]
    names = {OVERALL: wording.overall_name()}
    names |= {category.code: category.name for category in of_survey(survey).categories}
    rows = []
    for code, today in averages_of(kept["overall"], kept["categories"]).items():
        half, means = halves.get(code), [float(entry[code]) for entry in others if code in entry]
        found = position_of_printed(float(today), float(half) if half is not None else None, means)
        if found.kind != "none":
            rows.append(Standing(names[code], Decimal(today), found.organisations, found.kind, found.place))
    return tuple(rows)
