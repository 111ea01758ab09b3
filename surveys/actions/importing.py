"""Bringing results from before into a survey: a file, taken whole or not at all, becomes an earlier round.

It is a preview until it is kept, and can be undone until one of its results is open. Who is who in the
file is not stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import access, promise
from surveys.actions import files
from surveys.actions.inviting import must_be_executive
from surveys.actions.surveys import default_wanted_by, round_before
from surveys.answer_files import NotAnswers
from surveys.choices import GROUPS, MEETS, Form, Reason, Voice, Way
from surveys.coarsening import most_frequent_first
from surveys.import_files import WORDS, kept_columns, meeting_places, second_executives, unknown_meetings
from surveys.instruments import of_survey, practice_ids
from surveys.long_answers import BadLines, Known, LongAnswers, TooLong, read
from surveys.models import Answer, Bucket, Organisation, Panel, Response, Survey, User
from surveys.models.keys import random_key_among
from surveys.models.responses import answer_id

ANSWERS_AT_ONCE = 5_000


class TooManyImports(Exception):
    """More files than one account has read in a day."""


class FewerAsked(Exception):
    """A voice of which fewer people were asked than have answered, or that the file doesn't have at all."""

    def __init__(self, voice: str, answered: int) -> None:
        super().__init__(voice, answered)
        self.voice, self.answered = voice, answered


class ResultsOpen(Exception):
    """Results of the round are open: what was shown can't be taken back."""


def must_be_importer(survey: Survey, by: User) -> None:
    if not access.may_import_into(by, survey):
        raise PermissionDenied("only the executive and whoever the survey is shared with import into it")


# --- the file -----------------------------------------------------------------------------------------------


def read_file(*, survey: Survey, file: BinaryIO, by: User) -> LongAnswers:
    """What is in the file, nothing of which is stored yet: reading takes long, and so holds no lock.

    Every file counts, those that are refused too. Raises PermissionDenied, TooManyImports, NotAnswers,
    TooLong, BadLines.
    """
    must_be_importer(survey, by)
    if not Bucket.take("import", str(by.pk), settings.IMPORTS_PER_DAY, timedelta(days=1)):
        raise TooManyImports
    codes = {code.lower(): code for code in practice_ids(survey.questionnaire_id)}
    try:
        answers, problems = read(file, settings.LINES_PER_IMPORT, Known(codes, WORDS)), []
    except BadLines as bad:
        answers, problems = bad.others, list(bad.problems)
    if len(answers.people) > settings.ROWS_PER_LIST:
        raise TooLong(
            _("This file has %(n)d people, more than the %(most)d it may have.")
            % {"n": len(answers.people), "most": settings.ROWS_PER_LIST}
        )
    if not problems and all(person.voice == Voice.EXECUTIVE for person in answers.people):
        raise NotAnswers(_("Only the executive is in this file. It takes peers or a team to compare with."))
    problems += [*second_executives(answers), *unknown_meetings(answers)]
    if problems:
        raise BadLines(sorted(problems, key=lambda problem: problem.lines[0]), answers)
    return answers


# --- the round ----------------------------------------------------------------------------------------------


@transaction.atomic
def store(
    *,
    survey: Survey,
    answers: LongAnswers,
    answered_on: date,
    by: User,
    head_counts: Mapping[str, int] | None = None,
) -> Survey:
    """These answers as an earlier round, all of them or none.

    `head_counts` is how many people of a voice had been asked, where that is known. Raises PermissionDenied,
    FewerAsked, ValueError for a day after the survey began.
    """
    must_be_importer(survey, by)
    if answered_on > timezone.localdate(survey.created_at):
        raise ValueError("an earlier round lies before the one it is imported into")
    answered = Counter(person.voice for person in answers.people)
    for voice, heads in (head_counts or {}).items():
        if not 0 < answered[voice] <= heads:
            raise FewerAsked(voice, answered[voice])
    # held, so that two imports at once don't take the same round
    home = Organisation.objects.select_for_update().get(pk=survey.organisation_id)
    made = Survey.objects.create(
        organisation=home,
        questionnaire_id=survey.questionnaire_id,
        executive_id=survey.executive_id,
        round=round_before(home),
        language=survey.language,
        customers=survey.customers,
        customer=survey.customer,
        wanted_by=default_wanted_by(answered_on),
        earlier_of=survey,
        answered_on=answered_on,
        imported_by=by,
    )
    for voice in GROUPS:
        if answered[voice]:
            make_panel(made, voice, answers, (head_counts or {}).get(voice))
    keys = keys_for(made, len(answers.people))
    make_responses(made, answers, keys)
    make_answers(made, answers, keys)
    return made


def make_panel(made: Survey, voice: str, answers: LongAnswers, heads: int | None) -> Panel:
    """The voice as one that has been asked and takes no more answers; its results are still shut."""
    panel = Panel(
        survey=made,
        voice=voice,
        way=Way.LIST,
        form=form_of(made, voice, answers),
        head_count=heads,
        threshold=settings.SMALLEST_TEAM if voice == Voice.TEAM else settings.SMALLEST_PEERS,
        segments=labels_of(answers) if voice == Voice.TEAM else {},
        frozen_at=made.created_at,
    )
    panel.promise = promise.frozen(panel)
    panel.save()
    return panel


def form_of(made: Survey, voice: str, answers: LongAnswers) -> str:
    """The full form where the voice has answered anything beyond the core."""
    core = {practice.code for practice in of_survey(made).of_form(Form.CORE)}
    deeper = {at for at, code in enumerate(answers.items) if code not in core}
    whose = [person.voice == voice for person in answers.people]
    lines = zip(answers.person, answers.item, strict=True)
    return Form.FULL if any(item in deeper and whose[person] for person, item in lines) else Form.CORE


def labels_of(answers: LongAnswers) -> dict[str, list[str]]:
    """By what the team can be split, the labels in use, the most frequent first."""
    found = {}
    for name, at in kept_columns(answers).items():
        people = Counter(person.labels[at] for person in answers.people if person.voice == Voice.TEAM)
        del people[""]
        if name != MEETS and people:
            found[name] = most_frequent_first(people)
    return found


def keys_for(made: Survey, number: int) -> list[int]:
    """Random keys: neither they nor their order say where in the file somebody stood."""
    keys: set[int] = set()
    while len(keys) < number:
        keys.add(random_key_among(made.pk))
    return list(keys)


def make_responses(made: Survey, answers: LongAnswers, keys: Sequence[int]) -> None:
    columns, places = kept_columns(answers), meeting_places()
    responses = []
    for key, person in zip(keys, answers.people, strict=True):
        said = {name: person.labels[at] for name, at in columns.items() if person.voice == Voice.TEAM}
        if MEETS in said:
            said[MEETS] = places[said[MEETS].lower()]
        responses.append(Response(pk=key, survey=made, voice=person.voice, **said))
    Response.objects.bulk_create(responses, batch_size=1_000)


def make_answers(made: Survey, answers: LongAnswers, keys: Sequence[int]) -> None:
    """A row for each line; a practice without a line was not on the person's form."""
    ids = practice_ids(made.questionnaire_id)
    positions = {practice.code: practice.position for practice in of_survey(made).practices}
    items = [(ids[code], positions[code]) for code in answers.items]
    rows = (
        answer_of(keys[person], *items[item], current, desired)
        for person, item, current, desired in zip(
            answers.person, answers.item, answers.current, answers.desired, strict=True
        )
    )
    while some := list(islice(rows, ANSWERS_AT_ONCE)):
        Answer.objects.bulk_create(some)


def answer_of(response: int, practice: int, position: int, current: int, desired: int) -> Answer:
    return Answer(
        id=answer_id(response, position),
        response_id=response,
        practice_id=practice,
        current=current or None,
        current_reason="" if current else Reason.DONT_KNOW,
        desired=desired or None,
        desired_reason="" if desired else Reason.NO_VIEW,
    )


# --- afterwards ---------------------------------------------------------------------------------------------


@transaction.atomic
def keep(*, imported: Survey, by: User) -> None:
    """Make the preview an earlier round, whose results may be opened. Twice is harmless."""
    assert imported.earlier_of is not None
    must_be_importer(imported.earlier_of, by)
    Survey.objects.filter(pk=imported.pk, kept_at__isnull=True).update(kept_at=timezone.now())


@transaction.atomic
def undo(*, imported: Survey, by: User) -> None:
    """Delete the round as if the file had never come. Raises ResultsOpen, PermissionDenied."""
    assert imported.earlier_of is not None
    must_be_importer(imported.earlier_of, by)
    if any(panel.is_open for panel in hold(Panel.objects.filter(survey=imported))):
        raise ResultsOpen
    delete([imported.pk])


@transaction.atomic
def remove(*, imported: Survey, by: User) -> None:
    """Delete a round whatever is open of it: the survey's executive alone may. Raises PermissionDenied."""
    assert imported.earlier_of is not None
    must_be_executive(imported.earlier_of, by)
    hold(Panel.objects.filter(survey=imported))
    delete([imported.pk])


def delete(rounds: Collection[int]) -> int:
    """Delete these imported rounds with everything in them; how many. The caller holds their panels.

    What other rounds had prepared goes too, where it may compare with results of these.
    """
    files.forget_compared(rounds=rounds)
    _rows, found = Survey.objects.filter(pk__in=rounds, earlier_of__isnull=False).delete()
    return found.get(Survey._meta.label, 0)


def hold(panels: QuerySet[Panel]) -> list[Panel]:
    """Take the lock that asking, Start, Finish, closing and opening take."""
    return list(panels.select_for_update().order_by("pk"))
