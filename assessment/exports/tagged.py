"""The structure of a PDF set right where the library leaves a gap.

What stands in a page's margins (the name of its sheet, the footer, the number) is repeated on every page and
no part of the text. PDF/UA wants such things marked as artifacts, so that nobody hears them between two
sentences; WeasyPrint leaves them out of the tree and still marks them as content. Header cells also get the
direction in which they head, which some readers go by, and links the name of what they lead to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Objects = dict[bytes, Any]  # by reference


def tidy(document: Any, pdf: Any, names: Mapping[str, str]) -> None:
    """Called by WeasyPrint when all objects of the file are there and nothing is written yet.

    `names` says what the places are called that links lead to.
    """
    objects: Objects = {thing.reference: thing for thing in pdf.objects if hasattr(thing, "reference")}
    root = objects[as_bytes(pdf.catalog["StructTreeRoot"])]
    elements = list(below(root, objects))
    heard = {element.reference for element in elements}
    parents = objects[as_bytes(root["ParentTree"])]["Nums"]
    pages = [objects[reference] for reference in pdf.page_references]
    for page, references in zip(pages, parents[1 : 2 * len(pages) : 2], strict=True):
        silent = [at for at, reference in enumerate(references) if as_bytes(reference) not in heard]
        for at in silent:
            references[at] = "null"
        as_artifacts(objects[as_bytes(page["Contents"])].stream, set(silent))
    for element in elements:
        if element["S"] == "/TH":
            head_of(element, objects)
    for thing in objects.values():
        if isinstance(thing, dict) and thing.get("Subtype") == "/Link":
            string = type(thing["Dest"])
            thing["Contents"] = string(names.get(thing["Dest"].string, ""))


def below(element: Any, objects: Objects) -> Iterator[Any]:
    """The elements of the tree under this one."""
    for kid in element.get("K", ()):
        found = None if isinstance(kid, int) else objects.get(as_bytes(kid))
        if found is not None and found.get("Type") == "/StructElem":
            yield found
            yield from below(found, objects)


def as_artifacts(stream: list[Any], numbers: set[int]) -> None:
    """Marked content with one of these numbers becomes an artifact."""
    for at, operator in enumerate(stream):
        if operator == b"BDC" and stream[at - 1].get("MCID") in numbers:
            stream[at - 2 : at + 1] = ["/Artifact", "<<>>", b"BDC"]


def head_of(cell: Any, objects: Objects) -> None:
    """A header cell heads its column where it stands in the table's head, else its line."""
    group = objects[as_bytes(objects[as_bytes(cell["P"])]["P"])]
    cell["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def as_bytes(reference: bytes | str) -> bytes:
    return reference.encode() if isinstance(reference, str) else reference
