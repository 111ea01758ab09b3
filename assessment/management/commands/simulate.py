"""How often the product is right about made-up companies whose truth is known: what `make simulate` runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessment import simulated

FILE = simulated.PUBLISHED
PAGE = Path(settings.BASE_DIR) / "docs" / "simulated.md"
SEEDS = 50


class Command(BaseCommand):
    help = "Hold intervals, verdicts and differences against made-up companies whose truth is known."
    requires_system_checks = []  # it needs neither a database nor a site

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seeds", type=int, default=SEEDS, help="how many companies (default: 50)")
        parser.add_argument("--write", action="store_true", help="store the figures and the page")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["seeds"] < 1:
            raise CommandError("There must be at least one company.")
        # Loaded here: other commands and every worker go without pandas.
        from assessment.simulated.coverage import run
        from assessment.simulated.figures import figures, missed
        from assessment.simulated.page import page

        found = figures(run(range(options["seeds"])))
        self.stdout.write(page(found))
        if options["write"]:
            store(found, page(found))
        failed = missed(found)
        if failed:
            raise CommandError(f"Missed: {', '.join(failed)}.")


def store(found: dict[str, Any], text: str) -> None:
    """Write both files anew."""
    FILE.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(text, encoding="utf-8")
