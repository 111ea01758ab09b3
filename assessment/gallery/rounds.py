"""Cases of several rounds."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from assessment import report, tasks
from assessment.gallery.cases import Case
from assessment.gallery.people import (
    SEED,
    account_of,
    company,
    crowd,
    days_ago,
    peers,
    publish_next,
    team,
    told,
    usual,
    usually,
)
from assessment.rows import Report
from surveys import demo
from surveys.choices import Voice
from surveys.demo_earlier import load_earlier
from surveys.models import Draft, Organisation, Panel, Survey


def asked_on(days: Sequence[datetime], home: Organisation | None = None, people: int = 30) -> Draft:
    """So many rounds of one team, each seeing a little more today than the one before."""
    home, draft = home or company(), None
    for number, day in enumerate(days):

        def says(chance: random.Random, code: str, more: int = number) -> tuple[str, str]:
            today, wanted = usually(chance, code)
            higher = today.isdigit() and chance.random() < 0.1 * more
            return (str(min(5, int(today) + 1)) if higher else today), wanted

        draft = usual(home)
        team(draft, crowd(people + 2 * number, says, seed=SEED + number), silent=6, on=day)
    assert draft is not None
    return draft


def apart(*days: int) -> Report:
    return told(asked_on([days_ago(day) for day in days]))


def hint_left_out(content: Mapping[str, Any]) -> Mapping[str, Any]:
    rows = content["practices"]
    return {"practices": [{**row, "hint": {}} if row["code"] == "E6" else row for row in rows]}


def in_other_words() -> Report:
    """A first round; then another version of the questionnaire, and two rounds of it on one day."""
    home = company()
    asked_on([days_ago(370)], home)
    publish_next(hint_left_out)
    today = days_ago(0)
    return told(asked_on([today, today], home))


def with_an_earlier_one() -> Draft:
    """A round into which an earlier one was imported."""
    draft = usual()
    peers(draft, crowd(6, seed=1))
    team(draft, crowd(60), silent=20)
    survey = Survey.objects.select_related("organisation", "executive").get(pk=draft.survey_id)
    load_earlier(survey, account_of(survey), demo.TEAM, random.Random(SEED))  # noqa: S311
    for panel in Panel.objects.filter(survey__earlier_of=survey):
        tasks.open_results.call(panel.pk)
    return draft


def after_an_import() -> Report:
    return told(with_an_earlier_one())


def imported() -> Report:
    """What the imported round itself is told as, to whoever it belongs to."""
    draft = with_an_earlier_one()
    survey = Survey.objects.select_related("organisation", "executive").get(earlier_of=draft.survey_id)
    assert survey.panels.filter(voice=Voice.TEAM, opened_at__isnull=False).exists()
    return report.build(survey, report.Organiser())


CASES = (
    Case("rounds-2", "Two rounds, a year apart.", partial(apart, 365, 0)),
    Case("rounds-3", "Three rounds: one in other words, then two on one day.", in_other_words),
    Case("rounds-8", "Eight rounds, unevenly spread over six years.",
         partial(apart, 2200, 1830, 1460, 1455, 1100, 380, 370, 0)),
    Case("after-an-import", "A round with an earlier one from a file.", after_an_import),
    Case("imported", "The round that was brought in as a file.", imported),
)  # fmt: skip
