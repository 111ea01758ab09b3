"""Exhibits as pages show them: drawn, with their tables and files; and the ways between the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from surveys.choices import Voice

if TYPE_CHECKING:
    from assessment.exhibits import Exhibit
    from assessment.rows import Part, PracticeRow, Report, Split, Step, VoiceView

Context = dict[str, Any]


def exhibit(code: UUID, made: Exhibit, *, table: bool = True) -> Context:
    """An exhibit with its drawings and where its files are; `table` tells whether it brings its own table."""
    from assessment import pictures

    chart = made.chart
    return {
        "exhibit": made,
        "table": table,
        "urls": urls(code, made),
        **{
            shape: pictures.in_page(chart, shape)
            for shape in pictures.SHAPES
            if chart is not None and made.drawn_for(shape)
        },
    }


def urls(code: UUID, made: Exhibit) -> dict[str, str]:
    """Where an exhibit's files are, by kind."""
    found = {"csv": reverse("voice-table", args=[code, made.voice, made.key])}
    for kind, shape in (("png", "wide"), ("svg", "wide"), ("phone", "phone")):
        if made.drawn_for(shape):
            file = "png" if kind == "phone" else kind
            found[kind] = reverse("voice-picture", args=[code, made.voice, made.key, shape, file])
    return found


def pages(code: UUID, view: VoiceView, current: str) -> list[Context]:
    """The pages behind the team's results, once they are open."""
    if view.state != "open":
        return []
    split = next(iter(view.splits), None)
    found = [
        ("", _("Overview"), reverse("result", args=[code, Voice.TEAM])),
        ("voices", _("Voice by voice"), reverse("voices", args=[code])),
        ("spread", _("Spread of answers"), reverse("spread", args=[code])),
        *(
            [("parts", _("Parts of the team"), reverse("result-parts", args=[code, split.key]))]
            if split
            else []
        ),
        ("priorities", _("What to move first"), reverse("priorities", args=[code])),
        ("over-time", _("Over time"), reverse("over-time", args=[code])),
    ]
    return [{"name": name, "url": url, "current": key == current} for key, name, url in found]


def steps(code: UUID, found: Sequence[Step]) -> list[Context]:
    """Steps with the address of their practice's page."""
    return [asdict(step) | {"url": reverse("practice", args=[code, step.code])} for step in found]


def practices(code: UUID, view: VoiceView) -> list[Context]:
    """Every practice in the order of the list, with the address of its page."""
    return [{"row": row, "url": reverse("practice", args=[code, row.code])} for row in in_order(view)]


def in_order(view: VoiceView) -> Sequence[PracticeRow]:
    """A team's practices as they are ranked, anybody else's from the widest gap."""
    return view.ranked_first if view.ranked else view.widest_first


def one_part(code: UUID, report: Report, view: VoiceView, split: Split, chosen: str) -> Context:
    """One part against everybody, for screens on which a map of all of them can't be read."""
    from assessment import comparisons, pictures
    from assessment.exhibits import PARTS

    part = chosen_part(split, chosen)
    chart = comparisons.part_of(report, view, part)
    return {
        "part": part,
        "part_options": [
            {"value": number, "name": one.at[0], "chosen": one is part}
            for number, one in enumerate(split.shown)
        ],
        "part_drawn": pictures.in_page(chart, "phone"),
        "part_png": reverse("voice-picture", args=[code, view.voice, PARTS + split.key, "phone", "png"]),
    }


def chosen_part(split: Split, chosen: str) -> Part:
    """The part of this number among those shown; the first where there is no such number."""
    at = int(chosen) if chosen.isdecimal() and len(chosen) < 4 else 0
    return split.shown[at] if at < len(split.shown) else split.shown[0]
