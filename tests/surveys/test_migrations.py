"""Upgrading a database that people are answering in: what they said is sealed, and nothing of it is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from surveys.links import hash_result_code, result_code_hashes
from surveys.models import Answer, Delivery, Draft, DraftAnswer, Response
from surveys.sheets import sheet_of, sheet_of_response
from tests import voices

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "K7QF-2MXP-9RTA-4WHC"


def migrate(name: str) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([("surveys", name)])
    return executor.loader.project_state([("surveys", name)]).apps


def test_drafts_and_unopened_responses_are_sealed_and_the_executives_stay() -> None:
    panel = voices.asked_team(6)
    questionnaire, survey = panel.survey.questionnaire_id, panel.survey_id
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes("surveys")[0][1]
    try:
        old = migrate("0007_prepared_files")
        practices = old.get_model("surveys", "Practice").objects.filter(questionnaire=questionnaire)
        draft = old.get_model("surveys", "Draft").objects.create(
            code="x" * 22,
            survey_id=survey,
            panel_id=panel.pk,
            voice="team",
            meets="phone",
            saved_at=timezone.now(),
        )
        response = old.get_model("surveys", "Response").objects.create(
            survey_id=survey, voice="team", department="Sales", code_hash=hash_result_code(CODE)
        )
        for practice in practices.filter(core=True):
            sides: dict[str, Any] = {"current": 2, "desired_reason": "no_view", "practice": practice}
            old.get_model("surveys", "DraftAnswer").objects.create(draft=draft, picked=True, **sides)
            key = response.pk * 64 + practice.position
            old.get_model("surveys", "Answer").objects.create(id=key, response=response, **sides)
        mails = old.get_model("surveys", "Delivery").objects
        said_no = mails.filter(invitation__panel=panel.pk).first().pk
        mails.filter(pk=said_no).update(state="dropped", due_at=None)
        own = old.get_model("surveys", "Answer").objects.filter(response__voice="executive").count()
    finally:
        migrate(latest)
    assert Delivery.objects.get(pk=said_no).state == "sent"  # a dropped one would say who declined
    found = Draft.objects.get(code="x" * 22)
    assert sheet_of(found).said == {"meets": "phone"}
    assert set(sheet_of(found).answers.values()) == {"261"}
    assert not DraftAnswer.objects.filter(draft=found).exists()
    sealed = Response.objects.get(code_hash__in=result_code_hashes(CODE))
    assert (sealed.pk, sealed.department) == (response.pk, "")
    assert sheet_of_response(sealed).said == {"department": "Sales"}
    assert list(sheet_of_response(sealed).answers.values()) == ["260"] * 12
    assert Answer.objects.count() == own == 12
