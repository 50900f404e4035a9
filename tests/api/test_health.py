"""Health: the process runs; it can work once the database is there and has every migration."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings
from django.utils import timezone
from django_q.models import OrmQ

from matchmaker.services import jobs

ROOT = Path(__file__).resolve().parents[2]


def test_the_process_runs_whatever_the_database_does(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_with_every_migration(client, db):
    assert client.get("/readyz").json() == {"status": "ok", "queue_age_seconds": 0}
    jobs.enqueue("runs.work", "nobody", 0)
    OrmQ.objects.update(lock=timezone.now() - timedelta(seconds=90))
    assert client.get("/readyz").json() == {"status": "ok", "queue_age_seconds": 90}


def test_not_ready_when_the_first_job_has_waited_too_long(client, db):
    client.raise_request_exception = False
    jobs.enqueue("runs.work", "nobody", 0)
    OrmQ.objects.update(lock=timezone.now() - timedelta(seconds=1000))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert "qcluster" in answer.json()["detail"]
    assert answer.headers["Retry-After"] == "10"
    with override_settings(QUEUE_LIMIT_SECONDS=0):
        assert client.get("/readyz").status_code == 200


@override_settings(SECURE_SSL_REDIRECT=True)
def test_probes_are_answered_without_tls(db):
    client = Client()
    assert [client.get(address).status_code for address in ("/healthz", "/readyz", "/api/v1/themes/")] == [
        200,
        200,
        301,
    ]


def test_not_ready_without_a_migration(client, db):
    client.raise_request_exception = False
    MigrationRecorder.Migration.objects.filter(app="matchmaker").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["code"] == "not_ready"
    assert answer.json()["detail"] == "The database lacks migrations: run 'manage.py migrate'."


def test_not_ready_without_a_database(tmp_path):
    script = (
        "import django; django.setup(); from django.test import Client; client = Client(raise_request_exception=False, HTTP_HOST='localhost');"
        "import json; ready, runs = client.get('/readyz'), client.get('/healthz');"
        "print(json.dumps([ready.status_code, ready.headers['Content-Type'], ready.json(), runs.status_code]))"
    )
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/no/such/folder/database.sqlite3",
        "DJANGO_SETTINGS_MODULE": "matchmaker.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    status, media_type, body, runs = json.loads(done.stdout)
    assert (status, media_type, runs) == (503, "application/problem+json", 200)
    assert body["detail"] == "The database cannot be reached: check DATABASE_URL and that its server runs."
    assert "Traceback" not in json.dumps(body)
