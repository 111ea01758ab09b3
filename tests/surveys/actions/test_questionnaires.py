"""Publishing the instrument."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from surveys.actions.questionnaires import VersionTaken, publish
from surveys.models import Practice, Questionnaire, Translation
from surveys.questionnaires.files import read, shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def content() -> dict[str, Any]:
    return read(shipped()[0])


def test_the_shipped_questionnaire_is_loaded_with_24_practices_in_order(content: dict[str, Any]) -> None:
    codes = list(Practice.objects.order_by("position").values_list("code", flat=True))
    assert codes == content["forms"]["full"]
    core = set(Practice.objects.filter(core=True).values_list("code", flat=True))
    assert core == set(content["forms"]["core"])
    assert len(core) == 12


def test_loading_twice_changes_nothing(content: dict[str, Any]) -> None:
    before = (
        list(Questionnaire.objects.values()),
        list(Practice.objects.values()),
        list(Translation.objects.values()),
    )
    assert publish(content=content) is False
    after = (
        list(Questionnaire.objects.values()),
        list(Practice.objects.values()),
        list(Translation.objects.values()),
    )
    assert before == after


def test_changed_words_under_the_same_version_are_refused(content: dict[str, Any]) -> None:
    changed = copy.deepcopy(content)
    changed["practices"][0]["levels"][0] = "Everybody gets the same letter."
    with pytest.raises(VersionTaken, match=r"Give the changed file version 2\."):
        publish(content=changed)
    assert Translation.objects.get(language="en").content == content


def test_a_version_that_follows_leaves_the_earlier_one_alone(content: dict[str, Any]) -> None:
    following = copy.deepcopy(content) | {"version": 2}
    assert publish(content=following) is True
    assert sorted(Questionnaire.objects.values_list("version", flat=True)) == [1, 2]
    assert Practice.objects.count() == 48


def test_a_translation_is_added_beside_its_source_and_never_silently_changed(content: dict[str, Any]) -> None:
    french = copy.deepcopy(content) | {"language": "fr"}
    practices = Practice.objects.count()
    assert publish(content=french) is True
    assert publish(content=french) is False
    assert Practice.objects.count() == practices
    french["title"] = "Plus près"
    with pytest.raises(VersionTaken):
        publish(content=french)
