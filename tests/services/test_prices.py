"""What each change around a need would take, and which smallest change would serve it: known before anybody acts."""

from decimal import Decimal

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.models import Allocation, Override, Run, Scenario
from matchmaker.services import changes, jobs, prices, runs, scenarios
from tests import personas
from tests.factories import NOW, NeedFactory, OfferFactory, ProposalFactory, ScenarioFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return personas.coordinator()


@pytest.fixture
def scarce(chair):
    """Two needs, one offer that is enough for one of them, and the plan that gives it to the first tier."""
    first, second = NeedFactory(quantity=2, minimum=2, tier=1), NeedFactory(quantity=2, minimum=2)
    offer, scenario = OfferFactory(capacity=2), ScenarioFactory()
    run = runs.execute(run=runs.queue(scenario=scenario, by=chair, at=NOW, background=False), by=chair, at=NOW)
    return run, first, second, offer


def test_dropping_a_line_tells_who_loses_and_who_appears_instead(scarce, chair):
    run, first, second, offer = scarce
    found = prices.around(run=run, need=first, member="", by=chair)
    assert (found.over, found.pairs) == (True, 1)
    (row,) = found.rows
    price = row["price"]
    assert (row["decision"], row["offer"], price["stage"]) == ("forbid", str(offer.public_id), "tier1")
    assert (price["states_lost"], price["states_gained"]) == ([first.state.code], [second.state.code])
    assert price["loses"] == [{"need": str(first.public_id), "before": "2", "after": "0"}]
    assert [(row["need"], Decimal(row["after"])) for row in price["moves"] if Decimal(row["after"])] == [
        (str(second.public_id), 2)
    ]


def test_forcing_an_offer_is_priced_for_a_need_that_gets_nothing(scarce, chair):
    run, first, second, _offer = scarce
    (row,) = prices.around(run=run, need=second, member="", by=chair).rows
    assert row["decision"] == "pin"
    assert [each["need"] for each in row["price"]["loses"]] == [str(first.public_id)]


def test_what_is_pinned_or_endorsed_of_the_need_or_of_the_offer_may_forbid_a_forcing(scarce, chair):
    run, first, second, offer = scarce
    other = OfferFactory()
    pin = {"need": str(first.public_id), "offer": str(offer.public_id), "quantity": None, "reason": "agreed"}
    run.scenario.pins = [pin, {**pin, "offer": str(other.public_id)}]
    of_offer, of_need = ProposalFactory(need=first, offer=offer), ProposalFactory(need=second, offer=other)
    ProposalFactory(need=first, offer=other)
    ProposalFactory(need=second, offer=offer, status="lapsed")
    named = str(offer.public_id)
    (found,) = prices.in_the_way(run=run, need=second, offers={named}, by=chair).values()
    assert (found.pins, set(found.endorsed)) == ((pin,), {of_offer, of_need})
    assert len(prices.in_the_way(run=run, need=first, offers={named}, by=chair)[named].pins) == 2
    assert prices.in_the_way(run=run, need=second, offers=set(), by=chair) == {}
    with pytest.raises(MatchmakerError):
        prices.in_the_way(run=run, need=second, offers={named}, by=personas.provider())


def test_alternatives_come_cheapest_first(chair):
    rival, need = NeedFactory(quantity=2, minimum=2, tier=1), NeedFactory(quantity=2, minimum=2)
    dear, free = OfferFactory(capacity=2), OfferFactory(capacity=8, end=OfferFactory.end)
    run = runs.queue(scenario=ScenarioFactory(), by=chair, at=NOW, background=False)
    run = runs.execute(run=run, by=chair, at=NOW)
    rows = prices.around(run=run, need=need, member="", by=chair).rows
    assert {row["offer"] for row in rows} == {str(dear.public_id), str(free.public_id)}
    ranks = [(row["price"]["stage"] is not None, Decimal(row["price"]["high"])) for row in rows]
    assert ranks == sorted(ranks)
    assert run.allocations.filter(need=rival).exists()


def test_a_large_run_is_priced_by_a_worker_and_watched(scarce, chair):
    run, first, *_ = scarce
    Run.objects.filter(pk=run.pk).update(candidate_count=prices.SMALL + 1)
    run.refresh_from_db()
    before = prices.around(run=run, need=first, member="", by=chair)
    assert (before.over, before.pairs, before.rows) == (False, None, ())
    assert prices.around(run=run, need=first, member="", by=chair) == before
    assert jobs.work_off() == 1
    assert prices.around(run=run, need=first, member="", by=chair).over


def test_a_smallest_change_is_searched_once_by_a_worker(scarce, chair):
    run, _first, _second, offer = scarce
    assert run.unmet.get().searched
    run.unmet.update(smallest_change=None, searched=False)
    rows = list(run.unmet.all())
    (unknown,) = changes.told(run=run, rows=list(rows), by=chair)
    assert (unknown.searched, unknown.smallest_change) == (False, None)
    assert jobs.work_off() == 0
    assert changes.of(run=run, rows=rows, by=chair).missing == 1
    assert changes.of(run=run, rows=rows, by=chair).missing == 1
    assert jobs.work_off() == 1
    found = changes.of(run=run, rows=rows, by=chair)
    assert found.over
    change = found.known[rows[0].pk]
    assert (change["id"], change["field"], change["to"]) == (str(offer.public_id), "capacity", "4")
    (told,) = changes.told(run=run, rows=rows, by=chair)
    assert (told.searched, told.smallest_change) == (True, change)


def test_only_coordinators_ask_and_only_of_a_plan(scarce, chair):
    run, first, *_ = scarce
    for person in (personas.owner(first.state), personas.auditor()):
        with pytest.raises(MatchmakerError):
            prices.around(run=run, need=first, member="", by=person)
        with pytest.raises(MatchmakerError):
            changes.of(run=run, rows=[], by=person)
    waiting = runs.queue(scenario=run.scenario, by=chair, at=NOW)
    with pytest.raises(MatchmakerError, match="has no plan"):
        prices.around(run=waiting, need=first, member="", by=chair)


def test_a_decision_goes_into_a_copy_or_into_the_scenario_and_is_undone(scarce, chair):
    run, _first, second, offer = scarce
    what = {"run": run, "need": second, "offer": offer, "reason": "agreed", "by": chair, "at": NOW}
    copied = scenarios.decide_on_plan(decision="pin", copy_as="What if", **what)
    assert (copied.name, len(copied.pins), Scenario.objects.get(pk=run.scenario_id).pins) == ("What if", 1, [])
    assert Override.objects.get(scenario=copied).against == run
    own = scenarios.decide_on_plan(decision="pin", **what)
    assert own.pk == run.scenario_id
    scenarios.release(scenario=own, need=second, offer=offer, reason="undone", by=chair, at=NOW)
    own.refresh_from_db()
    assert own.pins == []


def test_a_refused_decision_leaves_no_copy_behind(scarce, chair):
    run, first, _second, offer = scarce
    recused = personas.coordinator(first.state)
    what = {"run": run, "decision": "forbid", "need": first, "offer": offer, "reason": "no", "at": NOW}
    with pytest.raises(MatchmakerError, match="another coordinator must decide"):
        scenarios.decide_on_plan(copy_as="What if", by=recused, **what)
    with pytest.raises(MatchmakerError, match="takes a reason"):
        scenarios.decide_on_plan(copy_as="What if", by=chair, **what | {"reason": " "})
    assert Scenario.objects.count() == 1
    assert Allocation.objects.filter(run=run).count() == 1
