"""djaodjin-survey on the same work: `PEER_PYTHON -m bench.peer_dj DIRECTORY`.

Its API has no call that takes several answers, so one complete response is a POST for the sample, 48
for the answers and one that freezes it.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any

from bench import peer_django
from bench.browser import Browser, expect
from bench.work import CATEGORIES, PRACTICES, PRACTICES_PER_CATEGORY, SIDES, levels, serve


class Peer:
    def __init__(self, directory: str) -> None:
        peer_django.start(
            ["rest_framework", "survey"],
            f"{directory}/db.sqlite3",
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
            SURVEY={"BYPASS_SAMPLE_AVAILABLE": True},
        )
        from django.core.management import call_command

        self.users: Any = import_module("django.contrib.auth.models").User
        self.users.slug = property(lambda user: user.username)  # it expects accounts that have one
        call_command("migrate", run_syncdb=True, verbosity=0)  # the package ships no migrations
        self.models: Any = import_module("survey.models")
        self.application = peer_django.application("api/<slug:organization>/", "survey.urls.api.accounts")
        self.paths = self.campaign()
        self.people = 0

    def campaign(self) -> list[str]:
        """The questions' paths, in order."""
        models = self.models
        unit = models.Unit.objects.create(slug="level", title="Level", system=models.Unit.SYSTEM_ENUMERATED)
        for level in range(1, 6):
            models.Choice.objects.create(unit=unit, rank=level, text=str(level), descr=f"Level {level}")
        campaign = models.Campaign.objects.create(slug="gap", title="Gap", is_active=True)
        paths = []
        for category in range(CATEGORIES):
            for practice in range(PRACTICES_PER_CATEGORY):
                for side in SIDES:
                    paths.append(f"/gap/c{category}/p{practice}-{side}")
                    self.question(campaign, unit, len(paths), paths[-1])
        return paths

    def question(self, campaign: Any, unit: Any, rank: int, path: str) -> None:
        models = self.models
        content = models.Content.objects.create(title=path, text="t")
        question = models.Question.objects.create(path=path, content=content, default_unit=unit)
        models.EnumeratedQuestions.objects.create(
            campaign=campaign, question=question, rank=rank, required=True
        )

    # --- what can be asked -------------------------------------------------------------------------

    def answer(self, times: int) -> dict[str, Any]:
        """One complete response through its API."""
        cpus = [self.answer_once() for _ in range(times)]
        stored = self.models.Answer.objects.filter(sample__is_frozen=True).count()
        if stored != self.people * PRACTICES * len(SIDES):
            raise RuntimeError(f"{stored} answers are stored for {self.people} people")
        return {"cpu": cpus}

    def answer_once(self) -> float:
        self.people += 1
        name = f"u{self.people}"
        self.users(username=name).save()
        browser, home = Browser(self.application), f"/api/{name}/sample"
        began = expect(browser.post_json(home, {"campaign": "gap"}), 201)
        home += "/" + str(json.loads(began.body)["slug"])
        cpu = began.cpu
        flat = [level for pair in levels(self.people) for level in pair]
        for path, level in zip(self.paths, flat, strict=True):
            cpu += expect(browser.post_json(f"{home}/answers{path}", {"measured": str(level)}), 201).cpu
        return cpu + expect(browser.post_json(f"{home}/freeze/gap", {}), 200).cpu

    def fill(self, people: int) -> dict[str, Any]:
        """So many more responses, in bulk."""
        from django.db import connection, transaction
        from django.utils.timezone import now

        models, first = self.models, self.people + 1
        unit, campaign = models.Unit.objects.get(), models.Campaign.objects.get()
        choices = {int(choice.text): choice.pk for choice in models.Choice.objects.all()}
        questions = list(
            models.Question.objects.order_by("enumeratedquestions__rank").values_list("pk", flat=True)
        )
        names = [f"u{at}" for at in range(first, first + people)]
        self.people += people
        with transaction.atomic(), connection.cursor() as cursor:
            users = self.users.objects.bulk_create([self.users(username=name) for name in names], 500)
            samples = models.Sample.objects.bulk_create(
                [
                    models.Sample(
                        slug=f"s{user.username}",
                        created_at=now(),
                        campaign=campaign,
                        account=user,
                        is_frozen=True,
                    )
                    for user in users
                ],
                500,
            )
            for person, sample in enumerate(samples, first):
                flat = [choices[level] for pair in levels(person) for level in pair]
                cursor.executemany(
                    "INSERT INTO survey_answer "
                    "(question_id, unit_id, measured, denominator, sample_id, created_at) "
                    "VALUES (%s, %s, %s, %s, %s, %s)",
                    [
                        (key, unit.pk, level, 1, sample.pk, now())
                        for key, level in zip(questions, flat, strict=True)
                    ],
                )
        return {"people": self.people}

    def report(self, times: int) -> dict[str, Any]:
        """Its aggregated report: the counts of every answer to each question, through its API."""
        address = "/api/u1/benchmarks/all/gap?campaign=gap&page_size=100"
        replies = [expect(Browser(self.application).get(address), 200) for _ in range(times)]
        counted = [row for row in json.loads(replies[0].body)["results"] if row.get("benchmarks")]
        if len(counted) != PRACTICES * len(SIDES):
            raise RuntimeError(f"{len(counted)} questions are reported")
        return {"cpu": [reply.cpu for reply in replies]}

    def statements(self, times: int) -> dict[str, Any]:
        with peer_django.counted() as answering:
            self.answer_once()
        return {"answer": len(answering) - 1}  # without the account that it is given


def main() -> None:
    peer = Peer(sys.argv[1])
    actions = (peer.answer, peer.fill, peer.report, peer.statements)
    serve({action.__name__: action for action in actions})


if __name__ == "__main__":
    main()
