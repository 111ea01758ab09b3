"""The form by which earlier results come in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.choices import Voice
from surveys.forms import bare_helper

EARLIEST = date(1990, 1, 1)  # a year before that is a slip of the keyboard
HEADS_AT_MOST = 100_000
ASKED = {Voice.PEER.value: "peers_asked", Voice.TEAM.value: "team_asked"}


class ImportForm(forms.Form):
    """A file, when its answers were given, and perhaps how many people had been asked."""

    file = forms.FileField(
        label=_("The file"),
        allow_empty_file=True,  # the sentence about it is ours
        error_messages={"required": _("Choose a file")},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    answered_on = forms.DateField(
        label=_("When were these answers given?"),
        help_text=_("Any day of that month will do."),
        input_formats=["%Y-%m-%d", "%Y-%m"],
        error_messages={
            "required": _("Say when the answers were given"),
            "invalid": _("Type a date such as 2024-03-31, or a month such as 2024-03"),
        },
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": EARLIEST.isoformat()}),
    )
    peers_asked = forms.IntegerField(
        label=_("How many peers had been asked?"),
        required=False,
        error_messages={"invalid": _("Type a whole number")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": "1", "max": str(HEADS_AT_MOST)}),
    )
    team_asked = forms.IntegerField(
        label=_("How many of the team?"),
        required=False,
        error_messages={"invalid": _("Type a whole number")},
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": "1", "max": str(HEADS_AT_MOST)}),
    )

    def __init__(self, *args: Any, began: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = bare_helper()
        self.began = began  # the day on which the round began that these answers lie before
        self.fields["answered_on"].widget.attrs["max"] = began.isoformat()

    def clean_answered_on(self) -> date:
        day: date = self.cleaned_data["answered_on"]
        if day > self.began:
            raise forms.ValidationError(
                gettext("Choose a day no later than %(day)s, when this round began")
                % {"day": formats.date_format(self.began, "j F Y")}
            )
        if day < EARLIEST:
            raise forms.ValidationError(gettext("Choose a day from %(year)d on") % {"year": EARLIEST.year})
        return day

    def clean_peers_asked(self) -> int | None:
        return self.heads("peers_asked")

    def clean_team_asked(self) -> int | None:
        return self.heads("team_asked")

    def heads(self, name: str) -> int | None:
        asked: int | None = self.cleaned_data[name]
        if asked is not None and not 1 <= asked <= HEADS_AT_MOST:
            raise forms.ValidationError(gettext("Type a number from 1 to %(most)d") % {"most": HEADS_AT_MOST})
        return asked

    def head_counts(self) -> Mapping[str, int]:
        """Voice → how many had been asked, where that was said."""
        said = {voice: self.cleaned_data[name] for voice, name in ASKED.items()}
        return {voice: asked for voice, asked in said.items() if asked is not None}
