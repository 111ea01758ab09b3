"""Publishing the instrument: a version once, its translations beside it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from surveys.models import Practice, Questionnaire, Translation
from surveys.questionnaires.files import content_hash


class VersionTaken(Exception):
    """The same version (or language of it) is published with other words."""


@transaction.atomic
def publish(*, content: dict[str, Any]) -> bool:
    """Load one checked file; whether anything was new. Raises VersionTaken where words differ."""
    slug, version, language = content["questionnaire"], content["version"], content["language"]
    found = Questionnaire.objects.filter(slug=slug, version=version).first()
    new = found is None
    questionnaire = found or publish_version(content=content)
    fingerprint = content_hash(content)
    translation = Translation.objects.filter(questionnaire=questionnaire, language=language).first()
    if translation is None:
        Translation.objects.create(
            questionnaire=questionnaire, language=language, content=content, content_hash=fingerprint
        )
        return True
    if translation.content_hash != fingerprint:
        raise VersionTaken(
            f"{slug} {version} ({language}) has other words than the one published, which people may have "
            f"answered. Give the changed file version {version + 1}."
        )
    return new


def publish_version(*, content: dict[str, Any]) -> Questionnaire:
    questionnaire = Questionnaire.objects.create(
        slug=content["questionnaire"],
        version=content["version"],
        source_language=content["language"],
        content_hash=content_hash(content),
    )
    core = set(content["forms"]["core"])
    Practice.objects.bulk_create(
        Practice(
            questionnaire=questionnaire,
            code=row["code"],
            category=row["category"],
            core=row["code"] in core,
            position=position,
        )
        for position, row in enumerate(content["practices"])
    )
    return questionnaire
