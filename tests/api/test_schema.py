"""The schema is valid and true; the page that shows it works under the content security policy."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from jsonschema import Draft202012Validator

from api.urls import urlpatterns
from tests import factories as make
from tests.api.conftest import READERS
from tests.api.test_fundamentals import Caller


@pytest.fixture
def schema(anyone, db):
    return anyone.get("/api/schema/").json()


def test_the_schema_validates_without_a_warning(tmp_path):
    target = tmp_path / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--api-version", "v1", "--file", str(target))
    assert target.read_text().count("\n  /") >= 15


def test_the_schema_names_every_address(schema):
    routes = {"/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(route.pattern)) for route in urlpatterns}
    assert set(schema["paths"]) == routes | {"/healthz", "/readyz"}


def test_yaml_for_who_asks(anyone, db):
    answer = anyone.get("/api/schema/", headers={"Accept": "application/yaml"})
    assert answer.content.startswith(b"openapi: 3.1")


@pytest.mark.parametrize("reader", READERS)
def test_answers_are_as_the_schema_says(world, client_of, reader, schema):
    run = make.RunFactory()
    make.AllocationFactory(run=run, need=world.needs["public"], offer=world.offers["public"])
    make.UnmetFactory(run=run, need=world.needs["closed"])
    client = client_of(reader)
    wild = {"code": "SLE", "year": "2026", "public_id": "00000000-0000-4000-8000-000000000000"}
    held = make.CommitmentFactory(proposal__need=world.needs["public"], proposal__offer=world.offers["public"])
    row = {"row": 1, "external_id": "1", "outcome": "refused", "record": None, "version": None, "changes": {}}
    wrong = {"field": "theme", "code": "required", "sentence": "This is missing.", "facts": {}}
    asked = make.JobFactory(
        asked_by=world.users.get(reader) or make.UserFactory(), rows=[row | {"problems": [wrong]}], refusal=wrong
    )
    rows = {
        **{path: [run.public_id] for path in schema["paths"] if path.startswith("/api/v1/runs/{")},
        "/api/v1/scenarios/{public_id}/": [run.scenario.public_id],
        "/api/v1/proposals/{public_id}/": [held.proposal.public_id],
        "/api/v1/commitments/{public_id}/": [held.public_id],
        "/api/v1/reports/{public_id}/": [world.needs["public"].report.public_id],
        "/api/v1/duplicates/{public_id}/": [make.judged(world.needs["public"], world.needs["closed"]).public_id],
        "/api/v1/engagements/{public_id}/": [make.EngagementFactory(state=world.states["SLE"]).public_id],
        "/api/v1/needs/{public_id}/": [row.public_id for row in world.needs.values()],
        "/api/v1/offers/{public_id}/": [row.public_id for row in world.offers.values()],
        "/api/v1/overrides/{public_id}/": [make.OverrideFactory(need=world.needs["public"]).public_id],
        **{
            f"/api/v1/needs/{{public_id}}/{told}/": [row.public_id for row in world.needs.values()]
            for told in ("explanation", "fits", "readings")
        },
        **{
            f"/api/v1/offers/{{public_id}}/{of}/": [world.offers["public"].public_id]
            for of in ("explanation", "fits", "uses")
        },
        "/api/v1/jobs/{public_id}/": [asked.public_id],
        "/api/v1/imports/{public_id}/rows/": [asked.public_id],
        "/api/v1/organisations/{code}/": ["UNREC"],
        "/api/v1/themes/{code}/": ["ddr"],
    }
    answered = set()
    reading = {path: methods for path, methods in schema["paths"].items() if "get" in methods}
    for path, methods in reading.items():
        name = re.search(r"{(\w+)}", path)
        for value in rows.get(path, []) + ([wild[name[1]]] if name else [""]):
            answer = client.get(re.sub(r"{\w+}", str(value), path))
            described = methods["get"]["responses"][str(answer.status_code)]["content"]
            media_type = answer.headers["Content-Type"].split(";")[0]
            shape = described[media_type]["schema"] | {"components": schema["components"]}
            if media_type == "text/csv":
                continue
            problems = list(Draft202012Validator(shape).iter_errors(answer.json()))
            assert not problems, (path, value, problems[0].message, list(problems[0].path))
            answered.add((path, answer.status_code))
    if reader == "coordinator":
        told = {path for path, status in answered if status == 200}
        without = {
            "/api/v1/cycles/{year}/",
            "/api/v1/imports/template/",
            "/api/v1/offers/uses/",
            *(f"/api/v1/{noun}/{{public_id}}/" for noun in ("audit", "deliveries")),
        }
        assert set(reading) - told == {
            *without,
            "/api/v1/runs/{public_id}/compare/",
            "/api/v1/runs/{public_id}/prices/",
        }


def test_the_page_holds_nothing_that_the_policy_forbids(anyone, db):
    answer = anyone.get("/api/docs/")
    html = answer.content.decode()
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<style" not in html
    assert not re.search(r"\s(?:on\w+|style)=", html)
    assert all(not body.strip() for body in re.findall(r"<script[^>]*>(.*?)</script>", html, re.DOTALL))
    assets = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert len(assets) == 4
    for asset in assets:
        assert asset.startswith("/"), asset
        assert not asset.startswith("//"), asset
        if asset.startswith("/static/"):
            assert finders.find(asset.removeprefix("/static/")), asset
        else:
            script = anyone.get(asset)
            assert script.headers["Content-Type"].startswith("application/javascript")
            assert b"SwaggerUIBundle" in script.content
            assert b"/api/schema/" in script.content
            assert b"https:" not in script.content
            # What is tried out is sent under the session, changes with its CSRF token.
            assert b'"patch"' in script.content
            assert "no-store" in script.headers["Cache-Control"]
            assert re.search(rb'headers\["X-CSRFTOKEN"\] = "\w{64}"', script.content)


def test_the_schema_tells_the_headers_that_answers_carry(world, schema):
    """What is read once carries its tag, what is made its address, and whoever is sent away a time to come back."""
    need, owner = world.needs["draft"], Caller(world.users["owner"])
    told = {(path, method): one["responses"] for path, one in schema["paths"].items() for method, one in one.items()}
    for (path, _method), answers in told.items():
        if path.startswith("/api/v1/"):
            assert list(answers["429"]["headers"]) == list(answers["503"]["headers"]) == ["Retry-After"], path
        for made in {"201", "202"} & set(answers):
            assert list(answers[made]["headers"]) == ["Location"], path
    row = "/api/v1/needs/{public_id}/"
    for place, path, body in (
        (f"/api/v1/needs/{need.public_id}/", row, None),
        ("/api/v1/themes/marking/", "/api/v1/themes/{code}/", None),
        (f"/api/v1/needs/{need.public_id}/show/", f"{row}show/", {"visibility": "public"}),
    ):
        method = "post" if body else "get"
        assert list(told[path, method]["200"]["headers"]) == ["ETag"]
        answer = owner(method, place, body, If_Match='"1"') if body else owner(method, place)
        assert answer.status_code == 200
        if not body:
            assert owner("get", place, If_None_Match=answer.headers["ETag"]).status_code == 304
            assert "304" in told[path, "get"]
        assert answer.headers["ETag"]
