"""The instrument as loaded: a published version never changes, it is only followed by another."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublishedIsFinal(Exception):
    """Somebody tried to change or delete a published questionnaire, practice or translation."""


def refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise PublishedIsFinal("A published questionnaire can't be changed. Publish a version that follows it.")


class FinalQuerySet(models.QuerySet[Any]):
    """Rows that may be added and read, nothing else."""

    update = delete = bulk_update = update_or_create = refuse


class Final(models.Model):
    """A row that can't change once it is there."""

    objects = FinalQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not self._state.adding:
            refuse()
        super().save(*args, **kwargs)

    delete = refuse


class Questionnaire(Final):
    """One published version: its structure and its words in the source language, as one hash."""

    slug = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    source_language = models.CharField(max_length=10)
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="questionnaire_version_once"),
            models.UniqueConstraint(fields=["content_hash"], name="questionnaire_content_once"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"


class Practice(Final):
    """One practice of one version. Answers point here; rounds and benchmarks match by `code`."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="practices")
    code = models.CharField(max_length=4)
    category = models.CharField(max_length=2)
    core = models.BooleanField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        ordering: ClassVar[list[str]] = ["questionnaire_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="practice_code_once"),
            models.UniqueConstraint(fields=["questionnaire", "position"], name="practice_position_once"),
            # an answer's id is its response's id × 64 + this
            models.CheckConstraint(condition=models.Q(position__lt=64), name="practice_position_below_64"),
        ]

    def __str__(self) -> str:
        return self.code


class Translation(Final):
    """The words of one version in one language, the source language among them."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(max_length=10)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [models.UniqueConstraint(fields=["questionnaire", "language"], name="translation_once")]

    def __str__(self) -> str:
        return f"{self.questionnaire} · {self.language}"
