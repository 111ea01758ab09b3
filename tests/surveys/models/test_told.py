"""Who was asked before the promise spoke of spread is shown in averages alone."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from surveys.models import Panel
from tests import voices

pytestmark = pytest.mark.django_db


def test_only_panels_that_were_frozen_by_then_keep_to_averages() -> None:
    survey = voices.survey_of()
    frozen = Panel.objects.create(
        survey=survey, voice="team", way="list", threshold=5, frozen_at=timezone.now()
    )
    waiting = Panel.objects.create(survey=survey, voice="peer", way="list", threshold=4)
    assert frozen.tells_shares
    import_module("surveys.migrations.0006_told_of_shares").keep_to_what_was_told(apps, None)
    frozen.refresh_from_db()
    waiting.refresh_from_db()
    assert (frozen.tells_shares, waiting.tells_shares) == (False, True)
