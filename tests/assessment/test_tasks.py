"""The worker opens what is closed, once, and nothing that has too few answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessment import results, tasks
from surveys.choices import Voice
from surveys.models import Panel, Release, Response
from tests import voices
from tests.assessment.surveyed import finished, reply
from tests.factories import CORE, group

pytestmark = pytest.mark.django_db


def close(panel: Panel) -> Panel:
    Panel.objects.filter(pk=panel.pk).update(closed_at=timezone.now())
    return panel


def test_a_closed_voice_is_worked_out_kept_and_opened() -> None:
    panel = close(group(finished().survey, 6, opened=False))
    assert tasks.open_results.call(panel.pk) is True
    release = Release.objects.get(panel=panel)
    assert release.answered == 6
    assert release.results == results.work_out(panel)[0]
    assert release.results["version"] == 4
    opened = Panel.objects.get(pk=panel.pk)
    assert opened.opened_at is not None
    assert opened.opening_step == 0


def test_twice_is_harmless_and_works_nothing_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = finished()
    panel = close(group(draft.survey, 6, opened=False))
    assert tasks.open_results.call(panel.pk) is True
    before = Release.objects.values().get(panel=panel)
    reply(draft.survey, Voice.TEAM, dict.fromkeys(CORE, ("1", "5")))

    def never(*_args: object) -> Any:
        raise AssertionError("an open voice is final")

    monkeypatch.setattr(results, "work_out", never)
    assert tasks.open_results.call(panel.pk) is False
    assert Release.objects.values().get(panel=panel) == before


@pytest.mark.parametrize(
    ("voice", "way", "people", "opens"),
    [
        (Voice.TEAM, "list", 4, False),
        (Voice.TEAM, "list", 5, True),
        (Voice.PEER, "list", 3, False),
        (Voice.PEER, "list", 4, True),
        (Voice.PEER, "link", 4, False),
        (Voice.PEER, "link", 5, True),
        (Voice.TEAM, "list", 0, False),
    ],
)
def test_a_voice_with_fewer_answers_than_promised_stays_shut_however_it_was_called(
    voice: str, way: str, people: int, opens: bool
) -> None:
    panel = close(group(finished().survey, people, voice, opened=False))
    Panel.objects.filter(pk=panel.pk).update(way=way)
    assert tasks.open_results.call(panel.pk) is opens
    assert Release.objects.filter(panel=panel).exists() is opens
    assert Panel.objects.get(pk=panel.pk).is_open is opens


def test_a_voice_that_takes_answers_or_is_gone_is_left_alone() -> None:
    panel = group(finished().survey, 9, opened=False)
    assert tasks.open_results.call(panel.pk) is False
    assert tasks.open_results.call(panel.pk + 1000) is False
    assert not Release.objects.exists()


def test_how_far_the_work_has_come_can_be_seen_while_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = close(group(finished().survey, 9, opened=False))
    Response.objects.filter(survey=panel.survey, voice=Voice.TEAM).update(department="Sales")
    seen: list[int] = []
    note = tasks.opening.note_step

    def noted(panel_id: int, step: int) -> None:
        note(panel_id, step)
        seen.append(Panel.objects.get(pk=panel_id).opening_step)

    monkeypatch.setattr(tasks.opening, "note_step", noted)
    assert tasks.open_results.call(panel.pk) is True
    assert seen == list(range(1, 13))


# --- every half minute ------------------------------------------------------------------------------------


@pytest.fixture
def enqueued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The voices put into the queue, which no worker empties here."""
    keys: list[int] = []
    monkeypatch.setattr(type(tasks.open_results), "enqueue", lambda _task, key: keys.append(key))
    return keys


def test_a_voice_whose_date_has_passed_is_closed_and_queued(enqueued: list[int]) -> None:
    panel = voices.asked_team(6, answered=5)
    tasks.tick()
    assert enqueued == []
    Panel.objects.filter(pk=panel.pk).update(closes_on=timezone.localdate() - timedelta(days=3))
    tasks.tick()
    assert enqueued == [panel.pk]
    assert voices.fresh(panel).closed_at is not None


def test_what_closed_with_too_few_is_not_queued(enqueued: list[int]) -> None:
    panel = voices.asked_team(6, answered=4)
    Panel.objects.filter(pk=panel.pk).update(closes_on=timezone.localdate() - timedelta(days=3))
    tasks.tick()
    assert voices.fresh(panel).closed_at is not None
    assert enqueued == []


def test_while_one_is_under_way_no_second_one_is_queued(
    enqueued: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    close(group(finished().survey, 6, opened=False))
    monkeypatch.setattr(tasks, "is_under_way", lambda _task: True)
    tasks.tick()
    assert enqueued == []
    monkeypatch.setattr(tasks, "is_under_way", lambda _task: False)
    tasks.tick()
    assert len(enqueued) == 1


def test_an_open_voice_is_never_queued_again(enqueued: list[int]) -> None:
    group(finished().survey, 6)
    tasks.tick()
    assert enqueued == []
