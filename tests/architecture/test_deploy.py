"""The settings that docs/deployment.md tells pass Django's checks for production, none of them silenced."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def documented() -> dict[str, str]:
    """Return the environment of docs/deployment.md, its placeholders filled in."""
    text = (ROOT / "docs" / "deployment.md").read_text()
    block = text.split("MATCHMAKER_ENVIRONMENT=production", 1)[1].split("```", 1)[0]
    told = dict(re.findall(r"^([A-Z_]+)=(.*)$", block, re.MULTILINE))
    told |= {"SECRET_KEY": "".join(chr(33 + number) for number in range(2, 80)), "DATABASE_URL": "sqlite://:memory:"}
    return told | {"MATCHMAKER_ENVIRONMENT": "production"}


def test_the_documented_settings_pass_the_checks_for_production():
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=inherited | documented(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (0 silenced).\n"
