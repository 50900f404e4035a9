"""benchmark: it measures in a database of its own and leaves nothing behind."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from matchmaker.management.commands.benchmark_api import READS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.proof
def test_it_measures_all_four_and_touches_nothing(tmp_path):
    name = tmp_path / "untouched.sqlite3"
    result = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "benchmark",
            # So many that no run is solved before it is cancelled.
            *["--acceptances", "4", "--needs", "150", "--offers", "40", "--stops", "1", "--many", "60"],
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{name}"},
        check=True,
    )
    figures = [line for line in result.stdout.splitlines() if "processor time" in line]
    assert len(figures) == 4
    assert all(re.search(r"\d\.\d\d by this process's own", line) for line in figures)
    assert not name.exists() or name.stat().st_size == 0


@pytest.mark.proof
def test_the_api_is_measured_on_a_server_of_its_own(tmp_path):
    name = tmp_path / "untouched.sqlite3"
    sizes = ["--needs", "40", "--offers", "10", "--clients", "2", "--workers", "1", "--seconds", "0.3", "--rounds", "2"]
    result = subprocess.run(
        [sys.executable, "manage.py", "benchmark_api", *sizes],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{name}"},
        check=True,
    )
    assert "Round 2 of 2" in result.stdout
    rows = [row.split() for row in result.stdout.partition("bare x\n")[2].splitlines()]
    assert len(rows) == len(READS) + 1
    assert all(int(row[-10]) <= 15 for row in rows)
    assert all(float(row[-4]) <= float(row[-5]) <= float(row[-3]) for row in rows)
    assert rows[-1][-1] == "1.00"
    assert not name.exists() or name.stat().st_size == 0
