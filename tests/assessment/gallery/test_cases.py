"""Every case of the gallery: which exhibits it has, how they lie, and that nothing of it stays."""

from __future__ import annotations

import pytest
from django.db import connection

from assessment import pictures
from assessment.exhibits import Exhibit
from assessment.gallery import making, people
from assessment.gallery.cases import Case, all_cases
from assessment.rows import Report
from surveys.models import Survey
from tests.assessment.charts.gap_samples import assert_in_place, page
from tests.assessment.gallery.expected import EXPECTED

pytestmark = pytest.mark.one_database

USUALLY = ("one-answer", "all-dont-know", "team-5", "names-300", "names-right-to-left", "rounds-3")
SAID = {
    "none-answered": "Finish is refused while nothing is answered, so there is nothing to show.",
    "names-300": "A list refuses such a name: its department has more than 80 characters. "
    "Here the report has got it all the same.",
    "switched-off": "No page switches practices off yet: this is a questionnaire with one practice less.",
}


def exhibits(report: Report) -> list[Exhibit]:
    return [found for _name, find in making.wanted(report) for found in find()]


def stored() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with connection.cursor() as cursor:
        found = {}
        for name in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{name}"')
            found[name] = sorted(cursor.fetchall(), key=repr)
    return found


def test_the_cases_are_those_that_are_expected() -> None:
    cases = all_cases()
    assert [name for name in cases if not name.startswith("slides-")] == list(EXPECTED)
    assert [case.name for case in cases.values() if case.slides] == [n for n in cases if n not in EXPECTED]
    assert len(cases) >= 40
    assert all(case.about.endswith(".") for case in cases.values())


@pytest.mark.django_db
@pytest.mark.parametrize("name", EXPECTED)
def test_a_case_has_exactly_these_exhibits_each_with_a_finding(name: str) -> None:
    before = Survey.objects.count()
    report, said = all_cases()[name].made()
    found: dict[str, list[str]] = {}
    for one in exhibits(report):
        found.setdefault(one.voice, []).append(one.key)
        assert one.finding.strip()
        assert one.chart is not None
        assert one.table.lines
        assert one.drawn_for("phone") != one.key.startswith("parts-")
    assert {voice: " ".join(keys) for voice, keys in found.items()} == EXPECTED[name]
    assert said == SAID.get(name, "")
    assert Survey.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in USUALLY else [pytest.mark.slow]) for name in EXPECTED],
)
def test_every_word_of_a_picture_has_a_place_of_its_own(name: str) -> None:
    report, _said = all_cases()[name].made()
    for one in exhibits(report):
        for shape in pictures.SHAPES:
            if one.chart is not None and one.drawn_for(shape):
                assert assert_in_place(page(pictures.DRAW[type(one.chart), shape](one.chart)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["executive", "all-voices", "rounds-3", "imported", "none-answered"])
def test_nothing_of_a_case_stays_in_the_database(name: str) -> None:
    before = stored()
    all_cases()[name].made()
    assert stored() == before


@pytest.mark.django_db(transaction=True)
def test_what_fails_in_the_middle_is_taken_back_too() -> None:
    def fail() -> None:
        people.usual()
        raise RuntimeError("no more")

    before = stored()
    with pytest.raises(RuntimeError, match="no more"):
        Case("fails", "It fails.", fail).made()
    assert stored() == before


@pytest.mark.django_db
def test_a_switched_off_practice_is_nowhere() -> None:
    report, _said = all_cases()["switched-off"].made()
    for view in report.views:
        assert len(view.practices) == 11
        assert "P7" not in [row.code for row in view.practices]
    (map_of_picks,) = [one.chart for one in exhibits(report) if one.key == "priorities"]
    assert "3 of 11" in map_of_picks.share_line_words


@pytest.mark.django_db
def test_the_ends_of_the_scale_are_no_numbers_for_peers() -> None:
    report, _said = all_cases()["peers-extremes"].made()
    (picture,) = [one for one in exhibits(report) if (one.voice, one.key) == ("peer", "planogram")]
    words = {column.today_text for bay in picture.chart.bays for column in bay.columns}
    assert words == {"1.5 or less", "3.0", "4.5 or more"}


@pytest.mark.django_db
def test_of_sixty_departments_the_subtitle_says_how_many_are_drawn() -> None:
    report, _said = all_cases()["departments-60"].made()
    (one,) = [one for one in exhibits(report) if one.key == "parts-department"]
    assert "the 8 largest of 60. All are in the table." in one.subtitle
    assert len(one.chart.segments) == 8
    assert "Department 60" in str(one.table)
