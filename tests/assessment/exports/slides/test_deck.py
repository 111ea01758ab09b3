"""A deck has everything a slide needs, says the same every time, and takes typed text for text."""

from itertools import pairwise

import pytest
from django.utils import translation

from assessment import pictures
from assessment.exports import slides
from assessment.rows import Table
from tests.assessment.charts import gap_samples, samples
from tests.assessment.exports.slides.decks import (
    EMU,
    FOOTER,
    NUMBERS,
    alt,
    assert_sound,
    exhibit,
    made,
    members,
    profile,
    sheet,
    story,
    tables,
    texts,
    walk,
    whole_story,
)


@pytest.fixture(scope="module")
def content():
    return slides.write(whole_story())


def test_same_story_same_bytes(content):
    assert slides.write(whole_story()) == content


def test_the_package_is_sound(content):
    assert_sound(content)


def test_no_date_no_author_no_host(content):
    parts = members(content)
    core = parts["docProps/core.xml"].decode()
    assert "How close we are to our customers" in core
    assert "created" not in core
    assert "creator" not in core
    assert not any("thumbnail" in name or "app.xml" in name for name in parts)
    assert "Inter" in parts["ppt/theme/theme1.xml"].decode()


def test_every_sheet_has_its_slides_in_order():
    deck = made(sheet(samples.CORE_12, "One."), sheet(None, "Two"), sheet(gap_samples.PERCEPTION_5, "Three"))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles == [
        "How close we are to our customers", "One.", "One (the numbers)", "Two", "Three",
        "Three (the numbers)",
    ]  # fmt: skip
    assert (deck.slide_width, deck.slide_height) == (12192000, 6858000)
    first = texts(deck.slides[0])
    assert "Hafen & Söhne\nRound 2, November 2026" in first


def test_reading_order_title_lead_exhibit_points_foot():
    slide = made(sheet(samples.CORE_12)).slides[1]
    names = [shape.name for shape in slide.shapes]
    assert names[0].startswith("Title")
    assert names[1:] == ["Lead", "Planogram", "Points", "Footer", "Slide number"]


def test_footer_number_and_notes():
    deck = made(sheet(samples.CORE_12), sheet(None, "Two", footer="", notes=()))
    for i, slide in enumerate(deck.slides, start=1):
        by_name = {shape.name: shape for shape in slide.shapes}
        assert by_name["Footer"].is_placeholder
        assert by_name["Slide number"].text_frame.text == str(i)
        assert 'type="slidenum"' in by_name["Slide number"]._element.xml
    assert FOOTER in texts(deck.slides[1])
    assert any("not a measurement of customers" in text for text in texts(deck.slides[3]))
    notes = deck.slides[1].notes_slide.notes_text_frame.text
    assert notes == "Say this first.\nHow to read it: Read it upwards."
    assert not deck.slides[2].has_notes_slide
    assert not deck.slides[3].has_notes_slide


def test_alternative_texts_on_every_picture_and_drawing():
    deck = made(sheet(samples.CORE_12), sheet(gap_samples.PERCEPTION_5, "Two"), sheet(profile(), "Three"))
    found = [s for slide in deck.slides for s in walk(slide.shapes) if s.shape_type in (6, 13, 19)]
    assert {shape.shape_type for shape in found} == {6, 13, 19}
    assert all(alt(shape) for shape in found)
    (picture,) = (shape for shape in found if shape.shape_type == 13)
    assert alt(picture).startswith("You and your team. Differences.")


def test_the_alternative_text_points_to_the_next_slide():
    chart = samples.planogram(*samples.CORE_12.bays, desc="Levels. The table below lists every value.")
    slide = made(sheet(chart)).slides[1]
    (drawing,) = (shape for shape in slide.shapes if shape.name == "Planogram")
    assert alt(drawing) == "Planogram. Levels. The next slide lists every value."


def test_all_stands_on_the_slide():
    deck = made(*whole_story().sheets)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
        tops = sorted(
            (s.top, s.top + s.height) for s in slide.shapes if s.name in ("Lead", "Points", "Footer")
        )
        assert all(a[1] <= b[0] for a, b in pairwise(tops))


def test_long_points_get_a_slide_of_their_own():
    points = tuple(f"Point {i}: {'many words ' * 12}" for i in range(12))
    deck = made(sheet(samples.CORE_12, points=points))
    said = [text for slide in deck.slides for text in texts(slide) if "Point 0" in text or "Point 11" in text]
    assert said
    names = [[shape.name for shape in slide.shapes] for slide in deck.slides]
    assert "Points" not in names[1]
    assert "Points" in names[2]
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.name == "Points":
                assert shape.top + shape.height <= 500 * EMU


def test_one_persons_marks_leave_no_drawing_behind(monkeypatch):
    asked, real = [], pictures.draw
    for name in ("draw", "kept"):
        monkeypatch.setattr(pictures, name, lambda *a, name=name: asked.append(name) or real(*a))
    made(
        sheet(exhibit=exhibit(gap_samples.PERCEPTION_5, own=True)),
        sheet(title="Two", exhibit=exhibit(gap_samples.PERCEPTION_5)),
    )
    assert asked == ["draw", "kept"]


def test_what_nothing_can_draw_is_told_as_a_table():
    deck = made(sheet(exhibit=exhibit(object())))
    assert len(tables(deck.slides[2])) == 1


def test_progress_counts_sheets():
    heard = []
    slides.write(
        story(sheet(None, "One"), sheet(None, "Two")), note=lambda done, of: heard.append((done, of))
    )
    assert heard == [(1, 2), (2, 2)]


@pytest.mark.parametrize("kind", gap_samples.HOSTILE)
def test_typed_text_is_only_text(kind):
    text = gap_samples.HOSTILE[kind]
    table = Table(text, (text, "=cmd|' /C calc'!A0"), ((text, text), ("=1+1", NUMBERS.lines[1][2])))
    rows = (gap_samples.dumbbell_row(text, 2, 4), gap_samples.hidden_row(text))
    hostile = sheet(
        None, text, lead=text, points=(text, "=1+1"), exhibit=exhibit(gap_samples.dumbbells(*rows), table),
        footer=text, notes=(text,),
    )  # fmt: skip
    content = slides.write(story(hostile, organisation=text, title=text, subtitle=text))
    assert_sound(content)
    deck = made(hostile)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert len(set(titles)) == len(titles)
    assert all(len(title) < 260 for title in titles)
    cells = [
        cell.text for slide in deck.slides for t in tables(slide) for row in t.rows for cell in row.cells
    ]
    assert "=1+1" in cells
    assert "2.5" in cells


def test_a_title_too_long_for_a_slide_is_whole_in_the_notes():
    title = "The customer’s whole path " * 12
    slide = made(sheet(None, title)).slides[1]
    assert slide.shapes.title.text_frame.text.endswith("…")
    assert " ".join(title.split()) in slide.notes_slide.notes_text_frame.text


def test_text_from_right_to_left_runs_that_way():
    slide = made(sheet(None, "רשת החנויות שומעת את הלקוחות")).slides[1]
    assert 'rtl="1"' in slide.shapes.title._element.xml


def test_equal_titles_are_told_apart():
    same = [sheet(None, "Same", name=name) for name in ("", "Spread", "Spread")]
    deck = made(*same, sheet(None, ""), sheet(profile(), "Same"))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[1:] == [
        "Same", "Same (Spread)", "Same (Spread) (2)", "Slide 5", "Same (Gaps)", "Same (Gaps) (the numbers)",
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "tag"), [("de", "de"), ("en-gb", "en-GB")])
def test_words_carry_the_storys_language(language, tag):
    with translation.override(language):
        content = slides.write(story(sheet(samples.CORE_12), language=language))
    assert f'lang="{tag}"'.encode() in members(content)["ppt/slides/slide2.xml"]
