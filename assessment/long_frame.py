"""A file of long answers → frame. The file's order is kept: of its items, their categories, its people."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assessment.analysis import frame as frames
from assessment.analysis.frame import Frame, State
from surveys.answer_cells import EMPTY
from surveys.long_answers import LongAnswers

ONLY_CATEGORY = "all"  # of items in a file without categories


def frame_of(answers: LongAnswers) -> Frame:
    """Every item is a core practice; one that a respondent has no line for was not asked."""
    shape = (len(answers.people), len(answers.items))
    at = (
        np.frombuffer(answers.person, dtype=f"i{answers.person.itemsize}"),
        np.frombuffer(answers.item, dtype=f"i{answers.item.itemsize}"),
    )
    sides = []
    for side, unknown in ((answers.current, State.DONT_KNOW), (answers.desired, State.NO_VIEW)):
        levels = np.frombuffer(side, dtype=np.int8)
        codes = np.full(shape, State.NOT_ASKED, dtype=np.int8)
        codes[at] = np.where(levels == EMPTY, np.int8(unknown), levels)
        sides.append(codes)
    return frames.build(
        practices_of(answers),
        [person.voice for person in answers.people],
        sides[0],
        sides[1],
        np.zeros(shape, dtype=np.bool_),
        segments_of(answers),
    )


def practices_of(answers: LongAnswers) -> pd.DataFrame:
    categories = [category or ONLY_CATEGORY for category in answers.items.values()]
    return pd.DataFrame(
        {
            "category": pd.Categorical(categories, categories=list(dict.fromkeys(categories)), ordered=True),
            "core": np.ones(len(categories), dtype=np.bool_),
        },
        index=pd.Index(list(answers.items), name="practice"),
    )


def segments_of(answers: LongAnswers) -> pd.DataFrame | None:
    """A column for each further one, missing where a cell is empty; labels in the order of their names."""
    if not answers.columns:
        return None
    return pd.DataFrame(
        {
            name: pd.Categorical([person.labels[place] or None for person in answers.people], ordered=True)
            for place, name in enumerate(answers.columns)
        }
    )
