"""Work that needs the numbers: opening a voice's results, preparing files. Ids in; twice is harmless."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from assessment.exports import kinds
from surveys.actions import files, opening, pooling
from surveys.choices import Failure, Voice
from surveys.models import Panel, PreparedFile, Questionnaire
from surveys.tasks import is_under_way

try:
    from django.tasks import task  # Django 6
except ImportError:
    from django_tasks import task  # type: ignore[no-redef]

if TYPE_CHECKING:
    from assessment.report import Reader

logger = logging.getLogger(__name__)


@task()
def open_results(panel_id: int) -> bool:
    """Work a closed voice's results out and keep them; whether they were the first.

    However it came to be called, a voice with fewer answers than it was promised stays shut.
    """
    from assessment import results  # pandas, which a worker that only mails never needs

    panel = Panel.objects.select_related("survey__organisation").filter(pk=panel_id).first()
    if panel is None or panel.is_open or panel.closed_at is None:
        return False
    found, people = results.work_out(panel, lambda done, of: opening.note_step(panel_id, done))
    if people < panel.smallest:
        return False
    first = opening.open_results(panel_id=panel_id, results=found, people=people)
    if first and panel.survey.organisation.compares:
        renew_pool.enqueue(panel.survey.questionnaire_id)
    return first


@task()
def renew_pool(questionnaire_id: int) -> bool:
    """Count the organisations that compare themselves anew; whether their pool was renewed."""
    from assessment import pool

    slug = Questionnaire.objects.values_list("slug", flat=True).get(pk=questionnaire_id)
    return pooling.renew(slug=slug, entries=pool.entries_now(slug))


class NotWanted(Exception):
    """Nobody waits for the file any more: whoever asked for it may not see it now."""


@task()
def prepare(file_id: int) -> bool:
    """Make a file that somebody asked for and keep it; whether there was somebody to keep it for.

    Whatever goes wrong is told on the page, where it can be tried again.
    """
    from assessment.exports.paper import Unavailable

    file = files.begin(file_id=file_id)
    if file is None:
        return False
    try:
        with translation.override(file.language):
            content, fingerprint = made(file)
    except NotWanted:
        return False
    except Exception as problem:
        logger.exception("A file could not be prepared")
        why = Failure.MISSING if isinstance(problem, Unavailable) else Failure.BROKEN
        files.fail(file_id=file_id, why=why)
        return False
    return files.keep(file_id=file_id, content=content, fingerprint=fingerprint)


def made(file: PreparedFile) -> tuple[bytes, str]:
    """What is in the file and the fingerprint of it, from the report that its reader's page shows now."""
    from assessment import report

    told = report.build(file.survey, reader_of(file))
    told = told if file.own_marks else report.without_own_marks(told)
    slides = file.template

    def note(step: int, of: int) -> None:
        if not files.note_step(file_id=file.pk, step=step, of=of):
            raise NotWanted

    content = kinds.WRITERS[file.kind].write(told, bytes(slides.content.data) if slides else None, note)
    return content, kinds.fingerprint(
        told,
        file.kind,
        own_marks=file.own_marks,
        language=file.language,
        slides=slides.sha256 if slides else "",
    )


def reader_of(file: PreparedFile) -> Reader:
    """As whom the page knows whoever asked for the file."""
    from assessment import report

    if file.share is not None:
        return report.Consultant(file.share)
    if file.survey.is_imported:
        return report.Organiser()
    return report.Executive(file.survey.drafts.get(voice=Voice.EXECUTIVE))


FAILURES, HOUR = 3, timedelta(hours=1)


def fails_again(panel_id: int) -> bool:
    """Whether opening this voice failed so often lately that trying on at once is no use."""
    lately = DBTaskResult.objects.filter(
        task_path=open_results.module_path,
        args_kwargs__args=[panel_id],
        status="FAILED",
        finished_at__gt=timezone.now() - HOUR,
    )
    return lately.count() >= FAILURES


def tick() -> None:
    """What the worker looks after every half minute: close what is due, open what is closed, and see to
    files that wait, or whose worker was lost too often to be put back into the queue."""
    opening.close_due()
    if not is_under_way(open_results):
        for panel_id in opening.to_open():
            if not fails_again(panel_id):
                open_results.enqueue(panel_id)
    if not is_under_way(prepare):
        for file_id in files.unfinished():
            prepare.enqueue(file_id)
