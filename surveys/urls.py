"""Addresses of the pages that ask. Those with a code in them are left out of every log."""

from django.urls import include, path

from surveys.views import answering, finishing, keeping, my_surveys, starting

draft = "a/<uuid:survey>/<str:draft>/"

urlpatterns = [
    path("", starting.landing, name="landing"),
    path("start/", starting.first, name="start"),
    path("start/<str:practice>/", starting.first, name="start"),
    path("s/<str:token>/", starting.link, name="link"),
    path("continue/<uuid:code>/", starting.continue_owned, name="continue"),
    path("account/", include("surveys.account_urls")),
    path("surveys/", my_surveys.my_surveys, name="my-surveys"),
    path("keep/<uuid:code>/", keeping.Keep.as_view(), name="keep"),
    path("keep/<uuid:code>/where/", keeping.where, name="keep-where"),
    path(draft, answering.resume, name="resume"),
    path(draft + "leave/", answering.leave, name="leave"),
    path(draft + "first/", finishing.picks, name="picks"),
    path(draft + "check/", finishing.check, name="check"),
    path(draft + "finish/", finishing.finish, name="finish"),
    path(draft + "deeper/", finishing.deeper, name="deeper"),
    path(draft + "<str:practice>/", answering.practice, name="practice"),
]
