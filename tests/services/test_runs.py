"""Runs: watched, cancelled, replayed, published and taken back; pins and forbids refused at entry."""

from decimal import Decimal

import pytest

from matchmaker import mappers
from matchmaker.core.assignment import weights_to_json
from matchmaker.core.entities.problems import Weights
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import RunStatus
from matchmaker.models import Allocation, Answer, AuditEntry, Proposal, Run, Scenario
from matchmaker.services import runs, scenarios
from tests import personas
from tests.factories import NOW, NeedFactory, OfferFactory, PartyFactory, RunFactory, ScenarioFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return personas.coordinator()


def solved(chair, **fields):
    run = runs.queue(scenario=ScenarioFactory(**fields), by=chair, at=NOW, time_limit=20)
    return runs.execute(run=run, by=chair, at=NOW)


def test_a_run_is_stored_with_public_ids_and_replays_to_the_same_plan(chair):
    need, short = NeedFactory(quantity=2), NeedFactory(quantity=9)
    offer = OfferFactory(capacity=3)
    run = solved(chair)
    assert run.status == RunStatus.FINISHED
    assert run.progress["stage"]
    assert sum(row.quantity for row in run.allocations.all()) == 3
    told = {row.need_id: row for row in run.unmet.all()}
    assert told[short.pk].reason == "capacity"
    assert {piece["offer"] for piece in told[short.pk].evidence} == {str(offer.public_id)}
    assert {piece["need"] for piece in told[short.pk].evidence} <= {str(need.public_id), str(short.public_id)}
    assert runs.replay(run=run, by=chair) == []
    run.allocations.update(quantity=1)
    assert runs.replay(run=run, by=chair) != []


def test_a_need_that_lacks_a_fact_is_told_beside_the_others(chair):
    lacking = NeedFactory(kind="funding", item="", unit="money", quantity=None, amount=None)
    NeedFactory(quantity=2)
    OfferFactory(capacity=3)
    run = solved(chair)
    (row,) = run.unmet.all()
    assert (row.need, row.reason, row.evidence) == (lacking, "incomplete", [{"left_out": "amount"}])
    assert mappers.plan(run).unmet == ()


def test_a_need_of_several_states_is_stored_line_by_line(chair):
    members = PartyFactory.create_batch(2)
    need = NeedFactory(members=[party.code for party in members], quantity=4)
    OfferFactory(capacity=3)
    run = solved(chair)
    assert {row.member for row in run.allocations.all()} == {party.code for party in members}
    assert sum(row.quantity for row in run.allocations.filter(need=need)) == 3


def test_a_waiting_run_is_cancelled_at_once_and_a_running_one_is_asked_to_end(chair):
    waiting = RunFactory(status=RunStatus.QUEUED, published_at=None)
    assert runs.cancel(run=waiting, by=chair, at=NOW).status == RunStatus.CANCELLED
    running = RunFactory(status=RunStatus.RUNNING, published_at=None)
    asked = runs.cancel(run=running, by=chair, at=NOW)
    assert (asked.status, asked.cancel_requested) == (RunStatus.RUNNING, True)
    with pytest.raises(MatchmakerError):
        runs.cancel(run=waiting, by=chair, at=NOW)


def test_a_run_that_is_asked_to_end_keeps_its_plan_and_is_never_published(chair, monkeypatch):
    NeedFactory()
    OfferFactory()
    monkeypatch.setattr(runs, "HEARTBEAT", 0)
    run = runs.queue(scenario=ScenarioFactory(), by=chair, at=NOW, time_limit=20)
    Run.objects.filter(pk=run.pk).update(cancel_requested=True)
    ended = runs.execute(run=run, by=chair, at=NOW)
    assert ended.status == RunStatus.CANCELLED
    assert ended.input_digest
    with pytest.raises(MatchmakerError):
        runs.publish(run=ended, by=chair, at=NOW)


def test_published_once_and_taken_back_with_a_reason(chair):
    run = solved(chair)
    runs.publish(run=run, by=chair, at=NOW)
    runs.publish(run=run, by=chair, at=NOW)
    assert AuditEntry.objects.filter(action="publish").count() == 1
    with pytest.raises(MatchmakerError, match="reason"):
        runs.unpublish(run=run, by=chair, at=NOW, reason=" ")
    assert runs.unpublish(run=run, by=chair, at=NOW, reason="a wrong offer").published_at is None
    with pytest.raises(MatchmakerError, match="not published"):
        runs.unpublish(run=run, by=chair, at=NOW, reason="again")


def test_what_publishing_would_do_is_told_and_an_answer_ends_the_taking_back(chair):
    NeedFactory()
    OfferFactory()
    first, second = solved(chair), solved(chair)
    assert len(runs.outlook(run=first, by=chair).fresh) == 1
    runs.publish(run=first, by=chair, at=NOW)
    proposal = Proposal.objects.get()
    assert (runs.outlook(run=second, by=chair).fresh, runs.outlook(run=second, by=chair).gives_way) == ((), ())
    Allocation.objects.filter(run=second).update(quantity=1)
    told = runs.outlook(run=second, by=chair)
    assert ([line.quantity for line in told.fresh], told.gives_way) == ([1], (proposal,))
    Answer.objects.create(proposal=proposal, side="provider", accepts=True, by=chair, at=NOW, stands=False)
    with pytest.raises(MatchmakerError, match="People have answered"):
        runs.unpublish(run=first, by=chair, at=NOW, reason="too late")


@pytest.mark.parametrize("status", ["committed", "declined"])
def test_what_was_settled_since_a_run_was_asked_for_is_not_offered_again(chair, status):
    """Neither by publishing it once more, nor by a run that was solved before and is published only then."""
    NeedFactory(), OfferFactory()
    first, second = solved(chair), solved(chair)
    runs.publish(run=first, by=chair, at=NOW)
    row = Proposal.objects.get()
    Answer.objects.create(
        proposal=row,
        side="provider",
        accepts=status == "committed",
        code=(status == "declined" and "timing") or "",
        by=chair,
        at=NOW,
    )
    Proposal.objects.filter(pk=row.pk).update(
        status=status, endorsed_by=chair, answer_by=NOW.date(), implementer=row.offer.provider
    )
    for run in (first, second):
        assert runs.outlook(run=Run.objects.get(pk=run.pk), by=chair).fresh == ()
        runs.publish(run=run, by=chair, at=NOW)
        assert Proposal.objects.get() == row


def test_what_if_is_never_published(chair):
    run = solved(chair, what_if=True)
    with pytest.raises(MatchmakerError, match="what if"):
        runs.publish(run=run, by=chair, at=NOW)


@pytest.mark.parametrize("who", ["owner", "other_state", "provider", "auditor"])
def test_only_coordinators_run(who):
    by = personas.owner(PartyFactory()) if who == "owner" else getattr(personas, who)()
    run = RunFactory(status=RunStatus.QUEUED, published_at=None)
    for act in (runs.cancel, runs.publish):
        with pytest.raises(MatchmakerError):
            act(run=run, by=by, at=NOW)
    with pytest.raises(MatchmakerError):
        runs.queue(scenario=run.scenario, by=by, at=NOW)
    with pytest.raises(MatchmakerError):
        runs.replay(run=run, by=by)
    assert Run.objects.get().status == RunStatus.QUEUED


IMPOSSIBLE = {
    "theme": ({"themes": ["tracing"]}, {}, None, "theme"),
    "window": ({"start": "2020-01-01", "end": "2020-06-01"}, {}, None, "window"),
    "too much": ({}, {}, Decimal(3), "at most 2"),
    "nothing": ({}, {}, Decimal(0), "at least 1 and at most 2"),
    "half a machine": ({}, {}, Decimal("1.5"), "in steps of 1"),
    "more than opens": ({"opening_minimum": 3}, {}, None, "No plan can hold this pair"),
    "no such need here": ({}, {"status": "submitted"}, None, "does not enter"),
    "no such offer here": ({"status": "closed"}, {}, None, "does not enter"),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_a_pin_that_no_plan_can_hold_is_refused_with_the_reason(case, chair):
    offered, asked, quantity, words = IMPOSSIBLE[case]
    need, offer, scenario = NeedFactory(**asked), OfferFactory(**offered), ScenarioFactory()
    with pytest.raises(MatchmakerError, match=words):
        scenarios.pin(
            scenario=scenario, need=need, offer=offer, reason="agreed in New York", by=chair, at=NOW, quantity=quantity
        )
    assert Scenario.objects.get().pins == []


def test_a_pair_is_pinned_or_forbidden_and_let_go(chair):
    need, offer, scenario = NeedFactory(), OfferFactory(), ScenarioFactory()
    decide = {"scenario": scenario, "need": need, "offer": offer, "by": chair, "at": NOW}
    assert len(scenarios.pin(**decide, reason="agreed", quantity=Decimal(1)).pins) == 1
    forbidden = scenarios.forbid(**decide, reason="withdrawn in a letter")
    assert (forbidden.pins, len(forbidden.forbids)) == ([], 1)
    run = runs.execute(run=runs.queue(scenario=forbidden, by=chair, at=NOW), by=chair, at=NOW)
    assert run.unmet.get().reason == "forbidden"
    assert scenarios.release(**decide, reason="settled").forbids == []
    with pytest.raises(MatchmakerError, match="Nothing was decided"):
        scenarios.release(**decide, reason="again")
    trail = AuditEntry.objects.filter(noun="scenario").order_by("id")
    assert [entry.action for entry in trail] == ["pin", "forbid", "release"]


@pytest.mark.parametrize("side", ["asks", "gives"])
def test_where_the_own_state_is_concerned_another_coordinator_decides(side):
    need, offer = NeedFactory(), OfferFactory(provider=PartyFactory())
    by = personas.coordinator(need.state if side == "asks" else offer.provider)
    for act in (scenarios.pin, scenarios.forbid, scenarios.release):
        with pytest.raises(MatchmakerError, match="own State"):
            act(scenario=ScenarioFactory(), need=need, offer=offer, reason="because", by=by, at=NOW)


def test_a_wish_whose_offer_is_gone_is_left_out_and_said(chair):
    need, offer, scenario = NeedFactory(), OfferFactory(), ScenarioFactory()
    scenarios.pin(scenario=scenario, need=need, offer=offer, reason="agreed", by=chair, at=NOW)
    offer.__class__.objects.filter(pk=offer.pk).update(status="closed")
    run = runs.queue(scenario=Scenario.objects.get(), by=chair, at=NOW)
    assert {"wish": "pin", "need": str(need.public_id), "offer": str(offer.public_id)} in run.assumptions


def pinned(scenario, need, offer, chair, quantity=None):
    return scenarios.pin(
        scenario=scenario, need=need, offer=offer, reason="agreed", by=chair, at=NOW, quantity=quantity
    )


def test_a_pin_that_contradicts_those_that_stand_is_refused_and_they_are_named(chair):
    first, second, scenario = NeedFactory(), NeedFactory(), ScenarioFactory()
    offer, other = OfferFactory(capacity=3, title="Three machines"), OfferFactory()
    scenario = pinned(scenario, first, offer, chair, Decimal(2))
    with pytest.raises(MatchmakerError, match=rf"contradicts .*{first.state.name} 2026, .* from Three machines"):
        pinned(scenario, second, offer, chair, Decimal(2))
    assert len(pinned(scenario, second, offer, chair, Decimal(1)).pins) == 2
    again = pinned(Scenario.objects.get(), first, offer, chair, Decimal(1))
    assert [pin["quantity"] for pin in again.pins] == ["1", "1"]
    assert scenarios.forbid(scenario=again, need=first, offer=other, reason="no", by=chair, at=NOW).version == 5


def test_a_scenario_has_weights_of_its_own_is_revised_and_copied(chair):
    need = NeedFactory()
    OfferFactory()
    weights = {**weights_to_json(Weights()), "tiers": ["9", "2", "1"]}
    scenario = scenarios.create(name="Heavy", cycle=2026, by=chair, at=NOW, weights=weights, ammunition=True)
    run = runs.execute(run=runs.queue(scenario=scenario, by=chair, at=NOW), by=chair, at=NOW)
    assert b'"9"' in bytes(run.problem)
    assert run.allocations.get().need == need
    changed = scenarios.revise(scenario=scenario, by=chair, at=NOW, weights=weights_to_json(Weights()), name="Plain")
    assert (changed.weights, changed.version) == ({}, 2)
    assert scenarios.revise(scenario=changed, by=chair, at=NOW, name="Plain").version == 2
    copied = scenarios.copy(scenario=changed, name="Other", by=chair, at=NOW)
    assert (copied.ammunition, copied.cycle, copied.name) == (True, 2026, "Other")
    entry = AuditEntry.objects.get(action="revise")
    assert (entry.old["weights"]["tiers"], entry.new) == (["9", "2", "1"], {"name": "Plain", "weights": {}})


BAD = {
    "no name": ({"name": " "}, "needs a name"),
    "no such cycle": ({"cycle": 1}, "no cycle 1"),
    "no money": ({"money_cap": Decimal(0), "money_cap_currency": "USD"}, "more than zero"),
    "no currency": ({"money_cap": Decimal(5), "money_cap_currency": "XXX"}, "one of these currencies"),
    "half a yen": ({"money_cap": Decimal("10.5"), "money_cap_currency": "JPY"}, "at most 0 digits"),
    "a weight beyond numbers": ({"weights": {**weights_to_json(Weights()), "tiers": ["1e999999", "2", "1"]}}, "tiers"),
    "no number": ({"weights": {**weights_to_json(Weights()), "pair_cost": "NaN"}}, "pair_cost"),
    "a list for one": ({"weights": {**weights_to_json(Weights()), "pair_cost": ["1", "2"]}}, "pair_cost"),
    "rising slopes": ({"weights": {**weights_to_json(Weights()), "slopes": ["4", "10", "20", "40"]}}, "never rise"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_scenario_that_cannot_be_is_refused_in_a_sentence(case, chair):
    fields, words = BAD[case]
    with pytest.raises(MatchmakerError, match=words):
        scenarios.create(**{"name": "A", "cycle": 2026, **fields}, by=chair, at=NOW)
    assert not Scenario.objects.exists()
