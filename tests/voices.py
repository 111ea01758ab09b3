"""The cast of a round with three voices: who asks and who is asked, through the actions alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from surveys.actions import completing, inviting, joining, opening, responses
from surveys.actions.responses import Side
from surveys.actions.surveys import start
from surveys.choices import LEVELS, Reason, Voice, Way
from surveys.links import Purpose, draw_result_code, recall_token
from surveys.lists import Row
from surveys.models import Answer, Draft, Invitation, Organisation, Panel, Response, Survey, User
from surveys.sheets import sheet_of_response
from tests.factories import CORE, MARKS

EXECUTIVE = "jana@example.com"
ORGANISATION = "Lindenhof Hotels"
TEAM_SEGMENTS = {
    "department": ("Sales", "Kitchen"),
    "region": ("North", "South"),
    "level": ("Leads a team", "Neither"),
}


# --- who asks ----------------------------------------------------------------------------------------------


def account(email: str = EXECUTIVE) -> User:
    """Somebody who has signed in before, with a confirmed address; made once for each address."""
    found = User.objects.filter(email=email).first()
    if found is not None:
        return found
    user = User.objects.create_user(email, last_login=timezone.now())
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def begun_survey(email: str = EXECUTIVE, organisation: str = ORGANISATION, approved: bool = True) -> Draft:
    """A survey that an account keeps and in which nothing is answered yet; its executive's draft."""
    home = Organisation.objects.create(name=organisation, approved=approved)
    return start(by=account(email), organisation=home)


def survey_of(
    email: str = EXECUTIVE,
    organisation: str = ORGANISATION,
    marks: Mapping[str, tuple[str, str]] = MARKS,
    approved: bool = True,
) -> Survey:
    """A survey whose executive has an account and has finished the core."""
    draft = begun_survey(email, organisation, approved)
    fill(draft, marks)
    responses.save_picks(draft=draft, practices=("E5", "E6", "P3"))
    completing.finish(draft=draft)
    return Survey.objects.select_related("organisation", "executive").get(pk=draft.survey_id)


def executive_of(survey: Survey) -> User:
    assert survey.executive is not None
    return survey.executive


# --- asking ------------------------------------------------------------------------------------------------


def told(**changes: Any) -> inviting.Told:
    """What people are told, unless a test says otherwise."""
    words: dict[str, Any] = {
        "organisation": ORGANISATION,
        "asker": "Jana Berg",
        "contact": EXECUTIVE,
        "closes_on": timezone.localdate() + timedelta(days=14),
    }
    return inviting.Told(**{**words, **changes})


def people(number: int, *segments: str, name: str = "person") -> list[Row]:
    """So many rows of a list, all with the same department, region and level."""
    return [Row(f"{name}{at:03}@example.com", *segments) for at in range(number)]


def prepared(survey: Survey, voice: str, rows: Sequence[Row] | int, **words: Any) -> Panel:
    """A voice asked by a list that was put and not sent yet."""
    by = executive_of(survey)
    panel = inviting.prepare(survey=survey, voice=voice, way=Way.LIST, told=told(**words), by=by)
    inviting.put_list(panel=panel, rows=people(rows) if isinstance(rows, int) else list(rows), by=by)
    return fresh(panel)


def by_list(survey: Survey, voice: str, rows: Sequence[Row] | int, **words: Any) -> Panel:
    """A voice asked by a list: frozen, links given, a mail for each waiting in the queue.

    A list that is too short to be sent counts as a later one: the others were asked before.
    """
    panel = prepared(survey, voice, rows, **words)
    short = panel.smallest - panel.invitations.count() - (panel.head_count or 0)
    if short > 0:
        Panel.objects.filter(pk=panel.pk).update(head_count=(panel.head_count or 0) + short)
    inviting.send(panel=panel, by=executive_of(survey))
    return fresh(panel)


def by_link(
    survey: Survey,
    voice: str,
    head_count: int = 12,
    segments: Mapping[str, Sequence[str]] | None = None,
    **words: Any,
) -> Panel:
    """A voice asked by one link, which its executive has seen."""
    by = executive_of(survey)
    panel = inviting.prepare(
        survey=survey,
        voice=voice,
        way=Way.LINK,
        told=told(**words),
        by=by,
        head_count=head_count,
        segments=segments,
    )
    inviting.show_link(panel=panel, by=by)
    return fresh(panel)


def fresh(panel: Panel) -> Panel:
    """The panel as it is stored now, with its survey, organisation and executive."""
    return Panel.objects.select_related("survey__organisation", "survey__executive").get(pk=panel.pk)


def invitations(panel: Panel) -> list[Invitation]:
    """Everybody asked by this voice's list, by address: their keys are in no order on purpose."""
    found = Invitation.objects.select_related("panel__survey__organisation", "panel__survey__executive")
    return list(found.filter(panel=panel).order_by("email"))


def token(asked: Invitation | Panel | Draft, purpose: Purpose = Purpose.ANSWER) -> str:
    """The token of somebody's link: of an invitation (one of its three), an open link, a draft by one."""
    if isinstance(asked, Draft):
        return joining.link_to_continue(asked)
    if isinstance(asked, Panel):
        return recall_token(Purpose.PANEL, asked.link_name, asked.link_issue, asked.link_hash or "")
    return recall_token(purpose, asked.code, asked.issue, getattr(asked, f"{purpose}_hash"))


# --- answering ---------------------------------------------------------------------------------------------


def begin(asked: Invitation | Panel) -> Draft:
    """Start: the draft of somebody invited, or a new one for somebody who came by an open link."""
    if isinstance(asked, Panel):
        return joining.join_by_link(panel=asked)
    return joining.join(invitation=asked)


def marks_of(person: int) -> dict[str, tuple[str, str]]:
    """What the person of this number answers to the core: different from their neighbours."""
    return {code: (str(1 + (person + at) % 4), str(2 + (person + at) % 4)) for at, code in enumerate(CORE)}


def fill(draft: Draft, marks: Mapping[str, tuple[str, str]] | None = None) -> Draft:
    """Answer these practices (all of the core, if none are named)."""
    given = {code: sides_of(both) for code, both in (marks_of(0) if marks is None else marks).items()}
    if draft.is_executive:
        for code, sides in given.items():
            responses.save_answer(draft=draft, practice=code, **{"current": None, "desired": None, **sides})
        return draft
    with responses.changed_sheet(draft, None) as sheet:  # at once: most tests stand on answers of many
        for code, sides in given.items():
            responses.note(sheet, code, sides)
    return draft


def sides_of(both: tuple[str, str]) -> dict[str, Side]:
    """Today's and the wanted level as they were given; a side that is "" is left out."""
    sides = {name: side(given) for name, given in zip(("current", "desired"), both, strict=True)}
    return {name: given for name, given in sides.items() if given is not None}


def side(given: str) -> Side | None:
    """A level, a reason, or nothing for ""."""
    if not given:
        return None
    return Side(level=int(given)) if given in {str(level) for level in LEVELS} else Side(reason=Reason(given))


def finish(draft: Draft, code: str = "") -> Response:
    """Finish for good; with a result code of its own unless one is given."""
    return completing.finish_for_good(draft=draft, result_code=code or draw_result_code())


def answer(
    asked: Invitation | Panel,
    person: int = 0,
    marks: Mapping[str, tuple[str, str]] | None = None,
    segments: Mapping[str, str] | None = None,
    code: str = "",
) -> Response:
    """Everything from Start to Finish. `segments` is what somebody of the team says about themselves."""
    draft = fill(begin(asked), marks_of(person) if marks is None else marks)
    if segments:
        responses.save_segments(draft=draft, given=segments)
        draft.refresh_from_db()
    return finish(draft, code)


def answers_of(panel: Panel, number: int) -> list[Response]:
    """The first so many of those asked answer (or so many people by the open link)."""
    asked: Sequence[Invitation | Panel] = invitations(panel)[:number]
    if panel.way == Way.LINK:
        asked = [panel] * number
    return [answer(one, person) for person, one in enumerate(asked)]


def unsealed(response: Response) -> list[Response]:
    """All responses of its voice with rows of their own, as opening results leaves them."""
    panels = Panel.objects.filter(survey=response.survey_id, voice=response.voice)
    panels.update(closed_at=timezone.now())
    opening.open_results(panel_id=panels.get().pk, results={"made": "up"}, people=1)
    return list(Response.objects.filter(survey=response.survey_id, voice=response.voice))


def written_out(panel: Panel) -> None:
    """What a closed voice has said as rows that keep their segments, for a test to compare with.

    Nothing but a test does that, and versions that opened results in two steps did.
    """
    for one in Response.objects.filter(survey=panel.survey_id, voice=panel.voice, sealed__isnull=False):
        response, answers = opening.written_out(
            panel.survey, one.code_hash, sheet_of_response(one), one.voice
        )
        for name, label in sheet_of_response(one).said.items():
            setattr(response, name, label)
        one.delete()
        response.save()
        Answer.objects.bulk_create(answers)


def opened(panel: Panel, results: Mapping[str, Any] | None = None) -> Panel:
    """The voice closed and opened, with results that a test made up."""
    opening.close(panel=panel, by=executive_of(fresh(panel).survey))
    number = Response.objects.filter(survey=panel.survey_id, voice=panel.voice).count()
    opening.open_results(panel_id=panel.pk, results=dict(results or {"made": "up"}), people=number)
    return fresh(panel)


def asked_team(number: int = 6, answered: int = 0, survey: Survey | None = None) -> Panel:
    """A team asked by list, of which some have answered."""
    panel = by_list(survey or survey_of(), Voice.TEAM, people(number, "Sales", "North", "", name="team"))
    answers_of(panel, answered)
    return panel


def asked_peers(number: int = 6, answered: int = 0, survey: Survey | None = None) -> Panel:
    """Peers asked by list, of whom some have answered."""
    panel = by_list(survey or survey_of(), Voice.PEER, people(number, name="peer"))
    answers_of(panel, answered)
    return panel
