"""Each statistic again, by plain loops over plain lists: neither pandas nor numpy, and nothing of ours.

Answers are rows of codes, one row per respondent: 0 not asked, 1 to 5 levels, 6 don't know or no
view, 7 does not apply, 8 skipped.  A missing number is None.  Where a result must be right to the
last bit it is a Fraction.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

Rows = Sequence[Sequence[int]]


def pairs(current: Rows, desired: Rows, practice: int) -> list[tuple[int, int]]:
    """Today and wanted of each person who gave both a level."""
    found = []
    for today, wanted in zip(current, desired, strict=True):
        if 1 <= today[practice] <= 5 and 1 <= wanted[practice] <= 5:
            found.append((today[practice], wanted[practice]))
    return found


def mean(values: Sequence[Fraction | int]) -> Fraction | None:
    total = Fraction(0)
    for value in values:
        total += value
    return total / len(values) if values else None


def count(rows: Rows, practice: int, *codes: int) -> int:
    total = 0
    for row in rows:
        if row[practice] in codes:
            total += 1
    return total


def practice(
    current: Rows, desired: Rows, picked: Sequence[Sequence[bool]], j: int
) -> dict[str, int | Fraction | None]:
    """The row of practice number j."""
    both = pairs(current, desired, j)
    n_current, dont_know = count(current, j, 1, 2, 3, 4, 5), count(current, j, 6)
    picks = 0
    for row in picked:
        if row[j]:
            picks += 1
    return {
        "n": len(both),
        "current": mean([today for today, _ in both]),
        "desired": mean([wanted for _, wanted in both]),
        "gap": mean([wanted - today for today, wanted in both]),
        "n_current": n_current,
        "n_desired": count(desired, j, 1, 2, 3, 4, 5),
        "dont_know": dont_know,
        "no_view": count(desired, j, 6),
        "not_applicable": count(current, j, 7),
        "skipped_current": count(current, j, 8),
        "skipped_desired": count(desired, j, 8),
        "not_asked": count(current, j, 0),
        "dont_know_share": mean([1] * dont_know + [0] * n_current),
        "picked": picks,
    }


def category(
    rows: Sequence[Mapping[str, int | Fraction | None]], core: Sequence[bool], smallest: int
) -> dict[str, int | Fraction | None]:
    """The score of one category out of its practices' rows, core or deeper by `core`."""
    offered, used = 0, []
    for row, is_core in zip(rows, core, strict=True):
        if is_core:
            offered += 1
            if row["n"] is not None and row["n"] >= smallest:
                used.append(row)
    score: dict[str, int | Fraction | None] = {"practices": offered, "used": len(used)}
    people = sorted(row["n"] for row in used if row["n"] is not None)
    score["n_smallest"] = int(people[0]) if people else None
    score["n_largest"] = int(people[-1]) if people else None
    for name in ("current", "desired", "gap"):
        values = [row[name] for row in used]
        score[name] = mean([v for v in values if v is not None]) if 2 * len(used) >= offered else None
    return score


def overall(categories: Sequence[Mapping[str, int | Fraction | None]], name: str) -> Fraction | None:
    """The mean of the categories' scores; None as soon as one is missing."""
    scores = []
    for score in categories:
        value = score[name]
        if value is None:
            return None
        scores.append(value)
    return mean(scores)


def shown(rows: Sequence[Mapping[str, int | Fraction | None]], respondents: int, smallest: int) -> list[bool]:
    """Of each practice's row, whether its numbers may be shown."""
    verdicts = []
    for row in rows:
        n = row["n"]
        verdicts.append(respondents >= smallest and n is not None and n >= smallest)
    return verdicts


def emphasis(gaps: Mapping[str, Decimal], drawn: int) -> dict[str, str]:
    """The same rule without a walk: each practice counts those that are wider and those that tie."""
    marks = {}
    for code, gap in gaps.items():
        wider = tied = 0
        for other in gaps.values():
            wider += other > gap
            tied += other == gap
        if gap > 0 and wider == 0 and tied <= 3:
            marks[code] = "widest"
        elif gap > 0 and 2 * (wider + tied) <= drawn:
            marks[code] = "wide"
    return marks


def half_up(value: float, places: int) -> Fraction:
    """Half away from zero by whole numbers; what lies less than a hair below a half is the half."""
    exact, hair = Fraction(repr(value)), Fraction(1, 2 * 10**8)
    size = floor(abs(exact) * 10**places + Fraction(1, 2) + hair)
    return Fraction(size if exact >= 0 else -size, 10**places)
