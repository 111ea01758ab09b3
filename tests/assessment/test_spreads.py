"""How answers spread: ladders with merged rungs, what the title dares to say, and the table behind it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from assessment import spreads, tables
from assessment.rows import Evidence, VoiceView
from tests.assessment.said import NAMES, NOT_SAID, evidence, row, score, view

CODES = tuple(NAMES)
SCORES = tuple(score(code, f"Category {code}", "2.0", "3.0") for code in "CEP")
TWO_CAMPS = ((1, 1, 10), (2, 2, 8), (3, 3, 4), (4, 4, 12), (5, 5, 6))  # 45 % low, 45 % high
Found = Evidence | None


def said_of(found: dict[str, Found], **more: Any) -> VoiceView:
    """A team whose practices without evidence are hidden."""
    rows = [
        row(code, evidence=one, **more) if one is not None else row(code, None, None)
        for code, one in found.items()
    ]
    return view(*rows, categories=SCORES, used=40)


def agree(*words: str, **levels: Any) -> VoiceView:
    return said_of(
        {code: evidence(agree_today=word, **levels) for code, word in zip(CODES, words, strict=False)}
    )


def camps(n: int, rest: int = 0) -> VoiceView:
    apart = {code: evidence(agree_today="divided", levels_today=TWO_CAMPS) for code in CODES[:n]}
    return said_of({**apart, **{code: evidence(agree_today="divided") for code in CODES[n : n + rest]}})


# --- the title ----------------------------------------------------------------------------------------------

TITLES = {
    "one with two camps": (
        camps(1),
        "Two camps on “Right moment”: 45% say level 1 or 2, 45% level 4 or 5",
    ),
    "two camps before divided ones": (
        camps(1, rest=3),
        "Two camps on “Right moment”: 45% say level 1 or 2, 45% level 4 or 5",
    ),
    "two with camps": (camps(2), "Two camps on “Right moment” and “One memory”"),
    "three with camps": (camps(3), "Two camps on “Right moment”, “One memory” and “Our tone”"),
    "four with camps": (camps(4), "Two camps on 4 practices"),
    "eight with camps": (camps(8), "Two camps on 8 practices"),
    "one divided": (agree("divided", "broad"), "People are divided on “Right moment”"),
    "three divided": (
        agree("divided", "divided", "mixed", "divided"),
        "People are divided on “Right moment”, “One memory” and “One view”",
    ),
    "four divided": (agree(*["divided"] * 4), "People are divided on 4 practices"),
    "some agree": (
        agree("broad", "mixed", "mixed"),
        "People agree broadly on 1 of 3 practices, divided on none",
    ),
    "all agree": (agree("broad", "broad"), "People agree broadly about today on every practice shown"),
    "all mixed": (
        agree("mixed", "mixed"),
        "Views of today are mixed on every practice shown, divided on none",
    ),
}


@pytest.mark.parametrize("name", TITLES)
def test_the_title_says_the_strongest_thing_that_is_so(name: str) -> None:
    made, title = TITLES[name]
    assert spreads.finding(made) == title
    limit = 15 if ":" in title else 12  # with both shares it is as long as the template
    assert len(re.sub("“.*?”", "X", title).split()) <= limit
    assert NOT_SAID.findall(title) == []
    assert len(spreads.desc(made).split()) <= 60
    assert spreads.desc(made).endswith(f"{title}. The table below lists every value.")


def test_a_hidden_practice_is_in_no_title_and_no_count() -> None:
    made = said_of({"C2": evidence(agree_today="broad"), "C4": None, "C7": evidence(agree_today="mixed")})
    assert spreads.finding(made) == "People agree broadly on 1 of 2 practices, divided on none"
    assert "One memory" not in spreads.desc(made)


# --- the picture --------------------------------------------------------------------------------------------


def test_only_what_the_title_names_is_emphasised() -> None:
    made = spreads.ladders_of(camps(3, rest=2))
    assert [one.code for one in made.ladders if one.emphasised] == ["C2", "C4", "C7"]
    counted = spreads.ladders_of(camps(4, rest=2))
    assert not [one for one in counted.ladders if one.emphasised]


def test_levels_that_are_told_together_are_one_rung_and_empty_ones_are_none() -> None:
    found = evidence(levels_today=((1, 2, 14), (3, 3, 26), (4, 5, 0)), levels_wanted=((1, 4, 0), (5, 5, 40)))
    (one,) = spreads.ladders_of(said_of({"C2": found})).ladders
    assert [tuple(rung) for rung in one.today] == [(1, 2, 0.35, "35%"), (3, 3, 0.65, "65%")]
    assert [tuple(rung) for rung in one.wanted] == [(5, 5, 1.0, "100%")]


def test_shares_are_of_those_who_gave_a_level_on_that_side_and_rounded_half_up() -> None:
    found = evidence(levels_today=((1, 1, 5), (2, 5, 35)), levels_wanted=((1, 3, 5), (4, 5, 15)))
    (one,) = spreads.ladders_of(said_of({"C2": found})).ladders
    assert [rung.text for rung in one.today] == ["13%", "88%"]  # 12.5 and 87.5
    assert [rung.text for rung in one.wanted] == ["25%", "75%"]


def test_without_evidence_there_is_no_picture_and_hidden_practices_say_why() -> None:
    assert spreads.ladders_of(said_of({"C2": None, "C4": None})) is None
    assert spreads.ladders_of(view()) is None
    band = (Decimal("4.5"), Decimal("5.0"))
    made = view(
        row("C2", evidence=evidence()),
        row("C4", None, None),
        row("C7", None, None, hidden=False, today_band=band),
        row("E3"),
        categories=SCORES,
    )
    chart = spreads.ladders_of(made)
    assert [one.missing for one in chart.ladders] == [
        "", "too few answers", "4.5 to 5.0 today", "too few answers",
    ]  # fmt: skip
    assert all(not (one.today or one.wanted or one.foot) for one in chart.ladders[1:])


@pytest.mark.parametrize(("share", "foot"), [(None, ""), (0, ""), (19, "19% don’t know today")])
def test_who_cannot_tell_stands_at_the_foot(share: int | None, foot: str) -> None:
    made = said_of({"C2": evidence()}, cannot_tell=share)
    assert spreads.ladders_of(made).ladders[0].foot == foot


def test_ids_titles_and_subtitle() -> None:
    made = camps(1, rest=2)
    assert spreads.ladders_of(made).id == "spread"
    assert spreads.ladders_of(made, ["C4"]).id == "spread-C4"
    assert len(spreads.ladders_of(made).title.split()) <= 8
    assert spreads.subtitle(made).startswith("Shares of those of 40 people who gave both levels.")
    assert len(spreads.subtitle(made).split()) <= 25
    assert NOT_SAID.findall(spreads.subtitle(made) + spreads.reading()) == []


# --- one practice alone -------------------------------------------------------------------------------------


def test_the_ladder_of_one_practice_speaks_of_that_one_alone() -> None:
    found = {code: evidence(agree_today="divided", levels_today=TWO_CAMPS) for code in ("C2", "C4")}
    made = said_of({**found, "C7": evidence(agree_today="broad"), "E6": None})
    (one,) = spreads.ladders_of(made, ["C7"]).ladders
    assert (one.code, one.emphasised) == ("C7", False)
    desc = spreads.ladders_of(made, ["C7"]).desc
    assert "camps" not in desc
    assert "agree broadly" in desc
    assert spreads.ladders_of(made, ["E6"]) is None
    assert spreads.ladders_of(made, ["P7"]) is None


# --- the table ----------------------------------------------------------------------------------------------


def test_the_table_follows_the_picture_under_its_categories() -> None:
    made = said_of({"C2": evidence(), "E3": None, "P1": evidence(agree_today="broad")}, cannot_tell=12)
    table = tables.spread(made)
    assert table.head == (
        "Practice", "Today: people by level", "Wanted: people by level", "Agreement today", "Can’t tell",
    )  # fmt: skip
    assert table.lines == (
        ("Category C",),
        ("Right moment", "1: 10, 2: 10, 3: 15, 4 to 5: 5", "1 to 3: 10, 4: 15, 5: 15", "mixed", "12%"),
        ("Category E",),
        ("One view", "too few answers", None, "", ""),
        ("Category P",),
        (
            "Aligned leaders",
            "1: 10, 2: 10, 3: 15, 4 to 5: 5",
            "1 to 3: 10, 4: 15, 5: 15",
            "broad agreement",
            "12%",
        ),
    )
    names = [one.name for one in spreads.ladders_of(made).ladders]
    assert [line[0] for line in table.lines if len(line) > 1] == names


def test_the_shares_of_the_picture_are_those_of_the_people_in_the_table() -> None:
    found = evidence(levels_today=((1, 2, 14), (3, 3, 26), (4, 5, 0)), levels_wanted=((1, 4, 7), (5, 5, 33)))
    made = said_of({"C2": found})
    (ladder,) = spreads.ladders_of(made).ladders
    line = tables.spread(made).lines[1]
    for told, rungs in ((line[1], ladder.today), (line[2], ladder.wanted)):
        people = [int(n) for n in re.findall(r": (\d+)", told)]
        assert [n / sum(people) for n in people] == pytest.approx([rung.share for rung in rungs])
    assert line[1:3] == ("1 to 2: 14, 3: 26", "1 to 4: 7, 5: 33")
