"""What answers that may have been given without care can have changed: bounds, and nobody is left out."""

import numpy as np
import numpy.typing as npt

from assessment.analysis.frame import Frame, is_level

Floats = npt.NDArray[np.float64]


def change_without(frame: Frame, left_out: npt.NDArray[np.bool_]) -> float:
    """The most by which a mean differs with and without these respondents, in levels.

    Over today, wanted and gap of all practices of the frame, each over pairs as in `gaps.practice_table`.
    `left_out` is a boolean for each respondent. NaN where no practice has a mean both ways.
    """
    return most([np.abs(means_of(side) - means_of(side[~left_out])) for side in sides_of(frame)])


def change_without_any(frame: Frame, people: int) -> float:
    """The same whichever so many `people` are left out: a bound that holds whoever they are, in levels.

    A mean moves furthest when those with the lowest or those with the highest values go, so of n sorted
    values it is the larger of |mean of the last n − people − mean| and |mean of the first n − people − mean|.
    A practice that so few gave a pair for that nobody would remain is not looked at. NaN without one.
    """
    found = []
    for side in sides_of(frame):
        for values in side.T:
            given = np.sort(values[~np.isnan(values)])
            if len(given) > people:
                rest = len(given) - people
                moved = np.array([given[people:].mean(), given[:rest].mean()])
                found.append(np.abs(moved - given.mean()))
    return most(found)


def sides_of(frame: Frame) -> list[Floats]:
    """Today, wanted and gap of the pairs as (respondents, practices), NaN where there is no pair."""
    today, wanted = frame.current_state.to_numpy(), frame.desired_state.to_numpy()
    pairs = is_level(today) & is_level(wanted)
    return [np.where(pairs, side, np.nan) for side in (today, wanted, wanted - today)]


def means_of(side: Floats) -> Floats:
    """Of each practice; NaN where nobody gave a pair."""
    n = (~np.isnan(side)).sum(axis=0)
    means: Floats = np.divide(np.nansum(side, axis=0), n, out=np.full(len(n), np.nan), where=n > 0)
    return means


def most(differences: list[Floats]) -> float:
    known = np.concatenate([*differences, np.empty(0)])
    known = known[~np.isnan(known)]
    return float(known.max()) if len(known) else float("nan")
