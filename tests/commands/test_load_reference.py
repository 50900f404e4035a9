"""load_reference: a second time changes nothing, and a broken data file is named in one sentence."""

import json
import shutil

import pytest
from django.core.management import call_command

from matchmaker.core.reference import FIXTURES, checking
from matchmaker.models import Cycle, GroupMembership, Party


def state() -> tuple[list, list, list]:
    models = (Party, GroupMembership, Cycle)
    return tuple(list(model.objects.order_by("pk").values()) for model in models)


def test_a_second_time_changes_nothing(db, capsys):
    call_command("load_reference")
    before = state()
    call_command("load_reference")
    assert state() == before
    said = capsys.readouterr().out.splitlines()
    assert said[0] == said[1] == f"{len(before[0])} parties, {len(before[1])} groups, {len(before[2])} cycles."


def test_a_broken_file_is_named_and_nothing_is_loaded(db, tmp_path, monkeypatch, capsys):
    shutil.copytree(FIXTURES / "schemas", tmp_path / "schemas")
    rows = json.loads((FIXTURES / "states.json").read_text(encoding="utf-8"))
    rows[2]["region"] = "Atlantis"
    (tmp_path / "states.json").write_text(json.dumps(rows), encoding="utf-8")
    monkeypatch.setattr(checking.problems, "__defaults__", (tmp_path, tmp_path / "schemas", tuple(checking.SCHEMAS)))
    with pytest.raises(SystemExit) as left:
        call_command("load_reference")
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("states.json, row 3 (ALB), region: 'Atlantis' is not one of ['Africa', ")
    assert said.count("\n") == 1
    assert not Party.objects.exists()
