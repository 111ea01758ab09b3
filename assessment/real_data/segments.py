"""Soldiers by unit, gender and marital status: cells that may be shown, and what a threshold gives away."""

from collections import Counter
from pathlib import Path
from typing import Final

import pandas as pd

from assessment.analysis.disclosure import choose, lattice, leaks
from assessment.analysis.rowspace import atoms
from assessment.real_data.files import Expected, UnusableError, table
from assessment.real_data.lines import Line, one

DATA: Final = "segments"
TABLE: Final = "segments_real.csv"
EXPECTED: Final = "segments_real_expected.json"

SAID: Final = {
    "nonempty_cells": "cells",
    "cells_with_at_least_k": "cells of enough people",
    "threshold_only_minimal_leaks": "groups given away by showing all of those",
    "threshold_only_isolated_single_people": "single people among these",
    "leaks_by_float_rank_one_atom": "groups given away that no cell divides",
    "leaks_by_float_rank_two_atoms": "groups given away that cells divide in two",
    "greedy_published": "cells that we show",
}
"""By its name in the file: what a count is of."""


def lines(folder: Path) -> tuple[list[Line], Expected]:
    """All lines of this data set, and the file with what was not asked for."""
    expected = Expected(folder, EXPECTED)
    found = []
    for name in expected.names("results"):
        dimensions, way = _lattice(name)
        people = table(folder, TABLE, dimensions, words=dimensions)
        segments = pd.DataFrame({one: pd.Categorical(people[one], ordered=True) for one in dimensions})
        counts = _counts(segments, way, expected["results", name, "k"])
        title = f"{' × '.join(dimensions)}, up to {way} at once"
        found += [
            one(DATA, f"{title}: {said}", expected["results", name, key], counts[key], within=0)
            for key, said in SAID.items()
        ]
        found.append(one(DATA, f"{title}: groups given away by what we show", 0, counts["ours"], within=0))
    return found, expected


def _lattice(name: str) -> tuple[list[str], int]:
    """Of "battalionxgender max_way=2" the dimensions and the 2."""
    crossed, _, way = name.partition(" max_way=")
    if not way.isdigit():
        raise UnusableError(f"{EXPECTED}: {name} doesn’t say how many dimensions are crossed.")
    return crossed.split("x"), int(way)


def _counts(segments: pd.DataFrame, way: int, smallest: int) -> dict[str, int]:
    """By the names of SAID, and as "ours" what the cells that we show give away."""
    cells, members = lattice(segments, way)
    large = members[members.sum(axis=1) >= smallest]
    given_away = leaks(large, smallest)
    _, _, atom_of = atoms(large)
    divided = Counter(len(set(atom_of[group].tolist())) for group in given_away)
    shown = choose(members, smallest)
    return {
        "nonempty_cells": len(cells),
        "cells_with_at_least_k": len(large),
        "threshold_only_minimal_leaks": len(given_away),
        "threshold_only_isolated_single_people": sum(len(group) == 1 for group in given_away),
        "leaks_by_float_rank_one_atom": divided[1],
        "leaks_by_float_rank_two_atoms": divided[2],
        "greedy_published": int(shown.sum()),
        "ours": len(leaks(members[shown], smallest)),
    }
