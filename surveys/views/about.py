"""What a member of the team may say about themselves, so that answers can be shown by group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from surveys import segments
from surveys.actions import responses
from surveys.choices import ABOUT, CHECK, MEETS, SEGMENTS, Voice
from surveys.instruments import words_of
from surveys.models import Draft, Panel
from surveys.sheets import sheet_of
from surveys.views import answering, pages
from surveys.views.pages import Problem


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    checked: bool


@dataclass(frozen=True)
class Question:
    """One closed question about the person; each may be left out."""

    name: str
    text: str
    short: str
    reason: str
    options: list[Option]
    unsaid: bool  # "prefer not to say" was chosen before


@require_http_methods(["GET", "HEAD", "POST"])
@answering.with_draft
def about(request: HttpRequest, draft: Draft) -> HttpResponse:
    return tell(request, draft)


def tell(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Where somebody meets customers and, by an open link, where they work: of the team alone."""
    if draft.voice != Voice.TEAM or draft.panel is None:
        raise Http404
    if not pages.is_asked_about_itself(draft):  # too few are asked for it to be of any use
        return redirect(pages.address(draft, CHECK))
    if request.method != "POST":
        return render_about(request, draft, draft.panel)
    elsewhere = answering.way_of_button(request, draft, ABOUT, pages.place_before_end(draft))
    told = given(request.POST, draft.panel, whole=not elsewhere)
    try:
        responses.save_segments(draft=draft, given=told, place=None if elsewhere else CHECK)
    except responses.UnknownSegment as unknown:
        return render_about(request, draft, draft.panel, told, str(unknown))
    return redirect(elsewhere or pages.address(draft, CHECK))


def given(post: QueryDict, panel: Panel, whole: bool) -> dict[str, str]:
    """What was posted; what isn't asked comes along, to be refused.

    On Save and continue, the `whole` of it: what was left open is "prefer not to say" from then on.
    """
    asked = {name: "" for name in segments.offered(panel) if whole or name in post}
    return asked | {name: value for name in (MEETS, *SEGMENTS) if (value := post.get(name, ""))}


def questions(draft: Draft, panel: Panel, told: Mapping[str, str] | None = None) -> list[Question]:
    """What is asked, with what was said of it, just now or before."""
    said_of = segments.questions(words_of(draft.survey).customers)
    asked, told = [], sheet_of(draft).said if told is None else told
    for name, choices in segments.offered(panel).items():
        value = told.get(name, "")
        text, short, reason = said_of[name]
        options = [Option(choice, label, choice == value) for choice, label in choices]
        unsaid = not value and (name in told or draft.place == CHECK)
        asked.append(Question(name, text, short, reason, options, unsaid))
    return asked


def rows(draft: Draft, panel: Panel) -> list[dict[str, str]]:
    """What somebody has said about themselves, for the check page; nothing for peers."""
    if draft.voice != Voice.TEAM:
        return []
    return [
        {
            "name": question.short,
            "value": next((option.label for option in question.options if option.checked), ""),
        }
        for question in questions(draft, panel)
    ]


def render_about(
    request: HttpRequest,
    draft: Draft,
    panel: Panel,
    told: Mapping[str, str] | None = None,
    unknown: str = "",
) -> HttpResponse:
    """The page, with 422 where something came in that it doesn't offer."""
    asked = questions(draft, panel, told)
    anchor = unknown if unknown in {question.name for question in asked} else MEETS
    message = _("Choose one of the answers offered. What came in was none of them, so nothing was saved.")
    context = {
        "questions": asked,
        "smallest": panel.smallest,
        "problems": [Problem(message, f"{anchor}-1")] if unknown else [],
        "action": pages.address(draft, ABOUT),
        "skip": pages.address(draft, CHECK),
    }
    return render(request, "surveys/asked/about.html", context, status=422 if unknown else 200)
