"""Whether the process runs, and whether it can work."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response

from api.documentation import problems
from api.serializers.health import HealthSerializer, ReadySerializer
from api.views.readonly import ReadOnly
from matchmaker.services import jobs


class NotReady(exceptions.APIException):
    """The process runs but cannot answer yet."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "not_ready"
    wait = 10


class HealthView(ReadOnly):
    """The process runs; nothing else is looked at."""

    authentication_classes = ()
    throttle_classes = ()

    @extend_schema(tags=["health"], responses=HealthSerializer, operation_id="healthz")
    def get(self, request: Request) -> Response:
        """Say so."""
        return Response({"status": "ok"})


class ReadyView(ReadOnly):
    """The database can be reached and has every migration; how long the queue has waited is told."""

    authentication_classes = ()
    throttle_classes = ()

    @extend_schema(
        tags=["health"],
        responses={(200, "application/json"): ReadySerializer, **problems(503)},
        operation_id="readyz",
    )
    def get(self, request: Request) -> Response:
        """Look, and say so."""
        try:
            executor = MigrationExecutor(connection)
        except DatabaseError as error:
            raise NotReady("The database cannot be reached: check DATABASE_URL and that its server runs.") from error
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise NotReady("The database lacks migrations: run 'manage.py migrate'.")
        jobs.look_after()
        waits = jobs.oldest()
        age = int(waits.total_seconds()) if waits else 0
        if 0 < settings.QUEUE_LIMIT_SECONDS < age:
            raise NotReady(f"The first job has waited {age} seconds: start a worker ('manage.py qcluster') or more.")
        return Response({"status": "ok", "queue_age_seconds": age})
