"""The outcomes of many companies as plain numbers, and which of them must hold."""

from collections import Counter
from typing import Any, Final

import numpy as np

from assessment.analysis.constants import CONFIDENCE
from assessment.simulated.company import NO_LARGE_GAP
from assessment.simulated.coverage import SIZES, VERDICTS, Held, Outcome, Size, together

NOTE: Final = "simulated: nobody ever gave these answers"

LEAST_HELD: Final = CONFIDENCE
"""Least share of the team's practice intervals that hold the truth.  Source: CONFIDENCE, what they claim."""

LEAST_SEEN: Final = 0.88
"""Least share of companies in which at least one built-in difference of the executive is found.

Source: the design: 44 of 50.
"""


def figures(outcomes: list[Outcome]) -> dict[str, Any]:
    """The outcomes, at least one, ready to be stored: percentages with one decimal, widths with two, counts.

    note, companies, seeds (the first and the last)
    coverage    by "who/what/mean" as in Outcome: percent, held of intervals, and lowest, the percentage of
                the worst company
    sizes       a row per number of people: percentages of practices, student and categories; width, the mean
                of the widths; groups, wrong_groups; settled, the mean number of practices with a verdict
    verdicts    said and wrong, practices by verdict; wrong_companies, those with any; large, by practice of
                NO_LARGE_GAP how often its gap was said to be large
    executive   companies with a practice that the executive clearly rates higher; practices, all of those;
                lower, false
    by_company  the counts behind all that, company by company, separated by spaces
    """
    large = Counter(code for one in outcomes for code in one.large)
    return {
        "note": NOTE,
        "companies": len(outcomes),
        "seeds": [outcomes[0].seed, outcomes[-1].seed],
        "coverage": {name: _covered([one.held[name] for one in outcomes]) for name in outcomes[0].held},
        "sizes": [_size(people, [one.sizes[people] for one in outcomes]) for people in SIZES],
        "verdicts": {
            "said": {name: sum(one.verdicts.said[name] for one in outcomes) for name in VERDICTS},
            "wrong": {name: sum(one.verdicts.wrong[name] for one in outcomes) for name in VERDICTS},
            "wrong_companies": sum(any(one.verdicts.wrong.values()) for one in outcomes),
            "large": {code: large[code] for code in NO_LARGE_GAP},
        },
        "executive": {
            "companies": sum(one.higher > 0 for one in outcomes),
            "practices": sum(one.higher for one in outcomes),
            "lower": sum(one.lower for one in outcomes),
            "false": sum(one.false for one in outcomes),
        },
        "by_company": _by_company(outcomes),
    }


def missed(found: dict[str, Any]) -> list[str]:
    """Which of the figures that must hold don't: practices, large, seen, false."""
    gap = found["coverage"]["team/practices/gap"]
    holds = {
        "practices": gap["held"] >= LEAST_HELD * gap["intervals"],
        "large": not any(found["verdicts"]["large"].values()),
        "seen": found["executive"]["companies"] >= LEAST_SEEN * found["companies"],
        "false": found["executive"]["false"] == 0,
    }
    return [name for name, held in holds.items() if not held]


def _covered(found: list[Held]) -> dict[str, float]:
    total = together(found)
    return {"percent": _percent(total), **total._asdict(), "lowest": min(map(_percent, found))}


def _size(people: int, found: list[Size]) -> dict[str, float]:
    groups = sum(one.groups for one in found)
    return {
        "people": people,
        "practices": _percent(together(one.practices for one in found)),
        "student": _percent(together(one.student for one in found)),
        "categories": _percent(together(one.categories for one in found)),
        "width": round(float(np.concatenate([one.widths for one in found]).mean()), 2),
        "groups": groups,
        "wrong_groups": sum(one.wrong_groups for one in found),
        "settled": round(sum(one.settled for one in found) / groups, 1),
    }


def _by_company(outcomes: list[Outcome]) -> dict[str, str]:
    rows = [_counts(one) for one in outcomes]
    return {name: " ".join(str(row[name]) for row in rows) for name in rows[0]}


def _counts(one: Outcome) -> dict[str, int]:
    counts = {name: held.held for name, held in one.held.items()}
    for people, size in one.sizes.items():
        for name in ("practices", "student", "categories"):
            counts[f"{people}/{name}"] = getattr(size, name).held
        counts |= {f"{people}/wrong_groups": size.wrong_groups, f"{people}/settled": size.settled}
    counts |= {f"said/{name}": count for name, count in one.verdicts.said.items()}
    counts |= {f"wrong/{name}": count for name, count in one.verdicts.wrong.items()}
    return counts | {name: getattr(one, name) for name in ("higher", "lower", "false")}


def _percent(part: Held) -> float:
    return round(100 * part.held / part.intervals, 1)
