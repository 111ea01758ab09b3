"""Files of a result that the worker prepares: what there is, asking for one, fetching it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessment.exports import kinds
from assessment.tasks import prepare
from assessment.views import reports
from surveys import access
from surveys.actions import files
from surveys.choices import Failure, FileKind, FileState, Voice
from surveys.models import PreparedFile, Response, SlideTemplate, User
from surveys.views.pages import Problem

LOOK_AGAIN = "2; url={}"  # seconds, while something is being made; to the same address with #, nothing moves
KIND = "kind-{}"  # where in the page a kind of file stands
OWN, LOOK = "own", "look"


class Refused(Exception):
    """What was asked for can't be: a status, a sentence, and the place in the page that it is about."""

    def __init__(self, status: int, message: str, anchor: str = "prepare") -> None:
        super().__init__(message)
        self.status, self.problem = status, Problem(message, anchor)


class Offer(NamedTuple):
    """A kind of file, and what is in it."""

    kind: str
    name: str
    what: str


def offers() -> list[Offer]:
    what = {
        FileKind.PDF: _(
            "The whole report: each finding with its picture, its table and what it rests on. "
            "A4, with bookmarks, to read or to print."
        ),
        FileKind.BOARD: _("One A4 page: the main finding, its picture and what follows from it."),
        FileKind.PPTX: _(
            "The report as slides, one finding each. Text, tables and shapes can be edited, "
            "with notes for whoever presents, and an agenda for talking about it at the end."
        ),
        FileKind.XLSX: _(
            "All numbers that are shown, on sheets by voice and by part of the team, "
            "with a list of what each column means."
        ),
    }
    return [Offer(kind, str(kind.label), what[kind]) for kind in FileKind]


# --- the page -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def overview(request: HttpRequest, code: UUID) -> HttpResponse:
    """What can be prepared and what has been; a form asks for one, or for another try."""
    found = reports.finished(request, code)
    if request.method != "POST":
        return page(request, found)
    try:
        asked = again(request, found) if "again" in request.POST else ask(request, found)
    except Refused as refused:
        return page(request, found, refused)
    if asked.state == FileState.WAITING:
        transaction.on_commit(lambda: prepare.enqueue(asked.pk))
    elif asked.state == FileState.DONE:
        messages.info(request, _("Nothing has changed since this file was made, so it is ready."))
    return redirect(f"{reverse('files', args=[code])}#file-{asked.code}")


def ask(request: HttpRequest, found: reports.Seen) -> PreparedFile:
    """A file of the report as this reader sees it now, or the one that was made of the same."""
    kind = request.POST.get("kind", "")
    if kind not in kinds.WRITERS:
        raise Refused(422, _("Choose what to prepare"))
    own_marks = request.POST.get(OWN) == "1" and shows_own_marks(found)
    report = found.report(own_marks=own_marks)
    if not any(view.state == "open" for view in report.views):
        raise Refused(422, nothing_in_it(found), OWN)
    slides = chosen_slides(request) if kind == FileKind.PPTX else None
    language = get_language() or settings.LANGUAGE_CODE
    sha256 = slides.sha256 if slides is not None else ""
    with within_limits(kind):
        return files.ask_for(
            survey=found.survey,
            share=found.share,
            by=account_of(request),
            kind=kind,
            own_marks=own_marks,
            language=language,
            template=slides,
            fingerprint=kinds.fingerprint(
                report, kind, own_marks=own_marks, language=language, slides=sha256
            ),
        )


@contextmanager
def within_limits(kind: str) -> Iterator[None]:
    """Says why one more file isn't made now."""
    try:
        yield
    except PermissionDenied as denied:  # withdrawn at this moment
        raise Http404 from denied
    except files.TooManyAtOnce:
        raise Refused(429, too_many_at_once(), KIND.format(kind)) from None
    except files.TooManyToday:
        words = _("That’s more than the %(n)d files that are prepared in a day. Try again tomorrow")
        raise Refused(429, words % {"n": settings.FILES_PER_DAY}, KIND.format(kind)) from None


def again(request: HttpRequest, found: reports.Seen) -> PreparedFile:
    """Another try at a file that failed."""
    try:
        code = UUID(request.POST["again"])
    except ValueError as wrong:
        raise Http404 from wrong
    file = access.file_of(found.survey, found.share, code)
    with within_limits(file.kind):
        files.try_again(file=file)
    return access.file_of(found.survey, found.share, code)


def account_of(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def chosen_slides(request: HttpRequest) -> SlideTemplate | None:
    """The slides of one's own that were chosen; none for Closer's own look."""
    code, user = request.POST.get(LOOK, ""), account_of(request)
    if not code:
        return None
    try:
        if user is None:
            raise Http404
        return access.template_of(user, UUID(code))
    except (ValueError, Http404):
        raise Refused(422, _("These slides aren’t there any more. Choose others"), LOOK) from None


def shows_own_marks(found: reports.Seen) -> bool:
    """Whether the executive's own marks may be in a file of this reader's. One statement for others."""
    if found.draft is not None:
        return True
    if found.share is not None and not found.share.own_marks:
        return False
    return Response.objects.filter(survey=found.survey, voice=Voice.EXECUTIVE).exists()


def nothing_in_it(found: reports.Seen) -> str:
    if found.is_yours:
        return _("No other results are open yet, so tick your own marks, or there is nothing in the file")
    return _("No results are open yet, so there is nothing to put into a file")


def too_many_at_once() -> str:
    most = settings.FILES_AT_ONCE
    words = ngettext(
        "%(n)d file of yours is still waiting. Ask again when it is ready",
        "%(n)d files of yours are still waiting. Ask again when one of them is ready",
        most,
    )
    return words % {"n": most}


def page(request: HttpRequest, found: reports.Seen, refused: Refused | None = None) -> HttpResponse:
    """Looks again by itself while something is under way, and says so."""
    survey, user = found.survey, account_of(request)
    prepared = access.files_of(survey, found.share).select_related("template").order_by("-asked_at", "-pk")
    rows = [row_of(found, file) for file in prepared]
    under_way = sum(row.is_open for row in rows)
    own_marks = shows_own_marks(found)
    opened = survey.panels.filter(opened_at__isnull=False).exists()
    given = request.POST if refused is not None else {}
    context = {
        "survey": survey,
        "yours": found.is_yours,
        "offers": offers(),
        "own_marks": own_marks,
        "own_ticked": given.get(OWN) == "1" if given else not opened,
        "nothing": "" if own_marks or opened else nothing_in_it(found),
        "slides": list(access.templates_of(user)) if user is not None else [],
        "slides_chosen": given.get(LOOK, ""),
        "slides_url": slides_url(found, user),
        "rows": rows,
        "under_way": under_way,
        "hours": settings.FILES_KEPT_HOURS,
        "problems": [refused.problem] if refused is not None else [],
        "result_url": reverse("result", args=[survey.code]),
        "csv_url": reverse("result-file", args=[survey.code, "csv"]),
        "json_url": reverse("result-file", args=[survey.code, "json"]),
    }
    status = refused.status if refused is not None else 200
    response = render(request, "assessment/files/files.html", context, status=status)
    if under_way and refused is None:
        response.headers["Refresh"] = LOOK_AGAIN.format(reverse("files", args=[survey.code]))
    return response


def slides_url(found: reports.Seen, user: User | None) -> str:
    """To slides of one's own, which take an account: whoever has none keeps the result first."""
    return reverse("file-templates" if user is not None else "keep", args=[found.survey.code])


@dataclass(frozen=True)
class Row:
    """A prepared file as the page lists it."""

    file: PreparedFile
    name: str
    notes: list[str]  # what tells it from others of its kind
    said: str  # how far it is, or how old
    url: str  # where it is fetched
    failed: str  # why it wasn't made
    may_retry: bool

    @property
    def is_open(self) -> bool:
        return self.file.is_open


def row_of(found: reports.Seen, file: PreparedFile) -> Row:
    failed = file.state == FileState.FAILED
    return Row(
        file=file,
        name=str(FileKind(file.kind).label),
        notes=notes_of(found, file),
        said=how_far(file),
        url=reverse("file", args=[found.survey.code, file.code]) if file.state == FileState.DONE else "",
        failed=why_not(file.failure) if failed else "",
        may_retry=failed and file.failure != Failure.TEMPLATE,
    )


def notes_of(found: reports.Seen, file: PreparedFile) -> list[str]:
    own = _("with your own marks") if found.is_yours else _("with the executive’s own marks")
    look = [_("on %(slides)s") % {"slides": file.template.name}] if file.template is not None else []
    return [*([own] if file.own_marks else []), *look]


def how_far(file: PreparedFile) -> str:
    if file.state == FileState.WAITING:
        return _("Waiting for its turn")
    if file.made_at is not None:
        just_now = timezone.now() - file.made_at < timedelta(minutes=1)
        return _("made just now") if just_now else _("made %(ago)s ago") % {"ago": timesince(file.made_at)}
    if file.of:
        return _("Being made, step %(step)d of %(of)d") % {"step": file.step, "of": file.of}
    return _("Being made")


def why_not(failure: str) -> str:
    if failure == Failure.MISSING:
        from assessment.exports import paper

        return paper.what_to_install()
    return str(Failure(failure).label)


# --- fetching one -------------------------------------------------------------------------------------------


@require_safe
@never_cache
def fetch(request: HttpRequest, code: UUID, file: UUID) -> HttpResponse:
    """A file that is ready, for the reader who asked for it; 404 for anybody else."""
    found = reports.finished(request, code)
    prepared = access.file_of(found.survey, found.share, file)
    if prepared.state != FileState.DONE:
        raise Http404
    if request.method == "GET":
        files.put_off(file=prepared)
    writer = kinds.WRITERS[prepared.kind]
    own = "-with-own-marks" if prepared.own_marks else ""
    survey = found.survey
    name = reports.file_name(survey.organisation.name, survey.round, survey.answered_on)
    return reports.download(bytes(prepared.content.data), writer.content_type, f"{name}{own}{writer.ending}")
