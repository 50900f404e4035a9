"""Image and compose file name only what is there: paths, commands, settings; and the health check asks as a proxy does."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from tests.architecture.test_docs import settings_read

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service.get("image") == "matchmaker"]


def test_what_is_copied_is_there_and_not_ignored():
    copied = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert len(copied) > 4
    for path in copied:
        assert (ROOT / path).exists()
        assert f"!{path}" in ignored


def test_every_command_is_one_of_ours():
    text = DOCKERFILE + json.dumps([SERVICES[name].get("command") for name in OURS])
    named = set(re.findall(r'manage\.py(?: |", ")(\w+)', text))
    assert named == {"migrate", "load_reference", "collectstatic", "qcluster", "let_deadlines_pass", "send_reminders"}
    assert named <= set(get_commands())


def test_every_setting_is_read():
    told = {name for each in OURS for name in SERVICES[each]["environment"]}
    told |= set(re.findall(r"([A-Z_]+)=", DOCKERFILE)) - {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
    assert told - {"DEADLINES_BY"} <= settings_read()
    page = (ROOT / "docs" / "deployment.md").read_text()
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "compose.yaml").read_text()))
    assert [name for name in sorted(asked) if not re.search(rf"^{name}=", page, re.MULTILINE)] == []


def test_no_secret_is_written_down():
    for service in SERVICES.values():
        for name, value in service["environment"].items():
            if re.search("SECRET|KEY|PASSWORD", name):
                assert re.match(r"\$\{\w+[:}]", value), name


@pytest.mark.parametrize("name", [name for name in OURS if name != "prepare"])
def test_nothing_starts_before_the_tables_are_as_this_version_wants_them(name):
    assert SERVICES[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}


def test_the_health_check_is_a_script_that_fails_where_nothing_answers():
    script = SERVICES["web"]["healthcheck"]["test"][-1].replace(":8000", ":1")
    ast.parse(script)
    done = subprocess.run(
        [sys.executable, "-c", script], env={"ALLOWED_HOSTS": "m.example"}, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert b"URLError" in done.stderr
