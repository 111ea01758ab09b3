"""A consultant's clients as a table: a line for each, with what is next and the levels that are drawn."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessment import portfolio, wording
from assessment.exports import table
from assessment.portfolio import Client
from assessment.rows import Table, Value
from surveys.choices import Voice


def write(rows: Sequence[Client]) -> bytes:
    """CSV of these clients, with their scores, in their order; at least one."""
    return table.write(made(rows), f"{portfolio.subtitle()} {wording.caveat()}")


def made(rows: Sequence[Client]) -> Table:
    names = portfolio.category_names(rows)
    sides = [
        words % {"category": name}
        for name in names.values()
        for words in (_("%(category)s: today"), _("%(category)s: wanted"))
    ]
    head = (
        *(_("Client"), _("Round"), _("Asked"), _("What’s next"), _("Needs you"), _("Results of")),
        *(*sides, _("Gap"), _("Why there are none")),
    )
    return Table(_("Your clients"), head, tuple(line(row, list(names)) for row in rows))


def line(row: Client, codes: Sequence[str]) -> tuple[Value, ...]:
    shown = bool(row.categories)
    return (
        *(row.name, row.survey.round, row.about, row.next, _("yes") if row.needs_you else ""),
        voice_name(row) if shown else "",
        *(side for code in codes for side in sides(row, code)),
        row.overall.gap if row.overall is not None else None,
        "" if shown else row.nothing,
    )


def voice_name(row: Client) -> str:
    return wording.executive_name() if row.voice == Voice.EXECUTIVE else str(Voice(row.voice).label)


def sides(row: Client, code: str) -> tuple[Value, Value]:
    """Today and wanted: numbers, and of peers the words of their half levels."""
    found = portfolio.score_in(row, code)
    if found is None:
        return None, None
    if row.voice == Voice.PEER:
        return wording.half_level(found.today), wording.half_level(found.wanted)
    return found.today, found.wanted
