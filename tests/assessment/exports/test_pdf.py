"""The PDF is read back: words, numbers, bookmarks, tags. What people typed stays words."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from pypdf import PdfReader

from assessment import checks
from assessment.exhibits import Exhibit
from assessment.exports import paper, pdf
from assessment.rows import Table
from assessment.story import Sheet, Story
from tests.assessment.charts import gap_samples, samples

FOOTER = "Your team · 184 of 214 answered · November 2026. Structured opinion of our own people."
HEAD = ("Practice", "Answers", "Today", "Wanted", "Gap")
HOSTILE = '<img src="http://127.0.0.1:1/x"><link rel=stylesheet href=file:///etc/passwd>'


def line(name: str, today: str = "2.5", gap: str = "1.8") -> tuple[Any, ...]:
    return name, 184, Decimal(today), Decimal("4.3"), Decimal(gap)


TABLE = Table("184 people, averages of levels from 1 to 5", HEAD, (
    ("Knowing each customer",), line("The person, not the segment"), line("Going down", "4.3", "-0.5"),
    ("People and partners",), ("Colleagues are heard", "hidden", None, None, None),
))  # fmt: skip


def exhibit(chart: Any = samples.TEAM_12, table: Table = TABLE) -> Exhibit:
    return Exhibit("planogram", "team", "Planogram", "f", "Averages of 184 people.", "How to read it.", chart,
                   table)  # fmt: skip


def sheet(title: str = "Service is the widest gap", **more: Any) -> Sheet:
    return Sheet(**{"name": "Your team", "title": title, "footer": FOOTER} | more)


def story(*sheets: Sheet, **more: Any) -> Story:
    facts = {"organisation": "Nordwind", "title": "How close we are", "subtitle": "Round 2", "language": "en"}
    return Story(sheets=sheets, **facts | more)


PLAIN = story(
    sheet("In short it is service", name="In short", points=("First sentence.", "Second sentence.")),
    sheet(exhibit=exhibit(), lead="Averages.", points=("One.", "Two.", "Three.")),
    sheet("Gaps to be sure of", name="Gaps", exhibit=exhibit(gap_samples.DUMBBELL_12), depth=2),
    sheet("Three steps", name="Steps", table=Table("Agreed", ("Step", "Who"), (("Listen", None),))),
)


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def flat(text: str) -> str:
    return " ".join(text.split())


def texts(content: bytes) -> list[str]:
    return [flat(page.extract_text()) for page in read(content).pages]


@pytest.fixture(scope="module")
def plain() -> bytes:
    return pdf.write(PLAIN)


# --- words and numbers --------------------------------------------------------------------------------------


def test_findings_sentences_and_numbers_are_words(plain: bytes) -> None:
    whole = " ".join(texts(plain))
    for words in ("Nordwind", "How close we are", "Round 2", "Service is the widest gap", "First sentence.",
                  "How to read it.", "Contents", "184 people, averages", "Gaps to be sure of"):  # fmt: skip
        assert words in whole
    assert "The person, not the segment 184 2.5 4.3 1.8" in whole
    assert "Going down 184 4.3 4.3 −0.5" in whole
    assert "Colleagues are heard hidden — — —" in whole
    assert "Listen —" in whole


def test_the_picture_has_words_of_its_own(plain: bytes) -> None:
    page = next(text for text in texts(plain) if "Service is the widest gap" in text and "One." in text)
    assert "Second nature" in page
    assert "Knowing each customer" in page
    assert "+2.6" in page


def test_every_page_of_a_sheet_has_its_footer_and_number(plain: bytes) -> None:
    pages = texts(plain)
    for number, text in enumerate(pages[2:], 3):
        assert FOOTER in text
        assert f"{number} / {len(pages)}" in text
    assert FOOTER not in pages[0] + pages[1]


def test_each_sheet_keeps_its_own_footer() -> None:
    pages = texts(pdf.write(story(sheet("A", footer="Foot A"), sheet("B", footer="Foot B"))))
    assert [("Foot A" in page, "Foot B" in page) for page in pages[2:]] == [(True, False), (False, True)]


def test_contents_name_pages_and_lead_there(plain: bytes) -> None:
    file = read(plain)
    contents = flat(file.pages[1].extract_text())
    assert "In short In short it is service 3" in contents
    assert "Your team Service is the widest gap 4" in contents
    links = [note.get_object() for note in file.pages[1]["/Annots"]]
    assert {"Your team", "Gaps"} <= {link["/Contents"] for link in links}
    places = {name: file.get_destination_page_number(to) for name, to in file.named_destinations.items()}
    assert [places[link["/Dest"]] for link in links] == [2, 3, 5, 7]


def test_numbers_are_printed_as_the_reader_writes_them() -> None:
    pages = texts(pdf.write(story(sheet(exhibit=exhibit()), language="de")))
    assert "The person, not the segment 184 2,5 4,3 1,8" in " ".join(pages)


def test_notes_are_for_presenters_alone() -> None:
    assert "whispered" not in " ".join(texts(pdf.write(story(sheet(notes=("whispered",))))))


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    pdf.write(story(sheet(), sheet()), note=lambda done, of: told.append((done, of)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize("given", [
    story(), story(sheet()), story(sheet(), organisation="", subtitle=""),
    story(sheet("", name="", footer=""), title=""), story(sheet(exhibit=exhibit(None))),
])  # fmt: skip
def test_little_is_enough(given: Story) -> None:
    file = read(pdf.write(given))
    assert len(file.pages) >= 1
    assert file.metadata
    assert file.metadata.title


# --- tables -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 3, 17, 18, 21, 22, 23, 28, 29, 300])
def test_a_table_of_any_length(count: int) -> None:
    table = Table("All of them", HEAD, tuple(line(f"Practice {n:03}") for n in range(count)))
    pages = texts(pdf.write(story(sheet(table=table))))
    whole = " ".join(pages)
    assert all(f"Practice {n:03} 184 2.5" in whole for n in range(count))
    for text in pages[2:]:
        if "184 2.5" in text:
            assert "Practice Answers Today Wanted Gap" in text
            assert FOOTER in text
            assert "Your team" in text
        assert "184 2.5" in text or not count  # no page holds a heading alone
    assert sum("All of them" in text for text in pages) == 1


def test_lines_of_any_length_and_columns_of_any_number() -> None:
    ragged = Table("Ragged", ("A", "B"), ((), ("one",), ("x", 1, 2, 3), ("y", None)))
    assert "x 1 2 3" in " ".join(texts(pdf.write(story(sheet(table=ragged)))))
    wide = Table("Wide", tuple(f"Column {n}" for n in range(14)), (("Row", *[Decimal("1.2")] * 13),))
    content = pdf.write(story(sheet(table=wide)))
    assert "1.2 " * 12 in " ".join(texts(content))


def test_what_is_hidden_brings_no_number() -> None:
    chart = gap_samples.HEAT_12
    table = Table("Gaps", ("Practice", "Marketing", "Legal"), (("Service", Decimal("7.7"), None),))
    content = pdf.write(story(sheet(exhibit=exhibit(chart, table))))
    whole = " ".join(texts(content))
    assert "Service 7.7 —" in whole
    printed = Counter(word for word in whole.split() if word == "hidden")
    assert printed["hidden"] == 3  # two departments, and the key


# --- structure ----------------------------------------------------------------------------------------------


def outline(entries: Any, depth: int = 1) -> Iterator[tuple[int, str]]:
    for entry in entries:
        if isinstance(entry, list):
            yield from outline(entry, depth + 1)
        else:
            yield depth, entry.title


def test_bookmarks_have_names_and_depth(plain: bytes) -> None:
    expected = [(1, "In short"), (1, "Your team"), (2, "Gaps"), (1, "Steps")]
    assert list(outline(read(plain).outline)) == expected


def test_no_level_is_skipped() -> None:
    given = story(sheet(name="A", depth=3), sheet(name="B", depth=9), sheet(name="C", depth=0))
    assert list(outline(read(pdf.write(given)).outline)) == [(1, "A"), (2, "B"), (1, "C")]


def elements(element: Any) -> Iterator[Any]:
    element = element.get_object()
    if not isinstance(element, dict):
        return
    yield element
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        yield from elements(kid)


def test_it_is_tagged(plain: bytes) -> None:
    root = read(plain).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    found = list(elements(root["/StructTreeRoot"]))
    kinds = Counter(element.get("/S") for element in found)
    assert kinds["/Figure"] == 3
    assert kinds["/Table"] >= 3
    assert kinds["/Caption"] >= 3
    assert kinds["/H1"] == 1
    assert kinds["/H2"] == 4
    assert kinds["/H3"] == 1
    assert all(element["/Alt"] for element in found if element.get("/S") == "/Figure")
    said = [element["/Alt"] for element in found if element.get("/S") == "/Figure"]
    assert samples.TEAM_12.desc in said
    scopes = Counter(element["/A"].get("/Scope") for element in found if element.get("/S") == "/TH")
    assert set(scopes) == {"/Row", "/Column"}


def test_what_stands_in_margins_is_no_part_of_the_text(plain: bytes) -> None:
    file = read(plain)
    root = file.trailer["/Root"]["/StructTreeRoot"]
    heard = {element.indirect_reference.idnum for element in elements(root) if element.indirect_reference}
    parents = root["/ParentTree"]["/Nums"]
    for number, page in enumerate(file.pages):
        references = parents[2 * number + 1].get_object()
        numbers: set[int] = set()
        for operands, operator in page.get_contents().operations:  # type: ignore[union-attr]
            if operator == b"BDC" and "/MCID" in operands[1]:
                numbers.add(int(operands[1]["/MCID"]))
        known = {
            at
            for at, reference in enumerate(references)
            if reference is not None and str(reference) != "NullObject"
        }
        assert numbers == known
        assert all(references[at].idnum in heard for at in known if hasattr(references[at], "idnum"))


def test_fonts_are_carried(plain: bytes) -> None:
    names = {
        font.get_object()["/BaseFont"]
        for page in read(plain).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {name.split("+")[1].split("-")[0] for name in names} == {"Inter"}


# --- always the same, and quiet -----------------------------------------------------------------------------


def test_same_story_same_bytes(plain: bytes) -> None:
    assert pdf.write(PLAIN) == plain
    assert "/CreationDate" not in read(plain).metadata


def test_same_bytes_in_another_process() -> None:
    program = (
        "import os, hashlib, django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'assessment.settings'\n"
        "django.setup()\n"
        "from tests.assessment.exports import test_pdf as t\n"
        "print(hashlib.sha256(t.pdf.write(t.PLAIN)).hexdigest())\n"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True,
            cwd=Path(__file__).parents[3], env={"PATH": "", "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(hashes) == 1


def test_nothing_is_complained_about(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        pdf.write(PLAIN)
        pdf.write_board(PLAIN.sheets[1], "Nordwind", "Round 2", "en")
    assert not caplog.records


def test_a_report_of_many_pictures_is_small() -> None:
    given = story(*[sheet(f"Finding {n}", exhibit=exhibit(samples.TEAM_24)) for n in range(12)])
    assert len(pdf.write(given)) < 3_000_000


# --- what people type ---------------------------------------------------------------------------------------


def opened(monkeypatch: pytest.MonkeyPatch, content: Any) -> tuple[bytes, list[str]]:
    """What is written, and every address asked for on the way."""
    asked: list[str] = []
    known = paper.own_files()

    class Watched(dict[str, Path]):
        def get(self, key: str, default: Any = None) -> Any:
            asked.append(key)
            return super().get(key, default)

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(paper, "own_files", lambda: Watched(known))
    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    return content(), asked


def test_markup_stays_words_and_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = replace(samples.TEAM_12, title=HOSTILE, desc=HOSTILE)
    table = Table(HOSTILE, (HOSTILE, "n"), ((HOSTILE,), (HOSTILE, 1)))
    part = Sheet(HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), exhibit(chart, table), table, HOSTILE)
    given = Story(HOSTILE, HOSTILE, HOSTILE, "en", (part,))
    content, asked = opened(monkeypatch, lambda: pdf.write(given))
    assert {address.split(":")[0] for address in asked} == {"closer"}
    assert len(set(asked)) == 5
    pages = texts(content)
    assert all("/etc/passwd>" in page for page in pages)
    assert '<img src="http://127.0.0.1:1/x">' in pages[0]
    assert "root:" not in " ".join(pages)
    board, asked = opened(monkeypatch, lambda: pdf.write_board(part, HOSTILE, HOSTILE, "en"))
    assert {address.split(":")[0] for address in asked} == {"closer"}
    assert '<img src="http://127.0.0.1:1/x">' in texts(board)[0]


@pytest.mark.parametrize("address", [
    "http://127.0.0.1:1/x", "https://example.com", "file:///etc/passwd", "data:text/plain,x", "ftp://x/y",
    "closer:../settings.py", "closer:/etc/passwd", "//127.0.0.1/x", "static:assessment/print.css",
])  # fmt: skip
def test_nothing_but_our_own_files_is_opened(address: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ValueError, match="not one of our files"):
        paper.fetcher().fetch(address)
    caplog.set_level(logging.CRITICAL, "weasyprint")
    page = f'<html lang=en><link rel=stylesheet href="{address}"><img alt=x src="{address}"><title>x</title>'
    assert len(paper.laid_out(page).pages) == 1


@pytest.mark.parametrize("name", [
    "חברת הלקוחות", "شركة العملاء", "顧客株式会社", "Gőz & Šťastný €½→≥", "a\x00b\x1f\ud800c", "🛒 Shop",
    "x" * 300, "e\u0301" * 40,
])  # fmt: skip
def test_any_letters_will_do(name: str) -> None:
    bay = samples.bay(name, "1", "2", "1", samples.column("C1", name, 1, 2, name=name))
    table = Table(name, (name, "n"), ((name, 1),))
    part = sheet(name, name=name, points=(name,), exhibit=exhibit(samples.planogram(bay), table))
    assert len(read(pdf.write(story(part, organisation=name, title=name))).pages) >= 3
    assert len(read(pdf.write_board(part, name, name, "en")).pages) == 1


def test_hebrew_is_found_as_words() -> None:
    first = texts(pdf.write(story(organisation="חברת")))[0]
    assert "חברת" in first or "תרבח" in first


# --- the page for the board ---------------------------------------------------------------------------------

ACTIONS = Table("What we do next", ("Step", "Who", "By when"), (
    ("Let anyone in a shop settle a complaint", "Head of Stores", "31 March 2027"),
    ("One customer record in service and sales", "CIO", "30 June 2027"),
    ("Read partners’ answers", "COO", None),
))  # fmt: skip
SENTENCE = "Service without starting over is where the gap is widest, by 2.6 levels of five. "


def test_the_board_gets_one_page() -> None:
    part = sheet(exhibit=exhibit(), points=("One.", "Two.", "Three."), table=ACTIONS)
    content = pdf.write_board(part, "Nordwind", "Round 2", "en")
    page = read(content).pages[0]
    assert page.mediabox.height > page.mediabox.width
    (text,) = texts(content)
    for words in ("Nordwind", "Round 2", "Service is the widest gap", "Second nature", "One.", "Three.",
                  "Let anyone in a shop", "30 June 2027", "COO —", FOOTER):  # fmt: skip
        assert words in text
    assert "averages of levels" not in text  # the picture's own table stays in the report
    assert pdf.write_board(part, "Nordwind", "Round 2", "en") == content


@pytest.mark.parametrize("times", [1, 4, 12, 60])
@pytest.mark.parametrize("chart", [samples.TEAM_12, samples.TEAM_24])
def test_the_board_gets_one_page_whatever_is_said(times: int, chart: Any) -> None:
    words = SENTENCE * times
    long = Table(words, ("Step", "Who", "By when"), tuple((words, words, words) for _ in range(3)))
    part = sheet(words, lead=words, points=(words,) * 3, exhibit=exhibit(chart), table=long, footer=words)
    content = pdf.write_board(part, "Nord" * 75, words, "de")
    (text,) = texts(content)
    assert "Second nature" in text
    assert "Service without starting over" in text


def test_words_are_cut_only_where_smaller_ones_do_not_fit() -> None:
    part = sheet(exhibit=exhibit(), points=(SENTENCE * 3,) * 3, table=ACTIONS)
    (text,) = texts(pdf.write_board(part, "Nord" * 75, "Round 2", "en"))
    assert "…" not in text
    assert text.count("by 2.6 levels of five.") == 9


# --- where the libraries are missing ------------------------------------------------------------------------


def test_loading_the_module_loads_no_library() -> None:
    program = (
        "import os, sys, django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'assessment.settings'\n"
        "django.setup()\n"
        "import assessment.checks, assessment.exports.paper\n"
        "assert 'matplotlib' not in sys.modules\n"
        "assessment.checks.pdfs_can_be_made()\n"
        "import assessment.exports.pdf\n"
        "assert 'weasyprint' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])


@pytest.mark.parametrize("failure", [OSError("cannot load library 'libpango-1.0-0'"), ImportError("no")])
def test_without_libraries_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    assert pdf.available()
    paper.weasyprint.cache_clear()

    class Broken:
        def find_spec(self, name: str, *_: Any) -> None:
            if name == "weasyprint":
                raise failure

    monkeypatch.delitem(sys.modules, "weasyprint")
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    assert not pdf.available()
    with pytest.raises(pdf.Unavailable, match=r"apt-get install libpango-1\.0-0"):
        pdf.write(PLAIN)
    paper.weasyprint.cache_clear()


def test_the_check_warns_of_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.pdfs_can_be_made() == []
    monkeypatch.setattr(paper, "LIBRARIES", ("gobject-2.0", "nowhere-9"))
    (warning,) = [said for said in run_checks() if said.id == "assessment.W001"]
    assert "nowhere-9" in warning.msg
    assert "apt-get install" in str(warning.hint)
