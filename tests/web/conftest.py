"""A small world with something to hide in every corner, and one client for each persona."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from matchmaker.models import (
    Allocation,
    Duplicate,
    Engagement,
    Membership,
    Need,
    Offer,
    Party,
    Passage,
    Report,
    Run,
    Scenario,
    Unmet,
    User,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PASSWORD = "a password of a persona"


@dataclass
class World:
    """Rows that tests speak of, by name."""

    users: dict[str, User]
    report: Report
    needs: dict[str, Need]
    offers: dict[str, Offer]
    engagement: Engagement
    run: Run


def _state(code: str, name: str, region: str, subregion: str) -> Party:
    return Party.objects.create(code=code, type="state", names={"en": name}, region=region, subregion=subregion)


def _user(name: str, role: str, party: Party) -> User:
    user = User.objects.create_user(username=name, password=PASSWORD)
    Membership.objects.create(user=user, role=role, party=party)
    return user


def _report(state: Party, by: User, language: str, pages: list[str]) -> Report:
    starts, text = [], ""
    for page in pages:
        starts.append(len(text))
        text += page
    return Report.objects.create(
        state=state,
        cycle=2026,
        filename=f"{state.code}.pdf",
        sha256=state.code,
        media_type="application/pdf",
        language=language,
        generation="D",
        pages=len(pages),
        text=text,
        page_starts=starts,
        issues=[{"severity": "warning", "code": "answer_inferred", "where": "page 2, 7.4", "text": "A tick was lost."}],
        received_by=by,
        received_at=NOW,
    )


def _need(state: Party, theme: str, *, quote: str, report: Report | None = None, **facts: object) -> Need:
    values = {"kind": "training", "unit": "place", "quantity": Decimal(20), "cycle": 2026, "status": "circulated"}
    need = Need.objects.create(state=state, theme=theme, report=report, requested=date(2026, 4, 1), **(values | facts))
    if need.status != "draft":
        Need.objects.filter(pk=need.pk).update(submitted_at=NOW)
    start = report.text.index(quote) if report else 0
    Passage.objects.create(need=need, order=0, page=2, question="7.4", quote=quote, start=start, end=start + len(quote))
    return need


def _offer(provider: Party, title: str, **facts: object) -> Offer:
    values = {"themes": ["marking"], "kinds": ["equipment"], "capacity": Decimal(3), "unit": "item"}
    values |= {"status": "published", "text": f"{title}, in the words of its provider."}
    values |= {"start": date(2026, 9, 1), "end": date(2027, 8, 31)}
    return Offer.objects.create(provider=provider, title=title, published_at=NOW, **(values | facts))


@pytest.fixture
def world(db) -> World:
    """Build the world: three States that ask, two providers, a published run."""
    sle = _state("SLE", "Sierra Leone", "Africa", "Western Africa")
    tgo = _state("TGO", "Togo", "Africa", "Western Africa")
    ken = _state("KEN", "Kenya", "Africa", "Eastern Africa")
    deu = _state("DEU", "Germany", "Europe", "Western Europe")
    fra = _state("FRA", "France", "Europe", "Western Europe")
    users = {
        "focal_point": _user("focal.sle", "focal_point", sle),
        "other_focal_point": _user("focal.tgo", "focal_point", tgo),
        "provider": _user("provider.deu", "provider", deu),
        "coordinator": _user("coordinator.fra", "coordinator", fra),
    }
    report = _report(
        sle,
        users["focal_point"],
        "en",
        [
            "Section 1\nFirst page of the report.\n",
            "7.4 The police ask for two marking machines with training.\ncanary-around the passage\n",
            "Third page: canary-draft and canary-submitted.\n",
        ],
    )
    needs = {
        "public": _need(
            sle,
            "marking",
            quote="two marking machines",
            report=report,
            kind="equipment",
            unit="item",
            item="marking_machine",
            quantity=Decimal(2),
            beneficiary="police",
            visibility="public",
            site="canary-site",
            tier=1,
        ),
        "closed": _need(
            tgo,
            "stockpile_management",
            quote="canary-closed-quote",
            beneficiary="canary-closed-beneficiary",
            cycle=2024,
            kind="legal",
            unit="expert_day",
            status="partly_met",
        ),
        "secret": _need(ken, "destruction", quote="canary-secret-quote", visibility="coordinators"),
        "draft": _need(sle, "tracing", quote="canary-draft", report=report, status="draft"),
        "submitted": _need(sle, "ballistics", quote="canary-submitted", report=report, status="submitted"),
    }
    offers = {
        "public": _offer(deu, "Machines for Africa", eligible_regions=["Africa"], ceiling_notes="canary-ceiling"),
        "closed": _offer(deu, "canary-closed-offer", visibility="participants"),
        "secret": _offer(fra, "canary-secret-offer", visibility="coordinators"),
        "draft": _offer(deu, "canary-draft-offer", status="draft"),
    }
    engagement = Engagement.objects.create(
        state=tgo,
        direction="received",
        theme="stockpile_management",
        kind="legal",
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
        text="canary-engagement under way",
        status="running",
    )
    engagement.providers.add(fra)
    scenario = Scenario.objects.create(name="Base", cycle=2026, created_by=users["coordinator"], created_at=NOW)
    run = Run.objects.create(
        scenario=scenario,
        status="finished",
        created_by=users["coordinator"],
        created_at=NOW,
        seed=7,
        input_digest="sha256:" + "c0ffee" * 10,
        plan_status="optimal",
        solver="HiGHS",
        solver_version="1.11",
        seconds=1.25,
        stages=[{"name": "tier1", "value": "1", "bound": "1", "gap": "0", "proved": True}],
        assumptions=[{"need": str(needs["secret"].public_id), "left_out": "quantity"}],
        avoided=[
            {
                "need": str(needs["closed"].public_id),
                "evidence": [{"engagement": f"{engagement.public_id}::", "quantity": "20"}],
                "places": "20",
                "money": "50000.00",
                "currency": "USD",
            }
        ],
        candidate_count=12,
        finished_at=NOW,
        published_at=NOW,
    )
    terms = {"language": "1", "timeliness": "0.75", "proximity": "0.9"}
    Allocation.objects.create(
        run=run, need=needs["public"], offer=offers["public"], quantity=2, fit=Decimal("0.675"), terms=terms
    )
    Unmet.objects.create(
        run=run,
        need=needs["closed"],
        missing=0,
        reason="duplicate",
        evidence=[{"engagement": f"{engagement.public_id}::", "quantity": "20"}],
    )
    Unmet.objects.create(
        run=run, need=needs["secret"], missing=0, reason="incomplete", evidence=[{"left_out": "quantity"}]
    )
    a, b = sorted([needs["closed"].public_id, engagement.public_id])
    Duplicate.objects.create(
        a_id=a,
        b_id=b,
        a_type="need" if a == needs["closed"].public_id else "engagement",
        b_type="need" if b == needs["closed"].public_id else "engagement",
        relation="overlapping",
        confidence=Decimal("0.91"),
        reasons=[
            {"field": "theme", "score": "1.0", "detail": "both: stockpile_management"},
            {"field": "time", "score": "0.8", "detail": f"canary-reason: 2026-01-01 in {engagement.public_id}"},
        ],
        judged_at=NOW,
    )
    return World(users=users, report=report, needs=needs, offers=offers, engagement=engagement, run=run)


@pytest.fixture
def client_of(world):
    """Return a client signed in as a persona."""

    def signed_in(persona: str) -> Client:
        client = Client(HTTP_HOST="localhost")
        if persona != "anonymous":
            client.force_login(world.users[persona])
        return client

    return signed_in


@pytest.fixture
def many(world) -> World:
    """Add enough rows that a query for each of them would show."""
    for number in range(30):
        state = world.needs["closed"].state if number % 2 else world.needs["public"].state
        need = _need(state, "marking", quote=f"request {number} for help", visibility="public")
        offer = _offer(world.offers["public"].provider, f"Offer {number}")
        Allocation.objects.create(run=world.run, need=need, offer=offer, quantity=1, fit=1, terms={"language": "1"})
        missed = _need(state, "tracing", quote=f"missed {number}", report=None)
        Unmet.objects.create(
            run=world.run,
            need=missed,
            missing=5,
            reason="not_eligible",
            evidence=[{"offer": str(offer.public_id), "rules": ["state", "window"]}],
        )
    return world
