"""The poster of an open link as a PDF, for whoever asks."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessment.exports.paper import Unavailable
from assessment.views.reports import download
from surveys.views.organising import LOOK, signed_in
from surveys.views.posters import shown_link


@signed_in(*LOOK)
def pdf(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Of a voice of the survey that this account keeps, once its link was shown."""
    from assessment.exports.poster import write  # loads what draws, which most workers never need

    shown = shown_link(request, code, voice)
    try:
        content = write(shown.poster())
    except Unavailable as said:
        return render(request, "surveys/reviewing/no_pdf.html", {"why": str(said)}, status=503)
    return download(content, "application/pdf", "closer-poster.pdf")
