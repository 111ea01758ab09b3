"""`manage.py operator EMAIL`."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from surveys.models import User

pytestmark = pytest.mark.django_db


def test_a_new_account_with_a_verified_address(capsys) -> None:
    call_command("operator", "Ops@Example.com")
    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_superuser) == ("ops@example.com", True, True)
    assert not user.has_usable_password()
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("ops@example.com", True, True)
    assert "A new account for ops@example.com is an operator's now." in capsys.readouterr().out


def test_an_account_that_was_there_is_promoted_once(capsys) -> None:
    user = User.objects.create_user("anna@example.com", is_active=False)
    EmailAddress.objects.create(user=user, email="anna@example.com", verified=False, primary=True)
    for _ in range(2):
        call_command("operator", "anna@example.com")
    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser, user.is_active) == (True, True, True)
    assert list(EmailAddress.objects.values_list("verified", "primary")) == [(True, True)]
    assert "The account that was there for anna@example.com" in capsys.readouterr().out


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(CommandError, match="is not an e-mail address"):
        call_command("operator", "anna")
    assert User.objects.count() == 0
