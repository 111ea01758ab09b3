"""Forms of the account pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.access import organisations_of
from surveys.lists import clean_address
from surveys.models import Organisation, User

NEW = "new"
LONGEST = 254  # an e-mail address, as stored


def bare_helper() -> FormHelper:
    """The fields alone: form, token and buttons are the template's."""
    helper = FormHelper()  # type: ignore[no-untyped-call]
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class DoorForm(RequestLoginCodeForm):
    """The one field of the one door."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()
        field = self.fields["email"]
        field.label = _("Your e-mail address")
        field.error_messages["required"] = _("Type your e-mail address")
        field.widget.attrs = {"autocomplete": "email", "inputmode": "email", "maxlength": str(LONGEST)}
        wrong = _("Type an address like name@example.com")
        field.error_messages.update(invalid=wrong, max_length=wrong)
        field.validators.append(MaxLengthValidator(LONGEST))

    def clean_email(self) -> str:
        """One mailbox, one spelling, as in every list."""
        email = clean_address(super().clean_email())
        if not email:
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"])
        return email


class CodeForm(ConfirmLoginCodeForm):
    """The mailed code. Dashes, blanks and case don't matter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()
        field = self.fields["code"]
        field.label = _("The code from the mail")
        field.error_messages["required"] = _("Type the code from the mail")
        field.widget.attrs = {"autocomplete": "one-time-code", "spellcheck": "false", "class": "code"}
        if not self.is_bound:  # after an error the summary above has the focus
            field.widget.attrs["autofocus"] = True


class WhereForm(forms.Form):
    """The same organisation or a new one?"""

    where = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("The same organisation or a new one?"),
        error_messages={"required": _("Choose one"), "invalid_choice": _("Choose one of these")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()
        self.organisations = {organisation.code: organisation for organisation in organisations_of(user)}
        labels = labels_of({one.pk: (one.name, one.since) for one in self.organisations.values()})
        named = [(str(code), labels[organisation.pk]) for code, organisation in self.organisations.items()]
        field = self.fields["where"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(NEW, _("A new organisation")), *named]

    def organisation(self) -> Organisation | None:
        """The chosen one; None for a new one."""
        chosen: str = self.cleaned_data["where"]
        return None if chosen == NEW else self.organisations[UUID(chosen)]


def labels_of(organisations: Mapping[int, tuple[str, datetime | None]]) -> dict[int, str]:
    """What each organisation is called in a list of them: its name, or the day its first round started.

    Nameless ones that started on the same day are told apart by the time as well.
    """
    days = {pk: started(since, "DATE_FORMAT") for pk, (name, since) in organisations.items() if not name}
    often = {day for day, times in Counter(days.values()).items() if times > 1}
    return {
        pk: name or (started(since, "DATETIME_FORMAT") if days[pk] in often else days[pk])
        for pk, (name, since) in organisations.items()
    }


def started(since: datetime | None, how: str) -> str:
    if since is None:
        return gettext("Your organisation")
    day = formats.date_format(timezone.localtime(since), how)
    return gettext("Your organisation, started {day}").format(day=day)
