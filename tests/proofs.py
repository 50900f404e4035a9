"""The long proofs, each file in a process of its own: one that fails stops no other, and each prints its row of the docs' tables.

`python -m tests.proofs` runs all of them; with files or folders those alone, so that the hours can be spent in pieces.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CORE = "tests/core"
DATABASE = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
NOTHING_THERE = 5


def pytest(place, *options):
    alone = [".venv-core/bin/python", "-m", "pytest", f"--confcutdir={CORE}"]
    shell = [".venv/bin/python", "-m", "pytest"]
    command = [*(alone if place.startswith(CORE) else shell), place, "-m", "proof", *options]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def files(place):
    """Return the files below a place that hold proofs."""
    if CORE.startswith(place.rstrip("/")) and place.rstrip("/") != CORE:
        return [*files(CORE), *listed(place, f"--ignore={CORE}")]
    return listed(place)


def listed(place, *options):
    found = pytest(place, "--collect-only", "-q", *options)
    if found.returncode not in (0, NOTHING_THERE):
        sys.exit(found.stdout)
    return re.findall(r"^(\S+\.py): \d+$", found.stdout, re.MULTILINE)


def proved(file):
    """Run a file, print its row, and what pytest said where something failed."""
    begun = time.monotonic()
    done = pytest(file, "--durations=5")
    said = done.stdout.strip().splitlines()[-1]
    counts = ", ".join(re.findall(r"\d+ (?:passed|failed|errors?|skipped)", said)) or said
    database = "-" if file.startswith(CORE) else DATABASE
    print(f"| `{file}` | {database} | {counts} | {time.monotonic() - begun:.0f} |", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0


def main():
    wanted = [file for place in sys.argv[1:] or ["tests"] for file in files(place)]
    if not wanted:
        sys.exit("No file there holds a proof.")
    print("| file | database | tests | seconds |\n|---|---|---|---|", flush=True)
    failed = [file for file in wanted if not proved(file)]
    if failed:
        sys.exit(f"Not proved: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
