"""One person against a group: where the executive's ratings and a voice's part ways."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from assessment.analysis.constants import APART_FROM, COARSE_APART_FROM, IN_STEP


def against_group(
    own_current: "pd.Series[Any]", own_desired: "pd.Series[Any]", table: pd.DataFrame, wide: pd.DataFrame
) -> pd.DataFrame:
    """One person's levels minus a group's means, practice by practice, in the order of `table`.

    `own_current` and `own_desired` hold levels by code; a practice that is missing there was not
    rated.  `table` is the group's practice table as shown, so what is hidden is compared with nothing.
    `wide` is `practice_intervals(…, families=number of practices compared)` of the same group: the
    person is one, without an interval, so all the uncertainty is the group's.

    Columns, for x in current and desired:
      difference_x   own − mean in levels, float64; NaN where either is missing
      in_step_x      |difference| ≤ IN_STEP
      clear_x        |difference| ≥ APART_FROM, and more than half_x: the group's interval, widened for
                     all the practices compared, leaves the person's level out
    Between the two there is no clear difference.  Both are false where there is no difference to look
    at, and `clear` is where the group has no interval.  Source: the interval of Student's t, Bonferroni;
    the two distances are the product's.
    """
    columns: dict[str, pd.Series[Any]] = {}
    for name, own in (("current", own_current), ("desired", own_desired)):
        difference = own.reindex(table.index).astype("float64") - table[name].astype("float64")
        size, half = difference.abs(), wide[f"half_{name}"].reindex(table.index)
        columns[f"difference_{name}"] = difference
        columns[f"in_step_{name}"] = size <= IN_STEP
        columns[f"clear_{name}"] = (size >= APART_FROM) & (size > half)
    return pd.DataFrame(columns, index=table.index)


class CoarseDifference(NamedTuple):
    """Own level minus a coarse mean as printed, and whether it is large enough to be named."""

    difference: Decimal
    named: bool


def against_coarse(
    own: Mapping[str, int | Decimal | None], printed: Mapping[str, Decimal | None]
) -> dict[str, CoarseDifference]:
    """One person's levels of one side minus a group's, which is shown to the nearest half level only.

    `printed` holds what is printed (see `numbers.half_level`), by code; nothing finer enters, or the
    verdict would give away what the half level hides.  At the ends, "1.5 or less" and "4.5 or more",
    the difference is that from the number printed.  Named from COARSE_APART_FROM on, without interval.

    In the order of `printed`; practices missing (None or absent) on either side are left out.
    """
    found = {}
    for code, level in printed.items():
        mark = own.get(code)
        if mark is not None and level is not None:
            difference = mark - level
            found[code] = CoarseDifference(difference, abs(difference) >= COARSE_APART_FROM)
    return found
