"""Offers: each reader gets what workflow allows; ceiling notes are for the provider and coordinators."""

import uuid

import pytest

from matchmaker.core.vocabulary import Kind, Theme
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
    ],
)
def test_filters(world, client_of, query, found):
    row = offer(world.giver, "other", kinds=[Kind.TRAINING, Kind.EQUIPMENT], themes=[Theme.MARKING])
    type(row).objects.filter(pk=row.pk).update(title="other")
    assert titles(client_of("anonymous").get(f"/api/v1/offers/?{query}")) == found


def test_a_hundred_offers_take_few_queries(world, client_of, django_assert_max_num_queries):
    for number in range(100):
        offer(world.giver, f"more-{number}")
    client = client_of("provider")
    with django_assert_max_num_queries(8):
        assert client.get("/api/v1/offers/?limit=200&theme=marking").json()["count"] == 104
