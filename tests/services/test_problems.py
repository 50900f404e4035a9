"""An offer that was published twice enters a problem once; the newer stands in, and what people decided still binds."""

from datetime import timedelta
from decimal import Decimal

import pytest

from matchmaker.core.assignment import read_problem
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Kind, OfferStatus, Relation, Unit
from matchmaker.mappers import problem_id
from matchmaker.models import Offer
from matchmaker.services import problems
from tests.factories import NOW, NeedFactory, OfferFactory, ProposalFactory, ScenarioFactory, judged

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


def twice(older=None, newer=None):
    one = OfferFactory(**({"capacity": 5} | (older or {})))
    two = OfferFactory(**({"capacity": 5, "provider": one.provider, "published_at": LATER} | (newer or {})))
    judged(one, two)
    return one, two


def prepared(**scenario):
    found = problems.prepare(ScenarioFactory(**scenario))
    read = read_problem(found.data)
    return read, {offer.id: offer.capacity for offer in read.offers}, found.assumptions


def stands_in(one, two):
    return {"offer": str(one.public_id), "stands_in": str(two.public_id)}


GIVEN = {
    "nothing": ({}, {}, Decimal(5)),
    "a part": ({"committed": 2}, {}, Decimal(3)),
    "a part of each": ({"committed": 2}, {"committed": 1}, Decimal(2)),
    "all, so that the older is used up": (
        {"committed": 5, "status": OfferStatus.EXHAUSTED},
        {"capacity": 8},
        Decimal(3),
    ),
    "all that there is": ({"committed": 5, "status": OfferStatus.EXHAUSTED}, {}, None),
}


@pytest.mark.parametrize("given", GIVEN)
def test_the_newer_stands_in_with_what_neither_gave(given):
    older, newer, left = GIVEN[given]
    one, two = twice(older, newer)
    _, capacities, assumed = prepared()
    assert capacities == ({problem_id(two): left} if left else {})
    assert assumed == [stands_in(one, two)]


def test_what_was_given_in_another_currency_counts_at_the_rates():
    money = {"kinds": [Kind.FUNDING], "pays_for": ["equipment"], "unit": Unit.MONEY, "capacity": 100}
    _, two = twice(money | {"currency": "USD", "committed": 20}, money | {"currency": "EUR"})
    read, capacities, _ = prepared()
    assert capacities == {problem_id(two): round(100 - 20 / read.rates.values["EUR"], 2)}


def test_the_newest_of_a_chain_stands_and_what_was_said_of_the_others_holds_of_it():
    one, two = twice()
    last, course = OfferFactory(provider=one.provider, published_at=LATER + timedelta(days=1)), OfferFactory()
    judged(two, last)
    judged(one, course, Relation.COMPLEMENTARY)
    read, capacities, assumed = prepared()
    assert set(capacities) == {problem_id(last), problem_id(course)}
    assert [{row.a, row.b} for row in read.judgements] == [{problem_id(last), problem_id(course)}]
    assert sorted(map(str, assumed)) == sorted(map(str, [stands_in(one, last), stands_in(two, last)]))


@pytest.mark.parametrize("relation", [relation for relation in Relation if relation != Relation.RESTATED])
def test_offers_that_are_two_both_enter(relation):
    one, two = OfferFactory.create_batch(2)
    judged(one, two, relation)
    _, capacities, assumed = prepared()
    assert set(capacities) == {problem_id(one), problem_id(two)}
    assert assumed == []


def test_what_is_endorsed_of_the_older_keeps_its_part_and_binds():
    one, two = twice()
    proposal = ProposalFactory(offer=one, quantity=2)
    read, capacities, _ = prepared()
    assert capacities == {problem_id(one): 2, problem_id(two): 3}
    assert [(pin.need, pin.offer) for pin in read.scenario.pins] == [(problem_id(proposal.need), problem_id(one))]


def test_a_wish_for_the_older_is_one_for_the_newer():
    need, (one, two) = NeedFactory(), twice()
    wish = {"need": str(need.public_id), "offer": str(one.public_id)}
    read, _, assumed = prepared(pins=[wish], forbids=[{**wish, "reason": "said so"}])
    assert [pin.offer for pin in read.scenario.pins] == [problem_id(two)]
    assert [forbid.offer for forbid in read.scenario.forbids] == [problem_id(two)]
    assert stands_in(one, two) in assumed
    assert not any("wish" in row for row in assumed)
    with pytest.raises(MatchmakerError, match="take the newer one"):
        problems.check_pair(ScenarioFactory(), need, Offer.objects.get(pk=one.pk), None)
