"""The worker as a process of its own: it does what waits, and ends when it is asked to."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from matchmaker.models import Run
from matchmaker.services import runs
from tests import personas
from tests.factories import NOW, NeedFactory, OfferFactory, ScenarioFactory

pytestmark = pytest.mark.proof
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def queued(transactional_db):
    NeedFactory()
    OfferFactory()
    return runs.queue(scenario=ScenarioFactory(), by=personas.coordinator(), at=NOW, time_limit=20)


def status(run, url):
    if not url.startswith("sqlite"):
        return Run.objects.get().status
    with sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20) as copy:
        return copy.execute("SELECT status FROM matchmaker_run").fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_worker_solves_what_waits_and_ends_when_asked(queued, database_url):
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "qcluster"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url, "WORKERS": "1"},
        stdout=subprocess.DEVNULL,
    )
    end = time.monotonic() + 60
    try:
        while status(queued, database_url) != "finished" and time.monotonic() < end:
            time.sleep(0.05)
        assert status(queued, database_url) == "finished"
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
    finally:
        worker.kill()
