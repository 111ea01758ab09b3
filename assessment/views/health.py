"""Two questions that a load balancer asks: does the process answer, and may it be sent visitors?"""

from __future__ import annotations

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from surveys.models import Questionnaire


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Asks nothing of the database, whose trouble a restart would not mend."""
    return JsonResponse({"ok": True})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything a visitor needs is there; 503 and what is missing where it isn't."""
    missing = what_is_missing()
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)


def what_is_missing() -> list[str]:
    """What keeps the site from serving, in plain words. Stops where the rest could not be asked."""
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return ["The database is not up to date. Run: manage.py migrate"]
    except DatabaseError:
        return ["The database can't be reached. Is DATABASE_URL right, and is the database running?"]
    missing = []
    if not Questionnaire.objects.exists():
        missing.append("No questionnaire is loaded. Run: manage.py load_questionnaires")
    if not cache_answers():
        missing.append("The table for short-lived things is missing. Run: manage.py createcachetable")
    return missing


def cache_answers() -> bool:
    """Whether the cache, which counts sign-in codes, can be read."""
    try:
        cache.get("readyz")
    except DatabaseError:
        return False
    return True
