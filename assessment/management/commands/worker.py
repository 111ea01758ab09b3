"""Runs background tasks, and sees to it that what is due is enqueued."""

from __future__ import annotations

import logging
import threading
from argparse import ArgumentParser
from typing import Any

from django.db import close_old_connections, connections
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from assessment import drawn, tasks
from surveys.tasks import tick

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_TICKS = 30


class Ticker(threading.Thread):
    """Ticks until it is stopped. A failed tick is logged, and the next one tries again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(name="ticker", daemon=True)
        self.seconds = seconds
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.is_set():
            self.tick_once()
            self.stopped.wait(self.seconds)
        connections.close_all()

    def tick_once(self) -> None:
        close_old_connections()
        try:
            tick()
            tasks.tick()
            drawn.sweep()
        except Exception:  # whatever it was: a ticker that died would leave promises unkept, unseen
            logger.exception("A tick failed")


class Command(DatabaseWorker):
    help = "Run background tasks. `manage.py serve` starts one; further ones may run beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        # the library would watch the code and start anew whenever DEBUG is set
        parser.set_defaults(queue_name="*", reload=False, startup_delay=False)

    def configure_logging(self, verbosity: int) -> None:
        """Nothing: LOG_LEVEL decides what is said, and settings.LOGGING how."""

    def handle(self, *args: Any, **options: Any) -> None:
        ticker = Ticker(SECONDS_BETWEEN_TICKS)
        ticker.start()
        try:
            super().handle(*args, **options)
        finally:
            ticker.stopped.set()
            ticker.join(5)
