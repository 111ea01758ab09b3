"""The labelled demo: an invented company, so that a fresh machine has something to look at."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from surveys.actions.responses import Side, finish, go_deeper, save_answer, save_picks
from surveys.actions.surveys import secret_link, start
from surveys.choices import Reason
from surveys.links import Purpose, hash_token, make_token
from surveys.models import Organisation, Survey

NAME = "Demo: Lindenhof Hotels (invented)"
CODE = UUID("c105e4de-0000-4000-8000-000000000001")
# practice: today, wanted; 0 is "don’t know"
MARKS = {
    "C2": (3, 5), "C4": (4, 4), "C7": (3, 4), "C8": (2, 4),
    "C1": (3, 4), "C3": (2, 3), "C5": (4, 4), "C6": (3, 4),
    "E3": (2, 4), "E5": (2, 5), "E6": (3, 5), "E8": (3, 4),
    "E1": (2, 3), "E2": (3, 4), "E4": (2, 3), "E7": (2, 4),
    "P1": (4, 5), "P3": (3, 5), "P5": (4, 4), "P7": (0, 3),
    "P2": (2, 4), "P4": (3, 4), "P6": (4, 5), "P8": (3, 3),
}  # fmt: skip
PICKS = ("E5", "E6", "P3")


@transaction.atomic
def load() -> Survey:
    """The demo survey, made once and left alone afterwards."""
    found = Survey.objects.filter(code=CODE).first()
    if found is not None:
        return found
    draft = start(organisation=Organisation.objects.create(name=NAME))
    survey = draft.survey
    survey.code, survey.link_hash = CODE, hash_token(make_token(Purpose.EXECUTIVE, CODE, survey.link_issue))
    survey.save()
    for practice, (today, wanted) in MARKS.items():
        current = Side(level=today) if today else Side(reason=Reason.DONT_KNOW)
        save_answer(draft=draft, practice=practice, current=current, desired=Side(level=wanted))
    save_picks(draft=draft, practices=PICKS)
    go_deeper(draft=draft)
    finish(draft=draft)
    return survey


def demo_addresses() -> list[tuple[str, str]]:
    """What to open: a label and a path for each."""
    survey = Survey.objects.filter(code=CODE).first()
    token = secret_link(survey) if survey is not None else ""
    return [("An invented result", reverse("link", args=[token]))] if token else []
