"""The verifier against wrong figures: what a plan prints beside its allocations."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from matchmaker.core.assignment import verify
from matchmaker.core.entities.money import Money
from matchmaker.core.entities.plans import Terms
from matchmaker.core.entities.problems import Pin, PreviousAllocation, Scenario
from matchmaker.core.vocabulary import PlanStatus, Stage, UnmetReason
from tests.core.assignment.generators import a_fund, a_need, an_engagement, one
from tests.core.assignment.plans import broken, written

MONEY = one(
    need=a_need(unit_cost=Money(Decimal("100.10"), "EUR"), languages=("fr",)),
    offer=a_fund(currency="KWD", start=date(2027, 1, 1)),
    scenario=Scenario(previous=(PreviousAllocation("n1", "gone", Decimal(1)),)),
)
PRINTED = written(MONEY, {("n1", "o1"): 3})


def line(**changes):
    return replace(PRINTED, allocations=(replace(PRINTED.allocations[0], **changes),))


def stage(place, **changes):
    stages = list(PRINTED.stages)
    stages[place] = replace(stages[place], **changes)
    return replace(PRINTED, stages=tuple(stages))


def off(value, by):
    return value + Decimal(by)


ALLOCATION, TERMS = PRINTED.allocations[0], PRINTED.allocations[0].terms
TIER1, STATES, BENEFIT, STABILITY = PRINTED.stages
UNMET = PRINTED.unmet[0]

FIGURES = {
    "money": line(money=off(ALLOCATION.money, "0.001")),
    "money in the need's currency": line(currency="EUR"),
    "money left out": line(money=None),
    "money to more than the minor unit": line(money=off(ALLOCATION.money, "0.0001")),
    "fit": line(fit=off(ALLOCATION.fit, "0.000001")),
    "language": line(terms=replace(TERMS, language=Decimal(1))),
    "timeliness": line(terms=Terms(TERMS.language, off(TERMS.timeliness, "-0.000001"), TERMS.proximity)),
    "proximity": line(terms=replace(TERMS, proximity=Decimal("0.95"))),
    "stage_value of benefit": stage(
        2, value=off(BENEFIT.value, "0.000000001"), bound=off(BENEFIT.bound, "0.000000001")
    ),
    "stage_value of states": stage(1, value=Decimal(2), bound=Decimal(2)),
    "stage_value of stability": stage(3, value=Decimal(1), bound=Decimal(1)),
    "gap": stage(2, gap=Decimal("0.0000005")),
    "gap that is not said": stage(2, bound=off(BENEFIT.bound, "0.001")),
    "bound": stage(2, bound=off(BENEFIT.bound, "-0.000000001")),
    "bound of stability": stage(3, bound=off(STABILITY.bound, "1"), gap=Decimal("0.333333333"), proved=False),
    "proved": stage(0, proved=False),
    "status": replace(PRINTED, status=PlanStatus.FEASIBLE),
    "stages": replace(PRINTED, stages=PRINTED.stages[:3]),
    "stages in another order": replace(PRINTED, stages=(STATES, TIER1, BENEFIT, STABILITY)),
    "input_digest": replace(PRINTED, input_digest="sha256:of-another"),
    "unmet": replace(PRINTED, unmet=()),
    "unmet twice": replace(PRINTED, unmet=(UNMET, UNMET)),
    "unmet of nobody": replace(PRINTED, unmet=(UNMET, replace(UNMET, need="n9"))),
    "missing": replace(PRINTED, unmet=(replace(UNMET, missing=Decimal(2)),)),
    "pin that conflicts and is none": replace(
        PRINTED, status=PlanStatus.PINS_CONFLICT, conflicts=(Pin("n1", "o1", None),)
    ),
    "pin that conflicts with nothing": replace(PRINTED, status=PlanStatus.PINS_CONFLICT),
}


@pytest.mark.parametrize("case", FIGURES)
def test_a_wrong_figure_is_named(case):
    assert verify(MONEY, PRINTED) == ()
    assert case.split()[0] in broken(MONEY, FIGURES[case])


def test_optimal_needs_every_stage_proved():
    open_stage = replace(BENEFIT, bound=BENEFIT.value * 2, gap=Decimal("0.5"), proved=False)
    plan = replace(PRINTED, stages=(TIER1, STATES, open_stage, STABILITY))
    assert broken(MONEY, plan) == {"status"}
    assert broken(MONEY, replace(plan, status=PlanStatus.FEASIBLE)) == set()


def test_a_need_that_is_covered_is_listed_as_a_duplicate():
    problem = one(engagements=(an_engagement(),))
    plan = written(problem, {})
    assert verify(problem, plan) == ()
    wrong = replace(plan, unmet=(replace(plan.unmet[0], reason=UnmetReason.CAPACITY),))
    assert broken(problem, wrong) == {"reason"}
    assert broken(problem, replace(plan, unmet=())) == {"unmet"}


def test_a_plan_of_conflicting_pins_names_some_that_it_leaves():
    pins = (Pin("n1", "o1", Decimal(2)), Pin("n1", "o1", Decimal(3)))
    problem = one(scenario=Scenario(pins=pins))
    plan = written(problem, {("n1", "o1"): 3}, status=PlanStatus.PINS_CONFLICT, conflicts=pins)
    assert verify(problem, plan) == ()
    assert broken(problem, replace(plan, conflicts=pins[1:])) == {"pin"}
    assert broken(problem, replace(plan, status=PlanStatus.OPTIMAL, conflicts=())) == {"pin"}


def test_stability_counts_pairs_in_exactly_one_of_two_plans():
    assert (STABILITY.name, STABILITY.value) == (Stage.STABILITY, 2)
