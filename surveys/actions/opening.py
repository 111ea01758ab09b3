"""Opening a voice's results: it closes under the lock that Finish takes too, and is worked out once.

The numbers themselves are made elsewhere; they arrive here finished and safe, to be kept.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from surveys.actions import telling
from surveys.actions.importing import must_be_importer
from surveys.actions.inviting import answered, must_be_executive
from surveys.choices import DIMENSIONS, SEGMENTS, Voice
from surveys.instruments import positions_of, practice_ids
from surveys.links import opened_hash
from surveys.models import Answer, Draft, Panel, Release, Response, Survey, User
from surveys.models.keys import random_key_among
from surveys.models.responses import answer_id
from surveys.sheets import Sheet, answer_of, sheet_of_response

AT_ONCE = 1000  # responses whose answers are made at a time


class TooFewAnswers(Exception):
    """Fewer answers than the voice was promised to open from."""

    def __init__(self, have: int, needed: int) -> None:
        super().__init__(have, needed)
        self.have, self.needed = have, needed


class ExecutiveFirst(Exception):
    """No group's results open before the executive has finished the core."""


class NotAsked(Exception):
    """Nobody of this voice has been asked yet."""


@transaction.atomic
def close(*, panel: Panel, by: User) -> Panel:
    """Close a voice so that its results can be worked out; late answers belong to the next round.

    Twice is harmless. Raises TooFewAnswers, ExecutiveFirst, NotAsked, PermissionDenied; KeyGone where answers
    can't be read, before it would be too late to go on asking.
    """
    must_be_opener(panel.survey, by)
    locked = Panel.objects.select_for_update().get(pk=panel.pk)
    locked.survey = panel.survey
    if locked.closed_at is not None and (locked.is_open or answered(locked) >= locked.smallest):
        return locked
    if locked.frozen_at is None:
        raise NotAsked
    if not executive_has_finished(locked):
        raise ExecutiveFirst
    have = answered(locked)
    if have < locked.smallest:
        raise TooFewAnswers(have, locked.smallest)
    for response in sealed_of(locked).iterator():
        sheet_of_response(response)
    locked.closed_at = timezone.now()
    locked.save(update_fields=["closed_at"])
    return locked


def sealed_of(panel: Panel) -> QuerySet[Response]:
    """What the voice has said for good and nobody can read yet."""
    return Response.objects.filter(survey=panel.survey_id, voice=panel.voice, sealed__isnull=False)


def must_be_opener(survey: Survey, by: User) -> None:
    """Whoever may import earlier results may open them. Raises PermissionDenied."""
    if survey.earlier_of is None:
        must_be_executive(survey, by)
    else:
        must_be_importer(survey.earlier_of, by)


def executive_has_finished(panel: Panel) -> bool:
    """Whether there is an executive's result to compare with; what was imported opens without one."""
    own = Response.objects.filter(survey=panel.survey_id, voice=Voice.EXECUTIVE)
    return panel.survey.is_imported or own.exists()


def close_due(*, now: datetime | None = None) -> int:
    """Close every voice whose date has passed, in the morning of the day after; how many."""
    local = timezone.localtime(now or timezone.now())
    before = local.date() if local.hour >= settings.OPENING_HOUR else local.date() - timedelta(days=1)
    late = Panel.objects.filter(closed_at__isnull=True, frozen_at__isnull=False, closes_on__lt=before)
    return sum(close_late(pk, before) for pk in late.values_list("pk", flat=True))


@transaction.atomic
def close_late(pk: int, before: Any) -> int:
    locked = Panel.objects.select_for_update().filter(pk=pk, closed_at__isnull=True, closes_on__lt=before)
    return sum(Panel.objects.filter(pk=panel.pk).update(closed_at=timezone.now()) for panel in locked)


def to_open() -> list[int]:
    """The closed voices whose results can be worked out now: enough answers, and the executive's."""
    closed = Panel.objects.filter(closed_at__isnull=False, opened_at__isnull=True)
    return [
        panel.pk
        for panel in closed.select_related("survey")
        if answered(panel) >= panel.smallest and executive_has_finished(panel)
    ]


def note_step(panel_id: int, step: int) -> None:
    """How far the job has come, for the page that waits for it."""
    Panel.objects.filter(pk=panel_id, opened_at__isnull=True).update(opening_step=step)


def open_results(*, panel_id: int, results: dict[str, Any], people: int) -> bool:
    """Keep the results, write out what was sealed and open the voice; whether they are the first.

    All of it or nothing: what people have said stands readable in no row before everything that could tell
    whose it is has gone, drafts, departments, regions and levels. Nothing is ever computed anew. SQLite's
    journal of the last transactions is emptied. Raises KeyGone.
    """
    panel = Panel.objects.select_related("survey").filter(pk=panel_id, opened_at__isnull=True).first()
    if panel is None:
        return False
    said = unsealed(panel)  # before anybody else has to wait for it
    with transaction.atomic():
        return open_with(said, panel_id, results, people)


Said = tuple[str | None, Sheet]  # the hash of a result code, and what its owner has said


def unsealed(panel: Panel) -> list[Said]:
    """What a closed voice has said, in random order. Raises KeyGone."""
    said = [(one.code_hash, sheet_of_response(one)) for one in sealed_of(panel).iterator()]
    random.SystemRandom().shuffle(said)
    return said


def open_with(said: list[Said], panel_id: int, results: dict[str, Any], people: int) -> bool:
    locked = Panel.objects.select_related("survey").select_for_update(of=("self",))
    panel = locked.filter(pk=panel_id).first()
    if panel is None or panel.is_open:  # an import that was undone meanwhile is gone
        return False
    Release.objects.create(panel=panel, answered=people, results=results)
    Draft.objects.filter(panel=panel).delete()
    panel.invitations.exclude(**dict.fromkeys(SEGMENTS, "")).update(**dict.fromkeys(SEGMENTS, ""))
    break_seals(panel, said)
    forget_segments(panel)
    transaction.on_commit(empty_journal)
    if not panel.survey.is_imported:
        telling.note_opened(panel)
    Panel.objects.filter(pk=panel.pk).update(opened_at=timezone.now(), opening_step=0)
    return True


def break_seals(panel: Panel, said: list[Said]) -> None:
    """Write out what the voice has said, under new keys, in random order and without its segments.

    Nothing of a sealed response is left that an earlier copy of the database could be matched with, and
    neither the places of rows in their table nor the transaction that wrote them say who finished when.
    A row is written once: PostgreSQL keeps the old version of one that is changed for a while. A closed voice
    takes no answers, so `said` is all that is sealed; raises RuntimeError if it isn't.
    """
    deleted, _by_table = sealed_of(panel).delete()
    if deleted != len(said):
        raise RuntimeError("A closed voice has changed while its results were worked out.")
    for start in range(0, len(said), AT_ONCE):
        written = [written_out(panel.survey, *one, panel.voice) for one in said[start : start + AT_ONCE]]
        answers = [answer for _response, rows in written for answer in rows]
        random.SystemRandom().shuffle(answers)
        Response.objects.bulk_create([response for response, _answers in written])
        Answer.objects.bulk_create(answers)


def forget_segments(panel: Panel) -> None:
    """Of what was imported, and of what an earlier version wrote out before it opened."""
    nothing = dict.fromkeys(DIMENSIONS, "")
    responses = Response.objects.filter(survey=panel.survey_id, voice=panel.voice)
    responses.exclude(**nothing).update(**nothing)


def written_out(
    survey: Survey, code_hash: str | None, sheet: Sheet, voice: str
) -> tuple[Response, list[Answer]]:
    """A response under a new key, with its rows and nothing of what it is part of."""
    new = Response(pk=random_key_among(survey.pk), survey=survey, voice=voice)
    if code_hash is not None:
        new.code_hash = opened_hash(code_hash)
    return new, list(answers_in(survey, new.pk, sheet))


def answers_in(survey: Survey, pk: int, sheet: Sheet) -> Iterator[Answer]:
    """The rows of a response with this key."""
    positions, ids = positions_of(survey), practice_ids(survey.questionnaire_id)
    for code, marks in sheet.answers.items():
        sides = answer_of(ids[code], marks)
        yield Answer(
            id=answer_id(pk, positions[code]),
            response_id=pk,
            practice_id=ids[code],
            current=sides.current,
            current_reason=sides.current_reason,
            desired=sides.desired,
            desired_reason=sides.desired_reason,
            picked=sides.picked,
        )


def empty_journal() -> None:
    """Copy what SQLite's journal holds into the database and empty the file: frames of it would show
    which invitation and which response were written together. A reader may keep it busy; so may anything
    that runs inside a transaction: the next purge empties it then."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
