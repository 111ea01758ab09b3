"""How much is too much, counted where every worker sees it."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Bucket(models.Model):
    """A bucket of permissions that fills evenly. Its key is a keyed hash: no address is stored."""

    key = models.CharField(max_length=64, primary_key=True)
    left = models.FloatField()
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rate limit")
        verbose_name_plural = _("rate limits")

    def __str__(self) -> str:
        return self.key[:8]

    @staticmethod
    def take(action: str, name: str, amount: int, per: timedelta, times: int = 1) -> bool:
        """Whether `name` may do `action` so many `times`: at most `amount` in `per`, exact across workers."""
        key = key_of(action, name)
        with transaction.atomic():
            now = timezone.now()
            Bucket.objects.bulk_create([Bucket(key=key, left=amount, counted_at=now)], ignore_conflicts=True)
            bucket = Bucket.objects.select_for_update().get(key=key)
            filled = bucket.left + (now - bucket.counted_at) / per * amount
            left = min(float(amount), filled)
            allowed = left >= times
            Bucket.objects.filter(key=key).update(left=left - times * allowed, counted_at=now)
        return allowed

    @staticmethod
    def was_taken(action: str, name: str) -> bool:
        """Whether anything was taken of it, and it isn't forgotten yet. One statement."""
        return Bucket.objects.filter(key=key_of(action, name)).exists()

    @staticmethod
    def give_back(action: str, name: str) -> None:
        """What was taken just now, in the same transaction, is not to count after all."""
        Bucket.objects.filter(key=key_of(action, name)).update(left=F("left") + 1)


def key_of(action: str, name: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{action}\0{name}".encode(), hashlib.sha256).hexdigest()
