"""What the database promises of prepared files and of slides of one's own: both sides of each."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from surveys.choices import FileKind
from surveys.models import FileContent, PreparedFile, Share, SlideTemplate, TemplateContent, User
from tests import voices
from tests.surveys.models.test_constraints import refused

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def prepared(**columns: Any) -> PreparedFile:
    row = {"kind": "pdf", "language": "en-gb", "fingerprint": "f" * 64, "asked_at": NOW, "kept_until": NOW}
    return PreparedFile.objects.create(**{**row, **columns})


def template(owner: User, sha256: str = "a" * 64, name: str = "Ours.pptx") -> SlideTemplate:
    return SlideTemplate.objects.create(owner=owner, name=name, sha256=sha256, size=3)


@pytest.mark.parametrize(
    ("columns", "allowed"),
    [
        ({}, True),
        ({"kind": "board"}, True),
        ({"kind": "pptx"}, True),
        ({"kind": "xlsx"}, True),
        ({"kind": "docx"}, False),
        ({"kind": ""}, False),
        ({"state": "asleep"}, False),
        ({"state": "working"}, False),
        ({"state": "working", "begun_at": NOW}, True),
        ({"state": "working", "begun_at": NOW, "made_at": NOW}, False),
        ({"state": "done", "begun_at": NOW}, False),
        ({"state": "done", "made_at": NOW}, False),
        ({"state": "done", "begun_at": NOW, "made_at": NOW}, True),
        ({"state": "done", "begun_at": NOW, "made_at": NOW, "failure": "broken"}, False),
        ({"made_at": NOW}, False),
        ({"state": "failed"}, False),
        ({"state": "failed", "failure": "because"}, False),
        ({"state": "failed", "failure": "template"}, True),
        ({"state": "failed", "failure": "broken", "begun_at": NOW}, True),
        ({"failure": "broken"}, False),
        ({"step": 1}, False),
        ({"step": 3, "of": 2}, False),
        ({"step": 2, "of": 2}, True),
        ({"step": 0, "of": 9}, True),
    ],
)
def test_a_file_is_of_a_known_kind_and_in_one_state_alone(columns: dict[str, Any], allowed: bool) -> None:
    survey = voices.survey_of()
    assert refused(lambda: prepared(survey=survey, **columns)) is not allowed
    assert PreparedFile.objects.count() == allowed


def test_only_slides_are_put_on_slides_and_stay_when_those_go() -> None:
    survey = voices.survey_of()
    ours = template(voices.account())
    for kind in FileKind.values:
        made = not refused(lambda kind=kind: prepared(survey=survey, kind=kind, template=ours))
        assert made == (kind == "pptx")
    ours.delete()
    assert PreparedFile.objects.get().template is None


def test_by_a_share_it_is_an_accounts_and_goes_with_either() -> None:
    survey, clara = voices.survey_of(), voices.account("clara@example.com")
    executives = prepared(survey=survey)
    for gone in ("share", "asked_by"):
        share = Share.objects.create(survey=survey, email="clara@example.com")
        assert refused(lambda share=share: prepared(survey=survey, share=share))
        file = prepared(survey=survey, share=share, asked_by=clara)
        getattr(file, gone).delete()
        assert list(PreparedFile.objects.all()) == [executives]


def test_what_is_in_a_file_goes_along_with_its_round() -> None:
    survey = voices.survey_of()
    file = prepared(survey=survey)
    FileContent.objects.create(file=file)
    assert bytes(FileContent.objects.get().data) == b""
    survey.delete()
    assert not PreparedFile.objects.exists()
    assert not FileContent.objects.exists()


def test_slides_have_a_name_and_are_there_once_for_each_account() -> None:
    jana, clara = voices.account(), voices.account("clara@example.com")
    kept = template(jana)
    TemplateContent.objects.create(template=kept, data=b"abc")
    assert refused(lambda: template(jana, name="Again.pptx"))
    assert refused(lambda: template(jana, "b" * 64, name=""))
    assert not refused(lambda: template(jana, "b" * 64))
    assert not refused(lambda: template(clara))
    assert {str(one) for one in SlideTemplate.objects.all()} == {"Ours.pptx"}
    jana.delete()
    assert [one.owner for one in SlideTemplate.objects.all()] == [clara]
    assert not TemplateContent.objects.exists()
