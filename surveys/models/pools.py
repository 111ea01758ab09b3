"""What teams of organisations that compare themselves have come to, together."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pool(models.Model):
    """The averages that count until enough of them have changed: one pool for each questionnaire.

    `entries` has for each organisation's key its team's averages of today, as published, by category and
    overall. Nobody is ever shown an entry that is not their own.
    """

    slug = models.SlugField(unique=True)  # of the questionnaire: its categories are alike in every version
    made_at = models.DateTimeField(auto_now=True)
    entries = models.JSONField()

    class Meta:
        verbose_name = _("pool")
        verbose_name_plural = _("pools")

    def __str__(self) -> str:
        return str(self.pk)
