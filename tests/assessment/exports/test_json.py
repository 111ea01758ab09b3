"""The JSON holds the page's numbers; what is missing is null."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assessment.exports import json as export
from assessment.rows import Cell, Part, Report, Split
from tests.assessment.surveyed import as_executive, finished, json_content
from tests.factories import CORE, group

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def made() -> Report:
    draft = finished(name="Müller & Söhne «ß» 日本")
    group(draft.survey, 9)
    return as_executive(draft)


def refuse(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def test_the_numbers_are_those_of_the_report(made: Report) -> None:
    for view, part in zip(made.views, json_content(made)["voices"], strict=True):
        if view.overall is None:
            assert (part["voice"], part["state"], part["overall"]) == ("peer", "not_asked", None)
            continue
        lines = [*part["practices"], *part["categories"], part["overall"]]
        expected = [*view.practices, *view.categories, view.overall]
        for line, row in zip(lines, expected, strict=True):
            numbers = [line["today"], line["wanted"], line["gap"]]
            assert [None if n is None else Decimal(str(n)) for n in numbers] == [
                row.today,
                row.wanted,
                row.gap,
            ]
            half = line["half_gap"]
            assert (None if half is None else Decimal(str(half))) == row.half_gap
        assert (part["answers"], part["in_the_averages"]) == (view.answered, view.used)


def test_levels_are_whole_numbers_and_averages_are_not(made: Report) -> None:
    own, _peers, team = json_content(made)["voices"]
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


def test_bands_are_pairs_and_stand_in_place_of_numbers(made: Report) -> None:
    team = made.views[2]
    alike = replace(
        team.practices[0], today=None, wanted=None, gap=None, half_gap=None,
        today_band=(Decimal("1.0"), Decimal("1.5")),
    )  # fmt: skip
    (part,) = json_content(replace(made, views=(replace(team, practices=(alike,)),)))["voices"]
    (row,) = part["practices"]
    assert (row["today_band"], row["wanted_band"]) == ([1.0, 1.5], None)
    assert (row["today"], row["wanted"], row["gap"], row["hidden"]) == (None, None, None, False)


def test_parts_of_the_team_have_their_place_their_cells_and_no_count_of_people(made: Report) -> None:
    cell = Cell(Decimal("2.0"), Decimal("3.4"), Decimal("1.4"), Decimal("0.6"), sure=False)
    parts = (Part(("Sales", "North"), None, {"C2": cell}), Part(("Board", "North"), None, {}))
    split = Split(("department", "region"), ("Department", "Region"), parts)
    (team,) = json_content(replace(made, views=(replace(made.views[2], splits=(split,)),)))["voices"]
    assert team["parts"] == [
        {
            "by": {"department": "Sales", "region": "North"},
            "about_people": None,
            "hidden": False,
            "cells": {"C2": {"today": 2.0, "wanted": 3.4, "gap": 1.4, "half_gap": 0.6}},
        },
        {
            "by": {"department": "Board", "region": "North"},
            "about_people": None,
            "hidden": True,
            "cells": {},
        },
    ]


def test_what_is_too_close_to_rank_is_named_by_code(made: Report) -> None:
    team = replace(made.views[2], tie=("E5", "C2"))
    assert json_content(replace(made, views=(team,)))["voices"][0]["too_close_to_rank"] == ["E5", "C2"]
