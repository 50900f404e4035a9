"""Indicators of the tables: counted by hand on a small world, and for each reader over what that reader may know of."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from matchmaker import indicators, mappers
from matchmaker.core.vocabulary import Axis, Relation
from matchmaker.models import Cycle, Delivery, GroupMembership
from matchmaker.services import runs
from tests import personas
from tests.factories import (
    NOW,
    CommitmentFactory,
    EngagementFactory,
    NeedFactory,
    OfferFactory,
    PartyFactory,
    RunFactory,
    ScenarioFactory,
    UnmetFactory,
    judged,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return personas.coordinator()


def figures(user, axis=Axis.TOTAL, **narrowed):
    return {(r.indicator.value, r.key): r.numerator for r in indicators.shown_to(user, axis, **narrowed)}


@pytest.fixture
def books(chair):
    """Needs in every standing, offers pledged, and commitments of which one was taken back."""
    Cycle.objects.create(year=2026, meeting="BMS9")
    state = PartyFactory(region="Africa")
    GroupMembership.objects.create(state=state, group="LDC", valid_to=date(2030, 1, 1))
    GroupMembership.objects.create(state=state, group="OLD", valid_to=date(2020, 1, 1))
    common = {"state": state, "requested": date(2026, 3, 2)}
    met = NeedFactory(status="met", readiness={"women": True}, **common)
    part = NeedFactory(status="partly_met", readiness={"women": False}, **common)
    left = NeedFactory(theme="tracing", **common)
    NeedFactory(status="expired", cycle=2024, committed=1, quantity=3, **common)
    NeedFactory(status="expired", cycle=2024, visibility="coordinators", **common)
    NeedFactory(status="submitted", **common)
    for status in ("draft", "returned", "withdrawn"):
        NeedFactory(status=status, **common)
    published = datetime(2025, 5, 1, tzinfo=UTC)
    money = {"unit": "money", "currency": "USD", "kinds": ["funding"], "capacity": 90000, "published_at": published}
    offer = OfferFactory(**money)
    OfferFactory(status="draft", **{**money, "published_at": None})
    OfferFactory(status="expired")
    done = CommitmentFactory(
        proposal__need=met,
        proposal__offer=offer,
        agreed_at=NOW,
        delivered_at=NOW + timedelta(days=30),
        confirmed_at=NOW + timedelta(days=31),
        status="followed_up",
        money=Decimal(30000),
        currency="USD",
    )
    Delivery.objects.create(
        commitment=done,
        quantity=1,
        recorded_by=chair,
        recorded_at=NOW,
        in_use=True,
        lesson="Train two.",
        lesson_public=True,
    )
    CommitmentFactory(proposal__need=part, proposal__offer=offer, agreed_at=NOW + timedelta(days=10))
    taken = CommitmentFactory(proposal__need=left, proposal__offer=offer, status="cancelled")
    CommitmentFactory(proposal=taken.proposal, reverses=taken, quantity=-1, used=-1, status="cancelled")
    for name, day in (("capacity", NOW), ("no_offer", NOW + timedelta(days=1))):
        UnmetFactory(run=RunFactory(published_at=day), need=left, reason=name)
    UnmetFactory(run=RunFactory(published_at=None), need=left, reason="tie")
    return met


def test_counted_by_hand(books, chair):
    assert figures(chair) == {
        ("needs_stated", None): 6,
        ("needs_circulated", None): 5,
        ("needs_met", None): 1,
        ("needs_partly_met", None): 2,
        ("needs_unmet", None): 2,
        ("offers_made", None): 2,
        ("offers_used", None): 1,
        ("offers_unused", None): 1,
        ("matches_made", None): 2,
        ("money_pledged", None): 90000,
        ("money_committed", None): 30000,
        ("days_to_commitment", None): 35,
        ("days_to_delivery", None): 30,
        ("still_in_use", None): 1,
        ("women_participating", None): 1,
    }
    assert figures(chair, Axis.GROUP)["needs_stated", "LDC"] == 6
    assert ("needs_stated", "OLD") not in figures(chair, Axis.GROUP)
    assert figures(chair, Axis.REASON)["needs_unmet", "no_offer"] == 1
    assert figures(chair, Axis.CYCLE)["needs_circulated", "2024"] == 2
    assert figures(chair, Axis.CYCLE)["offers_made", "2026"] == 2
    assert figures(chair, cycle=2024)[("needs_circulated", None)] == 2
    assert [row.lesson for row in indicators.lessons()] == ["Train two."]


def test_each_reader_counts_what_it_may_know_of(books):
    counted = {
        who: len(indicators.outcomes(user).needs)
        for who, user in {
            "anonymous": AnonymousUser(),
            "provider": personas.provider(),
            "owner": personas.owner(books.state),
            "coordinator": personas.coordinator(),
        }.items()
    }
    # Circulated or later and open; the owner's own besides, but for what has not left it; all but drafts.
    assert counted == {"anonymous": 4, "provider": 4, "owner": 7, "coordinator": 7}
    assert figures(AnonymousUser()) == {("needs_circulated", None): 4}


def test_in_public_a_secret_need_changes_no_figure():
    for number in range(12):
        NeedFactory(status=["met", "circulated", "partly_met"][number % 3])
    before = {axis: figures(AnonymousUser(), axis) for axis in Axis}
    assert before[Axis.TOTAL]["needs_met", None] == 4
    for status in ("circulated", "met", "submitted", "expired"):
        NeedFactory(status=status, visibility="coordinators")
    NeedFactory(status="submitted")
    assert {axis: figures(AnonymousUser(), axis) for axis in Axis} == before
    # Nor is a cycle shown by itself: what is withheld in it could be found in the difference.
    assert figures(AnonymousUser(), cycle=2024) == before[Axis.TOTAL]


def test_two_reports_of_one_engagement_count_once(chair):
    need = NeedFactory(quantity=2, amount=3000, currency="USD", start=date(2026, 1, 1), end=date(2027, 1, 1))
    OfferFactory(capacity=9)
    told = [EngagementFactory(state=need.state, quantity=2, text=words) for words in ("Two machines", "Deux machines")]
    judged(*told, Relation.RESTATED, by=personas.coordinator())
    for _ in range(2):
        run = runs.execute(run=runs.queue(scenario=ScenarioFactory(), by=chair, at=NOW), by=chair, at=NOW)
        runs.publish(run=run, by=chair, at=NOW)
    counted = figures(chair)
    assert counted["duplicates_avoided", None] == 1
    assert counted["duplicated_money_avoided", None] == 3000
    (row,) = mappers.avoided_outcomes([run.avoided], {str(need.public_id): need.pk})
    assert row.money == 3000
