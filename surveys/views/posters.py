"""The open link to scan: its QR code as files, and a poster to print."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from surveys import languages, posters, qr
from surveys.models import Panel
from surveys.views.organising import LOOK, address, asked_panel, signed_in, words_for

KINDS = {"svg": ("image/svg+xml", qr.svg), "png": ("image/png", qr.png)}
CODE = "code"  # ?code=shown: a poster with the access code on it


class Shown(NamedTuple):
    """A voice, its open link as it opens in one language, and that language as Django names it."""

    panel: Panel
    link: str
    language: str
    shows_code: bool = False

    def poster(self) -> posters.Poster:
        return posters.poster_of(self.panel, self.link, self.language, shows_code=self.shows_code)

    def at(self, name: str, *, shows_code: bool = False) -> str:
        """The page or file of this name, in the same language."""
        said = {languages.MADE_IN: languages.short(self.language)} if self.is_another() else {}
        said |= {CODE: "shown"} if shows_code else {}
        return address(name, self.panel) + (f"?{urlencode(said)}" if said else "")

    def is_another(self) -> bool:
        return self.language != languages.of_survey(self.panel.survey)


def shown_of(request: HttpRequest, panel: Panel) -> Shown:
    """The voice's open link in the language asked for; "" where nobody has seen it, or its key is gone."""
    language = languages.made_in(request, panel.survey)
    return Shown(panel, posters.link_of(panel, language), language, request.GET.get(CODE) == "shown")


def shown_link(request: HttpRequest, code: UUID, voice: str) -> Shown:
    """The same. Raises Http404 before anybody has seen the link: nothing is promised yet."""
    shown = shown_of(request, asked_panel(request, code, voice))
    if not shown.link:
        raise Http404
    return shown


@signed_in(*LOOK)
def image(request: HttpRequest, code: UUID, voice: str, kind: str) -> HttpResponse:
    """The QR code as a file."""
    if kind not in KINDS:
        raise Http404
    shown = shown_link(request, code, voice)
    content_type, made = KINDS[kind]
    end = f"-{languages.short(shown.language)}" if shown.is_another() else ""
    named = {"Content-Disposition": f'attachment; filename="closer-link{end}.{kind}"'}
    return HttpResponse(made(shown.link), content_type=content_type, headers=named)


@signed_in(*LOOK)
def poster(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """One A4 page to hang up, as it is printed."""
    shown = shown_link(request, code, voice)
    context = {
        "panel": shown.panel,
        "poster": shown.poster(),
        "words": words_for(shown.panel.voice),
        "pdf_url": shown.at("poster-pdf", shows_code=shown.shows_code),
        "other_url": shown.at("poster", shows_code=not shown.shows_code),
        "shows_code": shown.shows_code,
        "made_in": made_in(shown),
        "back_url": shown.at("ask-sent"),
    }
    return render(request, "surveys/asking/poster.html", context)


def of_link(shown: Shown) -> dict[str, Any]:
    """What the organiser's page of the link shows of it."""
    image_at = address("ask-sent", shown.panel)
    end = languages.ending(languages.MADE_IN, shown.panel.survey, shown.language)
    return {
        "qr_code": qr.inline(shown.link),
        "svg_url": f"{image_at}link.svg{end}",
        "png_url": f"{image_at}link.png{end}",
        "poster_url": shown.at("poster"),
        "made_in": made_in(shown),
        "text_language": languages.short(shown.language),
    }


def made_in(shown: Shown) -> list[tuple[str, str, str, bool]]:
    """The languages a link can be made in: code, name in itself, where, and whether it is this one."""
    survey = shown.panel.survey
    return [
        (
            languages.short(code),
            name,
            languages.ending(languages.MADE_IN, survey, code) or "?",
            code == shown.language,
        )
        for code, name in settings.LANGUAGES
    ]
