"""The coordinator's queue: what waits in which order, what a verdict would change in the plan, and what followed."""

from datetime import timedelta
from uuid import UUID

import pytest

from matchmaker.core.assignment import read_problem
from matchmaker.core.assignment.demands import still_needed
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Kind, NeedStatus, Relation, Theme, Unit
from matchmaker.models import Duplicate, Need
from matchmaker.services import duplicates, problems, runs, verdicts
from tests import personas
from tests.factories import (
    NOW,
    AllocationFactory,
    EngagementFactory,
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PartyFactory,
    PassageFactory,
    RunFactory,
    ScenarioFactory,
    judged,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return personas.coordinator()


def asked(state, **fields):
    need = NeedFactory(**{"state": state, "beneficiary": "police", **fields})
    PassageFactory(need=need, order=0, quote="two marking machines for the national police")
    return need


def solved(chair):
    run = runs.queue(scenario=ScenarioFactory(), by=chair, at=NOW, time_limit=20)
    return runs.execute(run=run, by=chair, at=NOW)


def demands():
    """What each need would still ask for if a problem were written now, by public id."""
    prepared = problems.prepare(ScenarioFactory())
    found = still_needed(read_problem(prepared.data))
    return prepared, {UUID(prepared.public[row.need.id.partition("-")[0]]): row.left for row in found}


def planned(chair):
    """A plan in which one offer gives every need all that it asks for."""
    prepared, left = demands()
    run, offer = RunFactory(problem=prepared.data, names=prepared.public), OfferFactory(capacity=500)
    for name, quantity in left.items():
        if quantity:
            AllocationFactory(run=run, need=Need.objects.get(public_id=name), offer=offer, quantity=quantity)
    return left


def order(chair):
    return [row.pair.judgement for row in verdicts.queue(by=chair).waiting]


def judge(one, other, relation, by, why="so it is", at=NOW):
    return duplicates.judge(one=one, other=other, relation=relation, why=why, by=by, at=at)


def test_what_a_verdict_would_change_most_in_the_plan_comes_first(chair):
    """Tier 1 outweighs tier 3, a pair that the plan does not hold comes last, the doubtful before the sure."""
    low, high = PartyFactory(code="KEN"), PartyFactory(code="TGO")
    third = judged(asked(low, tier=3), asked(low, tier=3), Relation.COMPLEMENTARY)
    first = judged(asked(high, tier=1), asked(high, tier=1), Relation.COMPLEMENTARY)
    old = [asked(low, cycle=2018) for _ in range(4)]
    sure, unsure = judged(*old[:2], Relation.RENEWAL), judged(*old[2:], Relation.UNSURE)
    assert order(chair) == [unsure, third, first, sure]
    planned(chair)
    assert order(chair) == [first, third, unsure, sure]
    top = verdicts.queue(by=chair).waiting[0].effect
    assert (top.relation, [row.moved for row in top.moved]) == (Relation.RESTATED, [2])


@pytest.mark.parametrize("days", [(0, 0, 0), (0, 30, 60), (60, 30, 0), (30, 0, 60)])
def test_a_verdict_changes_the_next_plan_as_the_page_says_it_would(chair, days):
    """The words before the verdict are held to a plan that is solved after it, also where a group is joined."""
    state = PartyFactory(code="KEN")
    one, twin, other = (asked(state, requested=NOW.date() + timedelta(days=each)) for each in days)
    judged(one, twin, Relation.RESTATED)
    judged(twin, other, Relation.COMPLEMENTARY)
    held = judged(one, other, Relation.COMPLEMENTARY)
    before = planned(chair)
    found = verdicts.look(public_id=held.public_id, by=chair)
    moved = found.effects[Relation.RESTATED].moved
    given = verdicts.give(public_id=held.public_id, relation=Relation.RESTATED, why="one", by=chair, at=NOW)
    assert given.effect.moved == moved
    after = demands()[1]
    changed = {name: (before[name], left) for name, left in after.items() if left != before[name]}
    assert {row.need: (row.before, row.after) for row in moved} == changed
    assert all(row.moved == abs(row.before - row.after) for row in moved)


@pytest.mark.parametrize("days", [{"start": None, "end": None}, {}], ids=["no days", "days that cover"])
@pytest.mark.parametrize("relation", Relation)
def test_help_that_covers_nothing_yet_can_be_judged_to_cover(chair, relation, days):
    """What has no dates, or is judged unrelated, has no row in the problem; the plan after the verdict tells what has."""
    state = PartyFactory(code="KEN")
    need = asked(state)
    help_ = EngagementFactory(state=state, quantity=1, **days)
    held = judged(need, help_, Relation.UNRELATED)
    planned(chair)
    effect = verdicts.look(public_id=held.public_id, by=chair).effects[relation]
    covers = {Relation.OVERLAPPING} if days else {Relation.OVERLAPPING, Relation.RESTATED, Relation.UNSURE}
    assert [(row.before, row.after, row.moved) for row in effect.moved] == ([(2, 1, 1)] if relation in covers else [])
    verdicts.give(public_id=held.public_id, relation=relation, why="seen there", by=chair, at=NOW)
    assert demands()[1] == {need.public_id: 2 - sum(row.moved for row in effect.moved)}


def test_two_accounts_of_one_engagement_judged_one_leave_more_to_be_asked_for(chair):
    state = PartyFactory(code="KEN")
    need = asked(state, quantity=4)
    told = [EngagementFactory(state=state, beneficiary="police", quantity=n) for n in (2, 1)]
    held = judged(*told, Relation.COMPLEMENTARY)
    assert planned(chair) == {need.public_id: 1}
    (moved,) = verdicts.look(public_id=held.public_id, by=chair).effects[Relation.RESTATED].moved
    assert (moved.before, moved.after, moved.moved) == (1, 2, 1)
    verdicts.give(public_id=held.public_id, relation=Relation.RESTATED, why="told twice", by=chair, at=NOW)
    assert demands()[1] == {need.public_id: 2}


def test_what_is_judged_so_already_changes_nothing(chair):
    """Requests that were restated over three cycles, and an engagement told twice that covers a part of them."""
    state = PartyFactory(code="KEN")
    needs = [asked(state, quantity=4, requested=NOW.date() - timedelta(days=30 * place)) for place in range(3)]
    told = [EngagementFactory(state=state, beneficiary="police", quantity=1) for _ in range(2)]
    rows = [judged(*needs[:2]), judged(*needs[1:]), judged(*told)]
    rows += [judged(needs[0], each, Relation.OVERLAPPING) for each in told]
    planned(chair)
    for row in rows:
        effects = verdicts.look(public_id=row.public_id, by=chair).effects
        assert effects[row.relation].moved == (), row
        assert any(effect.moved for effect in effects.values()), row


def test_two_offers_that_would_exclude_each_other(chair):
    state = PartyFactory(code="KEN")
    asked(state, kind=Kind.TRAINING, item="", unit=Unit.PLACE, quantity=20)
    course = {"kinds": [Kind.TRAINING], "unit": Unit.PLACE, "text": "A course on marking."}
    offers = [OfferFactory(capacity=capacity, **course) for capacity in (15, 5)]
    held = judged(*offers, Relation.COMPLEMENTARY)
    run = solved(chair)
    assert sorted(row.quantity for row in run.allocations.all()) == [5, 15]
    effects = verdicts.look(public_id=held.public_id, by=chair).effects
    for relation in (Relation.OVERLAPPING, Relation.RESTATED):
        assert [(row.moved, effects[relation].takes(row)) for row in effects[relation].moved] == [(5, True)]


def test_an_offer_that_another_stands_in_for_could_give_more_if_they_were_two(chair):
    state = PartyFactory(code="KEN")
    need = asked(state, kind=Kind.TRAINING, item="", unit=Unit.PLACE, quantity=20)
    course = {"kinds": [Kind.TRAINING], "unit": Unit.PLACE, "text": "A course on marking.", "capacity": 15}
    offers = [OfferFactory(**course) for _ in range(2)]
    held = judged(*offers)
    run = solved(chair)
    assert [row.quantity for row in run.allocations.all()] == [15]
    effects = verdicts.look(public_id=held.public_id, by=chair).effects
    (row,) = effects[Relation.UNRELATED].moved
    assert (row.need, row.moved, effects[Relation.UNRELATED].takes(row)) == (need.public_id, 5, False)
    assert effects[Relation.RESTATED].moved == ()
    assert verdicts.queue(by=chair).waiting[0].effect.moved


def test_what_people_judged_waits_no_longer_and_is_listed_latest_first(chair):
    state = PartyFactory(code="KEN")
    needs = [asked(state, cycle=year) for year in (2020, 2022, 2024)]
    held = [judged(*needs[:2]), judged(*needs[1:])]
    for place, row in enumerate(held):
        at = NOW + timedelta(hours=place)
        verdicts.give(public_id=row.public_id, relation=Relation.RENEWAL, why="two lots", by=chair, at=at)
    found = verdicts.queue(by=chair)
    assert [
        row.pair.judgement.pair for row in found.waiting if row.pair.judgement.pair in (held[0].pair, held[1].pair)
    ] == []
    assert [row.judgement.pair for row in found.judged] == [held[1].pair, held[0].pair]


def test_a_verdict_says_where_it_spread_and_where_it_did_not(chair):
    state = PartyFactory(code="KEN")
    one, other, third, machine = (asked(state, cycle=year) for year in (2020, 2022, 2024, 2026))
    judge(one, other, Relation.RESTATED, chair)
    judge(other, third, Relation.RENEWAL, chair)
    duplicates.screen(by=chair, at=NOW)
    pair = {str(other.public_id), str(machine.public_id)}
    held = next(row for row in Duplicate.objects.standing() if row.pair == pair)
    given = verdicts.give(public_id=held.public_id, relation=Relation.UNRELATED, why="no", by=chair, at=NOW)
    assert [row.pair for row in given.spread] == [frozenset((str(one.public_id), str(machine.public_id)))]
    assert given.held == ()
    # The other way: what a person judged of the twin stands, and is named.
    again = Duplicate.objects.standing().get(a_id=held.a_id, b_id=held.b_id)
    judge(one, machine, Relation.RENEWAL, chair)
    given = verdicts.give(public_id=again.public_id, relation=Relation.OVERLAPPING, why="yes", by=chair, at=NOW)
    assert given.spread == ()
    assert [(row.pair, row.relation) for row in given.held] == [
        (frozenset((str(one.public_id), str(machine.public_id))), Relation.RENEWAL)
    ]


def test_a_cluster_with_a_contradiction_is_found_from_any_of_its_pairs(chair):
    state = PartyFactory(code="KEN")
    a, b, c = (asked(state, cycle=year) for year in (2022, 2024, 2026))
    rows = [judged(a, b), judged(b, c), judged(a, c, Relation.UNRELATED, by=chair)]
    for row in rows:
        found = verdicts.look(public_id=row.public_id, by=chair)
        assert {each.public_id for each in found.members} == {a.public_id, b.public_id, c.public_id}
        assert {each.pk for each in found.between} == {each.pk for each in rows}
        (path,) = found.against
        assert path[1] == b.public_id
        assert {path[0], path[2]} == {a.public_id, c.public_id}


def test_a_members_line_is_part_of_its_regions_request_and_joins_no_other_members(chair):
    body = OrganisationFactory(code="RECSA")
    whole = asked(body)
    parts = [asked(PartyFactory(code=code)) for code in ("KEN", "UGA")]
    held = [judged(whole, part) for part in parts]
    found = verdicts.look(public_id=held[0].public_id, by=chair)
    assert {row.public_id for row in found.members} == {whole.public_id, parts[0].public_id}


def test_a_pair_is_found_by_a_superseded_judgement_and_judged_by_the_standing_one_only(chair):
    state = PartyFactory(code="KEN")
    held = judged(asked(state), asked(state, theme=Theme.GENDER), Relation.UNSURE)
    verdicts.give(public_id=held.public_id, relation=Relation.UNRELATED, why="no", by=chair, at=NOW)
    found = verdicts.look(public_id=held.public_id, by=chair)
    assert [row.relation for row in found.history] == [Relation.UNRELATED, Relation.UNSURE]
    assert found.pair.judgement == found.history[0]
    with pytest.raises(MatchmakerError) as refused:
        verdicts.give(public_id=held.public_id, relation=Relation.RENEWAL, why="yes", by=chair, at=NOW)
    assert refused.value.code == "judged_meanwhile"


def test_the_own_state_is_for_another_coordinator(chair):
    state = PartyFactory(code="KEN")
    held = judged(asked(state), asked(state), Relation.UNSURE)
    own = personas.coordinator(state)
    assert [row.pair.open_to_reader for row in verdicts.queue(by=own).waiting] == [False]
    assert verdicts.next_for(by=own) is None
    assert verdicts.next_for(by=chair).judgement == held
    with pytest.raises(MatchmakerError, match="Your own State is concerned"):
        verdicts.give(public_id=held.public_id, relation=Relation.RENEWAL, why="yes", by=own, at=NOW)


def test_pairs_with_what_a_coordinator_may_not_see_do_not_exist(chair):
    state = PartyFactory(code="KEN")
    draft = asked(state, status=NeedStatus.DRAFT)
    held = judged(draft, asked(state), Relation.UNSURE)
    assert verdicts.queue(by=chair) == verdicts.Queue((), (), ())
    assert verdicts.look(public_id=held.public_id, by=chair) is None
    for by in (personas.owner(state), personas.auditor()):
        with pytest.raises(MatchmakerError):
            verdicts.queue(by=by)
