"""Known truth: made-up companies, and how often what the product says of them is right.

Nobody ever gave these answers.  This room imports `analysis` only, and no survey's results come out of it.

    company     a company of 900 people whose true means are known
    coverage    the product's own intervals, verdicts and differences, held against that truth
    figures     that of many companies as plain numbers, and which of them must hold
    page        the figures as a page to read

The figures of fifty companies are stored here; `published` reads them and loads no pandas.
"""

import json
from pathlib import Path
from typing import Any, Final

PUBLISHED: Final = Path(__file__).with_name("coverage.json")


def published() -> dict[str, Any]:
    """The stored figures, as `figures.figures` makes them."""
    stored: dict[str, Any] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return stored
