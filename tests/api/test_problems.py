"""Every error is a problem (RFC 9457) with a stable code and one sentence; no input gives a 5xx."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.urls import urlpatterns

LISTS = ["states", "organisations", "themes", "cycles", "needs", "offers"]
MEMBERS = {"type", "title", "status", "code", "detail", "errors"}


def problem(answer, status: int) -> dict:
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert set(body) == MEMBERS
    assert body["status"] == status
    assert body["detail"].endswith(".")
    return body


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("needs/?colour=red", "unknown_filter"),
        ("needs/?provider=UNREC", "unknown_filter"),
        ("needs/?format=json", "unknown_filter"),
        ("needs/?theme=ddr&theme=marking", "repeated_filter"),
        ("needs/?theme=", "invalid"),
        ("needs/?state=%00", "invalid"),
        ("needs/?theme=peace", "invalid_choice"),
        ("needs/?kind=%25s", "invalid_choice"),
        ("needs/?status=open", "invalid_choice"),
        ("needs/?state=XXX", "unknown_value"),
        ("needs/?state=%25s%25(value)s", "unknown_value"),
        ("needs/?state=UNREC", "unknown_value"),
        ("needs/?region=Atlantis", "unknown_value"),
        ("needs/?tier=4", "invalid_choice"),
        ("needs/?cycle=soon", "invalid"),
        ("needs/?cycle=2026.0", "invalid"),
        ("needs/?cycle=%2B2026", "invalid"),
        ("needs/?cycle=%D9%A2%D9%A0%D9%A2%D9%A6", "invalid"),
        ("needs/?cycle=2000", "min_value"),
        ("needs/?cycle=99999999999999999999", "max_value"),
        ("offers/?provider=NOBODY", "unknown_value"),
        ("offers/?cycle=2026", "unknown_filter"),
        ("duplicates/?judged=maybe", "invalid_choice"),
        ("duplicates/?judged=1", "invalid_choice"),
        ("states/?group=G0", "unknown_value"),
        ("organisations/?type=state", "invalid_choice"),
        ("cycles/?year=2026", "unknown_filter"),
        ("themes/?code=ddr", "unknown_filter"),
        ("plan/?cycle=2026", "unknown_filter"),
        ("states/SLE/?limit=1", "unknown_filter"),
        ("needs/?limit=0", "out_of_range"),
        ("needs/?limit=201", "out_of_range"),
        ("needs/?limit=ten", "out_of_range"),
        ("needs/?offset=-1", "out_of_range"),
    ],
)
def test_a_wrong_question_is_refused_in_one_sentence(world, anyone, address, code):
    body = problem(anyone.get(f"/api/v1/{address}"), 400)
    assert body["code"] == code
    assert body["title"] == "Bad Request"
    assert [error["code"] for error in body["errors"]] == [code]
    assert body["errors"][0]["field"] == address.partition("?")[2].partition("=")[0]


FILTERED = [
    (f"/api/v1/{pattern.pattern}", name)
    for pattern in urlpatterns
    if "<" not in str(pattern.pattern) and "get" in getattr(pattern.callback, "actions", ())
    for name in getattr(getattr(pattern.callback.cls, "filterset_class", None), "base_filters", ())
]


def test_no_filter_takes_its_value_for_a_sentence_to_be_filled_in(world, client_of):
    client, value = client_of("coordinator"), "%d%(no)s%"
    assert len(FILTERED) > 20
    for address, name in FILTERED:
        assert client.get(address, {name: value}).status_code in {200, 400}, (address, name)
    answer = client.get("/api/v1/audit/", {"noun": value})
    assert problem(answer, 400)["detail"].startswith(f"noun: '{value}' is not known here: use ")


def test_two_wrong_values_are_told_together(world, anyone):
    body = problem(anyone.get("/api/v1/needs/?theme=peace&kind=gift"), 400)
    assert body["code"] == "invalid"
    assert {error["field"] for error in body["errors"]} == {"theme", "kind"}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("reader", ["anonymous", "coordinator"])
def test_what_is_not_declared_is_refused_before_anything_else(world, client_of, method, reader):
    client = client_of(reader)
    client.handler.enforce_csrf_checks = True
    addresses = [f"/api/v1/{noun}/" for noun in ("states", "organisations", "themes", "cycles", "plan")]
    addresses += ["/api/v1/states/SLE/"]
    if method != "patch":
        addresses.append(f"/api/v1/needs/{world.needs['secret'].public_id}/")
    addresses += ["/api/schema/", "/api/docs/", "/healthz", "/readyz"]
    for address in addresses:
        answer = getattr(client, method)(address, "{", content_type="application/json")
        assert problem(answer, 405)["code"] == "method_not_allowed"
        assert set(answer.headers["Allow"].split(", ")) <= {"GET", "HEAD", "OPTIONS", "PATCH"}


def test_head_and_options_are_answered(world, anyone):
    for noun in LISTS:
        assert anyone.head(f"/api/v1/{noun}/").status_code == 200
        answer = anyone.options(f"/api/v1/{noun}/")
        assert answer.status_code == 200
        assert set(answer.headers["Allow"].split(", ")) - {"POST"} == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/nothing/",
        "/api/v2/needs/",
        "/api/v1/needs/17/",
        "/api/v1/states/%00/",
        "/api/v1/cycles/2026.5/",
        "/api/x",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_leads_nowhere_answers_as_a_row_that_never_was(world, anyone, method, address):
    never = anyone.get("/api/v1/needs/00000000-0000-4000-8000-000000000000/")
    assert problem(getattr(anyone, method)(address), 404) == problem(never, 404)


@pytest.mark.parametrize("year", ["0", "99999999999999999999999999"])
def test_a_year_beyond_the_column_is_unknown(anyone, db, year):
    assert problem(anyone.get(f"/api/v1/cycles/{year}/"), 404)["code"] == "not_found"


def test_pages_keep_their_own_404(anyone, db):
    answer = anyone.get("/nothing/")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


def test_an_address_without_its_slash_leads_there(anyone, db):
    answer = anyone.get("/api/v1/needs")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/api/v1/needs/")
    # What was to be changed is sent there again, where a 301 would have it read.
    answer = anyone.post("/api/v1/needs", "{}", content_type="application/json")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/api/v1/needs/")


def test_a_request_for_another_host_is_refused_in_json(anyone, db):
    assert problem(anyone.get("/api/v1/themes/", headers={"Host": "elsewhere.example"}), 400)["code"] == "parse_error"
    page = anyone.get("/", headers={"Host": "elsewhere.example"})
    assert (page.status_code, page.headers["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_another_media_type_is_refused(anyone, db):
    answer = anyone.get("/api/v1/needs/", headers={"Accept": "text/csv"})
    assert problem(answer, 406)["code"] == "not_acceptable"


@pytest.mark.parametrize(
    ("accept", "themes", "schema"),
    [
        ("*/*", 200, "json"),
        ("application/json", 200, "json"),
        ("application/json;q=0", 406, 406),
        ("application/json; Q=0.000", 406, 406),
        ("application/json;q=0, */*", 406, "vnd.oai.openapi+json"),
        ("*/*;q=0", 406, 406),
        ("*/*;q=0, application/json;q=0.1", 200, "json"),
        ("application/json;q=0.4, application/yaml;q=0.9", 200, "yaml"),
        ("application/yaml;q=0.4, application/json", 200, "json"),
        ("application/yaml;q=0, application/*;q=0.3", 200, "json"),
        ("application/json;q=much", 200, "json"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", 200, "json"),
        ("application/json;indent=4", 200, "json"),
    ],
)
def test_weights_of_what_is_accepted_count(anyone, db, accept, themes, schema):
    answer = anyone.get("/api/v1/themes/", headers={"Accept": accept})
    assert answer.status_code == themes
    if themes == 406:
        assert problem(answer, 406)["code"] == "not_acceptable"
    made = anyone.get("/api/schema/", headers={"Accept": accept})
    assert made.status_code == 406 if schema == 406 else schema in made.headers["Content-Type"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    noun=st.sampled_from([*LISTS, "plan"]),
    query=st.dictionaries(
        st.sampled_from(
            ["theme", "kind", "state", "region", "status", "cycle", "provider", "group", "type", "limit", "offset", "x"]
        ),
        st.text(max_size=12),
        max_size=3,
    ),
)
def test_no_query_gives_a_5xx(world, noun, query):
    answer = Client().get(f"/api/v1/{noun}/", query)
    assert answer.status_code in {200, 400, 404}
    if answer.status_code != 200:
        problem(answer, answer.status_code)


def test_names_of_addresses_are_namespaced():
    assert reverse("v1:needs") == "/api/v1/needs/"


@pytest.mark.django_db
def test_the_detail_names_the_field_that_the_sentence_leaves_out(client):
    body = problem(client.get("/api/v1/offers/uses/"), 400)
    assert (body["detail"], body["errors"][0]["detail"]) == ("more: This field is required.", "This field is required.")
