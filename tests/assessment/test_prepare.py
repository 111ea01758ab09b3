"""The worker makes the file that its reader's page would, once, and keeps it for nobody else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from assessment import report, tasks
from assessment.exports import csv, kinds, paper
from assessment.rows import Report
from surveys import tasks as upkeep
from surveys.actions import files, importing, sharing
from surveys.choices import Voice
from surveys.models import Draft, PreparedFile, Share, Survey
from tests import imports, prepared, voices
from tests.assessment import writers
from tests.factories import group, open_group
from tests.prepared import asked, fresh, shared, slides

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _writers(monkeypatch: pytest.MonkeyPatch) -> None:
    writers.use(monkeypatch)


@pytest.fixture
def survey(db: None) -> Survey:
    """The executive has finished, and the team of six is open."""
    survey = voices.survey_of()
    group(survey, 6)
    return survey


def made(survey: Survey, share: Share | None = None, **more: Any) -> bytes:
    """What the worker puts into a file that is asked for now."""
    file = asked(survey, share, **more)
    assert tasks.prepare.call(file.pk) is True
    kept = fresh(file)
    assert (kept.state, kept.step, kept.of) == ("done", 2, 2)
    assert kept.size == len(kept.content.data) > 0
    return bytes(kept.content.data)


def executives(survey: Survey) -> Report:
    return report.build(survey, report.Executive(Draft.objects.get(survey=survey, voice=Voice.EXECUTIVE)))


# --- the same as the page -----------------------------------------------------------------------------------


def test_the_executive_gets_the_groups_and_the_own_marks_by_a_tick(survey: Survey) -> None:
    whole = executives(survey)
    assert made(survey, own_marks=True) == csv.write(whole)
    alone = made(survey, of="groups")
    assert alone == csv.write(report.without_own_marks(whole))
    assert b"executive," not in alone
    assert alone.count(b"team,practice,") == 12


def test_a_consultant_gets_what_the_share_shows(survey: Survey) -> None:
    share = shared(survey, own_marks=True)
    ticked = report.build(survey, report.Consultant(share))
    assert made(survey, share, own_marks=True) == csv.write(ticked)
    assert b"executive," in csv.write(ticked)
    assert made(survey, share, of="groups") == csv.write(report.without_own_marks(ticked))
    without = shared(survey, own_marks=False)
    assert made(survey, without, of="anew") == csv.write(report.build(survey, report.Consultant(without)))


def test_an_imported_round_is_told_as_somebody_elses(survey: Survey) -> None:
    earlier = imports.kept(survey, imports.lines_of(team=6, executives=1))
    open_group(earlier.panels.get())
    jana = voices.executive_of(survey)
    told = report.build(earlier, report.Organiser())
    assert made(earlier, by=jana, own_marks=True) == csv.write(told)
    assert made(earlier, by=jana) == csv.write(report.without_own_marks(told))
    importing.remove(imported=earlier, by=jana)
    assert not PreparedFile.objects.exists()


def test_slides_are_put_on_the_chosen_ones(survey: Survey) -> None:
    ours = slides(voices.executive_of(survey), b"<ours>")
    assert made(survey, kind="pptx", template=ours).endswith(b"<ours>")
    assert not made(survey, kind="pptx", of="plain").endswith(b"<ours>")


def test_it_is_made_in_the_language_it_was_asked_for_in(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv, "write", lambda _report: str(translation.get_language()).encode())
    assert made(survey, language="de") == b"de"
    assert made(survey, language="en-gb", of="other") == b"en-gb"
    assert translation.get_language() == "en-gb"


# --- once ---------------------------------------------------------------------------------------------------


def fingerprint_of(told: Report, **more: Any) -> str:
    given: dict[str, Any] = {"kind": "pdf", "own_marks": False, "language": "en-gb", **more}
    return kinds.fingerprint(told, given.pop("kind"), **given)


def test_the_same_report_has_the_same_fingerprint_and_anything_else_another(survey: Survey) -> None:
    whole, alone = executives(survey), report.without_own_marks(executives(survey))
    assert whole is not executives(survey)
    assert fingerprint_of(whole) == fingerprint_of(executives(survey))
    group(survey, 3, Voice.PEER, opened=False)
    others = [
        fingerprint_of(whole),
        fingerprint_of(whole, kind="board"),
        fingerprint_of(whole, own_marks=True),
        fingerprint_of(whole, language="de"),
        fingerprint_of(whole, slides="a" * 64),
        fingerprint_of(alone),
        fingerprint_of(executives(survey)),  # three peers have answered since
    ]
    assert len(set(others)) == len(others)
    assert {len(one) for one in others} == {64}


def test_other_code_gives_another_fingerprint(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    told = executives(survey)
    before = fingerprint_of(told)
    monkeypatch.setattr(kinds, "code_fingerprint", lambda: "newer")
    assert fingerprint_of(told) != before


def test_the_code_is_all_that_words_draws_and_writes() -> None:
    names = {path.name for path in kinds.sources()}
    assert {"kinds.py", "csv.py", "story.py", "wording.py", "planogram.py", "Inter-Regular.ttf"} <= names
    assert not {name for name in names if name.endswith(".pyc")}
    found = list(kinds.sources())
    assert len(found) == len(set(found))
    assert kinds.code_fingerprint() == kinds.code_fingerprint()


def test_identical_data_gives_the_identical_row_at_once(survey: Survey) -> None:
    mark = fingerprint_of(report.without_own_marks(executives(survey)))

    def ask(fingerprint: str) -> PreparedFile:
        by = survey.executive
        return files.ask_for(
            survey=survey,
            share=None,
            by=by,
            kind="pdf",
            own_marks=False,
            language="en-gb",
            fingerprint=fingerprint,
        )

    first = ask(mark)
    assert tasks.prepare.call(first.pk) is True
    assert fresh(first).fingerprint == mark
    again = ask(fingerprint_of(report.without_own_marks(executives(survey))))
    assert (again, again.state) == (first, "done")
    group(survey, 4, Voice.PEER)
    later = ask(fingerprint_of(report.without_own_marks(executives(survey))))
    assert later != first
    assert tasks.prepare.call(later.pk) is True
    assert bytes(fresh(later).content.data) != bytes(fresh(first).content.data)


def test_a_file_is_named_by_what_it_was_really_made_of(survey: Survey) -> None:
    """Between asking and making, somebody finished."""
    file = asked(survey, own_marks=True, of="the report as it was")
    group(survey, 4, Voice.PEER)
    assert tasks.prepare.call(file.pk) is True
    assert fresh(file).fingerprint == fingerprint_of(executives(survey), own_marks=True)


def test_twice_is_harmless_and_makes_nothing_again(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    file = asked(survey)
    assert tasks.prepare.call(file.pk) is True
    before = PreparedFile.objects.values().get()

    def never(*_args: object) -> bytes:
        raise AssertionError("it is done")

    writers.use(monkeypatch, never)
    assert tasks.prepare.call(file.pk) is False
    assert tasks.prepare.call(file.pk + 1000) is False
    assert PreparedFile.objects.values().get() == before


# --- while it lasts -----------------------------------------------------------------------------------------


def test_how_far_it_has_come_can_be_seen(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    file, seen = asked(survey), []

    def write(_report: Report, _slides: bytes | None, note: kinds.Note) -> bytes:
        for step in range(4):
            note(step, 3)
            now = fresh(file)
            seen.append((now.state, now.step, now.of))
        return b"x"

    writers.use(monkeypatch, write)
    assert tasks.prepare.call(file.pk) is True
    assert seen == [("working", step, 3) for step in range(4)]


def test_a_share_that_is_withdrawn_in_the_middle_ends_the_work_and_nothing_is_kept(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = shared(survey)
    file, steps = asked(survey, share), []

    def write(_report: Report, _slides: bytes | None, note: kinds.Note) -> bytes:
        for step in range(1, 9):
            if step == 3:
                sharing.withdraw(share=share, by=voices.executive_of(survey))
            note(step, 8)
            steps.append(step)
        return b"secret"

    writers.use(monkeypatch, write)
    assert tasks.prepare.call(file.pk) is False
    assert steps == [1, 2]
    assert not PreparedFile.objects.exists()


def test_a_share_that_is_withdrawn_after_the_last_step_keeps_nothing_either(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = shared(survey)
    file = asked(survey, share)

    def write(_report: Report, _slides: bytes | None, note: kinds.Note) -> bytes:
        note(1, 1)
        sharing.withdraw(share=share, by=voices.executive_of(survey))
        return b"secret"

    writers.use(monkeypatch, write)
    assert tasks.prepare.call(file.pk) is False
    assert not PreparedFile.objects.exists()


def test_what_may_not_be_seen_any_more_is_not_even_begun(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = shared(survey)
    file = asked(survey, share)
    Share.objects.update(withdrawn_at=timezone.now())
    monkeypatch.setattr(report, "build", lambda *_args: pytest.fail("nothing is read"))
    assert tasks.prepare.call(file.pk) is False
    assert not PreparedFile.objects.exists()


# --- when it goes wrong -------------------------------------------------------------------------------------


class Secret(Exception):
    pass


def broken(*_args: object) -> bytes:
    raise Secret("Lindenhof Hotels, 3.1")


def missing(*_args: object) -> bytes:
    raise paper.Unavailable(paper.what_to_install())


@pytest.mark.parametrize(("write", "why"), [(broken, "broken"), (missing, "missing")])
def test_a_failure_is_told_and_can_be_tried_again(
    survey: Survey,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    write: Callable[..., bytes],
    why: str,
) -> None:
    file = asked(survey)
    writers.use(monkeypatch, write)
    with caplog.at_level(logging.ERROR):
        assert tasks.prepare.call(file.pk) is False
    assert (fresh(file).state, fresh(file).failure, fresh(file).size) == ("failed", why, 0)
    assert [record.getMessage() for record in caplog.records] == ["A file could not be prepared"]
    assert tasks.prepare.call(file.pk) is False  # by itself it is not tried again
    writers.use(monkeypatch)
    files.try_again(file=file)
    assert tasks.prepare.call(file.pk) is True
    assert (fresh(file).state, fresh(file).failure) == ("done", "")


def test_a_file_that_breaks_in_the_middle_keeps_nothing(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = asked(survey)

    def write(_report: Report, _slides: bytes | None, note: kinds.Note) -> bytes:
        note(5, 7)
        return broken()

    writers.use(monkeypatch, write)
    assert tasks.prepare.call(file.pk) is False
    assert (fresh(file).state, fresh(file).step, fresh(file).of) == ("failed", 5, 7)
    assert bytes(fresh(file).content.data) == b""


class Killed(BaseException):
    """What no handler of ours catches, as if the process had gone."""


def killed(*_args: object) -> bytes:
    raise Killed


def test_a_killed_workers_file_is_made_by_the_next_one(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = asked(survey)
    tasks.prepare.enqueue(file.pk)
    lost = DBTaskResult.objects.get(task_path=tasks.prepare.module_path)
    writers.use(monkeypatch, killed)
    with pytest.raises(Killed):
        tasks.prepare.call(file.pk)
    assert fresh(file).state == "working"
    long_ago = timezone.now() - timedelta(minutes=16)
    DBTaskResult.objects.filter(pk=lost.pk).update(
        status="RUNNING", started_at=long_ago, worker_ids=["the first"]
    )
    assert upkeep.requeue_lost(upkeep.LOST_AFTER) == 1
    assert DBTaskResult.objects.get(pk=lost.pk).status == "READY"
    writers.use(monkeypatch)
    assert tasks.prepare.call(*lost.args_kwargs["args"]) is True
    assert (fresh(file).state, fresh(file).tries) == ("done", 2)


def test_a_file_that_kills_every_worker_is_given_up(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    file = asked(survey)
    writers.use(monkeypatch, killed)
    for _ in range(3):
        with pytest.raises(Killed):
            tasks.prepare.call(file.pk)
    assert tasks.prepare.call(file.pk) is False
    assert (fresh(file).state, fresh(file).failure) == ("failed", "lost")


# --- every half minute --------------------------------------------------------------------------------------


@pytest.fixture
def enqueued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The files put into the queue, which no worker empties here."""
    keys: list[int] = []
    monkeypatch.setattr(type(tasks.prepare), "enqueue", lambda _task, key: keys.append(key))
    return keys


def test_a_tick_puts_waiting_files_into_the_queue_whatever_became_of_the_nudge(
    survey: Survey, enqueued: list[int]
) -> None:
    waiting = asked(survey)
    begun = asked(survey, of="begun")
    files.begin(file_id=begun.pk)
    prepared.done(survey, of="done")
    prepared.failed(survey, of="failed")
    tasks.tick()
    assert enqueued == [waiting.pk, begun.pk]


def test_while_one_is_under_way_no_second_one_is_queued(
    survey: Survey, enqueued: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = asked(survey)
    monkeypatch.setattr(tasks, "is_under_way", lambda _task: True)
    tasks.tick()
    assert enqueued == []
    monkeypatch.setattr(tasks, "is_under_way", lambda _task: False)
    tasks.tick()
    assert enqueued == [file.pk]


def test_a_task_that_was_given_up_leaves_its_file_to_the_next_tick(survey: Survey) -> None:
    file = asked(survey)
    files.begin(file_id=file.pk)
    tasks.prepare.enqueue(file.pk)
    DBTaskResult.objects.update(status="FAILED", finished_at=timezone.now())
    tasks.tick()
    ready = DBTaskResult.objects.filter(status="READY", task_path=tasks.prepare.module_path)
    assert [one.args_kwargs["args"] for one in ready] == [[file.pk]]
