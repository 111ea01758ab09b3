"""How many of which department have answered: in steps of five, and nothing that tells of one person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.actions import correcting, declining, inviting, opening
from surveys.choices import Mail, Voice
from surveys.models import Delivery, Panel
from surveys.participation import Share, at_least, by_department
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
    ("answered", "asked", "told"),
    [(0, 10, 0), (4, 10, 0), (5, 10, 5), (10, 10, 5), (14, 20, 10), (15, 20, 15), (20, 20, 15), (17, 23, 15)],
)
def test_it_goes_in_steps_of_five(answered: int, asked: int, told: int) -> None:
    assert at_least(answered, asked) == told


@given(st.integers(10, 500), st.data())
def test_nobody_and_everybody_look_like_some(asked: int, data: st.DataObject) -> None:
    """Each number that is told stands for five people at least, at both ends too."""
    answered = data.draw(st.integers(0, asked))
    told = at_least(answered, asked)
    same = [n for n in range(asked + 1) if at_least(n, asked) == told]
    assert len(same) >= 5
    assert told <= answered


def test_large_departments_are_told_and_small_ones_are_not(
    count_statements: Callable[..., list[str]],
) -> None:
    panel = team(Sales=20, Bar=12, Office=9)
    answer(panel, "Sales", 7)
    answer(panel, "Bar", 12)
    answer(panel, "Office", 5)
    panel = voices.fresh(panel)
    assert by_department(panel) == [Share("Bar", 12, 5), Share("Sales", 20, 5)]
    assert len(count_statements(lambda: by_department(panel))) == 1


def test_somebody_added_alone_is_not_told_by_what_is_left() -> None:
    panel = team(Sales=10, Bar=10)
    by = voices.executive_of(panel.survey)
    inviting.put_list(panel=panel, rows=voices.people(1, "Board", name="ceo"), by=by)
    inviting.send(panel=voices.fresh(panel), by=by)
    before = by_department(voices.fresh(panel))
    for one in voices.invitations(panel):
        if one.email.startswith("ceo"):
            voices.answer(one)
    assert by_department(voices.fresh(panel)) == before == [Share("Bar", 10, 0), Share("Sales", 10, 0)]


@pytest.mark.parametrize("state", [Mail.BOUNCED, Mail.REFUSED])
@pytest.mark.parametrize("has_answered", [True, False])
def test_after_an_address_was_withdrawn_or_put_right_nothing_is_told(has_answered: bool, state: str) -> None:
    for number, act in enumerate(
        (
            lambda panel, code, by: correcting.withdraw(panel=panel, code=code, by=by),
            lambda panel, code, by: correcting.correct(
                panel=panel, code=code, email="new@example.com", by=by
            ),
        )
    ):
        panel = team(Sales=10 + number, Bar=10)
        one = voices.invitations(panel)[0]
        if has_answered:
            voices.answer(one)
        Delivery.objects.filter(invitation=one).update(state=state, due_at=None)
        assert by_department(voices.fresh(panel))
        act(voices.fresh(panel), one.code, voices.executive_of(panel.survey))
        assert by_department(voices.fresh(panel)) == []


def test_declining_is_not_answering_and_is_told_to_nobody() -> None:
    panel = team(Sales=10, Bar=10)
    declining.decline(invitation=voices.invitations(panel)[0])
    assert by_department(voices.fresh(panel)) == [Share("Bar", 10, 0), Share("Sales", 10, 0)]


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
    opening.open_results(panel_id=panel.pk, results={"made": "up"}, people=6)
    assert by_department(voices.fresh(panel)) == []
