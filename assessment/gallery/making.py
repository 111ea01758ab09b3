"""A case's folder: every picture and file of its report, or a sentence why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assessment import findings, one_practice
from assessment.exhibits import Exhibit, exhibits_of
from assessment.exports import kinds
from assessment.exports.paper import Unavailable
from assessment.exports.slides import BadTemplate, emptied
from assessment.gallery.cases import Case
from assessment.gallery.drawings import drawn
from assessment.rows import Report
from surveys.choices import FileKind

NAMES = {
    FileKind.PDF: "report.pdf",
    FileKind.BOARD: "board.pdf",
    FileKind.PPTX: "report.pptx",
    FileKind.XLSX: "report.xlsx",
}


@dataclass(frozen=True)
class Shown:
    """An exhibit and where its pictures lie, by name; without any where it is a table alone."""

    exhibit: Exhibit
    folder: str
    pictures: tuple[str, ...]


@dataclass(frozen=True)
class Missing:
    """What isn't there. It is `broken` where the product failed; otherwise it said so itself."""

    name: str
    why: str
    broken: bool = False


@dataclass
class Made:
    """What came of a case."""

    case: Case
    said: str = ""
    shown: list[Shown] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def make(case: Case, folder: Path) -> Made:
    """Everything of this case, in a folder of its own."""
    made = Made(case)
    try:
        report, made.said = case.made()
    except Exception as problem:
        made.missing.append(broken("the report", problem))
        return made
    home = folder / case.name
    home.mkdir(parents=True, exist_ok=True)
    if case.slides is None:
        draw_exhibits(made, report, home)
    write_files(made, report, home)
    return made


def broken(name: str, problem: Exception) -> Missing:
    return Missing(name, f"{type(problem).__name__}: {problem}", broken=True)


# --- pictures -----------------------------------------------------------------------------------------------


def draw_exhibits(made: Made, report: Report, home: Path) -> None:
    for name, find in wanted(report):
        try:
            for exhibit in find():
                made.shown.append(draw(exhibit, home))
        except Exception as problem:
            made.missing.append(broken(name, problem))
    for view in report.views:
        if view.state != "open":
            made.missing.append(Missing(f"pictures of {view.name}", f"{findings.heading(view)}."))


def wanted(report: Report) -> Iterator[tuple[str, Callable[[], list[Exhibit]]]]:
    """Each voice's pictures, and those of the practice with the widest gap; by name for what fails."""
    for view in report.views:
        yield f"pictures of {view.name}", lambda view=view: exhibits_of(report, view)  # type: ignore[misc]
    code = next((row.code for view in reversed(report.views) for row in view.widest_first), "")
    for kind in ("practice", "spread") if code else ():
        key = f"{kind}-{code}"
        yield key, lambda key=key: list(filter(None, [one_practice.exhibit(report, key)]))  # type: ignore[misc]


def draw(exhibit: Exhibit, home: Path) -> Shown:
    folder = f"{exhibit.voice}-{exhibit.key}"
    (home / folder).mkdir(exist_ok=True)
    names = []
    for name, content in drawn(exhibit):
        (home / folder / name).write_bytes(content)
        names.append(name)
    return Shown(exhibit, folder, tuple(names))


# --- files --------------------------------------------------------------------------------------------------


def write_files(made: Made, report: Report, home: Path) -> None:
    """The four files; where slides are given, only those."""
    slides = made.case.slides
    for kind in NAMES if slides is None else (FileKind.PPTX,):
        name = NAMES[kind]
        try:
            content = written(report, kind, slides() if slides is not None else None)
        except (BadTemplate, Unavailable) as said:
            made.missing.append(Missing(name, str(said)))
        except Exception as problem:
            made.missing.append(broken(name, problem))
        else:
            (home / name).write_bytes(content)
            made.files.append(name)


def written(report: Report, kind: str, slides: bytes | None) -> bytes:
    """As the worker writes it, on slides that are checked as those of somebody who sends them."""
    if slides is not None:
        emptied(slides)
    return kinds.WRITERS[kind].write(report, slides, lambda _done, _of: None)
