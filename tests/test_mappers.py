"""From rows to the problem: what covers, what stands, and which days count."""

from datetime import date
from decimal import Decimal

import pytest

from matchmaker import mappers
from matchmaker.core.assignment import pair, read_problem
from matchmaker.core.vocabulary import Relation
from matchmaker.services import problems
from tests.factories import EngagementFactory, NeedFactory, OfferFactory, PartyFactory, ScenarioFactory, judged

pytestmark = pytest.mark.django_db


def problem():
    return read_problem(problems.prepare(ScenarioFactory()).data)


def left_of(*needs):
    """What engagements leave of each need, by what the library makes of the problem."""
    left = {demand.need.id: demand.left for demand in pair(problem()).demands}
    return [left[mappers.problem_id(need)] for need in needs]


def test_the_last_day_counts():
    need = NeedFactory(start=date(2026, 1, 1), end=date(2026, 12, 31))
    assert mappers.need_window(need) == (date(2026, 1, 1), date(2027, 1, 1))
    OfferFactory(start=date(2026, 12, 31), end=date(2027, 6, 30))
    assert pair(problem()).need.size == 1


def test_an_engagement_covers_its_own_item_and_beneficiary_or_any_where_it_names_none():
    state = PartyFactory()
    police = NeedFactory(state=state, beneficiary="police", quantity=5)
    army = NeedFactory(state=state, beneficiary="army", quantity=5)
    cutter = NeedFactory(state=state, item="cutter", quantity=5)
    EngagementFactory(state=state, beneficiary="police", quantity=2)
    assert left_of(police, army, cutter) == [3, 5, 5]
    EngagementFactory(state=state, beneficiary="", quantity=1)
    assert left_of(police, army, cutter) == [2, 4, 5]
    EngagementFactory(state=state, item="", quantity=1)
    assert left_of(police, army, cutter) == [2, 4, 5]


def test_a_verdict_overlapping_covers_that_need_whatever_the_fields_say_and_no_other():
    state = PartyFactory()
    need = NeedFactory(state=state, quantity=5)
    other = NeedFactory(state=state, quantity=5)
    course = EngagementFactory(state=state, kind="training", item="", quantity=2)
    assert left_of(need, other) == [5, 5]
    judged(need, course, Relation.OVERLAPPING)
    assert left_of(need, other) == [3, 5]


@pytest.mark.parametrize("relation", [Relation.RENEWAL, Relation.COMPLEMENTARY, Relation.UNRELATED])
def test_a_verdict_that_they_are_not_the_same_takes_the_cover_away(relation):
    state = PartyFactory()
    need = NeedFactory(state=state, quantity=5)
    engagement = EngagementFactory(state=state, quantity=2)
    assert left_of(need) == [3]
    judged(need, engagement, relation)
    assert left_of(need) == [5]


def test_an_engagement_told_twice_covers_once():
    state = PartyFactory()
    need = NeedFactory(state=state, quantity=5)
    donors = EngagementFactory(state=state, quantity=2, amount=Decimal(30000), currency="USD")
    recipients = EngagementFactory(state=state, quantity=2)
    assert left_of(need) == [1]
    judged(donors, recipients, Relation.RESTATED)
    assert left_of(need) == [3]


def test_the_latest_wording_stands_since_the_first_day():
    state = PartyFactory()
    old = NeedFactory(state=state, cycle=2024, requested=date(2024, 4, 1), tier=3, quantity=1)
    new = NeedFactory(state=state, cycle=2026, requested=date(2026, 4, 1), tier=1, quantity=2)
    judged(old, new, Relation.RESTATED)
    rows = {need.id: need for need in problem().needs}
    assert rows[mappers.problem_id(new)].requested == date(2024, 4, 1)
    assert left_of(old, new) == [0, 2]


def test_two_places_in_one_report_keep_the_rule_of_the_problem():
    state = PartyFactory()
    one, other = NeedFactory.create_batch(2, state=state)
    judged(one, other, Relation.RESTATED)
    assert sorted(left_of(one, other)) == [0, 2]
    assert {need.requested for need in problem().needs} == {one.requested}


def test_drafts_and_browse_only_offers_never_enter():
    NeedFactory(status="draft")
    NeedFactory(status="submitted")
    OfferFactory(browse_only=True)
    OfferFactory(status="draft")
    assert (problem().needs, problem().offers) == ((), ())


def test_a_need_asked_for_several_states_is_one_line_a_member():
    members = sorted(PartyFactory.create_batch(3), key=lambda party: party.code)
    NeedFactory(members=[party.code for party in members], quantity=8, minimum=4, bundle="kit")
    lines = problem().needs
    assert [(line.state, line.quantity, line.minimum) for line in lines] == [
        (members[0].code, 3, 3),
        (members[1].code, 3, 3),
        (members[2].code, 2, 2),
    ]
    assert len({line.bundle for line in lines}) == 3


def test_what_a_coordinator_received_enters_only_where_one_asks_what_if():
    need = NeedFactory(report__confirmed=False)
    assert problem().needs == ()
    asked = read_problem(problems.prepare(ScenarioFactory(what_if=True)).data)
    assert [line.id for line in asked.needs] == [mappers.problem_id(need)]


def test_names_do_not_depend_on_random_ids():
    need = NeedFactory()
    assert problem().needs[0].id == f"n{need.pk}"


def test_two_offers_judged_complementary_may_both_deliver():
    one, other = OfferFactory.create_batch(2)
    judged(one, other, Relation.COMPLEMENTARY)
    (judgement,) = problem().judgements
    assert {judgement.a, judgement.b} == {mappers.problem_id(one), mappers.problem_id(other)}
