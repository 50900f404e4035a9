"""A published run puts its allocations before people; a newer plan and a repair leave alone what stands."""

import pytest

from matchmaker.core.assignment import read_problem
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import DeclineCode, Side
from matchmaker.models import Proposal
from matchmaker.services import problems, proposals, runs, scenarios
from tests import personas
from tests.factories import NOW, NeedFactory, OfferFactory, ScenarioFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return personas.coordinator()


@pytest.fixture
def published(chair):
    NeedFactory.create_batch(2, quantity=2)
    OfferFactory(capacity=5)
    run = runs.execute(run=runs.queue(scenario=ScenarioFactory(), by=chair, at=NOW), by=chair, at=NOW)
    return runs.publish(run=run, by=chair, at=NOW)


def test_each_allocation_becomes_a_proposal(published):
    rows = {(p.need_id, p.offer_id, p.quantity) for p in published.proposals.all()}
    assert rows == {(a.need_id, a.offer_id, a.quantity) for a in published.allocations.all()}
    assert len(rows) == 2


def test_while_nobody_answered_it_can_be_taken_back(published, chair):
    runs.unpublish(run=published, by=chair, at=NOW, reason="a wrong offer")
    assert set(published.proposals.values_list("status", flat=True)) == {"withdrawn"}
    again = runs.publish(run=published, by=chair, at=NOW)
    assert again.proposals.live().count() == 2
    proposals.endorse(proposal=again.proposals.live().first(), by=chair, at=NOW)
    with pytest.raises(MatchmakerError, match="People have answered"):
        runs.unpublish(run=again, by=chair, at=NOW, reason="again")


def test_a_newer_plan_keeps_what_is_endorsed_and_what_is_declined_stays_out(published, chair):
    kept, no = published.proposals.order_by("pk")
    proposals.endorse(proposal=kept, by=chair, at=NOW)
    by = personas.owner(no.need.state)
    proposals.decline(proposal=no, side=Side.RECIPIENT, code=DeclineCode.TIMING, text="", by=by, at=NOW)
    scenario = scenarios.repair(run=published, by=chair, at=NOW)
    problem = read_problem(problems.prepare(scenario).data)
    assert [(p.need, p.quantity) for p in problem.scenario.pins] == [(f"n{kept.need_id}", 2)]
    assert [(f.need, f.reason) for f in problem.scenario.forbids] == [
        (f"n{no.need_id}", "declined by the recipient: timing")
    ]
    assert len(problem.scenario.previous) == 2
    run = runs.execute(run=runs.queue(scenario=scenario, by=chair, at=NOW), by=chair, at=NOW)
    assert [a.need_id for a in run.allocations.all()] == [kept.need_id]
    runs.publish(run=run, by=chair, at=NOW)
    assert [p.pk for p in Proposal.objects.live()] == [kept.pk]


def test_a_repair_leaves_alone_what_it_need_not_change(published, chair):
    first = {p.pk for p in published.proposals.all()}
    scenario = scenarios.repair(run=published, by=chair, at=NOW)
    run = runs.execute(run=runs.queue(scenario=scenario, by=chair, at=NOW), by=chair, at=NOW)
    runs.publish(run=run, by=chair, at=NOW)
    assert {p.pk for p in Proposal.objects.live()} == first
    with pytest.raises(MatchmakerError, match="Only a published run"):
        scenarios.repair(run=runs.queue(scenario=scenario, by=chair, at=NOW), by=chair, at=NOW)


def test_what_is_committed_is_neither_asked_nor_offered_again(published, chair):
    row = proposals.endorse(proposal=published.proposals.first(), by=chair, at=NOW)
    row = proposals.name_implementer(proposal=row, implementer=row.offer.provider, by=chair, at=NOW)
    for side, by in (
        ("recipient", personas.owner(row.need.state)),
        ("provider", personas.provider(row.offer.provider)),
    ):
        proposals.accept(proposal=row, side=Side(side), by=by, at=NOW)
    problem = read_problem(problems.prepare(ScenarioFactory()).data)
    assert [need.id for need in problem.needs] == [f"n{published.proposals.last().need_id}"]
    assert problem.offers[0].capacity == 3
