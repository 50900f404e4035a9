"""`problem/2`: the scenario's weights are honoured by scores, optimum, verifier and prices."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from matchmaker.core.assignment import read_problem, solve, verify, write_problem
from matchmaker.core.assignment.scoring import served_worth
from matchmaker.core.entities.problems import AssignmentInput, Weights
from tests.core.assignment.generators import a_need, a_problem, an_offer, tiny
from tests.core.assignment.test_oracle import agrees
from tests.core.assignment.test_prices import right


def weights(rng: Random) -> Weights:
    slopes = sorted((Decimal(rng.randint(0, 50)) for _ in range(rng.randint(1, 4))), reverse=True)
    cuts = sorted(rng.sample(range(1, 10), len(slopes) - 1))
    widths = [Decimal(b - a) / 10 for a, b in zip([0, *cuts], [*cuts, 10], strict=True)]
    share = [Decimal(rng.randint(0, 10)) / 10 for _ in range(5)]
    return Weights(
        tiers=tuple(Decimal(rng.randint(1, 9)) for _ in range(3)),
        slopes=tuple(slopes),
        widths=tuple(widths),
        pair_cost=Decimal(rng.choice(("0", "0.01", "1", "7.5"))),
        language=share[0],
        timeliness=share[1],
        proximity=tuple(share[2:]),
    )


def weighted(problem: AssignmentInput, chosen: Weights) -> AssignmentInput:
    return replace(problem, scenario=replace(problem.scenario, weights=chosen))


@pytest.mark.parametrize("seed", range(40))
def test_the_best_plan_is_best_under_any_weights(seed):
    rng = Random(seed)
    problem = weighted(tiny(rng), weights(rng))
    agrees(problem)
    agrees(read_problem(write_problem(problem)))


def test_prices_count_in_the_scenario_s_weights():
    for seed in range(100, 112):
        rng = Random(seed)
        right(weighted(tiny(rng, needs=3), weights(rng)))


def test_a_plan_made_under_other_weights_is_no_plan_of_this_problem():
    problem = a_problem([a_need("n1", languages=("fr",))], [an_offer("o1", 3)])
    other = weighted(problem, replace(Weights(), language=Decimal("0.5")))
    assert {breach.rule for breach in verify(other, solve(problem, isolated=False))} == {
        *("language", "fit", "stage_value"),
    }


CHANGES = [
    ({"tiers": (Decimal(8), Decimal(8), Decimal(1))}, "12.6", "7.2"),
    ({"pair_cost": Decimal(2)}, "12.6", "1.8"),
    ({"proximity": (Decimal(1), Decimal(1), Decimal("0.3"))}, "12.6", "0.6"),
    ({"language": Decimal("0.5")}, "12.6", "0.9"),
    ({"timeliness": Decimal("0.1")}, "12.6", "1.8"),
    ({"slopes": (Decimal(10),), "widths": (Decimal(1),)}, "10", "1.8"),
]


@pytest.mark.parametrize(("change", "served", "fit"), CHANGES)
def test_each_weight_by_hand(change, served, fit):
    """One need, all met: phi(1) + tau x fit - pair cost, with tau 2 and fit 0.9 unless the weight says otherwise."""
    chosen = replace(Weights(), **change)
    need = a_need("n1", languages=("fr",)) if "language" in change else a_need("n1")
    problem = weighted(a_problem([need], [an_offer("o1")]), chosen)
    plan = solve(problem, isolated=False)
    value = Fraction(plan.stages[2].value)
    assert served_worth(Fraction(1), chosen) == Fraction(served)
    assert value == Fraction(served) + Fraction(fit) - Fraction(chosen.pair_cost)
    assert verify(problem, plan) == ()
