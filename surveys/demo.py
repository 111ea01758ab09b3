"""The labelled demo: invented companies, so that a fresh machine has something to look at."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import islice
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from surveys.actions import inviting, opening, sharing
from surveys.actions.completing import finish
from surveys.actions.responses import Side, go_deeper, save_answer, save_picks
from surveys.actions.surveys import secret_link, start
from surveys.choices import Mail, Meets, Reason, Voice, Way
from surveys.demo_earlier import level, load_earlier
from surveys.instruments import of_survey, practice_ids
from surveys.links import Purpose, hash_token, make_token
from surveys.lists import Row
from surveys.models import (
    Answer,
    Delivery,
    Draft,
    Invitation,
    Organisation,
    Panel,
    Response,
    Survey,
    User,
)
from surveys.models.keys import random_key_among
from surveys.models.responses import answer_id

NAME = "Demo: Lindenhof Hotels (invented)"
OPENED, WAITING = "Demo: Northgate Retail (invented)", "Demo: Vesta Travel (invented)"
CODE = UUID("c105e4de-0000-4000-8000-000000000001")
OPENED_CODE = UUID("c105e4de-0000-4000-8000-000000000002")
WAITING_CODE = UUID("c105e4de-0000-4000-8000-000000000003")
EXECUTIVE, CONSULTANT = "executive@example.com", "consultant@example.com"
SEED = 20261121

Marks = Mapping[str, tuple[int, int]]  # practice: today, wanted; 0 is “don’t know”
MARKS: Marks = {
    "C2": (3, 5), "C4": (4, 4), "C7": (3, 4), "C8": (2, 4),
    "C1": (3, 4), "C3": (2, 3), "C5": (4, 4), "C6": (3, 4),
    "E3": (2, 4), "E5": (2, 5), "E6": (3, 5), "E8": (3, 4),
    "E1": (2, 3), "E2": (3, 4), "E4": (2, 3), "E7": (2, 4),
    "P1": (4, 5), "P3": (3, 5), "P5": (4, 4), "P7": (0, 3),
    "P2": (2, 4), "P4": (3, 4), "P6": (4, 5), "P8": (3, 3),
}  # fmt: skip
OPENED_MARKS: Marks = {
    "C2": (3, 4), "C4": (4, 4), "C7": (3, 4), "C8": (2, 4),
    "E3": (2, 4), "E5": (2, 5), "E6": (3, 5), "E8": (3, 4),
    "P1": (4, 5), "P3": (3, 5), "P5": (4, 4), "P7": (0, 4),
}  # fmt: skip
PICKS = ("E5", "E6", "P3")

# what the invented team thinks on average, today and wanted; and how often it would move it first
TEAM = {
    "C2": (2.4, 4.4, 30), "C4": (3.6, 4.1, 12), "C7": (3.3, 3.7, 10), "C8": (2.5, 3.8, 14),
    "E3": (2.9, 4.1, 16), "E5": (2.1, 4.4, 42), "E6": (1.8, 4.7, 64), "E8": (2.5, 4.0, 20),
    "P1": (2.8, 4.5, 18), "P3": (2.3, 4.5, 43), "P5": (2.4, 4.1, 22), "P7": (2.6, 3.7, 8),
}  # fmt: skip
DEPARTMENTS = {
    "Stores": 30,
    "Service": 22,
    "Marketing": 16,
    "Digital": 12,
    "Product": 10,
    "Finance": 8,
    "Legal": 2,
}
SHIFTS = {
    "Stores": 0.0,
    "Service": -0.2,
    "Marketing": 0.3,
    "Digital": -0.3,
    "Product": 0.1,
    "Finance": 0.3,
    "Legal": 0.2,
}
REGIONS = {"North": 60, "South": 30, "Overseas": 10}
LEVELS = {"Staff": 66, "Leads a team": 26, "Leads an area": 8}
MEETING: Mapping[str, int] = {
    Meets.IN_PERSON: 34,
    Meets.PHONE: 22,
    Meets.ONLINE: 16,
    Meets.PARTNERS: 6,
    Meets.HARDLY: 22,
}
ASKED, ANSWERED = 900, 412
WAITING_ASKED, WAITING_ANSWERED = 180, 34


@transaction.atomic
def load() -> Survey:
    """The demo, made once and left alone afterwards: one executive alone, one with all three voices
    and an earlier round, closed and ready to be worked out, one that waits for peers."""
    found = Survey.objects.filter(code=CODE).first()
    if found is not None:
        return found
    alone = executive_alone()
    executive, consultant = account(EXECUTIVE), account(CONSULTANT)
    by_chance = random.Random(SEED)  # noqa: S311 - invented answers, the same on every machine
    load_opened(executive, consultant, by_chance)
    load_waiting(executive, consultant, by_chance)
    return alone


def account(email: str) -> User:
    """An account with a confirmed address; it signs in with a code that lands in the outbox."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, last_login=timezone.now()
    )
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def executive_alone() -> Survey:
    draft = start(organisation=Organisation.objects.create(name=NAME))
    survey = draft.survey
    survey.code, survey.link_hash = CODE, hash_token(make_token(Purpose.EXECUTIVE, CODE, survey.link_issue))
    survey.save()
    answer(draft, MARKS)
    go_deeper(draft=draft)
    finish(draft=draft)
    return survey


def begun(by: User, name: str, code: UUID, marks: Marks) -> Survey:
    """A survey that this account keeps, its core finished."""
    draft = start(by=by, organisation=Organisation.objects.create(name=name, approved=True))
    draft.survey.code = code
    draft.survey.save(update_fields=["code"])
    answer(draft, marks)
    finish(draft=draft)
    return draft.survey


def answer(draft: Draft, marks: Marks) -> None:
    for practice, (today, wanted) in marks.items():
        current = Side(level=today) if today else Side(reason=Reason.DONT_KNOW)
        save_answer(draft=draft, practice=practice, current=current, desired=Side(level=wanted))
    save_picks(draft=draft, practices=PICKS)


def load_opened(executive: User, consultant: User, by_chance: random.Random) -> None:
    """Six peers and 412 of 900 people of the team; closed, so that the worker opens them."""
    survey = begun(executive, OPENED, OPENED_CODE, OPENED_MARKS)
    peers = ask(survey, executive, Voice.PEER, peer_rows(8))
    respond(peers, 6, by_chance, optimism=0.4)
    team = ask(survey, executive, Voice.TEAM, list(team_rows(by_chance)))
    respond(team, ANSWERED, by_chance)
    for panel in (peers, team):
        opening.close(panel=panel, by=executive)
    load_earlier(survey, executive, TEAM, random.Random(SEED))  # noqa: S311
    sharing.share(survey=survey, email=consultant.email, own_marks=False, by=executive)
    Delivery.objects.filter(share__survey=survey).update(state=Mail.SENT, due_at=None)


def leave_one_mail(panel_id: int) -> None:
    """Of the mails that results are open, one for the outbox to show: nine hundred would bury the codes."""
    waiting = Delivery.objects.filter(invitation__panel=panel_id, state=Mail.QUEUED).order_by("pk")
    one = waiting.first()
    if one is not None:
        waiting.exclude(pk=one.pk).update(state=Mail.SENT, due_at=None)


def load_waiting(executive: User, consultant: User, by_chance: random.Random) -> None:
    """Six peers asked, three of whom have answered; and a team, of which nobody has opened anything yet."""
    core = {code: marks for code, marks in MARKS.items() if code in TEAM}
    survey = begun(executive, WAITING, WAITING_CODE, core)
    panel = ask(survey, executive, Voice.PEER, peer_rows(6))
    respond(panel, 3, by_chance, optimism=0.4)
    team = ask(survey, executive, Voice.TEAM, list(islice(team_rows(by_chance), WAITING_ASKED)))
    respond(team, WAITING_ANSWERED, by_chance)
    sharing.share(survey=survey, email=consultant.email, own_marks=True, by=executive)
    Delivery.objects.filter(share__survey=survey).update(state=Mail.SENT, due_at=None)


def peer_rows(n: int) -> list[Row]:
    return [Row(f"peer{at}@example.com") for at in range(1, n + 1)]


def team_rows(by_chance: random.Random) -> Iterator[Row]:
    for at in range(1, ASKED + 1):
        yield Row(
            f"person{at}@example.com",
            draw(by_chance, DEPARTMENTS),
            draw(by_chance, REGIONS),
            draw(by_chance, LEVELS),
        )


def draw(by_chance: random.Random, weights: Mapping[str, int]) -> str:
    return by_chance.choices(list(weights), weights=list(weights.values()))[0]


def ask(survey: Survey, by: User, voice: str, rows: list[Row]) -> Panel:
    """A voice asked by list; its mails count as sent, because nobody lives at these addresses."""
    told = inviting.Told(
        organisation=survey.organisation.name,
        asker="Jana Berg",
        contact=EXECUTIVE,
        closes_on=timezone.localdate() + timedelta(days=14),
    )
    panel = inviting.prepare(survey=survey, voice=voice, way=Way.LIST, told=told, by=by)
    inviting.put_list(panel=panel, rows=rows, by=by)
    inviting.send(panel=panel, by=by)
    Delivery.objects.filter(invitation__panel=panel).update(state=Mail.SENT, due_at=None)
    return Panel.objects.select_related("survey__organisation").get(pk=panel.pk)


def respond(panel: Panel, people: int, by_chance: random.Random, optimism: float = 0.0) -> None:
    """Finished responses of some of those asked, as they lie once results are open."""
    asked = list(panel.invitations.order_by("pk"))
    chosen = by_chance.sample(asked, people)
    responses = [response_of(panel, invitation, by_chance) for invitation in chosen]
    Response.objects.bulk_create(responses)
    Answer.objects.bulk_create(
        answer for response in responses for answer in answers_of(panel, response, by_chance, optimism)
    )
    for invitation in chosen:
        invitation.answered, invitation.department, invitation.region, invitation.level = True, "", "", ""
    Invitation.objects.bulk_update(chosen, ["answered", "department", "region", "level"], batch_size=200)


def response_of(panel: Panel, invitation: Invitation, by_chance: random.Random) -> Response:
    response = Response(pk=random_key_among(panel.survey_id), survey=panel.survey, voice=panel.voice)
    if panel.voice == Voice.TEAM:
        response.department, response.region = invitation.department, invitation.region
        response.level, response.meets = invitation.level, draw(by_chance, MEETING)
    return response


def answers_of(
    panel: Panel, response: Response, by_chance: random.Random, optimism: float
) -> Iterable[Answer]:
    """One person's marks: around what the invented team thinks, with moods and don't knows."""
    ids = practice_ids(panel.survey.questionnaire_id)
    mood = by_chance.gauss(0, 0.45) + SHIFTS.get(response.department, 0.0) + optimism
    picks = set(by_chance.choices(list(TEAM), weights=[row[2] for row in TEAM.values()], k=3))
    for practice in of_survey(panel.survey).of_form(panel.form):
        today, wanted, _often = TEAM[practice.code]
        unknown = by_chance.random() < 0.06
        current = level(by_chance.gauss(today + mood, 0.8))
        yield Answer(
            id=answer_id(response.pk, practice.position),
            response=response,
            practice_id=ids[practice.code],
            current=None if unknown else current,
            current_reason=Reason.DONT_KNOW if unknown else "",
            desired=level(by_chance.gauss(wanted + mood / 3, 0.7)),
            picked=practice.code in picks,
        )


def demo_addresses() -> list[tuple[str, str]]:
    """What to open: a label and a path for each."""
    survey = Survey.objects.filter(code=CODE).first()
    token = secret_link(survey) if survey is not None else ""
    found = (
        [("one executive’s result, of an invented company", reverse("link", args=[token]))] if token else []
    )
    if Survey.objects.filter(code=OPENED_CODE).exists():
        found += [
            (
                f"all three voices; sign in as {EXECUTIVE}",
                after_sign_in(reverse("result", args=[OPENED_CODE])),
            ),
            (f"a consultant’s clients; sign in as {CONSULTANT}", after_sign_in(reverse("clients"))),
        ]
    return found


def after_sign_in(path: str) -> str:
    return f"{reverse('door')}?next={path}"
