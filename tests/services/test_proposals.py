"""Proposals: who may do what with them, what each answer leads to, and what each refusal leaves as it was."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from matchmaker.core.assignment import read_problem
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import DeclineCode, ProposalStatus, Role, Side
from matchmaker.models import AuditEntry, Commitment, Membership, Need, Offer, Proposal
from matchmaker.services import needs, offers, problems, proposals, runs, scenarios
from tests import personas
from tests.factories import (
    NOW,
    NeedFactory,
    OfferFactory,
    OrganisationFactory,
    PartyFactory,
    ProposalFactory,
    ScenarioFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair():
    return personas.coordinator()


@pytest.fixture
def proposal():
    return ProposalFactory(need__quantity=3, offer__capacity=5, quantity=2, implementer=OrganisationFactory())


def people(proposal):
    """One of each: the sides, and those who have no part."""
    return {
        "provider": personas.provider(proposal.offer.provider),
        "recipient": personas.owner(proposal.need.state),
        "implementer": personas.provider(proposal.implementer),
        "coordinator": personas.coordinator(),
        "coordinator of the State": personas.coordinator(proposal.need.state),
        "other State": personas.other_state(),
        "other provider": personas.provider(),
        "auditor": personas.auditor(),
    }


def accept(proposal, side, by=None, at=NOW):
    by = by or people(proposal)[side]
    return proposals.accept(proposal=proposal, side=Side(side), by=by, at=at)


ACTIONS = {
    "endorse": lambda p, by: proposals.endorse(proposal=p, by=by, at=NOW),
    "name_implementer": lambda p, by: proposals.name_implementer(
        proposal=p, implementer=OrganisationFactory(), by=by, at=NOW
    ),
    "accept as provider": lambda p, by: accept(p, "provider", by),
    "accept as recipient": lambda p, by: accept(p, "recipient", by),
    "accept as implementer": lambda p, by: accept(p, "implementer", by),
    "decline as provider": lambda p, by: proposals.decline(
        proposal=p, side=Side.PROVIDER, code=DeclineCode.MEANS, text="", by=by, at=NOW
    ),
    "decline as recipient": lambda p, by: proposals.decline(
        proposal=p, side=Side.RECIPIENT, code=DeclineCode.TIMING, text="", by=by, at=NOW
    ),
    "counter": lambda p, by: proposals.counter(proposal=p, quantity=Decimal(1), text="half", by=by, at=NOW),
    "withdraw": lambda p, by: proposals.withdraw(proposal=p, reason="a slip", by=by, at=NOW),
}
# action: (from, to, who), by hand.
LIVE = {"proposed", "endorsed"}
BY_HAND = {
    "endorse": ({"proposed"}, "endorsed", {"coordinator"}),
    "name_implementer": (LIVE, None, {"provider", "implementer", "coordinator"}),
    "accept as provider": ({"endorsed"}, "endorsed", {"provider"}),
    "accept as recipient": ({"endorsed"}, "endorsed", {"recipient"}),
    "accept as implementer": ({"endorsed"}, "endorsed", {"implementer"}),
    "decline as provider": (LIVE, "declined", {"provider"}),
    "decline as recipient": (LIVE, "declined", {"recipient"}),
    "counter": (LIVE, "declined", {"provider"}),
    "withdraw": (LIVE, "withdrawn", {"coordinator"}),
}


@pytest.mark.parametrize("action", BY_HAND)
@pytest.mark.parametrize("status", ProposalStatus)
def test_every_cell_of_role_action_and_status(action, status):
    sources, target, who_may = BY_HAND[action]
    for who in people(ProposalFactory()):
        row = ProposalFactory(status=status, quantity=2, implementer=OrganisationFactory())
        by = people(row)[who]
        if status in sources and who in who_may:
            ACTIONS[action](row, by)
            assert Proposal.objects.get(pk=row.pk).status == (target or status)
            assert AuditEntry.objects.filter(object_id=row.public_id).exists()
            continue
        with pytest.raises(MatchmakerError) as refused:
            ACTIONS[action](row, by)
        assert refused.value.code in {"not_allowed", "wrong_status"}, (who, action, status)
        assert Proposal.objects.get(pk=row.pk).status == status
        assert not AuditEntry.objects.filter(object_id=row.public_id).exists()
        assert not row.answers.exists()


@pytest.mark.parametrize("order", ["pri", "ipr", "rip"])
def test_with_the_last_yes_it_is_committed_in_any_order(proposal, order):
    sides = {"p": "provider", "r": "recipient", "i": "implementer"}
    for letter in order[:-1]:
        assert accept(proposal, sides[letter]).status == ProposalStatus.ENDORSED
        assert not Commitment.objects.exists()
    done = accept(proposal, sides[order[-1]])
    assert done.status == ProposalStatus.COMMITTED
    row = Commitment.objects.get()
    assert (row.quantity, row.used, row.implementer) == (2, 2, proposal.implementer)
    assert Offer.objects.get(pk=proposal.offer_id).committed == 2
    need = Need.objects.get(pk=proposal.need_id)
    assert (need.committed, need.status) == (2, "partly_met")
    assert row.engagement.state == need.state
    with pytest.raises(MatchmakerError):
        accept(proposal, "provider")


def test_a_provider_that_carries_it_out_itself_answers_once():
    row = ProposalFactory()
    accept(row, "recipient")
    assert accept(row, "provider").status == ProposalStatus.COMMITTED


def test_without_an_implementer_nothing_is_committed(chair):
    row = ProposalFactory(implementer=None)
    accept(row, "provider", personas.provider(row.offer.provider))
    by = personas.owner(row.need.state)
    assert accept(row, "recipient", by).status == ProposalStatus.ENDORSED
    named = proposals.name_implementer(proposal=row, implementer=OrganisationFactory(), by=chair, at=NOW)
    assert accept(named, "implementer").status == ProposalStatus.ENDORSED
    # The recipient said yes to an implementer that was not known: it is asked again.
    assert accept(named, "recipient", by).status == ProposalStatus.COMMITTED


def test_the_same_side_answers_once(proposal):
    accept(proposal, "provider")
    with pytest.raises(MatchmakerError, match="already accepted"):
        accept(proposal, "provider")
    assert proposal.answers.count() == 1


CHANGES = {
    "the need's quantity": lambda p: needs.correct(
        need=p.need, by=personas.owner(p.need.state), at=NOW, quantity=Decimal(2)
    ),
    "the need's dates": lambda p: needs.correct(
        need=p.need, by=personas.owner(p.need.state), at=NOW, start=date(2026, 9, 1)
    ),
    "the offer's dates": lambda p: offers.amend(
        offer=p.offer, by=personas.provider(p.offer.provider), at=NOW, end=date(2027, 1, 1)
    ),
    "the need is met by another": lambda p: Need.objects.filter(pk=p.need_id).update(status="met"),
    "the offer is closed": lambda p: Offer.objects.filter(pk=p.offer_id).update(status="closed"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_since_is_accepted_no_more(proposal, what):
    accept(proposal, "provider")
    CHANGES[what](proposal)
    with pytest.raises(MatchmakerError) as refused:
        accept(proposal, "recipient")
    assert refused.value.code == "changed_since"
    assert proposal.answers.count() == 1
    assert not Commitment.objects.exists()


def test_another_capacity_or_tier_is_no_such_change(proposal):
    offers.amend(offer=proposal.offer, by=personas.provider(proposal.offer.provider), at=NOW, capacity=Decimal(2))
    by = personas.owner(proposal.need.state)
    needs.prioritise(state=proposal.need.state, cycle=2026, tiers={proposal.need: 1}, by=by, at=NOW)
    for side in Side:
        accept(proposal, side)
    assert Offer.objects.get(pk=proposal.offer_id).status == "exhausted"


ROOM = {
    "capacity_gone": {"offer__capacity": 1},
    "need_met": {"need__quantity": 1},
    "recipient_full": {"offer__maximum_per_recipient": 1},
    "recipients_full": {"offer__maximum_recipients": 1},
}


@pytest.mark.parametrize("code", ROOM)
def test_where_there_is_no_room_the_last_yes_fails_and_leaves_nothing(code):
    fields = {"offer__capacity": 9, "need__quantity": 9, **ROOM[code]}
    row = ProposalFactory(quantity=2, **fields)
    if code == "recipients_full":
        first = ProposalFactory(offer=row.offer, need__quantity=9)
        accept(first, "recipient")
        accept(first, "provider")
    accept(row, "recipient")
    before = Commitment.objects.count(), AuditEntry.objects.count()
    with pytest.raises(MatchmakerError) as refused:
        accept(row, "provider", personas.provider(row.offer.provider))
    assert refused.value.code == code
    assert (Commitment.objects.count(), AuditEntry.objects.count()) == before
    assert row.answers.count() == 1
    assert Proposal.objects.get(pk=row.pk).status == ProposalStatus.ENDORSED


def test_a_late_answer_is_none(proposal):
    late = NOW.replace(year=2027, month=1, day=1)
    with pytest.raises(MatchmakerError, match="31 December 2026"):
        accept(proposal, "provider", at=late)
    accept(proposal, "provider", at=NOW.replace(month=12, day=31))


def test_silence_lapses_after_the_last_day(proposal, chair):
    assert proposals.lapse(by=chair, at=NOW.replace(month=12, day=31)) == []
    (lapsed,) = proposals.lapse(by=chair, at=NOW.replace(year=2027, month=1, day=1))
    assert lapsed.status == ProposalStatus.LAPSED
    with pytest.raises(MatchmakerError):
        proposals.lapse(by=personas.auditor(), at=NOW)


def test_an_answer_on_paper_takes_two_coordinators_without_interest(proposal, chair):
    paper = {"side": Side.RECIPIENT, "document": "Note verbale 12", "dated": NOW.date(), "by": chair, "at": NOW}
    for second in (chair, personas.coordinator(proposal.need.state), personas.auditor()):
        with pytest.raises(MatchmakerError, match="second coordinator"):
            proposals.accept_on_paper(proposal=proposal, second=second, **paper)
    colleague = personas.coordinator()
    for wrong in ({"document": " "}, {"dated": NOW.date() + timedelta(days=1)}):
        with pytest.raises(MatchmakerError, match="Name the document"):
            proposals.accept_on_paper(proposal=proposal, second=colleague, **{**paper, **wrong})
    with pytest.raises(MatchmakerError, match="role of coordinator"):
        proposals.accept_on_paper(
            proposal=proposal, second=colleague, **{**paper, "by": personas.owner(proposal.need.state)}
        )
    proposals.accept_on_paper(proposal=proposal, second=colleague, **paper)
    answer = proposal.answers.get()
    assert (answer.document, answer.second, answer.accepts) == ("Note verbale 12", colleague, True)


def test_a_no_on_paper_takes_the_same_and_is_marked(proposal, chair):
    paper = {
        "side": Side.RECIPIENT,
        "code": DeclineCode.TIMING,
        "document": "Note verbale 13",
        "dated": NOW.date(),
        "by": chair,
        "at": NOW,
    }
    colleague = personas.coordinator()
    wrong = [{"second": chair}, {"second": personas.auditor()}, {"document": " "}, {"code": ""}]
    wrong += [{"by": personas.owner(proposal.need.state)}, {"by": personas.coordinator(proposal.need.state)}]
    for fields in wrong:
        with pytest.raises(MatchmakerError):
            proposals.decline_on_paper(proposal=proposal, **{"second": colleague, **paper, **fields})
    done = proposals.decline_on_paper(proposal=proposal, second=colleague, **paper)
    answer = done.answers.get()
    assert (done.status, answer.document, answer.second, answer.code) == (
        ProposalStatus.DECLINED,
        "Note verbale 13",
        colleague,
        DeclineCode.TIMING,
    )


def test_a_counter_keeps_the_hard_rules(proposal):
    by = personas.provider(proposal.offer.provider)
    with pytest.raises(MatchmakerError, match="at most 3"):
        proposals.counter(proposal=proposal, quantity=Decimal(4), text="more", by=by, at=NOW)
    assert Proposal.objects.get().status == ProposalStatus.ENDORSED
    assert not proposal.answers.exists()


def test_a_national_of_the_implementer_does_not_stand_behind_the_proposal():
    state = PartyFactory()
    row = ProposalFactory(status="proposed", implementer=None)
    proposals.endorse(proposal=row, by=personas.coordinator(state), at=NOW)
    with pytest.raises(MatchmakerError) as refused:
        proposals.name_implementer(proposal=row, implementer=state, by=personas.provider(row.offer.provider), at=NOW)
    assert refused.value.code == "own_state"


def test_a_counter_is_declined_so_and_linked_to_a_new_proposal(proposal):
    new = ACTIONS["counter"](proposal, personas.provider(proposal.offer.provider))
    old = Proposal.objects.get(pk=proposal.pk)
    assert (new.replaces, new.quantity, new.status) == (old, 1, ProposalStatus.PROPOSED)
    assert old.answers.get().code == DeclineCode.COUNTERED


def test_withdrawing_need_or_offer_withdraws_what_was_proposed(proposal):
    needs.advance(
        need=proposal.need, action="withdraw", by=personas.owner(proposal.need.state), at=NOW, reason="met at home"
    )
    assert Proposal.objects.get(pk=proposal.pk).status == ProposalStatus.WITHDRAWN
    other = ProposalFactory()
    by = personas.provider(other.offer.provider)
    offers.advance(offer=other.offer, action="withdraw", by=by, at=NOW, reason="no budget")
    assert Proposal.objects.get(pk=other.pk).status == ProposalStatus.WITHDRAWN


class TestPublishing:
    """A published run puts its allocations before people."""

    @pytest.fixture
    def published(self, chair):
        NeedFactory.create_batch(2, quantity=2)
        OfferFactory(capacity=5)
        run = runs.execute(run=runs.queue(scenario=ScenarioFactory(), by=chair, at=NOW), by=chair, at=NOW)
        return runs.publish(run=run, by=chair, at=NOW)

    def test_each_allocation_becomes_a_proposal(self, published):
        rows = {(p.need_id, p.offer_id, p.quantity) for p in published.proposals.all()}
        assert rows == {(a.need_id, a.offer_id, a.quantity) for a in published.allocations.all()}
        assert len(rows) == 2

    def test_while_nobody_answered_it_can_be_taken_back(self, published, chair):
        runs.unpublish(run=published, by=chair, at=NOW, reason="a wrong offer")
        assert set(published.proposals.values_list("status", flat=True)) == {"withdrawn"}
        again = runs.publish(run=published, by=chair, at=NOW)
        assert again.proposals.live().count() == 2
        proposals.endorse(proposal=again.proposals.live().first(), by=chair, at=NOW)
        with pytest.raises(MatchmakerError, match="People have answered"):
            runs.unpublish(run=again, by=chair, at=NOW, reason="again")

    def test_a_newer_plan_keeps_what_is_endorsed_and_what_is_declined_stays_out(self, published, chair):
        kept, no = published.proposals.order_by("pk")
        proposals.endorse(proposal=kept, by=chair, at=NOW)
        by = personas.owner(no.need.state)
        proposals.decline(proposal=no, side=Side.RECIPIENT, code=DeclineCode.TIMING, text="", by=by, at=NOW)
        scenario = scenarios.repair(run=published, by=chair, at=NOW)
        problem = read_problem(problems.prepare(scenario).data)
        assert [(p.need, p.quantity) for p in problem.scenario.pins] == [(f"n{kept.need_id}", 2)]
        assert [(f.need, f.reason) for f in problem.scenario.forbids] == [
            (f"n{no.need_id}", "declined by the recipient: timing")
        ]
        assert len(problem.scenario.previous) == 2
        run = runs.execute(run=runs.queue(scenario=scenario, by=chair, at=NOW), by=chair, at=NOW)
        assert [a.need_id for a in run.allocations.all()] == [kept.need_id]
        runs.publish(run=run, by=chair, at=NOW)
        assert [p.pk for p in Proposal.objects.live()] == [kept.pk]

    def test_a_repair_leaves_alone_what_it_need_not_change(self, published, chair):
        first = {p.pk for p in published.proposals.all()}
        scenario = scenarios.repair(run=published, by=chair, at=NOW)
        run = runs.execute(run=runs.queue(scenario=scenario, by=chair, at=NOW), by=chair, at=NOW)
        runs.publish(run=run, by=chair, at=NOW)
        assert {p.pk for p in Proposal.objects.live()} == first
        with pytest.raises(MatchmakerError, match="Only a published run"):
            scenarios.repair(run=runs.queue(scenario=scenario, by=chair, at=NOW), by=chair, at=NOW)

    def test_what_is_committed_is_neither_asked_nor_offered_again(self, published, chair):
        row = proposals.endorse(proposal=published.proposals.first(), by=chair, at=NOW)
        row = proposals.name_implementer(proposal=row, implementer=row.offer.provider, by=chair, at=NOW)
        accept(row, "recipient")
        accept(row, "provider")
        problem = read_problem(problems.prepare(ScenarioFactory()).data)
        assert [need.id for need in problem.needs] == [f"n{published.proposals.last().need_id}"]
        assert problem.offers[0].capacity == 3


class TestInterest:
    """Whoever sees both sides of a pair may propose it, under the rules of a run."""

    def test_by_the_provider_and_by_the_state(self):
        need, offer = NeedFactory(), OfferFactory()
        by = personas.provider(offer.provider)
        row = proposals.show_interest(need=need, offer=offer, quantity=Decimal(1), by=by, at=NOW)
        assert (row.shown_by, row.status, row.used) == (by, ProposalStatus.PROPOSED, 1)
        with pytest.raises(MatchmakerError, match="already before people"):
            proposals.show_interest(need=need, offer=offer, quantity=Decimal(1), by=personas.owner(need.state), at=NOW)

    @pytest.mark.parametrize("who", ["coordinator", "other_state", "provider", "auditor"])
    def test_by_nobody_else(self, who):
        with pytest.raises(MatchmakerError) as refused:
            proposals.show_interest(
                need=NeedFactory(), offer=OfferFactory(), quantity=Decimal(1), by=getattr(personas, who)(), at=NOW
            )
        assert refused.value.code in {"not_allowed", "unknown_pair"}

    def test_what_one_cannot_see_does_not_exist(self):
        offer = OfferFactory()
        by = personas.provider(offer.provider)
        for need in (NeedFactory(status="submitted"), NeedFactory(visibility="coordinators")):
            with pytest.raises(MatchmakerError) as refused:
                proposals.show_interest(need=need, offer=offer, quantity=Decimal(1), by=by, at=NOW)
            assert refused.value.code == "unknown_pair"

    def test_a_hard_rule_holds(self):
        offer = OfferFactory(themes=["tracing"])
        with pytest.raises(MatchmakerError, match="breaks the rules theme"):
            proposals.show_interest(
                need=NeedFactory(), offer=offer, quantity=Decimal(1), by=personas.provider(offer.provider), at=NOW
            )
        assert not Proposal.objects.exists()

    def test_an_offer_to_be_browsed_is_found_by_people_only(self, chair):
        need, offer = NeedFactory(quantity=3), OfferFactory(browse_only=True)
        row = proposals.show_interest(
            need=need, offer=offer, quantity=Decimal(2), by=personas.owner(need.state), at=NOW
        )
        assert read_problem(problems.prepare(ScenarioFactory()).data).offers == ()
        proposals.endorse(proposal=row, by=chair, at=NOW)
        # What it gives is not planned a second time.
        (left,) = read_problem(problems.prepare(ScenarioFactory()).data).needs
        assert left.quantity == 1

    def test_money_is_counted_in_the_offers_currency(self):
        need = NeedFactory(quantity=2, amount=30000, currency="USD")
        offer = OfferFactory(
            kinds=["funding"], pays_for=["equipment"], unit="money", currency="USD", capacity=Decimal(20000)
        )
        row = proposals.show_interest(
            need=need, offer=offer, quantity=Decimal(1), by=personas.owner(need.state), at=NOW
        )
        assert (row.used, row.money, row.currency) == (15000, 15000, "USD")


@pytest.mark.parametrize("status", ProposalStatus)
def test_who_knows_of_a_proposal(status):
    row = ProposalFactory(status=status, implementer=OrganisationFactory())
    knows = {who for who, by in people(row).items() if Proposal.objects.visible_to(by).filter(pk=row.pk).exists()}
    assert knows == {"provider", "recipient", "implementer", "coordinator", "coordinator of the State"}


def test_a_member_answers_for_its_part_of_a_regional_need():
    member = PartyFactory(code="KEN")
    row = ProposalFactory(member="KEN", need__members=["KEN"])
    by = personas.owner(member)
    assert Proposal.objects.visible_to(by).get() == row
    accept(row, "recipient", by)
    assert Membership.objects.filter(role=Role.FOCAL_POINT, party=row.need.state).count() == 0
