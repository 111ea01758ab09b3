"""Load every shipped questionnaire file; what is already there stays as it is."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.actions.questionnaires import VersionTaken, publish
from surveys.questionnaires.files import InvalidQuestionnaire, read, shipped


class Command(BaseCommand):
    help = "Load the shipped questionnaires. Loading twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            new = [path.name for path in shipped() if publish(content=read(path))]
        except (InvalidQuestionnaire, VersionTaken) as problem:
            raise CommandError(str(problem)) from problem
        if options["verbosity"]:
            self.stdout.write(
                f"Loaded {', '.join(new)}." if new else "Every questionnaire was already loaded."
            )
