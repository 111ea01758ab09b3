"""What of a group's numbers may be shown."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessment.analysis.constants import FLOOR

ABOUT: Final = ("category", "core")  # the questionnaire, not anybody


def protect(practice_table: pd.DataFrame, respondents: int, smallest: int) -> pd.DataFrame:
    """The practice table of one voice's total, without the numbers of too few people.

    Primary suppression by a minimum frequency (Hundepool et al. 2012, Statistical Disclosure
    Control): with fewer than `smallest` respondents every row is emptied, otherwise every row
    with n < `smallest`.  Emptied means all numbers, counts and picks as well as means, so that what
    is missing doesn't tell how many there were.  Only `category` and `core`, which are about the
    questionnaire, stay; a column this function has never heard of is emptied too.

    A boolean column `hidden` says which rows were emptied.  Counts become pandas' Int64 with NA,
    means stay float64 with NaN, whether or not anything is hidden.  The table given is not changed,
    and protecting twice is protecting once.

    This is the first step only, for a total.  Complementary suppression, which keeps a hidden cell of
    a part from being worked out of those beside it, is that of `disclosure`.  A person's own
    marks, shown to that person, never come here.

    Raises ValueError when `smallest` is below the lowest threshold any voice may have.
    """
    if smallest < FLOOR:
        raise ValueError(f"The smallest group to be shown is {FLOOR}, not {smallest}.")
    enough = practice_table["n"].to_numpy(np.float64, na_value=np.nan) >= smallest
    open_rows = enough & (respondents >= smallest)
    shown = {
        name: column if name in ABOUT else _emptied(column, open_rows)
        for name, column in practice_table.items()
        if name != "hidden"
    }
    return pd.DataFrame({**shown, "hidden": ~open_rows}, index=practice_table.index)


def _emptied(column: "pd.Series[Any]", open_rows: npt.NDArray[np.bool_]) -> Any:
    """A column with nothing left in the rows that aren't open, not even behind what is missing."""
    if column.dtype.kind not in "iu":
        return column.where(open_rows) if column.dtype.kind != "f" else np.where(open_rows, column, np.nan)
    missing = ~open_rows
    if isinstance(column.array, pd.arrays.IntegerArray):
        missing |= column.array.isna()
        column = column.fillna(0)
    return pd.arrays.IntegerArray(np.where(missing, 0, column.to_numpy(np.int64)), missing)
