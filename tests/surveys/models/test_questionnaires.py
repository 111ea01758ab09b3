"""A published version refuses every change."""

from __future__ import annotations

import pytest

from surveys.models import Practice, PublishedIsFinal, Questionnaire, Translation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Questionnaire, Practice, Translation])
def test_what_is_published_can_be_read_but_neither_changed_nor_deleted(model: type) -> None:
    row = model.objects.first()
    assert row is not None
    with pytest.raises(PublishedIsFinal):
        row.save()
    with pytest.raises(PublishedIsFinal):
        row.delete()
    with pytest.raises(PublishedIsFinal):
        model.objects.all().delete()
    with pytest.raises(PublishedIsFinal):
        model.objects.update(pk=99)
    with pytest.raises(PublishedIsFinal):
        model.objects.bulk_update([row], ["id"])
    with pytest.raises(PublishedIsFinal):
        model.objects.update_or_create(pk=row.pk)
    assert model.objects.filter(pk=row.pk).exists()
