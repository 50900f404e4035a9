"""Commitments: the books of what offers give and needs get, kept under row locks so that nothing is given twice.

Rows are always locked in the same order: need, offer, proposal or commitment. Whoever changes what was agreed holds the
need and the offer, so a sum that was read is still true when it is written; a constraint stands behind.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from matchmaker import mappers, policies
from matchmaker.core import lifecycle
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import (
    CommitmentStatus,
    Direction,
    EngagementStatus,
    Kind,
    NeedStatus,
    OfferStatus,
    Role,
    Side,
)
from matchmaker.models import Commitment, Engagement, Need, Offer, Party, Proposal, User

from . import audit

_ANYBODY = [Role.FOCAL_POINT, Role.PROVIDER, Role.COORDINATOR]


@dataclass(slots=True)
class Books:
    """A proposal with the need and the offer that it draws on, all three locked."""

    need: Need
    offer: Offer
    proposal: Proposal


@contextmanager
def opened(proposal: Proposal) -> Iterator[Books]:
    """Lock a proposal and what it draws on, for one transaction."""
    with transaction.atomic():
        yield read(proposal, lock=True)


def read(proposal: Proposal, *, lock: bool) -> Books:
    """Read a proposal and what it draws on as they stand now."""

    def row(model: type[Need] | type[Offer] | type[Proposal], key: int) -> Need | Offer | Proposal:
        rows = model.objects.select_for_update(of=("self",)) if lock else model.objects
        return rows.get(pk=key)

    need, offer = row(Need, proposal.need_id), row(Offer, proposal.offer_id)
    held = row(Proposal, proposal.pk)
    held.need, held.offer = need, offer
    return Books(need, offer, held)


def given(offer: Offer) -> dict[str, Decimal]:
    """Return what each State that gets something of an offer gets of it."""
    return Commitment.objects.given([offer.pk])[offer.pk]


def commit(books: Books, *, by: User, at: datetime) -> Commitment:
    """Write a commitment into opened books, or refuse it where the offer, the need or a cap has no room for it."""
    need, offer, proposal = books.need, books.offer, books.proposal
    lifecycle.transition("proposal", "commit", proposal.status, _ANYBODY)
    _check_room(books, by)
    commitment = Commitment.objects.create(
        proposal=proposal,
        need=need,
        offer=offer,
        implementer_id=proposal.implementer_id,
        quantity=proposal.quantity,
        used=proposal.used,
        money=proposal.money,
        currency=proposal.currency,
        agreed_at=at,
    )
    _enter(books, proposal.quantity, proposal.used, by, at)
    _engage(commitment, books)
    audit.record(
        by=by,
        at=at,
        action="commit",
        of=commitment,
        new={"quantity": str(commitment.quantity), "used": str(commitment.used), "proposal": str(proposal.public_id)},
    )
    return commitment


def cancel(*, commitment: Commitment, reason: str, by: User, at: datetime) -> Commitment:
    """Take a commitment back by a counter-entry that is linked to it; need and offer are open again for as much."""
    with opened(commitment.proposal) as books:
        held = Commitment.objects.select_for_update().get(pk=commitment.pk)
        if not policies.sides_of(by, books.proposal) & {Side.PROVIDER, Side.RECIPIENT}:
            raise MatchmakerError(
                "not_allowed", "Only provider and recipient take their commitment back: ask one of them."
            )
        roles = policies.roles_in(by, books.proposal)
        row = lifecycle.transition("commitment", "cancel", held.status, roles, reason)
        Commitment.objects.filter(pk=held.pk).update(status=row.target, version=held.version + 1)
        counter = Commitment.objects.create(
            proposal=books.proposal,
            need=books.need,
            offer=books.offer,
            implementer_id=held.implementer_id,
            quantity=-held.quantity,
            used=-held.used,
            money=None if held.money is None else -held.money,
            currency=held.currency,
            status=CommitmentStatus.CANCELLED,
            reverses=held,
            agreed_at=at,
        )
        _enter(books, counter.quantity, counter.used, by, at)
        audit.record(
            by=by,
            at=at,
            action="cancel",
            of=held,
            old={"status": held.status},
            new={"status": row.target, "counter_entry": str(counter.public_id)},
            reason=reason,
        )
    return counter


@transaction.atomic
def release(*, commitment: Commitment, by: User, at: datetime) -> Commitment:
    """Let a side agree that everybody may know of a commitment; it is public once provider and recipient both do."""
    held = (
        Commitment.objects.select_for_update(of=("self",))
        .select_related("proposal__need", "proposal__offer")
        .get(pk=commitment.pk)
    )
    sides = policies.sides_of(by, held.proposal) & {Side.PROVIDER, Side.RECIPIENT}
    if not sides:
        raise MatchmakerError("not_allowed", "Only provider and recipient release their commitment: ask one of them.")
    Commitment.objects.filter(pk=held.pk).update(
        version=held.version + 1, **{f"released_by_{side}": True for side in sides}
    )
    audit.record(by=by, at=at, action="release", of=held, new={f"released_by_{side}": True for side in sorted(sides)})
    held.refresh_from_db()
    return held


def _check_room(books: Books, by: User) -> None:
    """Refuse what has no room; how much is left tells what others agreed, so only who sees all of the row hears it."""
    need, offer, proposal = books.need, books.offer, books.proposal
    left = offer.capacity - offer.committed
    if proposal.used > left:
        if not policies.reads_ceiling(by, offer):
            raise MatchmakerError("capacity_gone", "What is left of the offer is less than this takes: propose less.")
        raise MatchmakerError(
            "capacity_gone",
            "The offer has %(left)s left, not %(used)s: propose less.",
            left=mappers.counted(left, offer),
            used=mappers.counted(proposal.used, offer),
        )
    wanted = mappers.asked(need)
    if wanted is not None and need.committed + proposal.quantity > wanted:
        if not policies.reads_site(by, need):
            raise MatchmakerError("need_met", "The need asks for less than this by now: propose less.")
        raise MatchmakerError(
            "need_met",
            "The need asks for %(left)s more, not that much: propose less.",
            left=mappers.counted(wanted - need.committed, need),
        )
    reached = offer.cap_reached(given(offer), proposal.member or need.state.code, proposal.used)
    if reached == "recipient_full":
        raise MatchmakerError(
            "recipient_full",
            "The offer gives one State at most %(most)s: propose less.",
            most=mappers.counted(offer.maximum_per_recipient, offer),
        )
    if reached == "recipients_full":
        raise MatchmakerError(
            "recipients_full",
            "The offer is for at most %(most)s States, and they are found.",
            most=offer.maximum_recipients,
        )


def _enter(books: Books, quantity: Decimal, used: Decimal, by: User, at: datetime) -> None:
    """Write new sums, and what they say of need and offer; both rows are locked, so what was read still holds."""
    need, offer = books.need, books.offer
    need.committed += quantity
    offer.committed += used
    settle_need(need, by, at)
    _move(offer, _offer_action(offer), {"committed": offer.committed}, by, at)


def settle_need(need: Need, by: User, at: datetime) -> None:
    """Let a locked need stand as what is committed to it says: open, met in part or met."""
    _move(need, _need_action(need), {"committed": need.committed}, by, at)


def _need_action(need: Need) -> str | None:
    wanted = mappers.asked(need)
    status = NeedStatus.CIRCULATED
    if need.committed:
        status = NeedStatus.MET if wanted is not None and need.committed >= wanted else NeedStatus.PARTLY_MET
    known = {NeedStatus.CIRCULATED: "reopen", NeedStatus.PARTLY_MET: "meet_in_part", NeedStatus.MET: "meet"}
    # What was withdrawn or has expired since keeps that status; its commitments stand for themselves.
    return known[status] if need.status in known and status != need.status else None


def _offer_action(offer: Offer) -> str | None:
    full = offer.committed >= offer.capacity
    if full and offer.status == OfferStatus.PUBLISHED:
        return "exhaust"
    return "reopen" if not full and offer.status == OfferStatus.EXHAUSTED else None


def _move(row: Need | Offer, action: str | None, columns: dict[str, object], by: User, at: datetime) -> None:
    noun, old = row._meta.model_name, row.status
    if action:
        row.status = lifecycle.transition(noun, action, old, _ANYBODY).target
        audit.record(by=by, at=at, action=action, of=row, old={"status": old}, new={"status": row.status})
    type(row).objects.filter(pk=row.pk).update(status=row.status, version=F("version") + 1, **columns)


def _engage(commitment: Commitment, books: Books) -> None:
    """Write the help that was agreed as a row that the next screening and the next run read."""
    need, offer = books.need, books.offer
    start, end = mappers.need_window(need)
    member = books.proposal.member
    engagement = Engagement.objects.create(
        state=Party.objects.get(code=member) if member else need.state,
        direction=Direction.OFFERED,
        theme=need.theme,
        kind=need.kind,
        item=need.item,
        beneficiary=need.beneficiary,
        quantity=None if need.kind == Kind.FUNDING else commitment.quantity,
        amount=commitment.quantity if need.kind == Kind.FUNDING else commitment.money,
        currency=need.currency if need.kind == Kind.FUNDING else commitment.currency,
        start=max(start, offer.start),
        end=max(start, offer.start, min(end - timedelta(days=1), offer.end)),
        site=need.site,
        text=offer.text,
        language=offer.language,
        status=EngagementStatus.PLANNED,
        commitment=commitment,
    )
    engagement.providers.set({offer.provider_id, commitment.implementer_id})
