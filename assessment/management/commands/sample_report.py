"""The sample report that reviewers are shown: `manage.py sample_report` writes it anew, in each language.

An invented company, made in a transaction that is taken back. The files are part of the program; two of the
report's pictures are among them, for the launch pack.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

if TYPE_CHECKING:
    from assessment.sample import Picture
    from assessment.story import Story


class Command(BaseCommand):
    help = "Write the invented sample report that is shown to reviewers."

    def handle(self, *args: Any, **options: Any) -> None:
        # Loaded here: other commands and every worker go without pandas.
        from assessment.exports import pdf
        from assessment.gallery.cases import all_cases
        from assessment.sample import keep_pictures, path_of
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
                keep_pictures(short(code), pictures(story))
            self.stdout.write(f"{path}: {path.stat().st_size} bytes")


def pictures(story: Story) -> list[Picture]:
    """The team's levels and its gaps, each as it stands in the report."""
    from assessment.charts.dumbbell_data import Dumbbell
    from assessment.charts.planogram_data import Planogram
    from assessment.exports.printed import printed
    from assessment.sample import Picture

    found: list[Picture] = []
    for kind in (Planogram, Dumbbell):
        charts = [sheet for sheet in story.sheets if sheet.exhibit and isinstance(sheet.exhibit.chart, kind)]
        page = printed(charts[-1], len(found) + 1, 1)  # the one of the executive alone comes first
        found.append(Picture(page.name, page.title, page.caption, str(page.figure), page.reading))
    return found
