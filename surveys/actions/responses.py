"""Saving a practice, the picks, and Finish."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from surveys.choices import (
    CHECK,
    DEEPER,
    LEVELS,
    PEERS_AT_MOST,
    PICKS_AT_MOST,
    REASON_DIGITS,
    SEGMENTS,
    Form,
    Reason,
    Voice,
    Way,
)
from surveys.instruments import of_survey, positions_of, practice_ids
from surveys.links import hash_result_code
from surveys.models import Answer, Bucket, Draft, DraftAnswer, Invitation, Panel, Response
from surveys.models.keys import random_key_among
from surveys.models.responses import answer_id
from surveys.segments import offered
from surveys.sheets import Sheet, answers_of, marks_of, seal_draft, seal_response, sheet_of

FINISHES_PER_HOUR = 60
QUICK_SECONDS = 2.0


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
        marks = list(sheet.answers.get(practice, "000"))
        if len(given) < 2 and marks[0] == str(REASON_DIGITS[Reason.NOT_APPLICABLE]):
            marks[:2] = "00"
        for at, name in enumerate(("current", "desired")):
            if name in given:
                marks[at] = given[name].digit
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


@transaction.atomic
def finish(*, draft: Draft) -> Response:
    """Write the executive's draft as the survey's executive response, in place of an earlier one.

    What was left open is written as skipped; deeper practices count as asked once one of them has an
    answer. Twice is harmless. Raises NothingAnswered, DraftGone, TooOften, Locked once a group's results
    are open.
    """
    if not Bucket.take("finish", str(draft.pk), FINISHES_PER_HOUR, timedelta(hours=1)):
        raise TooOften
    now = timezone.now()
    changeable = Draft.objects.filter(pk=draft.pk).exclude(survey__panels__opened_at__isnull=False)
    if not changeable.update(finished_at=now, saved_at=now, place=CHECK):
        raise Locked if Draft.objects.filter(pk=draft.pk).exists() else DraftGone
    answers = answers_of(draft)
    asked = asked_practices(draft, answers)
    if not any(has_answer(answers[pk]) for pk in asked.values() if pk in answers):
        raise NothingAnswered
    response = Response.objects.filter(survey=draft.survey_id, voice=draft.voice).first()
    if response is None:
        response = Response.objects.create(
            pk=random_key_among(draft.survey_id), survey=draft.survey, voice=draft.voice
        )
    else:
        response.answers.all().delete()
    write_answers(response, draft, asked, answers)
    draft.finished_at = now
    return response


def write_answers(
    response: Response, draft: Draft, asked: Mapping[str, int], answers: Mapping[int, DraftAnswer]
) -> None:
    positions = positions_of(draft.survey)
    Answer.objects.bulk_create(
        final_answer(response, pk, positions[code], answers.get(pk)) for code, pk in asked.items()
    )


@transaction.atomic
def finish_for_good(*, draft: Draft, result_code: str) -> Response:
    """Turn the draft of a peer or a member of the team into a response that nothing joins to anybody.

    In one transaction the draft goes, the invitation is marked as answered and gives up its segments, and
    a response appears that has no date, no order and no key in common with either, sealed until results
    open. The lock is the one that closing takes. Raises NothingAnswered, DraftGone, RoundClosed, LinkFull,
    ValueError for what is no result code.
    """
    code_hash = hash_result_code(result_code)
    assert draft.panel_id is not None
    panel = Panel.objects.select_for_update().get(pk=draft.panel_id)
    if panel.closed_at is not None:
        raise RoundClosed
    if is_full(panel):
        raise LinkFull
    # held against a save at the same moment: either it comes first and counts, or it finds no draft
    locked = Draft.objects.select_for_update(of=("self",)).select_related("invitation")
    held = locked.filter(pk=draft.pk).exclude(invitation__answered=True).first()
    if held is None:
        raise DraftGone
    held.survey = draft.survey
    answers, sheet = answers_of(held), sheet_of(held)
    asked = asked_practices(draft, answers)
    if not any(has_answer(answers[pk]) for pk in asked.values() if pk in answers):
        raise NothingAnswered
    final = Sheet(
        {code: marks_of(final_sides(answers.get(pk))) for code, pk in asked.items()},
        said_for_good(sheet, held.invitation),
    )
    if is_quick(sheet, answers.values()):
        Panel.objects.filter(pk=panel.pk).update(quick=F("quick") + 1)
    if held.invitation is not None:
        Invitation.objects.filter(pk=held.invitation.pk).update(
            answered=True, declined=False, **dict.fromkeys(SEGMENTS, "")
        )
    held.delete()
    pk = random_key_among(draft.survey_id)
    try:
        with transaction.atomic():
            return Response.objects.create(
                pk=pk,
                survey=draft.survey,
                voice=panel.voice,
                code_hash=code_hash,
                sealed=seal_response(final, pk),
            )
    except IntegrityError:
        raise ValueError("somebody else has this result code") from None


def said_for_good(sheet: Sheet, invitation: Invitation | None) -> dict[str, str]:
    """What is known of somebody besides the answers: the list has said it, or the person has."""
    listed = {name: getattr(invitation, name) for name in SEGMENTS} if invitation else {}
    told = sheet.said | {name: label for name, label in listed.items() if label}
    return {name: label for name, label in told.items() if label}


def is_quick(sheet: Sheet, answers: Iterable[DraftAnswer]) -> bool:
    """Whether Finish came sooner than anybody reads: under two seconds for each level given, on average
    (Huang et al. 2012, doi 10.1007/s10869-011-9231-8)."""
    ratings = sum(bool(answer.current) + bool(answer.desired) for answer in answers)
    return bool(sheet.begun) and timezone.now().timestamp() - sheet.begun < ratings * QUICK_SECONDS


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


def asked_practices(draft: Draft, answers: Mapping[int, DraftAnswer]) -> dict[str, int]:
    """Code → key of the practices on this person's form."""
    ids = practice_ids(draft.survey.questionnaire_id)
    instrument = of_survey(draft.survey)
    deeper = [practice.code for practice in instrument.of_form(DEEPER)]
    begun = any(has_answer(answers[ids[code]]) for code in deeper if ids[code] in answers)
    whole = draft.form == Form.FULL and (begun or not draft.is_executive)
    form = Form.FULL if whole else Form.CORE
    return {practice.code: ids[practice.code] for practice in instrument.of_form(form)}


def is_complete(answer: DraftAnswer) -> bool:
    return bool(answer.current or answer.current_reason) and bool(answer.desired or answer.desired_reason)


def has_answer(answer: DraftAnswer) -> bool:
    return any((answer.current, answer.current_reason, answer.desired, answer.desired_reason))


def final_answer(response: Response, practice_id: int, position: int, draft: DraftAnswer | None) -> Answer:
    """The answer as it counts."""
    sides = final_sides(draft)
    return Answer(
        id=answer_id(response.pk, position),
        response=response,
        practice_id=practice_id,
        current=sides.current,
        current_reason=sides.current_reason,
        desired=sides.desired,
        desired_reason=sides.desired_reason,
        picked=sides.picked,
    )


def final_sides(draft: DraftAnswer | None) -> DraftAnswer:
    """Both sides as they count: what is open was skipped."""
    draft = draft or DraftAnswer()
    return DraftAnswer(
        current=draft.current,
        current_reason=draft.current_reason or ("" if draft.current else Reason.SKIPPED),
        desired=draft.desired,
        desired_reason=draft.desired_reason or ("" if draft.desired else Reason.SKIPPED),
        picked=draft.picked,
    )
