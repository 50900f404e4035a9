"""From rows to the problem: what covers, what stands, and which days count."""

from datetime import date
from decimal import Decimal
from unittest.mock import ANY
from uuid import uuid4

import pytest

from matchmaker import mappers
from matchmaker.core.assignment import pair, read_problem
from matchmaker.core.vocabulary import NeedStatus, OfferStatus, OrganisationType, Relation
from matchmaker.models import Duplicate
from matchmaker.services import problems
from tests.factories import (
    EngagementFactory,
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PartyFactory,
    ReportFactory,
    ScenarioFactory,
    judged,
)

pytestmark = pytest.mark.django_db


def problem(**scenario):
    return read_problem(problems.prepare(ScenarioFactory(**scenario)).data)


def assumptions():
    return problems.prepare(ScenarioFactory()).assumptions


def left_of(*needs):
    """What engagements leave of each need, by what the library makes of the problem."""
    left = {demand.need.id: demand.left for demand in pair(problem()).demands}
    return [left[mappers.problem_id(need)] for need in needs]


def test_the_last_day_counts():
    need = NeedFactory(start=date(2026, 1, 1), end=date(2026, 12, 31))
    assert mappers.need_window(need) == (date(2026, 1, 1), date(2027, 1, 1))
    OfferFactory(start=date(2026, 12, 31), end=date(2027, 6, 30))
    assert pair(problem()).need.size == 1


def test_the_last_day_of_all_is_no_error():
    assert mappers.need_window(NeedFactory(end=date.max))[1] == date.max


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


def test_two_offers_judged_complementary_may_both_deliver():
    one, other = OfferFactory.create_batch(2)
    judged(one, other, Relation.COMPLEMENTARY)
    (judgement,) = problem().judgements
    assert {judgement.a, judgement.b} == {mappers.problem_id(one), mappers.problem_id(other)}


def test_two_worlds_with_other_random_ids_are_one_problem():
    """The bytes, and with them ties and digests, hang on the rows and not on their public ids."""
    need = NeedFactory(beneficiary="police", quantity=5)
    offer = OfferFactory()
    course = EngagementFactory(state=need.state, kind="training", item="", quantity=2)
    judged(need, course, Relation.OVERLAPPING)
    wish = [{"need": str(need.public_id), "offer": str(offer.public_id), "reason": "said so"}]
    scenario = ScenarioFactory(forbids=wish)
    before = problems.prepare(scenario).data
    Duplicate.objects.all().delete()
    for row in (need, offer, course):
        type(row).objects.filter(pk=row.pk).update(public_id=uuid4())
        row.refresh_from_db()
    judged(need, course, Relation.OVERLAPPING)
    scenario.forbids = [{**wish[0], "need": str(need.public_id), "offer": str(offer.public_id)}]
    assert problems.prepare(scenario).data == before
    read = read_problem(before)
    assert {row.id for row in read.needs} == {f"n{need.pk}"}
    assert [(row.need, row.offer) for row in read.scenario.forbids] == [(f"n{need.pk}", f"o{offer.pk}")]


def test_a_verdict_covers_a_need_that_neither_dates_nor_state_would_let_it_cover():
    need = NeedFactory(quantity=5)
    other = NeedFactory(state=need.state, quantity=5)
    abroad = EngagementFactory(kind="training", item="", quantity=2, start=date(2020, 1, 1), end=date(2020, 6, 30))
    nowhere = EngagementFactory(state=None, start=None, end=None, quantity=1)
    judged(need, abroad, Relation.OVERLAPPING)
    judged(need, nowhere, Relation.OVERLAPPING)
    assert left_of(need, other) == [2, 5]


def test_a_verdict_overlapping_takes_nothing_twice():
    need = NeedFactory(quantity=5)
    judged(need, EngagementFactory(state=need.state, quantity=2), Relation.OVERLAPPING)
    assert left_of(need) == [3]


def regional(**fields):
    body = OrganisationFactory(code="RECSA", type=OrganisationType.REGIONAL_ORGANISATION)
    for code in ("KEN", "RWA", "UGA"):
        PartyFactory(code=code)
    return NeedFactory(state=body, report=None, members=["UGA", "KEN", "RWA"], **fields)


def test_a_regional_need_is_a_line_for_each_member_it_names():
    need = regional(quantity=7, amount=70000, currency="USD", bundle="b")
    rows = {row.state: row for row in problem().needs}
    assert {code: row.quantity for code, row in rows.items()} == {"KEN": 3, "RWA": 2, "UGA": 2}
    assert {row.unit_cost.amount for row in rows.values()} == {Decimal("10000.00")}
    assert {row.bundle for row in rows.values()} == {"KEN-b", "RWA-b", "UGA-b"}
    assert {state.code for state in problem().states} == {"KEN", "RWA", "UGA"}
    assert assumptions() == [
        {"need": str(need.public_id), "assumed": [], "source": ANY, "members": ["KEN", "RWA", "UGA"]}
    ]


def test_a_members_own_line_is_one_with_its_part_of_the_regional_need():
    need = regional(quantity=6)
    own = NeedFactory(state=PartyFactory(code="KEN"), quantity=2)
    judged(need, own, Relation.RESTATED)
    left = {demand.need.id: demand.left for demand in pair(problem()).demands}
    assert sorted(left.values()) == [0, 2, 2, 2]
    assert left[f"{mappers.problem_id(need)}-RWA"] == 2


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"kind": "funding", "item": "", "unit": "money", "quantity": None}, "amount"),
        (
            {"kind": "funding", "item": "", "unit": "money", "quantity": None, "amount": 5, "currency": "KPW"},
            "currency",
        ),
    ],
)
def test_a_need_without_a_fact_stays_out_and_says_which(fields, missing):
    need = NeedFactory(**fields)
    assert problem().needs == ()
    assert assumptions() == [{"need": str(need.public_id), "left_out": missing}]


def test_a_planning_figure_stands_in_and_is_shown_with_its_source():
    need = NeedFactory(quantity=None)
    (row,) = problem().needs
    figure = mappers.planning_figures()[None, "equipment", "marking_machine"]
    assert (row.quantity, row.unit_cost) == (figure.quantity, figure.unit_cost)
    (said,) = assumptions()
    assert said["assumed"] == ["quantity", "unit_cost"]
    assert said["source"] == figure.source
    assert said["need"] == str(need.public_id)


def test_what_no_state_confirmed_enters_what_if_runs_alone():
    report = ReportFactory(confirmed=False)
    rows = [
        NeedFactory(state=report.state, report=report, status=status) for status in NeedStatus if status != "merged"
    ]
    assert problem().needs == ()
    inside = {mappers.problem_id(row) for row in rows if row.status in {"circulated", "partly_met"}}
    assert {row.id for row in problem(what_if=True).needs} == inside


@pytest.mark.parametrize("status", [s for s in NeedStatus if s != NeedStatus.MERGED])
@pytest.mark.parametrize("what_if", [False, True])
def test_of_what_states_confirmed_only_the_circulated_enters(status, what_if):
    NeedFactory(status=status)
    assert len(problem(what_if=what_if).needs) == (status in {"circulated", "partly_met"})


@pytest.mark.parametrize("status", OfferStatus)
def test_only_published_offers_enter(status):
    OfferFactory(status=status)
    assert len(problem().offers) == (status == "published")


def test_what_a_report_tells_as_delivered_lies_before_its_own_requests():
    told = EngagementFactory(report=ReportFactory(cycle=2026), status="delivered", start=None, end=None)
    record = mappers.engagement_record(told)
    assert (record.start, record.end) == (date(2024, 1, 1), date(2025, 12, 31))
    running = EngagementFactory(report=ReportFactory(cycle=2026), status="running", start=None, end=None)
    assert mappers.engagement_record(running).end is None
