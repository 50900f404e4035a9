"""Assistance delivered, running or planned, as far as it is open to its reader."""

from rest_framework import serializers

from matchmaker import policies
from matchmaker.core.vocabulary import Direction, EngagementStatus, Item, Kind, Language, Theme, Visibility
from matchmaker.models import Engagement

from .actions import ActionsField
from .amounts import AmountField
from .parties import PartyReferenceSerializer
from .rows import Row
from .shapes import Amount, Currency, PartyCode, Shape

OWNERS = ("site", "external_id", "version")
"""What only those who take part and coordinators read."""


class EngagementSerializer(Row):
    """One piece of assistance; where it stood in a report is told to whoever takes part and to coordinators."""

    state = PartyReferenceSerializer(allow_null=True)
    providers = PartyReferenceSerializer(source="givers", many=True)
    quantity = AmountField(allow_null=True)
    amount = AmountField(allow_null=True)
    allowed_actions = ActionsField()

    class Meta:
        model = Engagement
        fields = [
            *("public_id", "state", "providers", "direction", "theme", "kind", "item", "beneficiary", "quantity"),
            *("amount", "currency", "start", "end", "site", "text", "language", "status", "visibility", "external_id"),
            *("version", "allowed_actions"),
        ]
        extra_kwargs = {name: {"allow_null": True} for name in OWNERS}

    def to_representation(self, engagement: Engagement) -> dict:
        """Leave out what the reader may not read."""
        shape = super().to_representation(engagement)
        if not policies.takes_part_in(self.context["request"].user, engagement):
            shape |= dict.fromkeys(OWNERS)
        return shape


class EngagementFactsShape(Shape):
    """What is told of assistance; in a correction, only what changes."""

    providers = serializers.ListField(child=PartyCode(), min_length=1, max_length=20)
    direction = serializers.ChoiceField(choices=list(Direction))
    theme = serializers.ChoiceField(choices=list(Theme))
    kind = serializers.ChoiceField(choices=list(Kind))
    item = serializers.ChoiceField(choices=["", *Item], required=False)
    beneficiary = serializers.CharField(max_length=100, allow_blank=True, required=False)
    quantity = Amount(min_value=0, allow_null=True, required=False)
    amount = Amount(min_value=0, allow_null=True, required=False)
    currency = Currency(allow_blank=True, required=False)
    start = serializers.DateField(allow_null=True, required=False)
    end = serializers.DateField(allow_null=True, required=False)
    site = serializers.CharField(max_length=200, allow_blank=True, required=False)
    text = serializers.CharField(max_length=20_000)
    language = serializers.ChoiceField(choices=list(Language), required=False)
    status = serializers.ChoiceField(choices=list(EngagementStatus))
    visibility = serializers.ChoiceField(choices=list(Visibility), required=False)


class EngagementShape(EngagementFactsShape):
    """Assistance to be recorded by a party to it or by a coordinator."""

    state = PartyCode(states=True, allow_null=True, default=None)
    external_id = serializers.CharField(max_length=48, required=False)  # kept under the code of who records it
