"""Addresses of the pages that ask. Those with a code in them are left out of every log."""

from django.urls import include, path

from surveys.views import (
    about,
    answering,
    asking,
    checking,
    expecting,
    finishing,
    importing,
    joining,
    keeping,
    my_surveys,
    noticing,
    sending,
    sharing,
    starting,
)

draft = "a/<uuid:survey>/<str:draft>/"
ask = "ask/<uuid:code>/<str:voice>/"

urlpatterns = [
    path("", starting.landing, name="landing"),
    path("start/", starting.first, name="start"),
    path("start/<str:practice>/", starting.first, name="start"),
    path("s/<str:token>/", starting.link, name="link"),
    path("i/<str:token>/", joining.answer, name="answer"),
    path("i/<str:token>/data/", noticing.data, name="answer-data"),
    path("decline/<str:token>/", joining.decline, name="decline"),
    path("stop/<str:token>/", joining.stop, name="stop"),
    path("quiet/<str:token>/", joining.quiet, name="quiet"),
    path("continue/<uuid:code>/", starting.continue_owned, name="continue"),
    path("account/", include("surveys.account_urls")),
    path("surveys/", my_surveys.my_surveys, name="my-surveys"),
    path("ask/<uuid:code>/", asking.overview, name="ask"),
    path("ask/<uuid:code>/expect/", expecting.expect, name="expect"),
    path("ask/<uuid:code>/expect/<str:voice>.txt", expecting.text, name="expect-text"),
    path(ask, asking.ask_voice, name="ask-voice"),
    path(ask + "check/", checking.check, name="ask-check"),
    path(ask + "sent/", sending.sent, name="ask-sent"),
    path(ask + "again/", sending.again, name="ask-again"),
    path(ask + "link/", sending.link, name="ask-link"),
    path(ask + "extend/", sending.extend, name="ask-extend"),
    path("share/<uuid:code>/", sharing.share, name="share"),
    path("share/<uuid:code>/<uuid:share>/withdraw/", sharing.withdraw, name="share-withdraw"),
    path("import/<uuid:code>/", importing.overview, name="import"),
    path("import/<uuid:code>/<uuid:round_code>/", importing.imported, name="import-round"),
    path("keep/<uuid:code>/", keeping.Keep.as_view(), name="keep"),
    path("keep/<uuid:code>/where/", keeping.where, name="keep-where"),
    path(draft, answering.resume, name="resume"),
    path(draft + "leave/", answering.leave, name="leave"),
    path(draft + "first/", finishing.picks, name="picks"),
    path(draft + "about/", about.about, name="about"),
    path(draft + "check/", finishing.check, name="check"),
    path(draft + "finish/", finishing.finish, name="finish"),
    path(draft + "deeper/", finishing.deeper, name="deeper"),
    path(draft + "<str:practice>/", answering.practice, name="practice"),
]
