"""Where one thing more does the most, against every way to give it in tiny problems."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from matchmaker.core.assignment import best_uses, solve
from matchmaker.core.vocabulary import Unit
from tests.core.assignment.generators import tiny
from tests.core.assignment.oracle import Oracle

NEAR = Fraction(1, 10**6)


def expected(problem, plan, offer, more):
    """Return, by need, the most it can get more and what that gains, found by trying every quantity."""
    larger = tuple(replace(row, capacity=row.capacity + more) if row.id == offer.id else row for row in problem.offers)
    oracle = Oracle(replace(problem, offers=larger))
    standing = {(line.need, line.offer): Fraction(line.quantity) for line in plan.allocations}
    before, found = oracle.values(standing), {}
    for need in problem.needs:
        if oracle.broken[need.id, offer.id]:
            continue
        step = oracle.step(need)
        most = int(Fraction(more) / (oracle.use(need, offer) * step))
        for steps in range(min(most, 60), 0, -1):
            key = need.id, offer.id
            fuller = standing | {key: standing.get(key, Fraction(0)) + steps * step}
            if oracle.feasible(fuller):
                gains = tuple(after - old for after, old in zip(oracle.values(fuller), before, strict=True))
                found[need.id] = (steps * step, gains)
                break
    return found


@pytest.mark.parametrize("pair_cost", [Decimal("0.01"), Decimal(100)])
def test_each_use_is_the_most_that_the_rules_allow_and_gains_what_it_says(pair_cost):
    uses = harm = 0
    for seed in range(60):
        problem = tiny(Random(seed))
        weights = replace(problem.scenario.weights, pair_cost=pair_cost)
        problem = replace(problem, scenario=replace(problem.scenario, pins=(), previous=(), weights=weights))
        solved = solve(problem, isolated=False)
        plans = [solved, replace(solved, allocations=())]
        in_kind = [row for row in problem.offers if row.unit is not Unit.MONEY]
        for plan, offer in product(plans, in_kind):
            found = best_uses(problem, plan, offer.id, more=Decimal(2))
            possible = expected(problem, plan, offer, Decimal(2))
            wanted = {need: row for need, row in possible.items() if row[1][:3] > (0, 0, 0)}
            harm += len(possible) - len(wanted)
            assert {use.need: Fraction(use.quantity) for use in found} == {need: row[0] for need, row in wanted.items()}
            for use in found:
                told = (use.tier1, use.states, use.benefit)
                pairs = zip(told, wanted[use.need][1][:3], strict=True)
                assert all(abs(Fraction(value) - gain) <= NEAR for value, gain in pairs)
            order = [(-use.tier1, -use.states, -use.benefit) for use in found]
            assert order == sorted(order)
            uses += len(found)
    assert uses > 30 if pair_cost < 1 else harm > 5, (uses, harm)


def test_an_offer_that_the_problem_does_not_have_is_refused():
    problem = tiny(Random(1))
    with pytest.raises(KeyError):
        best_uses(problem, solve(problem, isolated=False), "nobody", more=Decimal(1))
