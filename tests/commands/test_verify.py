"""verify: silent over books that balance, and it names each breach that is planted."""

import json
import uuid

import pytest
from django.core.management import call_command, load_command_class
from django.db import connection

from matchmaker.core.vocabulary import Side
from matchmaker.models import AuditEntry, Commitment, Need, Offer, Proposal, RequestKey
from matchmaker.services import commitments, needs, offers, proposals, verification
from tests import personas
from tests.factories import NOW, NeedFactory, OverrideFactory, PartyFactory, ProposalFactory

pytestmark = pytest.mark.django_db


def committed(**fields):
    row = ProposalFactory(quantity=2, **{"need__quantity": 3, "offer__capacity": 4, **fields})
    proposals.accept(proposal=row, side=Side.RECIPIENT, by=personas.owner(row.need.state), at=NOW)
    proposals.accept(proposal=row, side=Side.PROVIDER, by=personas.provider(row.offer.provider), at=NOW)
    return Commitment.objects.get(proposal=row)


@pytest.fixture
def world():
    """Books with a commitment, one that was taken back, a withdrawal and a need that went its way."""
    row, other = committed(), committed()
    commitments.cancel(commitment=other, reason="a flood", by=personas.owner(other.need.state), at=NOW)
    by = personas.owner(other.need.state)
    needs.advance(need=other.need, action="withdraw", by=by, at=NOW, reason="met at home")
    need = NeedFactory(status="submitted")
    needs.advance(need=need, action="authenticate", by=personas.coordinator(), at=NOW)
    offers.amend(offer=row.offer, by=personas.provider(row.offer.provider), at=NOW, capacity=2)
    kept("offers", row.offer)
    return row


def kept(place, row, **columns):
    """The answer to a request that made a row, under a key."""
    facts = {"status": 201, "headers": {"Location": f"http://here/api/v1/{place}/{row.public_id}/"}, **columns}
    return RequestKey.objects.create(user=personas.auditor(), key="k", digest="d", at=NOW, **facts)


def changed(row, *, back=False, **facts):
    """An entry of a change after the proposal and before the commitment, as a lost check would leave it."""
    done = AuditEntry.objects.get(action="commit", object_id=row.public_id)
    Proposal.objects.filter(pk=row.proposal_id).update(public_id=uuid.uuid4())
    row.proposal.refresh_from_db()
    entries = [
        ("propose", row.proposal, {}, {}),
        *(("correct", of, {fact: "before"}, {fact: "after"}) for fact, of in facts.items()),
        *(("correct", of, {fact: "after"}, {fact: "before"}) for fact, of in facts.items() if back),
        ("commit", row, {}, {}),
    ]
    for action, of, old, new in entries:
        AuditEntry.objects.create(
            at=NOW, by=done.by, action=action, noun=of._meta.model_name, object_id=of.public_id, old=old, new=new
        )


def test_books_that_balance(world, capsys):
    assert verification.breaches() == []
    call_command("verify")
    assert "guarantees hold" in capsys.readouterr().out


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def again(row, **columns):
    """A second commitment of the same proposal's pair, as a lost update would leave it."""
    fields = {"need": row.need, "offer": row.offer, "implementer": row.implementer, "quantity": 1, "used": 1}
    proposal = ProposalFactory(need=row.need, offer=row.offer, status="committed", quantity=1)
    new = Commitment.objects.create(proposal=proposal, agreed_at=NOW, **{**fields, **columns})
    AuditEntry.objects.create(
        at=NOW, by=personas.auditor(), action="commit", noun="commitment", object_id=new.public_id
    )
    return new


HARM = {
    "an offer gives no more than its capacity": lambda row: again(row),
    "a need gets no more than it asks": lambda row: again(row, quantity=2),
    "an offer knows what it gives": lambda row: Offer.objects.filter(pk=row.offer_id).update(committed=1),
    "a need knows what it gets": lambda row: Need.objects.filter(pk=row.need_id).update(committed=1),
    "an offer gives one State no more than its maximum": lambda row: Offer.objects.filter(pk=row.offer_id).update(
        maximum_per_recipient=1
    ),
    "an offer goes to no more States than its maximum": lambda row: (
        again(row, need=NeedFactory()),
        Offer.objects.filter(pk=row.offer_id).update(maximum_recipients=1),
    ),
    "what is committed was accepted, and once": lambda _: ProposalFactory(status="committed"),
    "a commitment is of a committed proposal, of the same pair and size": lambda row: sql(
        "UPDATE matchmaker_proposal SET status = 'endorsed' WHERE id = %s", row.proposal_id
    ),
    "nobody commits for provider or recipient": lambda row: row.proposal.answers.filter(side="recipient").update(
        stands=False
    ),
    "nobody commits for who carries it out": lambda row: sql(
        "UPDATE matchmaker_proposal SET implementer_id = %s WHERE id = %s", PartyFactory().pk, row.proposal_id
    ),
    "what is taken back has one counter-entry of the same size": lambda row: sql(
        "UPDATE matchmaker_commitment SET status = 'cancelled' WHERE id = %s", row.pk
    ),
    "what is decided against the plan is decided by two coordinators": lambda row: OverrideFactory(
        decision="endorse", scenario=None, proposal=row.proposal, need=row.need, offer=row.offer
    ),
    "nothing withdrawn waits for an answer": lambda _: ProposalFactory(offer__status="withdrawn"),
    "after a withdrawal has answered, nothing commits the withdrawn": lambda row: (
        AuditEntry.objects.create(
            at=NOW, by=personas.auditor(), action="withdraw", noun="need", object_id=row.need.public_id
        ),
        again(row),
    ),
    "no commitment is of a need that changed since it was proposed": lambda row: changed(row, theme=row.need),
    "no commitment is of an offer that changed since it was proposed": lambda row: changed(row, end=row.offer),
    "a key is kept with the answer to its request": lambda _: RequestKey.objects.update(status=None),
    "what a key was answered with is there": lambda row: kept("needs", row.offer),
    "a new row answers one key of one person": lambda row: kept("offers", row.offer),
    "each commitment has its entry in the trail": lambda row: Commitment.objects.filter(pk=row.pk).update(
        public_id=uuid.uuid4()
    ),
    "the trail ends where the need stands": lambda row: Need.objects.filter(pk=row.need_id).update(status="expired"),
    "the trail ends where the offer stands": lambda row: Offer.objects.filter(pk=row.offer_id).update(status="closed"),
    "the trail ends where the proposal stands": lambda row: sql(
        "UPDATE matchmaker_proposal SET status = 'lapsed' WHERE id = %s", row.proposal_id
    ),
    "the trail ends where the override stands": lambda _: AuditEntry.objects.create(
        at=NOW,
        by=personas.auditor(),
        action="confirm",
        noun="override",
        object_id=OverrideFactory().public_id,
        new={"status": "confirmed"},
    ),
    "the trail ends where the commitment stands": lambda _: sql(
        "UPDATE matchmaker_commitment SET status = 'agreed' WHERE status = 'cancelled' AND reverses_id IS NULL"
    ),
}


@pytest.mark.parametrize("guarantee", HARM)
def test_each_breach_is_named(world, guarantee, capsys):
    HARM[guarantee](world)
    assert guarantee in {breach.guarantee for breach in verification.breaches()}
    with pytest.raises(SystemExit) as left:
        call_command("verify")
    assert left.value.code == 1
    out, err = capsys.readouterr()
    assert err.startswith("Broken: ")
    assert err.count("\n") == 1
    assert out == ""


def test_a_fact_that_is_again_what_it_was_breaks_nothing(world):
    changed(world, theme=world.need, back=True)
    assert verification.breaches() == []


def test_every_guarantee_has_its_planted_breach():
    assert set(verification.checked()) - set(HARM) == {"the trail ends where the run stands"}


def test_an_argument_too_many_is_refused_in_one_sentence(capsys):
    with pytest.raises(SystemExit) as left:
        load_command_class("matchmaker", "verify").create_parser("manage.py", "verify").parse_args(["--all"])
    assert left.value.code == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "bad_argument"


def test_a_database_that_is_not_there_is_said_in_one_sentence(capsys, monkeypatch):
    def broken():
        from django.db import OperationalError

        raise OperationalError("no such table: matchmaker_offer")

    monkeypatch.setattr(verification, "breaches", broken)
    with pytest.raises(SystemExit) as left:
        call_command("verify")
    assert left.value.code == 2
    assert "error" in json.loads(capsys.readouterr().out)
