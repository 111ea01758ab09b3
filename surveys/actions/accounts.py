"""Accounts: one for every address that knocks. What it may see begins when the address is confirmed."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from surveys.models import User


def account_for(*, email: str) -> User:
    """The account of an address, made if there is none, so that known and unknown look the same.

    Compared as Python lowers it, never by the database's own idea of upper and lower case: some
    databases take ſam@ for sam@. Codes go to the address that is stored, never to the one typed.
    An account that was never signed in to is purged a day after its last code.
    """
    email = email.lower()
    user = known(email).first() or make_account(email)
    if user.last_login is None:
        User.objects.filter(pk=user.pk).update(date_joined=timezone.now())
    addresses = EmailAddress.objects.filter(user=user)
    if not addresses.filter(email=user.email.lower()).exists():  # made by createsuperuser or by hand
        primary = not addresses.filter(primary=True).exists()
        EmailAddress.objects.bulk_create(
            [EmailAddress(user=user, email=user.email.lower(), primary=primary)], ignore_conflicts=True
        )
    return user


def known(email: str) -> QuerySet[User]:
    return User.objects.alias(known_as=Lower("email")).filter(known_as=email)


def make_account(email: str) -> User:
    try:
        with transaction.atomic():
            user = User.objects.create_user(email)
            EmailAddress.objects.create(user=user, email=email, primary=True)
    except IntegrityError:  # the same new address was posted twice at once
        return known(email).get()
    return user
