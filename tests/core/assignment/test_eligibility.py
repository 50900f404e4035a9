"""The hard rules, one by one and together; what engagements and restated needs leave; what judgements change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from matchmaker.core.assignment import pair
from matchmaker.core.entities.money import Money
from matchmaker.core.entities.problems import (
    AssignmentInput,
    Eligible,
    Engagement,
    Forbid,
    Judgement,
    Need,
    Scenario,
)
from matchmaker.core.vocabulary import Kind, Relation, Rule, Theme, Unit
from tests.core.assignment.generators import a_fund, a_need, a_problem, a_provider, a_state, an_offer
from tests.core.assignment.oracle import Oracle

USD = Money(Decimal(100), "USD")
GRANT = {"kind": Kind.FUNDING, "unit_cost": Money(Decimal(1), "USD")}
COURSE = {"kinds": (Kind.TRAINING,), "unit": Unit.PLACE}
ADVICE = {"kinds": (Kind.EXPERTISE, Kind.LEGAL), "unit": Unit.EXPERT_DAY}


def rules(problem: AssignmentInput) -> tuple[str, ...]:
    """The rules that the pair of the first need and the first offer breaks; the oracle says the same."""
    broken = {(row.need, row.offer): tuple(rule.value for rule in row.rules) for row in pair(problem).refusals()}
    oracle = Oracle(problem)
    assert {couple: broken.get(couple, ()) for couple in oracle.broken} == oracle.broken
    return broken.get((problem.needs[0].id, problem.offers[0].id), ())


def judged(need: dict[str, object], offer: dict[str, object], fund: bool = False, **changes: object) -> tuple[str, ...]:
    make = a_fund if fund else an_offer
    return rules(a_problem([a_need(**need)], [make(**offer)], **changes))


IN_KIND = [
    ({}, {}, ()),
    ({"theme": Theme.TRACING}, {}, ("theme",)),
    ({"theme": Theme.TRACING}, {"themes": (Theme.MARKING, Theme.TRACING)}, ()),
    ({"kind": Kind.TRAINING}, {}, ("kind",)),
    ({"kind": Kind.LEGAL}, ADVICE, ()),
    ({"kind": Kind.EXPERTISE}, ADVICE, ()),
    ({"item": "computer"}, {"items": ("computer", "vehicle")}, ()),
    ({"item": "computer"}, {}, ()),
    ({"item": "computer"}, {"items": ("vehicle",)}, ("item",)),
    ({"item": None}, {"items": ("vehicle",)}, ("item",)),
    ({}, {"excluded_states": ("SLE",)}, ("state",)),
    ({}, {"eligible": Eligible(("SLE",), (), ()), "excluded_states": ("SLE",)}, ("state",)),
    ({}, {"eligible": Eligible(("GHA",), (), ())}, ("state",)),
    ({}, {"eligible": Eligible(("GHA", "SLE"), (), ())}, ()),
    ({}, {"eligible": Eligible((), ("Africa",), ())}, ()),
    ({}, {"eligible": Eligible((), ("Western Africa",), ())}, ()),
    ({}, {"eligible": Eligible((), ("Eastern Africa",), ())}, ("state",)),
    ({}, {"eligible": Eligible((), (), ("LDC",))}, ()),
    ({}, {"eligible": Eligible((), (), ("SIDS",))}, ("state",)),
    ({}, {"eligible": Eligible(("GHA",), ("Asia",), ("ODA",))}, ()),
    ({}, {"provider": "SLE"}, ("self",)),
    ({"languages": ("fr",)}, {"languages": ("en",)}, ("language",)),
    ({"languages": ("fr", "en")}, {"languages": ("en", "es")}, ()),
    ({"languages": ("fr",)}, {}, ()),
    ({}, {"languages": ("en",)}, ()),
    ({}, {"start": date(2028, 7, 1), "end": date(2029, 7, 1)}, ("window",)),
    ({}, {"start": date(2025, 7, 1), "end": date(2026, 7, 1)}, ("window",)),
    ({}, {"start": date(2028, 6, 30), "end": date(2029, 7, 1)}, ()),
    ({"theme": Theme.AMMUNITION}, {"themes": (Theme.AMMUNITION,)}, ("scope",)),
    ({"quantity": 0}, {}, ("duplicate",)),
    ({}, {"capacity": 0}, ("minimum",)),
    ({}, {"maximum_per_recipient": Decimal(0)}, ("minimum",)),
    ({"minimum": Decimal(4)}, {"capacity": 1}, ()),
    ({}, {"minimum_per_recipient": Decimal(9), "capacity": 9}, ()),
    ({}, {"opening_minimum": Decimal(9), "capacity": 9}, ()),
    ({}, {"maximum_recipients": 0}, ()),
]

IN_MONEY = [
    ({}, {}, ("kind",)),
    ({"unit_cost": USD}, {}, ()),
    ({"unit_cost": USD}, {"pays_for": (Kind.TRAINING,)}, ("kind",)),
    ({"unit_cost": USD}, {"capacity": "99.99"}, ("minimum",)),
    ({"unit_cost": USD}, {"capacity": "100"}, ()),
    ({"unit_cost": USD}, {"maximum_per_recipient": Decimal("99.99")}, ("minimum",)),
    ({"unit_cost": USD}, {"capacity": "89.28", "currency": "EUR"}, ("minimum",)),
    ({"unit_cost": USD}, {"capacity": "89.29", "currency": "EUR"}, ()),
    (GRANT, {}, ()),
    (GRANT, {"pays_for": ()}, ()),
    (GRANT, {"capacity": "0.99"}, ("minimum",)),
    ({"kind": Kind.FUNDING, "quantity": "0.5", "unit_cost": Money(Decimal(1), "USD")}, {}, ("minimum",)),
]


@pytest.mark.parametrize(("need", "offer", "broken"), IN_KIND)
def test_a_pair_in_kind(need, offer, broken):
    assert judged(need, offer) == broken


@pytest.mark.parametrize(("need", "offer", "broken"), IN_MONEY)
def test_a_pair_where_money_pays(need, offer, broken):
    assert judged(need, offer, fund=True) == broken


def test_a_grant_is_paid_in_money_only():
    assert judged(GRANT, {}) == ("kind",)


def test_ammunition_is_in_scope_where_the_scenario_says_so():
    need, offer = {"theme": Theme.AMMUNITION}, {"themes": (Theme.AMMUNITION,)}
    assert judged(need, offer, scenario=Scenario(ammunition=True)) == ()


def test_a_forbidden_pair_is_refused():
    assert judged({}, {}, scenario=Scenario(forbids=(Forbid("n1", "o1", "agreed elsewhere"),))) == ("forbid",)


def test_a_null_or_empty_region_equals_nothing():
    nowhere = a_state("SLE", region="", subregion="", groups=())
    assert judged({}, {"eligible": Eligible((), ("",), ())}, states=(nowhere,)) == ("state",)


def test_every_broken_rule_is_reported_in_the_order_of_the_table():
    need = {
        "theme": Theme.AMMUNITION, "kind": Kind.TRAINING, "item": None, "languages": ("fr",), "state": "SLE",
        "quantity": 0,
    }  # fmt: skip
    offer = {
        "items": ("vehicle",), "excluded_states": ("SLE",), "provider": "SLE", "languages": ("en",), "capacity": 0,
        "start": date(2020, 1, 1), "end": date(2021, 1, 1),
    }  # fmt: skip
    scenario = Scenario(forbids=(Forbid("n1", "o1", ""),))
    every = judged(need, offer, scenario=scenario)
    assert every == tuple(rule.value for rule in Rule if rule is not Rule.MINIMUM)
    course = offer | COURSE
    assert judged(need | {"quantity": 1}, course, scenario=scenario) == tuple(
        rule.value for rule in Rule if rule not in (Rule.KIND, Rule.DUPLICATE)
    )


def test_the_most_that_a_pair_can_carry_is_cut_to_whole_units():
    need = a_need("n1", 9, unit_cost=Money(Decimal("33.33"), "EUR"))
    for offer, most in (
        (a_fund("o1", 100, currency="USD"), 2),
        (a_fund("o1", 100, currency="EUR"), 3),
        (a_fund("o1", 100, currency="EUR", maximum_per_recipient=Decimal("66.65")), 1),
    ):
        (row,) = pair(a_problem([need], [offer])).candidates()
        assert row.most == most
    grant = a_need("n1", "250.55", kind=Kind.FUNDING, unit_cost=Money(Decimal(1), "USD"))
    (row,) = pair(a_problem([grant], [a_fund("o1", "100.01", currency="EUR")])).candidates()
    assert row.most == Decimal("112.01")


def covered(need: Need, *engagements: dict[str, object], judgements: Sequence[Judgement] = ()) -> Decimal:
    """What engagements leave of a need; the oracle says the same."""
    rows = tuple(
        replace(
            Engagement(
                *(f"e{number}", "SLE", Theme.MARKING, Kind.EQUIPMENT, None, ""),
                *("UNDP", date(2025, 1, 1), date(2027, 1, 1), Decimal(1)),
            ),
            **changes,
        )
        for number, changes in enumerate(engagements)
    )
    problem = a_problem([need], [], engagements=rows, judgements=tuple(judgements))
    left = pair(problem).demands[0].left
    assert left == Oracle(problem).left[need.id]
    return left


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({}, 3),
        ({"quantity": None}, 0),
        ({"quantity": Decimal(9)}, 0),
        ({"state": "TGO"}, 4),
        ({"theme": Theme.TRACING}, 4),
        ({"kind": Kind.TRAINING}, 4),
        ({"item": "computer"}, 4),
        ({"beneficiary": "police"}, 4),
        ({"provider": "anybody"}, 3),
        ({"end": date(2026, 7, 1)}, 4),
        ({"end": date(2026, 7, 2)}, 3),
        ({"start": date(2028, 7, 1), "end": date(2029, 1, 1)}, 4),
        ({"start": date(2028, 6, 30), "end": date(2029, 1, 1)}, 3),
    ],
)
def test_an_engagement_covers_its_quantity_of_the_same_assistance_in_overlapping_time(changes, left):
    assert covered(a_need("n1"), changes) == left


def test_each_engagement_counts_in_full():
    assert covered(a_need("n1"), {}, {"quantity": Decimal(2)}) == 1
    assert covered(a_need("n1"), {"quantity": Decimal(3)}, {"quantity": Decimal(3)}) == 0


@pytest.mark.parametrize(
    ("relation", "left"),
    [
        (Relation.COMPLEMENTARY, 4),
        (Relation.RENEWAL, 4),
        (Relation.UNRELATED, 4),
        (Relation.OVERLAPPING, 3),
        (Relation.RESTATED, 3),
        (Relation.UNSURE, 3),
    ],
)
def test_three_verdicts_lift_an_engagement_and_others_change_nothing(relation, left):
    assert covered(a_need("n1"), {}, judgements=[Judgement("e0", "n1", relation)]) == left


def group(*needs: Need, judgements: Sequence[tuple[str, str]], **changes: object) -> dict[str, tuple[Decimal, bool]]:
    """What is left of each need, and whether it stands."""
    rows = tuple(Judgement(a, b, Relation.RESTATED) for a, b in judgements)
    problem = a_problem(list(needs), [an_offer("o1", 50)], judgements=rows, **changes)
    demands = {demand.need.id: demand for demand in pair(problem).demands}
    oracle = Oracle(problem)
    assert {name: demand.left for name, demand in demands.items()} == oracle.left
    refused = {row.need for row in pair(problem).refusals() if Rule.DUPLICATE in row.rules}
    assert refused == {name for name, demand in demands.items() if not demand.left}
    return {name: (demand.left, demand.stands) for name, demand in demands.items()}


def test_restated_needs_are_one_with_the_largest_quantity_of_all():
    early, late = date(2026, 1, 1), date(2026, 2, 1)
    needs = [
        a_need("n1", 3, requested=late),
        a_need("n2", 5, requested=early),
        a_need("n3", 9, requested=late, theme=Theme.TRACING),
        a_need("n4", 7),
    ]
    found = group(*needs, judgements=[("n1", "n2"), ("n3", "n1")])
    assert found == {"n1": (0, False), "n2": (9, True), "n3": (0, False), "n4": (7, True)}


def test_of_one_day_the_smallest_id_stands():
    found = group(a_need("n2", 3), a_need("n1", 2), judgements=[("n2", "n1")])
    assert found == {"n1": (3, True), "n2": (0, False)}


def test_a_verdict_on_any_member_counts_for_the_group():
    needs = [a_need("n1", 4), a_need("n2", 6)]
    engagement = Engagement(
        *("e1", "SLE", Theme.MARKING, Kind.EQUIPMENT, None, ""),
        *("UNDP", date(2025, 1, 1), date(2027, 1, 1), Decimal(1)),
    )
    rows = (Judgement("n1", "n2", Relation.RESTATED),)
    for more, left in (((), 5), ((Judgement("n2", "e1", Relation.RENEWAL),), 6)):
        problem = a_problem(needs, [], engagements=(engagement,), judgements=(*rows, *more))
        assert [demand.left for demand in pair(problem).demands] == [left, 0]
        assert Oracle(problem).left == {"n1": left, "n2": 0}


def test_a_restated_part_leaves_its_bundle():
    needs = [a_need("n1", 4), a_need("n2", 4, bundle="b1"), a_need("n3", 4, bundle="b1", theme=Theme.TRACING)]
    problem = a_problem(needs, [], judgements=(Judgement("n1", "n2", Relation.RESTATED),))
    assert [demand.bundle for demand in pair(problem).demands] == [None, None, "b1"]


def test_restated_grants_in_two_currencies_are_compared_at_the_rates():
    first = a_need("n1", "100.00", kind=Kind.FUNDING, unit_cost=Money(Decimal(1), "USD"))
    second = a_need("n2", "90.00", kind=Kind.FUNDING, unit_cost=Money(Decimal(1), "EUR"))
    problem = a_problem([first, second], [], judgements=(Judgement("n1", "n2", Relation.RESTATED),))
    assert [demand.left for demand in pair(problem).demands] == [Decimal("100.80"), 0]


def test_a_provider_that_is_no_state_may_bear_the_name_of_one():
    giver = a_provider("SLE", state=False)
    problem = a_problem([a_need("n1")], [an_offer("o1", provider="SLE")], providers=(giver,))
    assert list(pair(problem).refusals()) == []
