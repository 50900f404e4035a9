"""Limits on guessing hold while fifty guess at once, over all processes of a server, on the database of the tests."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guesses import AT_ONCE, SCENES

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 5
pytestmark = pytest.mark.proof


def guessed(url, scene, *options):
    done = subprocess.run(
        [sys.executable, "-m", "tests.guesses", scene, *options],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    print(scene, *options, done.stdout)  # the figures of docs/deployment.md
    return json.loads(done.stdout)


@pytest.mark.parametrize("scene", SCENES)
def test_no_more_guesses_are_tried_than_the_limit_says(database_url, scene):
    told = guessed(database_url, scene, "--repeats=3")
    assert max(told["tried"]) <= LIMIT
    assert min(told["tried"]) > 0
    assert set(told["answers"]) == {"wrong", "too many"}
    assert sum(told["answers"].values()) == 3 * AT_ONCE


@pytest.mark.parametrize("scene", SCENES)
def test_where_each_process_counts_for_itself_more_are_tried(database_url, scene):
    assert guessed(database_url, scene, "--apart")["tried"][0] > LIMIT
