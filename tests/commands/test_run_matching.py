"""run_matching: a stored run is solved again to the same plan, or says how it differs."""

import json
from uuid import uuid4

import pytest
from django.core.management import call_command

from matchmaker.models import Run
from tests import personas
from tests.factories import NeedFactory, OfferFactory

pytestmark = pytest.mark.django_db


def test_a_stored_run_is_solved_again(capsys):
    NeedFactory(quantity=2)
    NeedFactory(quantity=9)
    OfferFactory(capacity=3)
    by = personas.coordinator().username
    call_command("run_matching", "--cycle=2026", f"--by={by}", "--time-limit=20")
    run = Run.objects.get()
    capsys.readouterr()
    call_command("run_matching", f"--replay={run.public_id}", f"--by={by}")
    assert "the same plan" in capsys.readouterr().out
    run.allocations.update(quantity=1)
    with pytest.raises(SystemExit) as left:
        call_command("run_matching", f"--replay={run.public_id}", f"--by={by}")
    assert left.value.code == 1
    assert "Only in the stored plan" in capsys.readouterr().out


@pytest.mark.parametrize("who", ["nobody's run", "not a coordinator"])
def test_a_run_that_is_not_there_is_said_in_one_sentence(who, capsys):
    by = personas.auditor() if who == "not a coordinator" else personas.coordinator()
    with pytest.raises(SystemExit) as left:
        call_command("run_matching", f"--replay={uuid4()}", f"--by={by.username}")
    out, err = capsys.readouterr()
    assert left.value.code == 2
    assert json.loads(out)["error"]["code"] == "unknown_run"
    assert err.count("\n") == 1
