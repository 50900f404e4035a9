"""Proposals: who may do what with them, what each answer leads to, and what each refusal leaves as it was."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import DeclineCode, ProposalStatus, Role, Side
from matchmaker.models import AuditEntry, Commitment, Membership, Need, Offer, Proposal
from matchmaker.services import needs, offers, proposals
from tests import personas
from tests.factories import (
    NOW,
    CommitmentFactory,
    OrganisationFactory,
    PartyFactory,
    ProposalFactory,
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


@pytest.mark.parametrize("code", ["capacity_gone", "need_met"])
def test_how_much_is_left_is_told_to_who_may_see_it_alone(code):
    """The sum of what others agreed: of the offer its provider's, of the need its State's, and coordinators'."""
    fields = {"offer__capacity": 9, "need__quantity": 9, **ROOM[code]}
    row = ProposalFactory(quantity=2, need__members=["KEN"], member="KEN", **fields)
    chair = personas.coordinator()
    sides = {
        "provider": personas.provider(row.offer.provider),
        "recipient": personas.owner(row.need.state),
        "member": personas.owner(PartyFactory(code="KEN")),
    }
    knows = {"capacity_gone": "provider", "need_met": "recipient"}[code]

    def said(last):
        row.answers.all().delete()
        side = Side.PROVIDER if last == "provider" else Side.RECIPIENT
        first, by = (
            (Side.RECIPIENT, sides["recipient"]) if side == Side.PROVIDER else (Side.PROVIDER, sides["provider"])
        )
        accept(row, first, by)
        with pytest.raises(MatchmakerError) as refused:
            accept(row, side, sides[last])
        assert refused.value.code == code
        return refused.value

    for last in sides:
        assert ("left" in said(last).facts) == (last == knows), last
    row.answers.all().delete()
    accept(row, Side.PROVIDER, sides["provider"])
    paper = {"document": "Note 1", "dated": NOW.date(), "second": personas.coordinator(), "by": chair, "at": NOW}
    with pytest.raises(MatchmakerError, match="1"):
        proposals.accept_on_paper(proposal=row, side=Side.RECIPIENT, **paper)


def test_a_counter_tells_nothing_of_what_others_gave_to_the_need():
    row = ProposalFactory(quantity=2, need__quantity=4, offer__capacity=9)
    Need.objects.filter(pk=row.need_id).update(committed=3)
    other = ProposalFactory(need=row.need, quantity=3, status="committed")
    CommitmentFactory(proposal=other)
    by = personas.provider(row.offer.provider)
    with pytest.raises(MatchmakerError, match="at most 4"):
        proposals.counter(proposal=row, quantity=Decimal(5), text="more", by=by, at=NOW)


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


def test_a_no_does_not_say_that_it_is_a_counter(proposal):
    """Of what was countered the plan may hold the pair again; a no keeps it out."""
    with pytest.raises(MatchmakerError) as refused:
        proposals.decline(
            proposal=proposal,
            side=Side.PROVIDER,
            code=DeclineCode.COUNTERED,
            text="",
            by=personas.provider(proposal.offer.provider),
            at=NOW,
        )
    assert refused.value.code == "no_counter"
    assert not proposal.answers.exists()


def test_withdrawing_need_or_offer_withdraws_what_was_proposed(proposal):
    needs.advance(
        need=proposal.need, action="withdraw", by=personas.owner(proposal.need.state), at=NOW, reason="met at home"
    )
    assert Proposal.objects.get(pk=proposal.pk).status == ProposalStatus.WITHDRAWN
    other = ProposalFactory()
    by = personas.provider(other.offer.provider)
    offers.advance(offer=other.offer, action="withdraw", by=by, at=NOW, reason="no budget")
    assert Proposal.objects.get(pk=other.pk).status == ProposalStatus.WITHDRAWN


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
