"""What a load balancer is told."""

from __future__ import annotations

import pytest
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet
from django.test import Client

from surveys.models import Practice, Questionnaire, Translation


def test_the_process_answers_without_the_database(client: Client) -> None:
    response = client.get("/healthz")  # no mark for the database: a query would fail the test
    assert (response.status_code, response.json()) == (200, {"ok": True})


@pytest.mark.django_db
def test_ready_when_everything_is_there(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True, "missing": []})


@pytest.mark.django_db
def test_not_ready_without_a_questionnaire(client: Client) -> None:
    for model in (Translation, Practice, Questionnaire):
        QuerySet(model).delete()  # a published version refuses its own
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "missing": ["No questionnaire is loaded. Run: manage.py load_questionnaires"],
    }


@pytest.mark.django_db
def test_not_ready_while_a_migration_waits(client: Client) -> None:
    latest = MigrationRecorder.Migration.objects.filter(app="surveys").latest("id")
    latest.delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["missing"] == ["The database is not up to date. Run: manage.py migrate"]


@pytest.mark.django_db
def test_not_ready_without_a_database(client: Client, monkeypatch) -> None:
    def unreachable(self: BaseDatabaseWrapper) -> None:
        raise OperationalError("no route to 10.0.0.7 as user closer")

    monkeypatch.setattr(type(connections["default"]), "ensure_connection", unreachable)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["missing"] == [
        "The database can't be reached. Is DATABASE_URL right, and is the database running?"
    ]


@pytest.mark.django_db
def test_not_ready_without_the_cache_table(client: Client, monkeypatch) -> None:
    def no_table(*args: object, **kwargs: object) -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr(DatabaseCache, "get", no_table)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["missing"] == [
        "The table for short-lived things is missing. Run: manage.py createcachetable"
    ]


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_only_asking_is_allowed(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
