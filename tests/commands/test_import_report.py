"""import_report: a report into the database, and every refusal in one sentence."""

import json

import pytest
from django.core.management import call_command

from matchmaker.core.gazetteer import FIXTURES
from matchmaker.core.vocabulary import NeedStatus, Role
from matchmaker.models import Need, Party, Report
from matchmaker.services.reference import load_reference
from tests import personas

pytestmark = pytest.mark.django_db
SAMPLE = FIXTURES / "reports" / "khm-2026.txt"


@pytest.fixture(autouse=True)
def _world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    load_reference()


def cambodian():
    return personas.person(Role.FOCAL_POINT, Party.objects.get(code="KHM"))


def test_needs_become_drafts_of_the_state_once(capsys):
    by = cambodian()
    for _ in range(2):
        call_command("import_report", str(SAMPLE), "--by", by.username)
    first, second = capsys.readouterr().out.splitlines()
    assert "in drafts" in first
    assert "already there" in second
    report = Report.objects.get()
    assert report.confirmed
    assert report.cycle == 2026
    assert {need.status for need in Need.objects.all()} == {NeedStatus.DRAFT}
    assert report.needs.count() == len(json.loads(SAMPLE.with_name("khm-2026.txt.expected.json").read_text())["needs"])


def test_a_coordinator_receives_it_unconfirmed():
    call_command("import_report", str(SAMPLE), "--by", personas.coordinator().username)
    assert not Report.objects.get().confirmed


REFUSED = {
    "missing": (lambda tmp: tmp / "nothing.pdf", None),
    "empty": (lambda tmp: _file(tmp, "empty.txt", b""), None),
    "wrong type": (lambda tmp: _file(tmp, "picture.pdf", b"\x89PNG\r\n\x1a\n" + bytes(200)), None),
    "truncated": (
        lambda tmp: _file(tmp, "cut.docx", (FIXTURES / "reports" / "civ-2026.docx").read_bytes()[:3000]),
        None,
    ),
    "nobody": (lambda _: SAMPLE, "nobody"),
    "another State": (lambda _: SAMPLE, "stranger"),
}


def _file(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_received_is_said_in_one_sentence(case, capsys, tmp_path):
    make, who = REFUSED[case]
    by = {"nobody": "nobody", "stranger": personas.other_state().username}.get(who) or cambodian().username
    with pytest.raises(SystemExit) as left:
        call_command("import_report", str(make(tmp_path)), "--by", by)
    out, err = capsys.readouterr()
    assert left.value.code == 2
    assert len(err.strip().splitlines()) == 1
    assert json.loads(out)["error"]["message"] == err.strip()
    assert not Report.objects.exists()
    assert not Need.objects.exists()
