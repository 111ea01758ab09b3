"""The same soldiers asked three times: changes of means, with and without knowing who is who."""

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from assessment.analysis.rounds import overlap_error, welch
from assessment.real_data.files import Expected, UnusableError, table
from assessment.real_data.lines import Line, many, one

DATA: Final = "waves"
TABLE: Final = "waves_wide.csv"
EXPECTED: Final = "waves_expected.json"

ENDS: Final = ("low", "high")


class Change(NamedTuple):
    """What the product says of two rounds; n12 is the number of people in both."""

    n1: int
    n2: int
    n12: int
    change: float
    low: float
    high: float
    p: float
    overlap: float


def lines(folder: Path) -> tuple[list[Line], Expected]:
    """All lines of this data set, and the file with what was not asked for."""
    expected = Expected(folder, EXPECTED)
    ends = {name: _columns(name) for name in expected.names()}
    answers = table(folder, TABLE, [column for pair in ends.values() for column in pair])
    found = {name: _change(answers[before], answers[after]) for name, (before, after) in ends.items()}
    each = [line for name, change in found.items() for line in _each(expected, name, change)]
    return [*each, *_together(expected, found)], expected


def _columns(name: str) -> tuple[str, str]:
    """Of jobsat_t1_t2 the columns jobsat_t1 and jobsat_t2."""
    parts = name.split("_")
    if len(parts) != 3:
        raise UnusableError(f"{EXPECTED}: {name} is not a measure and two rounds.")
    return f"{parts[0]}_{parts[1]}", f"{parts[0]}_{parts[2]}"


def _change(before: "pd.Series[float]", after: "pd.Series[float]") -> Change:
    (n1, mean1, sd1), (n2, mean2, sd2) = _moments(before), _moments(after)
    both = before.notna() & after.notna()
    shared = float(np.cov(before[both], after[both])[0, 1])
    of = welch(*(np.array([value]) for value in (mean1, sd1, n1, mean2, sd2, n2)))
    overlap = overlap_error(sd1, n1, sd2, n2, shared, int(both.sum()))
    change, low, high, p = (float(value[0]) for value in (of.change, of.low, of.high, of.p))
    return Change(n1, n2, int(both.sum()), change, low, high, p, overlap)


def _moments(answers: "pd.Series[float]") -> tuple[int, float, float]:
    return int(answers.count()), float(answers.mean()), float(answers.std())


def _each(expected: Expected, name: str, change: Change) -> list[Line]:
    measure, before, after = name.split("_")
    said = f"{measure} {before}–{after}"
    overlap = expected[name, "overlap_z", "se"]
    return [
        one(DATA, f"{said}: change", expected[name, "change_all"], change.change),
        one(DATA, f"{said}: p, as of strangers (Welch)", expected[name, "p_welch"], change.p, relative=True),
        one(DATA, f"{said}: standard error, knowing who is who", overlap, change.overlap),
    ]


def _together(expected: Expected, found: dict[str, Change]) -> list[Line]:
    """What is the same kind of figure for all of them."""
    counts = {"n1": "n1", "n2": "n2", "n_matched": "n12"}
    return [
        many(
            DATA,
            "people in either round and in both",
            {f"{name} {key}": expected[name, key] for name in found for key in counts},
            {
                f"{name} {key}": getattr(of, ours)
                for name, of in found.items()
                for key, ours in counts.items()
            },
            within=0,
        ),
        many(
            DATA,
            "ends of Welch’s intervals",
            {
                f"{name} {end}": expected[name, "ci_welch"][at]
                for name in found
                for at, end in enumerate(ENDS)
            },
            {f"{name} {end}": getattr(of, end) for name, of in found.items() for end in ENDS},
        ),
        many(
            DATA,
            "changes, worked out a second time",
            {name: expected[name, "overlap_z", "change"] for name in found},
            {name: of.change for name, of in found.items()},
        ),
        many(
            DATA,
            "standard errors, knowing who is who, beside a bootstrap of people",
            {name: expected[name, "overlap_z", "se_person_bootstrap_4000"] for name in found},
            {name: of.overlap for name, of in found.items()},
            within=max(expected[name, "overlap_z", "tolerance"] for name in found),
        ),
    ]
