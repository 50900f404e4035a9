"""The verifier against plans that break one rule each: what a pair must be, what needs, offers, providers and bundles may get."""

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from matchmaker.core.assignment import verify
from matchmaker.core.entities.money import Money
from matchmaker.core.entities.problems import Eligible, Forbid, Judgement, Pin, Scenario
from matchmaker.core.vocabulary import Kind, Relation, Theme, Unit
from tests.core.assignment.generators import (
    a_fund,
    a_need,
    a_problem,
    a_provider,
    a_state,
    an_engagement,
    an_offer,
    one,
)
from tests.core.assignment.plans import broken, written

USD = "USD"


def said(a, b, relation):
    return Judgement(a, b, relation)


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
    "duplicate": one(engagements=(an_engagement(),)),
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
    "an engagement of another beneficiary": one(engagements=(an_engagement(beneficiary="police"),)),
    "an engagement that ends when the need starts": one(engagements=(an_engagement(end=date(2026, 7, 1)),)),
    "an engagement judged a renewal": one(
        engagements=(an_engagement(),), judgements=(said("e1", "n1", Relation.RENEWAL),)
    ),
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
        a_problem([a_need()], [an_offer("o1"), an_offer("o2")], engagements=(an_engagement(quantity=1),)),
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
        a_problem(PARTS, [an_offer(capacity=8)], engagements=(an_engagement(item="cutter"),)),
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
        one(need=a_need(minimum=Decimal(3)), engagements=(an_engagement(quantity=3),)),
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
