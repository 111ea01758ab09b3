"""Soldiers in groups: how much of well-being and of working hours lies between groups."""

from pathlib import Path
from typing import Final

from assessment.analysis.between import between
from assessment.real_data.files import Expected, table
from assessment.real_data.lines import Line, one

DATA: Final = "bh1996"
TABLE: Final = "bh1996_groups.csv"
EXPECTED: Final = "bh1996_expected.json"

MEASURES: Final = ("WBEING", "HRS")
PUBLISHED: Final = "WBEING"


def lines(folder: Path) -> tuple[list[Line], Expected]:
    """All lines of this data set, and the file with what was not asked for."""
    expected = Expected(folder, EXPECTED)
    answers = table(folder, TABLE, ["GRP", *MEASURES])
    groups = answers["GRP"].to_numpy()
    found = {name: between(answers[name].to_numpy(), groups) for name in MEASURES}
    given = [
        one(DATA, f"{name}: {said}", expected[name, key], getattr(of, key))
        for name, of in found.items()
        for said, key in (("ICC(1)", "icc1"), ("ICC(2)", "icc2"))
    ]
    published = expected["published", PUBLISHED, "icc1_aov"]
    return [
        *given,
        one(DATA, f"{PUBLISHED}: ICC(1), as published", published, found[PUBLISHED].icc1),
    ], expected
