"""Saving a practice, the picks, and Finish."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.choices import (
    CHECK,
    DEEPER,
    LEVELS,
    MEETS,
    PEERS_AT_MOST,
    PICKS_AT_MOST,
    SEGMENTS,
    Form,
    Meets,
    Reason,
    Voice,
    Way,
)
from surveys.instruments import of_survey, practice_ids
from surveys.links import hash_result_code
from surveys.models import Answer, Bucket, Draft, DraftAnswer, Invitation, Panel, Response
from surveys.models.keys import random_key_among
from surveys.models.responses import answer_id

FINISHES_PER_HOUR = 60


class DraftGone(Exception):
    """The draft was finished or deleted while a form was open."""


class Locked(Exception):
    """The executive's answers can't be changed any more: a group's results are open."""


class RoundClosed(Exception):
    """The voice has closed; what comes now belongs to the next round."""


class LinkFull(Exception):
    """A link for peers has brought as many answers as it may."""


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


@transaction.atomic
def save_answer(
    *, draft: Draft, practice: str, current: Side | None, desired: Side | None, place: str | None = None
) -> None:
    """Save what was given of one practice; a side that was not given stays as it is.

    Except that "does not apply" holds for both sides or for none: what is given on one side clears it
    on the other. At most three statements. Raises DraftGone.
    """
    touch(draft, place)
    given = {name: side for name, side in (("current", current), ("desired", desired)) if side is not None}
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


@transaction.atomic
def save_picks(*, draft: Draft, practices: Collection[str], place: str | None = None) -> None:
    """Save which core practices would be moved first. Raises TooManyPicks, DraftGone."""
    ids = practice_ids(draft.survey.questionnaire_id)
    core = {practice.code for practice in of_survey(draft.survey).of_form(Form.CORE)}
    if len(set(practices)) > PICKS_AT_MOST or not core.issuperset(practices):
        raise TooManyPicks
    touch(draft, place)
    draft.answers.filter(picked=True).update(picked=False)
    DraftAnswer.objects.bulk_create(
        [DraftAnswer(draft_id=draft.pk, practice_id=ids[code], picked=True) for code in practices],
        update_conflicts=True,
        unique_fields=["draft", "practice"],
        update_fields=["picked"],
    )


@transaction.atomic
def save_segments(*, draft: Draft, given: Mapping[str, str], place: str | None = None) -> None:
    """Save what somebody of the team says about themselves; "" is "prefer not to say".

    On an invitation only where people meet customers is asked, because the list has said the rest.
    Raises UnknownSegment, DraftGone.
    """
    assert draft.panel is not None
    offered = {MEETS: list(Meets.values)}
    if draft.panel.way == Way.LINK:
        offered |= {name: draft.panel.segments.get(name, []) for name in SEGMENTS}
    for name, label in given.items():
        if label and label not in offered.get(name, []):
            raise UnknownSegment(name)
    touch(draft, place)
    Draft.objects.filter(pk=draft.pk).update(**given)


@transaction.atomic
def go_deeper(*, draft: Draft) -> None:
    """Offer the other practices to whoever has finished the core, or go on where they were left."""
    ids = practice_ids(draft.survey.questionnaire_id)
    answers = {answer.practice_id: answer for answer in draft.answers.all()}
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
    answers = {answer.practice_id: answer for answer in draft.answers.all()}
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
    positions = {practice.code: practice.position for practice in of_survey(draft.survey).practices}
    Answer.objects.bulk_create(
        final_answer(response, pk, positions[code], answers.get(pk)) for code, pk in asked.items()
    )


@transaction.atomic
def finish_for_good(*, draft: Draft, result_code: str) -> Response:
    """Turn the draft of a peer or a member of the team into a response that nothing joins to anybody.

    In one transaction the draft goes, the invitation is marked as answered and gives up its segments, and
    a response appears that has no date, no order and no key in common with either. The lock is the one
    that closing takes. Raises NothingAnswered, DraftGone, RoundClosed, LinkFull, ValueError for what is
    no result code.
    """
    code_hash = hash_result_code(result_code)
    assert draft.panel_id is not None
    panel = Panel.objects.select_for_update().get(pk=draft.panel_id)
    if panel.closed_at is not None:
        raise RoundClosed
    if panel.voice == Voice.PEER and panel.way == Way.LINK and is_full(panel):
        raise LinkFull
    # held against a save at the same moment: either it comes first and counts, or it finds no draft
    locked = Draft.objects.select_for_update(of=("self",)).select_related("invitation")
    held = locked.filter(pk=draft.pk).exclude(invitation__answered=True).first()
    if held is None:
        raise DraftGone
    answers = {answer.practice_id: answer for answer in held.answers.all()}
    asked = asked_practices(draft, answers)
    if not any(has_answer(answers[pk]) for pk in asked.values() if pk in answers):
        raise NothingAnswered
    told = held.invitation if held.invitation is not None else held
    segments = {name: getattr(told, name) for name in SEGMENTS}
    if held.invitation is not None:
        Invitation.objects.filter(pk=held.invitation.pk).update(
            answered=True, declined=False, **dict.fromkeys(SEGMENTS, "")
        )
    held.delete()
    try:
        with transaction.atomic():
            response = Response.objects.create(
                pk=random_key_among(draft.survey_id),
                survey=draft.survey,
                voice=panel.voice,
                meets=held.meets,
                code_hash=code_hash,
                **segments,
            )
    except IntegrityError:
        raise ValueError("somebody else has this result code") from None
    write_answers(response, draft, asked, answers)
    return response


def is_full(panel: Panel) -> bool:
    return Response.objects.filter(survey=panel.survey_id, voice=panel.voice).count() >= PEERS_AT_MOST


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
    """The answer as it counts: what is open on a side was skipped."""
    draft = draft or DraftAnswer()
    return Answer(
        id=answer_id(response.pk, position),
        response=response,
        practice_id=practice_id,
        current=draft.current,
        current_reason=draft.current_reason or ("" if draft.current else Reason.SKIPPED),
        desired=draft.desired,
        desired_reason=draft.desired_reason or ("" if draft.desired else Reason.SKIPPED),
        picked=draft.picked,
    )
