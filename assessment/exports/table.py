"""The numbers behind one picture as CSV."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from assessment.exports.cells import number, text
from assessment.rows import Table, Value


def write(table: Table, footer: str = "") -> bytes:
    """UTF-8 with a byte-order mark: the head, then a line for each of the table's; a heading stands alone.

    What the numbers are about stands alone at the end.
    """
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow([text(name) for name in table.head])
    lines.writerows([cell(value) for value in line] for line in table.lines)
    lines.writerows([[text(footer)]] if footer else [])
    return ("\ufeff" + out.getvalue()).encode()


def cell(value: Value) -> str:
    return number(value) if value is None or isinstance(value, int | Decimal) else text(value)
