"""Addresses of results."""

from django.urls import path

from assessment.views import (
    appendix,
    comparing,
    files,
    heard,
    method,
    opening,
    own,
    packs,
    pages,
    portfolio,
    posters,
    reports,
    slides,
    talk,
)

urlpatterns = [
    path("finish/<uuid:survey>/<str:draft>/", own.finish, name="finish-for-good"),
    path("mine/", own.mine, name="mine"),
    path("heard/<str:token>/", heard.heard, name="told"),
    path("compare/<uuid:code>/", comparing.compare, name="compare"),
    path("sample-report.pdf", packs.sample, name="sample-report"),
    path("review/<str:token>/pack.pdf", packs.for_reviewer, name="review-pdf"),
    path("ask/<uuid:code>/<str:voice>/pack.pdf", packs.for_organiser, name="ask-pack-pdf"),
    path("ask/<uuid:code>/<str:voice>/poster.pdf", posters.pdf, name="poster-pdf"),
    path("method/", method.method, name="method"),
    path("clients/", portfolio.clients, name="clients"),
    path("clients/clients-<str:shape>.<str:kind>", portfolio.picture, name="clients-picture"),
    path("clients/clients.csv", portfolio.numbers, name="clients-table"),
    path("r/<uuid:code>/", reports.result, name="result"),
    path("r/<uuid:code>/planogram-<str:shape>.<str:kind>", reports.result_picture, name="result-picture"),
    path("r/<uuid:code>/result.<str:kind>", reports.result_file, name="result-file"),
    path("r/<uuid:code>/parts/<str:by>/", reports.parts, name="result-parts"),
    *(
        path(f"r/<uuid:code>/{name}/", pages.page, {"page": name}, name=name)
        for name in ("voices", "spread", "priorities", "over-time")
    ),
    path("r/<uuid:code>/board/", talk.board, name="board"),
    path("r/<uuid:code>/debrief/", talk.debrief, name="debrief"),
    path("r/<uuid:code>/practice/<slug:practice>/", pages.practice, name="practice"),
    path("r/<uuid:code>/files/", files.overview, name="files"),
    path("r/<uuid:code>/files/<uuid:file>/", files.fetch, name="file"),
    path("r/<uuid:code>/files/templates/", slides.overview, name="file-templates"),
    path("r/<uuid:code>/files/templates/<uuid:template>/", slides.remove, name="file-template"),
    path("r/<uuid:code>/appendix/", appendix.appendix, name="appendix"),
    path("r/<uuid:code>/<str:voice>/", reports.result, name="result"),
    path("r/<uuid:code>/<str:voice>/open/", opening.open_voice, name="open-results"),
    # before pictures: a name may have a - in it
    path("r/<uuid:code>/<str:voice>/<slug:picture>.csv", reports.result_table, name="voice-table"),
    path(
        "r/<uuid:code>/<str:voice>/<slug:picture>-<str:shape>.<str:kind>",
        reports.result_picture,
        name="voice-picture",
    ),
]
