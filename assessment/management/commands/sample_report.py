"""The sample report that reviewers are shown: `manage.py sample_report` writes it anew, in each language.

An invented company, made in a transaction that is taken back. The files are part of the program.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override


class Command(BaseCommand):
    help = "Write the invented sample report that is shown to reviewers."

    def handle(self, *args: Any, **options: Any) -> None:
        # Loaded here: other commands and every worker go without pandas.
        from assessment.exports import pdf
        from assessment.gallery.cases import all_cases
        from assessment.sample import path_of
        from assessment.story import story_of
        from surveys.languages import short

        for code, _name in settings.LANGUAGES:
            with override(code):
                report, _said = all_cases()["team-40"].made()
                story = story_of(replace(report, organisation=_("An invented company (sample)")))
                invented = _("A sample: company, people and numbers are invented.")
                sheets = tuple(replace(sheet, footer=f"{invented} {sheet.footer}") for sheet in story.sheets)
                story = replace(story, subtitle=invented, sheets=sheets)
                path = path_of(short(code))
                path.write_bytes(pdf.write(story))
            self.stdout.write(f"{path}: {path.stat().st_size} bytes")
