"""Work that needs the numbers: opening a voice's results. Ids in; twice is harmless."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from surveys.actions import opening, pooling
from surveys.models import Panel, Questionnaire
from surveys.tasks import is_under_way

try:
    from django.tasks import task  # Django 6
except ImportError:
    from django_tasks import task  # type: ignore[no-redef]

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


FAILURES, HOUR = 3, timedelta(hours=1)


def fails_again() -> bool:
    """Whether opening failed so often lately that trying on at once is no use."""
    lately = DBTaskResult.objects.filter(
        task_path=open_results.module_path, status="FAILED", finished_at__gt=timezone.now() - HOUR
    )
    return lately.count() >= FAILURES


def tick() -> None:
    """What the worker looks after every half minute: close what is due, and open what is closed."""
    opening.close_due()
    if not is_under_way(open_results) and not fails_again():
        for panel_id in opening.to_open():
            open_results.enqueue(panel_id)
