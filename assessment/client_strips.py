"""The consultant's clients as a picture that leaves the page: the same rows, words and numbers.

No benchmark stands behind the strips. The pool tells only where one's own average lies, never anybody's
average, and the quartiles of a handful of organisations would be those of some of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment import portfolio, wording
from assessment.charts.clients_data import Clients, Group, Row, Strip
from assessment.charts.marks import KeyEntry
from assessment.portfolio import Client
from assessment.profiles import HUES
from surveys.choices import Voice


def strips_of(rows: Sequence[Client], heading: str, subtitle: str, waiting: int) -> Clients:
    """What the drawing code is told of one page's clients, with their scores.

    `waiting` is how many of those chosen need somebody, on this page or another. Raises ValueError without
    a client.
    """
    if not rows:
        raise ValueError("There is nobody to draw.")
    names = portfolio.category_names(rows)
    first, second, third = names.values()
    needing = [row for row in rows if row.needs_you]
    others = [row for row in rows if not row.needs_you]
    return Clients(
        id="clients",
        title=_("Your clients"),
        desc=desc(len(rows)),
        groups=(
            Group(portfolio.chip("needs", waiting), lines(needing, names), urgent=True),
            Group(_("The others, by name") if waiting else _("By name"), lines(others, names)),
        ),
        client_head=_("Client"),
        next_head=_("What’s next"),
        strip_heads=(first, second, third),
        gap_head=_("Gap"),
        key=key(rows),
        no_level=wording.number(None),
        notes=notes(rows),
        heading=heading,
        subtitle=subtitle,
    )


def desc(n: int) -> str:
    words = ngettext(
        "%(n)d client: what is next, and today and wanted in each category on a scale from 1 to 5.",
        "%(n)d clients: what is next for each, and today and wanted in each category on a scale from 1 to 5.",
        n,
    )
    return words % {"n": n}


def lines(rows: Sequence[Client], names: Mapping[str, str]) -> tuple[Row, ...]:
    return tuple(line(row, names) for row in rows)


def line(row: Client, names: Mapping[str, str]) -> Row:
    shown = bool(row.categories)
    first, second, third = (strip(row, code) for code in names)
    return Row(
        name=row.name,
        note=portfolio.who(row),
        next=row.next,
        hue=HUES.get(row.voice, "you"),
        strips=(first, second, third) if shown else None,
        gap_text=wording.signed(row.overall.gap if row.overall else None) or wording.number(None),
        missing="" if shown else row.nothing,
    )


def strip(row: Client, code: str) -> Strip | None:
    found = portfolio.score_in(row, code)
    if found is None or found.today is None or found.wanted is None:
        return None
    return Strip(float(found.today), float(found.wanted))


def key(rows: Sequence[Client]) -> tuple[KeyEntry, ...]:
    """The marks that are in the picture."""
    voices = {row.voice for row in rows if row.categories}
    entries = {
        Voice.TEAM: KeyEntry("today", _("team")),
        Voice.PEER: KeyEntry("peers", _("peers, to half levels")),
        Voice.EXECUTIVE: KeyEntry("you", _("executive alone")),
    }
    return tuple(entry for voice, entry in entries.items() if voice in voices)


def notes(rows: Sequence[Client]) -> tuple[str, ...]:
    """How to read the marks, where there are any; and what it all rests on."""
    marks = (_("Filled: today. Hollow: wanted."),) if any(row.categories for row in rows) else ()
    return (*marks, wording.caveat())
