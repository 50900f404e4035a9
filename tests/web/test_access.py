"""Log lines: one request can be followed, and no content, address, token or code stands in any."""

import io
import json
import logging
import uuid

import pytest
from django.test import Client

from matchmaker.web.access import Lines
from tests.factories import NeedFactory

CANARIES = {"canary-text", "canary@mail.example", "canarytoken0123456789", "123987"}


@pytest.fixture
def lines():
    """What is logged during a test, at every level, as the console would show it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Lines())
    root, access = logging.getLogger(), logging.getLogger("matchmaker.web.access")
    old = root.level, access.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    access.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(old[0])
    access.setLevel(old[1])


def requests(lines):
    return [line for line in lines() if line["logger"] == "matchmaker.web.access"]


def test_a_request_has_one_line_without_its_query(client, db, lines):
    answer = client.get("/api/v1/themes/?search=canary-text")
    (line,) = requests(lines)
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/v1/themes/", answer.status_code)
    assert line["milliseconds"] > 0


def test_the_id_of_a_record_is_told(client, db, lines):
    name = uuid.uuid4()
    client.get(f"/api/v1/needs/{name}/")
    assert requests(lines)[0]["path"] == f"/api/v1/needs/{name}/"


@pytest.mark.parametrize("given", ["a1b2c3d4-proxy", str(uuid.uuid4())])
def test_a_well_formed_id_is_kept(client, given, lines):
    assert client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given
    assert requests(lines)[0]["request_id"] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 37, "canary@mail.example", 'x", "level": "z', "línea-larga-1"])
def test_any_other_id_is_replaced(client, given, lines):
    name = client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert str(uuid.UUID(name)) == name != given


def test_no_content_stands_in_any_line(db, lines):
    client = Client(raise_request_exception=False)
    need = NeedFactory(text="canary-text")
    bearer = {"Authorization": "Token canarytoken0123456789"}
    client.post("/accounts/login/", {"login": "canary@mail.example", "password": "canary-text"})
    client.post("/accounts/password/reset/", {"email": "canary@mail.example"})
    client.get("/accounts/password/reset/key/1-canarytoken0123456789/")
    client.get("/accounts/invitation/canarytoken0123456789/")
    client.get("/accounts/invitations/canarytoken0123456789")
    client.get("/canary-text/canary@mail.example?code=123987")
    client.get(f"/api/v1/needs/{need.public_id}/?canary-text=123987", headers=bearer)
    client.post("/api/v1/needs/", {"text": "canary-text"}, content_type="application/json", headers=bearer)
    client.generic("CANARY-TEXT", "/api/v1/me/tokens/canarytoken0123456789/")
    client.get("/healthz", headers={"Host": "canary-text"})
    said = json.dumps(lines()).lower()
    assert len(requests(lines)) == 10
    assert [word for word in CANARIES if word in said] == []


def test_an_exception_is_told_by_its_kind_and_place_alone(lines):
    try:
        raise ValueError("Key (email)=(canary@mail.example) already exists.")
    except ValueError:
        logging.getLogger("matchmaker.services.jobs").exception("Job %s failed.", 7)
        logging.getLogger("another.package").error("Could not send to %s", "canary@mail.example")
    ours, theirs = lines()
    assert (ours["message"], ours["error"], theirs["message"].split(" ", 1)[1]) == (
        "Job 7 failed.",
        "ValueError",
        "Could not send to %s",
    )
    assert ours["trace"][-1].endswith("test_an_exception_is_told_by_its_kind_and_place_alone")
    assert "canary" not in json.dumps([ours, theirs])
