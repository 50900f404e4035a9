"""Offers: each reader gets what workflow allows; ceiling notes are for the provider and coordinators."""

import uuid
from decimal import Decimal

import pytest

from matchmaker.core.vocabulary import Kind, Theme
from matchmaker.models import Cycle
from matchmaker.services import fits, uses
from tests import factories as make
from tests.api.conftest import READERS, offer

KNOWN = {
    "anonymous": {"public"},
    "owner": {"public", "closed"},
    "other_state": {"public", "closed"},
    "provider": {"public", "closed", "secret", "draft"},
    "coordinator": {"public", "closed", "secret"},
    "auditor": {"public"},
}
CEILINGS = {"provider", "coordinator"}


def titles(answer) -> set[str]:
    assert answer.status_code == 200, answer.content
    return {row["title"] for row in answer.json()["results"]}


@pytest.mark.parametrize("reader", READERS)
def test_list_and_rows_hold_what_the_reader_may_know_of(world, client_of, reader):
    client = client_of(reader)
    never = client.get(f"/api/v1/offers/{uuid.uuid4()}/")
    assert titles(client.get("/api/v1/offers/")) == {world.offers[name].title for name in KNOWN[reader]}
    for name, row in world.offers.items():
        answer = client.get(f"/api/v1/offers/{row.public_id}/")
        if name in KNOWN[reader]:
            assert answer.json()["ceiling_notes"] == (row.ceiling_notes if reader in CEILINGS else None)
        else:
            assert (answer.status_code, answer.content) == (404, never.content)


@pytest.mark.parametrize("reader", READERS)
def test_no_answer_holds_a_hidden_fact(world, client_of, reader):
    client = client_of(reader)
    addresses = ["/api/v1/offers/", *(f"/api/v1/offers/{row.public_id}/" for row in world.offers.values())]
    text = "".join(client.get(address).content.decode() for address in addresses)
    for name in world.offers:
        assert (f"canary-{name}-offer" in text) == (name in KNOWN[reader])
        assert (f"canary-ceiling-{name}" in text) == (name in KNOWN[reader] and reader in CEILINGS)


def test_amounts_are_strings(world, client_of):
    shape = client_of("anonymous").get(f"/api/v1/offers/{world.offers['public'].public_id}/").json()
    assert (shape["capacity"], shape["minimum_per_recipient"], shape["maximum_per_recipient"]) == ("3", "0", None)
    assert shape["provider"] == {"code": "UNREC", "name": "Organisation UNREC"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("theme=tracing", {"canary-public-offer"}),
        ("theme=marking", {"canary-public-offer", "other"}),
        ("theme=record_keeping", set()),
        ("kind=training", {"other"}),
        ("kind=training&theme=tracing", set()),
        ("provider=UNREC", {"canary-public-offer", "other"}),
        ("provider=JAM", set()),
        ("status=published", {"canary-public-offer", "other"}),
        ("status=draft", set()),
        ("text=PUBLIC-offer", {"canary-public-offer"}),
        ("text=draft-offer", set()),
        ("text=organisation+unrec", {"canary-public-offer", "other"}),
        ("text=canary-ceiling", set()),
    ],
)
def test_filters(world, client_of, query, found):
    row = offer(world.giver, "other", kinds=[Kind.TRAINING, Kind.EQUIPMENT], themes=[Theme.MARKING])
    type(row).objects.filter(pk=row.pk).update(title="other")
    client = client_of("anonymous")
    assert titles(client.get(f"/api/v1/offers/?{query}")) == found
    if query.startswith("text="):
        assert {offer.title for offer in client.get(f"/offers/?{query}").context["page"]} == found


def test_a_hundred_offers_take_few_queries(world, client_of, django_assert_max_num_queries):
    for number in range(100):
        offer(world.giver, f"more-{number}")
    client = client_of("provider")
    with django_assert_max_num_queries(8):
        assert client.get("/api/v1/offers/?limit=200&theme=marking").json()["count"] == 104


def test_a_provider_is_told_which_needs_its_offer_fits_and_nobody_else(world, client_of):
    Cycle.objects.create(year=2026)
    make.NeedFactory(state=world.states["JAM"], theme=Theme.MARKING, quantity=2, visibility="coordinators")
    asked = make.NeedFactory(state=world.states["JAM"], theme=Theme.MARKING, quantity=90, beneficiary="customs")
    place = f"/api/v1/offers/{world.offers['public'].public_id}/"
    told = client_of("provider").get(f"{place}fits/").json()
    rows = fits.of_own_offers(world.users["provider"], only=world.offers["public"]).rows
    assert [row["need"] for row in told["results"]] == [str(fit.need.public_id) for fit in rows]
    assert told["count"] == len(rows)
    assert str(asked.public_id) in {row["need"] for row in told["results"]}
    used = client_of("provider").get(f"{place}uses/", {"more": "2", "limit": "1"}).json()
    best = uses.of_offer(offer=world.offers["public"], more=Decimal(2), by=world.users["provider"]).rows
    assert (used["count"], used["results"][0]["need"]) == (len(best), str(best[0].need.public_id))
    money = client_of("provider").get("/api/v1/offers/uses/", {"more": "50000", "currency": "USD"}).json()
    assert money["count"] == len(
        uses.of_money(provider=world.giver, amount=Decimal(50000), currency="USD", by=world.users["provider"]).rows
    )
    for reader in ("anonymous", "owner", "other_state", "coordinator", "auditor"):
        client = client_of(reader)
        for address in (f"{place}fits/", f"{place}uses/", "/api/v1/offers/uses/?more=5&provider=UNREC"):
            assert client.get(address).json()["results"] == [], (reader, address)


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("uses/?more=many", 400, "invalid"),
        ("uses/?more=-1", 400, "bad_number"),
        ("uses/?more=0", 400, "bad_number"),
        ("uses/?more=1000000000001", 400, "max_value"),
        ("../uses/?more=-1", 400, "bad_number"),
        ("uses/?more=1&more=2", 400, "repeated_filter"),
        ("uses/?most=1", 400, "unknown_filter"),
        ("fits/?more=1", 400, "unknown_filter"),
        ("fits/?limit=0", 400, "out_of_range"),
        ("../uses/", 400, "required"),
        ("../uses/?more=1&currency=XXY", 400, "unknown_value"),
        ("../uses/?more=1&provider=NOBODY", 400, "unknown_value"),
    ],
)
def test_what_is_asked_of_fits_and_uses_is_refused_in_a_sentence(world, client_of, asked, status, code):
    Cycle.objects.create(year=2026)
    place = f"/api/v1/offers/{world.offers['public'].public_id}/{asked}"
    address = f"/api/v1/offers/{asked[3:]}" if asked.startswith("../") else place
    answer = client_of("provider").get(address)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]
    (error,) = answer.json()["errors"]
    assert error["field"] in asked or (code, error["field"]) == ("required", "more")


def test_a_state_is_told_which_offers_its_need_fits_and_nobody_else(world, client_of):
    Cycle.objects.create(year=2026)
    place = f"/api/v1/needs/{world.needs['public'].public_id}/fits/"
    told = client_of("owner").get(place).json()["results"]
    rows = fits.of_own_need(world.needs["public"], world.users["owner"])
    assert [(row["offer"], row["member"]) for row in told] == [(str(fit.offer.public_id), fit.code) for fit in rows]
    assert str(world.offers["public"].public_id) in {row["offer"] for row in told}
    assert str(world.offers["secret"].public_id) not in {row["offer"] for row in told}
    for reader in ("anonymous", "other_state", "provider", "coordinator", "auditor"):
        assert client_of(reader).get(place).json()["results"] == [], reader
