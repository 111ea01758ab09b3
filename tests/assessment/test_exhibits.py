"""Exhibits: which picture each voice has, and that each brings its words, its drawings and its table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from assessment import exhibits, pictures, report
from assessment.exhibits import PARTS, Exhibit, exhibit, exhibits_of
from assessment.exports import table as table_export
from assessment.rows import Report, VoiceView
from surveys.choices import Voice
from surveys.models import Draft, Panel
from tests.assessment.said import NOT_SAID, compared, row, view
from tests.assessment.said import report as made_up
from tests.assessment.surveyed import as_consultant, as_executive, as_member, finished, reply
from tests.factories import CORE, group, levels_of, open_group

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
KEYS = (*exhibits.MAKERS, "parts-department", "parts-meets", "parts-department-region", "nonsense", "")
DEPARTMENTS = ("Sales", "Kitchen", "Board")


def asked(people: int, voice: str = Voice.TEAM, **changes: Any) -> Draft:
    """An executive who has finished, and one voice whose results are open."""
    draft = finished(name="Acme")
    panel = group(draft.survey, people, voice, opened=False)
    Panel.objects.filter(pk=panel.pk).update(**changes)
    open_group(panel)
    return draft


def parted(people: int = 40, names: tuple[str, ...] = DEPARTMENTS) -> Draft:
    """A team of departments, of which the last is empty, who pick the same three."""
    draft = finished(name="Acme")
    panel = group(draft.survey, 0, opened=False)
    Panel.objects.filter(pk=panel.pk).update(segments={"department": list(names)})
    for person in range(people):
        marks = {code: tuple(map(str, levels_of(person, at))) for at, code in enumerate(CORE)}
        picks = ("C2", "E5", "P3") if person % 3 else ("C4", "E6")
        reply(draft.survey, Voice.TEAM, marks, picks, department=names[person % (len(names) - 1)])
    group(draft.survey, 5, Voice.PEER)
    open_group(panel)
    return draft


def has(made: Report, voice: str) -> list[str]:
    """The names under which this voice has a picture."""
    shown = made.view(voice)
    assert shown is not None
    return [key for key in KEYS if exhibit(made, shown, key) is not None]


# --- which voice has which ----------------------------------------------------------------------------------


def test_one_person_alone_has_the_own_planogram() -> None:
    made = as_executive(finished())
    assert has(made, Voice.EXECUTIVE) == ["planogram"]
    assert has(made, Voice.TEAM) == has(made, Voice.PEER) == [], "nobody has been asked"


def test_peers_have_neither_intervals_nor_spread_nor_picks_nor_parts() -> None:
    made = as_executive(asked(6, Voice.PEER))
    assert has(made, Voice.PEER) == ["planogram", "profile"]
    assert has(made, Voice.EXECUTIVE) == ["planogram"]


def test_a_team_of_seven_has_no_evidence_and_no_picks() -> None:
    draft = asked(7)
    made = as_executive(draft)
    assert has(made, Voice.TEAM) == ["planogram", "gaps", "profile", "perception"]
    assert has(as_consultant(draft), Voice.TEAM) == ["planogram", "gaps"]
    assert has(report.without_own_marks(made), Voice.TEAM) == ["planogram", "gaps"]


def test_a_team_that_was_promised_averages_alone_has_no_spread_and_no_picks() -> None:
    draft = asked(40, tells_shares=False)
    assert has(as_executive(draft), Voice.TEAM) == ["planogram", "gaps", "profile", "perception"]


def test_a_large_team_in_departments_has_everything_but_other_rounds() -> None:
    made = as_executive(parted())
    assert has(made, Voice.TEAM) == [
        "planogram", "gaps", "profile", "perception", "spread", "priorities", "parts-department",
    ]  # fmt: skip
    team = made.view(Voice.TEAM)
    assert [one.key for one in exhibits_of(made, team)] == has(made, Voice.TEAM)


@pytest.mark.parametrize("state", ["not_asked", "waiting", "ready", "opening", "too_few"])
def test_a_voice_that_is_not_open_has_no_picture(state: str) -> None:
    closed = view(row("C2"), state=state)
    assert exhibits_of(made_up(closed), closed) == []


def test_a_member_is_shown_no_picture_of_evidence_or_order() -> None:
    """Of their own voice they may know averages that leave enough others behind, and nothing else."""
    draft = finished()
    panel = group(draft.survey, 0, opened=False)
    replies = []
    for person in range(30):
        marks = {code: tuple(map(str, levels_of(person, at))) for at, code in enumerate(CORE)}
        replies.append(reply(draft.survey, Voice.TEAM, marks, ("C2",)))
    open_group(panel)
    own, team = as_member(replies[0]).views
    assert (own.own, team.own, len(team.practices)) == (True, False, 12)
    blank = VoiceView(Voice.TEAM, "", own=False, state="open", smallest=5)
    kept = (
        *("name", "answered", "asked", "practices", "chart_title", "footer"),
        *("closes_on", "opened_on", "step", "used"),
    )
    differing = [
        name for name in vars(blank) if name not in kept and getattr(team, name) != getattr(blank, name)
    ]
    assert differing == []
    for one in team.practices:
        assert (one.evidence, one.emphasis, one.cannot_tell, one.picked) == (None, "", None, None)
        assert one.gap is not None
    assert [
        one.key for one in exhibits_of(as_member(replies[0]), team) if one.key in ("spread", "priorities")
    ] == []


# --- what each brings ---------------------------------------------------------------------------------------


@pytest.fixture(name="everything")
def _everything() -> list[tuple[Report, VoiceView, Exhibit]]:
    draft = parted()
    return [
        (made, shown, one)
        for made in (as_executive(draft), as_consultant(draft, own_marks=True))
        for shown in made.views
        for one in exhibits_of(made, shown)
    ]


def charts(one: Exhibit) -> Iterator[tuple[str, Any]]:
    for shape in ("wide", "phone"):
        if one.drawn_for(shape):
            yield shape, one.chart


def test_every_exhibit_has_its_words_in_short_and_for_its_reader(everything: Any) -> None:
    for made, _shown, one in everything:
        assert one.finding, one.key
        assert one.name, one.key
        assert one.table.caption, one.key
        assert len(one.subtitle.split()) <= 30, one.subtitle
        said = f"{one.name} {one.finding} {one.subtitle}"
        if not made.yours:
            assert re.findall(r"\b[Yy]ou(?:r|rs)?\b", said) == [], said
        for _shape, chart in charts(one):
            assert 0 < len(chart.title.split()) <= 8, chart.title
            assert len(chart.desc.split()) <= 60, chart.desc
            assert chart.desc.endswith("The table below lists every value."), one.key
            assert (chart.heading, chart.subtitle) == ("", ""), "each face sets its own"
            assert NOT_SAID.findall(f"{chart.title} {chart.desc}".lower().replace("shelves", "")) == []


PRINTED = re.compile(r">([+−]?\d+(?:\.\d+)?%?)</text>")


def in_table(one: Exhibit) -> set[str]:
    """Every number of a table as the drawing may print it."""
    found = set()
    for line in one.table.lines:
        for cell in line:
            text = "" if cell is None else str(cell)
            for number in re.findall(r"[-−]?\d+(?:\.\d+)?%?", text):
                plain = number.replace("-", "−")
                found |= {plain, plain.removesuffix(".0")}
    return found


@pytest.mark.parametrize("key", ["gaps", "parts-department"])
def test_every_fraction_that_is_drawn_stands_in_the_table(everything: Any, key: str) -> None:
    (one,) = [one for made, _shown, one in everything if one.key == key and made.yours]
    for shape, chart in charts(one):
        drawn = {text for text in PRINTED.findall(pictures.draw(chart, shape, "svg").decode()) if "." in text}
        assert drawn, key
        assert drawn <= in_table(one), (key, shape)


def test_the_profile_and_the_spread_draw_what_their_tables_list(everything: Any) -> None:
    by_key = {one.key: one for made, shown, one in everything if made.yours and shown.voice == Voice.TEAM}
    profile = by_key["profile"]
    texts = {
        text
        for block in profile.chart.blocks
        for line in block.lines
        for text in (line.today_text, line.wanted_text, line.gap_text)
    }
    assert {text.replace("−", "-") for text in texts if text} <= {
        str(cell) for line in profile.table.lines for cell in line[1:]
    }
    spread = by_key["spread"]
    assert [one.name for one in spread.chart.ladders] == [
        line[0] for line in spread.table.lines if len(line) > 1
    ]


def test_own_marks_are_named_where_they_are(everything: Any) -> None:
    for made, shown, one in everything:
        if shown.voice == Voice.TEAM and made.yours:
            expected = one.key in ("gaps", "profile", "perception")
            assert (one.own, one.needs_own) == (expected, one.key == "perception"), one.key
    alone = as_executive(asked(7))
    profile = exhibit(alone, alone.view(Voice.TEAM), "profile")
    assert profile is not None
    assert profile.needs_own, "of one voice alone there is no profile"


def test_the_table_of_perception_stands_as_the_picture_does_and_then_the_rest() -> None:
    rows = (
        compared("C2", "3", "3.0"),
        compared("C4", None, "3.0"),
        compared("C7", "1", "3.0"),
        compared("E3", "5", "3.0"),
    )
    made = made_up(view(used=40), rows=rows)
    one = exhibit(made, made.views[0], "perception")
    assert one is not None
    assert [line[0] for line in one.table.lines] == ["One view", "Right moment", "Our tone", "One memory"]
    drawn = [drawn.name for drawn in one.chart.rows]
    assert drawn == ["One view", "Our tone"]
    assert [line[0] for line in one.table.lines if line[0] in drawn] == drawn
    values = {line[0]: line[1:3] for line in one.table.lines}
    assert values["One view"] == (Decimal(5), Decimal("3.0"))


# --- names of parts -----------------------------------------------------------------------------------------

ODD = ("=cmd|' /C calc'!A0", "+1", "Rest")


def test_csv_of_every_exhibit_defuses_departments_named_like_formulas() -> None:
    made = as_executive(parted(names=ODD))
    team = made.view(Voice.TEAM)
    found = exhibits_of(made, team)
    assert f"{PARTS}department" in [one.key for one in found]
    for one in found:
        content = table_export.write(one.table).decode("utf-8-sig")
        assert not re.search(r'(^|,)"?[=+@]', content, re.MULTILINE), one.key
    parts = next(one for one in found if one.key == f"{PARTS}department")
    content = table_export.write(parts.table).decode("utf-8-sig")
    assert all(f"'{name}" in content for name in ODD[:2])


def test_a_split_with_nothing_to_show_is_a_table_alone() -> None:
    draft = finished()
    panel = group(draft.survey, 7, opened=False)
    Panel.objects.filter(pk=panel.pk).update(segments={"department": ["Sales", "Service"]})
    open_group(panel)
    made = as_executive(draft)
    one = exhibit(made, made.view(Voice.TEAM), "parts-department")
    assert one is not None
    assert one.chart is None
    assert not one.drawn_for("wide")
    assert one.finding == "Nothing can be shown here: the groups are too small"
    assert {cell for line in one.table.lines if len(line) > 1 for cell in line[1:-1]} == {"hidden"}
    assert "parts-department" not in [one.key for one in exhibits_of(made, made.view(Voice.TEAM))]
