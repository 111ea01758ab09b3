"""django-survey-and-report on the same work: `PEER_PYTHON -m bench.peer_dsr DIRECTORY`.

24 practices × (today, wanted) are 48 radio questions with the choices 1 to 5. Answering is measured twice:
all on one page, which is the fastest it can, and one question a page, which is what Closer does. It has two
reports: TeX, with counts for each question, and CSV, a row for each person.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import peer_django
from bench.browser import Browser, expect
from bench.work import CATEGORIES, PRACTICES, PRACTICES_PER_CATEGORY, SIDES, levels, serve


class Peer:
    def __init__(self, directory: str) -> None:
        self.directory = directory
        peer_django.start(
            ["survey"],
            f"{directory}/db.sqlite3",
            DEFAULT_AUTO_FIELD="django.db.models.AutoField",
            LOGIN_URL="/login/",
            CHOICES_SEPARATOR=",",
            USER_DID_NOT_ANSWER="Left blank",
            EXCEL_COMPATIBLE_CSV=False,
            DEFAULT_SURVEY_PUBLISHING_DURATION=7,
            SURVEY_DEFAULT_PIE_COLOR="red!50",
            CSV_DIRECTORY=directory,
            TEX_DIRECTORY=directory,
        )
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        self.models: Any = import_module("survey.models")
        self.application = peer_django.application("survey/", "survey.urls")
        self.one_page = self.survey(self.models.Survey.ALL_IN_ONE_PAGE)
        self.by_question = self.survey(self.models.Survey.BY_QUESTION)
        self.filled = self.survey(self.models.Survey.ALL_IN_ONE_PAGE)
        self.people = 0

    def survey(self, display: int) -> Any:
        """The survey, and its questions in order."""
        survey = self.models.Survey.objects.create(
            name="gap", description="d", need_logged_user=False, editable_answers=True, display_method=display
        )
        questions: list[Any] = []
        for category in range(CATEGORIES):
            row = self.models.Category.objects.create(name=f"C{category}", survey=survey, order=category)
            for practice in range(PRACTICES_PER_CATEGORY):
                for side in SIDES:
                    questions.append(
                        self.question(survey, row, len(questions), f"C{category} P{practice} {side}")
                    )
        return survey, questions

    def question(self, survey: Any, category: Any, order: int, text: str) -> Any:
        return self.models.Question.objects.create(
            text=text,
            order=order,
            required=True,
            category=category,
            survey=survey,
            type=self.models.Question.RADIO,
            choices="1,2,3,4,5",
        )

    def given(self, questions: list[Any]) -> list[tuple[str, str]]:
        """Field and value of every question, for the next person."""
        self.people += 1
        flat = [level for pair in levels(self.people) for level in pair]
        return [(f"question_{row.pk}", str(level)) for row, level in zip(questions, flat, strict=True)]

    # --- what can be asked -------------------------------------------------------------------------

    def answer(self, times: int) -> dict[str, Any]:
        """One complete response in one post."""
        return {"cpu": [self.answer_once() for _ in range(times)], **self.stored()}

    def answer_once(self) -> float:
        survey, questions = self.one_page
        browser = Browser(self.application)
        expect(browser.get(f"/survey/{survey.pk}/"), 200)
        return expect(browser.post(f"/survey/{survey.pk}/", dict(self.given(questions))), 302).cpu

    def answer_by_page(self, times: int) -> dict[str, Any]:
        """One complete response, one question a page."""
        return {"cpu": [self.answer_by_page_once() for _ in range(times)], **self.stored()}

    def answer_by_page_once(self) -> float:
        survey, questions = self.by_question
        browser = Browser(self.application)
        address, cpu = f"/survey/{survey.pk}/", 0.0
        expect(browser.get(address), 200)
        for field, value in self.given(questions):
            reply = expect(browser.post(address, {field: value}), 302)
            address, cpu = reply.location, cpu + reply.cpu
        return cpu

    def stored(self) -> dict[str, Any]:
        """What was measured must have been done."""
        stored = self.models.Answer.objects.count()
        if stored != self.people * PRACTICES * len(SIDES):
            raise RuntimeError(f"{stored} answers are stored for {self.people} people")
        return {}

    def page(self, times: int) -> dict[str, Any]:
        """The questionnaire's page."""
        address = f"/survey/{self.one_page[0].pk}/"
        return {
            "cpu": [expect(Browser(self.application).get(address), 200).cpu for _ in range(times)],
        }

    def fill(self, people: int) -> dict[str, Any]:
        """So many responses in a survey of their own, in bulk."""
        from django.db import connection, transaction
        from django.utils.timezone import now

        survey, questions = self.filled
        new = [self.models.Response(survey=survey, interview_uuid=f"{at:032x}") for at in range(people)]
        with transaction.atomic(), connection.cursor() as cursor:
            for response in self.models.Response.objects.bulk_create(new, batch_size=500):
                rows = [(field[9:], response.pk, level) for field, level in self.given(questions)]
                cursor.executemany(
                    "INSERT INTO survey_answer (question_id, response_id, body, created, updated) "
                    "VALUES (%s, %s, %s, %s, %s)",
                    [(*row, now(), now()) for row in rows],
                )
        return self.stored()

    def tex(self, times: int) -> dict[str, Any]:
        """Its aggregated report, question by question, before xelatex makes pages of it."""
        survey_to_tex: Any = import_module("survey.exporter.tex.survey2tex").Survey2Tex
        return {"cpu": [peer_django.cpu_of(lambda: str(survey_to_tex(self.filled[0]))) for _ in range(times)]}

    def csv(self, times: int) -> dict[str, Any]:
        """Its result as a file, cold: it keeps the file, so that has to go first."""
        address, cpus = f"/survey/csv/{self.filled[0].pk}/", []
        for _ in range(times):
            for kept in Path(self.directory).glob("*.csv"):
                kept.unlink()
            cpus.append(expect(Browser(self.application).get(address), 200).cpu)
        return {"cpu": cpus}

    def statements(self, times: int) -> dict[str, Any]:
        with peer_django.counted() as answering:
            self.answer_once()
        with peer_django.counted() as page:
            self.page(1)
        return {"answer": len(answering) - len(page), "page": len(page)}


def main() -> None:
    peer = Peer(sys.argv[1])
    serve(
        {
            "answer": peer.answer,
            "answer_by_page": peer.answer_by_page,
            "page": peer.page,
            "fill": peer.fill,
            "tex": peer.tex,
            "csv": peer.csv,
            "statements": peer.statements,
        }
    )


if __name__ == "__main__":
    main()
