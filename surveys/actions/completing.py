"""Finish: what was saved becomes what counts, for the executive again and again, for anybody else once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from surveys.actions.responses import (
    DraftGone,
    LinkFull,
    Locked,
    NothingAnswered,
    RoundClosed,
    TooOften,
    has_answer,
    is_full,
)
from surveys.choices import CHECK, DEEPER, SEGMENTS, Form, Reason
from surveys.instruments import of_survey, positions_of, practice_ids
from surveys.links import hash_result_code
from surveys.models import Answer, Bucket, Draft, DraftAnswer, Invitation, Panel, Response
from surveys.models.keys import random_key_among
from surveys.models.responses import answer_id
from surveys.sheets import Sheet, answers_of, marks_of, seal_response, sheet_of

FINISHES_PER_HOUR = 60
QUICK_SECONDS = 2.0


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


def asked_practices(draft: Draft, answers: Mapping[int, DraftAnswer]) -> dict[str, int]:
    """Code → key of the practices on this person's form."""
    ids = practice_ids(draft.survey.questionnaire_id)
    instrument = of_survey(draft.survey)
    deeper = [practice.code for practice in instrument.of_form(DEEPER)]
    begun = any(has_answer(answers[ids[code]]) for code in deeper if ids[code] in answers)
    whole = draft.form == Form.FULL and (begun or not draft.is_executive)
    form = Form.FULL if whole else Form.CORE
    return {practice.code: ids[practice.code] for practice in instrument.of_form(form)}


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
