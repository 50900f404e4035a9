"""What each page may cost, however many rows there are: queries, and bytes on the way to the reader."""

import gzip
import re
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, resolve
from whitenoise.compress import Compressor

from matchmaker.core.assignment import solve
from matchmaker.models import Need, Offer, Run
from matchmaker.services import prices, runs
from matchmaker.web import urls
from tests.factories import (
    NOW,
    CommitmentFactory,
    EngagementFactory,
    JobFactory,
    NeedFactory,
    OfferFactory,
    ProposalFactory,
    ReportFactory,
    RunFactory,
    ScenarioFactory,
    judged,
)
from tests.web import pages

PERSONAS = ["anonymous", "focal_point", "provider", "coordinator", "administrator", "auditor"]
MOST_QUERIES = 15
MOST_BYTES = 300_000
KEPT_IN_THE_DATABASE = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "matchmaker_cache"}
"""As where people work: what is kept in memory costs no query."""


@pytest.fixture
def crowded(many):
    """Add to many needs and offers many of everything else, and the two who keep the house."""
    world = pages.with_keepers(many)
    asks, gives = world.needs["public"].state, world.offers["public"].provider
    for number in range(10):
        need = NeedFactory(state=asks, report=world.report, status="draft", theme="marking")
        NeedFactory(state=asks, status="submitted", theme="tracing")
        offer = OfferFactory(provider=gives, title=f"Own {number}")
        ProposalFactory(need=NeedFactory(state=asks, status="circulated"), offer=offer, status="endorsed")
        ProposalFactory(offer=offer, status="proposed", endorsed_by=None, endorsed_at=None, answer_by=None)
        CommitmentFactory(
            proposal__need=NeedFactory(state=asks, status="circulated"), proposal__offer=OfferFactory(provider=gives)
        )
        EngagementFactory(state=asks, theme="marking")
        judged(need, NeedFactory(state=asks))
        ReportFactory(state=asks, cycle=2002 + 2 * number)
        RunFactory(scenario=ScenarioFactory(name=f"Other {number}"), status="failed", published_at=None, plan_status="")
        for persona in ("focal_point", "provider"):
            JobFactory(asked_by=world.users[persona])
    return world


@pytest.fixture
def solved(world, monkeypatch):
    """Let two plans be made in earnest, of a dozen needs and eight offers that are for each of them."""
    monkeypatch.setattr(runs, "answer", lambda problem, **_: solve(problem, isolated=False))
    Need.objects.update(status="withdrawn")
    Offer.objects.update(status="withdrawn")
    for number in range(12):
        NeedFactory(state=world.needs["public"].state, visibility="coordinators" if number % 2 else "public")
        if number < 8:
            OfferFactory(capacity=2)
    chair, first = world.users["coordinator"], world.run.scenario
    plans = []
    for scenario in (first, ScenarioFactory(name="Another", cycle=first.cycle, created_by=chair)):
        run = runs.queue(scenario=scenario, by=chair, at=NOW, background=False)
        plans.append(runs.execute(run=run, by=chair, at=NOW))
    return plans


def costly(client, named):
    """Return which of some pages ask the database more than they may, and how often."""
    over = []
    for name, address in named.items():
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        assert answer.status_code == (404 if name == "no-such-page" else 200), (name, address)
        if len(asked) > MOST_QUERIES:
            over.append((name, len(asked), [query["sql"] for query in asked]))
    return over


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_page_asks_the_database_much_however_many_rows_there_are(crowded, client_of, persona):
    assert costly(client_of(persona), pages.of(crowded, persona)) == []


def test_no_page_of_a_real_plan_asks_the_database_much(solved, client_of):
    before, after = solved
    line, missed = after.allocations.first(), after.unmet.first()
    desk = "/desk/coordinator/runs"
    assert line, (after.status, after.plan_status, after.failure, after.conflicts)
    assert missed
    named = {
        "run": f"{desk}/{after.public_id}/",
        "run-narrowed": f"{desk}/{after.public_id}/?theme={line.need.theme}",
        "line": f"{desk}/{after.public_id}/needs/{line.need.public_id}/",
        "missed": f"{desk}/{after.public_id}/needs/{missed.need.public_id}/",
        "state": f"{desk}/{after.public_id}/states/?state={missed.need.state.code}",
        "publish": f"{desk}/{after.public_id}/publish/",
        "pack": f"{desk}/{after.public_id}/pack/",
        "compare": f"{desk}/compare/?before={before.public_id}&after={after.public_id}",
        "desk": "/desk/coordinator/",
    }
    chair = client_of("coordinator")
    # Whoever looks first puts work into the queue.
    chair.get(named["missed"])
    assert costly(chair, named) == []


@pytest.mark.parametrize("pairs", [prices.SMALL, prices.SMALL + 1])
def test_what_a_first_look_at_a_need_in_a_plan_costs_does_not_grow_and_waiting_costs_little(
    solved, client_of, settings, pairs
):
    settings.CACHES = settings.CACHES | {"default": KEPT_IN_THE_DATABASE}
    run = solved[-1]
    Run.objects.filter(pk=run.pk).update(candidate_count=pairs)
    run.unmet.update(smallest_change=None)
    rows = {"line": run.allocations.first(), "missed": run.unmet.first()}
    # The reading of a confidential need is written down: a first look at one is a query dearer, and is not held here.
    Need.objects.filter(pk__in=[row.need_id for row in rows.values()]).update(visibility="public")
    named = {name: f"/desk/coordinator/runs/{run.public_id}/needs/{row.need.public_id}/" for name, row in rows.items()}
    chair = client_of("coordinator")
    assert costly(chair, named) == []
    assert costly(chair, named) == []


def weight_of(name):
    """Return how many bytes of a file of ours go over the wire, compressed as they are when they are collected."""
    data = Path(finders.find(name)).read_bytes()
    return len(Compressor.compress_gzip(data)), len(data)


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_first_load_of_every_page_is_light(crowded, client_of, persona):
    client = client_of(persona)
    weights = {}
    for name, address in pages.of(crowded, persona).items():
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        html = gzip.decompress(answer.content).decode()
        files = set(re.findall(r'(?:src|href)="/static/([^"]+)"', html))
        assert {"matchmaker/site.css", "vendor/bootstrap/bootstrap.min.css"} <= files
        weights[name] = len(answer.content) + sum(weight_of(file)[0] for file in files)
    assert {name: weight for name, weight in weights.items() if weight > MOST_BYTES} == {}


def test_programs_get_what_they_compare_byte_by_byte(crowded, client_of):
    need = crowded.needs["public"]
    answer = client_of("focal_point").get(f"/api/v1/needs/{need.public_id}/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
    assert not answer.headers["ETag"].startswith("W/")


LOOKED_AT_ELSEWHERE = {"desk", "runs-compare"}
"""A turnstile, and what needs two plans: see above."""


def test_every_address_is_among_the_pages_that_are_looked_at(crowded, client_of):
    """Every one but what takes forms alone, and what answers to a page that watches."""
    named = {
        where for each in PERSONAS for where in pages.of(crowded, each).values() if where not in pages.NOWHERE.values()
    }
    looked_at = {resolve(where.partition("?")[0]).url_name for where in named} | LOOKED_AT_ELSEWHERE
    left = [
        route.pattern for route in urls.urlpatterns if isinstance(route, URLPattern) and route.name not in looked_at
    ]
    addresses = ["/" + re.sub("<[^>]+>", str(UUID(int=0)), str(pattern)) for pattern in left]
    clients = [client_of(each) for each in ("focal_point", "provider", "coordinator")]
    pages_left = [
        address
        for address in addresses
        if not address.endswith("/progress/") and all(client.get(address).status_code != 405 for client in clients)
    ]
    assert pages_left == []
