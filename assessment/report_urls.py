"""Addresses of results."""

from django.urls import path

from assessment.views import reports

urlpatterns = [
    path("r/<uuid:code>/", reports.result, name="result"),
    path("r/<uuid:code>/planogram-<str:shape>.<str:kind>", reports.result_picture, name="result-picture"),
    path("r/<uuid:code>/result.<str:kind>", reports.result_file, name="result-file"),
    path("r/<uuid:code>/<str:voice>/", reports.result, name="result"),
]
