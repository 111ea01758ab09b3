"""The launch pack as a PDF: all that is agreed on before anybody is asked, its version on every page.

The invented sample report lies in it as an attached file, and two of its pictures are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessment.charts.theme import LIGHT
from assessment.exports.paper import Attached, laid_out, written
from assessment.exports.printed import words
from assessment.sample import pictures_in, report_in
from surveys.packs import Pack

WORDS = 13  # px
SAMPLE = "sample-report-invented.pdf"


def write(pack: Pack, sample_url: str, spoken: Sequence[tuple[str, str]], day: date, *, sent: bool) -> bytes:
    """Upright pages with real text, bookmarks and tags; the same bytes for the same on the same day.

    `sample_url`: of the report. `spoken`: each reviewer's role, and what they have said so far. `sent`:
    people are asked already. Raises Unavailable.
    """
    with override(pack.language):
        context = {
            "pack": printable(asdict(pack)),
            "number": pack.number,
            "mails_in": pack.mails_in,
            "day": formats.date_format(day, "DATE_FORMAT"),
            "spoken": printable(spoken),
            "pictures": pictures_in(pack.language),
            "sent": sent,
            "to_sign": [_("Place of signing"), _("Date"), _("Name and role"), _("Signature")],
            "colours": LIGHT,
            "sample_url": sample_url,
            "sample_name": SAMPLE,
        }
        pages = laid_out(render_to_string("assessment/print/pack.html", context), WORDS)
        return written(pages, attached=[Attached(SAMPLE, report_in(pack.language), day)])


def printable(value: Any) -> Any:
    """The same without signs that no file may hold, however deep they lie."""
    if isinstance(value, str):
        return "\n".join(words(line) for line in value.split("\n"))
    if isinstance(value, dict):
        return {name: printable(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(one) for one in value]
    return value
