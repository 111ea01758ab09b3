"""Where the reviewers of a voice stand, and whether mails wait for them: for the organiser and for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys import packs
from surveys.actions import reviewing
from surveys.choices import Mail, Verdict
from surveys.models import Delivery, Panel, Review
from surveys.views.pages import day_of

UNDELIVERED = {
    Mail.REFUSED: gettext_lazy("The mail server turned the mail down."),
    Mail.BOUNCED: gettext_lazy("The mail came back."),
    Mail.UNKNOWN: gettext_lazy("We were interrupted while sending the mail; it may have arrived."),
}


@dataclass(frozen=True)
class Row:
    """One reviewer: what they said, of which version, and whether their mail arrived."""

    review: Review
    said: str
    current: bool
    mail: str = ""

    @property
    def objects(self) -> bool:
        return self.review.verdict == Verdict.OBJECTED


@dataclass(frozen=True)
class Standing:
    """All that a page needs to say whether people may be asked."""

    rows: list[Row]
    objections: list[Row]
    needed: bool  # the organisation asks for a sign-off
    signed: bool  # of this very version

    @property
    def silent(self) -> list[Row]:
        """Who hasn’t answered yet."""
        return [row for row in self.rows if row.review.decided_at is None]

    @property
    def waits(self) -> bool:
        """Whether nobody can be asked now."""
        return bool(self.objections) or (self.needed and not self.signed)


@dataclass(frozen=True)
class Spoken:
    """What a reviewer has said so far, for the other reviewers: a role, never an address, and no words."""

    role: str
    said: str


def standing_of(panel: Panel, version: str = "") -> Standing:
    """`panel` with its segments as they are foreseen, unless its version is known already."""
    reviews = list(reviewing.in_force(panel))
    needed = panel.survey.organisation.needs_sign_off
    if not version and (reviews or needed):
        version = packs.version_of(panel)
    undelivered = mails_of(reviews)
    rows = [
        Row(one, said(one, version), one.version == version, undelivered.get(one.pk, "")) for one in reviews
    ]
    signed = any(row.current and row.review.verdict == Verdict.AGREED for row in rows)
    objections = [row for row in rows if row.objects and panel.closed_at is None]
    return Standing(rows, objections, needed, signed)


def spoken_of(panel: Panel, version: str, but: Review | None = None) -> list[Spoken]:
    """Each reviewer in force and who was withdrawn after a verdict, the first asked first; not `but`."""
    found = Review.objects.filter(panel=panel).order_by("created_at", "pk")
    heard = [one for one in found if one.withdrawn_at is None or one.decided_at is not None]
    return [Spoken(one.role, said(one, version)) for one in heard if but is None or one.pk != but.pk]


def waived_on(panel: Panel) -> str:
    """The day on which whoever asks took the need for a sign-off away, to be read; "" where nobody did."""
    day = panel.survey.organisation.sign_off_waived_on
    return formats.date_format(day, "DATE_FORMAT") if day is not None else ""


def mails_of(reviews: list[Review]) -> dict[int, str]:
    """What went wrong with each reviewer's mail, by their key, unless one of theirs went out."""
    if not reviews:
        return {}
    found: dict[int, set[str]] = {}
    for review, state in Delivery.objects.filter(review__in=reviews).values_list("review", "state"):
        found.setdefault(review, set()).add(state)
    return {
        review: str(next(words for state, words in UNDELIVERED.items() if state in states))
        for review, states in found.items()
        if states <= set(UNDELIVERED)
    }


def said(review: Review, version: str) -> str:
    """A reviewer's verdict in words, with what has become of it since."""
    gone = review.withdrawn_at
    withdrawn = [_("Withdrawn by whoever asks on %(when)s.") % {"when": day_of(gone)}] if gone else []
    if review.decided_at is None:
        return withdrawn[0] if withdrawn else _("Hasn’t answered yet.")
    when = day_of(review.decided_at)
    numbers = {"when": when, "version": review.version[: packs.SHOWN]}
    agreed = review.verdict == Verdict.AGREED
    first = (
        _("Signed off on %(when)s, version %(version)s.")
        if agreed
        else _("Objected on %(when)s, version %(version)s.")
    ) % numbers
    if withdrawn:
        return " ".join([first, *withdrawn])
    if review.version == version:
        return first
    return " ".join([first, _("Changed since then.")])
