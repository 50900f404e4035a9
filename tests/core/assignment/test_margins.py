"""What one thing more brings, against every plan of tiny problems."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from matchmaker.core.assignment import benefit_and_worst, next_money, one_more_unit, solve
from matchmaker.core.assignment.margins import UNEARMARKED, with_money
from matchmaker.core.entities.money import Money
from matchmaker.core.entities.problems import AssignmentInput
from matchmaker.core.vocabulary import PlanStatus, Stage
from tests.core.assignment.generators import a_fund, a_need, a_problem, an_offer, tiny
from tests.core.assignment.oracle import Oracle, Quantities

NEAR = Fraction(1, 10**6)


def without_pins(problem: AssignmentInput) -> AssignmentInput:
    return replace(problem, scenario=replace(problem.scenario, pins=()))


def test_one_more_unit_of_each_offer_brings_what_the_best_plans_say():
    gains = 0
    for seed in range(40):
        problem = without_pins(tiny(Random(seed)))
        plan = solve(problem, isolated=False)
        before = Oracle(problem).best.values
        rows = one_more_unit(problem, plan)
        assert {row.offer for row in rows} == {offer.id for offer in problem.offers}
        for row in rows:
            offers = tuple(
                replace(offer, capacity=offer.capacity + 1) if offer.id == row.offer else offer
                for offer in problem.offers
            )
            after = Oracle(replace(problem, offers=offers)).best.values
            expected = next(
                (
                    (stage, abs(new - old))
                    for stage, old, new in zip(Stage, before, after, strict=False)
                    if abs(new - old) > NEAR
                ),
                (None, Fraction(0)),
            )
            assert row.stage is expected[0]
            assert abs(Fraction(row.gain) - expected[1]) <= NEAR
            gains += row.stage is not None
        order = [(list(Stage).index(row.stage) if row.stage else 9, -row.gain) for row in rows]
        assert order == sorted(order)
    assert gains > 10


def test_the_next_money_buys_what_has_a_cost_and_says_for_whom():
    needs = [
        a_need("n1", 4, tier=1, unit_cost=Money(Decimal(100), "EUR")),
        a_need("n3", 2, state="TGO", beneficiary="police", unit_cost=Money(Decimal(70), "USD")),
    ]
    problem = a_problem(needs, [an_offer("o1", 1, excluded_states=("TGO",))])
    plan = solve(problem, isolated=False)
    assert [(line.need, line.quantity) for line in plan.allocations] == [("n1", 1)]
    rows = next_money(problem, plan, amount=Decimal(450))
    assert [(row.need, row.state, row.quantity, row.money) for row in rows] == [
        ("n1", "SLE", 3, Decimal("336.00")),
        ("n3", "TGO", 1, Decimal("70.00")),
    ]
    assert [row.more for row in rows] == [3, 1]
    assert next_money(problem, plan, amount=Decimal(0)) == ()
    assert next_money(problem, plan, time_limit=0) == ()


def test_the_money_is_worth_the_same_in_another_currency():
    problem = a_problem([a_need("n1", 9, unit_cost=Money(Decimal(112), "USD"))], [])
    (row,) = next_money(problem, solve(problem, isolated=False), amount=Decimal(250), currency="EUR")
    assert (row.quantity, row.money) == (2, Decimal("200.00"))
    assert with_money(problem, Decimal(1), "EUR").offers[-1].id == UNEARMARKED


def worst_and_benefit(oracle: Oracle, plan: Quantities) -> tuple[Fraction, Fraction]:
    """The smallest weighted served share of a State with a candidate, and the benefit."""
    t, weights = oracle.shares(plan), oracle.problem.scenario.weights
    tau = {n: Fraction(weights.tiers[oracle.needs[n].tier - 1]) for n in t}
    states = {oracle.needs[n].state for n, _ in oracle.candidates}
    shares = []
    for state in states:
        mine = [n for n in t if oracle.needs[n].state == state]
        shares.append(sum(tau[n] * t[n] for n in mine) / sum(tau[n] for n in mine))
    return min(shares), oracle.values(plan)[2]


def test_no_plan_beats_a_point_of_the_trade_off_in_both():
    for seed in range(60):
        problem = without_pins(tiny(Random(seed)))
        oracle = Oracle(problem)
        rows = benefit_and_worst(problem, points=4)
        if not oracle.candidates:
            assert rows == ()
            continue
        reached = [worst_and_benefit(oracle, plan) for plan in oracle.plans]
        assert all(row.proved for row in rows)
        assert max(float(row.worst) for row in rows) >= float(max(worst for worst, _ in reached)) - 1e-5
        assert max(float(row.benefit) for row in rows) >= float(max(benefit for _, benefit in reached)) - 1e-5
        for row in rows:
            assert any(
                worst >= Fraction(row.worst) - 2 * NEAR and abs(benefit - Fraction(row.benefit)) <= 10 * NEAR
                for worst, benefit in reached
            )
            assert not any(
                worst >= Fraction(row.worst) and benefit > Fraction(row.benefit) + 10 * NEAR
                for worst, benefit in reached
            )


def test_the_trade_off_of_a_problem_worked_out_by_hand():
    """The third of four units brings the small need 1.6 and the large one 1.0, but lifts the large one, which is worst."""
    needs = [a_need("n1", 20), a_need("n2", 4, state="TGO")]
    rows = benefit_and_worst(a_problem(needs, [an_offer("o1", 4)]), points=3)
    assert [row.worst for row in rows] == [Decimal("0.100000"), Decimal("0.150000")]


def test_pins_that_conflict_do_not_stop_the_margins():
    problem = a_problem([a_need("n1", 3, minimum=Decimal(3))], [a_fund("o1", 1)])
    plan = solve(problem, isolated=False)
    assert plan.status is PlanStatus.OPTIMAL
    assert [row.stage for row in one_more_unit(problem, plan)] == [None]
