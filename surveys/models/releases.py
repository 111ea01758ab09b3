"""What a voice's answers came to, worked out once when its results opened."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .surveys import Panel


class Release(models.Model):
    """The results of one voice, already safe to show. Never recomputed: a second version of a number
    would say something about whoever stands between the two."""

    panel = models.OneToOneField(Panel, on_delete=models.CASCADE, related_name="release")
    answered = models.PositiveIntegerField()
    results = models.JSONField()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")

    def __str__(self) -> str:
        return str(self.pk)
