"""What an operator sees, and what nobody does."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys.admin import site
from surveys.choices import Mail, Voice, Way
from surveys.links import hash_token
from surveys.models import (
    Answer,
    Delivery,
    Draft,
    DraftAnswer,
    Invitation,
    Membership,
    OptOut,
    Organisation,
    Panel,
    Practice,
    Questionnaire,
    Release,
    Response,
    Share,
    Survey,
    Translation,
    User,
)
from tests import imports, voices

pytestmark = pytest.mark.django_db

SHOWN = {User, Organisation, Membership, Survey, Panel, Share, Questionnaire, Practice, Translation}
HIDDEN = {Response, Answer, Draft, DraftAnswer, Invitation, Delivery, OptOut, Release, Group}
TOKEN, PANEL_TOKEN, ASKED = "t0ken", "an0ther", "asked@example.com"


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("operator@example.com"))
    return client


@pytest.fixture
def rows() -> dict[type, object]:
    """One row of everything that is shown, and answers that must not be."""
    organisation = Organisation.objects.create(name="Acme")
    member = User.objects.create_user("anna@example.com")
    questionnaire = Questionnaire.objects.get()
    survey = Survey.objects.create(
        organisation=organisation,
        questionnaire=questionnaire,
        wanted_by=date(2028, 1, 31),
        link_hash=hash_token(TOKEN),
    )
    draft = Draft.objects.create(survey=survey, voice=Voice.EXECUTIVE, saved_at=timezone.now())
    practice = Practice.objects.all()[0]
    DraftAnswer.objects.create(draft=draft, practice=practice, current=3)
    response = Response.objects.create(survey=survey, voice=Voice.TEAM)
    Answer.objects.create(
        id=response.pk * 64 + practice.position, response=response, practice=practice, current=3, desired=5
    )
    panel = Panel.objects.create(
        survey=survey, voice=Voice.TEAM, way=Way.LIST, threshold=5, link_hash=hash_token(PANEL_TOKEN)
    )
    invitation = Invitation.objects.create(panel=panel, email=ASKED, answered=True, declined=True)
    Delivery.objects.create(invitation=invitation, state=Mail.REFUSED)
    return {
        User: member,
        Organisation: organisation,
        Membership: Membership.objects.create(user=member, organisation=organisation),
        Survey: survey,
        Panel: panel,
        Share: Share.objects.create(survey=survey, email="pat@firm.example"),
        Questionnaire: questionnaire,
        Practice: practice,
        Translation: Translation.objects.all()[0],
    }


def address(model: type, page: str, *args: object) -> str:
    return reverse(f"admin:surveys_{model.__name__.lower()}_{page}", args=args)


def test_exactly_these_are_shown_and_nothing_that_a_library_adds() -> None:
    assert set(site._registry) == SHOWN
    assert not HIDDEN & set(site._registry)


@pytest.mark.parametrize("model", sorted(SHOWN, key=lambda model: model.__name__))
def test_each_list_and_row_opens_without_answers_drafts_or_links(model, operator, rows) -> None:
    secrets = [
        hash_token(TOKEN),
        hash_token(PANEL_TOKEN),
        ASKED,
        Draft.objects.get().code,
        str(Response.objects.get().pk),
        str(Answer.objects.get().pk),
    ]
    for page in (address(model, "changelist"), address(model, "change", rows[model].pk)):
        response = operator.get(page)
        assert response.status_code == 200
        assert not [secret for secret in secrets if secret in response.content.decode()]


@pytest.mark.parametrize("model", [Survey, Panel, Share, Questionnaire, Practice, Translation])
def test_rounds_promises_and_the_instrument_are_read_only(model, operator, rows) -> None:
    page = address(model, "change", rows[model].pk)
    assert 'name="_save"' not in operator.get(page).content.decode()
    assert operator.post(page, {}).status_code == 403
    assert operator.get(address(model, "add")).status_code == 403
    assert operator.post(address(model, "delete", rows[model].pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=rows[model].pk).exists()


def test_no_page_offers_to_delete_what_answers_hang_on(operator, rows) -> None:
    """It would list every answer that goes along."""
    for model in (Organisation, Survey):
        assert operator.get(address(model, "delete", rows[model].pk)).status_code == 403
        assert "delete_selected" not in operator.get(address(model, "changelist")).content.decode()


@pytest.mark.parametrize("named", ["x", "9" * 30, "-1e5", "\0"])
def test_rows_that_no_page_names_are_refused_in_words(operator, rows, named: str) -> None:
    data = {"action": "delete_selected", "_selected_action": [named, str(rows[Membership].pk)]}
    response = operator.post(address(Membership, "changelist"), data)
    assert response.status_code == 400
    assert "not in a form we know. Nothing was saved." in response.content.decode()
    assert Membership.objects.count() == 1
    data["_selected_action"] = [str(rows[Membership].pk)]
    asked = operator.post(address(Membership, "changelist"), data)
    assert (asked.status_code, "Are you sure" in asked.content.decode()) == (200, True)


def test_an_account_is_made_inactive_rather_than_deleted(operator, rows) -> None:
    """Deleting it would take its surveys along, which the page would not say."""
    assert operator.get(address(User, "delete", rows[User].pk)).status_code == 403
    assert 'name="is_active"' in operator.get(address(User, "change", rows[User].pk)).content.decode()


@pytest.mark.parametrize(
    "probe",
    [
        "user/?password__startswith=!",
        "survey/?link_hash__regex=.",
        "survey/?responses__id__gt=1",
        "user/?last_login__gt=2020",
    ],
)
def test_an_address_bar_does_not_probe_stored_values(operator, rows, probe: str) -> None:
    assert operator.get(f"/operator/surveys/{probe}").status_code in (302, 400)


def test_the_offered_filters_work(operator, rows) -> None:
    assert operator.get("/operator/surveys/user/?is_staff__exact=1").status_code == 200


def test_an_operator_names_an_organisation(operator, rows) -> None:
    data = {
        "name": "Acme & Sons",
        "membership_set-TOTAL_FORMS": "0",
        "membership_set-INITIAL_FORMS": "0",
    }
    operator.post(address(Organisation, "change", rows[Organisation].pk), data)
    assert Organisation.objects.get().name == "Acme & Sons"


def test_an_operator_approves_an_organisation_and_finds_those_that_wait(operator, rows) -> None:
    organisation = rows[Organisation]
    assert not organisation.approved
    waiting = operator.get("/operator/surveys/organisation/?approved__exact=0")
    assert (waiting.status_code, "Acme" in waiting.content.decode()) == (200, True)
    data = {
        "name": "Acme",
        "approved": "on",
        "membership_set-TOTAL_FORMS": "0",
        "membership_set-INITIAL_FORMS": "0",
    }
    assert operator.post(address(Organisation, "change", organisation.pk), data).status_code == 302
    assert Organisation.objects.get().approved


def test_a_stranger_is_sent_to_the_one_door(client: Client, settings) -> None:
    settings.LOGIN_URL = "/door/"
    response = client.get("/operator/", follow=False)
    assert (response.status_code, response.headers["Location"]) == (302, "/operator/login/?next=/operator/")
    response = client.get(response.headers["Location"])
    assert (response.status_code, response.headers["Location"]) == (302, "/door/?next=%2Foperator%2F")


def test_a_password_is_not_even_tried(client: Client, settings) -> None:
    settings.LOGIN_URL = "/door/"
    User.objects.create_superuser("operator@example.com", "pass")
    response = client.post("/operator/login/", {"username": "operator@example.com", "password": "pass"})
    assert response.headers["Location"].startswith("/door/")
    assert "_auth_user_id" not in client.session


def test_an_account_that_is_not_staff_is_refused(client: Client) -> None:
    client.force_login(User.objects.create_user("anna@example.com"))
    assert client.get("/operator/login/").status_code == 403
    response = client.get("/operator/", follow=True)
    assert response.status_code == 403


def test_what_was_imported_is_told_by_its_day_and_shows_no_answer(operator) -> None:
    made = imports.kept(voices.survey_of(), imports.lines_of(department=lambda person: "Night shift"))
    listed = operator.get(address(Survey, "changelist")).content.decode()
    assert listed.count("15 March 2024") == 1
    page = operator.get(address(Survey, "change", made.pk)).content.decode()
    assert "Lindenhof Hotels, 1" in page
    assert voices.EXECUTIVE in page
    panel = operator.get(address(Panel, "change", made.panels.get().pk)).content.decode()
    assert "These answers came from a file." in panel
    for shown in (listed, page, panel):
        assert "Night shift" not in shown
