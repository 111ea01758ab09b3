"""The short labels of every shipped language fit where the planogram puts them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.charts import words
from surveys.questionnaires.files import read, shipped

CORE_COLUMN = 77.3  # px: the narrowest column, in the core-12 picture
MARGIN = {400: 4, 600: 2}  # px that a label leaves free; a bold one may come closer before a word is broken
SIZE = 11.5


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.name)
@pytest.mark.parametrize("weight", [400, 600])
def test_core_labels_fit_three_lines_unbroken(path: Path, weight: int) -> None:
    content = read(path)
    labels = {
        row["code"]: row["short_label"]
        for row in content["practices"]
        if row["code"] in content["forms"]["core"]
    }
    assert len(labels) == 12
    room = CORE_COLUMN - MARGIN[weight]
    tight = {code: label for code, label in labels.items() if words.settle(label, room, SIZE, weight) is None}
    assert tight == {}
