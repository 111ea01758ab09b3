"""Practices: pairs, means, gaps and counts; and which gaps a picture emphasises."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.analysis.constants import WIDE_AT_MOST, WIDEST_AT_MOST
from assessment.analysis.frame import Frame, State, is_level

Emphasis = Literal["widest", "wide"]


def practice_table(frame: Frame) -> pd.DataFrame:
    """One row per practice, indexed by code in questionnaire order.

    A pair is a person who gave both sides a level.  For practice j with pairs (c, d) of n people

        current = Σc / n,   desired = Σd / n,   gap = Σ(d − c) / n = desired − current

    so all three means rest on the same people and the gap is that of the same person, averaged
    afterwards (the mean of paired differences; Student 1908, The probable error of a mean).  The
    sums are of whole numbers, hence exact: the order of the respondents changes nothing.

    Missing answers: whoever gave only one side counts in no mean; n = 0 gives NaN.  Nothing is
    imputed, and don't know is never a level.

    Columns, in levels 1 to 5 (gap −4 to 4) and people:
      category, core                       as in the frame's practices
      n                                    pairs
      current, desired, gap                means over pairs, float64
      n_current, n_desired                 people with a level on that side
      dont_know, no_view                   said so of today, of what is wanted
      not_applicable, not_asked            about the practice, so counted once, on the today side
      skipped_current, skipped_desired     left open
      dont_know_share                      don't know ÷ (levels + don't know) of the today side, 0 to 1;
                                           NaN when nobody said either
      picked                               people who would move it first
    On the today side n_current + dont_know + not_applicable + skipped_current + not_asked is the
    number of respondents.
    """
    today, wanted = frame.current_state.to_numpy(), frame.desired_state.to_numpy()
    rated_today, rated_wanted = is_level(today), is_level(wanted)
    pairs = rated_today & rated_wanted
    n = _people(pairs)
    sum_current, sum_desired = _sums(today, pairs), _sums(wanted, pairs)
    n_current, dont_know = _people(rated_today), _people(today == State.DONT_KNOW)
    return pd.DataFrame(
        {
            "category": frame.practices["category"],
            "core": frame.practices["core"],
            "n": n,
            "current": _ratio(sum_current, n),
            "desired": _ratio(sum_desired, n),
            "gap": _ratio(sum_desired - sum_current, n),
            "n_current": n_current,
            "n_desired": _people(rated_wanted),
            "dont_know": dont_know,
            "no_view": _people(wanted == State.NO_VIEW),
            "not_applicable": _people(today == State.NOT_APPLICABLE),
            "skipped_current": _people(today == State.SKIPPED),
            "skipped_desired": _people(wanted == State.SKIPPED),
            "not_asked": _people(today == State.NOT_ASKED),
            "dont_know_share": _ratio(dont_know, n_current + dont_know),
            "picked": _people(frame.picked.to_numpy()),
        },
        index=frame.practices.index,
    )


def emphasis(
    gaps: Mapping[str, Decimal], drawn: int, named: Collection[str] | None = None
) -> dict[str, Emphasis]:
    """Which practices a picture of `drawn` practices emphasises, by code; the rest are left out.

    `gaps` holds the gaps as printed, so that what looks equal is treated equally; practices without
    a gap are not in it.  Positive gaps only, walked from the widest in whole groups of equal ones:
    the first group is *widest* when it has at most WIDEST_AT_MOST practices, otherwise nothing is;
    the following groups (or that first one) are *wide* while all that is emphasised is at most
    WIDE_AT_MOST of the practices drawn.  A group of equal gaps is never split, and the walk ends at
    the first that doesn't fit.  Source: the rule of the planogram.

    `named` are a group's practices that can't be told from the widest; where it is given they, and not
    the first tie, are *widest*, as long as they are at most WIDEST_AT_MOST: a picture of averages
    emphasises what its title names, and no title names an order that the answers don't carry.

    Raises ValueError when there are more gaps than practices drawn.
    """
    if len(gaps) > drawn:
        raise ValueError(f"{len(gaps)} gaps can't belong to {drawn} practices.")
    marks: dict[str, Emphasis] = {}
    groups = _tie_groups(gaps)
    if named is not None:
        fits = len(named) <= WIDEST_AT_MOST
        marks = {code: "widest" for code in named if fits and gaps[code] > 0}
        groups = [[code for code in group if code not in marks] for group in groups]
        groups = [[], *filter(None, groups)]
    for place, group in enumerate(groups):
        if place == 0 and len(group) <= WIDEST_AT_MOST:
            marks |= dict.fromkeys(group, "widest")
        elif len(marks) + len(group) <= WIDE_AT_MOST * drawn:
            marks |= dict.fromkeys(group, "wide")
        else:
            break
    return marks


def _tie_groups(gaps: Mapping[str, Decimal]) -> list[list[str]]:
    """The codes of positive gaps, widest first, in groups of equal gaps."""
    positive = sorted((code for code in gaps if gaps[code] > 0), key=gaps.__getitem__, reverse=True)
    return [list(group) for _, group in groupby(positive, key=gaps.__getitem__)]


def _people(true: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    people: npt.NDArray[np.int64] = np.sum(true, axis=0, dtype=np.int64)
    return people


def _sums(codes: npt.NDArray[np.int8], pairs: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Σ of the levels within pairs, per practice; the code of a level is the level."""
    sums: npt.NDArray[np.int64] = np.einsum("ij,ij->j", codes, pairs, dtype=np.int64)
    return sums


def _ratio(part: npt.NDArray[np.int64], whole: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """part ÷ whole, NaN where the whole is 0."""
    ratio: npt.NDArray[np.float64] = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return ratio
