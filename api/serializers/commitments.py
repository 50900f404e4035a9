"""Commitments and what was delivered under them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from matchmaker import contacts, policies
from matchmaker.core.vocabulary import Side
from matchmaker.models import Commitment, Delivery

from .actions import ActionsField
from .amounts import AmountField
from .parties import PartyReferenceSerializer
from .rows import Row
from .shapes import Amount, Shape, Truth

SIDES = ("need", "offer", "proposal", "used", "reverses", "released_by_provider", "released_by_recipient", "version")
"""What only the sides and coordinators read."""


class NamedContactSerializer(serializers.Serializer):
    """Whom to write to on one side of a commitment."""

    side = serializers.ChoiceField(choices=list(Side))
    party = PartyReferenceSerializer()
    name = serializers.CharField()
    agency = serializers.CharField()
    email = serializers.CharField()


class CommitmentSerializer(Row):
    """What was agreed; a counter-entry is negative and names what it reverses."""

    state = PartyReferenceSerializer(source="need.state")
    provider = PartyReferenceSerializer(source="offer.provider")
    implementer = PartyReferenceSerializer()
    theme = serializers.CharField(source="need.theme")
    kind = serializers.CharField(source="need.kind")
    unit = serializers.CharField(source="need.unit")
    need = serializers.UUIDField(source="need.public_id", allow_null=True)
    offer = serializers.UUIDField(source="offer.public_id", allow_null=True)
    proposal = serializers.UUIDField(source="proposal.public_id", allow_null=True)
    member = serializers.CharField(source="proposal.member")
    quantity = AmountField()
    used = AmountField(allow_null=True)
    money = AmountField(allow_null=True)
    reverses = serializers.UUIDField(source="reverses.public_id", default=None, allow_null=True)
    contacts = serializers.SerializerMethodField(help_text="Whom to write to on the other sides; null for who is none")
    allowed_actions = ActionsField()

    class Meta:
        model = Commitment
        fields = [
            *("public_id", "state", "provider", "implementer", "theme", "kind", "unit", "need", "offer", "proposal"),
            *("member", "quantity", "used", "money", "currency", "status", "agreed_at", "delivered_at", "confirmed_at"),
            *("followed_up_at", "reverses", "released_by_provider", "released_by_recipient", "version"),
            *("contacts", "allowed_actions"),
        ]
        extra_kwargs = {name: {"allow_null": True} for name in SIDES if name not in ("need", "offer", "proposal")}

    @extend_schema_field(NamedContactSerializer(many=True, allow_null=True))
    def get_contacts(self, commitment: Commitment) -> list[dict] | None:
        """Tell the sides of each other; asked once for all rows of an answer."""
        if "contacts" not in self.context:
            rows = self.parent.instance if isinstance(self.parent, serializers.ListSerializer) else [commitment]
            self.context["contacts"] = contacts.exchanged(rows, self.reader)
        found = self.context["contacts"][commitment.pk]
        return None if found is None else NamedContactSerializer(found, many=True, context=self.context).data

    def to_representation(self, commitment: Commitment) -> dict:
        """Leave out what the reader may not read."""
        shape = super().to_representation(commitment)
        known = policies.reads_sides(self.reader, commitment)
        return shape if known else shape | dict.fromkeys(SIDES)


class DeliverySerializer(Row):
    """What was in fact given, and what came of it twelve months after."""

    commitment = serializers.UUIDField(source="commitment.public_id")
    quantity = AmountField()

    class Meta:
        model = Delivery
        fields = [
            *("public_id", "commitment", "quantity", "people", "women", "text", "recorded_at", "in_use", "adequate"),
            *("effective", "sustainable", "lesson", "lesson_public"),
        ]


class DeliverShape(Shape):
    """What was given."""

    quantity = Amount(min_value=0)
    people = serializers.IntegerField(min_value=0, max_value=10_000_000, allow_null=True, required=False)
    women = serializers.IntegerField(min_value=0, max_value=10_000_000, allow_null=True, required=False)
    text = serializers.CharField(max_length=20_000, allow_blank=True, required=False)


class FollowUpShape(Shape):
    """What came of it."""

    in_use = Truth()
    adequate = Truth()
    effective = Truth()
    sustainable = Truth()
    lesson = serializers.CharField(max_length=20_000, allow_blank=True, required=False)
    publish = Truth(required=False)
