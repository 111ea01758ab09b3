"""The open link to scan: its QR code as files, and a poster to print."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from surveys import posters, qr
from surveys.models import Panel
from surveys.views.organising import LOOK, address, asked_panel, signed_in, words_for

KINDS = {"svg": ("image/svg+xml", qr.svg), "png": ("image/png", qr.png)}


def shown_link(request: HttpRequest, code: UUID, voice: str) -> tuple[Panel, str]:
    """The voice and its open link. Raises Http404 before anybody has seen the link: it isn't promised yet."""
    panel = asked_panel(request, code, voice)
    link = posters.link_of(panel)
    if not link:
        raise Http404
    return panel, link


@signed_in(*LOOK)
def image(request: HttpRequest, code: UUID, voice: str, kind: str) -> HttpResponse:
    """The QR code as a file."""
    if kind not in KINDS:
        raise Http404
    _panel, link = shown_link(request, code, voice)
    content_type, made = KINDS[kind]
    named = {"Content-Disposition": f'attachment; filename="closer-link.{kind}"'}
    return HttpResponse(made(link), content_type=content_type, headers=named)


@signed_in(*LOOK)
def poster(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """One A4 page to hang up, as it is printed."""
    panel, link = shown_link(request, code, voice)
    context = {
        "poster": posters.poster_of(panel, link),
        "words": words_for(panel.voice),
        "pdf_url": address("poster-pdf", panel),
        "back_url": address("ask-sent", panel),
    }
    return render(request, "surveys/asking/poster.html", context)


def of_link(panel: Panel, link: str) -> dict[str, Any]:
    """What the organiser's page of the link shows of it."""
    return {
        "qr_code": qr.inline(link),
        "svg_url": f"{address('ask-sent', panel)}link.svg",
        "png_url": f"{address('ask-sent', panel)}link.png",
        "poster_url": address("poster", panel),
    }
