"""Files that are prepared: asked for, made by the worker step by step, kept for a while.

The row is the truth and the queue only a nudge, so every verb may come twice or too late. What was to be
in a file never outlives the right to see it: whoever takes that away forgets the files too, under a lock
on each of them, and what the worker brings afterwards finds no row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NoReturn

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from surveys import access
from surveys.choices import Failure, FileState
from surveys.models import (
    Bucket,
    FileContent,
    Panel,
    PreparedFile,
    Share,
    SlideTemplate,
    Survey,
    TemplateContent,
    User,
)
from surveys.models.files import NAME_LENGTH

OPEN = (FileState.WAITING, FileState.WORKING)
TRIES = 3
DAY = timedelta(days=1)
UNNAMED = "slides.pptx"


class TooManyAtOnce(Exception):
    """More files than one reader of a round may have waiting."""


class TooManyToday(Exception):
    """More files or templates than anybody prepares in a day."""


class TooManyTemplates(Exception):
    """More templates than an account may keep."""


# --- asking for one -----------------------------------------------------------------------------------------


@transaction.atomic
def ask_for(
    *,
    survey: Survey,
    share: Share | None,
    by: User | None,
    kind: str,
    own_marks: bool,
    language: str,
    fingerprint: str,
    template: SlideTemplate | None = None,
) -> PreparedFile:
    """A file that is to be made of this fingerprint; the same one again if it is there or on its way.

    It takes the place of one that failed. `by` is whoever is signed in, `share` the right by which
    somebody else than the executive sees the round. Raises PermissionDenied, TooManyAtOnce, TooManyToday.
    """
    held = Survey.objects.select_for_update(of=("self",)).select_related("earlier_of")
    survey = held.filter(pk=survey.pk).first() or no_right("the round is gone")
    if share is not None:  # held, so that withdrawing it comes before or after
        share = Share.objects.select_for_update().filter(pk=share.pk).first() or no_right("no such share")
    if template is not None:
        slides = SlideTemplate.objects.select_for_update().filter(pk=template.pk, owner=by)
        template = slides.first() or no_right("no such slides of this account")
    owned = access.account_behind(survey) is not None
    asked = PreparedFile(
        survey=survey,
        share=share,
        asked_by=by if share is not None or owned else None,
        kind=kind,
        own_marks=own_marks,
        template=template,
        language=language,
        fingerprint=fingerprint,
        asked_at=timezone.now(),
        kept_until=until(),
    )
    if (owned and by is None) or not access.still_sees(asked):
        no_right("whoever asks for a file of a round may see it")
    alike = access.files_of(survey, share).filter(fingerprint=fingerprint, kind=kind)
    same = alike.exclude(state=FileState.FAILED).first()
    if same is not None:
        put_off(file=same)
        return same
    count_one_more(survey, share)
    forget(alike)  # those that failed
    asked.save()
    FileContent.objects.create(file=asked)
    return asked


def count_one_more(survey: Survey, share: Share | None) -> None:
    """One more file for the worker. Raises TooManyAtOnce, TooManyToday."""
    if access.files_of(survey, share).filter(state__in=OPEN).count() >= settings.FILES_AT_ONCE:
        raise TooManyAtOnce
    if not Bucket.take("file", f"{survey.pk}/{share.pk if share else ''}", settings.FILES_PER_DAY, DAY):
        raise TooManyToday


def no_right(why: str) -> NoReturn:
    raise PermissionDenied(why)


def until() -> datetime:
    return timezone.now() + timedelta(hours=settings.FILES_KEPT_HOURS)


def put_off(*, file: PreparedFile) -> None:
    """Keep it longer: somebody has just fetched it, or asked for the same again."""
    PreparedFile.objects.filter(pk=file.pk).update(kept_until=until())


@transaction.atomic
def try_again(*, file: PreparedFile) -> None:
    """Let the worker take up a file that failed; any other is left alone.

    It counts like one that is asked for. Raises TooManyAtOnce, TooManyToday.
    """
    survey = Survey.objects.select_for_update().get(pk=file.survey_id)
    failed = PreparedFile.objects.filter(pk=file.pk, state=FileState.FAILED).exclude(failure=Failure.TEMPLATE)
    if failed.exists():
        count_one_more(survey, file.share)
        failed.update(state=FileState.WAITING, failure="", tries=0, step=0, of=0, kept_until=until())


# --- making it ----------------------------------------------------------------------------------------------


def unfinished() -> list[int]:
    """The files that wait for a worker, or whose worker may be lost, the oldest first."""
    found = PreparedFile.objects.filter(state__in=OPEN)
    return list(found.order_by("asked_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def begin(*, file_id: int) -> PreparedFile | None:
    """The file to be made now; nothing where none is to be made, or nobody may see it any more.

    A worker that is killed leaves it under way, so it is begun anew, a few times at most.
    """
    file = locked(file_id)
    if file is None or not file.is_open:
        return None
    if not access.still_sees(file):
        file.delete()
        return None
    if file.tries >= TRIES:
        fail(file_id=file_id, why=Failure.LOST)
        return None
    file.state, file.tries = FileState.WORKING, file.tries + 1
    file.step, file.of, file.begun_at = 0, 0, timezone.now()
    file.save(update_fields=["state", "tries", "step", "of", "begun_at"])
    return file


def locked(file_id: int) -> PreparedFile | None:
    """The file with everything that says who may see it, held against whoever takes that away."""
    found = PreparedFile.objects.select_for_update(of=("self",)).select_related(
        "survey__organisation", "survey__earlier_of", "share", "asked_by", "template"
    )
    return found.filter(pk=file_id).first()


def note_step(*, file_id: int, step: int, of: int) -> bool:
    """How far the work has come, for the page that waits; whether it is still wanted."""
    working = PreparedFile.objects.filter(pk=file_id, state=FileState.WORKING)
    return bool(working.update(step=min(step, of), of=of))


@transaction.atomic
def keep(*, file_id: int, content: bytes, fingerprint: str) -> bool:
    """Keep what was made, of the fingerprint that it really has; whether there was anybody to keep it for."""
    file = locked(file_id)
    if file is None or file.state != FileState.WORKING:
        return False
    if not access.still_sees(file):
        file.delete()
        return False
    FileContent.objects.filter(file=file).update(data=content)
    PreparedFile.objects.filter(pk=file_id).update(
        state=FileState.DONE,
        step=file.of,
        made_at=timezone.now(),
        size=len(content),
        fingerprint=fingerprint,
        kept_until=until(),
    )
    return True


def fail(*, file_id: int, why: Failure) -> None:
    """Say that it could not be made, and why. A file that is done stays done."""
    PreparedFile.objects.filter(pk=file_id, state__in=OPEN).update(state=FileState.FAILED, failure=why)


# --- forgetting ---------------------------------------------------------------------------------------------


@transaction.atomic
def forget(files: QuerySet[PreparedFile]) -> int:
    """Delete these, held first: a worker that brings one at this moment comes before or finds none."""
    held = list(files.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if held:
        PreparedFile.objects.filter(pk__in=held).delete()
    return len(held)


def forget_shared(*, share: Share) -> int:
    """What the address of this share had prepared of the organisation: its other rounds compare with it."""
    shown = PreparedFile.objects.filter(share__email=share.email)
    return forget(shown.filter(survey__organisation__surveys=share.survey_id))


def forget_own_marks(*, share: Share) -> int:
    """The files of a share that hold the executive's marks, which it doesn't show any more."""
    return forget(PreparedFile.objects.filter(share=share, own_marks=True))


def forget_compared(*, rounds: Iterable[int]) -> int:
    """What other rounds had prepared that may compare with these, which go."""
    opened = Panel.objects.filter(survey__in=rounds, opened_at__isnull=False)
    homes = opened.values("survey__organisation")
    return forget(PreparedFile.objects.filter(survey__organisation__in=homes))


def old(*, now: datetime) -> QuerySet[PreparedFile]:
    """Files past their time, and those that hold marks which were given anew since."""
    return PreparedFile.objects.filter(Q(kept_until__lt=now) | access.holds_earlier_marks())


# --- slides of one's own ------------------------------------------------------------------------------------


def keep_template(
    *, owner: User, name: str, content: bytes, emptied: Callable[[bytes], bytes]
) -> SlideTemplate:
    """Keep what `emptied` leaves of a presentation, or raise what it finds wrong with it.

    That takes long, and so holds no lock. Every file counts, those that are refused too. Raises
    TooManyToday, TooManyTemplates.
    """
    if not Bucket.take("template", str(owner.pk), settings.TEMPLATES_PER_DAY, DAY):
        raise TooManyToday
    sha256 = hashlib.sha256(content).hexdigest()  # of what was sent: the same again is known by it
    return store_template(owner, name.strip()[:NAME_LENGTH] or UNNAMED, sha256, emptied(content))


@transaction.atomic
def store_template(owner: User, name: str, sha256: str, content: bytes) -> SlideTemplate:
    """The same presentation again is the one that is there."""
    User.objects.select_for_update().get(pk=owner.pk)  # two at once must not both be the last
    theirs = SlideTemplate.objects.filter(owner=owner)
    same = theirs.filter(sha256=sha256).first()
    if same is not None:
        return same
    if theirs.count() >= settings.TEMPLATES_PER_ACCOUNT:
        raise TooManyTemplates
    made = SlideTemplate.objects.create(owner=owner, name=name, sha256=sha256, size=len(content))
    TemplateContent.objects.create(template=made, data=content)
    return made


@transaction.atomic
def remove_template(*, template: SlideTemplate) -> None:
    """Remove it for good. What was made on it stays; what wasn't says why it can't be any more."""
    for held in SlideTemplate.objects.select_for_update().filter(pk=template.pk):
        unmade = PreparedFile.objects.filter(template=held).exclude(state=FileState.DONE)
        unmade.update(state=FileState.FAILED, failure=Failure.TEMPLATE)
        held.delete()
