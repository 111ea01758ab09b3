"""Tables keep every value, however many slides they take."""

from decimal import Decimal

from pptx.enum.text import PP_ALIGN

from assessment.exports.slides.tables import chunks
from assessment.rows import Table
from tests.assessment.exports.slides.decks import NUMBERS, made, sheet, tables


def rows(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_values_are_printed_and_numbers_stand_on_the_right():
    (table,) = tables(made(sheet(None, points=(), table=NUMBERS)).slides[1])
    assert rows(table)[:4] == [
        ["Practice", "Answers", "Today", "Gap", "Uncertain by"],
        ["Knowing each customer", "", "", "", ""],
        ["The person, not the segment", "214", "2.5", "1.8", "± 0.1"],
        ["What customers feel and say", "209", "3.6", "−0.4", "± 0.1"],
    ]
    assert rows(table)[5] == ["Colleagues are heard", "hidden", "—", "—", ""]
    assert table.cell(1, 0).span_width == 5
    for row in (0, 2, 3, 5):
        aligned = [cell.text_frame.paragraphs[0].alignment for cell in table.rows[row].cells]
        assert aligned == [PP_ALIGN.LEFT, *[PP_ALIGN.RIGHT] * 4]
    assert table.first_row


def test_twenty_four_practices_and_sixty_departments_keep_every_value():
    head = ("Practice", *(f"Department {i}" for i in range(60)))
    lines = tuple((f"Practice {p}", *(Decimal(p * 60 + d) / 10 for d in range(60))) for p in range(24))
    deck = made(sheet(None, points=(), table=Table("By department", head, lines)))
    seen: dict[tuple[str, str], str] = {}
    for slide in list(deck.slides)[1:]:
        (table,) = tables(slide)
        first, *others = rows(table)
        assert first[0] == "Practice"
        assert sum(column.width for column in table.columns) <= deck.slide_width - 2 * 40 * 12700 + 100
        for cells in others:
            for name, value in zip(first[1:], cells[1:], strict=True):
                assert (cells[0], name) not in seen
                seen[cells[0], name] = value
    assert len(seen) == 24 * 60
    assert seen["Practice 3", "Department 7"] == "18.7"
    assert len(deck.slides) <= 8


def test_a_long_table_repeats_head_and_heading_and_never_ends_in_a_heading():
    lines = [(f"Category {i // 9}",) if i % 9 == 0 else (f"Practice {i}", i) for i in range(63)]
    deck = made(sheet(None, points=(), table=Table("Long", ("Practice", "Answers"), tuple(lines))))
    found = [rows(tables(slide)[0]) for slide in list(deck.slides)[1:]]
    assert len(found) > 2
    for part in found:
        assert part[0] == ["Practice", "Answers"]
        assert not part[-1][0].startswith("Category")
        assert part[1][0].startswith("Category")
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[2].endswith(f"(continued, 2 of {len(found)})")
    assert len(set(titles)) == len(titles)
    values = [row[1] for part in found for row in part[1:] if row[1]]
    assert values == [str(i) for i in range(63) if i % 9]


def test_chunks_fit_their_room():
    words = tuple((f"Practice {i}", "word " * 40, i) for i in range(40))
    for across, down in ((880, 380), (640, 300)):
        for chunk in chunks(Table("Words", ("Practice", "What it says", "Answers"), words), across, down):
            assert sum(chunk.widths) <= across + 0.1
            assert sum(chunk.heights) <= down + 0.1


def test_an_empty_table_makes_no_slide():
    assert chunks(Table("", (), ()), 880, 380) == []
