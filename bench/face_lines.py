"""The lines about what is drawn and written: pictures, pages and files of a report of 400 people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.lines import Line, limit

COLD = {"planogram": 60, "gaps": 60, "parts-department": 130}  # ms
HEAVIEST = {"planogram": 5_000, "gaps": 5_000, "parts-department": 10_000}  # bytes, compressed
TIMES_BARE = 1.5
PAGE_BYTES, PDF_BYTES = 250_000, 3 * 2**20
NAMES = {"planogram": "planogram", "gaps": "dumbbell", "parts-department": "heat map"}


def of_faces(found: Mapping[str, Any]) -> list[Line]:
    return [
        *(line for key, picture in found["pictures"].items() for line in of_picture(key, picture)),
        heaviest_page(found["pages"]),
        *(line for kind, file in found["files"].items() for line in of_file(kind, file)),
    ]


def of_picture(key: str, picture: Mapping[str, Any]) -> list[Line]:
    """Its CPU beside a bare figure of the same marks, and its weight."""
    ratio, most, name = picture["cpu"] / picture["bare"], COLD.get(key), NAMES.get(key, key)
    lines = [
        Line(
            "G10",
            f"CPU of a cold {name}",
            f"{picture['cpu']:.1f} ms",
            f"≤ {most} ms" if most else "",
            f"bare figure {picture['bare']:.1f} ms",
            f"{ratio:.2f} (≤ {TIMES_BARE})",
            ratio <= TIMES_BARE and (most is None or picture["cpu"] <= most),
        )
    ]
    if not picture["same"]:
        lines.append(Line("G10", f"{name} drawn twice", "differs", "the same", holds=False, enforced=True))
    if key in HEAVIEST:
        lines.append(limit("G10", f"  {name}, compressed", picture["bytes"], HEAVIEST[key], "B"))
    return lines


def heaviest_page(pages: Mapping[str, int]) -> Line:
    page = max(pages, key=lambda one: pages[one])
    return limit("G10", f"heaviest page, compressed ({page})", pages[page], PAGE_BYTES, "B")


def of_file(kind: str, file: Mapping[str, Any]) -> list[Line]:
    size = f"{file['bytes'] / 2**20:.2f} MB"
    holds = file["bytes"] <= PDF_BYTES
    return [
        Line("CPU", f"the report as {kind.upper()}, 400 people", f"{file['cpu'] / 1000:.1f} s"),
        Line("CPU", f"  {kind.upper()}, size", size, "≤ 3 MB", holds=holds, enforced=True)
        if kind == "pdf"
        else Line("CPU", f"  {kind.upper()}, size", size),
    ]
