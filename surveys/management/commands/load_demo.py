"""Load the labelled demo; what is already there stays as it is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from surveys import demo


class Command(BaseCommand):
    help = "Load an invented company to look at. Loading twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The invented company has no place among real ones.")
        demo.load()
