"""Overrides: what a coordinator decides against the plan has a price, and binds when another one has confirmed it."""

from decimal import Decimal

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import ProposalStatus
from matchmaker.models import AuditEntry, Override, Proposal, Scenario
from matchmaker.services import proposals, runs, scenarios
from tests import personas
from tests.factories import NOW, NeedFactory, OfferFactory, ScenarioFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return personas.coordinator()


def solved(scenario, chair):
    return runs.execute(run=runs.queue(scenario=scenario, by=chair, at=NOW, time_limit=20), by=chair, at=NOW)


@pytest.fixture
def scarce(chair):
    """Two needs, one offer that is enough for one of them, and the plan that gives it to the first tier."""
    first, second = NeedFactory(quantity=2, minimum=2, tier=1), NeedFactory(quantity=2, minimum=2)
    offer, scenario = OfferFactory(capacity=2), ScenarioFactory()
    run = solved(scenario, chair)
    assert [row.need for row in run.allocations.all()] == [first]
    return scenario, first, second, offer, run


def test_a_pin_against_the_plan_says_what_it_takes_and_waits_for_another_coordinator(scarce, chair):
    scenario, first, second, offer, before = scarce
    decide = {"scenario": scenario, "need": second, "offer": offer, "by": chair, "at": NOW}
    scenarios.pin(**decide, reason="agreed in New York")
    override = Override.objects.get()
    assert (override.status, override.against, override.asked_by) == ("asked", before, chair)
    assert (override.price["stage"], Decimal(override.price["high"])) == ("tier1", 1)
    assert [row["need"] for row in override.price["loses"]] == [str(first.public_id)]
    assert [row["need"] for row in override.price["gains"]] == [str(second.public_id)]
    entry = AuditEntry.objects.get(object_id=override.public_id)
    assert (entry.new["price"], entry.reason) == (override.price, "agreed in New York")

    # It can be solved and looked at, but it reaches nobody.
    run = solved(Scenario.objects.get(), chair)
    assert [row.need for row in run.allocations.all()] == [second]
    with pytest.raises(MatchmakerError, match="agreed in New York") as refused:
        runs.publish(run=run, by=chair, at=NOW)
    assert refused.value.code == "override_unconfirmed"
    with pytest.raises(MatchmakerError, match="Another coordinator"):
        scenarios.confirm(override=override, by=chair, at=NOW)
    # Taking it back and deciding the same again under the plan that it made is no way round.
    scenarios.release(**decide, reason="a slip")
    scenarios.pin(**decide, reason="agreed in New York")
    assert Override.objects.filter(status="asked").count() == 1
    with pytest.raises(MatchmakerError, match="no second coordinator"):
        runs.publish(run=run, by=chair, at=NOW)
    scenarios.confirm(override=Override.objects.get(status="asked"), by=personas.coordinator(), at=NOW)
    assert runs.publish(run=run, by=chair, at=NOW).published_at

    # A repair of the plan rests on the same two.
    repair = scenarios.repair(run=run, by=chair, at=NOW)
    assert [row.status for row in repair.overrides.all()] == ["confirmed"]
    assert runs.publish(run=solved(repair, chair), by=chair, at=NOW).published_at


def test_what_the_plan_says_itself_and_what_asks_what_if_is_no_override(scarce, chair):
    scenario, first, second, offer, _ = scarce
    common = {"offer": offer, "by": chair, "at": NOW, "reason": "agreed"}
    scenarios.pin(scenario=scenario, need=first, **common)
    scenarios.forbid(scenario=scenario, need=second, **common)
    asking = scenarios.pin(scenario=ScenarioFactory(what_if=True), need=second, **common)
    with pytest.raises(MatchmakerError, match="take the pins and forbids back"):
        scenarios.revise(scenario=asking, what_if=False, by=chair, at=NOW)
    assert not Override.objects.exists()
    scenarios.forbid(scenario=scenario, need=first, **common)
    assert Override.objects.get().price["loses"][0]["need"] == str(first.public_id)
    scenarios.pin(scenario=ScenarioFactory(), need=second, **common)
    assert Override.objects.first().price == {"unknown": "There is no plan yet."}


def test_what_the_published_plan_does_not_hold_is_endorsed_by_two(scarce, chair):
    _, first, second, offer, run = scarce
    runs.publish(run=run, by=chair, at=NOW)
    planned = Proposal.objects.get()
    assert proposals.endorse(proposal=planned, by=chair, at=NOW).status == ProposalStatus.ENDORSED
    other = OfferFactory(capacity=2)
    row = proposals.show_interest(
        need=second, offer=offer, quantity=Decimal(2), by=personas.provider(offer.provider), at=NOW
    )
    with pytest.raises(MatchmakerError, match="say in a sentence why you endorse") as refused:
        proposals.endorse(proposal=row, by=chair, at=NOW)
    assert refused.value.code == "reason_missing"
    assert proposals.endorse(proposal=row, by=chair, at=NOW, reason="both want it").status == ProposalStatus.PROPOSED
    override = Override.objects.get()
    assert [each["need"] for each in override.price["loses"]] == [str(first.public_id)]
    for by in (chair, personas.coordinator(second.state), personas.owner(second.state)):
        with pytest.raises(MatchmakerError):
            proposals.endorse(proposal=row, by=by, at=NOW)
    colleague = personas.coordinator()
    done = proposals.endorse(proposal=row, by=colleague, at=NOW)
    assert (done.status, done.endorsed_by) == (ProposalStatus.ENDORSED, colleague)
    assert Override.objects.get().status == "confirmed"
    # An offer that came after the plan: what it takes is not known, and it still takes two.
    late = proposals.show_interest(
        need=second, offer=other, quantity=Decimal(2), by=personas.owner(second.state), at=NOW
    )
    proposals.endorse(proposal=late, by=chair, at=NOW, reason="a new offer")
    assert "unknown" in late.overrides.get().price


def test_a_scenario_is_written_without_decisions(chair):
    with pytest.raises(MatchmakerError, match="pins"):
        scenarios.create(name="All at once", cycle=2026, by=chair, at=NOW, pins=[{}])
