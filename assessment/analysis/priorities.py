"""What to move first: how wide each gap is, and how many people would start there."""

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.analysis.constants import MATTERS, PICKS, PICKS_FROM
from assessment.analysis.intervals import Floats, ratio
from assessment.analysis.numbers import percent
from assessment.analysis.spread import wilson

Corner = Literal["first", "wide", "popular", "later"]


def priority_table(
    practice_table: pd.DataFrame, intervals: pd.DataFrame, people: int, offered: int
) -> pd.DataFrame:
    """Where each practice lies between its gap and the share of people who would move it first.

    `practice_table` is a voice's, protected or not, and `intervals` its `practice_intervals`; `people`
    could pick, out of `offered` practices.  By code, in the order of the table:

      n                     people who could pick
      picked                people who picked it, Int64
      share                 picked ÷ n, 0 to 1
      share_low, share_high the 95 % interval of Wilson 1927, Probable inference, the law of succession
      gap, half_gap         as given, in levels
      corner                first    gap ≥ MATTERS and share ≥ PICKS ÷ offered
                            wide     such a gap, but few would start there
                            popular  many would start there, but the gap is small
                            later    neither
      on_line               an end of the gap's or the share's interval lies in another corner, or one of
                            the intervals is missing; false where there is no corner

    The lines are fixed and not those of the data, whose middle always calls half of the practices
    important.  PICKS ÷ offered is what each share would be if people picked at random (1 where all
    may be picked).  Source: Martilla and James 1977, Importance-performance analysis.

    Missing: picked is NA and the share NaN where the picks are missing or `people` below PICKS_FROM;
    corner is None where share or gap is missing.

    Raises ValueError when `offered` is below 1, or when a practice was picked by more than `people`.
    """
    if offered < 1:
        raise ValueError(f"There are no priorities among {offered} practices.")
    picks = practice_table["picked"].to_numpy(np.float64, na_value=np.nan)
    known = ~np.isnan(picks) & (people >= PICKS_FROM)
    picked, n = np.where(known, picks, 0).astype(np.int64), np.where(known, people, 0)
    share, line = ratio(picked, n), min(PICKS, offered) / offered
    low, high = wilson(picked, n)
    gap = practice_table["gap"].to_numpy(np.float64, na_value=np.nan)
    half = intervals["half_gap"].reindex(practice_table.index).to_numpy(np.float64, na_value=np.nan)
    there = known & ~np.isnan(gap)
    unclear = _crosses(gap - half, gap + half, MATTERS) | _crosses(low, high, line)
    columns: dict[str, Any] = {
        "n": people,
        "picked": pd.arrays.IntegerArray(picked, ~known),
        "share": share,
        "share_low": low,
        "share_high": high,
        "gap": gap,
        "half_gap": half,
        "corner": pd.Series(
            _corners(gap >= MATTERS, share >= line, there), practice_table.index, dtype=object
        ),
        "on_line": there & unclear,
    }
    return pd.DataFrame(columns, index=practice_table.index)


def start_with(table: pd.DataFrame) -> list[str]:
    """The codes of a priority table that are clearly to be moved first.

    Those in the corner `first` that are not on a line: most picks first, to the whole per cent in which they
    are told, then the wider gap, then the order of the table.
    """
    clear = table[(table["corner"] == "first") & ~table["on_line"]]
    shares = np.array([float(percent(share) or 0) for share in clear["share"]])
    order = np.lexsort((-clear["gap"].to_numpy(np.float64), -shares))
    return list(clear.index[order])


def _corners(
    wide: npt.NDArray[np.bool_], popular: npt.NDArray[np.bool_], there: npt.NDArray[np.bool_]
) -> list[Corner | None]:
    names: dict[tuple[bool, bool], Corner] = {
        (True, True): "first",
        (True, False): "wide",
        (False, True): "popular",
        (False, False): "later",
    }
    rows = zip(wide.tolist(), popular.tolist(), there.tolist(), strict=True)
    return [names[is_wide, is_popular] if known else None for is_wide, is_popular, known in rows]


def _crosses(low: Floats, high: Floats, line: float) -> npt.NDArray[np.bool_]:
    """Whether the two ends lie on different sides of a line, or aren't known; on the line is above it."""
    crosses: npt.NDArray[np.bool_] = np.isnan(low) | np.isnan(high) | ((low >= line) != (high >= line))
    return crosses
