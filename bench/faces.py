"""What a report of 400 people weighs and costs to draw: pictures, pages, PDF, slides and sheets.

A picture is compared with a bare matplotlib figure of the same words and as many marks.
"""

from __future__ import annotations

import gzip
import io
import re
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bench.browser import expect
from bench.sizes import LEVEL

if TYPE_CHECKING:
    from bench.organisers import Organiser, Organisers

ROUNDS = 5
PAGES = ("", "team/", "voices/", "spread/", "priorities/", "over-time/", "parts/department/",
         "parts/department-meets/", "practice/E6/", "board/", "debrief/", "files/", "appendix/")  # fmt: skip
MARK, WORDS = re.compile(r"<(?:path|use|rect|circle)\b"), re.compile(r"<text[^>]*>([^<]*)</text>")


def measure(organisers: Organisers) -> dict[str, Any]:
    """Everything once it is open: pictures by name, files by kind, pages by address."""
    organiser = organisers.opened()
    report = report_of(organiser)
    return {
        "pictures": {one.key: of_picture(one.chart) for one in exhibits(report) if one.chart is not None},
        "files": {kind: of_file(kind, report) for kind in ("pdf", "pptx", "xlsx")},
        "pages": {page: weight(organiser, page) for page in PAGES},
    }


def report_of(organiser: Organiser) -> Any:
    from assessment import report

    survey = organiser.survey
    return report.build(survey, report.Executive(survey.drafts.get(voice="executive")))


def exhibits(report: Any) -> list[Any]:
    from assessment.exhibits import exhibits_of

    return exhibits_of(report, report.view("team"))


def of_picture(chart: Any) -> dict[str, Any]:
    """CPU of drawing it cold, in ms; what it weighs compressed; whether it comes out the same again."""
    from assessment import pictures

    def draw() -> str:
        return pictures.drawn_once(chart, "wide")

    drawn = draw()
    marks, words = len(MARK.findall(drawn)), WORDS.findall(drawn)
    ours, theirs = [], []
    for _ in range(ROUNDS):  # in turn, so that a busy machine is busy for both
        ours.append(cpu_of(draw))
        theirs.append(cpu_of(lambda: bare(marks, words)))
    return {
        "cpu": statistics.median(ours),
        "bare": statistics.median(theirs),
        "bytes": len(gzip.compress(drawn.encode(), LEVEL, mtime=0)),
        "same": draw() == drawn,
    }


def bare(marks: int, words: list[str]) -> bytes:
    """As many rectangles and the same words, the way matplotlib's manual shows it, saved as SVG."""
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    with matplotlib.rc_context({"svg.fonttype": "none"}):
        figure = Figure(figsize=(15, 7))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        for at in range(marks):
            axes.add_patch(Rectangle((at % 40 / 40, at // 40 / 40), 0.02, 0.02))
        for at, text in enumerate(words):
            axes.text(at % 8 / 8, at // 8 / 40, text, fontsize=9)
        out = io.BytesIO()
        figure.savefig(out, format="svg")
    return out.getvalue()


def of_file(kind: str, report: Any) -> dict[str, Any]:
    from assessment.exports import kinds

    content = b""

    def write() -> None:
        nonlocal content
        content = kinds.WRITERS[kind].write(report, None, lambda done, of: None)

    return {"cpu": cpu_of(write), "bytes": len(content)}


def weight(organiser: Organiser, page: str) -> int:
    """Compressed bytes of a page, as it is sent."""
    address = organiser.address(page) if page else f"/r/{organiser.survey.code}/"
    return len(expect(organiser.browser.get(address, accept_encoding="gzip"), 200).body)


def cpu_of(work: Callable[[], Any]) -> float:
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun)
