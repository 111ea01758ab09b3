"""The launch pack as a PDF for whoever asks and whoever reviews, and a sample of the report."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessment.exports.paper import Unavailable
from assessment.sample import report_in
from assessment.views.reports import as_file, download
from surveys import access, languages, waiting
from surveys.actions import reviewers
from surveys.choices import GROUPS
from surveys.models import Bucket, Panel, User
from surveys.views.standing import spoken_of

PDF = "application/pdf"
PDFS_PER_HOUR = 20  # by one reviewer's link: each takes more than a second to draw
HOUR = timedelta(hours=1)


@require_safe
@login_required
@never_cache
def for_organiser(request: HttpRequest, code: UUID, voice: str) -> HttpResponseBase:
    """Of a voice of the survey that this account keeps."""
    assert isinstance(request.user, User)
    if voice not in GROUPS:
        raise Http404
    return pdf(request, access.panel_of_executive(request.user, code, voice))


@require_safe
@never_cache
def for_reviewer(request: HttpRequest, token: str) -> HttpResponseBase:
    """By a reviewer's link, as long as it isn't withdrawn."""
    review = access.review_of_link(token)
    if review.withdrawn_at is not None:
        return render(request, "surveys/reviewing/ended.html", {"cause": "withdrawn"}, status=410)
    languages.speak(request, review.panel.survey)
    # of the link, not of a network: it is one person's, and opens from wherever it was passed on to
    if request.method != "HEAD" and not Bucket.take("pack", str(review.pk), PDFS_PER_HOUR, HOUR):
        said = {"why": _("That was too often. Try again later."), "often": True}
        return render(request, "surveys/reviewing/no_pdf.html", said, status=429)
    return pdf(request, review.panel)


def pdf(request: HttpRequest, panel: Panel) -> HttpResponseBase:
    """The pack, drawn; a look at its headers draws nothing, and so names no length."""
    pack = reviewers.pack_of(panel)
    name = f"launch-pack-{pack.number}.pdf"
    if request.method == "HEAD":
        return StreamingHttpResponse((), content_type=PDF, headers=as_file(name))
    from assessment.exports.pack import write  # loads what draws, which most workers never need

    spoken = [(one.role, one.said) for one in spoken_of(panel, pack.version)]
    try:
        sample_url, today = settings.SITE_URL + reverse("sample-report"), timezone.localdate()
        content = write(pack, sample_url, spoken, today, sent=waiting.has_begun(panel))
    except Unavailable as said:
        return render(request, "surveys/reviewing/no_pdf.html", {"why": str(said)}, status=503)
    return download(content, PDF, name)


@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """A whole report in which everything is invented, for anybody; in English where there is no other."""
    try:
        content = report_in(languages.spoken())
    except FileNotFoundError as missing:
        raise Http404 from missing
    return download(content, PDF, "sample-report-invented.pdf")
