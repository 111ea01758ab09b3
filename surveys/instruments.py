"""The loaded instrument, kept in this process: a published version never changes, so neither does this."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.utils import formats
from django.utils.translation import gettext as _

from surveys import languages
from surveys.models import Practice, Survey, Translation
from surveys.questionnaires.texts import Instrument, Words, instrument


@lru_cache(maxsize=32)
def loaded(questionnaire_id: int, language: str) -> Instrument:
    """The words of a published version; in its source language where there is no translation."""
    rows = Translation.objects.filter(questionnaire_id=questionnaire_id).select_related("questionnaire")
    by_language = {row.language: row for row in rows}
    source = next(iter(by_language.values())).questionnaire.source_language
    return instrument(by_language.get(language, by_language[source]).content)


@lru_cache(maxsize=32)
def practice_ids(questionnaire_id: int) -> Mapping[str, int]:
    """Practice code → primary key, in questionnaire order."""
    return dict(Practice.objects.filter(questionnaire_id=questionnaire_id).values_list("code", "pk"))


def positions_of(survey: Survey) -> dict[str, int]:
    """Practice code → position in the questionnaire."""
    return {practice.code: practice.position for practice in of_survey(survey).practices}


def of_survey(survey: Survey) -> Instrument:
    """What the survey asks, in the language in force: pages, mails and files each set it before."""
    return loaded(survey.questionnaire_id, languages.spoken())


def words_of(survey: Survey) -> Words:
    """What fills the open places of the texts, with what stands there until somebody says otherwise.

    Whoever asks typed their words for customers in the survey's language: in another they are no words.
    """
    typed = languages.spoken() == languages.short(languages.of_survey(survey))
    return Words(
        organisation=survey.organisation.name or _("your organisation"),
        customers=(typed and survey.customers) or _("customers"),
        customer=(typed and survey.customer) or _("customer"),
        horizon=formats.date_format(survey.wanted_by, "YEAR_MONTH_FORMAT"),
    )


def forget() -> None:
    """Empty the memory: for tests, whose databases come and go."""
    loaded.cache_clear()
    practice_ids.cache_clear()
