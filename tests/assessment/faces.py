"""Every face of a report, read back as anybody who holds the file could: texts, and what stands together.

Nothing here knows an answer or a rule of ours. A reader that finds nothing fails its positive control.
"""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import openpyxl
from lxml import etree
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

Table = list[list[str]]
Place = tuple[float, float, str]  # x, y and the words there
DRAWN = {
    *("d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "transform"),
    *("points", "fill", "stroke", "opacity", "sizes", "media", "viewbox"),
}
"""Attributes that say where something stands and how it looks; others may hold words."""
LOOK = ("stroke-", "fill-", "font-", "clip-")
BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "td", "th", "dt", "dd", "figcaption", "caption", "option")
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\xad]")


@dataclass
class Face:
    """What one page or file says."""

    name: str
    pieces: list[str] = field(default_factory=list)  # each text, attribute, cell or value by itself
    rows: list[tuple[str, ...]] = field(default_factory=list)  # what stands side by side, in no table
    columns: list[tuple[str, ...]] = field(default_factory=list)  # and one under the other
    tables: list[Table] = field(default_factory=list)
    links: list[str] = field(default_factory=list)  # addresses that something leads to
    live: list[str] = field(default_factory=list)  # what a program would work out or run
    chapters: dict[str, list[str]] = field(default_factory=dict)  # lines of paper by their first bookmark

    def say(self, *texts: object) -> None:
        self.pieces += [one for text in texts if (one := flat(str(text)))]

    def add_table(self, rows: Table) -> None:
        self.tables.append([[flat(cell) for cell in row] for row in rows])
        self.say(*(cell for row in rows for cell in row))

    def add_drawing(self, places: Iterable[Place]) -> None:
        """Words under each other, and words beside each other, belong together."""
        across: dict[int, list[Place]] = defaultdict(list)
        down: dict[int, list[Place]] = defaultdict(list)
        for place in places:
            down[round(place[0])].append(place)
            across[round(place[1] / 4)].append(place)
        self.rows += [said(sorted(found)) for found in across.values()]
        self.columns += [said(sorted(found, key=lambda place: place[1])) for found in down.values()]

    @property
    def lines(self) -> Iterator[tuple[str, ...]]:
        """Each row; the names of columns don't stand with one another."""
        yield from self.rows
        for table in self.tables:
            yield from map(tuple, table[1:])

    @property
    def together(self) -> Iterator[tuple[str, ...]]:
        """Each piece, each row and each column."""
        yield from ((piece,) for piece in self.pieces)
        yield from self.lines
        yield from self.columns
        for table in self.tables:
            longest = max(map(len, table), default=0)
            whole = [row for row in table if len(row) == longest]
            yield from zip(*whole, strict=True)


def said(places: Iterable[Place]) -> tuple[str, ...]:
    return tuple(flat(words) for _x, _y, words in places)


def flat(text: str) -> str:
    return " ".join(UNSEEN.sub("", text).split())


# --- HTML and SVG ---------------------------------------------------------------------------------------


class Reader(HTMLParser):
    """Texts, attributes, blocks of words, tables with cells over several columns, words in drawings."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self.face = face
        self.blocks: list[tuple[str, list[str]]] = []
        self.tables: list[Table] = []
        self.cell: list[str] | None = None
        self.span = 1
        self.at: tuple[float, float] | None = None
        self.places: list[Place] = []
        self.mute = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if name in ("href", "src", "action", "formaction", "xlink:href"):
                self.face.links.append(value)
            elif name not in DRAWN and not name.startswith(LOOK):
                self.face.say(value)
        if tag == "style":
            self.mute = True
        if tag in BLOCKS:
            self.blocks.append((tag, []))
        if tag == "text":
            self.at = float(given.get("x", 0)), float(given.get("y", 0))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            self.cell, self.span = [], int(given.get("colspan") or 1)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self.mute = False
        if tag in ("td", "th") and self.tables and self.cell is not None:
            self.tables[-1][-1] += [" ".join(self.cell)] * self.span
            self.cell = None
        if any(open_tag == tag for open_tag, _words in self.blocks):
            while self.blocks:
                open_tag, words = self.blocks.pop()
                self.face.say(" ".join(words))
                if open_tag == tag:
                    break
        if tag == "table" and self.tables:
            self.face.add_table(self.tables.pop())
        if tag == "text":
            self.at = None
        if tag == "svg":
            self.face.add_drawing(self.places)
            self.places = []

    def handle_data(self, data: str) -> None:
        if self.mute or not data.strip():
            return
        self.face.say(data)
        for _tag, words in self.blocks:
            words.append(data)
        if self.cell is not None:
            self.cell.append(data)
        if self.at is not None:
            self.places.append((*self.at, data))


def of_html(name: str, content: bytes) -> Face:
    face = Face(name)
    Reader(face).feed(content.decode())
    return face


of_svg = of_html


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height; a PNG has no words but in chunks of text."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def png_words(content: bytes) -> list[str]:
    """The kinds of chunks in which a PNG could carry words."""
    found, at = [], 8
    while at < len(content):
        (length,), kind = struct.unpack(">I", content[at : at + 4]), content[at + 4 : at + 8].decode()
        if kind in ("tEXt", "zTXt", "iTXt", "eXIf"):
            found.append(kind)
        at += 12 + length
    return found


# --- CSV and JSON ---------------------------------------------------------------------------------------


def rows_of_csv(content: bytes) -> Table:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def of_csv(name: str, content: bytes) -> Face:
    face = Face(name)
    face.add_table(rows_of_csv(content))
    return face


def of_json(name: str, content: bytes) -> Face:
    face = Face(name)
    walk_json(json.loads(content), face)
    return face


def walk_json(value: Any, face: Face) -> list[str]:
    """The values below; those of an object, and of objects in it, stand together."""
    if isinstance(value, dict):
        own = [leaf for child in value.values() if not is_list(child) for leaf in walk_json(child, face)]
        for child in value.values():
            if is_list(child):
                walk_json(child, face)
        face.rows.append(tuple(own))
        return own
    if isinstance(value, list):
        return [leaf for child in value for leaf in walk_json(child, face)]
    if value is None or isinstance(value, bool):
        return []
    face.say(value)
    return [flat(str(value))]


def is_list(value: Any) -> bool:
    """Of objects; a few numbers in brackets belong to what is around them."""
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(child)


# --- sheets ---------------------------------------------------------------------------------------------


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


LIVE_PARTS = re.compile(r"external|vba|activex|embedding|connection|query|webextension|ctrlprop|macro", re.I)


def of_xlsx(name: str, content: bytes) -> Face:
    face = Face(name)
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        face.add_table(
            [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]
        )
        face.say(sheet.title, *(cell.comment.text for cell in cells if cell.comment))
        around = (sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.evenFooter)
        face.say(*(one.text or "" for where in around for one in (where.left, where.center, where.right)))
        face.links += [str(cell.hyperlink.target) for cell in cells if cell.hyperlink]
        face.live += [str(cell.value) for cell in cells if cell.data_type not in ("s", "n", "d")]
    face.say(*(value for value in vars(book.properties).values() if value is not None))
    for names in (book.defined_names, *(sheet.defined_names for sheet in book.worksheets)):
        face.say(*(f"{key} {one.value}" for key, one in names.items()))
    for part, blob in parts_of(content).items():
        face.live += [part] if LIVE_PARTS.search(part) else []
        face.live += re.findall(rb"<(?:f|hyperlink|ddeLink|oleLink)[ >/].{0,40}", blob)
    return face


# --- slides ---------------------------------------------------------------------------------------------

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SAID = ("descr", "title", "name", "tooltip")  # attributes in which a slide's part has words


def of_pptx(name: str, content: bytes) -> Face:
    """Every part: paragraphs, tables, descriptions, notes, properties; drawings in it as they are read."""
    face = Face(name)
    for part, blob in parts_of(content).items():
        face.live += [part] if LIVE_PARTS.search(part) else []
        if part.endswith(".svg"):
            inner = of_svg(part, blob)
            face.pieces += inner.pieces
            face.rows += inner.rows
            face.columns += inner.columns
        elif part.endswith((".xml", ".rels")):
            of_part(face, etree.fromstring(blob))
    return face


def of_part(face: Face, root: Any) -> None:
    for element in root.iter(etree.Element):
        face.say(*(element.get(key) for key in SAID if element.get(key)))
        kind = element.tag.rpartition("}")[2]
        if kind == "Relationship" and element.get("TargetMode") == "External":
            face.links.append(element.get("Target"))
        elif kind in ("hlinkClick", "hlinkHover", "oleObj", "control"):
            face.live.append(etree.tostring(element).decode())
        elif kind == "p" and element.tag.startswith(A):
            face.say(words_in(element))
        elif kind == "tbl":
            rows = [[words_in(cell) for cell in row.findall(f"{A}tc")] for row in element.findall(f"{A}tr")]
            face.add_table(rows)
        elif kind == "t" or (element.text and not len(element)):
            face.say(element.text or "")
    face.add_drawing(places_in(root))


def words_in(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(f"{A}t"))


def places_in(root: Any) -> Iterator[Place]:
    """The words of each shape at the middle of it, in hundredths of an inch."""
    for shape in root.iter("{*}sp"):
        off, ext = shape.find(f".//{A}off"), shape.find(f".//{A}ext[@cx]")
        if off is not None and ext is not None and (words := words_in(shape)):
            middle = [int(off.get(one)) + int(ext.get(f"c{one}")) / 2 for one in "xy"]
            yield middle[0] / 9144, middle[1] / 9144, words


def slides_of(content: bytes) -> list[Face]:
    """Each slide by itself, with its notes."""
    parts = parts_of(content)
    found = []
    for number in range(1, 1 + sum(bool(re.fullmatch(r"ppt/slides/slide\d+\.xml", one)) for one in parts)):
        face = Face(f"slide {number}")
        of_part(face, etree.fromstring(parts[f"ppt/slides/slide{number}.xml"]))
        rels = parts[f"ppt/slides/_rels/slide{number}.xml.rels"].decode()
        for notes in re.findall(r"notesSlides/(notesSlide\d+\.xml)", rels):
            of_part(face, etree.fromstring(parts[f"ppt/notesSlides/{notes}"]))
        for drawing in re.findall(r"media/([\w.-]+\.svg)", rels):
            face.pieces += of_svg(drawing, parts[f"ppt/media/{drawing}"]).pieces
        found.append(face)
    return found


# --- PDF ------------------------------------------------------------------------------------------------

STRINGS = ("/Alt", "/ActualText", "/E", "/T", "/Title", "/Contents", "/TU", "/Summary", "/Caption")
RUNS = ("/JavaScript", "/JS", "/Launch", "/SubmitForm", "/EmbeddedFile", "/RichMedia", "/GoToR", "/AA")


def of_pdf(name: str, content: bytes) -> Face:
    """Pages' text, bookmarks, metadata, descriptions, annotations; tables by their tags."""
    face, file = Face(name), PdfReader(io.BytesIO(content))
    marked: dict[tuple[int, int], str] = {}
    begins = {page: title for depth, title, page in bookmarks(file) if depth == 1}
    chapter = ""
    for number, page in enumerate(file.pages):
        whole, told = marked_text(page)
        face.say(*whole.splitlines())
        chapter = begins.get(number, chapter)
        face.chapters.setdefault(chapter, []).extend(map(flat, whole.splitlines()))
        marked |= {(reference_of(page), at): words for at, words in told.items()}
    face.say(*(title for _depth, title, _page in bookmarks(file)), *(file.metadata or {}).values())
    root = file.trailer["/Root"]
    if "/Metadata" in root:
        face.say(*re.findall(r">([^<>]+)<", root["/Metadata"].get_data().decode()))
    for number in sorted({*file.xref_objStm, *file.xref.get(0, ())}):
        said_in(file.get_object(IndirectObject(number, 0, file)), face)
    if "/StructTreeRoot" in root:
        for element in elements(root["/StructTreeRoot"]):
            if element.get("/S") == "/Table":
                face.add_table(table_of(element, marked))
    return face


def marked_text(page: Any) -> tuple[str, dict[int, str]]:
    """A page's whole text, and that of each marked piece of it."""
    open_marks: list[int | None] = []
    found: dict[int, str] = defaultdict(str)

    def operator(name: bytes, operands: Any, _cm: Any, _tm: Any) -> None:
        if name in (b"BDC", b"BMC"):
            given = operands[1] if name == b"BDC" else {}
            open_marks.append(given.get("/MCID") if isinstance(given, DictionaryObject) else None)
        elif name == b"EMC" and open_marks:
            open_marks.pop()

    def words(text: str, *_where: Any) -> None:
        at = next((one for one in reversed(open_marks) if one is not None), None)
        if at is not None:
            found[int(at)] += text

    whole = page.extract_text(visitor_operand_before=operator, visitor_text=words)
    return whole, dict(found)


def reference_of(page: Any) -> int:
    return int(page.indirect_reference.idnum)


def bookmarks(file: PdfReader) -> list[tuple[int, str, int]]:
    """Depth, title and page of each bookmark, in order."""

    def walk(entries: Any, depth: int) -> Iterator[tuple[int, str, int]]:
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry, depth + 1)
            else:
                yield depth, str(entry.title), int(file.get_destination_page_number(entry) or 0)

    return list(walk(file.outline, 1))


def said_in(found: Any, face: Face) -> None:
    """The words and the actions of one object of the file."""
    if isinstance(found, DictionaryObject):
        face.say(*(str(found[key]) for key in STRINGS if isinstance(found.get(key), str)))
        face.live += [key for key in RUNS if key in found or found.get("/S") == key]
        if isinstance(found.get("/URI"), str):
            face.links.append(str(found["/URI"]))
        for child in found.values():
            if isinstance(child, DictionaryObject | ArrayObject):
                said_in(child, face)
    elif isinstance(found, ArrayObject):
        for child in found:
            if isinstance(child, DictionaryObject | ArrayObject):
                said_in(child, face)


def kids(element: Any) -> list[Any]:
    given = element.get("/K", [])
    return list(given) if isinstance(given, ArrayObject) else [given]


def elements(element: Any) -> Iterator[Any]:
    for kid in kids(element):
        found = kid.get_object()
        if isinstance(found, DictionaryObject) and "/S" in found:
            yield found
            yield from elements(found)


def table_of(element: Any, marked: Mapping[tuple[int, int], str]) -> Table:
    rows = [one for one in elements(element) if one.get("/S") == "/TR"]
    cells = [[one for one in elements(row) if one.get("/S") in ("/TH", "/TD")] for row in rows]
    return [["".join(words_of(cell, marked)) for cell in row] for row in cells]


def words_of(element: Any, marked: Mapping[tuple[int, int], str]) -> Iterator[str]:
    page = element.raw_get("/Pg").idnum if "/Pg" in element else None
    for kid in kids(element):
        found = kid.get_object()
        if isinstance(found, DictionaryObject) and "/MCID" in found:
            at = found.raw_get("/Pg").idnum if "/Pg" in found else page
            yield marked.get((at, int(found["/MCID"])), "")
        elif isinstance(found, DictionaryObject):
            yield from words_of(found, marked)
        elif isinstance(found, int):
            yield marked.get((page, int(found)), "")


# --- any ------------------------------------------------------------------------------------------------

READERS = {
    "html": of_html, "svg": of_svg, "csv": of_csv, "json": of_json, "xlsx": of_xlsx, "pdf": of_pdf,
    "pptx": of_pptx,
}  # fmt: skip


def kind_of(name: str) -> str:
    """By the end of an address or of a file's name; a page has none."""
    file = name.split("?")[0].rpartition("/")[2]
    return file.rpartition(".")[2] if "." in file else "html"


def read(name: str, content: bytes) -> Face:
    return READERS[kind_of(name)](name, content)
