"""Chances of being among the widest gaps: how a ranking would fare if other people had answered."""

from collections.abc import Collection, Iterator
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from assessment.analysis.constants import ALMOST_CERTAIN, CONTENDER, DRAWS, LIKELY, RANKED_FROM, TOP
from assessment.analysis.frame import Frame
from assessment.analysis.intervals import Floats, pairs

Standing = Literal["almost_certain", "likely", "contender"]

CELLS: Final = 1 << 19  # draws × people in memory together


def top_chances(
    frame: Frame,
    *,
    seed: int,
    draws: int = DRAWS,
    top: int = TOP,
    among: Collection[str] | None = None,
    smallest: int = RANKED_FROM,
) -> pd.DataFrame:
    """Each practice's chance of being among the `top` widest gaps, by code in questionnaire order.

    The bootstrap (Efron 1979, Bootstrap methods: another look at the jackknife).  As many people as
    answered are drawn from them with replacement, each with all their answers; of each draw

        gap_j = Σ (d − c) / n_j over the pairs for practice j,   chance_j = share of draws with j in the top

    Practices tied at the border share the places left there equally, and one that nobody of a draw
    judged comes last in it.  So the chances add up to `top`, or to the number of practices with a gap
    where that is less.  The same seed gives the same chances, in whatever order the respondents come;
    another one gives others within a standard error of √(chance (1 − chance) / draws).

    `among` names the practices that are ranked, all of them unless given: what is shown must not depend
    on what is hidden.  Only people with a pair for one of these are drawn.

    Columns: n (pairs, Int64; NA outside `among`) and chance (0 to 1, float64).  Missing: chance is NaN
    outside `among`, for n = 0, and everywhere with fewer than `smallest` people to draw from.

    Raises ValueError when draws, top or smallest is below 1.
    """
    if min(draws, top, smallest) < 1:
        raise ValueError(f"{draws} draws, top {top}, {smallest} people: each must be 1 at least.")
    given, levels = pairs(frame)
    n = given.sum(axis=0, dtype=np.int64)
    named = np.array([among is None or code in among for code in frame.practices.index], dtype=np.bool_)
    ranked = named & (n > 0)
    judges = given[:, ranked].any(axis=1)
    people = int(judges.sum())
    chance = np.full(len(n), np.nan)
    if people >= smallest:
        # In float64 products of matrices are fast, and exact for sums of whole numbers.
        judged = given[np.ix_(judges, ranked)].astype(np.float64)
        gaps = levels["gap"][np.ix_(judges, ranked)].astype(np.float64)
        alike = np.lexsort(np.hstack([judged, gaps]).T)  # so that the order of the respondents says nothing
        judged, gaps = judged[alike], gaps[alike]
        taken = np.zeros(judged.shape[1])
        for counts in drawn(people, draws, seed):
            taken += _places(counts @ judged, counts @ gaps, top).sum(axis=0)
        chance[ranked] = taken / draws
    pairs_shown = pd.arrays.IntegerArray(np.where(named, n, 0), ~named)
    return pd.DataFrame({"n": pairs_shown, "chance": chance}, index=frame.practices.index)


def drawn(people: int, draws: int, seed: int) -> Iterator[Floats]:
    """How often each draw holds each of so many people (≥ 1): matrices of draws × people, a few at a time."""
    generator = np.random.Generator(np.random.PCG64(seed))
    at_once = max(CELLS // people, 1)
    for first in range(0, draws, at_once):
        rows = min(at_once, draws - first)
        who = generator.integers(people, size=(rows, people))
        who += np.arange(0, rows * people, people)[:, np.newaxis]
        counts = np.bincount(who.ravel(), minlength=rows * people)
        yield counts.reshape(rows, people).astype(np.float64)


def _places(n: Floats, sums: Floats, top: int) -> Floats:
    """Each practice's share of a place at the top, draw by draw: 1, 0, or between them at a tied border."""
    gap = np.divide(sums, n, out=np.full(n.shape, -np.inf), where=n > 0)
    practices = gap.shape[1]
    border = max(practices - top, 0)
    last = np.partition(gap, border, axis=1)[:, [border]]
    wider, tied = gap > last, gap == last
    left = min(top, practices) - wider.sum(axis=1, keepdims=True)
    places: Floats = wider + tied * (left / tied.sum(axis=1, keepdims=True))
    return places


def standings(chances: "pd.Series[Any]") -> dict[str, Standing]:
    """How firmly practices stand at the top, by code in the order given; the rest are left out.

    From ALMOST_CERTAIN on almost certain, from LIKELY likely, from CONTENDER a contender; below that,
    or without a chance (NaN), nothing is said.
    """
    found: dict[str, Standing] = {}
    for code, chance in chances.items():
        if chance >= ALMOST_CERTAIN:
            found[str(code)] = "almost_certain"
        elif chance >= LIKELY:
            found[str(code)] = "likely"
        elif chance >= CONTENDER:
            found[str(code)] = "contender"
    return found


def competing(chances: "pd.Series[Any]", top: int = TOP) -> list[str]:
    """The practices that compete for the top, the likeliest first and equal ones in the order given.

    Those with a chance of CONTENDER or more where they are more than there are places; otherwise none.
    """
    contenders = chances[chances.to_numpy(np.float64, na_value=np.nan) >= CONTENDER]
    if len(contenders) <= top:
        return []
    return list(contenders.index[np.argsort(-contenders.to_numpy(np.float64), kind="stable")])
