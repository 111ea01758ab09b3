"""Every address of the site."""

from django.urls import include, path

from surveys.admin import site as operator_site

from .views import errors, health, outbox

urlpatterns = [
    path("", include("surveys.urls")),
    path("", include("assessment.report_urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("outbox/", outbox.mails, name="outbox"),
    path("outbox/<slug:name>/", outbox.mail, name="outbox-mail"),
    path("operator/", operator_site.urls),
]

handler400 = errors.handler400
handler403 = errors.handler403
handler404 = errors.handler404
handler500 = errors.handler500
