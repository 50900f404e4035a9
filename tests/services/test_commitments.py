"""The books: what is committed, taken back, delivered and asked after."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Side
from matchmaker.models import AuditEntry, Commitment, Delivery, Engagement, Need, Offer
from matchmaker.services import commitments, deliveries, needs, offers, proposals, verification
from tests import personas
from tests.factories import NOW, CommitmentFactory, ProposalFactory

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


def committed(quantity=2, **fields):
    row = ProposalFactory(quantity=quantity, **{"need__quantity": 3, "offer__capacity": quantity, **fields})
    for side, by in (
        (Side.RECIPIENT, personas.owner(row.need.state)),
        (Side.PROVIDER, personas.provider(row.offer.provider)),
    ):
        proposals.accept(proposal=row, side=side, by=by, at=NOW)
    return Commitment.objects.get(proposal=row)


def people(row):
    return {
        "provider": personas.provider(row.offer.provider),
        "recipient": personas.owner(row.need.state),
        "coordinator": personas.coordinator(),
        "other State": personas.other_state(),
        "other provider": personas.provider(),
        "auditor": personas.auditor(),
    }


def test_a_commitment_taken_back_is_a_linked_counter_entry_and_both_are_open_again():
    row = committed()
    assert Offer.objects.get().status == "exhausted"
    counter = commitments.cancel(commitment=row, reason="a flood", by=personas.owner(row.need.state), at=NOW)
    assert (counter.reverses, counter.quantity, counter.used) == (row, -2, -2)
    assert Commitment.objects.count() == 2
    assert sum(c.used for c in Commitment.objects.all()) == 0
    offer, need = Offer.objects.get(), Need.objects.get()
    assert (offer.status, offer.committed) == ("published", 0)
    assert (need.status, need.committed) == ("circulated", 0)
    assert not Engagement.objects.told_still().exists()
    with pytest.raises(MatchmakerError):
        commitments.cancel(commitment=row, reason="again", by=personas.owner(row.need.state), at=NOW)


def test_a_need_is_met_when_all_of_it_is_committed():
    row = committed(quantity=3)
    assert Need.objects.get(pk=row.need_id).status == "met"


def test_an_offer_never_falls_below_what_is_committed_and_rises_again():
    row = committed()
    by = personas.provider(row.offer.provider)
    with pytest.raises(MatchmakerError, match="2 of this offer is committed"):
        offers.amend(offer=row.offer, by=by, at=NOW, capacity=Decimal(1))
    assert offers.amend(offer=row.offer, by=by, at=NOW, capacity=Decimal(4)).status == "published"


def test_the_caps_of_an_offer_never_fall_below_what_is_committed():
    row = committed()
    by = personas.provider(row.offer.provider)
    offers.amend(offer=row.offer, by=by, at=NOW, capacity=Decimal(9))
    row.offer.refresh_from_db()
    committed(offer=row.offer)
    for caps, told in ({"maximum_per_recipient": 1}, "2 of this"), ({"maximum_recipients": 1}, "to 2 States"):
        with pytest.raises(MatchmakerError, match=told) as refused:
            offers.amend(offer=row.offer, by=by, at=NOW, **caps)
        assert refused.value.code == "below_committed"
    offers.amend(offer=row.offer, by=by, at=NOW, maximum_per_recipient=2, maximum_recipients=2)
    assert verification.breaches() == []


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"kind": "training"}, "committed_already"),
        ({"kind": "funding", "amount": Decimal(9000), "currency": "USD"}, "committed_already"),
        ({"quantity": None}, "below_committed"),
    ],
)
def test_what_is_committed_to_a_need_keeps_its_unit_and_its_measure(facts, code):
    """Two machines are no two places on a course, and no two dollars."""
    row = committed(quantity=3, need__quantity=4)
    with pytest.raises(MatchmakerError) as refused:
        needs.correct(need=row.need, by=personas.owner(row.need.state), at=NOW, **facts)
    assert refused.value.code == code
    commitments.cancel(commitment=row, reason="a flood", by=personas.owner(row.need.state), at=NOW)
    assert needs.correct(need=row.need, by=personas.owner(row.need.state), at=NOW, **facts).committed == 0


def test_a_need_never_asks_for_less_than_is_committed():
    row = committed()
    with pytest.raises(MatchmakerError, match="2 is committed"):
        needs.correct(need=row.need, by=personas.owner(row.need.state), at=NOW, quantity=Decimal(1))


@pytest.mark.parametrize(
    ("model", "change"),
    [(Offer, {"committed": 9}), (Offer, {"committed": -1}), (Need, {"committed": 9}), (Need, {"committed": -1})],
)
def test_the_database_refuses_books_that_cannot_be(model, change):
    committed()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**change)


@pytest.mark.parametrize("change", [{"quantity": -1}, {"used": 0}, {"status": "delivered"}])
def test_the_database_refuses_a_wrong_commitment(change):
    row = CommitmentFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(**change)


def test_from_agreement_to_the_answer_after_twelve_months():
    row = committed()
    giver, taker = people(row)["provider"], people(row)["recipient"]
    deliveries.start(commitment=row, by=giver, at=NOW)
    assert row.engagement.__class__.objects.get(commitment=row).status == "running"
    with pytest.raises(MatchmakerError, match="2 were agreed"):
        deliveries.deliver(commitment=row, quantity=Decimal(3), by=giver, at=NOW)
    with pytest.raises(MatchmakerError, match="Women are counted"):
        deliveries.deliver(commitment=row, quantity=Decimal(2), women=4, people=3, by=giver, at=NOW)
    deliveries.deliver(commitment=row, quantity=Decimal(1), people=10, women=4, by=giver, at=NOW)
    told = Engagement.objects.get(commitment=row)
    assert (told.status, told.quantity) == ("delivered", 1)
    deliveries.confirm(commitment=row, by=taker, at=NOW)
    answers = {"in_use": True, "adequate": True, "effective": False, "sustainable": True, "lesson": "Train trainers."}
    with pytest.raises(MatchmakerError, match="from 1 April 2027 on"):
        deliveries.follow_up(commitment=row, **answers, by=taker, at=NOW + timedelta(days=364))
    done = deliveries.follow_up(commitment=row, **answers, by=taker, at=NOW + timedelta(days=365))
    assert (done.in_use, done.effective, done.lesson_public) == (True, False, False)
    assert [e.action for e in AuditEntry.objects.filter(object_id=row.public_id).order_by("id")] == [
        "commit",
        "start",
        "deliver",
        "confirm",
        "follow_up",
    ]


def test_a_commitment_is_public_once_both_released_it():
    row = committed()

    def known():
        readers = {**people(row), "anonymous": AnonymousUser()}
        return {who for who, by in readers.items() if Commitment.objects.visible_to(by).filter(pk=row.pk).exists()}

    parties = {"provider", "recipient", "coordinator"}
    assert known() == parties
    commitments.release(commitment=row, by=people(row)["provider"], at=NOW)
    assert known() == parties
    with pytest.raises(MatchmakerError):
        commitments.release(commitment=row, by=personas.coordinator(), at=NOW)
    commitments.release(commitment=row, by=people(row)["recipient"], at=NOW)
    assert known() == {*people(row), "anonymous"}


def test_who_knows_of_a_delivery():
    row = committed()
    Delivery.objects.create(commitment=row, quantity=1, recorded_by=people(row)["provider"], recorded_at=NOW)
    knows = {who for who, by in people(row).items() if Delivery.objects.visible_to(by).exists()}
    assert knows == {"provider", "recipient", "coordinator"}
