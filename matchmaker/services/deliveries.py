"""Deliveries: what was given under a commitment, confirmed by the recipient, asked after twelve months later."""

from datetime import datetime
from decimal import Decimal

from django.db.models import F

from matchmaker import policies
from matchmaker.core import lifecycle
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import EngagementStatus, Side
from matchmaker.models import Commitment, Delivery, Engagement, User

from . import audit, commitments


def start(*, commitment: Commitment, by: User, at: datetime) -> Commitment:
    """Begin to deliver."""
    with commitments.opened(commitment.proposal):
        _advance(commitment, "start", Side.PROVIDER, by, at)
        _engagement(commitment, status=EngagementStatus.RUNNING)
    return _fresh(commitment)


def deliver(
    *,
    commitment: Commitment,
    quantity: Decimal,
    by: User,
    at: datetime,
    people: int | None = None,
    women: int | None = None,
    text: str = "",
) -> Delivery:
    """Write down what was in fact given, which may be less than was agreed, but not more."""
    with commitments.opened(commitment.proposal):
        if not 0 <= quantity <= commitment.quantity:
            raise MatchmakerError(
                "beyond_agreed",
                "%(agreed)s were agreed: more takes a commitment of its own.",
                agreed=commitment.quantity,
            )
        if women is not None and (people is None or women > people):
            raise MatchmakerError("women_beyond_people", "Women are counted among the people who took part: give both.")
        _advance(commitment, "deliver", Side.PROVIDER, by, at, delivered_at=at)
        delivery = Delivery.objects.create(
            commitment=commitment,
            quantity=quantity,
            people=people,
            women=women,
            text=text,
            recorded_by=by,
            recorded_at=at,
        )
        facts = {} if commitment.engagement.quantity is None else {"quantity": quantity}
        _engagement(commitment, status=EngagementStatus.DELIVERED, **facts)
        audit.record(by=by, at=at, action="deliver", of=delivery, new={"quantity": str(quantity)})
    return delivery


def confirm(*, commitment: Commitment, by: User, at: datetime) -> Commitment:
    """Say as the recipient that what was delivered has come."""
    with commitments.opened(commitment.proposal):
        _advance(commitment, "confirm", Side.RECIPIENT, by, at, confirmed_at=at)
    return _fresh(commitment)


def follow_up(
    *,
    commitment: Commitment,
    in_use: bool,
    adequate: bool,
    effective: bool,
    sustainable: bool,
    by: User,
    at: datetime,
    lesson: str = "",
    publish: bool = False,
) -> Delivery:
    """Answer as the recipient, twelve months after the confirmation, what came of it; a lesson is public by consent."""
    with commitments.opened(commitment.proposal):
        held = Commitment.objects.get(pk=commitment.pk)
        due = held.follow_up_due
        if due is not None and at.date() < due:
            raise MatchmakerError("too_early", "The question is asked twelve months after: from %(due)s on.", due=due)
        _advance(commitment, "follow_up", Side.RECIPIENT, by, at, followed_up_at=at)
        answers = {"in_use": in_use, "adequate": adequate, "effective": effective, "sustainable": sustainable}
        Delivery.objects.filter(commitment=commitment).update(**answers, lesson=lesson, lesson_public=publish)
        delivery = Delivery.objects.get(commitment=commitment)
        audit.record(by=by, at=at, action="follow_up", of=delivery, new=answers)
    return delivery


def _advance(commitment: Commitment, action: str, side: Side, by: User, at: datetime, **columns: object) -> None:
    """Move a commitment along the table of transitions, for the side whose step it is."""
    held = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    proposal = held.proposal
    if side not in policies.sides_of(by, proposal):
        raise MatchmakerError("not_allowed", "This is the %(side)s's to say: ask its people.", side=side)
    row = lifecycle.transition("commitment", action, held.status, policies.roles_in(by, proposal))
    Commitment.objects.filter(pk=held.pk).update(status=row.target, version=held.version + 1, **columns)
    audit.record(by=by, at=at, action=action, of=held, old={"status": held.status}, new={"status": row.target})


def _engagement(commitment: Commitment, **facts: object) -> None:
    Engagement.objects.filter(commitment=commitment).update(**facts, version=F("version") + 1)


def _fresh(commitment: Commitment) -> Commitment:
    return Commitment.objects.get(pk=commitment.pk)
