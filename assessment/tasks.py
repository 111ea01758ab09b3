"""Work that needs the numbers: opening a voice's results. Ids in; twice is harmless."""

from __future__ import annotations

import logging

from surveys.actions import opening
from surveys.models import Panel
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
    return opening.open_results(panel_id=panel_id, results=found, people=people)


def tick() -> None:
    """What the worker looks after every half minute: close what is due, and open what is closed."""
    opening.close_due()
    if not is_under_way(open_results):
        for panel_id in opening.to_open():
            open_results.enqueue(panel_id)
