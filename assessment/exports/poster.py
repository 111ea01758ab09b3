"""The poster of an open link as a PDF: the page that is printed from the browser, by the same style sheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import override

from assessment.exports.paper import laid_out, written
from assessment.exports.printed import words
from surveys.posters import Poster

SHEET = "surveys/poster.css"


def write(poster: Poster) -> bytes:
    """One upright page. Raises paper.Unavailable."""
    with override(poster.language):
        return written(laid_out(render_to_string("assessment/print/poster.html", context_of(poster))))


def context_of(poster: Poster) -> dict[str, object]:
    """What is printed, without signs that no file may hold, and how it looks."""
    cleaned = replace(
        poster,
        asker=words(poster.asker),
        question=words(poster.question),
        before=[words(line) for line in poster.before],
        contact=words(poster.contact),
    )
    found = finders.find(SHEET)
    assert isinstance(found, str)
    return {"poster": cleaned, "sheet": Path(found).read_text()}
