"""Other people's data whose figures are known, through the product's functions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

PAGE = Path(settings.BASE_DIR) / "docs" / "real-data.md"


class Command(BaseCommand):
    help = "Hold the product's figures of other people's data against those known from elsewhere."
    requires_system_checks = []  # it needs neither a database nor a site

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="where the data and the expected figures lie")
        parser.add_argument("--write", action="store_true", help="store the page")

    def handle(self, *args: Any, **options: Any) -> None:
        # Loaded here: other commands and every worker go without pandas.
        from assessment.real_data.compared import compare
        from assessment.real_data.files import UnusableError
        from assessment.real_data.page import page

        try:
            found = compare(Path(options["folder"]))
        except UnusableError as error:
            raise CommandError(str(error), returncode=2) from error
        text = page(found)
        self.stdout.write(text)
        if options["write"]:
            PAGE.write_text(text, encoding="utf-8")
        if found.wrong:
            raise CommandError(f"Not as it should be: {'; '.join(found.wrong)}.")
