"""backup and restore: what was acknowledged is in the copy, and only an empty database takes it."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from matchmaker.services import backups
from tests.factories import NOW

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = "SELECT p.public_id FROM matchmaker_commitment c JOIN matchmaker_proposal p ON p.id = c.proposal_id"


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "reports").mkdir(parents=True)
    (settings.MEDIA_ROOT / "reports" / "one.txt").write_text("What a State handed in.")
    return settings.MEDIA_ROOT


def python(*command, **environment):
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | {name: str(value) for name, value in environment.items()},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def empty_url(database_url, tmp_path):
    """The address of an empty database of the tests' kind."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/restored.sqlite3"
        return
    server, name = database_url.rsplit("/", 1)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as there:
        there.execute(f'DROP DATABASE IF EXISTS "{name}_restored"')
        there.execute(f'CREATE DATABASE "{name}_restored"')
        yield f"{server}/{name}_restored"
        there.execute(f'DROP DATABASE "{name}_restored" WITH (FORCE)')


def committed(url):
    """Read the proposals that a database has commitments of, with the database's own client."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as there:
            return {row.replace("-", "") for (row,) in there.execute(COMMITTED)}
    with psycopg.connect(url) as there:
        return {row.hex for (row,) in there.execute(COMMITTED)}


def test_a_backup_comes_back_whole(kept, empty_url, tmp_path):
    back = python("manage.py", "restore", kept, DATABASE_URL=empty_url, MEDIA_ROOT=tmp_path / "back")
    assert (back.returncode, back.stderr) == (0, "")
    assert "guarantees hold." in back.stdout
    assert (tmp_path / "back" / "reports" / "one.txt").read_text() == "What a State handed in."


@pytest.mark.proof
def test_what_was_acknowledged_before_is_in_a_backup_made_under_load(database_url, empty_url, media, tmp_path):
    kept = tmp_path / "kept"
    made = python("-m", "tests.backups", kept, DATABASE_URL=database_url, MEDIA_ROOT=media)
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert told["failed"] == []
    assert told["during"] > 0, "nobody wrote while the backup ran, so this proves nothing"
    back = python("manage.py", "restore", kept, DATABASE_URL=empty_url, MEDIA_ROOT=tmp_path / "back")
    assert (back.returncode, back.stderr) == (0, "")
    assert "guarantees hold." in back.stdout
    assert {name.replace("-", "") for name in told["before"]} <= committed(empty_url)
    assert (tmp_path / "back" / "reports" / "one.txt").read_text() == "What a State handed in."
    again = python("manage.py", "restore", kept, DATABASE_URL=empty_url, MEDIA_ROOT=tmp_path / "other")
    assert (again.returncode, json.loads(again.stdout)["error"]["code"]) == (2, "database_not_empty")
    assert not (tmp_path / "other").exists()


@pytest.fixture
def kept(transactional_db, media, tmp_path):
    backups.make(folder=tmp_path / "kept", at=NOW)
    return tmp_path / "kept"


def refused(folder, capsys):
    """Restore into a database in use: what is wrong with the backup is said before that is."""
    with pytest.raises(SystemExit) as left:
        call_command("restore", folder)
    out, err = capsys.readouterr()
    assert (left.value.code, err.count("\n")) == (2, 1)
    return json.loads(out)["error"]["code"]


def rewritten(folder, **changes):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | changes))


def test_a_backup_tells_what_it_holds_and_is_readable_by_its_owner_alone(kept):
    told = json.loads((kept / "manifest.json").read_bytes())
    assert set(told["files"]) == {backups.DATABASE[connection.vendor], "media/reports/one.txt"}
    assert (told["format"], told["database"]) == ("matchmaker.backup/1", connection.vendor)
    assert "matchmaker.0001_initial" in told["migrations"]
    assert kept.stat().st_mode & 0o077 == 0


HARM = {
    "backup_damaged": lambda kept: (kept / "media" / "reports" / "one.txt").write_text("Something else."),
    "bad_format": lambda kept: rewritten(kept, format="matchmaker.backup/2"),
    "backup_newer": lambda kept: rewritten(kept, migrations=["matchmaker.9999_later"]),
    "backup_other_database": lambda kept: rewritten(kept, database="oracle"),
    "no_backup": lambda kept: (kept / "manifest.json").unlink(),
    "database_not_empty": lambda kept: None,
}


@pytest.mark.parametrize("code", HARM)
def test_what_cannot_be_restored_is_refused_in_one_sentence(kept, code, capsys):
    HARM[code](kept)
    assert refused(kept, capsys) == code


def test_a_file_that_is_missing_or_too_many_is_damage(kept, capsys):
    (kept / "media" / "reports" / "two.txt").write_text("Smuggled in.")
    assert refused(kept, capsys) == "backup_damaged"
    (kept / "media" / "reports" / "two.txt").unlink()
    (kept / "media" / "reports" / "one.txt").unlink()
    assert refused(kept, capsys) == "backup_damaged"


def test_a_backup_is_never_written_over_another(kept, capsys):
    before = (kept / "manifest.json").read_bytes()
    with pytest.raises(SystemExit):
        call_command("backup", kept)
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "backup_exists"
    assert (kept / "manifest.json").read_bytes() == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite needs no tool")
def test_without_the_tools_of_postgresql_one_sentence_says_what_to_install(
    transactional_db, media, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit):
        call_command("backup", tmp_path / "kept")
    assert "postgresql-client" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["media"]
