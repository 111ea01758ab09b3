"""A report's pictures: the same for the same report, drawn once, and safe whatever somebody typed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from assessment import pictures
from assessment.rows import Report, VoiceView
from surveys.choices import Voice
from tests.assessment.surveyed import as_executive, finished
from tests.factories import CORE, DEEPER, MARKS, group

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("nothing_drawn")]
ODD = "A <b>&amp; & \"B\" $x^2$ 'C' {d} %(e)s שלום \u202eabc"


@pytest.fixture
def made() -> Report:
    return as_executive(finished(name="Acme"))


def own(made: Report) -> VoiceView:
    view = made.view(Voice.EXECUTIVE)
    assert view is not None
    return view


def of(marks: Any) -> tuple[Report, VoiceView]:
    made = as_executive(finished(marks, picks=()))
    return made, own(made)


def headed(made: Report, view: VoiceView, shape: Any) -> Any:
    """The planogram as it leaves the page."""
    return pictures.headed(pictures.spec(made, view), view.finding, "What it is.", made, view)


def planogram_file(made: Report, view: VoiceView, shape: Any, kind: Any) -> bytes:
    return pictures.kept(headed(made, view, shape), shape, kind)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds that were really drawn."""
    kinds: list[str] = []
    draw: Callable[..., bytes] = pictures.draw

    def noted(chart: Any, shape: Any, kind: Any) -> bytes:
        kinds.append(f"{shape} {kind}")
        return draw(chart, shape, kind)

    monkeypatch.setattr(pictures, "draw", noted)
    return kinds


def stored_files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


# --- kept by fingerprint --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["svg", "png"])
@pytest.mark.parametrize("shape", ["wide", "phone"])
def test_drawing_twice_gives_the_same_bytes(made: Report, shape: Any, kind: Any) -> None:
    chart = headed(made, own(made), shape)
    assert pictures.draw(chart, shape, kind) == pictures.draw(chart, shape, kind)


def test_a_stored_drawing_is_used_again(made: Report, drawn: list[str], settings: Any) -> None:
    first = [pictures.planogram_svg(made, own(made), shape) for shape in ("wide", "phone")]
    again = [pictures.planogram_svg(made, own(made), shape) for shape in ("wide", "phone")]
    assert first == again
    assert drawn == ["wide page", "phone page"]
    assert [path.suffix for path in stored_files(settings.DRAWN_DIR)] == [".gz", ".gz"]


def test_other_levels_another_shape_and_another_kind_are_other_drawings(
    made: Report, drawn: list[str]
) -> None:
    pictures.planogram_svg(made, own(made), "wide")
    other, view = of({**MARKS, "C2": ("1", "5")})
    pictures.planogram_svg(other, view, "wide")
    planogram_file(made, own(made), "wide", "svg")
    planogram_file(made, own(made), "wide", "png")
    assert drawn == ["wide page", "wide page", "wide svg", "wide png"]


@pytest.mark.parametrize(
    "rubbish",
    [
        b"", b"no gzip at all", gzip.compress(b""), gzip.compress(b"x" * 999)[:20],
        b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"\xff" * 40,
    ],
    ids=["empty", "text", "nothing inside", "cut off", "broken inside"],
)  # fmt: skip
def test_a_spoilt_file_is_drawn_anew(made: Report, drawn: list[str], settings: Any, rubbish: bytes) -> None:
    good = pictures.planogram_svg(made, own(made), "wide")
    (path,) = stored_files(settings.DRAWN_DIR)
    path.write_bytes(rubbish)
    assert pictures.planogram_svg(made, own(made), "wide") == good
    assert drawn == ["wide page", "wide page"]
    assert gzip.decompress(path.read_bytes()).decode() == good


def test_a_folder_that_cant_be_written_costs_only_time(
    made: Report, drawn: list[str], settings: Any, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    settings.DRAWN_DIR = blocked
    assert pictures.planogram_svg(made, own(made), "wide").startswith("<svg")
    assert pictures.planogram_svg(made, own(made), "wide").startswith("<svg")
    assert drawn == ["wide page", "wide page"]


def test_a_full_disk_leaves_no_litter(made: Report, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert pictures.planogram_svg(made, own(made), "wide").startswith("<svg")
    assert stored_files(settings.DRAWN_DIR) == []


# --- what the chart is told -----------------------------------------------------------------------------


def test_the_spec_speaks_the_reports_words(made: Report) -> None:
    chart = headed(made, own(made), "wide")
    assert chart.level_names == ("Not yet", "Here and there", "Agreed way", "Joined up", "Second nature")
    assert [bay.name for bay in chart.bays] == [score.name for score in own(made).categories]
    first = chart.bays[0]
    assert (first.today_text, first.wanted_text, first.gap_text) == ("3.0 today", "4.3 wanted", "gap 1.3")
    assert first.summary == "3.0 today, 4.3 wanted"
    assert [column.gap_text for column in first.columns] == ["+2", "0", "+1", "+2"]
    assert chart.heading == own(made).finding
    assert chart.subtitle == f"What it is. Acme · {own(made).footer}"
    assert headed(replace(made, organisation=""), own(made), "wide").subtitle == (
        f"What it is. {own(made).footer}"
    )
    assert (chart.title, chart.desc) == ("Planogram of your own view", own(made).chart_desc)
    assert pictures.spec(made, own(made)).heading == ""


def test_the_widest_gap_and_the_wide_ones_are_emphasised(made: Report) -> None:
    chart = pictures.spec(made, own(made))
    marks = {column.code: column.emphasis for bay in chart.bays for column in bay.columns}
    assert [code for code, mark in marks.items() if mark == "widest"] == ["E5"]
    assert [code for code, mark in marks.items() if mark == "wide"] == ["C2", "C8", "E3", "E6", "P3"]


def test_a_missing_level_says_why_in_words_and_in_a_sign(made: Report) -> None:
    chart = pictures.spec(made, own(made))
    last = chart.bays[2].columns[-1]
    assert (last.today, last.wanted, last.missing, last.missing_mark) == (None, 3, "don’t know", "?")
    assert chart.phone_key[-1] == ("missing", "no level", "?")


def test_the_key_explains_what_is_drawn_and_nothing_else() -> None:
    made, view = of(dict.fromkeys(CORE, ("5", "5")))
    assert [entry.mark for entry in pictures.spec(made, view).key] == ["today", "to_go"]
    made, view = of({**dict.fromkeys(CORE, ("4", "2")), "C2": ("not_applicable", "not_applicable")})
    chart = pictures.spec(made, view)
    assert [entry.mark for entry in chart.key] == ["today", "to_go", "surplus", "missing"]
    assert chart.phone_key[-1].sign == "–"


def test_a_category_without_a_gap_or_without_an_average_says_so() -> None:
    marks = {**dict.fromkeys(CORE, ("5", "5")), **dict.fromkeys(("C2", "C4", "C7"), ("skipped", "skipped"))}
    made, view = of(marks)
    bays = pictures.spec(made, view).bays
    assert (bays[0].today_text, bays[0].note) == ("", "too few levels for an average")
    assert (bays[1].today_text, bays[1].gap_text) == ("5.0 today", "")


# --- in the page ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("marks", [MARKS, {**MARKS, **dict.fromkeys(DEEPER, ("2", "4"))}], ids=["12", "24"])
def test_both_drawings_fit_into_one_page(marks: Any) -> None:
    made, view = of(marks)
    both = [fromstring(pictures.planogram_svg(made, view, shape)) for shape in ("wide", "phone")]
    ids = [element.get("id") for svg in both for element in svg.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for svg in both:
        assert not [element for element in svg.iter() if "style" in element.attrib]
        assert not {"script", "style", "foreignObject"} & {
            element.tag.split("}")[-1] for element in svg.iter()
        }
        assert not [name for element in svg.iter() for name in element.attrib if name.startswith("on")]
        assert (svg.get("role"), svg.get("class")) == ("img", "viz")
        title, desc = svg.find("title"), svg.find("desc")
        assert title is not None
        assert desc is not None
        assert (title.text, desc.text) == (view.chart_title, view.chart_desc)
        assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        references = re.findall(
            r"#([\w-]+)", " ".join(v for e in svg.iter() for k, v in e.attrib.items() if "href" in k)
        )
        assert set(references) <= set(ids)


def test_the_page_follows_the_colours_of_the_page_and_the_file_its_own(made: Report) -> None:
    page = pictures.planogram_svg(made, own(made), "wide")
    file = planogram_file(made, own(made), "wide", "svg").decode()
    assert "var(--viz-you,#16233D)" in page
    assert "var(" not in file
    assert own(made).finding in "".join(fromstring(file).itertext())


def test_words_that_look_like_markup_stay_words(made: Report) -> None:
    view = own(made)
    rows = (replace(view.practices[0], name=ODD, label=ODD), *view.practices[1:])
    odd = replace(view, practices=rows, finding=ODD, chart_desc=ODD, footer=ODD, chart_title=ODD)
    for drawing in (
        pictures.planogram_svg(made, odd, "wide"),
        pictures.planogram_svg(made, odd, "phone"),
        planogram_file(made, odd, "wide", "svg").decode(),
    ):
        svg = fromstring(drawing)
        assert "<b>" not in drawing
        desc = next(element for element in svg if element.tag.split("}")[-1] == "desc")
        assert desc.text == " ".join(ODD.split())
        assert "b" not in {element.tag.split("}")[-1] for element in svg.iter()}
    assert planogram_file(made, odd, "wide", "png").startswith(b"\x89PNG")


# --- groups ---------------------------------------------------------------------------------------------


def group_of(voice: str, people: int = 9) -> tuple[Report, VoiceView]:
    draft = finished()
    group(draft.survey, people, voice)
    made = as_executive(draft)
    view = made.view(voice)
    assert view is not None
    return made, view


def test_a_team_is_drawn_in_averages_with_their_numbers() -> None:
    made, view = group_of(Voice.TEAM)
    chart = headed(made, view, "wide")
    assert (chart.averages, chart.hue, chart.title) == (True, "team", "Planogram of the averages: Team")
    rows = {row.code: row for row in view.practices}
    for column in (column for bay in chart.bays for column in bay.columns):
        row = rows[column.code]
        assert (column.today, column.wanted) == (float(row.today or 0), float(row.wanted or 0))
        assert (column.today_text, column.wanted_text) == (str(row.today), str(row.wanted))
    assert chart.heading == view.finding
    assert chart.subtitle.endswith(view.footer)


def test_peers_are_drawn_in_half_levels_with_words_at_the_ends() -> None:
    made, view = group_of(Voice.PEER, 6)
    low = replace(view.practices[0], today=Decimal("1.5"), wanted=Decimal("4.5"), gap=Decimal("3.0"))
    chart = pictures.spec(made, replace(view, practices=(low, *view.practices[1:])))
    column = chart.bays[0].columns[0]
    assert chart.hue == "peers"
    assert (column.today, column.today_text, column.wanted_text) == (1.5, "1.5 or less", "4.5 or more")
    heights = {column.today for bay in chart.bays for column in bay.columns}
    assert all(height is not None and height * 2 == int(height * 2) for height in heights)


@pytest.mark.parametrize("shape", ["wide", "phone"])
def test_what_is_hidden_brings_no_height_and_no_number_into_the_picture(shape: Any) -> None:
    made, view = group_of(Voice.TEAM)
    nothing: Any = {"n": None, "today": None, "wanted": None, "gap": None, "emphasis": ""}
    band = (Decimal("4.5"), Decimal("5.0"))
    hidden = replace(view.practices[0], hidden=True, **nothing)
    alike = replace(view.practices[1], wanted_band=band, **nothing)
    chart = pictures.spec(made, replace(view, practices=(hidden, alike, *view.practices[2:])))
    first, second = chart.bays[0].columns[:2]
    assert (first.today, first.wanted, first.gap_text, first.missing) == (None, None, "", "too few answers")
    assert (second.today, second.wanted, second.gap_text) == (None, None, "")
    assert second.missing == "nearly all agree", "a band would not fit; it stands in the table"
    assert chart.phone_key[-1] == ("missing", "not shown", "–")
    drawing = fromstring(pictures.draw(chart, shape, "svg"))
    text = " ".join(drawing.itertext())
    assert "not shown" in text
    if shape == "wide":
        assert {"nearly all", "agree", "too few", "answers"} <= {str(part) for part in drawing.itertext()}


def test_a_group_without_an_average_says_so_over_its_categories() -> None:
    made, view = group_of(Voice.TEAM)
    scores = tuple(replace(score, today=None, wanted=None, gap=None) for score in view.categories)
    chart = pictures.spec(made, replace(view, categories=scores))
    assert [(bay.today_text, bay.note) for bay in chart.bays] == [("", "no average can be shown")] * 3


def test_other_words_are_another_drawing_of_the_same_group(drawn: list[str]) -> None:
    made, view = group_of(Voice.TEAM)
    chart = pictures.spec(made, view)
    other = replace(chart, desc=chart.desc + " More.")
    assert pictures.in_page(chart, "wide") != pictures.in_page(other, "wide")
    assert pictures.in_page(chart, "wide") == pictures.in_page(chart, "wide")
    assert drawn == ["wide page", "wide page"]


def test_a_drawing_for_one_person_is_the_same_and_leaves_nothing_behind(made: Report, settings: Any) -> None:
    chart = pictures.spec(made, own(made))
    once = pictures.drawn_once(chart, "wide")
    assert stored_files(settings.DRAWN_DIR) == []
    assert pictures.in_page(chart, "wide") == once
    assert len(stored_files(settings.DRAWN_DIR)) == 1
