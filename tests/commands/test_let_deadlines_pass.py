"""let_deadlines_pass: silence circulates without anybody at a page, and a second run of the timer finds nothing."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from matchmaker.models import Need
from matchmaker.services import needs
from tests import personas
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db


def test_what_nobody_objected_to_circulates_once(capsys):
    chair = personas.coordinator()
    need = NeedFactory(status="submitted")
    needs.advance(need=need, action="authenticate", by=chair, at=timezone.now() - timedelta(days=30))
    for circulated in (1, 0):
        call_command("let_deadlines_pass", f"--by={chair.username}")
        told = f"{circulated} needs circulated, 0 needs and offers expired, 0 proposals lapsed.\n"
        assert capsys.readouterr().out == told
    assert Need.objects.get().status == "circulated"


@pytest.mark.parametrize("name", ["an auditor", "nobody"])
def test_it_stands_in_the_name_of_a_coordinator(capsys, name):
    by = personas.auditor().username if name == "an auditor" else name
    with pytest.raises(SystemExit) as left:
        call_command("let_deadlines_pass", f"--by={by}")
    out, err = capsys.readouterr()
    assert left.value.code == 2
    assert json.loads(out)["error"]["message"] == err.strip()
    assert err.count("\n") == 1
