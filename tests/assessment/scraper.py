"""Somebody who reads every page and file they can reach, and notes which cells carry a number.

Nothing here knows an answer or a rule of ours: it sees what a browser sees.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client

from surveys.choices import MEETS, Meets

At = tuple[tuple[str, str], ...]  # dimension and label of each; () is the whole team
Shown = dict[At, set[str]]  # the practices (and scores) that carry a number there
Said = tuple[At, str, str]  # where, of which practice or score ("about": of its size), and what it says
Faces = dict[str, str]  # address → what it holds
NUMBER = re.compile(r"[+−]?\d+\.\d( ± \d+\.\d)?|-?\d+(\.\d+)?")  # on a page, and in a file
NO_NUMBER = ("", "hidden", "too few answers", "—")
DIGIT = re.compile(r"\d")
MOST_PAGES = 400
LIKE_ANOTHER = re.compile(r"/(practice|spread)-(?!E5)[A-Z]\d")  # a practice's files; those of one are enough
NEVER_FOLLOWED = ("/static/", "/account/logout", "/outbox/", "/operator/")


# --- reading HTML ---------------------------------------------------------------------------------------


@dataclass
class Cell:
    tag: str
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass
class Table:
    name: str
    rows: list[list[Cell]] = field(default_factory=list)


class Page(HTMLParser):
    """A page's links, attributes, texts and tables."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.attributes: list[str] = []
        self.texts: list[str] = []
        self.tables: list[Table] = []
        self.cell: Cell | None = None
        self.action = ""
        self.select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes += [value for name, value in given.items() if name != "href"]
        if tag == "form":
            self.action = given.get("action", "") if given.get("method", "get") == "get" else ""
        for name in ("href", "action", "formaction", "src"):
            if name in given and tag != "use":
                self.links.append(given[name])
        if self.action and tag == "input" and given.get("type") == "checkbox":
            self.links.append(f"{self.action}?{given.get('name')}={given.get('value')}")
        if tag == "select":
            self.select = given.get("name", "")
        if self.select and tag == "option":
            self.links.append(f"{self.action}?{self.select}={given.get('value')}")
        if tag == "table":
            self.tables.append(Table(given.get("class", "")))
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
        elif tag in ("td", "th") and self.tables:
            self.cell = Cell(tag)
            self.tables[-1].rows[-1].append(self.cell)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.cell = None

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words:
            self.texts.append(words)
            if self.cell is not None:
                self.cell.words.append(words)


def crawl(client: Client, *starts: str, only: tuple[str, ...] = ("/",)) -> Faces:
    """Every page and file that can be reached by GET from here, form actions and other formats included.

    `only` is how the addresses begin that are followed.
    """
    waiting, seen, faces = list(starts), set(starts), {}
    while waiting:
        assert len(seen) < MOST_PAGES, f"there is no end to it: {sorted(seen)[::20]}"
        address = waiting.pop()
        response = client.get(address)
        kind = response.get("Content-Type", "")
        found: list[str] = []
        if response.status_code in (301, 302):
            found = [response["Location"]]
        elif response.status_code == 200:
            faces[address] = response.content.decode()
            if kind.startswith("text/html"):
                found = Page(faces[address]).links
        for link in (other for one in found for other in variants(urljoin(address, one))):
            parts = urlsplit(link)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc not in ("", "testserver", "localhost") or path in seen:
                continue
            if path.startswith(only) and is_followed(path):
                seen.add(path)
                waiting.append(path)
    return faces


def variants(link: str) -> Iterator[str]:
    """The link, and other formats that nothing links to but that can be guessed from it."""
    drawn = [link.replace(".png", ".svg")]
    drawn.append(link.replace("-wide.png", "-phone.svg"))
    for one in drawn if ".png" in link else [link]:
        yield one
        if ".csv" in one or ".json" in one or ".svg" in one:
            yield one.split("?")[0] + "?own=1"
    if link.endswith("/result.csv"):
        yield link.replace(".csv", ".json")


def is_followed(path: str) -> bool:
    return (
        not path.startswith(NEVER_FOLLOWED)
        and not path.endswith(".png")
        and not LIKE_ANOTHER.search(path)
        and "lang=" not in path  # the same in another language
    )


# --- what carries a number ------------------------------------------------------------------------------


@dataclass
class Seen:
    """What all faces together show of a team."""

    shown: Shown
    sizes: dict[At, str]  # "about 15 people", as printed
    hidden_labels: set[str]  # labels that are listed and carry no number in any table


def read(faces: Iterable[tuple[str, str]], codes: Mapping[str, str]) -> Seen:
    """Addresses and what they hold; `codes` is each practice's or score's code by its name."""
    found = [said for address, face in faces for said in cells_of(urlsplit(address).path, face, codes)]
    shown: Shown = defaultdict(set)
    sizes: dict[At, str] = {}
    for at, code, said in found:
        if code == "about":
            assert sizes.setdefault(at, said) == said, (at, sizes[at], said)
        elif NUMBER.fullmatch(said):
            shown[at].add(code)
        else:
            assert said in NO_NUMBER, (at, code, said)
    listed = {at for at, _code, _said in found}
    labels = {label for at in shown for _name, label in at}
    return Seen(shown, sizes, {label for at in listed for _name, label in at} - labels)


def cells_of(path: str, face: str, codes: Mapping[str, str]) -> Iterator[Said]:
    """What one page or file says of the team: cell by cell, a number or what stands in its place."""
    if path.endswith(".json"):
        yield from of_json(json.loads(face))
    elif path.endswith("/result.csv"):
        yield from of_csv(face)
    elif "/team/" in path and path.endswith((".csv", ".svg")):
        yield from of_exhibit(path.rsplit("/", 1)[1], face, codes)
    elif "/parts/" in path:
        by = path.rstrip("/").rsplit("/", 1)[1]
        yield from of_parts_page(face, by.split("-"), codes)
        for drawing in re.findall(r'<svg[^>]* role="img".*?</svg>', face, re.DOTALL):
            if "part-phone" not in drawing:
                yield from of_heat_map(drawing, by, codes)
            else:
                (name,) = re.findall(r"<h3><bdi>(.*?)</bdi>", face)
                yield from of_one_part(drawing, by, codes, unescape(name))
    elif path.endswith("/team/"):
        yield from of_team_page(face, codes)
    elif path.endswith("/appendix/"):
        yield from of_evidence(face, "dense", codes)


def of_exhibit(name: str, face: str, codes: Mapping[str, str]) -> Iterator[Said]:
    """One picture's file: its drawing, or the table behind it."""
    by = name.removeprefix("parts-").removesuffix(".csv").removesuffix("-wide.svg").removesuffix("-phone.svg")
    if name.endswith(".csv"):
        if name.startswith("parts-"):
            yield from of_parts_table(face, by.split("-"), codes)
        else:
            yield from of_table(face, codes)
    elif name.startswith("parts-"):
        yield from (of_one_part if name.endswith("-phone.svg") else of_heat_map)(face, by, codes)


def of_json(content: Any) -> Iterator[Said]:
    for voice in content["voices"]:
        if voice["voice"] != "team":
            continue
        for row in voice["practices"]:
            yield (), row["code"], text(row["gap"])
        for part in voice["parts"]:
            at = tuple(part["by"].items()) if part["by"] else ()
            at = tuple((name, value_of(name, label)) for name, label in at)
            yield at, "", ""
            if part["about_people"] is not None:
                yield at, "about", f"about {part['about_people']} people"
            assert part["hidden"] == (not part["cells"])
            assert not part["hidden"] or part["about_people"] is None
            for code, cell in part["cells"].items():
                yield at, code, text(cell["gap"])


def text(value: Any) -> str:
    return "" if value is None else str(value)


def of_csv(face: str) -> Iterator[Said]:
    for row in csv.DictReader(io.StringIO(face.lstrip("\ufeff"), newline="")):
        if row["voice"] != "team" or row["kind"] == "about":
            continue
        at = tuple(
            (name, value_of(name, row[name]))
            for name in ("department", MEETS, "region", "level")
            if row[name]
        )
        code = row["code"] or {"overall": "overall", "": ""}[row["kind"]]
        if at and row["about_people"]:
            yield at, "about", f"about {row['about_people']} people"
        if at or row["kind"] == "practice":
            yield at, code, row["gap"]


def value_of(name: str, label: str) -> str:
    """A part's label as it is stored: where people meet customers is printed in words."""
    words = {str(choice.label): str(choice) for choice in Meets}
    return words.get(label, label) if name == MEETS else label


def of_parts_page(html: str, by: list[str], codes: Mapping[str, str]) -> Iterator[Said]:
    for table in Page(html).tables:
        assert "parts" in table.name
        head, *rows = table.rows
        if len(by) == 1:
            places = [((by[0], value_of(by[0], cell.words[0])),) for cell in head[1:-1]]
            for at, cell in zip(places, head[1:-1], strict=True):
                (said,) = cell.words[1:]
                yield (at, "", "") if said == "hidden" else (at, "about", said)
            for name, *cells, everyone in rows:
                code = codes[name.text]
                for at, cell in zip(places, cells, strict=True):
                    yield at, code, cell.text
                if code in codes.values() and len(code) == 2:
                    yield (), code, everyone.text
        else:
            columns = [codes[cell.text] for cell in head[2:]]
            for first, second, *cells in rows:
                at = tuple(
                    (name, value_of(name, cell.text)) for name, cell in zip(by, (first, second), strict=True)
                )
                for code, cell in zip(columns, cells, strict=True):
                    yield at, code, cell.text


TEXT = re.compile(r'<text[^>]*? x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', re.DOTALL)


def of_heat_map(svg: str, by: str, codes: Mapping[str, str]) -> Iterator[Said]:
    """Which column and row of the drawing carry a number, by where the words stand."""
    words = [(float(x), float(y), unescape(said)) for x, y, said in TEXT.findall(svg)]
    rows = {y: codes[said] for x, y, said in words if x == 0 and len(codes.get(said, "")) == 2}
    top = min(rows)
    heads = {x: said for x, y, said in words if x and y < top - 30 and not is_size(said)}
    below = {x: said for x, y, said in words if x and y < top - 30 and is_size(said)}
    assert heads.keys() == below.keys(), (heads, below)
    everyone = max(heads)
    for x, label in heads.items():
        at: At = () if x == everyone else ((by, value_of(by, label)),)
        if at:
            yield (at, "", "") if below[x] == "hidden" else (at, "about", below[x])
        for other, y, said in words:
            near = [place for place in rows if abs(place - y) < 3]
            if other == x and near and NUMBER.fullmatch(said):
                yield at, rows[near[0]], said


def of_one_part(svg: str, by: str, codes: Mapping[str, str], label: str = "") -> Iterator[Said]:
    """One part beside everybody: the number at the end of each practice's line, in the order of height."""
    words = [(float(x), float(y), unescape(said)) for x, y, said in TEXT.findall(svg)]
    label = label or next(said for _x, _y, said in words if "about " in said).rsplit(", about ", 1)[0]
    code = ""
    for x, _y, said in sorted(words, key=lambda word: (round(word[1] / 3), word[0])):
        if x == 0 and said in codes:
            code = codes[said]
        elif code and NUMBER.fullmatch(said.removesuffix(" ?")):
            yield ((by, value_of(by, label)),), code, said.removesuffix(" ?")
        elif code and said.startswith("all "):
            yield (), code, said.removeprefix("all ")


def of_parts_table(face: str, by: list[str], codes: Mapping[str, str]) -> Iterator[Said]:
    """The file behind a table of parts: a column for each part, its size over its gaps."""
    head, sizes, *lines, _footer = csv.reader(io.StringIO(face.lstrip("\ufeff"), newline=""))
    for column, (name, size) in enumerate(zip(head[1:-1], sizes[1:-1], strict=True), start=1):
        labels = name.split(" · ")
        at = tuple((key, value_of(key, label)) for key, label in zip(by, labels, strict=True))
        yield (at, "", "") if size in ("hidden", "") else (at, "about", size)
        for line in lines:
            if len(line) > 1:
                yield at, codes[line[0]], line[column].lstrip("'")


def of_table(face: str, codes: Mapping[str, str]) -> Iterator[Said]:
    """The file behind another picture: whether a practice's line holds any number."""
    for line in csv.reader(io.StringIO(face.lstrip("\ufeff"), newline="")):
        if len(codes.get(line[0], "")) == 2:
            yield (), codes[line[0]], "1" if any(DIGIT.search(cell) for cell in line[1:]) else ""


def is_size(said: str) -> bool:
    return said == "hidden" or said.endswith(" people")


def of_evidence(html: str, name: str, codes: Mapping[str, str]) -> Iterator[Said]:
    """What else is said of the whole team's practices: verdicts, shares, spreads."""
    for table in Page(html).tables:
        for first, *cells in table.rows if name in table.name else ():
            code = codes.get(first.text, "")
            if len(code) == 2:
                numbers = [
                    found for cell in cells for found in NUMBER.findall(cell.text) or DIGIT.findall(cell.text)
                ]
                yield (), code, "1" if numbers else ""


def of_team_page(html: str, codes: Mapping[str, str]) -> Iterator[Said]:
    yield from of_evidence(html, "evidence", codes)
    for table in Page(html).tables:
        if table.name or not table.rows:
            continue
        for name, *cells in table.rows[1:]:
            code = codes.get(name.text, "")
            if len(code) == 2:
                yield (), code, cells[-1].text


def numbers_near(faces: Mapping[str, str], labels: Collection[str]) -> list[tuple[str, str]]:
    """Every text or attribute that names one of these labels and holds a digit as well."""
    found = []
    for address, face in faces.items():
        if not urlsplit(address).path.startswith("/r/"):
            continue
        if address.split("?")[0].endswith((".csv", ".json")):
            pieces = face.splitlines()
        else:
            page = Page(face)
            pieces = page.texts + page.attributes
        found += [
            (address, piece)
            for piece in pieces
            for label in labels
            if re.search(rf"\b{re.escape(label)}\b", piece) and DIGIT.search(piece)
        ]
    return found
