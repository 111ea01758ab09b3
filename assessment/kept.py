"""Numbers as they are kept: texts, no finer than they are printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from assessment.analysis import numbers
from assessment.analysis.constants import SPREAD_FROM
from assessment.analysis.numbers import half, printed

Results = dict[str, Any]
Row = Mapping[Any, Any]
OVERALL = "overall"  # the score over all practices, beside those by category
SIDES = (("today", "current"), ("wanted", "desired"))


def rows_of(table: pd.DataFrame) -> dict[str, Row]:
    """A small table as plain rows by code."""
    return {str(code): row for code, row in table.to_dict("index").items()}


def missing(value: Any) -> bool:
    """Whether a cell of a table holds nothing."""
    return bool(pd.isna(value))


def text(value: Any) -> str | None:
    return None if missing(value) else str(value)


def percent(share: float) -> int:
    """A share as it is told, in whole per cent."""
    return int(numbers.percent(share) or 0)


def score_halves(kept: Row) -> Mapping[str, str | None]:
    """Half the widths of today's scores, overall and by category, as they were kept; None of too few people.

    Earlier versions kept them of fewer than SPREAD_FROM as well, which would tell their exact spread.
    """
    halves: Mapping[str, str | None] = kept.get("evidence", {}).get("scores", {})
    few = {
        code[0]
        for code, row in kept["practices"].items()
        if row.get("today") and row.get("n", 0) < SPREAD_FROM
    }
    return {code: None if code in few or (code == OVERALL and few) else told for code, told in halves.items()}


def score(row: Row, people: int) -> Results:
    values = printed(row["current"], row["desired"])
    return {
        "today": text(values.today),
        "wanted": text(values.wanted),
        "half_gap": text(half(row["half_gap"], people)),
    }
