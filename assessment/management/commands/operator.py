"""Makes an account that may open the operator's pages."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from surveys.models import User


class Command(BaseCommand):
    help = "Let an address into the operator's pages. It signs in like everybody, with a mailed code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as problem:
            raise CommandError(f"{email!r} is not an e-mail address.") from problem
        made = make_operator(email)
        said = "A new account" if made else "The account that was there"
        self.stdout.write(
            f"{said} for {email} is an operator's now. Sign in with a mailed code at /operator/."
        )


@transaction.atomic
def make_operator(email: str) -> bool:
    """Make or promote the account; whether it is new. The operator vouches for the address."""
    user = User.objects.filter(email__iexact=email).first()
    made = user is None
    user = user or User.objects.create_user(email)
    user.is_staff = user.is_superuser = user.is_active = True
    user.save(update_fields=["is_staff", "is_superuser", "is_active"])
    address = EmailAddress.objects.filter(user=user, email__iexact=user.email).first()
    address = address or EmailAddress(user=user, email=user.email)
    address.verified = True
    address.primary = not EmailAddress.objects.filter(user=user, primary=True).exclude(pk=address.pk).exists()
    address.save()
    return made
