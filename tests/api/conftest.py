"""A small world with a canary in every field that somebody may not read, and one client for each reader."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.core.exceptions import EmptyResultSet
from django.test import Client

from api.views import readonly
from matchmaker.core.vocabulary import Kind, NeedStatus, OfferStatus, Theme, Unit, Visibility
from matchmaker.models import GroupMembership, Need, Offer, Party, User, statements
from matchmaker.models.lookups import LATER
from tests import factories as make
from tests import personas

READERS = ("anonymous", "owner", "other_state", "provider", "coordinator", "auditor")


@pytest.fixture(autouse=True)
def _nothing_is_kept_of_other_tests():
    """Forget what readers see: a test that leaves rights out is heard then, and leaves nothing to the next one."""
    statements._place.cache_clear()
    yield
    statements._place.cache_clear()


@pytest.fixture
def written_anew(monkeypatch):
    """Hold each kept statement against the one that the framework writes for this reader and these filters."""
    kept_for, differ, held, seen = statements._listed, [], [], []

    def text(queryset):
        try:
            return queryset.query.get_compiler(queryset.db).as_sql()
        except EmptyResultSet:
            return None

    def written(listed):
        return listed._ordered, listed._counted, text(listed._by_key._build(LATER))

    def held_against(asked):
        kept, anew = kept_for(asked), statements.Listed(asked.queryset)
        held.append(kept)
        if written(kept) != written(anew):
            differ.append((written(kept), written(anew)))
        return kept

    def built(*known_by, build):
        kept, anew = statements.built(*known_by, build=build), build()
        seen.append(kept)
        if text(kept) != text(anew):
            differ.append((text(kept), text(anew)))
        return kept

    monkeypatch.setattr(statements, "_listed", held_against)
    monkeypatch.setattr(readonly, "built", built)
    yield
    assert held
    assert seen
    assert not differ, differ[0]


@dataclass
class World:
    users: dict[str, User]
    states: dict[str, Party]
    giver: Party
    needs: dict[str, Need]
    offers: dict[str, Offer]


def need(state: Party, name: str, **facts: object) -> Need:
    found = make.NeedFactory(
        state=state,
        site=f"canary-site-{name}",
        beneficiary=f"canary-{name}",
        priority=f"canary-{name}",
        condition=f"canary-{name}",
        **facts,
    )
    make.PassageFactory(need=found, quote=f"canary-{name} quote")
    return found


def offer(provider: Party, name: str, **facts: object) -> Offer:
    return make.OfferFactory(provider=provider, title=f"canary-{name}", ceiling_notes=f"canary-ceiling-{name}", **facts)


@pytest.fixture
def world(db) -> World:
    sle = make.PartyFactory(code="SLE", names={"en": "Sierra Leone"})
    jam = make.PartyFactory(code="JAM", names={"en": "Jamaica"}, region="Americas", subregion="Caribbean")
    GroupMembership.objects.create(state=sle, group="ECOWAS")
    giver = make.OrganisationFactory(code="UNREC", region="Africa")
    needs = {
        "public": need(sle, "public", theme=Theme.MARKING, quantity=Decimal("2.500"), visibility=Visibility.PUBLIC),
        "closed": need(
            *(sle, "closed"),
            theme=Theme.DESTRUCTION,
            kind=Kind.LEGAL,
            unit=Unit.EXPERT_DAY,
            cycle=2024,
            status="met",
            tier=1,
        ),
        "secret": need(sle, "secret", theme=Theme.DDR, visibility=Visibility.COORDINATORS),
        "submitted": need(sle, "submitted", status=NeedStatus.SUBMITTED, visibility=Visibility.PUBLIC),
        "draft": need(sle, "draft", status=NeedStatus.DRAFT, visibility=Visibility.PUBLIC),
    }
    offers = {
        "public": offer(giver, "public-offer", themes=[Theme.MARKING, Theme.TRACING]),
        "closed": offer(giver, "closed-offer", visibility=Visibility.PARTICIPANTS),
        "secret": offer(giver, "secret-offer", visibility=Visibility.COORDINATORS),
        "draft": offer(giver, "draft-offer", status=OfferStatus.DRAFT),
    }
    users = {
        "owner": personas.owner(sle),
        "other_state": personas.owner(jam),
        "provider": personas.provider(giver),
        "coordinator": personas.coordinator(jam),
        "auditor": personas.auditor(),
    }
    return World(users, {"SLE": sle, "JAM": jam}, giver, needs, offers)


@pytest.fixture
def client_of(world):
    def signed_in(reader: str) -> Client:
        client = Client()
        if reader != "anonymous":
            client.force_login(world.users[reader])
        return client

    return signed_in


@pytest.fixture
def anyone() -> Client:
    return Client()
