"""What a member of the team is asked about themselves, and where nothing is."""

from __future__ import annotations

import pytest

from surveys import promise, segments
from surveys.choices import MEETS, Voice, Way
from surveys.models import Panel, Survey


def panel(**columns: object) -> Panel:
    given: dict[str, object] = {"survey": Survey(), "voice": Voice.TEAM, "way": Way.LINK, "threshold": 5}
    return Panel(**{**given, **columns})


@pytest.mark.parametrize(
    ("heads", "threshold", "asked"),
    [(10, 5, True), (9, 5, False), (13, 7, False), (14, 7, True), (None, 5, False), (1, 5, False)],
)
def test_a_link_asks_only_where_two_groups_are_possible(
    heads: int | None, threshold: int, asked: bool
) -> None:
    link = panel(head_count=heads, threshold=threshold, segments={"department": ["Sales", "Bar"]})
    assert list(segments.offered(link)) == ([MEETS, "department"] if asked else [])
    told = [point.head for point in promise.segments(link)]
    assert ("What you say about yourself" in told) is asked  # nothing is promised of what isn't asked


@pytest.mark.parametrize(("labels", "asked"), [([], False), (["Sales"], False), (["Sales", "Bar"], True)])
def test_one_label_alone_is_not_asked(labels: list[str], asked: bool) -> None:
    link = panel(head_count=40, segments={"department": labels})
    assert ("department" in segments.offered(link)) is asked


def test_peers_are_asked_nothing_and_a_list_has_said_all_but_one() -> None:
    assert segments.offered(panel(voice=Voice.PEER, head_count=12)) == {}
    said = {"department": ["Sales", "Bar"]}
    assert list(segments.offered(panel(way=Way.LIST, head_count=10, segments=said))) == [MEETS]
    assert segments.offered(panel(way=Way.LIST, head_count=9, segments=said)) == {}  # no two groups of five


def test_every_question_has_its_reason() -> None:
    link = panel(head_count=40, segments={name: ["A", "B"] for name in ("department", "region", "level")})
    said = segments.questions("guests")
    assert all(said[name].reason for name in segments.offered(link))
    assert said[MEETS].text == "Where do you mostly meet guests?"
