"""Closer, measured in a process of its own, as in production: `python -m bench.ours`."""

from __future__ import annotations

import cProfile
import io
import os
import pstats
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bench import sizes
from bench.browser import Application, Browser, Reply, expect
from bench.work import PRACTICES, levels, serve

PAGE_OF_GET = 3  # the practice whose page is fetched again and again: an ordinary one
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def started() -> Application:
    """Our application on an empty database with the real settings, the questionnaire loaded."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_questionnaires", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)  # whitenoise looks once, at the start
    from assessment.wsgi import application

    served: Application = application
    return served


class Executive:
    """Somebody who answers all 24 practices, and what each step took."""

    def __init__(self, site: Site, person: int) -> None:
        self.site, self.rated = site, levels(person)
        self.browser = Browser(site.application, "https")
        self.steps: list[tuple[str, float]] = []
        self.home = ""

    def answer(self) -> float:
        """Start, save, pick, finish, go deeper, save, finish; the CPU milliseconds of all of it."""
        core, deeper = self.site.core, self.site.deeper
        expect(self.browser.get(f"/start/{core[0]}/"), 200)  # whoever starts has the page before them
        began = self.post("start", f"/start/{core[0]}/", self.form(0))
        self.home = began.location.rsplit("/", 2)[0] + "/"
        self.save(core[1:], first=1)
        self.post("picks", self.home + "first/", {"picked": core[:3]})
        self.post("finish", self.home + "finish/", {})
        self.post("deeper", self.home + "deeper/", {})
        self.save(deeper, first=len(core))
        self.post("finish", self.home + "finish/", {})
        return sum(cpu for _, cpu in self.steps)

    def save(self, codes: list[str], first: int) -> None:
        for at, code in enumerate(codes, first):
            self.post("save", f"{self.home}{code}/", self.form(at))

    def form(self, at: int) -> dict[str, str]:
        current, desired = self.rated[at]
        return {"current": str(current), "desired": str(desired)}

    def post(self, step: str, address: str, data: Mapping[str, Any]) -> Reply:
        reply = expect(self.browser.post(address, data), 302)
        self.steps.append((step, reply.cpu))
        return reply


class Site:
    """Our application, and the executives who have come to it."""

    def __init__(self) -> None:
        self.application = started()
        self.people = 0
        self.core, self.deeper = self.codes(True), self.codes(False)

    def codes(self, core: bool) -> list[str]:
        from surveys.models import Practice

        return list(Practice.objects.filter(core=core).order_by("position").values_list("code", flat=True))

    def executive(self) -> Executive:
        self.people += 1
        return Executive(self, self.people)

    # --- what can be asked -------------------------------------------------------------------------

    def answer(self, times: int) -> dict[str, Any]:
        """CPU of so many whole responses, and of their steps."""
        steps: dict[str, list[float]] = {}
        totals = []
        for _ in range(times):
            executive = self.executive()
            totals.append(executive.answer())
            for step, cpu in executive.steps:
                steps.setdefault(step, []).append(cpu)
        self.check_stored()
        return {"cpu": totals, "steps": {step: statistics.median(cpus) for step, cpus in steps.items()}}

    def check_stored(self) -> None:
        """What was measured must have been done."""
        from surveys.models import Answer

        if (stored := Answer.objects.count()) != self.people * PRACTICES:
            raise RuntimeError(f"{stored} answers are stored, not {self.people * PRACTICES}")

    def page(self, times: int) -> dict[str, Any]:
        """CPU of a practice page that a browser asks for."""
        executive = self.executive()
        executive.answer()
        address = f"{executive.home}{self.core[PAGE_OF_GET]}/"
        replies = [expect(executive.browser.get(address, accept_encoding="gzip"), 200) for _ in range(times)]
        return {"cpu": [reply.cpu for reply in replies]}

    def nothing(self, times: int) -> dict[str, Any]:
        """CPU of a request that asks nothing of anybody: what our middleware costs by itself."""
        browser = Browser(self.application, "https")
        return {"cpu": [expect(browser.get("/healthz"), 200).cpu for _ in range(times)]}

    def statements(self, times: int) -> dict[str, Any]:
        """The most SQL statements of any step, transaction control left out."""
        executive = self.executive()
        most: dict[str, int] = {}
        send = executive.post

        def counted(step: str, address: str, data: Mapping[str, Any]) -> Reply:
            with noted() as statements:
                reply = send(step, address, data)
            most[step] = max(most.get(step, 0), len(statements))
            return reply

        executive.post = counted  # type: ignore[method-assign]
        executive.answer()
        for code in (*self.core, *self.deeper):
            with noted() as statements:
                expect(executive.browser.get(f"{executive.home}{code}/"), 200)
            most["page"] = max(most.get("page", 0), len(statements))
        return most

    def sizes(self, times: int) -> dict[str, Any]:
        """Bytes of every practice's form, compressed, and of the first page somebody opens."""
        executive = self.executive()
        executive.answer()
        pages = {
            code: executive.browser.get(f"{executive.home}{code}/").body for code in self.core + self.deeper
        }
        return sizes.of_forms(pages) | sizes.of_first_load(
            Browser(self.application, "https"), f"/start/{self.core[0]}/"
        )

    def profile(self, times: int) -> dict[str, Any]:
        """Where the CPU goes in so many whole responses: shares, for the profiler charges every call."""
        profiler = cProfile.Profile(time.process_time)
        application = self.application

        def profiled(*given: Any) -> Any:
            return profiler.runcall(application, *given)

        self.application = profiled
        for _ in range(times):
            self.executive().answer()
        self.application = application
        return {"own": top(profiler, "tottime"), "with_callees": top(profiler, "cumtime")}


def top(profiler: cProfile.Profile, order: str) -> str:
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).sort_stats(order).print_stats(60)
    return text.getvalue()


@contextmanager
def noted() -> Iterator[list[str]]:
    """The SQL statements of a block."""
    from django.db import connection

    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: object, many: bool, context: object) -> Any:
        if not sql.lstrip().upper().startswith(CONTROL):
            statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


def main() -> None:
    site = Site()
    serve(
        {
            "answer": site.answer,
            "page": site.page,
            "nothing": site.nothing,
            "statements": site.statements,
            "sizes": site.sizes,
            "profile": site.profile,
        }
    )


if __name__ == "__main__":
    main()
