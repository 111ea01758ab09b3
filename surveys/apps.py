"""The app that asks and remembers."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "Surveys"

    def ready(self) -> None:
        from surveys import signals  # noqa: F401 - connects what follows a sign-in
