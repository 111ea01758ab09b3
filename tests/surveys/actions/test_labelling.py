"""Putting names of a list together: what is suggested, and nothing else."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from surveys.actions import inviting, labelling
from surveys.choices import Voice
from surveys.models import Panel
from tests import voices

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel() -> Panel:
    rows = [
        *voices.people(8, "Sales", "North", "", name="a"),
        *voices.people(3, "sales dept", "North", "", name="b"),
        *voices.people(6, "Kitchen", "Nroth", "", name="c"),
    ]
    return voices.prepared(voices.survey_of(), Voice.TEAM, rows)


def names(panel: Panel) -> dict[str, dict[str, int]]:
    return {kind: dict(found) for kind, found in labelling.brought(panel).items()}


def merge(panel: Panel, kind: str, name: str, instead: str) -> int:
    return labelling.merge(
        panel=panel, kind=kind, name=name, instead=instead, by=voices.executive_of(panel.survey)
    )


def test_one_suggestion_is_accepted(panel: Panel) -> None:
    before = panel.prepared_at
    assert merge(panel, "department", "sales dept", "Sales") == 3
    assert names(panel)["department"] == {"Sales": 11, "Kitchen": 6}
    assert names(panel)["region"] == {"North": 11, "Nroth": 6}
    assert voices.fresh(panel).prepared_at != before  # a page that showed the old names sends nothing


def test_all_are_accepted_at_once(panel: Panel) -> None:
    by = voices.executive_of(panel.survey)
    assert labelling.merge_all(panel=panel, by=by) == 9
    assert names(panel) == {"department": {"Sales": 11, "Kitchen": 6}, "region": {"North": 17}, "level": {}}
    assert labelling.merge_all(panel=panel, by=by) == 0


@pytest.mark.parametrize(
    ("kind", "name", "instead"),
    [
        ("department", "Kitchen", "Sales"),
        ("department", "sales dept", "<b>"),
        ("email", "a", "b"),
        ("", "", ""),
    ],
)
def test_what_is_not_suggested_is_not_done(panel: Panel, kind: str, name: str, instead: str) -> None:
    before = names(panel)
    with pytest.raises(ValueError, match="not suggested"):
        merge(panel, kind, name, instead)
    assert names(panel) == before


def test_a_later_list_is_matched_to_what_people_were_told(panel: Panel) -> None:
    labelling.merge_all(panel=panel, by=voices.executive_of(panel.survey))
    by = voices.executive_of(panel.survey)
    inviting.send(panel=panel, by=by)
    inviting.put_list(panel=panel, rows=voices.people(30, "kitchens", "", "", name="d"), by=by)
    panel = voices.fresh(panel)
    [found] = labelling.suggestions(panel, labelling.brought(panel))["department"]
    assert found == ("kitchens", 30, "Kitchen")
    assert merge(panel, *("department", "kitchens", "Kitchen")) == 30
    assert {one.department for one in voices.invitations(panel)} == {"Sales", "Kitchen"}


def test_a_stranger_and_a_closed_voice_change_nothing(panel: Panel) -> None:
    with pytest.raises(PermissionDenied):
        labelling.merge_all(panel=panel, by=voices.account("tom@example.com"))
    by = voices.executive_of(panel.survey)
    inviting.send(panel=panel, by=by)
    Panel.objects.update(closed_at=panel.prepared_at)
    with pytest.raises(inviting.Closed):
        labelling.merge_all(panel=panel, by=by)
