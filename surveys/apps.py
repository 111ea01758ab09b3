"""The app that asks and remembers."""

from django.apps import AppConfig
from django.conf import settings


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "Surveys"

    def ready(self) -> None:
        from surveys import signals  # noqa: F401 - connects what follows a sign-in

        if settings.MAIL_SERVICE:
            from surveys import mail_service

            mail_service.connect()
