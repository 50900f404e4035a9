"""Guarantees 1, 2 and 4 under sixteen threads, on the database of the tests; with the lock off they must break."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.races import SCENES

ROOT = Path(__file__).resolve().parents[2]
REFUSED = {
    *("capacity_gone", "need_met", "changed_since", "wrong_status", "below_committed", "answered"),
    *("invitation_gone", "account_exists"),
}
"""What a decision that came too late is answered; anything else is a fault."""


def raced(url, scene, *options):
    done = subprocess.run(
        [sys.executable, "-m", "tests.races", scene, *options],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def held(told):
    assert told["breaches"] == []
    assert set(told["answers"]) - {"done"} <= REFUSED, told["answers"]
    assert told["answers"]["done"]


@pytest.mark.parametrize("scene", ["crossing", "against_withdrawal", "one_invitation"])
def test_three_races(database_url, scene):
    held(raced(database_url, scene))


def test_with_the_lock_off_an_offer_gives_more_than_it_has(database_url):
    broken = raced(database_url, "one_offer", "--no-lock")
    assert any(breach.startswith("an offer gives no more than its capacity") for breach in broken["breaches"])


def test_with_the_lock_off_an_invitation_makes_several_accounts(database_url):
    broken = raced(database_url, "one_invitation", "--no-lock")
    assert [breach for breach in broken["breaches"] if breach.startswith("an invitation makes one account")]


@pytest.mark.proof
@pytest.mark.parametrize("scene", SCENES)
def test_twenty_races_of_each_kind(database_url, scene):
    told = raced(database_url, scene, "--repeats=20")
    held(told)
    if scene == "one_offer":
        assert told["answers"]["done"] == 20 * 5
    if scene == "one_report":
        assert told["answers"] == {"done": 20 * 16}
    if scene in ("twice", "one_invitation"):
        assert told["answers"]["done"] == 20
