"""Names of departments, regions and levels on the page that checks a list: all of them, and likely slips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from surveys import promise
from surveys.actions import inviting, labelling
from surveys.choices import LABELS_AT_MOST, SEGMENTS
from surveys.coarsening import most_frequent_first
from surveys.labels import Suggestion
from surveys.models import Invitation, Panel
from surveys.views.organising import LOOK, SEND, asked_panel, is_closed, signed_in, user_of

NAMES_SHOWN = 100  # of one kind
FEW_NAMES = 12  # are shown at once, more behind a click


@dataclass(frozen=True)
class Name:
    """One name on the list: how many people have it, of how many an answer keeps it, and why not of all."""

    label: str
    people: int
    kept: int
    why: str


@dataclass(frozen=True)
class Kind:
    """The names of one kind that were brought, the most frequent first, and what may be slips."""

    kind: str
    name: str
    names: list[Name]
    more: int  # names that aren't listed
    kept: int  # names by which results can be split
    suggestions: list[Suggestion]

    @property
    def all_names(self) -> int:
        return len(self.names) + self.more


def kinds_on(
    panel: Panel, stored: Panel, waiting: Sequence[Invitation], found: Mapping[str, Counter[str]]
) -> list[Kind]:
    """What the list that waits says of people; `panel` and `waiting` as foreseen, `stored` as it is now."""
    suggested = labelling.suggestions(stored, dict(found))
    return [
        kind_on(panel, kind, found[kind], Counter(getattr(one, kind) for one in waiting), suggested[kind])
        for kind in SEGMENTS
        if found.get(kind)
    ]


def kind_on(
    panel: Panel, kind: str, people: Counter[str], kept: Counter[str], suggested: list[Suggestion]
) -> Kind:
    reasons = Reasons(panel.threshold, panel.frozen_at is None or bool(panel.segments.get(kind)), len(people))
    labels = most_frequent_first(people)
    names = [
        Name(label, people[label], kept[label], reasons.of(people[label], kept[label]))
        for label in labels[:NAMES_SHOWN]
    ]
    split = sum(1 for label in labels if kept[label])
    more = max(0, len(labels) - NAMES_SHOWN)
    return Kind(kind, str(promise.WORDS[kind]), names, more, split, suggested)


class Reasons(NamedTuple):
    """Why a name isn't kept: what is known of its kind."""

    smallest: int
    told: bool  # whether those asked before were told of this kind, or nobody was asked
    names: int

    def of(self, people: int, kept: int) -> str:
        if kept == people:
            return ""
        if not self.told:
            return _("those asked before were told of none")
        if people < self.smallest:
            return _("fewer than %(n)d people") % {"n": self.smallest}
        if self.names == 1:
            return _("no other group beside it")
        return _("it would give a small one away")


def too_many(panel: Panel) -> str:
    """A sentence where results would be split by more names than anybody reads; `panel` as foreseen."""
    for kind in SEGMENTS:
        number = len(panel.segments.get(kind) or [])
        if number > LABELS_AT_MOST:
            words = _(
                "The list splits people by %(n)d names of one kind (%(kind)s), and results have room for "
                "%(most)d. Put small ones together, or leave that column out."
            )
            return words % {"n": number, "kind": promise.WORDS[kind], "most": LABELS_AT_MOST}
    return ""


@signed_in(*LOOK, *SEND)
def labels(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Put names together, one suggestion or all of them; whoever only looks sees the page they stand on."""
    panel = asked_panel(request, code, voice)
    if request.method != "POST":
        return redirect("ask-check", panel.survey.code, panel.voice)
    by = user_of(request)
    try:
        if "all" in request.POST:
            labelling.merge_all(panel=panel, by=by)
        else:
            given = {name: request.POST.get(name, "") for name in ("kind", "name", "instead")}
            labelling.merge(panel=panel, by=by, **given)
    except inviting.Closed:
        return is_closed(request, panel)
    except ValueError:  # it was accepted in another window: the page says how the names are now
        pass
    return redirect("ask-check", panel.survey.code, panel.voice)
