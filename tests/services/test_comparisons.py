"""Two runs side by side: needs and States gained and lost, loads, settings, pins and forbids with their prices."""

from decimal import Decimal

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Decision
from matchmaker.services import comparisons, runs, scenarios
from tests import personas
from tests.factories import NOW, NeedFactory, OfferFactory, RunFactory, ScenarioFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return personas.coordinator()


def solved(scenario, chair):
    run = runs.queue(scenario=scenario, by=chair, at=NOW, background=False, time_limit=20)
    return runs.execute(run=run, by=chair, at=NOW)


def test_what_a_pin_takes_from_one_state_and_gives_to_another(chair):
    first, second = NeedFactory(quantity=2, tier=1), NeedFactory(quantity=2, tier=3)
    offer = OfferFactory(capacity=2, minimum_per_recipient=2)
    scenario = scenarios.create(name="As it is", cycle=2026, by=chair, at=NOW)
    before = solved(scenario, chair)
    runs.publish(run=before, by=chair, at=NOW)
    other = scenarios.copy(scenario=scenario, name="The other one", by=chair, at=NOW)
    other = scenarios.revise(scenario=other, by=chair, at=NOW, ammunition=True)
    pair = {"need": second, "offer": offer, "reason": "agreed in New York"}
    other = scenarios.pin(scenario=other, **pair, by=chair, at=NOW)
    after = solved(other, chair)
    told = comparisons.compare(before=before, after=after, by=chair)
    assert not told.same_input
    assert [(row.need, row.before, row.after) for row in told.gained] == [(second, 0, 2)]
    assert [(row.need, row.before, row.after, row.reason) for row in told.lost] == [(first, 2, 0, "capacity")]
    assert (told.states_gained, told.states_lost) == ((second.state,), (first.state,))
    assert [(row.offer, row.before, row.after, row.capacity_after) for row in told.loads] == [(offer, 2, 2, 2)]
    assert [(row.name, row.before, row.after) for row in told.settings] == [("ammunition", False, True)]
    (wish,) = told.wishes
    assert (wish.decision, wish.need, wish.kept, wish.reason) == (Decision.PIN, second, True, "agreed in New York")
    assert wish.override.price["stage"] == "tier1"
    assert {row.name: (row.before, row.after) for row in told.stages}["tier1"] == (1, 0)
    back = comparisons.compare(before=after, after=before, by=chair)
    assert [row.kept for row in back.wishes] == [False]
    assert [row.need for row in back.lost] == [second]


def test_a_need_that_gets_another_quantity_is_neither_gained_nor_lost(chair):
    need, offer = NeedFactory(quantity=3), OfferFactory(capacity=3)
    before = solved(ScenarioFactory(), chair)
    scenario = scenarios.pin(
        scenario=ScenarioFactory(), need=need, offer=offer, reason="as agreed", by=chair, at=NOW, quantity=Decimal(1)
    )
    told = comparisons.compare(before=before, after=solved(scenario, chair), by=chair)
    assert [(row.before, row.after, row.reason) for row in told.changed] == [(3, 1, "forbidden")]
    assert (told.gained, told.lost, told.states_gained, told.states_lost) == ((), (), (), ())


def test_only_plans_are_compared_and_only_by_coordinators(chair):
    plan, waiting = RunFactory(), RunFactory(status="queued", plan_status="", published_at=None)
    with pytest.raises(MatchmakerError, match="has no plan"):
        comparisons.compare(before=plan, after=waiting, by=chair)
    with pytest.raises(MatchmakerError, match="coordinator"):
        comparisons.compare(before=plan, after=plan, by=personas.provider())
