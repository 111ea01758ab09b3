"""Forms of the pages before anybody is asked: how data are used, and who reads it all first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys import notices
from surveys.asking_fields import OneLine
from surveys.forms import bare_helper
from surveys.lists import clean_address
from surveys.models import Organisation, Review

CONTACT, SENTENCE = 200, 300  # characters


def sentence(label: str | Promise) -> OneLine:
    """A long sentence shows whole; what is typed on several lines is one."""
    return OneLine(label=label, longest=SENTENCE, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class NoticeForm(forms.Form):
    """What an organisation says of how it uses data; what is left empty is said by itself."""

    controller = OneLine(label=_("Who is responsible"), longest=CONTACT, required=False)
    purpose = sentence(_("What the answers are for"))
    legal_basis = sentence(_("The legal basis"))
    source = sentence(_("Where the addresses come from"))
    recipients = sentence(_("Who receives data"))
    data_protection = OneLine(
        label=_("Who answers questions about data protection"), longest=CONTACT, required=False, web=True
    )
    needs_sign_off = forms.BooleanField(
        label=_("Nobody is asked before one of the reviewers has signed off"),
        required=False,
        help_text=_(
            "For all of your organisation; one signature is enough. You can take it off again; reviewers "
            "read on which day. "
            "An objection holds mails and links with it and without it."
        ),
    )

    def __init__(self, *args: Any, organisation: Organisation, contact: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*notices.COLUMNS, "needs_sign_off"):
            self.initial[name] = getattr(organisation, name)
        self.helper = bare_helper()
        usual = {**notices.usual(organisation), "data_protection": contact}
        for name in notices.COLUMNS:
            said = {"words": usual[name].rstrip(".")}
            self.fields[name].help_text = (
                gettext("Unless you say otherwise: %(words)s.") % said if usual[name] else ""
            )
        address = gettext("Give the name and postal address, as Art. 14 asks.")
        self.fields["controller"].help_text = f"{self.fields['controller'].help_text} {address}"

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in notices.COLUMNS}


class ReviewerForm(forms.Form):
    """Who reads all of it before anybody is asked."""

    email = forms.CharField(
        label=_("Their e-mail address"),
        error_messages={"required": _("Type an e-mail address")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "maxlength": "254"}),
    )
    role = OneLine(
        label=_("As what"),
        longest=Review._meta.get_field("role").max_length or 0,
        help_text=_("Such as: Works council, Data-protection officer."),
        error_messages={"required": _("Say as what they read it")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()

    def clean_email(self) -> str:
        email = clean_address(self.cleaned_data["email"])
        if not email:
            raise forms.ValidationError(gettext("Type an address like name@example.com"))
        return email
