"""Needs: each reader gets what workflow allows and cannot tell the rest from what never was."""

import uuid

import pytest

from matchmaker.core.vocabulary import Visibility
from matchmaker.models import Need
from tests import factories as make
from tests.api.conftest import READERS, need

KNOWN = {
    "anonymous": {"public", "closed"},
    "owner": {"public", "closed", "secret", "submitted", "draft"},
    "other_state": {"public", "closed"},
    "provider": {"public", "closed"},
    "coordinator": {"public", "closed", "secret", "submitted"},
    "auditor": {"public", "closed"},
}
READABLE = KNOWN | {"anonymous": {"public"}, "auditor": {"public"}}
SITES = {"owner", "coordinator"}


def ids(answer) -> set[str]:
    assert answer.status_code == 200, answer.content
    return {row["public_id"] for row in answer.json()["results"]}


@pytest.mark.parametrize("reader", READERS)
def test_the_list_holds_what_the_reader_may_know_of(world, client_of, reader):
    answer = client_of(reader).get("/api/v1/needs/")
    assert ids(answer) == {str(world.needs[name].public_id) for name in KNOWN[reader]}
    assert answer.json()["count"] == len(KNOWN[reader])


@pytest.mark.parametrize("reader", READERS)
def test_no_answer_holds_a_hidden_fact(world, client_of, reader):
    client = client_of(reader)
    answers = [client.get("/api/v1/needs/").content.decode()]
    answers += [client.get(f"/api/v1/needs/{row.public_id}/").content.decode() for row in world.needs.values()]
    text = "".join(answers)
    for name in world.needs:
        assert (f"canary-{name}" in text) == (name in READABLE[reader]), name
        assert (f"canary-site-{name}" in text) == (name in READABLE[reader] and reader in SITES), name


@pytest.mark.parametrize("reader", READERS)
def test_one_need_opens_or_answers_as_one_that_never_was(world, client_of, reader):
    client = client_of(reader)
    never = client.get(f"/api/v1/needs/{uuid.uuid4()}/")
    assert never.status_code == 404
    for name, row in world.needs.items():
        answer = client.get(f"/api/v1/needs/{row.public_id}/")
        if name in KNOWN[reader]:
            assert answer.status_code == 200
        else:
            assert (answer.status_code, answer.content) == (404, never.content)
            assert {k: v for k, v in answer.headers.items() if k not in ("Content-Length", "X-Request-Id")} == {
                k: v for k, v in never.headers.items() if k not in ("Content-Length", "X-Request-Id")
            }


def test_of_a_closed_need_the_public_reads_existence_state_and_theme(world, client_of):
    row = world.needs["closed"]
    shape = client_of("anonymous").get(f"/api/v1/needs/{row.public_id}/").json()
    told = {name: value for name, value in shape.items() if value is not None}
    assert told == {
        "public_id": str(row.public_id),
        "state": {"code": "SLE", "name": "Sierra Leone"},
        "theme": "destruction",
        "readable": False,
    }
    whole = client_of("provider").get(f"/api/v1/needs/{row.public_id}/").json()
    assert set(whole) == set(shape)


def test_an_open_need_in_full(world, client_of):
    shape = client_of("anonymous").get(f"/api/v1/needs/{world.needs['public'].public_id}/").json()
    assert shape["quantity"] == "2.5"
    assert shape["minimum"] is None
    assert (shape["kind"], shape["unit"], shape["cycle"], shape["status"]) == ("equipment", "item", 2026, "circulated")
    assert shape["passages"] == [{"page": 1, "question": "1.1", "quote": "canary-public quote", "start": 44, "end": 64}]


@pytest.mark.parametrize("query", ["kind=legal", "cycle=2024", "status=met", "tier=1", "text=CANARY-Closed quote"])
def test_a_filter_on_a_closed_fact_finds_it_only_for_whom_it_is_open(world, client_of, query):
    closed = {str(world.needs["closed"].public_id)}
    for reader in READERS:
        found = ids(client_of(reader).get(f"/api/v1/needs/?{query}"))
        assert found == (closed if "closed" in READABLE[reader] else set()), reader


@pytest.mark.parametrize(
    "query", ["theme=destruction", "state=SLE&theme=destruction", "region=Africa&theme=destruction"]
)
def test_open_facts_find_a_closed_need(world, client_of, query):
    assert ids(client_of("anonymous").get(f"/api/v1/needs/?{query}")) == {str(world.needs["closed"].public_id)}


@pytest.mark.parametrize(
    "query", ["theme=ddr", "status=submitted", "status=draft", "state=JAM", "region=Americas", "text=canary-secret"]
)
def test_filters_find_no_hidden_need(world, client_of, query):
    assert ids(client_of("anonymous").get(f"/api/v1/needs/?{query}")) == set()


def test_the_order_tells_nothing_of_closed_facts(world, client_of):
    for cycle in (2026, 2018, 2022, 2024):
        need(world.states["SLE"], f"ordered-{cycle}", cycle=cycle, theme="awareness")
    rows = client_of("anonymous").get("/api/v1/needs/?theme=awareness").json()["results"]
    assert [row["public_id"] for row in rows] == sorted(row["public_id"] for row in rows)


def test_pages_are_cut_and_lead_to_one_another(world, client_of):
    for number in range(3):
        need(world.states["JAM"], f"more-{number}", visibility=Visibility.PUBLIC)
    client = client_of("anonymous")
    first = client.get("/api/v1/needs/?limit=2").json()
    assert (first["count"], first["previous"], len(first["results"])) == (5, None, 2)
    seen, page = [row["public_id"] for row in first["results"]], first
    while page["next"]:
        page = client.get(page["next"]).json()
        seen += [row["public_id"] for row in page["results"]]
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("reader", READERS)
def test_a_hundred_needs_take_few_queries(world, client_of, reader, django_assert_max_num_queries):
    for number in range(100):
        need(world.states["JAM"], f"more-{number}", visibility=Visibility.PUBLIC, report=None)
    client = client_of(reader)
    with django_assert_max_num_queries(9):
        answer = client.get("/api/v1/needs/?limit=200&region=Americas")
    assert answer.json()["count"] == 100


def test_what_a_coordinator_received_says_so_until_the_state_confirms_it(world, client_of):
    report = make.ReportFactory(state=world.states["SLE"], confirmed=False)
    row = need(world.states["SLE"], "received", status="submitted", report=report)
    place = f"/api/v1/needs/{row.public_id}/"
    assert {reader: client_of(reader).get(place).json()["unconfirmed"] for reader in SITES} == dict.fromkeys(
        SITES, True
    )
    type(report).objects.filter(pk=report.pk).update(confirmed=True)
    assert client_of("owner").get(place).json()["unconfirmed"] is False
    shared = client_of("provider").get(f"/api/v1/needs/{world.needs['public'].public_id}/").json()
    assert (shared["readable"], shared["unconfirmed"]) == (True, None)


@pytest.mark.parametrize(
    ("words", "open_to"),
    [
        ("CANARY-closed quote", READABLE),
        ("own words of a closed need", READABLE),
        ("scanner", READABLE),
        ("ballistic system", READABLE),
        ("canary-closed", READABLE),
        ("sierra", KNOWN),
        ("canary-site-closed", {}),
        ("canary-notes", {}),
    ],
)
def test_words_find_on_the_pages_and_through_the_api_the_same_needs(world, client_of, words, open_to):
    row = world.needs["closed"]
    item = "scanner" if words == "scanner" else "ballistic_system"
    facts = {
        "text": "Own words of a closed need",
        "item": item,
        "priority": "canary-notes",
        "condition": "canary-notes",
    }
    type(row).objects.filter(pk=row.pk).update(**facts)
    for reader in READERS:
        client = client_of(reader)
        through = ids(client.get("/api/v1/needs/", {"text": words}))
        assert through == {str(need.public_id) for need in client.get("/needs/", {"text": words}).context["page"]}
        assert (str(row.public_id) in through) == ("closed" in open_to.get(reader, ())), reader


@pytest.mark.parametrize("handed_in", [False, True])
def test_what_was_rejected_before_is_named_to_whoever_may_see_it(world, client_of, handed_in):
    """A draft that its State rejected was never the coordinators' to see."""
    state, need = world.states["SLE"], world.needs["public"]
    at = make.NOW if handed_in else None
    gone = make.NeedFactory(state=state, report=need.report, status="withdrawn", submitted_at=at)
    Need.objects.filter(pk=need.pk).update(rejected_before=gone)
    place, name = f"/api/v1/needs/{need.public_id}/", str(gone.public_id)
    told = {reader: client_of(reader).get(place).json()["rejected_before"] for reader in READERS}
    assert told.pop("owner") == name
    assert told.pop("coordinator") == (name if handed_in else None)
    assert set(told.values()) == {None}
    found = client_of("coordinator").get(f"/api/v1/needs/{name}/").status_code
    assert found == (200 if handed_in else 404)
