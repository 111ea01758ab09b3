"""Answers that say less than they seem to: people who marked one level throughout, groups that agree."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.analysis.constants import (
    BAND,
    FLAT_LEAST,
    FLAT_SHARE,
    HIGHEST_LEVEL,
    LOWEST_LEVEL,
    MEANS_NEED_AT_LEAST,
    MIXED_FROM,
)
from assessment.analysis.frame import Frame, State
from assessment.analysis.intervals import tallies

SIDES = ("current", "desired")


def flat_liners(frame: Frame) -> npt.NDArray[np.bool_]:
    """Of each respondent, whether all their ratings are one and the same level.

    True when every level given, today and wanted together, is equal, there are at least FLAT_LEAST of
    them, and at least FLAT_SHARE of the sides that were asked have one: somebody who rated three practices
    alike said little, but did not click through.  What the form of a voice doesn't have is not asked;
    don't know, does not apply and skipped are.  Source: Meade and Craig 2012, Identifying careless
    responses in survey data (the long string, here over everything).
    """
    codes = np.concatenate([frame.current_state.to_numpy(), frame.desired_state.to_numpy()], axis=1)
    rated = (codes >= LOWEST_LEVEL) & (codes <= HIGHEST_LEVEL)
    lowest = np.min(codes, axis=1, where=rated, initial=HIGHEST_LEVEL)
    highest = np.max(codes, axis=1, where=rated, initial=LOWEST_LEVEL)
    ratings, asked = rated.sum(axis=1), (codes != State.NOT_ASKED).sum(axis=1)
    # Dividing, not multiplying: 20 / 24 is the same float as 5 / 6.
    enough = np.divide(ratings, asked, out=np.zeros(len(codes)), where=asked > 0) >= FLAT_SHARE
    flat: npt.NDArray[np.bool_] = enough & (ratings >= FLAT_LEAST) & (lowest == highest)
    return flat


def kept(frame: Frame, *, coarse: bool) -> npt.NDArray[np.bool_]:
    """Of each respondent of one voice's frame, whether they enter its means.

    Flat-liners don't, as long as MEANS_NEED_AT_LEAST others remain; otherwise everybody stays, because
    in a small group it would show who was left out.  In a voice that is shown coarsely (peers) everybody
    always stays.  They are counted among the respondents either way.
    """
    others = ~flat_liners(frame)
    if coarse or others.sum() < MEANS_NEED_AT_LEAST:
        return np.ones(len(others), dtype=np.bool_)
    return others


def homogeneous(frame: Frame) -> pd.DataFrame:
    """Of each practice, whether a mean would say what nearly every single person answered.

    Boolean columns current, desired and gap, indexed by code in questionnaire order: among the pairs
    fewer than MIXED_FROM people differ from the most common value, and there is at least one pair.
    The mean and the interval of such a group are the answers of its members, whatever its size.
    """
    columns = {}
    for name, (_, counts) in tallies(frame).items():
        n = counts.sum(axis=1)
        columns[name] = (n > 0) & (n - counts.max(axis=1) < MIXED_FROM)
    return pd.DataFrame(columns, index=frame.practices.index)


def band(frame: Frame) -> pd.DataFrame:
    """What is shown of a practice's side that is homogeneous, indexed by code in questionnaire order.

    Columns low_current, high_current, low_desired, high_desired in levels, float64: the most common
    level ± BAND, within the scale.  Missing: NaN where the side is not homogeneous, since its most
    common level is neither its mean nor anything to show.  Two people who differ have two most common
    levels; the lower one is taken, and no threshold lets two people be shown.
    """
    alike, found = homogeneous(frame), tallies(frame)
    columns = {}
    for side in SIDES:
        values, counts = found[side]
        middle = np.where(alike[side], values[counts.argmax(axis=1)], np.nan)
        columns[f"low_{side}"] = np.clip(middle - BAND, LOWEST_LEVEL, HIGHEST_LEVEL)
        columns[f"high_{side}"] = np.clip(middle + BAND, LOWEST_LEVEL, HIGHEST_LEVEL)
    return pd.DataFrame(columns, index=frame.practices.index)


def without_homogeneous(table: pd.DataFrame, marks: pd.DataFrame) -> pd.DataFrame:
    """A practice table without the means of practices that are homogeneous in any of the three `marks`.

    `marks` is from `homogeneous`.  All three means go where one is, since two of them give the third;
    so does every other fraction of a level that stands in the table (spreads, intervals), that is
    every column of floats but dont_know_share.  Counts, n among them, stay.  A boolean column `band`
    says which rows were emptied; a row without means before, a hidden one say, is not one of them, or
    the mark would tell how few people agreed.

    The table given is not changed.  Raises ValueError when the two are of different practices.
    """
    if not table.index.equals(marks.index):
        raise ValueError("The marks are of other practices than the table.")
    emptied = marks.any(axis="columns") & table["gap"].notna()
    levels = table.select_dtypes("float").columns.difference(["dont_know_share"])
    left = table.copy()
    left[levels] = left[levels].mask(emptied)
    return left.assign(band=emptied)
