"""Forms of the pages on which an executive asks colleagues, and shares a round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys import languages
from surveys.actions.inviting import Told, name_was_told, smallest_of
from surveys.asking_fields import CLOSES_AFTER, ClosingDate, OneLine, as_text, read_text
from surveys.choices import Voice, Way
from surveys.forms import bare_helper
from surveys.link_forms import LinkPart, said_of_link
from surveys.lists import BadRow, Listed, NotAList, clean_address, uploaded
from surveys.models import Panel, Survey, User

EXTENDED_BY = 7  # days, unless somebody says otherwise


class PeopleForm(forms.Form):
    """Whom to ask: addresses typed or pasted and, for a team, a file instead.

    `listed` holds what was read, bad rows too; it stays None where nothing was given and a list that
    waits to be sent may stay as it is.
    """

    addresses = forms.CharField(widget=forms.Textarea(attrs={"rows": 7, "spellcheck": "false"}))
    file = forms.FileField(
        label=_("Or a CSV file"),
        required=False,
        allow_empty_file=True,  # the sentence about it is ours
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )

    def __init__(
        self, *args: Any, voice: str, waiting: int, typed: Sequence[str] = (), **kwargs: Any
    ) -> None:
        """`waiting`: how many addresses are prepared and not sent to; `typed`: what peers' field shows."""
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()
        self.voice, self.waiting = voice, waiting
        self.listed: Listed | None = None
        field = self.fields["addresses"]
        field.required = False
        if voice == Voice.PEER:
            del self.fields["file"]
            field.label = _("Your peers’ e-mail addresses")
            field.help_text = _("Separated by lines, commas or semicolons. Names around them do no harm.")
            field.initial = "\n".join(typed)
        else:
            field.label = _("Addresses, pasted")
            field.help_text = _(
                "One a line. With a first line that names the columns, pasted from a spreadsheet too."
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.wants_list() and not self.errors.keys() & {"addresses", "file"}:
            self.read_list()
        return self.cleaned_data

    def full_clean(self) -> None:
        super().full_clean()
        if self.errors and self.listed is not None and self.files:
            self.keep_file(self.listed)

    def wants_list(self) -> bool:
        return True

    def read_list(self) -> None:
        """Read what was given; where that is nothing, a list that waits will do."""
        file, typed = self.cleaned_data.get("file"), self.cleaned_data.get("addresses", "")
        where = "file" if file is not None else "addresses"
        if file is not None and typed:
            self.add_error("file", gettext("Give one of the two: the file, or the addresses pasted above"))
            return
        if file is None and not typed:
            if not self.waiting or self.voice == Voice.PEER:
                self.add_error("addresses", gettext("Type at least one address"))
            return
        try:
            listed = uploaded(file.read(), settings.ROWS_PER_LIST) if file is not None else read_text(typed)
        except NotAList as problem:
            self.add_error(where, str(problem))
            return
        self.listed = listed
        if not listed.rows:
            self.add_error(where, gettext("There is no e-mail address in it that can be used"))

    def keep_file(self, listed: Listed) -> None:
        """A browser doesn't send a file again by itself, so what was in it goes on as text."""
        if not listed.rows or self.errors.keys() & {"addresses", "file"}:
            return
        self.data = {**dict(self.data.items()), "addresses": as_text(listed.rows)}
        self.files = MultiValueDict()

    @property
    def bad(self) -> list[BadRow]:
        return self.listed.bad if self.listed is not None else []


class AskForm(PeopleForm, LinkPart):
    """How a voice is asked and what it is told, until the first of it is asked."""

    organisation = OneLine(
        longest=120,
        label=_("Your organisation’s name"),
        error_messages={"required": _("Say which organisation this is about")},
    )
    asker = OneLine(
        longest=80,
        label=_("Your name"),
        help_text=_("Colleagues read: “Jana Berg asks how close Northgate is to its customers”."),
        error_messages={"required": _("Type your name: people want to know who asks")},
    )
    customers = OneLine(
        longest=40,
        required=False,
        label=_("Your word for customers"),
        help_text=_("Such as guests or patients."),
    )
    customer = OneLine(
        longest=40, required=False, label=_("One of them"), help_text=_("Such as guest or patient.")
    )
    scope = OneLine(
        longest=80,
        required=False,
        label=_("What “we” is, if it’s a part of the organisation"),
        help_text=_("Such as the hotel division."),
    )
    language = forms.ChoiceField(
        required=False,  # without it the survey keeps its own
        label=_("Language of the mails and of the first page"),
        help_text=_("Everybody can choose another one on the page."),
        error_messages={"invalid_choice": _("Choose one of these")},
    )
    contact = OneLine(
        longest=200,
        web=True,
        label=_("Who answers questions"),
        help_text=_("A name and an address. It stands in every mail, and replies go there."),
        error_messages={"required": _("Name somebody who answers questions")},
    )
    way = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("How do you ask?"),
        error_messages={"required": _("Choose one"), "invalid_choice": _("Choose one of these")},
    )

    field_order = (
        *("organisation", "asker", "language", "contact", "closes_on", "customers", "customer", "scope"),
        *("way", "addresses", "file", "head_count", "answers_at_most", "departments", "regions", "ask_level"),
        *("access_code", "draw_code", "mail_domain"),
    )
    SHARED = ("organisation", "asker", "language", "customers", "customer", "scope")

    def __init__(
        self,
        *args: Any,
        survey: Survey,
        voice: str,
        panel: Panel | None,
        by: User,
        told_before: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, voice=voice, initial=said_before(survey, panel, by), **kwargs)
        self.fields["closes_on"] = ClosingDate(
            help_text=_("Answers are taken until the end of this day. You can move it later, never earlier.")
        )
        self.order_fields(self.field_order)
        for name in self.SHARED:
            self.fields[name].disabled = told_before  # somebody was told this already, in the other voice
        if not told_before and name_was_told(survey.organisation):
            self.fields["organisation"].disabled = True
            self.fields["organisation"].help_text = _("People were asked in this name before, so it stands.")
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [(languages.short(code), name) for code, name in settings.LANGUAGES]
        way = self.fields["way"]
        assert isinstance(way, forms.ChoiceField)
        by_list, by_link = _("By mail: Closer writes to each of them"), _("By one link that you pass on")
        way.choices = [(Way.LIST, by_list), (Way.LINK, by_link)]
        self.set_link(Panel(voice=voice, way=Way.LINK, threshold=smallest_of(voice)))

    def wants_list(self) -> bool:
        return self.cleaned_data.get("way") == Way.LIST

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("customers")) != bool(data.get("customer")) and not self.errors.keys() & {
            "customers",
            "customer",
        }:
            empty = "customer" if data.get("customers") else "customers"
            self.add_error(empty, gettext("Give both words, or neither"))
        if data.get("way") == Way.LINK:
            self.clean_link(data)
        return data

    def told(self) -> Told:
        names = (*self.SHARED, "contact", "closes_on")
        return Told(**{name: self.cleaned_data[name] for name in names})


def said_before(survey: Survey, panel: Panel | None, by: User) -> dict[str, Any]:
    """What was typed when the page was last left, or what is likely."""
    today = timezone.localdate()
    closes_on = panel.closes_on if panel is not None else None
    return {
        "organisation": survey.organisation.name,
        "asker": survey.asker,
        "language": survey.language,
        "customers": survey.customers,
        "customer": survey.customer,
        "scope": survey.scope,
        "contact": (panel.contact if panel is not None else "") or by.email,
        "closes_on": closes_on if closes_on and closes_on > today else today + timedelta(days=CLOSES_AFTER),
        "way": panel.way if panel is not None else Way.LIST,
        **said_of_link(panel),
    }


class ExtendForm(forms.Form):
    """A later closing date."""

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()
        field = self.fields["closes_on"] = ClosingDate(earliest=panel.closes_on)
        today = timezone.localdate()
        longer = max(today, panel.closes_on or today) + timedelta(days=EXTENDED_BY)
        self.initial["closes_on"] = min(longer, field.latest)


class ShareForm(forms.Form):
    """Who may see this round, and whether the executive's own marks go with it."""

    email = forms.CharField(
        label=_("Their e-mail address"),
        help_text=_("They sign in with it, so use the one they read."),
        error_messages={"required": _("Type an e-mail address")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "maxlength": "254"}),
    )
    own_marks = forms.BooleanField(required=False, label=_("Also my own marks"))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()
        self.by = by

    def clean_email(self) -> str:
        email = clean_address(self.cleaned_data["email"])
        if not email:
            raise forms.ValidationError(gettext("Type an address like name@example.com"))
        if email == self.by.email.lower():
            raise forms.ValidationError(gettext("That’s your own address; you see all of it already"))
        return email
