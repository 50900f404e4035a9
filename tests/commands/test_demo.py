"""The way through: from the sample reports to a published plan, by command."""

import json
import socket

import pytest
from django.core.management import call_command

from matchmaker.core.vocabulary import NeedStatus, RunStatus
from matchmaker.models import Allocation, AuditEntry, Need, Offer, Report, Run

pytestmark = pytest.mark.django_db
BY_ROLE = {"focal_point": 3, "provider": 2, "coordinator": 2, "auditor": 1, "administrator": 1}


def test_reports_become_a_published_plan_and_a_second_time_changes_nothing(capsys, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("bootstrap_demo", "--json")
    told = json.loads(capsys.readouterr().out)
    for role, least in BY_ROLE.items():
        assert len([u for u in told["users"] if u["role"] == role]) >= least
    assert {"role", "party", "username", "password", "totp_secret", "token"} == set(told["users"][0])
    states = {u["party"] for u in told["users"] if u["role"] == "focal_point"}
    assert states & {u["party"] for u in told["users"] if u["role"] == "coordinator"}

    assert Report.objects.count() == 14
    assert Offer.objects.count() >= 24
    run = Run.objects.get()
    assert run.status == RunStatus.FINISHED
    assert run.published_at
    assert run.allocations.count() > 20
    for need in Need.objects.filter(status=NeedStatus.CIRCULATED):
        for passage in need.passages.all():
            assert need.report.text[passage.start : passage.end] == passage.quote
    assert not Allocation.objects.filter(need__state__code="SLE", offer__provider__code="SLE").exists()
    entries = AuditEntry.objects.count()

    call_command("demo", "--no-server")
    words = capsys.readouterr().out
    assert "its plan stands" in words
    assert "THE PLAN:" in words
    assert "Duplicates avoided:" in words
    assert Run.objects.count() == 1
    assert AuditEntry.objects.count() == entries


def test_a_port_in_use_is_said_in_one_sentence(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit) as left:
            call_command("demo", f"--port={port}")
    out, err = capsys.readouterr()
    assert left.value.code == 2
    assert err.count("\n") == 1
    assert str(port) in err
    assert json.loads(out)["error"]["code"] == "port_in_use"
    assert not Report.objects.exists()


def test_the_demo_world_is_refused_in_production(capsys, settings):
    settings.PRODUCTION = True
    with pytest.raises(SystemExit):
        call_command("bootstrap_demo", "--json")
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_in_production"
