"""What changed since an earlier round: two kept results side by side, none of them computed again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assessment import wording
from assessment.analysis.numbers import half
from assessment.analysis.rounds import change_table, moments_of, progress_table, score_change
from assessment.kept import OVERALL, SIDES, missing, percent, rows_of, score_halves
from assessment.rows import Change, Moment, Moved, Round, Since, Trend
from surveys.models import Panel, Survey

Kept = Mapping[str, Any]
WHOLE = ""
PRINTED_TO = 0.1  # levels: of two printed averages each may be half of it off


def since_before(survey: Survey, kept: Kept, seen: Iterable[Panel]) -> Since | None:
    """The changes since the round before this one, of those that are seen; None without."""
    earlier = [panel for panel in seen if place_of(panel.survey) < place_of(survey)]
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


# --- all rounds ---------------------------------------------------------------------------------------------


def trend_of(panel: Panel, seen: Iterable[Panel]) -> Trend:
    """This round and those before it, of which the reader sees these, the earliest first."""
    earlier = [other for other in seen if place_of(other.survey) < place_of(panel.survey)]
    rounds = [round_of(one) for one in sorted([*earlier, panel], key=lambda one: place_of(one.survey))]
    return Trend(tuple(rounds), moved(rounds))


def round_of(panel: Panel) -> Round:
    """What a round has published of its categories and of the whole."""
    survey, kept = panel.survey, panel.release.results
    halves = score_halves(kept)
    scores = {code: moment(row, halves.get(code)) for code, row in kept["categories"].items()}
    assert panel.opened_at is not None
    return Round(
        name=wording.round_name(survey.round, survey.answered_on),
        on=survey.answered_on or timezone.localdate(panel.opened_at),
        people=kept.get("used") or panel.release.answered,
        asked_with=survey.questionnaire_id,
        imported=survey.is_imported,
        scores={**scores, WHOLE: moment(kept[OVERALL], halves.get(OVERALL))},
    )


def moment(kept: Kept, half: str | None) -> Moment:
    today, wanted = (kept.get(name) for name in ("today", "wanted"))
    if today is None or wanted is None:
        return Moment(None, None, None)
    return Moment(Decimal(today), Decimal(wanted), Decimal(half) if half is not None else None)


def moved(rounds: Sequence[Round]) -> dict[str, Moved]:
    """By category, what has become of today since the first round that was asked with the same words."""
    last = rounds[-1]
    first = next(one for one in rounds if one.asked_with == last.asked_with)
    if first is last:
        return {}
    found = {}
    for code, now in last.scores.items():
        then = first.scores.get(code)
        if then is None or then.today is None or now.today is None:
            continue
        clear = False
        if then.half is not None and now.half is not None:
            given = map(float, (then.today, then.half, now.today, now.half))
            clear = score_change(*given, rounding=PRINTED_TO)[1]
        found[code] = Moved(now.today - then.today, clear)
    return found
