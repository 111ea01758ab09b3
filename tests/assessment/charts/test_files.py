import gzip
import io
import re
import struct
import zlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
from PIL import Image

from assessment.charts import files
from assessment.charts.planogram import Planogram, phone, wide
from assessment.charts.theme import DARK, LIGHT
from tests.assessment.charts.samples import CORE_12, CORE_C, FULL_24, bay, column, planogram

SHEETS = {"core": (wide, CORE_12), "full": (wide, FULL_24), "phone": (phone, CORE_12)}
HOSTILE = 'A <b>&amp; $x_1$ "q" style="fill: red" id="p-1" #ffffff url(#x) ]]> \x00\x08\ud800'


@pytest.fixture(params=SHEETS)
def page(request: pytest.FixtureRequest) -> str:
    draw, data = SHEETS[request.param]
    return files.svg(draw(data), "p", "Title", "Desc")


def test_nothing_a_strict_policy_forbids(page: str) -> None:
    for forbidden in ("style=", "<style", "<script", "<metadata", "<?xml", "<!", "xmlns"):
        assert forbidden not in page, forbidden
    assert not re.search(r" on\w+=", page)
    assert not re.search(r"(href|src)=\"(?!#)", page)


def test_root_is_what_the_page_expects(page: str) -> None:
    root = fromstring(page)
    assert root.tag == "svg"
    assert (root.get("class"), root.get("role")) == ("viz", "img")
    assert root.get("aria-labelledby") == "p-t p-d"
    assert (root.get("stroke-linejoin"), root.get("stroke-linecap")) == ("round", "butt")
    assert root.get("width") is None
    assert root.get("height") is None
    assert [(child.tag, child.get("id"), child.text) for child in root[:2]] == [
        ("title", "p-t", "Title"),
        ("desc", "p-d", "Desc"),
    ]


def test_ids_are_prefixed_unique_and_met_by_every_reference(page: str) -> None:
    root = fromstring(page)
    ids = Counter(e.attrib["id"] for e in root.iter() if "id" in e.attrib)
    assert set(ids.values()) == {1}
    assert all(name.startswith("p-") for name in ids)
    references = {e.attrib["href"][1:] for e in root.iter("use")}
    assert references
    assert references <= set(ids)


def test_two_drawings_on_a_page_share_no_id() -> None:
    one, other = (
        {e.get("id") for e in fromstring(files.svg(draw(CORE_12), name, "t", "d")).iter()} - {None}
        for draw, name in ((wide, "planogram-wide"), (phone, "planogram-phone"))
    )
    assert not one & other


@pytest.mark.parametrize("id", ["", "1a", "a b", 'a"', "a<b", "ä"])
def test_an_unfit_id_is_refused(id: str) -> None:
    with pytest.raises(ValueError, match="not fit"):
        files.svg(wide(CORE_12), id, "t", "d")


def test_every_colour_is_a_role(page: str) -> None:
    painted = {
        e.attrib[name] for e in fromstring(page).iter() for name in ("fill", "stroke") if name in e.attrib
    }
    roles = {f"var(--viz-{name},{value})" for name, value in LIGHT.items()}
    assert painted - {"none"} <= roles
    assert f"var(--viz-gap,{LIGHT['gap']})" in painted


def test_every_text_names_its_colour_and_no_turn(page: str) -> None:
    texts = list(fromstring(page).iter("text"))
    assert texts
    assert all("fill" in text.attrib and "transform" not in text.attrib for text in texts)


def test_without_variables_the_hex_stays() -> None:
    text = files.svg(wide(CORE_12), "p", "t", "d", css_variables=False)
    assert "var(" not in text
    assert LIGHT["gap"].lower() in text


@pytest.mark.parametrize("sheet", SHEETS)
def test_same_data_same_bytes(sheet: str) -> None:
    draw, data = SHEETS[sheet]
    assert len({files.svg(draw(data), "p", "t", "d") for _ in range(3)}) == 1
    assert len({files.standalone_svg(draw(data), "p", "t", "d") for _ in range(2)}) == 1
    assert len({files.png(draw(data)) for _ in range(2)}) == 1


def test_one_figure_can_become_every_kind_of_file() -> None:
    figure = wide(CORE_12)
    before = files.svg(figure, "p", "t", "d")
    files.png(figure)
    files.standalone_svg(figure, "p", "t", "d")
    assert files.svg(figure, "p", "t", "d") == before


def test_same_bytes_from_many_threads() -> None:
    variants = [replace(CORE_12, hue="team"), FULL_24, CORE_12, replace(CORE_12, hue="peers")]
    jobs = [(draw, data) for draw in (wide, phone) for data in variants] * 2

    def make(job: tuple[type[wide], Planogram]) -> tuple[str, bytes]:
        draw, data = job
        figure = draw(data)
        return files.svg(figure, "p", "t", "d"), files.png(figure, scale=1)

    alone = [make(job) for job in jobs[:8]]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(make, jobs)) == alone * 2


def test_words_people_type_stay_words() -> None:
    odd = planogram(bay(HOSTILE, "3", "4", "1", column("C1", HOSTILE, 2, 3, name=HOSTILE), *CORE_C[1:]))
    for draw in (wide, phone):
        text = files.svg(draw(odd), "p", HOSTILE, HOSTILE)
        root = fromstring(text)
        said = "".join(root.itertext())
        for piece in ("<b>&amp;", "$x_1$", 'style="fill:', '"q"', "#ffffff"):
            assert piece in said, piece
        assert root[0].text == root[1].text == HOSTILE[: HOSTILE.index("\x00")]
        assert not list(root.iter("b"))
        assert all("style" not in e.attrib for e in root.iter())


def test_sizes_over_the_wire() -> None:
    size = {
        name: len(gzip.compress(files.svg(d(p), "p", "t", "d").encode())) for name, (d, p) in SHEETS.items()
    }
    assert size["core"] <= 5_000
    assert size["phone"] <= 5_000
    assert size["full"] <= 8_000


def test_a_downloaded_svg_stands_alone() -> None:
    text = files.standalone_svg(wide(CORE_12), "p", "Title", "Desc")
    root = fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "var(" not in text
    assert "style" not in text
    assert root.attrib["font-family"] == "Inter, sans-serif"
    x, y, width, height = map(float, root.attrib["viewBox"].split())
    assert (x, y, width) == (-24, -24, 1072 + 48)
    assert (float(root.attrib["width"]), float(root.attrib["height"])) == (width, height)
    ground = root[2]
    assert ground.attrib == {
        "x": "-24",
        "y": "-24",
        "width": f"{width:g}",
        "height": f"{height:g}",
        "fill": "#FFFFFF",
    }
    assert 'xlink:href="#p-' in text


def pixels(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def rgb(token: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(LIGHT[token][1:]))


def test_png_has_a_margin_and_exact_flat_colours() -> None:
    figure = wide(CORE_12)
    height = figure.get_size_inches()[1] * 72
    image = pixels(files.png(figure))
    assert image.size == (2 * (1072 + 48), pytest.approx(2 * (height + 48), abs=1))
    colours = {colour for _, colour in image.getcolors(1 << 20) or []}
    assert {rgb(token) for token in ("paper", "wash", "you", "gaptint", "shelf")} <= colours
    assert image.getpixel((0, 0)) == image.getpixel((40, 40)) == rgb("paper")
    # first box of the first practice: 24 px of margin + 120 px of level names + 5 px, on the lowest shelf
    assert image.getpixel((2 * (24 + 150), (2 * (24 + 200)))) == rgb("you")


def test_png_scale_is_dots_per_px() -> None:
    widths = [pixels(files.png(phone(CORE_12), scale)).width for scale in (1, 2, 3)]
    assert widths == [376, 752, 1128]


def test_png_names_no_program_and_no_date() -> None:
    data = files.png(phone(CORE_12))
    chunks, at = [], 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        chunks.append(data[at + 4 : at + 8])
        assert (
            zlib.crc32(data[at + 4 : at + 8 + length])
            == struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0]
        )
        at += 12 + length
    assert set(chunks) <= {b"IHDR", b"pHYs", b"IDAT", b"IEND"}


def test_dark_needs_no_second_drawing() -> None:
    """Each role's hex is replaced one to one, so the page's dark variables reach every mark."""
    text = files.svg(wide(CORE_12), "p", "t", "d")
    used = set(re.findall(r"var\(--viz-([a-z]+),", text))
    assert used <= set(DARK)
    assert not re.search(r'"#[0-9a-fA-F]{6}"', text)
