"""The launch pack as a PDF for whoever asks and whoever reviews, and a sample of the report."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessment.exports.paper import Unavailable
from assessment.sample import report_in
from assessment.views.reports import download
from surveys import access, languages, waiting
from surveys.actions import reviewers
from surveys.choices import GROUPS
from surveys.models import Panel, User
from surveys.views.standing import spoken_of

PDF = "application/pdf"


@require_safe
@login_required
@never_cache
def for_organiser(request: HttpRequest, code: UUID, voice: str) -> HttpResponse:
    """Of a voice of the survey that this account keeps."""
    assert isinstance(request.user, User)
    if voice not in GROUPS:
        raise Http404
    return pdf(request, access.panel_of_executive(request.user, code, voice))


@require_safe
@never_cache
def for_reviewer(request: HttpRequest, token: str) -> HttpResponse:
    """By a reviewer's link, as long as it isn't withdrawn."""
    review = access.review_of_link(token)
    if review.withdrawn_at is not None:
        return render(request, "surveys/reviewing/ended.html", {"cause": "withdrawn"}, status=410)
    languages.speak(request, review.panel.survey)
    return pdf(request, review.panel)


def pdf(request: HttpRequest, panel: Panel) -> HttpResponse:
    from assessment.exports.pack import write  # loads what draws, which most workers never need

    pack = reviewers.pack_of(panel)
    spoken = [(one.role, one.said) for one in spoken_of(panel, pack.version)]
    try:
        sample_url, today = settings.SITE_URL + reverse("sample-report"), timezone.localdate()
        content = write(pack, sample_url, spoken, today, sent=waiting.has_begun(panel))
    except Unavailable as said:
        return render(request, "surveys/reviewing/no_pdf.html", {"why": str(said)}, status=503)
    return download(content, PDF, f"launch-pack-{pack.number}.pdf")


@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """A whole report in which everything is invented, for anybody; in English where there is no other."""
    try:
        content = report_in(languages.spoken())
    except FileNotFoundError as missing:
        raise Http404 from missing
    return download(content, PDF, "sample-report-invented.pdf")
