"""Keeping: the first confirmed address wins, and the secret link dies."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from surveys.access import LinkReplaced, executive_draft, survey_of_link
from surveys.actions.keeping import AlreadyKept, keep
from surveys.choices import Role
from surveys.links import COOKIE_PREFIX, Purpose, make_token, sign_cookie
from surveys.models import Draft, Membership, Organisation, Survey
from tests.surveys.people import account, at_once, survey_by_link


@pytest.mark.django_db
def test_the_account_owns_the_survey_and_its_organisation() -> None:
    survey, jana = survey_by_link().survey, account("jana@example.com")
    kept = keep(survey=survey, by=jana)
    assert kept.executive == jana
    assert kept.organisation == survey.organisation
    assert Membership.objects.get().role == Role.OWNER
    assert Membership.objects.get().user == jana


@pytest.mark.django_db
def test_the_secret_link_and_the_cookies_made_with_it_die() -> None:
    draft = survey_by_link()
    survey, jana = draft.survey, account("jana@example.com")
    token = make_token(Purpose.EXECUTIVE, survey.code, survey.link_issue)
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE_PREFIX + draft.code] = sign_cookie(draft.code, survey.link_issue)
    request.user = account("stranger@example.com")
    assert survey_of_link(token) == survey
    assert executive_draft(request, survey.code) == draft
    kept = keep(survey=survey, by=jana)
    assert kept.link_issue == 2
    with pytest.raises(LinkReplaced):
        survey_of_link(token)
    with pytest.raises(Http404):
        executive_draft(request, survey.code)
    assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.django_db
def test_twice_by_the_same_account_changes_nothing() -> None:
    survey, jana = survey_by_link().survey, account("jana@example.com", ["Northgate"])
    keep(survey=survey, by=jana)
    again = keep(survey=survey, by=jana, organisation=Organisation.objects.get(name="Northgate"))
    assert (again.link_issue, again.round, again.organisation.name) == (2, 1, "")
    assert Membership.objects.filter(organisation=survey.organisation).count() == 1


@pytest.mark.django_db
def test_the_second_account_is_told_and_gets_nothing() -> None:
    survey, jana, omar = survey_by_link().survey, account("jana@example.com"), account("omar@example.com")
    keep(survey=survey, by=jana)
    with pytest.raises(AlreadyKept):
        keep(survey=survey, by=omar)
    survey.refresh_from_db()
    assert (survey.executive, survey.link_issue) == (jana, 2)
    assert not Membership.objects.filter(user=omar).exists()


@pytest.mark.django_db
def test_in_an_organisation_it_becomes_the_next_round_and_the_empty_one_goes() -> None:
    first, second = survey_by_link().survey, survey_by_link().survey
    jana = account("jana@example.com", ["Northgate"])
    northgate, emptied = Organisation.objects.get(name="Northgate"), second.organisation
    assert keep(survey=first, by=jana, organisation=northgate).round == 1
    kept = keep(survey=second, by=jana, organisation=northgate)
    assert (kept.organisation, kept.round) == (northgate, 2)
    assert not Organisation.objects.filter(pk=emptied.pk).exists()
    assert Membership.objects.count() == 1
    assert Survey.objects.count() == 2


@pytest.mark.django_db
def test_an_organisation_that_is_more_than_this_survey_stays() -> None:
    named = survey_by_link("Southgate").survey
    shared = survey_by_link().survey
    Survey.objects.create(
        organisation=shared.organisation,
        questionnaire=shared.questionnaire,
        round=2,
        wanted_by=shared.wanted_by,
    )
    jana = account("jana@example.com", ["Northgate"])
    for survey in (named, shared):
        keep(survey=survey, by=jana, organisation=Organisation.objects.get(name="Northgate"))
        assert Organisation.objects.filter(pk=survey.organisation_id).exists()
    assert Survey.objects.count() == 3


@pytest.mark.django_db
def test_a_foreign_organisation_is_refused_and_nothing_changes() -> None:
    survey, omar = survey_by_link().survey, account("omar@example.com")
    account("jana@example.com", ["Northgate"])
    with pytest.raises(PermissionDenied):
        keep(survey=survey, by=omar, organisation=Organisation.objects.get(name="Northgate"))
    survey.refresh_from_db()
    assert (survey.executive, survey.link_issue) == (None, 1)


@pytest.mark.django_db
def test_a_survey_that_went_meanwhile() -> None:
    survey, jana = survey_by_link().survey, account("jana@example.com")
    Survey.objects.all().delete()
    with pytest.raises(Survey.DoesNotExist):
        keep(survey=survey, by=jana)
    assert not Membership.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_exactly_one_wins() -> None:
    survey = survey_by_link().survey
    people = [account(f"p{number}@example.com") for number in range(8)]
    results = at_once(*(lambda by=by: keep(survey=survey, by=by) for by in people))
    assert sorted(type(result).__name__ for result in results) == ["AlreadyKept"] * 7 + ["Survey"]
    survey.refresh_from_db()
    assert survey.link_issue == 2
    assert Membership.objects.get().user == survey.executive


@pytest.mark.django_db(transaction=True)
def test_six_surveys_moved_at_once_become_six_rounds() -> None:
    jana = account("jana@example.com", ["Northgate"])
    northgate = Organisation.objects.get(name="Northgate")
    surveys = [survey_by_link().survey for _ in range(6)]
    at_once(*(lambda one=one: keep(survey=one, by=jana, organisation=northgate) for one in surveys))
    assert sorted(northgate.surveys.values_list("round", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Organisation.objects.count() == 1
