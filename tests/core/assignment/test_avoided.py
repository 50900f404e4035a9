"""Duplicates that a plan avoided: all of them, what each saved, and each comes back when its evidence is taken out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from matchmaker.core.assignment import pair, read_problem, solve, verify, write_problem
from matchmaker.core.assignment.avoided import avoided, without
from matchmaker.core.assignment.demands import still_needed
from matchmaker.core.assignment.judging import covers, with_verdict
from matchmaker.core.entities.money import Money
from matchmaker.core.entities.problems import Engagement, Judgement
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Kind, Relation, Theme, Unit, UnmetReason

from .generators import a_need, a_problem, an_offer, tiny

DOLLARS = Money(Decimal(100), "USD")


def engaged(need, name="e1", quantity=None, **changed):
    fields = (need.state, need.theme, need.kind, need.item, need.beneficiary)
    plain = Engagement(name, *fields, "UNDP", need.start, need.end, None if quantity is None else Decimal(quantity))
    return replace(plain, **changed)


def planned(problem):
    return solve(problem, isolated=False)


def got(problem, need):
    return sum((row.quantity for row in planned(problem).allocations if row.need == need), Decimal(0))


EARLY = a_need("n1", 4, unit_cost=DOLLARS)
AGAIN = a_need("n2", 3, unit_cost=DOLLARS, requested=date(2026, 5, 1))
OTHER = a_need("n3", 2, state="TGO", unit_cost=DOLLARS)
PLENTY = an_offer("o1", 100)
ONE = Judgement("n1", "n2", Relation.RESTATED)


def test_a_restated_need_is_avoided_with_the_verdict_it_rests_on_and_comes_back_without():
    problem = a_problem([EARLY, AGAIN, OTHER], [PLENTY], judgements=(ONE,))
    (row,) = avoided(problem, planned(problem))
    assert (row.need, row.relation, row.quantity, row.money, row.places) == ("n2", Relation.RESTATED, 3, 300, None)
    (evidence,) = row.evidence
    assert (evidence.other, evidence.verdicts) == ("n1", (ONE,))
    assert {each.need for each in row.elsewhere} == {"n1", "n3"}
    assert got(problem, "n2") == 0
    assert got(without(problem, row), "n2") == 3


def test_what_the_larger_of_two_asks_beyond_the_smaller_is_no_saving():
    """The one that stands asks for the largest quantity of the group: only what both ask for is saved."""
    problem = a_problem([EARLY, replace(AGAIN, quantity=Decimal(9))], [PLENTY], judgements=(ONE,))
    (row,) = avoided(problem, planned(problem))
    assert row.quantity == 4
    assert row.money == 400


def test_the_chain_of_verdicts_is_the_evidence_and_the_rest_of_the_group_stays_one():
    third = replace(AGAIN, id="n4", requested=date(2026, 6, 1))
    chain = (ONE, Judgement("n4", "n2", Relation.RESTATED))
    problem = a_problem([EARLY, AGAIN, third], [PLENTY], judgements=chain)
    rows = {row.need: row for row in avoided(problem, planned(problem))}
    assert rows["n4"].evidence[0].verdicts == (chain[1], chain[0])
    freed = without(problem, rows["n2"])
    assert got(freed, "n2") == 3
    assert got(freed, "n4") == 0
    assert {demand.need.id: demand.stands_for for demand in still_needed(freed)} == {"n1": "n1", "n2": "n2", "n4": "n1"}


def test_a_need_said_before_that_somebody_helps_with_as_well_comes_back_when_both_are_taken_out():
    """The verdict that the later need follows on what was given lifts the engagement from the group, not from alone."""
    verdicts = (ONE, Judgement("n1", "e1", Relation.RENEWAL))
    problem = a_problem([EARLY, AGAIN, OTHER], [PLENTY], engagements=(engaged(AGAIN),), judgements=verdicts)
    (row,) = avoided(problem, planned(problem))
    assert (row.need, row.relation, row.quantity) == ("n2", Relation.RESTATED, 3)
    assert [(each.other, each.relation) for each in row.evidence] == [
        ("n1", Relation.RESTATED),
        ("e1", Relation.OVERLAPPING),
    ]
    assert got(without(problem, row), "n2") == 3


def test_an_engagement_that_covers_all_or_a_part_is_told_with_what_it_takes_off():
    problem = a_problem([EARLY, OTHER], [PLENTY], engagements=(engaged(EARLY, "e1", 1), engaged(EARLY, "e2", 2)))
    (row,) = avoided(problem, planned(problem))
    assert (row.need, row.relation, row.quantity, row.money) == ("n1", Relation.OVERLAPPING, 3, 300)
    assert [(each.other, each.quantity, each.verdicts) for each in row.evidence] == [("e1", 1, ()), ("e2", 2, ())]
    assert "UNDP helps with 1 of 4 from 2026-07-01" in row.evidence[0].detail
    assert got(problem, "n1") == 1
    assert got(without(problem, row), "n1") == 4


def test_a_judgement_that_an_engagement_overlaps_is_the_evidence_and_can_be_taken_out():
    verdict = Judgement("e1", "n1", Relation.OVERLAPPING)
    problem = a_problem([EARLY], [PLENTY], engagements=(engaged(EARLY),), judgements=(verdict,))
    (row,) = avoided(problem, planned(problem))
    assert row.evidence[0].verdicts == (verdict,)
    assert got(problem, "n1") == 0
    assert got(without(problem, row), "n1") == 4


@pytest.mark.parametrize("relation", [Relation.RENEWAL, Relation.COMPLEMENTARY, Relation.UNRELATED])
def test_what_is_judged_legitimate_is_never_avoided(relation):
    verdicts = (Judgement("n1", "e1", relation),)
    problem = a_problem([EARLY], [PLENTY], engagements=(engaged(EARLY),), judgements=verdicts)
    assert avoided(problem, planned(problem)) == ()
    assert got(problem, "n1") == 4


def test_places_of_a_course_are_counted_as_places():
    course = {"kind": Kind.TRAINING, "shareable": None}
    asked = [replace(EARLY, **course), replace(AGAIN, unit_cost=None, **course)]
    problem = a_problem(asked, [an_offer("o1", 100, kinds=(Kind.TRAINING,), unit=Unit.PLACE)], judgements=(ONE,))
    (row,) = avoided(problem, planned(problem))
    assert (row.quantity, row.places, row.money) == (3, 3, None)


def test_money_in_two_currencies_is_compared_at_the_rates():
    money = {"kind": Kind.FUNDING, "item": None}
    asked = [
        replace(EARLY, quantity=Decimal(1120), unit_cost=Money(Decimal(1), "USD"), **money),
        replace(AGAIN, quantity=Decimal(1000), unit_cost=Money(Decimal(1), "EUR"), **money),
    ]
    fund = an_offer("o1", 9000, kinds=(Kind.FUNDING,), unit=Unit.MONEY, currency="USD")
    problem = a_problem(asked, [fund], judgements=(ONE,))
    (row,) = avoided(problem, planned(problem))
    assert (row.quantity, row.money) == (1000, 1120)


def test_a_delivery_that_excludes_another_is_told_and_comes_back_when_the_offers_are_judged_complementary():
    course = {"kinds": (Kind.TRAINING,), "unit": Unit.PLACE}
    need = a_need("n1", 9, kind=Kind.TRAINING)
    problem = a_problem([need], [an_offer("o1", 6, **course), an_offer("o2", 5, provider="FRA", **course)])
    plan = planned(problem)
    (row,) = avoided(problem, plan)
    assert (row.relation, row.quantity, row.places) == (Relation.OVERLAPPING, 3, 3)
    assert [each.other for each in row.evidence] == ["o1"]
    assert got(without(problem, row), "n1") == 9


@pytest.mark.parametrize("seed", range(60))
def test_every_need_kept_out_is_listed_and_without_its_evidence_it_asks_again(seed):
    """The check knows only the demands: who asks for nothing, or for less, is avoided; taken out, it asks in full."""
    problem = tiny(Random(seed))
    before = {demand.need.id: demand for demand in still_needed(problem)}
    plan = planned(problem)
    rows = avoided(problem, plan)
    by_rows = {row.need for row in rows if row.evidence[0].other not in {offer.id for offer in problem.offers}}
    assert by_rows == {name for name, demand in before.items() if demand.left < demand.quantity or not demand.stands}
    asking = {need.id for need in problem.needs if need.quantity}
    kept_out = {row.need for row in plan.unmet if row.reason is UnmetReason.DUPLICATE}
    assert kept_out & asking <= {row.need for row in rows}
    for row in rows:
        assert row.quantity >= 0
        assert {each.need for each in row.elsewhere}.isdisjoint({row.need})
        freed = without(problem, row)
        read_problem(write_problem(freed))  # every row and verdict of it is one that a problem may hold
        after = {demand.need.id: demand for demand in still_needed(freed)}[row.need]
        if row.relation is Relation.RESTATED:
            assert after.stands or any(demand.stands_for == row.need for demand in still_needed(freed))
            assert after.stands_for == row.need
        elif row.need in by_rows:
            assert after.left == before[row.need].quantity
            assert sum(each.quantity for each in row.evidence) == before[row.need].quantity - before[row.need].left


@pytest.mark.parametrize("seed", range(12))
def test_what_was_avoided_comes_back_into_the_plan_where_somebody_can_give_it(seed):
    """With a giver of everything beside the others, each avoided need that can carry it is served again."""
    problem = tiny(Random(seed + 500))
    course = an_offer("o9", 50, provider="UNREC", themes=tuple(Theme), kinds=(Kind.TRAINING,), unit=Unit.PLACE)
    things = replace(course, id="o8", kinds=(Kind.EQUIPMENT,), unit=Unit.ITEM)
    problem = replace(problem, offers=(*problem.offers, course, things))
    for row in avoided(problem, planned(problem)):
        freed = without(problem, row)
        kept = {alloc.need for alloc in planned(problem).allocations}
        candidates = {each.need for each in pair(freed).candidates()}
        plan = planned(freed)
        assert verify(freed, plan) == ()
        if row.relation is Relation.RESTATED and row.need in candidates:
            reasons = {each.need: each.reason for each in plan.unmet}
            served = {alloc.need for alloc in plan.allocations}
            assert row.need not in kept
            # In the plan again; or kept out by something else than that it was said before.
            assert row.need in served or reasons[row.need] is not UnmetReason.DUPLICATE or row.need in _excluded(plan)


def _excluded(plan):
    return {row.need for row in plan.unmet if any("offer" in piece for piece in row.evidence)}


def test_a_verdict_takes_the_place_of_the_one_that_stands():
    problem = a_problem([EARLY, AGAIN], [PLENTY], judgements=(ONE,))
    judged = with_verdict(problem, "n2", "n1", Relation.UNRELATED).judgements
    assert judged == (Judgement("n2", "n1", Relation.UNRELATED),)


def test_a_verdict_that_an_engagement_covers_holds_whatever_the_fields_say():
    elsewhere = engaged(EARLY, theme=Theme.TRACING, beneficiary="army", start=date(2020, 1, 1), end=date(2021, 1, 1))
    problem = a_problem([EARLY], [PLENTY], engagements=(elsewhere,))
    assert not covers(elsewhere, EARLY)
    judged = with_verdict(problem, "n1", "e1", Relation.OVERLAPPING)
    assert got(problem, "n1") == 4
    assert got(judged, "n1") == 0
    assert judged.engagements[0] == elsewhere


@pytest.mark.parametrize(
    ("a", "b", "code"), [("n1", "n9", "unknown_id"), ("n1", "n3", "bad_judgement"), ("x", "n1", "unknown_id")]
)
def test_a_verdict_that_a_problem_cannot_hold_is_refused(a, b, code):
    problem = a_problem([EARLY, AGAIN, OTHER], [PLENTY])
    with pytest.raises(MatchmakerError) as refusal:
        with_verdict(problem, a, b, Relation.RESTATED)
    assert refusal.value.code == code
