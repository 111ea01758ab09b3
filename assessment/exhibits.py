"""What stands on a page, a slide or a printed sheet: a picture with its finding, its words and its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assessment.rows import Table


@dataclass(frozen=True)
class Exhibit:
    """One picture of one voice. The finding is its heading, and says no more than the numbers carry.

    `wide` and `phone` are what the drawing code is told, without the heading, which each face sets itself.
    """

    key: str  # planogram, gaps, profile, perception, parts-department, priorities, spread, trend
    voice: str
    name: str  # what kind of picture it is: "The gaps, and how sure they are"
    finding: str
    subtitle: str
    reading: str  # how to read it, in a line
    wide: Any  # a chart: see `pictures.Chart`
    phone: Any
    table: Table
    own: bool = False  # whether the executive's own marks are in it
