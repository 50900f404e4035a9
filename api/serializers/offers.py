"""Offers as far as they are open to their reader."""

from rest_framework import serializers

from matchmaker import policies
from matchmaker.models import Offer

from .amounts import AmountField
from .parties import PartyReferenceSerializer


class OfferSerializer(serializers.ModelSerializer):
    """An offer; its ceiling notes are null for whoever is neither its provider nor a coordinator."""

    provider = PartyReferenceSerializer()
    themes = serializers.ListField(child=serializers.CharField())
    kinds = serializers.ListField(child=serializers.CharField())
    items = serializers.ListField(child=serializers.CharField())
    pays_for = serializers.ListField(child=serializers.CharField())
    capacity = AmountField()
    eligible_states = serializers.ListField(child=serializers.CharField())
    eligible_regions = serializers.ListField(child=serializers.CharField())
    eligible_groups = serializers.ListField(child=serializers.CharField())
    excluded_states = serializers.ListField(child=serializers.CharField())
    languages = serializers.ListField(child=serializers.CharField())
    minimum_per_recipient = AmountField()
    maximum_per_recipient = AmountField(allow_null=True)
    opening_minimum = AmountField()

    class Meta:
        model = Offer
        fields = [
            "public_id",
            "provider",
            "title",
            "text",
            "language",
            "themes",
            "kinds",
            "items",
            "pays_for",
            "capacity",
            "unit",
            "currency",
            "eligible_states",
            "eligible_regions",
            "eligible_groups",
            "excluded_states",
            "languages",
            "start",
            "end",
            "minimum_per_recipient",
            "maximum_per_recipient",
            "maximum_recipients",
            "opening_minimum",
            "ceiling_notes",
            "renewal",
            "browse_only",
            "visibility",
            "status",
            "version",
        ]
        extra_kwargs = {"ceiling_notes": {"allow_null": True}}

    def to_representation(self, offer: Offer) -> dict:
        """Leave out what the reader may not read."""
        shape = super().to_representation(offer)
        if not policies.reads_ceiling(self.context["request"].user, offer):
            shape["ceiling_notes"] = None
        return shape
