"""The same protection in every face: pages, drawings, paper, slides, sheets, CSV and JSON, file by file.

One round is asked and opened as in life, with departments of too few people whose averages are numbers
that nothing else comes to, and a practice that three of the team rated. Then every face is made through
its own address and read back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from json import loads
from typing import Any

import pytest
from django.test import Client

from assessment import exhibits, pictures, remembered, report, results, story, tasks
from assessment.analysis.numbers import half_up
from assessment.exports import csv, json, kinds, pdf, slides, table, xlsx
from assessment.rows import Cell, PracticeRow, Report
from surveys.actions import responses, sharing
from surveys.choices import FileKind, Voice
from surveys.models import Answer, PreparedFile, Survey
from tests import voices
from tests.assessment import faces, scraper, test_leaks
from tests.assessment.faces import Face
from tests.conftest import RolledBack
from tests.factories import CORE, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# --- who answered what ------------------------------------------------------------------------------------

CALC, HEBREW, ENDLESS, TABBED = "=cmd|' /C calc'!A0", "מחלקת שירות", "Ghosts and more " * 19, "\tTabbed"
DEPARTMENTS = {
    "+1+1": 30,
    "@SUM(1)": 12,
    "<b>markup</b>": 7,
    "-2+3": 6,
    CALC: 4,
    HEBREW: 3,
    ENDLESS: 0,
    TABBED: 0,
}
HIDDEN = {
    "-2+3": ("-2+3",), CALC: ("calc'!", "/C calc"), HEBREW: ("שירות", "תוריש"), ENDLESS: ("Ghosts",),
    TABBED: ("Tabbed",),
}  # fmt: skip
"""Departments that are hidden, the first to protect others; and by what each is known where it is cut."""
REGIONS = ("=1+1", "South")
ORGANISATION = '=HYPERLINK("https://evil.example/","Open")'
ASKER = "@SUM(A1) <script>alert(1)</script>"
TYPED = [*DEPARTMENTS, *REGIONS, ORGANISATION, ASKER]
UNSEEN, PEERS_UNSEEN = "C8", "P7"  # three of the team and of the peers rated the first, peers the second
OWN = {
    "C2": ("2", "3"), "C4": ("2", "3"), "C7": ("2", "3"), "C8": ("dont_know", "no_view"),
    "E3": ("1", "5"), "E5": ("2", "4"), "E6": ("3", "4"), "E8": ("2", "3"),
    "P1": ("3", "3"), "P3": ("3", "4"), "P5": ("2", "3"), "P7": ("2", "2"),
}  # fmt: skip
CANARIES = ("1.25", "3.33", "3.4", "3.7", "3.75", "3.8", "4.67", "4.7", "37%")
"""Averages, gaps and the share of picks of what is hidden. Nothing that may be shown comes to any of them."""

FEW = {
    CALC: [("1", "5"), ("1", "5"), ("1", "5"), ("2", "5")],
    HEBREW: [("1", "5"), ("1", "5"), ("2", "4")],
}


def marks_of(department: str, person: int) -> dict[str, tuple[str, str]]:
    """Those who are shown are near the middle, those who are hidden at the ends."""
    if department in FEW:
        return {code: FEW[department][person] for code in CORE if code != UNSEEN} | unrated(person)
    levels = {
        code: (str(2 + (person + at) % 2), str(3 if (person + 2 * at) % 4 else 2))
        for at, code in enumerate(CORE)
    }
    if department == "+1+1" and person < 3:
        return levels | {UNSEEN: [("5", "1"), ("5", "1"), ("4", "2")][person]}
    return levels | unrated(person)


def unrated(person: int) -> dict[str, tuple[str, str]]:
    reasons = (("dont_know", "no_view"), ("not_applicable", "not_applicable"), ("skipped", "skipped"))
    return {UNSEEN: reasons[person % 3]}


def picks_of(at: int) -> list[str]:
    """What somebody would move first: 23 of 62 the practice that is hidden."""
    return [UNSEEN, "E5"] if at < 23 else ["E5", "P3"] if at < 50 else ["C2"]


def answer(asked: Any, marks: Mapping[str, tuple[str, str]], picks: list[str], said: dict[str, str]) -> None:
    draft = voices.fill(voices.begin(asked), marks)
    responses.save_picks(draft=draft, practices=picks)
    if said:
        responses.save_segments(draft=draft, given=said)
    draft.refresh_from_db()
    voices.finish(draft)


def the_team(survey: Survey) -> test_leaks.Group:
    segments = {"department": list(DEPARTMENTS), "region": REGIONS}
    panel = voices.by_link(survey, Voice.TEAM, 82, segments, **TOLD)
    everybody = [(name, person) for name, size in DEPARTMENTS.items() for person in range(size)]
    for at, (name, person) in enumerate(everybody):
        said = {"department": name, "region": "" if name in FEW else REGIONS[at % 2], "meets": ""}
        answer(panel, marks_of(name, person), picks_of(at * 23 % 62), said)
    return test_leaks.opened(panel)


PEERS = {
    "C2": ("222223", "444444"), "C4": ("222222", "333344"), "C7": ("222212", "445555"),
    "C8": ("551---", "112---"), "E3": ("223322", "443344"), "E5": ("111112", "444555"),
    "E6": ("333322", "444444"), "E8": ("222233", "334433"), "P1": ("333333", "444444"),
    "P3": ("222233", "444433"), "P5": ("222221", "333344"), "P7": ("155---", "511---"),
}  # fmt: skip
"""A digit for each of the six; - is "don't know". Few people disagree, so that one answer moves nothing."""


def the_peers(survey: Survey) -> test_leaks.Group:
    panel = voices.by_list(survey, Voice.PEER, voices.people(6, name="peer"), **TOLD)
    for person, invitation in enumerate(voices.invitations(panel)):
        marks = {
            code: ("dont_know", "no_view") if today[person] == "-" else (today[person], wanted[person])
            for code, (today, wanted) in PEERS.items()
        }
        answer(invitation, marks, [UNSEEN], {})
    return test_leaks.opened(panel)


TOLD: dict[str, Any] = {"organisation": ORGANISATION, "asker": ASKER}


# --- what is told nowhere, told otherwise -------------------------------------------------------------------


def with_other_hidden_answers(team: test_leaks.Group, peers: test_leaks.Group) -> None:
    """The three rate their practice otherwise; two people of hidden departments change places; a peer's
    answers change, and one is taken back, as far as the nearest half level stays."""
    survey = team.survey
    rated = Answer.objects.filter(response__survey=survey, practice__code=UNSEEN, current__isnull=False)
    assert rated.filter(response__voice=Voice.TEAM).count() == 3
    rated.update(current=2, desired=3)
    rated = Answer.objects.filter(response__survey=survey, response__voice=Voice.PEER, current__isnull=False)
    rated.filter(practice__code=PEERS_UNSEEN).update(current=2, desired=3)
    change(rated.filter(practice__code="C2", current=3), current=2)
    change(rated.filter(practice__code="C4", desired=3)[:1], current=None, current_reason="dont_know")
    one = responses_of(team, CALC, 1)
    other = responses_of(team, HEBREW, 2)
    test_leaks.opened_again(team, {one: HEBREW, other: CALC})
    test_leaks.opened_again(peers)


def change(found: Any, **values: Any) -> None:
    given = list(found)
    assert len(given) == 1
    for name, value in values.items():
        setattr(given[0], name, value)
    given[0].save()


def responses_of(team: test_leaks.Group, department: str, level: int) -> int:
    """Somebody of this department who gives everything this level today."""
    found = Answer.objects.filter(response__in=team.true.part(department), practice__code="E5", current=level)
    return int(found.values_list("response_id", flat=True)[0])


# --- every face ---------------------------------------------------------------------------------------------

PREPARED = {
    FileKind.PDF: "report.pdf",
    FileKind.BOARD: "board.pdf",
    FileKind.PPTX: "slides.pptx",
    FileKind.XLSX: "sheets.xlsx",
}
PNGS = ("team/parts-department-wide.png", "team/planogram-wide.png", "peer/planogram-phone.png")
BY_HAND = (
    *(f"parts/department/?part={at}" for at in range(4, 9)),
    *(f"team/parts-department-phone.svg?part={at}" for at in range(9)),
    "team/parts-department.csv", "team/parts-department.csv?own=1", "board/?own=1", *PNGS,
)  # fmt: skip
ELSEWHERE = ("/start/", "/a/", "/account/", "/ask/", "/import/", "/surveys/", "/share/")
LIKE_ANOTHER = re.compile(rf"/(practice|spread)-(?!E5|{UNSEEN}|{PEERS_UNSEEN})[A-Z]\d")
"""A practice's files: those of one that is shown are enough, and of those that are hidden."""
Bytes = dict[str, bytes]  # by address within the result, or by the name of a prepared file


@dataclass
class Reader:
    """Somebody's browser, and the round they look at."""

    client: Client
    survey: Survey

    @property
    def home(self) -> str:
        return f"/r/{self.survey.code}/"

    def everything(self) -> Bytes:
        """Every page and file that can be reached by GET, and some that can be guessed."""
        remembered.pages.forget()
        PreparedFile.objects.all().delete()
        crawled = scraper.crawl(self.client, self.home)
        found = {
            address.removeprefix(self.home): without_token(content.encode())
            for address, content in crawled.items()
            if address.startswith(self.home)
        }
        return found | {address: self.get(address) for address in BY_HAND}

    def again(self, addresses: Collection[str]) -> Bytes:
        """The same pages as they are now."""
        remembered.pages.forget()
        PreparedFile.objects.all().delete()
        return {address: self.get(address) for address in addresses}

    def get(self, address: str) -> bytes:
        found = self.client.get(self.home + address)
        assert found.status_code == 200, address
        return without_token(found.content)

    def files(self, *, own: bool, only: Collection[str] = tuple(PREPARED)) -> Bytes:
        """What is prepared, asked for on the page, made by the worker's task and fetched."""
        return {PREPARED[kind]: self.prepared(kind, own=own) for kind in PREPARED if kind in only}

    def prepared(self, kind: str, *, own: bool) -> bytes:
        PreparedFile.objects.all().delete()
        asked = self.client.post(f"{self.home}files/", {"kind": kind, **({"own": "1"} if own else {})})
        assert asked.status_code == 302, asked.content
        file = PreparedFile.objects.get()
        assert tasks.prepare.call(file.pk)
        return self.get(f"files/{file.code}/")


def without_token(content: bytes) -> bytes:
    """A page without what each form carries anew."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", content)


@dataclass
class World:
    """Everything that was read of the round, and read again after what is hidden had changed."""

    executive: Bytes
    files: Bytes  # without own marks, as is the default
    ticked: Bytes
    consultant: Bytes
    consultants_files: Bytes  # asked for with own marks, without a right to them
    told: Bytes  # a consultant with the tick
    executive_after: Bytes
    loose_after: Bytes  # files of the executive's pages that weren't asked for with own marks
    files_after: Bytes
    consultant_after: Bytes
    consultants_files_after: Bytes
    report: Report
    planted: Bytes
    planted_pages: Bytes
    refused: dict[str, int]
    read_before: dict[int, Face] = field(default_factory=dict)

    def read(self, name: str, content: bytes) -> Face:
        """Each content once, whoever is given it under whatever address."""
        key = hash((faces.kind_of(name), content))
        if key not in self.read_before:
            self.read_before[key] = faces.read(name, content)
        return replace(self.read_before[key], name=name)

    def every(self, *given: Bytes) -> Iterator[Face]:
        chosen = given or (
            self.executive,
            self.files,
            self.ticked,
            self.consultant,
            self.consultants_files,
            self.told,
        )
        for found in chosen:
            for name, content in found.items():
                if not name.endswith(".png"):
                    yield self.read(name, content)


@pytest.fixture(scope="module")
def world(rolled_back: RolledBack) -> World:
    with rolled_back(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(results, "SEEDS", 1)  # chances are drawn, so each time they are a little different
        patch.setattr(scraper, "NEVER_FOLLOWED", (*scraper.NEVER_FOLLOWED, *ELSEWHERE))
        patch.setattr(scraper, "LIKE_ANOTHER", LIKE_ANOTHER)
        return built(patch)


def browser(survey: Survey, email: str) -> Reader:
    client = Client()
    sign_in(client, voices.account(email))
    return Reader(client, survey)


def is_loose_file(name: str) -> bool:
    """A file of the executive's that must hold no own marks: all but the own picture, unless asked for."""
    own = name.startswith("planogram-") or name.endswith("?own=1")
    return faces.kind_of(name) in ("svg", "csv", "json", "png") and not own


def built(patch: pytest.MonkeyPatch) -> World:
    survey = voices.survey_of(marks=OWN)
    team, peers = the_team(survey), the_peers(survey)
    survey = team.survey
    jana = browser(survey, voices.EXECUTIVE)
    rahel, told = "rahel@example.org", "tom@example.org"
    for email, own_marks in ((rahel, False), (told, True)):
        sharing.share(survey=survey, email=email, own_marks=own_marks, by=voices.executive_of(survey))
    consultant, ticked = browser(survey, rahel), browser(survey, told)
    own = ["result.csv", "result.csv?own=1", "result.json?own=1", "team/gaps.csv?own=1"]
    made = report.build(survey, report.Executive(survey.drafts.get()))
    found: dict[str, Any] = {
        "report": made,
        "executive": jana.everything(),
        "files": jana.files(own=False),
        "ticked": jana.files(own=True),
        "consultant": consultant.everything(),
        "consultants_files": consultant.files(own=True),
        "told": ticked.again(own) | ticked.files(own=True, only=[FileKind.XLSX]),
        "refused": {
            address: consultant.client.get(consultant.home + address).status_code for address in SHUT
        },
        "planted": planted_files(made),
        "planted_pages": planted_pages(patch, jana, made),
    }
    with_other_hidden_answers(team, peers)
    found["executive_after"] = jana.again(found["executive"])
    test_leaks.with_other_marks(survey)
    loose = [name for name in found["executive"] if is_loose_file(name)]
    found["loose_after"] = jana.again(loose)
    found["files_after"] = jana.files(own=False)
    found["consultant_after"] = consultant.again(found["consultant"])
    found["consultants_files_after"] = consultant.files(own=True)
    return World(**found)


SHUT = (
    "executive/", "executive/?own=1", "planogram-wide.svg", "planogram-wide.svg?own=1",
    "planogram-phone.png?own=1", "executive/planogram.csv", "executive/planogram.csv?own=1",
    "executive/planogram-wide.svg?own=1", "team/perception.csv?own=1", "team/perception-wide.svg?own=1",
)  # fmt: skip


# --- what must not be there ---------------------------------------------------------------------------------

DIGIT = re.compile(r"\d")


def canaries_in(face: Face) -> list[tuple[str, str]]:
    """The numbers of what is hidden, in any usual form, with where they stand."""
    wanted = "|".join(re.escape(one).replace(r"\.", "[.,]") for one in CANARIES)
    number = re.compile(rf"(?<![\d.,])(?:{wanted})(?!\d|[.,]\d)")
    return [(found[0], piece) for piece in face.pieces for found in number.finditer(piece)]


def stripped(words: str) -> str:
    """Without the names that people typed, some of which have digits themselves."""
    for name in sorted({faces.flat(one) for one in TYPED}, key=len, reverse=True):
        words = words.replace(name, " ")
    return re.sub(r"calc'!A0|\b[CEP]\d\b|'", " ", words)


def numbers_beside(face: Face, known_by: Collection[str]) -> list[tuple[str, ...]]:
    """What stands together with one of these names and has a digit: a text, a cell, a row, a column."""
    found = []
    for record in face.together:
        words = " ".join(record)
        if any(name in words for name in known_by) and DIGIT.search(stripped(words)):
            found.append(record)
    return found


ALL_HIDDEN = [fragment for known_by in HIDDEN.values() for fragment in known_by]


# --- a leak that was planted --------------------------------------------------------------------------------


def leaking(made: Report) -> Report:
    """The report with what is hidden in it: of a department, and of a practice."""
    cell = Cell(Decimal("1.3"), Decimal("5.0"), Decimal("3.7"), Decimal("0.5"), sure=True)
    team = made.view(Voice.TEAM)
    assert team is not None
    splits = tuple(
        replace(
            split,
            parts=tuple(
                replace(part, about=4, cells=dict.fromkeys(CORE, cell)) if part.at == (CALC,) else part
                for part in split.parts
            ),
        )
        for split in team.splits
    )
    practices = tuple(shown_row(row) if row.code == UNSEEN else row for row in team.practices)
    view = replace(team, splits=splits, practices=practices)
    return replace(made, views=tuple(view if one.voice == Voice.TEAM else one for one in made.views))


def shown_row(row: PracticeRow) -> PracticeRow:
    numbers = {"today": Decimal("4.7"), "wanted": Decimal("1.3"), "gap": Decimal("-3.4")}
    return replace(row, hidden=False, n=3, **numbers)


def planted_files(made: Report) -> Bytes:
    told = leaking(report.without_own_marks(made))
    view = told.view(Voice.TEAM)
    assert view is not None
    whole = story.story_of(told, talk=True)
    short = replace(whole, sheets=tuple(
        one for one in whole.sheets
        if one.exhibit is not None and one.exhibit.key in ("planogram", "parts-department")
    ))  # fmt: skip
    found = {
        "result.csv": csv.write(told),
        "result.json": json.write(told),
        "report.pdf": pdf.write(short),
        "board.pdf": kinds.WRITERS[FileKind.BOARD].write(told, None, lambda _done, _of: None),
        "slides.pptx": slides.write(short),
        "sheets.xlsx": xlsx.write(told),
    }
    for key in ("planogram", "parts-department"):
        one = exhibits.exhibit(told, view, key)
        assert one is not None
        found[f"team/{key}-wide.svg"] = pictures.draw(one.chart, "wide", "svg")
        found[f"team/{key}.csv"] = table.write(one.table)
    return found


PLANTED_PAGES = ("team/", "parts/department/")


def planted_pages(patch: pytest.MonkeyPatch, jana: Reader, made: Report) -> Bytes:
    with patch.context() as leaky:
        leaky.setattr(report, "build", lambda _survey, _reader: leaking(made))
        return jana.again(PLANTED_PAGES)


# --- what is shown is found ---------------------------------------------------------------------------------

BESIDE = (
    "parts/department/",
    "team/parts-department-wide.svg",
    "team/parts-department.csv",
    "result.csv",
    "result.json",
)
"""Faces of departments, beside the files that are prepared."""


def kinds_of(found: Bytes) -> set[str]:
    return {faces.kind_of(name) for name in found}


def test_the_round_is_what_the_other_tests_take_it_for(world: World) -> None:
    team, peers = world.report.view(Voice.TEAM), world.report.view(Voice.PEER)
    assert team is not None
    assert peers is not None
    split = next(split for split in team.splits if split.key == "department")
    assert {part.at[0] for part in split.parts if part.hidden} == set(HIDDEN)
    assert {part.at[0] for part in split.parts if not part.hidden} == set(DEPARTMENTS) - set(HIDDEN)
    assert {row.code for row in team.practices if row.hidden} == {UNSEEN}
    assert {row.code for row in peers.practices if row.hidden} == {UNSEEN, PEERS_UNSEEN}
    assert kinds_of(world.executive) == kinds_of(world.consultant) == {"html", "svg", "csv", "json", "png"}
    assert kinds_of(world.files) == {"pdf", "pptx", "xlsx"}
    pages = {"", "team/", "peer/", "voices/", "spread/", "priorities/", "over-time/", "board/", "debrief/"}
    pages |= {"appendix/", "files/", "parts/department/", *(f"practice/{code}/" for code in CORE)}
    assert pages <= set(world.executive)
    assert pages <= set(world.consultant)


def test_every_file_that_a_page_names_is_there(world: World) -> None:
    for found in (world.executive, world.consultant):
        linked = {link for face in world.every(found) for link in face.links}
        here = {re.sub(r"^/r/[\w-]+/|#.*", "", link) for link in linked if link.startswith("/r/")}
        files = {link for link in here if faces.kind_of(link) in ("svg", "csv", "json")}
        files = {link for link in files if not LIKE_ANOTHER.search(f"/{link}")}
        assert len(files) > 20
        gone = files - set(found)
        assert {link for link in gone if f"{link}?own=1" not in found} == set()  # its form has a tick


def test_the_numbers_that_must_not_be_found_are_those_of_what_is_hidden() -> None:
    def mean(levels: list[int]) -> Decimal:
        return Decimal(sum(levels)) / len(levels)

    true = set()
    for pairs in (*FEW.values(), [("5", "1"), ("5", "1"), ("4", "2")]):
        today, wanted = (mean([int(pair[side]) for pair in pairs]) for side in (0, 1))
        gap = abs(half_up(wanted) - half_up(today))
        true |= {str(half_up(one, 2)) for one in (today, wanted, abs(wanted - today))}
        true |= {str(half_up(one)) for one in (today, wanted, gap, abs(wanted - today))}
    assert {*CANARIES} - true == {"37%"}
    assert sum(UNSEEN in picks_of(at) for at in range(62)) * 100 // 62 == 37


def test_every_reader_finds_what_is_shown(world: World) -> None:
    team = world.report.view(Voice.TEAM)
    assert team is not None
    shown = str(team.categories[0].today)
    for found in (world.executive, world.files, world.consultant, world.consultants_files):
        for kind in kinds_of(found) - {"png"}:
            readable = [face for face in world.every(found) if faces.kind_of(face.name) == kind]
            assert any(shown in piece for face in readable for piece in face.pieces), kind
            assert any("+1+1" in piece for face in readable for piece in face.pieces), kind
    of_departments = [world.read(name, world.executive[name]) for name in BESIDE]
    for face in (*of_departments, *world.every(without(world.files, "board.pdf"))):
        assert numbers_beside(face, ["+1+1"]), face.name
        if faces.kind_of(face.name) != "svg":  # where what is hidden isn't drawn
            assert any(name in piece for piece in face.pieces for name in HIDDEN[CALC]), face.name
            assert any(name in piece for piece in face.pieces for name in HIDDEN[HEBREW]), face.name


def without(found: Bytes, *names: str) -> Bytes:
    return {name: content for name, content in found.items() if name not in names}


def test_a_leak_is_found_in_every_face(world: World) -> None:
    planted = world.planted | world.planted_pages
    assert kinds_of(planted) == {"html", "svg", "csv", "json", "pdf", "pptx", "xlsx"}
    for face in world.every(planted):
        assert canaries_in(face), face.name
        if "board" not in face.name and "planogram" not in face.name and face.name != "team/":
            assert numbers_beside(face, HIDDEN[CALC]), face.name
    for name in ("result.csv", "result.json", "report.pdf", "sheets.xlsx", "team/planogram.csv", "team/"):
        assert numbers_of_practice(world.read(name, planted[name])), name


# --- what is hidden is nowhere ------------------------------------------------------------------------------


def test_no_number_of_what_is_hidden_is_in_any_face(world: World) -> None:
    seen = list(world.every())
    assert len(seen) > 240
    assert [(face.name, *found) for face in seen for found in canaries_in(face)] == []


def test_no_digit_stands_with_the_name_of_a_hidden_department(world: World) -> None:
    assert [(face.name, found) for face in world.every() for found in numbers_beside(face, ALL_HIDDEN)] == []


THREE_RATED = "Customers who recommend us"
OF_THREE = re.compile(r"\d[.,]\d|\d ?%|±|^3$|\b3 (people|answers|of)\b")


def numbers_of_practice(face: Face) -> list[tuple[str, ...]]:
    """Rows of the practice that three rated which have an average, a share, or the three themselves."""
    rows = [line for line in face.lines if THREE_RATED in line]
    return [row for row in rows if any(OF_THREE.search(cell) for cell in row)]


def test_no_number_stands_in_a_row_of_the_practice_that_three_rated(world: World) -> None:
    listed = [face for face in world.every() if any(THREE_RATED in line for line in face.lines)]
    kinds = {faces.kind_of(face.name) for face in listed}
    assert kinds == {"html", "svg", "csv", "json", "pdf", "pptx", "xlsx"}
    assert [(face.name, found) for face in listed for found in numbers_of_practice(face)] == []


@pytest.mark.parametrize("group", ["executive", "files", "consultant", "consultants_files"])
def test_other_answers_of_what_is_hidden_make_the_same_bytes(world: World, group: str) -> None:
    """The three of one practice, two who change places between hidden departments, peers who round alike.

    After these the executive's marks are others too, of which files without the tick and a consultant
    without it must not tell either.
    """
    before, after = getattr(world, group), getattr(world, f"{group}_after")
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == []


def test_pictures_of_dots_have_the_drawings_size_and_no_words(world: World) -> None:
    for name in PNGS:
        drawing = world.executive[name.replace(".png", ".svg")].decode()
        sides = [re.search(rf'<svg[^>]* {side}="([\d.]+)"', drawing) for side in ("width", "height")]
        expected = [2 * float(side[1]) for side in sides if side is not None]
        assert faces.png_size(world.executive[name]) == pytest.approx(expected, abs=2)
        assert faces.png_words(world.executive[name]) == []


# --- formulas -----------------------------------------------------------------------------------------------

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def formulas_in(cells: Iterator[str]) -> list[str]:
    """What a spreadsheet might work out; it may pass over what isn't seen at the start."""
    found = []
    for cell in cells:
        bare = faces.UNSEEN.sub("", cell).lstrip(" ")
        if bare.startswith(STARTS) and not NUMBER.fullmatch(bare):
            found.append(cell)
    return found


def test_no_cell_of_a_csv_starts_a_formula(world: World) -> None:
    files = [found for found in (world.executive, world.consultant, world.told) for found in found.items()]
    of_csv = [(name, content) for name, content in files if faces.kind_of(name) == "csv"]
    assert len(of_csv) > 40
    for name, content in of_csv:
        rows = faces.rows_of_csv(content)
        assert formulas_in(cell for row in rows for cell in row) == [], name
    cells = [cell for _name, content in of_csv for row in faces.rows_of_csv(content) for cell in row]
    for typed in ("+1+1", "@SUM(1)", "-2+3", CALC, TABBED, "=1+1"):
        assert f"'{typed}" in cells, typed
        assert formulas_in(iter([typed])), typed


def test_no_cell_of_a_sheet_is_a_formula_or_a_link(world: World) -> None:
    for found in (world.files, world.ticked, world.consultants_files, world.told):
        face = world.read("sheets.xlsx", found["sheets.xlsx"])
        assert (face.live, face.links) == ([], [])
        cells = [cell for rows in face.tables for row in rows for cell in row]
        assert formulas_in(iter(cells)) == []
        assert {f"'{typed}" for typed in ("+1+1", "@SUM(1)", "-2+3", CALC, "=1+1", ORGANISATION)} <= set(
            cells
        )


def test_what_people_typed_is_text_and_leads_nowhere(world: World) -> None:
    for face in world.every():
        assert face.live == [], face.name
        assert [link for link in face.links if "evil" in link or re.match(r"(?!/|\?|#|\.)", link)] == [], (
            face.name
        )
    of_departments = [world.read(name, world.executive[name]) for name in BESIDE]
    for face in (*of_departments, *world.every(without(world.files, "board.pdf"))):
        for typed in ("+1+1", "@SUM(1)", "<b>markup</b>"):
            assert any(typed in piece for piece in face.pieces), (face.name, typed)
    for face in (world.read("team/", world.executive["team/"]), *world.every(world.files)):
        assert any(ORGANISATION in piece for piece in face.pieces), face.name


# --- peers --------------------------------------------------------------------------------------------------

HALF = re.compile(r"(1\.5|1\.5 or less|4\.5|4\.5 or more|[234](\.[05])?)?|—|hidden.*|too few answers")
HALF_GAP = re.compile(r"([+−-]?[0-3](\.[05])?)?|—")
FINER = re.compile(r"\d[.,](?![05](?!\d))\d|\d ?%|±")
TOLD_OF_PEERS = {
    *("voice", "kind", "code", "name", "category", "core", "part", "form", "today", "wanted", "gap", "note"),
    *("hidden", "today_reason"),
}


def columns_named(table: faces.Table, has: Callable[[str], bool]) -> list[int]:
    return [at for at, head in enumerate(table[0]) if has(head)] if table else []


def test_peers_rows_have_half_levels_and_nothing_else(world: World) -> None:
    """In files with a line for each voice: no number of answers, no half interval, no share, no picks."""
    rows: list[tuple[str, dict[str, str]]] = []
    for face in world.every():
        for whole in face.tables:
            if len(columns_named(whole, lambda head: head.casefold() == "voice")) != 1:
                continue
            keys = [head.casefold() for head in whole[0]]
            found = (dict(zip(keys, row, strict=False)) for row in whole[1:])
            rows += [(face.name, row) for row in found if row["voice"] in ("peer", "Peers")]
    lines = [(name, row) for name, row in rows if row.get("code") in CORE]
    assert {faces.kind_of(name) for name, _row in lines} == {"csv", "xlsx"}
    assert len(lines) >= 12 * 6
    for name, row in lines:
        assert HALF.fullmatch(row["today"]), (name, row)
        assert HALF.fullmatch(row["wanted"]), (name, row)
        assert HALF_GAP.fullmatch(row["gap"]), (name, row)
        assert {key for key, cell in row.items() if cell} <= TOLD_OF_PEERS, (name, row)
        if row["code"] in (UNSEEN, PEERS_UNSEEN):
            assert [row[key] for key in ("today", "wanted", "gap")] == [""] * 3
    for name, row in rows:
        assert [cell for cell in row.values() if FINER.search(cell)] == [], (name, row)


OF_PEERS = re.compile(r"Peers(: (today|wanted))?|You minus Peers|Executive minus Peers")


def test_peers_columns_have_half_levels(world: World) -> None:
    kinds_seen = set()
    for face in world.every():
        for whole in face.tables:
            heads = whole[:2] if face.name.startswith("voices/") else whole[:1]
            columns = {at for head in heads for at, cell in enumerate(head) if OF_PEERS.fullmatch(cell)}
            cells = [row[at] for row in whole[len(heads) :] for at in columns if at < len(row)]
            finer = [one for one in cells if not (HALF.fullmatch(one) or HALF_GAP.fullmatch(one))]
            assert finer == [], face.name
            kinds_seen |= {faces.kind_of(face.name)} if len(cells) > 8 else set()
    assert kinds_seen == {"html", "csv", "xlsx", "pdf", "pptx"}


def of_peers(world: World) -> Iterator[tuple[str, list[str]]]:
    """Pages, drawings, slides and sheets of paper that are about peers alone, and what they say.

    The executive's own page of the peers holds own averages beside theirs, so it is not among them.
    """
    for found in (world.executive, world.consultant):
        for name, content in found.items():
            whose = found is world.consultant or name != "peer/"
            if name.startswith("peer/") and whose and not name.endswith(".png"):
                yield name, world.read(name, content).pieces
    for found in (world.files, world.ticked, world.consultants_files):
        for slide in faces.slides_of(found["slides.pptx"]):
            if any(piece.startswith(("Peers · ", f"{ORGANISATION} · Peers · ")) for piece in slide.pieces):
                yield "slides.pptx", slide.pieces
        yield "report.pdf", world.read("report.pdf", found["report.pdf"]).chapters["Peers"]


def test_what_is_about_peers_has_no_finer_number(world: World) -> None:
    seen = list(of_peers(world))
    assert {faces.kind_of(name) for name, _pieces in seen} == {"html", "svg", "csv", "pdf", "pptx"}
    for name, pieces in seen:
        assert [piece for piece in pieces if FINER.search(piece)] == [], name


def test_json_says_nothing_finer_of_peers(world: World) -> None:
    for name, content in (world.executive | world.consultant).items():
        if faces.kind_of(name) != "json":
            continue
        (peers,) = (one for one in loads(content)["voices"] if one["voice"] == "peer")
        for row in peers["practices"]:
            given = {key for key, value in row.items() if value is not None}
            assert given <= TOLD_OF_PEERS, (name, row)
        for row in [*peers["practices"], *peers["categories"], peers["overall"]]:
            assert [row[key] for key in ("today", "wanted", "gap") if row[key] and row[key] * 2 % 1] == []
        assert (peers["parts"], peers["too_close_to_rank"], peers["in_the_averages"]) == ([], [], None)


# --- own marks ----------------------------------------------------------------------------------------------


def own_in(face: Face) -> list[str]:
    """Where the executive's own marks have a row, a column, a mark of a key or a bookmark."""
    return [
        piece
        for piece in face.pieces
        if piece in ("You", "Executive", "executive") or piece.startswith(("You: ", "Executive: ", "You ("))
    ]


def test_own_marks_are_in_no_file_unless_ticked(world: World) -> None:
    loose = {name: world.executive[name] for name in world.loose_after}
    assert len(loose) > 40
    for face in world.every(loose, world.files):
        assert own_in(face) == [], face.name
    assert [name for name in loose if loose[name] != world.loose_after[name]] == []
    ticked = {name: content for name, content in world.executive.items() if name.endswith("?own=1")}
    with_own = [face for face in world.every(world.ticked, ticked) if own_in(face)]
    names = {face.name for face in with_own}
    assert {"report.pdf", "slides.pptx", "sheets.xlsx", "result.csv?own=1", "result.json?own=1"} <= names
    assert {"team/practice-E5-wide.svg?own=1", "team/profile.csv?own=1", "board/?own=1"} <= names
    for name in ("team/gaps-wide.svg", "result.csv", "result.json", "team/practice-E5.csv"):
        assert world.executive[name] != world.executive[f"{name}?own=1"], name


def test_a_consultant_without_the_tick_never_has_them(world: World) -> None:
    assert world.refused == dict.fromkeys(SHUT, 404)
    for face in world.every(world.consultant, world.consultants_files):
        assert own_in(face) == [], face.name
    asked = [name for name in world.consultant if name.endswith("?own=1") and name != "board/?own=1"]
    assert len(asked) > 30
    assert [
        name for name in asked if world.consultant[name] != world.consultant[name.removesuffix("?own=1")]
    ] == []
    assert own_in(world.read("result.csv", world.told["result.csv"])) == []
    for name in ("result.csv?own=1", "result.json?own=1", "sheets.xlsx"):
        assert own_in(world.read(name, world.told[name])), name


# --- what is printed adds up --------------------------------------------------------------------------------

PRINTED = re.compile(r"([+−-]?\d+(?:[.,]\d+)?)(?: or (?:less|more))?")
SIDES = ("today", "wanted", "gap")


def printed(cell: str) -> Decimal | None:
    found = PRINTED.fullmatch(cell)
    return None if found is None else Decimal(found[1].replace("−", "-").replace(",", "."))


BAY = re.compile(r"([\d.]+)[a-z ]* today\W+([\d.]+)[a-z ]* wanted\|gap ([\d.]+)")
COLUMN = re.compile(r"\|(\d\.\d)\|middle\|([+−]\d\.\d)\|middle\|(\d\.\d)\|")  # from foot to top


def drawn_sums_in(face: Face) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
    """The same of what stands in a planogram: over its bays, and in its columns."""
    words = "|".join(face.pieces)
    for today, wanted, gap in BAY.findall(words):
        yield Decimal(today), Decimal(wanted), Decimal(gap)
    for today, gap, wanted in COLUMN.findall(words):
        yield Decimal(today), Decimal(wanted), Decimal(gap.replace("−", "-"))


def sums_in(face: Face) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
    """Today, wanted and gap of each row that has all three."""
    for whole in face.tables:
        keys = [head.casefold() for head in whole[0]] if whole else []
        if any(keys.count(side) != 1 for side in SIDES):
            continue
        for row in whole[1:]:
            cells = [printed(row[keys.index(side)]) if len(row) == len(keys) else None for side in SIDES]
            if None not in cells:
                yield tuple(cells)  # type: ignore[misc]


def test_every_printed_gap_is_wanted_minus_today(world: World) -> None:
    rows = dict.fromkeys(("html", "svg", "csv", "json", "xlsx", "pdf", "pptx"), 0)
    for face in world.every():
        for today, wanted, gap in (*sums_in(face), *drawn_sums_in(face)):
            assert gap == wanted - today, face.name
            rows[faces.kind_of(face.name)] += 1
    for found in (world.executive, world.consultant):
        for name, content in found.items():
            for one in faces.objects(loads(content)) if faces.kind_of(name) == "json" else ():
                values = [one.get(side) for side in SIDES]
                if None not in values:
                    today, wanted, gap = (Decimal(str(value)) for value in values)
                    assert gap == wanted - today, name
                    rows["json"] += 1
    assert min(rows.values()) >= 12, rows
