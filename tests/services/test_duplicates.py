"""Judgements on records: the machine's give way, people's stand, and every one of them stays on record."""

from decimal import Decimal

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Kind, NeedStatus, OfferStatus, Relation, Theme
from matchmaker.models import AuditEntry, Cycle, Duplicate, Need, Offer
from matchmaker.services import duplicates, engagements, needs, offers, review, verdicts
from tests import personas
from tests.factories import (
    NOW,
    EngagementFactory,
    NeedFactory,
    OfferFactory,
    PartyFactory,
    PassageFactory,
    ReportFactory,
    judged,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return personas.coordinator()


def asked(**fields):
    """A need with words that screening can read."""
    need = NeedFactory(beneficiary="police", **fields)
    PassageFactory(need=need, order=0, quote="two marking machines for the national police")
    return need


def stands(one, other):
    ids = sorted((one.public_id, other.public_id))
    return Duplicate.objects.standing().get(a_id=ids[0], b_id=ids[1])


def twice(**fields):
    state = PartyFactory(code="KEN")
    return asked(state=state, cycle=2024, **fields), asked(state=state, cycle=2026)


def test_a_new_judgement_is_written_once_and_audited(chair):
    one, other = twice()
    found = duplicates.screen(by=chair, at=NOW)
    assert [(d.relation, d.judged_by) for d in found.standing] == [(Relation.RESTATED, None)]
    assert found.new == 1
    assert duplicates.screen(by=chair, at=NOW).new == 0
    entry = AuditEntry.objects.get(action="screen")
    assert (entry.object_id, entry.new) == (stands(one, other).public_id, {"relation": "restated"})


def test_a_judgement_that_no_longer_holds_is_superseded_and_kept(chair):
    one, other = twice()
    duplicates.screen(by=chair, at=NOW)
    first = stands(one, other)
    Need.objects.filter(pk=other.pk).update(theme=Theme.GENDER, kind=Kind.LEGAL, item="", unit="expert_day")
    assert duplicates.screen(by=chair, at=NOW).new == 1
    first.refresh_from_db()
    assert (first.relation, first.superseded_by) == (Relation.RESTATED, stands(one, other))
    assert stands(one, other).relation == Relation.UNRELATED
    assert duplicates.screen(by=chair, at=NOW).new == 0
    assert AuditEntry.objects.filter(action="screen").count() == 2


def test_statuses_reach_the_comparison(chair):
    """A need that was met and is asked for again in another number is a follow-on, not the same request."""
    one, other = twice(status=NeedStatus.MET)
    Need.objects.filter(pk=other.pk).update(quantity=4)
    duplicates.screen(by=chair, at=NOW)
    assert stands(one, other).relation == Relation.RENEWAL


def test_a_verdict_stands_against_the_machine_and_the_chain_is_kept(chair):
    one, other = twice()
    duplicates.screen(by=chair, at=NOW)
    machine = stands(one, other)
    first = duplicates.judge(one=one, other=other, relation=Relation.RENEWAL, why="two lots", by=chair, at=NOW)
    duplicates.screen(by=chair, at=NOW)
    assert stands(one, other) == first
    second = duplicates.judge(one=other, other=one, relation=Relation.UNRELATED, why="two posts", by=chair, at=NOW)
    assert stands(one, other) == second
    chain = {row.pk: row.superseded_by_id for row in Duplicate.objects.all()}
    assert chain == {machine.pk: first.pk, first.pk: second.pk, second.pk: None}
    assert [(e.old, e.new, e.reason) for e in AuditEntry.objects.filter(action="judge")] == [
        ({"relation": "restated"}, {"relation": "renewal"}, "two lots"),
        ({"relation": "renewal"}, {"relation": "unrelated"}, "two posts"),
    ]


def test_a_verdict_spreads_to_what_people_judged_to_be_one_and_says_so(chair):
    one, other = twice()
    third = asked(state=one.state, cycle=2025)
    duplicates.judge(one=one, other=other, relation=Relation.RESTATED, why="the same two", by=chair, at=NOW)
    duplicates.judge(one=other, other=third, relation=Relation.UNRELATED, why="another post", by=chair, at=NOW)
    spread = stands(one, third)
    assert (spread.relation, spread.judged_by, spread.follows) == (Relation.UNRELATED, None, True)
    assert "follows, since people judged" in spread.reasons[0]["detail"]
    # Once the ground is gone, the machine speaks for itself again.
    duplicates.judge(one=one, other=other, relation=Relation.RENEWAL, why="a second lot", by=chair, at=NOW)
    duplicates.screen(by=chair, at=NOW)
    assert stands(one, third).follows is False


def test_who_gives_a_verdict(chair):
    one, other = twice()
    for by in (personas.owner(one.state), personas.provider(), personas.auditor(), personas.coordinator(one.state)):
        with pytest.raises(MatchmakerError):
            duplicates.judge(one=one, other=other, relation=Relation.RENEWAL, why="x", by=by, at=NOW)
    with pytest.raises(MatchmakerError, match="needs a reason"):
        duplicates.judge(one=one, other=other, relation=Relation.RENEWAL, why=" ", by=chair, at=NOW)
    assert not Duplicate.objects.exists()


def test_what_a_coordinator_may_not_see_does_not_exist_in_a_verdict(chair):
    one = asked(status=NeedStatus.DRAFT)
    with pytest.raises(MatchmakerError) as refused:
        duplicates.judge(one=one, other=asked(state=one.state), relation=Relation.RENEWAL, why="x", by=chair, at=NOW)
    assert refused.value.code == "unknown_record"
    with pytest.raises(MatchmakerError, match="matched instead"):
        duplicates.judge(one=asked(), other=OfferFactory(), relation=Relation.RENEWAL, why="x", by=chair, at=NOW)


def test_drafts_are_left_out_of_what_coordinators_screen(chair):
    one, _ = twice()
    Need.objects.filter(pk=one.pk).update(status=NeedStatus.DRAFT)
    assert duplicates.screen(by=chair, at=NOW).standing == []


def test_an_engagement_and_an_offer_are_screened_when_they_arrive(chair):
    need = asked(state=PartyFactory(code="KEN"))
    giver = personas.provider()
    party = giver.roles[0].party
    engagements.record(
        state=need.state,
        providers=[party],
        by=giver,
        at=NOW,
        direction="received",
        theme="marking",
        kind="equipment",
        item="marking_machine",
        beneficiary="police",
        quantity=2,
        text="Two marking machines for the national police",
        status="running",
        start=need.requested,
        end=need.requested.replace(year=2027),
    )
    assert Duplicate.objects.get().relation == Relation.OVERLAPPING
    text = {"text": "A course on marking for thirty officers of the police.", "kinds": ["training"], "unit": "place"}
    OfferFactory(provider=party, title="Course", **text)
    again = OfferFactory(provider=party, title="Course", status=OfferStatus.DRAFT, **text)
    offers.advance(offer=again, action="publish", by=giver, at=NOW)
    assert Duplicate.objects.filter(a_type="offer", b_type="offer").get().relation == Relation.RESTATED


def test_a_need_is_screened_when_it_is_written_added_corrected_or_split(chair):
    Cycle.objects.create(year=2026)
    report = ReportFactory(state=PartyFactory(code="KEN"))
    by, state = personas.owner(report.state), report.state
    first = asked(state=state, cycle=2024)
    facts = {"theme": "marking", "kind": "equipment", "item": "marking_machine", "beneficiary": "police"}

    written = needs.write(state=state, cycle=2026, facts=facts | {"quantity": Decimal(2)}, by=by, at=NOW)
    assert stands(first, written).relation == Relation.RESTATED
    needs.correct(need=written, beneficiary="army", by=by, at=NOW)
    assert stands(first, written).relation == Relation.UNRELATED
    added = review.add(report=report, words="Two marking machines for the police", facts=facts, by=by, at=NOW)
    assert stands(first, added).relation == Relation.RESTATED
    _, part = review.split(need=added, parts=[facts, facts | {"kind": "training", "item": ""}], by=by, at=NOW)
    assert stands(first, part).relation == Relation.COMPLEMENTARY


def test_parts_that_a_state_split_are_no_duplicates_of_one_another(chair):
    """Two machines of one sentence, one for each town: the second was kept out as asked for twice."""
    Cycle.objects.create(year=2026)
    report = ReportFactory(state=PartyFactory(code="KEN"))
    by = personas.owner(report.state)
    facts = {"theme": "marking", "kind": "equipment", "item": "marking_machine", "quantity": Decimal(3)}
    one = review.add(report=report, words="Two marking machines for the police", facts=facts, by=by, at=NOW)
    half = {"quantity": Decimal(1)}
    one, other = review.split(need=one, parts=[half, {"quantity": Decimal(2), "site": "Kisumu"}], by=by, at=NOW)
    third = review.split(need=other, parts=[half, half], by=by, at=NOW)[1]
    Need.objects.update(status=NeedStatus.CIRCULATED, submitted_at=NOW)
    duplicates.screen(by=chair, at=NOW)
    pairs = {frozenset((d.a_id, d.b_id)) for d in Duplicate.objects.standing().exclude(relation=Relation.UNRELATED)}
    assert not pairs
    assert third.split_from == one
    # A coordinator's verdict outranks even that.
    verdict = duplicates.judge(one=one, other=other, relation=Relation.RESTATED, why="a slip", by=chair, at=NOW)
    duplicates.screen(by=chair, at=NOW)
    assert stands(one, other) == verdict


def test_an_offer_is_screened_when_it_is_amended(chair):
    giver = personas.provider()
    one, two = (OfferFactory(provider=giver.roles[0].party, title=name) for name in ("Machines", "Scanners"))
    Offer.objects.filter(pk=two.pk).update(text="Scanners for ports.", themes=["border_controls"])
    duplicates.screen(by=chair, at=NOW)
    assert not Duplicate.objects.filter(relation=Relation.RESTATED).exists()
    offers.amend(offer=two, themes=one.themes, text=one.text, by=giver, at=NOW)
    assert Duplicate.objects.standing().exclude(relation=Relation.UNRELATED).exists()


def test_what_is_gone_waits_for_no_verdict(chair):
    one, other = twice()
    duplicates.screen(by=chair, at=NOW)
    assert [row.pair.judgement for row in verdicts.queue(by=chair).waiting] == [stands(one, other)]
    Need.objects.filter(pk=one.pk).update(status=NeedStatus.WITHDRAWN)
    assert verdicts.queue(by=chair).waiting == ()


def test_incoming_and_whole_screening_agree(chair):
    """One against the index finds what all against all finds."""
    state = PartyFactory(code="KEN")
    rows = [asked(state=state, cycle=cycle) for cycle in (2022, 2024, 2026)]
    rows.append(EngagementFactory(state=state, beneficiary="police", text="Marking machines for the police"))
    duplicates.screen_incoming(rows=rows[2:], by=chair, at=NOW)
    first = {(d.a_id, d.b_id): d.relation for d in Duplicate.objects.standing()}
    assert first
    duplicates.screen(by=chair, at=NOW)
    late = {rows[2].public_id, rows[3].public_id}
    whole = {(d.a_id, d.b_id): d.relation for d in Duplicate.objects.standing() if late & {d.a_id, d.b_id}}
    assert whole == first


def test_a_judgement_of_before_is_no_obstacle(chair):
    one, other = twice()
    judged(one, other, Relation.OVERLAPPING)
    duplicates.screen(by=chair, at=NOW)
    assert stands(one, other).relation == Relation.RESTATED


def test_a_verdict_taken_back_leaves_what_stood_before_and_undoes_what_followed():
    """Joined to its twin, a record takes over what was said of the twin; taken back, that is the machine's again."""
    state, by = PartyFactory(code="KEN"), personas.coordinator()
    one, twin, other = (NeedFactory(state=state, beneficiary="police", cycle=year) for year in (2022, 2024, 2026))
    duplicates.screen(by=by, at=NOW)
    machine = {row.pair: row.relation for row in Duplicate.objects.standing()}
    duplicates.judge(one=twin, other=other, relation=Relation.COMPLEMENTARY, why="two machines", by=by, at=NOW)
    said = {row.pair: row.relation for row in Duplicate.objects.standing()}
    verdict = duplicates.judge(one=one, other=twin, relation=Relation.RESTATED, why="one", by=by, at=NOW)
    far = frozenset((str(one.public_id), str(other.public_id)))
    assert Duplicate.objects.standing().get(follows=True).pair == far
    stands = duplicates.take_back(public_id=verdict.public_id, by=by, at=NOW)
    assert (stands.relation, stands.judged_by) == (machine[stands.pair], None)
    assert not Duplicate.objects.standing().filter(follows=True).exists()
    assert {row.pair: row.relation for row in Duplicate.objects.standing()} == said
    assert Duplicate.objects.filter(pk=verdict.pk, why="one", superseded_by=stands).exists()
    assert AuditEntry.objects.get(action="take_back").object_id == stands.public_id


def test_only_who_gave_a_verdict_takes_it_back_and_only_while_it_stands():
    state, by = PartyFactory(code="KEN"), personas.coordinator()
    one, other = NeedFactory(state=state), NeedFactory(state=state)
    held = judged(one, other, Relation.UNSURE)
    first = duplicates.judge(one=one, other=other, relation=Relation.RENEWAL, why="so", by=by, at=NOW)
    for person, public_id in ((personas.coordinator(), first.public_id), (by, held.public_id)):
        with pytest.raises(MatchmakerError) as refused:
            duplicates.take_back(public_id=public_id, by=person, at=NOW)
        assert refused.value.code == "unknown_verdict"
    second = duplicates.judge(one=one, other=other, relation=Relation.RESTATED, why="no, one", by=by, at=NOW)
    with pytest.raises(MatchmakerError) as refused:
        duplicates.take_back(public_id=first.public_id, by=by, at=NOW)
    assert refused.value.code == "judged_meanwhile"
    with pytest.raises(MatchmakerError, match="Only a coordinator"):
        duplicates.take_back(public_id=second.public_id, by=personas.owner(state), at=NOW)
    stands = duplicates.take_back(public_id=second.public_id, by=by, at=NOW)
    assert (stands.relation, stands.judged_by, stands.why) == (Relation.RENEWAL, by, "so")
