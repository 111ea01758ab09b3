"""Cases of slides on somebody's own presentation: harmful, useless, of another shape, dark."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from typing import Any

from assessment.gallery.cases import Case
from assessment.gallery.people import company, crowd, peers, team, told, usual
from assessment.rows import Report

BOMB = 30_000_000  # bytes that a few thousand unpack to


def shown() -> Report:
    draft = usual(company())
    peers(draft, crowd(6, seed=1))
    team(draft, crowd(24), silent=4)
    return told(draft)


def saved(presentation: Any) -> bytes:
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


@cache
def wide_and_high() -> bytes:
    """4:3, as the slides' library brings it."""
    from pptx import Presentation

    return saved(Presentation())


def dark() -> bytes:
    from pptx import Presentation
    from pptx.oxml.ns import qn

    presentation = Presentation()
    colours = presentation.slide_master._element.find(qn("p:clrMap"))
    colours.set("bg1", "dk1")
    colours.set("tx1", "lt1")
    return saved(presentation)


def without_layouts() -> bytes:
    from pptx import Presentation

    presentation = Presentation()
    for layout in list(presentation.slide_layouts):
        presentation.slide_layouts.remove(layout)
    return saved(presentation)


def bomb() -> bytes:
    out = io.BytesIO(wide_and_high())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ppt/media/image1.bmp", bytes(BOMB))
    return out.getvalue()


def no_presentation() -> bytes:
    return b"%PDF-1.7 not slides at all"


CASES = (
    Case("slides-4-3", "Slides on a presentation of 4:3.", shown, slides=wide_and_high),
    Case("slides-dark", "Slides on a dark presentation.", shown, slides=dark),
    Case("slides-no-layouts", "A presentation without layouts.", shown, slides=without_layouts),
    Case("slides-bomb", "A presentation that unpacks to far more than it seems.", shown, slides=bomb),
    Case("slides-no-presentation", "A PDF in place of a presentation.", shown, slides=no_presentation),
)
