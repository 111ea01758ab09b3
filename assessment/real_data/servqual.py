"""A printed table of gaps: the interval from the number of people, the gap and its t."""

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from assessment.analysis.intervals import half_width
from assessment.real_data.files import Expected
from assessment.real_data.lines import Line, many, one

DATA: Final = "servqual"
EXPECTED: Final = "servqual_pmc6131925_published.json"

MISPRINTED: Final = "Assurance"
"""The row with the t of the row above it, which its own interval contradicts."""

ROUNDING: Final = 0.011
"""How far half the width of a printed interval may be from ours.

Source: all that goes into either is printed with two decimals.
"""


class Row(NamedTuple):
    """An interval as printed, and ours out of the printed gap and t, in levels."""

    printed: tuple[float, float]
    ours: tuple[float, float]

    @property
    def beside(self) -> float:
        """How far the ends are apart at most."""
        return max(abs(theirs - ours) for theirs, ours in zip(self.printed, self.ours, strict=True))


def lines(folder: Path) -> tuple[list[Line], Expected]:
    """All lines of this data set, and the file with what was not asked for."""
    expected = Expected(folder, EXPECTED)
    rows = {name: _row(expected, name) for name in expected.names("rows")}
    worked_out = {name: expected["rows", name, "derived", "ci_from_t"] for name in rows}
    found = [
        one(
            DATA,
            f"{name}: half the interval’s width (its ends differ by up to {row.beside:.3f})",
            _half(row.printed),
            _half(row.ours),
            within=ROUNDING,
            misprinted=name == MISPRINTED,
        )
        for name, row in rows.items()
    ]
    ends = many(
        DATA,
        "ends of the intervals, worked out from the same figures elsewhere",
        {f"{name} {end}": worked_out[name][at] for name in rows for at, end in enumerate(("low", "high"))},
        {
            f"{name} {end}": row.ours[at]
            for name, row in rows.items()
            for at, end in enumerate(("low", "high"))
        },
    )
    return [*found, ends], expected


def _row(expected: Expected, name: str) -> Row:
    n, gap, t = (expected["rows", name, key] for key in ("n", "gap_perceived_minus_expected", "t"))
    low, high = expected["rows", name, "ci95"]
    variance = n * (gap / t) ** 2
    half = float(half_width(np.array([n]), np.array([variance]), 0.0, borrowed=0)[0])
    return Row((low, high), (gap - half, gap + half))


def _half(interval: tuple[float, float]) -> float:
    return (interval[1] - interval[0]) / 2
