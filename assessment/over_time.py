"""What changed since an earlier round: two kept results side by side, none of them computed again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from assessment import wording
from assessment.analysis.rounds import change_table, moments_of, progress_table
from assessment.kept import SIDES, half, missing, percent, rows_of
from assessment.rows import Change, Since
from surveys.models import Panel, Survey

Kept = Mapping[str, Any]


def since_before(survey: Survey, kept: Kept, seen: QuerySet[Panel]) -> Since | None:
    """The changes since the round before this one, of those that are seen; None without. One statement."""
    earlier = [
        panel
        for panel in seen.select_related("survey", "release")
        if place_of(panel.survey) < place_of(survey)
    ]
    if not earlier:
        return None
    before = max(earlier, key=lambda panel: place_of(panel.survey))
    rows = changes(before.release.results, kept)
    name = wording.round_name(before.survey.round, before.survey.answered_on)
    missing_ones = len(kept["practices"]) - len(rows)
    return Since(name, before.survey.is_imported, missing_ones, tuple(rows)) if rows else None


def place_of(survey: Survey) -> tuple[int, date | int]:
    """Where a round stands in time: what was imported lies before all that were asked, by its date."""
    if survey.answered_on is not None:
        return 0, survey.answered_on.toordinal()
    return 1, survey.round


def changes(before: Kept, after: Kept) -> list[Change]:
    """Practice by practice, in the order of the later round, what both rounds have published."""
    then, now = (moments_of(published(kept)) for kept in (before, after))
    table = change_table(then, now)
    ways = rows_of(progress_table(*(moments_of(as_printed(kept)) for kept in (before, after))))
    found = []
    for code, row in rows_of(table[table["change_current"].notna()]).items():
        was, today = (Decimal(kept["practices"][code]["today"]) for kept in (before, after))
        ends = row["low_current"], row["high_current"]
        width = max(abs(float(today - was) - end) for end in ends)  # both ends, from what is printed
        share = ways[code]["share"]
        found.append(
            Change(
                code=code,
                today_before=was,
                wanted_before=Decimal(before["practices"][code]["wanted"]),
                today_now=today,
                change=today - was,
                half=half(width, min(row["n_before"], row["n_after"])),
                clear=bool(row["clear_current"]),
                progress=None if missing(share) else percent(share),
            )
        )
    return found


def as_printed(kept: Kept) -> dict[str, dict[str, float | None]]:
    """The same no finer than it is printed, so that progress adds up for whoever divides."""
    found = {}
    for code, numbers in published(kept).items():
        today, wanted = (float(kept["practices"][code][side]) for side in ("today", "wanted"))
        means = {"mean_current": today, "mean_desired": wanted, "mean_gap": round(wanted - today, 1)}
        found[code] = {**numbers, **means}
    return found


def published(kept: Kept) -> dict[str, dict[str, float | None]]:
    """A round's numbers by practice, as it published them."""
    found = {}
    for code, evidence in kept.get("evidence", {}).get("practices", {}).items():
        numbers: dict[str, float | None] = {"n": kept["practices"][code]["n"]}
        for name, side in (*SIDES, ("gap", "gap")):
            for what, text in zip(("mean", "sd"), evidence["moments"][name], strict=True):
                numbers[f"{what}_{side}"] = float(text) if text is not None else None
        found[code] = numbers
    return found
