"""The form by which earlier results come in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.choices import HEADS_AT_MOST, Voice
from surveys.forms import bare_helper

EARLIEST = date(1990, 1, 1)  # a year before that is a slip of the keyboard
ASKED = {Voice.PEER.value: "peers_asked", Voice.TEAM.value: "team_asked"}


class HeadCount(forms.IntegerField):
    """How many people of a voice had been asked, which nobody has to know."""

    def __init__(self, **more: Any) -> None:
        out_of_range = format_lazy(_("Type a number from 1 to {most}"), most=HEADS_AT_MOST)
        words = {"invalid": _("Type a whole number"), "min_value": out_of_range, "max_value": out_of_range}
        super().__init__(
            required=False,
            min_value=1,
            max_value=HEADS_AT_MOST,
            error_messages=words,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            **more,
        )


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
    peers_asked = HeadCount(label=_("How many peers had been asked?"))
    team_asked = HeadCount(label=_("How many of the team?"))

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
                % {"day": formats.date_format(self.began)}
            )
        if day < EARLIEST:
            raise forms.ValidationError(gettext("Choose a day from %(year)d on") % {"year": EARLIEST.year})
        return day

    def head_counts(self) -> Mapping[str, int]:
        """Voice → how many had been asked, where that was said."""
        said = {voice: self.cleaned_data[name] for voice, name in ASKED.items()}
        return {voice: asked for voice, asked in said.items() if asked is not None}
