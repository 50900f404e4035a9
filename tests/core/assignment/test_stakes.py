"""What a verdict would change in the current plan: the order of the coordinator's queue."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from matchmaker.core.assignment import solve
from matchmaker.core.assignment.demands import still_needed
from matchmaker.core.assignment.judging import with_verdict
from matchmaker.core.assignment.stakes import queue, stake
from matchmaker.core.entities.money import Money
from matchmaker.core.entities.problems import Engagement, Judgement
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Kind, Relation, Unit

from .generators import a_need, a_problem, an_offer, tiny

DOLLARS = Money(Decimal(100), "USD")
FIRST = a_need("n1", 4, unit_cost=DOLLARS, tier=1)
SECOND = a_need("n2", 4, unit_cost=DOLLARS, tier=2, requested=date(2026, 5, 1))
THIRD = a_need("n3", 4, unit_cost=DOLLARS, tier=3, state="TGO")
FOURTH = a_need("n4", 4, unit_cost=DOLLARS, tier=3, state="TGO", requested=date(2026, 5, 1))
PLENTY = an_offer("o1", 100)
HELP = Engagement("e1", "TGO", *(getattr(THIRD, n) for n in ("theme", "kind", "item")), "army", "UNDP", THIRD.start, THIRD.end, Decimal(1))  # fmt: skip


def at_stake(problem, a, b, relation):
    return stake(problem, solve(problem, isolated=False), a, b, relation)


def test_restating_takes_out_what_the_plan_gives_to_the_second_weighed_by_its_tier():
    found = at_stake(a_problem([FIRST, SECOND], [PLENTY]), "n1", "n2", Relation.RESTATED)
    (change,) = found.changes
    assert (change.need, change.before, change.after, change.planned, change.moved) == ("n2", 4, 0, 4, 4)
    assert (found.weight, found.money) == (2, 400)


def test_what_the_plan_does_not_serve_is_not_at_stake():
    found = at_stake(a_problem([FIRST, SECOND], []), "n1", "n2", Relation.RESTATED)
    assert (found.changes[0].moved, found.weight, found.money) == (0, 0, 0)


def test_taking_a_restated_verdict_back_asks_for_more():
    problem = a_problem([FIRST, SECOND], [PLENTY], judgements=(Judgement("n1", "n2", Relation.RESTATED),))
    found = at_stake(problem, "n1", "n2", Relation.UNRELATED)
    assert [(row.need, row.before, row.after, row.moved) for row in found.changes] == [("n2", 0, 4, 4)]
    assert found.weight == 2


def test_an_engagement_judged_overlapping_covers_a_part():
    found = at_stake(a_problem([THIRD], [PLENTY], engagements=(HELP,)), "e1", "n3", Relation.OVERLAPPING)
    assert [(row.need, row.after, row.moved) for row in found.changes] == [("n3", 3, 1)]
    assert (found.weight, found.money) == (Decimal("0.25"), 100)


@pytest.mark.parametrize("relation", [Relation.RENEWAL, Relation.COMPLEMENTARY, Relation.UNRELATED])
def test_an_engagement_that_covers_and_is_judged_legitimate_no_longer_does(relation):
    covering = replace(HELP, beneficiary="")
    found = at_stake(a_problem([THIRD], [PLENTY], engagements=(covering,)), "n3", "e1", relation)
    assert [(row.need, row.before, row.after, row.moved) for row in found.changes] == [("n3", 3, 4, 1)]


def courses(*judgements):
    course = {"kinds": (Kind.TRAINING,), "unit": Unit.PLACE}
    offers = [an_offer("o1", 6, **course), an_offer("o2", 3, provider="FRA", **course)]
    return a_problem([a_need("n1", 9, kind=Kind.TRAINING)], offers, judgements=judgements)


def test_offers_judged_complementary_may_both_deliver():
    found = at_stake(courses(), "o1", "o2", Relation.COMPLEMENTARY)
    assert [(row.need, row.planned, row.moved) for row in found.changes] == [("n1", 6, 3)]


@pytest.mark.parametrize(("capacities", "moved"), [((6, 3), [("n1", 3)]), ((9, 3), []), ((5, 5), [("n1", 4)])])
def test_offers_judged_one_cost_what_they_give_beyond_what_one_of_them_has(capacities, moved):
    course = {"kinds": (Kind.TRAINING,), "unit": Unit.PLACE}
    offers = [an_offer(f"o{place}", capacity, **course) for place, capacity in enumerate(capacities, start=1)]
    both = Judgement("o1", "o2", Relation.COMPLEMENTARY)
    problem = a_problem([a_need("n1", 9, kind=Kind.TRAINING)], offers, judgements=(both,))
    found = at_stake(problem, "o1", "o2", Relation.RESTATED)
    assert [(row.need, row.moved) for row in found.changes] == moved


def test_offers_judged_overlapping_cost_the_lesser_delivery():
    problem = courses(Judgement("o1", "o2", Relation.COMPLEMENTARY))
    found = at_stake(problem, "o1", "o2", Relation.OVERLAPPING)
    assert [(row.need, row.planned, row.moved) for row in found.changes] == [("n1", 9, 3)]
    assert at_stake(problem, "o1", "o2", Relation.UNRELATED).changes == ()


def test_the_queue_begins_with_what_would_change_most():
    problem = a_problem([FIRST, SECOND, THIRD, FOURTH], [PLENTY], engagements=(HELP,))
    pairs = [("n3", "e1"), ("n3", "n4"), ("n9", "n1"), ("n1", "n2"), ("n1", "n3")]
    rows = queue(problem, solve(problem, isolated=False), pairs)
    assert [(row.a, row.b) for row in rows] == [("n1", "n2"), ("n3", "n4"), ("n3", "e1"), ("n1", "n3"), ("n9", "n1")]
    assert [row.weight for row in rows] == [2, 1, Decimal("0.5"), 0, 0]  # the engagement would cover n4 too
    assert rows[0].relation is Relation.RESTATED
    assert rows[2].relation is Relation.OVERLAPPING


def test_an_unknown_row_is_refused():
    with pytest.raises(MatchmakerError, match="n9"):
        at_stake(a_problem([FIRST], [PLENTY]), "n1", "n9", Relation.RESTATED)


@pytest.mark.parametrize("seed", range(40))
def test_what_is_at_stake_is_what_the_demands_say(seed):
    """For every pair of needs and of need and engagement: changes are exactly the demands that the verdict changes."""
    problem = tiny(Random(seed))
    plan = solve(problem, isolated=False)
    given = {
        need.id: sum((r.quantity for r in plan.allocations if r.need == need.id), Decimal(0)) for need in problem.needs
    }
    before = {demand.need.id: demand.left for demand in still_needed(problem)}
    names = [row.id for row in (*problem.needs, *problem.engagements)]
    for a in names[: len(problem.needs)]:
        for b in names:
            for relation in (Relation.RESTATED, Relation.OVERLAPPING, Relation.UNRELATED):
                if a == b or (relation is Relation.RESTATED and not alike(problem, a, b)):
                    continue
                found = stake(problem, plan, a, b, relation)
                after = {demand.need.id: demand.left for demand in still_needed(with_verdict(problem, a, b, relation))}
                assert {row.need: row.after for row in found.changes} == {
                    name: left for name, left in after.items() if left != before[name]
                }
                for row in found.changes:
                    expected = max(given[row.need] - row.after, row.after - row.before, Decimal(0))
                    assert row.moved == expected
                assert found.weight >= 0


def alike(problem, a, b):
    needs = {need.id: need for need in problem.needs}
    return a in needs and b in needs and (needs[a].state, needs[a].kind) == (needs[b].state, needs[b].kind)
