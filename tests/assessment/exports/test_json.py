"""The JSON holds the page's numbers; what is missing is null."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from assessment.exports import json as export
from assessment.rows import Report
from tests.assessment.surveyed import as_executive, finished, json_content
from tests.factories import CORE, group

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Report:
    draft = finished(name="Müller & Söhne «ß» 日本")
    group(draft.survey, 9)
    return as_executive(draft)


def refuse(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def test_the_numbers_are_those_of_the_report(made: Report) -> None:
    for view, part in zip(made.views, json_content(made)["voices"], strict=True):
        assert view.overall is not None
        lines = [*part["practices"], *part["categories"], part["overall"]]
        expected = [*view.practices, *view.categories, view.overall]
        for line, row in zip(lines, expected, strict=True):
            numbers = [line["today"], line["wanted"], line["gap"]]
            assert [None if n is None else Decimal(str(n)) for n in numbers] == [
                row.today,
                row.wanted,
                row.gap,
            ]


def test_levels_are_whole_numbers_and_averages_are_not(made: Report) -> None:
    own, team = json_content(made)["voices"]
    assert {type(row["wanted"]) for row in own["practices"]} == {int}
    assert {type(row["wanted"]) for row in [*own["categories"], *team["practices"]]} == {float}


def test_what_is_missing_is_null_and_never_nan() -> None:
    made = as_executive(finished(dict.fromkeys(CORE, ("dont_know", "no_view")), picks=()))
    content: Any = json.loads(export.write(made), parse_constant=refuse)
    own = content["voices"][0]
    assert {row["today"] for row in own["practices"]} == {None}
    assert {row["no_level_today"] for row in own["practices"]} == {"dont_know"}
    assert (own["overall"]["today"], own["overall"]["gap"]) == (None, None)


def test_names_are_written_as_they_are(made: Report) -> None:
    assert "Müller & Söhne «ß» 日本".encode() in export.write(made)
    assert json_content(made)["organisation"] == "Müller & Söhne «ß» 日本"


def test_the_round_and_the_date_of_wanted_are_named(made: Report) -> None:
    content = json_content(made)
    assert (content["round"], content["wanted_by"]) == (1, made.wanted_by.isoformat())


def test_the_same_report_gives_the_same_bytes(made: Report) -> None:
    assert export.write(made) == export.write(made)
