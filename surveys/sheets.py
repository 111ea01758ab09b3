"""What somebody has said so far, or has said for good while results are shut: one sealed sheet of it.

A draft's row knows an invitation, and a response's row stands among the answers once results open. If
either could be read in a copy of the database, answers could be matched with a later copy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from django.utils import timezone

from surveys.choices import CURRENT_REASONS, DESIRED_REASONS, LEVELS, REASON_DIGITS, Reason
from surveys.instruments import practice_ids
from surveys.models import Draft, DraftAnswer, Response
from surveys.sealing import seal, unseal

# what a digit beyond the levels means on each side
CURRENT = {REASON_DIGITS[reason]: str(reason) for reason in CURRENT_REASONS}
DESIRED = {REASON_DIGITS[reason]: str(reason) for reason in DESIRED_REASONS}


@dataclass
class Sheet:
    """`answers`: practice code → three digits, today, wanted, picked; 0 is nothing yet, 6 to 8 a reason.

    `said`: what somebody told about themselves. `begun`: when, in seconds since 1970; 0 for unknown.
    """

    answers: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    begun: int = 0


def new_sheet() -> Sheet:
    return Sheet(begun=int(timezone.now().timestamp()))


def seal_draft(sheet: Sheet, code: str) -> bytes:
    return seal(written(sheet), f"draft\0{code}")


def seal_response(sheet: Sheet, pk: int) -> bytes:
    return seal(written(sheet), f"response\0{pk}")


def written(sheet: Sheet) -> str:
    return json.dumps(asdict(sheet), ensure_ascii=False, separators=(",", ":"))


def sheet_of(draft: Draft) -> Sheet:
    """What a peer or a member of the team has said so far. Raises LookupError without the key."""
    if draft.sealed is None:
        return Sheet()
    return Sheet(**json.loads(unseal(draft.sealed, f"draft\0{draft.code}")))


def sheet_of_response(response: Response) -> Sheet:
    """What somebody has said for good. Raises LookupError without the key."""
    assert response.sealed is not None
    return Sheet(**json.loads(unseal(response.sealed, f"response\0{response.pk}")))


# --- a sheet's answers as rows ----------------------------------------------------------------------------


def answers_of(draft: Draft) -> dict[int, DraftAnswer]:
    """The draft's answers by the key of their practice: at most one statement, none where they are sealed."""
    if draft.is_executive:
        return {answer.practice_id: answer for answer in draft.answers.all()}
    ids = practice_ids(draft.survey.questionnaire_id)
    return {ids[code]: answer_of(ids[code], marks) for code, marks in sheet_of(draft).answers.items()}


def answer_of(practice: int, marks: str) -> DraftAnswer:
    current, current_reason = side_of(int(marks[0]), CURRENT)
    desired, desired_reason = side_of(int(marks[1]), DESIRED)
    return DraftAnswer(
        practice_id=practice,
        current=current,
        current_reason=current_reason,
        desired=desired,
        desired_reason=desired_reason,
        picked=marks[2] == "1",
    )


def side_of(digit: int, reasons: Mapping[int, str]) -> tuple[int | None, str]:
    """A digit as level and reason; neither for 0."""
    return (digit, "") if digit in LEVELS else (None, reasons[digit] if digit else "")


def marks_of(answer: DraftAnswer) -> str:
    """The three digits of an answer: what `answer_of` reads."""
    return (
        f"{digit_of(answer.current, answer.current_reason)}"
        f"{digit_of(answer.desired, answer.desired_reason)}{int(answer.picked)}"
    )


def digit_of(level: int | None, reason: str) -> int:
    return level or (REASON_DIGITS[Reason(reason)] if reason else 0)


def digits_of(sheet: Sheet, positions: Mapping[str, int]) -> str:
    """All answers as the database writes them for whoever reads many (see `models.responses.digits`)."""
    return "".join(f"{10 + positions[code]}{marks}" for code, marks in sheet.answers.items())
