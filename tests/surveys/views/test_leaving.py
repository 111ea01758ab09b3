"""Signing out on a computer that others use."""

from __future__ import annotations

import pytest
from django.test import Client

from surveys.actions.keeping import keep
from surveys.models import Draft, User
from tests.factories import Executive, sign_in

pytestmark = pytest.mark.django_db


def test_signing_out_closes_what_the_account_keeps_and_nothing_else(executive: Executive) -> None:
    kept = executive.finish()
    ada = User.objects.create_user("ada@example.com")
    keep(survey=kept.survey, by=ada)
    other = executive.start()  # somebody else's, in the same browser, kept by nobody
    client: Client = executive.client
    sign_in(client, ada)
    result = f"/r/{kept.survey.code}/"
    assert client.get(result).status_code == 200  # which also lets this browser go on answering
    assert client.get(f"/a/{kept.survey.code}/{kept.code}/check/").status_code == 200
    client.post("/account/sign-out/")
    assert client.get(result).status_code == 404
    assert client.get(f"/a/{kept.survey.code}/{kept.code}/check/").status_code == 404
    assert client.get(f"/a/{other.survey.code}/{other.code}/check/").status_code == 200
    assert Draft.objects.count() == 2
