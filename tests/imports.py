"""Files of earlier results, and the rounds they become."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys.actions import importing
from surveys.models import Bucket, Survey, User
from tests import voices
from tests.factories import CORE, levels_of

HEAD = "respondent,item,current,desired,voice,department\n"
DAY = date(2024, 3, 15)


def lines_of(
    team: int = 6,
    peers: int = 0,
    executives: int = 0,
    codes: Sequence[str] = CORE,
    department: Callable[[int], str] = lambda person: "Sales",
) -> str:
    """A file of so many people, who answered these practices all differently, gaps too."""
    found = [HEAD]
    for voice, number in (("team", team), ("peers", peers), ("executive", executives)):
        for person in range(number):
            for at, code in enumerate(codes):
                today, wanted = levels_of(person, at)
                part = department(person) if voice == "team" else ""
                found.append(f"{voice}{person},{code},{today},{wanted},{voice},{part}\n")
    return "".join(found)


def taken(survey: Survey, text: str = "", by: User | None = None, day: date = DAY, **more: Any) -> Survey:
    """The file as a preview, straight through the action."""
    content = io.BytesIO((text or lines_of()).encode())
    by = by or voices.executive_of(survey)
    answers = importing.read_file(survey=survey, file=content, by=by)
    made = importing.store(survey=survey, answers=answers, answered_on=day, by=by, **more)
    return Survey.objects.select_related("organisation", "earlier_of").get(pk=made.pk)


def kept(survey: Survey, text: str = "", **more: Any) -> Survey:
    """The file as an earlier round, whose results are not open yet."""
    made = taken(survey, text, **more)
    importing.keep(imported=made, by=more.get("by") or voices.executive_of(survey))
    made.refresh_from_db()
    return made


def upload(text: str | bytes, **fields: Any) -> Mapping[str, Any]:
    """What the form posts."""
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("earlier.csv", content, content_type="text/csv")
    return {"file": file, "answered_on": "2024-03-15", **fields}


def rows() -> dict[str, int]:
    """How many rows each table of ours has; how often somebody did something is counted on purpose."""
    return {
        model.__name__: model._default_manager.count()
        for model in apps.get_app_config("surveys").get_models()
        if model is not Bucket
    }
