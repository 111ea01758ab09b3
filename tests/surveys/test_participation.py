"""How many of which department have answered: of large ones, rounded, and never that everybody has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from surveys.actions import declining, opening
from surveys.choices import Voice
from surveys.models import Panel
from surveys.participation import Share, by_department, rounded
from tests import voices

pytestmark = pytest.mark.django_db


def team(**sizes: int) -> Panel:
    rows = [row for name, size in sizes.items() for row in voices.people(size, name, name=name.lower())]
    return voices.by_list(voices.survey_of(f"{len(rows)}@example.com"), Voice.TEAM, rows)


def answer(panel: Panel, department: str, number: int) -> None:
    for person, one in enumerate(voices.invitations(panel)):
        if one.department == department and number:
            voices.answer(one, person)
            number -= 1


@pytest.mark.parametrize(
    ("answered", "asked", "per_cent"),
    [
        (0, 10, 0),
        (1, 40, 5),
        (1, 41, 0),
        (3, 10, 30),
        (37, 100, 35),
        (38, 100, 40),
        (10, 10, 95),
        (94, 100, 95),
    ],
)
def test_shares_are_rounded_to_five_and_end_at_ninety_five(answered: int, asked: int, per_cent: int) -> None:
    assert rounded(answered, asked) == per_cent


def test_large_departments_are_told_and_small_ones_are_not(
    count_statements: Callable[..., list[str]],
) -> None:
    panel = team(Sales=20, Bar=12, Office=9)
    answer(panel, "Sales", 7)
    answer(panel, "Bar", 12)
    answer(panel, "Office", 5)
    panel = voices.fresh(panel)
    assert by_department(panel) == [Share("Bar", 12, 95), Share("Sales", 20, 35)]
    assert [share.is_most for share in by_department(panel)] == [True, False]
    assert len(count_statements(lambda: by_department(panel))) == 1


def test_declining_is_not_answering_and_is_told_to_nobody() -> None:
    panel = team(Sales=10, Bar=10)
    declining.decline(invitation=voices.invitations(panel)[0])
    assert by_department(voices.fresh(panel)) == [Share("Bar", 10, 0), Share("Sales", 10, 0)]


def test_one_large_department_alone_is_not_told() -> None:
    assert by_department(team(Sales=20, Office=6)) == []


def test_peers_open_links_and_open_results_have_none() -> None:
    survey = voices.survey_of()
    assert by_department(voices.asked_peers(6, survey=survey)) == []
    linked = voices.by_link(
        voices.survey_of("tom@example.com"), Voice.TEAM, 90, {"department": ["Sales", "Bar"]}
    )
    assert by_department(linked) == []
    panel = team(Kitchen=10, Bar=10)
    answer(panel, "Bar", 6)
    opening.close(panel=panel, by=voices.executive_of(panel.survey))
    assert by_department(voices.fresh(panel))
    opening.break_seals(panel_id=panel.pk)
    opening.open_results(panel_id=panel.pk, results={"made": "up"}, people=6)
    assert by_department(voices.fresh(panel)) == []
