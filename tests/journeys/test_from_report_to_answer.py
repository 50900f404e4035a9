"""One journey through the whole life: three States, two donors and a fund, two coordinators; the books hold all along."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.gazetteer import FIXTURES
from matchmaker.core.vocabulary import DeclineCode, Kind, NeedStatus, OfferStatus, Side
from matchmaker.models import AuditEntry, Commitment, Need, Offer, Party, Proposal
from matchmaker.services import (
    deadlines,
    deliveries,
    needs,
    offers,
    proposals,
    reports,
    runs,
    scenarios,
    verification,
)
from matchmaker.services.reference import load_reference
from tests import personas
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 1, 9, tzinfo=UTC)
MAY = datetime(2026, 5, 1, 9, tzinfo=UTC)
JUNE = datetime(2026, 6, 8, 9, tzinfo=UTC)


@pytest.fixture
def cast(settings, tmp_path):
    """Who takes part."""
    settings.MEDIA_ROOT = tmp_path
    load_reference()
    party = {code: Party.objects.get(code=code) for code in ("KHM", "SLE", "RWA", "DEU", "UNODA", "UNSCAR", "CHE")}
    people = {code: personas.owner(party[code]) for code in ("KHM", "SLE", "RWA")}
    people |= {code: personas.provider(party[code]) for code in ("DEU", "UNODA", "UNSCAR")}
    people["german chair"], people["chair"] = personas.coordinator(party["DEU"]), personas.coordinator(party["CHE"])
    return party, people


def offered(party, people, code, **facts):
    fields = {
        "title": f"Help of {code}",
        "text": "Marking machines with spare parts",
        "themes": ["marking"],
        "kinds": ["equipment"],
        "capacity": Decimal(2),
        "unit": "item",
        "start": date(2026, 6, 1),
        "end": date(2028, 6, 1),
    }
    row = offers.create(provider=party[code], by=people[code], at=APRIL, **{**fields, **facts})
    return offers.advance(offer=row, action="publish", by=people[code], at=APRIL)


def balanced():
    assert verification.breaches() == []


def test_from_report_to_the_answer_after_twelve_months(cast):
    party, people = cast
    chair = people["chair"]

    # Reports: Cambodia hands in its own; the needs of the two others have been read before.
    report, _ = reports.receive(path=FIXTURES / "reports" / "khm-2026.txt", by=people["KHM"], at=APRIL)
    assert report.needs.filter(status=NeedStatus.DRAFT).count() == report.needs.count() > 1
    for code in ("SLE", "RWA"):
        NeedFactory(state=party[code], report=None, status=NeedStatus.DRAFT, quantity=2, amount=20000, currency="USD")
    for need in Need.objects.all():
        needs.advance(need=need, action="submit", by=people[need.state.code], at=APRIL)
    for need in report.needs.exclude(kind=Kind.EQUIPMENT):
        needs.advance(need=need, action="withdraw", by=people["KHM"], at=APRIL, reason="met at home")
    balanced()

    # A return, corrected and sent again; an objection, and silence that circulates the rest.
    lion = Need.objects.get(state=party["SLE"])
    needs.advance(need=lion, action="return", by=chair, at=APRIL, reason="How many?")
    needs.correct(need=lion, by=people["SLE"], at=APRIL, quantity=Decimal(3))
    needs.advance(need=lion, action="submit", by=people["SLE"], at=APRIL)
    for need in Need.objects.filter(status=NeedStatus.SUBMITTED):
        needs.advance(need=need, action="authenticate", by=chair, at=APRIL)
    hill = Need.objects.get(state=party["RWA"])
    needs.advance(need=hill, action="object", by=people["RWA"], at=APRIL, reason="Not to be shown before June.")
    assert deadlines.let_pass(by=chair, at=APRIL + timedelta(days=3))["circulated"] == 0
    assert deadlines.let_pass(by=chair, at=MAY)["circulated"] > 0
    needs.advance(need=hill, action="submit", by=people["RWA"], at=MAY)
    needs.advance(need=hill, action="authenticate", by=chair, at=MAY)
    deadlines.let_pass(by=chair, at=JUNE)
    hill.refresh_from_db()
    assert hill.status == NeedStatus.CIRCULATED
    balanced()

    # Offers, a plan, and what it puts before people.
    offered(party, people, "DEU", eligible_states=["SLE"])
    offered(party, people, "UNODA", eligible_states=["RWA"])
    money = {"kinds": ["funding"], "pays_for": ["equipment"], "unit": "money", "currency": "USD"}
    offered(party, people, "UNSCAR", **money, capacity=Decimal(7000), eligible_states=["RWA", "SLE"])
    scenario = scenarios.create(name="June", cycle=2026, by=chair, at=JUNE)
    run = runs.execute(run=runs.queue(scenario=scenario, by=chair, at=JUNE, time_limit=20), by=chair, at=JUNE)
    runs.publish(run=run, by=chair, at=JUNE)
    first = {row.offer.provider.code: row for row in Proposal.objects.live()}
    assert {"DEU", "UNODA"} <= set(first)
    balanced()

    # A German coordinator does not endorse German help; another one does.
    with pytest.raises(MatchmakerError) as refused:
        proposals.endorse(proposal=first["DEU"], by=people["german chair"], at=JUNE)
    assert refused.value.code == "not_allowed"
    for row in Proposal.objects.live():
        proposals.endorse(proposal=row, by=chair, at=JUNE)

    # Germany is accepted; the other's help is declined, and the plan is repaired around what stands.
    german, declined = first["DEU"], first["UNODA"]
    proposals.name_implementer(proposal=german, implementer=party["UNODA"], by=people["DEU"], at=JUNE)
    proposals.accept(proposal=german, side=Side.PROVIDER, by=people["DEU"], at=JUNE)
    taker = declined.member or declined.need.state.code
    proposals.decline(
        proposal=declined, side=Side.RECIPIENT, code=DeclineCode.CONDITIONS, text="", by=people[taker], at=JUNE
    )
    before = {(p.need_id, p.offer_id, p.quantity) for p in Proposal.objects.live()}
    again = scenarios.repair(run=run, by=chair, at=JUNE)
    repaired = runs.execute(run=runs.queue(scenario=again, by=chair, at=JUNE, time_limit=20), by=chair, at=JUNE)
    runs.publish(run=repaired, by=chair, at=JUNE)
    pairs = {(a.need_id, a.offer_id, a.quantity) for a in repaired.allocations.all()}
    assert before <= pairs
    assert (declined.need_id, declined.offer_id) not in {pair[:2] for pair in pairs}
    balanced()

    # Consent of all three, and the commitment with the last of it.
    proposals.accept(proposal=german, side=Side.IMPLEMENTER, by=people["UNODA"], at=JUNE)
    done = proposals.accept(proposal=german, side=Side.RECIPIENT, by=people["SLE"], at=JUNE)
    assert done.status == "committed"
    row = Commitment.objects.get()
    assert Offer.objects.get(pk=row.offer_id).committed == row.used
    assert Offer.objects.get(pk=row.offer_id).status == OfferStatus.EXHAUSTED
    assert Need.objects.get(pk=lion.pk).status == NeedStatus.PARTLY_MET
    balanced()

    # Delivered, confirmed, and asked after when the year is over.
    deliveries.start(commitment=row, by=people["DEU"], at=JUNE)
    deliveries.deliver(commitment=row, quantity=row.quantity, by=people["DEU"], at=JUNE + timedelta(days=90))
    deliveries.confirm(commitment=row, by=people["SLE"], at=JUNE + timedelta(days=100))
    told = deliveries.follow_up(
        commitment=row,
        in_use=True,
        adequate=True,
        effective=True,
        sustainable=False,
        by=people["SLE"],
        at=JUNE + timedelta(days=500),
    )
    assert told.sustainable is False
    balanced()
    trail = AuditEntry.objects.visible_to(people["SLE"]).filter(object_id=lion.public_id).order_by("id")
    assert [entry.action for entry in trail][:6] == [
        "submit",
        "return",
        "correct",
        "submit",
        "authenticate",
        "circulate",
    ]
