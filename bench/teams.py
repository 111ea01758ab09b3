"""Teams, from a hundred people to a hundred thousand, in a process of its own: `python -m bench.teams`.

Their answers are invented (bench/invented.py). What is measured is what a product does with them: the
report, its reading against a bare SELECT of the same rows, opening, and the pages (bench/organisers.py).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from bench import invented
from bench.ours import noted, started
from bench.work import serve

if TYPE_CHECKING:
    from surveys.models import Panel, Survey

SIZES = (100, 1_000, 10_000, 100_000)
PLAIN = "response_id, practice_id, current, current_reason, desired, desired_reason, picked"
WHOSE = "response_id IN (SELECT id FROM surveys_response WHERE survey_id = %s AND voice = 'team')"
BARE = f"SELECT {PLAIN} FROM surveys_answer WHERE {WHOSE}"  # noqa: S608 - nobody's words are in it


class Teams:
    """Panels of each size, all in one database, all on the full form: 24 practices, as the peers' forms."""

    def __init__(self) -> None:
        self.panels: dict[int, Panel] = {}

    def prepare(self, largest: int) -> dict[str, Any]:
        """Invent the answers of every size up to this one."""
        from surveys.models import Panel

        for people in (size for size in SIZES if size <= largest):
            self.panels[people] = panel_of(people, "full")
        teams = [invented.Team(panel.survey, people) for people, panel in self.panels.items()]
        invented.fill(teams, form="full")
        stored = Panel.objects.filter(
            survey__responses__voice="team", survey__responses__answers__picked=True
        )
        if (picks := stored.count()) != invented.PICKS * sum(self.panels):
            raise RuntimeError(f"{picks} picks are stored")
        return {"answers": 24 * sum(self.panels)}

    # --- what can be asked -------------------------------------------------------------------------

    def report(self, people: int, times: int) -> dict[str, Any]:
        """CPU of a cold report, and of its two halves."""
        from assessment import reading

        panel, halves = self.panels[people], []
        for _ in range(times):
            begun = time.process_time()
            frame = reading.read(panel.survey, [panel.voice])
            read = time.process_time()
            work_out(frame, panel.smallest)
            halves.append((1000 * (read - begun), 1000 * (time.process_time() - read)))
        reading_cpu, statistics_cpu = (statistics.median(half) for half in zip(*halves, strict=True))
        return {
            "cpu": [sum(both) for both in halves],
            "steps": {f"reading {people}": reading_cpu, f"statistics {people}": statistics_cpu},
        }

    def bare(self, people: int, times: int) -> dict[str, Any]:
        """CPU of fetching the same rows and doing nothing with them."""
        return {"cpu": [self.fetched(people, BARE, [self.panels[people].survey.pk]) for _ in range(times)]}

    def packed(self, people: int, times: int) -> dict[str, Any]:
        """CPU of the very statements that reading sends, fetched and nothing done with them."""
        from django.db import connection

        from assessment import reading

        panel, sent = self.panels[people], []

        def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: object) -> Any:
            sent.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            reading.read(panel.survey, [panel.voice])
        return {"cpu": [sum(self.fetched(0, *statement) for statement in sent) for _ in range(times)]}

    def fetched(self, people: int, sql: str, params: Any) -> float:
        from django.db import connection

        with connection.cursor() as cursor:
            begun = time.process_time()
            cursor.execute(sql, params)
            rows = cursor.fetchall()
            cpu = 1000 * (time.process_time() - begun)
        if people and len(rows) != 24 * people:
            raise RuntimeError(f"{len(rows)} rows for {people} people")
        return cpu

    def statements(self, times: int) -> dict[str, Any]:
        """How many statements a report's answers take, of the smallest team and of the largest."""
        counts = []
        for people in (min(self.panels), max(self.panels)):
            with noted() as sent:
                self.report(people, 1)
            counts.append(len(sent))
        return {"report": max(counts)}

    def actions(self) -> dict[str, Any]:
        sized = {"report": self.report, "bare": self.bare, "packed": self.packed}
        return {
            "prepare": self.prepare,
            "statements": self.statements,
            **{f"{name}-{size}": partial(run, size) for name, run in sized.items() for size in SIZES},
        }


def panel_of(people: int, form: str, survey: Survey | None = None) -> Panel:
    """A closed team of so many in a survey (a new one, if none is named), without a single answer yet."""
    from django.utils import timezone

    from surveys.actions.surveys import start
    from surveys.models import Organisation, Panel

    survey = survey or start(organisation=Organisation.objects.create(name=invented.NAME)).survey
    now = timezone.now()
    return Panel.objects.create(
        survey=survey,
        voice=invented.VOICE,
        way="list",
        form=form,
        head_count=people,
        threshold=5,
        segments={name: list(labels) for name, labels in invented.SEGMENTS.items()},
        frozen_at=now,
        closed_at=now,
    )


def work_out(frame: Any, smallest: int) -> None:
    """Means, gaps, intervals, category and overall scores, alpha: what grows with the people in a report."""
    from assessment.analysis.gaps import practice_table
    from assessment.analysis.intervals import practice_intervals
    from assessment.analysis.privacy import protect
    from assessment.analysis.reliability import alpha_table
    from assessment.analysis.score_intervals import scored

    table = protect(practice_table(frame), len(frame.respondents), smallest)
    practice_intervals(frame)
    scored(frame, table, smallest)
    alpha_table(frame)


def main() -> None:
    from bench.organisers import Organisers

    application = started()
    serve({**Teams().actions(), **Organisers(application, panel_of).actions()})


if __name__ == "__main__":
    main()
