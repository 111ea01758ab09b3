"""Asking colleagues: the two voices, what they are told, and who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from surveys import access, emails, promise, waiting
from surveys.actions import allowances, inviting, reviewing
from surveys.asking_forms import AskForm, PeopleForm
from surveys.choices import GROUPS, PEERS_AT_MOST, Voice, Way
from surveys.lists import Listed
from surveys.models import Panel, Review, Survey, User
from surveys.views import schedule
from surveys.views.organising import (
    LOOK,
    NOTE,
    SEND,
    Onward,
    address,
    asked_meanwhile,
    is_closed,
    known_voice,
    problems_of,
    refusal,
    result_of,
    signed_in,
    user_of,
    words_for,
)

BAD_SHOWN = 100


# --- the two voices --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """One voice: what it is, where it stands, what to do next."""

    name: str
    voice: str
    what: str
    how: str
    state: str
    primary: Onward
    others: list[Onward] = field(default_factory=list)
    held: list[Review] = field(default_factory=list)  # by whose objections
    review_url: str = ""
    agree_url: str = ""  # where it can be read first, or prepared for that; "" once people are asked


@signed_in(*LOOK)
def overview(request: HttpRequest, code: UUID) -> HttpResponse:
    """Peers and team: what each is, where it stands, and one thing to do next."""
    survey = access.survey_of_executive(user_of(request), code)
    if not has_finished(survey):
        return not_finished(request, survey)
    panels = {panel.voice: panel for panel in survey.panels.all()}
    objections = list(reviewing.objections_in(survey))
    context = {
        "survey": survey,
        "cards": [card_of(survey, voice, panels.get(voice), objections) for voice in GROUPS],
        "result_url": reverse("result", args=[survey.code]),
        "share_url": reverse("share", args=[survey.code]),
    }
    return render(request, "surveys/asking/overview.html", context)


def has_finished(survey: Survey) -> bool:
    return survey.drafts.filter(voice=Voice.EXECUTIVE, finished_at__isnull=False).exists()


def not_finished(request: HttpRequest, survey: Survey) -> HttpResponse:
    """First one's own answers: without them there is nothing to compare the others' with."""
    draft = survey.drafts.filter(voice=Voice.EXECUTIVE).first()
    if draft is not None and draft.code in access.let_in(request):
        ways = [Onward(reverse("check", args=[survey.code, draft.code]), _("Check your answers"))]
    else:
        ways = [Onward(reverse("continue", args=[survey.code]), _("Go on with your answers"))]
    message = _("Finish your own answers first. Then you can ask others and compare.")
    status = 409 if request.method == "POST" else 200
    return refusal(request, status, _("Your own answers come first"), message, ways)


def card_of(survey: Survey, voice: str, panel: Panel | None, objections: Sequence[Review]) -> Card:
    what, how = said_of(voice)
    state, primary, others = standing(survey, voice, panel)
    held = [one for one in objections if panel is not None and one.panel_id == panel.pk]
    review_url = address("ask-review", panel) if panel is not None else ""
    begin = reverse("ask-voice", args=[survey.code, voice])
    agree_url = (review_url or begin) if panel is None or panel.frozen_at is None else ""
    return Card(
        words_for(voice)["name"], voice, what, how, state, primary, others, held, review_url, agree_url
    )


def said_of(voice: str) -> tuple[str, str]:
    """What the voice is, and how it is asked."""
    numbers = {
        "peers": PEERS_AT_MOST,
        "rows": formats.number_format(settings.ROWS_PER_LIST, force_grouping=True),
        "from_peers": settings.SMALLEST_PEERS,
        "by_link": settings.SMALLEST_PEERS_BY_LINK,
        "from_team": settings.SMALLEST_TEAM,
    }
    if voice == Voice.PEER:
        what = _("Up to %(peers)d people who see the organisation from where you stand: board, managers.")
        how = _(
            "If you ask eight, about five answer. Results open from %(from_peers)d answers, "
            "or %(by_link)d by link."
        )
    else:
        what = _("Everybody who works here, or a part of it: up to %(rows)s addresses, or one link.")
        how = _(
            "Results open from %(from_team)d answers. They can be split by department, in groups of "
            "%(from_team)d or more."
        )
    return what % numbers, how % numbers


def standing(survey: Survey, voice: str, panel: Panel | None) -> tuple[str, Onward, list[Onward]]:
    """Where a voice stands, the one thing to do next, and what else can be done."""
    begin = Onward(reverse("ask-voice", args=[survey.code, voice]), words_for(voice)["heading"])
    if panel is None:
        return _("Not asked yet."), begin, []
    panel.survey = survey
    if panel.frozen_at is None and panel.closes_on is None:
        return _("Prepared as in the round before. Say until when, and whom."), begin, []
    if panel.frozen_at is None:
        change = Onward(begin.url, _("Change it"))
        return (
            _("Prepared. Nobody was asked yet."),
            Onward(address("ask-check", panel), _("Check it")),
            [change],
        )
    result = result_of(survey, voice)
    if panel.is_open:
        return opened(panel, Onward(result, _("See the results")))
    longer = [Onward(address("ask-extend", panel), _("Leave it open longer"))]
    if inviting.addresses_are_gone(panel):
        longer = []
    if panel.closed_at is not None:
        return _("Closed. Results aren’t open yet."), Onward(result, _("See where it stands")), longer
    until = when_asked(panel)
    if panel.way == Way.LINK:
        more = [Onward(address("ask-sent", panel), _("The link"))]
    else:
        more = [Onward(begin.url, _("Add addresses")), Onward(address("ask-sent", panel), _("The mails"))]
    return until, Onward(result, _("See how many have answered")), [*more, *longer]


def when_asked(panel: Panel) -> str:
    """Until when a voice is open that was asked, or whose mails wait for their day or are held."""
    days = {"day": promise.closing(panel)}
    if panel.starts_on is None or not waiting.asks_nobody_yet(panel):
        return _("Asked. Open until %(day)s.") % days
    if reviewing.is_held(panel):
        return _("The mails are held. Open until %(day)s.") % days
    days["start"] = schedule.said(panel.starts_on)
    return _("The mails go out on %(start)s. Open until %(day)s.") % days


def opened(panel: Panel, result: Onward) -> tuple[str, Onward, list[Onward]]:
    """An open voice: whoever was asked is still to hear what came of it, or has."""
    if panel.told_at is not None:
        change = Onward(address("ask-tell", panel), _("Change what you told them"))
        return _("Results are open, and you told them what you heard."), result, [change]
    tell = Onward(address("ask-tell", panel), _("Tell them what you heard"))
    day = {"day": formats.date_format(emails.telling_day(panel), "DATE_FORMAT")}
    return _("Results are open. They hear from you by %(day)s.") % day, result, [tell]


# --- what they are told, and who they are ----------------------------------------------------------------


@signed_in(*LOOK, *SEND)
def ask_voice(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Say how this voice is asked; once it was asked, add addresses to its list."""
    user = user_of(request)
    survey = access.survey_of_executive(user, code)
    known_voice(voice)
    if not has_finished(survey):
        return not_finished(request, survey)
    panels = {panel.voice: panel for panel in survey.panels.all()}
    panel = panels.get(voice)
    if panel is not None:
        panel.survey = survey
        if panel.closed_at is not None:
            return is_closed(request, panel)
        if panel.frozen_at is not None and (panel.way == Way.LINK or "way" in request.POST):
            return asked_meanwhile(request, panel)
    told_before = any(other.frozen_at is not None for other in panels.values())
    form = form_for(request, survey, voice, panel, user, told_before)
    if request.method == "POST" and form.is_valid() and (saved := save(request, survey, form, panel, user)):
        return saved
    return render_voice(request, survey, form, panel, told_before)


def form_for(
    request: HttpRequest, survey: Survey, voice: str, panel: Panel | None, user: User, told_before: bool
) -> PeopleForm:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    waiting, typed = waiting_list(request, voice, panel)
    if panel is not None and panel.frozen_at is not None:
        return PeopleForm(*given, voice=voice, waiting=waiting, typed=typed)
    return AskForm(
        *given,
        survey=survey,
        voice=voice,
        panel=panel,
        by=user,
        told_before=told_before,
        waiting=waiting,
        typed=typed,
    )


def waiting_list(request: HttpRequest, voice: str, panel: Panel | None) -> tuple[int, list[str]]:
    """How many addresses wait to be sent to; for peers also what their field showed, bad ones too."""
    if panel is None:
        return 0, []
    found = panel.invitations.filter(answer_hash__isnull=True)
    if voice != Voice.PEER:
        return found.count(), []
    emails_of = list(found.order_by("email").values_list("email", flat=True))
    bad = request.session.get(NOTE.format(panel.pk), {}).get("bad", [])
    return len(emails_of), [*emails_of, *(text for _line, text, _wrong in bad)]


def save(
    request: HttpRequest, survey: Survey, form: PeopleForm, panel: Panel | None, user: User
) -> HttpResponse | None:
    """Keep what was said, all of it or nothing; None where the form has to say something about it."""
    try:
        with transaction.atomic():
            if isinstance(form, AskForm):
                panel = inviting.prepare(
                    survey=survey,
                    voice=form.voice,
                    way=form.cleaned_data["way"],
                    told=form.told(),
                    by=user,
                    head_count=form.cleaned_data["head_count"],
                    segments=form.segments(),
                    entry=form.entry(),
                )
            assert panel is not None
            forget_note(request, panel, form)
            if form.listed is not None:
                rows = [row for row in form.listed.rows if row.email != user.email.lower()]
                done = inviting.put_list(panel=panel, rows=rows, by=user)
                note(request, panel, done, form.listed, own=len(rows) < len(form.listed.rows))
    except inviting.TooManyPeers:
        problem = _("One round asks at most %(n)d peers, those asked before among them")
        form.add_error("addresses", problem % {"n": PEERS_AT_MOST})
        return None
    except inviting.NotFinished:
        return not_finished(request, survey)
    except inviting.Frozen:
        assert panel is not None
        return asked_meanwhile(request, panel)
    except inviting.Closed:
        assert panel is not None
        return is_closed(request, panel)
    return redirect("ask-check", survey.code, form.voice)


def forget_note(request: HttpRequest, panel: Panel, form: PeopleForm) -> None:
    """What an earlier list left behind says nothing of the next one, or of a link."""
    if form.listed is not None or not form.wants_list():
        request.session.pop(NOTE.format(panel.pk), None)


def note(request: HttpRequest, panel: Panel, done: inviting.Prepared, listed: Listed, *, own: bool) -> None:
    """Keep for the next page what became of the list, bad lines up to a number, and no good address."""
    request.session[NOTE.format(panel.pk)] = {
        "own": own,
        "asked_before": done.asked_before,
        "opted_out": done.opted_out,
        "repeated": listed.repeated,
        "bad": [[row.line, row.text, row.wrong] for row in listed.bad[:BAD_SHOWN]],
        "bad_more": max(0, len(listed.bad) - BAD_SHOWN),
    }


def render_voice(
    request: HttpRequest, survey: Survey, form: PeopleForm, panel: Panel | None, told_before: bool
) -> HttpResponse:
    frozen = panel if panel is not None and panel.frozen_at is not None else None
    context = {
        "survey": survey,
        "form": form,
        "voice": form.voice,
        "words": words_for(form.voice),
        "problems": problems_of(form),
        "bad": [(row.line, row.text, row.why) for row in form.bad[:BAD_SHOWN]],
        "bad_more": max(0, len(form.bad) - BAD_SHOWN),
        "waiting": form.waiting if form.voice == Voice.TEAM else 0,
        "told_before": told_before,
        "frozen": frozen,
        **(schedule.of_asking(frozen) if frozen is not None else {}),
        "points": promise.points(frozen) if frozen is not None else [],
        "closing": promise.closing(frozen) if frozen is not None else "",
        "needs_approval": form.voice == Voice.TEAM and not allowances.may_mail_lists(survey),
        "operator": settings.OPERATOR,
        "rows_at_most": settings.ROWS_PER_LIST,
        "by_link": settings.SMALLEST_PEERS_BY_LINK,
        "back_url": reverse("ask", args=[survey.code]),
    }
    return render(request, "surveys/asking/voice.html", context, status=422 if form.errors else 200)
