"""Columns of one kind are told of alike: a word, a count, a level, a gap, half an interval, a share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from assessment.analysis.constants import SHARE_FROM, SPREAD_FROM

Kind = Literal["word", "name", "long", "whole", "level", "share", "date"]
"""Text in a narrow, a wide, a very wide column; a count; levels as they are printed; a share; a day."""


@dataclass(frozen=True)
class Column:
    """One column: its key is its name in the CSV, where it is in there, and its `name` the one in a sheet."""

    key: str
    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    values: str = ""
    people: str = ""  # from how many people on it has a value
    rounding: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind in ("whole", "level", "share")


def word(
    key: str, name: str, meaning: str, values: str = "", people: str = "", kind: Kind = "word"
) -> Column:
    return Column(key, name, kind, meaning, values=values, people=people)


def count(key: str, name: str, meaning: str, unit: str, people: str = "", rounding: str = "") -> Column:
    return Column(key, name, "whole", meaning, unit, _("0 or more"), people, rounding or _("exact"))


def level(
    key: str, name: str, meaning: str, values: str = "", people: str = "", rounding: str = ""
) -> Column:
    return Column(
        key, name, "level", meaning, _("levels"), values or _("1 to 5"), people or smallest(),
        rounding or _("To 0.1, halves up. Peers: to 0.5, from 1.5 (or less) to 4.5 (or more). Own: whole."),
    )  # fmt: skip


def gap(key: str, name: str, meaning: str, people: str = "") -> Column:
    return level(key, name, meaning, _("−4 to 4"), people, _("the difference of the two printed values"))


def half(key: str, name: str, meaning: str, people: str = "") -> Column:
    rounding = _("To 0.1, halves up, never 0. Of fewer than %(n)d people: up to the next 0.5.")
    whole = _("%(what)s Half the width of its 95%% interval.") % {"what": meaning}
    return level(key, name, whole, _("0.1 or more"), people, rounding % {"n": SPREAD_FROM})


def share(key: str, name: str, meaning: str, people: str = "", values: str = "") -> Column:
    rounding = _("To a whole per cent, halves up. In the CSV as a whole number: 62 for 0.62.")
    return Column(
        key, name, "share", meaning, _("share, 1 is all"), values or _("0 to 1"),
        people or least(SHARE_FROM), rounding,
    )  # fmt: skip


def smallest() -> str:
    return _("the voice’s smallest group (see About); own marks are one person’s")


def least(people: int) -> str:
    return _("%(n)d of the team") % {"n": people}


def yes_or_no() -> str:
    return f"{yes(True)}, {yes(False)}"


def yes(true: bool) -> str:
    return _("yes") if true else _("no")
