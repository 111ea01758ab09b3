"""Made-up people and answers for tests."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from surveys.choices import Reason, Voice, Way
from surveys.instruments import of_survey, practice_ids
from surveys.models import Answer, Draft, Panel, Response, Survey, User
from surveys.models.keys import random_key
from surveys.models.responses import answer_id

CORE = ("C2", "C4", "C7", "C8", "E3", "E5", "E6", "E8", "P1", "P3", "P5", "P7")
DEEPER = ("C1", "C3", "C5", "C6", "E1", "E2", "E4", "E7", "P2", "P4", "P6", "P8")

# The executive of every picture: the widest gap is E5, from 2 to 5.
MARKS: Mapping[str, tuple[str, str]] = {
    "C2": ("3", "5"),
    "C4": ("4", "4"),
    "C7": ("3", "4"),
    "C8": ("2", "4"),
    "E3": ("2", "4"),
    "E5": ("2", "5"),
    "E6": ("3", "5"),
    "E8": ("3", "4"),
    "P1": ("4", "5"),
    "P3": ("3", "5"),
    "P5": ("4", "4"),
    "P7": ("dont_know", "3"),
}


@dataclass
class Executive:
    """An executive at a browser."""

    client: Client

    def post(self, address: str, data: Mapping[str, object] | None = None, **headers: str) -> HttpResponse:
        return self.client.post(address, data or {}, headers=headers or None)  # type: ignore[return-value]

    def start(self, current: str = "3", desired: str = "5") -> Draft:
        """Answer the first practice, which makes the survey."""
        response = self.post("/start/C2/", {"current": current, "desired": desired})
        assert response.status_code == 302, response.content
        return self.draft

    @property
    def draft(self) -> Draft:
        return Draft.objects.select_related("survey__organisation").latest("pk")

    def address(self, place: str = "") -> str:
        draft = self.draft
        return f"/a/{draft.survey.code}/{draft.code}/" + (f"{place}/" if place else "")

    def rate(self, code: str, current: str, desired: str) -> HttpResponse:
        return self.post(self.address(code), {"current": current, "desired": desired})

    def answer(self, marks: Mapping[str, tuple[str, str]] = MARKS) -> Draft:
        """Answer all of these practices."""
        self.start(*marks["C2"]) if "C2" in marks else self.start()
        for code, (current, desired) in marks.items():
            assert self.rate(code, current, desired).status_code == 302
        return self.draft

    def finish(
        self, marks: Mapping[str, tuple[str, str]] = MARKS, picks: Sequence[str] = ("E5", "E6", "P3")
    ) -> Draft:
        """Answer, pick and finish."""
        self.answer(marks)
        assert self.post(self.address("first"), {"picked": list(picks)}).status_code == 302
        assert self.post(self.address("finish")).status_code == 302
        return self.draft

    @property
    def result(self) -> str:
        return f"/r/{self.draft.survey.code}/"


def sign_in(client: Client, user: User) -> None:
    """Signed in as the door does it: allauth keeps a list of each account's sessions."""
    client.force_login(user)
    UserSession.objects.create(
        user=user, session_key=client.session.session_key, ip="127.0.0.1", user_agent=""
    )


def text(response: HttpResponse) -> str:
    """The page as it is read."""
    main = response.content.decode().partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def respond(survey: Survey, voice: str, levels: Mapping[str, tuple[int | None, int | None]]) -> Response:
    """A finished response with these levels; None is "don’t know" or "no view"."""
    response = Response.objects.create(pk=random_key(), survey=survey, voice=voice)
    ids = practice_ids(survey.questionnaire_id)
    positions = {practice.code: practice.position for practice in of_survey(survey).practices}
    Answer.objects.bulk_create(
        Answer(
            id=answer_id(response.pk, positions[code]),
            response=response,
            practice_id=ids[code],
            current=current,
            current_reason="" if current else Reason.DONT_KNOW,
            desired=desired,
            desired_reason="" if desired else Reason.NO_VIEW,
        )
        for code, (current, desired) in levels.items()
    )
    return response


def levels_of(person: int, at: int) -> tuple[int, int]:
    """Today and wanted of one person for the practice at this place: gaps from 0 to 2."""
    today = 1 + (person + at) % 4
    return today, today + min((person + at // 2) % 3, 5 - today)


def group(survey: Survey, people: int, voice: str = Voice.TEAM, opened: bool = True) -> Panel:
    """A voice asked by a list with so many people, who all answered the core differently, gaps too.

    `opened` closes it, and opens its results if enough have answered.
    """
    panel = Panel.objects.create(
        survey=survey,
        voice=voice,
        way=Way.LIST,
        threshold=5 if voice == Voice.TEAM else 4,
        frozen_at=timezone.now(),
    )
    for person in range(people):
        respond(survey, voice, {code: levels_of(person, at) for at, code in enumerate(CORE)})
    return open_group(panel) if opened else panel


def open_group(panel: Panel) -> Panel:
    """Close a voice; the worker then opens its results, once, if enough have answered."""
    from assessment.tasks import open_results  # here, for tests that load no numbers

    Panel.objects.filter(pk=panel.pk).update(closed_at=timezone.now())
    open_results.call(panel.pk)
    return Panel.objects.select_related("survey__organisation").get(pk=panel.pk)
