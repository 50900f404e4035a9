"""The published plan: totals for everybody, the rows for coordinators, nothing small for anybody else."""

from datetime import timedelta

import pytest

from matchmaker.core.vocabulary import Theme, Visibility
from matchmaker.queries import published_plan
from tests import factories as make
from tests.api.conftest import READERS

ROWS = ("run", "allocations", "unmet")


@pytest.fixture
def run(world):
    """A published run: eight marking needs of which four are served, and a few of other themes."""
    run = make.RunFactory(input_digest="sha256:canary-digest", solver="HiGHS")
    for number in range(8):
        need = make.NeedFactory(state=world.states["SLE"], theme=Theme.MARKING, report=None, beneficiary="canary-need")
        if number < 4:
            make.AllocationFactory(run=run, need=need, offer=world.offers["public"])
        else:
            make.UnmetFactory(
                run=run, need=need, evidence=[{"offer": str(world.offers["secret"].public_id), "rules": ["state"]}]
            )
    secret = make.NeedFactory(state=world.states["JAM"], visibility=Visibility.COORDINATORS, report=None)
    make.AllocationFactory(run=run, need=secret, offer=world.offers["secret"])
    return run


def test_without_a_published_plan_there_is_none(world, client_of):
    make.RunFactory(published_at=None)
    for reader in READERS:
        answer = client_of(reader).get("/api/v1/plan/")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert answer.json()["detail"] == "No plan is published yet: come back after the next one."


@pytest.mark.parametrize("reader", [reader for reader in READERS if reader != "coordinator"])
def test_totals_for_everybody(world, run, client_of, reader):
    answer = client_of(reader).get("/api/v1/plan/")
    shape = answer.json()
    assert {name: shape[name] for name in ("cycle", "needs", "needs_served", "states_served")} == {
        "cycle": 2026,
        "needs": 8,
        "needs_served": 4,
        "states_served": None,
    }
    assert shape["themes"] == [{"name": "marking", "needs": 8, "served": 4}]
    assert shape["regions"] == [{"name": "Africa", "needs": 8, "served": 4}]
    assert shape["kinds"] == [{"kind": "equipment", "unit": "item", "currency": "", "quantity": "4"}]
    assert shape["suppressed"] == ["states_served"]
    assert [shape[name] for name in ROWS] == [None] * 3
    assert "canary" not in answer.content.decode()
    assert str(world.offers["secret"].public_id) not in answer.content.decode()
    assert "SLE" not in answer.content.decode()


def test_what_is_too_small_is_withheld_and_said_so(world, client_of):
    run = make.RunFactory()
    make.AllocationFactory(run=run, need=world.needs["public"], offer=world.offers["public"])
    make.UnmetFactory(run=run, need=world.needs["closed"])
    shape = client_of("anonymous").get("/api/v1/plan/").json()
    withheld = ["needs_served", "states_served", "themes", "regions"]
    assert shape["suppressed"] == withheld
    assert [shape[name] for name in withheld] == [None] * 4
    assert (shape["needs"], shape["kinds"]) == (2, [])


def test_a_run_over_nothing_withholds_no_table(world, client_of):
    make.RunFactory()
    shape = client_of("anonymous").get("/api/v1/plan/").json()
    assert (shape["needs"], shape["themes"], shape["regions"]) == (0, [], [])


def test_coordinators_read_both_sides_and_every_reason(world, run, client_of, django_assert_max_num_queries):
    client = client_of("coordinator")
    with django_assert_max_num_queries(16):
        shape = client.get("/api/v1/plan/").json()
    assert shape["run"]["input_digest"] == "sha256:canary-digest"
    assert len(shape["allocations"]) == 5
    assert {row["need"]["state"]["code"] for row in shape["allocations"]} == {"SLE", "JAM"}
    assert {row["offer"]["provider"]["code"] for row in shape["allocations"]} == {"UNREC"}
    assert shape["allocations"][0]["quantity"] == "1"
    assert [row["reason"] for row in shape["unmet"]] == ["capacity"] * 4
    assert shape["unmet"][0]["evidence"] == [{"offer": str(world.offers["secret"].public_id), "rules": ["state"]}]
    assert (shape["needs"], shape["needs_served"]) == (8, 4)


def test_the_latest_published_plan_stands(world, run, client_of):
    make.RunFactory(published_at=make.NOW + timedelta(days=1), scenario__cycle=2028)
    make.RunFactory(published_at=None, scenario__cycle=2030)
    assert client_of("anonymous").get("/api/v1/plan/").json()["cycle"] == 2028


def test_a_need_asked_for_several_states_counts_each_that_it_helps(db):
    run, need = make.RunFactory(), make.NeedFactory(visibility="public")
    for member in ("KEN", "UGA", "RWA"):
        make.AllocationFactory(run=run, need=need, member=member)
    assert published_plan().states == 3
