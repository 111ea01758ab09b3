"""Who finishes sooner than anybody reads is a number of the voice, and stands with nobody's answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from surveys.actions import completing
from surveys.models import Panel, Response
from surveys.sheets import sheet_of_response
from tests import voices
from tests.factories import CORE

pytestmark = pytest.mark.django_db
START = datetime(2027, 1, 4, 9, tzinfo=UTC)
ALL = dict.fromkeys(CORE, ("2", "4"))  # twenty-four levels: 48 seconds


@pytest.mark.parametrize(
    ("seconds", "marks", "quick"),
    [
        (47, ALL, 1),
        (48, ALL, 0),
        (600, ALL, 0),
        (20, {"C2": ("2", "4"), "C4": ("dont_know", "3")}, 0),  # three levels: six seconds
        (5, {"C2": ("2", "4"), "C4": ("dont_know", "3")}, 1),
        (0, {"C2": ("dont_know", "no_view")}, 0),  # no level was given
    ],
)
def test_two_seconds_for_each_level_given_are_too_few(
    seconds: int, marks: dict[str, tuple[str, str]], quick: int
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        panel = voices.asked_team(6)
        draft = voices.begin(voices.invitations(panel)[0])
        clock.shift(timedelta(seconds=seconds))
        response = voices.finish(voices.fill(draft, marks))
    assert Panel.objects.get(pk=panel.pk).quick == quick
    assert sheet_of_response(response).begun == 0  # nothing of when somebody began is kept


def test_it_counts_each_voice_by_itself_and_both_ways_of_asking() -> None:
    with time_machine.travel(START, tick=False):
        peers = voices.asked_peers(6)
        linked = voices.by_link(voices.survey_of("tom@example.com"), "team")
        for asked in (*voices.invitations(peers)[:3], linked):
            voices.finish(voices.fill(voices.begin(asked), ALL))
    assert [Panel.objects.get(pk=panel.pk).quick for panel in (peers, linked)] == [3, 1]
    assert Response.objects.exclude(voice="executive").count() == 4


def test_a_draft_from_before_there_was_a_clock_is_never_quick() -> None:
    from surveys.sheets import Sheet

    assert not completing.is_quick(Sheet(begun=0), [])
