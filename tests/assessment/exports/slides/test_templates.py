"""A consultancy's template: its design is used, its slides are forgotten, and harmful ones are refused."""

import io
import os
import re
import zipfile

import pytest
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE as RT

from assessment.exports import slides
from assessment.exports.slides import checking
from tests.assessment.exports.slides.decks import (
    NS,
    assert_sound,
    dark,
    members,
    named,
    reordered,
    rezipped,
    template,
    walk,
    whole_story,
    with_slides,
)

DECK = "ppt/presentation.xml"


def read(content):
    return Presentation(io.BytesIO(content))


# --- good ones --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [with_slides, reordered, dark])
def test_a_template_of_any_measure_is_used(change):
    given = template(change)
    slides.emptied(given)
    content = slides.write(whole_story(), template=given)
    assert_sound(content)
    assert content == slides.write(whole_story(), template=given)
    deck, old = read(content), read(given)
    assert (deck.slide_width, deck.slide_height) == (old.slide_width, old.slide_height)
    assert [layout.name for layout in deck.slide_layouts] == [layout.name for layout in old.slide_layouts]
    for i, slide in enumerate(deck.slides):
        kinds = {p.placeholder_format.type for p in slide.slide_layout.placeholders}
        assert len(kinds) == (5 if i == 0 else 4)  # title slide, then title only; each with its furniture
        assert slide.shapes.title.text_frame.text
        for shape in slide.shapes:
            assert shape.top + shape.height <= deck.slide_height
            assert shape.left + shape.width <= deck.slide_width


def test_nothing_of_earlier_slides_is_left():
    given = rezipped(template(with_slides), leave_traces)
    kept = slides.emptied(given)
    whole = slides.write(whole_story(), template=given)
    assert slides.write(whole_story(), template=kept) == whole
    for parts in (members(kept), members(whole)):
        assert not [
            name
            for name, blob in parts.items()
            if b"EARLIERCLIENT" in blob or b"EARLIERCLIENT" in name.encode()
        ]
        assert not any("comment" in name or "thumbnail" in name or "app.xml" in name for name in parts)


def leave_traces(parts):
    """Sections, a custom show, a tag on the layout that the slides use."""
    parts[DECK] = parts[DECK].replace(
        b"</p:presentation>", b'<p:extLst><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}">'
        b'<x xmlns="urn:x" name="EARLIERCLIENT"/></p:ext></p:extLst></p:presentation>',
    )  # fmt: skip
    parts["docProps/app.xml"] = b"<Properties><Company>EARLIERCLIENT</Company></Properties>"
    parts["ppt/tags/tag1.xml"] = b'<p:tagLst xmlns:p="%s">EARLIERCLIENT</p:tagLst>' % NS["p"].encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", b'<Override PartName="/ppt/tags/tag1.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.presentationml.tags+xml"/></Types>',
    )  # fmt: skip
    relate(parts, "ppt/slideLayouts/_rels/slideLayout6.xml.rels", RT.TAGS, "../tags/tag1.xml")
    layout = "ppt/slideLayouts/slideLayout6.xml"
    parts[layout] = parts[layout].replace(
        b"</p:spTree>", b'</p:spTree><p:custDataLst><p:tags xmlns:r="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships" r:id="rId99"/></p:custDataLst>',
    )  # fmt: skip


def relate(parts, rels, kind, target, mode=""):
    parts[rels] = parts[rels].replace(
        b"</Relationships>",
        f'<Relationship Id="rId99" Type="{kind}" Target="{target}"{mode}/></Relationships>'.encode(),
    )


def test_a_template_file_becomes_a_presentation():
    given = rezipped(template(), lambda parts: retype(parts, checking.MAIN, checking.ALSO_MAIN[0]))
    slides.emptied(given)
    types = members(slides.write(whole_story(), template=given))["[Content_Types].xml"]
    assert checking.MAIN.encode() in types


def retype(parts, old, new):
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old.encode(), new.encode())


def test_on_a_dark_ground_drawings_have_paper_of_their_own():
    light = read(slides.write(whole_story(), template=template()))
    deep = read(slides.write(whole_story(), template=template(dark)))
    assert not any(named(slide.shapes, "Paper") for slide in light.slides)
    assert sum(bool(named(slide.shapes, "Paper")) for slide in deep.slides) == 4


def test_a_layout_with_more_than_a_title_is_emptied():
    def only_content(presentation):
        for layout in list(presentation.slide_layouts):
            if layout.name != "Two Content":
                presentation.slide_layouts.remove(layout)

    deck = read(slides.write(whole_story(), template=template(only_content)))
    for slide in deck.slides:
        assert {p.placeholder_format.type.name for p in slide.placeholders} == {
            "TITLE", "FOOTER", "SLIDE_NUMBER"
        }  # fmt: skip
        assert not any(shape.name.startswith("Content Placeholder") for shape in walk(slide.shapes))


def test_links_that_start_something_are_taken_out():
    def add(parts):
        relate(
            parts, "ppt/slideLayouts/_rels/slideLayout6.xml.rels", RT.HYPERLINK, "file:///x.exe",
            ' TargetMode="External"',
        )  # fmt: skip
        layout = "ppt/slideLayouts/slideLayout6.xml"
        parts[layout] = parts[layout].replace(
            b'name="Title 1"/>', b'name="Title 1"><a:hlinkClick xmlns:r="http://schemas.openxmlformats.org/'
            b'officeDocument/2006/relationships" r:id="rId99"/></p:cNvPr>',
        )  # fmt: skip

    content = slides.write(whole_story(), template=rezipped(template(), add))
    assert_sound(content)
    assert not any(b"x.exe" in blob or b"hlinkClick" in blob for blob in members(content).values())


# --- bad ones ---------------------------------------------------------------------------------------------


def refused(content):
    with pytest.raises(slides.BadTemplate) as caught:
        slides.emptied(content)
    assert caught.value.reason == str(caught.value)
    with pytest.raises(slides.BadTemplate):
        slides.write(whole_story(), template=content)
    return caught.value.reason


def changed(change):
    return refused(rezipped(template(), change))


def put(name, blob):
    return lambda parts: parts.__setitem__(name, blob)


UNREADABLE = "This file can’t be read as a PowerPoint file (.pptx)."
BOMB = "This file would unpack to far more than it seems to hold, so it isn’t opened."
DOCTYPE = "This file holds a document type declaration, which no template needs."
MACROS = "This file holds macros. Please save it as a presentation without them (.pptx)."


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", os.urandom(500), template()[:9000]])
def test_what_is_no_presentation(content):
    assert refused(content) == UNREADABLE


def test_a_zip_of_something_else():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word.txt", "no")
    assert refused(out.getvalue()) == UNREADABLE
    assert changed(lambda parts: parts.pop(DECK)) == UNREADABLE
    assert changed(put(DECK, b"<p:broken")) == UNREADABLE


def test_too_large():
    with_ballast = rezipped(template(), put("x.bin", os.urandom(21 * 1024 * 1024)))
    assert refused(with_ballast) == "This file is larger than 20 MB. Please choose a smaller template."


def test_a_member_that_swells():
    assert changed(put("x.bin", bytes(3_000_000))) == BOMB


def test_too_many_members():
    assert changed(lambda parts: parts.update({f"x/{i}": b"" for i in range(5001)})) == BOMB


def test_too_much_in_all(monkeypatch):
    monkeypatch.setattr(checking, "MOST_UNPACKED", 50_000)
    assert refused(template()) == BOMB


def test_a_directory_that_lies_does_not_help(monkeypatch):
    swelling = rezipped(template(), put("x.bin", bytes(3_000_000)))
    monkeypatch.setattr(checking, "_check_directory", lambda archive: None)
    assert refused(swelling) == BOMB
    monkeypatch.undo()
    at = swelling.rindex(b"PK\x01\x02", 0, swelling.rindex(b"x.bin"))
    assert int.from_bytes(swelling[at + 24 : at + 28], "little") == 3_000_000
    lying = swelling[: at + 24] + (1000).to_bytes(4, "little") + swelling[at + 28 :]
    assert refused(lying) in {UNREADABLE, BOMB}


def test_many_elements_in_a_small_file():
    """A tree takes far more room than the text it is read from."""
    inside = b"".join(b"<a><b/>%d</a>" % (i * 7919 % 10007) for i in range(300_000))
    assert changed(put("x.xml", b"<x>" + inside + b"</x>")) == BOMB


def test_more_placeholders_than_a_layout_needs():
    def crowd(number: int):
        return put("x.xml", b'<x xmlns:p="p">' + b"<p:ph/>" * number + b"</x>")

    slides.emptied(rezipped(template(), crowd(checking.MOST_PLACEHOLDERS)))
    assert changed(crowd(checking.MOST_PLACEHOLDERS + 1)) == BOMB


def test_a_member_packed_in_a_broken_way():
    packed = rezipped(template(), put("x.bin", os.urandom(400)), compression=zipfile.ZIP_LZMA)
    at = packed.rindex(b"x.bin", 0, packed.index(b"PK\x01\x02")) + 5
    broken = packed[: at + 20] + bytes(byte ^ 0xFF for byte in packed[at + 20 : at + 60]) + packed[at + 60 :]
    assert refused(broken) == UNREADABLE


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_packed_as_no_presentation_is_is_not_unpacked(way, monkeypatch):
    packed = rezipped(template(), put("x.bin", os.urandom(400)), compression=way)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_given: pytest.fail("unpacked"))
    assert refused(packed) == UNREADABLE


@pytest.mark.parametrize(
    ("pattern", "odd"),
    [
        (b'sz="4400"', b'sz="28.5"'),
        (b"<p:bg>.*?</p:bg>", b'<p:bg><p:bgRef idx="abc"><a:schemeClr val="bg1"/></p:bgRef></p:bg>'),
    ],
)
def test_a_template_that_cannot_be_written_on_is_refused_at_once(pattern, odd):
    """What goes wrong later would only be told as a file that couldn't be made."""
    master = "ppt/slideMasters/slideMaster1.xml"

    def change(parts):
        parts[master], changes = re.subn(pattern, odd, parts[master], count=1)
        assert changes

    with pytest.raises(slides.BadTemplate) as found:
        slides.emptied(rezipped(template(), change))
    assert found.value.reason == UNREADABLE


def test_a_title_of_any_number_is_the_title():
    def renumbered(presentation):
        for layout in presentation.slide_layouts:
            for place in layout.placeholders:
                if place.placeholder_format.type.name in ("TITLE", "CENTER_TITLE"):
                    place._element.ph.set("idx", "13")

    given = template(renumbered)
    slides.emptied(given)
    assert_sound(slides.write(whole_story(), template=given))


def test_a_dark_shape_behind_everything_is_a_dark_ground():
    def covered(presentation):
        master = presentation.slide_master
        ground = master._element.cSld.find("p:bg", NS)
        if ground is not None:
            ground.getparent().remove(ground)
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        shape = slide.shapes.add_shape(1, 0, 0, presentation.slide_width, presentation.slide_height)
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor(0, 0, 0)
        master._element.cSld.spTree.append(shape._element)

    deck = read(slides.write(whole_story(), template=template(covered)))
    assert sum(bool(named(slide.shapes, "Paper")) for slide in deck.slides) == 4


def test_names_given_twice():
    out = io.BytesIO(template())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(DECK, b"<x/>")
    assert refused(out.getvalue()) == UNREADABLE


def test_macros():
    assert changed(put("ppt/vbaProject.bin", b"x")) == MACROS
    kind = "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
    assert changed(lambda parts: retype(parts, checking.MAIN, kind)) == MACROS


def test_protected_and_old_files():
    assert refused(checking.OLE + bytes(600) + checking.SECRET_STREAM) == (
        "This file is protected by a password. Please save it without one."
    )
    assert refused(checking.OLE + bytes(600)) == (
        "This file is of an old kind. Please save it as a PowerPoint file (.pptx)."
    )
    locked = bytearray(template())
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert refused(bytes(locked)) == "This file is protected by a password. Please save it without one."


@pytest.mark.parametrize(
    ("name", "text", "encoding"),
    [
        (DECK, '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "utf-8"),
        (DECK, '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><x/>', "utf-16"),
        ("ppt/media/image1.png", '<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg/>', "utf-8"),
        ("ppt/_rels/presentation.xml.rels", "<!DOCTYPE x [<!ENTITY a SYSTEM 'b'>]><x/>", "utf-8"),
    ],
)
def test_document_types(name, text, encoding):
    assert changed(put(name, text.encode(encoding))) == DOCTYPE


def test_a_design_that_is_linked_to_files_elsewhere():
    rels = "ppt/slideMasters/_rels/slideMaster1.xml.rels"
    mode = ' TargetMode="External"'
    target = "file://server/share/logo.png"
    assert changed(lambda parts: relate(parts, rels, RT.IMAGE, target, mode)) == (
        "The design of this template is linked to files elsewhere. Please embed its pictures."
    )


def test_links_of_old_slides_do_not_matter():
    def link(parts):
        relate(
            parts, "ppt/slides/_rels/slide1.xml.rels", RT.IMAGE, "file://server/share/x.png",
            ' TargetMode="External"',
        )  # fmt: skip

    given = rezipped(template(with_slides), link)
    slides.emptied(given)
    assert not any(
        b"server/share" in blob for blob in members(slides.write(whole_story(), template=given)).values()
    )


def test_no_layouts():
    def none(presentation):
        for layout in list(presentation.slide_layouts):
            presentation.slide_layouts.remove(layout)

    assert refused(template(none)) == "This template has no slide layouts."


def test_no_layout_with_a_title():
    def blank_alone(presentation):
        for layout in list(presentation.slide_layouts):
            if layout.name != "Blank":
                presentation.slide_layouts.remove(layout)

    assert refused(template(blank_alone)) == "No layout of this template has a place for a title."
