"""A figure that is expected beside the one that the product works out."""

from collections.abc import Mapping
from math import inf, isnan
from typing import Final, NamedTuple

Number = int | float

CLOSE: Final = 1e-6
"""Largest difference of a figure worked out elsewhere.

Source: figures are stored with ten digits, and those of different tools agree to this.
"""

DUST: Final = 1e-9
"""Differences below this don't count: their digits depend on the machine.  Source: as CLOSE."""


class Line(NamedTuple):
    """One figure, or a group of figures as the one of them that differs most.

    figures      how many it stands for; with more than one, expected and ours are those of the worst
    worst        its name; empty for a single figure
    difference   without sign; infinite where ours is missing
    within       largest difference that counts as none; 0 is for counts
    relative     the difference is measured in parts of the figure expected
    misprinted   the figure expected is known to be wrong, so ours must differ
    """

    data: str
    name: str
    expected: Number
    ours: Number
    difference: float
    within: float
    figures: int = 1
    worst: str = ""
    relative: bool = False
    misprinted: bool = False

    @property
    def agrees(self) -> bool:
        return self.difference <= self.within

    @property
    def holds(self) -> bool:
        """Whether it agrees, or differs where it must."""
        return self.agrees != self.misprinted


def one(
    data: str,
    name: str,
    expected: Number,
    ours: Number,
    *,
    within: float = CLOSE,
    relative: bool = False,
    misprinted: bool = False,
) -> Line:
    """The line of a single figure."""
    difference = _difference(expected, ours, relative)
    return Line(data, name, expected, ours, difference, within, relative=relative, misprinted=misprinted)


def many(
    data: str,
    name: str,
    expected: Mapping[str, Number],
    ours: Mapping[str, Number],
    *,
    within: float = CLOSE,
    relative: bool = False,
) -> Line:
    """The line of a group, at least one, by names; one that we don't have differs infinitely."""
    pairs = {key: (value, ours.get(key, inf)) for key, value in expected.items()}
    differences = {key: _difference(*pair, relative) for key, pair in pairs.items()}
    worst = max(differences, key=lambda key: max(differences[key], DUST))
    return Line(data, name, *pairs[worst], differences[worst], within, len(pairs), worst, relative)


def _difference(expected: Number, ours: Number, relative: bool) -> float:
    difference = abs(ours - expected)
    if isnan(difference):
        return inf
    return difference / abs(expected) if relative and expected else float(difference)
