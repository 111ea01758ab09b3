"""Who may see what: one getter for each thing. A stranger gets 404, whatever exists."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from surveys.choices import FileState, Form, Voice
from surveys.links import (
    COOKIE_AGE,
    COOKIE_PREFIX,
    COOKIES_AT_MOST,
    Proof,
    Purpose,
    hash_token,
    read_cookie,
    recall_token,
    sign_cookie,
)
from surveys.models import (
    Draft,
    DraftAnswer,
    Invitation,
    Organisation,
    Panel,
    Practice,
    PreparedFile,
    Response,
    Review,
    Share,
    SlideTemplate,
    Survey,
    User,
)


class ForeignDraft(PermissionDenied):
    """The browser was not let in to this draft, or to another one: 409 for a form, 404 for a page."""


class DraftSpent(Exception):
    """The draft was there once, and this browser let in to it; it was finished or deleted: 409 for a form,
    else 410.
    """


class RoundOver(Exception):
    """The draft's voice has closed, so nothing more is saved: 409 for a form, else a page that says so."""

    def __init__(self, panel: Panel) -> None:
        super().__init__()
        self.panel = panel


class ResultsOpen(Exception):
    """A group's results are open, so the executive's answers are locked: 409 for a form."""


class LinkReplaced(Exception):
    """The link was good once; an account keeps the survey now: 410."""


class LinkRenewed(LinkReplaced):
    """Whoever was asked has been given a newer link, which killed this one: 410."""


def let_in(request: HttpRequest) -> dict[str, Proof]:
    """The code of every draft that this browser holds a genuine cookie for, with what it proves."""
    held = {
        name.removeprefix(COOKIE_PREFIX): value
        for name, value in request.COOKIES.items()
        if name.startswith(COOKIE_PREFIX)
    }
    proofs = {code: read_cookie(value, code) for code, value in held.items()}
    return {code: proof for code, proof in proofs.items() if proof is not None}


def let_browser_in(request: HttpRequest, response: HttpResponse, draft: Draft) -> HttpResponse:
    """Give this browser the draft's cookie, whose name tells one draft from another; the oldest go."""
    others = {code: proof for code, proof in let_in(request).items() if code != draft.code}
    newest_first = sorted(others, key=lambda code: others[code].given_at, reverse=True)
    for code in newest_first[COOKIES_AT_MOST - 1 :]:
        response.delete_cookie(COOKIE_PREFIX + code, samesite="Lax")
    response.set_cookie(
        COOKIE_PREFIX + draft.code,
        sign_cookie(draft.code, draft.issue, draft.panel_id),
        max_age=COOKIE_AGE,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return response


def draft_of_cookie(request: HttpRequest, survey_code: UUID, draft_code: str) -> Draft:
    """The draft an address names, for the browser that was let in to it. One statement.

    Once an account keeps the survey, the cookie alone opens nothing: a session of that account must be
    alive in this browser, which the same statement finds out. Raises ForeignDraft without a genuine
    cookie, DraftSpent where nothing is there any more, Http404 for a draft of another survey, LinkReplaced
    where the link has died or nobody is signed in, RoundOver and ResultsOpen where it is too late.
    """
    proof = read_cookie(request.COOKIES.get(COOKIE_PREFIX + draft_code, ""), draft_code)
    if proof is None:
        raise ForeignDraft
    # a save needs no organisation, and saves are what there is most of
    found = Draft.objects.select_related("survey") if request.method == "POST" else drafts()
    found = found.select_related("panel", "invitation")
    opened = Panel.objects.filter(survey=OuterRef("survey"), opened_at__isnull=False)
    try:
        draft = found.annotate(owner_is_here=owner_is_here(request), results_open=Exists(opened)).get(
            code=draft_code, survey__code=survey_code
        )
    except Draft.DoesNotExist as missing:
        if Draft.objects.filter(code=draft_code).exists():
            raise Http404 from missing
        raise DraftSpent from missing
    if draft.issue != proof.issue:
        raise LinkReplaced if draft.is_executive else LinkRenewed
    if draft.panel is not None:
        if draft.panel.closed_at is not None:
            draft.panel.survey = draft.survey
            raise RoundOver(draft.panel)
        return draft
    survey = draft.survey
    if not (draft.owner_is_here if survey.executive_id is not None else is_current(survey)):
        raise LinkReplaced
    if request.method == "POST" and draft.results_open:
        raise ResultsOpen
    return draft


def held_one_that_is_gone(request: HttpRequest, panel: Panel) -> bool:
    """Whether this browser was let in to a draft of this voice that isn't there any more. One statement."""
    held = {code for code, proof in let_in(request).items() if proof.panel == panel.pk}
    return bool(held - set(panel.drafts.filter(code__in=held).values_list("code", flat=True)))


def opened_meanwhile(request: HttpRequest, survey_code: UUID, draft_code: str) -> Panel | None:
    """The voice of a draft that is gone, where its results are open: this browser's cookie tells which."""
    proof = read_cookie(request.COOKIES.get(COOKIE_PREFIX + draft_code, ""), draft_code)
    if proof is None or proof.panel is None:
        return None
    found = Panel.objects.select_related("survey__organisation").filter(opened_at__isnull=False)
    return found.filter(pk=proof.panel, survey__code=survey_code).first()


def owner_is_here(request: HttpRequest) -> Combinable:
    """Whether this browser's session is alive and the account's that keeps the draft's survey."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not key:
        return Value(False)
    alive = Session.objects.filter(session_key=key, expire_date__gt=timezone.now())
    owners = UserSession.objects.filter(
        session_key=key, user=OuterRef("survey__executive"), user__is_active=True
    )
    return ExpressionWrapper(Exists(alive) & Exists(owners), output_field=BooleanField())


def drafts_of_browser(request: HttpRequest) -> list[Draft]:
    """The executive's drafts that this browser may go on with, newest first. At most one statement."""
    return [draft for draft in begun_here(request) if draft.is_executive]


def begun_here(request: HttpRequest) -> list[Draft]:
    """The drafts, of any voice, that this browser may go on with, newest first. At most one statement."""
    proofs = let_in(request)
    if not proofs:
        return []
    found = drafts().select_related("panel", "invitation").filter(code__in=list(proofs)).order_by("-saved_at")
    return [draft for draft in found if may_go_on(request, draft, proofs[draft.code])]


def may_go_on(request: HttpRequest, draft: Draft, proof: Proof) -> bool:
    """Whether this browser, which holds a genuine cookie of the draft, is still let in to it."""
    if draft.panel is None:
        return is_open_to(request, draft)
    return draft.panel.closed_at is None and draft.issue == proof.issue


def is_open_to(request: HttpRequest, draft: Draft) -> bool:
    """Whether this browser may open the executive's draft and result.

    By its cookie as long as nobody keeps the survey; afterwards by the account's session alone.
    """
    owner = draft.survey.executive_id
    if owner is not None:
        return request.user.is_authenticated and request.user.pk == owner
    proof = let_in(request).get(draft.code)
    return proof is not None and proof.issue == draft.survey.link_issue and is_current(draft.survey)


def executive_draft(request: HttpRequest, survey_code: UUID) -> Draft:
    """The executive's draft, for whoever may open it; anybody else gets 404."""
    draft = drafts().filter(survey__code=survey_code, voice=Voice.EXECUTIVE).first()
    if draft is None or not is_open_to(request, draft):
        raise Http404
    return draft


def survey_of_link(token: str) -> Survey:
    """The survey a secret link opens.

    Raises Http404 for a forged or truncated link, LinkReplaced once an account keeps the survey.
    """
    found = Survey.objects.select_related("organisation").filter(link_hash=hash_token(token)).first()
    if found is None:
        raise Http404
    if found.executive_id is not None or not is_current(found):
        raise LinkReplaced
    return found


def asked_by_link(token: str) -> Invitation | Panel | Draft:
    """What a link to answer leads to: an invitation, a whole voice, or a draft begun by its link.

    Raises Http404 for a forged, truncated or replaced link.
    """
    hashed = hash_token(token)
    whole = "panel__survey__organisation"
    found = (
        Invitation.objects.select_related(whole).filter(answer_hash=hashed).first()
        or Panel.objects.select_related("survey__organisation").filter(link_hash=hashed).first()
        or Draft.objects.select_related("survey__organisation", "panel").filter(link_hash=hashed).first()
    )
    if found is None:
        raise Http404
    return found


def panel_told(token: str) -> Panel:
    """The open voice whose members this link tells what was heard. Raises Http404."""
    found = Panel.objects.select_related("survey__organisation", "release")
    panel = found.filter(told_hash=hash_token(token), opened_at__isnull=False).first()
    if panel is None:
        raise Http404
    return panel


def invitation_to_decline(token: str) -> Invitation:
    """Raises Http404."""
    return invitation_by(decline_hash=hash_token(token))


def invitation_to_stop(token: str) -> Invitation:
    """Raises Http404."""
    return invitation_by(stop_hash=hash_token(token))


def invitation_to_leave_alone(token: str) -> Invitation:
    """Any of an invitation's three links may say that its mails should stop. Raises Http404."""
    hashed = hash_token(token)
    return invitation_by(Q(answer_hash=hashed) | Q(decline_hash=hashed) | Q(stop_hash=hashed))


def invitation_by(*wanted: Q, **hashed: str) -> Invitation:
    found = Invitation.objects.select_related("panel__survey__organisation").filter(*wanted, **hashed).first()
    if found is None:
        raise Http404
    return found


def response_of_code(*code_hashes: str) -> Response | None:
    """The response of a peer or a member of the team who knows its result code: links.result_code_hashes."""
    found = Response.objects.select_related("survey__organisation")
    return found.filter(code_hash__in=code_hashes).first()


def review_of_link(token: str) -> Review:
    """What a reviewer's link leads to, withdrawn ones too. Raises Http404 for a forged or truncated one."""
    found = Review.objects.select_related("panel__survey__organisation", "panel__survey__executive")
    return get_object_or_404(found, link_hash=hash_token(token))


def is_current(survey: Survey) -> bool:
    """Whether the survey's link is alive: an account that goes revives neither a link nor a cookie."""
    try:
        recall_token(Purpose.EXECUTIVE, survey.code, survey.link_issue, survey.link_hash or "")
    except LookupError:
        return False
    return True


def drafts() -> QuerySet[Draft]:
    return Draft.objects.select_related("survey__organisation")


# --- what somebody signed in may see -------------------------------------------------------------------


def survey_of_executive(user: User, survey_code: UUID) -> Survey:
    """The survey that this account keeps, to ask others and to share it; anybody else gets 404.

    In an imported round nobody is asked, and it is shared along with the one it was imported into.
    """
    found = Survey.objects.select_related("organisation", "executive").filter(earlier_of__isnull=True)
    survey = found.filter(code=survey_code, executive=user).first()
    if survey is None:
        raise Http404
    return survey


def panel_of_executive(user: User, survey_code: UUID, voice: str) -> Panel:
    """One voice of the account's survey, asked or prepared; 404 otherwise."""
    found = Panel.objects.select_related("survey__organisation", "survey__executive")
    own = found.filter(survey__executive=user, survey__earlier_of__isnull=True)
    panel = own.filter(survey__code=survey_code, voice=voice).first()
    if panel is None:
        raise Http404
    return panel


def review_of_executive(user: User, survey_code: UUID, voice: str, review_code: UUID) -> Review:
    """Somebody who reviews a voice of the account's survey, or did; 404 otherwise."""
    found = Review.objects.select_related("panel__survey__organisation", "panel__survey__executive")
    own = found.filter(panel__survey__executive=user, panel__survey__earlier_of__isnull=True)
    return get_object_or_404(own, code=review_code, panel__survey__code=survey_code, panel__voice=voice)


def panel_to_open(user: User, survey_code: UUID, voice: str) -> Panel:
    """A voice whose results this account may open: of its own survey, or of a round it may import.

    Anybody else gets 404, and so does everybody while what was imported is only a preview.
    """
    found = Panel.objects.select_related("survey__organisation", "survey__executive", "survey__earlier_of")
    own = Q(survey__executive=user, survey__earlier_of__isnull=True)
    imported = Q(survey__earlier_of__in=surveys_to_import_into(user), survey__kept_at__isnull=False)
    return get_object_or_404(found.filter(own | imported), survey__code=survey_code, voice=voice)


def panels_of(survey: Survey) -> QuerySet[Any]:
    """The survey's asked voices, each with `answered`: how many have finished. One statement."""
    finished = Response.objects.filter(survey=OuterRef("survey"), voice=OuterRef("voice"))
    return Panel.objects.filter(survey=survey).annotate(answered=count_of(finished)).order_by("voice")


def shares_with(user: User) -> QuerySet[Share]:
    """The rounds that others show to this account, by its confirmed address, while they do."""
    found = Share.objects.select_related("survey__organisation", "survey__executive")
    return found.filter(email=user.email.lower(), withdrawn_at__isnull=True)


def share_with(request: HttpRequest, survey_code: UUID) -> Share | None:
    """The share by which whoever is signed in may see this survey."""
    if not isinstance(request.user, User):
        return None
    return shares_with(request.user).filter(survey__code=survey_code).first()


# --- results from before ------------------------------------------------------------------------------


def surveys_to_import_into(user: User) -> QuerySet[Survey]:
    """The surveys into which this account may bring earlier results: its own, and those shared with it."""
    shared = shares_with(user).filter(survey=OuterRef("pk"))
    found = Survey.objects.select_related("organisation", "executive").filter(earlier_of__isnull=True)
    return found.filter(Q(executive=user) | Exists(shared))


def survey_to_import_into(user: User, survey_code: UUID) -> Survey:
    """Raises Http404 for a stranger, and for a consultant from whom the round was withdrawn."""
    return get_object_or_404(surveys_to_import_into(user), code=survey_code)


def may_import_into(user: User, survey: Survey) -> bool:
    return surveys_to_import_into(user).filter(pk=survey.pk).exists()


def imports_for(user: User) -> QuerySet[Survey]:
    """The rounds, previews too, that were imported into surveys into which this account may import."""
    found = Survey.objects.select_related("organisation", "imported_by", "earlier_of")
    return found.filter(earlier_of__in=surveys_to_import_into(user))


def imported_round(user: User, survey_code: UUID, round_code: UUID) -> Survey:
    """A round that was imported into this survey, a preview too, for whoever may import into it.

    Raises Http404.
    """
    return get_object_or_404(imports_for(user), code=round_code, earlier_of__code=survey_code)


def imported_seen(request: HttpRequest, round_code: UUID) -> Survey:
    """An imported round that is kept, for whoever may import into its survey. Raises Http404."""
    if not isinstance(request.user, User):
        raise Http404
    return get_object_or_404(imports_for(request.user), code=round_code, kept_at__isnull=False)


def imports_of(survey: Survey) -> QuerySet[Any]:
    """The rounds that were imported into the survey, newest first, each with `results_open`."""
    opened = Panel.objects.filter(survey=OuterRef("pk"), opened_at__isnull=False)
    found = Survey.objects.filter(earlier_of=survey).select_related("imported_by")
    return found.annotate(results_open=Exists(opened)).order_by("-created_at", "-pk")


def other_rounds(survey: Survey, *, executive: int | None = None, email: str = "") -> QuerySet[Panel]:
    """The open teams of the organisation's other rounds that this reader may see.

    Those of the executive's account, or those shared with an address; what was imported goes along with
    the round it was imported into.
    """
    others = Panel.objects.filter(
        voice=Voice.TEAM, opened_at__isnull=False, survey__organisation=survey.organisation_id
    ).exclude(survey=survey)
    if email:
        shared = Share.objects.filter(email=email, withdrawn_at__isnull=True).values("survey")
        return others.filter(Q(survey__in=shared) | Q(survey__earlier_of__in=shared))
    return others.filter(survey__executive=executive) if executive is not None else others.none()


# --- prepared files -----------------------------------------------------------------------------------


def files_of(survey: Survey, share: Share | None) -> QuerySet[PreparedFile]:
    """What was prepared of a round for whoever sees it by this share; without one, for its executive.

    What is past its time isn't there any more, nor what holds marks of the executive's that were given
    anew since.
    """
    found = PreparedFile.objects.filter(survey=survey, share=share, kept_until__gt=timezone.now())
    if share is None:
        found = found.filter(Q(asked_by__isnull=True) | Q(asked_by=account_behind(survey)))
    return found.exclude(holds_earlier_marks())


def holds_earlier_marks() -> Q:
    """Files with own marks that the executive has given anew since they were read."""
    given_anew = Draft.objects.filter(
        survey=OuterRef("survey"), voice=Voice.EXECUTIVE, finished_at__gt=OuterRef("begun_at")
    )
    read = Q(state__in=(FileState.WORKING, FileState.DONE))
    return read & Q(own_marks=True) & Q(Exists(given_anew))


def file_of(survey: Survey, share: Share | None, code: UUID) -> PreparedFile:
    """One of them; 404 for a file of any other reader or round."""
    return get_object_or_404(files_of(survey, share), code=code)


def account_behind(survey: Survey) -> int | None:
    """The account of the round's executive, or of the round that it was imported into."""
    return (survey.earlier_of or survey).executive_id


def still_sees(file: PreparedFile) -> bool:
    """Whether whoever asked for the file may see at this moment what is to be in it."""
    survey, share, account = file.survey, file.share, file.asked_by
    if account is not None and not account.is_active:
        return False
    if survey.is_imported and survey.kept_at is None:
        return False
    if share is None:
        return account is None or account.pk == account_behind(survey)
    return (
        account is not None
        and share.withdrawn_at is None
        and share.email == account.email.lower()
        and share.survey_id == (survey.earlier_of_id or survey.pk)
        and (share.own_marks or not file.own_marks)
    )


def templates_of(user: User) -> QuerySet[SlideTemplate]:
    """The account's own slides, by name; what is in them lies in another table."""
    return SlideTemplate.objects.filter(owner=user).order_by("name", "pk")


def template_of(user: User, code: UUID) -> SlideTemplate:
    """Raises Http404 for anybody else's."""
    return get_object_or_404(templates_of(user), code=code)


# --- what an account has ------------------------------------------------------------------------------


def organisations_of(user: User) -> QuerySet[Any]:
    """The organisations this account belongs to, by name, each with `since`: when its first round began."""
    mine = Organisation.objects.filter(members=user)
    return mine.annotate(since=Min("surveys__created_at")).order_by("name", "pk")


def surveys_of(user: User) -> QuerySet[Any]:
    """The surveys whose executive this account is, newest first, each with how far its draft has come.

    Without what was imported, which is listed with the survey it was imported into. Adds `finished_at`
    (last Finish or None), `answered` and `total` (practices of the form it is on) and `since` (when the
    organisation's first round began).
    """
    draft = Draft.objects.filter(survey=OuterRef("pk"), voice=Voice.EXECUTIVE)
    answers = DraftAnswer.objects.filter(
        Q(current__isnull=False) | ~Q(current_reason=""),
        Q(desired__isnull=False) | ~Q(desired_reason=""),
        draft__survey=OuterRef("pk"),
        draft__voice=Voice.EXECUTIVE,
    )
    full = Practice.objects.filter(questionnaire=OuterRef("questionnaire"))
    siblings = Survey.objects.filter(organisation=OuterRef("organisation")).order_by("created_at", "pk")
    return (
        Survey.objects.filter(executive=user, earlier_of__isnull=True)
        .select_related("organisation")
        .annotate(
            finished_at=Subquery(draft.values("finished_at")[:1]),
            since=Subquery(siblings.values("created_at")[:1]),
            answered=count_of(answers),
            total=Case(
                When(Exists(draft.filter(form=Form.FULL)), then=count_of(full)),
                default=count_of(full.filter(core=True)),
            ),
        )
        .order_by("-created_at", "-pk")
    )


def count_of(rows: QuerySet[Any]) -> Coalesce:
    """How many rows, as a value of the row around them."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
