"""Stories to make slides of, templates to make them with, and readers of what was made."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.util import Inches

from assessment.charts.profile_data import Block, Line, Profile
from assessment.exhibits import Exhibit
from assessment.exports import slides
from assessment.rows import Table
from assessment.story import Sheet, Story
from tests.assessment.charts import gap_samples, samples

EMU = 12700  # in a unit of our own look
FOOTER = "Team · 214 of 380 answered · round 2 · smallest group 5. Structured opinion of our own people."
NS = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
}
NUMBERS = Table(
    "Every practice, with its interval",
    ("Practice", "Answers", "Today", "Gap", "Uncertain by"),
    (
        ("Knowing each customer",),
        ("The person, not the segment", 214, Decimal("2.5"), Decimal("1.8"), "± 0.1"),
        ("What customers feel and say", 209, Decimal("3.6"), Decimal("-0.4"), "± 0.1"),
        ("People and partners",),
        ("Colleagues are heard", "hidden", None, None, ""),
    ),
)


def profile() -> Profile:
    lines = (
        Line("you", "You", 3, 4.3, "3.0", "4.3", "1.3"),
        Line("peers", "Peers (6)", None, None, missing="not open yet"),
        Line("team", "Team (214)", 3.0, 4.0, "3.0", "4.0", "1.0"),
    )
    blocks = (Block("Knowing each customer", lines), Block("People and partners", lines))
    return Profile(
        "c",
        "Category profile",
        "Averages.",
        samples.LEVEL_NAMES,
        blocks,
        "gap",
        "today",
        "wanted",
        ("A note.",),
    )


def exhibit(chart: Any, table: Table = NUMBERS, *, own: bool = False) -> Exhibit:
    return Exhibit("gaps", "team", "Gaps", "finding", "Of 214 people.", "Read it upwards.", chart, table, own)


def sheet(chart: Any = None, title: str = "Widest gap: Service without starting over", **more: Any) -> Sheet:
    facts: dict[str, Any] = {
        "name": "Gaps", "title": title, "lead": "Averages of 214 people.", "points": ("Two are tied.",),
        "exhibit": None if chart is None else exhibit(chart), "footer": FOOTER, "notes": ("Say this first.",),
    } | more  # fmt: skip
    return Sheet(**facts)


def story(*sheets: Sheet, **more: Any) -> Story:
    facts: dict[str, Any] = {
        "organisation": "Hafen & Söhne", "title": "How close we are to our customers", "language": "en",
        "subtitle": "Round 2, November 2026", "sheets": sheets,
    } | more  # fmt: skip
    return Story(**facts)


def whole_story() -> Story:
    return story(
        sheet(None, "On average the team sees level 2.6"),
        sheet(samples.CORE_12, "Biggest gap: The customer’s whole path"),
        sheet(samples.TEAM_24, "Widest gap in the team’s eyes"),
        sheet(gap_samples.DUMBBELL_12, "The gaps, and how sure they are"),
        sheet(profile(), "You place People and partners higher"),
        sheet(gap_samples.PERCEPTION_5, "You rate Colleagues are heard higher"),
    )


def made(*sheets: Sheet, **more: Any) -> Any:
    """The slides of some sheets, read back."""
    return Presentation(io.BytesIO(slides.write(story(*sheets), **more)))


def walk(shapes: Any) -> Iterator[Any]:
    """All shapes, those in groups too."""
    for shape in shapes:
        yield shape
        if shape.shape_type == 6:  # a group
            yield from walk(shape.shapes)


def groups(slide: Any) -> dict[str, Any]:
    return {shape.name: shape for shape in walk(slide.shapes) if shape.shape_type == 6}


def named(shapes: Any, name: str) -> list[Any]:
    return [shape for shape in walk(shapes) if shape.name == name]


def alt(shape: Any) -> str:
    return str(shape._element._nvXxPr.cNvPr.get("descr", ""))


def fill(shape: Any) -> str:
    found = shape._element.spPr.find("a:solidFill/a:srgbClr", NS)
    return "" if found is None else f"#{found.get('val')}"


def stroke(shape: Any) -> str:
    found = shape._element.spPr.find("a:ln/a:solidFill/a:srgbClr", NS)
    return "" if found is None else f"#{found.get('val')}"


def texts(slide: Any) -> list[str]:
    return [shape.text_frame.text for shape in walk(slide.shapes) if shape.has_text_frame]


def tables(slide: Any) -> list[Any]:
    return [shape.table for shape in slide.shapes if shape.has_table]


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert len(set(names)) == len(names)
        return {name: archive.read(name) for name in names}


# --- templates --------------------------------------------------------------------------------------------


def template(change: Callable[[Any], None] = lambda _presentation: None) -> bytes:
    """The library's own empty presentation, 4:3, after a change."""
    presentation = Presentation()
    change(presentation)
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def with_slides(presentation: Any) -> None:
    """What an earlier client's deck would leave behind."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "EARLIERCLIENT"
    slide.notes_slide.notes_text_frame.text = "EARLIERCLIENT"
    presentation.core_properties.author = "EARLIERCLIENT"
    presentation.core_properties.subject = "EARLIERCLIENT"


def reordered(presentation: Any) -> None:
    """16:9 by Google's measure, the layouts in another order and with other names."""
    presentation.slide_width, presentation.slide_height = Inches(10), Inches(5.625)
    master = presentation.slide_master
    for shape in [s for owner in (master, *master.slide_layouts) for s in owner.placeholders]:
        if shape._element.spPr.xfrm is not None:
            shape.top, shape.height = int(shape.top * 0.75), int(shape.height * 0.75)
    listed = presentation.slide_master._element.find("p:sldLayoutIdLst", NS)
    for layout in list(listed)[::-1]:
        listed.append(layout)
    for i, layout in enumerate(presentation.slide_layouts):
        layout._element.cSld.set("name", f"Seite {i}")


def dark(presentation: Any) -> None:
    master = presentation.slide_master._element
    master.find("p:clrMap", NS).set("bg1", "dk1")
    master.find("p:clrMap", NS).set("tx1", "lt1")


def rezipped(content: bytes, change: Callable[[dict[str, bytes]], None], **how: Any) -> bytes:
    """A package after its members were changed by hand."""
    parts = members(content)
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **({"compression": zipfile.ZIP_DEFLATED} | how)) as archive:
        for name, blob in parts.items():
            archive.writestr(name, blob)
    return out.getvalue()


def assert_sound(content: bytes) -> None:
    """Nothing that makes a program offer a repair: every part typed, every target there, every id once."""
    parts = members(content)
    types = etree.fromstring(parts["[Content_Types].xml"])
    defaults = {e.get("Extension").lower() for e in types if e.get("Extension")}
    overrides = {e.get("PartName").lstrip("/") for e in types if e.get("PartName")}
    assert overrides <= set(parts)
    for name, blob in parts.items():
        assert name == "[Content_Types].xml" or name in overrides or name.rsplit(".", 1)[-1] in defaults, name
        if name.endswith((".xml", ".rels")):
            etree.fromstring(blob)
        if name.endswith(".rels"):
            _assert_targets(name, blob, parts)
        if re.match(r"ppt/(slides|slideLayouts|slideMasters|notesSlides)/[^/]+\.xml", name):
            tree = etree.fromstring(blob)
            ids = tree.xpath("//p:cNvPr/@id", namespaces=NS)
            assert len(ids) == len(set(ids)), name
            _assert_related(name, tree, parts)


def _assert_targets(name: str, blob: bytes, parts: dict[str, bytes]) -> None:
    folder = name.rpartition("_rels/")[0]
    for rel in etree.fromstring(blob):
        if rel.get("TargetMode") == "External":
            assert rel.get("Type").endswith("/hyperlink")
            continue
        path = rel.get("Target")
        at = path.lstrip("/") if path.startswith("/") else resolved(folder + path)
        assert at in parts, (name, path)


def _assert_related(name: str, tree: Any, parts: dict[str, bytes]) -> None:
    folder, _, file = name.rpartition("/")
    rels = etree.fromstring(parts[f"{folder}/_rels/{file}.rels"])
    known = {rel.get("Id") for rel in rels}
    for element in tree.iter():
        for key, value in element.attrib.items():
            if "officeDocument/2006/relationships" in key and value:
                assert value in known, (name, key, value)


def resolved(path: str) -> str:
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
