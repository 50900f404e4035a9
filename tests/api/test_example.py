"""The worked example of docs/api.md, line by line as it stands there, in a shell against a live server."""

import os
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from knox.models import AuthToken

from matchmaker.core.gazetteer import FIXTURES
from matchmaker.models import Commitment, Need, Party
from matchmaker.services import jobs, tokens
from matchmaker.services.reference import load_reference
from tests import personas

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
BLOCKS = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SILENCE = next(place for place, block in enumerate(BLOCKS) if " circulate " in block)


def test_the_page_has_an_example_from_upload_to_commitment():
    assert len(BLOCKS) == 9
    assert "/reports/" in BLOCKS[1]
    assert "/commitments/" in BLOCKS[-1]
    assert SILENCE == 5


@pytest.mark.proof
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.django_db(transaction=True)
def test_the_example_ends_in_a_commitment(live_server, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT, settings.JOBS = tmp_path / "media", "here"
    # A thread of its own would meet the locks of a database that lives in memory.
    monkeypatch.setattr(jobs, "_start", jobs.work_off)
    load_reference()
    people = {
        "STATE": personas.owner(Party.objects.get(code="KHM")),
        "DONOR": personas.provider(Party.objects.get(code="DEU")),
        "CHAIR": personas.coordinator(Party.objects.get(code="CHE")),
    }
    held = {name: tokens.issue(by=user, at=timezone.now())[1] for name, user in people.items()}
    shutil.copy(FIXTURES / "reports" / "khm-2026.txt", tmp_path)
    now = timezone.now
    told, said = "", {**os.environ, **held, "API": f"{live_server.url}/api/v1"}
    for place, block in enumerate(BLOCKS):
        if place == SILENCE:
            monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=8))
            # The coordinator has signed in since, as the page asks of who endorses.
            AuthToken.objects.filter(user=people["CHAIR"]).update(created=timezone.now())
        # Each block goes on with the names that the one before has set.
        script = f"{told}\n{block}\ntypeset -p > names.sh; typeset -f > helpers.sh"
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=said, capture_output=True, text=True, timeout=120, check=False
        )
        assert '"type":"about:blank"' not in done.stdout, (block, done.stdout)
        assert done.returncode == 0, (block, done.stderr)
        told = "source names.sh 2>/dev/null; source helpers.sh"
    assert done.stdout.strip().endswith("agreed")
    (commitment,) = Commitment.objects.all()
    assert (commitment.need.state.code, commitment.quantity, commitment.implementer.code) == ("KHM", 2, "DEU")
    assert Need.objects.get(pk=commitment.need_id).status == "met"
    assert Need.objects.get(external_id__endswith="2026-017").status == "draft"
