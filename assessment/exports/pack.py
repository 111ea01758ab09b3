"""The launch pack as a PDF: all that is agreed on before anybody is asked, its version on every page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from assessment.charts.theme import LIGHT
from assessment.exports.paper import laid_out, written
from assessment.exports.printed import words
from surveys.packs import Pack

WORDS = 13  # px


def write(pack: Pack, sample_url: str) -> bytes:
    """Upright pages with real text, bookmarks and tags. `sample_url`: of the report. Raises Unavailable."""
    with override(pack.language):
        context = {"pack": printable(asdict(pack)), "number": pack.number, "colours": LIGHT,
                   "sample_url": sample_url}  # fmt: skip
        return written(laid_out(render_to_string("assessment/print/pack.html", context), WORDS))


def printable(value: Any) -> Any:
    """The same without signs that no file may hold, however deep they lie."""
    if isinstance(value, str):
        return "\n".join(words(line) for line in value.split("\n"))
    if isinstance(value, dict):
        return {name: printable(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(one) for one in value]
    return value
