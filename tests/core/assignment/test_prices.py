"""Prices: the stage that loses and the loss, against every plan of tiny problems and against solving again."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings

from matchmaker.core.assignment import alternatives, linear_prices, plan_to_json, price, solve
from matchmaker.core.assignment.instances import realistic
from matchmaker.core.assignment.prices import _Pricing
from matchmaker.core.assignment.relaxations import LOSS
from matchmaker.core.assignment.resolving import Resolver
from matchmaker.core.entities.plans import Price
from matchmaker.core.entities.problems import AssignmentInput, Forbid, Pin
from matchmaker.core.vocabulary import PlanStatus, Stage
from tests.core.assignment.generators import a_need, a_problem, an_offer, small, tiny, tiny_problems
from tests.core.assignment.oracle import Oracle

STAGES = tuple(Stage)
NEAR = Fraction(1, 10**6)


def changed(problem: AssignmentInput, row: Price) -> AssignmentInput:
    scenario = problem.scenario
    if row.action == "pin":
        return replace(problem, scenario=replace(scenario, pins=(*scenario.pins, Pin(row.need, row.offer, None))))
    return replace(problem, scenario=replace(scenario, forbids=(*scenario.forbids, Forbid(row.need, row.offer, ""))))


def true_loss(problem: AssignmentInput, row: Price, before: tuple[Fraction, ...]) -> tuple[Stage | None, Fraction]:
    """The first stage that loses and how much, among all plans of the changed problem."""
    other = changed(problem, row)
    best = Oracle(other).best
    if best.pins < len(other.scenario.pins):
        return None, Fraction(0)
    for place, (old, new) in enumerate(zip(before, best.values, strict=True)):
        lost = new - old if place == 3 else old - new
        if lost > LOSS:
            return STAGES[place], lost
    return Stage.BENEFIT, Fraction(0)


def right(problem: AssignmentInput) -> int:
    """Every price of a tiny problem is right; return how many there are."""
    plan = price(problem, solve(problem, isolated=False))
    oracle = Oracle(problem)
    if plan.status is PlanStatus.PINS_CONFLICT:
        assert plan.prices == ()
        return 0
    used = {(line.need, line.offer) for line in plan.allocations}
    assert [(row.need, row.offer) for row in plan.prices] == oracle.candidates
    for row in plan.prices:
        assert row.action == ("forbid" if (row.need, row.offer) in used else "pin")
        stage, loss = true_loss(problem, row, oracle.best.values)
        assert row.stage is stage, row
        if stage is None:
            assert (row.low, row.high) == (None, None)
        else:
            assert 0 <= row.low <= row.high
            assert Fraction(row.low) - NEAR <= loss <= Fraction(row.high) + NEAR, row
            assert Fraction(row.high) - loss <= 2 * NEAR, row
    return len(plan.prices)


def test_prices_of_tiny_problems_are_exact():
    assert sum(right(tiny(Random(seed))) for seed in range(45)) > 40


@settings(max_examples=10, deadline=None)
@given(tiny_problems(needs=3))
def test_prices_of_any_tiny_problem_are_exact(problem):
    right(problem)


@pytest.mark.proof
@pytest.mark.parametrize("block", range(10))
def test_prices_of_many_tiny_problems_are_exact(block):
    for seed in range(1000 + 60 * block, 1000 + 60 * (block + 1)):
        right(tiny(Random(seed)))


def no_worse_stage(bound: Price, exact: Price) -> bool:
    """What a relaxation says of a pair is true: what it calls lost is lost, there or in an earlier stage."""
    if bound.stage is None or exact.stage is None:
        return exact.stage is None
    if bound.low <= NEAR:
        return True
    places = STAGES.index(exact.stage), STAGES.index(bound.stage)
    return places[0] < places[1] or (places[0] == places[1] and Fraction(bound.low) <= Fraction(exact.high) + NEAR)


@pytest.mark.parametrize("problem", [small(2, 13, 5), small(3, 14, 6), realistic(30, 15, seed=2, breadth=2)])
def test_bounds_of_all_pairs_at_once_and_one_by_one_are_true(problem):
    problem = replace(problem, scenario=replace(problem.scenario, pins=()))
    plan = solve(problem, isolated=False)
    exact = price(problem, plan).prices
    assert all(row.stage is None or row.high is not None for row in exact)
    pricing = _Pricing(problem, plan, 1e12, lambda: False)
    resolver = Resolver(plan, 1e12)
    certain = 0
    for number, loss in enumerate(pricing._at_once()):
        first = pricing._row(number, loss)
        closer = pricing._by_relaxation(number, first, resolver)
        assert no_worse_stage(first, exact[number])
        assert no_worse_stage(closer, exact[number])
        certain += bool(closer.low and closer.low > NEAR)
    assert certain


def test_without_time_only_bounds_are_given():
    problem = realistic(20, 8, seed=3, breadth=1.5)
    plan = price(problem, solve(problem, isolated=False), time_limit=0)
    assert len(plan.prices) == len(plan.candidates)
    assert {row.high for row in plan.prices} == {None}


def test_a_pin_that_cannot_hold_has_no_price():
    problem = a_problem([a_need("n1", 3, minimum=3), a_need("n2", 3, minimum=3, tier=1)], [an_offer("o1", 5)])
    problem = replace(problem, scenario=replace(problem.scenario, pins=(Pin("n2", "o1", None),)))
    rows = plan_to_json(price(problem, solve(problem, isolated=False)), prices=True)["prices"]
    assert rows == [
        {"need": "n1", "offer": "o1", "action": "pin", "stage": None, "low": None, "high": None},
        {"need": "n2", "offer": "o1", "action": "forbid", "stage": None, "low": None, "high": None},
    ]


def test_alternatives_are_ranked_by_what_they_cost():
    offers = [an_offer("o1"), an_offer("o2", languages=("fr",)), an_offer("o3", 2)]
    problem = a_problem([a_need("n1", languages=("en", "fr")), a_need("n2", 4, tier=1)], offers)
    plan = price(problem, solve(problem, isolated=False))
    ranked = alternatives(plan, "n2")
    assert ranked
    assert all(row.need == "n2" and row.action == "pin" for row in ranked)
    losses = [(-STAGES.index(row.stage), row.high) for row in ranked]
    assert losses == sorted(losses)


def test_one_pair_is_priced_exactly_on_demand_however_many_needs_there_are():
    problem = realistic(30, 15, seed=2, breadth=2)
    plan = solve(problem, isolated=False)
    wanted = [(row.need, row.offer) for row in plan.candidates][3:5]
    rows = price(problem, plan, pairs=wanted).prices
    assert [(row.need, row.offer) for row in rows] == wanted
    assert all(row.stage is None or row.high is not None for row in rows)


def test_linear_prices_say_something_of_every_pair():
    problem = realistic(30, 15, seed=2, breadth=2)
    plan = solve(problem, isolated=False)
    rows = linear_prices(problem, plan)
    assert [(row.need, row.offer) for row in rows] == [(row.need, row.offer) for row in plan.candidates]
    used = {(line.need, line.offer) for line in plan.allocations}
    assert {(row.need, row.offer) for row in rows if row.action == "forbid"} == used
    assert all(row.loss >= 0 for row in rows)
    assert sum(row.loss > 0 for row in rows if row.action == "forbid") > len(used) / 2


def test_a_forbidden_pin_has_no_linear_price():
    problem = a_problem([a_need("n1")], [an_offer("o1")])
    problem = replace(problem, scenario=replace(problem.scenario, pins=(Pin("n1", "o1", None),)))
    (row,) = linear_prices(problem, solve(problem, isolated=False))
    assert (row.action, row.stage) == ("forbid", None)
