"""Sheets: what is written on them is what the database would have stored, digit for digit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.choices import CURRENT_REASONS, DESIRED_REASONS, LEVELS, MEETS, Meets
from surveys.instruments import positions_of
from surveys.models import DraftAnswer, Response
from surveys.sheets import Sheet, answer_of, digits_of, marks_of, seal_response, sheet_of_response
from tests import voices


def of_side(reasons: tuple[str, ...]) -> st.SearchStrategy[tuple[int | None, str]]:
    levels = [(level, "") for level in LEVELS]
    return st.sampled_from([*levels, *((None, str(reason)) for reason in reasons), (None, "")])


@given(of_side(CURRENT_REASONS), of_side(DESIRED_REASONS), st.booleans())
def test_three_digits_say_all_of_an_answer(
    current: tuple[int | None, str], desired: tuple[int | None, str], picked: bool
) -> None:
    given_one = DraftAnswer(
        current=current[0],
        current_reason=current[1],
        desired=desired[0],
        desired_reason=desired[1],
        picked=picked,
    )
    read = answer_of(7, marks_of(given_one))
    assert (read.current, read.current_reason) == current
    assert (read.desired, read.desired_reason) == desired
    assert (read.picked, read.practice_id) == (picked, 7)


@pytest.mark.django_db
def test_digits_are_those_the_database_writes_itself() -> None:
    panel = voices.asked_team(6)
    marks = {"C2": ("4", "5"), "C4": ("dont_know", "no_view"), "C7": ("not_applicable", "not_applicable")}
    response = voices.finish(voices.fill(voices.begin(voices.invitations(panel)[0]), marks))
    digits = digits_of(sheet_of_response(response), positions_of(panel.survey))
    [opened] = voices.unsealed(response)
    written = opened.answers.order_by("pk").values_list("digits", flat=True)
    assert "".join(written) == digits
    assert len(digits) == 12 * 5


def test_the_longest_words_of_every_segment_still_fill_one_block_alone() -> None:
    answers = {f"{category}{number}": "881" for category in "CEP" for number in range(1, 9)}
    said = dict.fromkeys(("department", "region", "level"), "ü" * 80) | {MEETS: Meets.IN_PERSON.value}
    response = Response(pk=2**40)
    response.sealed = seal_response(Sheet(answers, said, 1_800_000_000), response.pk)
    assert len(response.sealed) == 12 + 1024 + 16
    assert sheet_of_response(response).said == said
