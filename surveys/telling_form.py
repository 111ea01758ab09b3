"""The form in which whoever asked says what was heard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.models import Panel

LONGEST = 1500


class TellForm(forms.Form):
    """Two texts of several lines, both needed: a report without action changes nothing."""

    heard = forms.CharField(
        label=_("What you heard"),
        help_text=_("In your own words: what they agree on, what surprised you."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Say in a sentence or two what you heard")},
    )
    by_when = forms.CharField(
        label=_("What happens by when"),
        help_text=_("A line for each step: what, who, by when. “Nothing for now, and why” is an answer too."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Say what happens by when, or that nothing does, and why")},
    )

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"heard": panel.heard, "by_when": panel.by_when}
