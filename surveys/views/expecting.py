"""What the chief executive can expect: who is asked, who sees what, what comes out, and texts to announce it.

The page describes the round as it stands. What people are promised comes from `promise` alone, so it says
what they read themselves: as it was told to them, or as it would be told now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import apnumber
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys import access, emails, languages, promise
from surveys.actions import foreseeing
from surveys.choices import GROUPS, PEERS_AT_MOST, Form, Voice, Way
from surveys.instruments import of_survey, words_of
from surveys.lists import one_line
from surveys.models import Panel, Survey
from surveys.promise import Point
from surveys.views.asking import standing
from surveys.views.organising import LOOK, known_voice, signed_in, user_of, words_for

DEBRIEF_MINUTES = 60
HEARD_DAYS = 30  # after closing, the team is told what came out
ACTIONS_AT_MOST = 3
TEXT_NAMES = {Voice.PEER: "announcement-peers.txt", Voice.TEAM: "announcement-team.txt"}


@dataclass(frozen=True)
class Text:
    """What the chief executive may send to a voice before it is asked."""

    words: str
    lines: int  # about so many on a screen
    to_fill: list[str]  # what stands in square brackets
    url: str


@dataclass(frozen=True)
class Group:
    """One voice as the page speaks of it."""

    voice: str
    name: str
    stands: str  # planned, asked, closed or open
    state: str
    how_many: str
    practices: int
    minutes: int
    kinds: str  # what the team may say about itself, besides where it meets customers
    smallest: int
    opens: str  # the day results open, or opened; "" where none is known
    heard_by: str
    points: list[Point]  # what only this voice is promised
    text: Text | None


# --- the page and the two files --------------------------------------------------------------------------


@signed_in(*LOOK)
def expect(request: HttpRequest, code: UUID) -> HttpResponse:
    """For whoever keeps the round, and for a consultant to whom it is shown: they may prepare it."""
    user = user_of(request)
    survey = access.survey_to_import_into(user, code)
    yours = survey.executive_id == user.pk
    panels = panels_of(survey)
    told = {voice: promise.points(panel) for voice, (panel, _asked) in panels.items()}
    groups = [group_of(survey, *panels[voice], told) for voice in GROUPS]
    words = words_of(survey)
    whole = Panel(survey=survey, form=Form.FULL)
    context = {
        "survey": survey,
        "organisation": words.organisation,
        "customers": words.customers,
        "horizon": words.horizon,
        "who": survey.asker or _("the executive who asks"),
        "categories": [category.name for category in of_survey(survey).categories],
        "levels": of_survey(survey).levels,
        **emails.length_of(Panel(survey=survey)),
        "all_practices": emails.length_of(whole)["practices"],
        "all_minutes": emails.length_of(whole)["minutes"],
        "groups": groups,
        "announcing": any(group.text for group in groups),
        "planned": [group.name for group in groups if group.stands == "planned"],
        "everybody": in_common(told),
        "debrief_minutes": DEBRIEF_MINUTES,
        "heard_days": HEARD_DAYS,
        "actions_at_most": apnumber(ACTIONS_AT_MOST),
        "back_url": reverse("ask", args=[survey.code]) if yours else reverse("clients"),
    }
    return render(request, "surveys/asking/expect.html", context)


@signed_in(*LOOK)
def text(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """The text for a voice as a file; 404 once it is closed, because then there is nothing to announce."""
    survey = access.survey_to_import_into(user_of(request), code)
    panel, _asked = panels_of(survey)[known_voice(voice)]
    if panel.closed_at is not None:
        raise Http404
    response = HttpResponse(announcement(panel).words + "\n", content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{TEXT_NAMES[Voice(voice)]}"'
    return response


# --- the two voices --------------------------------------------------------------------------------------


def panels_of(survey: Survey) -> dict[str, tuple[Panel, int]]:
    """Each voice and how many are asked, 0 where nobody has said: as it stands, or as it would be."""
    found = {panel.voice: panel for panel in survey.panels.all()}
    return {voice: with_number(survey, voice, found.get(voice)) for voice in GROUPS}


def with_number(survey: Survey, voice: str, panel: Panel | None) -> tuple[Panel, int]:
    if panel is None:
        threshold = settings.SMALLEST_TEAM if voice == Voice.TEAM else settings.SMALLEST_PEERS
        return Panel(survey=survey, voice=voice, way=Way.LIST, threshold=threshold), 0
    panel.survey = survey
    if panel.frozen_at is None and panel.way == Way.LIST:
        return panel, len(foreseeing.foresee(panel))  # which also says what is kept of departments
    return panel, panel.head_count or 0


def in_common(told: Mapping[str, list[Point]]) -> list[Point]:
    """What both voices are promised in the same words."""
    first, *others = told.values()
    return [point for point in first if all(point in other for other in others)]


def group_of(survey: Survey, panel: Panel, asked: int, told: Mapping[str, list[Point]]) -> Group:
    known = panel.pk is not None
    closes_on = closing_day(panel)
    state, _next, _more = standing(survey, panel.voice, panel if known else None)
    common = in_common(told)
    return Group(
        voice=panel.voice,
        name=words_for(panel.voice)["name"],
        stands=stands(panel),
        state=state,
        how_many=how_many(panel, asked),
        **emails.length_of(panel),
        kinds=kinds(panel),
        smallest=panel.smallest,
        opens=said(timezone.localdate(panel.opened_at) if panel.opened_at else after(closes_on, 1)),
        heard_by=said(
            after(timezone.localdate(panel.closed_at) if panel.closed_at else closes_on, HEARD_DAYS)
        ),
        points=[point for point in told[panel.voice] if point not in common],
        text=announcement(panel) if panel.closed_at is None else None,
    )


def stands(panel: Panel) -> str:
    if panel.is_open:
        return "open"
    if panel.closed_at is not None:
        return "closed"
    return "asked" if panel.frozen_at is not None else "planned"


def how_many(panel: Panel, asked: int) -> str:
    numbers = {"n": formats.number_format(asked, force_grouping=True), "most": PEERS_AT_MOST}
    if not asked:
        if panel.voice == Voice.PEER:
            return _("Up to %(most)d people, by mail or by one link.") % numbers
        return _("Everybody who works here or a part of it, by mail or by one link.")
    if panel.way == Way.LINK:
        about = ngettext("About %(n)s person, by one link.", "About %(n)s people, by one link.", asked)
        return about % numbers
    return ngettext("%(n)s person, by mail.", "%(n)s people, each by a mail of their own.", asked) % numbers


def kinds(panel: Panel) -> str:
    """What a member of the team who comes by the link may say besides; a list has said it already."""
    if panel.voice != Voice.TEAM or panel.way != Way.LINK:
        return ""
    named = [str(word) for name, word in promise.WORDS.items() if panel.segments.get(name)]
    return ", ".join(named)


def closing_day(panel: Panel) -> date | None:
    """The last day on which answers are taken; of one that is only prepared, as long as it lies ahead."""
    prepared = panel.frozen_at is None
    passed = panel.closes_on is not None and panel.closes_on < timezone.localdate()
    return None if prepared and passed else panel.closes_on


def after(day: date | None, days: int) -> date | None:
    return day + timedelta(days=days) if day is not None else None


def said(day: date | None) -> str:
    return formats.date_format(day) if day is not None else ""


# --- the texts -------------------------------------------------------------------------------------------


def announcement(panel: Panel) -> Text:
    """In the language of the survey, on whose words nobody types anything but the names in it."""
    survey = panel.survey
    with translation.override(languages.of_survey(survey)):
        typed = {
            "organisation": survey.organisation.name,
            "asker": survey.asker,
            "contact": panel.contact,
            "closing": said(closing_day(panel)),
            "sender": "",
        }
        missing = {
            "organisation": _("[our organisation]"),
            "asker": _("[who asks]"),
            "contact": _("[who answers questions]"),
            "closing": _("[date]"),
            "sender": _("[your name]"),
        }
        words = words_of(survey)
        context = {
            **emails.length_of(panel),
            **{name: one_line(value) or missing[name] for name, value in typed.items()},
            "customers": one_line(words.customers),
            "horizon": words.horizon,
            "voice": panel.voice,
            "planned": panel.pk is None,
            "by_link": panel.way == Way.LINK,
            "points": [[one_line(part) for part in point] for point in promise.points(panel)],
            "heard_days": HEARD_DAYS,
        }
        # stripped it is plain again: rendered without escaping, it must not pass for markup on the page
        written = render_to_string("surveys/asking/announcement.txt", context).strip()
        to_fill = [missing[name] for name, value in typed.items() if not one_line(value)]
    lines = sum(1 + len(line) // 80 for line in written.split("\n"))
    return Text(written, lines, to_fill, reverse("expect-text", args=[survey.code, panel.voice]))
