"""Accounts and organisations."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from surveys.choices import Role


class UserManager(BaseUserManager["User"]):
    """Accounts are known by their address and sign in with a mailed code, so a password is optional."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Somebody who signs in: an executive, a consultant, an operator. Respondents have no account."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_its_case")]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        return self.email

    def get_short_name(self) -> str:
        return self.email


class PrivacyNotice(models.Model):
    """What people must be told whose addresses come from somebody else (Art. 14 GDPR).

    Empty is what `notices` says by itself. How long data are kept and which rights people have follow
    from the panel and from the law, so they are no columns.
    """

    controller = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    recipients = models.CharField(max_length=300, blank=True)
    data_protection = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Organisation(PrivacyNotice):
    """A company, or a part of one, that asks its people. Nameless until its executive names it."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, blank=True)
    approved = models.BooleanField(
        default=False, help_text=_("May mail to lists of addresses. Peers and open links need no approval.")
    )
    compares = models.BooleanField(
        default=False,
        help_text=_("Its team’s averages count, without its name, where others compare."),
    )
    needs_sign_off = models.BooleanField(
        default=False, help_text=_("Nobody is asked before a reviewer has signed off.")
    )
    sign_off_waived_on = models.DateField(null=True, editable=False)  # since when it is needed no more
    members: models.ManyToManyField[User, Membership] = models.ManyToManyField(User, through="Membership")

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name or str(_("Organisation without a name"))


class Membership(models.Model):
    """An account's place in an organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.OWNER)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"
