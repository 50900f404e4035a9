"""`kill -9` of everything, at random moments, on the database of the tests: what was acknowledged is there, once, whole."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crashes import BOUND

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.proof


def crashed(url, *options):
    done = subprocess.run(
        [sys.executable, "-m", "tests.crashes", *options],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    print(done.stdout)  # the figures of docs/lifecycle.md
    return json.loads(done.stdout)


def test_nothing_acknowledged_is_lost_doubled_or_half_done(database_url):
    told = crashed(database_url, "--seconds=120")
    assert told["wrong"] == []
    assert told["longest_silence"] < BOUND
    assert min(told["acknowledged"].values()) > 0
    assert told["runs"]["resumed"] + told["runs"].get("failed", 0) > 0


def test_without_anybody_who_looks_after_it_a_run_stays_silent(database_url):
    assert crashed(database_url, "--no-recovery")["longest_silence"] > BOUND
