"""What a newcomer gets wrong, by command: one sentence that says what and what to do, status 2, nothing half-written."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from django.core.management import call_command, load_command_class
from PIL import Image

from matchmaker.models import AuditEntry, Report
from tests.factories import MembershipFactory

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "fixtures" / "reports" / "zmb-2026.pdf"
PROBLEM = ROOT / "fixtures" / "problems" / "two_courses.json"


def encrypted() -> bytes:
    writer, out = pypdf.PdfWriter(REPORT), io.BytesIO()
    writer.encrypt("secret")
    writer.write(out)
    return out.getvalue()


def scanned() -> bytes:
    out = io.BytesIO()
    Image.new("L", (620, 877), 255).save(out, "PDF")
    return out.getvalue()


def problem(**changes: object) -> bytes:
    return json.dumps(json.loads(PROBLEM.read_bytes()) | changes).encode()


CASES = {
    "extract, missing": ("extract", None, "report_missing", "check the path"),
    "extract, empty": ("extract", lambda: b"", "report_empty", "export the report again"),
    "extract, encrypted": ("extract", encrypted, "report_encrypted", "save it without one"),
    "extract, scanned": ("extract", scanned, "report_scanned", "character recognition"),
    "extract, a picture": ("extract", lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), "report_wrong_type", "give a PDF"),
    "extract, cut off": ("extract", lambda: REPORT.read_bytes()[:2000], "report_damaged", "export it again"),
    "solve, missing": ("solve", None, "unreadable_file", "give the path"),
    "solve, no JSON": ("solve", lambda: b"{no", "not_json", "line 1"),
    "solve, no text": ("solve", lambda: b"\xff\xfe\x00", "not_json", "UTF-8"),
    "solve, a list": ("solve", lambda: b"[]", "bad_type", "must be an object"),
    "solve, a key too many": ("solve", lambda: problem(extra=1), "unknown_key", "extra"),
    "solve, another format": ("solve", lambda: problem(format="matchmaker.problem/9"), "bad_format", "problem/9"),
    "screen, missing": ("screen", None, "unreadable_file", "name a file"),
    "screen, no JSON": ("screen", lambda: b"{no", "not_json", "line 1"),
    "screen, a problem": ("screen", problem, "unknown_field", "take it out"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(case, capsys, tmp_path):
    command, make, code, words = CASES[case]
    path = tmp_path / "given.pdf"
    if make:
        path.write_bytes(make())
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(SystemExit) as left:
        call_command(command, str(path))
    out, err = capsys.readouterr()
    assert left.value.code == 2
    assert json.loads(out)["error"] == {"code": code, "message": err.strip()}
    assert len(err.strip().splitlines()) == 1
    assert words in err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "line",
    [
        "extract",
        "extract report.pdf --cycle abc",
        "screen",
        "import_report report.pdf",
        "run_matching --by somebody",
        "run_matching --by somebody --replay 7",
        "solve problem.json --seed x",
        "demo --port abc",
        "demo --prot 8001",
        "bootstrap_demo --xml",
        "load_reference now",
    ],
)
def test_arguments_that_cannot_be_read_are_refused_in_one_sentence(line, capsys):
    command, *words = line.split()
    parser = load_command_class("matchmaker", command).create_parser("manage.py", command)
    with pytest.raises(SystemExit) as left:
        parser.parse_args(words)
    out, err = capsys.readouterr()
    assert left.value.code == 2
    assert json.loads(out)["error"] == {"code": "bad_argument", "message": err.strip()}
    assert len(err.strip().splitlines()) == 1
    assert f"run manage.py {command} --help" in err


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["extract", "import_report"])
def test_a_state_that_does_not_exist_is_refused_before_anything_is_read(command, capsys):
    by = ["--by", MembershipFactory().user.username] if command == "import_report" else []
    with pytest.raises(SystemExit) as left:
        call_command(command, str(REPORT), "--state", "NARNIA", *by)
    out, err = capsys.readouterr()
    assert left.value.code == 2
    assert json.loads(out)["error"] == {"code": "unknown_state", "message": err.strip()}
    assert "three letters" in err
    assert not Report.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("cycle", [-5, 1999, 2101, 99999])
@pytest.mark.parametrize("command", ["extract", "import_report"])
def test_a_cycle_that_cannot_be_is_refused_before_anything_is_read(command, cycle, capsys):
    by = ["--by", MembershipFactory().user.username] if command == "import_report" else []
    with pytest.raises(SystemExit) as left:
        call_command(command, str(REPORT), "--cycle", str(cycle), *by)
    out, err = capsys.readouterr()
    assert left.value.code == 2
    assert json.loads(out)["error"] == {"code": "bad_cycle", "message": err.strip()}
    assert f"There is no cycle {cycle}" in err
    assert not Report.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "code"),
    [
        (None, "report_missing"),
        (lambda: b"", "report_empty"),
        (encrypted, "report_encrypted"),
        (scanned, "report_scanned"),
    ],
)
def test_a_report_that_cannot_be_read_leaves_no_row_and_no_file(make, code, capsys, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    user = MembershipFactory().user
    path = tmp_path / "given.pdf"
    if make:
        path.write_bytes(make())
    with pytest.raises(SystemExit) as left:
        call_command("import_report", str(path), by=user.username)
    out, err = capsys.readouterr()
    assert (left.value.code, len(err.strip().splitlines())) == (2, 1)
    assert json.loads(out)["error"]["code"] == code
    assert not Report.objects.exists()
    assert not AuditEntry.objects.exists()
    assert not settings.MEDIA_ROOT.exists()


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("postgres://nobody@127.0.0.1:1/nothing", "database_unreachable"),
        ("sqlite:////no/such/folder/db.sqlite3", "database_unreachable"),
        ("nonsense", "settings"),
    ],
)
def test_a_database_that_cannot_be_reached_is_said_in_one_sentence(address, code, tmp_path):
    ran = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "demo", "--no-server"],
        env=os.environ | {"DATABASE_URL": address, "MEDIA_ROOT": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 2
    assert len(ran.stderr.strip().splitlines()) == 1
    assert json.loads(ran.stdout.splitlines()[-1])["error"] == {"code": code, "message": ran.stderr.strip()}
    assert list(tmp_path.iterdir()) == []
