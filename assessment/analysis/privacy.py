"""What of a group's numbers may be shown."""

import pandas as pd

from assessment.analysis.constants import FLOOR


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

    This is the first step only, for a total that is shown by itself.  Complementary suppression,
    which keeps a hidden cell from being worked out of those beside it, is due with the first results
    by segment.  A person's own marks, shown to that person, never come here.

    Raises ValueError when `smallest` is below the lowest threshold any voice may have.
    """
    if smallest < FLOOR:
        raise ValueError(f"The smallest group to be shown is {FLOOR}, not {smallest}.")
    open_rows = (practice_table["n"] >= smallest).fillna(False).astype(bool) & (respondents >= smallest)
    about = practice_table[["category", "core"]]
    numbers = practice_table.drop(columns=["category", "core", "hidden"], errors="ignore")
    counts = numbers.select_dtypes("integer").columns
    shown = numbers.astype(dict.fromkeys(counts, "Int64")).where(open_rows)
    return pd.concat([about, shown, (~open_rows).rename("hidden")], axis="columns")
