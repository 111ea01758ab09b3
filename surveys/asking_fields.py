"""What the forms for asking are made of: texts on one line, a closing date, labels, pasted lists."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.choices import LABEL_LENGTH, SEGMENTS
from surveys.lists import HEADINGS, Listed, Row, in_one_spelling, pasted, uploaded

CLOSES_AFTER, CLOSES_AT_MOST = 14, 180  # days from today
LABELS = (2, 20)  # so many departments or regions: one divides nobody, and more are never read
WEB = ("://", "www.")
ENCODED = (
    "=?"  # begins what a mail program decodes: another text than the one on our pages, or no mail at all
)


class OneLine(forms.CharField):
    """A text on one line, without characters that control a mail or the way of reading."""

    def __init__(self, *, longest: int, web: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.web = web
        self.widget.attrs["maxlength"] = str(longest)
        wrong = _("Use %(limit_value)d characters at most; these are %(show_value)d")
        self.validators.append(MaxLengthValidator(longest, wrong))

    def to_python(self, value: Any) -> str:
        return in_one_spelling(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if ENCODED in value:
            raise forms.ValidationError(_("Leave “=?” out of this: mail programs take it for a code"))
        if not self.web and any(sign in value.lower() for sign in WEB):
            # it is read in mails to people who don't know us: no place for anybody's links
            raise forms.ValidationError(_("Leave web addresses out of this"))


class ClosingDate(forms.DateField):
    """The last day on which answers are taken: from tomorrow, or from `earliest`."""

    def __init__(self, *, earliest: date | None = None, **kwargs: Any) -> None:
        self.today = timezone.localdate()
        self.earliest = max(earliest or self.today, self.today + timedelta(days=1))
        self.latest = max(self.today + timedelta(days=CLOSES_AT_MOST), self.earliest)
        days = {"min": self.earliest.isoformat(), "max": self.latest.isoformat()}
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **days})
        wrong = {
            "required": _("Choose the closing date"),
            "invalid": _("Type a date such as 2027-01-31"),
        }
        super().__init__(widget=widget, label=_("Closing date"), error_messages=wrong, **kwargs)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and not self.earliest <= value <= self.latest:
            between = {"first": self.said(self.earliest), "last": self.said(self.latest)}
            raise forms.ValidationError(gettext("Choose a day from %(first)s to %(last)s") % between)

    @staticmethod
    def said(day: date) -> str:
        return formats.date_format(day)


class Labels(forms.CharField):
    """One label a line, none twice, in the order typed."""

    widget = forms.Textarea(attrs={"rows": 5})

    def clean(self, value: Any) -> list[str]:
        typed = super().clean(value)
        kept = [label for line in typed.splitlines() if (label := in_one_spelling(line))]
        seen = Counter(label.casefold() for label in kept)
        for label in kept:
            if seen[label.casefold()] > 1:
                twice = gettext("“%(label)s” stands there twice. Leave one out")
                raise forms.ValidationError(twice % {"label": label[:LABEL_LENGTH]})
        if kept and not LABELS[0] <= len(kept) <= LABELS[1]:
            numbers = {"least": LABELS[0], "most": LABELS[1], "n": len(kept)}
            raise forms.ValidationError(
                gettext("Name %(least)d to %(most)d, one a line; these are %(n)d") % numbers
            )
        for label in kept:
            if len(label) > LABEL_LENGTH:
                said = {"label": label[:40], "n": LABEL_LENGTH}
                raise forms.ValidationError(gettext("“%(label)s…” has more than %(n)d characters") % said)
        return kept


def read_text(text: str) -> Listed:
    """Pasted addresses, or a pasted table whose first line names its columns. Raises NotAList."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    names = {cell.strip(' "').lower() for cell in re.split(r"[,;\t]", first)}
    if names & set(HEADINGS["email"]):
        return uploaded(text.encode(errors="replace"), settings.ROWS_PER_LIST)
    return pasted(text, settings.ROWS_PER_LIST)


def as_text(rows: Sequence[Row]) -> str:
    """A list as a table to paste, or one address a line where it says nothing else of anybody."""
    if not any(any(row.segments) for row in rows):
        return "\n".join(row.email for row in rows)
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(("email", *SEGMENTS))
    table.writerows((row.email, *row.segments) for row in rows)
    return written.getvalue()
