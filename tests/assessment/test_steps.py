"""From a gap to the next level: never a jump, and of a group only what its answers single out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assessment import steps
from assessment.rows import Evidence, Percent, PracticeRow, VoiceView
from surveys.questionnaires.files import read, shipped
from surveys.questionnaires.texts import Words, instrument

ENGLISH = instrument(next(content for content in map(read, shipped()) if content["language"] == "en"))
WORDS = Words("Lindenhof", "guests", "guest", "November 2028")
NONE = Percent(0, 0, 0)


def row(code: str, today: str, wanted: str, picked: int | None = None, **more: Any) -> PracticeRow:
    values = Decimal(today), Decimal(wanted)
    return PracticeRow(
        code,
        f"Practice {code}",
        code,
        code[0],
        True,
        30,
        *values,
        values[1] - values[0],
        picked=picked,
        **more,
    )


def team(*rows: PracticeRow, **more: Any) -> VoiceView:
    return VoiceView("team", "Team", own=False, state="open", smallest=5, practices=rows, **more)


def codes(view: VoiceView) -> list[str]:
    return [step.code for step in steps.group_steps(ENGLISH, WORDS, view)]


WIDE, LESS, EVEN = row("E6", "1.9", "4.5"), row("E5", "2.0", "4.0"), row("C2", "3.0", "3.0")


def test_one_person_is_led_from_level_to_level() -> None:
    (step,) = steps.own_steps(ENGLISH, WORDS, [row("E6", "2", "5"), row("C4", "4", "4")])
    practice = ENGLISH.by_code["E6"]
    assert step.way == "From level 2 (here and there) to level 3 (agreed way)"
    assert step.level_text == WORDS.fill(practice.levels[2])
    assert step.action == practice.next_steps[1]


def test_equal_gaps_go_by_what_was_picked() -> None:
    rows = [row("C2", "2", "4"), row("C4", "1", "4"), row("E5", "2", "4", picked=1), row("E6", "3", "5")]
    assert [step.code for step in steps.own_steps(ENGLISH, WORDS, rows)] == ["C4", "E5", "C2"]


def test_a_teams_next_level_is_the_first_its_average_has_not_reached() -> None:
    (step,) = steps.group_steps(ENGLISH, WORDS, team(WIDE, EVEN, top=("E6",)))
    assert step.way == "The next level: level 2 (here and there)"
    assert step.level_text == WORDS.fill(ENGLISH.by_code["E6"].levels[1])
    assert step.action == ENGLISH.by_code["E6"].next_steps[0]
    assert step.facts == "1.9 today, 4.5 wanted"
    (step,) = steps.group_steps(ENGLISH, WORDS, team(LESS, top=("E5",)))
    assert step.way == "The next level: level 3 (agreed way)"  # 2.0 has reached level 2


def test_who_would_start_there_is_told() -> None:
    found = Evidence(
        "large", NONE, NONE, 0, 0, (), (), False, "broad", "broad", move_first=Percent(64, 57, 70)
    )
    (step,) = steps.group_steps(ENGLISH, WORDS, team(row("E6", "1.9", "4.5", evidence=found), top=("E6",)))
    assert step.facts == "1.9 today, 4.5 wanted · 64% would move it first"


def test_what_is_clearly_to_be_moved_first_goes_before_the_widest() -> None:
    assert codes(team(WIDE, LESS, EVEN, top=("E6",), start_with=("E5",))) == ["E5"]


@pytest.mark.parametrize(
    ("top", "found"),
    [
        pytest.param(("E6", "E5"), ["E6", "E5"], id="a tie that the title names"),
        pytest.param(("E6", "E5", "C7", "C8"), [], id="four share the widest gap"),
        pytest.param(("E6", "C2"), [], id="one of them is no gap"),
        pytest.param((), [], id="nothing is told apart"),
    ],
)
def test_what_the_answers_do_not_single_out_has_no_step(top: tuple[str, ...], found: list[str]) -> None:
    rows = (WIDE, LESS, EVEN, row("C7", "2.1", "4.0"), row("C8", "2.2", "4.1"))
    assert codes(team(*rows, top=top)) == found


def test_peers_have_steps_for_what_is_printed_a_level_apart() -> None:
    near, far = row("C2", "3.0", "3.5"), row("E5", "1.5", "4.5")
    assert codes(team(near, far, EVEN, coarse=True)) == ["E5"]
    assert codes(team(near, coarse=True)) == []
    (step,) = steps.group_steps(ENGLISH, WORDS, team(far, coarse=True))
    assert step.facts == "1.5 or less today, 4.5 or more wanted"


def test_the_highest_level_has_no_next_one() -> None:
    top = row("C2", "5", "5", hidden=False)
    assert steps.next_level(Decimal("4.9")) == 5
    assert codes(team(PracticeRow(**{**vars(top), "gap": Decimal(1)}), top=("C2",))) == []
