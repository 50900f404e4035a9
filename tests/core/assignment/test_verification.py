"""The verifier against plans that break one rule each, against wrong figures, and against the oracle."""

import ast
import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.core.assignment import solve, verification, verify
from matchmaker.core.assignment.instances import realistic
from matchmaker.core.entities.money import Money
from matchmaker.core.entities.plans import Terms
from matchmaker.core.entities.problems import Eligible, Engagement, Forbid, Judgement, Pin, PreviousAllocation, Scenario
from matchmaker.core.vocabulary import Kind, PlanStatus, Relation, Stage, Theme, Unit, UnmetReason
from tests.core.assignment.generators import (
    a_fund,
    a_need,
    a_problem,
    a_provider,
    a_state,
    an_offer,
    tiny,
    tiny_problems,
)
from tests.core.assignment.oracle import Oracle
from tests.core.assignment.plans import written

USD = "USD"


def broken(problem, plan) -> set[str]:
    return {str(breach.rule) for breach in verify(problem, plan)}


def engaged(name="e1", quantity=None, **changes):
    row = Engagement(
        *(name, "SLE", Theme.MARKING, Kind.EQUIPMENT, None, "", "UNDP"),
        *(date(2026, 1, 1), date(2026, 12, 1), quantity if quantity is None else Decimal(quantity)),
    )
    return replace(row, **changes)


def said(a, b, relation):
    return Judgement(a, b, relation)


def one(need=None, offer=None, **changes):
    """One need, one offer."""
    return a_problem([need or a_need()], [offer or an_offer()], **changes)


def course(name, **changes):
    return an_offer(name, kinds=(Kind.TRAINING,), unit=Unit.PLACE, **changes)


COURSES = a_problem([a_need(kind=Kind.TRAINING)], [course("o1"), course("o2")])
DOLLARS = Money(Decimal(100), USD)
EUROS = Money(Decimal(100), "EUR")


# What a pair must be

PAIRS = {
    "theme": one(offer=an_offer(themes=(Theme.TRACING,))),
    "kind": one(need=a_need(kind=Kind.EXPERTISE)),
    "kind of money that does not pay for it": one(
        need=a_need(unit_cost=DOLLARS), offer=a_fund(pays_for=(Kind.TRAINING,))
    ),
    "kind of money without a unit cost": one(offer=a_fund()),
    "item": one(need=a_need(item="cutter"), offer=an_offer(items=("shredder",))),
    "item that is not named": one(offer=an_offer(items=("shredder",))),
    "state excluded": one(offer=an_offer(excluded_states=("SLE",))),
    "state not named": one(offer=an_offer(eligible=Eligible(("TGO",), ("Asia",), ("SIDS",)))),
    "state whose empty region is no region": one(
        offer=an_offer(eligible=Eligible((), ("",), ())), states=(a_state(region="", subregion=None),)
    ),
    "self": one(offer=an_offer(provider="SLE")),
    "language": one(need=a_need(languages=("en",)), offer=an_offer(languages=("fr", "es"))),
    "window that only touches": one(offer=an_offer(start=date(2028, 7, 1), end=date(2029, 1, 1))),
    "scope": one(need=a_need(theme=Theme.AMMUNITION), offer=an_offer(themes=(Theme.AMMUNITION,)), scenario=Scenario()),
    "duplicate": one(engagements=(engaged(),)),
    "forbid": one(scenario=Scenario(forbids=(Forbid("n1", "o1", "said so"),))),
    "minimum": one(need=a_need(unit_cost=Money(Decimal(2000), USD)), offer=a_fund()),
}


@pytest.mark.parametrize("case", PAIRS)
def test_a_refused_pair_is_named_by_its_rule(case):
    problem = PAIRS[case]
    assert case.split()[0] in broken(problem, written(problem, {("n1", "o1"): 1}))


LAWFUL = {
    "region": one(offer=an_offer(eligible=Eligible((), ("Western Africa",), ()))),
    "group": one(offer=an_offer(eligible=Eligible(("PER",), (), ("LDC",)))),
    "no language named by the offer": one(need=a_need(languages=("en",))),
    "ammunition switched on": one(
        need=a_need(theme=Theme.AMMUNITION),
        offer=an_offer(themes=(Theme.AMMUNITION,)),
        scenario=Scenario(ammunition=True),
    ),
    "an engagement of another beneficiary": one(engagements=(engaged(beneficiary="police"),)),
    "an engagement that ends when the need starts": one(engagements=(engaged(end=date(2026, 7, 1)),)),
    "an engagement judged a renewal": one(engagements=(engaged(),), judgements=(said("e1", "n1", Relation.RENEWAL),)),
    "an organisation that bears a State's code": one(
        offer=an_offer(provider="SLE"), providers=(a_provider("SLE", state=False),)
    ),
}


@pytest.mark.parametrize("case", LAWFUL)
def test_a_lawful_pair_passes(case):
    assert verify(LAWFUL[case], written(LAWFUL[case], {("n1", "o1"): 4})) == ()


# What needs, offers, providers, keys and bundles may get and give

TWO = a_problem([a_need("n1"), a_need("n2", state="TGO")], [an_offer(capacity=8)])
PAID = a_need(unit_cost=DOLLARS)
PARTS = [a_need("n1", 2, bundle="b"), a_need("n2", 2, bundle="b", item="cutter"), a_need("n3", 2, bundle="b")]
PARTS[2] = replace(PARTS[2], required=False)


def with_offer(problem, **changes):
    return replace(problem, offers=(replace(problem.offers[0], **changes), *problem.offers[1:]))


LIMITS = {
    "whole_units": (TWO, {("n1", "o1"): "1.5"}),
    "need": (a_problem([a_need()], [an_offer("o1"), an_offer("o2")]), {("n1", "o1"): 3, ("n1", "o2"): 3}),
    "need after an engagement": (
        a_problem([a_need()], [an_offer("o1"), an_offer("o2")], engagements=(engaged(quantity=1),)),
        {("n1", "o1"): 3, ("n1", "o2"): 1},
    ),
    "need_minimum": (one(need=a_need(minimum=Decimal(3))), {("n1", "o1"): 2}),
    "capacity": (with_offer(TWO, capacity=Decimal(7)), {("n1", "o1"): 4, ("n2", "o1"): 4}),
    "capacity in money": (
        a_problem([PAID, replace(PAID, id="n2")], [a_fund(capacity=450, currency="EUR")]),
        {("n1", "o1"): 4, ("n2", "o1"): 2},
    ),
    "opening_minimum": (with_offer(TWO, opening_minimum=Decimal(5)), {("n1", "o1"): 4}),
    "maximum_recipients": (with_offer(TWO, maximum_recipients=1), {("n1", "o1"): 1, ("n2", "o1"): 1}),
    "minimum_per_recipient": (with_offer(TWO, minimum_per_recipient=Decimal(3)), {("n1", "o1"): 2}),
    "maximum_per_recipient": (
        a_problem([a_need("n1"), a_need("n2")], [an_offer(capacity=8, maximum_per_recipient=Decimal(5))]),
        {("n1", "o1"): 3, ("n2", "o1"): 3},
    ),
    "budget": (
        a_problem([PAID], [a_fund("o1"), a_fund("o2")], providers=(a_provider(budget=Money(Decimal("300.99"), USD)),)),
        {("n1", "o1"): 2, ("n1", "o2"): 2},
    ),
    "budget in another currency": (
        a_problem([PAID], [a_fund()], providers=(a_provider(budget=Money(Decimal(267), "EUR")),)),
        {("n1", "o1"): 3},
    ),
    "money_per_provider_recipient": (
        a_problem(
            [PAID],
            [a_fund("o1"), a_fund("o2")],
            scenario=Scenario(money_per_provider_recipient=EUROS),
        ),
        {("n1", "o1"): 1, ("n1", "o2"): 1},
    ),
    "duplicate_delivery": (COURSES, {("n1", "o1"): 2, ("n1", "o2"): 2}),
    "duplicate_delivery to two needs": (
        a_problem(
            [a_need("n1", kind=Kind.TRAINING), a_need("n2", kind=Kind.TRAINING)],
            [course("o1"), course("o2", start=date(2027, 1, 1))],
        ),
        {("n1", "o1"): 2, ("n2", "o2"): 2},
    ),
    "duplicate_delivery imposed on shareable needs": (
        a_problem([a_need()], [an_offer("o1"), an_offer("o2")], judgements=(said("o2", "o1", Relation.OVERLAPPING),)),
        {("n1", "o1"): 2, ("n1", "o2"): 2},
    ),
    "bundle": (a_problem(PARTS, [an_offer(capacity=8)]), {("n1", "o1"): 2}),
    "bundle whose optional part comes alone": (a_problem(PARTS, [an_offer(capacity=8)]), {("n3", "o1"): 2}),
    "pin": (one(scenario=Scenario(pins=(Pin("n1", "o1", None),))), {}),
    "pin of a quantity": (one(scenario=Scenario(pins=(Pin("n1", "o1", Decimal(2)),))), {("n1", "o1"): 3}),
}


def test_a_pair_carries_one_unit_at_least_and_what_its_limits_allow_at_most():
    problem = one(need=a_need(kind=Kind.FUNDING, unit_cost=DOLLARS), offer=a_fund())
    problem = replace(problem, needs=(replace(problem.needs[0], unit_cost=Money(Decimal(1), USD)),))
    assert broken(problem, written(problem, {("n1", "o1"): "0.99"})) == {"pair_bounds", "need_minimum"}
    problem = with_offer(TWO, maximum_per_recipient=Decimal(3))
    assert broken(problem, written(problem, {("n1", "o1"): 4})) == {"pair_bounds", "maximum_per_recipient"}


@pytest.mark.parametrize("case", LIMITS)
def test_a_plan_beyond_a_limit_is_named_by_it(case):
    problem, asked = LIMITS[case]
    assert broken(problem, written(problem, asked)) == {case.split()[0]}


WITHIN = {
    "whole units of money": (
        one(
            need=a_need(kind=Kind.FUNDING, unit_cost=Money(Decimal(1), "XOF"), quantity=3000),
            offer=a_fund(currency="EUR", pays_for=()),
        ),
        {("n1", "o1"): 1599},
    ),
    "minor units of money": (
        one(need=a_need(kind=Kind.FUNDING, unit_cost=Money(Decimal(1), "KWD"), quantity="99.999"), offer=a_fund()),
        {("n1", "o1"): "99.999"},
    ),
    "exactly the budget": (
        a_problem([PAID], [a_fund()], providers=(a_provider(budget=Money(Decimal(400), USD)),)),
        {("n1", "o1"): 4},
    ),
    "courses one after the other": (
        a_problem(
            [a_need(kind=Kind.TRAINING)],
            [course("o1", end=date(2027, 1, 1)), course("o2", start=date(2027, 1, 1))],
        ),
        {("n1", "o1"): 2, ("n1", "o2"): 2},
    ),
    "courses judged complementary": (
        replace(COURSES, judgements=(said("o2", "o1", Relation.COMPLEMENTARY),)),
        {("n1", "o1"): 2, ("n1", "o2"): 2},
    ),
    "one offer for two needs of a key": (
        a_problem([a_need("n1", kind=Kind.TRAINING), a_need("n2", kind=Kind.TRAINING)], [course("o1")]),
        {("n1", "o1"): 2, ("n2", "o1"): 2},
    ),
    "a bundle whose other part is covered": (
        a_problem(PARTS, [an_offer(capacity=8)], engagements=(engaged(item="cutter"),)),
        {("n1", "o1"): 2},
    ),
    "a bundle whose other part is restated": (
        a_problem(
            [*PARTS[:2], a_need("n9", 2, item="cutter", requested=date(2025, 1, 1))],
            [an_offer(capacity=8)],
            judgements=(said("n9", "n2", Relation.RESTATED),),
        ),
        {("n1", "o1"): 2},
    ),
    "the largest quantity of a restated group": (
        a_problem(
            [a_need("n1", 2), a_need("n2", 6)],
            [an_offer(capacity=8)],
            judgements=(said("n2", "n1", Relation.RESTATED),),
        ),
        {("n1", "o1"): 6},
    ),
    "a pin": (one(scenario=Scenario(pins=(Pin("n1", "o1", Decimal(3)),))), {("n1", "o1"): 3}),
    "less than the minimum where less is needed": (
        one(need=a_need(minimum=Decimal(3)), engagements=(engaged(quantity=3),)),
        {("n1", "o1"): 1},
    ),
    "nothing": (TWO, {}),
}


@pytest.mark.parametrize("case", WITHIN)
def test_a_plan_within_every_limit_passes(case):
    problem, asked = WITHIN[case]
    assert verify(problem, written(problem, asked)) == ()


@pytest.mark.parametrize(
    ("members", "standing"),
    [
        ({"n1": date(2026, 1, 2), "n2": date(2026, 1, 1)}, "n2"),
        ({"n1": date(2026, 1, 1), "n2": date(2026, 1, 1)}, "n1"),
        ({"n1": date(2026, 1, 3), "n2": date(2026, 1, 2), "n3": date(2026, 1, 1)}, "n3"),
    ],
)
def test_the_earliest_request_stands_for_restated_needs(members, standing):
    names = sorted(members)
    problem = a_problem(
        [a_need(name, requested=day) for name, day in members.items()],
        [an_offer()],
        judgements=tuple(said(a, b, Relation.RESTATED) for a, b in itertools.pairwise(names)),
    )
    for name in names:
        assert ("duplicate" in broken(problem, written(problem, {(name, "o1"): 4}))) == (name != standing)


def test_pairs_that_do_not_exist_or_stand_twice():
    plan = written(TWO, {("n1", "o1"): 4})
    twice = replace(plan, allocations=plan.allocations * 2)
    assert broken(TWO, twice) == {"repeated"}
    for strange in (replace(plan.allocations[0], need="n9"), replace(plan.allocations[0], offer="o9")):
        assert broken(TWO, replace(plan, allocations=(strange,))) == {"unknown"}


# What a plan prints

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
    problem = one(engagements=(engaged(),))
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


# Whole plans, against the oracle

BY_HAND = {"whole_units", "pair_bounds", "need", "need_minimum", "capacity", "opening_minimum", "budget", "bundle"} | {
    *("maximum_recipients", "minimum_per_recipient", "maximum_per_recipient", "money_per_provider_recipient"),
    *("duplicate_delivery", "theme", "kind", "item", "state", "self", "language", "window", "scope", "duplicate"),
    *("minimum", "forbid"),
}


def scribbled(problem, rng: Random) -> dict[tuple[str, str], Fraction]:
    """Any quantities on any pairs, mostly on candidates, so that plans are right about as often as wrong."""
    oracle = Oracle(problem)
    pairs = oracle.candidates if oracle.candidates and rng.random() < 0.95 else sorted(oracle.broken)
    chosen = rng.sample(pairs, min(len(pairs), rng.randint(1, 3)))
    return {
        pair: Fraction(rng.choice((1, 1, 2, 2, 3)))
        for pair in chosen
        if oracle.use_known(*pair) and oracle.left[pair[0]] > 0
    }


@settings(max_examples=60, deadline=None)
@given(tiny_problems(), st.randoms(use_true_random=False))
def test_the_verifier_and_the_oracle_agree_on_any_plan(problem, rng):
    asked = scribbled(problem, rng)
    found = broken(problem, written(problem, asked)) - {"pin"}
    assert found <= BY_HAND
    assert (not found) == Oracle(problem).feasible(asked), found


def corrupted(plan):
    """The plan with one allocation changed, moved, dropped or made up, each in turn."""
    lines = plan.allocations
    for place, each in enumerate(lines):
        rest = (*lines[:place], *lines[place + 1 :])
        yield rest
        for by in ("1", "-1", "0.001"):
            yield (*rest, replace(each, quantity=each.quantity + Decimal(by)))
        for row in plan.candidates:
            if (row.need == each.need) != (row.offer == each.offer):
                yield (*rest, replace(each, need=row.need, offer=row.offer))
    for row in plan.candidates:
        yield (*lines, replace(lines[0], need=row.need, offer=row.offer))


def test_every_corruption_of_a_solved_plan_is_caught():
    problem = realistic(40, 15, seed=6)
    plan = solve(problem, isolated=False)
    assert verify(problem, plan) == ()
    changed = list(corrupted(plan))
    assert len(changed) > 50
    for lines in changed:
        assert verify(problem, replace(plan, allocations=tuple(lines))), lines


@pytest.mark.proof
def test_the_verifier_and_the_oracle_agree_on_many_plans():
    wrong = right = 0
    for seed in range(4000):
        rng = Random(seed)
        problem = tiny(rng)
        asked = scribbled(problem, rng)
        found = broken(problem, written(problem, asked)) - {"pin"}
        assert (not found) == Oracle(problem).feasible(asked), (seed, found)
        wrong, right = wrong + bool(found), right + (not found)
    assert min(wrong, right) > 400


def test_the_verifier_imports_entities_and_vocabulary_alone():
    allowed = {"...entities", "...vocabulary", ".facts", "."}
    for path in Path(verification.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.level:
                module = "." * node.level + (node.module or "")
                assert module.split(".plans")[0].split(".problems")[0].split(".money")[0] in allowed, (path, module)
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.startswith(("matchmaker", "numpy", "scipy", "highspy")) for name in names), path
