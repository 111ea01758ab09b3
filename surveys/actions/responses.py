"""Saving a practice, the picks, and Finish."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from surveys.choices import (
    CHECK,
    DEEPER,
    LEVELS,
    PEERS_AT_MOST,
    PICKS_AT_MOST,
    REASON_DIGITS,
    Form,
    Reason,
    Voice,
    Way,
)
from surveys.instruments import of_survey, practice_ids
from surveys.models import Draft, DraftAnswer, Panel, Response
from surveys.segments import offered
from surveys.sheets import Sheet, answers_of, seal_draft, sheet_of


class DraftGone(Exception):
    """The draft was finished or deleted while a form was open."""


class Locked(Exception):
    """The executive's answers can't be changed any more: a group's results are open."""


class RoundClosed(Exception):
    """The voice has closed; what comes now belongs to the next round."""


class LinkFull(Exception):
    """An open link has brought as many answers as it may."""


class UnknownSegment(Exception):
    """A department, region, level or place of meeting that the page doesn't offer."""


class NothingAnswered(Exception):
    """Finish on a draft without a single answer."""


class TooManyPicks(Exception):
    """More practices picked than may be moved first, or one that wasn't asked."""


class TooOften(Exception):
    """More of the same than anybody does by hand."""


@dataclass(frozen=True)
class Side:
    """One side of an answer: a level, or the reason why there is none."""

    level: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.level in LEVELS) == bool(self.reason):
            raise ValueError("a side has exactly one of a level from 1 to 5 and a reason")

    @property
    def digit(self) -> str:
        """The side as one digit of a sheet."""
        return str(self.level or REASON_DIGITS[Reason(self.reason)])


NOT_APPLICABLE = Side(reason=Reason.NOT_APPLICABLE)


def touch(draft: Draft, place: str | None) -> None:
    """Note the save on the draft, which also holds it against a Finish at the same moment."""
    changes: dict[str, object] = {"saved_at": timezone.now()}
    if place is not None:
        changes["place"] = place
    if not Draft.objects.filter(pk=draft.pk).update(**changes):
        raise DraftGone
    for name, value in changes.items():
        setattr(draft, name, value)


@contextmanager
def changed_sheet(draft: Draft, place: str | None) -> Iterator[Sheet]:
    """What somebody who was asked has said so far, to be changed: read and written under one lock, so
    that two devices at once lose nothing. Of a dry run nothing is written. Raises DraftGone."""
    if draft.is_trial:
        sheet = sheet_of(draft)
        yield sheet
        draft.sealed = seal_draft(sheet, draft.code)
        draft.place = draft.place if place is None else place
        return
    with transaction.atomic():
        held = Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first()
        if held is None:
            raise DraftGone
        sheet = sheet_of(held)
        yield sheet
        draft.sealed = seal_draft(sheet, draft.code)
        draft.saved_at = timezone.now()
        draft.place = held.place if place is None else place
        Draft.objects.filter(pk=draft.pk).update(
            sealed=draft.sealed, saved_at=draft.saved_at, place=draft.place
        )


def save_answer(
    *, draft: Draft, practice: str, current: Side | None, desired: Side | None, place: str | None = None
) -> None:
    """Save what was given of one practice; a side that was not given stays as it is.

    Except that "does not apply" holds for both sides or for none: what is given on one side clears it
    on the other. At most three statements. Raises DraftGone.
    """
    given = {name: side for name, side in (("current", current), ("desired", desired)) if side is not None}
    if draft.is_executive:
        save_row(draft, practice, given, place)
        return
    with changed_sheet(draft, place) as sheet:
        note(sheet, practice, given)


def note(sheet: Sheet, practice: str, given: Mapping[str, Side]) -> None:
    """What was given of one practice, on the sheet of somebody who was asked."""
    marks = list(sheet.answers.get(practice, "000"))
    if len(given) < 2 and marks[0] == str(REASON_DIGITS[Reason.NOT_APPLICABLE]):
        marks[:2] = "00"
    for at, name in enumerate(("current", "desired")):
        if name in given:
            marks[at] = given[name].digit
    if given:
        sheet.answers[practice] = "".join(marks)


@transaction.atomic
def save_row(draft: Draft, practice: str, given: Mapping[str, Side], place: str | None) -> None:
    """The same of the executive, whose answers stay with the survey."""
    touch(draft, place)
    key = {"draft_id": draft.pk, "practice_id": practice_ids(draft.survey.questionnaire_id)[practice]}
    if len(given) < 2:
        lift_not_applicable(key)
    if not given:
        return
    columns = {name: side.level for name, side in given.items()}
    reasons = {f"{name}_reason": side.reason for name, side in given.items()}
    DraftAnswer.objects.bulk_create(
        [DraftAnswer(**key, **columns, **reasons)],
        update_conflicts=True,
        unique_fields=["draft", "practice"],
        update_fields=[*columns, *reasons],
    )


def lift_not_applicable(key: Mapping[str, int]) -> None:
    DraftAnswer.objects.filter(**key, current_reason=Reason.NOT_APPLICABLE).update(
        current=None, current_reason="", desired=None, desired_reason=""
    )


def save_picks(*, draft: Draft, practices: Collection[str], place: str | None = None) -> None:
    """Save which core practices would be moved first. Raises TooManyPicks, DraftGone."""
    core = {practice.code for practice in of_survey(draft.survey).of_form(Form.CORE)}
    if len(set(practices)) > PICKS_AT_MOST or not core.issuperset(practices):
        raise TooManyPicks
    if draft.is_executive:
        save_picked_rows(draft, practices, place)
        return
    with changed_sheet(draft, place) as sheet:
        for code in {*sheet.answers, *practices}:
            marks = sheet.answers.get(code, "000")
            sheet.answers[code] = f"{marks[:2]}{int(code in practices)}"


@transaction.atomic
def save_picked_rows(draft: Draft, practices: Collection[str], place: str | None) -> None:
    ids = practice_ids(draft.survey.questionnaire_id)
    touch(draft, place)
    draft.answers.filter(picked=True).update(picked=False)
    DraftAnswer.objects.bulk_create(
        [DraftAnswer(draft_id=draft.pk, practice_id=ids[code], picked=True) for code in practices],
        update_conflicts=True,
        unique_fields=["draft", "practice"],
        update_fields=["picked"],
    )


def save_segments(*, draft: Draft, given: Mapping[str, str], place: str | None = None) -> None:
    """Save what somebody of the team says about themselves; "" is "prefer not to say".

    On an invitation only where people meet customers is asked, because the list has said the rest.
    Raises UnknownSegment, DraftGone.
    """
    assert draft.panel is not None
    choices = offered(draft.panel)
    for name, label in given.items():
        if label and label not in (value for value, _words in choices.get(name, ())):
            raise UnknownSegment(name)
    with changed_sheet(draft, place) as sheet:
        sheet.said |= given


@transaction.atomic
def go_deeper(*, draft: Draft) -> None:
    """Offer the other practices to whoever has finished the core, or go on where they were left."""
    ids = practice_ids(draft.survey.questionnaire_id)
    answers = answers_of(draft)
    deeper = [practice.code for practice in of_survey(draft.survey).of_form(DEEPER)]
    still_open = [code for code in deeper if not (ids[code] in answers and is_complete(answers[ids[code]]))]
    touch(draft, still_open[0] if still_open else CHECK)
    Draft.objects.filter(pk=draft.pk).update(form=Form.FULL)
    draft.form = Form.FULL


def is_full(panel: Panel) -> bool:
    """Whether an open link has brought as many answers as it may. One statement where there is a limit."""
    most = answers_at_most(panel)
    if most is None:
        return False
    return Response.objects.filter(survey=panel.survey_id, voice=panel.voice).count() >= most


def answers_at_most(panel: Panel) -> int | None:
    """How many answers an open link takes; None where nothing limits it."""
    if panel.way != Way.LINK:
        return None
    limits = [panel.answers_at_most, PEERS_AT_MOST if panel.voice == Voice.PEER else None]
    return min((limit for limit in limits if limit is not None), default=None)


def is_complete(answer: DraftAnswer) -> bool:
    return bool(answer.current or answer.current_reason) and bool(answer.desired or answer.desired_reason)


def has_answer(answer: DraftAnswer) -> bool:
    return any((answer.current, answer.current_reason, answer.desired, answer.desired_reason))
