"""What is kept of how carefully a team answered: two counts and their bounds."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_UP, Decimal
from math import isnan

from assessment.analysis.frame import Frame
from assessment.analysis.quality import flat_liners
from assessment.analysis.soundness import change_without, change_without_any
from assessment.kept import Results

TENTH = Decimal("0.1")
DUST = Decimal("1e-9")  # of a float's arithmetic


def kept_care(frame: Frame, codes: list[str], quick: int | None, smallest: int) -> Results:
    """What is kept of a team: how many marked one level throughout or finished unusually quickly.

    `codes` are the practices whose averages are shown; `quick` is None where nobody counted.
    """
    shown = only_practices(frame, codes)
    flat = flat_liners(frame)
    n = int(flat.sum())
    exact = change_without(shown, flat) if n >= smallest else change_without_any(shown, smallest - 1)
    found = {"flat": counted(n, smallest, exact)}
    if quick is not None:
        found["quick"] = counted(quick, smallest, change_without_any(shown, max(quick, smallest - 1)))
    return found


def only_practices(frame: Frame, codes: list[str]) -> Frame:
    return replace(
        frame,
        current_state=frame.current_state[codes],
        desired_state=frame.desired_state[codes],
        picked=frame.picked[codes],
        practices=frame.practices.loc[codes],
    )


def counted(n: int, smallest: int, change: float) -> Results:
    """A count and its bound: nobody, too few to tell ("n" None), or so many."""
    told = n if n == 0 or n >= smallest else None
    return {"n": told, "change": None if n == 0 or isnan(change) else str(rounded_up(change))}


def rounded_up(change: float) -> Decimal:
    """To the next tenth of a level above: a bound may be too wide, never too narrow."""
    return max((Decimal(repr(change)) - DUST).quantize(TENTH, ROUND_UP), Decimal("0.0"))
