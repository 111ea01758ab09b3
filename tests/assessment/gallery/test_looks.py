"""What was once ugly or wrong in the gallery, and is looked at since."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from assessment import pictures
from assessment.charts import files
from assessment.charts.canvas import Canvas
from assessment.exhibits import exhibit
from assessment.exports.printed import printed, value
from assessment.gallery.cases import all_cases
from assessment.story import story_of
from tests.assessment.charts.gap_samples import page
from tests.assessment.charts.samples import Written, written

pytestmark = pytest.mark.one_database

SHALOM = "שירות לקוחות"


def words_of(case: str, key: str, shape: pictures.Shape = "wide") -> list[Written]:
    report, _said = all_cases()[case].made()
    team = report.view("team")
    assert team is not None
    found = exhibit(report, team, key)
    assert found is not None
    chart = found.chart
    return written(page(pictures.DRAW[type(chart), shape](chart)))


@pytest.mark.django_db
def test_bands_in_place_of_gaps_take_two_lines_of_their_row() -> None:
    words = [one for one in words_of("team-alike", "gaps") if one.words.startswith(("1.", "2.", "3.", "4."))]
    lines = sorted({one.top for one in words})
    assert len(lines) == 24  # two for each of twelve rows
    assert min(later - earlier for earlier, later in pairwise(lines)) >= 13


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["departments-60", "names-unbroken", "team-400"])
def test_heads_of_neighbouring_columns_stay_apart(case: str) -> None:
    top = [one for one in words_of(case, "parts-department") if one.bottom < 80]
    for first in top:
        beside = [one.left for one in top if one.left > first.right and abs(one.top - first.top) < 2]
        assert min(beside, default=2000) - first.right >= 7


@pytest.mark.django_db
def test_those_too_close_to_say_have_a_heading_on_a_phone() -> None:
    assert "Too close to say" in [one.words for one in words_of("team-40", "priorities", "phone")]


@pytest.mark.parametrize(("anchor", "at"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
def test_words_in_another_script_hang_where_they_are_told_in_a_png(anchor: str, at: float) -> None:
    canvas = Canvas(400)
    canvas.text(200, 30, SHALOM, 20, anchor=anchor)  # type: ignore[arg-type]
    with Image.open(BytesIO(files.png(canvas.figure(50), scale=1))) as picture:
        ink = np.asarray(picture.convert("L")) < 128
    columns = np.flatnonzero(ink.any(axis=0)) - files.MARGIN
    assert abs(columns[0] + at * (columns[-1] - columns[0]) - 200) <= 3


@pytest.mark.django_db
def test_of_sixty_departments_every_number_is_on_paper() -> None:
    report, _said = all_cases()["departments-60"].made()
    sheet = next(sheet for sheet in story_of(report).sheets if sheet.exhibit and "parts" in sheet.exhibit.key)
    assert sheet.exhibit is not None
    whole, parts = sheet.exhibit.table, printed(sheet, 1, 0).tables
    assert [part.caption.rpartition(", ")[2] for part in parts] == [f"{n} of 9" for n in range(1, 10)]
    assert {len(part.head) for part in parts} == {8, 6}
    assert [cell.text for part in parts for cell in part.head[1:]] == list(whole.head[1:])
    assert [len(part.lines) for part in parts] == [len(whole.lines)] * 9
    row = next(at for at, line in enumerate(whole.lines) if line[0] == "Colleagues are heard")
    numbers = [cell.text for part in parts for cell in part.lines[row].cells]
    assert numbers == [value(cell) for cell in whole.lines[row][1:]]
    assert {part.lines[row].head for part in parts} == {"Colleagues are heard"}
