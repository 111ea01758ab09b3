import itertools
import time
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from assessment.charts import files, theme
from assessment.charts.planogram import Bay, Column, KeyEntry, Planogram, phone, wide
from assessment.charts.words import fit, settle
from assessment.charts.words import given as given_lines
from tests.assessment.charts.samples import (
    CORE_12,
    CORE_C,
    CORE_E,
    DEEPER_E,
    FULL_24,
    bay,
    boxes_of,
    column,
    drawn,
    gap_words,
    marks,
    planogram,
    written,
)  # fmt: skip

VARIANTS = [pytest.param(wide, id="wide"), pytest.param(phone, id="phone")]
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"


def words(figure: Figure) -> list[str]:
    return [text.words for text in written(drawn(figure))]


def one(today: int | None, wanted: int | None, **more: Any) -> Planogram:
    return planogram(
        bay("Category", "3.0", "4.0", "1.0", column("C1", "Practice", today, wanted, **more)),
        key=(),
        phone_key=(),
    )


# --- every box and every word -----------------------------------------------------------------------------


def expected(p: Planogram) -> Counter[str]:
    """Boxes counted from the data alone."""
    count: Counter[str] = Counter()
    for c in itertools.chain.from_iterable(b.columns for b in p.bays):
        if c.today is None:
            count["missing"] += 1
            count["to_go"] += c.wanted is not None
            continue
        wanted = c.today if c.wanted is None else c.wanted
        count["today"] += min(c.today, wanted)
        count["surplus"] += max(c.today - wanted, 0)
        count[c.emphasis or "to_go"] += max(wanted - c.today, 0)
    return +count


def shelves_only(counted: Counter[str]) -> Counter[str]:
    return Counter(
        {mark: n for mark, n in counted.items() if n and not mark.startswith(("chip-", "key-", "patch"))}
    )


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("data", [CORE_12, FULL_24], ids=["core", "full"])
def test_one_box_per_level(draw: Any, data: Planogram) -> None:
    assert shelves_only(marks(drawn(draw(data)))) == expected(data)


def test_known_count_of_the_sample() -> None:
    assert expected(CORE_12) == {"today": 33, "to_go": 4, "wide": 10, "widest": 3, "missing": 1}


def test_core_says_every_word() -> None:
    said = " ".join(words(wide(CORE_12)))
    for b in CORE_12.bays:
        assert all(text in said for text in (b.name, b.today_text, b.wanted_text, b.gap_text))
        for c in b.columns:
            assert all(word in said for word in c.label.split())
    assert all(name in said for name in CORE_12.level_names)
    assert all(entry.words in said for entry in CORE_12.key)
    numbers = Counter(text for text in words(wide(CORE_12)) if text[0] in "+−")
    assert numbers == {"+1": 3, "+2": 5, "+3": 1}
    assert "don’t know" in said


def test_phone_says_every_word() -> None:
    said = " ".join(words(phone(CORE_12)))
    for b in CORE_12.bays:
        assert all(text in said for text in (b.name, b.summary, b.gap_text))
        assert all(c.name in said for c in b.columns)
    assert all(entry.words in said for entry in CORE_12.phone_key)
    assert Counter(t for t in words(phone(CORE_12)) if t in {"0", "+1", "+2", "+3"}) == {
        "0": 2,
        "+1": 3,
        "+2": 5,
        "+3": 1,
    }


def test_full_names_core_and_deeper_in_each_category() -> None:
    said = words(wide(FULL_24))
    assert (said.count("core"), said.count("deeper"), said.count("core:")) == (3, 3, 3)
    assert "core" not in words(wide(CORE_12))


# --- geometry ---------------------------------------------------------------------------------------------


def test_core_bays_stand_side_by_side() -> None:
    root = drawn(wide(CORE_12))
    assert root.attrib["viewBox"].split()[2] == "1072"
    filled = boxes_of(root, "today")
    assert sorted({y for _, y in filled})[-1] - sorted({y for _, y in filled})[-2] == 34
    lefts = sorted({x for x, _ in filled})
    assert lefts[0] == 125
    cell = (1072 - 120 - 24) / 12
    assert lefts[:5] == pytest.approx(
        [125, 125 + cell, 125 + 2 * cell, 125 + 3 * cell, 125 + 4 * cell + 12], abs=0.01
    )


def test_full_is_stacked_with_core_left_and_deeper_right() -> None:
    root = drawn(wide(FULL_24))
    lefts = sorted({x for x, _ in boxes_of(root, "today")})
    cell = (1072 - 116 - 14) / 8
    assert lefts[0] == 122
    assert lefts[4] == pytest.approx(122 + 4 * cell + 14, abs=0.01)
    shelves = sorted({y for _, y in boxes_of(root, "today")})
    assert shelves[1] - shelves[0] == 24


def test_phone_measures() -> None:
    root = drawn(phone(CORE_12))
    assert root.attrib["viewBox"].split()[2] == "328"
    filled = boxes_of(root, "today")
    assert {x for x, _ in filled} == {157, 186, 215, 244}
    rows = sorted({y for _, y in filled})
    assert rows[1] - rows[0] == 38


def test_a_column_too_many_stacks_the_bays() -> None:
    many = tuple(column(f"C{i}", "Practice", 2, 3) for i in range(8))
    data = planogram(*(bay(f"Category {i}", "3.0", "4.0", "1.0", *many) for i in range(3)))
    lowest = [text for text in written(drawn(wide(data))) if text.words == "Not yet"]
    assert len(lowest) == 3


def test_bays_are_as_wide_as_their_averages_need() -> None:
    data = planogram(
        bay("Big", "3.0", "4.0", "1.0", *CORE_C, *CORE_E), bay("Small", "3.0", "4.0", "1.0", CORE_C[0])
    )
    texts = {text.words: text for text in written(drawn(wide(data)))}
    assert texts["Small"].left > texts["Big"].right
    assert words(wide(data)).count("Not yet") == 1


def test_heading_is_drawn_only_for_exports() -> None:
    plain = drawn(wide(CORE_12))
    headed = replace(CORE_12, heading="Biggest gap: The customer’s whole path", subtitle="Your own view")
    root = drawn(wide(headed))
    texts = {text.words: text for text in written(root)}
    assert (texts[headed.heading].size, texts[headed.heading].weight) == (20, 600)
    assert texts["Your own view"].size == 13
    assert float(root.attrib["viewBox"].split()[3]) > float(plain.attrib["viewBox"].split()[3])
    assert headed.heading not in words(wide(CORE_12))


# --- special cases ----------------------------------------------------------------------------------------


def test_wanted_below_today_keeps_its_boxes_pale_and_its_number_muted() -> None:
    root = drawn(wide(one(4, 2)))
    assert shelves_only(marks(root)) == {"today": 2, "surplus": 2}
    assert marks(root)["patch"] == 1
    (number,) = (text for text in written(root) if text.words == "−2")
    assert "muted" in number.fill
    pale = [e for e in root.iter() if e.get("fill-opacity") == "0.35"]
    assert len(pale) == 2


def test_missing_today_shows_words_and_one_hollow_box_and_no_number() -> None:
    root = drawn(wide(one(None, 3, gap_text="+3")))
    assert shelves_only(marks(root)) == {"missing": 1, "to_go": 1}
    said = [text.words for text in written(root)]
    assert "don’t know" in said
    assert "+3" not in said
    assert any(e.get("stroke-dasharray") for e in root.iter())


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("wanted", [None, 1, 2, 3, 4, 5])
def test_the_dashed_box_never_covers_the_wanted_one(draw: Any, wanted: int | None) -> None:
    root = drawn(draw(one(None, wanted)))
    assert shelves_only(marks(root)) == ({"missing": 1, "to_go": 1} if wanted else {"missing": 1})
    outlines = [
        extent(path)
        for path in root.iter("path")
        if (path.get("stroke") and path.get("fill") != "none") or path.get("stroke-dasharray")
    ]
    outlines = [box for box in outlines if box[2] - box[0] > 20 and box[3] - box[1] > 15]
    for a, b in itertools.combinations(outlines, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def extent(path: Any) -> tuple[float, float, float, float]:
    tokens = [float(t) for t in path.attrib["d"].split() if t[-1].isdigit()]
    return min(tokens[::2]), min(tokens[1::2]), max(tokens[::2]), max(tokens[1::2])


def test_missing_wanted_shows_today_only() -> None:
    root = drawn(wide(one(3, None)))
    assert shelves_only(marks(root)) == {"today": 3}


def test_no_gap_prints_no_number_on_the_shelves_and_a_nought_on_the_phone() -> None:
    assert "0" not in words(wide(one(3, 3)))
    assert "0" in words(phone(one(3, 3)))


@pytest.mark.parametrize("draw", VARIANTS)
def test_nothing_known_at_all(draw: Any) -> None:
    columns = tuple(
        column(f"C{i}", "Practice", None, None, missing="skipped", missing_mark="–") for i in range(4)
    )
    data = planogram(Bay("Category", "", "", "", "too few answers", "", columns))
    root = drawn(draw(data))
    assert shelves_only(marks(root)) == {"missing": 4}
    assert "too few answers" in [text.words for text in written(root)]
    assert not marks(root)["chip-today"]


@pytest.mark.parametrize("draw", VARIANTS)
def test_a_category_without_practices_is_left_out(draw: Any) -> None:
    data = planogram(bay("Gone", "", "", ""), bay("Here", "3.0", "4.0", "1.0", CORE_C[0]))
    assert "Gone" not in words(draw(data))
    assert "Here" in words(draw(data))


@pytest.mark.parametrize("draw", VARIANTS)
@pytest.mark.parametrize("key", [(), (KeyEntry("today", "today"),)])
def test_an_empty_sheet_is_still_a_sheet(draw: Any, key: tuple[KeyEntry, ...]) -> None:
    root = drawn(draw(planogram(key=key, phone_key=key)))
    assert float(root.attrib["viewBox"].split()[3]) > 0


def test_only_deeper_practices() -> None:
    data = planogram(bay("Category", "3.0", "4.0", "1.0", *DEEPER_E))
    said = words(wide(data))
    assert "deeper" in said
    assert "core" not in said


@pytest.mark.parametrize("level", [0, 6, -1])
def test_a_level_off_the_shelves_is_refused(level: int) -> None:
    with pytest.raises(ValueError, match="C1: level"):
        column("C1", "Practice", level or 0, 3) if level else column("C1", "Practice", 3, 0)


def test_hue_follows_the_voice() -> None:
    team = files.svg(wide(replace(CORE_12, hue="team")), "p", "t", "d")
    assert "--viz-team" in team
    assert "--viz-you" not in team


def test_words_too_wide_for_the_dashed_box_give_way_to_the_mark() -> None:
    columns = tuple(column(f"C{i}", "Practice", None, 3, missing=LONG, missing_mark="–") for i in range(12))
    assert "–" in words(wide(planogram(bay("Category", "3.0", "4.0", "1.0", *columns), key=())))
    soft = replace(columns[0], missing="über\u00adsprungene\u00adFrage")
    assert "über-" in " ".join(words(wide(planogram(bay("C", "3.0", "4.0", "1.0", *(soft,) * 12), key=()))))


def test_only_the_widest_name_is_emphasised() -> None:
    bold = [
        t.words for t in written(drawn(phone(CORE_12))) if "gap" in t.fill and t.weight == 600 and t.left == 0
    ]
    assert bold == ["The customer’s whole", "path"]


# --- words in their places --------------------------------------------------------------------------------


def test_labels_are_wrapped_to_their_column() -> None:
    said = words(wide(CORE_12))
    at = said.index("What")
    assert said[at : at + 3] == ["What", "customers", "feel and say"]
    full = words(wide(FULL_24))
    assert "What customers" in full


def test_a_word_is_not_broken_for_two_px() -> None:
    """German "Mitarbeitende", as the widest gap's name, needs 74.3 of the 77.3 px of a core column."""
    emphasised = column("P5", "Mitarbeitende\nfinden Gehör", 2, 5, "widest")
    data = replace(CORE_12, bays=(*CORE_12.bays[:2], replace(CORE_12.bays[2], columns=(emphasised,) * 4)))
    assert words(wide(data)).count("Mitarbeitende") == 4


def test_a_given_break_with_a_hyphen_is_kept() -> None:
    assert fit("Kundinnen-\nzufriedenheit", 73, 11.5).lines == ["Kundinnen-", "zufriedenheit"]
    assert fit("Kundinnen-\nzufriedenheit", 300, 11.5, most=1).lines != ["Kundinnen- zufriedenheit"]


def test_a_long_word_shrinks_before_it_breaks_and_breaks_before_it_is_cut() -> None:
    room = theme.width("Zufriedenheit", 11.2)
    assert fit("Zufriedenheit", room, 11.5).size == 11
    assert fit("Zufriedenheit", room - 10, 11.5).lines[0].endswith("-")
    assert fit(LONG, 73, 11.5).lines[-1].endswith("…")
    assert len(fit(LONG, 73, 11.5).lines) == 3
    assert settle("Zufriedenheit", room - 10, 11.5) is None


def test_soft_hyphens_are_where_words_break_and_else_unseen() -> None:
    assert given_lines("Zu\u00adfrieden\u00adheit") == ["Zufriedenheit"]
    assert fit("Zu\u00adfrieden\u00adheit", theme.width("Zufrieden-", 11) + 1, 11).lines == [
        "Zufrieden-",
        "heit",
    ]


letters = st.text(
    st.one_of(
        st.sampled_from("abcdefghilmnoprstuwäöüßÄÖÜMW  \n\u00ad-$<>&\"'’_^\\{}#%"),
        st.characters(codec="utf-8"),
    ),
    min_size=1, max_size=45,
)  # fmt: skip
phrases = st.one_of(
    letters, st.sampled_from([LONG, "Kundinnen-\nzufriedenheit", "What customers\nfeel and say", "W" * 60])
)
levels = st.one_of(st.none(), st.integers(1, 5))


@st.composite
def columns(draw: st.DrawFn) -> Column:
    today, wanted = draw(levels), draw(levels)
    return Column(
        code="C1", name=draw(phrases), label=draw(phrases), core=draw(st.booleans()),
        today=today, wanted=wanted,
        gap_text=gap_words(today, wanted),
        missing=draw(st.one_of(phrases, st.just(""))) if today is None else "",
        missing_mark=draw(st.sampled_from(["?", "–", ""])),
        emphasis=draw(st.sampled_from(["", "wide", "widest"])),
    )  # fmt: skip


averages = st.one_of(st.just(""), phrases, st.sampled_from(["3.0 today", "gewünscht 4,3"]))
categories = st.builds(
    Bay, name=phrases, today_text=averages, wanted_text=averages, gap_text=averages, note=averages,
    summary=averages,
    columns=st.lists(columns(), max_size=8).map(tuple),
)  # fmt: skip
entries = st.lists(
    st.builds(
        KeyEntry, st.sampled_from(["today", "to_go", "wide", "widest", "missing", "surplus"]), phrases,
        st.sampled_from(["", "?", "–", "MMM"]),
    ), max_size=6,
).map(tuple)  # fmt: skip
planograms = st.builds(
    Planogram, id=st.just("p"), title=phrases, desc=phrases, hue=st.sampled_from(["you", "peers", "team"]),
    level_names=st.tuples(phrases, phrases, phrases, phrases, phrases),
    bays=st.lists(categories, max_size=4).map(tuple), key=entries, phone_key=entries,
    core_word=phrases, deeper_word=phrases, core_prefix=averages, heading=averages, subtitle=averages,
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(planograms)
@example(CORE_12)
@example(FULL_24)
def test_whatever_people_write_no_text_covers_another(data: Planogram) -> None:
    for draw in (wide, phone):
        root = drawn(draw(data))
        texts = written(root)
        _, _, across, down = map(float, root.attrib["viewBox"].split())
        for text in texts:
            assert text.size >= theme.SMALLEST
            assert text.left >= -0.02
            assert text.right <= across + 0.02
            assert text.top >= 0
            assert text.bottom <= down
        for a, b in itertools.combinations(texts, 2):
            assert not a.covers(b), (a, b)
        assert shelves_only(marks(root)) == expected(data)


# --- speed ------------------------------------------------------------------------------------------------


def bare_figure(boxes: int, texts: int) -> Figure:
    """The same marks in matplotlib's plain way: a patch a box, a text a line."""
    figure = Figure(figsize=(1072 / 72, 320 / 72), dpi=72)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(0, 1072), ylim=(320, 0))
    for i in range(boxes):
        axes.add_patch(
            FancyBboxPatch((10 * i, 50), 60, 30, boxstyle="round,pad=0,rounding_size=3", clip_on=False)
        )
    for i in range(texts):
        axes.text(10 * i, 50, f"words {i}", fontsize=11.5, clip_on=False)
    return figure


def cpu(work: Any) -> float:
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def test_drawing_costs_no_more_than_one_and_a_half_bare_figures() -> None:
    root = drawn(wide(CORE_12))
    boxes, texts = sum(marks(root).values()), len(written(root))
    ours = cpu(lambda: files.svg(wide(CORE_12), "p", "t", "d"))
    assert ours <= 1.5 * cpu(lambda: files.svg(bare_figure(boxes, texts), "p", "t", "d"))
