"""Commitments, and what was delivered under them."""

from datetime import datetime

from django.db.models import QuerySet

from api.acting import acts
from api.documentation import documented
from api.serializers.commitments import CommitmentSerializer, DeliverShape, DeliverySerializer, FollowUpShape
from api.serializers.shapes import ReasonShape
from api.views.readonly import Reader, ReadOnlyRows, Rows
from matchmaker import named
from matchmaker.models import Commitment, Delivery, User
from matchmaker.services import commitments, deliveries

_SIDES = ("need__state", "offer__provider", "implementer", "proposal", "reverses")


@documented("commitments", CommitmentSerializer)
class CommitmentViewSet(Rows):
    """The commitments in which the reader has a side and those that both sides released; all for coordinators."""

    queryset = Commitment.objects.select_related(*_SIDES).order_by("-agreed_at", "public_id")
    serializer_class = row_serializer = CommitmentSerializer

    def rows_for(self, user: Reader) -> QuerySet[Commitment]:
        """Keep what the reader may know of."""
        commitments = super().rows_for(user)
        return commitments.select_related(None) if self.reads else commitments

    def complete(self, rows: list[Commitment]) -> None:
        """Read what they name; need and offer are those of the proposal."""
        named.with_proposals(rows)

    @acts()
    def start(self, commitment: Commitment, *, facts: dict, by: User, at: datetime) -> Commitment:
        """Begin to deliver."""
        return deliveries.start(commitment=commitment, by=by, at=at)

    @acts(DeliverShape, answer=DeliverySerializer)
    def deliver(self, commitment: Commitment, *, facts: dict, by: User, at: datetime) -> Delivery:
        """Write down what was given; answers the delivery."""
        return deliveries.deliver(commitment=commitment, by=by, at=at, **facts)

    @acts()
    def confirm(self, commitment: Commitment, *, facts: dict, by: User, at: datetime) -> Commitment:
        """Say as the recipient that what was delivered has come."""
        return deliveries.confirm(commitment=commitment, by=by, at=at)

    @acts(FollowUpShape, answer=DeliverySerializer)
    def follow_up(self, commitment: Commitment, *, facts: dict, by: User, at: datetime) -> Delivery:
        """Answer what came of it twelve months after; answers the delivery."""
        return deliveries.follow_up(commitment=commitment, by=by, at=at, **facts)

    @acts(ReasonShape)
    def cancel(self, commitment: Commitment, *, facts: dict, by: User, at: datetime) -> Commitment:
        """Take a commitment back; answers the counter-entry."""
        return commitments.cancel(commitment=commitment, by=by, at=at, **facts)

    @acts()
    def release(self, commitment: Commitment, *, facts: dict, by: User, at: datetime) -> Commitment:
        """Agree, as a side, that everybody may know of it."""
        return commitments.release(commitment=commitment, by=by, at=at)


@documented("deliveries", DeliverySerializer)
class DeliveryViewSet(ReadOnlyRows):
    """The deliveries in which the reader has a side, or all for coordinators."""

    queryset = Delivery.objects.select_related("commitment").order_by("-recorded_at", "public_id")
    serializer_class = DeliverySerializer
    lookup_field = "public_id"
