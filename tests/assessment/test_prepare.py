"""The worker makes the file that its reader's page would, once, and keeps it for nobody else."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult
from pptx import Presentation
from pypdf import PdfReader

from assessment import report, story, tasks
from assessment.exports import csv, kinds, paper
from assessment.rows import Report
from surveys import tasks as upkeep
from surveys.actions import files, importing, sharing
from surveys.choices import Voice
from surveys.models import Answer, Draft, PreparedFile, Share, Survey
from tests import imports, prepared, voices
from tests.assessment import writers
from tests.assessment.test_story import three_voices
from tests.factories import group, open_group
from tests.prepared import asked, fresh, shared, slides

pytestmark = pytest.mark.django_db
REAL = dict(kinds.WRITERS)
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


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


# --- with the real writers ----------------------------------------------------------------------------------

KINDS = ("pdf", "board", "pptx", "xlsx")
OF_THE_EXECUTIVE = re.compile(
    r"\bYou\b|\byou (place|rate|and)\b|\bThe executive\b|^(You|Executive)$", re.MULTILINE
)


@pytest.fixture
def really(monkeypatch: pytest.MonkeyPatch) -> Callable[..., bytes]:
    """What the worker puts into a file with the shipped writers, which tell how far they are."""
    for kind, writer in REAL.items():
        monkeypatch.setitem(kinds.WRITERS, kind, writer)  # type: ignore[arg-type]

    def make(survey: Survey, share: Share | None = None, **more: Any) -> bytes:
        steps: list[tuple[int, int]] = []
        note_step = files.note_step

        def note(**told: int) -> bool:
            steps.append((told["step"], told["of"]))
            return note_step(**told)

        file = asked(survey, share, **more)
        with monkeypatch.context() as patch:
            patch.setattr(files, "note_step", note)
            assert tasks.prepare.call(file.pk) is True
        done, totals = [step for step, _of in steps], {of for _step, of in steps}
        assert done == sorted(set(done))  # it goes up, and never back
        assert totals == {done[-1]}  # to a total that is known from the start
        kept = fresh(file)
        assert (kept.state, kept.step, kept.of) == ("done", done[-1], done[-1])
        assert kept.size == len(kept.content.data)
        return bytes(kept.content.data)

    return make


@pytest.fixture
def opened_round(db: None) -> Survey:
    return three_voices(voices.survey_of())


def pages_of(content: bytes) -> list[str]:
    """The words of each page."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def slides_of(content: bytes) -> list[str]:
    """The words of each slide, its tables and its notes among them."""
    found = []
    for slide in Presentation(io.BytesIO(content)).slides:
        texts = [run.text or "" for run in slide._element.iter(f"{DRAWN}t")]
        notes = slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        found.append(" ".join([*texts, notes]))
    return found


def cells_of(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    found = {page.title: [tuple(row) for row in page.iter_rows(values_only=True)] for page in book}
    book.close()
    return found


def all_words(kind: str, content: bytes) -> str:
    if kind in ("pdf", "board"):
        return "\n".join(pages_of(content))
    if kind == "pptx":
        return "\n".join(slides_of(content))
    return "\n".join(str(cell) for rows in cells_of(content).values() for row in rows for cell in row if cell)


@pytest.mark.one_database
def test_a_pdf_holds_every_sheet_of_the_story_with_its_numbers(
    opened_round: Survey, really: Callable[..., bytes]
) -> None:
    content = really(opened_round, own_marks=True)
    told, pages = story.story_of(executives(opened_round)), pages_of(content)
    assert content.startswith(b"%PDF")
    whole = " ".join(pages)
    for sheet in told.sheets:
        assert " ".join(sheet.title.split()) in whole, sheet.name
        assert sheet.footer in whole
    assert "Debrief" not in whole  # the hour belongs to the slides
    outline = [entry.title for entry in PdfReader(io.BytesIO(content)).outline if not isinstance(entry, list)]
    assert outline == [sheet.name for sheet in told.sheets if sheet.depth == 1]
    view = executives(opened_round).view(Voice.TEAM)
    assert view is not None
    for row in view.practices:
        assert row.today is not None
        assert f"{row.name} {row.n} {row.today}" in whole


@pytest.mark.one_database
def test_the_boards_page_is_one_upright_page_with_the_finding_and_its_sentences(
    opened_round: Survey, really: Callable[..., bytes]
) -> None:
    content = really(opened_round, kind="board")
    (page,) = PdfReader(io.BytesIO(content)).pages
    assert page.mediabox.height > page.mediabox.width
    sheet = story.board_of(report.without_own_marks(executives(opened_round)))
    (text,) = pages_of(content)
    for words in (sheet.title, *sheet.points, sheet.footer, "What to do next", "Lindenhof Hotels"):
        assert words in text
    assert "2.6" in text  # the widest gap, in the picture too


@pytest.mark.one_database
def test_slides_hold_the_story_and_the_hour_to_talk(
    opened_round: Survey, really: Callable[..., bytes]
) -> None:
    content = really(opened_round, kind="pptx", own_marks=True)
    told, found = story.story_of(executives(opened_round), talk=True), slides_of(content)
    assert len(found) >= len(told.sheets)
    whole = " ".join(" ".join(found).split())
    for sheet in told.sheets:
        assert sheet.name == "In words" or " ".join(sheet.title.split())[:60] in whole, sheet.name
        assert all(note in whole for note in sheet.notes)
    assert "Talking about the results: 60 minutes" in whole
    assert "(2.0 today, 4.6 wanted)" in whole
    ours = slides(voices.executive_of(opened_round), content)
    again = really(opened_round, kind="pptx", own_marks=True, template=ours, of="on our own")
    assert len(slides_of(again)) >= len(told.sheets)
    assert again != content


def test_sheets_hold_every_number_that_is_shown(opened_round: Survey, really: Callable[..., bytes]) -> None:
    made, book = executives(opened_round), cells_of(really(opened_round, kind="xlsx", own_marks=True))
    rows = [set(row) for row in book["Practices"]]
    compared = 0
    for view in made.views:
        for row in view.practices:
            numbers = {float(value) for value in (row.today, row.wanted, row.gap) if value is not None}
            assert any({row.name, view.name} | numbers <= found for found in rows), (view.name, row.name)
            compared += len(numbers)
    assert compared > 90
    assert len(book) > 6


def other_marks(survey: Survey) -> None:
    mine = Answer.objects.filter(response__survey=survey, response__voice=Voice.EXECUTIVE)
    mine.update(current=5, current_reason="", desired=5, desired_reason="")


@pytest.mark.one_database
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_asked_for_twice_is_the_same_to_the_byte_whatever_the_executives_own_marks_are(
    opened_round: Survey, really: Callable[..., bytes], kind: str
) -> None:
    first = really(opened_round, kind=kind)
    assert not OF_THE_EXECUTIVE.search(all_words(kind, first))
    other_marks(opened_round)
    assert really(opened_round, kind=kind, of="once more") == first
    assert len(set(PreparedFile.objects.values_list("fingerprint", flat=True))) == 1


@pytest.mark.parametrize("kind", ["pptx", "xlsx"])
def test_own_marks_are_in_what_is_ticked(
    opened_round: Survey, really: Callable[..., bytes], kind: str
) -> None:
    ticked = really(opened_round, kind=kind, own_marks=True)
    assert OF_THE_EXECUTIVE.search(all_words(kind, ticked))
    other_marks(opened_round)
    assert really(opened_round, kind=kind, own_marks=True, of="once more") != ticked


def test_a_consultants_tick_gives_nothing_that_is_not_shared(
    opened_round: Survey, really: Callable[..., bytes]
) -> None:
    share = shared(opened_round, own_marks=False)
    with pytest.raises(PermissionDenied):
        asked(opened_round, share, own_marks=True)
    theirs = all_words("pptx", really(opened_round, share, kind="pptx"))
    assert not OF_THE_EXECUTIVE.search(theirs)
    assert "the team places Lindenhof Hotels at" in theirs
    assert "your team" not in theirs


@pytest.mark.one_database
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_made_in_german_and_english_comes_back(
    opened_round: Survey, really: Callable[..., bytes], kind: str
) -> None:
    german = really(opened_round, kind=kind, language="de")
    assert translation.get_language() == "en-gb"
    if kind == "pdf":
        assert PdfReader(io.BytesIO(german)).trailer["/Root"]["/Lang"] == "de"
    if kind != "xlsx":  # there, numbers are numbers
        assert re.search(r"\b2,6\b", all_words(kind, german))


@pytest.mark.parametrize("kind", KINDS)
def test_an_executive_alone_gets_the_own_marks_by_the_tick_and_nothing_without(
    really: Callable[..., bytes], kind: str
) -> None:
    alone = voices.survey_of()
    ticked = all_words(kind, really(alone, kind=kind, own_marks=True))
    assert "The customer’s whole path" in ticked
    without = all_words(kind, really(alone, kind=kind, of="without"))
    assert not OF_THE_EXECUTIVE.search(without)
    assert "The customer’s whole path" not in without
